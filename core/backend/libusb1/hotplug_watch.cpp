// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/hotplug_watch.h"

#include <libusb.h>

#include <deque>
#include <mutex>

namespace wb::backend {

struct HotplugTarget {
    std::mutex mutex;
    HotplugWatch::Notify notify; // empty once deregistered
};

namespace {

// One record per registration of this process, never reused: being empty is what tells a late call
// that its registration is over (P42).
HotplugTarget& newTarget()
{
    static std::mutex mutex;
    static std::deque<HotplugTarget> targets;
    const std::lock_guard lock(mutex);
    return targets.emplace_back();
}

int LIBUSB_CALL onHotplug(libusb_context*, libusb_device* device, libusb_hotplug_event event, void* userData)
{
    auto& target = *static_cast<HotplugTarget*>(userData);
    const std::lock_guard lock(target.mutex);
    if (target.notify)
        target.notify(event == LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT ? device : nullptr);
    return 0; // 1 would deregister us
}

} // namespace

std::unique_ptr<HotplugWatch> HotplugWatch::watch(const Context& context, Notify notify)
{
    if (libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) == 0)
        return nullptr;
    HotplugTarget& target = newTarget();
    target.notify = std::move(notify);
    libusb_hotplug_callback_handle registration = 0;
    const int code = libusb_hotplug_register_callback(context.get(),
        LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT, LIBUSB_HOTPLUG_NO_FLAGS,
        LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, onHotplug, &target,
        &registration);
    if (code != LIBUSB_SUCCESS) {
        const std::lock_guard lock(target.mutex);
        target.notify = {};
        return nullptr;
    }
    return std::make_unique<HotplugWatch>(context, target, registration);
}

HotplugWatch::HotplugWatch(const Context& context, HotplugTarget& target, int registration)
    : m_context(context)
    , m_target(target)
    , m_registration(registration)
{
}

HotplugWatch::~HotplugWatch()
{
    libusb_hotplug_deregister_callback(m_context.get(), m_registration);
    const std::lock_guard lock(m_target.mutex);
    m_target.notify = {};
}

} // namespace wb::backend
