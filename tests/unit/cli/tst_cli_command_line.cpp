// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include <QTemporaryFile>
#include <QtTest>

using namespace wb;
using namespace wb::cli;

namespace {

Result<ParsedCommandLine> parse(const QString& words)
{
    std::vector<std::string> arguments;
    for (const QString& word : words.split(u' ', Qt::SkipEmptyParts))
        arguments.push_back(word == u"''" ? std::string() : word.toStdString());
    return parseCommandLine(arguments);
}

// The command's options, or a test failure.
template <class Options> Options parsed(const QString& words)
{
    const auto line = parse(words);
    if (line && std::holds_alternative<CommandLine>(*line)) {
        const CommandLine& command = std::get<CommandLine>(*line);
        if (const auto* options = std::get_if<Options>(&command.command))
            return *options;
    }
    QTest::qFail(
        qPrintable(words + (line ? QString() : QStringLiteral(": ") + QString::fromStdString(describe(line.error())))),
        __FILE__, __LINE__);
    return {};
}

} // namespace

class TestCliCommandLine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void globalsBeforeAndAfter();
    void theWindow();
    void snapshots();
    void everyOptionArrives();
    void graphs();
    void standards();
    void payloads();
    void wrong_data();
    void wrong();
    void help_data();
    void help();
    void version();
    void qtArguments();
};

void TestCliCommandLine::globalsBeforeAndAfter()
{
    for (const char* words : { "--demo --log a.pcapng --payload-limit 64 list --json",
             "list --json --demo --log a.pcapng --payload-limit 64",
             "--log a.pcapng list --demo --json --payload-limit 0x40" }) {
        const auto line = parse(QLatin1String(words));
        QVERIFY2(line.has_value(), words);
        const auto& command = std::get<CommandLine>(*line);
        QVERIFY(command.global.isDemo);
        QCOMPARE(command.global.logPath.value_or(""), std::string("a.pcapng"));
        QCOMPARE(command.global.payloadLimit.value_or(0), 64U);
        QVERIFY(std::get<ListOptions>(command.command).json);
        QVERIFY(!command.global.isReadOnly);
    }
    const auto node = std::get<CommandLine>(parse(QStringLiteral("list --node /dev/n --libusb-log info")).value());
    QCOMPARE(node.global.node.value_or(""), std::string("/dev/n"));
    QVERIFY(node.global.libraryLog == usb::LogLevel::Info);
    QCOMPARE(parsed<LibraryOptions>(QStringLiteral("library --language de")).language, std::string("de"));
    QCOMPARE(parsed<ControlOptions>(QStringLiteral("control 1-2 0x80 6 0x100 0 18 --out f")).outPath.value_or(""),
        std::string("f"));
    for (const char* words : { "--read-only list", "list --read-only" })
        QVERIFY2(std::get<CommandLine>(parse(QLatin1String(words)).value()).global.isReadOnly, words);
}

void TestCliCommandLine::theWindow()
{
    QVERIFY(!parsed<WindowOptions>(QString()).file);
    QVERIFY(!parsed<WindowOptions>(QStringLiteral("--demo")).file);
    QTemporaryFile file;
    QVERIFY(file.open());
    QCOMPARE(parsed<WindowOptions>(file.fileName()).file.value_or(""), file.fileName().toStdString());
}

void TestCliCommandLine::snapshots()
{
    QCOMPARE(parsed<WindowOptions>(QStringLiteral("--snapshot a.json")).file.value_or("none"), std::string("none"));
    const auto save = parsed<SnapshotSaveOptions>(QStringLiteral("snapshot save 1-1 fffe:0001 --mask -o a.json"));
    QCOMPARE(save.devices.size(), std::size_t { 2 });
    QCOMPARE(save.devices[1].text, std::string("fffe:0001"));
    QCOMPARE(save.outPath, std::string("a.json"));
    QVERIFY(save.isMasked);
    QVERIFY(parsed<SnapshotSaveOptions>(QStringLiteral("snapshot save --out -")).devices.empty());
    const auto show = parsed<SnapshotShowOptions>(QStringLiteral("snapshot show a.json --json"));
    QCOMPARE(show.file, std::string("a.json"));
    QVERIFY(show.json);
    const auto diff = parsed<SnapshotDiffOptions>(QStringLiteral("snapshot diff a.json 1-1"));
    QCOMPARE(diff.left, std::string("a.json"));
    QCOMPARE(diff.right, std::string("1-1"));
    QVERIFY(!diff.json);
}

void TestCliCommandLine::everyOptionArrives()
{
    const auto control = parsed<ControlOptions>(
        QStringLiteral("control 1-2 0x21 9 0x200 1 --data 0102 --timeout 5 --yes --detach-driver --no-auto --json"));
    QCOMPARE(control.setup, (usb::SetupPacket { 0x21, 9, 0x200, 1, 2 }));
    QCOMPARE(control.payload.bytes, (Bytes { 1, 2 }));
    QCOMPARE(control.timeoutMs, 5U);
    QVERIFY(control.isConfirmed && control.json && control.target.detachDriver && control.target.noAuto);
    QVERIFY(control.target.isConfirmed);
    const auto taking = parsed<ControlOptions>(QStringLiteral("control 1-2 0x40 1 0 0 --detach-driver --yes-detach"));
    QVERIFY(taking.target.isConfirmed && !taking.isConfirmed);

    const auto again
        = parsed<ControlOptions>(QStringLiteral("control 1-2 0x80 6 0x100 0 18 --repeat 0 --every 250 --keep-going"))
              .repeat;
    QVERIFY(again && again->times == 0 && again->everyMs == 250 && again->keepsGoing);
    const auto reset = parsed<ResetOptions>(QStringLiteral("reset 1-2 --timeout 5 --yes --json"));
    QCOMPARE(reset.target.device.text, std::string("1-2"));
    QCOMPARE(reset.timeoutMs, 5U);
    QVERIFY(reset.isConfirmed && reset.json);

    const auto read = parsed<ReadOptions>(
        QStringLiteral("read 1-2 0x81 --size 512 --count 3 --packets 4 --out f --timeout 0 --alt 2 --yes "
                       "--short-is-error"));
    QVERIFY(read.target.isConfirmed && !read.target.detachDriver);
    QCOMPARE(int { read.target.alternate.value_or(0) }, 2);
    QCOMPARE(read.size.value_or(0), 512U);
    QCOMPARE(read.count, std::uint64_t { 3 });
    QCOMPARE(read.packets.value_or(0), 4U);
    QCOMPARE(read.outPath.value_or(""), std::string("f"));
    QCOMPARE(read.timeoutMs, 0U);
    QVERIFY(read.shortIsError);

    const auto hid = parsed<HidOptions>(QStringLiteral(
        "hid 1-2 --set-report output:2 X=1 0=none --interface 3 --timeout 7 --yes --json --detach-driver"));
    QVERIFY(hid.act == HidOptions::Act::Set && hid.report.type == descriptors::HidReportType::Output);
    QCOMPARE(int { hid.report.id }, 2);
    QCOMPARE(hid.assignments, (std::vector<std::string> { "X=1", "0=none" }));
    QCOMPARE(int { hid.interfaceNumber.value_or(0) }, 3);
    QCOMPARE(hid.timeoutMs.value_or(0), 7U);
    QVERIFY(hid.isConfirmed && hid.json && hid.target.detachDriver);
    const auto live = parsed<HidOptions>(QStringLiteral("hid 1-2 --count 5"));
    QVERIFY(live.act == HidOptions::Act::Watch && !live.timeoutMs);
    QCOMPARE(live.count.value_or(0), std::uint64_t { 5 });

    const auto watch = parsed<WatchOptions>(QStringLiteral("watch --seconds 2 --count 7 --json"));
    QCOMPARE(watch.count.value_or(0), std::uint64_t { 7 });
    QVERIFY(watch.rule == engine::HotplugRule {});
    QVERIFY(!watch.startsWithAttached);
    const auto rule = parsed<WatchOptions>(
        QStringLiteral("watch --event arrived --vendor fffe --product 0x1 --class 0xff --attached"));
    QVERIFY((rule.rule == engine::HotplugRule { true, false, 0xfffe, 1, 0xff, false }));
    QVERIFY(rule.startsWithAttached);
    const auto left = parsed<WatchOptions>(QStringLiteral("watch --event departed"));
    QVERIFY(!left.rule.wantsArrivals && left.rule.wantsDepartures);

    const auto exported
        = parsed<ExportOptions>(QStringLiteral("export loopback audio loopback --listen [::1]:4000 --json"));
    QVERIFY((exported.models == std::vector<std::string> { "loopback", "audio", "loopback" }));
    QVERIFY((exported.address == usbip::ListenAddress { "::1", 4000, true }));
    QVERIFY(exported.json && !exported.listsModels);
    QVERIFY((parsed<ExportOptions>(QStringLiteral("export hid")).address
        == usbip::ListenAddress { "127.0.0.1", 3240, false }));
    QVERIFY(parsed<ExportOptions>(QStringLiteral("export --list")).listsModels);

    const auto replay = parsed<ReplayOptions>(QStringLiteral(
        "replay list 1-2 --from 1.4 --original-timing --stop-at-first-difference --yes --json")); // "list": a file here
    QCOMPARE(replay.file, std::string("list"));
    QVERIFY(replay.from && replay.from->isAddress);
    QVERIFY(replay.originalTiming && replay.stopAtFirstDifference && replay.isConfirmed && replay.json);

    QCOMPARE(parsed<ShowOptions>(QStringLiteral("show 1-2 --hex")).format, ShowOptions::Format::Hex);
    QCOMPARE(parsed<ShowOptions>(QStringLiteral("show 1-2 --json")).format, ShowOptions::Format::Json);
    QVERIFY(parsed<ShowOptions>(QStringLiteral("show 1-2 --facts")).wantsFacts);
    QVERIFY(!parsed<ShowOptions>(QStringLiteral("show 1-2")).wantsFacts);
    const auto ports = parsed<ShowOptions>(QStringLiteral("show 1-2 --ports --json"));
    QVERIFY(ports.wantsPorts && ports.format == ShowOptions::Format::Json);
    QVERIFY(!parsed<ShowOptions>(QStringLiteral("show 1-2")).wantsPorts);
    const auto hidReport = parsed<ShowOptions>(QStringLiteral("show --hid report.bin --json"));
    QCOMPARE(hidReport.hidFile.value_or(""), std::string("report.bin"));
    QCOMPARE(hidReport.format, ShowOptions::Format::Json);
}

void TestCliCommandLine::graphs()
{
    QVERIFY(!parsed<ShowOptions>(QStringLiteral("show 1-2")).wantsGraph);
    // The word after it is the device, not its value.
    const auto text = parsed<ShowOptions>(QStringLiteral("show --graph 1-2"));
    QVERIFY(text.wantsGraph);
    QCOMPARE(text.format, ShowOptions::Format::Text);
    QCOMPARE(text.device.text, std::string("1-2"));
    QCOMPARE(parsed<ShowOptions>(QStringLiteral("show 1-2 --graph --json")).format, ShowOptions::Format::Json);
    const auto dot = parsed<ShowOptions>(QStringLiteral("show 1-2 --graph=dot"));
    QVERIFY(dot.wantsGraph);
    QCOMPARE(dot.format, ShowOptions::Format::Dot);
    QCOMPARE(parsed<ShowOptions>(QStringLiteral("show 1-2")).format, ShowOptions::Format::Text);
    QCOMPARE(parsed<ShowOptions>(QStringLiteral("show 1-2 --format lsusb")).format, ShowOptions::Format::Lsusb);
    QCOMPARE(parsed<ShowOptions>(QStringLiteral("show 1-2 --format html")).format, ShowOptions::Format::Html);
    QCOMPARE(parsed<ShowOptions>(QStringLiteral("show 1-2 --format hex")).format, ShowOptions::Format::Hex);
    QVERIFY(parsed<ShowOptions>(QStringLiteral("show --file x --format json")).file == std::string("x"));
}

void TestCliCommandLine::standards()
{
    const auto control = parsed<ControlOptions>(QStringLiteral("control 1-2 0x80 GET_DESCRIPTOR 0x100 0 18"));
    QCOMPARE(control.setup, (usb::SetupPacket { 0x80, 6, 0x100, 0, 18 }));
    QCOMPARE(control.timeoutMs, 1000U);
    QVERIFY(!control.isConfirmed && !control.repeat);
    const auto again = parsed<ControlOptions>(QStringLiteral("control 1-2 0x80 6 0x100 0 18 --repeat 7")).repeat;
    QVERIFY(again && again->times == 7 && again->everyMs == 0 && !again->keepsGoing);
    QVERIFY(!parsed<ResetOptions>(QStringLiteral("reset 1-2")).isConfirmed);
    const auto stream = parsed<StreamOptions>(QStringLiteral("stream 1-2 0x81"));
    QCOMPARE(stream.config.timeoutMs, 0U); // P14: a timeout on a stream loses data
    QCOMPARE(stream.config.depth, 8U);
    QVERIFY(stream.config.stopAfter.count() == 0 && !stream.size);
    QCOMPARE(parsed<ReadOptions>(QStringLiteral("read 1-2 0x81")).count, std::uint64_t { 1 });
    QVERIFY(!parsed<ReadOptions>(QStringLiteral("read 1-2 0x81")).shortIsError);
    // The last of an option given twice counts, so that a script's defaults can be overridden.
    QCOMPARE(parsed<ReadOptions>(QStringLiteral("read 1-2 0x81 --size 1 --size 2")).size.value_or(0), 2U);
}

void TestCliCommandLine::payloads()
{
    const auto empty = parsed<WriteOptions>(QStringLiteral("write 1-2 1 --data ''"));
    QVERIFY(empty.payload.isGiven && empty.payload.bytes.empty()); // a zero-length packet
    const auto text = parsed<WriteOptions>(QStringLiteral("write 1-2 1 --text -hello"));
    QCOMPARE(text.payload.bytes, toBytes(asBytes("-hello")));
    const auto brackets = parsed<WriteOptions>(QStringLiteral("write 1-2 1 --text [a,b]"));
    QCOMPARE(brackets.payload.bytes, toBytes(asBytes("[a,b]")));
    const auto file = parsed<WriteOptions>(QStringLiteral("write 1-2 1 --file /nowhere"));
    QCOMPARE(file.payload.file.value_or(""), std::string("/nowhere")); // found missing when the command runs
}

void TestCliCommandLine::wrong_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* line, const char* words) { QTest::newRow(line) << line << words; };
    row("frobnicate", "\"frobnicate\" is neither a command nor a file");
    row("list extra", "unexpected argument \"extra\"");
    row("list --frob", "unknown option \"--frob\"");
    row("--frob list", "unknown option \"--frob\"");
    row("show", "DEVICE is missing");
    row("show 1-2 --json --hex", "--json and --hex cannot be given together");
    row("show 1-2 --graph --hex", "--graph and --hex cannot be given together");
    row("show 1-2 --graph --strings", "--graph and --strings cannot be given together");
    row("show 1-2 --graph=svg", "--graph takes \"dot\" or nothing, not \"svg\"");
    row("show 1-2 --graph=dot --json", "--json and --graph=dot cannot be given together");
    row("show 1-2 --facts --hex", "--facts cannot be given together with --strings or --hex");
    row("show 1-2 --facts --strings", "--facts cannot be given together with --strings or --hex");
    row("show 1-2 --ports --facts", "--ports cannot be given together with --facts or --graph");
    row("show 1-2 --ports --graph", "--ports cannot be given together with --facts or --graph");
    row("show 1-2 --ports --hex", "--ports cannot be given together with --strings or --hex");
    row("show 1-2 --ports --strings", "--ports cannot be given together with --strings or --hex");
    row("show 1-2 --ports --format html", "--ports are of a device, as text or JSON");
    row("show --ports --file x", "--ports are of a device, as text or JSON");
    row("show --ports --hid x", "--ports are of a device, as text or JSON");
    row("show 1-2 --hid file", "--hid shows a file");
    row("show --hid file --hex", "--hid shows a file");
    row("show --hid file --strings", "--hid shows a file");
    row("show 1-2 --json --format lsusb", "--format cannot be given together with --json or --hex");
    row("show 1-2 --format pdf", "--format is text, json, hex, lsusb or html, not \"pdf\"");
    row("show 1-2 --format hex --strings", "--strings and --hex cannot be given together");
    row("show 1-2 --file x", "DEVICE and --file cannot be given together");
    row("show --file x --strings", "--strings and --file cannot be given together");
    row("--log y show --file x", "--log and --file cannot be given together");
    row("show nonsense", "read DEVICE: invalid argument (\"nonsense\" is neither");
    row("control 1-2", "BMREQUESTTYPE is missing");
    row("control 1-2 0x80", "BREQUEST is missing");
    row("control 1-2 0x80 6", "WVALUE is missing");
    row("control 1-2 0x80 6 0", "WINDEX is missing");
    row("control 1-2 0x80 6 0 0", "WLENGTH is missing");
    row("control 1-2 0x180 6 0 0 1", "read BMREQUESTTYPE: invalid argument (\"0x180\" is larger than 255");
    row("control 1-2 0x80 6 0x10000 0 1", "read WVALUE: invalid argument (\"0x10000\" is larger than 65535");
    row("control 1-2 0x80 6 0 0 1 --data 00", "an IN request takes no data");
    row("control 1-2 0x40 1 0 0 3 --data 0011", "WLENGTH is 3 but 2 bytes of data are given");
    row("control 1-2 0x40 1 0 0 --data 0g", "read --data: invalid argument (column 2: 'g'");
    row("control 1-2 0x40 1 0 0 --data 00 --text a", "--data, --text and --file cannot be given together");
    row("control 1-2 0x40 NOSUCH 0 0", "read BREQUEST");
    row("control 1-2 0x80 6 0 0 1 --every 5", "--every and --keep-going need --repeat");
    row("control 1-2 0x80 6 0 0 1 --keep-going", "--every and --keep-going need --repeat");
    row("control 1-2 0x80 6 0 0 1 --repeat often", "read --repeat");
    row("control 1-2 0x80 6 0 0 1 --repeat 2 --every 3600001", "read --every");
    row("control 1-2 --list-requests --repeat 2", "there is nothing to --repeat");
    row("reset", "DEVICE is missing");
    row("reset 1-2 --timeout soon", "read --timeout");
    row("read 1-2", "EP is missing");
    row("read 1-2 0x01", "EP1 OUT (0x01) is an OUT endpoint");
    row("read 1-2 81", "0x51");
    row("read 1-2 0x81 --size", "option --size needs a value");
    row("read 1-2 0x81 --size 0", "read --size: invalid argument (\"0\" is smaller than 1)");
    row("read 1-2 0x81 --count 0", "read --count");
    row("read 1-2 0x81 --packets 129", "read --packets: invalid argument (\"129\" is larger than 128");
    row("read 1-2 0x81 --json --out -", "both want stdout");
    row("list --node /dev/n --demo", "--node is one device");
    row("list --node ''", "--node needs the path of a device node");
    row("library --libusb-log debug", "library looks for no devices here, so libusb says nothing: --libusb-log cannot");
    row("export hid --libusb-log debug", "export looks for no devices here");
    row("snapshot show a.json --libusb-log debug", "snapshot show looks for no devices here");
    row("show --file x --libusb-log debug", "show looks for no devices here");
    row("lint --list --libusb-log debug", "lint looks for no devices here");
    row("--demo list --libusb-log debug", "the demo bus does without libusb");
    row("list --snapshot a.json --libusb-log debug", "a snapshot's devices are looked at without libusb");
    row("list --libusb-log loud", "--libusb-log is none, error,");
    row("control 1-2 --list-requests --out f", "there is no answer for --out");
    row("write 1-2 1", "nothing to write");
    row("write 1-2 0x81 --data 00", "EP1 IN (0x81) is an IN endpoint");
    row("watch --count none", "read --count");
    row("watch --event updated", "--event is arrived or departed");
    row("watch --vendor vfffe", "read --vendor");
    row("watch --product 12345", "read --product");
    row("watch --class 256", "read --class");
    row("watch --attached --event departed", "leave one of them out");
    row("hid", "DEVICE is missing");
    row("hid 1-2 X=1", "FIELD=VALUE is for --set-report");
    row("hid 1-2 --get-report input X=1", "FIELD=VALUE is for --set-report");
    row("hid 1-2 --set-report output", "--set-report needs FIELD=VALUE");
    row("hid 1-2 --set-report input:1 X=1", "an input report comes from the device");
    row("hid 1-2 --get-report features", "--get-report takes input, output or feature");
    row("hid 1-2 --get-report feature:256", "read --get-report: invalid argument (\"256\" is larger than 255");
    row("hid 1-2 --get-report input --set-report output X=1", "cannot be given together");
    row("hid 1-2 --get-report input --count 2", "--count is of input reports as they come");
    row("hid 1-2 --count 0", "read --count");
    row("hid 1-2 --interface 256", "read --interface");
    row("export", "MODEL is missing");
    row("export hid --list", "MODEL and --listen cannot be given with it");
    row("export --list --listen 127.0.0.1", "MODEL and --listen cannot be given with it");
    row("export hid --listen localhost:1", "read the address \"localhost:1\"");
    row("export hid --listen 127.0.0.1:65536", "the port");
    row("replay", "FILE is missing");
    row("replay f", "DEVICE is missing");
    row("replay f 1-2 --from x", "read --from");
    row("list --payload-limit many", "read --payload-limit");
    row("list --log", "option --log needs a value");
}

void TestCliCommandLine::wrong()
{
    QFETCH(QString, line);
    QFETCH(QString, words);
    const auto result = parse(line);
    QVERIFY(!result.has_value());
    QVERIFY(result.error().kind == ErrorKind::InvalidArgument);
    const QString text = QString::fromStdString(describe(result.error()));
    QVERIFY2(text.contains(words), qPrintable(text));
}

void TestCliCommandLine::help_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("words");
    for (const char* command : { "list", "show", "control", "read", "write", "stream", "scan", "hid", "watch",
             "drivers", "replay", "reset", "export" }) {
        QTest::newRow(command) << QStringLiteral("%1 --help").arg(QLatin1String(command))
                               << QStringLiteral("Usage: usb-workbench %1").arg(QLatin1String(command));
        QTest::addRow("-h of %s", command) << QStringLiteral("%1 -h").arg(QLatin1String(command))
                                           << QStringLiteral("Usage: usb-workbench %1").arg(QLatin1String(command));
    }
    QTest::newRow("program") << "--help"
                             << "Exit codes:";
}

void TestCliCommandLine::help()
{
    QFETCH(QString, line);
    QFETCH(QString, words);
    const auto result = parse(line);
    QVERIFY(result.has_value());
    const auto* announcement = std::get_if<Announcement>(&*result);
    QVERIFY(announcement != nullptr);
    const QString text = QString::fromStdString(announcement->text);
    QVERIFY2(text.contains(words), qPrintable(text));
    QVERIFY(text.endsWith(u'\n'));
}

void TestCliCommandLine::version()
{
    const auto result = parse(QStringLiteral("--version"));
    QVERIFY(result.has_value());
    const QString text = QString::fromStdString(std::get<Announcement>(*result).text);
    QVERIFY2(QRegularExpression(QStringLiteral("^usb-workbench \\d+\\.\\d+\\.\\d+\n$")).match(text).hasMatch(),
        qPrintable(text));
}

void TestCliCommandLine::qtArguments()
{
    const std::vector<std::string> arguments { "-platform", "offscreen", "--demo", "-style", "fusion", "-reverse",
        "list" };
    QCOMPARE(withoutQtArguments(arguments), (std::vector<std::string> { "--demo", "list" }));
    QCOMPARE(withoutQtArguments(std::vector<std::string> { "-platform" }), std::vector<std::string> {});
}

QTEST_APPLESS_MAIN(TestCliCommandLine)
#include "tst_cli_command_line.moc"
