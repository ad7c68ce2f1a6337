// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/terminal_names.h"

#include "core/descriptors/field_table.h"

namespace wb::descriptors {
namespace {

constexpr auto kAudio = std::to_array<ValueName>({
    { 0x0100, "USB" },
    { 0x0101, "USB streaming" },
    { 0x01ff, "USB, vendor-specific" },
    { 0x0200, "Input" },
    { 0x0201, "Microphone" },
    { 0x0202, "Desktop microphone" },
    { 0x0203, "Personal microphone" },
    { 0x0204, "Omni-directional microphone" },
    { 0x0205, "Microphone array" },
    { 0x0206, "Processing microphone array" },
    { 0x0300, "Output" },
    { 0x0301, "Speaker" },
    { 0x0302, "Headphones" },
    { 0x0303, "Head mounted display audio" },
    { 0x0304, "Desktop speaker" },
    { 0x0305, "Room speaker" },
    { 0x0306, "Communication speaker" },
    { 0x0307, "Low frequency effects speaker" },
    { 0x0400, "Bi-directional" },
    { 0x0401, "Handset" },
    { 0x0402, "Headset" },
    { 0x0403, "Speakerphone" },
    { 0x0404, "Echo-suppressing speakerphone" },
    { 0x0405, "Echo-canceling speakerphone" },
    { 0x0500, "Telephony" },
    { 0x0501, "Phone line" },
    { 0x0502, "Telephone" },
    { 0x0503, "Down line phone" },
    { 0x0600, "External" },
    { 0x0601, "Analog connector" },
    { 0x0602, "Digital audio interface" },
    { 0x0603, "Line connector" },
    { 0x0604, "Legacy audio connector" },
    { 0x0605, "S/PDIF interface" },
    { 0x0606, "1394 DA stream" },
    { 0x0607, "1394 DV stream soundtrack" },
    { 0x0608, "ADAT Lightpipe" },
    { 0x0609, "TDIF" },
    { 0x060a, "MADI" },
    { 0x0700, "Embedded" },
    { 0x0701, "Level calibration noise source" },
    { 0x0702, "Equalization noise" },
    { 0x0703, "CD player" },
    { 0x0704, "DAT" },
    { 0x0705, "DCC" },
    { 0x0706, "MiniDisk" },
    { 0x0707, "Analog tape" },
    { 0x0708, "Phonograph" },
    { 0x0709, "VCR audio" },
    { 0x070a, "Video disc audio" },
    { 0x070b, "DVD audio" },
    { 0x070c, "TV tuner audio" },
    { 0x070d, "Satellite receiver audio" },
    { 0x070e, "Cable tuner audio" },
    { 0x070f, "DSS audio" },
    { 0x0710, "Radio receiver" },
    { 0x0711, "Radio transmitter" },
    { 0x0712, "Multi-track recorder" },
    { 0x0713, "Synthesizer" },
    { 0x0714, "Piano" },
    { 0x0715, "Guitar" },
    { 0x0716, "Drums or rhythm" },
    { 0x0717, "Musical instrument" },
});

constexpr auto kVideo = std::to_array<ValueName>({
    { 0x0100, "USB, vendor-specific" },
    { 0x0101, "USB streaming" },
    { 0x0200, "Input, vendor-specific" },
    { 0x0201, "Camera" },
    { 0x0202, "Media transport" },
    { 0x0300, "Output, vendor-specific" },
    { 0x0301, "Display" },
    { 0x0302, "Media transport" },
    { 0x0400, "External, vendor-specific" },
    { 0x0401, "Composite connector" },
    { 0x0402, "S-Video connector" },
    { 0x0403, "Component connector" },
});

} // namespace

std::string_view audioTerminalName(std::uint64_t type) { return nameOf(kAudio, type); }

std::string_view videoTerminalName(std::uint64_t type) { return nameOf(kVideo, type); }

} // namespace wb::descriptors
