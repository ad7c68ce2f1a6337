// SPDX-License-Identifier: GPL-3.0-or-later
// The bit map of HID reports as text: one table a report, one row a main item, collections as headings.
// Source of truth: hid_report.h. In the tables bits are counted behind the report ID, bytes as they are transferred:
// where a device uses report IDs, the ID is byte 0.
// Input is hostile: what is printed is linear in the descriptor's length; lists of usages and of problems are cut and
// say so. Thread: any; pure. Errors: none. Text is safe to show (escaped).
#pragma once

#include "core/descriptors/hid_report.h"

namespace wb::descriptors {

// "Input report 1, 8 bytes with the report ID\n  ...". `names` may be null.
[[nodiscard]] std::string hidReportText(const HidReportMap& map, const UsbIds* names);

// "X, Y", "Button 1 to Button 8", "one of ..." for an array, "padding" for constants without usages.
[[nodiscard]] std::string hidUsagesText(const HidField& field, const UsbIds* names);
// "-127 to 127", "0 to 21000 × 10^-3 cm"; empty when the descriptor says neither limits nor unit.
[[nodiscard]] std::string hidPhysicalText(const HidField& field);
// "Mouse (Application)"
[[nodiscard]] std::string hidCollectionText(const HidCollection& collection, const UsbIds* names);

} // namespace wb::descriptors
