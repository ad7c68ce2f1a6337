// SPDX-License-Identifier: GPL-3.0-or-later
// The HID class descriptor: HID 1.11 §6.2.1. It says how long the report descriptor is.
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kSpec = "HID 1.11 §6.2.1";
constexpr std::size_t kHeaderLength = 6;
constexpr std::size_t kItemLength = 3;

constexpr auto kHidFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 2, "bcdHID", Format::Bcd, kSpec },
    { 4, 1, "bCountryCode", Format::CountryCode, kSpec },
    { 5, 1, "bNumDescriptors", Format::Number, kSpec },
});
static_assert(isAscendingAndDisjoint(kHidFields));

void completeHid(NodeBuilder& builder)
{
    const std::uint64_t claimed = builder.value(5, 1).value_or(0);
    const std::size_t length = builder.bytes().size();
    const std::size_t present = length > kHeaderLength ? (length - kHeaderLength) / kItemLength : 0;
    for (std::size_t i = 0; i < present && i < claimed; ++i) {
        const std::size_t offset = kHeaderLength + i * kItemLength;
        const std::string index = "[" + std::to_string(i) + "]";
        builder.add(offset, 1, "bDescriptorType" + index, Format::DescriptorType, kSpec);
        builder.add(offset + 1, 2, "wDescriptorLength" + index, Format::Number, kSpec);
    }
    if (claimed == 0 || claimed != present || (length > kHeaderLength && (length - kHeaderLength) % kItemLength != 0))
        builder.diagnose(rules::kHidCount, 5, 1,
            "bNumDescriptors is " + std::to_string(claimed) + " and the length has room for " + std::to_string(present)
                + "; they must agree and be at least 1.");
}

constexpr std::uint8_t kHidClass = 0x03;

constexpr auto kEntries = std::to_array<Entry>({
    { { 0x21, kHidClass }, "HID descriptor", kHidFields, { 9, 255 }, kSpec, completeHid },
});

} // namespace

std::span<const Entry> hidEntries() { return kEntries; }

} // namespace wb::descriptors
