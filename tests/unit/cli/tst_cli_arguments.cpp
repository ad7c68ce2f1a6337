// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include <QtTest>

using namespace wb;
using namespace wb::cli;

class TestCliArguments : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void devices_data();
    void devices();
    void badDevices_data();
    void badDevices();
    void endpoints_data();
    void endpoints();
    void numbers();
    void seconds_data();
    void seconds();
    void requests();
    void hexNamesTheColumn();
    void sources();
};

void TestCliArguments::devices_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("path"); // empty: by ids
    QTest::addColumn<int>("vendor");
    QTest::addColumn<int>("product");
    QTest::addColumn<QString>("serial");
    QTest::newRow("ids") << "fffe:0001"
                         << "" << 0xfffe << 1 << "";
    QTest::newRow("short ids") << "46D:1"
                               << "" << 0x46d << 1 << "";
    QTest::newRow("serial") << "fffe:0001:A-1"
                            << "" << 0xfffe << 1 << "A-1";
    QTest::newRow("serial with colons") << "fffe:0001:a:b"
                                        << "" << 0xfffe << 1 << "a:b";
    QTest::newRow("path") << "1-1.2"
                          << "1-1.2" << 0 << 0 << "";
    QTest::newRow("root hub") << "usb12"
                              << "usb12" << 0 << 0 << "";
}

void TestCliArguments::devices()
{
    QFETCH(QString, text);
    QFETCH(QString, path);
    QFETCH(int, vendor);
    QFETCH(int, product);
    QFETCH(QString, serial);
    const auto device = parseDevice(text.toStdString());
    QVERIFY(device.has_value());
    QCOMPARE(device->text, text.toStdString());
    QCOMPARE(device->path ? usb::toString(*device->path) : std::string(), path.toStdString());
    QCOMPARE(int { device->vendorId }, vendor);
    QCOMPARE(int { device->productId }, product);
    QCOMPARE(device->serial.value_or(""), serial.toStdString());
    QCOMPARE(device->serial.has_value(), !serial.isEmpty());
}

void TestCliArguments::badDevices_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("words");
    QTest::newRow("empty") << ""
                           << "neither";
    QTest::newRow("word") << "keyboard"
                          << "\"keyboard\" is neither";
    QTest::newRow("five digits") << "fffff:1"
                                 << "one to four hexadecimal digits";
    QTest::newRow("no vendor") << ":0001"
                               << "one to four hexadecimal digits";
    QTest::newRow("sign") << "-1:0001"
                          << "one to four hexadecimal digits";
    QTest::newRow("space") << "fffe: 001"
                           << "one to four hexadecimal digits";
    QTest::newRow("no serial") << "fffe:0001:"
                               << "serial number is expected";
    QTest::newRow("port 0") << "1-0"
                            << "neither";
    QTest::newRow("control character") << QStringLiteral("\x1b[31m") << "\\x1b[31m";
}

void TestCliArguments::badDevices()
{
    QFETCH(QString, text);
    QFETCH(QString, words);
    const auto device = parseDevice(text.toStdString());
    QVERIFY(!device.has_value());
    QVERIFY(device.error().kind == ErrorKind::InvalidArgument);
    QCOMPARE(device.error().operation, std::string("read DEVICE"));
    QVERIFY2(device.error().detail.find(words.toStdString()) != std::string::npos, device.error().detail.c_str());
}

void TestCliArguments::endpoints_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("address"); // -1: refused
    QTest::addColumn<QString>("words");
    QTest::newRow("in") << "0x81" << 0x81 << "";
    QTest::newRow("in, decimal") << "129" << 0x81 << "";
    QTest::newRow("out") << "2" << 0x02 << "";
    QTest::newRow("last") << "0x8f" << 0x8f << "";
    QTest::newRow("hex without prefix") << "81" << -1 << "\"81\" is 0x51, which is no endpoint address (write 0x81";
    QTest::newRow("control") << "0" << -1 << "use the control command";
    QTest::newRow("control in") << "0x80" << -1 << "use the control command";
    QTest::newRow("too large") << "0x181" << -1 << "larger than 255";
    QTest::newRow("word") << "in1" << -1 << "not a number";
}

void TestCliArguments::endpoints()
{
    QFETCH(QString, text);
    QFETCH(int, address);
    QFETCH(QString, words);
    const auto endpoint = parseEndpoint(text.toStdString());
    QCOMPARE(endpoint ? int { endpoint->value } : -1, address);
    if (!endpoint)
        QVERIFY2(
            endpoint.error().detail.find(words.toStdString()) != std::string::npos, endpoint.error().detail.c_str());
}

void TestCliArguments::numbers()
{
    QCOMPARE(parseNumber("--size", "0b10010", 1, 100).value_or(0), std::uint64_t { 18 });
    QCOMPARE(parseNumber("--size", "0x12", 1, 100).value_or(0), std::uint64_t { 18 });
    const auto small = parseNumber("--size", "0", 1, 100);
    QCOMPARE(small.error().operation, std::string("read --size"));
    QCOMPARE(small.error().detail, std::string("\"0\" is smaller than 1"));
    QVERIFY(!parseNumber("--size", "101", 1, 100));
    QVERIFY(!parseNumber("--size", "", 1, 100));
    QVERIFY(!parseNumber("--size", "-1", 0, 100));
    QVERIFY(!parseNumber("--size", "1 ", 0, 100));
}

void TestCliArguments::seconds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("nanoseconds"); // 0: refused
    QTest::newRow("whole") << "2" << qint64 { 2'000'000'000 };
    QTest::newRow("fraction") << "0.25" << qint64 { 250'000'000 };
    QTest::newRow("zero") << "0" << qint64 { 0 };
    QTest::newRow("negative") << "-1" << qint64 { 0 };
    QTest::newRow("infinite") << "inf" << qint64 { 0 };
    QTest::newRow("not a number") << "nan" << qint64 { 0 };
    QTest::newRow("two years") << "63072000" << qint64 { 0 };
    QTest::newRow("unit") << "2s" << qint64 { 0 };
    QTest::newRow("empty") << "" << qint64 { 0 };
}

void TestCliArguments::seconds()
{
    QFETCH(QString, text);
    QFETCH(qint64, nanoseconds);
    const auto duration = parseSeconds("--seconds", text.toStdString());
    QCOMPARE(duration ? qint64 { duration->count() } : qint64 { 0 }, nanoseconds);
}

void TestCliArguments::requests()
{
    QCOMPARE(int { parseRequest("GET_DESCRIPTOR").value_or(0) }, 6);
    QCOMPARE(int { parseRequest("get_descriptor").value_or(0) }, 6);
    QCOMPARE(int { parseRequest("0x5c").value_or(0) }, 0x5c);
    QVERIFY(!parseRequest("GET"));
    QVERIFY(!parseRequest("256"));
    QVERIFY(!parseRequest(""));
}

void TestCliArguments::hexNamesTheColumn()
{
    const auto bytes = parseHexBytes("--data", "12 3g");
    QVERIFY(!bytes.has_value());
    QCOMPARE(bytes.error().operation, std::string("read --data"));
    QVERIFY2(bytes.error().detail.find("column 5") != std::string::npos, bytes.error().detail.c_str());
    QCOMPARE(parseHexBytes("--data", "").value_or(Bytes { 1 }), Bytes {});
}

void TestCliArguments::sources()
{
    const auto ids = parseSource("fffe:0001");
    QVERIFY(ids.has_value());
    QVERIFY(!ids->isAddress);
    QCOMPARE(int { ids->first }, 0xfffe);
    const auto address = parseSource("1.14");
    QVERIFY(address.has_value());
    QVERIFY(address->isAddress);
    QCOMPARE(int { address->second }, 14);
    QVERIFY(!parseSource("1-1"));
    QVERIFY(!parseSource("1.256"));
    QVERIFY(!parseSource("").has_value());
}

QTEST_APPLESS_MAIN(TestCliArguments)
#include "tst_cli_arguments.moc"
