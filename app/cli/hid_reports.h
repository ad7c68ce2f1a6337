// SPDX-License-Identifier: GPL-3.0-or-later
// What `show` prints of HID reports: those of a file, and those of a device whose report descriptors are known.
// Source of truth: core/descriptors/hid_report_text.h; the schema is in the man page.
// Thread: any; pure. Everything is safe to show.
#pragma once

#include "app/cli/json.h"

namespace wb::cli {

// Bytes of a report descriptor from a file's: as they are, or parsed when all of them are printable: "05 01 09 02",
// "0x05, 0x01, // Usage Page". Errors: Malformed for text that is no hexadecimal and for nothing.
[[nodiscard]] Result<Bytes> reportDescriptorFrom(ByteView content);

[[nodiscard]] Json hidReportDocument(ByteView descriptor); // usb-workbench.hid-report/1

// Of every report descriptor in the set; empty when there is none.
[[nodiscard]] Json hidReportsOf(const descriptors::DescriptorSet& set);
[[nodiscard]] std::string hidReportText(ByteView descriptor);

} // namespace wb::cli
