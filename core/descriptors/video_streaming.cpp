// SPDX-License-Identifier: GPL-3.0-or-later
// Video streaming: UVC 1.5 §3.9.2 and the payload specifications (uncompressed, MJPEG, frame-based, MPEG-2 TS, DV,
// stream-based, H.264, VP8).
#include "core/descriptors/registry.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

constexpr auto kStreamControlBits = std::to_array<BitSpec>({
    { 5, 5, "update frame segment", kNoYes },
    { 4, 4, "generate key frame", kNoYes },
    { 3, 3, "wCompWindowSize", kNoYes },
    { 2, 2, "wCompQuality", kNoYes },
    { 1, 1, "wPFrameRate", kNoYes },
    { 0, 0, "wKeyFrameRate", kNoYes },
});
constexpr auto kInfoBits = std::to_array<BitSpec>({ { 7, 1, "reserved" }, { 0, 0, "dynamic format change", kNoYes } });
constexpr auto kTriggerUses
    = std::to_array<ValueName>({ { 0, "initiates still image capture" }, { 1, "general purpose button" } });
constexpr auto kSupport = std::to_array<ValueName>({ { 0, "not supported" }, { 1, "supported" } });
constexpr auto kInputHeader = std::to_array<Step>({ { "bNumFormats" }, { "wTotalLength", 2, Format::Hex },
    { "bEndpointAddress", 1, Format::EndpointAddress }, bitsOf("bmInfo", 1, kInfoBits, Format::Number),
    { "bTerminalLink" }, { "bStillCaptureMethod" }, oneOf("bTriggerSupport", 1, kSupport),
    oneOf("bTriggerUsage", 1, kTriggerUses), { "bControlSize", 1, Format::Bytes },
    times("bNumFormats", wide("bmaControls", "bControlSize", kStreamControlBits)) });

constexpr auto kOutputHeader = std::to_array<Step>(
    { { "bNumFormats" }, { "wTotalLength", 2, Format::Hex }, { "bEndpointAddress", 1, Format::EndpointAddress },
        { "bTerminalLink" }, optional({ "bControlSize", 1, Format::Bytes }),
        times("bNumFormats", wide("bmaControls", "bControlSize", kStreamControlBits)) });

constexpr auto kImageSize = std::to_array<Step>({ { "wWidth", 2 }, { "wHeight", 2 } });
constexpr auto kStill = std::to_array<Step>({ { "bEndpointAddress", 1, Format::EndpointAddress },
    { "bNumImageSizePatterns" }, times("bNumImageSizePatterns", group(kImageSize)), { "bNumCompressionPattern" },
    times("bNumCompressionPattern", { "bCompression" }) });

constexpr auto kFieldPatterns
    = std::to_array<std::string_view>({ "field 1 only", "field 2 only", "regular pattern", "random pattern" });
constexpr auto kFieldsPerFrame = std::to_array<std::string_view>({ "2", "1" });
constexpr auto kInterlaceBits = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 4, "field pattern", kFieldPatterns },
    { 3, 3, "reserved" },
    { 2, 2, "field 1 first", kNoYes },
    { 1, 1, "fields per frame", kFieldsPerFrame },
    { 0, 0, "interlaced", kNoYes },
});
constexpr auto kCopyProtect = std::to_array<ValueName>({ { 0, "no restrictions" }, { 1, "restrict duplication" } });
constexpr auto kUncompressed = std::to_array<Step>({ { "bFormatIndex" }, { "bNumFrameDescriptors" },
    { "guidFormat", 16, Format::Uuid }, { "bBitsPerPixel" }, { "bDefaultFrameIndex" }, { "bAspectRatioX" },
    { "bAspectRatioY" }, bitsOf("bmInterlaceFlags", 1, kInterlaceBits), oneOf("bCopyProtect", 1, kCopyProtect) });
constexpr auto kFrameBased
    = std::to_array<Step>({ { "bFormatIndex" }, { "bNumFrameDescriptors" }, { "guidFormat", 16, Format::Uuid },
        { "bBitsPerPixel" }, { "bDefaultFrameIndex" }, { "bAspectRatioX" }, { "bAspectRatioY" },
        bitsOf("bmInterlaceFlags", 1, kInterlaceBits), oneOf("bCopyProtect", 1, kCopyProtect), { "bVariableSize" } });
constexpr auto kSampleBits = std::to_array<BitSpec>({ { 7, 1, "reserved" }, { 0, 0, "fixed-size samples", kNoYes } });
constexpr auto kMjpeg = std::to_array<Step>({ { "bFormatIndex" }, { "bNumFrameDescriptors" },
    bitsOf("bmFlags", 1, kSampleBits, Format::Number), { "bDefaultFrameIndex" }, { "bAspectRatioX" },
    { "bAspectRatioY" }, bitsOf("bmInterlaceFlags", 1, kInterlaceBits), oneOf("bCopyProtect", 1, kCopyProtect) });

constexpr auto kCapabilityBits = std::to_array<BitSpec>({
    { 7, 2, "reserved" },
    { 1, 1, "fixed frame rate", kNoYes },
    { 0, 0, "still image supported", kNoYes },
});
constexpr auto kFrame = std::to_array<Step>({ { "bFrameIndex" }, bitsOf("bmCapabilities", 1, kCapabilityBits),
    { "wWidth", 2 }, { "wHeight", 2 }, { "dwMinBitRate", 4, Format::BitsPerSecond },
    { "dwMaxBitRate", 4, Format::BitsPerSecond }, { "dwMaxVideoFrameBufferSize", 4, Format::Bytes },
    { "dwDefaultFrameInterval", 4, Format::FrameInterval }, { "bFrameIntervalType" } });
constexpr auto kFrameOfFrameBased
    = std::to_array<Step>({ { "bFrameIndex" }, bitsOf("bmCapabilities", 1, kCapabilityBits), { "wWidth", 2 },
        { "wHeight", 2 }, { "dwMinBitRate", 4, Format::BitsPerSecond }, { "dwMaxBitRate", 4, Format::BitsPerSecond },
        { "dwDefaultFrameInterval", 4, Format::FrameInterval }, { "bFrameIntervalType" },
        { "dwBytesPerLine", 4, Format::Bytes } });
constexpr auto kContinuous = std::to_array<Step>({ { "dwMinFrameInterval", 4, Format::FrameInterval },
    { "dwMaxFrameInterval", 4, Format::FrameInterval }, { "dwFrameIntervalStep", 4, Format::FrameInterval } });
constexpr auto kInterval = std::to_array<Step>({ { "dwFrameInterval", 4, Format::FrameInterval } });

constexpr auto kTransportStream = std::to_array<Step>({ { "bFormatIndex" }, { "bDataOffset" }, { "bPacketLength" },
    { "bStrideLength" }, optional({ "guidStrideFormat", 16, Format::Uuid }) });
constexpr auto kDvTypes = std::to_array<std::string_view>({ "SD-DV", "SDL-DV", "HD-DV" });
constexpr auto kDvRates = std::to_array<std::string_view>({ "60 Hz", "50 Hz" });
constexpr auto kDvBits = std::to_array<BitSpec>({ { 7, 7, "rate", kDvRates }, { 6, 0, "type", kDvTypes } });
constexpr auto kDv = std::to_array<Step>(
    { { "bFormatIndex" }, { "dwMaxVideoFrameBufferSize", 4, Format::Bytes }, bitsOf("bFormatType", 1, kDvBits) });
constexpr auto kStreamBased = std::to_array<Step>(
    { { "bFormatIndex" }, { "guidFormat", 16, Format::Uuid }, { "dwPacketLength", 4, Format::Bytes } });

constexpr auto kPrimaries = std::to_array<ValueName>({ { 0, "unspecified" }, { 1, "BT.709, sRGB" },
    { 2, "BT.470-2 (M)" }, { 3, "BT.470-2 (B,G)" }, { 4, "SMPTE 170M" }, { 5, "SMPTE 240M" } });
constexpr auto kTransfers = std::to_array<ValueName>({ { 0, "unspecified" }, { 1, "BT.709" }, { 2, "BT.470-2 (M)" },
    { 3, "BT.470-2 (B,G)" }, { 4, "SMPTE 170M" }, { 5, "SMPTE 240M" }, { 6, "linear" }, { 7, "sRGB" } });
constexpr auto kMatrices = std::to_array<ValueName>({ { 0, "unspecified" }, { 1, "BT.709" }, { 2, "FCC" },
    { 3, "BT.470-2 (B,G)" }, { 4, "SMPTE 170M (BT.601)" }, { 5, "SMPTE 240M" } });
constexpr auto kColor = std::to_array<Step>({ oneOf("bColorPrimaries", 1, kPrimaries),
    oneOf("bTransferCharacteristics", 1, kTransfers), oneOf("bMatrixCoefficients", 1, kMatrices) });

constexpr auto kH264Format = std::to_array<Step>({ { "bFormatIndex" }, { "bNumFrameDescriptors" },
    { "bDefaultFrameIndex" }, { "bMaxCodecConfigDelay" }, { "bmSupportedSliceModes", 1, Format::Hex },
    { "bmSupportedSyncFrameTypes", 1, Format::Hex }, { "bResolutionScaling" }, { "Reserved1" },
    { "bmSupportedRateControlModes", 1, Format::Hex }, { "wMaxMBperSecOneResolutionNoScalability", 2 },
    { "wMaxMBperSecTwoResolutionsNoScalability", 2 }, { "wMaxMBperSecThreeResolutionsNoScalability", 2 },
    { "wMaxMBperSecFourResolutionsNoScalability", 2 }, { "wMaxMBperSecOneResolutionTemporalScalability", 2 },
    { "wMaxMBperSecTwoResolutionsTemporalScalablility", 2 }, { "wMaxMBperSecThreeResolutionsTemporalScalability", 2 },
    { "wMaxMBperSecFourResolutionsTemporalScalability", 2 },
    { "wMaxMBperSecOneResolutionTemporalQualityScalability", 2 },
    { "wMaxMBperSecTwoResolutionsTemporalQualityScalability", 2 },
    { "wMaxMBperSecThreeResolutionsTemporalQualityScalablity", 2 },
    { "wMaxMBperSecFourResolutionsTemporalQualityScalability", 2 },
    { "wMaxMBperSecOneResolutionTemporalSpatialScalability", 2 },
    { "wMaxMBperSecTwoResolutionsTemporalSpatialScalability", 2 },
    { "wMaxMBperSecThreeResolutionsTemporalSpatialScalability", 2 },
    { "wMaxMBperSecFourResolutionsTemporalSpatialScalability", 2 }, { "wMaxMBperSecOneResolutionFullScalability", 2 },
    { "wMaxMBperSecTwoResolutionsFullScalability", 2 }, { "wMaxMBperSecThreeResolutionsFullScalability", 2 },
    { "wMaxMBperSecFourResolutionsFullScalability", 2 } });
constexpr auto kH264Frame = std::to_array<Step>({ { "bFrameIndex" }, { "wWidth", 2 }, { "wHeight", 2 },
    { "wSARwidth", 2 }, { "wSARheight", 2 }, { "wProfile", 2, Format::Hex }, { "bLevelIDC" },
    { "wConstrainedToolset", 2, Format::Hex }, { "bmSupportedUsages", 4, Format::Hex },
    { "bmCapabilities", 2, Format::Hex }, { "bmSVCCapabilities", 4, Format::Hex },
    { "bmMVCCapabilities", 4, Format::Hex }, { "dwMinBitRate", 4, Format::BitsPerSecond },
    { "dwMaxBitRate", 4, Format::BitsPerSecond }, { "dwDefaultFrameInterval", 4, Format::FrameInterval },
    { "bNumFrameIntervals" }, times("bNumFrameIntervals", { "dwFrameInterval", 4, Format::FrameInterval }) });

constexpr auto kVp8Format = std::to_array<Step>({ { "bFormatIndex" }, { "bNumFrameDescriptors" },
    { "bDefaultFrameIndex" }, { "bMaxCodecConfigDelay" }, { "bSupportedPartitionCount" },
    { "bmSupportedSyncFrameTypes", 1, Format::Hex }, { "bResolutionScaling" },
    { "bmSupportedRateControlModes", 1, Format::Hex }, { "wMaxMBperSecOneResolution", 2 },
    { "wMaxMBperSecTwoResolutions", 2 }, { "wMaxMBperSecThreeResolutions", 2 }, { "wMaxMBperSecFourResolutions", 2 } });
constexpr auto kVp8Frame = std::to_array<Step>({ { "bFrameIndex" }, { "wWidth", 2 }, { "wHeight", 2 },
    { "bmSupportedUsages", 4, Format::Hex }, { "bmCapabilities", 2, Format::Hex },
    { "bmScalabilityCapabilities", 4, Format::Hex }, { "dwMinBitRate", 4, Format::BitsPerSecond },
    { "dwMaxBitRate", 4, Format::BitsPerSecond }, { "dwDefaultFrameInterval", 4, Format::FrameInterval },
    { "bNumFrameIntervals" }, times("bNumFrameIntervals", { "dwFrameInterval", 4, Format::FrameInterval }) });

static_assert(areUsable(kInputHeader) && areUsable(kOutputHeader) && areUsable(kStill) && areUsable(kH264Frame)
    && areUsable(kVp8Frame));

void summarizeFormat(NodeBuilder& builder)
{
    if (const auto index = builder.value(3, 1))
        builder.setSummary("format " + std::to_string(*index));
}

// Format GUIDs begin with the letters by which everybody knows them.
void completeFormatWithGuid(NodeBuilder& builder)
{
    summarizeFormat(builder);
    Field* guid = builder.findField("guidFormat");
    if (guid == nullptr)
        return;
    const ByteView letters = slice(builder.bytes(), 5, 4);
    const std::string text(letters.begin(), letters.end());
    const bool isPrintable
        = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; }) && text.size() == 4;
    if (!isPrintable)
        return;
    guid->meaning = text;
    builder.setSummary("format " + std::to_string(builder.value(3, 1).value_or(0)) + ", " + text);
}

void summarizeSize(NodeBuilder& builder)
{
    const Field* width = builder.findField("wWidth");
    const Field* height = builder.findField("wHeight");
    if (width != nullptr && height != nullptr)
        builder.setSummary(width->value + " × " + height->value);
}

void completeFrame(NodeBuilder& builder)
{
    summarizeSize(builder);
    Field* kind = builder.findField("bFrameIntervalType");
    if (kind == nullptr)
        return;
    const std::uint64_t count = kind->raw;
    kind->meaning = count == 0 ? "continuous" : std::to_string(count) + " discrete";
    if (count == 0) {
        builder.addSteps(kContinuous, "UVC 1.5 Table 3-3 of the payload");
        return;
    }
    const Step interval = times("bFrameIntervalType", kInterval[0]);
    builder.addSteps(std::span(&interval, 1), "UVC 1.5 Table 3-4 of the payload");
}

constexpr std::string_view kPayloadSpec = "UVC 1.5 uncompressed payload §3.1";
constexpr std::string_view kMjpegSpec = "UVC 1.5 MJPEG payload §3.1";
constexpr std::string_view kFrameBasedSpec = "UVC 1.5 frame-based payload §3.1";
constexpr std::string_view kH264Spec = "UVC 1.5 H.264 payload §3.3";
constexpr std::string_view kVp8Spec = "UVC 1.5 VP8 payload §3.3";

constexpr Match streaming(std::uint8_t subtype) { return { 0x24, 0x0e, 2, {}, subtype }; }

constexpr auto kEntries = std::to_array<Entry>({
    classEntry(
        streaming(0x01), "Video streaming input header descriptor", "INPUT_HEADER", kInputHeader, "UVC 1.5 Table 3-14"),
    classEntry(streaming(0x02), "Video streaming output header descriptor", "OUTPUT_HEADER", kOutputHeader,
        "UVC 1.5 Table 3-15"),
    classEntry(streaming(0x03), "Still image frame descriptor", "STILL_IMAGE_FRAME", kStill, "UVC 1.5 Table 3-18"),
    classEntry(streaming(0x04), "Uncompressed video format descriptor", "FORMAT_UNCOMPRESSED", kUncompressed,
        kPayloadSpec, completeFormatWithGuid),
    openEnded(classEntry(streaming(0x05), "Uncompressed video frame descriptor", "FRAME_UNCOMPRESSED", kFrame,
        kPayloadSpec, completeFrame)),
    classEntry(streaming(0x06), "MJPEG format descriptor", "FORMAT_MJPEG", kMjpeg, kMjpegSpec, summarizeFormat),
    openEnded(classEntry(streaming(0x07), "MJPEG frame descriptor", "FRAME_MJPEG", kFrame, kMjpegSpec, completeFrame)),
    classEntry(streaming(0x0a), "MPEG-2 transport stream format descriptor", "FORMAT_MPEG2TS", kTransportStream,
        "UVC 1.5 MPEG-2 TS payload §3.1", summarizeFormat),
    classEntry(streaming(0x0c), "DV format descriptor", "FORMAT_DV", kDv, "UVC 1.5 DV payload §3.1", summarizeFormat),
    classEntry(streaming(0x0d), "Color matching descriptor", "COLORFORMAT", kColor, "UVC 1.5 Table 3-19"),
    classEntry(streaming(0x10), "Frame-based format descriptor", "FORMAT_FRAME_BASED", kFrameBased, kFrameBasedSpec,
        completeFormatWithGuid),
    openEnded(classEntry(streaming(0x11), "Frame-based frame descriptor", "FRAME_FRAME_BASED", kFrameOfFrameBased,
        kFrameBasedSpec, completeFrame)),
    classEntry(streaming(0x12), "Stream-based format descriptor", "FORMAT_STREAM_BASED", kStreamBased,
        "UVC 1.5 stream-based payload §3.1", completeFormatWithGuid),
    classEntry(streaming(0x13), "H.264 format descriptor", "FORMAT_H264", kH264Format, kH264Spec, summarizeFormat),
    classEntry(streaming(0x14), "H.264 frame descriptor", "FRAME_H264", kH264Frame, kH264Spec, summarizeSize),
    classEntry(streaming(0x15), "H.264 simulcast format descriptor", "FORMAT_H264_SIMULCAST", kH264Format, kH264Spec,
        summarizeFormat),
    classEntry(streaming(0x16), "VP8 format descriptor", "FORMAT_VP8", kVp8Format, kVp8Spec, summarizeFormat),
    classEntry(streaming(0x17), "VP8 frame descriptor", "FRAME_VP8", kVp8Frame, kVp8Spec, summarizeSize),
    classEntry(streaming(0x18), "VP8 simulcast format descriptor", "FORMAT_VP8_SIMULCAST", kVp8Format, kVp8Spec,
        summarizeFormat),
});

} // namespace

std::span<const Entry> videoStreamingEntries() { return kEntries; }

} // namespace wb::descriptors
