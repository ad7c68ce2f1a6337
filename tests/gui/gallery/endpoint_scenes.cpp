// SPDX-License-Identifier: GPL-3.0-or-later
// How single transfers end, and why some are not sent.
#include "tests/gui/gallery/scene_tools.h"
#include "tests/gui/refusing_backend.h"
#include "tests/gui/stream_driver.h"
#include "ui/views/endpoint_panel.h"

#include <QPlainTextEdit>

namespace wb::test {

namespace {

constexpr std::uint8_t kStall = 1, kShort = 2, kSilence = 3, kBabble = 4; // the misbehaver's words for it
constexpr std::uint8_t kIn = 0x81;

Scene scene(const char* name, Arrange arrange, AppFixture::Bus bus = AppFixture::Bus::On)
{
    return { QLatin1String(name), bus, kCentre, made<ui::EndpointPanel>(), std::move(arrange) };
}

bool show(QWidget& panel, const usb::DevicePtr& device, std::uint8_t address, std::uint8_t alternate = 0)
{
    as<ui::EndpointPanel>(panel).setSubject(endpointOf(device, address, alternate));
    return device != nullptr;
}

bool send(QWidget& panel) { return click(findWidget(panel, "singleSend")); }

bool waitForResult(QWidget& panel, const QString& words) { return waitForText(panel, "singleResultLine", words); }

usb::DevicePtr misbehaver(AppFixture& fixture) { return fixture.waitForDevice(0xfffe, 0x0bad); }

Arrange ended(std::uint8_t mischief, const QString& words)
{
    return [mischief, words](QWidget& panel, AppFixture& fixture) {
        return misbehave(fixture, mischief, kIn) && show(panel, misbehaver(fixture), kIn) && send(panel)
            && waitForResult(panel, words);
    };
}

// A read that is never answered, and never given up.
bool waitForEver(QWidget& panel, AppFixture& fixture)
{
    const usb::DevicePtr device = misbehaver(fixture);
    return misbehave(fixture, kSilence, kIn) && show(panel, device, kIn)
        && typeInto(findWidget(panel, "singleTimeout"), QStringLiteral("0")) && send(panel)
        && waitUntil([&] { return fixture.service().session(device->id).inFlight == 1; });
}

bool write(QWidget& panel)
{
    QTest::keyClicks(find<QPlainTextEdit>(panel, "singleDataHex"), QStringLiteral("55 53 42 43"));
    return send(panel);
}

void addEnds(std::vector<Scene>& scenes)
{
    scenes.push_back(scene("endpoint-short", ended(kShort, QStringLiteral("completed"))));
    scenes.push_back(scene("endpoint-short-is-error", [](QWidget& panel, AppFixture& fixture) {
        return misbehave(fixture, kShort, kIn) && show(panel, misbehaver(fixture), kIn)
            && tick(findWidget(panel, "singleShortIsError")) && send(panel)
            && waitForResult(panel, QStringLiteral("bus error"));
    }));
    scenes.push_back(scene("endpoint-stall", ended(kStall, QStringLiteral("stalled"))));
    scenes.push_back(scene("endpoint-overflow", ended(kBabble, QStringLiteral("overflow"))));
    scenes.push_back(scene("endpoint-recovered", [](QWidget& panel, AppFixture& fixture) {
        return ended(kStall, QStringLiteral("stalled"))(panel, fixture) && click(findWidget(panel, "endpointRecover"))
            && waitForText(panel, "endpointFailureWords", QStringLiteral("works again"));
    }));
    // One packet came before the device fell silent.
    scenes.push_back(scene("endpoint-timeout-partial", [](QWidget& panel, AppFixture& fixture) {
        return misbehave(fixture, kSilence, kIn, 1) && show(panel, misbehaver(fixture), kIn)
            && typeInto(findWidget(panel, "singleLength"), QStringLiteral("1024"))
            && typeInto(findWidget(panel, "singleTimeout"), QStringLiteral("50")) && send(panel)
            && waitForResult(panel, QStringLiteral("timed out"));
    }));
    scenes.push_back(scene("endpoint-waiting", &waitForEver));
    scenes.push_back(scene("endpoint-cancelled", [](QWidget& panel, AppFixture& fixture) {
        return waitForEver(panel, fixture) && click(findWidget(panel, "singleCancel"))
            && waitForResult(panel, QStringLiteral("cancelled"));
    }));
}

void addRefusals(std::vector<Scene>& scenes)
{
    scenes.push_back(scene("endpoint-unclaimed", [](QWidget& panel, AppFixture& fixture) {
        return show(panel, fixture.loopback(), 0x82) && tick(findWidget(panel, "sessionAutomatic"))
            && tick(findWidget(panel, "sessionOpen")) && waitForText(panel, "sessionState", QStringLiteral("open"))
            && send(panel) && waitForText(panel, "endpointFailureWords", QStringLiteral("not claimed"));
    }));
    scenes.push_back(scene("endpoint-read-only", [](QWidget& panel, AppFixture& fixture) {
        fixture.service().setReadOnly(true);
        return show(panel, fixture.loopback(), 0x02) && write(panel)
            && waitForText(panel, "endpointFailureWords", QStringLiteral("read-only mode is on"));
    }));
    scenes.push_back(scene("endpoint-bad-input", [](QWidget& panel, AppFixture& fixture) {
        return show(panel, fixture.loopback(), 0x82) && typeInto(findWidget(panel, "singleLength"), QStringLiteral("0"))
            && waitForText(panel, "singleReason", QStringLiteral("Length"));
    }));
    scenes.push_back(scene("endpoint-none", [](QWidget& panel, AppFixture& fixture) {
        auto bare = std::make_shared<usb::DeviceInfo>(*fixture.loopback());
        bare->configurations.clear();
        as<ui::EndpointPanel>(panel).setSubject(selectionOf(bare));
        return waitForText(panel, "endpointFacts", QStringLiteral("no endpoint but"));
    }));
    scenes.push_back(scene("endpoint-snapshot", [](QWidget& panel, AppFixture& fixture) {
        return show(panel, fromSnapshot(fixture, 0x0001), 0x82)
            && waitForText(panel, "singleReason", QStringLiteral("desk.json"));
    }));
}

void addGuarded(std::vector<Scene>& scenes)
{
    const auto guarded = [](AppFixture& fixture, const char* driver, RefusingBackend::Device which) {
        fixture.service().addBackend(std::make_unique<RefusingBackend>(ErrorKind::Busy, driver, which));
        return fixture.waitForDevice(0x1234, 0x5678);
    };
    scenes.push_back(scene(
        "endpoint-no-bandwidth",
        [guarded](QWidget& panel, AppFixture& fixture) {
            return show(panel, guarded(fixture, "", RefusingBackend::Device::Camera), 0x81)
                && waitForText(panel, "singleReason", QStringLiteral("no bandwidth"));
        },
        AppFixture::Bus::Off));
    Scene asks = scene(
        "endpoint-asks-disk",
        [guarded](QWidget& panel, AppFixture& fixture) {
            return show(panel, guarded(fixture, "usb-storage", RefusingBackend::Device::Disk), 0x02) && write(panel)
                && isAsked(panel);
        },
        AppFixture::Bus::Off);
    asks.drawn = &question;
    scenes.push_back(std::move(asks));
}

} // namespace

std::vector<Scene> endpointScenes()
{
    std::vector<Scene> scenes;
    addEnds(scenes);
    addRefusals(scenes);
    addGuarded(scenes);
    return scenes;
}

} // namespace wb::test
