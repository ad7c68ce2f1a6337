// SPDX-License-Identifier: GPL-3.0-or-later
// One device that is reached by its device node alone (libusb_wrap_sys_device): in a container, or with a node that
// somebody else has made or passed on, there may be no list that has it (P59, P72).
// Source of truth: the descriptors that the node itself gives; where the system has more to tell of a node at its usual
// place, that too. It is looked at, not watched: without hotplug the caller asks again.
// Thread: look() USB, open() lane. Ownership: handles close their own file.
// Errors: a node that was never there, or may not be read, is an Error; one that has gone is no device any more.
#pragma once

#include "core/backend/backend.h"
#include "core/backend/libusb1/context.h"
#include "core/backend/libusb1/system_facts.h"

#include <mutex>

namespace wb::backend {

class NodeDevice {
public:
    explicit NodeDevice(std::string path);

    [[nodiscard]] Result<std::vector<usb::DevicePtr>> look();
    [[nodiscard]] Result<std::unique_ptr<DeviceHandle>> open(const std::shared_ptr<Context>& context, usb::DeviceId id);

private:
    [[nodiscard]] usb::DeviceInfo describe(const std::optional<LiveFacts>& live) const;

    const std::string m_path;
    const std::unique_ptr<SystemFacts> m_facts = makeSystemFacts();
    Bytes m_descriptors;
    std::optional<LiveFacts> m_live;
    bool m_hasBeenThere = false;
    std::mutex m_mutex; // guards m_info
    usb::DevicePtr m_info; // null: not there
};

} // namespace wb::backend
