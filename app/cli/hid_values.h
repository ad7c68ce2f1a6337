// SPDX-License-Identifier: GPL-3.0-or-later
// What `hid` prints of one report: as a line, as a document.
// Source of truth: core/descriptors/hid_values.h; the schema is in the man page.
// Thread: any; pure. Everything is safe to show.
#pragma once

#include "app/cli/json.h"
#include "core/descriptors/hid_values.h"

namespace wb::cli {

// A report with how its transfer went; `report` is what was moved, with the ID where there is one.
struct MovedReport {
    descriptors::HidReportType type = descriptors::HidReportType::Input;
    Bytes report;
    usb::TransferStatus status = usb::TransferStatus::Completed;
    Nanoseconds time { 0 }; // when it was completed
};

// "Input report 1: X: 128, Y: 127"; of a report that the descriptor does not have, why and its bytes.
[[nodiscard]] std::string hidValuesLine(const descriptors::HidReportMap& map, const MovedReport& moved);
// usb-workbench.hid-values/1
[[nodiscard]] Json hidValuesDocument(const descriptors::HidReportMap& map, const MovedReport& moved);

} // namespace wb::cli
