// SPDX-License-Identifier: GPL-3.0-or-later
// HID reports: bit maps, live values, reports that are read, typed and set.
#include "tests/gui/gallery/scene_tools.h"
#include "ui/models/hid_field_model.h"
#include "ui/views/hid_panel.h"

#include <QTableView>

namespace wb::test {

namespace {

constexpr QSize kPage { 860, 520 };
constexpr std::uint16_t kGamepad = 0x22;
constexpr std::uint16_t kKeyboard = 0x03;
constexpr std::uint16_t kLoopback = 0x01; // which is no HID device

Scene scene(const char* name, std::uint16_t product, Arrange arrange)
{
    return { QLatin1String(name), AppFixture::Bus::On, kPage, madeWith<ui::HidPanel>(product), std::move(arrange) };
}

usb::DevicePtr gamepad(AppFixture& fixture) { return fixture.waitForDevice(0xfffe, kGamepad); }

bool chooseReport(QWidget& panel, const char* report)
{
    return choose(find<QComboBox>(panel, "hidReport"), QLatin1String(report));
}

QTableView* fields(QWidget& panel) { return find<QTableView>(panel, "hidFields"); }

QModelIndex firstValue(QWidget& panel) { return fields(panel)->model()->index(0, ui::HidFieldModel::ValueColumn); }

bool selectFirst(QWidget& panel)
{
    return waitUntil([&panel] { return fields(panel)->model()->rowCount() > 0; })
        && clickItem(fields(panel), fields(panel)->model()->index(0, 0));
}

bool readLive(QWidget& panel, AppFixture& fixture)
{
    allowDetaching(fixture, gamepad(fixture)->id);
    return click(findWidget(panel, "hidLive"))
        && waitUntil([&panel] { return !firstValue(panel).data().toString().isEmpty(); }) && selectFirst(panel);
}

bool typeValue(QWidget& panel, const QString& words)
{
    if (!doubleClickItem(fields(panel), firstValue(panel)) || !typeInto(findWidget(panel, "hidValueEdit"), words))
        return false;
    QTest::keyClick(findWidget(panel, "hidValueEdit"), Qt::Key_Return);
    return waitUntil([&panel] { return findWidget(panel, "hidValueEdit") == nullptr; });
}

void addReports(std::vector<Scene>& scenes)
{
    scenes.push_back(scene("hid-gamepad", kGamepad, [](QWidget& panel, AppFixture&) { return selectFirst(panel); }));
    scenes.push_back(scene("hid-mouse", kKeyboard, [](QWidget& panel, AppFixture&) {
        return choose(find<QComboBox>(panel, "hidInterface"), QStringLiteral("Interface 1"));
    }));
    scenes.push_back(scene("hid-live", kGamepad, &readLive));
    scenes.push_back(scene("hid-busy", kGamepad, [](QWidget& panel, AppFixture&) {
        return click(findWidget(panel, "hidLive")) && waitForShown(panel, "accessHelp");
    }));
    scenes.push_back(scene("hid-bad-value", kGamepad, [](QWidget& panel, AppFixture&) {
        return chooseReport(panel, "output 2") && typeValue(panel, QStringLiteral("1, 2, 3, 256"))
            && waitForText(panel, "hidMessageWords", QStringLiteral("Not taken"));
    }));
    scenes.push_back(scene("hid-edited", kGamepad, [](QWidget& panel, AppFixture&) {
        return chooseReport(panel, "output 2") && typeValue(panel, QStringLiteral("1, 2, 3, 4"))
            && waitForText(panel, "hidState", QStringLiteral("not sent yet"));
    }));
}

void addTraffic(std::vector<Scene>& scenes)
{
    scenes.push_back(scene("hid-sent", kGamepad, [](QWidget& panel, AppFixture& fixture) {
        allowDetaching(fixture, gamepad(fixture)->id);
        return chooseReport(panel, "output 2") && typeValue(panel, QStringLiteral("1, 2, 3, 4"))
            && click(findWidget(panel, "hidSetReport"))
            && waitForText(panel, "hidMessageWords", QStringLiteral("was sent"));
    }));
    scenes.push_back(scene("hid-feature-read", kGamepad, [](QWidget& panel, AppFixture& fixture) {
        allowDetaching(fixture, gamepad(fixture)->id);
        return chooseReport(panel, "feature 3") && click(findWidget(panel, "hidGetReport"))
            && waitForText(panel, "hidState", QStringLiteral("as the device has it"));
    }));
    Scene asks = scene("hid-feature-asks", kGamepad, [](QWidget& panel, AppFixture&) {
        return chooseReport(panel, "feature 3") && click(findWidget(panel, "hidSetReport")) && isAsked(panel);
    });
    asks.drawn = &question;
    scenes.push_back(std::move(asks));
    scenes.push_back(scene("hid-read-only", kGamepad, [](QWidget& panel, AppFixture& fixture) {
        fixture.service().setReadOnly(true);
        return chooseReport(panel, "feature 3") && click(findWidget(panel, "hidSetReport"))
            && waitForText(panel, "hidMessageWords", QStringLiteral("read-only mode is on"));
    }));
    scenes.push_back(scene("hid-unplugged", kGamepad, [](QWidget& panel, AppFixture& fixture) {
        if (!readLive(panel, fixture) || !fixture.demoBus().setPlugged("gamepad", false)
            || !waitUntil([&fixture] { return fixture.device(0xfffe, kGamepad) == nullptr; }))
            return false;
        as<ui::HidPanel>(panel).setDeparted(true);
        return waitForText(panel, "hidState", QStringLiteral("gone"));
    }));
}

void addNothing(std::vector<Scene>& scenes)
{
    scenes.push_back({ QStringLiteral("hid-no-device"), AppFixture::Bus::Off, kPage, made<ui::HidPanel>(),
        [](QWidget& panel, AppFixture&) { return waitForWords(panel, QStringLiteral("No device is selected")); } });
    scenes.push_back(scene("hid-none", kLoopback, {}));
    scenes.push_back(scene("hid-unread", kGamepad, [](QWidget& panel, AppFixture& fixture) {
        auto unread = std::make_shared<usb::DeviceInfo>(*gamepad(fixture));
        unread->id = usb::nextDeviceId();
        unread->sections.clear();
        as<ui::HidPanel>(panel).setSubject(selectionOf(unread));
        return waitForShown(panel, "hidReadAll");
    }));
    scenes.push_back(scene("hid-snapshot", kGamepad, [](QWidget& panel, AppFixture& fixture) {
        as<ui::HidPanel>(panel).setSubject(selectionOf(fromSnapshot(fixture, kGamepad)));
        return waitForText(panel, "hidState", QStringLiteral("desk.json"));
    }));
}

} // namespace

std::vector<Scene> hidScenes()
{
    std::vector<Scene> scenes;
    addReports(scenes);
    addTraffic(scenes);
    addNothing(scenes);
    return scenes;
}

} // namespace wb::test
