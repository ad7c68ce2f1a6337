// SPDX-License-Identifier: GPL-3.0-or-later
// Registration of libusb's hotplug callback, and nothing else: what happened is handed on as it comes.
// libusb may still run a callback after deregistering it (P42), so its user_data is a small record that is
// never freed and is emptied on deregistration; a late call finds nobody. ENUMERATE is not used (P41).
// Thread: watch() and the destructor on the USB thread; Notify runs on the USB thread, inside runOnce(),
// and must only take note (P40).
#pragma once

#include "core/backend/libusb1/context.h"

#include <functional>

struct libusb_device;

namespace wb::backend {

struct HotplugTarget;

class HotplugWatch {
public:
    // The device that left, or nullptr when one arrived.
    using Notify = std::function<void(libusb_device* departed)>;

    // nullptr when this libusb cannot tell (P44, P60): the caller polls.
    [[nodiscard]] static std::unique_ptr<HotplugWatch> watch(const Context& context, Notify notify);

    HotplugWatch(const Context& context, HotplugTarget& target, int registration);
    ~HotplugWatch();
    HotplugWatch(const HotplugWatch&) = delete;
    HotplugWatch& operator=(const HotplugWatch&) = delete;

private:
    const Context& m_context;
    HotplugTarget& m_target;
    const int m_registration;
};

} // namespace wb::backend
