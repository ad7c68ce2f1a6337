// SPDX-License-Identifier: GPL-3.0-or-later
// What scenes share: how a panel is made and given its device, what a device is told to do, and how a scene waits.
// Thread: GUI. Errors: what has not come after kPatienceMs makes the wait false, and with it the scene.
#pragma once

#include "tests/gui/gallery/scenes.h"
#include "tests/support/gui_driver.h"
#include "tests/unit/engine/fake_backend.h"
#include "ui/bridge/selection.h"

namespace wb::test {

inline constexpr int kPatienceMs = 8000;
inline constexpr QSize kCentre { 960, 430 }; // what the window leaves at 1280x800
inline constexpr QSize kTall { 1100, 640 };

using Make = std::function<std::unique_ptr<QWidget>(AppFixture&)>;
using Arrange = std::function<bool(QWidget&, AppFixture&)>;

[[nodiscard]] bool waitUntil(const std::function<bool()>& isSo);
[[nodiscard]] bool waitForText(QWidget& root, const char* label, const QString& part);
[[nodiscard]] bool waitForWords(QWidget& root, const QString& part); // in any label that is seen
[[nodiscard]] bool waitForShown(QWidget& root, const char* name);

[[nodiscard]] ui::Selection selectionOf(const usb::DevicePtr& device, std::optional<std::uint8_t> endpoint = {});
// As a snapshot has it: to be looked at, with nothing behind it.
[[nodiscard]] usb::DevicePtr fromSnapshot(AppFixture& fixture, std::uint16_t product);
void allowDetaching(AppFixture& fixture, usb::DeviceId device);

// Of the risk gate; null: nothing is asked.
[[nodiscard]] QWidget* question(QWidget& root);
[[nodiscard]] bool isAsked(QWidget& root);
[[nodiscard]] bool agree(QWidget& root);

// What the misbehaver does on an endpoint after so many good packets; its header has the numbers.
[[nodiscard]] bool misbehave(
    AppFixture& fixture, std::uint8_t mischief, std::uint8_t endpoint, std::uint16_t goodPackets = 0);

// Plugs the one device of a backend whose every answer the scene decides.
[[nodiscard]] usb::DevicePtr plugFake(AppFixture& fixture, const std::shared_ptr<FakeWorld>& world,
    const std::vector<std::pair<std::uint8_t, std::string>>& drivers = {});
// A call that hangs goes on when the picture has been taken, so that the service can end.
void hangWhileShown(QWidget& root, const std::shared_ptr<FakeWorld>& world, const char* call);

template <class Panel> [[nodiscard]] Panel& as(QWidget& widget) { return *qobject_cast<Panel*>(&widget); }

template <class Panel> [[nodiscard]] Make made()
{
    return [](AppFixture& fixture) { return std::make_unique<Panel>(fixture.context()); };
}

// With a device of the demo bus.
template <class Panel> [[nodiscard]] Make madeWith(std::uint16_t product)
{
    return [product](AppFixture& fixture) {
        auto panel = std::make_unique<Panel>(fixture.context());
        panel->setSubject(selectionOf(fixture.waitForDevice(0xfffe, product)));
        return panel;
    };
}

} // namespace wb::test
