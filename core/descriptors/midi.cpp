// SPDX-License-Identifier: GPL-3.0-or-later
// MIDI streaming: MIDI 1.0 §6.1 and §6.2, MIDI 2.0 §5.3 and §5.4 (group terminal blocks).
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kSpec = "MIDI 1.0 §6.1.2";
constexpr std::string_view kBlockSpec = "MIDI 2.0 §5.4";

constexpr auto kHeader = std::to_array<Step>({ { "bcdMSC", 2, Format::Bcd }, { "wTotalLength", 2, Format::Hex } });

constexpr auto kJackTypes = std::to_array<ValueName>({ { 0, "undefined" }, { 1, "embedded" }, { 2, "external" } });
constexpr auto kInJack
    = std::to_array<Step>({ oneOf("bJackType", 1, kJackTypes), { "bJackID" }, { "iJack", 1, Format::StringIndex } });

constexpr auto kPins = std::to_array<Step>({ { "baSourceID" }, { "BaSourcePin" } });
constexpr auto kOutJack = std::to_array<Step>({ oneOf("bJackType", 1, kJackTypes), { "bJackID" }, { "bNrInputPins" },
    times("bNrInputPins", group(kPins)), { "iJack", 1, Format::StringIndex } });

constexpr auto kElementBits = std::to_array<BitSpec>({
    { 11, 11, "DLS2", kNoYes },
    { 10, 10, "DLS1", kNoYes },
    { 9, 9, "MIDI patch bay", kNoYes },
    { 8, 8, "EFX", kNoYes },
    { 7, 7, "XG", kNoYes },
    { 6, 6, "GS", kNoYes },
    { 5, 5, "GM2", kNoYes },
    { 4, 4, "GM1", kNoYes },
    { 3, 3, "MMC", kNoYes },
    { 2, 2, "MTC", kNoYes },
    { 1, 1, "MIDI clock", kNoYes },
    { 0, 0, "undefined", kNoYes },
});
constexpr auto kElement
    = std::to_array<Step>({ { "bElementID" }, { "bNrInputPins" }, times("bNrInputPins", group(kPins)),
        { "bNrOutputPins" }, { "bInTerminalLink" }, { "bOutTerminalLink" }, { "bElCapsSize", 1, Format::Bytes },
        wide("bmElementCaps", "bElCapsSize", kElementBits), { "iElement", 1, Format::StringIndex } });

constexpr auto kEndpoint
    = std::to_array<Step>({ { "bNumEmbMIDIJack" }, times("bNumEmbMIDIJack", { "baAssocJackID" }) });
constexpr auto kEndpoint2
    = std::to_array<Step>({ { "bNumGrpTrmBlock" }, times("bNumGrpTrmBlock", { "baAssoGrpTrmBlkID" }) });

constexpr auto kBlockHeader = std::to_array<Step>({ { "wTotalLength", 2, Format::Number } });
constexpr auto kBlockTypes = std::to_array<ValueName>({ { 0, "bidirectional" }, { 1, "input" }, { 2, "output" } });
constexpr auto kProtocols = std::to_array<ValueName>(
    { { 0x00, "unknown" }, { 0x01, "MIDI 1.0, up to 64 bits" }, { 0x02, "MIDI 1.0, up to 64 bits, jitter reduction" },
        { 0x03, "MIDI 1.0, up to 128 bits" }, { 0x04, "MIDI 1.0, up to 128 bits, jitter reduction" },
        { 0x11, "MIDI 2.0" }, { 0x12, "MIDI 2.0, jitter reduction" } });
constexpr auto kBlock = std::to_array<Step>({ { "bGrpTrmBlkID" }, oneOf("bGrpTrmBlkType", 1, kBlockTypes),
    { "nGroupTrm" }, { "nNumGroupTrm" }, { "iBlockItem", 1, Format::StringIndex },
    oneOf("bMIDIProtocol", 1, kProtocols, Format::Hex), { "wMaxInputBandwidth", 2 }, { "wMaxOutputBandwidth", 2 } });

static_assert(areUsable(kOutJack) && areUsable(kElement) && areUsable(kEndpoint) && areUsable(kEndpoint2));

void summarizeJack(NodeBuilder& builder)
{
    const Field* type = builder.findField("bJackType");
    if (const auto id = builder.value(4, 1); id && type != nullptr)
        builder.setSummary("id " + std::to_string(*id) + (type->meaning.empty() ? "" : ", " + type->meaning));
}

constexpr Match streaming(std::uint8_t subtype) { return { 0x24, 1, 3, {}, subtype }; }

constexpr auto kEntries = std::to_array<Entry>({
    classEntry(streaming(0x01), "MIDI streaming header descriptor", "HEADER", kHeader, "MIDI 1.0 Table 6-2"),
    classEntry(
        streaming(0x02), "MIDI in jack descriptor", "MIDI_IN_JACK", kInJack, "MIDI 1.0 Table 6-3", summarizeJack),
    classEntry(
        streaming(0x03), "MIDI out jack descriptor", "MIDI_OUT_JACK", kOutJack, "MIDI 1.0 Table 6-4", summarizeJack),
    classEntry(streaming(0x04), "MIDI element descriptor", "ELEMENT", kElement, kSpec),
    classEntry(
        { 0x25, 1, 3, {}, 0x01 }, "MIDI streaming endpoint descriptor", "GENERAL", kEndpoint, "MIDI 1.0 Table 6-7"),
    classEntry({ 0x25, 1, 3, {}, 0x02 }, "MIDI 2.0 streaming endpoint descriptor", "GENERAL_2_0", kEndpoint2,
        "MIDI 2.0 §5.3.2"),
    classEntry({ 0x26, 1, 3, {}, 0x01 }, "Group terminal block header descriptor", "GR_TRM_BLOCK_HEADER", kBlockHeader,
        kBlockSpec),
    classEntry({ 0x26, 1, 3, {}, 0x02 }, "Group terminal block descriptor", "GR_TRM_BLOCK", kBlock, kBlockSpec),
});

} // namespace

std::span<const Entry> midiEntries() { return kEntries; }

} // namespace wb::descriptors
