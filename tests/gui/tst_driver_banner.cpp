// SPDX-License-Identifier: GPL-3.0-or-later
// The strip that offers to put back what an earlier run left detached.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "tests/unit/engine/fake_backend.h"
#include "ui/views/driver_banner.h"

#include <QAbstractButton>
#include <QLabel>

using namespace wb;
using namespace wb::test;

class TestDriverBanner : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<FakeWorld> m_world;
    std::unique_ptr<AppFixture> m_fixture;
    std::shared_ptr<engine::DriverLedger> m_ledger;
    std::unique_ptr<engine::DriverOffers> m_offers;
    std::unique_ptr<ui::AppContext> m_context;
    std::unique_ptr<ui::DriverBanner> m_banner;

    [[nodiscard]] QString words() { return find<QLabel>(*m_banner, "driverBannerWords")->text(); }

private Q_SLOTS:
    // A keyboard without its driver, and a run that was killed before it put it back.
    void init()
    {
        m_world = std::make_shared<FakeWorld>();
        (void)m_world->plug(1, 1);
        m_fixture = std::make_unique<AppFixture>(AppFixture::Bus::Off);
        const std::string folder = m_fixture->directory().toStdString() + "/owed";
        QVERIFY(engine::DriverLedger(folder).owe({ "fake", { 1, { 1 } }, 0x1209, 1, 0, "usbhid" }).has_value());
        m_ledger = std::make_shared<engine::DriverLedger>(folder);
        engine::UsbService& service = m_fixture->service();
        service.setDriverLedger(m_ledger);
        m_offers = std::make_unique<engine::DriverOffers>(service, m_ledger);
        m_context = std::make_unique<ui::AppContext>(m_fixture->context());
        m_context->driverOffers = m_offers.get();
        m_banner = std::make_unique<ui::DriverBanner>(*m_context);
        QVERIFY(!m_banner->isVisible());
        service.addBackend(makeFakeBackend(m_world));
        QTRY_VERIFY(!m_offers->offers().empty());
        QVERIFY(showAndWait(*m_banner));
    }

    void cleanup()
    {
        m_banner.reset();
        m_context.reset();
        m_offers.reset();
        m_fixture.reset();
        m_ledger.reset();
    }

    void putsBackByOneClick()
    {
        QVERIFY2(words().contains(QStringLiteral("usbhid from interface 0 of")), qPrintable(words()));
        QVERIFY(click(findWidget(*m_banner, "driverGiveBack")));
        QTRY_VERIFY(!m_banner->isVisible());
        QVERIFY(m_ledger->leftBehind().empty());
        const std::vector<std::string> calls = m_world->calls();
        QVERIFY(std::find(calls.begin(), calls.end(), "attach 0") != calls.end());
    }

    void saysWhyItCouldNot()
    {
        m_world->failNext("attach 0", Error { ErrorKind::AccessDenied, 0, "attach the driver", {} });
        QVERIFY(click(findWidget(*m_banner, "driverGiveBack")));
        QTRY_VERIFY2(words().contains(QStringLiteral("access denied")), qPrintable(words()));
        QVERIFY(click(findWidget(*m_banner, "driverGiveBack"))); // again
        QTRY_VERIFY(!m_banner->isVisible());
    }

    void dismissedIsForgotten()
    {
        QVERIFY(click(findWidget(*m_banner, "driverBannerDismiss")));
        QTRY_VERIFY(!m_banner->isVisible());
        QVERIFY(m_ledger->leftBehind().empty());
        const std::vector<std::string> calls = m_world->calls();
        QVERIFY(std::find(calls.begin(), calls.end(), "attach 0") == calls.end());
    }
};

QTEST_MAIN(TestDriverBanner)
#include "tst_driver_banner.moc"
