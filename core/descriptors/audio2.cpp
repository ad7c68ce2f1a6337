// SPDX-License-Identifier: GPL-3.0-or-later
// Audio 2.0: control (§4.7), streaming (§4.9.2), endpoints (§4.10.1.2), Audio Data Formats 2.0 §2.3.
#include "core/descriptors/audio_names.h"
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr auto kChannelBits = std::to_array<BitSpec>({
    { 31, 31, "raw data", kNoYes },
    { 30, 27, "reserved" },
    { 26, 26, "back right of center", kNoYes },
    { 25, 25, "back left of center", kNoYes },
    { 24, 24, "bottom center", kNoYes },
    { 23, 23, "top side right", kNoYes },
    { 22, 22, "top side left", kNoYes },
    { 21, 21, "right low frequency effects", kNoYes },
    { 20, 20, "left low frequency effects", kNoYes },
    { 19, 19, "top front right of center", kNoYes },
    { 18, 18, "top front left of center", kNoYes },
    { 17, 17, "top back right", kNoYes },
    { 16, 16, "top back center", kNoYes },
    { 15, 15, "top back left", kNoYes },
    { 14, 14, "top front right", kNoYes },
    { 13, 13, "top front center", kNoYes },
    { 12, 12, "top front left", kNoYes },
    { 11, 11, "top center", kNoYes },
    { 10, 10, "side right", kNoYes },
    { 9, 9, "side left", kNoYes },
    { 8, 8, "back center", kNoYes },
    { 7, 7, "front right of center", kNoYes },
    { 6, 6, "front left of center", kNoYes },
    { 5, 5, "back right", kNoYes },
    { 4, 4, "back left", kNoYes },
    { 3, 3, "low frequency effects", kNoYes },
    { 2, 2, "front center", kNoYes },
    { 1, 1, "front right", kNoYes },
    { 0, 0, "front left", kNoYes },
});
constexpr Step kChannels = bitsOf("bmChannelConfig", 4, kChannelBits);

constexpr auto kCategories = std::to_array<ValueName>({ { 0x01, "desktop speaker" }, { 0x02, "home theater" },
    { 0x03, "microphone" }, { 0x04, "headset" }, { 0x05, "telephone" }, { 0x06, "converter" },
    { 0x07, "voice/sound recorder" }, { 0x08, "I/O box" }, { 0x09, "musical instrument" }, { 0x0a, "pro-audio" },
    { 0x0b, "audio/video" }, { 0x0c, "control panel" }, { 0xff, "other" } });
constexpr auto kHeaderBits = std::to_array<BitSpec>({ { 7, 2, "reserved" }, { 1, 0, "latency", kControlAccess } });
constexpr auto kHeader = std::to_array<Step>({ { "bcdADC", 2, Format::Bcd }, oneOf("bCategory", 1, kCategories),
    { "wTotalLength", 2, Format::Hex }, bitsOf("bmControls", 1, kHeaderBits) });

constexpr auto kInputBits = std::to_array<BitSpec>({
    { 15, 12, "reserved" },
    { 11, 10, "overflow", kControlAccess },
    { 9, 8, "underflow", kControlAccess },
    { 7, 6, "cluster", kControlAccess },
    { 5, 4, "overload", kControlAccess },
    { 3, 2, "connector", kControlAccess },
    { 1, 0, "copy protect", kControlAccess },
});
constexpr auto kInputTerminal = std::to_array<Step>({ { "bTerminalID" }, { "wTerminalType", 2, Format::AudioTerminal },
    { "bAssocTerminal" }, { "bCSourceID" }, { "bNrChannels" }, kChannels, { "iChannelNames", 1, Format::StringIndex },
    bitsOf("bmControls", 2, kInputBits), { "iTerminal", 1, Format::StringIndex } });

constexpr auto kOutputBits = std::to_array<BitSpec>({
    { 15, 10, "reserved" },
    { 9, 8, "overflow", kControlAccess },
    { 7, 6, "underflow", kControlAccess },
    { 5, 4, "overload", kControlAccess },
    { 3, 2, "connector", kControlAccess },
    { 1, 0, "copy protect", kControlAccess },
});
constexpr auto kOutputTerminal = std::to_array<Step>(
    { { "bTerminalID" }, { "wTerminalType", 2, Format::AudioTerminal }, { "bAssocTerminal" }, { "bSourceID" },
        { "bCSourceID" }, bitsOf("bmControls", 2, kOutputBits), { "iTerminal", 1, Format::StringIndex } });

constexpr auto kMixerBits = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 4, "overflow", kControlAccess },
    { 3, 2, "underflow", kControlAccess },
    { 1, 0, "cluster", kControlAccess },
});
constexpr auto kMixer = std::to_array<Step>({ { "bUnitID" }, { "bNrInPins" }, times("bNrInPins", { "baSourceID" }),
    { "bNrChannels" }, kChannels, { "iChannelNames", 1, Format::StringIndex }, rest("bmMixerControls", 2),
    bitsOf("bmControls", 1, kMixerBits), { "iMixer", 1, Format::StringIndex } });

constexpr auto kSelectorBits = std::to_array<BitSpec>({ { 7, 2, "reserved" }, { 1, 0, "selector", kControlAccess } });
constexpr auto kSelector = std::to_array<Step>({ { "bUnitID" }, { "bNrInPins" }, times("bNrInPins", { "baSourceID" }),
    bitsOf("bmControls", 1, kSelectorBits), { "iSelector", 1, Format::StringIndex } });

constexpr auto kFeature = std::to_array<Step>({ { "bUnitID" }, { "bSourceID" },
    asOftenAsFits(bitsOf("bmaControls", 4, kFeatureAccessBits), 1), { "iFeature", 1, Format::StringIndex } });

constexpr auto kEffect = std::to_array<Step>({ { "bUnitID" }, oneOf("wEffectType", 2, kAudioEffects), { "bSourceID" },
    asOftenAsFits({ "bmaControls", 4, Format::Hex }, 1), { "iEffects", 1, Format::StringIndex } });

constexpr auto kProcesses = std::to_array<ValueName>(
    { { 0, "undefined" }, { 1, "up/down-mix" }, { 2, "Dolby Prologic" }, { 3, "stereo extender" } });
constexpr auto kProcessing = std::to_array<Step>(
    { { "bUnitID" }, oneOf("wProcessType", 2, kProcesses), { "bNrInPins" }, times("bNrInPins", { "baSourceID" }),
        { "bNrChannels" }, kChannels, { "iChannelNames", 1, Format::StringIndex }, { "bmControls", 2, Format::Hex },
        { "iProcessing", 1, Format::StringIndex }, optional({ "bNrModes" }), rest("daModes") });

constexpr auto kExtensionBits = std::to_array<BitSpec>({
    { 7, 6, "overflow", kControlAccess },
    { 5, 4, "underflow", kControlAccess },
    { 3, 2, "cluster", kControlAccess },
    { 1, 0, "enable", kControlAccess },
});
constexpr auto kExtension = std::to_array<Step>({ { "bUnitID" }, { "wExtensionCode", 2, Format::Hex }, { "bNrInPins" },
    times("bNrInPins", { "baSourceID" }), { "bNrChannels" }, kChannels, { "iChannelNames", 1, Format::StringIndex },
    bitsOf("bmControls", 1, kExtensionBits), { "iExtension", 1, Format::StringIndex } });

constexpr auto kClockTypes = std::to_array<std::string_view>(
    { "external", "internal, fixed", "internal, variable", "internal, programmable" });
constexpr auto kClockBits = std::to_array<BitSpec>({
    { 7, 3, "reserved" },
    { 2, 2, "synchronized to SOF", kNoYes },
    { 1, 0, "clock type", kClockTypes },
});
constexpr auto kClockControlBits = std::to_array<BitSpec>({
    { 7, 4, "reserved" },
    { 3, 2, "clock validity", kControlAccess },
    { 1, 0, "clock frequency", kControlAccess },
});
constexpr auto kClockSource = std::to_array<Step>({ { "bClockID" }, bitsOf("bmAttributes", 1, kClockBits),
    bitsOf("bmControls", 1, kClockControlBits), { "bAssocTerminal" }, { "iClockSource", 1, Format::StringIndex } });

constexpr auto kClockSelectorBits
    = std::to_array<BitSpec>({ { 7, 2, "reserved" }, { 1, 0, "clock selector", kControlAccess } });
constexpr auto kClockSelector
    = std::to_array<Step>({ { "bClockID" }, { "bNrInPins" }, times("bNrInPins", { "baCSourceID" }),
        bitsOf("bmControls", 1, kClockSelectorBits), { "iClockSelector", 1, Format::StringIndex } });

constexpr auto kClockMultiplierBits = std::to_array<BitSpec>({
    { 7, 4, "reserved" },
    { 3, 2, "clock denominator", kControlAccess },
    { 1, 0, "clock numerator", kControlAccess },
});
constexpr auto kClockMultiplier = std::to_array<Step>({ { "bClockID" }, { "bCSourceID" },
    bitsOf("bmControls", 1, kClockMultiplierBits), { "iClockMultiplier", 1, Format::StringIndex } });

constexpr auto kRateConverter = std::to_array<Step>(
    { { "bUnitID" }, { "bSourceID" }, { "bCSourceInID" }, { "bCSourceOutID" }, { "iSRC", 1, Format::StringIndex } });

constexpr auto kFormatBits = std::to_array<BitSpec>({
    { 31, 31, "raw data (type I)", kNoYes },
    { 4, 4, "mu-law (type I)", kNoYes },
    { 3, 3, "A-law (type I)", kNoYes },
    { 2, 2, "IEEE float (type I)", kNoYes },
    { 1, 1, "PCM8 (type I)", kNoYes },
    { 0, 0, "PCM (type I)", kNoYes },
});
constexpr auto kStreamBits = std::to_array<BitSpec>({
    { 7, 4, "reserved" },
    { 3, 2, "valid alternate settings", kControlAccess },
    { 1, 0, "active alternate setting", kControlAccess },
});
constexpr auto kGeneral = std::to_array<Step>({ { "bTerminalLink" }, bitsOf("bmControls", 1, kStreamBits),
    oneOf("bFormatType", 1, kAudioFormatTypes), bitsOf("bmFormats", 4, kFormatBits), { "bNrChannels" }, kChannels,
    { "iChannelNames", 1, Format::StringIndex } });

constexpr auto kFormatTypeHead = std::to_array<Step>({ oneOf("bFormatType", 1, kAudioFormatTypes) });
constexpr auto kSlots = std::to_array<Step>({ { "bSubslotSize", 1, Format::Bytes }, { "bBitResolution" } });
constexpr auto kCompressed = std::to_array<Step>({ { "wMaxBitRate", 2 }, { "wSlotsPerFrame", 2 } });
constexpr auto kExtendedSlots = std::to_array<Step>({ { "bSubslotSize", 1, Format::Bytes }, { "bBitResolution" },
    { "bHeaderLength", 1, Format::Bytes }, { "bControlSize", 1, Format::Bytes }, { "bSideBandProtocol" } });
constexpr auto kExtendedCompressed = std::to_array<Step>({ { "wMaxBitRate", 2 }, { "wSamplesPerFrame", 2 },
    { "bHeaderLength", 1, Format::Bytes }, { "bSideBandProtocol" } });
constexpr std::string_view kFormatSpec = "Audio Data Formats 2.0 §2.3";

void completeFormatType(NodeBuilder& builder)
{
    switch (builder.value(3, 1).value_or(0)) {
    case 0x01:
    case 0x03:
        builder.addSteps(kSlots, kFormatSpec);
        break;
    case 0x02:
        builder.addSteps(kCompressed, kFormatSpec);
        break;
    case 0x81:
    case 0x83:
        builder.addSteps(kExtendedSlots, kFormatSpec);
        break;
    case 0x82:
        builder.addSteps(kExtendedCompressed, kFormatSpec);
        break;
    default:
        break;
    }
}

constexpr auto kEncoders = std::to_array<ValueName>(
    { { 0, "undefined" }, { 1, "other" }, { 2, "MPEG" }, { 3, "AC-3" }, { 4, "WMA" }, { 5, "DTS" } });
constexpr auto kEncoder = std::to_array<Step>({ { "bEncoderID" }, oneOf("bEncoder", 1, kEncoders),
    { "bmControls", 4, Format::Hex }, asOftenAsFits({ "bParam" }, 1), { "iEncoder", 1, Format::StringIndex } });
constexpr auto kDecoder
    = std::to_array<Step>({ { "bDecoderID" }, oneOf("bDecoder", 1, kEncoders), rest("DecoderData") });

constexpr auto kEndpointBits
    = std::to_array<BitSpec>({ { 7, 7, "only packets of the largest size", kNoYes }, { 6, 0, "reserved" } });
constexpr auto kEndpointControlBits = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 4, "data underrun", kControlAccess },
    { 3, 2, "data overrun", kControlAccess },
    { 1, 0, "pitch", kControlAccess },
});
constexpr auto kEndpoint
    = std::to_array<Step>({ bitsOf("bmAttributes", 1, kEndpointBits), bitsOf("bmControls", 1, kEndpointControlBits),
        oneOf("bLockDelayUnits", 1, kAudioLockDelayUnits), { "wLockDelay", 2 } });

static_assert(areUsable(kHeader) && areUsable(kMixer) && areUsable(kSelector) && areUsable(kFeature)
    && areUsable(kEffect) && areUsable(kProcessing) && areUsable(kExtension) && areUsable(kClockSelector));

constexpr Match control(std::uint8_t subtype) { return { 0x24, 1, 1, 0x20, subtype }; }
constexpr Match streaming(std::uint8_t subtype) { return { 0x24, 1, 2, 0x20, subtype }; }

constexpr auto kEntries = std::to_array<Entry>({
    classEntry(control(0x01), "Audio control header descriptor", "HEADER", kHeader, "Audio 2.0 Table 4-5"),
    classEntry(control(0x02), "Audio input terminal descriptor", "INPUT_TERMINAL", kInputTerminal,
        "Audio 2.0 Table 4-9", summarizeTerminal),
    classEntry(control(0x03), "Audio output terminal descriptor", "OUTPUT_TERMINAL", kOutputTerminal,
        "Audio 2.0 Table 4-10", summarizeTerminal),
    classEntry(
        control(0x04), "Audio mixer unit descriptor", "MIXER_UNIT", kMixer, "Audio 2.0 Table 4-11", summarizeUnit),
    classEntry(control(0x05), "Audio selector unit descriptor", "SELECTOR_UNIT", kSelector, "Audio 2.0 Table 4-12",
        summarizeUnit),
    classEntry(control(0x06), "Audio feature unit descriptor", "FEATURE_UNIT", kFeature, "Audio 2.0 Table 4-13",
        summarizeUnit),
    classEntry(
        control(0x07), "Audio effect unit descriptor", "EFFECT_UNIT", kEffect, "Audio 2.0 Table 4-15", summarizeUnit),
    classEntry(control(0x08), "Audio processing unit descriptor", "PROCESSING_UNIT", kProcessing,
        "Audio 2.0 Table 4-20", summarizeUnit),
    classEntry(control(0x09), "Audio extension unit descriptor", "EXTENSION_UNIT", kExtension, "Audio 2.0 Table 4-24",
        summarizeUnit),
    classEntry(control(0x0a), "Audio clock source descriptor", "CLOCK_SOURCE", kClockSource, "Audio 2.0 Table 4-6",
        summarizeUnit),
    classEntry(control(0x0b), "Audio clock selector descriptor", "CLOCK_SELECTOR", kClockSelector,
        "Audio 2.0 Table 4-7", summarizeUnit),
    classEntry(control(0x0c), "Audio clock multiplier descriptor", "CLOCK_MULTIPLIER", kClockMultiplier,
        "Audio 2.0 Table 4-8", summarizeUnit),
    classEntry(control(0x0d), "Audio sampling rate converter descriptor", "SAMPLE_RATE_CONVERTER", kRateConverter,
        "Audio 2.0 Table 4-14", summarizeUnit),
    classEntry(streaming(0x01), "Audio streaming interface descriptor", "AS_GENERAL", kGeneral, "Audio 2.0 Table 4-27"),
    openEnded(classEntry(streaming(0x02), "Audio format type descriptor", "FORMAT_TYPE", kFormatTypeHead, kFormatSpec,
        completeFormatType)),
    classEntry(streaming(0x03), "Audio encoder descriptor", "ENCODER", kEncoder, "Audio 2.0 Table 4-28"),
    classEntry(streaming(0x04), "Audio decoder descriptor", "DECODER", kDecoder, "Audio 2.0 §4.9.5"),
    classEntry({ 0x25, 1, 2, 0x20, 0x01 }, "Audio streaming endpoint descriptor", "EP_GENERAL", kEndpoint,
        "Audio 2.0 Table 4-34"),
});

} // namespace

std::span<const Entry> audio2Entries() { return kEntries; }

} // namespace wb::descriptors
