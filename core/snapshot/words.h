// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the file for enumerations; SCHEMA.md lists them. Private to the reader and the writer.
// Thread: any; pure. Errors: an unknown word gives nothing.
#pragma once

#include "core/usb/descriptor_section.h"
#include "core/usb/types.h"

namespace wb::snapshot {

inline constexpr std::string_view kFormatName = "usb-workbench.snapshot";

[[nodiscard]] std::string_view sectionWord(usb::SectionKind kind);
[[nodiscard]] std::optional<usb::SectionKind> sectionKindOf(std::string_view word);
[[nodiscard]] std::optional<usb::Speed> speedOf(std::string_view word); // the inverse of usb::shortName

} // namespace wb::snapshot
