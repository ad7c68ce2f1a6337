// SPDX-License-Identifier: GPL-3.0-or-later
// Devices laid out by hand as text (tests/data/lint), and small edits that break a rule.
//
// A device is lines: "speed high", then "section KIND [NUMBER [LANGUAGE]]" with lines of hex bytes below it; '#' begins
// a comment. "TT TT" stands for the total length of the configuration, BOS or descriptor set it is in.
// KIND: device, bos, qualifier, other-speed, string, hid-report, hub, url, msos20, msos10-ids, msos10-properties,
// hid-physical.
//
// Edits are separated by ';' and name a descriptor by its title and, from the second of that title on, "#2", "#3", ...:
//   Endpoint descriptor#2.wMaxPacketSize = 40 00   bytes of a field, as many as it has
//   remove Interface descriptor#2                  the descriptor and all below it
//   cut Interface association descriptor           its own bytes only
//   after Endpoint descriptor: 06 30 ...           behind the descriptor's own bytes
//   behind Interface descriptor: 09 04 ...         behind all that is below it
//   in bos: EDIT                                   another section than the device's; "in string 2: EDIT"
//   section bos = 05 0f ...                        a section replaced or added
//   drop bos                                       a section that is not there
//   speed full
// Total lengths follow what is removed and inserted.
// Thread: any. Errors: a text that makes no sense gives a sentence that the test prints.
#pragma once

#include "core/base/result.h"
#include "core/descriptors/descriptor_set.h"

#include <QString>

namespace wb::test {

[[nodiscard]] Result<descriptors::DescriptorSet> deviceFromText(const QString& text);

// tests/data/lint/NAME.txt
[[nodiscard]] Result<descriptors::DescriptorSet> sampleDevice(const QString& name);

[[nodiscard]] Result<descriptors::DescriptorSet> edited(const descriptors::DescriptorSet& device, const QString& edits);

} // namespace wb::test
