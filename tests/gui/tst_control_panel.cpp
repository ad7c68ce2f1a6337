// SPDX-License-Identifier: GPL-3.0-or-later
// The control panel as a person uses it, against the demo devices.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/views/control_panel.h"
#include "ui/views/hex_view.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTreeWidget>

using namespace wb;
using wb::test::choose;
using wb::test::click;
using wb::test::find;
using wb::test::typeInto;

namespace {

constexpr int kAnswerMs = 5000;

ui::Selection selectionOf(const usb::DevicePtr& device)
{
    ui::Selection selection;
    selection.device = device;
    return selection;
}

QString words(QWidget& panel, const char* name) { return find<QLabel>(panel, name)->text(); }

QByteArray answer(QWidget& panel) { return find<ui::HexView>(panel, "controlResultHex")->bytes(); }

} // namespace

class TstControlPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::AppFixture>();
        m_panel = std::make_unique<ui::ControlPanel>(m_fixture->context());
        m_panel->resize(1000, 500);
        QVERIFY(test::showAndWait(*m_panel));
        QVERIFY(m_fixture->loopback());
        m_panel->setSubject(selectionOf(m_fixture->loopback()));
    }
    void cleanup()
    {
        m_panel.reset();
        m_fixture.reset();
    }

    void readsTheDeviceDescriptorWithOneClick()
    {
        QVERIFY(words(*m_panel, "controlWords").contains(QStringLiteral("device descriptor")));
        QVERIFY(click(send()));
        QTRY_COMPARE_WITH_TIMEOUT(answer(*m_panel).size(), 18, kAnswerMs);
        QCOMPARE(answer(*m_panel).mid(8, 4).toHex(), QByteArray("feff0100"));
        QVERIFY(words(*m_panel, "controlResultLine").contains(QStringLiteral("completed")));
        auto* decoded = find<QTreeWidget>(*m_panel, "controlResultDecoded");
        QCOMPARE(decoded->topLevelItemCount(), 1);
        QVERIFY(decoded->topLevelItem(0)->text(0).contains(QStringLiteral("Device descriptor")));
        QCOMPARE(find<QListWidget>(*m_panel, "controlHistory")->count(), 1);
        // What the program did by itself is told (P73).
        QVERIFY(words(*m_panel, "controlNoticesWords").contains(QStringLiteral("open"), Qt::CaseInsensitive));
    }

    void typeNumberAndCombosFollowEachOther()
    {
        QVERIFY(typeInto(test::findWidget(*m_panel, "bmRequestTypeEdit"), QStringLiteral("0xc1")));
        QCOMPARE(find<QComboBox>(*m_panel, "requestType")->currentText(), QStringLiteral("Vendor"));
        QCOMPARE(find<QLineEdit>(*m_panel, "wLengthEdit")->text(), QStringLiteral("18")); // not that of no data
        QCOMPARE(find<QComboBox>(*m_panel, "requestRecipient")->currentText(), QStringLiteral("Interface"));
        QVERIFY(choose(find<QComboBox>(*m_panel, "requestRecipient"), QStringLiteral("Endpoint")));
        QCOMPARE(find<QLineEdit>(*m_panel, "bmRequestTypeEdit")->text(), QStringLiteral("0xc2"));
        // The same number has a name only as a standard request.
        QCOMPARE(find<QComboBox>(*m_panel, "bRequestEdit")->currentText(), QStringLiteral("0x06"));
        QVERIFY(choose(find<QComboBox>(*m_panel, "requestType"), QStringLiteral("Standard")));
        QCOMPARE(find<QComboBox>(*m_panel, "bRequestEdit")->currentText(), QStringLiteral("GET_DESCRIPTOR"));
    }

    void wrongInputIsMarkedAndSendSaysWhy()
    {
        QVERIFY(typeInto(test::findWidget(*m_panel, "wValueEdit"), QStringLiteral("0x1g")));
        QVERIFY(!send()->isEnabled());
        QVERIFY(find<QLabel>(*m_panel, "controlFormProblem")->isVisible());
        QVERIFY(words(*m_panel, "controlReason").startsWith(QStringLiteral("wValue")));
        QVERIFY(typeInto(test::findWidget(*m_panel, "wValueEdit"), QStringLiteral("65536")));
        QVERIFY(words(*m_panel, "controlReason").contains(QStringLiteral("65,535")));
        QVERIFY(typeInto(test::findWidget(*m_panel, "wValueEdit"), QStringLiteral("256")));
        QVERIFY(send()->isEnabled());
        QVERIFY(words(*m_panel, "controlReason").isEmpty());
    }

    void theTimeoutBeginsWithThatOfTheDevice()
    {
        const auto* timeout = find<QLineEdit>(*m_panel, "controlTimeoutEdit");
        QCOMPARE(timeout->text(), QStringLiteral("1000"));
        m_fixture->service().setDefaultTimeout(m_fixture->loopback()->id, 250);
        QCOMPARE(timeout->text(), QStringLiteral("250"));
        QVERIFY(send()->isEnabled());
        const usb::DevicePtr keyboard = m_fixture->waitForDevice(0xfffe, 0x0003);
        QVERIFY(keyboard);
        m_panel->setSubject(selectionOf(keyboard));
        QCOMPARE(timeout->text(), QStringLiteral("1000"));
    }

    void badHexIsMarkedWithItsColumn()
    {
        prepareVendorWrite(QStringLiteral("12 3"));
        QVERIFY(!send()->isEnabled());
        QVERIFY(find<QLabel>(*m_panel, "controlDataProblem")->isVisible());
        QVERIFY(words(*m_panel, "controlDataProblem").contains(QStringLiteral("column")));
    }

    void vendorWriteAsksAndReadsBack()
    {
        prepareVendorWrite(QStringLiteral("de ad be ef"));
        QCOMPARE(words(*m_panel, "controlDataCount"), QStringLiteral("4 bytes"));
        QCOMPARE(find<QLineEdit>(*m_panel, "wLengthEdit")->text(), QStringLiteral("4"));
        QVERIFY(click(send()));
        auto* question = m_panel->findChild<QMessageBox*>(QStringLiteral("riskQuestion"));
        QVERIFY(question);
        QTRY_VERIFY(question->isVisible());
        QVERIFY(click(test::findWidget(*question, "riskCancel")));
        QTRY_VERIFY(!m_panel->findChild<QMessageBox*>(QStringLiteral("riskQuestion")));
        QCOMPARE(find<QListWidget>(*m_panel, "controlHistory")->count(), 0);

        QVERIFY(click(send()));
        question = m_panel->findChild<QMessageBox*>(QStringLiteral("riskQuestion"));
        QVERIFY(question);
        QTRY_VERIFY(question->isVisible());
        auto* remember = find<QCheckBox>(*question, "riskRemember");
        QTest::mouseClick(remember, Qt::LeftButton, {}, QPoint(8, remember->height() / 2));
        QVERIFY(remember->isChecked());
        QVERIFY(click(test::findWidget(*question, "riskAgree")));
        QTRY_VERIFY_WITH_TIMEOUT(words(*m_panel, "controlResultLine").contains(QStringLiteral("completed")), kAnswerMs);

        prepareVendorRead(QStringLiteral("0x5c"), QStringLiteral("4"));
        QVERIFY(click(send()));
        QTRY_COMPARE_WITH_TIMEOUT(answer(*m_panel), QByteArray::fromHex("deadbeef"), kAnswerMs);

        // Not asked again for this device.
        prepareVendorWrite(QStringLiteral("01"));
        QVERIFY(click(send()));
        QVERIFY(!m_panel->findChild<QMessageBox*>(QStringLiteral("riskQuestion")));
        QTRY_VERIFY_WITH_TIMEOUT(
            find<QListWidget>(*m_panel, "controlHistory")->count() == 3 && send()->isEnabled(), kAnswerMs);
    }

    void readOnlyModeRefusesWithoutAQuestion()
    {
        m_fixture->service().setReadOnly(true);
        prepareVendorWrite(QStringLiteral("01"));
        QVERIFY(click(send()));
        QVERIFY(!m_panel->findChild<QMessageBox*>(QStringLiteral("riskQuestion")));
        QTRY_VERIFY_WITH_TIMEOUT(
            words(*m_panel, "controlFailureWords").contains(QStringLiteral("read-only mode is on")), kAnswerMs);
        QCOMPARE(m_fixture->context().log->count(), std::size_t { 0 });
    }

    void forbiddenRequestIsNotSent()
    {
        QVERIFY(typeInto(test::findWidget(*m_panel, "bmRequestTypeEdit"), QStringLiteral("0x00")));
        auto* request = find<QComboBox>(*m_panel, "bRequestEdit");
        QVERIFY(typeInto(request->lineEdit(), QStringLiteral("SET_ADDRESS")));
        QVERIFY(!send()->isEnabled());
        QVERIFY(!words(*m_panel, "controlReason").isEmpty());
        QTest::keyClick(m_panel.get(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(find<QListWidget>(*m_panel, "controlHistory")->count(), 0);
    }

    void stallIsShownWithAdvice()
    {
        useMisbehaver();
        prepareVendorRead(QStringLiteral("0x11"), QStringLiteral("8"));
        QVERIFY(click(send()));
        QTRY_VERIFY_WITH_TIMEOUT(words(*m_panel, "controlResultLine").contains(QStringLiteral("stalled")), kAnswerMs);
        QVERIFY(find<QLabel>(*m_panel, "controlResultAdvice")->isVisible());
    }

    void requestThatNeverAnswersIsCancelledByEscape()
    {
        useMisbehaver();
        prepareVendorRead(QStringLiteral("0x13"), QStringLiteral("8"));
        QVERIFY(typeInto(test::findWidget(*m_panel, "controlTimeoutEdit"), QStringLiteral("0")));
        QTest::keyClick(test::findWidget(*m_panel, "controlTimeoutEdit"), Qt::Key_Return, Qt::ControlModifier);
        auto* cancel = find<QPushButton>(*m_panel, "controlCancel");
        QTRY_VERIFY(cancel->isEnabled());
        QVERIFY(!send()->isEnabled());
        QVERIFY(words(*m_panel, "controlReason").contains(QStringLiteral("Waiting")));
        const usb::DevicePtr device = m_fixture->waitForDevice(0xfffe, 0x0bad);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->service().session(device->id).inFlight, 1U, kAnswerMs);
        QTest::keyClick(m_panel.get(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(words(*m_panel, "controlResultLine").contains(QStringLiteral("cancelled")), kAnswerMs);
        QVERIFY(send()->isEnabled());
    }

    void cancellingBeforeTheDeviceIsOpenIsNoError()
    {
        QVERIFY(click(send()));
        QVERIFY(click(test::findWidget(*m_panel, "controlCancel")));
        QTRY_VERIFY_WITH_TIMEOUT(send()->isEnabled(), kAnswerMs);
        // Either it was too late, or it is told plainly.
        const QString line = words(*m_panel, "controlResultLine");
        QVERIFY2(
            line.contains(QStringLiteral("ancelled")) || line.contains(QStringLiteral("completed")), qPrintable(line));
        QVERIFY(!find<QWidget>(*m_panel, "controlFailure")->isVisible());
    }

    void unpluggedDeviceDisablesSendAndKeepsTheAnswer()
    {
        QVERIFY(click(send()));
        QTRY_COMPARE_WITH_TIMEOUT(answer(*m_panel).size(), 18, kAnswerMs);
        QVERIFY(m_fixture->demoBus().setPlugged("loopback", false));
        QTRY_VERIFY_WITH_TIMEOUT(!send()->isEnabled(), kAnswerMs);
        QVERIFY(words(*m_panel, "controlReason").contains(QStringLiteral("unplugged")));
        QCOMPARE(answer(*m_panel).size(), 18);
    }

    void savedRequestSurvivesTheWindow()
    {
        QVERIFY(typeInto(test::findWidget(*m_panel, "wLengthEdit"), QStringLiteral("8")));
        auto* tabs = find<QTabWidget>(*m_panel, "controlSide");
        QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(2).center());
        QVERIFY(typeInto(test::findWidget(*m_panel, "controlSaveName"), QStringLiteral("first eight")));
        QVERIFY(click(test::findWidget(*m_panel, "controlSaveRequest")));

        m_panel = std::make_unique<ui::ControlPanel>(m_fixture->context());
        QVERIFY(test::showAndWait(*m_panel));
        m_panel->setSubject(selectionOf(m_fixture->loopback()));
        tabs = find<QTabWidget>(*m_panel, "controlSide");
        QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(2).center());
        auto* list = find<QListWidget>(*m_panel, "controlSaved");
        QCOMPARE(list->count(), 1);
        QVERIFY(test::clickItem(list, list->model()->index(0, 0)));
        QVERIFY(click(test::findWidget(*m_panel, "controlLoadSaved")));
        QCOMPARE(find<QLineEdit>(*m_panel, "wLengthEdit")->text(), QStringLiteral("8"));
    }

private:
    [[nodiscard]] QPushButton* send() { return find<QPushButton>(*m_panel, "controlSend"); }

    void useMisbehaver()
    {
        const usb::DevicePtr device = m_fixture->waitForDevice(0xfffe, 0x0bad);
        QVERIFY(device);
        m_panel->setSubject(selectionOf(device));
    }

    void prepareVendorRead(const QString& request, const QString& length)
    {
        QVERIFY(typeInto(test::findWidget(*m_panel, "bmRequestTypeEdit"), QStringLiteral("0xc0")));
        QVERIFY(typeInto(find<QComboBox>(*m_panel, "bRequestEdit")->lineEdit(), request));
        QVERIFY(typeInto(test::findWidget(*m_panel, "wValueEdit"), QStringLiteral("0")));
        QVERIFY(typeInto(test::findWidget(*m_panel, "wLengthEdit"), length));
    }

    void prepareVendorWrite(const QString& hex)
    {
        QVERIFY(typeInto(test::findWidget(*m_panel, "bmRequestTypeEdit"), QStringLiteral("0x40")));
        QVERIFY(typeInto(find<QComboBox>(*m_panel, "bRequestEdit")->lineEdit(), QStringLiteral("0x5b")));
        QVERIFY(typeInto(test::findWidget(*m_panel, "wValueEdit"), QStringLiteral("0")));
        auto* editor = find<QPlainTextEdit>(*m_panel, "controlDataHex");
        QTest::mouseClick(editor->viewport(), Qt::LeftButton);
        QTest::keySequence(editor, QKeySequence(QKeySequence::SelectAll));
        QTest::keyClicks(editor, hex);
    }

    std::unique_ptr<test::AppFixture> m_fixture;
    std::unique_ptr<ui::ControlPanel> m_panel;
};

QTEST_MAIN(TstControlPanel)
#include "tst_control_panel.moc"
