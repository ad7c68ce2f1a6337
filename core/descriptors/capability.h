// SPDX-License-Identifier: GPL-3.0-or-later
// What the tables of device capabilities share: their head, and how an entry of the registry is made of one.
// Source of truth: USB 3.2 §9.6.2. Thread: any; constants. Errors: none at run time.
#pragma once

#include "core/descriptors/registry.h"

namespace wb::descriptors {

inline constexpr FieldSpec kCapabilityField { 2, 1, "bDevCapabilityType", Format::CapabilityType, "USB 3.2 §9.6.2" };
inline constexpr auto kCapabilityFields = std::to_array<FieldSpec>({ kLengthField, kTypeField, kCapabilityField });

// By its number, which is the descriptor's third byte.
[[nodiscard]] constexpr Entry capabilityEntry(std::uint8_t number, std::string_view title, std::span<const Step> steps,
    std::string_view spec, DecodeFn extra = nullptr)
{
    return { { 0x10, {}, {}, {}, number }, title, kCapabilityFields, lengthOf(steps, 3), spec, extra, steps };
}

} // namespace wb::descriptors
