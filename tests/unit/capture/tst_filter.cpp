// SPDX-License-Identifier: GPL-3.0-or-later
// The filter language: what each test lets through, where each mistake is reported, and rows that grow with a log.
#include "core/capture/filter.h"
#include "tests/unit/capture/fixtures.h"

#include <QTest>

#include <algorithm>

using namespace wb;
using namespace wb::capture;

namespace {

std::vector<LoggedDevice> twoDevices()
{
    LoggedDevice first;
    first.bus = 1;
    first.address = 5;
    first.interfaceName = "1-1.2";
    first.product = "USB Loopback";
    first.serial = "A1";
    first.descriptor.raw = { 18, 1 };
    first.descriptor.vendorId = 0xfffe;
    first.descriptor.productId = 1;
    LoggedDevice second; // of a foreign capture: nothing but its address
    second.bus = 2;
    second.address = 9;
    return { first, second };
}

struct Row {
    std::size_t device;
    Byte endpoint;
    usb::TransferType type;
    usb::TransferStatus status;
    std::uint32_t length;
    std::uint32_t latency;
};

IndexEntry toEntry(const Row& row)
{
    IndexEntry entry {};
    entry.deviceIndex = row.device & 0xffff;
    entry.endpoint = row.endpoint;
    entry.type = static_cast<std::uint64_t>(row.type) & 0xf;
    entry.status = static_cast<std::uint64_t>(row.status) & 0xf;
    entry.actualLength = row.length;
    entry.latencyMicroseconds = row.latency;
    return entry;
}

// clang-format off
const std::array<Row, 8> kRows { {
    { 0, 0x80, usb::TransferType::Control, usb::TransferStatus::Completed, 18, 125 },      // 0
    { 0, 0x00, usb::TransferType::Control, usb::TransferStatus::Stall, 0, 90 },            // 1
    { 0, 0x81, usb::TransferType::Bulk, usb::TransferStatus::Completed, 65536, 1500 },     // 2
    { 0, 0x01, usb::TransferType::Bulk, usb::TransferStatus::TimedOut, 64, 1'000'000 },    // 3
    { 1, 0x83, usb::TransferType::Interrupt, usb::TransferStatus::Pending, 0, 0 },         // 4
    { 1, 0x84, usb::TransferType::Isochronous, usb::TransferStatus::Error, 100, 8000 },    // 5
    { 1, 0x02, usb::TransferType::Bulk, usb::TransferStatus::NoDevice, 0, 10 },            // 6
    { 1, 0x82, usb::TransferType::Bulk, usb::TransferStatus::SubmitFailed, 0, 1 },         // 7
} };
// clang-format on

} // namespace

class TestFilter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lets_data();
    void lets();
    void mistakes_data();
    void mistakes();
    void nestingIsBounded();
    void rowsGrowWithTheLog();
    void budgetIsKept();
    void everythingNeedsNoRows();
};

void TestFilter::lets_data()
{
    QTest::addColumn<QByteArray>("rows");
    const auto add = [](const char* filter, const char* rows) { QTest::newRow(filter) << QByteArray(rows); };
    add("", "01234567");
    add("   ", "01234567");
    add("ep==0x81", "2");
    add("ep==1", "23");
    add("ep==129", "2");
    add("ep==0", "01");
    add("ep==0x80", "0");
    add("ep!=1", "014567");
    add("ep>=3", "45");
    add("ep<2", "0123");
    add("type==control", "01");
    add("type==iso", "5");
    add("type == BULK", "2367");
    add("type!=bulk", "0145");
    add("type=int", "4");
    add("dir==in", "02457");
    add("dir==out", "136");
    add("status==ok", "02");
    add("status!=ok", "134567");
    add("status==stall", "1");
    add("status==timeout", "3");
    add("status==nodevice", "6");
    add("status==failed", "7");
    add("status==pending", "4");
    add("status==error", "5");
    add("len>64", "25");
    add("len>=64 && len<=100", "35");
    add("len==0x12", "0");
    add("latency>=1500", "235");
    add("latency<100", "167"); // not the pending one: it has no latency
    add("device==fffe:0001", "0123");
    add("device==FFFE:0001", "0123");
    add("device==1-1.2", "0123");
    add("device==2.9", "4567");
    add("device!=1-1.2", "4567");
    add("device==loop", "0123");
    add("device==\"usb loop\"", "0123");
    add("loopback", "0123");
    add("bulk", "2367");
    add("iso", "5");
    add("\"a1\"", "0123");
    add("nothing", "");
    add("ep==0x81 && status!=ok && len>64", "");
    add("ep==0x81 && status==ok && len>64", "2");
    add("type==iso || type==int && ep==3", "45"); // && binds closer
    add("(type==iso || type==int) && ep==3", "4");
    add("!bulk", "0145");
    add("!(bulk || control)", "45");
    add("!!bulk", "2367");
    add("bulk&&dir==in||!loopback&&dir==out", "267");
}

void TestFilter::lets()
{
    QFETCH(QByteArray, rows);
    const auto filter = Filter::compile(QTest::currentDataTag());
    QVERIFY2(filter, filter ? "" : describe(filter.error()).c_str());
    const std::vector<LoggedDevice> devices = twoDevices();
    QByteArray found;
    for (std::size_t i = 0; i < kRows.size(); ++i) {
        if (filter->matches(toEntry(kRows[i]), devices))
            found += QByteArray::number(static_cast<qulonglong>(i));
    }
    QCOMPARE(found, rows);
}

void TestFilter::mistakes_data()
{
    QTest::addColumn<QString>("detail");
    const auto add = [](const char* filter, const char* detail) { QTest::newRow(filter) << QString::fromUtf8(detail); };
    add("ep==", "column 5: a value expected, found the end");
    add("ep==0x91", "column 5: \"0x91\" is not an endpoint (an address such as 0x81, or 0 to 15)");
    add("ep == banana", "column 7: \"banana\" is not an endpoint (an address such as 0x81, or 0 to 15)");
    add("speed==high", "column 1: \"speed\" is not a field (device, ep, type, dir, status, len, latency)");
    add("len>64 &&", "column 10: a field or a word expected, found the end");
    add("len>64 len<3", "column 8: && or || expected, found \"len\"");
    add("(ep==1", "column 7: \")\" expected, found the end");
    add("ep==1)", "column 6: && or || expected, found \")\"");
    add("()", "column 2: a field or a word expected, found \")\"");
    add("type<bulk", "column 5: \"type\" can only be compared with == and !=");
    add("dir==up", "column 6: \"up\" is not a direction (in, out)");
    add("len==-1", "column 6: \"-1\" is not a number (write 18, 0x12 or 0b10010)");
    add("len==4294967296", "column 6: \"4294967296\" is larger than 4294967295 (0xffffffff)");
    add("a & b", "column 3: && or || expected, found \"&\"");
    add("& b", "column 1: a field or a word expected, found \"&\"");
    add("device==\"open", "column 9: the closing \" is missing");
    add("\"open", "column 1: the closing \" is missing");
    add("|| a", "column 1: a field or a word expected, found \"||\"");
}

void TestFilter::mistakes()
{
    QFETCH(QString, detail);
    const auto filter = Filter::compile(QTest::currentDataTag());
    QVERIFY(!filter);
    QCOMPARE(test::word(filter.error().kind), QByteArray("invalid argument"));
    QCOMPARE(QString::fromStdString(filter.error().detail), detail);
}

void TestFilter::nestingIsBounded()
{
    const std::string deep(60, '(');
    QVERIFY(Filter::compile(deep + "bulk" + std::string(60, ')')));
    const auto deeper = Filter::compile(std::string(2000, '(') + "bulk" + std::string(2000, ')'));
    QVERIFY(!deeper);
    QVERIFY(deeper.error().detail.find("column 65: ") == 0);
    QVERIFY(!Filter::compile(std::string(3000, '!') + "bulk"));
    QVERIFY(!Filter::compile(std::string(5000, 'a')));
}

void TestFilter::rowsGrowWithTheLog()
{
    const QTemporaryDir directory;
    const auto log = LiveLog::create(test::path(directory, "rows.pcapng").toStdString());
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    FilteredRows rows(*log, *Filter::compile("status==ok && dir==in"));
    QCOMPARE(rows.update(), std::size_t { 0 });

    const test::Sample in { "in", { 0x82 }, usb::TransferType::Bulk, {}, 4, {}, usb::TransferStatus::Completed, 4,
        { 1, 2, 3, 4 } };
    const test::Sample out { "out", { 0x01 }, usb::TransferType::Bulk, {}, 4, { 1, 2, 3, 4 } };
    const LogTicket open = test::begin(**log, device, in, now()); // entry 0
    test::play(**log, device, out); // 1
    test::play(**log, device, in); // 2
    QVERIFY((*log)->flush());
    QCOMPARE(rows.update(), std::size_t { 1 });
    QCOMPARE(rows.entryAt(0), std::size_t { 2 });
    QVERIFY(rows.isComplete());
    QVERIFY(!rows.rowOf(0));

    test::finish(**log, open, in, now());
    test::play(**log, device, in); // 3
    QVERIFY((*log)->flush());
    QCOMPARE(rows.update(), std::size_t { 2 });
    QCOMPARE(rows.count(), std::size_t { 3 });
    QCOMPARE(rows.entryAt(1), std::size_t { 0 }); // late, so behind
    QCOMPARE(rows.entryAt(2), std::size_t { 3 });
    QCOMPARE(rows.rowOf(0).value_or(99), std::size_t { 1 });
    QVERIFY(!rows.rowOf(1));
    QCOMPARE(rows.update(), std::size_t { 0 });
}

void TestFilter::budgetIsKept()
{
    const QTemporaryDir directory;
    const auto log = LiveLog::create(test::path(directory, "budget.pcapng").toStdString());
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    const test::Sample sample { "in", { 0x82 }, usb::TransferType::Bulk, {}, 1, {}, usb::TransferStatus::Completed, 1,
        { 1 } };
    std::vector<LogTicket> open;
    for (int i = 0; i < 100; ++i)
        open.push_back(test::begin(**log, device, sample, now()));
    QVERIFY((*log)->flush());
    FilteredRows rows(*log, *Filter::compile("status==ok"));
    QCOMPARE(rows.update(30), std::size_t { 0 });
    QVERIFY(!rows.isComplete());
    QCOMPARE(rows.examined(), std::size_t { 30 });
    for (const LogTicket& ticket : open)
        test::finish(**log, ticket, sample, now());
    QVERIFY((*log)->flush());
    std::size_t added = 0;
    for (int turn = 0; turn < 20 && !rows.isComplete(); ++turn) {
        const std::size_t now = rows.update(7);
        QVERIFY(now <= 7);
        added += now;
    }
    QVERIFY(rows.isComplete());
    QCOMPARE(added, std::size_t { 100 });
    QCOMPARE(rows.count(), std::size_t { 100 });
    std::vector<bool> seen(100);
    for (std::size_t row = 0; row < rows.count(); ++row)
        seen[rows.entryAt(row)] = true;
    QCOMPARE(std::count(seen.begin(), seen.end(), true), std::ptrdiff_t { 100 });
}

void TestFilter::everythingNeedsNoRows()
{
    const QTemporaryDir directory;
    const auto log = LiveLog::create(test::path(directory, "all.pcapng").toStdString());
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    for (int i = 0; i < 10; ++i)
        test::play(**log, device, test::everyKind().front());
    QVERIFY((*log)->flush());
    FilteredRows rows(*log);
    QCOMPARE(rows.update(4), std::size_t { 4 });
    QCOMPARE(rows.count(), std::size_t { 4 });
    QVERIFY(!rows.rowOf(4));
    QCOMPARE(rows.update(), std::size_t { 6 });
    QCOMPARE(rows.rowOf(9).value_or(0), std::size_t { 9 });
    QVERIFY(rows.isComplete());
}

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"
