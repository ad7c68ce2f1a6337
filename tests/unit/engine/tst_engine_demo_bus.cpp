// SPDX-License-Identifier: GPL-3.0-or-later
// The whole engine over the demo bus with a log: what was asked, what came back and what was written agree.
#include "core/backend/virtualbus/virtual_bus.h"
#include "core/capture/live_log.h"
#include "core/engine/player.h"
#include "tests/unit/engine/service_watcher.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace wb;
using namespace wb::engine;
using wb::test::ServiceWatcher;

class TestEngineDemoBus : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_directory;
    std::shared_ptr<capture::LiveLog> m_log;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    backend::VirtualBus* m_bus = nullptr;

    usb::DevicePtr find(std::uint16_t product) const
    {
        for (const usb::DevicePtr& device : m_service->devices())
            if (device->descriptor.vendorId == 0xfffe && device->descriptor.productId == product)
                return device;
        return nullptr;
    }

    static usb::TransferRequest vendorOut(
        std::uint8_t request, std::uint16_t value, std::uint16_t index, Bytes data = {})
    {
        usb::TransferRequest transfer;
        transfer.setup = { 0x40, request, value, index, static_cast<std::uint16_t>(data.size()) };
        transfer.data = std::move(data);
        return transfer;
    }

    static usb::TransferRequest vendorIn(std::uint8_t request, std::uint16_t length)
    {
        usb::TransferRequest transfer;
        transfer.setup = { 0xc0, request, 0, 0, length };
        transfer.length = length;
        return transfer;
    }

    static usb::TransferRequest bulk(std::uint8_t endpoint, std::uint32_t length, Bytes data = {})
    {
        usb::TransferRequest transfer;
        transfer.type = usb::TransferType::Bulk;
        transfer.endpoint = { endpoint };
        transfer.length = length;
        transfer.data = std::move(data);
        return transfer;
    }

    static StreamConfig streamConfig(std::uint8_t endpoint, std::uint32_t bytes, std::uint64_t transfers)
    {
        StreamConfig config;
        config.endpoint = { endpoint };
        config.transferBytes = bytes;
        config.stopAfterTransfers = transfers;
        return config;
    }

    FinishedTransfer run(const usb::DevicePtr& device, usb::TransferRequest transfer)
    {
        const RequestId request = m_service->transfer(device->id, std::move(transfer));
        (void)QTest::qWaitFor([&] { return m_watch->isAnswered(request); }, 10'000);
        return m_watch->isAnswered(request) ? m_watch->transfers.at(request) : FinishedTransfer {};
    }

    // Everything the log holds, opened again as a file of its own.
    std::shared_ptr<capture::TransferSource> reopened()
    {
        if (!m_log->flush())
            return nullptr;
        auto opened = capture::openCapture(m_log->path());
        return opened ? *opened : nullptr;
    }

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        auto log = capture::LiveLog::create(m_directory->filePath(QStringLiteral("log.pcapng")).toStdString());
        QVERIFY(log);
        m_log = *log;
        m_service = std::make_unique<UsbService>(m_log);
        m_watch = std::make_unique<ServiceWatcher>(*m_service);
        auto bus = backend::VirtualBus::create();
        m_bus = bus.get();
        m_service->addBackend(std::move(bus));
        QTRY_VERIFY(m_watch->isInitialSeen);
        QVERIFY(find(0x0001) && find(0x0003) && find(0x0bad));
    }

    void cleanup()
    {
        m_watch.reset();
        m_service.reset();
        m_log.reset();
    }

    void controlWritesAndReadsBack()
    {
        const Bytes data { 1, 2, 3, 4, 5 };
        const FinishedTransfer written = run(find(1), vendorOut(0x5b, 0, 0, data));
        QVERIFY(!written.error && written.result.status == usb::TransferStatus::Completed);
        const FinishedTransfer read = run(find(1), vendorIn(0x5c, 5));
        QVERIFY(read.result.data == data);
        QVERIFY(read.result.latency().count() > 0);
        const auto file = reopened();
        QVERIFY(file);
        QCOMPARE(file->count(), std::size_t { 2 });
        const auto record = file->record(1);
        QVERIFY(record && record->data == data && record->setup && record->setup->bRequest == 0x5c);
    }

    void bulkLoopsBack()
    {
        const Bytes data { 9, 8, 7 };
        QCOMPARE(run(find(1), bulk(0x01, 0, data)).result.actualLength, 3U);
        QVERIFY(run(find(1), bulk(0x81, 512)).result.data == data);
    }

    void bulkStreamsKeepApartAndAreNoted()
    {
        QVERIFY(m_bus->plug("superspeed"));
        QTRY_VERIFY(find(0x34));
        std::vector<StreamId> ids;
        for (const std::uint32_t number : { 2U, 3U }) {
            StreamConfig config = streamConfig(0x81, 1024, 3);
            config.sink = StreamSink::Preview;
            config.bulkStream = number;
            config.bulkStreams = 4;
            ids.push_back(m_service->startStream(find(0x34)->id, config));
        }
        for (const StreamId id : ids) {
            QTRY_VERIFY(m_watch->isStopped(id));
            const StreamStatus& status = m_watch->streams.at(id);
            QVERIFY2(!status.error, status.error ? describe(*status.error).c_str() : "");
            QCOMPARE(status.bulkStreams, 4U);
            QCOMPARE(std::uint32_t { status.preview.at(0) }, status.config.bulkStream);
        }
        const auto file = reopened();
        QVERIFY(file);
        QCOMPARE(file->count(), std::size_t { 6 });
        for (std::size_t i = 0; i < file->count(); ++i) {
            const auto record = file->record(i);
            QVERIFY(record && !record->data.empty());
            QCOMPARE(record->comment, "bulk stream " + std::to_string(int { record->data.front() }));
        }
    }

    void aStallIsDataAndCanBeCleared()
    {
        const auto device = find(0x0bad);
        run(device, vendorOut(0x01, 0, 0x81));
        QVERIFY(run(device, bulk(0x81, 512)).result.status == usb::TransferStatus::Stall);
        const RequestId clear = m_service->clearHalt(device->id, { 0x81 });
        QTRY_VERIFY(m_watch->isAnswered(clear));
        QVERIFY(m_watch->operations.at(clear));
        QVERIFY(run(device, bulk(0x81, 512)).result.status == usb::TransferStatus::Completed);
    }

    void silenceIsCancelled()
    {
        const auto device = find(0x0bad);
        run(device, vendorOut(0x03, 0, 0x81));
        usb::TransferRequest forEver = bulk(0x81, 512);
        forEver.timeoutMs = 0;
        const RequestId request = m_service->transfer(device->id, forEver);
        QTRY_COMPARE(m_service->session(device->id).inFlight, 1U);
        m_service->cancel(request);
        QTRY_VERIFY(m_watch->isAnswered(request));
        QVERIFY(m_watch->transfers.at(request).result.status == usb::TransferStatus::Cancelled);
    }

    void timeoutsKeepPartialData()
    {
        const auto device = find(0x0bad);
        run(device, vendorOut(0x03, 2, 0x81)); // two packets go well, then silence (P13)
        usb::TransferRequest patient = bulk(0x81, 4096);
        patient.timeoutMs = 200;
        const FinishedTransfer finished = run(device, patient);
        QVERIFY(finished.result.status == usb::TransferStatus::TimedOut);
        QCOMPARE(finished.result.data.size(), std::size_t { 1024 });
    }

    void everyStreamedTransferIsInTheLog()
    {
        const StreamId id = m_service->startStream(find(1)->id, streamConfig(0x82, 16384, 500));
        QTRY_VERIFY_WITH_TIMEOUT(m_watch->isStopped(id), 30'000);
        const StreamStatus status = m_watch->streams.at(id);
        QVERIFY(status.transfers >= 500);
        QCOMPARE(status.errors, std::uint64_t { 0 });
        const auto file = reopened();
        QVERIFY(file);
        QCOMPARE(file->count(), static_cast<std::size_t>(status.transfers));
        QCOMPARE(m_log->counters().transfers, status.transfers);
        QCOMPARE(m_log->counters().completed, status.transfers);
        std::uint64_t bytes = 0;
        for (std::size_t i = 0; i < file->count(); ++i) {
            const auto record = file->record(i);
            QVERIFY(record && record->data.size() == record->actualLength);
            bytes += record->actualLength;
        }
        QCOMPARE(bytes, status.bytes);
    }

    void isochronousStreamsBothWays()
    {
        const auto device = find(1);
        StreamConfig in = streamConfig(0x84, 0, 20);
        const StreamId inId = m_service->startStream(device->id, in);
        QTRY_VERIFY_WITH_TIMEOUT(m_watch->isStopped(inId), 30'000);
        const StreamStatus status = m_watch->streams.at(inId);
        QVERIFY2(!status.error, status.error ? describe(*status.error).c_str() : "");
        QVERIFY(status.packets >= 20 * 64);
        QCOMPARE(status.packetErrors, std::uint64_t { 0 });
        QVERIFY(m_watch->hasNotice("alternate setting 1"));
        StreamConfig out = streamConfig(0x04, 0, 20);
        out.payload.bytes = { 1, 2, 3 };
        const StreamId outId = m_service->startStream(device->id, out);
        QTRY_VERIFY_WITH_TIMEOUT(m_watch->isStopped(outId), 30'000);
        QVERIFY(m_watch->streams.at(outId).bytes >= 20 * 64 * 512);
    }

    void severalStreamsAtOnceOnOneDevice()
    {
        const auto device = find(1);
        const StreamId source = m_service->startStream(device->id, streamConfig(0x82, 4096, 200));
        const StreamId sink = m_service->startStream(device->id, streamConfig(0x02, 4096, 200));
        const StreamId interrupt = m_service->startStream(device->id, streamConfig(0x83, 64, 20));
        for (const StreamId id : { source, sink, interrupt }) {
            QTRY_VERIFY_WITH_TIMEOUT(m_watch->isStopped(id), 30'000);
            QCOMPARE(m_watch->streams.at(id).errors, std::uint64_t { 0 });
        }
    }

    void unplugInTheMiddleOfAStreamLosesNothing()
    {
        std::uint64_t transfers = 0;
        for (int round = 0; round < 20; ++round) {
            QTRY_VERIFY(find(1));
            const StreamId id = m_service->startStream(find(1)->id, streamConfig(0x82, 4096, 0));
            QTRY_VERIFY(m_watch->streams.count(id) > 0 && m_watch->streams.at(id).transfers > 0);
            QVERIFY(m_bus->unplug("loopback"));
            QTRY_VERIFY_WITH_TIMEOUT(m_watch->isStopped(id), 10'000);
            QCOMPARE(m_watch->streams.at(id).inFlight, 0U);
            transfers += m_watch->streams.at(id).transfers;
            QTRY_VERIFY(!find(1));
            QVERIFY(m_bus->plug("loopback"));
        }
        const auto file = reopened();
        QVERIFY(file);
        QCOMPARE(static_cast<std::uint64_t>(file->count()), transfers);
        std::vector<capture::IndexEntry> entries(file->count());
        QCOMPARE(file->entries(0, entries), entries.size());
        for (const capture::IndexEntry& entry : entries)
            QVERIFY(entry.transferStatus() != usb::TransferStatus::Pending);
    }

    void quittingWhileStreamingIsQuickAndWhole()
    {
        const StreamId id = m_service->startStream(find(1)->id, streamConfig(0x82, 65536, 0));
        QTRY_VERIFY(m_watch->streams.count(id) > 0 && m_watch->streams.at(id).transfers > 0);
        QElapsedTimer timer;
        timer.start();
        m_watch.reset();
        m_service.reset();
        QVERIFY(timer.elapsed() < 2000);
        const capture::LiveLogCounters counters = m_log->counters();
        QCOMPARE(counters.completed, counters.transfers);
    }

    void theKernelDriverComesBack()
    {
        const auto device = find(3);
        QCOMPARE(device->driverOf(0), std::string("usbhid"));
        const RequestId refused = m_service->claim(device->id, 0, false);
        QTRY_VERIFY(m_watch->isAnswered(refused));
        QVERIFY(m_watch->operations.at(refused).error().kind == ErrorKind::Busy);
        const RequestId claim = m_service->claim(device->id, 0, true);
        QTRY_VERIFY(m_watch->isAnswered(claim));
        QVERIFY(m_watch->operations.at(claim));
        QTRY_COMPARE(find(3)->driverOf(0), std::string());
        const RequestId close = m_service->close(device->id);
        QTRY_VERIFY(m_watch->isAnswered(close));
        QTRY_COMPARE(find(3)->driverOf(0), std::string("usbhid"));
    }

    void aLogIsPlayedAgainWithVerdicts()
    {
        const auto device = find(1);
        run(device, vendorOut(0x5b, 0, 0, { 1, 2, 3, 4 }));
        run(device, vendorIn(0x5c, 4));
        const auto file = reopened();
        QVERIFY(file);
        const std::vector<std::size_t> all { 0, 1 };

        Player same(*m_service, device->id, replay::buildSequence(*file, all), {});
        QSignalSpy sameDone(&same, &Player::finished);
        same.start();
        QVERIFY(sameDone.wait(10'000));
        QCOMPARE(same.summary().same, std::size_t { 2 });

        run(device, vendorOut(0x5b, 0, 0, { 1, 2, 9, 4 }));
        const std::vector<std::size_t> readOnly { 1 };
        Player differs(*m_service, device->id, replay::buildSequence(*file, readOnly), {});
        QSignalSpy differsDone(&differs, &Player::finished);
        differs.start();
        QVERIFY(differsDone.wait(10'000));
        QCOMPARE(differs.summary().differs, std::size_t { 1 });
        QCOMPARE(differs.outcomes().front().comparison.firstDifference, std::optional<std::size_t>(2));
    }

    void originalTimingIsKept()
    {
        const auto device = find(1);
        run(device, vendorIn(0x5c, 4));
        run(device, vendorIn(0x5c, 4));
        const auto file = reopened();
        const std::vector<std::size_t> all { 0, 1 };
        auto steps = replay::buildSequence(*file, all);
        QCOMPARE(steps.size(), std::size_t { 2 });
        steps[1].offset = std::chrono::milliseconds(300);
        PlayerOptions options;
        options.originalTiming = true;
        Player player(*m_service, device->id, steps, options);
        QSignalSpy done(&player, &Player::finished);
        player.start();
        QVERIFY(done.wait(10'000));
        const auto& outcomes = player.outcomes();
        QVERIFY(outcomes[1].result.submitted - outcomes[0].result.submitted >= std::chrono::milliseconds(250));
    }

    void aRunCanBeCancelled()
    {
        const auto device = find(1);
        run(device, vendorIn(0x5c, 4));
        const auto file = reopened();
        const std::vector<std::size_t> one { 0 };
        auto steps = replay::buildSequence(*file, one);
        steps.push_back(steps.front());
        steps.back().offset = std::chrono::hours(1);
        PlayerOptions options;
        options.originalTiming = true;
        Player player(*m_service, device->id, steps, options);
        QSignalSpy done(&player, &Player::finished);
        player.start();
        QTRY_COMPARE(player.outcomes().size(), std::size_t { 1 });
        player.cancel();
        QVERIFY(done.count() == 1 || done.wait(1000));
        QVERIFY(player.summary().wasCancelled);
    }
};

QTEST_GUILESS_MAIN(TestEngineDemoBus)
#include "tst_engine_demo_bus.moc"
