// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/filter.h"

#include "core/capture/filter_node.h"

#include <algorithm>

namespace wb::capture {
namespace {

char lowerChar(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// `needle` is lower case already.
bool containsText(std::string_view haystack, std::string_view needle)
{
    const auto found = std::search(haystack.begin(), haystack.end(), needle.begin(), needle.end(),
        [](char a, char b) { return lowerChar(a) == b; });
    return needle.empty() || found != haystack.end();
}

bool matchesDevice(const LoggedDevice& device, std::string_view text)
{
    if (device.interfaceName == text || containsText(device.product, text) || containsText(device.serial, text))
        return true;
    const usb::DeviceDescriptorInfo& descriptor = device.descriptor;
    if (!descriptor.raw.empty() && usb::formatVidPid(descriptor.vendorId, descriptor.productId) == text)
        return true;
    return std::to_string(device.bus) + "." + std::to_string(device.address) == text; // all a foreign file may tell
}

bool compareNumbers(std::uint64_t left, FilterOperation operation, std::uint64_t right)
{
    switch (operation) {
    case FilterOperation::Equal:
        return left == right;
    case FilterOperation::NotEqual:
        return left != right;
    case FilterOperation::Less:
        return left < right;
    case FilterOperation::LessEqual:
        return left <= right;
    case FilterOperation::Greater:
        return left > right;
    case FilterOperation::GreaterEqual:
        return left >= right;
    }
    return false;
}

} // namespace

Filter::Filter() = default;
Filter::Filter(const Filter&) = default;
Filter::Filter(Filter&&) noexcept = default;
Filter& Filter::operator=(const Filter&) = default;
Filter& Filter::operator=(Filter&&) noexcept = default;
Filter::~Filter() = default;

bool Filter::matchesEverything() const { return m_root == nullptr; }

bool Filter::matches(const IndexEntry& entry, std::span<const LoggedDevice> devices) const
{
    return m_root == nullptr || m_root->matches(entry, devices);
}

bool Filter::Node::matches(const IndexEntry& entry, std::span<const LoggedDevice> devices) const
{
    const auto matchesChild = [&](const auto& child) { return child->matches(entry, devices); };
    const auto isDevice
        = [&] { return entry.deviceIndex < devices.size() && matchesDevice(devices[entry.deviceIndex], text); };
    const std::uint64_t address = entry.endpoint;
    switch (kind) {
    case Kind::And:
        return std::all_of(children.begin(), children.end(), matchesChild);
    case Kind::Or:
        return std::any_of(children.begin(), children.end(), matchesChild);
    case Kind::Not:
        return !matchesChild(children.front());
    case Kind::Device:
        return isDevice() == (operation == FilterOperation::Equal);
    case Kind::Word:
        return isDevice() || usb::toString(entry.transferType()).substr(0, text.size()) == text;
    case Kind::Endpoint:
        return compareNumbers(isEndpointNumber ? address & 0x0f : address, operation, number);
    case Kind::Type:
        return compareNumbers(entry.type, operation, number);
    case Kind::Direction:
        return compareNumbers(address >> 7, operation, number);
    case Kind::Status:
        return compareNumbers(entry.status, operation, number);
    case Kind::Length:
        return compareNumbers(entry.actualLength, operation, number);
    case Kind::Latency: // a transfer that has not ended has none
        return entry.transferStatus() != usb::TransferStatus::Pending
            && compareNumbers(entry.latencyMicroseconds, operation, number);
    }
    return false;
}

} // namespace wb::capture
