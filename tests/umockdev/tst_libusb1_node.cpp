// SPDX-License-Identifier: GPL-3.0-or-later
// A device that is reached by its node alone. What a real node answers when it is opened is for the vm ring; here a
// file with the same bytes stands for it.
#include "tests/umockdev/support/backend_rig.h"
#include "tests/umockdev/support/mock_bus.h"
#include "tests/umockdev/support/sample_devices.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wb;

class TestLibusb1Node : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_node;

    void write(const Bytes& bytes) const
    {
        QFile file(m_node);
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (const Byte byte : bytes)
            QVERIFY(file.putChar(static_cast<char>(byte)));
    }

private Q_SLOTS:
    void init()
    {
        QVERIFY(m_folder.isValid());
        m_node = m_folder.filePath(QStringLiteral("node"));
        QFile::remove(m_node);
    }

    void oneThatIsNotThereIsToldAtTheStart()
    {
        mock::MockBus bus;
        bus.add(mock::rootHub());
        mock::BackendRig rig(backend::makeNodeBackend(m_node.toStdString()));
        QVERIFY(!rig.hasStarted());
    }

    void itsBytesDescribeTheDevice()
    {
        mock::MockBus bus;
        bus.add(mock::rootHub());
        write(mock::loopback().descriptors);
        mock::BackendRig rig(backend::makeNodeBackend(m_node.toStdString()));
        QVERIFY(rig.hasStarted());
        QVERIFY(!rig.backend().hasHotplug()); // asked again instead
        const std::vector<usb::DevicePtr> devices = rig.devices();
        QCOMPARE(devices.size(), std::size_t { 1 }); // and not the hub
        QCOMPARE(int { devices[0]->descriptor.vendorId }, 0xfffe);
        QCOMPARE(devices[0]->deviceNode, m_node.toStdString());
        QVERIFY(devices[0]->active() != nullptr);
        QVERIFY(!devices[0]->problems.empty()); // the system tells nothing of it
        QCOMPARE(rig.devices()[0], devices[0]); // nothing has changed
    }

    void anotherDeviceInItsPlaceIsAnother()
    {
        mock::MockBus bus;
        bus.add(mock::rootHub());
        Bytes descriptors = mock::loopback().descriptors;
        write(descriptors);
        mock::BackendRig rig(backend::makeNodeBackend(m_node.toStdString()));
        const std::vector<usb::DevicePtr> before = rig.devices();
        descriptors.at(10) = 0x77; // idProduct
        write(descriptors);
        const std::vector<usb::DevicePtr> after = rig.devices();
        QCOMPARE(after.size(), std::size_t { 1 });
        QVERIFY(after[0]->id != before[0]->id);
        QVERIFY(!rig.backend().open(before[0]->id).has_value());
        QFile::remove(m_node);
        QVERIFY(rig.devices().empty());
    }

    void aFileThatIsNoNodeIsRefusedWhenItIsOpened()
    {
        mock::MockBus bus;
        bus.add(mock::rootHub());
        write(mock::loopback().descriptors);
        mock::BackendRig rig(backend::makeNodeBackend(m_node.toStdString()));
        const std::vector<usb::DevicePtr> devices = rig.devices();
        QCOMPARE(devices.size(), std::size_t { 1 });
        const auto handle = rig.backend().open(devices[0]->id);
        QVERIFY(!handle.has_value());
        QCOMPARE(handle.error().operation, std::string("open the device"));
        QVERIFY2(handle.error().detail.find("fffe:0001") != std::string::npos, handle.error().detail.c_str());
        rig.stop();
        QVERIFY(rig.degraded().empty()); // nothing is left open
    }
};

QTEST_GUILESS_MAIN(TestLibusb1Node)
#include "tst_libusb1_node.moc"
