// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scenes.h"
#include "tests/support/gui_driver.h"
#include "ui/models/device_tree_model.h"
#include "ui/views/descriptors_panel.h"
#include "ui/views/device_tree_panel.h"
#include "ui/views/event_history_panel.h"
#include "ui/views/facts_panel.h"

#include <QAction>
#include <QTreeView>

namespace wb::test {

namespace {

template <class Panel> std::unique_ptr<QWidget> makePanel(AppFixture& fixture)
{
    return std::make_unique<Panel>(fixture.context());
}

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

} // namespace

std::vector<Scene> browseScenes()
{
    const QSize dock(420, 560);
    const QSize centre(860, 520);
    const QSize bottom(1000, 260);
    using Bus = AppFixture::Bus;
    return {
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
