// SPDX-License-Identifier: GPL-3.0-or-later
// What lsusb reads with requests: strings, report descriptors, the BOS, hubs, the other speed, debugging, the status.
// The real lsusb runs against devices that answer; our text gets the same bytes and must say the same.
#include "core/descriptors/usb_ids.h"
#include "core/report/lsusb_text.h"
#include "tests/umockdev/support/mock_bus.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <cerrno>

using namespace wb;
using mock::Answer;

namespace {

constexpr int kLimitMs = 60000;

Bytes fromHex(const char* text) { return parseHex(text).value_or(Bytes {}); }

// What a device answers; nothing stands for a stall.
struct Sections {
    Bytes descriptors;
    std::map<std::uint8_t, std::string> strings; // ASCII here
    Bytes bos;
    Bytes hub;
    Bytes qualifier;
    Bytes debug;
    Bytes report;
    std::uint16_t status = 0;
};

Bytes stringDescriptor(std::uint8_t index, const std::map<std::uint8_t, std::string>& strings)
{
    if (index == 0)
        return { 4, 3, 0x09, 0x04 };
    const auto found = strings.find(index);
    if (found == strings.end())
        return {};
    Bytes bytes { static_cast<Byte>(2 + 2 * found->second.size()), 3 };
    for (const char c : found->second)
        appendLe16(bytes, static_cast<unsigned char>(c));
    return bytes;
}

Bytes descriptorFor(const Sections& sections, std::uint8_t type, std::uint8_t index)
{
    switch (type) {
    case 0x03:
        return stringDescriptor(index, sections.strings);
    case 0x06:
        return sections.qualifier;
    case 0x0a:
        return sections.debug;
    case 0x0f:
        return sections.bos;
    case 0x22:
        return sections.report;
    case 0x29:
    case 0x2a:
        return sections.hub;
    default:
        return {};
    }
}

Answer answer(const Sections& sections, const mock::Urb& urb)
{
    constexpr Byte kGetStatus = 0x00;
    constexpr Byte kGetDescriptor = 0x06;
    const Byte requestType = urb.buffer[0];
    const auto length = static_cast<std::size_t>(readLe(urb.buffer, 6, 2).value_or(0));
    Bytes bytes;
    if (urb.buffer[1] == kGetDescriptor)
        bytes = descriptorFor(sections, urb.buffer[3], urb.buffer[2]);
    else if (urb.buffer[1] == kGetStatus && requestType == 0x80)
        appendLe16(bytes, sections.status);
    if (bytes.empty())
        return Answer::error(-EPIPE);
    bytes.resize(std::min(bytes.size(), length));
    return Answer::in(std::move(bytes));
}

// Left where a person can compare them.
QString write(const char* name, const QByteArray& text)
{
    QFile file(QStringLiteral(WB_BINARY_DIR "/lsusb_sections.") + QLatin1String(name) + QStringLiteral(".txt"));
    if (file.open(QIODevice::WriteOnly))
        file.write(text);
    return file.fileName();
}

struct Done {
    int code = -1;
    QByteArray out;
};

Done run(const QString& program, const QStringList& arguments)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(kLimitMs))
        return { -1, process.errorString().toUtf8() };
    return { process.exitCode(), process.readAll() };
}

QByteArray realLsusb(const Sections& sections)
{
    mock::MockBus bus;
    mock::MockDevice device;
    device.descriptors = sections.descriptors;
    mock::MockUsbfs& node = bus.add(device, [&sections](const mock::Urb& urb) { return answer(sections, urb); });
    node.serveOtherPrograms();
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral("libumockdev-preload.so.0"));
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral("lsusb"), { QStringLiteral("-v") });
    process.waitForFinished(kLimitMs);
    return process.readAllStandardOutput();
}

std::string ourText(const Sections& sections)
{
    report::LsusbInput input;
    input.descriptors = sections.descriptors;
    input.bus = 1;
    input.address = 2;
    input.names = &descriptors::UsbIds::system();
    input.strings = sections.strings;
    input.bos = sections.bos;
    input.hub = sections.hub;
    input.qualifier = sections.qualifier;
    input.debug = sections.debug;
    if (!sections.report.empty())
        input.hidReports[0] = sections.report;
    input.status = sections.status;
    return report::lsusbText(input);
}

Sections hub()
{
    Sections sections;
    sections.descriptors = fromHex("12 01 00 02 09 00 01 40 fe ff 01 00 00 01 01 02 00 01"
                                   "09 02 19 00 01 01 03 e0 32 09 04 00 00 01 09 00 00 04 07 05 81 03 01 00 0c");
    sections.strings = { { 1, "Maker" }, { 2, "Four Ports" }, { 3, "On" }, { 4, "Only" } };
    sections.hub = fromHex("09 29 04 e9 00 af 64 02 ff");
    sections.qualifier = fromHex("0a 06 00 02 09 00 00 40 01 00");
    sections.debug = fromHex("04 0a 81 02");
    sections.status = 0x0003;
    return sections;
}

Sections superHub()
{
    Sections sections;
    sections.descriptors
        = fromHex("12 01 00 03 09 00 03 09 fe ff 01 00 00 01 00 00 00 01"
                  "09 02 1f 00 01 01 00 e0 02 09 04 00 00 01 09 00 00 00 07 05 81 13 02 00 08 06 30 00 00 02 00");
    sections.hub = fromHex("0c 2a 04 09 00 64 32 04 c8 01 06 00");
    sections.bos = fromHex("05 0f 2a 00 03 07 10 02 1e f1 00 00 0a 10 03 02 0e 00 01 0a ff 07"
                           "14 10 0a 00 01 00 00 00 00 11 00 00 30 40 0a 00 b0 40 0a 00");
    sections.status = 0x001d;
    return sections;
}

Sections keyboard()
{
    Sections sections;
    sections.descriptors = fromHex("12 01 10 02 00 00 00 40 fe ff 01 00 00 01 01 02 03 01"
                                   "09 02 22 00 01 01 00 a0 32 09 04 00 00 01 03 01 01 04"
                                   "09 21 11 01 21 01 22 25 00 07 05 81 03 08 00 0a");
    sections.strings = { { 1, "Maker" }, { 2, "Keys" }, { 3, "0001" }, { 4, "Boot keys" }, { 5, "https://x.invalid" } };
    sections.report = fromHex("05 01 09 06 a1 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 65 13 55 0e"
                              "09 04 91 72 b1 01 06 00 ff c0");
    sections.report.insert(sections.report.end() - 1, { 0x54 }); // a unit exponent without data
    sections.bos = fromHex("05 0f 8e 00 05"
                           "14 10 04 00 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"
                           "1c 10 05 00 df 60 dd d8 89 45 c7 4c 9c d2 65 9d 9e 64 8a 9f 00 00 03 06 f6 00 01 00"
                           "18 10 05 00 38 b6 08 34 a9 09 a0 47 8b fd a0 76 88 15 b6 65 00 01 21 01"
                           "38 10 0d 05 03 01 00 00 1b 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
                           "00 00 00 00 00 00 00 00 00 00 21 01 03 00 01 ff 00 04 02 ff 01 00 03 ff 02 00"
                           "08 10 0f 00 05 00 00 05");
    sections.bos[2] = static_cast<Byte>(sections.bos.size());
    return sections;
}

} // namespace

class TestLsusbSections : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatLsusbSays_data();
    void saysWhatLsusbSays();
    void missingSectionsAreMissed();
};

void TestLsusbSections::saysWhatLsusbSays_data()
{
    QTest::addColumn<int>("device");
    QTest::addColumn<QByteArray>("heading"); // that lsusb has read it
    QTest::newRow("hub") << 0 << QByteArray("\nHub Descriptor:\n");
    QTest::newRow("hub's other speed") << 0 << QByteArray("\nDevice Qualifier (for other device speed):\n");
    QTest::newRow("SuperSpeed hub") << 1 << QByteArray("\nBinary Object Store Descriptor:\n");
    QTest::newRow("keyboard") << 2 << QByteArray("\n          Report Descriptor: (length is ");
    QTest::newRow("keyboard's capabilities") << 2 << QByteArray("\n  Billboard Capability:\n");
}

// The statuses of a hub's ports are no descriptors, and lsusb ends at the first it cannot read.
void TestLsusbSections::saysWhatLsusbSays()
{
    QFETCH(const int, device);
    QFETCH(const QByteArray, heading);
    const Sections sections = device == 0 ? hub() : (device == 1 ? superHub() : keyboard());
    QByteArray theirs = realLsusb(sections);
    QVERIFY2(theirs.contains(heading), theirs.constData());
    theirs.replace(" Hub Port Status:\n", "");
    const QByteArray ours = QByteArray::fromStdString(ourText(sections));
    const Done compared = run(QStringLiteral(WB_PYTHON),
        { QStringLiteral(WB_SOURCE_DIR "/tests/lsusb/compare_lsusb.py"), write("theirs", theirs),
            write("ours", ours) });
    QVERIFY2(compared.code == 0, compared.out.constData());
}

// The comparison can fail: without the section in ours, its lines are told.
void TestLsusbSections::missingSectionsAreMissed()
{
    const Sections sections = hub();
    const QByteArray theirs = realLsusb(sections).replace(" Hub Port Status:\n", "");
    Sections less = sections;
    less.qualifier.clear();
    const Done compared = run(QStringLiteral(WB_PYTHON),
        { QStringLiteral(WB_SOURCE_DIR "/tests/lsusb/compare_lsusb.py"), write("theirs", theirs),
            write("ours", QByteArray::fromStdString(ourText(less))) });
    QCOMPARE(compared.code, 1);
    QVERIFY2(compared.out.contains("Device Qualifier"), compared.out.constData());
}

QTEST_GUILESS_MAIN(TestLsusbSections)
#include "tst_lsusb_sections.moc"
