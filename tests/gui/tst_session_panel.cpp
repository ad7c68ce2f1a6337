// SPDX-License-Identifier: GPL-3.0-or-later
// The session of a device as a person changes it in the endpoint panel: configuration, drivers, claims, resets.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "tests/unit/engine/fake_backend.h"
#include "ui/text/device_text.h"
#include "ui/views/device_tree_panel.h"
#include "ui/views/endpoint_panel.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

using namespace wb;
using wb::test::choose;
using wb::test::click;
using wb::test::find;
using wb::test::findWidget;
using wb::test::typeInto;

namespace {

constexpr int kAnswerMs = 8000;

ui::Selection selectionOf(const usb::DevicePtr& device)
{
    ui::Selection selection;
    selection.device = device;
    return selection;
}

} // namespace

class TestSessionPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<test::AppFixture>();
        m_panel = std::make_unique<ui::EndpointPanel>(m_fixture->context());
        m_panel->resize(1200, 700);
        QVERIFY(test::showAndWait(*m_panel));
    }
    void cleanup()
    {
        m_panel.reset();
        m_device.reset();
        m_fixture.reset();
    }

    void theSameConfigurationIsNotSentAgain()
    {
        QVERIFY(openDevice(0x0001));
        QCOMPARE(configuration()->currentText(), QStringLiteral("Configuration 1 (now)"));
        QVERIFY(click(apply())); // nothing to ask: nothing happens
        QVERIFY(!question());
        QTRY_VERIFY_WITH_TIMEOUT(
            text("endpointNoticesWords").contains(QStringLiteral("already active; nothing was sent")), kAnswerMs);
        QCOMPARE(m_fixture->context().log->count(), std::size_t { 0 });
    }

    void unconfiguredAndBack()
    {
        QVERIFY(openDevice(0x0001));
        QVERIFY(choose(configuration(), QStringLiteral("Unconfigured")));
        QVERIFY(click(apply()));
        QVERIFY(answerRisk("riskCancel", QStringLiteral("interrupted")));
        QCOMPARE(int { active().value_or(0) }, 1);
        QCOMPARE(m_fixture->context().log->count(), std::size_t { 0 });

        QVERIFY(click(apply()));
        QVERIFY(answerRisk("riskAgree", QStringLiteral("interrupted")));
        QTRY_VERIFY_WITH_TIMEOUT(!active(), kAnswerMs);
        QTRY_COMPARE_WITH_TIMEOUT(configuration()->currentText(), QStringLiteral("Unconfigured (now)"), kAnswerMs);
        QVERIFY(!m_panel->findChild<QCheckBox*>(QStringLiteral("sessionClaim0"))); // it has no interfaces

        QVERIFY(choose(configuration(), QStringLiteral("Configuration 1")));
        QVERIFY(click(apply()));
        QVERIFY(answerRisk("riskAgree", QStringLiteral("interrupted")));
        QTRY_COMPARE_WITH_TIMEOUT(int { active().value_or(0) }, 1, kAnswerMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_panel->findChild<QCheckBox*>(QStringLiteral("sessionClaim0")), kAnswerMs);
        QTRY_COMPARE(m_fixture->context().log->count(), std::size_t { 2 }); // both SET_CONFIGURATIONs
    }

    void whatStandsInTheWayIsSaid()
    {
        QVERIFY(openDevice(0x0001));
        tick("sessionClaim0");
        QTRY_VERIFY_WITH_TIMEOUT(box("sessionClaim0")->isChecked(), kAnswerMs);
        QVERIFY(choose(configuration(), QStringLiteral("Unconfigured")));
        QVERIFY(!apply()->isEnabled());
        QVERIFY(reason().contains(QStringLiteral("release 0")));

        engine::StreamConfig config;
        config.endpoint = { 0x82 };
        config.transferBytes = 512;
        const engine::StreamId stream = m_fixture->service().startStream(m_device->id, config);
        QTRY_VERIFY_WITH_TIMEOUT(reason().contains(QStringLiteral("Transfers are under way")), kAnswerMs);
        m_fixture->service().stopStream(stream);
        QTRY_VERIFY_WITH_TIMEOUT(reason().contains(QStringLiteral("release 0")), kAnswerMs);

        tick("sessionClaim0");
        QTRY_VERIFY_WITH_TIMEOUT(apply()->isEnabled(), kAnswerMs);
        QVERIFY(!findWidget(*m_panel, "sessionConfigurationReason")->isVisible());
        QCOMPARE(configuration()->currentText(), QStringLiteral("Unconfigured")); // the choice has stayed
    }

    void aDriverIsDetachedOwedAndPutBack()
    {
        QVERIFY(openDevice(0x0003));
        QCOMPARE(text("sessionDriver0"), QStringLiteral("driver usbhid"));
        QVERIFY(click(button("sessionDetach0")));
        QVERIFY(answerRisk("riskCancel", QStringLiteral("keyboards and mice")));
        QCOMPARE(text("sessionDriver0"), QStringLiteral("driver usbhid"));
        QVERIFY(click(button("sessionDetach0")));
        QVERIFY(answerRisk("riskAgree", QStringLiteral("keyboards and mice")));
        QTRY_COMPARE_WITH_TIMEOUT(text("sessionDriver0"), QStringLiteral("usbhid detached, owed"), kAnswerMs);
        QTRY_COMPARE(button("sessionDetach0")->text(), QStringLiteral("Put back"));
        QVERIFY(click(button("sessionDetach0")));
        QTRY_COMPARE_WITH_TIMEOUT(text("sessionDriver0"), QStringLiteral("driver usbhid"), kAnswerMs);
    }

    void driversAreTakenOffForAnotherConfiguration()
    {
        QVERIFY(openDevice(0x0003));
        QVERIFY(choose(configuration(), QStringLiteral("Unconfigured")));
        QVERIFY(!apply()->isEnabled());
        QVERIFY(reason().contains(QStringLiteral("usbhid holds interface 0")));
        tick("sessionDetachPolicy");
        QVERIFY(answerRisk("riskAgree", QStringLiteral("keyboards and mice")));
        QTRY_VERIFY(apply()->isEnabled());
        QVERIFY(click(apply()));
        QVERIFY(answerRisk("riskAgree", QStringLiteral("keyboards and mice")));
        QTRY_VERIFY_WITH_TIMEOUT(!active(), kAnswerMs);
        QTRY_COMPARE_WITH_TIMEOUT(configuration()->currentText(), QStringLiteral("Unconfigured (now)"), kAnswerMs);
        QVERIFY(choose(configuration(), QStringLiteral("Configuration 1")));
        QVERIFY(click(apply()));
        QVERIFY(answerRisk("riskAgree", QStringLiteral("keyboards and mice")));
        QTRY_COMPARE_WITH_TIMEOUT(int { active().value_or(0) }, 1, kAnswerMs);
        // Its drivers came by themselves.
        QTRY_VERIFY_WITH_TIMEOUT(m_fixture->service().device(m_device->id)->driverOf(0) == "usbhid", kAnswerMs);
    }

    void theSystemIsAskedForADriver()
    {
        QVERIFY(openDevice(0x0001));
        QCOMPARE(text("sessionDriver0"), QStringLiteral("no driver"));
        QCOMPARE(button("sessionDetach0")->text(), QStringLiteral("Attach"));
        QVERIFY(click(button("sessionDetach0")));
        QTRY_VERIFY_WITH_TIMEOUT(text("endpointFailureWords").contains(QStringLiteral("no driver fits")), kAnswerMs);
    }

    void readOnlyModeSaysSoWithoutAsking()
    {
        QVERIFY(openDevice(0x0003));
        m_fixture->service().setReadOnly(true);
        QVERIFY(!box("sessionDetachPolicy")->isEnabled());
        QVERIFY(click(button("sessionDetach0")));
        QVERIFY(!question());
        QTRY_VERIFY_WITH_TIMEOUT(
            text("endpointFailureWords").contains(QStringLiteral("read-only mode is on")), kAnswerMs);
        QCOMPARE(text("sessionDriver0"), QStringLiteral("driver usbhid"));
        m_fixture->service().setReadOnly(false);
        QVERIFY(box("sessionDetachPolicy")->isEnabled());
    }

    // A driver that was never there may write to the device; one that is owed is put back all the same.
    void readOnlyModeAttachesWhatIsOwedOnly()
    {
        QVERIFY(openDevice(0x0001));
        QVERIFY(button("sessionDetach0")->isEnabled());
        m_fixture->service().setReadOnly(true);
        QVERIFY(!button("sessionDetach0")->isEnabled());
        QVERIFY(button("sessionDetach0")->toolTip().contains(QStringLiteral("read-only mode")));
        m_fixture->service().setReadOnly(false);
        QVERIFY(button("sessionDetach0")->isEnabled());

        QVERIFY(openDevice(0x0003));
        QVERIFY(click(button("sessionDetach0")));
        QVERIFY(answerRisk("riskAgree", QStringLiteral("keyboards and mice")));
        QTRY_COMPARE_WITH_TIMEOUT(text("sessionDriver0"), QStringLiteral("usbhid detached, owed"), kAnswerMs);
        m_fixture->service().setReadOnly(true);
        QVERIFY(click(button("sessionDetach0")));
        QTRY_COMPARE_WITH_TIMEOUT(text("sessionDriver0"), QStringLiteral("driver usbhid"), kAnswerMs);
    }

    void theTimeoutOfADeviceIsWhatItsTransfersBeginWith()
    {
        const usb::DevicePtr keyboard = m_fixture->waitForDevice(0xfffe, 0x0003);
        QVERIFY(keyboard);
        QVERIFY(openDevice(0x0001));
        QCOMPARE(typed("sessionTimeout"), QStringLiteral("1000"));
        QVERIFY(typeInto(findWidget(*m_panel, "sessionTimeout"), QStringLiteral("250")));
        QCOMPARE(m_fixture->service().defaultTimeout(m_device->id), 250U);
        QCOMPARE(typed("singleTimeout"), QStringLiteral("250"));

        QVERIFY(typeInto(findWidget(*m_panel, "sessionTimeout"), QStringLiteral("-1")));
        QVERIFY(findWidget(*m_panel, "sessionTimeoutProblem")->isVisible());
        QCOMPARE(m_fixture->service().defaultTimeout(m_device->id), 250U);

        m_panel->setSubject(selectionOf(keyboard));
        QVERIFY(!findWidget(*m_panel, "sessionTimeoutProblem")->isVisible());
        QCOMPARE(typed("sessionTimeout"), QStringLiteral("1000"));
        QCOMPARE(typed("singleTimeout"), QStringLiteral("1000"));
        m_panel->setSubject(selectionOf(m_device));
        QCOMPARE(typed("sessionTimeout"), QStringLiteral("250"));
        QCOMPARE(typed("singleTimeout"), QStringLiteral("250"));

        // What is typed for one transfer is for that one.
        QVERIFY(typeInto(findWidget(*m_panel, "singleTimeout"), QStringLiteral("70")));
        m_panel->setSubject(selectionOf(m_device));
        QCOMPARE(typed("singleTimeout"), QStringLiteral("70"));
        QCOMPARE(m_fixture->service().defaultTimeout(m_device->id), 250U);
        m_fixture->service().setDefaultTimeout(m_device->id, 300);
        QCOMPARE(typed("sessionTimeout"), QStringLiteral("300"));
        QCOMPARE(typed("singleTimeout"), QStringLiteral("300"));
    }

    // What was selected, its session and its claims follow the device to its new address (P46).
    void theSelectionFollowsAReset()
    {
        const auto world = std::make_shared<test::FakeWorld>();
        const usb::DevicePtr before = world->plug(1, 1);
        test::AppFixture fixture(test::AppFixture::Bus::Off);
        fixture.service().addBackend(test::makeFakeBackend(world));
        ui::DeviceTreePanel tree(fixture.context());
        QVERIFY(test::showAndWait(tree));
        QTRY_VERIFY(tree.tree().indexOf(before->id).isValid());
        ui::Selection selection = selectionOf(before);
        selection.configuration = std::uint8_t { 1 };
        selection.interfaceNumber = std::uint8_t { 0 };
        tree.select(selection);
        (void)fixture.service().claim(before->id, 0, false);
        QTRY_VERIFY(isClaimed(fixture.service(), before->id));
        world->failNext("reset", { ErrorKind::NotFound, -5, "reset", {} });
        (void)fixture.service().reset(before->id);
        QTRY_COMPARE(closings(*world), 1);
        world->unplug(before->id);
        const usb::DevicePtr back = world->plug(1, 1);
        QTRY_VERIFY(tree.selection().device->id == back->id);
        QVERIFY(tree.selection().interfaceNumber == std::uint8_t { 0 });
        QTRY_VERIFY(isClaimed(fixture.service(), back->id));
    }

private:
    [[nodiscard]] QComboBox* configuration() { return find<QComboBox>(*m_panel, "sessionConfiguration"); }
    [[nodiscard]] QPushButton* apply() { return button("sessionConfigurationApply"); }
    [[nodiscard]] QPushButton* button(const char* name) { return find<QPushButton>(*m_panel, name); }
    [[nodiscard]] QCheckBox* box(const char* name) { return find<QCheckBox>(*m_panel, name); }
    [[nodiscard]] QString text(const char* name) { return find<QLabel>(*m_panel, name)->text(); }
    [[nodiscard]] QString typed(const char* name) { return find<QLineEdit>(*m_panel, name)->text(); }
    [[nodiscard]] QString reason() { return text("sessionConfigurationReason"); }
    [[nodiscard]] QMessageBox* question() { return m_panel->findChild<QMessageBox*>(QStringLiteral("riskQuestion")); }
    [[nodiscard]] std::optional<std::uint8_t> active() const
    {
        return m_fixture->service().device(m_device->id)->activeConfiguration;
    }

    void tick(const char* name)
    {
        QTest::mouseClick(box(name), Qt::LeftButton, {}, QPoint(8, box(name)->height() / 2));
    }

    [[nodiscard]] bool openDevice(std::uint16_t product)
    {
        m_device = m_fixture->waitForDevice(0xfffe, product);
        if (!m_device)
            return false;
        m_panel->setSubject(selectionOf(m_device));
        tick("sessionOpen");
        return QTest::qWaitFor([this] { return m_fixture->service().session(m_device->id).isOpen(); }, kAnswerMs);
    }

    // Clicks a button of the question, which names the device and says `part`; false when none was asked.
    [[nodiscard]] bool answerRisk(const char* choice, const QString& part)
    {
        QMessageBox* asked = question();
        const QString name = ui::text::deviceName(*m_device, m_fixture->context().ids);
        if (asked == nullptr || !QTest::qWaitForWindowExposed(asked) || !asked->text().contains(part)
            || !asked->informativeText().contains(name) || !click(findWidget(*asked, choice)))
            return false;
        return QTest::qWaitFor([this] { return question() == nullptr; });
    }

    [[nodiscard]] static bool isClaimed(const engine::UsbService& service, usb::DeviceId device)
    {
        const engine::SessionState session = service.session(device);
        const engine::InterfaceState* state = session.find(0);
        return state != nullptr && state->isClaimed;
    }

    [[nodiscard]] static int closings(const test::FakeWorld& world)
    {
        const std::vector<std::string> calls = world.calls();
        return static_cast<int>(std::count(calls.begin(), calls.end(), "close"));
    }

    std::unique_ptr<test::AppFixture> m_fixture;
    std::unique_ptr<ui::EndpointPanel> m_panel;
    usb::DevicePtr m_device;
};

QTEST_MAIN(TestSessionPanel)
#include "tst_session_panel.moc"
