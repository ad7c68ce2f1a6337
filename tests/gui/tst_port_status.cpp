// SPDX-License-Identifier: GPL-3.0-or-later
// Port status in the Facts tab: asked of the demo bus' hub, once and every second, and when it cannot be asked.
#include "core/base/time.h"
#include "tests/gui/refusing_backend.h"
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"
#include "ui/models/port_status_facts.h"
#include "ui/views/facts_panel.h"

#include <QCheckBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QTreeView>
#include <QtTest>

using namespace wb;

namespace {

const QString kBusy = QStringLiteral("connected, enabled, high speed; powered");
const QString kFree = QStringLiteral("nothing connected; powered");

ui::Selection selectionOf(usb::DevicePtr device)
{
    ui::Selection selection;
    selection.device = std::move(device);
    return selection;
}

// Below the heading; a device of the system has other facts called so.
QModelIndex portRow(const QAbstractItemModel& model, const QString& name)
{
    if (model.index(0, 0).data().toString() != QStringLiteral("Port status"))
        return {};
    for (int row = 1; row < model.rowCount(); ++row)
        if (model.index(row, 0).data().toString() == name)
            return model.index(row, 1);
    return {};
}

QString port(const QAbstractItemModel& model, int number)
{
    return portRow(model, QStringLiteral("Port %1").arg(number)).data().toString();
}

// The panel with the demo hub in it.
struct Shown {
    test::AppFixture fixture;
    usb::DevicePtr hub = fixture.waitForDevice(0xfffe, 0x0009);
    std::unique_ptr<ui::FactsPanel> panel;
    QTableView* table = nullptr;
    QPushButton* read = nullptr;
    QCheckBox* repeat = nullptr;
    QWidget* strip = nullptr;

    [[nodiscard]] bool show(const usb::DevicePtr& device)
    {
        panel = std::make_unique<ui::FactsPanel>(fixture.context());
        panel->setSubject(selectionOf(device));
        panel->resize(600, 220);
        table = test::find<QTableView>(*panel, "factsTable");
        read = test::find<QPushButton>(*panel, "readPortStatus");
        repeat = test::find<QCheckBox>(*panel, "repeatPortStatus");
        strip = test::findWidget(*panel, "portStatusStrip");
        return device && table && read && repeat && strip && test::showAndWait(*panel);
    }
    [[nodiscard]] const QAbstractItemModel& model() const { return *table->model(); }
    [[nodiscard]] bool isRepeating() const { return repeat->isChecked() || strip->findChild<QTimer*>()->isActive(); }
    // It repeats, and waits for the next time.
    [[nodiscard]] bool startRepeating() const
    {
        return test::click(repeat)
            && QTest::qWaitFor([this] { return strip->findChild<QTimer*>()->isActive(); }, 10'000);
    }
};

} // namespace

class TestPortStatus : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksWhenItIsClicked();
    void followsWhatIsPlugged();
    void changesAreMarked();
    void whatEndsTheRepetition();
    void onlyHubsHaveIt();
    void departedAndOfflineSayWhy();
    void refusalIsTold();
    void aHubThatGoes();
    void answersThatFail();
};

void TestPortStatus::asksWhenItIsClicked()
{
    Shown shown;
    QVERIFY(shown.show(shown.hub));
    QVERIFY(!portRow(shown.model(), QStringLiteral("Hub")).isValid());
    QVERIFY(!shown.fixture.service().session(shown.hub->id).isOpen()); // nothing is sent unbidden
    shown.table->verticalScrollBar()->setValue(shown.table->verticalScrollBar()->maximum());
    QVERIFY(shown.table->verticalScrollBar()->value() > 0);
    QVERIFY(test::click(shown.read));
    QTRY_COMPARE(port(shown.model(), 1), kBusy);
    QCOMPARE(port(shown.model(), 2), QStringLiteral("connected, enabled, full speed; powered"));
    QCOMPARE(port(shown.model(), 4), kFree);
    QVERIFY(!portRow(shown.model(), QStringLiteral("Port 5")).isValid());
    QCOMPARE(portRow(shown.model(), QStringLiteral("Hub")).data().toString(), QStringLiteral("local power good"));
    QCOMPARE(portRow(shown.model(), QStringLiteral("Port 1")).data(Qt::ToolTipRole).toString(),
        QStringLiteral("wPortStatus 0x0503, wPortChange 0x0000"));
    QVERIFY(shown.model().index(0, 1).data().toString().contains(
        QRegularExpression(QStringLiteral("^read \\d\\d:\\d\\d:\\d\\d$"))));
    QCOMPARE(shown.table->verticalScrollBar()->value(), 0); // where the answer is
    QVERIFY(!shown.isRepeating());
}

void TestPortStatus::followsWhatIsPlugged()
{
    Shown shown;
    QVERIFY(shown.show(shown.hub));
    QVERIFY(shown.startRepeating());
    QCOMPARE(port(shown.model(), 1), kBusy);
    QVERIFY(test::clickItem(shown.table, portRow(shown.model(), QStringLiteral("Port 2"))));
    QVERIFY(shown.fixture.demoBus().setPlugged("loopback", false));
    QTRY_COMPARE(port(shown.model(), 1), kFree);
    QVERIFY(shown.fixture.demoBus().setPlugged("loopback", true));
    QTRY_COMPARE(port(shown.model(), 1), kBusy);
    QCOMPARE(shown.table->selectionModel()->selectedRows().size(), qsizetype { 1 });
    QCOMPARE(shown.table->selectionModel()->selectedRows().first().data().toString(), QStringLiteral("Port 2"));
    QVERIFY(test::click(shown.repeat));
    QVERIFY(!shown.isRepeating());
}

// The bus' own driver takes note of what is plugged; a port that somebody else resets keeps its change.
void TestPortStatus::changesAreMarked()
{
    Shown shown;
    QVERIFY(shown.show(shown.hub));
    usb::TransferRequest reset;
    reset.setup = { 0x23, 3, 4, 1, 0 }; // SET_FEATURE PORT_RESET, port 1
    QSignalSpy sent(&shown.fixture.service(), &engine::UsbService::transfersFinished);
    shown.fixture.service().transfer(shown.hub->id, reset);
    QTRY_COMPARE(sent.size(), qsizetype { 1 });
    QVERIFY(test::click(shown.read));
    QTRY_COMPARE(port(shown.model(), 1), kBusy + QStringLiteral("; changed: reset"));
    const auto tone = [&shown](const char* name) {
        return static_cast<ui::text::Tone>(
            portRow(shown.model(), QLatin1String(name)).data(ui::FactModel::kToneRole).toInt());
    };
    QVERIFY(tone("Port 1") == ui::text::Tone::Warning);
    QVERIFY(tone("Port 2") == ui::text::Tone::Neutral && tone("Hub") == ui::text::Tone::Neutral);
}

void TestPortStatus::whatEndsTheRepetition()
{
    Shown shown;
    QVERIFY(shown.show(shown.hub));
    QVERIFY(shown.startRepeating());
    shown.panel->hide();
    QVERIFY(!shown.isRepeating());
    QVERIFY(test::showAndWait(*shown.panel));
    QVERIFY(!shown.isRepeating());

    QVERIFY(shown.startRepeating());
    shown.fixture.service().close(shown.hub->id); // it is not opened again behind a person's back
    QTRY_VERIFY(!shown.isRepeating());
    // What is started while it closes is ended with that.
    QTRY_VERIFY(shown.fixture.service().session(shown.hub->id).phase == engine::SessionPhase::Closed);

    QVERIFY(shown.startRepeating());
    shown.panel->setDeparted(true);
    QVERIFY(!shown.isRepeating());
    QCOMPARE(port(shown.model(), 1), kBusy); // what was known stays
    shown.panel->setDeparted(false);

    QVERIFY(shown.startRepeating());
    shown.panel->setSubject(selectionOf(shown.fixture.waitForDevice(0x1d6b, 0x0002)));
    QVERIFY(!shown.isRepeating());
    QVERIFY(!portRow(shown.model(), QStringLiteral("Hub")).isValid()); // of the other hub
    QVERIFY(test::click(shown.read));
    QTRY_COMPARE(port(shown.model(), 6), kFree);
}

void TestPortStatus::onlyHubsHaveIt()
{
    Shown shown;
    QVERIFY(shown.show(shown.hub));
    QVERIFY(shown.strip->isVisible());
    QVERIFY(shown.startRepeating());
    shown.panel->setSubject(selectionOf(shown.fixture.loopback()));
    QVERIFY(!shown.strip->isVisible());
    QVERIFY(!shown.isRepeating());
    shown.panel->setSubject({});
    QVERIFY(!shown.strip->isVisible());
    shown.panel->setSubject(selectionOf(shown.hub));
    QVERIFY(shown.strip->isVisible());
}

void TestPortStatus::departedAndOfflineSayWhy()
{
    Shown shown;
    QVERIFY(shown.show(shown.hub));
    QVERIFY(shown.read->isEnabled() && shown.repeat->isEnabled());
    shown.panel->setDeparted(true);
    for (const QWidget* widget : { static_cast<QWidget*>(shown.read), static_cast<QWidget*>(shown.repeat) }) {
        QVERIFY(!widget->isEnabled());
        QCOMPARE(widget->toolTip(), QStringLiteral("The device is unplugged."));
    }
    auto offline = std::make_shared<usb::DeviceInfo>(*shown.hub);
    offline->id = usb::nextDeviceId();
    offline->origin = "bench.json";
    shown.panel->setSubject(selectionOf(offline));
    QVERIFY(shown.strip->isVisible() && !shown.read->isEnabled() && !shown.repeat->isEnabled());
    QVERIFY2(shown.read->toolTip().contains(QStringLiteral("bench.json")), qPrintable(shown.read->toolTip()));
    shown.panel->setSubject(selectionOf(shown.hub));
    QVERIFY(shown.read->isEnabled());
}

// Once, and with the way out; not again every second.
void TestPortStatus::refusalIsTold()
{
    for (const ErrorKind kind : { ErrorKind::AccessDenied, ErrorKind::Io }) {
        Shown shown;
        shown.fixture.service().addBackend(std::make_unique<test::RefusingBackend>(kind, ""));
        auto hub = std::make_shared<usb::DeviceInfo>(*shown.fixture.waitForDevice(0x1234, 0x5678));
        hub->descriptor.deviceClass = 9;
        QVERIFY(shown.show(hub));
        QVERIFY(test::click(shown.repeat));
        const char* told = kind == ErrorKind::AccessDenied ? "accessHelp" : "portStatusMessage";
        QTRY_VERIFY(test::findWidget(*shown.panel, told)->isVisible());
        QVERIFY(!shown.isRepeating());
        QVERIFY(!portRow(shown.model(), QStringLiteral("Hub")).isValid());
    }
}

void TestPortStatus::aHubThatGoes()
{
    test::AppFixture fixture;
    ui::MainWindow window(fixture.context());
    window.resize(1200, 900);
    QVERIFY(test::showAndWait(window));
    auto* devices = test::find<QTreeView>(window, "deviceTree");
    auto* tabs = test::find<QTabWidget>(window, "centreTabs");
    auto* table = test::find<QTableView>(window, "factsTable");
    auto* repeat = test::find<QCheckBox>(window, "repeatPortStatus");
    QVERIFY(devices && tabs && table && repeat);
    QTRY_VERIFY(test::findItem(*devices->model(), QStringLiteral("Demo hub")).isValid());
    QVERIFY(test::clickItem(devices, test::findItem(*devices->model(), QStringLiteral("Demo hub"))));
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(tabs->count() - 1).center());
    QTRY_VERIFY(repeat->isVisible());
    QVERIFY(test::click(repeat));
    QTRY_COMPARE(port(*table->model(), 1), kBusy);
    QVERIFY(repeat->isChecked());
    QVERIFY(fixture.demoBus().setPlugged("hub", false));
    QTRY_VERIFY(!repeat->isEnabled());
    QVERIFY(!repeat->isChecked());
    QCOMPARE(port(*table->model(), 1), kBusy); // as it was last
}

void TestPortStatus::answersThatFail()
{
    engine::HubPorts ports;
    QVERIFY(ui::factsOf(ports, usb::Speed::High).empty()); // nothing was read
    ports.time = Nanoseconds { 1 };
    ports.hub = { {}, "stall" };
    const std::vector<ui::Fact> none = ui::factsOf(ports, usb::Speed::High);
    QCOMPARE(none.at(1).value, QStringLiteral("stall"));
    QVERIFY(none.at(1).tone == ui::text::Tone::Warning);
    QCOMPARE(none.at(2).value, QStringLiteral("none, the hub says"));
    ports.ports = { { { 0xa8, 0x02, 0x08, 0x00 }, {} } };
    ports.error = Error { ErrorKind::Disconnected, 0, "read", "" };
    const std::vector<ui::Fact> half = ui::factsOf(ports, usb::Speed::Super);
    QCOMPARE(half.size(), std::size_t { 3 });
    QCOMPARE(half[2].value,
        QStringLiteral("nothing connected, link Rx.Detect; powered, over-current; changed: over-current"));
    QVERIFY(half[2].tone == ui::text::Tone::Warning);
    ports.ports.clear();
    QVERIFY(ui::factsOf(ports, usb::Speed::Super).empty()); // what was known before is better
}

QTEST_MAIN(TestPortStatus)
#include "tst_port_status.moc"
