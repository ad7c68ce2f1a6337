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

// A feature unit's controls, Audio 2.0 Table 4-13 and 3.0 Table 4-31.
inline constexpr auto kFeatureAccessBits = std::to_array<BitSpec>({
    { 31, 30, "reserved" },
    { 29, 28, "overflow", kControlAccess },
    { 27, 26, "underflow", kControlAccess },
    { 25, 24, "phase inverter", kControlAccess },
    { 23, 22, "input gain pad", kControlAccess },
    { 21, 20, "input gain", kControlAccess },
    { 19, 18, "loudness", kControlAccess },
    { 17, 16, "bass boost", kControlAccess },
    { 15, 14, "delay", kControlAccess },
    { 13, 12, "automatic gain", kControlAccess },
    { 11, 10, "graphic equalizer", kControlAccess },
    { 9, 8, "treble", kControlAccess },
    { 7, 6, "mid", kControlAccess },
    { 5, 4, "bass", kControlAccess },
    { 3, 2, "volume", kControlAccess },
    { 1, 0, "mute", kControlAccess },
});

// Audio 2.0 and 3.0 appendix A, effect unit types.
inline constexpr auto kAudioEffects
    = std::to_array<ValueName>({ { 0, "undefined" }, { 1, "parametric equalizer section" }, { 2, "reverberation" },
        { 3, "modulation delay" }, { 4, "dynamic range compressor" } });

// "id 2, USB Streaming"
void summarizeTerminal(NodeBuilder& builder);
// "id 6"
void summarizeUnit(NodeBuilder& builder);

} // namespace wb::descriptors
