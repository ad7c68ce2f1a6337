// SPDX-License-Identifier: GPL-3.0-or-later
// Sending recorded transfers again, from the rows of the log to the verdicts.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/dialogs/replay_dialog.h"
#include "ui/models/replay_model.h"
#include "ui/views/hex_view.h"
#include "ui/views/log_panel.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>

using namespace wb;
using wb::test::click;
using wb::test::find;

namespace {

constexpr int kAnswerMs = 8000;

}

class TstReplayDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::AppFixture>();
        m_panel = std::make_unique<ui::LogPanel>(m_fixture->context());
        m_panel->resize(1200, 400);
        QVERIFY(test::showAndWait(*m_panel));
        m_loopback = m_fixture->loopback();
        QVERIFY(m_loopback);
    }
    void cleanup()
    {
        m_panel.reset();
        m_loopback.reset();
        m_fixture.reset();
    }

    void theSameAnswerIsSaidToBeTheSame()
    {
        request(0x80, 6, 0x0100, 18);
        ui::ReplayDialog* dialog = openForAllRows(1);
        QVERIFY(dialog);
        const QAbstractItemModelTester tester(steps(*dialog)->model());
        QVERIFY(find<QComboBox>(*dialog, "replayTarget")->currentText().contains(QStringLiteral("fffe:0001")));
        QVERIFY(!find<QWidget>(*dialog, "replayWarning")->isVisible());
        QVERIFY(send(*dialog));
        QTRY_COMPARE_WITH_TIMEOUT(verdict(*dialog, 0), QStringLiteral("same"), kAnswerMs);
        QTRY_VERIFY_WITH_TIMEOUT(summary(*dialog).contains(QStringLiteral("1 same")), kAnswerMs);
        QVERIFY(click(test::findWidget(*dialog, "replayClose")));
    }

    void anotherAnswerIsShownWithItsFirstDifference()
    {
        write({ 0x11, 0x22, 0x33, 0x44 });
        request(0xc0, 0x5c, 0, 4);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 2, kAnswerMs);
        write({ 0x11, 0x22, 0x99, 0x44 });
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 3, kAnswerMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_fixture->service().session(m_loopback->id).inFlight, 0U, kAnswerMs);
        QVERIFY(test::clickItem(table(), table()->model()->index(1, 0)));
        QVERIFY(click(test::findWidget(*m_panel, "logSendAgain")));
        ui::ReplayDialog* dialog = shownDialog(1);
        QVERIFY(dialog);
        QVERIFY(send(*dialog));
        QTRY_COMPARE_WITH_TIMEOUT(verdict(*dialog, 0), QStringLiteral("differs"), kAnswerMs);
        QVERIFY(test::clickItem(steps(*dialog), steps(*dialog)->model()->index(0, 1)));
        QCOMPARE(find<ui::HexView>(*dialog, "replayExpected")->bytes(), QByteArray::fromHex("11223344"));
        QCOMPARE(find<ui::HexView>(*dialog, "replayGot")->bytes(), QByteArray::fromHex("11229944"));
        QVERIFY(find<QLabel>(*dialog, "replayDifference")->text().contains(QStringLiteral("byte 2")));
        QVERIFY(click(test::findWidget(*dialog, "replayClose")));
    }

    void manyStepsGoInOrderAndRiskyOnesAreAskedOnce()
    {
        write({ 1, 2, 3 });
        request(0xc0, 0x5c, 0, 3);
        write({ 4, 5, 6 });
        request(0xc0, 0x5c, 0, 3);
        ui::ReplayDialog* dialog = openForAllRows(4);
        QVERIFY(dialog);
        QVERIFY(click(test::findWidget(*dialog, "replayStart")));
        auto* question = dialog->findChild<QMessageBox*>(QStringLiteral("riskQuestion"));
        QVERIFY(question);
        QTRY_VERIFY(question->isVisible());
        QVERIFY(question->text().contains(QStringLiteral("2 of these")));
        QVERIFY(click(test::findWidget(*question, "riskAgree")));
        QTRY_VERIFY_WITH_TIMEOUT(summary(*dialog).contains(QStringLiteral("4 same")), kAnswerMs);
        QVERIFY(click(test::findWidget(*dialog, "replayClose")));
    }

    // Read-only mode is switched off while its first refusal is told: the second must not go out unasked.
    void whatWasNotAskedForEndsWithReadOnlyMode()
    {
        write({ 1, 2, 3 });
        write({ 4, 5, 6 });
        ui::ReplayDialog* dialog = openForAllRows(2);
        QVERIFY(dialog);
        engine::UsbService& service = m_fixture->service();
        service.setReadOnly(true);
        connect(&service, &engine::UsbService::transfersFinished, dialog, [&service] { service.setReadOnly(false); });
        QVERIFY(click(test::findWidget(*dialog, "replayStart")));
        QVERIFY(!dialog->findChild<QMessageBox*>(QStringLiteral("riskQuestion")));
        QTRY_VERIFY_WITH_TIMEOUT(!find<QPushButton>(*dialog, "replayStop")->isEnabled(), kAnswerMs);
        QVERIFY2(
            summary(*dialog).contains(QStringLiteral("read-only mode was switched off")), qPrintable(summary(*dialog)));
        QCOMPARE(verdict(*dialog, 1), QStringLiteral("not sent yet"));
        QCOMPARE(rows(), 2);
        QVERIFY(click(test::findWidget(*dialog, "replayStart"))); // now it asks
        auto* question = dialog->findChild<QMessageBox*>(QStringLiteral("riskQuestion"));
        QVERIFY(question);
        QVERIFY(click(test::findWidget(*question, "riskCancel")));
        QVERIFY(click(test::findWidget(*dialog, "replayClose")));
    }

    void anotherKindOfDeviceIsWarnedOf()
    {
        request(0x80, 6, 0x0100, 18);
        ui::ReplayDialog* dialog = openForAllRows(1);
        QVERIFY(dialog);
        auto* target = find<QComboBox>(*dialog, "replayTarget");
        const usb::DevicePtr other = m_fixture->waitForDevice(0xfffe, 0x0bad);
        QVERIFY(other);
        const int index = target->findData(QVariant::fromValue<qulonglong>(other->id.value));
        QVERIFY(index >= 0);
        QVERIFY(test::choose(target, target->itemText(index)));
        QVERIFY(find<QWidget>(*dialog, "replayWarning")->isVisible());
        QVERIFY(send(*dialog));
        QTRY_COMPARE_WITH_TIMEOUT(verdict(*dialog, 0), QStringLiteral("differs"), kAnswerMs);
        QVERIFY(click(test::findWidget(*dialog, "replayClose")));
    }

    void consentIsForTheDeviceThatWasNamed()
    {
        write({ 1, 2, 3 });
        ui::ReplayDialog* dialog = openForAllRows(1);
        QVERIFY(dialog);
        QVERIFY(click(test::findWidget(*dialog, "replayStart")));
        auto* question = dialog->findChild<QMessageBox*>(QStringLiteral("riskQuestion"));
        QVERIFY(question);
        QTRY_VERIFY(question->isVisible());
        QVERIFY(m_fixture->demoBus().setPlugged("loopback", false));
        auto* target = find<QComboBox>(*dialog, "replayTarget");
        QTRY_COMPARE_WITH_TIMEOUT(target->currentIndex(), -1, kAnswerMs);
        QVERIFY(m_fixture->demoBus().setPlugged("loopback", true)); // the same model, a new device
        QTRY_VERIFY_WITH_TIMEOUT(target->currentIndex() >= 0, kAnswerMs);
        QVERIFY(click(test::findWidget(*question, "riskAgree")));
        QVERIFY(summary(*dialog).contains(QStringLiteral("Nothing was sent")));
        QCOMPARE(rows(), 1);
        QVERIFY(click(test::findWidget(*dialog, "replayClose")));
    }

    void unpluggedTargetDisablesSend()
    {
        request(0x80, 6, 0x0100, 18);
        ui::ReplayDialog* dialog = openForAllRows(1);
        QVERIFY(dialog);
        QVERIFY(m_fixture->demoBus().setPlugged("loopback", false));
        QTRY_VERIFY_WITH_TIMEOUT(!find<QPushButton>(*dialog, "replayStart")->isEnabled(), kAnswerMs);
        QVERIFY(find<QWidget>(*dialog, "replayWarning")->isVisible());
        QVERIFY(click(test::findWidget(*dialog, "replayClose")));
    }

private:
    [[nodiscard]] QTableView* table() { return find<QTableView>(*m_panel, "logTable"); }
    [[nodiscard]] int rows() { return table()->model()->rowCount(); }
    [[nodiscard]] static QTableView* steps(ui::ReplayDialog& dialog) { return find<QTableView>(dialog, "replaySteps"); }
    [[nodiscard]] static QString verdict(ui::ReplayDialog& dialog, int row)
    {
        return steps(dialog)->model()->index(row, ui::ReplayModel::Verdict).data().toString();
    }
    [[nodiscard]] static QString summary(ui::ReplayDialog& dialog)
    {
        return find<QLabel>(dialog, "replaySummary")->text();
    }

    [[nodiscard]] static bool send(ui::ReplayDialog& dialog)
    {
        if (!click(test::findWidget(dialog, "replayStart")))
            return false;
        auto* question = dialog.findChild<QMessageBox*>(QStringLiteral("riskQuestion"));
        return !question || click(test::findWidget(*question, "riskAgree"));
    }

    void send(usb::TransferRequest order) { m_fixture->service().transfer(m_loopback->id, std::move(order)); }

    void request(std::uint8_t type, std::uint8_t code, std::uint16_t value, std::uint16_t length)
    {
        usb::TransferRequest order;
        order.setup = { type, code, value, 0, length };
        order.length = length;
        send(std::move(order));
    }

    void write(const Bytes& bytes)
    {
        usb::TransferRequest order;
        order.setup = { 0x40, 0x5b, 0, 0, static_cast<std::uint16_t>(bytes.size()) };
        order.data = bytes;
        send(std::move(order));
    }

    [[nodiscard]] ui::ReplayDialog* shownDialog(int stepCount)
    {
        ui::ReplayDialog* dialog = nullptr;
        const bool isReady = QTest::qWaitFor(
            [&] {
                dialog = m_panel->findChild<ui::ReplayDialog*>();
                return dialog && dialog->isVisible() && steps(*dialog)->model()->rowCount() == stepCount;
            },
            kAnswerMs);
        return isReady ? dialog : nullptr;
    }

    // Selects everything in the log and asks to send it again.
    [[nodiscard]] ui::ReplayDialog* openForAllRows(int count)
    {
        const bool isLogged = QTest::qWaitFor(
            [&] {
                return rows() == count && m_fixture->service().session(m_loopback->id).inFlight == 0
                    && m_fixture->context().log->counters().completed == static_cast<std::uint64_t>(count);
            },
            kAnswerMs);
        if (!isLogged || !test::clickItem(table(), table()->model()->index(0, 0)))
            return nullptr;
        QTest::keySequence(table(), QKeySequence(QKeySequence::SelectAll));
        return click(test::findWidget(*m_panel, "logSendAgain")) ? shownDialog(count) : nullptr;
    }

    std::unique_ptr<test::AppFixture> m_fixture;
    std::unique_ptr<ui::LogPanel> m_panel;
    usb::DevicePtr m_loopback;
};

QTEST_MAIN(TstReplayDialog)
#include "tst_replay_dialog.moc"
