// SPDX-License-Identifier: GPL-3.0-or-later
// Audio 3.0: control (§4.5.2), streaming (§4.7.2), endpoints (§4.8.1.2). Strings, clusters and connectors are read by
// id with class requests; their ids are shown.
#include "core/descriptors/audio_names.h"
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr auto kCategories = std::to_array<ValueName>({ { 0x01, "desktop speaker" }, { 0x02, "home theater" },
    { 0x03, "microphone" }, { 0x04, "headset" }, { 0x05, "telephone" }, { 0x06, "converter" },
    { 0x07, "voice/sound recorder" }, { 0x08, "I/O box" }, { 0x09, "musical instrument" }, { 0x0a, "pro-audio" },
    { 0x0b, "audio/video" }, { 0x0c, "control panel" }, { 0x0d, "headphone" }, { 0x0e, "generic speaker" },
    { 0x0f, "headset adapter" }, { 0x10, "speakerphone" }, { 0xff, "other" } });
constexpr auto kHeaderBits = std::to_array<BitSpec>({ { 31, 2, "reserved" }, { 1, 0, "latency", kControlAccess } });
constexpr auto kHeader = std::to_array<Step>(
    { oneOf("bCategory", 1, kCategories), { "wTotalLength", 2, Format::Hex }, bitsOf("bmControls", 4, kHeaderBits) });

constexpr auto kTerminalBits = std::to_array<BitSpec>({
    { 31, 10, "reserved" },
    { 9, 8, "overflow", kControlAccess },
    { 7, 6, "underflow", kControlAccess },
    { 5, 4, "overload", kControlAccess },
    { 3, 2, "insertion", kControlAccess },
    { 1, 0, "reserved" },
});
constexpr auto kInputTerminal = std::to_array<Step>({ { "bTerminalID" }, { "wTerminalType", 2, Format::AudioTerminal },
    { "bAssocTerminal" }, { "bCSourceID" }, bitsOf("bmControls", 4, kTerminalBits), { "wClusterDescrID", 2 },
    { "wExTerminalDescrID", 2 }, { "wConnectorsDescrID", 2 }, { "wTerminalDescrStr", 2 } });
constexpr auto kOutputTerminal = std::to_array<Step>({ { "bTerminalID" }, { "wTerminalType", 2, Format::AudioTerminal },
    { "bAssocTerminal" }, { "bSourceID" }, { "bCSourceID" }, bitsOf("bmControls", 4, kTerminalBits),
    { "wExTerminalDescrID", 2 }, { "wConnectorsDescrID", 2 }, { "wTerminalDescrStr", 2 } });

constexpr auto kMixer = std::to_array<Step>({ { "bUnitID" }, { "bNrInPins" }, times("bNrInPins", { "baSourceID" }),
    { "wClusterDescrID", 2 }, rest("bmMixerControls", 6), { "bmControls", 4, Format::Hex }, { "wMixerDescrStr", 2 } });
constexpr auto kSelector = std::to_array<Step>({ { "bUnitID" }, { "bNrInPins" }, times("bNrInPins", { "baSourceID" }),
    { "bmControls", 4, Format::Hex }, { "wSelectorDescrStr", 2 } });

constexpr auto kFeature = std::to_array<Step>({ { "bUnitID" }, { "bSourceID" },
    asOftenAsFits(bitsOf("bmaControls", 4, kFeatureAccessBits), 2), { "wFeatureDescrStr", 2 } });

constexpr auto kEffect = std::to_array<Step>({ { "bUnitID" }, oneOf("wEffectType", 2, kAudioEffects), { "bSourceID" },
    asOftenAsFits({ "bmaControls", 4, Format::Hex }, 2), { "wEffectsDescrStr", 2 } });

constexpr auto kProcesses = std::to_array<ValueName>(
    { { 0, "undefined" }, { 1, "up/down-mix" }, { 2, "stereo extender" }, { 3, "multi-function" } });
constexpr auto kProcessing = std::to_array<Step>(
    { { "bUnitID" }, oneOf("wProcessType", 2, kProcesses), { "bNrInPins" }, times("bNrInPins", { "baSourceID" }),
        { "wProcessingDescrStr", 2 }, optional({ "bmControls", 4, Format::Hex }), rest("ProcessSpecific") });

constexpr auto kExtension = std::to_array<Step>(
    { { "bUnitID" }, { "wExtensionCode", 2, Format::Hex }, { "bNrInPins" }, times("bNrInPins", { "baSourceID" }),
        { "wExtensionDescrStr", 2 }, { "bmControls", 4, Format::Hex }, { "wClusterDescrID", 2 } });

constexpr auto kClockTypes = std::to_array<std::string_view>({ "external", "internal" });
constexpr auto kClockBits = std::to_array<BitSpec>({
    { 7, 2, "reserved" },
    { 1, 1, "synchronized to SOF", kNoYes },
    { 0, 0, "clock type", kClockTypes },
});
constexpr auto kClockControlBits = std::to_array<BitSpec>({
    { 31, 4, "reserved" },
    { 3, 2, "clock validity", kControlAccess },
    { 1, 0, "clock frequency", kControlAccess },
});
constexpr auto kClockSource = std::to_array<Step>({ { "bClockID" }, bitsOf("bmAttributes", 1, kClockBits),
    bitsOf("bmControls", 4, kClockControlBits), { "bReferenceTerminal" }, { "wClockSourceStr", 2 } });
constexpr auto kClockSelector = std::to_array<Step>({ { "bClockID" }, { "bNrInPins" },
    times("bNrInPins", { "baCSourceID" }), { "bmControls", 4, Format::Hex }, { "wCSelectorDescrStr", 2 } });
constexpr auto kClockMultiplier = std::to_array<Step>(
    { { "bClockID" }, { "bCSourceID" }, { "bmControls", 4, Format::Hex }, { "wCMultiplierDescrStr", 2 } });
constexpr auto kRateConverter = std::to_array<Step>(
    { { "bUnitID" }, { "bSourceID" }, { "bCSourceInID" }, { "bCSourceOutID" }, { "wSRCDescrStr", 2 } });

constexpr auto kConnectorTypes = std::to_array<ValueName>({ { 0, "undefined" }, { 1, "2.5 mm phone" },
    { 2, "3.5 mm phone" }, { 3, "6.35 mm phone" }, { 4, "XLR/6.35 mm combination" }, { 5, "XLR" },
    { 6, "optical/3.5 mm combination" }, { 7, "RCA" }, { 8, "BNC" }, { 9, "banana" }, { 10, "binding post" },
    { 11, "Speakon" }, { 12, "spring clip" }, { 13, "screw type" }, { 14, "DIN" }, { 15, "mini DIN" },
    { 16, "EUROBLOCK" }, { 17, "USB Type-C" }, { 18, "RJ-11" }, { 19, "RJ-45" }, { 20, "TOSLINK" }, { 21, "HDMI" },
    { 22, "mini HDMI" }, { 23, "micro HDMI" }, { 24, "DP" }, { 25, "mini DP" }, { 26, "D-SUB" }, { 27, "Thunderbolt" },
    { 28, "Lightning" }, { 29, "wireless" }, { 30, "USB Standard-A" }, { 31, "USB Standard-B" }, { 32, "USB Mini-B" },
    { 33, "USB Micro-B" }, { 34, "USB Micro-AB" }, { 35, "USB 3.0 Micro-B" } });
constexpr auto kConnectorPins
    = std::to_array<Step>({ { "bConID" }, { "wClusterDescrID", 2 }, oneOf("bConType", 1, kConnectorTypes),
        { "bmConAttributes", 1, Format::Hex }, { "wConDescrStr", 2 }, { "dwConColor", 4, Format::Hex } });
constexpr auto kConnectors
    = std::to_array<Step>({ { "bNrConnectors" }, times("bNrConnectors", group(kConnectorPins)) });

constexpr auto kPowerDomain = std::to_array<Step>({ { "bPowerDomainID" }, { "waRecoveryTime(1)", 2 },
    { "waRecoveryTime(2)", 2 }, { "bNrEntities" }, times("bNrEntities", { "baEntityID" }), { "wPDomainDescrStr", 2 } });

constexpr auto kStreamBits = std::to_array<BitSpec>({
    { 31, 6, "reserved" },
    { 5, 4, "audio data format", kControlAccess },
    { 3, 2, "valid alternate settings", kControlAccess },
    { 1, 0, "active alternate setting", kControlAccess },
});
constexpr auto kFormatBits = std::to_array<BitSpec>({
    { 6, 6, "raw data (type I)", kNoYes },
    { 4, 4, "mu-law (type I)", kNoYes },
    { 3, 3, "A-law (type I)", kNoYes },
    { 2, 2, "IEEE float (type I)", kNoYes },
    { 1, 1, "PCM8 (type I)", kNoYes },
    { 0, 0, "PCM (type I)", kNoYes },
});
constexpr auto kGeneral = std::to_array<Step>({ { "bTerminalLink" }, bitsOf("bmControls", 4, kStreamBits),
    { "wClusterDescrID", 2 }, bitsOf("bmFormats", 8, kFormatBits), { "bSubslotSize", 1, Format::Bytes },
    { "bBitResolution" }, { "bmAuxProtocols", 2, Format::Hex }, { "bControlSize", 1, Format::Bytes } });

constexpr auto kEndpointBits = std::to_array<BitSpec>({
    { 31, 6, "reserved" },
    { 5, 4, "data underrun", kControlAccess },
    { 3, 2, "data overrun", kControlAccess },
    { 1, 0, "pitch", kControlAccess },
});
constexpr auto kEndpoint = std::to_array<Step>(
    { bitsOf("bmControls", 4, kEndpointBits), oneOf("bLockDelayUnits", 1, kAudioLockDelayUnits), { "wLockDelay", 2 } });

static_assert(areUsable(kMixer) && areUsable(kSelector) && areUsable(kFeature) && areUsable(kProcessing)
    && areUsable(kExtension) && areUsable(kClockSelector) && areUsable(kConnectors) && areUsable(kPowerDomain));

constexpr Match control(std::uint8_t subtype) { return { 0x24, 1, 1, 0x30, subtype }; }

constexpr auto kEntries = std::to_array<Entry>({
    classEntry(control(0x01), "Audio control header descriptor", "HEADER", kHeader, "Audio 3.0 Table 4-15"),
    classEntry(control(0x02), "Audio input terminal descriptor", "INPUT_TERMINAL", kInputTerminal,
        "Audio 3.0 Table 4-16", summarizeTerminal),
    classEntry(control(0x03), "Audio output terminal descriptor", "OUTPUT_TERMINAL", kOutputTerminal,
        "Audio 3.0 Table 4-17", summarizeTerminal),
    classEntry(
        control(0x05), "Audio mixer unit descriptor", "MIXER_UNIT", kMixer, "Audio 3.0 Table 4-29", summarizeUnit),
    classEntry(control(0x06), "Audio selector unit descriptor", "SELECTOR_UNIT", kSelector, "Audio 3.0 Table 4-30",
        summarizeUnit),
    classEntry(control(0x07), "Audio feature unit descriptor", "FEATURE_UNIT", kFeature, "Audio 3.0 Table 4-31",
        summarizeUnit),
    classEntry(
        control(0x08), "Audio effect unit descriptor", "EFFECT_UNIT", kEffect, "Audio 3.0 Table 4-33", summarizeUnit),
    classEntry(control(0x09), "Audio processing unit descriptor", "PROCESSING_UNIT", kProcessing,
        "Audio 3.0 Table 4-38", summarizeUnit),
    classEntry(control(0x0a), "Audio extension unit descriptor", "EXTENSION_UNIT", kExtension, "Audio 3.0 Table 4-42",
        summarizeUnit),
    classEntry(control(0x0b), "Audio clock source descriptor", "CLOCK_SOURCE", kClockSource, "Audio 3.0 Table 4-43",
        summarizeUnit),
    classEntry(control(0x0c), "Audio clock selector descriptor", "CLOCK_SELECTOR", kClockSelector,
        "Audio 3.0 Table 4-44", summarizeUnit),
    classEntry(control(0x0d), "Audio clock multiplier descriptor", "CLOCK_MULTIPLIER", kClockMultiplier,
        "Audio 3.0 Table 4-45", summarizeUnit),
    classEntry(control(0x0e), "Audio sampling rate converter descriptor", "SAMPLE_RATE_CONVERTER", kRateConverter,
        "Audio 3.0 Table 4-32", summarizeUnit),
    classEntry(control(0x0f), "Audio connectors descriptor", "CONNECTORS", kConnectors, "Audio 3.0 Table 4-19"),
    classEntry(control(0x10), "Audio power domain descriptor", "POWER_DOMAIN", kPowerDomain, "Audio 3.0 Table 4-46",
        summarizeUnit),
    classEntry({ 0x24, 1, 2, 0x30, 0x01 }, "Audio streaming interface descriptor", "AS_GENERAL", kGeneral,
        "Audio 3.0 Table 4-48"),
    classEntry({ 0x25, 1, 2, 0x30, 0x01 }, "Audio streaming endpoint descriptor", "EP_GENERAL", kEndpoint,
        "Audio 3.0 Table 4-54"),
});

} // namespace

std::span<const Entry> audio3Entries() { return kEntries; }

} // namespace wb::descriptors
