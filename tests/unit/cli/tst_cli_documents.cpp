// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "app/cli/text.h"
#include "tests/unit/cli/sample_device.h"

#include <QtTest>

using namespace wb;
using namespace wb::cli;

namespace {

// Compared as text, so that the order of members and their number count both ways.
constexpr auto kDeviceJson
    = R"({"path":"1-1.2","bus":1,"address":7,"vendorId":"1209","productId":"beef","bcdUsb":"0200","bcdDevice":"0110",)"
      R"("class":"ef","subclass":"02","protocol":"01","maxPacketSize0":64,"speed":"high","manufacturer":"Maker",)"
      R"("product":"Sample \u001b[31m","serial":"S1","activeConfiguration":1,"configurations":[{"value":1,)"
      R"("attributes":"a0","maxPowerMilliamps":100,"interfaces":[{"number":0,"driver":"usbhid","alternates":[)"
      R"({"alternate":0,"class":"03","subclass":"00","protocol":"00","endpoints":[)"
      R"({"address":"81","direction":"in","type":"interrupt","maxPacketSize":8,"interval":10,"attributes":"03"},)"
      R"({"address":"02","direction":"out","type":"bulk","maxPacketSize":512,"interval":0,"attributes":"02"}]},)"
      R"({"alternate":1,"class":"ff","subclass":"00","protocol":"00","endpoints":[)"
      R"({"address":"83","direction":"in","type":"isochronous","maxPacketSize":1024,"interval":1,"attributes":"01"},)"
      R"({"address":"04","direction":"out","type":"bulk","maxPacketSize":512,"interval":0,"attributes":"02"}]}]}]}],)"
      R"("problems":[]})";

usb::TransferResult sampleResult()
{
    usb::TransferResult result;
    result.status = usb::TransferStatus::Completed;
    result.actualLength = 3;
    result.data = { 1, 2, 3, 0xff };
    result.submitted = Nanoseconds { 1'000'000'000 };
    result.completed = Nanoseconds { 1'000'125'000 };
    return result;
}

engine::StreamStatus sampleStatus()
{
    engine::StreamStatus status;
    status.started = Nanoseconds { 0 };
    status.ended = std::chrono::seconds { 2 };
    status.transfers = 10;
    status.bytes = 4000;
    status.errors = 1;
    status.shortTransfers = 2;
    status.bytesPerSecond = 2000;
    status.transfersPerSecond = 5;
    status.stopReason = "limit reached";
    status.config.endpoint = { 0x81 };
    status.meter.latencyMedian = Nanoseconds { 1'500'000 };
    status.meter.latency99 = Nanoseconds { 2'500'000 };
    status.meter.latencyMax = Nanoseconds { 3'000'000 };
    status.meter.gaps = 1;
    status.meter.gapsTotal = status.meter.gapMax = Nanoseconds { 70'000 };
    return status;
}

replay::Step controlStep()
{
    replay::Step step;
    step.request.setup = { 0x80, 6, 0x100, 0, 18 };
    step.request.length = 18;
    return step;
}

// A log whose every record is an interrupt transfer of as many bytes as its number.
class SampleSource : public capture::TransferSource {
public:
    std::string path() const override { return {}; }
    bool isLive() const override { return false; }
    std::size_t count() const override { return 8; }
    std::size_t entries(std::size_t, std::span<capture::IndexEntry>) const override { return 0; }
    Result<capture::TransferRecord> record(std::size_t index) const override
    {
        capture::TransferRecord record;
        record.type = usb::TransferType::Interrupt;
        record.endpoint = { 0x83 };
        record.requestedLength = static_cast<std::uint32_t>(index);
        return record;
    }
    std::vector<capture::LoggedDevice> devices() const override { return {}; }
    std::uint64_t revision() const override { return 0; }
    std::uint64_t fileBytes() const override { return 0; }
    std::vector<std::string> problems() const override { return {}; }
};

} // namespace

class TestCliDocuments : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void device();
    void unconfiguredDevice();
    void hostileText();
    void list();
    void showDocument();
    void transfer();
    void isochronousTransfer();
    void stream();
    void streamOfPackets();
    void streamThroughABulkStream();
    void streamThatCompares();
    void watch();
    void replayLines();
    void deviceText();
    void facts();
    void rates_data();
    void rates();
    void steps();
};

void TestCliDocuments::device() { QCOMPARE(toLine(toJson(wb::test::sampleDevice())), std::string(kDeviceJson)); }

void TestCliDocuments::unconfiguredDevice()
{
    usb::DeviceInfo device = wb::test::sampleDevice();
    device.activeConfiguration.reset();
    const Json json = toJson(device);
    QVERIFY(json["activeConfiguration"].is_null());
    QVERIFY(json["configurations"][0]["interfaces"][0]["driver"].is_null()); // nothing is bound to what is not active
}

void TestCliDocuments::hostileText()
{
    usb::DeviceInfo device = wb::test::sampleDevice();
    device.product = "\xff\xfe\"\n";
    const std::string line = toLine(toJson(device));
    QVERIFY(line.find('\n') == std::string::npos);
    QVERIFY(!nlohmann::json::parse(line, nullptr, false).is_discarded());
}

void TestCliDocuments::list()
{
    const std::vector<usb::DevicePtr> devices { wb::test::sampleAt("1-10", 1, ""), wb::test::sampleAt("1-2", 2, "") };
    const Json document = devicesDocument(devices);
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.devices/1"));
    QCOMPARE(document["devices"].size(), std::size_t { 2 });
    QCOMPARE(document["devices"][0]["path"].get<std::string>(), std::string("1-2"));
    QCOMPARE(toLine(devicesDocument({})), std::string(R"({"schema":"usb-workbench.devices/1","devices":[]})"));
}

void TestCliDocuments::showDocument()
{
    const usb::DeviceInfo device = wb::test::sampleDevice();
    descriptors::DescriptorSet set = descriptors::descriptorSetOf(device);
    set.sections.push_back({ usb::SectionKind::Bos, 0, 0, { 5, 15, 5, 0, 0 } });
    const auto decoded = descriptors::decodeSet(set, nullptr);
    const Json document = deviceDocument({ device, set, decoded });
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.device/1"));
    QCOMPARE(document["device"], toJson(device));
    QCOMPARE(document["descriptors"].get<std::string>(), formatHex(descriptorBytes(device), ""));
    QCOMPARE(document["descriptors"].get<std::string>().size(), std::size_t { 2 * (18 + 55) });
    const Json& field = document["decoded"][0]["fields"][2];
    QCOMPARE(toLine(field),
        std::string(R"({"name":"bcdUSB","offset":2,"length":2,"raw":512,"value":"0x0200","meaning":"2.00"})"));
    for (const char* member : { "title", "offset", "length", "fields", "children", "diagnostics" })
        QVERIFY2(document["decoded"][0].contains(member), member);
    QCOMPARE(document["decoded"][0].size(), std::size_t { 6 });
    QCOMPARE(document["sections"].size(), std::size_t { 1 });
    QCOMPARE(document["sections"][0]["title"].get<std::string>(), descriptors::sectionTitle(set.sections[1]));
    QCOMPARE(document["sections"][0]["bytes"].get<std::string>(), std::string("050f050000"));
    QCOMPARE(document["sections"][0]["decoded"].size(), std::size_t { 1 });
}

void TestCliDocuments::transfer()
{
    const usb::TransferResult result = sampleResult();
    const Bytes moved = movedBytes(result, usb::TransferType::Bulk);
    QCOMPARE(toLine(transferDocument(result, 4, moved, usb::TransferType::Bulk)),
        std::string(
            R"({"schema":"usb-workbench.transfer/1","status":"completed","requested":4,"actual":3,"data":"010203",)"
            R"("latency":125000,"submitted":1000000000,"completed":1000125000,"detail":""})"));
    QCOMPARE(transferLine("read", result, 4), std::string("read 3 of 4 bytes in 0.125 ms: completed"));
}

void TestCliDocuments::isochronousTransfer()
{
    usb::TransferResult result = sampleResult();
    result.isoPackets = { { 0, 2, 1, usb::TransferStatus::Completed }, { 2, 2, 2, usb::TransferStatus::Completed },
        { 4, 2, 9, usb::TransferStatus::Error } };
    const Bytes moved = movedBytes(result, usb::TransferType::Isochronous);
    QCOMPARE(moved, (Bytes { 1, 3, 0xff })); // the gap after packet 0 and what lies beyond the buffer are left out
    const Json document = transferDocument(result, 6, moved, usb::TransferType::Isochronous);
    QCOMPARE(toLine(document["packets"][2]), std::string(R"({"requested":2,"actual":9,"status":"error"})"));
}

void TestCliDocuments::stream()
{
    engine::StreamStatus status = sampleStatus();
    capture::LiveLogCounters log;
    log.transfers = 10;
    log.completed = 9;
    log.payloadCut = 1;
    log.unlogged = 2;
    log.bytesWritten = 5000;
    QCOMPARE(toLine(streamEnd(status, 0, log)),
        std::string(R"({"schema":"usb-workbench.stream/1","event":"end","endpoint":"81","seconds":2.0,"transfers":10,)"
                    R"("bytes":4000,"bytesPerSecond":2000.0,"transfersPerSecond":5.0,"cancelled":0,"errors":1,)"
                    R"("shortTransfers":2,"packets":0,"packetErrors":0,"emptyPackets":0,"recoveries":0,)"
                    R"("latency":{"p50":1500000,"p99":2500000,"max":3000000},)"
                    R"("gaps":{"count":1,"total":70000,"max":70000},"jitter":null,"comparison":null,"patternAt":null,)"
                    R"("fileBytes":null,"preview":null,"bulkStream":null,"zeroCopy":null,)"
                    R"("stopReason":"limit reached","error":null,)"
                    R"("log":{"transfers":10,"completed":9,"payloadCut":1,"unlogged":2,"bytesWritten":5000}})"));
    status.error = Error { ErrorKind::Disconnected, 0, "stream", "gone" };
    const Json end = streamEnd(status, 0, std::nullopt);
    QCOMPARE(end["error"].get<std::string>(), std::string("stream: device disconnected (gone)"));
    QVERIFY(end["log"].is_null());
    const Json progress = streamProgress(status, { 12.5, 3 });
    QCOMPARE(progress["schema"].get<std::string>(), std::string("usb-workbench.stream/1"));
    QCOMPARE(progress["event"].get<std::string>(), std::string("progress"));
    QCOMPARE(progress["bytesPerSecond"].get<double>(), 12.5);
    QCOMPARE(progress["transfers"].get<int>(), 10);
    QCOMPARE(streamLine(status, { 12.5, 3 }, true),
        std::string(
            "EP1 IN (0x81): 2.0 s  12 B/s  3 transfers/s, latency 1.500 ms (99 %: 2.500 ms), 1 error, 2 short\n"));
    QCOMPARE(streamSummary(status, 0, false),
        std::string("10 transfers, 4000 bytes in 2.000 s: 2.0 kB/s, 5 transfers/s, 1 error, 2 short; limit reached\n"
                    "latency: half within 1.500 ms, 99 % within 2.500 ms, longest 3.000 ms\n"
                    "queue empty: 1 time, 0.070 ms in all, longest 0.070 ms\n"));
    QCOMPARE(logSummary(log), std::string("log: 9 transfers, 5000 bytes, 1 cut, 2 not logged\n"));
}

void TestCliDocuments::streamOfPackets()
{
    engine::StreamStatus status = sampleStatus();
    status.type = usb::TransferType::Isochronous;
    status.packets = 80;
    status.packetErrors = 3;
    status.emptyPackets = 5;
    status.recoveries = 2;
    status.meter.jitterMean = Nanoseconds { 20'000 };
    status.meter.jitterMax = Nanoseconds { 90'000 };
    const Json end = streamEnd(status, 0, std::nullopt);
    QCOMPARE(end["emptyPackets"].get<int>(), 5);
    QCOMPARE(end["recoveries"].get<int>(), 2);
    QCOMPARE(end["jitter"].dump(), std::string(R"({"mean":20000,"max":90000})"));
    const std::string text = streamSummary(status, 0, false);
    QVERIFY2(text.find(", 2 recoveries, 2 short, 80 packets (3 bad, 5 empty); ") != std::string::npos, text.c_str());
    QVERIFY2(text.find("jitter: mean 0.020 ms, largest 0.090 ms\n") != std::string::npos, text.c_str());
}

void TestCliDocuments::streamThroughABulkStream()
{
    engine::StreamStatus status = sampleStatus();
    status.config.bulkStream = 3;
    status.bulkStreams = 16;
    status.config.wantsDeviceMemory = true;
    const Json copied = streamEnd(status, 0, std::nullopt);
    QCOMPARE(copied["bulkStream"].dump(), std::string(R"({"id":3,"allocated":16})"));
    QCOMPARE(copied["zeroCopy"].dump(), std::string("false"));
    QVERIFY(streamSummary(status, 0, false).find("there are none here, the data was copied\n") != std::string::npos);
    status.usesDeviceMemory = true;
    QCOMPARE(streamEnd(status, 0, std::nullopt)["zeroCopy"].dump(), std::string("true"));
    const std::string text = streamSummary(status, 0, false);
    QVERIFY2(
        text.find("bulk stream 3 of 16 allocated\nzero-copy buffers: shared with the kernel\n") != std::string::npos,
        text.c_str());
}

void TestCliDocuments::streamThatCompares()
{
    engine::StreamStatus status = sampleStatus();
    status.config.expected.emplace().kind = stream::PayloadKind::File;
    status.config.expected->file = std::make_shared<const Bytes>(Bytes { 1, 2, 3 });
    status.comparedBytes = 4;
    status.differingBytes = 2;
    status.firstDifference = { 1, 2, 9 };
    QCOMPARE(streamEnd(status, 7, std::nullopt)["comparison"].dump(),
        std::string(R"({"bytes":4,"differing":2,"first":{"offset":1,"expected":"02","actual":"09"},"missing":7})"));
    QVERIFY(!streamProgress(status, {})["comparison"].contains("missing")); // not known before the end
    const std::string text = streamSummary(status, 7, false);
    QVERIFY2(text.ends_with("compared: 4 bytes, 2 differ, the first at byte 1: expected 0x02, received 0x09; 7 did not "
                            "come\n"),
        text.c_str());
    status.firstDifference = { 3, 0, 9 }; // the file has no such byte
    QVERIFY(streamEnd(status, 0, std::nullopt)["comparison"]["first"]["expected"].is_null());
    QVERIFY(streamSummary(status, 0, false).find("expected nothing, received 0x09\n") != std::string::npos);
    status.config.expected->repeatsFile = true;
    QCOMPARE(
        streamEnd(status, 0, std::nullopt)["comparison"]["first"]["expected"].get<std::string>(), std::string("00"));
}

void TestCliDocuments::watch()
{
    const usb::DeviceInfo device = wb::test::sampleDevice();
    QCOMPARE(toLine(watchReady(Nanoseconds { 5 }, 3)),
        std::string(R"({"schema":"usb-workbench.watch/1","event":"ready","time":5,"devices":3})"));
    QCOMPARE(toLine(watchLine(WatchEvent::Departed, Nanoseconds { 5 }, device)),
        std::string(R"({"schema":"usb-workbench.watch/1","event":"departed","time":5,"device":)") + kDeviceJson + "}");
    const std::string text = watchText(WatchEvent::Arrived, Nanoseconds { 5 }, device);
    QVERIFY2(
        text.find("arrived  1-1.2  1209:beef  high  Sample \\x1b[31m  [usbhid]") != std::string::npos, text.c_str());
}

void TestCliDocuments::replayLines()
{
    const replay::Step step = controlStep();
    engine::StepOutcome outcome;
    outcome.step = 4;
    outcome.comparison.verdict = replay::Verdict::Differs;
    outcome.comparison.explanation = "byte 3: expected 0x12, got 0x13";
    const Json json = replayStep("Reads it.", step, outcome);
    QCOMPARE(json["schema"].get<std::string>(), std::string("usb-workbench.replay/1"));
    QCOMPARE(json["event"].get<std::string>(), std::string("step"));
    QCOMPARE(json["step"].get<int>(), 4);
    QCOMPARE(json["verdict"].get<std::string>(), std::string("differs"));
    QCOMPARE(json["explanation"].get<std::string>(), outcome.comparison.explanation);
    QCOMPARE(json["request"].get<std::string>(), std::string("Reads it."));
    const std::string line = replayLine("Reads it.", step, outcome);
    QCOMPARE(line, std::string("5  differs  Reads it.  (byte 3: expected 0x12, got 0x13)"));
    QCOMPARE(toLine(replayEnd({ 1, 2, 3, 4, true })),
        std::string(R"({"schema":"usb-workbench.replay/1","event":"end","same":1,"differs":2,"failed":3,"skipped":4,)"
                    R"("cancelled":true})"));
}

void TestCliDocuments::deviceText()
{
    const std::vector<usb::DevicePtr> devices { wb::test::sampleAt("1-10", 1, ""),
        std::make_shared<const usb::DeviceInfo>(wb::test::sampleDevice()) };
    QCOMPARE(deviceTable(devices),
        std::string("1-1.2  1209:beef  high  Sample \\x1b[31m  [usbhid]\n"
                    "1-10   1209:0001  high  Plain  [usbhid]\n"));
    usb::DeviceInfo device = wb::test::sampleDevice();
    device.problems = { "configuration 2 is cut \x1b" };
    const descriptors::DescriptorSet set = descriptors::descriptorSetOf(device);
    const std::string heading = report::heading({ device, set, {} });
    QVERIFY2(heading.starts_with("1-1.2 1209:beef Sample \\x1b[31m\n  speed: "), heading.c_str());
    QVERIFY2(heading.find("problem: configuration 2 is cut \\x1b") != std::string::npos, heading.c_str());
    QVERIFY(heading.find('\x1b') == std::string::npos);
}

void TestCliDocuments::facts()
{
    const usb::DeviceInfo device = wb::test::sampleDevice();
    const system::FactGroups groups { { "Power", { { "State", "active", "power/runtime_status" } } },
        { "Port", { { "Over-current events", "2", {}, system::Tone::Attention } } } };
    QCOMPARE(factsText(device, groups),
        std::string("1-1.2 1209:beef Sample \\x1b[31m\n\nPower\n  State: active\n\nPort\n! Over-current events: 2\n"));
    QCOMPARE(factsText(device, {}),
        std::string("1-1.2 1209:beef Sample \\x1b[31m\n  the system has no facts of this device\n"));
    QCOMPARE(toLine(factsDocument(device, groups)),
        std::string(R"({"schema":"usb-workbench.facts/1","path":"1-1.2","groups":[{"title":"Power","facts":[)"
                    R"({"name":"State","value":"active","hint":"power/runtime_status","attention":false}]},)"
                    R"({"title":"Port","facts":[{"name":"Over-current events","value":"2","hint":"",)"
                    R"("attention":true}]}]})"));
}

void TestCliDocuments::rates_data()
{
    QTest::addColumn<double>("rate");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << "0 B/s";
    QTest::newRow("bytes") << 999.0 << "999 B/s";
    QTest::newRow("kilobytes") << 1500.0 << "1.5 kB/s";
    QTest::newRow("megabytes") << 93.1e6 << "93.1 MB/s";
    QTest::newRow("beyond the units") << 5e12 << "5000.0 GB/s";
}

void TestCliDocuments::rates()
{
    QFETCH(double, rate);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(formatRate(rate)), text);
}

void TestCliDocuments::steps()
{
    const SampleSource source;
    QCOMPARE(describeStep(controlStep(), source), usb::describe(controlStep().request.setup));
    replay::Step bulk;
    bulk.request.type = usb::TransferType::Bulk;
    bulk.request.endpoint = { 0x81 };
    bulk.request.length = 512;
    QCOMPARE(describeStep(bulk, source), std::string("bulk EP1 IN (0x81), 512 bytes"));
    replay::Step alternate;
    alternate.kind = replay::StepKind::SetInterface;
    alternate.interfaceNumber = 2;
    alternate.value = 1;
    QCOMPARE(describeStep(alternate, source), std::string("set interface 2 to alternate setting 1"));
    replay::Step skipped;
    skipped.kind = replay::StepKind::Skipped;
    skipped.entry = 3;
    skipped.skipReason = "part of the enumeration";
    QCOMPARE(explain(skipped, {}), std::string("part of the enumeration"));
    QCOMPARE(describeStep(skipped, source), std::string("interrupt EP3 IN (0x83), 3 bytes")); // from its record
}

QTEST_APPLESS_MAIN(TestCliDocuments)
#include "tst_cli_documents.moc"
