// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong is listed, filtered, told in full and leads to its bytes; a search leads there, too.
#include "tests/support/app_fixture.h"
#include "tests/support/device_builder.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"
#include "ui/models/device_tree_model.h"
#include "ui/models/query_model.h"
#include "ui/views/checks_panel.h"
#include "ui/views/hex_view.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

#include <set>

using namespace wb;
using namespace wb::test;

namespace {

// An endpoint that High Speed does not allow, and a note: bit 7 of bmAttributes.
usb::DevicePtr faultyDevice()
{
    auto device = makeDevice({ .product = "Faulty" });
    device->speed = usb::Speed::High;
    device->configurations.front().raw
        = { 9, 2, 25, 0, 1, 1, 0, 0x00, 50, 9, 4, 0, 0, 1, 0xff, 0, 0, 0, 7, 5, 0x81, 2, 64, 0, 0 };
    return device;
}

bool showDevice(ui::ChecksPanel& panel, usb::DevicePtr device)
{
    ui::Selection selection;
    selection.device = std::move(device);
    panel.setSubject(selection);
    return showAndWait(panel);
}

int rowWith(const QAbstractItemModel& model, const QString& rule)
{
    for (int row = 0; row < model.rowCount(); ++row)
        if (model.index(row, ui::FindingModel::RuleColumn).data().toString() == rule)
            return row;
    return -1;
}

} // namespace

class TestChecksPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsWhatIsWrong();
    void showsTheGraveOnly();
    void tellsTheFindingInFull();
    void leadsToTheBytes();
    void copiesRows();
    void saysWhenNothingIsWrong();
    void readsTheRestOfADevice();
    void theTreeHasABadge();
    void whatWasLookedAtEarlyIsToldAllTheSame();
    void windowJumpsFromChecksToBytes();
    void windowFindsAndJumps();
    void windowFindsByWhatTheDeviceIs();
    void wrongQueriesAreTold();
};

void TestChecksPanel::listsWhatIsWrong()
{
    AppFixture fixture(AppFixture::Bus::Off);
    ui::ChecksPanel panel(fixture.context());
    QSignalSpy titles(&panel, &ui::ChecksPanel::titleChanged);
    QVERIFY(showDevice(panel, faultyDevice()));
    auto* table = find<QTableView>(panel, "checksTable");
    QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(table->isVisible());
    const int row = rowWith(*table->model(), QStringLiteral("endpoint.bulk-size"));
    QVERIFY(row >= 0);
    QVERIFY(table->model()->index(row, ui::FindingModel::MessageColumn).data().toString().contains(u"must be 512"));
    QVERIFY(table->model()->index(row, ui::FindingModel::PlaceColumn).data().toString().contains(u"EP1 IN"));
    QVERIFY(table->isColumnHidden(ui::FindingModel::DeviceColumn));
    QVERIFY(find<QLabel>(panel, "checksSummary")->text().contains(QStringLiteral("error")));
    QCOMPARE(titles.back().front().toString(), QStringLiteral("Chec&ks (%1)").arg(table->model()->rowCount()));
}

void TestChecksPanel::showsTheGraveOnly()
{
    AppFixture fixture(AppFixture::Bus::Off);
    ui::ChecksPanel panel(fixture.context());
    QVERIFY(showDevice(panel, faultyDevice()));
    const auto* model = find<QTableView>(panel, "checksTable")->model();
    QVERIFY(rowWith(*model, QStringLiteral("configuration.bit-7")) >= 0);
    QVERIFY(choose(find<QComboBox>(panel, "checksSeverity"), QStringLiteral("Errors")));
    QCOMPARE(rowWith(*model, QStringLiteral("configuration.bit-7")), -1);
    QVERIFY(rowWith(*model, QStringLiteral("endpoint.bulk-size")) >= 0);
}

void TestChecksPanel::tellsTheFindingInFull()
{
    AppFixture fixture(AppFixture::Bus::Off);
    ui::ChecksPanel panel(fixture.context());
    QVERIFY(showDevice(panel, faultyDevice()));
    auto* table = find<QTableView>(panel, "checksTable");
    const int row = rowWith(*table->model(), QStringLiteral("endpoint.bulk-size"));
    QVERIFY(clickItem(table, table->model()->index(row, ui::FindingModel::PlaceColumn)));
    const QString detail = find<QLabel>(panel, "checksDetail")->text();
    QVERIFY2(detail.contains(u"USB 2.0 §5.8.3") && detail.contains(u"endpoint.bulk-size"), qPrintable(detail));
}

void TestChecksPanel::leadsToTheBytes()
{
    AppFixture fixture(AppFixture::Bus::Off);
    ui::ChecksPanel panel(fixture.context());
    QVERIFY(showDevice(panel, faultyDevice()));
    std::optional<ui::DescriptorPlace> place;
    connect(&panel, &ui::ChecksPanel::jumpRequested, this, [&](const ui::DescriptorPlace& wanted) { place = wanted; });
    auto* table = find<QTableView>(panel, "checksTable");
    const int row = rowWith(*table->model(), QStringLiteral("endpoint.bulk-size"));
    QVERIFY(clickItem(table, table->model()->index(row, 0)));
    QTest::keyClick(table, Qt::Key_Return);
    QVERIFY(place.has_value());
    QVERIFY(place->range == (descriptors::ByteRange { 18 + 22, 18 + 24 }));
    QCOMPARE(place->section, std::size_t { 0 });
    place.reset();
    QVERIFY(doubleClickItem(table, table->model()->index(row, 0)));
    QVERIFY(place.has_value());
}

void TestChecksPanel::copiesRows()
{
    AppFixture fixture(AppFixture::Bus::Off);
    ui::ChecksPanel panel(fixture.context());
    QVERIFY(showDevice(panel, faultyDevice()));
    auto* table = find<QTableView>(panel, "checksTable");
    QVERIFY(clickItem(table, table->model()->index(0, 0)));
    QTest::keyClick(table, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QTRY_VERIFY(QApplication::clipboard()->text().contains(QStringLiteral("endpoint.bulk-size")));
}

void TestChecksPanel::saysWhenNothingIsWrong()
{
    AppFixture fixture;
    ui::ChecksPanel panel(fixture.context());
    QVERIFY(showAndWait(panel));
    ui::Selection selection;
    selection.device = fixture.waitForDevice(0xfffe, 0x22);
    panel.setSubject(selection);
    QVERIFY(!find<QTableView>(panel, "checksTable")->isVisible());
    QVERIFY(find<QPushButton>(panel, "checksReadAll")->isEnabled());
    panel.setDeparted(true);
    QVERIFY(!find<QPushButton>(panel, "checksReadAll")->isEnabled());
}

void TestChecksPanel::readsTheRestOfADevice()
{
    AppFixture fixture;
    ui::ChecksPanel panel(fixture.context());
    QVERIFY(showAndWait(panel));
    ui::Selection selection;
    selection.device = fixture.waitForDevice(0xfffe, 0x23);
    panel.setSubject(selection);
    QSignalSpy read(&fixture.context().descriptors, &ui::DescriptorStore::readingFinished);
    QVERIFY(click(findWidget(panel, "checksReadAll")));
    QVERIFY(!find<QPushButton>(panel, "checksReadAll")->isEnabled());
    QTRY_COMPARE(read.count(), 1);
    const ui::KnownPtr known = fixture.context().descriptors.of(selection.device);
    QVERIFY(known->set.find(usb::SectionKind::Bos) != nullptr);
    QVERIFY(known->set.find(usb::SectionKind::WebUsbUrl, 1) != nullptr);
    QVERIFY(known->set.find(usb::SectionKind::MsOs20Set) != nullptr);
    QVERIFY(known->set.find(usb::SectionKind::String, 2) != nullptr);
    QVERIFY(find<QPushButton>(panel, "checksReadAll")->isEnabled());
}

void TestChecksPanel::theTreeHasABadge()
{
    AppFixture fixture;
    ui::DeviceTreeModel model(fixture.context().ids);
    engine::DeviceChanges changes;
    changes.arrived = fixture.service().devices();
    model.apply(changes);
    const usb::DeviceId id = fixture.loopback()->id;
    QVERIFY(model.indexOf(id).data(ui::DeviceTreeModel::BadgeRole).toString().isEmpty());
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setBadge(id, { QStringLiteral("✗ 2"), QStringLiteral("2 errors"), true });
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.indexOf(id).data(ui::DeviceTreeModel::BadgeRole).toString(), QStringLiteral("✗ 2"));
    QVERIFY(model.indexOf(id).data(Qt::ToolTipRole).toString().contains(QStringLiteral("2 errors")));
}

// A panel that asks first must not keep the tree from its badge.
void TestChecksPanel::whatWasLookedAtEarlyIsToldAllTheSame()
{
    AppFixture fixture(AppFixture::Bus::Off);
    ui::DescriptorStore& store = fixture.context().descriptors;
    connect(&fixture.service(), &engine::UsbService::devicesChanged, this, [&](const engine::DeviceChanges& changes) {
        for (const usb::DevicePtr& device : changes.arrived)
            QVERIFY(store.of(device) != nullptr);
    });
    std::set<std::uint64_t> told;
    connect(&store, &ui::DescriptorStore::lookedAt, this, [&](usb::DeviceId device) { told.insert(device.value); });
    fixture.demoBus().setActive(true);
    QTRY_VERIFY(fixture.loopback() != nullptr);
    QTRY_COMPARE(told.size(), fixture.service().devices().size());
}

void TestChecksPanel::windowJumpsFromChecksToBytes()
{
    AppFixture fixture;
    ui::MainWindow window(fixture.context());
    QVERIFY(showAndWait(window));
    auto* devices = find<QTreeView>(window, "deviceTree");
    QTRY_VERIFY(findItem(*devices->model(), QStringLiteral("Demo audio interface")).isValid());
    QVERIFY(clickItem(devices, findItem(*devices->model(), QStringLiteral("Demo audio interface"))));
    auto* tabs = find<QTabWidget>(window, "centreTabs");
    tabs->setCurrentWidget(findWidget(window, "checksPanel"));
    auto* table = find<QTableView>(window, "checksTable");
    QVERIFY(table->model()->rowCount() > 0); // its endpoints have no synchronization
    QVERIFY(doubleClickItem(table, table->model()->index(0, 0)));
    QCOMPARE(tabs->currentWidget()->objectName(), QStringLiteral("descriptorsPanel"));
    QVERIFY(!find<ui::HexView>(window, "descriptorBytes")->selection().isEmpty());
}

void TestChecksPanel::windowFindsAndJumps()
{
    AppFixture fixture;
    ui::MainWindow window(fixture.context());
    QVERIFY(showAndWait(window));
    QTest::keyClick(&window, Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(findWidget(window, "findQuery")->isVisible());
    QTRY_VERIFY(findWidget(window, "findQuery")->hasFocus());
    QTest::keyClicks(findWidget(window, "findQuery"), QStringLiteral("idProduct=0x22 bDescriptorType[0]=0x22"));
    auto* table = find<QTableView>(window, "findResults");
    QTRY_COMPARE(table->model()->rowCount(), 2);
    QCOMPARE(find<QLabel>(window, "findSummary")->text(), QStringLiteral("2 places in 1 device"));
    QTest::keyClick(findWidget(window, "findQuery"), Qt::Key_Return);
    QTRY_VERIFY(table->hasFocus());
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(find<QTabWidget>(window, "centreTabs")->currentWidget()->objectName(), QStringLiteral("descriptorsPanel"));
    const ui::HexView* bytes = find<ui::HexView>(window, "descriptorBytes");
    QCOMPARE(bytes->selection(), (ui::HexRange { 10, 12 }));
    QCOMPARE(bytes->selectedBytes(), QByteArray("\x22\x00", 2));
}

void TestChecksPanel::windowFindsByWhatTheDeviceIs()
{
    AppFixture fixture;
    ui::MainWindow window(fixture.context());
    QVERIFY(showAndWait(window));
    QVERIFY(clickMenu(window, { QStringLiteral("View"), QStringLiteral("Find in all descriptors") }));
    QTRY_VERIFY(findWidget(window, "findQuery")->isVisible());
    const QString place = QString::fromStdString(usb::toString(fixture.loopback()->path)).section(u'-', 1);
    QVERIFY(typeInto(findWidget(window, "findQuery"), QStringLiteral("port_numbers=") + place));
    const auto* model = find<QTableView>(window, "findResults")->model();
    QTRY_COMPARE(model->index(0, ui::QueryModel::ValueColumn).data().toString(), place);
    QCOMPARE(model->rowCount(), 1);
    QCOMPARE(model->index(0, ui::QueryModel::PlaceColumn).data().toString(), QStringLiteral("Device"));
    QCOMPARE(model->index(0, ui::QueryModel::FieldColumn).data().toString(), QStringLiteral("port_numbers"));
}

void TestChecksPanel::wrongQueriesAreTold()
{
    AppFixture fixture;
    ui::MainWindow window(fixture.context());
    QVERIFY(showAndWait(window));
    QVERIFY(clickMenu(window, { QStringLiteral("View"), QStringLiteral("Find in all descriptors") }));
    QTRY_VERIFY(findWidget(window, "findQuery")->isVisible());
    QVERIFY(typeInto(findWidget(window, "findQuery"), QStringLiteral("bDeviceClass<hub")));
    QTRY_VERIFY(findWidget(window, "findQueryProblem")->isVisible());
    QVERIFY(find<QLabel>(window, "findQueryProblem")->text().contains(QStringLiteral("only numbers")));
    QVERIFY(typeInto(findWidget(window, "findQuery"), QStringLiteral("bDeviceClass=9")));
    QTRY_VERIFY(find<QTableView>(window, "findResults")->model()->rowCount() >= 2);
    QVERIFY(!findWidget(window, "findQueryProblem")->isVisible());
}

QTEST_MAIN(TestChecksPanel)
#include "tst_checks_panel.moc"
