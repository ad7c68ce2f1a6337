// SPDX-License-Identifier: GPL-3.0-or-later
// The event history: what it tells, its bound, and the panel around it.
#include "tests/support/app_fixture.h"
#include "tests/support/device_builder.h"
#include "tests/support/gui_driver.h"
#include "ui/bridge/selection_history.h"
#include "ui/models/hotplug_rule_model.h"
#include "ui/views/event_history_panel.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QTableView>

#include <algorithm>

using namespace wb;
using namespace wb::test;

namespace {

engine::DeviceChanges arrivalOf(const usb::DevicePtr& device, bool isInitial = false)
{
    engine::DeviceChanges changes;
    changes.arrived = { device };
    changes.isInitial = isInitial;
    changes.time = now();
    return changes;
}

bool isShown(const QWidget& root, const QString& words)
{
    const auto labels = root.findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
        [&words](const QLabel* label) { return label->isVisible() && label->text() == words; });
}

QString markedIn(const QTableView& events)
{
    QStringList lines;
    for (int row = 0; row < events.model()->rowCount(); ++row)
        if (events.model()->index(row, ui::EventModel::KindColumn).data().toString() == QStringLiteral("◆ rule"))
            lines.append(events.model()->index(row, ui::EventModel::TextColumn).data().toString());
    return lines.join(u'\n');
}

} // namespace

class TestEventHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsArrivalsDeparturesAndNotices();
    void theListAtStartIsNoNews();
    void isBounded();
    void panelFiltersCopiesAndClears();
    void whatTheFilterHidesIsCounted();
    void rulesMarkWhatTheyMatch();
    void aRuleForOnceLeaves();
    void rulesAreRemoved();
    void rulesFitBesideTheTree();
    void travelsBackAndForward();
};

void TestEventHistory::tellsArrivalsDeparturesAndNotices()
{
    ui::EventModel model(testIds());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const usb::DevicePtr device = makeDevice({ .path = "1-2", .product = "Thing" });
    model.addChanges(arrivalOf(device));
    model.addNotice({ engine::Notice::Kind::Warning, now(), device->id, "Claimed interface 0." });
    engine::DeviceChanges gone;
    gone.departed = { device };
    gone.time = now();
    model.addChanges(gone);
    QCOMPARE(dumpModel(model, { ui::EventModel::KindColumn, ui::EventModel::DeviceColumn, ui::EventModel::TextColumn }),
        QStringLiteral("+ plugged in | Thing | fffe:0001 plugged in at bus 1, port 2, High Speed\n"
                       "▲ warning | Thing | Claimed interface 0.\n"
                       "− unplugged | Thing | fffe:0001 unplugged from bus 1, port 2\n"));
}

void TestEventHistory::theListAtStartIsNoNews()
{
    ui::EventModel model(testIds());
    model.addChanges(arrivalOf(makeDevice({}), true));
    QCOMPARE(model.rowCount(), 0);
}

void TestEventHistory::isBounded()
{
    ui::EventModel model(testIds(), 100);
    QSignalSpy removals(&model, &QAbstractItemModel::rowsRemoved);
    for (int i = 0; i < 250; ++i)
        model.addNotice({ engine::Notice::Kind::Information, now(), {}, "note " + std::to_string(i) });
    QVERIFY(model.rowCount() <= 100);
    QCOMPARE(static_cast<int>(model.forgottenCount()) + model.rowCount(), 250);
    QVERIFY(removals.count() <= 20); // in batches
    QCOMPARE(
        model.index(model.rowCount() - 1, ui::EventModel::TextColumn).data().toString(), QStringLiteral("note 249"));

    std::vector<usb::DevicePtr> many(500, makeDevice({}));
    engine::DeviceChanges flood;
    flood.arrived = many;
    model.addChanges(flood);
    QCOMPARE(model.rowCount(), 100);
}

void TestEventHistory::panelFiltersCopiesAndClears()
{
    AppFixture fixture;
    ui::EventHistoryPanel panel(fixture.context());
    panel.resize(900, 300);
    QVERIFY(showAndWait(panel));
    QVERIFY(fixture.demoBus().setPlugged("loopback", false).has_value());
    auto* table = find<QTableView>(panel, "eventTable");
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QVERIFY(fixture.demoBus().setPlugged("loopback", true).has_value());
    QTRY_COMPARE(table->model()->rowCount(), 2);

    QVERIFY(typeInto(findWidget(panel, "eventFilter"), QStringLiteral("unplugged from")));
    QCOMPARE(table->model()->rowCount(), 1);
    QVERIFY(clickItem(table, table->model()->index(0, 3)));
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("\tfffe:0001 unplugged from bus 100, port 1.1")));
    QVERIFY(click(findWidget(panel, "clearEvents")));
    QVERIFY(!table->isVisible());
    QVERIFY(!findWidget(panel, "clearEvents")->isEnabled());
}

void TestEventHistory::whatTheFilterHidesIsCounted()
{
    AppFixture fixture;
    ui::EventHistoryPanel panel(fixture.context());
    panel.resize(900, 300);
    QVERIFY(showAndWait(panel));
    QVERIFY(typeInto(findWidget(panel, "eventFilter"), QStringLiteral("no such event")));
    QVERIFY(fixture.demoBus().setPlugged("loopback", false).has_value());
    QTRY_VERIFY(findWidget(panel, "clearEvents")->isEnabled());
    QVERIFY(isShown(panel, QStringLiteral("0 of 1 events")));
    QVERIFY(isShown(panel, QStringLiteral("No event matches the filter")));
}

void TestEventHistory::rulesMarkWhatTheyMatch()
{
    AppFixture fixture;
    ui::EventHistoryPanel panel(fixture.context());
    panel.resize(1200, 400);
    QVERIFY(showAndWait(panel));
    auto* events = find<QTableView>(panel, "eventTable");
    QVERIFY(!findWidget(panel, "hotplugRules")->isVisible());
    QVERIFY(click(findWidget(panel, "hotplugRulesShow")));
    const QAbstractItemModel& rules = *find<QTableView>(panel, "hotplugRules")->model();
    QVERIFY(choose(find<QComboBox>(panel, "hotplugRuleEvents"), QStringLiteral("Departures")));
    QVERIFY(!findWidget(panel, "hotplugRuleAttached")->isEnabled());
    QVERIFY(typeInto(findWidget(panel, "hotplugRuleVendor"), QStringLiteral("fffe")));
    QVERIFY(typeInto(findWidget(panel, "hotplugRuleProduct"), QStringLiteral("1")));
    QVERIFY(typeInto(findWidget(panel, "hotplugRuleClass"), QStringLiteral("FF")));
    QVERIFY(click(findWidget(panel, "hotplugRuleAdd")));
    QCOMPARE(dumpModel(rules), QStringLiteral("departures | fffe | 0001 | ff | every time | 0\n"));

    QVERIFY(fixture.demoBus().setPlugged("gamepad", false).has_value());
    QVERIFY(fixture.waitForModel("gamepad", false));
    QVERIFY(fixture.demoBus().setPlugged("loopback", false).has_value());
    QTRY_COMPARE(dumpModel(rules), QStringLiteral("departures | fffe | 0001 | ff | every time | 1\n"));
    QCOMPARE(markedIn(*events), QStringLiteral("fffe:0001 departed: departures, vendor fffe, product 0001, class ff"));
    QVERIFY(fixture.demoBus().setPlugged("loopback", true).has_value());
    QTRY_VERIFY(fixture.loopback() != nullptr);
    QCOMPARE(rules.index(0, ui::HotplugRuleModel::MatchColumn).data().toString(), QStringLiteral("1"));
}

void TestEventHistory::aRuleForOnceLeaves()
{
    AppFixture fixture;
    ui::EventHistoryPanel panel(fixture.context());
    panel.resize(1200, 400);
    QVERIFY(showAndWait(panel));
    QVERIFY(click(findWidget(panel, "hotplugRulesShow")));
    const QAbstractItemModel& rules = *find<QTableView>(panel, "hotplugRules")->model();
    QVERIFY(click(findWidget(panel, "hotplugRuleOnce")));
    QVERIFY(click(findWidget(panel, "hotplugRuleAdd")));
    QCOMPARE(rules.rowCount(), 1);
    QVERIFY(fixture.demoBus().setPlugged("loopback", false).has_value());
    QTRY_COMPARE(rules.rowCount(), 0);
    auto* events = find<QTableView>(panel, "eventTable");
    QCOMPARE(markedIn(*events), QStringLiteral("fffe:0001 departed: arrivals and departures of any device, once"));

    QVERIFY(typeInto(findWidget(panel, "hotplugRuleProduct"), QStringLiteral("0022")));
    QVERIFY(click(findWidget(panel, "hotplugRuleAttached")));
    QVERIFY(click(findWidget(panel, "hotplugRuleAdd")));
    QCOMPARE(rules.rowCount(), 0); // it has had its match
    QVERIFY(
        markedIn(*events).endsWith(QStringLiteral("fffe:0022 arrived: arrivals and departures, product 0022, once")));
}

void TestEventHistory::rulesAreRemoved()
{
    AppFixture fixture;
    ui::EventHistoryPanel panel(fixture.context());
    panel.resize(1200, 400);
    QVERIFY(showAndWait(panel));
    QVERIFY(click(findWidget(panel, "hotplugRulesShow")));
    auto* table = find<QTableView>(panel, "hotplugRules");
    auto* remove = findWidget(panel, "hotplugRuleRemove");
    QAbstractItemModelTester tester(table->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(click(findWidget(panel, "hotplugRuleAdd")));
    QVERIFY(!remove->isEnabled());
    QVERIFY(clickItem(table, table->model()->index(0, 0)));
    QVERIFY(click(remove));
    QCOMPARE(table->model()->rowCount(), 0);
    QVERIFY(!remove->isEnabled());
    QVERIFY(fixture.demoBus().setPlugged("loopback", false).has_value());
    auto* events = find<QTableView>(panel, "eventTable");
    QTRY_COMPARE(events->model()->rowCount(), 1);
    QCOMPARE(markedIn(*events), QString());
}

// A window of 1280 points leaves about 800 beside its tree; what asks for more would push the tree together.
void TestEventHistory::rulesFitBesideTheTree()
{
    constexpr int kBesideTheTree = 700;
    AppFixture fixture;
    ui::EventHistoryPanel panel(fixture.context());
    panel.resize(kBesideTheTree, 260);
    QVERIFY(showAndWait(panel));
    QVERIFY(click(findWidget(panel, "hotplugRulesShow")));
    QTRY_VERIFY(findWidget(panel, "hotplugRulesPane")->isVisible());
    QVERIFY2(panel.minimumSizeHint().width() <= kBesideTheTree,
        qPrintable(QString::number(panel.minimumSizeHint().width())));
    for (const char* name : { "hotplugRuleVendor", "hotplugRuleProduct" }) {
        const QWidget* edit = findWidget(panel, name);
        QVERIFY2(edit->width() >= edit->fontMetrics().horizontalAdvance(QStringLiteral("ffff")) + 16, name);
    }
}

void TestEventHistory::travelsBackAndForward()
{
    ui::SelectionHistory history;
    std::vector<ui::Selection> places(3);
    for (ui::Selection& place : places)
        place.device = makeDevice({});
    for (const ui::Selection& place : places)
        history.visit(place);
    history.visit(places[2]); // the same again is no step
    QVERIFY(!history.canGoForward());
    QCOMPARE(history.back().device, places[1].device);
    QCOMPARE(history.back().device, places[0].device);
    QVERIFY(!history.canGoBack());
    QCOMPARE(history.forward().device, places[1].device);
    history.visit(places[0]); // drops what was ahead
    QVERIFY(!history.canGoForward());
    history.visit({}); // nothing is no place
    QCOMPARE(history.back().device, places[1].device);
}

QTEST_MAIN(TestEventHistory)
#include "tst_event_history.moc"
