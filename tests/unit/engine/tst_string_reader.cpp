// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/virtual_bus.h"
#include "core/descriptors/descriptor_set.h"
#include "core/engine/string_reader.h"
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;

class TestStringReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryStringOfADevice()
    {
        UsbService service(nullptr);
        test::ServiceWatcher watch(service);
        service.addBackend(backend::VirtualBus::create());
        QTRY_VERIFY(watch.isInitialSeen);
        usb::DevicePtr loopback;
        for (const usb::DevicePtr& device : service.devices())
            if (device->descriptor.vendorId == 0xfffe && device->descriptor.productId == 1)
                loopback = device;
        QVERIFY(loopback);
        StringReader reader(service, loopback->id, descriptors::stringIndexes(descriptors::descriptorSetOf(*loopback)));
        QSignalSpy finished(&reader, &StringReader::finished);
        reader.start();
        QVERIFY(finished.wait(10'000));
        QVERIFY(reader.languages() == std::vector<std::uint16_t> { 0x0409 });
        QCOMPARE(reader.strings().size(), descriptors::stringIndexes(descriptors::descriptorSetOf(*loopback)).size());
        for (const DeviceString& string : reader.strings()) {
            QVERIFY2(string.error.empty(), string.error.c_str());
            if (string.index == loopback->descriptor.productIndex)
                QVERIFY(string.text == loopback->product);
        }
    }

    // A device that stalls on everything: tried with 255 and 254 bytes, in the language everybody has, and told.
    void survivesADeviceWithoutStrings()
    {
        auto world = std::make_shared<test::FakeWorld>();
        const usb::DevicePtr device = world->plug(1, 1);
        {
            UsbService service(nullptr);
            test::ServiceWatcher watch(service);
            service.addBackend(test::makeFakeBackend(world));
            QTRY_VERIFY(watch.isInitialSeen);
            StringReader reader(service, device->id, { 1 });
            QSignalSpy finished(&reader, &StringReader::finished);
            reader.start();
            for (int request = 0; request < 4; ++request) {
                QTRY_COMPARE(world->pendingTransfers(), std::size_t { 1 });
                world->completeAll(usb::TransferStatus::Stall, 0);
                QTRY_COMPARE(watch.transfers.size(), static_cast<std::size_t>(request + 1));
            }
            QTRY_COMPARE(finished.count(), 1);
            QVERIFY(reader.languages() == std::vector<std::uint16_t> { 0x0409 });
            QCOMPARE(reader.strings().front().error, std::string("stall"));
        }
    }

    void decodesWhatDevicesSend_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("plain") << QByteArray("\x06\x03U\0S\0", 6) << QStringLiteral("US") << true;
        QTest::newRow("odd length") << QByteArray("\x07\x03U\0S\0X", 7) << QStringLiteral("US") << true;
        QTest::newRow("bLength lies") << QByteArray("\xff\x03U\0", 4) << QStringLiteral("U") << true;
        QTest::newRow("empty") << QByteArray("\x02\x03", 2) << QString() << true;
        QTest::newRow("bLength 0") << QByteArray("\0\x03U\0", 4) << QString() << true;
        QTest::newRow("wrong type") << QByteArray("\x04\x02U\0", 4) << QString() << false;
        QTest::newRow("one byte") << QByteArray("\x04", 1) << QString() << false;
        QTest::newRow("lone surrogate") << QByteArray("\x04\x03\0\xd8", 4) << QStringLiteral("\\u{d800}") << true;
    }

    void decodesWhatDevicesSend()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, text);
        QFETCH(bool, isGood);
        const DeviceString string
            = StringReader::decode(1, 0x0409, asBytes({ bytes.constData(), static_cast<std::size_t>(bytes.size()) }));
        QCOMPARE(QString::fromStdString(string.text), text);
        QCOMPARE(string.error.empty(), isGood);
        QCOMPARE(string.raw.size(), static_cast<std::size_t>(bytes.size()));
    }
};

QTEST_GUILESS_MAIN(TestStringReader)
#include "tst_string_reader.moc"
