// SPDX-License-Identifier: GPL-3.0-or-later
// What hubs answer to GET_STATUS, in words and bit by bit. Expected values are read off the specifications' tables.
#include "core/descriptors/decode.h"
#include "core/descriptors/hub_status.h"
#include "tests/unit/base/printers.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::descriptors;

namespace {

Bytes fromHex(const char* text) { return parseHex(text).value_or(Bytes {}); }

// "PORT_CONNECTION" of the bits that say "yes", for each field.
QString bitsThatAreSet(const Node& node, std::string_view fieldName)
{
    QStringList names;
    for (const Field& field : node.fields)
        for (const Field::Bits& bits : field.bits)
            if (field.name == fieldName && bits.value != "0")
                names << QString::fromStdString(bits.name + "=" + bits.value);
    return names.join(QLatin1Char(' '));
}

} // namespace

class TestHubStatus : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void portInWords_data();
    void portInWords();
    void hubInWords_data();
    void hubInWords();
    void theLayoutsDiffer();
    void extendedStatus();
    void everyByteBelongsToAField();
};

void TestHubStatus::portInWords_data()
{
    QTest::addColumn<int>("speed");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("attention");
    const auto row = [](usb::Speed speed, const char* answer, const char* words, bool attention = false) {
        QTest::addRow("%s at %d", answer, static_cast<int>(speed))
            << static_cast<int>(speed) << QByteArray(answer) << QString::fromLatin1(words) << attention;
    };
    // USB 2.0 Tables 11-21 and 11-22.
    const usb::Speed high = usb::Speed::High;
    row(high, "00 01 00 00", "nothing connected; powered");
    row(high, "00 00 00 00", "nothing connected; not powered");
    row(high, "03 05 01 00", "connected, enabled, high speed; powered; changed: connection", true);
    row(high, "03 03 00 00", "connected, enabled, low speed; powered");
    row(high, "03 01 00 00", "connected, enabled, full speed; powered");
    row(high, "01 01 01 00", "connected, not enabled; powered; changed: connection", true);
    row(high, "07 05 00 00", "connected, enabled, suspended, high speed; powered");
    row(high, "23 05 00 00", "connected, enabled, sleeping (L1), high speed; powered");
    row(high, "11 01 00 00", "connected, not enabled, being reset; powered");
    row(high, "08 00 08 00", "nothing connected; not powered, over-current; changed: over-current", true);
    row(high, "08 01 00 00", "nothing connected; powered, over-current", true);
    row(high, "03 0d 00 00", "connected, enabled, in test mode, high speed; powered");
    row(high, "03 07 00 00", "connected, enabled, low and high speed at once; powered");
    row(high, "00 01 3f 00",
        "nothing connected; powered; changed: connection, enable, suspend, over-current, reset, L1", true);
    row(high, "00 01 41 80", "nothing connected; powered; changed: connection, reserved bits 0x8040", true);
    row(usb::Speed::Full, "03 01 00 00", "connected, enabled, full speed; powered");
    row(usb::Speed::Unknown, "03 05 00 00", "connected, enabled, high speed; powered");
    // USB 3.2 Tables 10-13 and 10-14.
    const usb::Speed super = usb::Speed::Super;
    row(super, "a0 02 00 00", "nothing connected, link Rx.Detect; powered");
    row(super, "03 02 00 00", "connected, enabled, link U0, Enhanced SuperSpeed; powered");
    row(super, "63 02 40 00", "connected, enabled, link U3, Enhanced SuperSpeed; powered; changed: link state", true);
    row(super, "c1 02 00 00", "connected, not enabled, link eSS.Inactive; powered");
    row(super, "80 00 00 00", "nothing connected, link eSS.Disabled; not powered");
    row(super, "30 03 00 00", "nothing connected, being reset, link Hot Reset; powered");
    row(super, "83 03 00 00", "connected, enabled, link state 12 (reserved), Enhanced SuperSpeed; powered");
    row(super, "03 06 00 00", "connected, enabled, link U0, speed 1 (reserved); powered");
    row(super, "a8 02 08 00", "nothing connected, link Rx.Detect; powered, over-current; changed: over-current", true);
    row(super, "a0 02 f9 00",
        "nothing connected, link Rx.Detect; powered; changed: connection, over-current, reset, warm reset, link "
        "state, configuration error",
        true);
    row(super, "a0 02 06 00", "nothing connected, link Rx.Detect; powered; changed: reserved bits 0x0006", true);
    // The extended status counts lanes from zero, and says nothing of a port that is not enabled.
    const usb::Speed plus = usb::Speed::SuperPlusX2;
    row(plus, "03 02 00 00 44 11 00 00",
        "connected, enabled, link U0, Enhanced SuperSpeed, 2 lanes, speed id 4; powered");
    row(plus, "03 02 00 00 65 10 00 00",
        "connected, enabled, link U0, Enhanced SuperSpeed, 1 lane in, 2 lanes out, speed id 5 in, speed id 6 out; "
        "powered");
    row(plus, "a0 02 00 00 00 00 00 00", "nothing connected, link Rx.Detect; powered");
    row(plus, "03 02 00 00 44 00", "connected, enabled, link U0, Enhanced SuperSpeed; powered");
    // Hostile: too short for the words.
    row(high, "", "the answer is cut short: 0 of 4 bytes", true);
    row(high, "03 05 01", "the answer is cut short: 3 of 4 bytes", true);
    row(super, "03", "the answer is cut short: 1 of 4 bytes", true);
}

void TestHubStatus::portInWords()
{
    QFETCH(int, speed);
    QFETCH(QByteArray, answer);
    const Bytes bytes = fromHex(answer.constData());
    const StatusWords words = portStatusWords(bytes, static_cast<usb::Speed>(speed));
    QTEST(QString::fromStdString(words.text), "words");
    QTEST(words.wantsAttention, "attention");
    QCOMPARE(decodePortStatus(bytes, static_cast<usb::Speed>(speed)).summary, words.text);
}

void TestHubStatus::hubInWords_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("attention");
    const auto row = [](const char* answer, const char* words, bool attention) {
        QTest::newRow(answer) << QByteArray(answer) << QString::fromLatin1(words) << attention;
    };
    row("00 00 00 00", "local power good", false);
    row("01 00 01 00", "local power lost; changed: local power", true);
    row("01 00 00 00", "local power lost", true);
    row("02 00 02 00", "local power good, over-current; changed: over-current", true);
    row("00 00 07 00", "local power good; changed: local power, over-current, reserved bits 0x0004", true);
    row("00 00 00", "the answer is cut short: 3 of 4 bytes", true);
}

void TestHubStatus::hubInWords()
{
    QFETCH(QByteArray, answer);
    const Bytes bytes = fromHex(answer.constData());
    const StatusWords words = hubStatusWords(bytes);
    QTEST(QString::fromStdString(words.text), "words");
    QTEST(words.wantsAttention, "attention");
    QCOMPARE(decodeHubStatus(bytes).summary, words.text);
}

// Every bit alone: bit 9 is low speed below the one kind of hub, and power below the other.
void TestHubStatus::theLayoutsDiffer()
{
    const auto statusOf = [](unsigned bit, usb::Speed speed) {
        Bytes bytes;
        appendLe16(bytes, static_cast<std::uint16_t>(1U << bit));
        appendLe16(bytes, static_cast<std::uint16_t>(1U << bit));
        const Node node = decodePortStatus(bytes, speed);
        return bitsThatAreSet(node, "wPortStatus") + QStringLiteral(" / ") + bitsThatAreSet(node, "wPortChange");
    };
    const QStringList high { QStringLiteral("D0 PORT_CONNECTION=1 / D0 C_PORT_CONNECTION=1"),
        QStringLiteral("D1 PORT_ENABLE=1 / D1 C_PORT_ENABLE=1"),
        QStringLiteral("D2 PORT_SUSPEND=1 / D2 C_PORT_SUSPEND=1"),
        QStringLiteral("D3 PORT_OVER_CURRENT=1 / D3 C_PORT_OVER_CURRENT=1"),
        QStringLiteral("D4 PORT_RESET=1 / D4 C_PORT_RESET=1"), QStringLiteral("D5 PORT_L1=1 / D5 C_PORT_L1=1"),
        QStringLiteral("D7..6 reserved=1 / D15..6 reserved=1"), QStringLiteral("D7..6 reserved=2 / D15..6 reserved=2"),
        QStringLiteral("D8 PORT_POWER=1 / D15..6 reserved=4"),
        QStringLiteral("D9 PORT_LOW_SPEED=1 / D15..6 reserved=8"),
        QStringLiteral("D10 PORT_HIGH_SPEED=1 / D15..6 reserved=16"),
        QStringLiteral("D11 PORT_TEST=1 / D15..6 reserved=32"),
        QStringLiteral("D12 PORT_INDICATOR=1 / D15..6 reserved=64"),
        QStringLiteral("D15..13 reserved=1 / D15..6 reserved=128") };
    for (int bit = 0; bit < high.size(); ++bit)
        QCOMPARE(statusOf(static_cast<unsigned>(bit), usb::Speed::High), high[bit]);
    const QStringList super { QStringLiteral("D0 PORT_CONNECTION=1 / D0 C_PORT_CONNECTION=1"),
        QStringLiteral("D1 PORT_ENABLE=1 / D2..1 reserved=1"), QStringLiteral("D2 reserved=1 / D2..1 reserved=2"),
        QStringLiteral("D3 PORT_OVER_CURRENT=1 / D3 C_PORT_OVER_CURRENT=1"),
        QStringLiteral("D4 PORT_RESET=1 / D4 C_PORT_RESET=1"),
        QStringLiteral("D8..5 PORT_LINK_STATE=1 / D5 C_BH_PORT_RESET=1"),
        QStringLiteral("D8..5 PORT_LINK_STATE=2 / D6 C_PORT_LINK_STATE=1"),
        QStringLiteral("D8..5 PORT_LINK_STATE=4 / D7 C_PORT_CONFIG_ERROR=1"),
        QStringLiteral("D8..5 PORT_LINK_STATE=8 / D15..8 reserved=1"),
        QStringLiteral("D9 PORT_POWER=1 / D15..8 reserved=2"),
        QStringLiteral("D12..10 PORT_SPEED=1 / D15..8 reserved=4"),
        QStringLiteral("D12..10 PORT_SPEED=2 / D15..8 reserved=8"),
        QStringLiteral("D12..10 PORT_SPEED=4 / D15..8 reserved=16"),
        QStringLiteral("D15..13 reserved=1 / D15..8 reserved=32") };
    for (int bit = 0; bit < super.size(); ++bit)
        QCOMPARE(statusOf(static_cast<unsigned>(bit), usb::Speed::Super), super[bit]);
    QCOMPARE(decodePortStatus(fromHex("03 05 00 00"), usb::Speed::High).fields[0].meaning,
        std::string("PORT_CONNECTION, PORT_ENABLE, PORT_POWER, PORT_HIGH_SPEED"));
    QCOMPARE(decodePortStatus(fromHex("a0 02 00 00"), usb::Speed::Super).fields[0].meaning,
        std::string("PORT_LINK_STATE: Rx.Detect, PORT_POWER"));
}

void TestHubStatus::extendedStatus()
{
    const Node node = decodePortStatus(fromHex("03 02 00 00 54 21 00 00"), usb::Speed::SuperPlus);
    QCOMPARE(node.fields.size(), std::size_t { 3 });
    QCOMPARE(node.fields[2].name, std::string("dwExtPortStatus"));
    QCOMPARE(bitsThatAreSet(node, "dwExtPortStatus"),
        QStringLiteral("D15..12 TX lane count, less one=2 D11..8 RX lane count, less one=1 "
                       "D7..4 TX sublink speed id=5 D3..0 RX sublink speed id=4"));
    // What a USB 2.0 hub sends beyond its four bytes has no meaning.
    const Node odd = decodePortStatus(fromHex("03 05 00 00 54 21 00 00"), usb::Speed::High);
    QCOMPARE(odd.fields.back().name, std::string("unparsed"));
}

void TestHubStatus::everyByteBelongsToAField()
{
    std::mt19937 random(11); // the same bytes in every run
    QVERIFY(decodePortStatus({}, usb::Speed::High).fields.empty() && decodeHubStatus({}).fields.empty());
    for (std::size_t length = 1; length < 70; ++length) {
        Bytes bytes(length);
        std::generate(bytes.begin(), bytes.end(), [&random] { return static_cast<Byte>(random()); });
        for (const usb::Speed speed : { usb::Speed::Unknown, usb::Speed::High, usb::Speed::SuperPlus }) {
            const std::vector<Node> nodes { decodePortStatus(bytes, speed), decodeHubStatus(bytes) };
            for (const Node& node : nodes) {
                QVERIFY(coversExactly(std::span(&node, 1), length));
                QVERIFY(!node.summary.empty());
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestHubStatus)
#include "tst_hub_status.moc"
