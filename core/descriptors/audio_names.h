// SPDX-License-Identifier: GPL-3.0-or-later
// What the versions of the audio class have in common: names of values, and summaries of terminals and units.
// Source of truth: Audio 1.0, 2.0 and 3.0 appendix A. Thread: any; constants. Errors: none.
#pragma once

#include "core/descriptors/node_builder.h"

namespace wb::descriptors {

inline constexpr auto kAudioFormatTypes = std::to_array<ValueName>({ { 0x00, "FORMAT_TYPE_UNDEFINED" },
    { 0x01, "FORMAT_TYPE_I" }, { 0x02, "FORMAT_TYPE_II" }, { 0x03, "FORMAT_TYPE_III" }, { 0x04, "FORMAT_TYPE_IV" },
    { 0x81, "EXT_FORMAT_TYPE_I" }, { 0x82, "EXT_FORMAT_TYPE_II" }, { 0x83, "EXT_FORMAT_TYPE_III" } });

inline constexpr auto kAudioLockDelayUnits
    = std::to_array<ValueName>({ { 0, "undefined" }, { 1, "milliseconds" }, { 2, "decoded PCM samples" } });

// Two bits a control, Audio 2.0 §4.1.
inline constexpr auto kControlAccess
    = std::to_array<std::string_view>({ "not present", "read-only", "not allowed", "host programmable" });

// "2, USB Streaming"
void summarizeTerminal(NodeBuilder& builder);
// "id 6"
void summarizeUnit(NodeBuilder& builder);

} // namespace wb::descriptors
