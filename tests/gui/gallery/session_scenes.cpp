// SPDX-License-Identifier: GPL-3.0-or-later
// Scans of control requests, and the session of a device in its states.
#include "tests/gui/gallery/scenes.h"
#include "tests/support/gui_driver.h"
#include "ui/views/control_panel.h"
#include "ui/views/endpoint_panel.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QTabWidget>
#include <QTableView>

namespace wb::test {

namespace {

constexpr int kPatienceMs = 8000;
constexpr QSize kCentre { 960, 430 }; // what the window leaves at 1280x800
constexpr QSize kTall { 1100, 640 };
constexpr int kScanTab = 3;
constexpr std::uint16_t kLoopback = 0x0001;
constexpr std::uint16_t kKeyboard = 0x0003;

bool waitForText(QWidget& root, const char* label, const QString& part)
{
    const auto* found = find<QLabel>(root, label);
    return found && QTest::qWaitFor([&] { return found->text().contains(part); }, kPatienceMs);
}

void tick(QWidget& root, const char* name)
{
    auto* box = find<QCheckBox>(root, name);
    QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
}

bool agree(QWidget& root)
{
    auto* question = root.findChild<QMessageBox*>(QStringLiteral("riskQuestion"));
    return question && QTest::qWaitForWindowExposed(question) && click(findWidget(*question, "riskAgree"));
}

std::unique_ptr<QWidget> makeControl(AppFixture& fixture)
{
    auto panel = std::make_unique<ui::ControlPanel>(fixture.context());
    ui::Selection selection;
    selection.device = fixture.waitForDevice(0xfffe, kLoopback);
    panel->setSubject(selection);
    return panel;
}

bool showScan(QWidget& panel)
{
    QTabBar* tabs = find<QTabWidget>(panel, "controlSide")->tabBar();
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(kScanTab).center());
    return findWidget(panel, "scanPanel")->isVisible();
}

bool startScan(QWidget& panel, const QString& first, const QString& last, const QString& rate)
{
    return showScan(panel) && typeInto(findWidget(panel, "scanFirst")->findChild<QLineEdit*>(), first)
        && typeInto(findWidget(panel, "scanLast")->findChild<QLineEdit*>(), last)
        && typeInto(findWidget(panel, "scanRate"), rate) && click(findWidget(panel, "scanStart"));
}

void addScanScenes(std::vector<Scene>& scenes)
{
    const auto add = [&scenes](const char* name, QSize size, std::function<bool(QWidget&, AppFixture&)> arrange) {
        scenes.push_back({ QLatin1String(name), AppFixture::Bus::On, size, makeControl, std::move(arrange) });
    };
    add("scan-idle", kCentre, [](QWidget& panel, AppFixture&) { return showScan(panel); });
    add("scan-running", kTall, [](QWidget& panel, AppFixture&) {
        const auto* table = find<QTableView>(panel, "scanTable");
        return startScan(panel, QStringLiteral("0x5c"), QStringLiteral("0xff"), QStringLiteral("1"))
            && QTest::qWaitFor([table] { return table->model()->rowCount() > 0; }, kPatienceMs);
    });
    add("scan-done", kTall, [](QWidget& panel, AppFixture&) {
        return startScan(panel, QStringLiteral("0x58"), QStringLiteral("0x60"), QStringLiteral("1000"))
            && waitForText(panel, "scanSummary", QStringLiteral("Scan of"));
    });
    add("scan-read-only", kTall, [](QWidget& panel, AppFixture& fixture) {
        fixture.service().setReadOnly(true);
        return showScan(panel) && waitForText(panel, "scanReason", QStringLiteral("Read-only mode"));
    });
}

std::function<std::unique_ptr<QWidget>(AppFixture&)> makeSession(std::uint16_t product)
{
    return [product](AppFixture& fixture) {
        auto panel = std::make_unique<ui::EndpointPanel>(fixture.context());
        ui::Selection selection;
        selection.device = fixture.waitForDevice(0xfffe, product);
        panel->setSubject(selection);
        return panel;
    };
}

bool openIt(QWidget& panel)
{
    tick(panel, "sessionOpen");
    return waitForText(panel, "sessionState", QStringLiteral("open"))
        && QTest::qWaitFor([&] { return findWidget(panel, "sessionClaim0")->isEnabled(); }, kPatienceMs);
}

void addSessionScenes(std::vector<Scene>& scenes)
{
    const auto add = [&scenes](const char* name, std::uint16_t product, std::function<bool(QWidget&)> arrange) {
        scenes.push_back({ QLatin1String(name), AppFixture::Bus::On, kCentre, makeSession(product),
            [arrange = std::move(arrange)](QWidget& panel, AppFixture&) { return arrange(panel); } });
    };
    add("session-open", kLoopback, &openIt);
    add("session-driver-owed", kKeyboard, [](QWidget& panel) {
        return openIt(panel) && click(findWidget(panel, "sessionDetach0")) && agree(panel)
            && waitForText(panel, "sessionDriver0", QStringLiteral("owed"));
    });
    add("session-configuration-held", kKeyboard, [](QWidget& panel) {
        return openIt(panel) && choose(find<QComboBox>(panel, "sessionConfiguration"), QStringLiteral("Unconfigured"))
            && waitForText(panel, "sessionConfigurationReason", QStringLiteral("usbhid"));
    });
    add("session-unconfigured", kLoopback, [](QWidget& panel) {
        auto* choice = find<QComboBox>(panel, "sessionConfiguration");
        return openIt(panel) && choose(choice, QStringLiteral("Unconfigured"))
            && click(findWidget(panel, "sessionConfigurationApply")) && agree(panel)
            && QTest::qWaitFor(
                [choice] { return choice->currentText() == QStringLiteral("Unconfigured (now)"); }, kPatienceMs);
    });
}

} // namespace

std::vector<Scene> sessionScenes()
{
    std::vector<Scene> scenes;
    addScanScenes(scenes);
    addSessionScenes(scenes);
    return scenes;
}

} // namespace wb::test
