// SPDX-License-Identifier: GPL-3.0-or-later
// HID reports filled in by words, as a person types them: "X=12", "Num Lock=1", "2=Num Lock, Caps Lock".
// FIELD is a usage by its name (upper and lower case alike) or number ("0x00080001"), or a field of the report by its
// place in fieldsOf(), from 0. VALUE is one number for each element, with commas between them: decimal, 0x..., or
// "null". Switches and arrays also take the names or numbers of the usages that are on, or "none".
// Source of truth: hid_values.h. Thread: any; pure. Errors: InvalidArgument, in one sentence with what would do.
#pragma once

#include "core/descriptors/hid_values.h"

namespace wb::descriptors {

// Numbers for all elements of the field. `names` may be null.
[[nodiscard]] Result<std::vector<std::int64_t>> parseFieldValue(
    const HidField& field, std::string_view value, const UsbIds* names);
// What parseFieldValue() makes the same numbers of; of an array the same choices in their order, none behind them.
[[nodiscard]] std::string fieldValueWords(
    const HidField& field, const std::vector<std::int64_t>& numbers, const UsbIds* names);

// "FIELD=VALUE". `bytes` is the report as it is transferred; nothing is written when there is an error.
[[nodiscard]] Status assign(const HidReportMap& map, const HidReport& report, std::string_view words,
    const UsbIds* names, MutableByteView bytes);

} // namespace wb::descriptors
