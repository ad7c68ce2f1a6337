// SPDX-License-Identifier: GPL-3.0-or-later
// The demo bus: device models that speak the real protocol at URB level, without any hardware.
// The kernel's part follows Linux' usbfs, with pretend drivers bound to the HID interfaces and the hubs.
// Thread: the Backend port's rules; plug() and unplug() may be called from any thread.
// Source of truth: each model's header; scheduling follows USB 2.0 §5 (bandwidth per (micro)frame).
#pragma once

#include "core/backend/backend.h"

namespace wb::backend {

inline constexpr std::uint16_t kDemoBusNumber = 100; // far from real bus numbers: "100-1.2"

struct ModelInfo {
    std::string key; // "loopback", "hid", "misbehaver", "hub", "camera", "audio", "gamepad", "billboard", "power-hub",
                     // "disk", "cdc-acm", "microphone", "speaker", "dfu", "lossy", "superspeed"
    std::string title; // "Loopback device"
    usb::PortPath path; // where it plugs in
    bool isPlugged = false;
};

class VirtualBus : public Backend {
public:
    // What is plugged in when the bus starts: all models but "superspeed" and the power hub with what hangs on it, or
    // nothing but the root hub.
    enum class Start : std::uint8_t { AllPlugged, Empty };
    [[nodiscard]] static std::unique_ptr<VirtualBus> create(Start start = Start::AllPlugged);

    // Thread of these four: any.
    [[nodiscard]] virtual std::vector<ModelInfo> models() const = 0; // the models with a menu entry
    // Unplugging a hub unplugs what hangs on it, plugging it in again brings that back. To plug what is plugged, and
    // to unplug what is not, succeeds. NotFound: no such key, or the hub of this model is not plugged in.
    virtual Status plug(const std::string& key) = 0;
    virtual Status unplug(const std::string& key) = 0;
    // Adds `count` (at most 20,000 in all) plain devices below extra hubs, for large trees; a bus has 127 addresses, so
    // they come on buses of their own: 101, 102... Keys "bulk-1", "bulk-2"..., not in models().
    virtual void plugMany(std::size_t count) = 0;
};

} // namespace wb::backend
