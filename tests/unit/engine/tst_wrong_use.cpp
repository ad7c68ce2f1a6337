// SPDX-License-Identifier: GPL-3.0-or-later
// Wrong use is refused before a backend sees it, and the refusal says what to do instead. One row each.
#include "core/engine/transfer_rules.h"
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;
using usb::TransferType;

namespace {

// Interface 0: bulk 0x81 and 0x01 in alternate 0; isochronous 0x82 has no bandwidth there and 192 bytes in alternate 1;
// interrupt 0x83 has none anywhere; isochronous 0x84 is in alternate 1 without and in alternate 2 with 64 bytes.
const Bytes kConfiguration {
    9, 2, 92, 0, 1, 1, 0, 0x80, 50, //
    9, 4, 0, 0, 4, 0xff, 0, 0, 0, //
    7, 5, 0x81, 2, 0x00, 0x02, 0, //
    7, 5, 0x01, 2, 0x00, 0x02, 0, //
    7, 5, 0x82, 1, 0x00, 0x00, 1, //
    7, 5, 0x83, 3, 0x00, 0x00, 4, //
    9, 4, 0, 1, 3, 0xff, 0, 0, 0, //
    7, 5, 0x82, 1, 0xc0, 0x00, 1, //
    7, 5, 0x83, 3, 0x00, 0x00, 4, //
    7, 5, 0x84, 1, 0x00, 0x00, 1, //
    9, 4, 0, 2, 1, 0xff, 0, 0, 0, //
    7, 5, 0x84, 1, 0x40, 0x00, 1, //
};

usb::DeviceInfo device()
{
    usb::DeviceInfo info;
    info.id = usb::nextDeviceId();
    info.speed = usb::Speed::High;
    info.configurations.push_back(usb::parseConfiguration(kConfiguration, info.problems));
    info.activeConfiguration = 1;
    return info;
}

usb::TransferRequest request(TransferType type, std::uint8_t endpoint, std::uint32_t length, Bytes data = {},
    std::vector<std::uint32_t> packets = {})
{
    usb::TransferRequest wanted;
    wanted.type = type;
    wanted.endpoint = { endpoint };
    wanted.length = length;
    wanted.data = std::move(data);
    wanted.isoPacketLengths = std::move(packets);
    return wanted;
}

} // namespace

class TestWrongUse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void transfers_data()
    {
        QTest::addColumn<usb::TransferRequest>("wanted");
        QTest::addColumn<int>("alternate"); // selected
        QTest::addColumn<QString>("advice");
        const auto row = [](const char* name, const usb::TransferRequest& wanted, int alternate, const char* advice) {
            QTest::newRow(name) << wanted << alternate << QString::fromLatin1(advice);
        };
        using enum TransferType;
        row("data to an IN endpoint", request(Bulk, 0x81, 512, Bytes(8)), 0, "send to an OUT endpoint");
        row("length of an OUT endpoint", request(Bulk, 0x01, 512), 0, "receive from an IN endpoint");
        row("endpoint of the other direction", request(Isochronous, 0x04, 8), 0, "; 0x84 only receives");
        row("no such endpoint", request(Bulk, 0x8a, 512), 0, "this configuration has 0x01, 0x81");
        row("another type", request(Interrupt, 0x81, 512), 0, "is bulk, not interrupt");
        row("zero packets", request(Isochronous, 0x82, 0), 1, "give the lengths of 1 to 128, each of at most 192");
        row("packet too large", request(Isochronous, 0x82, 193, {}, { 193 }), 1, "more packets of at most that");
        row("too many packets", request(Isochronous, 0x82, 129, {}, std::vector<std::uint32_t>(129, 1)), 1,
            "send several");
        row("buffer smaller than its packets", request(Isochronous, 0x82, 400, {}, { 192, 192, 192 }), 1,
            "holds 2 of them; give it 576 bytes");
        row("buffer smaller than a packet", request(Isochronous, 0x82, 100, {}, { 192 }), 1,
            "holds none of them; give it 192 bytes");
        row("no bandwidth, another setting has it", request(Isochronous, 0x82, 192, {}, { 192 }), 0,
            "select alternate setting 1 of interface 0 first, which has 192 bytes per interval");
        row("no bandwidth in any setting", request(Interrupt, 0x83, 8), 1, "none of this configuration has any for it");
        row("too much at once", request(Bulk, 0x81, kMaxTransferBytes + 1), 0, "above the limit of");
    }
    void transfers()
    {
        QFETCH(usb::TransferRequest, wanted);
        QFETCH(int, alternate);
        QFETCH(QString, advice);
        InterfaceState selected;
        selected.isClaimed = true;
        selected.alternate = static_cast<std::uint8_t>(alternate);
        const auto needs = planTransfer(device(), { &selected, 1 }, wanted);
        QVERIFY(!needs);
        const QString text = QString::fromStdString(describe(needs.error()));
        QVERIFY2(text.contains(advice), qPrintable(text));
    }

    // Selected by itself where it may be: the one that has bandwidth, not the first that has the endpoint.
    void theSettingWithBandwidthIsChosen()
    {
        const usb::DeviceInfo info = device();
        const auto needs = planTransfer(info, {}, request(TransferType::Isochronous, 0x84, 64, {}, { 64 }));
        QVERIFY(needs);
        QCOMPARE(needs->alternate, std::optional<std::uint8_t>(2));
    }

    void streams_data()
    {
        QTest::addColumn<int>("endpoint");
        QTest::addColumn<QString>("advice");
        QTest::newRow("isochronous") << 0x82 << QStringLiteral("select alternate setting 1 of interface 0 first");
        QTest::newRow("interrupt") << 0x83 << QStringLiteral("none of this configuration has any for it");
    }
    void streams()
    {
        QFETCH(int, endpoint);
        QFETCH(QString, advice);
        StreamConfig config;
        config.endpoint = { static_cast<std::uint8_t>(endpoint) };
        config.transferBytes = endpoint == 0x82 ? 0 : 8;
        const InterfaceState selected {};
        const auto plan = planStream(device(), { &selected, 1 }, config);
        QVERIFY(!plan);
        const QString text = QString::fromStdString(describe(plan.error()));
        QVERIFY2(text.contains(advice), qPrintable(text));
    }

    void theNeedThatIsNotMetIsNamed()
    {
        Needs needs { std::uint8_t { 2 }, std::uint8_t { 1 }, 4U };
        InterfaceState state;
        const auto isTold = [&needs, &state](const char* words) { return needs.missing(&state).starts_with(words); };
        QVERIFY(Needs {}.missing(nullptr).empty());
        QVERIFY(needs.missing(nullptr).starts_with("interface 2 is not claimed"));
        QVERIFY(isTold("interface 2 is not claimed"));
        state.isClaimed = true;
        QVERIFY(isTold("alternate setting 1 of interface 2 is not selected"));
        state.alternate = 1;
        QVERIFY(isTold("4 bulk streams are needed on interface 2, and 0 are allocated"));
        state.bulkStreams = 4;
        state.bulkStreamsAsked = 4;
        QVERIFY(needs.missing(&state).empty());
        needs.bulkStreams = 0;
        QVERIFY(isTold("bulk streams are allocated on interface 2"));
    }

    // What the policy does not let the program do by itself is told, with the step that is missing.
    void missingSteps_data()
    {
        QTest::addColumn<int>("allowed"); // steps: open, claim, select
        QTest::addColumn<QString>("advice");
        QTest::newRow("closed device") << 0 << QStringLiteral("the device is not open; open it first");
        QTest::newRow("unclaimed interface") << 1 << QStringLiteral("is not claimed; claim interface 0 first");
        QTest::newRow("other alternate setting")
            << 2 << QStringLiteral("in alternate setting 1 of interface 0; select that first");
    }
    void missingSteps()
    {
        QFETCH(int, allowed);
        QFETCH(QString, advice);
        const auto world = std::make_shared<test::FakeWorld>();
        UsbService service(nullptr);
        test::ServiceWatcher watch(service);
        const usb::DeviceId id = world->plug(1, 1)->id;
        service.addBackend(test::makeFakeBackend(world));
        QTRY_VERIFY(watch.isInitialSeen);
        AccessPolicy policy;
        policy.openAutomatically = allowed > 0;
        policy.claimAutomatically = allowed > 1;
        policy.selectAlternateAutomatically = false;
        service.setPolicy(id, policy);
        const RequestId sent = service.transfer(id, request(TransferType::Isochronous, 0x82, 512, {}, { 512 }));
        QTRY_VERIFY(watch.isAnswered(sent));
        const auto& error = watch.transfers.at(sent).error;
        QVERIFY(error);
        const QString text = QString::fromStdString(describe(*error));
        QVERIFY2(text.contains(advice), qPrintable(text));
        QCOMPARE(world->pendingTransfers(), std::size_t { 0 });
    }

    // What the system works with stays as it is until the end.
    void editedWhileInFlight()
    {
        const auto world = std::make_shared<test::FakeWorld>();
        const usb::DeviceId id = world->plug(1, 1)->id;
        const auto port = test::makeFakeBackend(world);
        const auto handle = port->open(id);
        QVERIFY(handle);
        const auto transfer = (*handle)->makeTransfer();
        transfer->completed = [](backend::Transfer&) {};
        const auto order = transfer->edit();
        QVERIFY(order);
        (*order)->buffer = Buffer(512);
        QVERIFY(transfer->submit());
        const auto refused = transfer->edit();
        QVERIFY(!refused);
        QVERIFY(refused.error().kind == ErrorKind::Busy);
        const QString text = QString::fromStdString(describe(refused.error()));
        QVERIFY2(text.contains(QStringLiteral("cancel it, and change it then")), qPrintable(text));
        QCOMPARE(transfer->buffer.size(), std::size_t { 512 });
        world->completeLate(usb::TransferStatus::Cancelled, 0);
        QVERIFY(transfer->edit());
    }
};

QTEST_GUILESS_MAIN(TestWrongUse)
#include "tst_wrong_use.moc"
