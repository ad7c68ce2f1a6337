// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/descriptor_walk.h"

#include <algorithm>
#include <cassert>

namespace wb::usb {

ByteView descriptorAt(ByteView bytes, std::size_t offset)
{
    if (offset >= bytes.size())
        return {};
    const std::size_t length = bytes[offset];
    if (length < 2 || length > bytes.size() - offset)
        return {};
    return bytes.subspan(offset, length);
}

bool isType(ByteView descriptor, DescriptorType type)
{
    return descriptor.size() >= 2 && descriptor[1] == static_cast<std::uint8_t>(type);
}

bool isConfigurationHeader(ByteView bytes)
{
    const ByteView descriptor = descriptorAt(bytes, 0);
    return descriptor.size() >= kConfigurationDescriptorLength
        && (isType(descriptor, DescriptorType::Configuration)
            || isType(descriptor, DescriptorType::OtherSpeedConfiguration));
}

std::size_t totalExtent(ByteView bytes)
{
    assert(descriptorAt(bytes, 0).size() >= 4);
    const std::size_t claimed = readLe(bytes, 2, 2).value_or(0);
    const bool isBelievable = claimed >= bytes[0];
    const std::size_t limit = isBelievable ? std::min(claimed, bytes.size()) : bytes.size();
    std::size_t offset = bytes[0];
    while (offset < limit) {
        const ByteView rest = bytes.subspan(offset);
        if (isConfigurationHeader(rest))
            return offset;
        const ByteView descriptor = descriptorAt(rest, 0);
        if (descriptor.empty())
            break;
        offset += descriptor.size();
    }
    return limit;
}

std::size_t findConfiguration(ByteView bytes, std::size_t offset)
{
    while (offset < bytes.size() && !isConfigurationHeader(bytes.subspan(offset))) {
        const ByteView descriptor = descriptorAt(bytes, offset);
        if (descriptor.empty())
            return resynchronize(bytes, offset + 1);
        offset += descriptor.size();
    }
    return offset;
}

std::size_t resynchronize(ByteView bytes, std::size_t offset)
{
    const auto isPlausible = [bytes](std::size_t position) {
        const ByteView rest = bytes.subspan(position);
        const std::size_t total = readLe(rest, 2, 2).value_or(0);
        return rest[0] == kConfigurationDescriptorLength && isConfigurationHeader(rest) && total >= rest[0]
            && total <= rest.size();
    };
    while (offset < bytes.size() && !isPlausible(offset))
        ++offset;
    return std::min(offset, bytes.size());
}

} // namespace wb::usb
