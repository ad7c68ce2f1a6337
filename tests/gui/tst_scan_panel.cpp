// SPDX-License-Identifier: GPL-3.0-or-later
// The scan page of the control panel as a person uses it, against the demo devices.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/models/scan_model.h"
#include "ui/text/device_text.h"
#include "ui/views/control_panel.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>

using namespace wb;
using wb::test::choose;
using wb::test::click;
using wb::test::find;
using wb::test::findWidget;
using wb::test::typeInto;

namespace {

constexpr int kAnswerMs = 8000;
constexpr int kScanTab = 3;

ui::Selection selectionOf(const usb::DevicePtr& device)
{
    ui::Selection selection;
    selection.device = device;
    return selection;
}

} // namespace

class TestScanPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::AppFixture>();
        m_panel = std::make_unique<ui::ControlPanel>(m_fixture->context());
        m_panel->resize(1400, 800);
        QVERIFY(test::showAndWait(*m_panel));
        m_loopback = m_fixture->loopback();
        QVERIFY(m_loopback);
        m_panel->setSubject(selectionOf(m_loopback));
        QTabBar* tabs = find<QTabWidget>(*m_panel, "controlSide")->tabBar();
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(kScanTab).center());
        QVERIFY(findWidget(*m_panel, "scanPanel")->isVisible());
    }
    void cleanup()
    {
        m_panel.reset();
        m_loopback.reset();
        m_fixture.reset();
    }

    void findsWhatAnswers()
    {
        const QAbstractItemModelTester tester(table()->model());
        QVERIFY(text("scanSummary").startsWith(QStringLiteral("Nothing scanned yet")));
        ask(QStringLiteral("0x58"), QStringLiteral("0x60"));
        QVERIFY(click(start()));
        QVERIFY(!start()->isEnabled());
        QVERIFY(text("scanReason").contains(QStringLiteral("under way")));
        QVERIFY(waitForEnd());
        QCOMPARE(rows(),
            QStringLiteral("0x58 IN |  | stalled\n0x59 IN |  | stalled\n0x5a IN |  | stalled\n0x5b IN |  | stalled\n"
                           "0x5c IN |  | answered, 64 bytes\n0x5d IN |  | stalled\n0x5e IN |  | stalled\n"
                           "0x5f IN |  | answered, 24 bytes\n0x60 IN |  | stalled\n"));
        QCOMPARE(cell(4, ui::ScanModel::DataColumn).left(5), QStringLiteral("00 00"));
        QVERIFY(!cell(4, ui::ScanModel::LatencyColumn).isEmpty());
        const auto* progress = find<QProgressBar>(*m_panel, "scanProgress");
        QCOMPARE(progress->value(), 9);
        QCOMPARE(progress->maximum(), 9);
        QVERIFY(text("scanSummary").endsWith(QStringLiteral("2 answered, 7 stalled")));
        QTRY_COMPARE(m_fixture->context().log->count(), std::size_t { 9 }); // each is logged as any other

        tick("scanOnlyAnswered");
        QCOMPARE(rows(), QStringLiteral("0x5c IN |  | answered, 64 bytes\n0x5f IN |  | answered, 24 bytes\n"));
        QVERIFY(click(findWidget(*m_panel, "scanCopy")));
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(QStringLiteral("Request\tName\tResult")), qPrintable(copied));
        QCOMPARE(copied.count(QLatin1Char('\n')), 3);
        tick("scanOnlyAnswered");
        QCOMPARE(table()->model()->rowCount(), 9);
    }

    void aRowGoesIntoTheEditor()
    {
        ask(QStringLiteral("0x5c"), QStringLiteral("0x5f"));
        QVERIFY(!findWidget(*m_panel, "scanEdit")->isEnabled());
        QVERIFY(click(start()));
        QVERIFY(waitForEnd());
        QVERIFY(test::doubleClickItem(table(), table()->model()->index(3, 0)));
        QCOMPARE(find<QLineEdit>(*m_panel, "bmRequestTypeEdit")->text(), QStringLiteral("0xc0"));
        QCOMPARE(find<QComboBox>(*m_panel, "bRequestEdit")->currentText(), QStringLiteral("0x5f"));
        QCOMPARE(find<QLineEdit>(*m_panel, "wLengthEdit")->text(), QStringLiteral("64"));
        QVERIFY(test::clickItem(table(), table()->model()->index(0, 0)));
        QVERIFY(click(findWidget(*m_panel, "scanEdit")));
        QCOMPARE(find<QComboBox>(*m_panel, "bRequestEdit")->currentText(), QStringLiteral("0x5c"));
        QCOMPARE(find<QListWidget>(*m_panel, "controlHistory")->count(), 0); // nothing was sent by it
    }

    void wrongInputSaysWhyNothingStarts()
    {
        ask(QStringLiteral("0x20"), QStringLiteral("0x10"));
        QVERIFY(!start()->isEnabled());
        QVERIFY(text("scanReason").contains(QStringLiteral("before the first")));
        QVERIFY(findWidget(*m_panel, "scanProblem")->isVisible());
        QVERIFY(typeInto(code("scanLast"), QStringLiteral("256")));
        QVERIFY(text("scanReason").contains(QStringLiteral("0xff")));
        QVERIFY(typeInto(code("scanLast"), QStringLiteral("48")));
        QVERIFY(start()->isEnabled());
        QVERIFY(typeInto(findWidget(*m_panel, "scanLength"), QStringLiteral("4097")));
        QVERIFY(text("scanReason").contains(QStringLiteral("wLength")));
        QTest::keyClick(findWidget(*m_panel, "scanLength"), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(table()->model()->rowCount(), 0);
    }

    void requestsThatWriteAreArmedAfterAQuestion()
    {
        ask(QStringLiteral("0x5b"), QStringLiteral("0x5e"));
        tick("scanArm");
        QVERIFY(answerRisk("riskCancel"));
        QVERIFY(!box("scanArm")->isChecked());
        QVERIFY(click(start()));
        QVERIFY(waitForEnd());
        QCOMPARE(table()->model()->rowCount(), 4);
        QVERIFY(!rows().contains(QStringLiteral("OUT")));

        tick("scanArm");
        QVERIFY(answerRisk("riskAgree"));
        QVERIFY(box("scanArm")->isChecked());
        QVERIFY(click(start()));
        QVERIFY(waitForEnd());
        QCOMPARE(table()->model()->rowCount(), 8);
        QVERIFY2(rows().contains(QStringLiteral("0x5b OUT |  | accepted\n")), qPrintable(rows()));
        QVERIFY(rows().contains(QStringLiteral("0x5c OUT |  | stalled\n")));
        QVERIFY(rows().contains(QStringLiteral("0x5e OUT |  | accepted\n")));

        m_panel->setSubject(selectionOf(m_fixture->waitForDevice(0xfffe, 0x0bad)));
        QVERIFY(!box("scanArm")->isChecked()); // it was agreed to for another device
    }

    void armingIsForWhatWasAsked()
    {
        ask(QStringLiteral("0x5b"), QStringLiteral("0x5e"));
        tick("scanArm");
        QVERIFY(answerRisk("riskAgree", QStringLiteral("A vendor request that writes may change the device")));
        QVERIFY(box("scanArm")->isChecked());
        QVERIFY(choose(find<QComboBox>(*m_panel, "scanType"), QStringLiteral("Standard")));
        QVERIFY(!box("scanArm")->isChecked());
        QVERIFY(armAgain(QStringLiteral("This is not a standard request that any specification describes")));
        QVERIFY(typeInto(code("scanFirst"), QStringLiteral("0x5a")));
        QVERIFY(!box("scanArm")->isChecked());
        QVERIFY(armAgain());
        QVERIFY(typeInto(code("scanLast"), QStringLiteral("0x5c")));
        QVERIFY(!box("scanArm")->isChecked());
        QVERIFY(armAgain());
        QVERIFY(typeInto(findWidget(*m_panel, "scanValue"), QStringLiteral("1")));
        QVERIFY(!box("scanArm")->isChecked());
        QVERIFY(armAgain());
        QVERIFY(typeInto(findWidget(*m_panel, "scanIndex"), QStringLiteral("1")));
        QVERIFY(!box("scanArm")->isChecked());
        QVERIFY(armAgain());
        QVERIFY(choose(find<QComboBox>(*m_panel, "scanRecipient"), QStringLiteral("Other")));
        QVERIFY(!box("scanArm")->isChecked());
        QVERIFY(click(start()));
        QVERIFY(waitForEnd());
        QVERIFY(!rows().contains(QStringLiteral("OUT")));
    }

    void theTabKeyGoesAsThingsLie()
    {
        table()->setFocus();
        QTest::keyClick(table(), Qt::Key_Tab);
        QVERIFY(QApplication::focusWidget() == box("scanOnlyAnswered"));
    }

    void readOnlyModeScansWhatReads()
    {
        tick("scanArm");
        QVERIFY(answerRisk("riskAgree"));
        QVERIFY(box("scanArm")->isChecked());
        m_fixture->service().setReadOnly(true);
        QVERIFY(!box("scanArm")->isEnabled());
        QVERIFY(!box("scanArm")->isChecked());
        QVERIFY(text("scanReason").contains(QStringLiteral("OUT requests are refused")));
        ask(QStringLiteral("0x5b"), QStringLiteral("0x5c"));
        QVERIFY(click(start()));
        QVERIFY(waitForEnd());
        QCOMPARE(rows(), QStringLiteral("0x5b IN |  | stalled\n0x5c IN |  | answered, 64 bytes\n"));
        m_fixture->service().setReadOnly(false);
        QVERIFY(box("scanArm")->isEnabled());
    }

    // The first is sent at once, the second only after a second.
    void escapeEndsItAndKeepsWhatWasFound()
    {
        ask(QStringLiteral("0x5c"), QStringLiteral("0xff"));
        QVERIFY(typeInto(findWidget(*m_panel, "scanRate"), QStringLiteral("1")));
        QTest::keyClick(findWidget(*m_panel, "scanRate"), Qt::Key_Return, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(table()->model()->rowCount() > 0, kAnswerMs);
        QVERIFY(findWidget(*m_panel, "scanCancel")->isEnabled());
        QTest::keyClick(findWidget(*m_panel, "scanPanel"), Qt::Key_Escape);
        QVERIFY(waitForEnd());
        QVERIFY(table()->model()->rowCount() < 10);
        QVERIFY(text("scanSummary").contains(QStringLiteral("ended early")));
        QVERIFY(!findWidget(*m_panel, "scanMessage")->isVisible()); // whoever did it knows
    }

    void aDeviceThatGoesEndsIt()
    {
        m_panel->setSubject(selectionOf(m_fixture->waitForDevice(0xfffe, 0x0bad)));
        ask(QStringLiteral("0x11"), QStringLiteral("0x20"));
        QVERIFY(click(start()));
        QTRY_VERIFY_WITH_TIMEOUT(findWidget(*m_panel, "scanMessage")->isVisible(), kAnswerMs);
        QVERIFY2(text("scanMessageWords").contains(QStringLiteral("at request 0x15")), // it leaves the bus
            qPrintable(text("scanMessageWords")));
        QVERIFY2(rows().startsWith(QStringLiteral("0x11 IN |  | stalled\n0x12 IN |  | answered")), qPrintable(rows()));
        QVERIFY(rows().contains(QStringLiteral("0x13 IN |  | timed out\n")));
        QVERIFY(rows().contains(QStringLiteral("0x14 IN |  | failed: overflow\n")));
        QTRY_VERIFY_WITH_TIMEOUT(text("scanReason").contains(QStringLiteral("gone")), kAnswerMs);
        QVERIFY(!start()->isEnabled());
    }

    void goesOnWhileAnotherDeviceIsLookedAt()
    {
        ask(QStringLiteral("0x58"), QStringLiteral("0x60"));
        QVERIFY(click(start()));
        m_panel->setSubject(selectionOf(m_fixture->waitForDevice(0xfffe, 0x0bad)));
        QVERIFY(waitForEnd());
        QCOMPARE(table()->model()->rowCount(), 9);
        const QString name = ui::text::deviceName(*m_loopback, m_fixture->context().ids);
        QVERIFY2(text("scanSummary").startsWith(QStringLiteral("Scan of ") + name), qPrintable(text("scanSummary")));
    }

    void namesWhatTheCatalogueKnowsOfAnInterface()
    {
        const usb::DevicePtr keyboard = m_fixture->waitForDevice(0xfffe, 0x0003);
        QVERIFY(keyboard);
        engine::AccessPolicy policy;
        policy.detachKernelDriver = true;
        m_fixture->service().setPolicy(keyboard->id, policy);
        m_panel->setSubject(selectionOf(keyboard));
        QVERIFY(choose(find<QComboBox>(*m_panel, "scanType"), QStringLiteral("Class")));
        auto* target = find<QComboBox>(*m_panel, "scanTarget");
        QVERIFY(!target->isEnabled());
        QVERIFY(choose(find<QComboBox>(*m_panel, "scanRecipient"), QStringLiteral("Interface")));
        QCOMPARE(target->count(), 2);
        QVERIFY(choose(target, target->itemText(1)));
        QCOMPARE(find<QLineEdit>(*m_panel, "scanIndex")->text(), QStringLiteral("0x0001"));
        QVERIFY(typeInto(findWidget(*m_panel, "scanIndex"), QStringLiteral("0")));
        QCOMPARE(target->currentIndex(), 0);
        ask(QStringLiteral("1"), QStringLiteral("4"));
        QVERIFY(click(start()));
        QVERIFY(waitForEnd());
        QCOMPARE(table()->model()->rowCount(), 4);
        QCOMPARE(cell(0, ui::ScanModel::NameColumn), QStringLiteral("GET_REPORT"));
        QCOMPARE(cell(1, ui::ScanModel::NameColumn), QStringLiteral("GET_IDLE"));
        QCOMPARE(cell(2, ui::ScanModel::NameColumn), QStringLiteral("GET_PROTOCOL"));
        QCOMPARE(cell(2, ui::ScanModel::DataColumn), QStringLiteral("01"));
        QCOMPARE(cell(3, ui::ScanModel::NameColumn), QString());
    }

    void standardRequestsThatSetAreNotSent()
    {
        QVERIFY(choose(find<QComboBox>(*m_panel, "scanType"), QStringLiteral("Standard")));
        ask(QStringLiteral("8"), QStringLiteral("9"));
        QVERIFY(click(start()));
        QVERIFY(waitForEnd());
        QVERIFY2(rows().startsWith(QStringLiteral("0x08 IN | GET_CONFIGURATION | answered, 1 byte\n"
                                                  "0x09 IN | SET_CONFIGURATION | not sent: ")),
            qPrintable(rows()));
        QVERIFY(text("scanSummary").contains(QStringLiteral("1 not sent")));
    }

private:
    [[nodiscard]] QPushButton* start() { return find<QPushButton>(*m_panel, "scanStart"); }
    [[nodiscard]] QTableView* table() { return find<QTableView>(*m_panel, "scanTable"); }
    [[nodiscard]] QCheckBox* box(const char* name) { return find<QCheckBox>(*m_panel, name); }
    [[nodiscard]] QString text(const char* name) { return find<QLabel>(*m_panel, name)->text(); }
    [[nodiscard]] QLineEdit* code(const char* name) { return findWidget(*m_panel, name)->findChild<QLineEdit*>(); }
    [[nodiscard]] QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    [[nodiscard]] QString rows()
    {
        return test::dumpModel(*table()->model(),
            { ui::ScanModel::RequestColumn, ui::ScanModel::NameColumn, ui::ScanModel::ResultColumn });
    }

    void tick(const char* name)
    {
        QTest::mouseClick(box(name), Qt::LeftButton, {}, QPoint(8, box(name)->height() / 2));
    }

    void ask(const QString& first, const QString& last)
    {
        QVERIFY(typeInto(code("scanFirst"), first));
        QVERIFY(typeInto(code("scanLast"), last));
        QVERIFY(typeInto(findWidget(*m_panel, "scanRate"), QStringLiteral("1000")));
    }

    [[nodiscard]] bool waitForEnd()
    {
        return QTest::qWaitFor([this] { return !findWidget(*m_panel, "scanCancel")->isEnabled(); }, kAnswerMs);
    }

    [[nodiscard]] bool armAgain(const QString& part = {})
    {
        tick("scanArm");
        return answerRisk("riskAgree", part) && box("scanArm")->isChecked();
    }

    // Clicks a button of the question, which names the device and says `part`; false when none was asked.
    [[nodiscard]] bool answerRisk(const char* choice, const QString& part = {})
    {
        auto* question = m_panel->findChild<QMessageBox*>(QStringLiteral("riskQuestion"));
        const QString name = ui::text::deviceName(*m_loopback, m_fixture->context().ids);
        if (question == nullptr || !QTest::qWaitForWindowExposed(question) || !question->text().contains(part)
            || !question->informativeText().contains(name) || !click(findWidget(*question, choice)))
            return false;
        return QTest::qWaitFor([this] { return !m_panel->findChild<QMessageBox*>(QStringLiteral("riskQuestion")); });
    }

    std::unique_ptr<test::AppFixture> m_fixture;
    std::unique_ptr<ui::ControlPanel> m_panel;
    usb::DevicePtr m_loopback;
};

QTEST_MAIN(TestScanPanel)
#include "tst_scan_panel.moc"
