// SPDX-License-Identifier: GPL-3.0-or-later
// HID reports on the command line: what a file may hold, the JSON document, and devices that have them.
#include "app/cli/hid_reports.h"
#include "app/cli/json.h"
#include "tests/unit/cli/sample_device.h"

#include <QtTest>

using namespace wb;
using namespace wb::cli;

namespace {

// One report with an ID: two buttons, then padding.
const Bytes kButtons { 0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0x85, 0x03, 0x05, 0x09, 0x19, 0x01, 0x29, 0x02, 0x15, 0x00,
    0x25, 0x01, 0x75, 0x01, 0x95, 0x02, 0x81, 0x02, 0x95, 0x06, 0x81, 0x03, 0xc0 };

constexpr auto kFieldJson
    = R"({"firstBit":0,"size":1,"count":2,"usages":[{"first":"00090001","last":"00090002"}],)"
      R"("text":"Button 1, Button 2","logicalMinimum":0,"logicalMaximum":1,"physicalMinimum":0,"physicalMaximum":0,)"
      R"("physical":"","unit":"00000000","unitExponent":0,"flags":"Data, Variable, Absolute","isConstant":false,)"
      R"("isVariable":true,"isRelative":false,"collections":[0],"offset":22})";

constexpr auto kCollectionsJson
    = R"x([{"kind":"Application","usage":"00010002","text":"Mouse (Application)","parent":null,"offset":4}])x";

Result<Bytes> fromText(const char* text) { return reportDescriptorFrom(asBytes(text)); }

} // namespace

class TestCliHidReports : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void filesHoldBytesOrText();
    void refusesWhatIsNoDescriptor();
    void document();
    void problemsAreInTheDocument();
    void devicesShowTheirReports();
};

void TestCliHidReports::filesHoldBytesOrText()
{
    QCOMPARE(reportDescriptorFrom(kButtons).value_or(Bytes {}), kButtons);
    const Bytes expected { 0x05, 0x01, 0xa1 };
    QCOMPARE(fromText("05 01 a1\n").value_or(Bytes {}), expected);
    QCOMPARE(fromText("0x05, 0x01, // Usage Page 0x01\n# a comment\n0xa1,").value_or(Bytes {}), expected);
}

void TestCliHidReports::refusesWhatIsNoDescriptor()
{
    for (const char* text : { "", "  \n", "// nothing", "05 0", "[Project]" }) {
        const auto result = fromText(text);
        QVERIFY2(!result && result.error().kind == ErrorKind::Malformed, text);
        QVERIFY2(!result.error().detail.empty(), text);
    }
    const auto second = fromText("0x05, 0x01 // page\n09 zz\n");
    QVERIFY2(second.error().detail.starts_with("not hexadecimal: line 2, column 4"), second.error().detail.c_str());
}

void TestCliHidReports::document()
{
    const Json document = hidReportDocument(kButtons);
    QCOMPARE(document["schema"].get<std::string>(), std::string("usb-workbench.hid-report/1"));
    QCOMPARE(document["descriptor"].get<std::string>(), formatHex(kButtons, ""));
    QCOMPARE(document["reports"].size(), std::size_t { 1 });
    const Json& report = document["reports"][0];
    QCOMPARE(report["type"].get<std::string>(), std::string("input"));
    QCOMPARE(report["id"].get<int>(), 3);
    QCOMPARE(report["bytes"].get<int>(), 2);
    QCOMPARE(report["bits"].get<int>(), 8);
    QCOMPARE(report["fields"].size(), std::size_t { 2 });
    QCOMPARE(toLine(report["fields"][0]), std::string(kFieldJson));
    QCOMPARE(report["fields"][1]["text"].get<std::string>(), std::string("padding"));
    QCOMPARE(toLine(document["collections"]), std::string(kCollectionsJson));
    QVERIFY(document["diagnostics"].empty());
}

void TestCliHidReports::problemsAreInTheDocument()
{
    const Json document = hidReportDocument(Bytes { 0xc0 });
    QVERIFY(document["reports"].empty());
    QCOMPARE(document["diagnostics"].size(), std::size_t { 1 });
    QCOMPARE(document["diagnostics"][0]["message"].get<std::string>(), std::string("No collection is open here."));
}

void TestCliHidReports::devicesShowTheirReports()
{
    usb::DeviceInfo device = wb::test::sampleDevice();
    QVERIFY(hidReportsOf(descriptors::descriptorSetOf(device)).empty());
    device.sections.push_back({ usb::SectionKind::HidReport, 2, 0, kButtons });
    device.sections.push_back({ usb::SectionKind::Hub, 0, 0, { 0xc0 } });
    const Json reports = hidReportsOf(descriptors::descriptorSetOf(device));
    QCOMPARE(reports.size(), std::size_t { 1 });
    QCOMPARE(reports[0]["interface"].get<int>(), 2);
    QCOMPARE(reports[0]["report"], hidReportDocument(kButtons));
}

QTEST_GUILESS_MAIN(TestCliHidReports)
#include "tst_cli_hid_reports.moc"
