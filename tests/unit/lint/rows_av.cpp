// SPDX-License-Identifier: GPL-3.0-or-later
// Headers, collections and the graph of audio and video functions (core/lint/av_*.cpp).
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "class-header.missing", "audio-1-full", "cut Audio control header descriptor",
        "must have a class-specific header" },
    { "class-header.missing", "video-high", "cut Video streaming input header descriptor", "Interface 1" },
    { "class-header.not-first", "audio-1-full",
        "cut Audio control header descriptor;"
        "after Audio input terminal descriptor: 0a 24 01 00 01 80 00 02 01 02",
        "must stand before" },
    { "class-header.repeated", "audio-1-full", "after Audio control header descriptor: 0a 24 01 00 01 80 00 02 01 02",
        "before this one" },
    { "class-header.total-length", "video-high", "Video control header descriptor.wTotalLength = 63 00", "98 bytes" },
    { "class-header.total-length", "audio-2-high", "Audio control header descriptor.wTotalLength = c8 00",
        "193 bytes" },
    { "class-header.total-length", "midi-full", "MIDI streaming header descriptor.wTotalLength = 31 00", "50 bytes" },
    { "collection.empty", "audio-1-full", "Audio control header descriptor.bInCollection = 00", "bInCollection is 0" },
    { "collection.missing-interface", "audio-1-full", "Audio control header descriptor.baInterfaceNr[0] = 09",
        "interface 9" },
    { "collection.not-streaming", "audio-1-full", "Audio control header descriptor.baInterfaceNr[0] = 00",
        "no streaming interface" },
    { "collection.repeated", "audio-1-full", "Audio control header descriptor.baInterfaceNr[0] = 02",
        "in a collection already" },
    { "collection.unclaimed", "audio-1-full",
        "cut Audio control header descriptor;"
        "after Interface descriptor: 09 24 01 00 01 7f 00 01 01",
        "interface 2" },
    { "av-function.association-missing", "audio-2-high", "cut Interface association descriptor",
        "No interface association" },
    { "av-function.association-missing", "video-high", "cut Interface association descriptor",
        "No interface association" },
    { "av-function.association-class", "video-high", "Interface association descriptor.bFunctionSubClass = 00",
        "0e/03/00" },
    { "av-function.outside-association", "video-high", "Interface association descriptor.bInterfaceCount = 01",
        "not in the association" },
    { "av-function.protocol-mixed", "audio-2-high", "Interface descriptor#3.bInterfaceProtocol = 00", "0x20" },
    { "topology.id-zero", "audio-1-full", "Audio feature unit descriptor.bUnitID = 00", "undefined" },
    { "topology.id-repeated", "audio-1-full", "Audio feature unit descriptor.bUnitID = 01", "Id 1 " },
    { "topology.source-missing", "audio-1-full", "Audio feature unit descriptor.bSourceID = 63", "99" },
    { "topology.source-without-output", "audio-1-full", "Audio feature unit descriptor.bSourceID = 06",
        "an output terminal" },
    { "topology.source-without-output", "audio-2-high", "Audio feature unit descriptor.bSourceID = 10", "a clock" },
    { "topology.no-pins", "audio-1-full", "after Audio selector unit descriptor: 06 24 05 0b 00 00", "bNrInPins is 0" },
    { "topology.cycle", "audio-1-full", "Audio feature unit descriptor.bSourceID = 04", "leads back to" },
    { "topology.cycle", "audio-2-high", "Audio clock selector descriptor.baCSourceID[0] = 13", "leads back to" },
    { "topology.leads-nowhere", "audio-1-full", "Audio output terminal descriptor.bSourceID = 03", "no effect" },
    { "topology.terminal-direction", "audio-1-full", "Audio output terminal descriptor.wTerminalType = 01 02",
        "the type of an input" },
    { "topology.terminal-direction", "video-high", "Video input terminal descriptor.wTerminalType = 01 03",
        "the type of an output" },
    { "topology.terminal-type-reserved", "audio-1-full", "Audio output terminal descriptor.wTerminalType = 01 09",
        "0x0901" },
    { "topology.association-missing", "audio-1-full", "Audio input terminal descriptor#2.bAssocTerminal = 07",
        "name an output terminal" },
    { "topology.association-one-sided", "audio-1-full", "Audio input terminal descriptor#2.bAssocTerminal = 06",
        "that terminal's is 0" },
    { "topology.link-missing", "audio-1-full", "Audio streaming interface descriptor.bTerminalLink = 02",
        "no terminal of that id" },
    { "topology.link-not-streaming", "audio-1-full", "Audio streaming interface descriptor.bTerminalLink = 03",
        "0x0201" },
    { "topology.link-direction", "audio-1-full", "Audio streaming interface descriptor.bTerminalLink = 0a",
        "data from the host needs an input terminal" },
    { "topology.link-direction", "audio-1-full", "Audio streaming interface descriptor#2.bTerminalLink = 01",
        "data to the host needs an output terminal" },
    { "topology.stream-missing", "audio-1-full",
        "after Audio control header descriptor: 0c 24 02 0b 01 01 00 02 03 00 00 00", "terminal 11" },
});

} // namespace

std::span<const RuleRow> avRows() { return kRows; }

} // namespace wb::test
