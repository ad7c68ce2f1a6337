// SPDX-License-Identifier: GPL-3.0-or-later
// What is known beyond a device's configurations: broken rules, the BOS, searches.
#include "tests/gui/gallery/scenes.h"
#include "tests/support/device_builder.h"
#include "tests/support/gui_driver.h"
#include "ui/views/checks_panel.h"
#include "ui/views/descriptors_panel.h"
#include "ui/views/find_panel.h"

#include <QTableView>
#include <QTreeView>

namespace wb::test {

namespace {

constexpr int kPatienceMs = 8000;

template <class Panel> std::unique_ptr<QWidget> makeWith(AppFixture& fixture, usb::DevicePtr device)
{
    auto panel = std::make_unique<Panel>(fixture.context());
    ui::Selection selection;
    selection.device = std::move(device);
    panel->setSubject(selection);
    return panel;
}

template <class Panel> auto withDemo(std::uint16_t product)
{
    return [product](AppFixture& fixture) { return makeWith<Panel>(fixture, fixture.waitForDevice(0xfffe, product)); };
}

// Packet sizes, intervals, counts and bits as no device should have them.
usb::DevicePtr faultyDevice()
{
    auto device = makeDevice({ .product = "Faulty device" });
    device->speed = usb::Speed::High;
    device->configurations.front().raw = { 9, 2, 50, 0, 3, 1, 0, 0x1f, 250, 8, 11, 0, 2, 8, 6, 80, 0, 9, 4, 0, 0, 3, 8,
        6, 80, 0, 7, 5, 0x81, 2, 64, 0, 0, 7, 5, 0x81, 2, 0, 2, 0, 7, 5, 0x12, 3, 0, 24, 0, 0 };
    return device;
}

bool selectFirst(QWidget& root, const char* table)
{
    auto* view = find<QTableView>(root, table);
    return view && QTest::qWaitFor([view] { return view->model()->rowCount() > 0; }, kPatienceMs)
        && clickItem(view, view->model()->index(0, 0));
}

bool readAndOpenBos(QWidget& root, AppFixture&)
{
    auto* tree = find<QTreeView>(root, "descriptorTree");
    const auto bos = [tree] { return findItem(*tree->model(), QStringLiteral("Billboard capability")); };
    if (!click(findWidget(root, "readAllDescriptors"))
        || !QTest::qWaitFor([&] { return bos().isValid(); }, kPatienceMs))
        return false;
    tree->collapseAll();
    tree->expand(bos().parent());
    return clickItem(tree, bos());
}

} // namespace

std::vector<Scene> checkScenes()
{
    const QSize centre(860, 520);
    const QSize bottom(1000, 260);
    using Bus = AppFixture::Bus;
    return {
        { QStringLiteral("checks-faulty"), Bus::Off, centre,
            [](AppFixture& fixture) { return makeWith<ui::ChecksPanel>(fixture, faultyDevice()); },
            [](QWidget& root, AppFixture&) { return selectFirst(root, "checksTable"); } },
        { QStringLiteral("checks-clean"), Bus::On, centre, withDemo<ui::ChecksPanel>(0x22), {} },
        { QStringLiteral("checks-all"), Bus::On, centre, withDemo<ui::ChecksPanel>(0x03),
            [](QWidget& root, AppFixture&) { return click(findWidget(root, "checksAllDevices")); } },
        { QStringLiteral("descriptors-billboard"), Bus::On, centre, withDemo<ui::DescriptorsPanel>(0x23),
            &readAndOpenBos },
        { QStringLiteral("find-results"), Bus::On, bottom,
            [](AppFixture& fixture) -> std::unique_ptr<QWidget> {
                return std::make_unique<ui::FindPanel>(fixture.context());
            },
            [](QWidget& root, AppFixture&) {
                return typeInto(findWidget(root, "findQuery"), QStringLiteral("bInterfaceClass=3 interrupt"))
                    && selectFirst(root, "findResults");
            } },
        { QStringLiteral("find-wrong"), Bus::On, bottom,
            [](AppFixture& fixture) -> std::unique_ptr<QWidget> {
                return std::make_unique<ui::FindPanel>(fixture.context());
            },
            [](QWidget& root, AppFixture&) {
                return typeInto(findWidget(root, "findQuery"), QStringLiteral("bDeviceClass<hub"));
            } },
    };
}

} // namespace wb::test
