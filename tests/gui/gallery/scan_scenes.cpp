// SPDX-License-Identifier: GPL-3.0-or-later
// Scans of control requests.
#include "tests/gui/gallery/scene_tools.h"
#include "tests/gui/stream_driver.h"
#include "ui/views/control_panel.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

namespace wb::test {

namespace {

constexpr int kScanTab = 3;
constexpr std::uint16_t kLoopback = 0x0001;
constexpr std::uint16_t kMisbehaver = 0x0bad;

Scene scene(const char* name, QSize size, Arrange arrange, std::uint16_t product = kLoopback)
{
    return { QLatin1String(name), AppFixture::Bus::On, size, madeWith<ui::ControlPanel>(product), std::move(arrange) };
}

bool showScan(QWidget& panel)
{
    QTabBar* tabs = find<QTabWidget>(panel, "controlSide")->tabBar();
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(kScanTab).center());
    return findWidget(panel, "scanPanel")->isVisible();
}

bool ask(QWidget& panel, const QString& first, const QString& last)
{
    return showScan(panel) && typeInto(findWidget(panel, "scanFirst")->findChild<QLineEdit*>(), first)
        && typeInto(findWidget(panel, "scanLast")->findChild<QLineEdit*>(), last);
}

bool startScan(QWidget& panel, const QString& first, const QString& last, const QString& rate)
{
    return ask(panel, first, last) && typeInto(findWidget(panel, "scanRate"), rate)
        && click(findWidget(panel, "scanStart"));
}

// The first is sent at once, the second only after a second.
bool startSlowly(QWidget& panel)
{
    const auto* table = find<QTableView>(panel, "scanTable");
    return startScan(panel, QStringLiteral("0x5c"), QStringLiteral("0xff"), QStringLiteral("1"))
        && waitUntil([table] { return table->model()->rowCount() > 0; });
}

bool arm(QWidget& panel)
{
    const auto* box = find<QCheckBox>(panel, "scanArm");
    return ask(panel, QStringLiteral("0x5b"), QStringLiteral("0x5e"))
        && typeInto(findWidget(panel, "scanRate"), QStringLiteral("1000")) && tick(findWidget(panel, "scanArm"))
        && agree(panel) && waitUntil([box] { return box->isChecked(); });
}

void addStates(std::vector<Scene>& scenes)
{
    scenes.push_back({ QStringLiteral("scan-no-device"), AppFixture::Bus::Off, kTall, made<ui::ControlPanel>(),
        [](QWidget& panel, AppFixture&) {
            return showScan(panel) && waitForText(panel, "scanReason", QStringLiteral("Select a device"));
        } });
    scenes.push_back(scene("scan-idle", kCentre, [](QWidget& panel, AppFixture&) { return showScan(panel); }));
    scenes.push_back(scene("scan-bad-range", kTall, [](QWidget& panel, AppFixture&) {
        return ask(panel, QStringLiteral("0x20"), QStringLiteral("0x10"))
            && waitForText(panel, "scanReason", QStringLiteral("before the first"));
    }));
    scenes.push_back(scene("scan-read-only", kTall, [](QWidget& panel, AppFixture& fixture) {
        fixture.service().setReadOnly(true);
        return showScan(panel) && waitForText(panel, "scanReason", QStringLiteral("Read-only mode"));
    }));
    Scene asks = scene("scan-asks", kTall, [](QWidget& panel, AppFixture&) {
        return ask(panel, QStringLiteral("0x5b"), QStringLiteral("0x5e")) && tick(findWidget(panel, "scanArm"))
            && isAsked(panel);
    });
    asks.drawn = &question;
    scenes.push_back(std::move(asks));
}

void addRuns(std::vector<Scene>& scenes)
{
    scenes.push_back(scene("scan-running", kTall, [](QWidget& panel, AppFixture&) { return startSlowly(panel); }));
    scenes.push_back(scene("scan-done", kTall, [](QWidget& panel, AppFixture&) {
        return startScan(panel, QStringLiteral("0x58"), QStringLiteral("0x60"), QStringLiteral("1000"))
            && waitForText(panel, "scanSummary", QStringLiteral("Scan of"));
    }));
    scenes.push_back(scene("scan-armed", kTall, [](QWidget& panel, AppFixture&) {
        return arm(panel) && click(findWidget(panel, "scanStart"))
            && waitForText(panel, "scanSummary", QStringLiteral("Scan of"));
    }));
    scenes.push_back(scene("scan-cancelled", kTall, [](QWidget& panel, AppFixture&) {
        return startSlowly(panel) && click(findWidget(panel, "scanCancel"))
            && waitForText(panel, "scanSummary", QStringLiteral("ended early"));
    }));
    scenes.push_back(scene(
        "scan-unplugged", kTall,
        [](QWidget& panel, AppFixture&) { // at 0x15 it leaves the bus
            return startScan(panel, QStringLiteral("0x14"), QStringLiteral("0x20"), QStringLiteral("1000"))
                && waitForShown(panel, "scanMessage") && waitForText(panel, "scanReason", QStringLiteral("gone"));
        },
        kMisbehaver));
}

} // namespace

std::vector<Scene> scanScenes()
{
    std::vector<Scene> scenes;
    addStates(scenes);
    addRuns(scenes);
    return scenes;
}

} // namespace wb::test
