// SPDX-License-Identifier: GPL-3.0-or-later
// What the groups about the BOS share: capability types, and reserved bits of one type of capability.
// Source of truth: USB 3.2 table 9-14, Billboard 1.2.1 §3.1.5.
// Thread: any; constants. Errors: none.
#pragma once

#include "core/lint/rule_shapes.h"

namespace wb::lint {

inline constexpr unsigned kExtensionCapability = 0x02;
inline constexpr unsigned kSuperSpeedCapability = 0x03;
inline constexpr unsigned kContainerCapability = 0x04;
inline constexpr unsigned kPlatformCapability = 0x05;
inline constexpr unsigned kSuperSpeedPlusCapability = 0x0a;
inline constexpr unsigned kTimeCapability = 0x0b;
inline constexpr unsigned kBillboardCapability = 0x0d;
inline constexpr unsigned kAlternateModeCapability = 0x0f;
inline constexpr unsigned kSummaryCapability = 0x10;
inline constexpr unsigned kFirmwareCapability = 0x11;

struct CapabilityBits : ReservedBits {
    unsigned capability = 0; // type whose bits these are
};

// Holds the rows of its type against a capability.
template <class Table> void checkReserved(const Table& table, const Item& capability, Report& report)
{
    for (const CapabilityBits& row : table)
        if (row.capability == capability.u8(2))
            check(row, capability, report);
}

} // namespace wb::lint
