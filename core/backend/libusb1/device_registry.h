// SPDX-License-Identifier: GPL-3.0-or-later
// Every attached device, by our own id. A device is the same one as long as libusb gives the same
// libusb_device for it, which is kept referenced so that its address cannot come back as another (P47).
// Source of truth: libusb's device list and SystemFacts, read again on every update(); topology is copied
// while the list is held (P49).
// Thread: update() and clear() on the USB thread; markDeparted() in the hotplug callback; the rest any.
#pragma once

#include "core/backend/libusb1/context.h"
#include "core/backend/libusb1/system_facts.h"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>

struct libusb_device;

namespace wb::backend {

using Clock = std::chrono::steady_clock;

// Owns one reference to a libusb_device and a share of the context it lives in.
class DeviceEntry {
public:
    DeviceEntry(std::shared_ptr<Context> owner, libusb_device* raw, Clock::time_point since);
    ~DeviceEntry();
    DeviceEntry(const DeviceEntry&) = delete;
    DeviceEntry& operator=(const DeviceEntry&) = delete;

    const std::shared_ptr<Context> context;
    libusb_device* const device;
    const usb::DeviceId id;
    const Clock::time_point arrived; // the epoch for those that were there when we came
    std::string label; // "1-1.2 fffe:0001"; both set before the entry is shared
    std::string deviceNode; // empty when the system has none, or tells none
    std::atomic<bool> departed { false };
};

using EntryPtr = std::shared_ptr<DeviceEntry>;

class DeviceRegistry {
public:
    explicit DeviceRegistry(std::unique_ptr<SystemFacts> facts);

    // Looks at what is attached now; ordered by place.
    [[nodiscard]] Result<std::vector<usb::DevicePtr>> update(const std::shared_ptr<Context>& context);
    void clear();

    void markDeparted(libusb_device* device);
    [[nodiscard]] EntryPtr find(usb::DeviceId id) const; // nullptr when it is not attached
    // Waits on a lane; false as soon as the device has left.
    [[nodiscard]] bool waitWhileAttached(const DeviceEntry& entry, std::chrono::milliseconds duration) const;

private:
    struct Known {
        EntryPtr entry;
        usb::DevicePtr info;
        std::optional<LiveFacts> live;
    };

    void look(const std::shared_ptr<Context>& context, libusb_device* device, Known& known);
    [[nodiscard]] usb::DeviceInfo describe(libusb_device* device, const std::optional<LiveFacts>& live) const;

    const std::unique_ptr<SystemFacts> m_facts;
    bool m_hasLooked = false;
    mutable std::mutex m_mutex; // guards m_known; never held while reading facts
    mutable std::condition_variable m_departure;
    std::map<libusb_device*, Known> m_known;
};

} // namespace wb::backend
