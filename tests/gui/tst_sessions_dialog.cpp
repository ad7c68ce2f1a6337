// SPDX-License-Identifier: GPL-3.0-or-later
// The list of all sessions: what it says of each, closing them, and the way to their devices.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "tests/unit/engine/fake_backend.h"
#include "ui/dialogs/sessions_dialog.h"
#include "ui/main_window.h"
#include "ui/models/session_model.h"

#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPointer>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>

using namespace wb;
using namespace wb::test;
using ui::SessionModel;

namespace {

constexpr int kAnswerMs = 8000;

usb::TransferRequest neverAnswered()
{
    usb::TransferRequest request;
    request.type = usb::TransferType::Bulk;
    request.endpoint = { 0x81 };
    request.length = 512;
    request.timeoutMs = 0;
    return request;
}

} // namespace

class TestSessionsDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<AppFixture>();
        m_loopback = m_fixture->loopback();
        m_keyboard = m_fixture->waitForDevice(0xfffe, 0x0003);
        QVERIFY(m_loopback && m_keyboard);
    }

    void cleanup()
    {
        delete m_dialog.data();
        m_loopback.reset();
        m_keyboard.reset();
        m_fixture.reset();
    }

    void saysThatNothingIsOpen()
    {
        QVERIFY(showDialog());
        QCOMPARE(rows(), 0);
        QVERIFY(words().startsWith(QStringLiteral("No device is open.")));
        QVERIFY(!button("sessionsShow")->isEnabled());
        QVERIFY(!button("sessionsCloseDevice")->isEnabled());
    }

    void tellsWhatIsClaimedDetachedAndInFlight()
    {
        QVERIFY(openDevice(m_loopback)); // before there is a list
        QVERIFY(showDialog());
        const QAbstractItemModelTester tester(table()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(row(0), QStringLiteral("Loopback device | %1 | open | 1 | – | – | – | 0").arg(placeOf(*m_loopback)));

        service().claim(m_loopback->id, 0, false);
        service().setAlternateSetting(m_loopback->id, 0, 1);
        service().transfer(m_loopback->id, neverAnswered());
        QTRY_COMPARE_WITH_TIMEOUT(row(0),
            QStringLiteral("Loopback device | %1 | open | 1 | 0 | 0: 1 | – | 1").arg(placeOf(*m_loopback)), kAnswerMs);
        QVERIFY(toolTip(0).contains(QStringLiteral("Interface 0: claimed, alternate setting 1")));

        QVERIFY(openDevice(m_keyboard));
        QTRY_COMPARE(rows(), 2);
        QCOMPARE(words(), QStringLiteral("2 devices are open."));
        QVERIFY(toolTip(1).contains(QStringLiteral("Interface 0: not claimed, driver usbhid")));
        service().detachDriver(m_keyboard->id, 0);
        QTRY_COMPARE_WITH_TIMEOUT(cell(1, SessionModel::Detached), QStringLiteral("0: usbhid"), kAnswerMs);
        QVERIFY(toolTip(1).contains(QStringLiteral("Interface 0: not claimed, usbhid detached, owed")));

        service().cancelAll(m_loopback->id);
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, SessionModel::InFlight), QStringLiteral("0"), kAnswerMs);
        service().close(m_loopback->id);
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, kAnswerMs);
        QVERIFY(cell(0, SessionModel::Detached).contains(QStringLiteral("usbhid"))); // the other one stays
    }

    void unpluggingTakesItsRowAway()
    {
        QVERIFY(openDevice(m_loopback));
        QVERIFY(showDialog());
        QCOMPARE(rows(), 1);
        QVERIFY(m_fixture->demoBus().setPlugged("loopback", false).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 0, kAnswerMs);
        QVERIFY(words().startsWith(QStringLiteral("No device is open.")));
    }

    void anUnconfiguredDeviceSaysSo()
    {
        QVERIFY(openDevice(m_loopback));
        QVERIFY(showDialog());
        service().setConfiguration(m_loopback->id, std::nullopt);
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, SessionModel::Configuration), QStringLiteral("unconfigured"), kAnswerMs);
    }

    void closesWhatIsSelected()
    {
        QVERIFY(openDevice(m_loopback) && openDevice(m_keyboard));
        service().transfer(m_loopback->id, neverAnswered());
        QVERIFY(showDialog());
        QTRY_COMPARE_WITH_TIMEOUT(cellOf(m_loopback, SessionModel::InFlight), QStringLiteral("1"), kAnswerMs);
        QVERIFY(!button("sessionsCloseDevice")->isEnabled());
        QVERIFY(clickItem(table(), table()->model()->index(rowOf(m_loopback), 0)));
        QVERIFY(click(button("sessionsCloseDevice")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 1, kAnswerMs);
        QVERIFY(service().session(m_loopback->id).phase == engine::SessionPhase::Closed);
        QVERIFY(service().session(m_keyboard->id).isOpen());
        QCOMPARE(words(), QStringLiteral("1 device is open."));
    }

    void closesAllAtOnce()
    {
        QVERIFY(openDevice(m_loopback) && openDevice(m_keyboard));
        QVERIFY(showDialog());
        QVERIFY(clickItem(table(), table()->model()->index(0, 0)));
        QTest::keySequence(table(), QKeySequence(QKeySequence::SelectAll));
        QVERIFY(click(button("sessionsCloseDevice")));
        QTRY_COMPARE_WITH_TIMEOUT(rows(), 0, kAnswerMs);
        QVERIFY(!button("sessionsShow")->isEnabled());
    }

    void whatHangsIsNamed()
    {
        const auto world = std::make_shared<FakeWorld>();
        const usb::DevicePtr silent = world->plug(1, 1);
        service().addBackend(makeFakeBackend(world));
        QTRY_VERIFY_WITH_TIMEOUT(service().device(silent->id), kAnswerMs);
        QVERIFY(openDevice(silent));
        QVERIFY(showDialog());
        world->hang("claim 0");
        service().claim(silent->id, 0, false);
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, SessionModel::State), QStringLiteral("not answering: claim"), kAnswerMs);
        world->release("claim 0");
        QTRY_COMPARE_WITH_TIMEOUT(cell(0, SessionModel::State), QStringLiteral("open"), kAnswerMs);
    }

    void isReachedFromTheMenuAndTheStatusLine()
    {
        ui::MainWindow window(m_fixture->context());
        window.resize(1280, 800);
        QVERIFY(showAndWait(window));
        auto* status = find<QAbstractButton>(window, "statusSessions");
        QVERIFY(status != nullptr && !status->isVisible());
        QVERIFY(openDevice(m_loopback));
        QTRY_VERIFY(status->isVisible());
        QCOMPARE(status->text(), QStringLiteral("1 open"));

        QVERIFY(click(status));
        QPointer<QWidget> dialog = findWidget(window, "sessionsDialog");
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->isVisible());
        QVERIFY(clickMenu(window, { QStringLiteral("Device"), QStringLiteral("Sessions") }));
        QCOMPARE(window.findChildren<ui::SessionsDialog*>().size(), qsizetype { 1 });
        QVERIFY(click(findWidget(*dialog, "sessionsDone")));
        QTRY_VERIFY(!dialog);

        service().close(m_loopback->id);
        QTRY_VERIFY_WITH_TIMEOUT(!status->isVisible(), kAnswerMs);
        QVERIFY(clickMenu(window, { QStringLiteral("Device"), QStringLiteral("Sessions") }));
        QTRY_VERIFY(window.findChild<ui::SessionsDialog*>() != nullptr);
    }

    void leadsToTheDevice_data()
    {
        QTest::addColumn<QString>("way");
        QTest::newRow("button") << QStringLiteral("button");
        QTest::newRow("Enter key") << QStringLiteral("key");
        QTest::newRow("double click") << QStringLiteral("mouse");
    }

    void leadsToTheDevice()
    {
        QFETCH(const QString, way);
        ui::MainWindow window(m_fixture->context());
        window.resize(1280, 800);
        QVERIFY(showAndWait(window));
        QVERIFY(openDevice(m_loopback) && openDevice(m_keyboard));
        QVERIFY(clickMenu(window, { QStringLiteral("Device"), QStringLiteral("Sessions") }));
        auto* dialog = window.findChild<ui::SessionsDialog*>();
        QVERIFY(dialog != nullptr && showAndWait(*dialog));
        auto* list = find<QTableView>(*dialog, "sessionsTable");
        const QModelIndex wanted = findItem(*list->model(), QStringLiteral("Loopback device"));
        QVERIFY(clickItem(list, wanted));
        if (way == QStringLiteral("mouse"))
            QVERIFY(doubleClickItem(list, wanted));
        else if (way == QStringLiteral("key"))
            QTest::keyClick(list, Qt::Key_Return);
        else
            QVERIFY(click(findWidget(*dialog, "sessionsShow")));
        QTRY_COMPARE(find<QLabel>(window, "deviceName")->text(), QStringLiteral("Loopback device"));
        QCOMPARE(
            find<QTabWidget>(window, "centreTabs")->currentWidget()->objectName(), QStringLiteral("endpointPanel"));
        QVERIFY(findWidget(window, "sessionSwitches")->isVisible());
        QVERIFY(dialog->isVisible()); // the next one can be gone to
    }

private:
    [[nodiscard]] engine::UsbService& service() { return m_fixture->service(); }
    [[nodiscard]] bool openDevice(const usb::DevicePtr& device)
    {
        service().open(device->id);
        return QTest::qWaitFor([&] { return service().session(device->id).isOpen(); }, kAnswerMs);
    }
    [[nodiscard]] bool showDialog()
    {
        m_dialog = new ui::SessionsDialog(m_fixture->context());
        return showAndWait(*m_dialog);
    }
    [[nodiscard]] QTableView* table() { return find<QTableView>(*m_dialog, "sessionsTable"); }
    [[nodiscard]] QAbstractButton* button(const char* name) { return find<QAbstractButton>(*m_dialog, name); }
    [[nodiscard]] QString words() { return find<QLabel>(*m_dialog, "sessionsWords")->text(); }
    [[nodiscard]] int rows() { return table()->model()->rowCount(); }
    [[nodiscard]] QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }
    [[nodiscard]] QString toolTip(int row) { return table()->model()->index(row, 0).data(Qt::ToolTipRole).toString(); }
    [[nodiscard]] QString row(int number)
    {
        return dumpModel(*table()->model()).split(QLatin1Char('\n')).value(number);
    }
    [[nodiscard]] static QString placeOf(const usb::DeviceInfo& device)
    {
        return QString::fromStdString(usb::toString(device.path));
    }
    [[nodiscard]] int rowOf(const usb::DevicePtr& device)
    {
        for (int place = 0; place < rows(); ++place)
            if (cell(place, SessionModel::Place) == placeOf(*device))
                return place;
        return -1;
    }
    [[nodiscard]] QString cellOf(const usb::DevicePtr& device, int column) { return cell(rowOf(device), column); }

    std::unique_ptr<AppFixture> m_fixture;
    QPointer<ui::SessionsDialog> m_dialog;
    usb::DevicePtr m_loopback;
    usb::DevicePtr m_keyboard;
};

QTEST_MAIN(TestSessionsDialog)
#include "tst_sessions_dialog.moc"
