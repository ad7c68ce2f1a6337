// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/hotplug_rules.h"

#include <algorithm>

namespace wb::engine {
namespace {

void hold(
    HotplugRules::Entry& entry, HotplugEvent event, const usb::DevicePtr& device, std::vector<HotplugMatch>& matches)
{
    if ((entry.rule.isOnce && entry.matches > 0) || !entry.rule.matches(event, *device))
        return;
    ++entry.matches;
    matches.push_back({ entry.id, entry.rule, event, device });
}

} // namespace

bool HotplugRule::isAbout(const usb::DeviceInfo& device) const
{
    return (!vendorId || *vendorId == device.descriptor.vendorId)
        && (!productId || *productId == device.descriptor.productId)
        && (!deviceClass || *deviceClass == device.descriptor.deviceClass);
}

bool HotplugRule::matches(HotplugEvent event, const usb::DeviceInfo& device) const
{
    const bool isWanted = event == HotplugEvent::Arrival ? wantsArrivals : wantsDepartures;
    return isWanted && !device.isOffline() && isAbout(device);
}

HotplugRuleId HotplugRules::add(const HotplugRule& rule)
{
    m_entries.push_back({ m_ids.next(), rule, 0 });
    return m_entries.back().id;
}

void HotplugRules::remove(HotplugRuleId id)
{
    std::erase_if(m_entries, [id](const Entry& entry) { return entry.id == id; });
}

std::vector<HotplugMatch> HotplugRules::enumerate(HotplugRuleId id, std::span<const usb::DevicePtr> attached)
{
    std::vector<HotplugMatch> matches;
    for (Entry& entry : m_entries)
        if (entry.id == id)
            for (const usb::DevicePtr& device : attached)
                hold(entry, HotplugEvent::Arrival, device, matches);
    dropUsedUp();
    return matches;
}

std::vector<HotplugMatch> HotplugRules::take(const DeviceChanges& changes)
{
    std::vector<HotplugMatch> matches;
    if (changes.isInitial)
        return matches;
    for (const usb::DevicePtr& device : changes.departed)
        for (Entry& entry : m_entries)
            hold(entry, HotplugEvent::Departure, device, matches);
    for (const usb::DevicePtr& device : changes.arrived)
        for (Entry& entry : m_entries)
            hold(entry, HotplugEvent::Arrival, device, matches);
    dropUsedUp();
    return matches;
}

void HotplugRules::dropUsedUp()
{
    std::erase_if(m_entries, [](const Entry& entry) { return entry.rule.isOnce && entry.matches > 0; });
}

} // namespace wb::engine
