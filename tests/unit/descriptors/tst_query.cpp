// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/query.h"
#include "core/descriptors/usb_ids.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"

#include <QTest>

using namespace wb;
using namespace wb::descriptors;

namespace {

DescriptorSet camera()
{
    DescriptorSet set;
    set.speed = usb::Speed::High;
    set.sections.push_back({ usb::SectionKind::Device, 0, 0,
        test::readBytes(QStringLiteral("tests/data/descriptors"), QStringLiteral("webcam-high.bin")) });
    return set;
}

usb::DeviceInfo attached()
{
    usb::DeviceInfo device;
    device.path = { 3, { 1, 4 } };
    device.address = 17;
    device.speed = usb::Speed::High;
    device.product = "HD Camera";
    device.serial = "00A7-f3";
    return device;
}

QueryResult resultOf(const char* text, std::size_t mostHits = 100)
{
    const DescriptorSet set = camera();
    const auto decoded = decodeSet(set, &UsbIds::system());
    const auto query = parseQuery(text);
    const std::vector<std::string> names { "Example", "HD Camera" };
    return query ? find(*query, decoded, attributesOf(attached()), names, mostHits) : QueryResult {};
}

} // namespace

class TestQuery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
    void attributes_data();
    void attributes();
    void attributesThatNobodyKnows();
    void hitsPointAtTheirFields();
    void hitsAreBounded();
    void refuses_data();
    void refuses();
};

void TestQuery::matches_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* text, bool expected) { QTest::newRow(text) << QByteArray(text) << expected; };
    row("bInterfaceClass=14", true);
    row("bInterfaceClass=0x0e", true);
    row("BINTERFACECLASS=0x0E", true);
    row("bInterfaceClass==14", true);
    row("bInterfaceClass=7", false);
    row("bInterfaceClass=video", true);
    row("bInterfaceClass~vid", true);
    row("bInterfaceClass=vid", false);
    row("bInterfaceClass!=7", true);
    row("bInterfaceClass!=14", false);
    row("bInterfaceClass=14 bNumConfigurations=1", true);
    row("bInterfaceClass=14 bNumConfigurations=2", false);
    row("dwFrameInterval=333333", true);
    row("dwFrameInterval[0]=333333", true);
    row("wMaxPacketSize>1000", true);
    row("wMaxPacketSize>65535", false);
    row("bConfigurationValue<1", false);
    row("bConfigurationValue<=1", true);
    row("bConfigurationValue>=1", true);
    row("isochronous", true);
    row("hd", true);
    row("\"hd camera\"", true);
    row("\"camera hd\"", false);
    row("\"a=b\"", false);
    row("endpoint", true);
    row("nonsense", false);
    row("", false);
}

void TestQuery::matches()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, expected);
    QVERIFY(parseQuery(text.constData()).has_value());
    QCOMPARE(resultOf(text.constData()).isMatch, expected);
}

void TestQuery::attributes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char* text, bool expected) { QTest::newRow(text) << QByteArray(text) << expected; };
    row("bus=3", true);
    row("BUS=0x3", true);
    row("bus=1", false);
    row("bus!=1", true);
    row("bus!=3", false);
    row("address=17", true);
    row("address<17", false);
    row("address<=17", true);
    row("address>16", true);
    row("address>=18", false);
    row("port_number=4", true);
    row("port_number=1", false);
    row("port_numbers=1.4", true);
    row("port_numbers=1", false);
    row("speed=high", true);
    row("speed=HIGH", true);
    row("speed=3", true);
    row("speed>=4", false);
    row("speed=full", false);
    row("serial_number=00a7-f3", true);
    row("serial_number=00a7", false);
    row("serial_number~A7", true);
    row("serial_number>0", false);
    row("product=\"hd camera\"", true);
    row("manufacturer~a", false); // nobody knows it
    row("manufacturer!=Example", true);
    row("bus=3 bInterfaceClass=14", true);
    row("bus=3 bInterfaceClass=7", false);
    row("port=4", false);
}

void TestQuery::attributes()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, expected);
    QVERIFY(parseQuery(text.constData()).has_value());
    QCOMPARE(resultOf(text.constData()).isMatch, expected);
}

void TestQuery::attributesThatNobodyKnows()
{
    QVERIFY(attributesOf(usb::DeviceInfo {}).empty());
    usb::DeviceInfo root;
    root.path = { 2, {} };
    QCOMPARE(attributesOf(root).size(), std::size_t { 1 });
    QCOMPARE(attributesOf(root)[0].name, std::string("bus"));
    usb::DeviceInfo hostile;
    hostile.serial = "a\x1b[31m";
    QVERIFY(attributesOf(hostile)[0].value.find('\x1b') == std::string::npos);
}

void TestQuery::hitsPointAtTheirFields()
{
    const QueryResult result = resultOf("idVendor>0");
    QCOMPARE(result.hits.size(), std::size_t { 1 });
    QVERIFY(result.hits[0].range == (ByteRange { 8, 10 }));
    QCOMPARE(result.hits[0].place, std::string("Device descriptor"));
    QCOMPARE(result.hits[0].field, std::string("idVendor"));
    const QueryResult nested = resultOf("wMaxPacketSize>0");
    QVERIFY(!nested.hits.empty());
    QVERIFY2(nested.hits[0].place.find("Interface descriptor > Endpoint descriptor") != std::string::npos,
        nested.hits[0].place.c_str());
    QVERIFY(resultOf("bInterfaceClass!=7").hits.empty());
    const QueryResult itself = resultOf("speed>2 idVendor>0");
    QCOMPARE(itself.hits.size(), std::size_t { 2 });
    QCOMPARE(itself.hits[0].place, std::string("Device"));
    QCOMPARE(itself.hits[0].field, std::string("speed"));
    QCOMPARE(itself.hits[0].value, std::string("high"));
    QCOMPARE(itself.hits[0].range.size(), std::size_t { 0 });
}

void TestQuery::hitsAreBounded()
{
    QVERIFY(resultOf("bLength>0", 5).isCut);
    QCOMPARE(resultOf("bLength>0", 5).hits.size(), std::size_t { 5 });
    QVERIFY(!resultOf("idVendor>0", 5).isCut);
}

void TestQuery::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("quote") << QByteArray("abc \"def") << QByteArray("column 5");
    QTest::newRow("no field") << QByteArray("=7") << QByteArray("a field's name");
    QTest::newRow("no value") << QByteArray("x bDeviceClass=") << QByteArray("a value is missing at column 3");
    QTest::newRow("no number") << QByteArray("bDeviceClass<hub") << QByteArray("only numbers");
    QTest::newRow("too long") << QByteArray("a ").repeated(40) << QByteArray("more than 32");
}

void TestQuery::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, reason);
    const auto query = parseQuery(text.constData());
    QVERIFY(!query);
    QVERIFY2(query.error().detail.find(reason.toStdString()) != std::string::npos, query.error().detail.c_str());
}

QTEST_GUILESS_MAIN(TestQuery)
#include "tst_query.moc"
