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

QueryResult resultOf(const char* text, std::size_t mostHits = 100)
{
    const DescriptorSet set = camera();
    const auto decoded = decodeSet(set, &UsbIds::system());
    const auto query = parseQuery(text);
    const std::vector<std::string> names { "Example", "HD Camera" };
    return query ? find(*query, decoded, names, mostHits) : QueryResult {};
}

} // namespace

class TestQuery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matches_data();
    void matches();
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
