// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/compare_snapshots.h"

#include <deque>
#include <map>

namespace wb::snapshot {
namespace {

// What a device is known by in one round; an empty key meets nobody.
std::string kindOf(const Device& device)
{
    const usb::DeviceInfo info = toDeviceInfo(device);
    return usb::formatVidPid(info.descriptor.vendorId, info.descriptor.productId);
}

class DeviceMatcher {
public:
    DeviceMatcher(std::span<const Device> left, std::span<const Device> right)
        : m_leftOf(right.size())
        , m_isTaken(left.size())
    {
        for (const Device& device : left)
            m_leftKeys.push_back(kindOf(device));
        for (const Device& device : right)
            m_rightKeys.push_back(kindOf(device));
        meet(left, right, [](const Device& device) { return " " + usb::toString(device.path); });
        meet(left, right, [](const Device& device) { return device.serial.empty() ? "" : " #" + device.serial; });
        meet(left, right, [](const Device&) { return std::string(" any"); });
    }

    [[nodiscard]] std::vector<Match> matches() const
    {
        std::vector<Match> all;
        for (std::size_t right = 0; right < m_leftOf.size(); ++right)
            all.push_back({ m_leftOf[right], right });
        for (std::size_t left = 0; left < m_isTaken.size(); ++left)
            if (!m_isTaken[left])
                all.push_back({ left, std::nullopt });
        return all;
    }

private:
    template <class Tell> void meet(std::span<const Device> left, std::span<const Device> right, const Tell& tell)
    {
        std::map<std::string, std::deque<std::size_t>> waiting;
        for (std::size_t i = 0; i < left.size(); ++i)
            if (const std::string mark = tell(left[i]); !m_isTaken[i] && !mark.empty())
                waiting[m_leftKeys[i] + mark].push_back(i);
        for (std::size_t i = 0; i < right.size(); ++i) {
            const std::string mark = tell(right[i]);
            const auto found = m_leftOf[i] || mark.empty() ? waiting.end() : waiting.find(m_rightKeys[i] + mark);
            if (found == waiting.end() || found->second.empty())
                continue;
            m_leftOf[i] = found->second.front();
            m_isTaken[found->second.front()] = true;
            found->second.pop_front();
        }
    }

    std::vector<std::string> m_leftKeys;
    std::vector<std::string> m_rightKeys;
    std::vector<std::optional<std::size_t>> m_leftOf;
    std::vector<bool> m_isTaken;
};

} // namespace

std::vector<Match> matchDevices(std::span<const Device> left, std::span<const Device> right)
{
    return DeviceMatcher(left, right).matches();
}

std::vector<DeviceDifference> compareSnapshots(
    const Snapshot& left, const Snapshot& right, const descriptors::UsbIds* names)
{
    std::vector<DeviceDifference> differences;
    for (const Match& match : matchDevices(left.devices, right.devices)) {
        DeviceDifference difference;
        difference.match = match;
        if (match.left && match.right) {
            difference.details
                = compareDevices(left.devices[*match.left], right.devices[*match.right], names, Place::Compared);
            difference.title = difference.details.title;
            difference.change = difference.details.change;
        } else {
            difference.title = titleOf(match.left ? left.devices[*match.left] : right.devices[*match.right]);
            difference.change = match.left ? Change::Removed : Change::Added;
        }
        differences.push_back(std::move(difference));
    }
    return differences;
}

} // namespace wb::snapshot
