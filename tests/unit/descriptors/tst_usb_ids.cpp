// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/decode.h"
#include "core/descriptors/usb_ids.h"
#include "tests/unit/base/printers.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::descriptors;

namespace {

constexpr std::string_view kIds = "# comment\n"
                                  "\n"
                                  "046d  Logitech, Inc.\n"
                                  "\t0825  Webcam C270\n"
                                  "\t\t00  interface name\n"
                                  "\tc52b  Unifying Receiver\n"
                                  "fffe  Demo\r\n"
                                  "\t0001  Loopback\r\n"
                                  "C 03  Human Interface Device\n"
                                  "\t01  Boot Interface Subclass\n"
                                  "\t\t01  Keyboard\n"
                                  "\t\t02  Mouse\n"
                                  "\t02  Other\n"
                                  "\t\t01  Nothing\n"
                                  "AT 0100  USB Undefined\n"
                                  "HID 21  HID\n"
                                  "L 0007  German\n"
                                  "\t01  German\n"
                                  "\t02  Swiss\n"
                                  "L 0009  English\n"
                                  "\t01  US\n";

} // namespace

class TestUsbIds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsNames();
    void toleratesDamage();
    void escapesHostileNames();
    void fallsBackToBuiltInClasses();
    void loadsFiles();
    void readsTheSystemsFileQuickly();
    void namesJoinTheDescriptors();
    void namesLanguages();
    void understandsClassWords_data();
    void understandsClassWords();
};

void TestUsbIds::findsNames()
{
    const auto ids = UsbIds::parse(kIds);
    QCOMPARE(ids->vendor(0x046d), "Logitech, Inc."s);
    QCOMPARE(ids->product(0x046d, 0x0825), "Webcam C270"s);
    QCOMPARE(ids->product(0x046d, 0xc52b), "Unifying Receiver"s);
    QCOMPARE(ids->product(0xfffe, 0x0001), "Loopback"s);
    QCOMPARE(ids->className(0x03), "Human Interface Device"s);
    QCOMPARE(ids->subClassName(0x03, 0x01), "Boot Interface Subclass"s);
    QCOMPARE(ids->protocolName(0x03, 0x01, 0x02), "Mouse"s);
    QCOMPARE(ids->protocolName(0x03, 0x02, 0x01), "Nothing"s);
    QCOMPARE(ids->vendor(0x046c), ""s);
    QCOMPARE(ids->product(0x046d, 0x0001), ""s);
    QCOMPARE(ids->product(0x0001, 0x0001), ""s);
    QCOMPARE(ids->product(0x046d, 0x0000), ""s); // an interface's number, one level deeper
    QCOMPARE(ids->protocolName(0x03, 0x02, 0x02), ""s);
    QCOMPARE(ids->subClassName(0x08, 0x06), ""s);
}

void TestUsbIds::toleratesDamage()
{
    const auto ids
        = UsbIds::parse("\t0001  orphan\n12\n12345 no\nzzzz  no\n046d\n046d \n1234  A\n1234  B\n\t\t01 deep\n"
                        "\t00zz  bad\n\t0002  last");
    QCOMPARE(ids->vendor(0x1234), "A"s);
    QCOMPARE(ids->vendor(0x046d), ""s);
    QCOMPARE(ids->product(0x1234, 0x0002), ""s); // belongs to the repetition, which is dropped
    QCOMPARE(UsbIds::parse("1234  A\n\t0002  last")->product(0x1234, 0x0002), "last"s);
    QCOMPARE(UsbIds::parse({})->vendor(0x1234), ""s);
    QCOMPARE(UsbIds::parse("1234  " + std::string(5000, 'x'))->vendor(0x1234).size(), std::size_t { 256 });
}

void TestUsbIds::escapesHostileNames()
{
    QCOMPARE(UsbIds::parse("1234  A\x1b[2J\xe2\x80\xae\xff")->vendor(0x1234), "A\\x1b[2J\\u{202e}\\xff"s);
}

void TestUsbIds::fallsBackToBuiltInClasses()
{
    const auto ids = UsbIds::parse({});
    QCOMPARE(ids->className(0x08), "Mass Storage"s);
    QCOMPARE(ids->className(0x42), ""s);
    QCOMPARE(std::string(standardClassName(0xff)), "Vendor Specific"s);
}

void TestUsbIds::loadsFiles()
{
    const QTemporaryDir folder;
    QVERIFY(folder.isValid());
    const std::string path = folder.filePath(QStringLiteral("usb.ids")).toStdString();
    std::ofstream(path, std::ios::binary) << kIds;
    QCOMPARE(UsbIds::load(path)->product(0x046d, 0x0825), "Webcam C270"s);
    QCOMPARE(UsbIds::load(path + ".missing")->vendor(0x046d), ""s);
    QCOMPARE(UsbIds::load(folder.path().toStdString())->vendor(0x046d), ""s);
}

// The package usb.ids is a dependency: without its file the test fails and says so.
void TestUsbIds::readsTheSystemsFileQuickly()
{
    QVERIFY2(UsbIds::system().vendor(0x1d6b) == "Linux Foundation", "the package usb.ids is missing");
    QCOMPARE(UsbIds::system().product(0x1d6b, 0x0002), "2.0 root hub"s);
    QCOMPARE(UsbIds::system().protocolName(0x03, 0x01, 0x01), "Keyboard"s);
    std::string text;
    for (int vendor = 0; vendor < 0x8000; ++vendor)
        text += hex(static_cast<unsigned>(vendor), 4) + "  Vendor\n\t0001  Product\n";
    QElapsedTimer timer;
    timer.start();
    const auto ids = UsbIds::parse(text);
    QCOMPARE(ids->product(0x7fff, 1), "Product"s);
    // Larger than the real file, which takes a few milliseconds; the rest is room for sanitizers and busy machines.
    QVERIFY2(timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed())));
}

void TestUsbIds::namesJoinTheDescriptors()
{
    const auto ids = UsbIds::parse(kIds);
    DecodeOptions options;
    options.names = ids.get();
    const Bytes device { 18, 0x01, 0x00, 0x02, 0x03, 0x01, 0x02, 64, 0x6d, 0x04, 0x2b, 0xc5, 0, 0, 0, 0, 0, 1 };
    const std::vector<Node> nodes = decodeSequence(device, options);
    std::vector<std::string> meanings;
    for (const Field& field : nodes.at(0).fields)
        meanings.push_back(field.meaning);
    const std::vector<std::string> expected { "", "device", "2.00", "Human Interface Device", "Boot Interface Subclass",
        "Mouse", "64 bytes", "Logitech, Inc.", "Unifying Receiver", "0.00", "no string", "no string", "no string", "" };
    QCOMPARE(meanings, expected);
}

void TestUsbIds::namesLanguages()
{
    const auto ids = UsbIds::parse(kIds);
    QCOMPARE(ids->language(0x0409), "English (US)"s);
    QCOMPARE(ids->language(0x0407), "German"s); // its dialect is called the same
    QCOMPARE(ids->language(0x0807), "German (Swiss)"s);
    QCOMPARE(ids->language(0x0809), "English"s); // the file does not know the dialect
    QCOMPARE(ids->language(0xf0ff), "HID usage data descriptor"s); // built in
    QCOMPARE(ids->language(0x1234), ""s);
    QCOMPARE(UsbIds::parse({})->language(0x0409), "English (United States)"s);
    QCOMPARE(UsbIds::parse("L 0009  E\x1b\n\t01  \xff\n")->language(0x0409), "E\\x1b (\\xff)"s);
    QCOMPARE(UsbIds::system().language(0x0c07), "German (Austrian)"s);

    DecodeOptions options;
    options.stringIndex = 0;
    const Bytes languages { 6, 3, 0x09, 0x04, 0x07, 0x08 };
    const auto meaning
        = [&](std::size_t field) { return decodeSequence(languages, options).at(0).fields.at(field).meaning; };
    QCOMPARE(meaning(2), "English (United States)"s);
    options.names = ids.get();
    QCOMPARE(meaning(2), "English (US)"s);
    QCOMPARE(meaning(3), "German (Swiss)"s);
}

void TestUsbIds::understandsClassWords_data()
{
    QTest::addColumn<std::string>("word");
    QTest::addColumn<int>("code");
    const auto row = [](const char* word, int code) { QTest::newRow(word) << std::string(word) << code; };
    row("hid", 0x03);
    row("HID", 0x03);
    row("mass-storage", 0x08);
    row("mass_storage", 0x08);
    row("Mass Storage", 0x08);
    row("storage", 0x08);
    row("vendor", 0xff);
    row("0x0e", 0x0e);
    row("14", 14);
    row("0x100", -1);
    row("hidd", -1);
    row("", -1);
    row("-1", -1);
}

void TestUsbIds::understandsClassWords()
{
    QFETCH(const std::string, word);
    QFETCH(const int, code);
    const auto parsed = parseClassWord(word);
    QCOMPARE(parsed ? static_cast<int>(*parsed) : -1, code);
}

QTEST_APPLESS_MAIN(TestUsbIds)
#include "tst_usb_ids.moc"
