// SPDX-License-Identifier: GPL-3.0-or-later
// What "do not ask again" is taken for: this reason and this device, nothing else.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/dialogs/risk_gate.h"

#include <QCheckBox>
#include <QMessageBox>

using namespace wb;
using namespace wb::test;

class TestRiskGate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<AppFixture>(AppFixture::Bus::Off);
        m_window = std::make_unique<QWidget>();
        m_gate = new ui::RiskGate(
            m_fixture->service(), QStringLiteral("Detach?"), QStringLiteral("Detach"), m_window.get());
        m_agreed = 0;
        QVERIFY(showAndWait(*m_window));
    }

    void cleanup()
    {
        m_window.reset();
        m_fixture.reset();
    }

    // As of a device with a keyboard and a disk: each interface has a reason of its own.
    void anotherReasonIsAskedAgain()
    {
        pass(usb::DeviceId { 1 }, QStringLiteral("Keyboards stop."));
        QVERIFY(trust());
        QTRY_VERIFY(question() == nullptr);
        QCOMPARE(m_agreed, 1);
        pass(usb::DeviceId { 1 }, QStringLiteral("Keyboards stop."));
        QVERIFY(question() == nullptr);
        QCOMPARE(m_agreed, 2);

        pass(usb::DeviceId { 1 }, QStringLiteral("Disks stop."));
        QVERIFY(question() != nullptr);
        QVERIFY(click(findWidget(*question(), "riskCancel")));
        QTRY_VERIFY(question() == nullptr);
        pass(usb::DeviceId { 2 }, QStringLiteral("Keyboards stop."));
        QVERIFY(question() != nullptr);
        QCOMPARE(m_agreed, 2);
    }

    // Of several devices, one after the other.
    void theNextQuestionMayFollowFromTheAnswer()
    {
        m_gate->pass(usb::DeviceId { 1 }, QStringLiteral("First"), QStringLiteral("Disks stop."),
            [this] { pass(usb::DeviceId { 2 }, QStringLiteral("Keyboards stop.")); });
        QMessageBox* first = question();
        QVERIFY(first != nullptr && QTest::qWaitForWindowExposed(first));
        QVERIFY(click(findWidget(*first, "riskAgree")));
        QTRY_VERIFY(question() != nullptr && question()->text() == QStringLiteral("Keyboards stop."));
        QCOMPARE(m_agreed, 0);
        QVERIFY(QTest::qWaitForWindowExposed(question()));
        QVERIFY(click(findWidget(*question(), "riskAgree")));
        QCOMPARE(m_agreed, 1);
        QTRY_VERIFY(question() == nullptr);
    }

private:
    [[nodiscard]] QMessageBox* question() { return m_window->findChild<QMessageBox*>(QStringLiteral("riskQuestion")); }

    void pass(usb::DeviceId device, const QString& reason)
    {
        m_gate->pass(device, QStringLiteral("Composite"), reason, [this] { ++m_agreed; });
    }

    [[nodiscard]] bool trust()
    {
        QMessageBox* asked = question();
        if (asked == nullptr || !QTest::qWaitForWindowExposed(asked))
            return false;
        auto* remember = find<QCheckBox>(*asked, "riskRemember");
        QTest::mouseClick(remember, Qt::LeftButton, {}, QPoint(8, remember->height() / 2));
        return remember->isChecked() && click(findWidget(*asked, "riskAgree"));
    }

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<QWidget> m_window;
    ui::RiskGate* m_gate = nullptr; // the window's
    int m_agreed = 0;
};

QTEST_MAIN(TestRiskGate)
#include "tst_risk_gate.moc"
