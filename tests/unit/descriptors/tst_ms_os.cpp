// SPDX-License-Identifier: GPL-3.0-or-later
// Microsoft OS descriptors of both versions, WebUSB URLs and HID physical descriptors, laid out by hand; then bytes
// that lie.
#include "core/descriptors/decode.h"
#include "core/descriptors/descriptor_set.h"
#include "tests/unit/base/printers.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::descriptors;
using usb::SectionKind;

namespace {

constexpr auto kKinds = std::to_array({ SectionKind::MsOs20Set, SectionKind::MsOs10CompatibleIds,
    SectionKind::MsOs10Properties, SectionKind::WebUsbUrl, SectionKind::HidPhysical, SectionKind::String });

Bytes fromHex(const char* text)
{
    const Result<Bytes> bytes = parseHex(text);
    return bytes ? *bytes : Bytes {};
}

std::vector<Node> decoded(SectionKind kind, const Bytes& bytes, std::uint8_t number = 0)
{
    DescriptorSet set;
    set.sections.push_back({ kind, number, 0, bytes });
    return decodeSet(set, nullptr).at(0).nodes;
}

// One line a node, deeper ones indented: its title, what it is about, then the fields with a meaning.
void describe(const std::vector<Node>& nodes, int depth, QStringList& lines)
{
    for (const Node& node : nodes) {
        QString line = QString(2 * depth, QLatin1Char(' ')) + QString::fromStdString(node.title);
        if (!node.summary.empty())
            line += QStringLiteral(" (") + QString::fromStdString(node.summary) + QLatin1Char(')');
        lines.push_back(line);
        for (const Field& field : node.fields) {
            const bool isHead = field.name == "bLength" || field.name == "wDescriptorType"
                || (field.name == "wLength" && field.range.begin == node.range.begin);
            if (!isHead)
                lines.push_back(QString(2 * depth, QLatin1Char(' ')) + QStringLiteral("- ")
                    + QString::fromStdString(field.name + "=" + (field.meaning.empty() ? field.value : field.meaning)));
        }
        for (const Diagnostic& diagnostic : node.diagnostics)
            lines.push_back(QString(2 * depth, QLatin1Char(' ')) + QStringLiteral("! ")
                + QString::fromStdString(diagnostic.message));
        describe(node.children, depth + 1, lines);
    }
}

QString utf16(const char* text)
{
    QString hexText;
    for (const char* c = text; *c != '\0'; ++c)
        hexText += QString::number(static_cast<unsigned char>(*c), 16).rightJustified(2, QLatin1Char('0'))
            + QStringLiteral(" 00 ");
    return hexText;
}

// A set whose only feature is this property.
Bytes setWithProperty(unsigned type, const QString& nameHex, const QString& dataHex)
{
    const Bytes name = fromHex(qPrintable(nameHex));
    const Bytes data = fromHex(qPrintable(dataHex));
    Bytes property;
    appendLe16(property, static_cast<std::uint16_t>(10 + name.size() + data.size()));
    appendLe16(property, 4);
    appendLe16(property, static_cast<std::uint16_t>(type));
    appendLe16(property, static_cast<std::uint16_t>(name.size()));
    property.insert(property.end(), name.begin(), name.end());
    appendLe16(property, static_cast<std::uint16_t>(data.size()));
    property.insert(property.end(), data.begin(), data.end());
    Bytes set = fromHex("0a 00 00 00 00 00 03 06");
    appendLe16(set, static_cast<std::uint16_t>(10 + property.size()));
    set.insert(set.end(), property.begin(), property.end());
    return set;
}

} // namespace

class TestMsOs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodes_data();
    void decodes();
    void propertiesHaveMeanings_data();
    void propertiesHaveMeanings();
    void lengthsDecideWhatIsInside();
    void aTextAtAnotherIndexIsAText();
    void anyBytesAreCovered();
    void everyTruncationIsCoveredAndTold();
};

void TestMsOs::decodes_data()
{
    QTest::addColumn<SectionKind>("kind");
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, SectionKind kind, const char* hexText, const char* expected) {
        QTest::newRow(name) << kind << fromHex(hexText) << QString::fromUtf8(expected);
    };
    row("composite set", SectionKind::MsOs20Set,
        "0a 00 00 00 00 00 00 0a 3c 00"
        "06 00 05 00 02 14 06 00 08 00 01 00"
        "08 00 01 00 01 00 26 00"
        "08 00 02 00 02 00 1c 00"
        "14 00 03 00 57 49 4e 55 53 42 00 00 00 00 00 00 00 00 00 00"
        "02 00",
        R"(Microsoft OS 2.0 descriptor set header
- dwWindowsVersion=Windows 10
- wTotalLength=60 bytes
  Microsoft OS 2.0 minimum USB resume time descriptor
  - bResumeRecoveryTime=2 ms
  - bResumeSignalingTime=20 ms
  Microsoft OS 2.0 vendor revision descriptor
  - VendorRevision=1
  Microsoft OS 2.0 configuration subset header (configuration 1)
  - bConfigurationValue=1
  - bReserved=0
  - wTotalLength=38 bytes
    Microsoft OS 2.0 function subset header (from interface 2 on)
    - bFirstInterface=2
    - bReserved=0
    - wSubsetLength=28 bytes
      Microsoft OS 2.0 compatible ID descriptor ("WINUSB")
      - CompatibleID="WINUSB"
      - SubCompatibleID=none
    Unreadable bytes
    - unparsed=02 00
    ! 2 bytes left, which is too short for a descriptor.)");
    row("features of the device", SectionKind::MsOs20Set,
        "0a 00 00 00 00 00 03 06 22 00 14 00 06 00 33 22 11 00 55 44 77 66 88 99 aa bb cc dd ee ff 04 00 07 00",
        R"(Microsoft OS 2.0 descriptor set header
- dwWindowsVersion=Windows 8.1
- wTotalLength=34 bytes
  Microsoft OS 2.0 model ID descriptor
  - ModelID={00112233-4455-6677-8899-aabbccddeeff}
  Microsoft OS 2.0 CCGP device descriptor)");
    row("unknown feature", SectionKind::MsOs20Set, "0a 00 00 00 00 00 03 06 10 00 06 00 21 00 ab cd",
        R"(Microsoft OS 2.0 descriptor set header
- dwWindowsVersion=Windows 8.1
- wTotalLength=16 bytes
  Microsoft OS 2.0 descriptor (type 0x0021)
  - Data=ab cd
  ! wDescriptorType is 33; types are 0 to 8.)");
    row("compatible IDs", SectionKind::MsOs10CompatibleIds,
        "29 00 00 00 00 01 04 00 01 00 00 00 00 00 00 00"
        "02 01 4d 54 50 00 00 00 00 00 31 00 00 00 00 00 00 00 00 00 00 00 00 00 ff",
        R"(Microsoft OS 1.0 extended compat ID header
- dwLength=41 bytes
- bcdVersion=1.00
- wIndex=extended compat ID
- bCount=1
- RESERVED=00 00 00 00 00 00 00
  Function section (interface 2, "MTP")
  - bFirstInterfaceNumber=2
  - RESERVED[0]=1
  - compatibleID="MTP"
  - subCompatibleID="1"
  - RESERVED[1]=00 00 00 00 00 00
  Unreadable bytes
  - unparsed=ff
  ! The last 1 byte hold no whole section.)");
    row("properties", SectionKind::MsOs10Properties,
        "1e 00 00 00 00 01 05 00 01 00"
        "14 00 00 00 04 00 00 00 02 00 00 00 04 00 00 00 2a 00 00 00",
        R"(Microsoft OS 1.0 extended properties header
- dwLength=30 bytes
- bcdVersion=1.00
- wIndex=extended properties
- wCount=1
  Custom property section
  - dwSize=20 bytes
  - dwPropertyDataType=REG_DWORD_LITTLE_ENDIAN
  - wPropertyNameLength=2 bytes
  - bPropertyName=""
  - dwPropertyDataLength=4 bytes
  - bPropertyData=42)");
    row("https url", SectionKind::WebUsbUrl, "0e 03 01 65 78 61 6d 70 6c 65 2e 6f 72 67",
        R"(WebUSB URL descriptor (https://example.org)
- bDescriptorType=WEBUSB_URL
- bScheme=https://
- URL="example.org")");
    row("url with a control character", SectionKind::WebUsbUrl, "06 03 ff 61 0a 62 00",
        R"(WebUSB URL descriptor (a\x0ab)
- bDescriptorType=WEBUSB_URL
- bScheme=in the URL itself
- URL="a\x0ab"
Unreadable bytes
- unparsed=00
! One byte is left, which is too short for a descriptor.)");
    row("physical", SectionKind::HidPhysical, "01 03 00 41 11 2a",
        R"(HID physical descriptor set 0
- bNumber=1
- wLength=3 bytes
HID physical descriptor set 1
- bPhysicalInfo=left hand, preference 1
- bDesignator[0]=thumb
- bFlags[0]=right, effort 10)");
}

void TestMsOs::decodes()
{
    QFETCH(const SectionKind, kind);
    QFETCH(const Bytes, bytes);
    QFETCH(const QString, expected);
    QVERIFY(!bytes.empty());
    const std::vector<Node> nodes = decoded(kind, bytes);
    QVERIFY(coversExactly(nodes, bytes.size()));
    QStringList lines;
    describe(nodes, 0, lines);
    const QStringList wanted = expected.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < std::min(lines.size(), wanted.size()); ++i)
        QCOMPARE(lines[i], wanted[i]);
    QCOMPARE(lines, wanted);
}

void TestMsOs::propertiesHaveMeanings_data()
{
    QTest::addColumn<unsigned>("type");
    QTest::addColumn<QString>("data");
    QTest::addColumn<QString>("meaning");
    QTest::newRow("text") << 1U << utf16("Disk") + QStringLiteral("00 00") << QStringLiteral("\"Disk\"");
    QTest::newRow("expandable") << 2U << utf16("%A%") + QStringLiteral("00 00") << QStringLiteral("\"%A%\"");
    QTest::newRow("bytes") << 3U << QStringLiteral("01 02") << QString();
    QTest::newRow("number") << 4U << QStringLiteral("01 02 00 00") << QStringLiteral("513");
    QTest::newRow("big-endian") << 5U << QStringLiteral("00 00 02 01") << QStringLiteral("513");
    QTest::newRow("link") << 6U << utf16("\\A") + QStringLiteral("00 00") << QStringLiteral("\"\\A\"");
    QTest::newRow("texts") << 7U << utf16("a") + QStringLiteral("00 00 ") + utf16("bc") + QStringLiteral("00 00 00 00")
                           << QStringLiteral("\"a\", \"bc\"");
    QTest::newRow("right-to-left override")
        << 1U << QStringLiteral("2e 20 61 00 00 00") << QStringLiteral("\"\\u{202e}a\"");
}

void TestMsOs::propertiesHaveMeanings()
{
    QFETCH(const unsigned, type);
    QFETCH(const QString, data);
    QFETCH(const QString, meaning);
    const Bytes bytes = setWithProperty(type, utf16("Name") + QStringLiteral("00 00"), data);
    const std::vector<Node> nodes = decoded(SectionKind::MsOs20Set, bytes);
    QVERIFY(coversExactly(nodes, bytes.size()));
    const Node& property = nodes.at(0).children.at(0);
    QCOMPARE(property.summary, std::string("Name"));
    const auto field = std::find_if(property.fields.begin(), property.fields.end(),
        [](const Field& candidate) { return candidate.name == "PropertyData"; });
    QVERIFY(field != property.fields.end());
    QCOMPARE(QString::fromStdString(field->meaning), meaning);
    QVERIFY(property.diagnostics.empty());
}

// A function subset that claims less than what follows it leaves the rest to its configuration.
void TestMsOs::lengthsDecideWhatIsInside()
{
    const std::vector<Node> nodes = decoded(SectionKind::MsOs20Set,
        fromHex(
            "0a 00 00 00 00 00 03 06 22 00 08 00 01 00 00 00 18 00 08 00 02 00 00 00 08 00 06 00 08 00 07 00 02 00"));
    const Node& configuration = nodes.at(0).children.at(0);
    QCOMPARE(configuration.children.size(), std::size_t { 3 });
    QVERIFY(configuration.children[0].children.empty());
    QCOMPARE(configuration.children[1].title, std::string("Microsoft OS 2.0 vendor revision descriptor"));
    QCOMPARE(configuration.children[2].title, std::string("Unreadable bytes"));
}

void TestMsOs::aTextAtAnotherIndexIsAText()
{
    const Bytes bytes = fromHex("12 03 4d 00 53 00 46 00 54 00 31 00 30 00 30 00 20 00");
    const Node signature = decoded(SectionKind::String, bytes, 0xee).at(0);
    QCOMPARE(signature.title, std::string("Microsoft OS string descriptor"));
    QCOMPARE(signature.summary, std::string("vendor code 0x20"));
    QCOMPARE(decoded(SectionKind::String, bytes, 4).at(0).summary, std::string("\"MSFT100 \""));
    const Bytes shorter(bytes.begin(), bytes.begin() + 16);
    QVERIFY(coversExactly(decoded(SectionKind::String, shorter, 0xee), shorter.size()));
}

void TestMsOs::anyBytesAreCovered()
{
    std::mt19937 random(20261121); // the same bytes in every run
    for (int round = 0; round < 3000; ++round) {
        Bytes bytes(random() % 200);
        for (Byte& byte : bytes)
            byte = static_cast<Byte>(random() % 4 == 0 ? random() % 256 : random() % 12);
        for (const SectionKind kind : kKinds)
            QVERIFY2(coversExactly(decoded(kind, bytes, 0xee), bytes.size()), formatHex(bytes).c_str());
    }
}

void TestMsOs::everyTruncationIsCoveredAndTold()
{
    const Bytes whole = setWithProperty(1, utf16("Name") + QStringLiteral("00 00"), QStringLiteral("41 00 00 00"));
    for (std::size_t length = 1; length < whole.size(); ++length) {
        const Bytes bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
        const std::vector<Node> nodes = decoded(SectionKind::MsOs20Set, bytes);
        QVERIFY(coversExactly(nodes, length));
        QVERIFY(toText(nodes).find("! error") != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestMsOs)
#include "tst_ms_os.moc"
