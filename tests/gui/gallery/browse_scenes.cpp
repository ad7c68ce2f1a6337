// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scenes.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"
#include "ui/models/device_tree_model.h"
#include "ui/views/descriptors_panel.h"
#include "ui/views/device_tree_panel.h"
#include "ui/views/event_history_panel.h"
#include "ui/views/facts_panel.h"

#include <QAction>
#include <QTabWidget>
#include <QTreeView>

namespace wb::test {

namespace {

template <class Panel> std::unique_ptr<QWidget> makePanel(AppFixture& fixture)
{
    return std::make_unique<Panel>(fixture.context());
}

std::unique_ptr<QWidget> makeWindow(AppFixture& fixture) { return std::make_unique<ui::MainWindow>(fixture.context()); }

template <class Panel> std::unique_ptr<QWidget> makeWithLoopback(AppFixture& fixture)
{
    auto panel = std::make_unique<Panel>(fixture.context());
    ui::Selection selection;
    selection.device = fixture.loopback();
    panel->setSubject(selection);
    return panel;
}

bool clickDevice(QWidget& root, const QString& name)
{
    auto* tree = find<QTreeView>(root, "deviceTree");
    return tree && QTest::qWaitFor([&] { return findItem(*tree->model(), name).isValid(); })
        && clickItem(tree, findItem(*tree->model(), name));
}

bool selectLoopback(QWidget& root, AppFixture&)
{
    if (!clickDevice(root, QStringLiteral("Loopback")))
        return false;
    QTest::keyClick(find<QTreeView>(root, "deviceTree"), Qt::Key_Asterisk);
    return true;
}

bool selectTab(QWidget& root, int index)
{
    auto* tabs = find<QTabWidget>(root, "centreTabs");
    if (!tabs)
        return false;
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(index).center());
    return tabs->currentIndex() == index;
}

bool unplugSelected(QWidget& root, AppFixture& fixture)
{
    if (!selectLoopback(root, fixture))
        return false;
    static_cast<void>(fixture.demoBus().setPlugged("loopback", false));
    return QTest::qWaitFor([&] { return fixture.device(0xfffe, 0x0001) == nullptr; });
}

Scene window(const QString& name, AppFixture::Bus bus, std::function<bool(QWidget&, AppFixture&)> arrange)
{
    return { name, bus, QSize(), &makeWindow, std::move(arrange) };
}

std::function<bool(QWidget&, AppFixture&)> tabOfLoopback(int index)
{
    return
        [index](QWidget& root, AppFixture& fixture) { return selectLoopback(root, fixture) && selectTab(root, index); };
}

} // namespace

std::vector<Scene> browseScenes()
{
    const QSize dock(420, 560);
    const QSize centre(860, 520);
    const QSize bottom(1000, 260);
    using Bus = AppFixture::Bus;
    return {
        window(QStringLiteral("window-nothing"), Bus::Off, {}),
        window(QStringLiteral("window-demo"), Bus::On, {}),
        window(QStringLiteral("window-descriptors"), Bus::On, tabOfLoopback(0)),
        window(QStringLiteral("window-control"), Bus::On, tabOfLoopback(1)),
        window(QStringLiteral("window-endpoints"), Bus::On, tabOfLoopback(2)),
        window(QStringLiteral("window-facts"), Bus::On, tabOfLoopback(3)),
        window(QStringLiteral("window-departed"), Bus::On, &unplugSelected),
        { QStringLiteral("devices-nothing"), Bus::Off, dock, &makePanel<ui::DeviceTreePanel>, {} },
        { QStringLiteral("devices-demo"), Bus::On, dock, &makePanel<ui::DeviceTreePanel>, &selectLoopback },
        { QStringLiteral("devices-no-match"), Bus::On, dock, &makePanel<ui::DeviceTreePanel>,
            [](QWidget& root, AppFixture&) {
                return typeInto(findWidget(root, "deviceFilter"), QStringLiteral("no such device"));
            } },
        { QStringLiteral("devices-wrong-filter"), Bus::On, dock, &makePanel<ui::DeviceTreePanel>,
            [](QWidget& root, AppFixture&) {
                return typeInto(findWidget(root, "deviceFilter"), QStringLiteral("loop class:nonsense"));
            } },
        { QStringLiteral("descriptors-nothing"), Bus::On, centre, &makePanel<ui::DescriptorsPanel>, {} },
        { QStringLiteral("descriptors-loopback"), Bus::On, centre, &makeWithLoopback<ui::DescriptorsPanel>,
            [](QWidget& root, AppFixture&) {
                auto* tree = find<QTreeView>(root, "descriptorTree");
                return clickItem(tree, findItem(*tree->model(), QStringLiteral("idVendor")));
            } },
        { QStringLiteral("facts-loopback"), Bus::On, centre, &makeWithLoopback<ui::FactsPanel>, {} },
        { QStringLiteral("events-nothing"), Bus::Off, bottom, &makePanel<ui::EventHistoryPanel>, {} },
        { QStringLiteral("events-some"), Bus::On, bottom, &makePanel<ui::EventHistoryPanel>,
            [](QWidget&, AppFixture& fixture) {
                static_cast<void>(fixture.demoBus().setPlugged("loopback", false));
                if (!fixture.waitForModel("loopback", false))
                    return false;
                static_cast<void>(fixture.demoBus().setPlugged("loopback", true));
                return fixture.loopback() != nullptr;
            } },
    };
}

} // namespace wb::test
