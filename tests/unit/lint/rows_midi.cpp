// SPDX-License-Identifier: GPL-3.0-or-later
// MIDI streaming interfaces (core/lint/midi.cpp).
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "midi.version", "midi-full", "MIDI streaming header descriptor.bcdMSC = 50 01", "1.00 and 2.00" },
    { "midi.legacy-setting-missing", "midi-full", "MIDI streaming header descriptor.bcdMSC = 00 02", "setting 0" },
    { "midi.id-zero", "midi-full", "MIDI in jack descriptor.bJackID = 00", "1 to 255" },
    { "midi.id-repeated", "midi-full", "MIDI in jack descriptor#2.bJackID = 01", "Id 1 " },
    { "midi.jack-type", "midi-full", "MIDI in jack descriptor.bJackType = 00", "1 or 2" },
    { "midi.source-missing", "midi-full", "MIDI out jack descriptor.baSourceID[0] = 63", "99" },
    { "midi.source-without-output", "midi-full", "MIDI out jack descriptor.baSourceID[0] = 04", "no output pin" },
    { "midi.source-pin", "midi-full", "MIDI out jack descriptor.BaSourcePin[0] = 02", "pin 1 only" },
    { "midi.out-jack-unconnected", "midi-full", "MIDI out jack descriptor.bNrInputPins = 00", "gives nothing" },
    { "midi.jacks-of-one-side", "midi-full", "MIDI out jack descriptor.baSourceID[0] = 01", "Both jacks are embedded" },
    { "midi.endpoint-type", "midi-full", "Endpoint descriptor.bmAttributes = 03", "must be a bulk" },
    { "midi.endpoint-descriptor-missing", "midi-full", "cut MIDI streaming endpoint descriptor",
        "follows Endpoint 0x01" },
    { "midi.endpoint-without-jacks", "midi-full", "MIDI streaming endpoint descriptor.bNumEmbMIDIJack = 00",
        "at least 1" },
    { "midi.too-many-cables", "midi-full", "MIDI streaming endpoint descriptor.bNumEmbMIDIJack = 11",
        "16 is the most" },
    { "midi.endpoint-jack-missing", "midi-full", "MIDI streaming endpoint descriptor.baAssocJackID[0] = 63", "99" },
    { "midi.endpoint-jack-wrong", "midi-full", "MIDI streaming endpoint descriptor.baAssocJackID[0] = 03",
        "embedded in jacks" },
    { "midi.endpoint-jack-repeated", "midi-full",
        "cut MIDI streaming endpoint descriptor;"
        "after Endpoint descriptor: 06 25 01 02 01 01",
        "serves already" },
    { "midi.embedded-jack-unserved", "midi-full", "after MIDI in jack descriptor: 06 24 02 01 06 00", "jack 6" },
    { "midi.endpoint-without-blocks", "midi-2-high", "MIDI 2.0 streaming endpoint descriptor.bNumGrpTrmBlock = 00",
        "at least 1" },
    { "midi.block-id-zero", "midi-2-high", "MIDI 2.0 streaming endpoint descriptor.baAssoGrpTrmBlkID[0] = 00",
        "1 to 255" },
    { "midi.block-groups", "midi-2-high",
        "after MIDI streaming header descriptor#2: 0d 26 02 01 00 0f 02 00 11 00 00 00 00", "2 groups from 15" },
    { "midi.element-caps-reserved", "midi-full",
        "cut MIDI element descriptor;"
        "after MIDI out jack descriptor#2: 0e 24 04 05 01 01 01 01 00 00 02 02 10 00",
        "from 12" },
});

} // namespace

std::span<const RuleRow> midiRows() { return kRows; }

} // namespace wb::test
