// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scenes.h"
#include "tests/gui/refusing_backend.h"
#include "tests/support/gui_driver.h"
#include "tests/support/sysfs_tree.h"
#include "ui/models/device_tree_model.h"
#include "ui/views/descriptors_panel.h"
#include "ui/views/device_tree_panel.h"
#include "ui/views/event_history_panel.h"
#include "ui/views/facts_panel.h"
#include "ui/views/signal_graph_view.h"

#include <QAction>
#include <QTableView>
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

std::unique_ptr<QWidget> makeWithGraph(AppFixture& fixture, std::uint16_t product)
{
    auto panel = std::make_unique<ui::DescriptorsPanel>(fixture.context());
    ui::Selection selection;
    selection.device = fixture.waitForDevice(0xfffe, product);
    panel->setSubject(selection);
    return panel;
}

// Switched on as a person does, with one box chosen.
bool showGraph(QWidget& root, const char* label)
{
    auto* graph = find<ui::SignalGraphView>(root, "signalGraph");
    if (!click(findWidget(root, "signalGraphButton")) || !QTest::qWaitFor([graph] { return graph->isVisible(); }))
        return false;
    const auto& entities = graph->graph().entities;
    for (int i = 0; i < static_cast<int>(entities.size()); ++i) {
        if (descriptors::labelOf(entities[static_cast<std::size_t>(i)]) != label)
            continue;
        QTest::mouseClick(graph->viewport(), Qt::LeftButton, {}, graph->boxRect(i).center());
        return graph->current() == i;
    }
    return false;
}

// What no sound device describes: a cycle, ids that nobody has, an id used twice.
std::unique_ptr<QWidget> makeBrokenGraph(AppFixture&)
{
    descriptors::SignalGraph graph;
    graph.title = "Audio 1.0 control, interface 0";
    const auto add = [&graph](descriptors::EntityKind kind, std::uint8_t id, const char* title, const char* problem) {
        graph.entities.push_back({ kind, id, title, {}, {}, { problem } });
    };
    using Kind = descriptors::EntityKind;
    add(Kind::MixerUnit, 1, "Mixer unit", "It is part of a cycle: its output comes back to its input.");
    add(Kind::SelectorUnit, 2, "Selector unit", "It is part of a cycle: its output comes back to its input.");
    add(Kind::FeatureUnit, 3, "Feature unit", "Id 3 is used more than once.");
    add(Kind::OutputTerminal, 3, "Output terminal", "Id 3 is used more than once. Links lead to the first.");
    add(Kind::Missing, 9, "Unknown id", "No descriptor has the id 9.");
    const auto join = [&graph](std::size_t from, std::size_t to, bool isDangling, bool isInCycle) {
        graph.links.push_back({ from, to, descriptors::LinkKind::Signal, 1, 0, isDangling, isInCycle });
    };
    join(0, 1, false, true);
    join(1, 2, false, true);
    join(2, 0, false, true);
    join(4, 0, true, false);
    join(2, 3, false, false);
    auto view = std::make_unique<ui::SignalGraphView>();
    view->setGraph(graph);
    return view;
}

// A hub with a disk on it that is slower than it could be.
std::unique_ptr<QWidget> makeHubFacts(AppFixture& fixture)
{
    auto tree = std::make_shared<SysfsTree>();
    const usb::DeviceInfo hub = deviceOf({ .name = "1-1", .bcdUsb = 0x0210, .classCode = 9, .attributes = 0xa0 });
    tree->addDevice(hub, "480",
        { { "authorized", "1" }, { "removable", "removable" }, { "urbnum", "82" }, { "quirks", "0x0" },
            { "power/control", "auto" }, { "power/runtime_status", "active" },
            { "power/connected_duration", "7500000" }, { "power/active_duration", "75000" },
            { "power/autosuspend_delay_ms", "0" } });
    tree->write(SysfsTree::directoryOf("1-1") + "/bos_descriptors",
        std::string("\x05\x0f\x0f\x00\x01\x0a\x10\x03\x00\x0e\x00\x01\x0a\xff\x07", 15));
    tree->addInterface("1-0:1.0", "hub");
    tree->addInterface("1-1:1.0", "hub");
    tree->addPort("1-0:1.0", "usb1-port1", { { "connect_type", "hotplug" }, { "over_current_count", "0" } });
    tree->addDevice(deviceOf({ .name = "1-1.2", .address = 3, .milliamps = 200 }), "480");
    tree->addInterface("1-1.2:1.0", "usb-storage");
    for (const char* port : { "1-1-port1", "1-1-port2", "1-1-port3" })
        tree->addPort("1-1:1.0", port);
    fixture.context().systemReader = system::makeSystemReader(tree->root());
    auto panel = std::make_unique<ui::FactsPanel>(fixture.context());
    ui::Selection selection;
    selection.device = std::make_shared<const usb::DeviceInfo>(hub);
    panel->setSubject(selection);
    QObject::connect(panel.get(), &QObject::destroyed, [tree] {}); // the tree goes with the panel
    return panel;
}

bool waitForHubPorts(QWidget& root, AppFixture&)
{
    auto* table = find<QTableView>(root, "factsTable");
    return table && QTest::qWaitFor([&] { return findItem(*table->model(), QStringLiteral("Port 3")).isValid(); });
}

std::unique_ptr<QWidget> makeHubPorts(AppFixture& fixture)
{
    auto panel = std::make_unique<ui::FactsPanel>(fixture.context());
    ui::Selection selection;
    selection.device = fixture.waitForDevice(0xfffe, 0x0009);
    panel->setSubject(selection);
    return panel;
}

// One port was reset behind its driver's back: what has changed is marked.
bool readPortStatus(QWidget& root, AppFixture& fixture)
{
    usb::TransferRequest reset;
    reset.setup = { 0x23, 3, 4, 1, 0 }; // SET_FEATURE PORT_RESET, port 1
    bool isReset = false;
    QObject::connect(&fixture.service(), &engine::UsbService::transfersFinished, &root, [&isReset] { isReset = true; });
    fixture.service().transfer(fixture.waitForDevice(0xfffe, 0x0009)->id, reset);
    auto* table = find<QTableView>(root, "factsTable");
    return QTest::qWaitFor([&] { return isReset; }) && click(findWidget(root, "readPortStatus"))
        && QTest::qWaitFor([&] { return findItem(*table->model(), QStringLiteral("Port 4")).isValid(); });
}

// The system lets nobody open it.
std::unique_ptr<QWidget> makeGuardedHub(AppFixture& fixture)
{
    fixture.service().addBackend(std::make_unique<RefusingBackend>(ErrorKind::AccessDenied, ""));
    auto hub = std::make_shared<usb::DeviceInfo>(*fixture.waitForDevice(0x1234, 0x5678));
    hub->descriptor.deviceClass = 9;
    auto panel = std::make_unique<ui::FactsPanel>(fixture.context());
    ui::Selection selection;
    selection.device = hub;
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
        { QStringLiteral("descriptors-camera-graph"), Bus::On, QSize(840, 420),
            [](AppFixture& fixture) { return makeWithGraph(fixture, 0x0020); },
            [](QWidget& root, AppFixture&) { return showGraph(root, "Processing unit 2"); } },
        { QStringLiteral("descriptors-audio-graph"), Bus::On, QSize(1200, 800),
            [](AppFixture& fixture) { return makeWithGraph(fixture, 0x0021); },
            [](QWidget& root, AppFixture&) { return showGraph(root, "Clock selector 18"); } },
        { QStringLiteral("graph-broken"), Bus::Off, QSize(900, 300), &makeBrokenGraph, {} },
        { QStringLiteral("facts-loopback"), Bus::On, centre, &makeWithLoopback<ui::FactsPanel>, {} },
        { QStringLiteral("facts-hub"), Bus::Off, QSize(860, 900), &makeHubFacts, &waitForHubPorts },
        { QStringLiteral("facts-hub-ports"), Bus::On, centre, &makeHubPorts, &readPortStatus },
        { QStringLiteral("facts-hub-refused"), Bus::Off, centre, &makeGuardedHub,
            [](QWidget& root, AppFixture&) {
                return click(findWidget(root, "readPortStatus"))
                    && QTest::qWaitFor([&] { return findWidget(root, "accessHelp")->isVisible(); });
            } },
        { QStringLiteral("events-nothing"), Bus::Off, bottom, &makePanel<ui::EventHistoryPanel>, {} },
        { QStringLiteral("events-some"), Bus::On, bottom, &makePanel<ui::EventHistoryPanel>,
            [](QWidget&, AppFixture& fixture) {
                static_cast<void>(fixture.demoBus().setPlugged("loopback", false));
                if (!fixture.waitForModel("loopback", false))
                    return false;
                static_cast<void>(fixture.demoBus().setPlugged("loopback", true));
                return fixture.loopback() != nullptr;
            } },
        { QStringLiteral("events-rules"), Bus::On, bottom, &makePanel<ui::EventHistoryPanel>,
            [](QWidget& root, AppFixture& fixture) {
                return click(findWidget(root, "hotplugRulesShow"))
                    && typeInto(findWidget(root, "hotplugRuleProduct"), QStringLiteral("0001"))
                    && click(findWidget(root, "hotplugRuleAdd")) && fixture.demoBus().setPlugged("loopback", false)
                    && fixture.waitForModel("loopback", false);
            } },
    };
}

} // namespace wb::test
