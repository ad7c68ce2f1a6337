// SPDX-License-Identifier: GPL-3.0-or-later
// Rules for what comes and goes, with the choices of libusb's hotplug callbacks: which of the two events, a vendor, a
// product, a class, what is attached already, once only.
// Source of truth: DeviceChanges. libusb itself is asked for every event, and the rules are held against what it told:
// so they count on the demo bus, and where a backend is polled, too.
// Thread: one, the owner's. Ownership: of its rules.
#pragma once

#include "core/engine/types.h"

#include <span>

namespace wb::engine {

using HotplugRuleId = StrongId<struct HotplugRuleTag>;

enum class HotplugEvent : std::uint8_t { Arrival, Departure };

struct HotplugRule {
    bool wantsArrivals = true;
    bool wantsDepartures = true;
    std::optional<std::uint16_t> vendorId {}; // nullopt, here and below: any
    std::optional<std::uint16_t> productId {};
    std::optional<std::uint8_t>
        deviceClass {}; // bDeviceClass alone, as libusb compares it: 0 where interfaces have theirs
    bool isOnce = false; // gone after its first match

    [[nodiscard]] bool isAbout(const usb::DeviceInfo& device) const;
    [[nodiscard]] bool matches(HotplugEvent event, const usb::DeviceInfo& device) const;

    bool operator==(const HotplugRule&) const = default;
};

struct HotplugMatch {
    HotplugRuleId rule;
    HotplugRule what; // which may be gone
    HotplugEvent event = HotplugEvent::Arrival;
    usb::DevicePtr device;
};

class HotplugRules {
public:
    struct Entry {
        HotplugRuleId id;
        HotplugRule rule;
        std::uint64_t matches = 0;
    };

    HotplugRuleId add(const HotplugRule& rule);
    void remove(HotplugRuleId id); // no-op when it has gone by itself
    [[nodiscard]] const std::vector<Entry>& entries() const { return m_entries; } // in the order they were added

    // What is attached counts as having arrived, for this rule alone.
    [[nodiscard]] std::vector<HotplugMatch> enumerate(HotplugRuleId id, std::span<const usb::DevicePtr> attached);
    // Departures first. The list at start is no news, nor is a file that is opened or closed.
    [[nodiscard]] std::vector<HotplugMatch> take(const DeviceChanges& changes);

private:
    void dropUsedUp();

    std::vector<Entry> m_entries;
    IdSource<HotplugRuleId> m_ids;
};

} // namespace wb::engine
