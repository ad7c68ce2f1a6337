// SPDX-License-Identifier: GPL-3.0-or-later
// Read-only mode in the window: switched in the menu, shown in the status line, remembered.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"

using namespace wb::test;

class TestReadOnlySwitch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isRemembered();
};

void TestReadOnlySwitch::isRemembered()
{
    AppFixture fixture;
    auto window = std::make_unique<wb::ui::MainWindow>(fixture.context());
    QVERIFY(showAndWait(*window));
    QVERIFY(!findWidget(*window, "statusReadOnly")->isVisible());
    QVERIFY(clickMenu(*window, { QStringLiteral("Device"), QStringLiteral("Read only") }));
    QVERIFY(fixture.service().isReadOnly());
    QTRY_VERIFY(findWidget(*window, "statusReadOnly")->isVisible());
    window.reset();
    fixture.service().setReadOnly(false);
    window = std::make_unique<wb::ui::MainWindow>(fixture.context());
    QVERIFY(fixture.service().isReadOnly());
    QVERIFY(showAndWait(*window));
    QVERIFY(findWidget(*window, "statusReadOnly")->isVisible());
    QVERIFY(clickMenu(*window, { QStringLiteral("Device"), QStringLiteral("Read only") }));
    QVERIFY(!fixture.service().isReadOnly());
    QTRY_VERIFY(!findWidget(*window, "statusReadOnly")->isVisible());
}

QTEST_MAIN(TestReadOnlySwitch)
#include "tst_read_only_switch.moc"
