// SPDX-License-Identifier: GPL-3.0-or-later
// A device that is reached by its node alone. What a real node answers when it is opened is for the vm ring; here a
// file with the same bytes stands for it.
#include "core/backend/libusb1/node_device.h"
#include "tests/umockdev/support/backend_rig.h"
#include "tests/umockdev/support/mock_bus.h"
#include "tests/umockdev/support/sample_devices.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <filesystem>
#include <fstream>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace wb;

namespace {

const std::string kProbe = "/dev/probe"; // a node that is in no list

// A new file takes the place of the old one, as when a device has been plugged in again: the node has changed then
// however little time has passed.
void makeNode(const mock::MockBus& bus, const std::string& node, const Bytes& bytes)
{
    const std::filesystem::path file = bus.fileOf(node);
    const std::filesystem::path fresh = file.string() + ".new";
    std::filesystem::create_directories(file.parent_path());
    {
        std::ofstream out(fresh, std::ios::binary);
        for (const Byte byte : bytes)
            out.put(static_cast<char>(byte));
    }
    std::filesystem::rename(fresh, file);
}

Bytes anotherDevice()
{
    Bytes descriptors = mock::loopback().descriptors;
    descriptors.at(10) = 0x77; // idProduct
    return descriptors;
}

// Whether somebody has opened a file since this was last asked.
class OpenWatch {
public:
    explicit OpenWatch(const std::filesystem::path& file)
        : m_isWatching(inotify_add_watch(m_queue, file.c_str(), IN_OPEN) >= 0)
    {
    }
    ~OpenWatch() { ::close(m_queue); }
    OpenWatch(const OpenWatch&) = delete;
    OpenWatch& operator=(const OpenWatch&) = delete;

    [[nodiscard]] bool isWatching() const { return m_isWatching; }
    [[nodiscard]] bool hasSeenOne()
    {
        std::array<char, 4096> events {};
        return ::read(m_queue, events.data(), events.size()) > 0;
    }

private:
    const int m_queue = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    const bool m_isWatching;
};

} // namespace

class TestLibusb1Node : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneThatIsNotThereIsToldAtTheStart()
    {
        mock::MockBus bus;
        bus.add(mock::rootHub());
        mock::BackendRig rig(backend::makeNodeBackend(kProbe));
        QVERIFY(!rig.hasStarted());
    }

    void onlyADeviceNodeWillDo()
    {
        mock::MockBus bus;
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const std::string pipe = folder.filePath(QStringLiteral("pipe")).toStdString();
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        for (const std::string& path : { file.fileName().toStdString(), pipe }) { // nobody writes into the pipe
            mock::BackendRig rig(backend::makeNodeBackend(path));
            QVERIFY2(!rig.hasStarted(), path.c_str());
        }
    }

    void descriptorsAreGivenByNumber()
    {
        QCOMPARE(backend::descriptorIn("fd:3").value_or(-1), 3);
        for (const char* path : { "/dev/bus/usb/001/004", "fd:", "fd:x", "fd:-1", "fd:4294967299" })
            QVERIFY2(!backend::descriptorIn(path).has_value(), path);
        mock::MockBus bus;
        QFile file(QStringLiteral(WB_SOURCE_DIR "/README.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const std::string given = "fd:" + std::to_string(file.handle());
        for (const std::string& node : { given, std::string("fd:9999") }) { // no device node, and nothing at all
            mock::BackendRig rig(backend::makeNodeBackend(node));
            QVERIFY2(!rig.hasStarted(), node.c_str());
        }
        QCOMPARE(file.read(1).size(), qsizetype { 1 }); // it is still open
    }

    void itsBytesDescribeTheDevice()
    {
        mock::MockBus bus;
        bus.add(mock::rootHub());
        makeNode(bus, kProbe, mock::loopback().descriptors);
        mock::BackendRig rig(backend::makeNodeBackend(kProbe));
        QVERIFY(rig.hasStarted());
        QVERIFY(!rig.backend().hasHotplug()); // asked again instead
        QVERIFY(rig.backend().hasOneDevice());
        const std::vector<usb::DevicePtr> devices = rig.devices();
        QCOMPARE(devices.size(), std::size_t { 1 }); // and not the hub
        QCOMPARE(int { devices[0]->descriptor.vendorId }, 0xfffe);
        QCOMPARE(devices[0]->deviceNode, kProbe);
        QVERIFY(devices[0]->active() != nullptr);
        QVERIFY(!devices[0]->problems.empty()); // the system tells nothing of it
        QCOMPARE(rig.devices()[0], devices[0]); // nothing has changed
    }

    void anotherDeviceInItsPlaceIsAnother()
    {
        mock::MockBus bus;
        bus.add(mock::rootHub());
        makeNode(bus, kProbe, mock::loopback().descriptors);
        mock::BackendRig rig(backend::makeNodeBackend(kProbe));
        const std::vector<usb::DevicePtr> before = rig.devices();
        makeNode(bus, kProbe, anotherDevice());
        const std::vector<usb::DevicePtr> after = rig.devices();
        QCOMPARE(after.size(), std::size_t { 1 });
        QVERIFY(after[0]->id != before[0]->id);
        QVERIFY(!rig.backend().open(before[0]->id).has_value());
        std::filesystem::remove(bus.fileOf(kProbe));
        QVERIFY(rig.devices().empty());
    }

    // On Linux to open a node waits for the device's lock and wakes the device.
    void aNodeThatStaysIsNotOpenedAgain()
    {
        mock::MockBus bus;
        makeNode(bus, kProbe, mock::loopback().descriptors);
        mock::BackendRig rig(backend::makeNodeBackend(kProbe));
        const std::vector<usb::DevicePtr> devices = rig.devices();
        OpenWatch watch(bus.fileOf(kProbe));
        QVERIFY(watch.isWatching());
        QCOMPARE(rig.devices(), devices);
        QCOMPARE(rig.devices(), devices);
        QVERIFY(!watch.hasSeenOne());
        const std::ifstream opened(bus.fileOf(kProbe));
        QVERIFY(watch.hasSeenOne());
    }

    void onlyWhatIsNotThereHasGone()
    {
        mock::MockBus bus;
        makeNode(bus, kProbe, mock::loopback().descriptors);
        mock::BackendRig rig(backend::makeNodeBackend(kProbe));
        const std::vector<usb::DevicePtr> before = rig.devices();
        QCOMPARE(before.size(), std::size_t { 1 });
        std::filesystem::remove(bus.fileOf(kProbe));
        std::filesystem::create_directory(bus.fileOf(kProbe));
        const auto unseen = rig.onUsb([&rig] { return rig.backend().devices(); });
        QVERIFY(!unseen.has_value());
        const std::string detail = unseen.error().detail;
        QVERIFY2(detail.find("it is no device node") != std::string::npos, detail.c_str());
        std::filesystem::remove(bus.fileOf(kProbe));
        makeNode(bus, kProbe, mock::loopback().descriptors);
        QCOMPARE(rig.devices(), before);
    }

    void toOpenOneThatHasGoneSaysSo()
    {
        mock::MockBus bus;
        makeNode(bus, kProbe, mock::loopback().descriptors);
        mock::BackendRig rig(backend::makeNodeBackend(kProbe));
        const std::vector<usb::DevicePtr> devices = rig.devices();
        QCOMPARE(devices.size(), std::size_t { 1 });
        std::filesystem::remove(bus.fileOf(kProbe));
        const auto handle = rig.backend().open(devices[0]->id);
        QVERIFY(!handle.has_value());
        QVERIFY(handle.error().kind == ErrorKind::Disconnected);
        QVERIFY(rig.devices().empty());
    }

    void aNameLikeThatOfAnotherDeviceTellsNothing()
    {
        mock::MockBus bus;
        bus.add(mock::rootHub());
        bus.add(mock::loopback("1-1", 4));
        makeNode(bus, "/dev/other/001/004", anotherDevice());
        mock::BackendRig rig(backend::makeNodeBackend("/dev/other/001/004"));
        const std::vector<usb::DevicePtr> devices = rig.devices();
        QCOMPARE(devices.size(), std::size_t { 1 });
        QCOMPARE(int { devices[0]->descriptor.productId }, 0x77);
        QVERIFY(devices[0]->systemPath.empty());
        QVERIFY(devices[0]->product.empty());
        QVERIFY(!devices[0]->problems.empty());
    }

    void aLinkToItIsAsGood()
    {
        mock::MockBus bus;
        bus.add(mock::rootHub());
        bus.add(mock::loopback("1-1", 4));
        const std::string node = "/dev/bus/usb/001/004";
        makeNode(bus, node, mock::loopback().descriptors);
        std::filesystem::create_symlink("bus/usb/001/004", bus.fileOf(kProbe));
        mock::BackendRig rig(backend::makeNodeBackend(kProbe));
        const std::vector<usb::DevicePtr> before = rig.devices();
        QCOMPARE(before.size(), std::size_t { 1 });
        QCOMPARE(before[0]->deviceNode, node);
        QCOMPARE(usb::toString(before[0]->path), std::string("1-1"));
        QCOMPARE(before[0]->product, std::string("Loopback"));
        QVERIFY(before[0]->problems.empty());
        bus.setDriver("1-1", 0, "usbtest"); // told without the node having changed
        const std::vector<usb::DevicePtr> after = rig.devices();
        QCOMPARE(after.size(), std::size_t { 1 });
        QVERIFY(after[0]->id == before[0]->id);
        QCOMPARE(after[0]->driverOf(0), std::string("usbtest"));
    }

    void aNodeThatIsNoneOfUsbIsRefusedWhenItIsOpened()
    {
        mock::MockBus bus;
        bus.add(mock::rootHub());
        makeNode(bus, kProbe, mock::loopback().descriptors);
        mock::BackendRig rig(backend::makeNodeBackend(kProbe));
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
