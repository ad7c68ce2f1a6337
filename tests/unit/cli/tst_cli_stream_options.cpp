// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the stream command, as they are written and as the engine gets them.
#include "app/cli/command_line.h"
#include "app/cli/stream_arguments.h"
#include "app/cli/stream_setup.h"

#include <QtTest>

using namespace wb;
using namespace wb::cli;
using engine::StreamAction;
using engine::StreamEvent;
using engine::StreamSink;
using stream::PayloadKind;

namespace {

Result<ParsedCommandLine> parse(const QString& words)
{
    std::vector<std::string> arguments { "stream" };
    for (const QString& word : words.split(u' ', Qt::SkipEmptyParts))
        arguments.push_back(word.toStdString());
    return parseCommandLine(arguments);
}

StreamOptions parsed(const char* words)
{
    const auto line = parse(QLatin1String(words));
    if (line && std::holds_alternative<CommandLine>(*line))
        return std::get<StreamOptions>(std::get<CommandLine>(*line).command);
    QTest::qFail(line ? words : describe(line.error()).c_str(), __FILE__, __LINE__);
    return {};
}

EndpointTarget target(std::uint8_t address, usb::TransferType type = usb::TransferType::Bulk)
{
    EndpointTarget target;
    target.endpoint.address = { address };
    target.endpoint.attributes = static_cast<std::uint8_t>(type);
    target.bytesPerInterval = 64;
    return target;
}

Bytes bytesOf(const StreamPayload& payload) { return payload.spec.file ? *payload.spec.file : payload.spec.bytes; }

} // namespace

class TestCliStreamOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyOptionArrives();
    void severalEndpoints();
    void payloads_data();
    void payloads();
    void rules();
    void packetLengths();
    void rates();
    void sendingTakesNothingOfReceiving();
    void receivingTakesNothingOfSending();
    void whatIsExpectedEnds();
    void aLoopbackExpectsWhatIsSent();
    void sizesSuitTheEndpoint();
    void wrong_data();
    void wrong();
};

void TestCliStreamOptions::everyOptionArrives()
{
    const StreamOptions in
        = parsed("1-2 0x81 --seconds 0.5 --bytes 1000 --count 7 --until hex:0d0a --until-difference --on stall=recover "
                 "--on error=stop --max-errors 3 --size 512 --depth 4 --rate 2.5 --timeout 9 --expect counter --hex "
                 "--short-is-error --json --alt 1");
    QVERIFY(in.config.stopAfter == std::chrono::milliseconds(500));
    QCOMPARE(in.config.stopAfterBytes, std::uint64_t { 1000 });
    QCOMPARE(in.config.stopAfterTransfers, std::uint64_t { 7 });
    QCOMPARE(in.config.stopPattern, (Bytes { 0x0d, 0x0a }));
    QVERIFY(in.config.stopAtDifference && in.config.shortIsError && in.json);
    QVERIFY(in.config.policy.of(StreamEvent::Stall) == StreamAction::Recover);
    QVERIFY(in.config.policy.of(StreamEvent::Error) == StreamAction::Stop);
    QVERIFY(in.config.policy.of(StreamEvent::Overflow) == StreamAction::Resubmit); // not mentioned: as the core has it
    QCOMPARE(in.config.maxConsecutiveErrors, 3U);
    QCOMPARE(in.size.value_or(0), 512U);
    QCOMPARE(in.config.depth, 4U);
    QCOMPARE(in.config.transfersPerSecond, 2.5);
    QCOMPARE(in.config.timeoutMs, 9U);
    QVERIFY(in.expected && in.expected->spec.kind == PayloadKind::Counter);
    QVERIFY(in.config.sink == StreamSink::Preview);
    QCOMPARE(int { in.target.alternate.value_or(0) }, 1);
    QVERIFY(in.config.bulkStream == 0 && in.config.bulkStreams == 0 && !in.config.wantsDeviceMemory);
    const StreamOptions numbered = parsed("1-2 0x81 --stream-id 3 --streams 16 --zero-copy");
    QCOMPARE(numbered.config.bulkStream, 3U);
    QCOMPARE(numbered.config.bulkStreams, 16U);
    QVERIFY(numbered.config.wantsDeviceMemory);
    QVERIFY(parsed("1-2 0x81 --discard").config.sink == StreamSink::Discard);
    const StreamOptions kept = parsed("1-2 0x81 --out f");
    QVERIFY(kept.config.sink == StreamSink::File);
    QCOMPARE(kept.config.sinkPath, std::string("f"));
    const StreamOptions out = parsed("1-2 1 --source random:7 --zero-packet --yes");
    QVERIFY(out.config.addZeroPacket && out.isConfirmed);
    QVERIFY(out.source && out.source->spec.kind == PayloadKind::Random);
    QCOMPARE(out.source->spec.seed, std::uint64_t { 7 });
    const StreamOptions pattern = parsed("1-2 1 --data 0102");
    QVERIFY(pattern.source && pattern.source->spec.kind == PayloadKind::Pattern);
    QCOMPARE(pattern.source->spec.bytes, (Bytes { 1, 2 }));
    QCOMPARE(parsed("1-2 1 --file f").source->file.value_or(""), std::string("f"));
    QVERIFY(!parsed("1-2 1").source);
}

// An option between them, and one whose value could be taken for an endpoint.
void TestCliStreamOptions::severalEndpoints()
{
    const StreamOptions options = parsed("1-2 0x81 --on stall=stop 0x82 --depth 2 0x01");
    QCOMPARE(options.endpoints.size(), std::size_t { 3 });
    QCOMPARE(int { options.endpoints[1].value }, 0x82);
    QCOMPARE(int { options.endpoints[2].value }, 0x01);
    QVERIFY(!options.loopback);
}

void TestCliStreamOptions::payloads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind"); // -1: refused
    QTest::addColumn<QByteArray>("bytes"); // of the payload, or words of the refusal
    const auto row = [](const char* text, PayloadKind kind, const QByteArray& bytes = {}) {
        QTest::newRow(text) << text << static_cast<int>(kind) << bytes;
    };
    row("hex:01 ff", PayloadKind::File, "\x01\xff");
    row("text:a:b", PayloadKind::File, "a:b");
    row("file:/x:y", PayloadKind::File);
    row("pattern:0102", PayloadKind::Pattern, "\x01\x02");
    row("constant:0xff", PayloadKind::Pattern, "\xff");
    row("counter", PayloadKind::Counter);
    row("counter:8:0x10", PayloadKind::Counter);
    row("prbs:31", PayloadKind::Prbs);
    row("random", PayloadKind::Random);
    const auto refused
        = [](const char* text, const char* words) { QTest::newRow(text) << text << -1 << QByteArray(words); };
    QTest::newRow("empty") << "" << -1 << QByteArray("is none of hex:BYTES");
    refused("none", "is none of hex:BYTES");
    refused("zeros", "\"zeros\" is none of hex:BYTES");
    refused("hex:", "at least one byte");
    refused("hex:0g", "column 2");
    refused("text:", "at least one character");
    refused("file:", "which file");
    refused("pattern", "at least one byte");
    refused("constant", "which byte");
    refused("constant:256", "larger than 255");
    refused("counter:3", "1, 2, 4 or 8 bytes wide, not 3");
    refused("counter:4:x", "not a number");
    refused("prbs:8", "PRBS 8 is none of");
    refused("random:-1", "not a number");
}

void TestCliStreamOptions::payloads()
{
    QFETCH(QString, text);
    QFETCH(int, kind);
    QFETCH(QByteArray, bytes);
    const auto payload = parsePayload("--source", text.toStdString());
    QCOMPARE(payload.has_value(), kind >= 0);
    if (!payload) {
        QCOMPARE(payload.error().operation, std::string("read --source"));
        QVERIFY2(QByteArray::fromStdString(payload.error().detail).contains(bytes), payload.error().detail.c_str());
        return;
    }
    QCOMPARE(static_cast<int>(payload->spec.kind), kind);
    QCOMPARE(bytesOf(*payload), toBytes(asBytes(bytes.toStdString())));
    QVERIFY(!payload->spec.repeatsFile);
    if (text.startsWith(QLatin1String("file:")))
        QCOMPARE(payload->file.value_or(""), std::string("/x:y"));
    if (text.startsWith(QLatin1String("counter:"))) {
        QCOMPARE(int { payload->spec.counterBytes }, 8);
        QCOMPARE(payload->spec.counterStart, std::uint64_t { 16 });
    }
    if (text == QLatin1String("prbs:31"))
        QCOMPARE(int { payload->spec.prbsOrder }, 31);
}

void TestCliStreamOptions::rules()
{
    const std::pair<const char*, StreamEvent> events[] = { { "completed", StreamEvent::Completed },
        { "timed-out", StreamEvent::TimedOut }, { "stall", StreamEvent::Stall }, { "error", StreamEvent::Error },
        { "overflow", StreamEvent::Overflow }, { "cancelled", StreamEvent::Cancelled } };
    for (const auto& [word, event] : events) {
        const auto rule = parseRule("--on", std::string(word) + "=stop");
        QVERIFY2(rule.has_value(), word);
        QVERIFY2(rule->event == event && rule->action == StreamAction::Stop, word);
    }
    QVERIFY(parseRule("--on", "stall=recover")->action == StreamAction::Recover);
    QVERIFY(parseRule("--on", "stall=resubmit")->action == StreamAction::Resubmit);
    for (const char* text : { "", "stall", "stall=", "stall=ignore", "halt=stop", "=stop", "STALL=stop" })
        QVERIFY2(!parseRule("--on", text), text);
    QVERIFY(parseRule("--on", "completed=recover").error().detail.find("nothing to recover") != std::string::npos);
    QVERIFY(parseRule("--on", "no-device=resubmit").error().detail.find("always stops") != std::string::npos);
}

void TestCliStreamOptions::packetLengths()
{
    QCOMPARE(parsePacketLengths("--packet-lengths", "180,176,0x10").value_or(std::vector<std::uint32_t> {}),
        (std::vector<std::uint32_t> { 180, 176, 16 }));
    for (const char* text : { "", "1,", ",1", "0", "1,65536", "1;2" })
        QVERIFY2(!parsePacketLengths("--packet-lengths", text), text);
}

void TestCliStreamOptions::rates()
{
    QCOMPARE(parseRate("--rate", "0.5").value_or(0), 0.5);
    QCOMPARE(parseRate("--rate", "8000").value_or(0), 8000.0);
    for (const char* text : { "", "0", "-1", "inf", "nan", "1e3", "2000000", "5/s" })
        QVERIFY2(!parseRate("--rate", text), text);
}

void TestCliStreamOptions::sendingTakesNothingOfReceiving()
{
    const StreamOptions options = parsed(
        "1-2 0x01 0x81 --source hex:0102 --expect counter --until text:x --until-difference --out f --short-is-error");
    const engine::StreamConfig config = makeConfig(options, target(0x01));
    QVERIFY(!config.expected && config.stopPattern.empty() && !config.stopAtDifference && !config.shortIsError);
    QVERIFY(config.sink == StreamSink::Log && config.sinkPath.empty());
    QVERIFY(config.payload == options.source->spec);
}

void TestCliStreamOptions::receivingTakesNothingOfSending()
{
    const StreamOptions options = parsed("1-2 0x01 0x81 --source hex:0102 --zero-packet --out f --bytes 9");
    const engine::StreamConfig config = makeConfig(options, target(0x81));
    QVERIFY(!config.addZeroPacket && !config.expected);
    QVERIFY(config.payload == stream::PayloadSpec {});
    QCOMPARE(config.sinkPath, std::string("f"));
    QCOMPARE(config.stopAfterBytes, std::uint64_t { 9 });
    QVERIFY(makeConfig(options, target(0x01)).addZeroPacket);
}

void TestCliStreamOptions::whatIsExpectedEnds()
{
    const engine::StreamConfig once = makeConfig(parsed("1-2 0x81 --expect text:hello"), target(0x81));
    QCOMPARE(expectedBytes(once).value_or(0), std::uint64_t { 5 });
    QCOMPARE(once.stopAfterBytes, std::uint64_t { 5 });
    QCOMPARE(once.transferBytes, 5U); // not 64 KiB: whoever goes on sending is not to be asked for more
    const engine::StreamConfig repeated = makeConfig(parsed("1-2 0x81 --expect text:hello --repeat"), target(0x81));
    QVERIFY(!expectedBytes(repeated));
    QCOMPARE(repeated.stopAfterBytes, std::uint64_t { 0 });
    QVERIFY(!expectedBytes(makeConfig(parsed("1-2 0x81 --expect counter"), target(0x81))));
    QCOMPARE(makeConfig(parsed("1-2 0x81 --expect text:hello --bytes 3 --size 64"), target(0x81)).stopAfterBytes,
        std::uint64_t { 3 });
}

void TestCliStreamOptions::aLoopbackExpectsWhatIsSent()
{
    const StreamOptions options = parsed("1-2 0x01 --loopback 0x81 --seconds 1 --count 4 --bytes 9 --rate 5");
    QVERIFY(options.source && options.source->spec.kind == PayloadKind::Random);
    const engine::StreamConfig receiver = makeConfig(options, target(0x81));
    const engine::StreamConfig sender = makeConfig(options, target(0x01));
    QVERIFY(receiver.expected && *receiver.expected == sender.payload);
    QVERIFY(receiver.stopAfter.count() == 0 && receiver.stopAfterBytes == 0 && receiver.stopAfterTransfers == 0);
    QCOMPARE(receiver.transfersPerSecond, 0.0);
    QCOMPARE(sender.stopAfterBytes, std::uint64_t { 9 });
    QCOMPARE(sender.stopAfterTransfers, std::uint64_t { 4 });
    QVERIFY(!sender.expected);
    QVERIFY(parsed("1-2 1 --loopback 0x81 --source hex:01 --repeat").source->spec.repeatsFile);
    QVERIFY(parsed("1-2 1 --loopback 0x81 --source constant:3").source->spec.kind == PayloadKind::Pattern);
}

void TestCliStreamOptions::sizesSuitTheEndpoint()
{
    const StreamOptions options = parsed("1-2 0x81");
    QCOMPARE(makeConfig(options, target(0x81)).transferBytes, 65536U);
    QCOMPARE(makeConfig(options, target(0x81, usb::TransferType::Interrupt)).transferBytes, 64U);
    QCOMPARE(makeConfig(options, target(0x81, usb::TransferType::Isochronous)).transferBytes, 0U);
    QCOMPARE(makeConfig(parsed("1-2 0x81 --size 100"), target(0x81)).transferBytes, 100U);
}

void TestCliStreamOptions::wrong_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* line, const char* words) { QTest::newRow(line) << line << words; };
    row("1-2", "EP is missing");
    row("1-2 0x81 0x81", "EP1 IN (0x81) is named twice");
    row("1-2 0x81 82", "\"82\" is 0x52");
    row("1-2 0x81 --depth 0", "read --depth");
    row("1-2 0x81 --depth 1024 --size 16777216", "more than 1 GiB in flight");
    row("1-2 0x81 0x82 --depth 1024 --size 1048576", "more than 1 GiB in flight");
    row("1-2 0x81 --data 00", "it takes no data");
    row("1-2 0x81 --source counter", "it takes no data");
    row("1-2 0x81 --zero-packet", "--zero-packet is about what is sent");
    row("1-2 1 --source counter --data 00", "--source cannot be given together with --data or --file");
    row("1-2 1 --expect counter", "EP1 OUT (0x01) is an OUT endpoint: --expect is about what is received");
    row("1-2 1 --until hex:00", "--until is about what is received");
    row("1-2 1 --out f", "--out is about what is received");
    row("1-2 1 --hex", "--hex is about what is received");
    row("1-2 1 --discard", "--discard is about what is received");
    row("1-2 1 --short-is-error", "--short-is-error is about what is received");
    row("1-2 0x81 --out f --hex", "--out, --hex and --discard cannot be given together");
    row("1-2 0x81 --out -", "read --out - writes to standard output");
    row("1-2 0x81 0x82 --out f", "--out keeps what one IN endpoint receives");
    row("1-2 0x81 --until 0d0a", "\"0d0a\" is neither hex:BYTES nor text:TEXT");
    row("1-2 0x81 --until-difference", "a difference from what?");
    row("1-2 0x81 --expect counter --repeat", "--repeat is for what ends");
    row("1-2 0x81 --on stall", "is not EVENT=ACTION");
    row("1-2 0x81 --max-errors 0", "read --max-errors");
    row("1-2 0x81 --bytes 0", "read --bytes");
    row("1-2 0x81 --count 0", "read --count");
    row("1-2 0x81 --rate fast", "read --rate");
    row("1-2 0x81 --packet-lengths 4 --packets 2", "--packets and --size cannot be given with it");
    row("1-2 0x81 --packet-lengths 4 --size 2", "--packets and --size cannot be given with it");
    row("1-2 0x81 --packet-lengths 4,x", "written 180,176,176");
    row("1-2 0x81 --streams 4", "--streams needs --stream-id");
    row("1-2 0x81 --streams 1 --stream-id 1", "read --streams");
    row("1-2 0x81 --stream-id 0", "read --stream-id");
    row("1-2 0x81 --stream-id 65534", "read --stream-id");
    row("1-2 0x81 --stream-id 5 --streams 4", "--stream-id 5 is above the 4 of --streams");
    row("1-2 0x81 --loopback 0x82", "--loopback takes the IN endpoint");
    row("1-2 1 --loopback 2", "--loopback takes the IN endpoint");
    row("1-2 1 2 --loopback 0x81", "--loopback takes the IN endpoint");
    row("1-2 1 --loopback 0x81 --expect counter", "--expect cannot be given with --loopback");
    row("1-2 1 --loopback 0x81 --data 0102", "write --source hex:BYTES --repeat");
    row("1-2 1 --loopback 0x81 --file f", "write --source hex:BYTES --repeat");
    row("1-2 0x81 --seconds soon", "read --seconds: invalid argument (\"soon\" is not a number of seconds");
}

void TestCliStreamOptions::wrong()
{
    QFETCH(QString, line);
    QFETCH(QString, words);
    const auto result = parse(line);
    QVERIFY(!result.has_value());
    QVERIFY(result.error().kind == ErrorKind::InvalidArgument);
    const QString text = QString::fromStdString(describe(result.error()));
    QVERIFY2(text.contains(words), qPrintable(text));
}

QTEST_APPLESS_MAIN(TestCliStreamOptions)
#include "tst_cli_stream_options.moc"
