// SPDX-License-Identifier: GPL-3.0-or-later
// Audio 1.0: control (§4.3.2), streaming (§4.5.2) and their endpoints (§4.6.1.2, §4.4.2), Audio Data Formats 1.0 §2.
#include "core/descriptors/audio_names.h"
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr auto kChannelBits = std::to_array<BitSpec>({
    { 15, 12, "reserved" },
    { 11, 11, "top", kNoYes },
    { 10, 10, "side right", kNoYes },
    { 9, 9, "side left", kNoYes },
    { 8, 8, "surround", kNoYes },
    { 7, 7, "right of center", kNoYes },
    { 6, 6, "left of center", kNoYes },
    { 5, 5, "right surround", kNoYes },
    { 4, 4, "left surround", kNoYes },
    { 3, 3, "low frequency enhancement", kNoYes },
    { 2, 2, "center front", kNoYes },
    { 1, 1, "right front", kNoYes },
    { 0, 0, "left front", kNoYes },
});
constexpr Step kChannels = bitsOf("wChannelConfig", 2, kChannelBits);

constexpr auto kHeader = std::to_array<Step>({ { "bcdADC", 2, Format::Bcd }, { "wTotalLength", 2, Format::Hex },
    { "bInCollection" }, times("bInCollection", { "baInterfaceNr" }) });

constexpr auto kInputTerminal = std::to_array<Step>(
    { { "bTerminalID" }, { "wTerminalType", 2, Format::AudioTerminal }, { "bAssocTerminal" }, { "bNrChannels" },
        kChannels, { "iChannelNames", 1, Format::StringIndex }, { "iTerminal", 1, Format::StringIndex } });

constexpr auto kOutputTerminal = std::to_array<Step>({ { "bTerminalID" }, { "wTerminalType", 2, Format::AudioTerminal },
    { "bAssocTerminal" }, { "bSourceID" }, { "iTerminal", 1, Format::StringIndex } });

constexpr auto kMixer = std::to_array<Step>(
    { { "bUnitID" }, { "bNrInPins" }, times("bNrInPins", { "baSourceID" }), { "bNrChannels" }, kChannels,
        { "iChannelNames", 1, Format::StringIndex }, rest("bmControls", 1), { "iMixer", 1, Format::StringIndex } });

constexpr auto kSelector = std::to_array<Step>(
    { { "bUnitID" }, { "bNrInPins" }, times("bNrInPins", { "baSourceID" }), { "iSelector", 1, Format::StringIndex } });

constexpr auto kFeatureBits = std::to_array<BitSpec>({
    { 9, 9, "loudness", kNoYes },
    { 8, 8, "bass boost", kNoYes },
    { 7, 7, "delay", kNoYes },
    { 6, 6, "automatic gain", kNoYes },
    { 5, 5, "graphic equalizer", kNoYes },
    { 4, 4, "treble", kNoYes },
    { 3, 3, "mid", kNoYes },
    { 2, 2, "bass", kNoYes },
    { 1, 1, "volume", kNoYes },
    { 0, 0, "mute", kNoYes },
});
constexpr auto kFeature = std::to_array<Step>({ { "bUnitID" }, { "bSourceID" }, { "bControlSize", 1, Format::Bytes },
    asOftenAsFits(wide("bmaControls", "bControlSize", kFeatureBits), 1), { "iFeature", 1, Format::StringIndex } });

constexpr auto kProcesses
    = std::to_array<ValueName>({ { 0, "undefined" }, { 1, "up/down-mix" }, { 2, "Dolby Prologic" },
        { 3, "3D stereo extender" }, { 4, "reverberation" }, { 5, "chorus" }, { 6, "dynamic range compressor" } });
constexpr auto kProcessing = std::to_array<Step>({ { "bUnitID" }, oneOf("wProcessType", 2, kProcesses), { "bNrInPins" },
    times("bNrInPins", { "baSourceID" }), { "bNrChannels" }, kChannels, { "iChannelNames", 1, Format::StringIndex },
    { "bControlSize", 1, Format::Bytes }, wide("bmControls", "bControlSize"), { "iProcessing", 1, Format::StringIndex },
    optional({ "bNrModes" }), rest("waModes") });

constexpr auto kExtension = std::to_array<Step>(
    { { "bUnitID" }, { "wExtensionCode", 2, Format::Hex }, { "bNrInPins" }, times("bNrInPins", { "baSourceID" }),
        { "bNrChannels" }, kChannels, { "iChannelNames", 1, Format::StringIndex }, { "bControlSize", 1, Format::Bytes },
        wide("bmControls", "bControlSize"), { "iExtension", 1, Format::StringIndex } });

constexpr auto kFormats = std::to_array<ValueName>({ { 0x0000, "TYPE_I_UNDEFINED" }, { 0x0001, "PCM" },
    { 0x0002, "PCM8" }, { 0x0003, "IEEE_FLOAT" }, { 0x0004, "ALAW" }, { 0x0005, "MULAW" },
    { 0x1000, "TYPE_II_UNDEFINED" }, { 0x1001, "MPEG" }, { 0x1002, "AC-3" }, { 0x2000, "TYPE_III_UNDEFINED" },
    { 0x2001, "IEC1937_AC-3" }, { 0x2002, "IEC1937_MPEG-1_Layer1" }, { 0x2003, "IEC1937_MPEG-Layer2/3/NOEXT" },
    { 0x2004, "IEC1937_MPEG-2_EXT" }, { 0x2005, "IEC1937_MPEG-2_Layer1_LS" },
    { 0x2006, "IEC1937_MPEG-2_Layer2/3_LS" } });
constexpr auto kGeneral = std::to_array<Step>(
    { { "bTerminalLink" }, { "bDelay", 1, Format::Number }, oneOf("wFormatTag", 2, kFormats, Format::Hex) });

constexpr auto kFormatTypeHead = std::to_array<Step>({ oneOf("bFormatType", 1, kAudioFormatTypes) });
constexpr auto kSamples
    = std::to_array<Step>({ { "bNrChannels" }, { "bSubframeSize", 1, Format::Bytes }, { "bBitResolution" } });
constexpr auto kCompressed = std::to_array<Step>({ { "wMaxBitRate", 2 }, { "wSamplesPerFrame", 2 } });
constexpr auto kRateRange = std::to_array<Step>(
    { { "bSamFreqType" }, { "tLowerSamFreq", 3, Format::Hertz }, { "tUpperSamFreq", 3, Format::Hertz } });
constexpr auto kRates
    = std::to_array<Step>({ { "bSamFreqType" }, times("bSamFreqType", { "tSamFreq", 3, Format::Hertz }) });

constexpr auto kUnknownFormat = std::to_array<Step>({ rest("FormatData") });

constexpr std::string_view kFormatSpec = "Audio Data Formats 1.0 §2.2";

// Audio Data Formats 1.0 tables 2-1, 2-4 and 2-6: what follows depends on the type and on the kind of rates.
void completeFormatType(NodeBuilder& builder)
{
    const std::uint64_t type = builder.value(3, 1).value_or(0);
    if (type != 1 && type != 2 && type != 3) {
        builder.addSteps(kUnknownFormat, kFormatSpec);
        return;
    }
    if (type == 2)
        builder.addSteps(kCompressed, kFormatSpec);
    else
        builder.addSteps(kSamples, kFormatSpec);
    const auto kind = builder.value(builder.cursor(), 1);
    if (!kind)
        return;
    if (*kind == 0)
        builder.addSteps(kRateRange, kFormatSpec);
    else
        builder.addSteps(kRates, kFormatSpec);
    if (Field* field = builder.findField("bSamFreqType"))
        field->meaning = *kind == 0 ? "continuous" : std::to_string(*kind) + " discrete";
}

constexpr auto kSpecific
    = std::to_array<Step>({ oneOf("wFormatTag", 2, kFormats, Format::Hex), rest("FormatSpecific") });

constexpr auto kEndpointBits = std::to_array<BitSpec>({
    { 7, 7, "only packets of the largest size", kNoYes },
    { 6, 2, "reserved" },
    { 1, 1, "pitch control", kNoYes },
    { 0, 0, "sampling frequency control", kNoYes },
});
constexpr auto kEndpoint = std::to_array<Step>({ bitsOf("bmAttributes", 1, kEndpointBits),
    oneOf("bLockDelayUnits", 1, kAudioLockDelayUnits), { "wLockDelay", 2 } });

static_assert(areUsable(kHeader) && areUsable(kMixer) && areUsable(kFeature) && areUsable(kProcessing)
    && areUsable(kExtension) && areUsable(kRates));

constexpr Match control(std::uint8_t subtype) { return { 0x24, 1, 1, 0, subtype }; }
constexpr Match streaming(std::uint8_t subtype) { return { 0x24, 1, 2, 0, subtype }; }

constexpr auto kEntries = std::to_array<Entry>({
    classEntry(control(0x01), "Audio control header descriptor", "HEADER", kHeader, "Audio 1.0 Table 4-2"),
    classEntry(control(0x02), "Audio input terminal descriptor", "INPUT_TERMINAL", kInputTerminal,
        "Audio 1.0 Table 4-3", summarizeTerminal),
    classEntry(control(0x03), "Audio output terminal descriptor", "OUTPUT_TERMINAL", kOutputTerminal,
        "Audio 1.0 Table 4-4", summarizeTerminal),
    classEntry(
        control(0x04), "Audio mixer unit descriptor", "MIXER_UNIT", kMixer, "Audio 1.0 Table 4-5", summarizeUnit),
    classEntry(control(0x05), "Audio selector unit descriptor", "SELECTOR_UNIT", kSelector, "Audio 1.0 Table 4-6",
        summarizeUnit),
    classEntry(
        control(0x06), "Audio feature unit descriptor", "FEATURE_UNIT", kFeature, "Audio 1.0 Table 4-7", summarizeUnit),
    classEntry(control(0x07), "Audio processing unit descriptor", "PROCESSING_UNIT", kProcessing, "Audio 1.0 Table 4-8",
        summarizeUnit),
    classEntry(control(0x08), "Audio extension unit descriptor", "EXTENSION_UNIT", kExtension, "Audio 1.0 Table 4-15",
        summarizeUnit),
    classEntry(streaming(0x01), "Audio streaming interface descriptor", "AS_GENERAL", kGeneral, "Audio 1.0 Table 4-19"),
    openEnded(classEntry(streaming(0x02), "Audio format type descriptor", "FORMAT_TYPE", kFormatTypeHead, kFormatSpec,
        completeFormatType)),
    classEntry(streaming(0x03), "Audio format-specific descriptor", "FORMAT_SPECIFIC", kSpecific,
        "Audio Data Formats 1.0 §2.3"),
    classEntry({ 0x25, 1, 2, 0, 0x01 }, "Audio streaming endpoint descriptor", "EP_GENERAL", kEndpoint,
        "Audio 1.0 Table 4-21"),
});

} // namespace

std::span<const Entry> audio1Entries() { return kEntries; }

} // namespace wb::descriptors
