// SPDX-License-Identifier: GPL-3.0-or-later
// What a person without permission is told, and what one is told whose interface is taken.
#include "core/usb/udev_rule.h"
#include "tests/gui/refusing_backend.h"
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/views/access_help.h"
#include "ui/views/control_panel.h"
#include "ui/views/endpoint_panel.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>

using namespace wb;
using wb::test::click;
using wb::test::find;

namespace {

constexpr int kAnswerMs = 5000;

}

class TstAccessHelp : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deniedShowsTheRuleOfThisDevice()
    {
        test::AppFixture fixture(test::AppFixture::Bus::Off);
        fixture.service().addBackend(std::make_unique<test::RefusingBackend>(ErrorKind::AccessDenied, ""));
        const usb::DevicePtr device = fixture.waitForDevice(0x1234, 0x5678);
        QVERIFY(device);
        ui::ControlPanel panel(fixture.context());
        panel.resize(1000, 600);
        QVERIFY(test::showAndWait(panel));
        ui::Selection selection;
        selection.device = device;
        panel.setSubject(selection);
        QVERIFY(click(test::findWidget(panel, "controlSend")));

        auto* help = find<ui::AccessHelp>(panel, "accessHelp");
        // A device that has just arrived is tried for two seconds before help is shown (P45).
        QTRY_VERIFY_WITH_TIMEOUT(help->isVisible(), kAnswerMs);
        const usb::UdevRule rule = usb::udevRule(0x1234, 0x5678);
        const QString file = QString::fromStdString(rule.directory + "/" + rule.fileName);
        QVERIFY(find<QLabel>(*help, "accessHelpRulePath")->text().contains(file));
        QCOMPARE(
            find<QPlainTextEdit>(*help, "accessHelpRule")->toPlainText(), QString::fromStdString(rule.text).trimmed());
        QVERIFY(click(test::findWidget(*help, "accessHelpCopyRule")));
        QCOMPARE(QApplication::clipboard()->text(), QString::fromStdString(rule.text));
        QVERIFY(click(test::findWidget(*help, "accessHelpCopyCommands")));
        QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("udevadm control --reload")));
        QVERIFY(!find<QCheckBox>(*help, "accessHelpDetach")->isVisible());

        QVERIFY(click(test::findWidget(*help, "accessHelpDismiss")));
        QVERIFY(!help->isVisible());
    }

    // Also when a stream was what the system refused.
    void aRefusedStreamShowsTheHelp()
    {
        test::AppFixture fixture(test::AppFixture::Bus::Off);
        fixture.service().addBackend(std::make_unique<test::RefusingBackend>(ErrorKind::AccessDenied, ""));
        const usb::DevicePtr device = fixture.waitForDevice(0x1234, 0x5678);
        QVERIFY(device);
        ui::EndpointPanel panel(fixture.context());
        panel.resize(1100, 700);
        QVERIFY(test::showAndWait(panel));
        ui::Selection selection;
        selection.device = device;
        panel.setSubject(selection);
        QTabBar* tabs = find<QTabWidget>(panel, "endpointTabs")->tabBar();
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
        QVERIFY(click(test::findWidget(panel, "streamStart")));
        auto* help = find<ui::AccessHelp>(panel, "accessHelp");
        QTRY_VERIFY_WITH_TIMEOUT(help->isVisible(), kAnswerMs);
        QVERIFY(find<QPlainTextEdit>(*help, "accessHelpRule")->isVisible());
    }

    // "usbfs" is a program's claim: there is nothing to detach.
    void busyByAProgramOffersNoDetaching()
    {
        test::AppFixture fixture(test::AppFixture::Bus::Off);
        fixture.service().addBackend(std::make_unique<test::RefusingBackend>(ErrorKind::Busy, "usbfs"));
        const usb::DevicePtr device = fixture.waitForDevice(0x1234, 0x5678);
        QVERIFY(device);
        ui::ControlPanel panel(fixture.context());
        panel.resize(1000, 600);
        QVERIFY(test::showAndWait(panel));
        ui::Selection selection;
        selection.device = device;
        panel.setSubject(selection);
        QVERIFY(click(test::findWidget(panel, "controlSend")));
        auto* help = find<ui::AccessHelp>(panel, "accessHelp");
        QTRY_VERIFY_WITH_TIMEOUT(help->isVisible(), kAnswerMs);
        QVERIFY(!find<QLabel>(*help, "accessHelpAdvice")->text().contains(QStringLiteral("usbfs")));
        QVERIFY(!find<QCheckBox>(*help, "accessHelpDetach")->isVisible());
    }

    void busyNamesTheDriverAndOffersToDetachIt()
    {
        test::AppFixture fixture(test::AppFixture::Bus::Off);
        fixture.service().addBackend(std::make_unique<test::RefusingBackend>(ErrorKind::Busy, "usbhid"));
        const usb::DevicePtr device = fixture.waitForDevice(0x1234, 0x5678);
        QVERIFY(device);
        ui::EndpointPanel panel(fixture.context());
        panel.resize(1100, 700);
        QVERIFY(test::showAndWait(panel));
        ui::Selection selection;
        selection.device = device;
        panel.setSubject(selection);
        auto* open = find<QCheckBox>(panel, "sessionOpen");
        QTest::mouseClick(open, Qt::LeftButton, {}, QPoint(8, open->height() / 2));

        auto* help = find<ui::AccessHelp>(panel, "accessHelp");
        QTRY_VERIFY_WITH_TIMEOUT(help->isVisible(), kAnswerMs);
        QVERIFY(find<QLabel>(*help, "accessHelpAdvice")->text().contains(QStringLiteral("usbhid")));
        auto* detach = find<QCheckBox>(*help, "accessHelpDetach");
        QVERIFY(detach->isVisible());
        QVERIFY(find<QLabel>(*help, "accessHelpDetachAdvice")->text().contains(QStringLiteral("keyboards")));
        QTRY_VERIFY(!open->isChecked()); // a switch shows the state, not the wish
        fixture.service().setReadOnly(true);
        QVERIFY(!detach->isEnabled());
        QVERIFY(find<QLabel>(*help, "accessHelpDetachAdvice")->text().contains(QStringLiteral("read-only mode")));
        fixture.service().setReadOnly(false);
        QVERIFY(detach->isEnabled());
        QVERIFY(find<QLabel>(*help, "accessHelpDetachAdvice")->text().contains(QStringLiteral("keyboards")));
        QTest::mouseClick(detach, Qt::LeftButton, {}, QPoint(8, detach->height() / 2));
        // A keyboard is not taken away unasked (P74).
        QTRY_VERIFY_WITH_TIMEOUT(panel.findChild<QMessageBox*>() != nullptr, kAnswerMs);
        QVERIFY(!fixture.service().session(device->id).policy.detachKernelDriver);
        auto* question = panel.findChild<QMessageBox*>();
        QTRY_VERIFY(question->isVisible());
        QAbstractButton* agree = nullptr;
        for (QAbstractButton* button : question->buttons())
            if (button->text().remove(QLatin1Char('&')) == QStringLiteral("Detach"))
                agree = button;
        QVERIFY(click(agree));
        QTRY_VERIFY(fixture.service().session(device->id).policy.detachKernelDriver);
        QVERIFY(!find<QPlainTextEdit>(*help, "accessHelpRule")->isVisible());
    }
};

QTEST_MAIN(TstAccessHelp)
#include "tst_access_help.moc"
