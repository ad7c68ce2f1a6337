// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "interface.isochronous-in-default", "mass-storage-high", "Endpoint descriptor.bmAttributes = 05", "512" },
    { "interface.number-gap", "mass-storage-high", "Interface descriptor.bInterfaceNumber = 01", "is 1" },
});

} // namespace

std::span<const RuleRow> interfaceRows() { return kRows; }

} // namespace wb::test
