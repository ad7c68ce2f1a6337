// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/rule_shapes.h"

namespace wb::lint {

void check(const ReservedBits& row, const Item& item, Report& report)
{
    const auto value = item.value(row.offset, row.width);
    if (!value || (*value & row.mask) == 0)
        return;
    const int digits = 2 * row.width;
    report.add(row.rule, item, row.offset, row.width,
        std::string(row.field) + " is 0x" + hex(*value, digits) + "; the bits of 0x" + hex(row.mask, digits)
            + " are reserved and must be zero.");
}

void check(const Range& row, const Item& item, Report& report)
{
    const auto value = item.value(row.offset, row.width);
    if (!value || (*value >= row.least && *value <= row.most))
        return;
    report.add(row.rule, item, row.offset, row.width,
        std::string(row.field) + " is " + std::to_string(*value) + std::string(row.unit) + "; it must be "
            + std::to_string(row.least) + " to " + std::to_string(row.most) + std::string(row.unit) + ".");
}

} // namespace wb::lint
