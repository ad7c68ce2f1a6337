// SPDX-License-Identifier: GPL-3.0-or-later
// What a stream does with its limits, its events and its bytes, on a backend whose every answer the test decides.
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace wb;
using namespace wb::engine;
using wb::test::FakeWorld;
using wb::test::ServiceWatcher;

namespace {

constexpr std::uint8_t kIn = 0x81;
constexpr std::uint8_t kOut = 0x01;

} // namespace

class TestStreams : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    usb::DevicePtr m_device;

    static StreamConfig config(std::uint8_t endpoint, std::uint32_t depth)
    {
        StreamConfig config;
        config.endpoint = { endpoint };
        config.depth = depth;
        config.transferBytes = 512;
        return config;
    }

    StreamId start(const StreamConfig& config) { return m_service->startStream(m_device->id, config); }
    [[nodiscard]] const StreamStatus& status(StreamId id) const { return m_watch->streams.at(id); }
    [[nodiscard]] std::string reason(StreamId id) const { return status(id).stopReason; }

    bool waitForPending(std::size_t count) const
    {
        return QTest::qWaitFor([&] { return m_world->pendingTransfers() == count; });
    }

    // Answers one filled queue after the other with these bytes, a transfer each.
    void receive(const Bytes& bytes) const
    {
        QVERIFY(waitForPending(1));
        m_world->answerAll(bytes);
    }

private Q_SLOTS:
    void init()
    {
        m_world = std::make_shared<FakeWorld>();
        m_service = std::make_unique<UsbService>(nullptr);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        m_device = m_world->plug(1, 1);
        m_service->addBackend(test::makeFakeBackend(m_world));
        QTRY_VERIFY(m_watch->isInitialSeen);
    }

    void cleanup()
    {
        m_watch.reset();
        m_service.reset();
        QTRY_COMPARE(m_world->liveTransfers.load(), 0);
        QTRY_COMPARE(m_world->openHandles.load(), 0);
    }

    void transferLimitIsExact()
    {
        m_world->autoComplete = true;
        StreamConfig wanted = config(kOut, 8);
        wanted.stopAfterTransfers = 101;
        const StreamId id = start(wanted);
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(status(id).transfers, std::uint64_t { 101 });
        QCOMPARE(status(id).cancelled, std::uint64_t { 0 }); // none was submitted in vain
        QCOMPARE(reason(id), std::string("limit reached"));
        QVERIFY(!status(id).error);
    }

    void byteLimitCutsTheLastOutTransfer()
    {
        m_world->autoComplete = true;
        StreamConfig wanted = config(kOut, 4);
        wanted.stopAfterBytes = 1300;
        const StreamId id = start(wanted);
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(status(id).bytes, std::uint64_t { 1300 });
        QCOMPARE(status(id).transfers, std::uint64_t { 3 });
        QCOMPARE(status(id).cancelled, std::uint64_t { 0 });
    }

    void byteLimitAsksOnlyForWhatIsMissing()
    {
        StreamConfig wanted = config(kIn, 8);
        wanted.stopAfterBytes = 1024;
        const StreamId id = start(wanted);
        QVERIFY(waitForPending(2)); // two of 512 bytes are enough, though eight may be in flight
        m_world->completeAll(usb::TransferStatus::Completed, 500);
        QVERIFY(waitForPending(1)); // they were short
        m_world->completeAll(usb::TransferStatus::Completed, 24);
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(status(id).bytes, std::uint64_t { 1024 });
        QCOMPARE(status(id).cancelled, std::uint64_t { 0 });
    }

    void aFileIsSentOnce()
    {
        m_world->autoComplete = true;
        StreamConfig wanted = config(kOut, 4);
        wanted.payload.kind = stream::PayloadKind::File;
        wanted.payload.file = std::make_shared<const Bytes>(Bytes(1100, 7));
        const StreamId id = start(wanted);
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(status(id).bytes, std::uint64_t { 1100 });
        QCOMPARE(status(id).transfers, std::uint64_t { 3 });
        QCOMPARE(reason(id), std::string("all sent"));
    }

    void everyEventDoesWhatItsPolicySays_data()
    {
        QTest::addColumn<usb::TransferStatus>("outcome");
        QTest::addColumn<StreamEvent>("event");
        QTest::addColumn<StreamAction>("action");
        const std::pair<usb::TransferStatus, StreamEvent> events[] = { { usb::TransferStatus::Completed,
                                                                           StreamEvent::Completed },
            { usb::TransferStatus::TimedOut, StreamEvent::TimedOut },
            { usb::TransferStatus::Stall, StreamEvent::Stall }, { usb::TransferStatus::Error, StreamEvent::Error },
            { usb::TransferStatus::Overflow, StreamEvent::Overflow },
            { usb::TransferStatus::Cancelled, StreamEvent::Cancelled } };
        for (const auto& [outcome, event] : events) {
            const std::string word(usb::toString(outcome));
            QTest::addRow("%s: stop", word.c_str()) << outcome << event << StreamAction::Stop;
            QTest::addRow("%s: resubmit", word.c_str()) << outcome << event << StreamAction::Resubmit;
            if (event != StreamEvent::Completed && event != StreamEvent::Cancelled)
                QTest::addRow("%s: recover", word.c_str()) << outcome << event << StreamAction::Recover;
        }
    }

    void everyEventDoesWhatItsPolicySays()
    {
        QFETCH(usb::TransferStatus, outcome);
        QFETCH(StreamEvent, event);
        QFETCH(StreamAction, action);
        StreamConfig wanted = config(kIn, 1);
        wanted.policy.set(event, action);
        const StreamId id = start(wanted);
        QVERIFY(waitForPending(1));
        m_world->completeAll(outcome, 512);
        if (action == StreamAction::Stop) {
            QTRY_VERIFY(m_watch->isStopped(id));
            QCOMPARE(status(id).transfers, std::uint64_t { 1 });
            QCOMPARE(status(id).error.has_value(), event != StreamEvent::Completed);
            return;
        }
        QTRY_VERIFY(m_watch->streams[id].transfers == 1);
        QVERIFY(waitForPending(1)); // it goes on
        const auto calls = m_world->calls();
        QCOMPARE(std::count(calls.begin(), calls.end(), "clear halt 81") > 0, action == StreamAction::Recover);
        m_world->completeAll(usb::TransferStatus::Completed, 512);
        QTRY_COMPARE(m_watch->streams[id].transfers, std::uint64_t { 2 });
        QCOMPARE(status(id).recoveries, std::uint64_t { action == StreamAction::Recover ? 1U : 0U });
        QVERIFY(status(id).phase == StreamPhase::Running);
    }

    void recoveryTakesTheWholeQueueBackFirst()
    {
        m_world->hang("clear halt 81");
        StreamConfig wanted = config(kIn, 4);
        wanted.policy.set(StreamEvent::Stall, StreamAction::Recover);
        const StreamId id = start(wanted);
        QVERIFY(waitForPending(4));
        m_world->completeAll(usb::TransferStatus::Stall, 0);
        QTRY_VERIFY(m_world->isHanging("clear halt 81"));
        QCOMPARE(m_world->pendingTransfers(), std::size_t { 0 }); // nothing is in flight while the halt is cleared
        QTRY_VERIFY(m_watch->streams[id].phase == StreamPhase::Recovering);
        m_world->release("clear halt 81");
        QVERIFY(waitForPending(4));
        QTRY_VERIFY(m_watch->streams[id].phase == StreamPhase::Running);
    }

    void stopWhileRecoveringStops()
    {
        m_world->hang("clear halt 81");
        StreamConfig wanted = config(kIn, 2);
        wanted.policy.set(StreamEvent::Stall, StreamAction::Recover);
        const StreamId id = start(wanted);
        QVERIFY(waitForPending(2));
        m_world->completeAll(usb::TransferStatus::Stall, 0);
        QTRY_VERIFY(m_world->isHanging("clear halt 81"));
        m_service->stopStream(id);
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(reason(id), std::string("stopped"));
        m_world->release("clear halt 81");
    }

    void aFailedRecoveryEndsTheStream()
    {
        m_world->failNext("clear halt 81", { ErrorKind::Io, -5, "clear halt", "no answer" });
        StreamConfig wanted = config(kIn, 2);
        wanted.policy.set(StreamEvent::Stall, StreamAction::Recover);
        const StreamId id = start(wanted);
        QVERIFY(waitForPending(2));
        m_world->completeAll(usb::TransferStatus::Stall, 0);
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(reason(id), std::string("could not recover"));
        QCOMPARE(status(id).error->detail, std::string("no answer"));
    }

    void recoveriesInARowEnd()
    {
        StreamConfig wanted = config(kIn, 1);
        wanted.policy.set(StreamEvent::Stall, StreamAction::Recover);
        wanted.maxConsecutiveErrors = 3;
        const StreamId id = start(wanted);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(waitForPending(1));
            m_world->completeAll(usb::TransferStatus::Stall, 0);
        }
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(status(id).recoveries, std::uint64_t { 2 });
        QVERIFY2(reason(id).starts_with("3 errors in a row"), reason(id).c_str());
    }

    void aRecoveryWithNothingLeftToAskForEnds()
    {
        StreamConfig wanted = config(kIn, 2);
        wanted.policy.set(StreamEvent::Stall, StreamAction::Recover);
        wanted.stopAfterTransfers = 2;
        const StreamId id = start(wanted);
        QVERIFY(waitForPending(2));
        m_world->completeAll(usb::TransferStatus::Stall, 0);
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(reason(id), std::string("limit reached"));
        QCOMPARE(status(id).transfers, std::uint64_t { 2 });
        QCOMPARE(status(id).recoveries, std::uint64_t { 1 });
    }

    void unplugWhileRecoveringIsToldAsUnplugged()
    {
        m_world->hang("clear halt 81");
        StreamConfig wanted = config(kIn, 1);
        wanted.policy.set(StreamEvent::Stall, StreamAction::Recover);
        const StreamId id = start(wanted);
        QVERIFY(waitForPending(1));
        m_world->completeAll(usb::TransferStatus::Stall, 0);
        QTRY_VERIFY(m_world->isHanging("clear halt 81"));
        m_world->unplug(m_device->id);
        QTRY_VERIFY(m_watch->isStopped(id));
        m_world->release("clear halt 81");
        QCOMPARE(reason(id), std::string("unplugged"));
    }

    void pacingKeepsTheRate()
    {
        m_world->autoComplete = true;
        StreamConfig wanted = config(kOut, 4);
        wanted.transfersPerSecond = 200;
        wanted.stopAfterTransfers = 60;
        QElapsedTimer timer;
        timer.start();
        const StreamId id = start(wanted);
        QTRY_VERIFY(m_watch->isStopped(id));
        QVERIFY2(timer.elapsed() >= 290, qPrintable(QString::number(timer.elapsed()))); // 59 periods of 5 ms
        QVERIFY(status(id).transfersPerSecond < 210);
    }

    void receivedBytesAreCompared()
    {
        StreamConfig wanted = config(kIn, 1);
        wanted.expected.emplace();
        wanted.expected->kind = stream::PayloadKind::Counter;
        wanted.stopAtDifference = true;
        const StreamId id = start(wanted);
        receive({ 0, 1, 2, 3 });
        receive({ 4, 5, 99, 7 });
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(reason(id), std::string("difference at byte 6"));
        QCOMPARE(status(id).comparedBytes, std::uint64_t { 8 });
        QCOMPARE(status(id).differingBytes, std::uint64_t { 1 });
        QVERIFY(status(id).firstDifference == (stream::PayloadCheck::Difference { 6, 6, 99 }));
    }

    void aPatternStopsTheStream()
    {
        StreamConfig wanted = config(kIn, 1);
        wanted.stopPattern = { 0xde, 0xad };
        const StreamId id = start(wanted);
        receive({ 1, 2, 0xde });
        receive({ 0xad, 3 });
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(reason(id), std::string("pattern found at byte 2"));
        QCOMPARE(status(id).patternAt, std::optional<std::uint64_t>(2));
    }

    void receivedBytesGoIntoAFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("in.bin"));
        StreamConfig wanted = config(kIn, 1);
        wanted.sink = StreamSink::File;
        wanted.sinkPath = path.toStdString();
        wanted.stopAfterBytes = 5;
        const StreamId id = start(wanted);
        receive({ 1, 2, 3 });
        receive({ 4, 5 });
        QTRY_VERIFY(m_watch->isStopped(id)); // not before all is written
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("\x01\x02\x03\x04\x05"));
        QCOMPARE(status(id).fileBytes, std::uint64_t { 5 });
    }

    void aFileThatCannotBeWrittenIsTold()
    {
        StreamConfig wanted = config(kIn, 1);
        wanted.sink = StreamSink::File;
        wanted.sinkPath = "/nowhere/in.bin";
        wanted.stopAfterTransfers = 1;
        const StreamId id = start(wanted);
        receive({ 1, 2, 3 });
        QTRY_VERIFY(m_watch->isStopped(id));
        QCOMPARE(reason(id), std::string("the file could not be written"));
        QVERIFY(status(id).error->kind == ErrorKind::NotFound);
    }

    void thePreviewIsOfTheLatest()
    {
        StreamConfig wanted = config(kIn, 1);
        wanted.sink = StreamSink::Preview;
        const StreamId id = start(wanted);
        receive({ 1, 2, 3 });
        QTRY_COMPARE(m_watch->streams[id].preview, Bytes({ 1, 2, 3 }));
        receive({ 4 });
        QTRY_COMPARE(m_watch->streams[id].preview, Bytes({ 4 }));
    }

    void reportsAreTheLatestOfEachId()
    {
        StreamConfig wanted = config(kIn, 1);
        wanted.reports = StreamReports::LatestOfEachId;
        const StreamId id = start(wanted);
        receive({ 1, 2, 3 });
        receive({ 7 });
        receive({ 1, 5 });
        const std::map<Byte, Bytes> expected { { 1, { 1, 5 } }, { 7, { 7 } } };
        QTRY_VERIFY(m_watch->streams[id].reports == expected);
    }

    void reportsWithoutIdsReplaceEachOther()
    {
        StreamConfig wanted = config(kIn, 1);
        wanted.reports = StreamReports::Latest;
        const StreamId id = start(wanted);
        receive({ 1, 2, 3 });
        receive({ 7, 8 });
        const std::map<Byte, Bytes> expected { { 0, { 7, 8 } } };
        QTRY_VERIFY(m_watch->streams[id].reports == expected);
    }

    void latencyAndGapsAreMeasured()
    {
        StreamConfig wanted = config(kIn, 1);
        wanted.stopAfterTransfers = 3;
        const StreamId id = start(wanted);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(waitForPending(1));
            QElapsedTimer sincePending;
            sincePending.start();
            QTRY_VERIFY(sincePending.hasExpired(5)); // the least latency there is to be measured
            m_world->completeAll(usb::TransferStatus::Completed, 512);
        }
        QTRY_VERIFY(m_watch->isStopped(id));
        const stream::MeterFigures& meter = status(id).meter;
        QVERIFY(meter.latencyMedian >= std::chrono::milliseconds(5));
        QVERIFY(meter.latencyMax >= meter.latency99 && meter.latency99 >= meter.latencyMedian);
        QCOMPARE(meter.gaps, std::uint64_t { 2 }); // a queue of one is empty after each
    }

    void wrongUseIsRefused_data()
    {
        QTest::addColumn<StreamConfig>("wanted");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char* words, std::uint8_t endpoint, const std::function<void(StreamConfig&)>& edit) {
            StreamConfig wanted = config(endpoint, 4);
            edit(wanted);
            QTest::newRow(words) << wanted << QByteArray(words);
        };
        row("only stop", kIn, [](StreamConfig& c) { c.policy.set(StreamEvent::NoDevice, StreamAction::Resubmit); });
        row("nothing to recover", kIn,
            [](StreamConfig& c) { c.policy.set(StreamEvent::Completed, StreamAction::Recover); });
        row("one error in a row", kIn, [](StreamConfig& c) { c.maxConsecutiveErrors = 0; });
        row("only bulk OUT", kIn, [](StreamConfig& c) { c.addZeroPacket = true; });
        row("only what is received", kOut, [](StreamConfig& c) { c.expected.emplace(); });
        row("this endpoint sends", kOut, [](StreamConfig& c) { c.sink = StreamSink::Preview; });
        row("say what is expected", kIn, [](StreamConfig& c) { c.stopAtDifference = true; });
        row("which file", kIn, [](StreamConfig& c) { c.sink = StreamSink::File; });
        row("the rate must be", kIn, [](StreamConfig& c) { c.transfersPerSecond = -1; });
        row("PRBS 8", kOut, [](StreamConfig& c) {
            c.payload.kind = stream::PayloadKind::Prbs;
            c.payload.prbsOrder = 8;
        });
        row("the queue depth must be", kIn, [](StreamConfig& c) { c.depth = 0; });
    }

    void wrongUseIsRefused()
    {
        QFETCH(StreamConfig, wanted);
        QFETCH(QByteArray, words);
        const StreamId id = start(wanted);
        QTRY_VERIFY(m_watch->isStopped(id));
        QVERIFY(status(id).error);
        QVERIFY(status(id).error->kind == ErrorKind::InvalidArgument);
        QVERIFY2(QByteArray::fromStdString(status(id).error->detail).contains(words), status(id).error->detail.c_str());
        QCOMPARE(status(id).transfers, std::uint64_t { 0 });
    }
};

QTEST_GUILESS_MAIN(TestStreams)
#include "tst_streams.moc"
