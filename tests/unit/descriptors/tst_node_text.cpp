// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/decode.h"
#include "core/descriptors/node_builder.h"
#include "tests/unit/base/printers.h"

#include <QTest>

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::descriptors;

class TestNodeText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesText();
    void writesACArray();
    void namesBecomeIdentifiers_data();
    void namesBecomeIdentifiers();
    void writesAHexDump();
    void writesDurations();
    void tellsCoverageFromItsBreaches();
};

void TestNodeText::writesText()
{
    const Bytes bytes { 6, 0x05, 0x80, 0x02, 0x40, 0x00 };
    QCOMPARE(toText(decodeSequence(bytes)),
        "Endpoint descriptor\n"
        "  bLength                  6\n"
        "  bDescriptorType          0x05       endpoint\n"
        "  bEndpointAddress         0x80       EP0 IN\n"
        "    D7 direction             1          IN\n"
        "    D6..4 reserved           0\n"
        "    D3..0 endpoint number    0\n"
        "  bmAttributes             0x02       bulk\n"
        "    D1..0 transfer type      2          bulk\n"
        "  wMaxPacketSize           0x0040     64 bytes\n"
        "    D15..11 reserved         0\n"
        "    D10..0 packet size       64\n"
        "  ! error: bLength is 6; this descriptor needs 7 bytes. (USB 2.0 Table 9-13)\n"
        "  ! error: bEndpointAddress names endpoint 0, which has no descriptor: hosts ignore this one. "
        "(USB 2.0 §9.6.6)\n"s);
    QCOMPARE(toText({}), ""s);
}

void TestNodeText::writesACArray()
{
    QCOMPARE(toCArray(Bytes { 0x12, 0x01 }, "device"), "static const uint8_t device[2] = {\n    0x12, 0x01,\n};\n"s);
    Bytes bytes(13, 0xff);
    QCOMPARE(toCArray(bytes, "d"),
        "static const uint8_t d[13] = {\n"
        "    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,\n"
        "    0xff,\n};\n"s);
}

void TestNodeText::namesBecomeIdentifiers_data()
{
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("identifier");
    QTest::newRow("path") << "1-1.2 HID"s
                          << "_1_1_2_HID"s;
    QTest::newRow("empty") << ""s
                           << "bytes"s;
    QTest::newRow("hostile") << "a]={0};\n"s
                             << "a___0___"s;
}

void TestNodeText::namesBecomeIdentifiers()
{
    QFETCH(const std::string, name);
    QFETCH(const std::string, identifier);
    const std::string text = toCArray(Bytes { 1 }, name);
    QCOMPARE(text, "static const uint8_t " + identifier + "[1] = {\n    0x01,\n};\n");
}

void TestNodeText::writesAHexDump()
{
    Bytes bytes;
    for (unsigned i = 0; i < 18; ++i)
        bytes.push_back(static_cast<Byte>(0x38 + i * 7));
    QCOMPARE(toHexDump(bytes),
        "0000  38 3f 46 4d 54 5b 62 69 70 77 7e 85 8c 93 9a a1  8?FMT[bipw~.....\n"
        "0010  a8 af                                            ..\n"s);
    QCOMPARE(toHexDump({}), ""s);
}

void TestNodeText::writesDurations()
{
    QCOMPARE(formatDuration(125'000), "125 µs"s);
    QCOMPARE(formatDuration(1'000'000), "1 ms"s);
    QCOMPARE(formatDuration(4'096'000'000), "4.096 s"s);
    QCOMPARE(formatDuration(1'500), "1.5 µs"s);
    QCOMPARE(formatDuration(7), "7 ns"s);
    QCOMPARE(formatDuration(0), "0 ns"s);
}

void TestNodeText::tellsCoverageFromItsBreaches()
{
    const auto field = [](std::size_t begin, std::size_t end) {
        Field made;
        made.range = { begin, end };
        return made;
    };
    Node node;
    node.range = { 0, 4 };
    node.fields = { field(0, 2), field(2, 4) };
    QVERIFY(coversExactly(std::vector { node }, 4));
    node.fields = { field(0, 2), field(3, 4) };
    QVERIFY(!coversExactly(std::vector { node }, 4));
    node.fields = { field(0, 3), field(2, 4) };
    QVERIFY(!coversExactly(std::vector { node }, 4));
    node.fields = { field(0, 4), field(4, 4) };
    QVERIFY(!coversExactly(std::vector { node }, 4));
    node.fields = { field(0, 2) };
    Node child;
    child.range = { 2, 4 };
    node.children = { child };
    QVERIFY(!coversExactly(std::vector { node }, 4));
    node.children[0].fields = { field(2, 4) };
    QVERIFY(coversExactly(std::vector { node }, 4));
}

QTEST_APPLESS_MAIN(TestNodeText)
#include "tst_node_text.moc"
