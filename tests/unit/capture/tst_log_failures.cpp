// SPDX-License-Identifier: GPL-3.0-or-later
// A log whose disk fills up, lags behind or whose program is killed: what is in the file is whole, what is not is
// counted, and logging goes on when there is room again.
#include "core/capture/live_log_file.h"
#include "tests/unit/capture/fixtures.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace wb;
using namespace wb::capture;

namespace {

// A disk with a limited number of bytes left; takes a part of a write when it runs out, as disks do.
class SmallDisk final : public LogFile {
public:
    SmallDisk(std::unique_ptr<LogFile> file, std::shared_ptr<std::atomic<std::uint64_t>> capacity)
        : m_file(std::move(file))
        , m_capacity(std::move(capacity))
    {
    }
    [[nodiscard]] std::uint64_t size() const override { return m_file->size(); }
    [[nodiscard]] Result<std::size_t> readAt(std::uint64_t offset, MutableByteView out) const override
    {
        return m_file->readAt(offset, out);
    }
    [[nodiscard]] WriteOutcome writeAt(std::uint64_t offset, std::span<const MutableByteView> pieces) override
    {
        WriteOutcome outcome;
        for (const MutableByteView& piece : pieces) {
            const std::uint64_t end = offset + outcome.bytes;
            const std::uint64_t room = m_capacity->load() - std::min(m_capacity->load(), end);
            const std::array<MutableByteView, 1> part { piece.first(
                static_cast<std::size_t>(std::min<std::uint64_t>(room, piece.size()))) };
            outcome.bytes += m_file->writeAt(end, part).bytes;
            if (part[0].size() < piece.size()) {
                outcome.error = ENOSPC;
                break;
            }
        }
        return outcome;
    }
    [[nodiscard]] Status truncate(std::uint64_t size) override { return m_file->truncate(size); }
    [[nodiscard]] Status sync() override { return m_file->sync(); }

private:
    std::unique_ptr<LogFile> m_file;
    std::shared_ptr<std::atomic<std::uint64_t>> m_capacity;
};

// A disk that takes nothing until the gate is opened.
struct Gate {
    std::mutex mutex;
    std::condition_variable opened;
    bool isOpen = true;

    void set(bool open)
    {
        const std::lock_guard lock(mutex);
        isOpen = open;
        opened.notify_all();
    }
    void pass()
    {
        std::unique_lock lock(mutex);
        opened.wait(lock, [&] { return isOpen; });
    }
};

class SlowDisk final : public LogFile {
public:
    SlowDisk(std::unique_ptr<LogFile> file, std::shared_ptr<Gate> gate)
        : m_file(std::move(file))
        , m_gate(std::move(gate))
    {
    }
    [[nodiscard]] std::uint64_t size() const override { return m_file->size(); }
    [[nodiscard]] Result<std::size_t> readAt(std::uint64_t offset, MutableByteView out) const override
    {
        return m_file->readAt(offset, out);
    }
    [[nodiscard]] WriteOutcome writeAt(std::uint64_t offset, std::span<const MutableByteView> pieces) override
    {
        m_gate->pass();
        return m_file->writeAt(offset, pieces);
    }
    [[nodiscard]] Status truncate(std::uint64_t size) override { return m_file->truncate(size); }
    [[nodiscard]] Status sync() override { return m_file->sync(); }

private:
    std::unique_ptr<LogFile> m_file;
    std::shared_ptr<Gate> m_gate;
};

constexpr const char* kStreamArgument = "--stream-until-killed";
constexpr std::size_t kStreamedBytes = 20'000;

test::Sample bulk(std::size_t size)
{
    test::Sample sample { "bulk", { 0x82 }, usb::TransferType::Bulk, {}, static_cast<std::uint32_t>(size) };
    sample.received = test::pattern(size);
    sample.actual = static_cast<std::uint32_t>(size);
    return sample;
}

// The program that is killed: alternates large and small transfers for as long as it lives.
int streamUntilKilled(const char* path)
{
    const auto log = LiveLog::create(path);
    if (!log)
        return 1;
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    const std::array<test::Sample, 2> samples { bulk(kStreamedBytes), test::everyKind().front() };
    for (std::size_t i = 0; i < 1'000'000; ++i) {
        test::play(**log, device, samples[i % 2]);
        if (i % 200 == 199) // bounds what is queued; the kill comes at any point of a write
            static_cast<void>((*log)->flush());
    }
    return 2;
}

// A small disk behind a gate: with the gate closed everything is appended before the disk is found to be full, however
// slow the machine is.
struct TestDisk {
    std::shared_ptr<std::atomic<std::uint64_t>> room;
    std::shared_ptr<Gate> gate = std::make_shared<Gate>();

    explicit TestDisk(std::uint64_t capacity)
        : room(std::make_shared<std::atomic<std::uint64_t>>(capacity))
    {
    }
    [[nodiscard]] std::shared_ptr<LiveLog> createLog(
        const std::string& path, const LiveLogOptions& options = {}, LiveLog::FailureHandler onFailure = {}) const
    {
        auto file = createLogFile(path);
        if (!file)
            return nullptr;
        auto small = std::make_unique<SmallDisk>(std::move(*file), room);
        auto log
            = createLiveLog(std::make_unique<SlowDisk>(std::move(small), gate), path, options, std::move(onFailure));
        return log ? *log : nullptr;
    }
};

// Counts what tshark makes of a file: nothing malformed, every answer paired.
QString tsharkComplaint(const std::string& path, qsizetype* packets)
{
    const auto answer = test::tshark(QString::fromStdString(path),
        { QStringLiteral("usb.urb_type"), QStringLiteral("usb.request_in"), QStringLiteral("_ws.malformed") });
    if (!answer.isOk)
        return answer.complaint;
    *packets = answer.rows.size();
    for (const QStringList& row : answer.rows) {
        if (!row[2].isEmpty() || (row[0] == QStringLiteral("'C'") && row[1].isEmpty()))
            return row.join(QLatin1Char(' '));
    }
    return {};
}

} // namespace

class TestLogFailures : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    const test::Sample m_small = test::everyKind().front();

    [[nodiscard]] std::string newPath(const char* name) { return test::path(m_directory, name).toStdString(); }

private Q_SLOTS:
    void diskFull_data();
    void diskFull();
    void goingOnWithoutALog();
    void fullFromTheStart();
    void sizeLimit();
    void diskLagsBehind();
    void completionsWhilePaused();
    void killedWhileStreaming();
    void severalThreads();
};

void TestLogFailures::diskFull_data()
{
    QTest::addColumn<qulonglong>("capacity");
    for (const qulonglong capacity : { 1000ULL, 20'000ULL, 20'001ULL, 20'050ULL, 300'000ULL })
        QTest::addRow("%llu", capacity) << capacity;
}

void TestLogFailures::diskFull()
{
    QFETCH(qulonglong, capacity);
    const std::string path = newPath("full.pcapng");
    const TestDisk disk(capacity);
    std::atomic<int> failures { 0 };
    const auto log = disk.createLog(path, {}, [&](const Error& error) {
        if (error.kind == ErrorKind::NoSpace)
            ++failures;
    });
    QVERIFY(log);
    disk.gate->set(false);
    const LogDevice device = log->addDevice(test::loopbackDevice());
    constexpr std::size_t kBefore = 300;
    for (std::size_t i = 0; i < kBefore; ++i)
        test::play(*log, device, i % 7 == 0 ? bulk(9000) : m_small);
    disk.gate->set(true);
    const Status flushed = log->flush();
    QVERIFY(!flushed);
    QCOMPARE(test::word(flushed.error().kind), QByteArray("no space left"));
    QTRY_COMPARE(failures.load(), 1);
    QVERIFY(log->counters().isPaused);
    QVERIFY(!log->problems().empty());
    QCOMPARE(static_cast<std::uint64_t>(QFile(QString::fromStdString(path)).size()), log->fileBytes());
    QVERIFY(log->fileBytes() <= capacity);

    qsizetype packets = 0;
    QCOMPARE(tsharkComplaint(path, &packets), QString());
    const auto half = openCapture(path);
    QVERIFY(half);
    QVERIFY((*half)->problems().empty());
    QCOMPARE((*half)->count(), log->count());
    for (std::size_t i = 0; i < log->count(); ++i)
        QVERIFY(log->record(i));

    test::play(*log, device, m_small); // while paused: counted, not logged
    QCOMPARE(log->counters().unlogged, 1U);
    QVERIFY(!log->resume()); // still full
    QVERIFY(log->counters().isPaused);
    disk.room->store(~std::uint64_t { 0 });
    QVERIFY(log->resume());
    QCOMPARE(failures.load(), 1);
    test::play(*log, device, m_small);
    QVERIFY(log->flush());
    QCOMPARE(log->count(), kBefore + 1);
    const auto whole = openCapture(path);
    QVERIFY(whole);
    QCOMPARE((*whole)->count(), kBefore + 1);
    for (std::size_t i = 0; i <= kBefore; ++i)
        QCOMPARE(test::difference(*(*whole)->record(i), i % 7 == 0 && i < kBefore ? bulk(9000) : m_small), QString());
    QCOMPARE(tsharkComplaint(path, &packets), QString());
    QCOMPARE(packets, static_cast<qsizetype>(4 + 2 * (kBefore + 1)));
}

void TestLogFailures::goingOnWithoutALog()
{
    const std::string path = newPath("without.pcapng");
    const TestDisk disk(5000);
    const auto log = disk.createLog(path);
    QVERIFY(log);
    disk.gate->set(false);
    const LogDevice first = log->addDevice(test::loopbackDevice());
    for (int i = 0; i < 100; ++i)
        test::play(*log, first, m_small);
    const LogTicket open = test::begin(*log, first, m_small, now());
    disk.gate->set(true);
    QVERIFY(!log->flush());
    const std::size_t kept = log->count();
    QVERIFY(kept > 0 && kept < 101);

    log->stopLogging();
    const LogDevice second = log->addDevice(test::loopbackDevice());
    test::play(*log, second, m_small);
    test::finish(*log, open, m_small, now()); // its submit was dropped: nothing to answer
    QCOMPARE(log->counters().unlogged, std::uint64_t { 101 - kept + 1 });
    QCOMPARE(log->counters().completed, 102U);
    QCOMPARE(log->count(), kept);

    disk.room->store(~std::uint64_t { 0 });
    QVERIFY(log->resume());
    test::play(*log, second, bulk(100));
    QVERIFY(log->flush());
    QCOMPARE(log->count(), kept + 1);
    const auto record = log->record(kept);
    QVERIFY(record);
    QCOMPARE(test::difference(*record, bulk(100)), QString());
    QCOMPARE(record->deviceIndex, std::size_t { 1 });
    const auto capture = openCapture(path);
    QVERIFY(capture);
    QCOMPARE((*capture)->count(), kept + 1);
    QCOMPARE((*capture)->devices().size(), std::size_t { 2 });
    QVERIFY((*capture)->problems().empty());
}

void TestLogFailures::fullFromTheStart()
{
    const auto log = LiveLog::create("/dev/full");
    QVERIFY(!log);
    QCOMPARE(test::word(log.error().kind), QByteArray("no space left"));
    QVERIFY(log.error().detail.find("/dev/full") != std::string::npos);
}

void TestLogFailures::sizeLimit()
{
    const std::string path = newPath("limit.pcapng");
    LiveLogOptions options;
    options.maxFileBytes = 30'000;
    std::mutex mutex;
    std::vector<Error> errors;
    const auto log = LiveLog::create(path, options, [&](const Error& error) {
        const std::lock_guard lock(mutex);
        errors.push_back(error);
    });
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    for (int i = 0; i < 500; ++i)
        test::play(**log, device, m_small);
    const Status flushed = (*log)->flush();
    QVERIFY(!flushed);
    QVERIFY(flushed.error().detail.find("size limit of 30000 bytes") != std::string::npos);
    QVERIFY((*log)->fileBytes() <= 30'000 && (*log)->fileBytes() > 29'000);
    QCOMPARE(static_cast<std::uint64_t>(QFile(QString::fromStdString(path)).size()), (*log)->fileBytes());
    const auto capture = openCapture(path);
    QVERIFY(capture);
    QVERIFY((*capture)->problems().empty());
    const auto told = [&] {
        const std::lock_guard lock(mutex);
        return errors.size();
    };
    QTRY_COMPARE(told(), std::size_t { 1 }); // the writer tells after it has answered the flush
}

void TestLogFailures::diskLagsBehind()
{
    const std::string path = newPath("slow.pcapng");
    const TestDisk disk(~std::uint64_t { 0 });
    LiveLogOptions options;
    options.maxQueuedBytes = std::size_t { 1 } << 20;
    const auto log = disk.createLog(path, options);
    QVERIFY(log);
    const LogDevice device = log->addDevice(test::loopbackDevice());
    disk.gate->set(false);
    constexpr std::size_t kTransfers = 64; // 4 MiB of payload for 1 MiB of queue
    const test::Sample big = bulk(65536);
    for (std::size_t i = 0; i < kTransfers; ++i)
        test::play(*log, device, big);
    disk.gate->set(true);
    QVERIFY(log->flush());
    const LiveLogCounters counters = log->counters();
    QVERIFY(counters.payloadCut >= kTransfers / 2);
    QVERIFY(counters.payloadCut < kTransfers);
    QCOMPARE(log->count(), kTransfers);
    std::size_t cut = 0;
    for (std::size_t i = 0; i < kTransfers; ++i) {
        const auto record = log->record(i);
        QVERIFY(record);
        QCOMPARE(record->actualLength, 65536U);
        QCOMPARE(record->fullDataLength, 65536U);
        QVERIFY(record->data.empty() || record->data == big.received);
        if (record->isCut())
            ++cut;
    }
    QCOMPARE(static_cast<std::uint64_t>(cut), counters.payloadCut);
    qsizetype packets = 0;
    QCOMPARE(tsharkComplaint(path, &packets), QString());
    QCOMPARE(packets, static_cast<qsizetype>(4 + 2 * kTransfers));
}

void TestLogFailures::completionsWhilePaused()
{
    const std::string path = newPath("paused.pcapng");
    const TestDisk disk(~std::uint64_t { 0 });
    const auto log = disk.createLog(path);
    QVERIFY(log);
    const LogDevice device = log->addDevice(test::loopbackDevice());
    const LogTicket open = test::begin(*log, device, bulk(5000), now());
    QVERIFY(log->flush());
    disk.room->store(log->fileBytes());
    disk.gate->set(false);
    test::play(*log, device, m_small);
    disk.gate->set(true);
    QVERIFY(!log->flush());
    test::finish(*log, open, bulk(5000), now()); // its submit is in the file: the answer must get there too
    QCOMPARE(log->counters().payloadCut, 1U); // without the payload: a paused log does not fill memory
    disk.room->store(~std::uint64_t { 0 });
    QVERIFY(log->resume());
    const auto record = log->record(0);
    QVERIFY(record);
    QCOMPARE(test::word(record->status), QByteArray("completed"));
    QCOMPARE(record->fullDataLength, 5000U);
    QVERIFY(record->data.empty());
    QCOMPARE(test::difference(*log->record(1), m_small), QString());
}

void TestLogFailures::killedWhileStreaming()
{
    const std::string path = newPath("killed.pcapng");
    const test::Sample big = bulk(kStreamedBytes);
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(),
        { QString::fromLatin1(kStreamArgument), QString::fromStdString(path) });
    QVERIFY(child.waitForStarted());
    const QFile file(QString::fromStdString(path));
    const bool hasGrown = QTest::qWaitFor([&] { return QFile(file.fileName()).size() > 8'000'000; }, 60'000);
    child.kill(); // SIGKILL
    QVERIFY(child.waitForFinished());
    QVERIFY(hasGrown);
    QCOMPARE(child.exitStatus(), QProcess::CrashExit);

    const auto capture = openCapture(path);
    QVERIFY(capture);
    QVERIFY((*capture)->problems().size() <= 1); // at most a partial last block
    QVERIFY((*capture)->count() > 100);
    const std::size_t count = (*capture)->count();
    for (std::size_t i = 0; i + 1 < count; ++i)
        QCOMPARE(test::difference(*(*capture)->record(i), i % 2 == 0 ? big : m_small), QString());
    const auto answer
        = test::tshark(file.fileName(), { QStringLiteral("frame.number"), QStringLiteral("_ws.malformed") });
    QVERIFY(answer.isOk || answer.complaint.contains(QStringLiteral("cut short")));
    QVERIFY(answer.rows.size() >= static_cast<qsizetype>(2 * count - 1));
}

void TestLogFailures::severalThreads()
{
    const std::string path = newPath("threads.pcapng");
    const auto log = LiveLog::create(path);
    QVERIFY(log);
    constexpr std::size_t kThreads = 3;
    constexpr std::size_t kTransfers = 2000;
    constexpr std::size_t kLooks = 20;
    std::atomic<std::size_t> running { kThreads };
    std::atomic<std::size_t> played { 0 };
    std::atomic<std::size_t> looks { 0 }; // of the reader, at a log that had something in it
    std::vector<std::thread> producers;
    for (std::size_t t = 0; t < kThreads; ++t) {
        producers.emplace_back([&, t] {
            const LogDevice device = (*log)->addDevice(test::loopbackDevice());
            const test::Sample sample = bulk(t == 0 ? 16 : t == 1 ? 700 : 6000);
            std::size_t mine = 0;
            for (; mine < kTransfers || looks < kLooks; ++mine)
                test::play(**log, device, sample);
            played += mine;
            --running;
        });
    }
    std::size_t unreadable = 0;
    std::vector<IndexEntry> entries(512);
    while (running > 0) {
        const std::size_t count = (*log)->count();
        if ((*log)->entries(0, entries) > 0)
            ++looks;
        if (count > 0 && !(*log)->record(count - 1))
            ++unreadable;
        static_cast<void>((*log)->devices());
        static_cast<void>((*log)->counters());
        static_cast<void>((*log)->revision());
        std::this_thread::yield();
    }
    for (std::thread& producer : producers)
        producer.join();
    QCOMPARE(unreadable, std::size_t { 0 });
    QVERIFY((*log)->flush());
    QCOMPARE((*log)->count(), played.load());
    const auto capture = openCapture(path);
    QVERIFY(capture);
    QCOMPARE((*capture)->count(), played.load());
    QVERIFY((*capture)->problems().empty());
    std::size_t cut = 0; // a disk that lags costs payload, never a record
    for (std::size_t i = 0; i < played; ++i) {
        const auto record = (*capture)->record(i);
        QVERIFY(record);
        QCOMPARE(test::word(record->status), QByteArray("completed"));
        if (record->data.size() < record->actualLength)
            ++cut;
        else
            QCOMPARE(record->data, test::pattern(record->actualLength));
    }
    QCOMPARE(cut, (*log)->counters().payloadCut);
}

int main(int argc, char** argv)
{
    if (argc == 3 && std::string_view(argv[1]) == kStreamArgument)
        return streamUntilKilled(argv[2]);
    const QCoreApplication application(argc, argv);
    TestLogFailures test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_log_failures.moc"
