// SPDX-License-Identifier: GPL-3.0-or-later
// The Facts tab: what the system says of a device, read beside the GUI thread and again while it is seen.
#include "tests/gui/refusing_backend.h"
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "tests/support/sysfs_tree.h"
#include "ui/bridge/background.h"
#include "ui/main_window.h"
#include "ui/models/fact_model.h"
#include "ui/views/facts_panel.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>
#include <QtTest>

#include <condition_variable>
#include <mutex>

using namespace wb;
using test::deviceOf;
using test::SysfsTree;

namespace {

QString valueOf(const QAbstractItemModel& model, const QString& name)
{
    for (int row = 0; row < model.rowCount(); ++row)
        if (model.index(row, 0).data().toString() == name)
            return model.index(row, 1).data().toString();
    return QStringLiteral("(no such fact)");
}

ui::Selection selectionOf(const usb::DeviceInfo& device)
{
    ui::Selection selection;
    selection.device = std::make_shared<const usb::DeviceInfo>(device);
    return selection;
}

// What was given to the pool before has been done.
bool waitForPool(QWidget& owner)
{
    bool isDone = false;
    ui::inBackground(
        &owner, [] { return true; }, [&](bool done) { isDone = done; });
    return QTest::qWaitFor([&] { return isDone; });
}

// A system that answers when it is allowed to, as that of a device which hangs in the kernel.
class HeldReader : public system::SystemReader {
public:
    explicit HeldReader(std::shared_ptr<const system::SystemReader> reader)
        : m_reader(std::move(reader))
    {
    }
    bool isAvailable() const override { return true; }
    std::optional<Bytes> bytes(const std::string& path, std::size_t limit) const override
    {
        if (path.ends_with("/devnum")) {
            std::unique_lock lock(m_mutex);
            ++m_looks;
            m_released.wait(lock, [this] { return m_isReleased; });
        }
        return m_reader->bytes(path, limit);
    }
    std::string linkTarget(const std::string& path) const override { return m_reader->linkTarget(path); }
    std::vector<system::DirectoryEntry> entries(const std::string& path) const override
    {
        return m_reader->entries(path);
    }

    [[nodiscard]] int looks() const
    {
        const std::lock_guard lock(m_mutex);
        return m_looks;
    }
    void release()
    {
        const std::lock_guard lock(m_mutex);
        m_isReleased = true;
        m_released.notify_all();
    }

private:
    const std::shared_ptr<const system::SystemReader> m_reader;
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_released;
    mutable int m_looks = 0;
    bool m_isReleased = false;
};

} // namespace

class TestFactsPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTabFollowsTheSystem();
    void selectionAndPlaceStay();
    void aSlowSystemHoldsUpNobody();
    void aHiddenPanelDoesNotRead();
    void whatHasGoneStays();
    void attentionIsMarked();
    void theModelChangesOnlyWhatDiffers();
};

void TestFactsPanel::theTabFollowsTheSystem()
{
    SysfsTree tree;
    tree.addDevice(deviceOf({ .name = "9-1" }), "12", { { "power/control", "auto" }, { "urbnum", "82" } });
    tree.addInterface("9-1:1.0", "usbhid");
    test::AppFixture fixture(test::AppFixture::Bus::Off);
    fixture.context().systemReader = system::makeSystemReader(tree.root());
    ui::MainWindow window(fixture.context());
    window.resize(1200, 900);
    QVERIFY(test::showAndWait(window));
    fixture.service().addBackend(std::make_unique<test::RefusingBackend>(
        ErrorKind::AccessDenied, "usbhid", test::RefusingBackend::Device::Keyboard, "/sys/bus/usb/devices/9-1"));
    auto* devices = test::find<QTreeView>(window, "deviceTree");
    QVERIFY(devices);
    QTRY_VERIFY(test::findItem(*devices->model(), QStringLiteral("Guarded device")).isValid());
    QVERIFY(test::clickItem(devices, test::findItem(*devices->model(), QStringLiteral("Guarded device"))));
    auto* tabs = test::find<QTabWidget>(window, "centreTabs");
    auto* table = test::find<QTableView>(window, "factsTable");
    QVERIFY(tabs && table);
    const QAbstractItemModel& model = *table->model();
    QCOMPARE(
        valueOf(model, QStringLiteral("Power management")), QStringLiteral("(no such fact)")); // not seen, not read

    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(tabs->count() - 1).center());
    QTRY_COMPARE(valueOf(model, QStringLiteral("Power management")), QStringLiteral("suspended when idle (auto)"));
    QCOMPARE(valueOf(model, QStringLiteral("Interface 0")), QStringLiteral("usbhid"));
    QCOMPARE(valueOf(model, QStringLiteral("Product")), QStringLiteral("Guarded device"));

    tree.set("9-1", "power/control", "on");
    tree.addNode("9-1:1.0", "usbmisc/hiddev0", "usbmisc", "DEVNAME=usb/hiddev0\n");
    QTRY_COMPARE(valueOf(model, QStringLiteral("Power management")), QStringLiteral("kept awake (on)"));
    QTRY_COMPARE(valueOf(model, QStringLiteral("Interface 0, usbmisc")), QStringLiteral("/dev/usb/hiddev0"));
}

void TestFactsPanel::selectionAndPlaceStay()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-1" });
    tree.addDevice(device, "480", { { "urbnum", "82" }, { "authorized", "1" }, { "power/control", "auto" } });
    test::AppFixture fixture(test::AppFixture::Bus::Off);
    fixture.context().systemReader = system::makeSystemReader(tree.root());
    ui::FactsPanel panel(fixture.context());
    panel.setSubject(selectionOf(device));
    panel.resize(500, 150);
    QVERIFY(test::showAndWait(panel));
    auto* table = test::find<QTableView>(panel, "factsTable");
    QVERIFY(table);
    const QAbstractItemModel& model = *table->model();
    const QAbstractItemModelTester tester(table->model());
    QTRY_COMPARE(valueOf(model, QStringLiteral("Requests so far")), QStringLiteral("82"));
    QVERIFY(test::clickItem(table, test::findItem(model, QStringLiteral("Requests so far"))));
    const int place = table->verticalScrollBar()->value();
    QVERIFY(place > 0);

    tree.set("1-1", "urbnum", "83");
    tree.set("1-1", "removable", "fixed"); // a row between others
    QTRY_COMPARE(valueOf(model, QStringLiteral("Requests so far")), QStringLiteral("83"));
    QCOMPARE(valueOf(model, QStringLiteral("Removable")), QStringLiteral("no, it is built in"));
    QCOMPARE(table->selectionModel()->selectedRows().size(), qsizetype { 1 });
    QCOMPARE(table->selectionModel()->selectedRows().first().data().toString(), QStringLiteral("Requests so far"));
    QCOMPARE(table->verticalScrollBar()->value(), place);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("Fact\tValue\nRequests so far\t83\n"));
}

void TestFactsPanel::aSlowSystemHoldsUpNobody()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-1" });
    const usb::DeviceInfo other = deviceOf({ .name = "1-2", .address = 5 });
    tree.addDevice(device, "480", { { "urbnum", "1" } });
    tree.addDevice(other, "480", { { "urbnum", "2" } });
    const auto reader = std::make_shared<HeldReader>(system::makeSystemReader(tree.root()));
    test::AppFixture fixture(test::AppFixture::Bus::Off);
    fixture.context().systemReader = reader;
    {
        ui::FactsPanel panel(fixture.context());
        panel.setSubject(selectionOf(device));
        QVERIFY(test::showAndWait(panel)); // would not come back if the GUI thread read
        auto* table = test::find<QTableView>(panel, "factsTable");
        QVERIFY(table);
        QTRY_COMPARE(reader->looks(), 1);
        QCOMPARE(valueOf(*table->model(), QStringLiteral("Address")), QStringLiteral("2"));
        panel.setSubject(selectionOf(other)); // one look at a time: this one waits
        QCOMPARE(valueOf(*table->model(), QStringLiteral("Address")), QStringLiteral("5"));
        QCOMPARE(reader->looks(), 1);
        reader->release();
        QTRY_COMPARE(valueOf(*table->model(), QStringLiteral("Requests so far")), QStringLiteral("2"));
        QCOMPARE(reader->looks(), 2); // the answer about the first device was for nobody
    }
}

void TestFactsPanel::aHiddenPanelDoesNotRead()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-1" });
    tree.addDevice(device, "480", { { "urbnum", "1" } });
    const auto reader = std::make_shared<HeldReader>(system::makeSystemReader(tree.root()));
    reader->release();
    test::AppFixture fixture(test::AppFixture::Bus::Off);
    fixture.context().systemReader = reader;
    ui::FactsPanel panel(fixture.context());
    panel.setSubject(selectionOf(device));
    QVERIFY(waitForPool(panel));
    QCOMPARE(reader->looks(), 0);
    QVERIFY(test::showAndWait(panel));
    auto* table = test::find<QTableView>(panel, "factsTable");
    QVERIFY(table);
    QTRY_COMPARE(valueOf(*table->model(), QStringLiteral("Requests so far")), QStringLiteral("1"));
    auto* timer = panel.findChild<QTimer*>();
    QVERIFY(timer && timer->isActive());
    QCOMPARE(timer->interval(), 2000);
    panel.hide();
    QVERIFY(!timer->isActive());
    const int looks = reader->looks();
    panel.setSubject(selectionOf(deviceOf({ .name = "1-2" })));
    QVERIFY(waitForPool(panel));
    QCOMPARE(reader->looks(), looks);
}

void TestFactsPanel::whatHasGoneStays()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-1" });
    tree.addDevice(device, "480", { { "urbnum", "82" } });
    test::AppFixture fixture(test::AppFixture::Bus::Off);
    const auto reader = std::make_shared<HeldReader>(system::makeSystemReader(tree.root()));
    reader->release();
    fixture.context().systemReader = reader;
    ui::FactsPanel panel(fixture.context());
    panel.setSubject(selectionOf(device));
    QVERIFY(test::showAndWait(panel));
    auto* table = test::find<QTableView>(panel, "factsTable");
    QVERIFY(table);
    QTRY_COMPARE(valueOf(*table->model(), QStringLiteral("Requests so far")), QStringLiteral("82"));
    const QColor before = table->palette().color(QPalette::Text);

    tree.removeDevice("1-1"); // its directory goes first
    const int looks = reader->looks();
    QTRY_VERIFY(reader->looks() > looks + 1); // so the one before has been taken
    QCOMPARE(valueOf(*table->model(), QStringLiteral("Requests so far")), QStringLiteral("82"));
    panel.setDeparted(true);
    QVERIFY(table->palette().color(QPalette::Text) != before);
    QCOMPARE(valueOf(*table->model(), QStringLiteral("Requests so far")), QStringLiteral("82"));
    panel.setSubject(selectionOf(deviceOf({ .name = "1-3" })));
    QCOMPARE(valueOf(*table->model(), QStringLiteral("Requests so far")), QStringLiteral("(no such fact)"));
}

void TestFactsPanel::attentionIsMarked()
{
    ui::FactModel model;
    model.setFacts(ui::factsOf({ { "Port",
        { { "Over-current events", "2", "hint", system::Tone::Attention },
            { "Location", "1", {}, system::Tone::Normal } } } }));
    QCOMPARE(test::dumpModel(model), QStringLiteral("Port\nOver-current events | 2\nLocation | 1\n"));
    const auto tone = [&](int row, int column) {
        return static_cast<ui::text::Tone>(model.index(row, column).data(ui::FactModel::kToneRole).toInt());
    };
    QVERIFY(tone(1, 1) == ui::text::Tone::Warning && tone(1, 0) == ui::text::Tone::Neutral
        && tone(2, 1) == ui::text::Tone::Neutral);
    QVERIFY(model.index(0, 0).data(Qt::FontRole).value<QFont>().bold());
    QVERIFY(!model.index(1, 0).data(Qt::FontRole).isValid());
    QCOMPARE(model.index(1, 1).data(Qt::ToolTipRole).toString(), QStringLiteral("hint"));
    QCOMPARE(model.index(2, 1).data(Qt::ToolTipRole).toString(), QStringLiteral("1"));
}

void TestFactsPanel::theModelChangesOnlyWhatDiffers()
{
    ui::FactModel model;
    const QAbstractItemModelTester tester(&model);
    const auto facts = [](std::vector<system::Fact> of) { return ui::factsOf({ { "G", std::move(of) } }); };
    model.setFacts(facts({ { "a", "1" }, { "b", "2" }, { "d", "4" } }));
    const QPersistentModelIndex last = model.index(3, 0);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setFacts(facts({ { "a", "1" }, { "b", "9" }, { "c", "3" }, { "d", "4" } }));
    QCOMPARE(inserted.size(), qsizetype { 1 });
    QCOMPARE(removed.size(), qsizetype { 0 });
    QCOMPARE(changed.size(), qsizetype { 1 });
    QCOMPARE(last.row(), 4);
    model.setFacts(facts({ { "a", "1" }, { "d", "4" } }));
    QCOMPARE(removed.size(), qsizetype { 1 });
    QCOMPARE(last.row(), 2);
    model.setFacts(facts({ { "d", "4" }, { "d", "5" }, { "d", "6" } })); // names may repeat
    QCOMPARE(test::dumpModel(model), QStringLiteral("G\nd | 4\nd | 5\nd | 6\n"));
    model.setFacts({});
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(reset.size(), qsizetype { 0 });
}

QTEST_MAIN(TestFactsPanel)
#include "tst_facts_panel.moc"
