// SPDX-License-Identifier: GPL-3.0-or-later
// The strips above everything, the welcome, the header of a device, and the help with access.
#include "tests/gui/gallery/scene_tools.h"
#include "tests/gui/refusing_backend.h"
#include "ui/views/access_help.h"
#include "ui/views/device_actions.h"
#include "ui/views/device_header.h"
#include "ui/views/driver_banner.h"
#include "ui/views/system_banner.h"
#include "ui/views/welcome_panel.h"

#include <QLabel>
#include <QVBoxLayout>

namespace wb::test {

namespace {

constexpr QSize kStrip { 960, 70 };
constexpr QSize kHelp { 860, 420 };
constexpr QSize kPage { 860, 430 };

using Bus = AppFixture::Bus;

// A run that was killed had taken the driver off; with `error`, putting it back fails.
Make owedDriver(const std::optional<Error>& error)
{
    return [error](AppFixture& fixture) -> std::unique_ptr<QWidget> {
        const std::string folder = fixture.directory().toStdString() + "/owed";
        if (!engine::DriverLedger(folder).owe({ "fake", { 1, { 1 } }, 0x1209, 1, 0, "usbhid" }))
            return nullptr;
        const auto ledger = std::make_shared<engine::DriverLedger>(folder);
        fixture.service().setDriverLedger(ledger);
        auto* offers = new engine::DriverOffers(fixture.service(), ledger);
        fixture.context().driverOffers = offers;
        auto banner = std::make_unique<ui::DriverBanner>(fixture.context());
        offers->setParent(banner.get());
        const auto world = std::make_shared<FakeWorld>();
        if (error)
            world->failNext("attach 0", *error);
        if (!plugFake(fixture, world) || !waitUntil([offers] { return !offers->offers().empty(); }))
            return nullptr;
        return banner;
    };
}

void addBanners(std::vector<Scene>& scenes)
{
    scenes.push_back(
        { QStringLiteral("driver-banner-owed"), Bus::Off, kStrip, owedDriver({}), [](QWidget& banner, AppFixture&) {
             return waitForText(banner, "driverBannerWords", QStringLiteral("usbhid from interface 0"));
         } });
    const Error denied { ErrorKind::AccessDenied, -3, "attach the driver", {} };
    scenes.push_back({ QStringLiteral("driver-banner-failed"), Bus::Off, kStrip, owedDriver(denied),
        [](QWidget& banner, AppFixture&) {
            return click(findWidget(banner, "driverGiveBack"))
                && waitForText(banner, "driverBannerWords", QStringLiteral("access denied"));
        } });
    scenes.push_back({ QStringLiteral("system-banner-no-usb"), Bus::Off, kStrip, made<ui::SystemBanner>(),
        [](QWidget& banner, AppFixture&) {
            return waitForText(banner, "systemBannerWords", QStringLiteral("no USB at all"));
        } });
    scenes.push_back({ QStringLiteral("system-banner-failed"), Bus::Off, kStrip, made<ui::SystemBanner>(),
        [](QWidget& banner, AppFixture& fixture) {
            const auto world = std::make_shared<FakeWorld>();
            world->failStart = Error { ErrorKind::Io, -99, "start libusb", "no USB file system is mounted" };
            fixture.service().addBackend(makeFakeBackend(world));
            return waitForText(banner, "systemBannerWords", QStringLiteral("USB cannot be used"));
        } });
}

void addWelcome(std::vector<Scene>& scenes)
{
    const auto says = [](const QString& words) -> Arrange {
        return [words](QWidget& panel, AppFixture&) { return waitForWords(panel, words); };
    };
    scenes.push_back({ QStringLiteral("welcome-no-devices"), Bus::Off, kPage, made<ui::WelcomePanel>(),
        says(QStringLiteral("Plug a USB device in")) });
    scenes.push_back({ QStringLiteral("welcome-demo"), Bus::On, kPage, made<ui::WelcomePanel>(),
        says(QStringLiteral("Your devices are on the left")) });
    scenes.push_back({ QStringLiteral("welcome-devices"), Bus::Off, kPage, made<ui::WelcomePanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            return plugFake(fixture, std::make_shared<FakeWorld>()) != nullptr
                && waitForShown(panel, "welcomeDemoButton")
                && waitForWords(panel, QStringLiteral("Your devices are on the left"));
        } });
}

std::unique_ptr<QWidget> makeHeader(AppFixture& fixture)
{
    auto root = std::make_unique<QWidget>();
    auto* actions = new ui::DeviceActions(fixture.context(), root.get());
    auto* layout = new QVBoxLayout(root.get());
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(new ui::DeviceHeader(fixture.context(), *actions, root.get()));
    return root;
}

bool show(QWidget& root, const usb::DevicePtr& device, std::optional<Nanoseconds> departed = {})
{
    auto* actions = root.findChild<ui::DeviceActions*>();
    auto* header = find<ui::DeviceHeader>(root, "deviceHeader");
    if (!actions || !header || !device)
        return false;
    actions->setSubject(selectionOf(device), departed.has_value());
    header->setSubject(selectionOf(device), departed);
    return true;
}

bool openIt(QWidget& root) { return click(findWidget(root, "openDeviceButton")); }

void addHeaders(std::vector<Scene>& scenes)
{
    const auto add = [&scenes](const char* name, Bus bus, Arrange arrange) {
        scenes.push_back({ QLatin1String(name), bus, kStrip, &makeHeader, std::move(arrange) });
    };
    add("header-nothing", Bus::Off, {});
    add("header-closed", Bus::On, [](QWidget& root, AppFixture& fixture) { return show(root, fixture.loopback()); });
    add("header-open", Bus::On, [](QWidget& root, AppFixture& fixture) {
        return show(root, fixture.loopback()) && openIt(root) && waitUntil([&root] {
            return find<QLabel>(root, "deviceState")->text().endsWith(QStringLiteral("open"));
        });
    });
    add("header-failed", Bus::Off, [](QWidget& root, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        world->failNext("open", Error { ErrorKind::Io, 5, "open 1-1", "the hub does not answer" });
        return show(root, plugFake(fixture, world)) && openIt(root)
            && waitForText(root, "deviceMessageWords", QStringLiteral("the hub does not answer"))
            && waitForText(root, "deviceState", QStringLiteral("closed"));
    });
    add("header-departed", Bus::On, [](QWidget& root, AppFixture& fixture) {
        const usb::DevicePtr device = fixture.loopback();
        return fixture.demoBus().setPlugged("loopback", false) && show(root, device, Nanoseconds { 0 })
            && waitForText(root, "deviceState", QStringLiteral("unplugged"));
    });
    add("header-snapshot", Bus::On, [](QWidget& root, AppFixture& fixture) {
        return show(root, fromSnapshot(fixture, 0x0001))
            && waitForText(root, "deviceState", QStringLiteral("desk.json"));
    });
}

Scene help(const char* name, ErrorKind kind, const char* driver, bool isReadOnly = false)
{
    return { QLatin1String(name), Bus::Off, kHelp, made<ui::AccessHelp>(),
        [kind, driver, isReadOnly](QWidget& widget, AppFixture& fixture) {
            fixture.service().addBackend(std::make_unique<RefusingBackend>(kind, driver));
            fixture.service().setReadOnly(isReadOnly);
            return as<ui::AccessHelp>(widget).showFor(
                fixture.waitForDevice(0x1234, 0x5678), Error { kind, 0, "open 9-1", "1234:5678 at 9-1" }, {});
        } };
}

} // namespace

std::vector<Scene> bannerScenes()
{
    std::vector<Scene> scenes;
    addBanners(scenes);
    addWelcome(scenes);
    addHeaders(scenes);
    scenes.push_back(help("access-denied", ErrorKind::AccessDenied, ""));
    scenes.push_back(help("access-driver", ErrorKind::Busy, "usbhid"));
    scenes.push_back(help("access-program", ErrorKind::Busy, "usbfs"));
    scenes.push_back(help("access-read-only", ErrorKind::Busy, "usbhid", true));
    return scenes;
}

} // namespace wb::test
