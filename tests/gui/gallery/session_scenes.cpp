// SPDX-License-Identifier: GPL-3.0-or-later
// The session of a device in its states, and the list of all sessions.
#include "tests/gui/gallery/scene_tools.h"
#include "tests/gui/stream_driver.h"
#include "ui/dialogs/sessions_dialog.h"
#include "ui/models/session_model.h"
#include "ui/views/endpoint_panel.h"

#include <QTableView>

namespace wb::test {

namespace {

constexpr std::uint16_t kLoopback = 0x0001;
constexpr std::uint16_t kKeyboard = 0x0003;

Scene onDemo(const char* name, std::uint16_t product, Arrange arrange)
{
    return { QLatin1String(name), AppFixture::Bus::On, kCentre, madeWith<ui::EndpointPanel>(product),
        std::move(arrange) };
}

Scene onFake(const char* name, Arrange arrange)
{
    return { QLatin1String(name), AppFixture::Bus::Off, kCentre, made<ui::EndpointPanel>(), std::move(arrange) };
}

bool openIt(QWidget& panel)
{
    return tick(findWidget(panel, "sessionOpen")) && waitForText(panel, "sessionState", QStringLiteral("open"))
        && waitUntil([&panel] { return findWidget(panel, "sessionClaim0")->isEnabled(); });
}

bool claimIt(QWidget& panel)
{
    return openIt(panel) && tick(findWidget(panel, "sessionClaim0"))
        && waitForText(panel, "sessionState", QStringLiteral("claimed"));
}

bool show(QWidget& panel, const usb::DevicePtr& device)
{
    as<ui::EndpointPanel>(panel).setSubject(selectionOf(device));
    return device != nullptr;
}

bool chooseNone(QWidget& panel)
{
    return openIt(panel) && choose(find<QComboBox>(panel, "sessionConfiguration"), QStringLiteral("Unconfigured"));
}

void addStates(std::vector<Scene>& scenes)
{
    scenes.push_back(onDemo("session-open", kLoopback, [](QWidget& panel, AppFixture&) { return openIt(panel); }));
    scenes.push_back(onDemo("session-claimed", kLoopback, [](QWidget& panel, AppFixture&) { return claimIt(panel); }));
    scenes.push_back(onDemo("session-driver-attached", kKeyboard, [](QWidget& panel, AppFixture&) {
        return openIt(panel) && waitForText(panel, "sessionDriver0", QStringLiteral("driver usbhid"))
            && waitUntil([&panel] { return findWidget(panel, "sessionDetach0")->isEnabled(); });
    }));
    scenes.push_back(onDemo("session-driver-owed", kKeyboard, [](QWidget& panel, AppFixture&) {
        return openIt(panel) && click(findWidget(panel, "sessionDetach0")) && agree(panel)
            && waitForText(panel, "sessionDriver0", QStringLiteral("owed"));
    }));
    scenes.push_back(onDemo("session-configuration-held", kKeyboard, [](QWidget& panel, AppFixture&) {
        return chooseNone(panel) && waitForText(panel, "sessionConfigurationReason", QStringLiteral("usbhid"));
    }));
    scenes.push_back(onDemo("session-unconfigured", kLoopback, [](QWidget& panel, AppFixture&) {
        const auto* choice = find<QComboBox>(panel, "sessionConfiguration");
        return chooseNone(panel) && click(findWidget(panel, "sessionConfigurationApply")) && agree(panel)
            && waitUntil([choice] { return choice->currentText() == QStringLiteral("Unconfigured (now)"); });
    }));
    scenes.push_back(onDemo("session-departed", kLoopback, [](QWidget& panel, AppFixture& fixture) {
        return claimIt(panel) && fixture.demoBus().setPlugged("loopback", false)
            && waitForText(panel, "sessionState", QStringLiteral("unplugged"));
    }));
}

void addRefusals(std::vector<Scene>& scenes)
{
    scenes.push_back(onDemo("session-timeout-wrong", kLoopback, [](QWidget& panel, AppFixture&) {
        return typeInto(findWidget(panel, "sessionTimeout"), QStringLiteral("-1"))
            && waitForShown(panel, "sessionTimeoutProblem");
    }));
    scenes.push_back(onDemo("session-read-only", kKeyboard, [](QWidget& panel, AppFixture& fixture) {
        if (!openIt(panel))
            return false;
        fixture.service().setReadOnly(true);
        return click(findWidget(panel, "sessionDetach0"))
            && waitForText(panel, "endpointFailureWords", QStringLiteral("read-only mode is on"));
    }));
    scenes.push_back(onDemo("session-no-driver-fits", kLoopback, [](QWidget& panel, AppFixture&) {
        return openIt(panel) && click(findWidget(panel, "sessionDetach0"))
            && waitForText(panel, "endpointFailureWords", QStringLiteral("no driver fits"));
    }));
    Scene asks = onDemo("session-detach-asks", kKeyboard, [](QWidget& panel, AppFixture&) {
        return openIt(panel) && click(findWidget(panel, "sessionDetach0")) && isAsked(panel);
    });
    asks.drawn = &question;
    scenes.push_back(std::move(asks));
}

void addDecided(std::vector<Scene>& scenes)
{
    scenes.push_back(onFake("session-open-failed", [](QWidget& panel, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        world->failNext("open", Error { ErrorKind::Io, 5, "open 1-1", "the hub does not answer" });
        return show(panel, plugFake(fixture, world)) && tick(findWidget(panel, "sessionOpen"))
            && waitForText(panel, "endpointFailureWords", QStringLiteral("the hub does not answer"))
            && waitForText(panel, "sessionState", QStringLiteral("closed"));
    }));
    scenes.push_back(onFake("session-opening", [](QWidget& panel, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        hangWhileShown(panel, world, "open");
        return show(panel, plugFake(fixture, world)) && tick(findWidget(panel, "sessionOpen"))
            && waitForText(panel, "sessionState", QStringLiteral("opening"));
    }));
    scenes.push_back(onFake("session-held-by-program", [](QWidget& panel, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        return show(panel, plugFake(fixture, world, { { std::uint8_t { 0 }, "usbfs" } })) && openIt(panel)
            && waitForText(panel, "sessionDriver0", QStringLiteral("held by a program"));
    }));
    scenes.push_back(onFake("session-claim-busy", [](QWidget& panel, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        world->failNext("claim 0", Error { ErrorKind::Busy, -6, "claim interface 0", "another program has it" });
        return show(panel, plugFake(fixture, world)) && openIt(panel) && tick(findWidget(panel, "sessionClaim0"))
            && waitForShown(panel, "accessHelp");
    }));
    // It came back from its reset at another address, and what was claimed is claimed again.
    scenes.push_back(onFake("session-found-again", [](QWidget& panel, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        const usb::DevicePtr before = plugFake(fixture, world);
        if (!show(panel, before) || !claimIt(panel))
            return false;
        world->failNext("reset", Error { ErrorKind::NotFound, -5, "reset", {} });
        fixture.service().reset(before->id);
        if (!waitForText(panel, "sessionState", QStringLiteral("closed")))
            return false;
        world->unplug(before->id);
        const usb::DevicePtr back = world->plug(1, 1);
        return waitUntil([&] { return fixture.service().device(back->id) != nullptr; }) && show(panel, back)
            && waitForText(panel, "sessionState", QStringLiteral("claimed"));
    }));
}

Scene ofList(const char* name, AppFixture::Bus bus, Arrange arrange)
{
    return { QLatin1String(name), bus, QSize(1000, 300), made<ui::SessionsDialog>(), std::move(arrange) };
}

bool waitForCell(QWidget& list, int row, int column, const QString& words)
{
    const QAbstractItemModel* model = find<QTableView>(list, "sessionsTable")->model();
    return waitUntil([&] { return model->index(row, column).data().toString() == words; });
}

void addLists(std::vector<Scene>& scenes)
{
    scenes.push_back(ofList("sessions-none", AppFixture::Bus::On, [](QWidget&, AppFixture&) { return true; }));
    scenes.push_back(ofList("sessions-some", AppFixture::Bus::On, [](QWidget& list, AppFixture& fixture) {
        const usb::DevicePtr loopback = fixture.loopback();
        const usb::DevicePtr keyboard = fixture.waitForDevice(0xfffe, kKeyboard);
        if (!loopback || !keyboard)
            return false;
        engine::StreamConfig config;
        config.endpoint = { 0x81 };
        config.transferBytes = 512;
        config.depth = 4;
        fixture.service().startStream(loopback->id, config);
        if (!waitForCell(list, 0, ui::SessionModel::InFlight, QStringLiteral("4")))
            return false;
        fixture.service().open(keyboard->id);
        fixture.service().detachDriver(keyboard->id, 0);
        return waitForCell(list, 1, ui::SessionModel::Detached, QStringLiteral("0: usbhid"))
            && clickItem(
                find<QTableView>(list, "sessionsTable"), find<QTableView>(list, "sessionsTable")->model()->index(1, 0));
    }));
    scenes.push_back(ofList("sessions-hanging", AppFixture::Bus::Off, [](QWidget& list, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        hangWhileShown(list, world, "claim 0");
        const usb::DevicePtr device = plugFake(fixture, world);
        if (!device)
            return false;
        fixture.service().open(device->id);
        fixture.service().claim(device->id, 0, false);
        return waitForCell(list, 0, ui::SessionModel::State, QStringLiteral("not answering: claim"));
    }));
}

} // namespace

std::vector<Scene> sessionScenes()
{
    std::vector<Scene> scenes;
    addStates(scenes);
    addRefusals(scenes);
    addDecided(scenes);
    addLists(scenes);
    return scenes;
}

} // namespace wb::test
