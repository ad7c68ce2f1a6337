// SPDX-License-Identifier: GPL-3.0-or-later
// HID report descriptors from sysfs: bytes where a driver keeps them, else why there are none.
#include "core/system/hid_report_source.h"
#include "tests/support/sysfs_tree.h"
#include "tests/unit/base/printers.h"

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::system;
using test::deviceOf;
using test::SysfsTree;

namespace {

const std::string kReport = "\x05\x01\x09\x06\xa1\x01\xc0"s;
const usb::DeviceInfo kKeyboard = deviceOf({ .name = "1-1" });

std::string placeOf(const std::string& hidDevice)
{
    return SysfsTree::directoryOf("1-1:1.0") + "/" + hidDevice + "/report_descriptor";
}

HidReportDescriptor onlyOne(const SysfsTree& tree, const usb::DeviceInfo& device = kKeyboard)
{
    const auto found = readHidReportDescriptors(*makeSystemReader(tree.root()), device);
    return found.size() == 1 ? found.front() : HidReportDescriptor { 99, {}, "not one" };
}

} // namespace

class TestHidReportSource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytes();
    void whyNot_data();
    void whyNot();
    void onlyHidInterfaces();
    void rootOfADemoDevice();
    void hostileNames();
    void isBounded();
};

void TestHidReportSource::bytes()
{
    SysfsTree tree;
    tree.addDevice(kKeyboard, "12");
    tree.addInterface("1-1:1.0", "usbhid");
    tree.write(placeOf("0003:046D:C52B.0004"), kReport);
    const HidReportDescriptor found = onlyOne(tree);
    QCOMPARE(int { found.interfaceNumber }, 0);
    QCOMPARE(found.bytes, toBytes(asBytes(kReport)));
    QCOMPARE(found.whyNot, ""s);
}

void TestHidReportSource::whyNot_data()
{
    QTest::addColumn<QString>("driver");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("none") << ""
                          << "No kernel driver is bound to this interface.";
    QTest::newRow("claimed") << "usbfs"
                             << "A program has claimed this interface";
    QTest::newRow("another") << "xpad"
                             << "The driver xpad keeps no report descriptor.";
}

void TestHidReportSource::whyNot()
{
    QFETCH(QString, driver);
    QFETCH(QString, sentence);
    SysfsTree tree;
    tree.addDevice(kKeyboard, "12");
    tree.addInterface("1-1:1.0", driver.toStdString());
    const HidReportDescriptor found = onlyOne(tree);
    QVERIFY(found.bytes.empty());
    QVERIFY2(found.whyNot.starts_with(sentence.toStdString()), found.whyNot.c_str());
    QVERIFY2(found.whyNot.ends_with("with a control request instead."), found.whyNot.c_str());
}

void TestHidReportSource::onlyHidInterfaces()
{
    const SysfsTree tree;
    const auto reader = makeSystemReader(tree.root());
    QVERIFY(readHidReportDescriptors(*reader, deviceOf({ .interfaceClass = 8 })).empty());
    usb::DeviceInfo unconfigured = kKeyboard;
    unconfigured.activeConfiguration.reset();
    QVERIFY(readHidReportDescriptors(*reader, unconfigured).empty());
}

void TestHidReportSource::rootOfADemoDevice()
{
    const SysfsTree tree;
    usb::DeviceInfo demo = kKeyboard;
    demo.systemPath.clear();
    QVERIFY(onlyOne(tree, demo).whyNot.starts_with("The system does not tell"));
}

void TestHidReportSource::hostileNames()
{
    SysfsTree tree;
    tree.addDevice(kKeyboard, "12");
    tree.addInterface("1-1:1.0", "usbhid");
    for (const char* name : { "0003:046D:C52B", "0003:046D:C52B.", "0003:046D:C52B.x", "003:046D:C52B.0001",
             "0003-046D-C52B.0001", "zzzz:046D:C52B.0001", "power" })
        tree.write(placeOf(name), kReport);
    tree.link(SysfsTree::directoryOf("1-1:1.0") + "/0003:046D:C52B.0009", "power"); // a link is not followed
    QVERIFY(onlyOne(tree).bytes.empty());
    tree.makeDirectory(placeOf("0003:046D:C52B.0001")); // a directory where the file should be
    QVERIFY(onlyOne(tree).bytes.empty());
    tree.write(placeOf("0003:046D:C52B.0002"), kReport);
    QCOMPARE(onlyOne(tree).bytes.size(), kReport.size());
}

void TestHidReportSource::isBounded()
{
    SysfsTree tree;
    tree.addDevice(kKeyboard, "12");
    tree.addInterface("1-1:1.0", "usbhid");
    tree.write(placeOf("0003:046D:C52B.0001"), std::string(1'000'000, '\x09'));
    QCOMPARE(onlyOne(tree).bytes.size(), kMaxReportDescriptorBytes);
}

QTEST_APPLESS_MAIN(TestHidReportSource)
#include "tst_hid_report_source.moc"
