// SPDX-License-Identifier: GPL-3.0-or-later
// Transfers over the real libusb against scripted URBs: what goes down, what comes back, and every way one
// can end.
#include "tests/umockdev/support/transfer_bench.h"

#include <QTest>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <linux/usbdevice_fs.h>

using namespace wb;
using mock::Answer;
using usb::TransferStatus;
using usb::TransferType;

class TestLibusb1Transfers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void controlIn();
    void controlOut();
    void bulkBothWays();
    void bulkLargerThanAnUrb();
    void statuses_data();
    void statuses();
    void shortIsAnErrorWhenAsked();
    void zeroPacketFlag();
    void timeoutKeepsPartialData();
    void cancelKeepsPartialData();
    void unplugInFlight();
    void resubmitFromTheCallback();
    void queueOfManyTransfers();
    void destroyedInFlight();
    void handleClosedInFlight();
    void deviceMemoryCarriesTheData();
    void withoutDeviceMemoryItGoesAllTheSame();
};

void TestLibusb1Transfers::controlIn()
{
    mock::TransferBench bench({ Answer::in({ 1, 2, 3 }) });
    QVERIFY(bench.handle != nullptr);
    auto& transfer = bench.make(TransferType::Control, 0, Buffer(8));
    bench.order().setup = { 0xc0, 0x02, 0x1234, 0x5678, 8 };
    mock::Completion done(transfer);
    const Nanoseconds before = now();
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(done.isDone());
    QCOMPARE(done.thread(), bench.rig.usbThread()); // never on another thread (P6)
    QVERIFY(bench.outcome().status == TransferStatus::Completed);
    QVERIFY(bench.outcome().completed >= before);
    QCOMPARE(bench.data(), (Bytes { 1, 2, 3 }));
    const mock::Urb urb = bench.script.seen(0);
    QVERIFY(urb.type == mock::UrbType::Control);
    QCOMPARE(urb.endpoint, std::uint8_t { 0 });
    QCOMPARE(urb.buffer.size(), std::size_t { 16 });
    QCOMPARE(Bytes(urb.buffer.begin(), urb.buffer.begin() + 8), (Bytes { 0xc0, 2, 0x34, 0x12, 0x78, 0x56, 8, 0 }));
}

void TestLibusb1Transfers::controlOut()
{
    mock::TransferBench bench({ Answer::success(4) });
    auto& transfer = bench.make(TransferType::Control, 0, mock::bufferOf({ 9, 8, 7, 6 }));
    bench.order().setup = { 0x40, 0x01, 0, 0, 4 };
    mock::Completion done(transfer);
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(done.isDone());
    QCOMPARE(bench.outcome().actualLength, std::uint32_t { 4 });
    QCOMPARE(bench.script.seen(0).buffer, (Bytes { 0x40, 1, 0, 0, 0, 0, 4, 0, 9, 8, 7, 6 }));
}

void TestLibusb1Transfers::bulkBothWays()
{
    const Bytes sent = mock::pattern(700);
    mock::TransferBench bench({ Answer::success(700), Answer::in(mock::pattern(100)) });
    mock::Completion wrote(bench.make(TransferType::Bulk, 0x01, mock::bufferOf(sent)));
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(wrote.isDone());
    QCOMPARE(bench.outcome().actualLength, std::uint32_t { 700 });
    QCOMPARE(bench.script.seen(0).buffer, sent);
    QCOMPARE(bench.script.seen(0).endpoint, std::uint8_t { 0x01 });

    mock::Completion got(bench.make(TransferType::Bulk, 0x81, Buffer(512)));
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(got.isDone());
    QVERIFY(bench.outcome().status == TransferStatus::Completed);
    QCOMPARE(bench.data(), mock::pattern(100));
}

void TestLibusb1Transfers::bulkLargerThanAnUrb()
{
    constexpr std::size_t kSize = 200'000;
    mock::TransferBench bench({ Answer::in(mock::pattern(kSize)) });
    mock::Completion done(bench.make(TransferType::Bulk, 0x81, Buffer(kSize)));
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(done.isDone());
    QCOMPARE(bench.data(), mock::pattern(kSize));
}

void TestLibusb1Transfers::statuses_data()
{
    QTest::addColumn<int>("kernel");
    QTest::addColumn<int>("expected");
    const auto row = [](const char* name, int kernel, TransferStatus expected) {
        QTest::newRow(name) << kernel << static_cast<int>(expected);
    };
    row("stall", -EPIPE, TransferStatus::Stall);
    row("babble", -EOVERFLOW, TransferStatus::Overflow);
    row("protocol", -EPROTO, TransferStatus::Error);
    row("crc", -EILSEQ, TransferStatus::Error);
    row("gone", -ENODEV, TransferStatus::NoDevice);
    row("shut down", -ESHUTDOWN, TransferStatus::NoDevice);
}

void TestLibusb1Transfers::statuses()
{
    QFETCH(int, kernel);
    QFETCH(int, expected);
    mock::TransferBench bench({ Answer::error(kernel) });
    mock::Completion done(bench.make(TransferType::Interrupt, 0x82, Buffer(8)));
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(done.isDone());
    QCOMPARE(static_cast<int>(bench.outcome().status), expected);
    QVERIFY(bench.isIdle());
}

void TestLibusb1Transfers::shortIsAnErrorWhenAsked()
{
    mock::TransferBench bench({ Answer::in({ 1, 2 }) });
    auto& transfer = bench.make(TransferType::Bulk, 0x81, Buffer(512));
    bench.order().shortIsError = true;
    mock::Completion done(transfer);
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(done.isDone());
    QVERIFY(bench.outcome().status == TransferStatus::Error);
    QCOMPARE(bench.data(), (Bytes { 1, 2 })); // the data is good all the same (P27)
}

void TestLibusb1Transfers::zeroPacketFlag()
{
    mock::TransferBench bench({ Answer::success(512), Answer::success(512) });
    for (const bool wanted : { true, false }) {
        auto& transfer = bench.make(TransferType::Bulk, 0x01, Buffer(512));
        bench.order().addZeroPacket = wanted;
        mock::Completion done(transfer);
        QVERIFY(bench.submit().has_value());
        QTRY_VERIFY(done.isDone());
        const mock::Urb urb = bench.script.seen(bench.script.count() - 1);
        QCOMPARE((urb.flags & USBDEVFS_URB_ZERO_PACKET) != 0, wanted);
    }
}

void TestLibusb1Transfers::timeoutKeepsPartialData()
{
    mock::TransferBench bench({ Answer::never({ 5, 6, 7 }) });
    auto& transfer = bench.make(TransferType::Bulk, 0x81, Buffer(64));
    bench.order().timeoutMs = 20;
    mock::Completion done(transfer);
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(done.isDone());
    QVERIFY(bench.outcome().status == TransferStatus::TimedOut);
    QCOMPARE(bench.data(), (Bytes { 5, 6, 7 })); // (P13)
}

void TestLibusb1Transfers::cancelKeepsPartialData()
{
    mock::TransferBench bench({ Answer::never({ 5, 6 }) });
    mock::Completion done(bench.make(TransferType::Bulk, 0x81, Buffer(64)));
    QVERIFY(bench.submit().has_value());
    QVERIFY(!bench.isIdle());
    bench.cancel();
    bench.cancel(); // once more changes nothing (P12)
    QTRY_VERIFY(done.isDone());
    QVERIFY(bench.outcome().status == TransferStatus::Cancelled);
    QCOMPARE(bench.data(), (Bytes { 5, 6 }));
    bench.cancel(); // idle: nothing to cancel
    QCOMPARE(done.count(), 1);
}

void TestLibusb1Transfers::unplugInFlight()
{
    mock::TransferBench bench({ Answer::never(), Answer::never() });
    QVERIFY(bench.handle->claimInterface(0).has_value());
    mock::Completion done(bench.make(TransferType::Bulk, 0x81, Buffer(64)));
    QVERIFY(bench.submit().has_value());
    bench.bus.remove("1-1");
    QTRY_VERIFY(done.isDone()); // the loop goes on until everything is back (P15)
    QVERIFY(bench.outcome().status == TransferStatus::NoDevice);
    const Status again = bench.submit();
    QVERIFY(!again.has_value());
    QVERIFY(again.error().kind == ErrorKind::Disconnected);
    QVERIFY(bench.isIdle());
}

void TestLibusb1Transfers::resubmitFromTheCallback()
{
    constexpr int kTurns = 50;
    mock::TransferBench bench(std::vector<Answer>(kTurns, Answer::in({ 1 })));
    auto& transfer = bench.make(TransferType::Interrupt, 0x82, Buffer(8));
    std::atomic<int> completed { 0 };
    transfer.completed = [&completed](backend::Transfer& self) {
        const int turn = ++completed;
        if (turn < kTurns && self.outcome.status == TransferStatus::Completed && !self.submit())
            completed = -1;
    };
    QVERIFY(bench.submit().has_value());
    QTRY_COMPARE(completed.load(), kTurns);
    QVERIFY(bench.isIdle());
}

void TestLibusb1Transfers::queueOfManyTransfers()
{
    constexpr std::size_t kDepth = 16;
    std::vector<Answer> answers;
    for (std::size_t i = 0; i < kDepth; ++i)
        answers.push_back(Answer::in({ static_cast<Byte>(i) }));
    mock::TransferBench bench(std::move(answers));
    std::vector<std::unique_ptr<backend::Transfer>> queue;
    std::atomic<int> completed { 0 };
    std::atomic<int> wrong { 0 };
    for (std::size_t i = 0; i < kDepth; ++i) {
        queue.push_back(bench.rig.makeTransfer(*bench.handle));
        backend::TransferOrder& order = *queue.back()->edit().value();
        order.type = TransferType::Bulk;
        order.endpoint = { 0x81 };
        order.buffer = Buffer(512);
        queue.back()->completed = [&completed, &wrong, i](backend::Transfer& self) {
            if (self.outcome.actualLength != 1 || *self.buffer.data() != static_cast<Byte>(i))
                ++wrong;
            ++completed;
        };
    }
    const bool allSubmitted = bench.rig.onUsb(
        [&queue] { return std::all_of(queue.begin(), queue.end(), [](auto& t) { return t->submit().has_value(); }); });
    QVERIFY(allSubmitted);
    QTRY_COMPARE(completed.load(), static_cast<int>(kDepth));
    QCOMPARE(wrong.load(), 0);
    for (auto& transfer : queue)
        bench.rig.destroy(std::move(transfer));
}

// Against the rules, yet harmless: the memory stays until libusb is done with it, and nobody is called (P11).
void TestLibusb1Transfers::destroyedInFlight()
{
    mock::TransferBench bench({ Answer::never() });
    mock::Completion done(bench.make(TransferType::Bulk, 0x81, Buffer(64)));
    QVERIFY(bench.submit().has_value());
    bench.rig.destroy(std::move(bench.transfer));
    QTRY_COMPARE(bench.usbfs.inFlight(), std::size_t { 0 });
    bench.rig.onUsb([] {}); // a turn of the loop, so that what was reaped is delivered
    QVERIFY(!done.isDone());
    bench.handle.reset();
    bench.rig.stop();
    QVERIFY(bench.rig.degraded().empty()); // nothing was left open
}

// Against the rules too: libusb would forget the transfer and never answer it, so the handle stays open
// until the program ends (P10), the transfer can still be ended, and stop() says what is left.
void TestLibusb1Transfers::handleClosedInFlight()
{
    mock::TransferBench bench({ Answer::never() });
    mock::Completion done(bench.make(TransferType::Bulk, 0x81, Buffer(64)));
    QVERIFY(bench.submit().has_value());
    bench.handle.reset();
    bench.cancel();
    QTRY_VERIFY(done.isDone());
    QVERIFY(bench.outcome().status == TransferStatus::Cancelled);
    bench.rig.destroy(std::move(bench.transfer));
    bench.rig.stop();
    QCOMPARE(bench.rig.degraded().size(), std::size_t { 1 });
    QVERIFY(bench.rig.degraded().front().detail.find("1 handles and 0 transfers") != std::string::npos);
}

// libusb maps its device memory from the node.
void TestLibusb1Transfers::deviceMemoryCarriesTheData()
{
    constexpr std::size_t kSize = 1000;
    mock::TransferBench bench({ Answer::success(kSize), Answer::in(mock::pattern(300)), Answer::never({ 5, 6 }) });
    std::filesystem::resize_file(bench.bus.nodeFile("1-1"), 4096);
    auto& out = bench.make(TransferType::Bulk, 0x01, mock::bufferOf(mock::pattern(kSize)));
    bench.order().wantsDeviceMemory = true;
    mock::Completion wrote(out);
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(wrote.isDone());
    QVERIFY(out.usesDeviceMemory());
    QCOMPARE(bench.script.seen(0).buffer, mock::pattern(kSize));
    auto& in = bench.make(TransferType::Bulk, 0x81, Buffer(512));
    bench.order().wantsDeviceMemory = true;
    mock::Completion got(in);
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(got.isDone());
    QVERIFY(in.usesDeviceMemory());
    QCOMPARE(bench.data(), mock::pattern(300));
    mock::Completion cancelled(in);
    QVERIFY(bench.submit().has_value());
    bench.cancel();
    QTRY_VERIFY(cancelled.isDone());
    QCOMPARE(bench.data(), (Bytes { 5, 6 }));
}

void TestLibusb1Transfers::withoutDeviceMemoryItGoesAllTheSame()
{
    mock::TransferBench bench({ Answer::in(mock::pattern(100)) });
    const std::filesystem::path node = bench.bus.nodeFile("1-1");
    bench.handle.reset();
    std::filesystem::remove(node);
    std::filesystem::create_symlink("/dev/null", node); // cannot be mapped
    bench.handle = bench.rig.open("1-1");
    QVERIFY(bench.handle != nullptr);
    auto& transfer = bench.make(TransferType::Bulk, 0x81, Buffer(512));
    bench.order().wantsDeviceMemory = true;
    mock::Completion done(transfer);
    QVERIFY(bench.submit().has_value());
    QTRY_VERIFY(done.isDone());
    QVERIFY(!transfer.usesDeviceMemory());
    QCOMPARE(bench.data(), mock::pattern(100));
}

QTEST_GUILESS_MAIN(TestLibusb1Transfers)
#include "tst_libusb1_transfers.moc"
