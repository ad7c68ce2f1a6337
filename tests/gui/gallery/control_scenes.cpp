// SPDX-License-Identifier: GPL-3.0-or-later
// How control requests end, and why some are not sent.
#include "tests/gui/gallery/scene_tools.h"
#include "tests/gui/refusing_backend.h"
#include "ui/views/control_panel.h"

#include <QLineEdit>

#include <array>

namespace wb::test {

namespace {

constexpr usb::SetupPacket kDescriptor { 0x80, 6, 0x0100, 0, 18 };
constexpr std::array<Byte, 9> kHalfADescriptor { 18, 1, 0, 2, 0, 0, 0, 64, 0x09 };
constexpr usb::SetupPacket kSilence { 0xc0, 0x13, 0, 0, 8 }; // of the misbehaver
constexpr usb::SetupPacket kWriteBuffer { 0x40, 0x5b, 0, 0, 4 }; // of the loopback device
constexpr usb::SetupPacket kResetDisk { 0x21, 0xff, 0, 0, 0 };
constexpr usb::SetupPacket kSetAddress { 0x00, 5, 1, 0, 0 };

Scene scene(const char* name, Arrange arrange, AppFixture::Bus bus = AppFixture::Bus::On)
{
    return { QLatin1String(name), bus, kCentre, made<ui::ControlPanel>(), std::move(arrange) };
}

void edit(QWidget& panel, const usb::DevicePtr& device, const usb::SetupPacket& setup, const QByteArray& payload = {})
{
    as<ui::ControlPanel>(panel).setSubject(selectionOf(device));
    as<ui::ControlPanel>(panel).editRequest(setup, payload);
}

usb::DevicePtr misbehaver(AppFixture& fixture) { return fixture.waitForDevice(0xfffe, 0x0bad); }

bool send(QWidget& panel) { return click(findWidget(panel, "controlSend")); }

// What the misbehaver does at once, by the number of the request.
Arrange ended(std::uint8_t request, const QString& words)
{
    return [request, words](QWidget& panel, AppFixture& fixture) {
        edit(panel, misbehaver(fixture), { 0xc0, request, 0, 0, 64 });
        return send(panel) && waitForText(panel, "controlResultLine", words);
    };
}

void addEnds(std::vector<Scene>& scenes)
{
    scenes.push_back(scene("control-recipient", [](QWidget& panel, AppFixture& fixture) {
        ui::Selection selection = selectionOf(fixture.waitForDevice(0xfffe, 0x0003));
        selection.interfaceNumber = std::uint8_t { 1 };
        as<ui::ControlPanel>(panel).setSubject(selection);
        return typeInto(findWidget(panel, "bmRequestTypeEdit"), QStringLiteral("0x81"))
            && findWidget(panel, "recipientPicker")->isVisible();
    }));
    scenes.push_back(scene("control-short", ended(0x12, QStringLiteral("completed"))));
    scenes.push_back(scene("control-overflow", ended(0x14, QStringLiteral("overflow"))));
    scenes.push_back(scene("control-timeout", [](QWidget& panel, AppFixture& fixture) {
        edit(panel, misbehaver(fixture), kSilence);
        return typeInto(findWidget(panel, "controlTimeoutEdit"), QStringLiteral("50")) && send(panel)
            && waitForText(panel, "controlResultLine", QStringLiteral("timed out"));
    }));
    scenes.push_back(scene("control-cancelled", [](QWidget& panel, AppFixture& fixture) {
        const usb::DevicePtr device = misbehaver(fixture);
        edit(panel, device, kSilence);
        return typeInto(findWidget(panel, "controlTimeoutEdit"), QStringLiteral("0")) && send(panel)
            && waitUntil([&] { return fixture.service().session(device->id).inFlight == 1; })
            && click(findWidget(panel, "controlCancel"))
            && waitForText(panel, "controlResultLine", QStringLiteral("cancelled"));
    }));
    // Half of the answer had come when the time was over.
    scenes.push_back(scene(
        "control-timeout-partial",
        [](QWidget& panel, AppFixture& fixture) {
            const auto world = std::make_shared<FakeWorld>();
            edit(panel, plugFake(fixture, world), kDescriptor);
            if (!send(panel) || !waitUntil([&world] { return world->pendingTransfers() == 1; }))
                return false;
            world->answerAll(kHalfADescriptor, usb::TransferStatus::TimedOut);
            return waitForText(panel, "controlResultLine", QStringLiteral("timed out"));
        },
        AppFixture::Bus::Off));
}

void addRefusals(std::vector<Scene>& scenes)
{
    scenes.push_back(scene("control-too-long", [](QWidget& panel, AppFixture& fixture) {
        edit(panel, fixture.loopback(), kDescriptor);
        return typeInto(findWidget(panel, "wLengthEdit"), QStringLiteral("4097"))
            && waitForText(panel, "controlReason", QStringLiteral("wLength"));
    }));
    scenes.push_back(scene("control-forbidden", [](QWidget& panel, AppFixture& fixture) {
        edit(panel, fixture.loopback(), kSetAddress);
        return waitUntil([&panel] { return !findWidget(panel, "controlSend")->isEnabled(); });
    }));
    scenes.push_back(scene("control-read-only", [](QWidget& panel, AppFixture& fixture) {
        fixture.service().setReadOnly(true);
        edit(panel, fixture.loopback(), kWriteBuffer, QByteArray::fromHex("deadbeef"));
        return send(panel) && waitForText(panel, "controlFailureWords", QStringLiteral("read-only mode is on"));
    }));
    scenes.push_back(scene("control-snapshot", [](QWidget& panel, AppFixture& fixture) {
        edit(panel, fromSnapshot(fixture, 0x0001), kDescriptor);
        return waitForText(panel, "controlReason", QStringLiteral("desk.json"));
    }));
}

// The question itself is the picture.
Scene asking(const char* name, Arrange arrange, AppFixture::Bus bus)
{
    Scene asked = scene(name, std::move(arrange), bus);
    asked.drawn = &question;
    return asked;
}

void addQuestions(std::vector<Scene>& scenes)
{
    scenes.push_back(asking(
        "control-asks-vendor",
        [](QWidget& panel, AppFixture& fixture) {
            edit(panel, fixture.loopback(), kWriteBuffer, QByteArray::fromHex("deadbeef"));
            return send(panel) && isAsked(panel);
        },
        AppFixture::Bus::On));
    scenes.push_back(asking(
        "control-asks-disk",
        [](QWidget& panel, AppFixture& fixture) {
            fixture.service().addBackend(
                std::make_unique<RefusingBackend>(ErrorKind::Busy, "usb-storage", RefusingBackend::Device::Disk));
            edit(panel, fixture.waitForDevice(0x1234, 0x5678), kResetDisk);
            return send(panel) && isAsked(panel);
        },
        AppFixture::Bus::Off));
}

} // namespace

std::vector<Scene> controlScenes()
{
    std::vector<Scene> scenes;
    addEnds(scenes);
    addRefusals(scenes);
    addQuestions(scenes);
    return scenes;
}

} // namespace wb::test
