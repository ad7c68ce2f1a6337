// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/device_facts.h"

#include "core/system/fact_groups.h"
#include "core/system/read_device.h"

namespace wb::system {

FactGroups deviceFacts(const DeviceReadings& readings, const usb::DeviceInfo& device, const KnownBeside& known)
{
    if (!readings.isAvailable)
        return { { "System", { { "Facts of the system", "not available on this system" } } } };
    if (!readings.isPresent)
        return {};
    const FactSource source { readings, device, known };
    FactGroups groups;
    for (const auto make : { connectionFacts, powerFacts, nodeFacts, portFacts, hubPortFacts })
        if (FactGroup group = make(source); !group.facts.empty())
            groups.push_back(std::move(group));
    return groups;
}

FactGroups readDeviceFacts(const SystemReader& reader, const usb::DeviceInfo& device, const KnownBeside& known)
{
    return deviceFacts(readDevice(reader, device), device, known);
}

} // namespace wb::system
