// SPDX-License-Identifier: GPL-3.0-or-later
// Panels whose device is not there: none selected, unplugged, from a snapshot, not to be opened; and files and
// searches that give nothing.
#include "tests/gui/gallery/scene_tools.h"
#include "tests/gui/refusing_backend.h"
#include "ui/bridge/device_nodes.h"
#include "ui/dialogs/open_node_dialog.h"
#include "ui/dialogs/save_snapshot_dialog.h"
#include "ui/views/checks_panel.h"
#include "ui/views/comparison_view.h"
#include "ui/views/descriptors_panel.h"
#include "ui/views/event_history_panel.h"
#include "ui/views/facts_panel.h"
#include "ui/views/find_panel.h"
#include "ui/views/log_panel.h"

#include <QFile>
#include <QTableView>

namespace wb::test {

namespace {

constexpr QSize kPage { 860, 520 };
constexpr QSize kBottom { 1280, 300 };
constexpr QSize kDialog { 560, 220 };
constexpr std::uint16_t kLoopback = 0x0001;

using Bus = AppFixture::Bus;

Arrange says(const QString& words)
{
    return [words](QWidget& panel, AppFixture&) { return waitForWords(panel, words); };
}

// Unplugged while it was shown, as the window tells its panels.
template <class Panel> bool departs(QWidget& panel, AppFixture& fixture)
{
    if (!fixture.demoBus().setPlugged("loopback", false)
        || !waitUntil([&fixture] { return fixture.device(0xfffe, kLoopback) == nullptr; }))
        return false;
    as<Panel>(panel).setDeparted(true);
    return true;
}

template <class Panel> bool showSnapshot(QWidget& panel, AppFixture& fixture)
{
    const usb::DevicePtr device = fromSnapshot(fixture, kLoopback);
    as<Panel>(panel).setSubject(selectionOf(device));
    return device != nullptr;
}

void addPanels(std::vector<Scene>& scenes)
{
    const QString nothing = QStringLiteral("No device is selected");
    scenes.push_back({ QStringLiteral("facts-nothing"), Bus::Off, kPage, made<ui::FactsPanel>(), says(nothing) });
    scenes.push_back({ QStringLiteral("checks-nothing"), Bus::Off, kPage, made<ui::ChecksPanel>(), says(nothing) });
    scenes.push_back({ QStringLiteral("descriptors-departed"), Bus::On, kPage,
        madeWith<ui::DescriptorsPanel>(kLoopback), &departs<ui::DescriptorsPanel> });
    scenes.push_back({ QStringLiteral("facts-departed"), Bus::On, kPage, madeWith<ui::FactsPanel>(kLoopback),
        &departs<ui::FactsPanel> });
    scenes.push_back({ QStringLiteral("checks-departed"), Bus::On, kPage, madeWith<ui::ChecksPanel>(kLoopback),
        &departs<ui::ChecksPanel> });
    scenes.push_back({ QStringLiteral("descriptors-snapshot"), Bus::On, kPage, made<ui::DescriptorsPanel>(),
        &showSnapshot<ui::DescriptorsPanel> });
    scenes.push_back(
        { QStringLiteral("facts-snapshot"), Bus::On, kPage, made<ui::FactsPanel>(), &showSnapshot<ui::FactsPanel> });
    scenes.push_back({ QStringLiteral("descriptors-refused"), Bus::Off, kPage, made<ui::DescriptorsPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            fixture.service().addBackend(std::make_unique<RefusingBackend>(ErrorKind::Busy, "usbhid"));
            as<ui::DescriptorsPanel>(panel).setSubject(selectionOf(fixture.waitForDevice(0x1234, 0x5678)));
            return click(findWidget(panel, "readAllDescriptors")) && waitForShown(panel, "descriptorMessage");
        } });
}

void addSearches(std::vector<Scene>& scenes)
{
    scenes.push_back({ QStringLiteral("find-empty"), Bus::On, kBottom, made<ui::FindPanel>(),
        says(QStringLiteral("Find in the descriptors of all devices")) });
    scenes.push_back(
        { QStringLiteral("find-no-match"), Bus::On, kBottom, made<ui::FindPanel>(), [](QWidget& panel, AppFixture&) {
             return typeInto(findWidget(panel, "findQuery"), QStringLiteral("bInterfaceClass=0xee"))
                 && waitForWords(panel, QStringLiteral("Nothing found"));
         } });
    scenes.push_back({ QStringLiteral("events-no-match"), Bus::On, kBottom, made<ui::EventHistoryPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            return fixture.demoBus().setPlugged("loopback", false) && fixture.waitForModel("loopback", false)
                && typeInto(findWidget(panel, "eventFilter"), QStringLiteral("no such event"))
                && waitForWords(panel, QStringLiteral("No event matches the filter"));
        } });
}

void addLogFiles(std::vector<Scene>& scenes)
{
    scenes.push_back(
        { QStringLiteral("log-opened-file"), Bus::Off, kBottom, made<ui::LogPanel>(), [](QWidget& panel, AppFixture&) {
             const auto* table = find<QTableView>(panel, "logTable");
             as<ui::LogPanel>(panel).openFile(
                 QStringLiteral(WB_SOURCE_DIR "/tests/data/captures/usbmon_tools_test1.pcap"));
             return waitUntil([table] { return table->model()->rowCount() > 0; });
         } });
    scenes.push_back({ QStringLiteral("log-bad-file"), Bus::Off, kBottom, made<ui::LogPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            QFile file(fixture.directory() + QStringLiteral("/notes.pcapng"));
            if (!file.open(QIODevice::WriteOnly) || file.write("hello") != 5)
                return false;
            file.close();
            as<ui::LogPanel>(panel).openFile(file.fileName());
            return waitForShown(panel, "logMessage");
        } });
}

// What is attached is compared with itself.
bool compareEqual(QWidget& view, AppFixture& fixture)
{
    as<ui::ComparisonView>(view).compare(fixture.loopback());
    const QString same = find<QComboBox>(view, "comparisonLeft")->currentText();
    return choose(find<QComboBox>(view, "comparisonRight"), same)
        && waitForText(view, "comparisonWords", QStringLiteral("The two are equal."));
}

void addComparisons(std::vector<Scene>& scenes)
{
    scenes.push_back({ QStringLiteral("comparison-nothing"), Bus::Off, kPage, made<ui::ComparisonView>(),
        says(QStringLiteral("Choose two devices")) });
    scenes.push_back({ QStringLiteral("comparison-equal"), Bus::On, kPage, made<ui::ComparisonView>(), &compareEqual });
}

Scene saving(const char* name, Bus bus, bool isSelected)
{
    return { QLatin1String(name), bus, kDialog,
        [isSelected](AppFixture& fixture) -> std::unique_ptr<QWidget> {
            const usb::DevicePtr selected = isSelected ? fixture.loopback() : nullptr;
            return std::make_unique<ui::SaveSnapshotDialog>(
                selected, QStringLiteral("Loopback device"), fixture.service().devices(), nullptr);
        },
        {} };
}

// A dialog whose node is there for nobody.
std::unique_ptr<QWidget> makeOpenNode(AppFixture& fixture)
{
    const auto world = std::make_shared<FakeWorld>();
    world->failStart
        = Error { ErrorKind::NotFound, 2, "read the device node", "/dev/bus/usb/001/009: No such file or directory" };
    auto* nodes = new ui::DeviceNodes(
        fixture.service(), [world](const std::string& node) { return makeFakeBackend(world, "node " + node); },
        &fixture.service());
    return std::make_unique<ui::OpenNodeDialog>(*nodes);
}

void addOpenNode(std::vector<Scene>& scenes)
{
    scenes.push_back({ QStringLiteral("open-node-empty"), Bus::Off, kDialog, &makeOpenNode, {} });
    scenes.push_back(
        { QStringLiteral("open-node-refused"), Bus::Off, kDialog, &makeOpenNode, [](QWidget& dialog, AppFixture&) {
             return typeInto(findWidget(dialog, "nodePath"), QStringLiteral("/dev/bus/usb/001/009"))
                 && click(findWidget(dialog, "nodeOpen")) && waitForShown(dialog, "nodeMessage");
         } });
}

} // namespace

std::vector<Scene> absenceScenes()
{
    std::vector<Scene> scenes;
    addPanels(scenes);
    addSearches(scenes);
    addLogFiles(scenes);
    addComparisons(scenes);
    addOpenNode(scenes);
    scenes.push_back(saving("save-snapshot-selected", Bus::On, true));
    scenes.push_back(saving("save-snapshot-none-selected", Bus::On, false));
    scenes.push_back(saving("save-snapshot-nothing", Bus::Off, false));
    return scenes;
}

} // namespace wb::test
