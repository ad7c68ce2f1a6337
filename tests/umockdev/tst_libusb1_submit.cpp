// SPDX-License-Identifier: GPL-3.0-or-later
// Isochronous transfers packet by packet, and submits that are refused: by us, by libusb, by the kernel.
#include "tests/umockdev/support/transfer_bench.h"

#include <QTest>

#include <array>
#include <cerrno>

using namespace wb;
using mock::Answer;
using usb::TransferStatus;
using usb::TransferType;

class TestLibusb1Submit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isochronousIn();
    void isochronousOut();
    void moreIsochronousPacketsTheSecondTime();
    void refusedSubmit_data();
    void refusedSubmit();
    void refusesBeforeLibusb_data();
    void refusesBeforeLibusb();
    void secondSubmitIsBusy();
    void editedInFlightIsBusy();
    void bulkStreamReachesTheKernel();
    void streamsAreAllocatedAndFreed();
    void streamsThatCannotBeHad();
};

void TestLibusb1Submit::isochronousIn()
{
    Bytes buffer = mock::pattern(60);
    mock::TransferBench bench({ Answer::isochronous({ { 20, 0 }, { 5, 0 }, { 0, -EXDEV } }, buffer) });
    auto& transfer = bench.make(TransferType::Isochronous, 0x83, Buffer(60));
    bench.order().isoPackets.assign(3, usb::IsoPacket { 0, 20, 0, TransferStatus::Pending });
    mock::Completion done(transfer);
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(done.isDone());
    QVERIFY(bench.outcome().status == TransferStatus::Completed); // says nothing about the packets (P30)
    QCOMPARE(bench.outcome().actualLength, std::uint32_t { 25 });
    const auto packets = bench.rig.onUsb([&transfer] { return transfer.isoPackets; });
    QCOMPARE(packets[0], (usb::IsoPacket { 0, 20, 20, TransferStatus::Completed }));
    QCOMPARE(packets[1], (usb::IsoPacket { 20, 20, 5, TransferStatus::Completed }));
    QCOMPARE(packets[2], (usb::IsoPacket { 40, 20, 0, TransferStatus::Error }));
    QCOMPARE(bench.rig.onUsb([&transfer] { return toBytes(transfer.buffer.view()); }), buffer);
    QCOMPARE(bench.script.seen(0).isoLengths, (std::vector<std::uint32_t> { 20, 20, 20 }));
}

void TestLibusb1Submit::isochronousOut()
{
    mock::TransferBench bench({ Answer::isochronous({ { 10, 0 }, { 30, 0 } }) });
    auto& transfer = bench.make(TransferType::Isochronous, 0x03, mock::bufferOf(mock::pattern(40)));
    bench.order().isoPackets = { { 0, 10, 0, TransferStatus::Pending }, { 0, 30, 0, TransferStatus::Pending } };
    mock::Completion done(transfer);
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(done.isDone());
    QCOMPARE(bench.outcome().actualLength, std::uint32_t { 40 });
    QCOMPARE(bench.script.seen(0).buffer, mock::pattern(40));
    QCOMPARE(bench.rig.onUsb([&transfer] { return transfer.isoPackets[1].offset; }), std::uint32_t { 10 });
}

void TestLibusb1Submit::moreIsochronousPacketsTheSecondTime()
{
    mock::TransferBench bench(
        { Answer::isochronous({ { 8, 0 } }), Answer::isochronous(std::vector<mock::IsoAnswer>(64, { 8, 0 })) });
    auto& transfer = bench.make(TransferType::Isochronous, 0x83, Buffer(512));
    mock::Completion done(transfer);
    int completions = 0;
    for (const std::size_t count : { std::size_t { 1 }, std::size_t { 64 } }) {
        bench.order().isoPackets.assign(count, usb::IsoPacket { 0, 8, 0, TransferStatus::Pending });
        QVERIFY(bench.submit().has_value());
        ++completions;
        QTRY_COMPARE(done.count(), completions);
        QCOMPARE(bench.outcome().actualLength, static_cast<std::uint32_t>(count * 8));
    }
}

void TestLibusb1Submit::refusedSubmit_data()
{
    QTest::addColumn<bool>("isIsochronous");
    QTest::addColumn<int>("systemError");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("hint");
    const auto row = [](const char* name, bool isIsochronous, int error, ErrorKind kind, const char* hint) {
        QTest::newRow(name) << isIsochronous << error << static_cast<int>(kind) << QString::fromLatin1(hint);
    };
    row("bulk, memory", false, ENOMEM, ErrorKind::OutOfMemory, "usbfs_memory_mb");
    row("bulk, gone", false, ENODEV, ErrorKind::Disconnected, "");
    row("bulk, no endpoint", false, ENOENT, ErrorKind::Io, "alternate setting");
    row("isochronous, memory", true, ENOMEM, ErrorKind::OutOfMemory, "usbfs_memory_mb");
    row("isochronous, bandwidth", true, ENOSPC, ErrorKind::Io, "bandwidth");
    row("isochronous, no endpoint", true, ENOENT, ErrorKind::Io, "alternate setting");
    row("isochronous, other", true, EIO, ErrorKind::Io, "bandwidth");
    row("isochronous, size", true, EMSGSIZE, ErrorKind::InvalidArgument, "");
}

void TestLibusb1Submit::refusedSubmit()
{
    QFETCH(bool, isIsochronous);
    QFETCH(int, systemError);
    QFETCH(int, kind);
    QFETCH(QString, hint);
    mock::TransferBench bench({ Answer::refused(systemError) });
    const auto type = isIsochronous ? TransferType::Isochronous : TransferType::Bulk;
    auto& transfer = bench.make(type, isIsochronous ? 0x83 : 0x81, Buffer(64));
    if (isIsochronous)
        bench.order().isoPackets = { { 0, 64, 0, TransferStatus::Pending } };
    mock::Completion done(transfer);
    const Status status = bench.submit();
    QVERIFY(!status.has_value());
    const QString detail = QString::fromStdString(describe(status.error()));
    QCOMPARE(static_cast<int>(status.error().kind), kind);
    QVERIFY2(detail.contains(hint), qPrintable(detail));
    QVERIFY2(detail.contains(QStringLiteral("1-1 fffe:0001")), qPrintable(detail));
    QVERIFY(!done.isDone()); // no completion follows (P18)
    QVERIFY(bench.isIdle());
}

void TestLibusb1Submit::refusesBeforeLibusb_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("bufferBytes");
    QTest::addColumn<int>("wLength");
    QTest::addColumn<int>("packets");
    QTest::addColumn<uint>("packetBytes");
    const int control = static_cast<int>(TransferType::Control);
    const int isochronous = static_cast<int>(TransferType::Isochronous);
    QTest::newRow("wLength and buffer differ") << control << 8 << 9 << 0 << 0u;
    QTest::newRow("wLength above 4096 (P24)") << control << 4097 << 4097 << 0 << 0u;
    QTest::newRow("no packets (P34)") << isochronous << 64 << 0 << 0 << 0u;
    QTest::newRow("too many packets") << isochronous << 64 << 0 << 20000 << 0u;
    QTest::newRow("packet too large (P34)") << isochronous << 200000 << 0 << 1 << 98305u;
    QTest::newRow("packets exceed the buffer (P34)") << isochronous << 64 << 0 << 2 << 33u;
    QTest::newRow("the sum overflows 32 bits") << isochronous << 64 << 0 << 3 << 0xffffffffu;
}

void TestLibusb1Submit::refusesBeforeLibusb()
{
    QFETCH(int, type);
    QFETCH(int, bufferBytes);
    QFETCH(int, wLength);
    QFETCH(int, packets);
    QFETCH(uint, packetBytes);
    mock::TransferBench bench({});
    bench.make(static_cast<TransferType>(type), 0x83, Buffer(static_cast<std::size_t>(bufferBytes)));
    bench.order().setup.wLength = static_cast<std::uint16_t>(wLength);
    bench.order().isoPackets.assign(
        static_cast<std::size_t>(packets), usb::IsoPacket { 0, packetBytes, 0, TransferStatus::Pending });
    const Status status = bench.submit();
    QVERIFY(!status.has_value());
    QVERIFY(status.error().kind == ErrorKind::InvalidArgument);
    QVERIFY(!status.error().detail.empty());
    QCOMPARE(bench.script.count(), std::size_t { 0 });
}

void TestLibusb1Submit::secondSubmitIsBusy()
{
    mock::TransferBench bench({ Answer::never() });
    mock::Completion done(bench.make(TransferType::Bulk, 0x81, Buffer(64)));
    QVERIFY(bench.submit().has_value());
    const Status again = bench.submit();
    QVERIFY(!again.has_value());
    QVERIFY(again.error().kind == ErrorKind::Busy);
    bench.cancel();
    QTRY_VERIFY(done.isDone());
    QCOMPARE(bench.script.count(), std::size_t { 1 });
}

void TestLibusb1Submit::editedInFlightIsBusy()
{
    mock::TransferBench bench({ Answer::never() });
    mock::Completion done(bench.make(TransferType::Bulk, 0x01, mock::bufferOf(mock::pattern(64))));
    QVERIFY(bench.submit().has_value());
    const auto isRefused = [&bench] { return !bench.transfer->edit().has_value(); };
    QVERIFY(bench.rig.onUsb(isRefused));
    bench.cancel();
    QTRY_VERIFY(done.isDone());
    QVERIFY(!bench.rig.onUsb(isRefused));
    QCOMPARE(bench.script.seen(0).buffer, mock::pattern(64));
}

void TestLibusb1Submit::bulkStreamReachesTheKernel()
{
    mock::TransferBench bench({ Answer::in(mock::pattern(10)), Answer::in(mock::pattern(20)) });
    auto& transfer = bench.make(TransferType::Bulk, 0x81, Buffer(64));
    mock::Completion done(transfer);
    bench.order().bulkStream = 3;
    QVERIFY(bench.submit().has_value());
    QTRY_COMPARE(done.count(), 1);
    QVERIFY(bench.script.seen(0).type == mock::UrbType::Bulk);
    QCOMPARE(bench.script.seen(0).stream, std::uint32_t { 3 });
    QCOMPARE(bench.data(), mock::pattern(10));
    bench.order().bulkStream = 0; // the same transfer without one
    QVERIFY(bench.submit().has_value());
    QTRY_COMPARE(done.count(), 2);
    QCOMPARE(bench.script.seen(1).stream, std::uint32_t { 0 });
    bench.make(TransferType::Interrupt, 0x82, Buffer(64));
    bench.order().bulkStream = 1;
    const Status refused = bench.submit();
    QVERIFY(!refused.has_value() && refused.error().kind == ErrorKind::InvalidArgument);
    QCOMPARE(bench.script.count(), std::size_t { 2 });
}

void TestLibusb1Submit::streamsAreAllocatedAndFreed()
{
    constexpr auto kEndpoints = std::to_array<usb::EndpointAddress>({ { 0x81 }, { 0x01 } });
    mock::TransferBench bench({});
    bench.usbfs.grantStreams(8);
    QCOMPARE(bench.handle->allocateStreams(16, kEndpoints).value_or(0), std::uint32_t { 8 });
    QCOMPARE(bench.usbfs.streamEndpoints(), (Bytes { 0x81, 0x01 }));
    QVERIFY(bench.handle->freeStreams(kEndpoints).has_value());
    QVERIFY(bench.usbfs.streamEndpoints().empty());
}

void TestLibusb1Submit::streamsThatCannotBeHad()
{
    constexpr auto kEndpoints = std::to_array<usb::EndpointAddress>({ { 0x81 } });
    mock::TransferBench bench({});
    const auto refused = bench.handle->allocateStreams(4, kEndpoints);
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().kind == ErrorKind::InvalidArgument);
    const QString detail = QString::fromStdString(describe(refused.error()));
    QVERIFY2(detail.contains(QStringLiteral("may have no bulk streams")), qPrintable(detail));
    QVERIFY(!bench.handle->freeStreams(kEndpoints).has_value());
}

QTEST_GUILESS_MAIN(TestLibusb1Submit)
#include "tst_libusb1_submit.moc"
