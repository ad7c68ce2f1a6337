// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "tests/unit/base/printers.h"

#include <QTest>

using std::string_literals::operator""s;
using namespace wb;

class TestBytes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readLeStaysInside();
    void sliceStaysInside();
    void appendsLittleEndian();
    void parsesHex_data();
    void parsesHex();
    void namesTheBadColumn_data();
    void namesTheBadColumn();
    void formatsHex();
    void parsesNumbers_data();
    void parsesNumbers();
    void escapes_data();
    void escapes();
    void decodesUtf16_data();
    void decodesUtf16();
};

void TestBytes::readLeStaysInside()
{
    const Bytes bytes { 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09 };
    QCOMPARE(readLe(bytes, 0, 1), std::optional<std::uint64_t>(0x01));
    QCOMPARE(readLe(bytes, 1, 2), std::optional<std::uint64_t>(0x0302));
    QCOMPARE(readLe(bytes, 1, 8), std::optional<std::uint64_t>(0x0908070605040302));
    QCOMPARE(readLe(bytes, 2, 8), std::nullopt);
    QCOMPARE(readLe(bytes, 9, 1), std::nullopt);
    QCOMPARE(readLe(bytes, 0, 0), std::nullopt);
    QCOMPARE(readLe(bytes, 0, 9), std::nullopt);
    QCOMPARE(readLe(bytes, std::numeric_limits<std::size_t>::max(), 2), std::nullopt);
}

void TestBytes::sliceStaysInside()
{
    const Bytes bytes { 1, 2, 3 };
    QCOMPARE(toBytes(slice(bytes, 1, 1)), Bytes { 2 });
    QCOMPARE(toBytes(slice(bytes, 1, 99)), (Bytes { 2, 3 }));
    QVERIFY(slice(bytes, 3, 1).empty());
    QVERIFY(slice(bytes, std::numeric_limits<std::size_t>::max(), 1).empty());
    QVERIFY(slice({}, 0, 1).empty());
}

void TestBytes::appendsLittleEndian()
{
    Bytes out;
    appendLe16(out, 0x0102);
    appendLe32(out, 0x03040506);
    appendLe64(out, 0x0708090a0b0c0d0e);
    QCOMPARE(out, (Bytes { 0x02, 0x01, 0x06, 0x05, 0x04, 0x03, 0x0e, 0x0d, 0x0c, 0x0b, 0x0a, 0x09, 0x08, 0x07 }));
}

void TestBytes::parsesHex_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Bytes>("expected");
    QTest::newRow("empty") << ""s << Bytes {};
    QTest::newRow("only separators") << " \n\t "s << Bytes {};
    QTest::newRow("spaced") << "12 01 00"s << Bytes { 0x12, 0x01, 0x00 };
    QTest::newRow("dense") << "120100"s << Bytes { 0x12, 0x01, 0x00 };
    QTest::newRow("prefixed") << "0x12,0x01"s << Bytes { 0x12, 0x01 };
    QTest::newRow("colons") << "12:01:00"s << Bytes { 0x12, 0x01, 0x00 };
    QTest::newRow("lines") << "12\r\n01\n"s << Bytes { 0x12, 0x01 };
    QTest::newRow("both cases") << "aBCd"s << Bytes { 0xab, 0xcd };
    QTest::newRow("dense after prefix") << "0x1234"s << Bytes { 0x12, 0x34 };
}

void TestBytes::parsesHex()
{
    QFETCH(const std::string, text);
    QFETCH(const Bytes, expected);
    const auto parsed = parseHex(text);
    QVERIFY(parsed.has_value());
    QCOMPARE(*parsed, expected);
    QCOMPARE(parseHex(formatHex(*parsed)).value(), expected);
}

void TestBytes::namesTheBadColumn_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("detail");
    QTest::newRow("foreign") << "12 g1"s
                             << "column 4: 'g' is not a hexadecimal digit"s;
    QTest::newRow("foreign second") << "12 1g"s
                                    << "column 5: 'g' is not a hexadecimal digit"s;
    QTest::newRow("odd") << "12 3"s
                         << "column 4: a byte needs two digits, found one"s;
    QTest::newRow("odd dense") << "123"s
                               << "column 3: a byte needs two digits, found one"s;
    QTest::newRow("prefix only") << "0x"s
                                 << "column 3: digits expected after 0x"s;
    QTest::newRow("prefix in the middle") << "12 0x 34"s
                                          << "column 6: digits expected after 0x"s;
    QTest::newRow("control character") << "\x01"s
                                       << "column 1: '\\x01' is not a hexadecimal digit"s;
}

void TestBytes::namesTheBadColumn()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, detail);
    const auto parsed = parseHex(text);
    QVERIFY(!parsed.has_value());
    QVERIFY(parsed.error().kind == ErrorKind::InvalidArgument);
    QCOMPARE(parsed.error().detail, detail);
}

void TestBytes::formatsHex()
{
    QCOMPARE(formatHex(Bytes {}), ""s);
    QCOMPARE(formatHex(Bytes { 0x00, 0xff }), "00 ff"s);
    QCOMPARE(formatHex(Bytes { 0x00, 0xff }, ""), "00ff"s);
    QCOMPARE(hex(0xfffe, 4), "fffe"s);
    QCOMPARE(hex(0, 4), "0000"s);
    QCOMPARE(hex(0x12345, 4), "12345"s);
    QCOMPARE(hex(0xffffffffffffffff, 0), "ffffffffffffffff"s);
}

void TestBytes::parsesNumbers_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<quint64>("max");
    QTest::addColumn<bool>("isValid");
    QTest::addColumn<quint64>("value");
    const quint64 largest = std::numeric_limits<quint64>::max();
    QTest::newRow("decimal") << "18"s << quint64 { 255 } << true << quint64 { 18 };
    QTest::newRow("hexadecimal") << "0x12"s << quint64 { 255 } << true << quint64 { 18 };
    QTest::newRow("binary") << "0b10010"s << quint64 { 255 } << true << quint64 { 18 };
    QTest::newRow("largest") << "18446744073709551615"s << largest << true << largest;
    QTest::newRow("beyond 64 bits") << "18446744073709551616"s << largest << false << quint64 { 0 };
    QTest::newRow("at the limit") << "255"s << quint64 { 255 } << true << quint64 { 255 };
    QTest::newRow("above the limit") << "256"s << quint64 { 255 } << false << quint64 { 0 };
    QTest::newRow("empty") << ""s << quint64 { 255 } << false << quint64 { 0 };
    QTest::newRow("negative") << "-1"s << quint64 { 255 } << false << quint64 { 0 };
    QTest::newRow("trailing") << "12a"s << quint64 { 255 } << false << quint64 { 0 };
    QTest::newRow("space") << " 12"s << quint64 { 255 } << false << quint64 { 0 };
    QTest::newRow("bare prefix") << "0x"s << quint64 { 255 } << false << quint64 { 0 };
}

void TestBytes::parsesNumbers()
{
    QFETCH(const std::string, text);
    QFETCH(const quint64, max);
    QFETCH(const bool, isValid);
    QFETCH(const quint64, value);
    const auto parsed = parseUnsigned(text, max);
    QCOMPARE(parsed.has_value(), isValid);
    if (isValid)
        QCOMPARE(quint64 { *parsed }, value);
    else
        QVERIFY(parsed.error().kind == ErrorKind::InvalidArgument);
}

void TestBytes::escapes_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("plain") << "Mouse \"A\" \\ 1"s
                           << "Mouse \"A\" \\ 1"s;
    QTest::newRow("umlaut stays") << "M\xc3\xa4us"s
                                  << "M\xc3\xa4us"s;
    QTest::newRow("emoji stays") << "\xf0\x9f\x8e\xb9"s
                                 << "\xf0\x9f\x8e\xb9"s;
    QTest::newRow("newline and escape") << "a\n\x1b[31m"s
                                        << "a\\x0a\\x1b[31m"s;
    QTest::newRow("nul") << std::string(1, '\0') << "\\x00"s;
    QTest::newRow("C1 control") << "\xc2\x85"s
                                << "\\x85"s;
    QTest::newRow("right-to-left override") << "\xe2\x80\xae"s
                                            << "\\u{202e}"s;
    QTest::newRow("zero width space") << "\xe2\x80\x8b"s
                                      << "\\u{200b}"s;
    QTest::newRow("byte order mark") << "\xef\xbb\xbf"s
                                     << "\\u{feff}"s;
    QTest::newRow("tag character") << "\xf3\xa0\x81\x81"s
                                   << "\\u{e0041}"s;
    QTest::newRow("lone continuation") << "\x80"s
                                       << "\\x80"s;
    QTest::newRow("overlong slash") << "\xc0\xaf"s
                                    << "\\xc0\\xaf"s;
    QTest::newRow("overlong three") << "\xe0\x80\xaf"s
                                    << "\\xe0\\x80\\xaf"s;
    QTest::newRow("surrogate in UTF-8") << "\xed\xa0\x80"s
                                        << "\\xed\\xa0\\x80"s;
    QTest::newRow("beyond Unicode") << "\xf4\x90\x80\x80"s
                                    << "\\xf4\\x90\\x80\\x80"s;
    QTest::newRow("cut short") << "a\xe2\x82"s
                               << "a\\xe2\\x82"s;
}

void TestBytes::escapes()
{
    QFETCH(const std::string, text);
    QFETCH(const std::string, expected);
    QCOMPARE(escapeForDisplay(text), expected);
}

void TestBytes::decodesUtf16_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<std::string>("expected");
    QTest::newRow("empty") << Bytes {} << ""s;
    QTest::newRow("ascii") << Bytes { 'A', 0, 'b', 0 } << "Ab"s;
    QTest::newRow("two bytes") << Bytes { 0xe4, 0x00 } << "\xc3\xa4"s;
    QTest::newRow("three bytes") << Bytes { 0xac, 0x20 } << "\xe2\x82\xac"s;
    QTest::newRow("pair") << Bytes { 0x3c, 0xd8, 0xb9, 0xdf } << "\xf0\x9f\x8e\xb9"s;
    QTest::newRow("lone high") << Bytes { 0x3c, 0xd8, 'A', 0 } << "\\u{d83c}A"s;
    QTest::newRow("high at the end") << Bytes { 0x3c, 0xd8 } << "\\u{d83c}"s;
    QTest::newRow("lone low") << Bytes { 0xb9, 0xdf } << "\\u{dfb9}"s;
    QTest::newRow("odd byte") << Bytes { 'A', 0, 'b' } << "A\\x62"s;
}

void TestBytes::decodesUtf16()
{
    QFETCH(const Bytes, bytes);
    QFETCH(const std::string, expected);
    QCOMPARE(utf16LeToUtf8(bytes), expected);
}

QTEST_APPLESS_MAIN(TestBytes)
#include "tst_bytes.moc"
