// SPDX-License-Identifier: GPL-3.0-or-later
// From the kernel's sysfs to the Facts tab and the command show --facts: real libusb over a mocked kernel, recorded
// devices, engine, window.
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "core/backend/libusb1/libusb1_backend.h"
#include "core/system/device_facts.h"
#include "core/system/hid_report_source.h"
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "tests/umockdev/support/mock_bus.h"
#include "tests/umockdev/support/sample_devices.h"
#include "ui/main_window.h"

#include <QTabWidget>
#include <QTableView>
#include <QTreeView>
#include <QtTest>

#include <algorithm>

using namespace wb;

namespace {

std::string recording(const char* name) { return std::string(WB_SOURCE_DIR "/tests/data/umockdev/") + name; }

usb::DevicePtr deviceAt(const engine::UsbService& service, const std::string& path)
{
    const std::vector<usb::DevicePtr> devices = service.devices();
    const auto found = std::find_if(devices.begin(), devices.end(),
        [&](const usb::DevicePtr& device) { return usb::toString(device->path) == path; });
    return found == devices.end() ? nullptr : *found;
}

QString valueOf(const system::FactGroups& groups, const std::string& title, const std::string& name)
{
    for (const system::FactGroup& group : groups)
        for (const system::Fact& fact : group.facts)
            if (group.title == title && fact.name == name)
                return QString::fromStdString(fact.value);
    return QStringLiteral("(no such fact)");
}

QString shown(const QTableView& table, const QString& name)
{
    const QModelIndex row = test::findItem(*table.model(), name);
    return row.isValid() ? row.siblingAtColumn(1).data().toString() : QStringLiteral("(no such fact)");
}

} // namespace

class TestSystemFacts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordedDevices();
    void recordedKeyNeedsNoDetaching();
    void theWindowShowsThem();
    void theCommandPrintsThem();
};

// A fingerprint reader behind two hubs, recorded on a real machine.
void TestSystemFacts::recordedDevices()
{
    mock::MockBus bus;
    QVERIFY(bus.addDescription(recording("aes3500.umockdev")));
    test::AppFixture fixture(test::AppFixture::Bus::Off);
    fixture.service().addBackend(backend::makeLibusb1Backend());
    QTRY_VERIFY(deviceAt(fixture.service(), "3-1.1.3"));
    const auto reader = system::makeSystemReader();
    const auto factsAt
        = [&](const char* path) { return system::readDeviceFacts(*reader, *deviceAt(fixture.service(), path)); };

    const system::FactGroups device = factsAt("3-1.1.3");
    QCOMPARE(valueOf(device, "Connection", "Link speed"), QStringLiteral("Running at Full Speed"));
    QCOMPARE(valueOf(device, "Connection", "Requests so far"), QStringLiteral("82"));
    QCOMPARE(valueOf(device, "Connection", "Removable"), QStringLiteral("yes"));
    QCOMPARE(valueOf(device, "Power", "Power management"), QStringLiteral("suspended when idle (auto)"));
    QCOMPARE(valueOf(device, "Power", "Suspended after"), QStringLiteral("2 s"));
    QCOMPARE(valueOf(device, "Power", "Connected for"), QStringLiteral("1 h, active 100 %"));
    const system::FactGroups root = factsAt("usb3");
    QCOMPARE(valueOf(root, "Connection", "Controller"), QStringLiteral("0000:39:00.0  8086:15b5  xhci_hcd"));
    QCOMPARE(valueOf(root, "Connection", "New devices on this bus"), QStringLiteral("allowed"));
}

void TestSystemFacts::recordedKeyNeedsNoDetaching()
{
    mock::MockBus bus;
    QVERIFY(bus.addDescription(recording("fido2.umockdev")));
    test::AppFixture fixture(test::AppFixture::Bus::Off);
    fixture.service().addBackend(backend::makeLibusb1Backend());
    QTRY_VERIFY(deviceAt(fixture.service(), "1-2.3"));
    const usb::DevicePtr device = deviceAt(fixture.service(), "1-2.3");
    const auto reader = system::makeSystemReader();
    const system::FactGroups facts = system::readDeviceFacts(*reader, *device);
    QCOMPARE(valueOf(facts, "Drivers and nodes", "Interface 0"), QStringLiteral("usbhid"));
    QCOMPARE(valueOf(facts, "Drivers and nodes", "Interface 0, raw HID"), QStringLiteral("/dev/hidraw5"));
    const auto reports = system::readHidReportDescriptors(*reader, *device);
    QCOMPARE(reports.size(), std::size_t { 1 });
    QVERIFY2(
        reports[0].bytes.size() == 34 && reports[0].bytes[0] == 0x06, reports[0].whyNot.c_str()); // FIDO usage page
}

void TestSystemFacts::theWindowShowsThem()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    bus.add(mock::loopback());
    bus.setAttribute("1-1", "urbnum", "7\n");
    bus.setAttribute("1-1", "authorized", "1\n");
    test::AppFixture fixture(test::AppFixture::Bus::Off);
    ui::MainWindow window(fixture.context());
    window.resize(1280, 900);
    QVERIFY(test::showAndWait(window));
    fixture.service().addBackend(backend::makeLibusb1Backend());
    QTRY_VERIFY(deviceAt(fixture.service(), "1-1"));
    auto* tree = test::find<QTreeView>(window, "deviceTree");
    auto* tabs = test::find<QTabWidget>(window, "centreTabs");
    auto* table = test::find<QTableView>(window, "factsTable");
    QVERIFY(tree && tabs && table);
    const QString name = QStringLiteral("Loopback");
    QTRY_VERIFY(test::findItem(*tree->model(), name).isValid());
    QVERIFY(test::clickItem(tree, test::findItem(*tree->model(), name)));
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(tabs->count() - 1).center());
    QTRY_COMPARE(shown(*table, QStringLiteral("Requests so far")), QStringLiteral("7"));

    bus.setAttribute("1-1", "urbnum", "8\n");
    bus.setAttribute("1-1", "authorized", "0\n");
    QTRY_COMPARE(shown(*table, QStringLiteral("Requests so far")), QStringLiteral("8"));
    QCOMPARE(shown(*table, QStringLiteral("Authorized")), QStringLiteral("no"));
    bus.setDriver("1-1", 0, "usbtest");
    QTRY_COMPARE(shown(*table, QStringLiteral("Interface 0")), QStringLiteral("usbtest"));

    const QColor before = table->palette().color(QPalette::Text);
    bus.remove("1-1");
    QTRY_VERIFY(table->palette().color(QPalette::Text) != before);
    QCOMPARE(shown(*table, QStringLiteral("Requests so far")), QStringLiteral("8"));
}

void TestSystemFacts::theCommandPrintsThem()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    bus.add(mock::loopback());
    bus.setAttribute("1-1", "urbnum", "7\n");
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("out"));
    const auto print = [&](cli::ShowOptions::Format format) {
        Result<cli::Output> out = cli::Output::toFile(file.toStdString());
        const cli::Messages messages;
        if (!out)
            return QByteArray("no file to print into");
        cli::Session session({}, *out, messages);
        if (const Status started = session.start(backend::makeLibusb1Backend()); !started)
            return QByteArray::fromStdString(describe(started.error()));
        cli::ShowOptions options;
        options.device = cli::parseDevice("1-1").value_or(cli::DeviceSelector {});
        options.wantsFacts = true;
        options.format = format;
        if (cli::run(session, options) != cli::ExitCode::Success)
            return QByteArray("the command failed");
        out->flush();
        QFile printed(file);
        return printed.open(QIODevice::ReadOnly) ? printed.readAll() : QByteArray("nothing printed");
    };
    const QByteArray json = print(cli::ShowOptions::Format::Json);
    QVERIFY2(
        json.startsWith(R"({"schema":"usb-workbench.facts/1","path":"1-1","groups":[{"title":"Connection")"), json);
    QVERIFY2(json.contains(R"({"name":"Requests so far","value":"7",)"), json);
    const QByteArray text = print(cli::ShowOptions::Format::Text);
    QVERIFY2(text.startsWith("1-1 fffe:0001 Loopback\n\nConnection\n"), text);
    QVERIFY2(text.contains("\n  Interface 0: no driver\n"), text);
}

QTEST_MAIN(TestSystemFacts)
#include "tst_system_facts.moc"
