// SPDX-License-Identifier: GPL-3.0-or-later
// Video control: UVC 1.5 §3.7.2, its interrupt endpoint §3.8.2.2. Versions 1.0 and 1.1 end some descriptors earlier.
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr auto kHeader = std::to_array<Step>({ { "bcdUVC", 2, Format::Bcd }, { "wTotalLength", 2, Format::Hex },
    { "dwClockFrequency", 4, Format::Hertz }, { "bInCollection" }, times("bInCollection", { "baInterfaceNr" }) });

constexpr auto kCameraBits = std::to_array<BitSpec>({
    { 21, 21, "region of interest", kNoYes },
    { 20, 20, "window", kNoYes },
    { 19, 19, "focus, simple", kNoYes },
    { 18, 18, "privacy", kNoYes },
    { 17, 17, "focus, auto", kNoYes },
    { 16, 15, "reserved" },
    { 14, 14, "roll (relative)", kNoYes },
    { 13, 13, "roll (absolute)", kNoYes },
    { 12, 12, "pan/tilt (relative)", kNoYes },
    { 11, 11, "pan/tilt (absolute)", kNoYes },
    { 10, 10, "zoom (relative)", kNoYes },
    { 9, 9, "zoom (absolute)", kNoYes },
    { 8, 8, "iris (relative)", kNoYes },
    { 7, 7, "iris (absolute)", kNoYes },
    { 6, 6, "focus (relative)", kNoYes },
    { 5, 5, "focus (absolute)", kNoYes },
    { 4, 4, "exposure time (relative)", kNoYes },
    { 3, 3, "exposure time (absolute)", kNoYes },
    { 2, 2, "auto-exposure priority", kNoYes },
    { 1, 1, "auto-exposure mode", kNoYes },
    { 0, 0, "scanning mode", kNoYes },
});
constexpr auto kTerminalHead = std::to_array<Step>({ { "bTerminalID" }, { "wTerminalType", 2, Format::VideoTerminal },
    { "bAssocTerminal" }, { "iTerminal", 1, Format::StringIndex } });
constexpr auto kOutputHead = std::to_array<Step>({ { "bTerminalID" }, { "wTerminalType", 2, Format::VideoTerminal },
    { "bAssocTerminal" }, { "bSourceID" }, { "iTerminal", 1, Format::StringIndex } });
constexpr auto kCamera = std::to_array<Step>(
    { { "wObjectiveFocalLengthMin", 2 }, { "wObjectiveFocalLengthMax", 2 }, { "wOcularFocalLength", 2 },
        { "bControlSize", 1, Format::Bytes }, wide("bmControls", "bControlSize", kCameraBits) });

constexpr auto kTransportBits = std::to_array<BitSpec>({
    { 3, 3, "current transport mode", kNoYes },
    { 2, 2, "absolute track number", kNoYes },
    { 1, 1, "media information", kNoYes },
    { 0, 0, "time code information", kNoYes },
});
constexpr auto kMediaTransport
    = std::to_array<Step>({ { "bControlSize", 1, Format::Bytes }, wide("bmControls", "bControlSize", kTransportBits),
        { "bTransportModeSize", 1, Format::Bytes }, wide("bmTransportModes", "bTransportModeSize") });

constexpr auto kUnknownRest = std::to_array<Step>({ rest("TerminalSpecific") });

constexpr std::uint64_t kCameraTerminal = 0x0201; // UVC 1.5 table B-2
constexpr std::uint64_t kMediaIn = 0x0202;
constexpr std::uint64_t kMediaOut = 0x0302;

void summarize(NodeBuilder& builder)
{
    const Field* type = builder.findField("wTerminalType");
    if (const auto id = builder.value(3, 1))
        builder.setSummary("id " + std::to_string(*id)
            + (type == nullptr ? "" : ", " + (type->meaning.empty() ? type->value : type->meaning)));
}

void completeInput(NodeBuilder& builder)
{
    summarize(builder);
    const auto type = builder.value(4, 2);
    if (type == kCameraTerminal)
        builder.addSteps(kCamera, "UVC 1.5 Table 3-6");
    else if (type == kMediaIn)
        builder.addSteps(kMediaTransport, "UVC 1.5 media transport terminal");
    else
        builder.addSteps(kUnknownRest, "UVC 1.5 Table 3-4");
}

void completeOutput(NodeBuilder& builder)
{
    summarize(builder);
    if (builder.value(4, 2) == kMediaOut)
        builder.addSteps(kMediaTransport, "UVC 1.5 media transport terminal");
    else
        builder.addSteps(kUnknownRest, "UVC 1.5 Table 3-5");
}

constexpr auto kSelector = std::to_array<Step>(
    { { "bUnitID" }, { "bNrInPins" }, times("bNrInPins", { "baSourceID" }), { "iSelector", 1, Format::StringIndex } });

constexpr auto kProcessingBits = std::to_array<BitSpec>({
    { 18, 18, "contrast, auto", kNoYes },
    { 17, 17, "analog video lock status", kNoYes },
    { 16, 16, "analog video standard", kNoYes },
    { 15, 15, "digital multiplier limit", kNoYes },
    { 14, 14, "digital multiplier", kNoYes },
    { 13, 13, "white balance component, auto", kNoYes },
    { 12, 12, "white balance temperature, auto", kNoYes },
    { 11, 11, "hue, auto", kNoYes },
    { 10, 10, "power line frequency", kNoYes },
    { 9, 9, "gain", kNoYes },
    { 8, 8, "backlight compensation", kNoYes },
    { 7, 7, "white balance component", kNoYes },
    { 6, 6, "white balance temperature", kNoYes },
    { 5, 5, "gamma", kNoYes },
    { 4, 4, "sharpness", kNoYes },
    { 3, 3, "saturation", kNoYes },
    { 2, 2, "hue", kNoYes },
    { 1, 1, "contrast", kNoYes },
    { 0, 0, "brightness", kNoYes },
});
constexpr auto kStandardBits = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 5, "PAL 525/60", kNoYes },
    { 4, 4, "NTSC 625/50", kNoYes },
    { 3, 3, "SECAM 625/50", kNoYes },
    { 2, 2, "PAL 625/50", kNoYes },
    { 1, 1, "NTSC 525/60", kNoYes },
    { 0, 0, "none", kNoYes },
});
constexpr auto kProcessing = std::to_array<Step>({ { "bUnitID" }, { "bSourceID" }, { "wMaxMultiplier", 2 },
    { "bControlSize", 1, Format::Bytes }, wide("bmControls", "bControlSize", kProcessingBits),
    { "iProcessing", 1, Format::StringIndex }, optional(bitsOf("bmVideoStandards", 1, kStandardBits)) });

constexpr auto kExtension = std::to_array<Step>({ { "bUnitID" }, { "guidExtensionCode", 16, Format::Uuid },
    { "bNumControls" }, { "bNrInPins" }, times("bNrInPins", { "baSourceID" }), { "bControlSize", 1, Format::Bytes },
    wide("bmControls", "bControlSize"), { "iExtension", 1, Format::StringIndex } });

constexpr auto kEncodingBits = std::to_array<BitSpec>({
    { 19, 19, "error resiliency", kNoYes },
    { 18, 18, "start or stop layer", kNoYes },
    { 17, 17, "priority id", kNoYes },
    { 16, 16, "QP range", kNoYes },
    { 15, 15, "SEI message", kNoYes },
    { 14, 14, "level IDC", kNoYes },
    { 13, 13, "LTR validation", kNoYes },
    { 12, 12, "LTR picture", kNoYes },
    { 11, 11, "LTR buffer size control", kNoYes },
    { 10, 10, "synchronization and long-term reference frame", kNoYes },
    { 9, 9, "quantization parameter", kNoYes },
    { 8, 8, "peak bit rate", kNoYes },
    { 7, 7, "CPB size", kNoYes },
    { 6, 6, "average bit rate", kNoYes },
    { 5, 5, "rate control mode", kNoYes },
    { 4, 4, "slice mode", kNoYes },
    { 3, 3, "minimum frame interval", kNoYes },
    { 2, 2, "video resolution", kNoYes },
    { 1, 1, "profile and toolset", kNoYes },
    { 0, 0, "select layer", kNoYes },
});
constexpr auto kEncoding = std::to_array<Step>(
    { { "bUnitID" }, { "bSourceID" }, { "iEncoding", 1, Format::StringIndex }, { "bControlSize", 1, Format::Bytes },
        wide("bmControls", "bControlSize", kEncodingBits), wide("bmControlsRuntime", "bControlSize", kEncodingBits) });

constexpr auto kInterrupt = std::to_array<Step>({ { "wMaxTransferSize", 2, Format::Bytes } });

static_assert(areUsable(kHeader) && areUsable(kCamera) && areUsable(kMediaTransport) && areUsable(kSelector)
    && areUsable(kProcessing) && areUsable(kExtension) && areUsable(kEncoding));

constexpr Match control(std::uint8_t subtype) { return { 0x24, 0x0e, 1, {}, subtype }; }

constexpr auto kEntries = std::to_array<Entry>({
    classEntry(control(0x01), "Video control header descriptor", "HEADER", kHeader, "UVC 1.5 Table 3-3"),
    openEnded(classEntry(control(0x02), "Video input terminal descriptor", "INPUT_TERMINAL", kTerminalHead,
        "UVC 1.5 Table 3-4", completeInput)),
    openEnded(classEntry(control(0x03), "Video output terminal descriptor", "OUTPUT_TERMINAL", kOutputHead,
        "UVC 1.5 Table 3-5", completeOutput)),
    classEntry(
        control(0x04), "Video selector unit descriptor", "SELECTOR_UNIT", kSelector, "UVC 1.5 Table 3-7", summarize),
    classEntry(control(0x05), "Video processing unit descriptor", "PROCESSING_UNIT", kProcessing, "UVC 1.5 Table 3-8",
        summarize),
    classEntry(control(0x06), "Video extension unit descriptor", "EXTENSION_UNIT", kExtension, "UVC 1.5 Table 3-10",
        summarize),
    classEntry(
        control(0x07), "Video encoding unit descriptor", "ENCODING_UNIT", kEncoding, "UVC 1.5 Table 3-9", summarize),
    classEntry({ 0x25, 0x0e, 1, {}, 0x03 }, "Video control interrupt endpoint descriptor", "EP_INTERRUPT", kInterrupt,
        "UVC 1.5 Table 3-12"),
});

} // namespace

std::span<const Entry> videoControlEntries() { return kEntries; }

} // namespace wb::descriptors
