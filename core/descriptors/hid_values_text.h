// SPDX-License-Identifier: GPL-3.0-or-later
// Values of HID reports in words: a line for a report, a cell for a field, a few characters for a number.
// Source of truth: hid_values.h. Buttons and arrays are told by the usages that are on.
// Units: as the numbers. Thread: any; pure. Errors: none. Long fields are cut and say so; text is safe to show.
#pragma once

#include "core/descriptors/hid_values.h"

namespace wb::descriptors {

// "Input report 1: X: 128, Y: 127; Hat switch: null; Button 1 to Button 14: Button 1, Button 3". `names` may be null.
[[nodiscard]] std::string hidValuesText(const HidReportMap& map, const HidReportValues& values, const UsbIds* names);
// "128, 127", "Button 1, Button 3", "none"; empty when the report ends before the field.
[[nodiscard]] std::string hidFieldText(
    const HidField& field, const std::vector<std::int64_t>& numbers, const UsbIds* names);
// "2 (90 deg)", "null", "300 (out of range)"
[[nodiscard]] std::string hidNumberText(const HidField& field, std::int64_t number);
// "90", "0.0125": six digits at most.
[[nodiscard]] std::string hidPhysicalNumberText(double value);
// "Input report 1", "Feature report"
[[nodiscard]] std::string hidReportTitle(const HidReport& report);

// Several bits side by side that are on or off, each with a usage of its own.
[[nodiscard]] bool isRowOfSwitches(const HidField& field);
// One usage for all elements: what they say is one block of data.
[[nodiscard]] bool isBlock(const HidField& field);

} // namespace wb::descriptors
