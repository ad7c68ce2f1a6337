// SPDX-License-Identifier: GPL-3.0-or-later
// What the live log writes can be read back row by row, and tshark finds nothing wrong with it.
#include "core/capture/live_log.h"
#include "tests/unit/capture/fixtures.h"

#include <QTest>

using namespace wb;
using namespace wb::capture;

class TestLiveLog : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;

    [[nodiscard]] std::string newPath(const char* name) { return test::path(m_directory, name).toStdString(); }

private Q_SLOTS:
    void everyKindRoundTrips();
    void tsharkPairsEveryRequest();
    void pendingUntilWritten();
    void payloadLimitCuts();
    void largeRecords();
    void writesWithoutBeingAsked();
    void refusesUnknownDirectory();
};

void TestLiveLog::everyKindRoundTrips()
{
    const auto log = LiveLog::create(newPath("every.pcapng"));
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    const std::vector<test::Sample> samples = test::everyKind();
    for (const test::Sample& sample : samples)
        test::play(**log, device, sample);
    QVERIFY((*log)->flush());
    QCOMPARE((*log)->count(), samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto record = (*log)->record(i);
        QVERIFY2(record, samples[i].name);
        const QString problem = test::difference(*record, samples[i]);
        QVERIFY2(problem.isEmpty(), qPrintable(QLatin1String(samples[i].name) + QStringLiteral(": ") + problem));
        IndexEntry entry {};
        QCOMPARE((*log)->entries(i, { &entry, 1 }), std::size_t { 1 });
        QCOMPARE(test::word(entry.transferStatus()), test::word(samples[i].status));
        QCOMPARE(entry.actualLength, samples[i].actual);
        QCOMPARE(entry.latencyMicroseconds, 125U);
    }
    const LiveLogCounters counters = (*log)->counters();
    QCOMPARE(counters.transfers, samples.size());
    QCOMPARE(counters.completed, samples.size());
    QCOMPARE(counters.payloadCut, 0U);
    QCOMPARE(counters.unlogged, 0U);
    QCOMPARE(counters.bytesWritten, (*log)->fileBytes());
}

void TestLiveLog::tsharkPairsEveryRequest()
{
    const std::string path = newPath("tshark.pcapng");
    const std::vector<test::Sample> samples = test::everyKind();
    {
        const auto log = LiveLog::create(path);
        QVERIFY(log);
        const LogDevice device = (*log)->addDevice(test::loopbackDevice());
        for (const test::Sample& sample : samples)
            test::play(**log, device, sample);
    }
    const auto answer = test::tshark(QString::fromStdString(path),
        { QStringLiteral("usb.urb_type"), QStringLiteral("usb.request_in"), QStringLiteral("_ws.malformed"),
            QStringLiteral("usb.iso.numdesc"), QStringLiteral("usb.urb_len"), QStringLiteral("usb.bInterfaceClass"),
            QStringLiteral("frame.interface_name") });
    QVERIFY2(answer.isOk, qPrintable(answer.complaint));
    constexpr qsizetype kPreamble = 4; // device and configuration descriptor, request and answer each
    QCOMPARE(answer.rows.size(), kPreamble + 2 * static_cast<qsizetype>(samples.size()));
    for (qsizetype i = 0; i < answer.rows.size(); ++i) {
        const QStringList& row = answer.rows[i];
        QCOMPARE(row[2], QString());
        QCOMPARE(row[6], QStringLiteral("1-1.2"));
        if (i % 2 == 1)
            QCOMPARE(row[1], QString::number(i)); // frames count from 1: the one before
        if (i < kPreamble)
            continue;
        const test::Sample& sample = samples[static_cast<std::size_t>((i - kPreamble) / 2)];
        if (!sample.packets.empty() && (i % 2 == 0 || !sample.refusal))
            QCOMPARE(row[3], QString::number(sample.packets.size()));
        QCOMPARE(row[4], QString::number(i % 2 == 0 ? sample.requested : sample.actual));
    }
    QCOMPARE(answer.rows[3][5], QStringLiteral("0xff")); // the configuration was dissected
}

void TestLiveLog::pendingUntilWritten()
{
    const auto log = LiveLog::create(newPath("pending.pcapng"));
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    const test::Sample sample = test::everyKind().front();
    const Nanoseconds start = now();
    const LogTicket ticket = test::begin(**log, device, sample, start);
    QVERIFY((*log)->flush());
    const std::uint64_t revision = (*log)->revision();
    const auto pending = (*log)->record(0);
    QVERIFY(pending);
    QCOMPARE(test::word(pending->status), QByteArray("pending"));
    QCOMPARE(pending->requestedLength, sample.requested);

    test::finish(**log, ticket, sample, start + std::chrono::microseconds(125));
    test::finish(**log, ticket, sample, start + std::chrono::seconds(9)); // a second end of one transfer is ignored
    QVERIFY((*log)->flush());
    QVERIFY((*log)->revision() > revision);
    const auto done = (*log)->record(0);
    QVERIFY(done);
    QCOMPARE(test::difference(*done, sample), QString());
}

void TestLiveLog::payloadLimitCuts()
{
    const std::string path = newPath("limit.pcapng");
    LiveLogOptions options;
    options.payloadLimit = 64;
    const auto log = LiveLog::create(path, options);
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    const Bytes data = test::pattern(65536);
    for (const bool moves : { false, true }) {
        test::Sample sample { "big", { 0x82 }, usb::TransferType::Bulk, {}, 65536, {}, usb::TransferStatus::Completed,
            65536, data };
        const LogTicket ticket = test::begin(**log, device, sample, now());
        LiveLog::Complete complete { ticket, sample.status, sample.actual, now(), data, {}, {} };
        if (moves)
            (*log)->completedMoving(complete, Buffer(data));
        else
            (*log)->completed(complete);
    }
    QVERIFY((*log)->flush());
    for (std::size_t i = 0; i < 2; ++i) {
        const auto record = (*log)->record(i);
        QVERIFY(record);
        QCOMPARE(record->data, Bytes(data.begin(), data.begin() + 64));
        QCOMPARE(record->fullDataLength, 65536U);
        QCOMPARE(record->actualLength, 65536U);
        QVERIFY(record->isCut());
    }
    QCOMPARE((*log)->counters().payloadCut, 0U); // asked for, not forced by the disk
    const auto answer
        = test::tshark(QString::fromStdString(path), { QStringLiteral("_ws.malformed"), QStringLiteral("frame.len") });
    QVERIFY2(answer.isOk, qPrintable(answer.complaint));
    QCOMPARE(answer.rows.last(), (QStringList { QString(), QStringLiteral("65600") }));
}

// Far more than usbmon would ever put into one record: the kernel stops at 240 KiB and 128 packets.
void TestLiveLog::largeRecords()
{
    const std::string path = newPath("large.pcapng");
    constexpr std::uint32_t kBytes = 5 << 20;
    constexpr std::uint32_t kPackets = 3000;
    test::Sample bulk { "bulk", { 0x82 }, usb::TransferType::Bulk, {}, kBytes, {}, usb::TransferStatus::Completed,
        kBytes, test::pattern(kBytes) };
    test::Sample iso { "iso", { 0x84 }, usb::TransferType::Isochronous, {}, kPackets * 3 };
    for (std::uint32_t i = 0; i < kPackets; ++i)
        iso.packets.push_back(
            { 3 * i, 3, i % 4, i % 4 == 0 ? usb::TransferStatus::Error : usb::TransferStatus::Completed });
    iso.actual = kPackets / 4 * 6;
    iso.received = test::pattern(3 * kPackets);
    {
        const auto log = LiveLog::create(path);
        QVERIFY(log);
        const LogDevice device = (*log)->addDevice(test::loopbackDevice());
        test::play(**log, device, bulk);
        test::play(**log, device, iso);
        QVERIFY((*log)->flush());
        QCOMPARE(test::difference(*(*log)->record(0), bulk), QString());
        QCOMPARE(test::difference(*(*log)->record(1), iso), QString());
    }
    const auto answer = test::tshark(QString::fromStdString(path),
        { QStringLiteral("frame.cap_len"), QStringLiteral("usb.request_in"), QStringLiteral("_ws.malformed"),
            QStringLiteral("usb.iso.numdesc"), QStringLiteral("usb.iso.error_count") });
    QVERIFY2(answer.isOk, qPrintable(answer.complaint));
    QCOMPARE(answer.rows.size(), qsizetype { 8 });
    for (const QStringList& row : answer.rows)
        QCOMPARE(row[2], QString());
    QCOMPARE(answer.rows[5].mid(0, 2), (QStringList { QString::number(kBytes + 64), QStringLiteral("5") }));
    QCOMPARE(answer.rows[7].mid(1),
        (QStringList { QStringLiteral("7"), QString(), QStringLiteral("3000"), QStringLiteral("750") }));
}

void TestLiveLog::writesWithoutBeingAsked()
{
    const auto log = LiveLog::create(newPath("by-itself.pcapng"));
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    test::play(**log, device, test::everyKind().front());
    QTRY_COMPARE((*log)->count(), std::size_t { 1 });
    QTRY_VERIFY((*log)->record(0)->status == usb::TransferStatus::Completed);
}

void TestLiveLog::refusesUnknownDirectory()
{
    const auto log = LiveLog::create(newPath("missing/sub/log.pcapng"));
    QVERIFY(!log);
    QCOMPARE(test::word(log.error().kind), QByteArray("not found"));
    QVERIFY(log.error().detail.find("missing/sub/log.pcapng") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestLiveLog)
#include "tst_live_log.moc"
