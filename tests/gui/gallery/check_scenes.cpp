// SPDX-License-Identifier: GPL-3.0-or-later
// What is known beyond a device's configurations: HID bit maps, broken rules, the BOS, searches.
#include "tests/gui/gallery/scenes.h"
#include "tests/support/device_builder.h"
#include "tests/support/gui_driver.h"
#include "ui/models/hid_field_model.h"
#include "ui/views/checks_panel.h"
#include "ui/views/descriptors_panel.h"
#include "ui/views/find_panel.h"
#include "ui/views/hid_panel.h"

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

void allowDetaching(AppFixture& fixture, std::uint16_t product)
{
    const usb::DeviceId device = fixture.waitForDevice(0xfffe, product)->id;
    engine::AccessPolicy policy = fixture.service().session(device).policy;
    policy.detachKernelDriver = true;
    fixture.service().setPolicy(device, policy);
}

QString valueAt(QWidget& root, int row)
{
    return find<QTableView>(root, "hidFields")->model()->index(row, ui::HidFieldModel::ValueColumn).data().toString();
}

bool readLive(QWidget& root, AppFixture& fixture)
{
    allowDetaching(fixture, 0x22);
    return click(findWidget(root, "hidLive"))
        && QTest::qWaitFor([&root] { return !valueAt(root, 0).isEmpty(); }, kPatienceMs)
        && selectFirst(root, "hidFields");
}

bool typeOutput(QWidget& root, AppFixture&)
{
    auto* table = find<QTableView>(root, "hidFields");
    if (!choose(find<QComboBox>(root, "hidReport"), QStringLiteral("output 2"))
        || !doubleClickItem(table, table->model()->index(0, ui::HidFieldModel::ValueColumn))
        || !typeInto(findWidget(root, "hidValueEdit"), QStringLiteral("1, 2, 3, 256")))
        return false;
    QTest::keyClick(findWidget(root, "hidValueEdit"), Qt::Key_Return);
    return QTest::qWaitFor([&root] { return findWidget(root, "hidMessage")->isVisible(); }, kPatienceMs);
}

} // namespace

std::vector<Scene> checkScenes()
{
    const QSize centre(860, 520);
    const QSize bottom(1000, 260);
    using Bus = AppFixture::Bus;
    return {
        { QStringLiteral("hid-gamepad"), Bus::On, centre, withDemo<ui::HidPanel>(0x22),
            [](QWidget& root, AppFixture&) { return selectFirst(root, "hidFields"); } },
        { QStringLiteral("hid-mouse"), Bus::On, centre, withDemo<ui::HidPanel>(0x03),
            [](QWidget& root, AppFixture&) {
                return choose(find<QComboBox>(root, "hidInterface"), QStringLiteral("Interface 1"));
            } },
        { QStringLiteral("hid-live"), Bus::On, centre, withDemo<ui::HidPanel>(0x22), &readLive },
        { QStringLiteral("hid-busy"), Bus::On, centre, withDemo<ui::HidPanel>(0x22),
            [](QWidget& root, AppFixture&) {
                return click(findWidget(root, "hidLive"))
                    && QTest::qWaitFor([&root] { return findWidget(root, "accessHelp")->isVisible(); }, kPatienceMs);
            } },
        { QStringLiteral("hid-output"), Bus::On, centre, withDemo<ui::HidPanel>(0x22), &typeOutput },
        { QStringLiteral("hid-none"), Bus::On, centre, withDemo<ui::HidPanel>(0x01), {} },
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
