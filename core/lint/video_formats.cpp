// SPDX-License-Identifier: GPL-3.0-or-later
// Formats of video streams: indices, counts, GUIDs and colours. UVC 1.5 §3.9.2 and the payload specifications.
#include "core/lint/checks.h"
#include "core/lint/video_stream.h"

#include <algorithm>
#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kIndex { "video-format.index", Severity::Warning, "UVC 1.5 §3.9.2.3",
    "Formats are numbered from 1 in their order." };
constexpr Rule kIndexRepeated { "video-format.index-repeated", Severity::Error, "UVC 1.5 §3.9.2.3",
    "Every format of an interface has an index of its own." };
constexpr Rule kFrameCount { "video-format.frame-count", Severity::Error, "UVC 1.5 §3.9.2.3",
    "bNumFrameDescriptors says how many frame descriptors follow." };
constexpr Rule kNoFrames { "video-format.no-frames", Severity::Error, "UVC 1.5 §3.9.2.4",
    "A format with frames has at least one." };
constexpr Rule kForeignFrame { "video-format.foreign-frame", Severity::Error, "UVC 1.5 §3.9.2.4",
    "Frames follow the format that they belong to, and are of its kind." };
constexpr Rule kDefaultFrame { "video-format.default-frame", Severity::Warning, "UVC 1.5 §3.9.2.3",
    "bDefaultFrameIndex is the index of one of the format's frames." };
constexpr Rule kGuidNil { "video-format.guid-nil", Severity::Error, "UVC 1.5 uncompressed payload §3.1.1",
    "guidFormat says how pixels are laid out." };
constexpr Rule kBitsPerPixel { "video-format.bits-per-pixel", Severity::Warning, "UVC 1.5 uncompressed payload §3.1.1",
    "bBitsPerPixel is what the format of guidFormat takes." };
constexpr Rule kInterlace { "video-format.interlace-reserved", Severity::Note, "UVC 1.5 payload Table 3-1",
    "Reserved bits of bmInterlaceFlags are zero." };
constexpr Rule kCopyProtect { "video-format.copy-protect", Severity::Note, "UVC 1.5 payload Table 3-1",
    "bCopyProtect is 0 or 1." };
constexpr Rule kFlags { "video-format.flags-reserved", Severity::Note, "UVC 1.5 MJPEG payload Table 3-1",
    "Reserved bits of an MJPEG format's bmFlags are zero." };
constexpr Rule kVariableSize { "video-format.variable-size", Severity::Warning, "UVC 1.5 frame-based payload Table 3-1",
    "bVariableSize is 0 or 1." };
constexpr Rule kColorMissing { "video-format.color-missing", Severity::Note, "UVC 1.5 §3.9.2.6",
    "A color matching descriptor follows the frames of uncompressed, MJPEG and frame-based formats." };
constexpr Rule kColorRepeated { "video-format.color-repeated", Severity::Warning, "UVC 1.5 §3.9.2.6",
    "A format has one color matching descriptor." };
constexpr Rule kColorPlace { "video-format.color-place", Severity::Warning, "UVC 1.5 §3.9.2.6",
    "The color matching descriptor follows the frames of its format." };
constexpr Rule kColorValue { "video-format.color-value", Severity::Note, "UVC 1.5 Table 3-19",
    "Color matching values are those that are defined." };
constexpr Rule kSliceModes { "video-format.slice-modes-reserved", Severity::Note, "UVC 1.5 H.264 payload §3.3.1",
    "Reserved bits of bmSupportedSliceModes are zero." };
constexpr Rule kSyncFrames { "video-format.sync-frames-reserved", Severity::Note, "UVC 1.5 H.264 payload §3.3.1",
    "Reserved bits of bmSupportedSyncFrameTypes are zero." };
constexpr Rule kScaling { "video-format.resolution-scaling", Severity::Note, "UVC 1.5 H.264 payload §3.3.1",
    "bResolutionScaling is 0 to 3." };
constexpr Rule kRateModes { "video-format.rate-modes-reserved", Severity::Note, "UVC 1.5 H.264 payload §3.3.1",
    "Reserved bits of bmSupportedRateControlModes are zero." };

constexpr std::array kRules { kIndex, kIndexRepeated, kFrameCount, kNoFrames, kForeignFrame, kDefaultFrame, kGuidNil,
    kBitsPerPixel, kInterlace, kCopyProtect, kFlags, kVariableSize, kColorMissing, kColorRepeated, kColorPlace,
    kColorValue, kSliceModes, kSyncFrames, kScaling, kRateModes };

constexpr Place streaming(std::uint8_t subtype)
{
    return { kVideoClass, kStreamingSubClass, kAny, kClassInterface, subtype };
}
constexpr std::string_view kInterlaceText = "bits 7, 6 and 3 are reserved and must be 0";
constexpr std::string_view kZeroOrOne = "0 and 1 are defined";
constexpr auto kFields = std::to_array<FieldRule>({
    { &kInterlace, streaming(0x04), "bmInterlaceFlags", areZero<0xc8>, kInterlaceText },
    { &kInterlace, streaming(0x06), "bmInterlaceFlags", areZero<0xc8>, kInterlaceText },
    { &kInterlace, streaming(0x10), "bmInterlaceFlags", areZero<0xc8>, kInterlaceText },
    { &kCopyProtect, streaming(0x04), "bCopyProtect", isWithin<0, 1>, kZeroOrOne },
    { &kCopyProtect, streaming(0x06), "bCopyProtect", isWithin<0, 1>, kZeroOrOne },
    { &kCopyProtect, streaming(0x10), "bCopyProtect", isWithin<0, 1>, kZeroOrOne },
    { &kVariableSize, streaming(0x10), "bVariableSize", isWithin<0, 1>, kZeroOrOne },
    { &kFlags, streaming(0x06), "bmFlags", areZero<0xfe>, "bits 7 to 1 are reserved and must be 0" },
    { &kColorValue, streaming(0x0d), "bColorPrimaries", isWithin<0, 5>, "0 to 5 are defined" },
    { &kColorValue, streaming(0x0d), "bTransferCharacteristics", isWithin<0, 7>, "0 to 7 are defined" },
    { &kColorValue, streaming(0x0d), "bMatrixCoefficients", isWithin<0, 5>, "0 to 5 are defined" },
    { &kSliceModes, streaming(0x13), "bmSupportedSliceModes", areZero<0xf0>, "bits 7 to 4 are reserved and must be 0" },
    { &kSyncFrames, streaming(0x13), "bmSupportedSyncFrameTypes", areZero<0x80>, "bit 7 is reserved and must be 0" },
    { &kScaling, streaming(0x13), "bResolutionScaling", isWithin<0, 3>, "0 to 3 are defined" },
    { &kRateModes, streaming(0x13), "bmSupportedRateControlModes", areZero<0xc0>,
        "bits 7 and 6 are reserved and must be 0" },
});

void checkIndices(const VideoStream& stream, Report& report)
{
    std::size_t expected = 1;
    std::bitset<256> seen;
    for (const VideoFormat& format : stream.formats) {
        const auto index = fieldValue(*format.item, "bFormatIndex");
        const bool isRepeated = index && seen.test(*index & 0xff);
        seen.set(index.value_or(0) & 0xff);
        if (isRepeated)
            addAtField(report, kIndexRepeated, *format.item, "bFormatIndex",
                "bFormatIndex is " + number(*index) + ", the index of a format before this one.");
        else if (index && *index != expected)
            addAtField(report, kIndex, *format.item, "bFormatIndex",
                "bFormatIndex is " + number(*index) + "; this is format " + number(expected) + " of the interface.");
        // One gap is told once.
        expected = index.value_or(expected) + 1;
    }
}

void checkFrames(const VideoFormat& format, Report& report)
{
    std::bitset<256> indices;
    std::size_t own = 0;
    const bool hasForeign = std::any_of(format.frames.begin(), format.frames.end(),
        [&](const Item* frame) { return !belongsTo(frame->subtype(), format.item->subtype()); });
    for (const Item* frame : format.frames) {
        if (!belongsTo(frame->subtype(), format.item->subtype())) {
            report.add(kForeignFrame, *frame, 2, 1,
                "This frame has subtype 0x" + hex(frame->subtype(), 2)
                    + ", which does not belong to a format of subtype 0x" + hex(format.item->subtype(), 2) + ".");
            continue;
        }
        ++own;
        indices.set(frame->u8(3));
    }
    const auto claimed = fieldValue(*format.item, "bNumFrameDescriptors");
    if (!claimed || hasForeign)
        return;
    if (*claimed != own)
        addAtField(report, kFrameCount, *format.item, "bNumFrameDescriptors",
            "bNumFrameDescriptors is " + number(*claimed) + " and " + number(own) + " frame descriptors follow.");
    else if (own == 0)
        addAtField(report, kNoFrames, *format.item, "bNumFrameDescriptors",
            "bNumFrameDescriptors is 0; a format without frames has no picture.");
    const auto preferred = fieldValue(*format.item, "bDefaultFrameIndex");
    if (preferred && own > 0 && !indices.test(*preferred & 0xff))
        addAtField(report, kDefaultFrame, *format.item, "bDefaultFrameIndex",
            "bDefaultFrameIndex is " + number(*preferred) + "; no frame of this format has that index.");
}

void checkGuid(const VideoFormat& format, Report& report)
{
    const Item& item = *format.item;
    const descriptors::Field* guid = findField(item, "guidFormat");
    if (guid == nullptr)
        return;
    const ByteView bytes = slice(item.bytes(), guid->range.begin - item.range().begin, guid->range.size());
    if (std::all_of(bytes.begin(), bytes.end(), [](Byte byte) { return byte == 0; }))
        return addAtField(report, kGuidNil, item, "guidFormat", "guidFormat is all zeros; no host knows what that is.");
    const auto known = knownBitsPerPixel(item);
    const auto bits = fieldValue(item, "bBitsPerPixel");
    if (item.subtype() == 0x04 && known && bits && *bits != *known)
        addAtField(report, kBitsPerPixel, item, "bBitsPerPixel",
            "bBitsPerPixel is " + number(*bits) + "; " + guid->meaning + " takes " + number(*known) + ".");
}

void checkColors(const VideoFormat& format, Report& report)
{
    const unsigned subtype = format.item->subtype();
    const bool wantsColor = subtype == 0x04 || subtype == 0x06 || subtype == 0x10;
    if (format.colors.empty()) {
        if (wantsColor)
            report.add(kColorMissing, *format.item, 0, format.item->size(),
                "No color matching descriptor follows the frames; hosts take the colors for sRGB.");
        return;
    }
    for (std::size_t index = 1; index < format.colors.size(); ++index)
        report.add(kColorRepeated, *format.colors[index], 2, 1,
            "This format has a color matching descriptor before this one.");
    const Item& color = *format.colors.front();
    if (!format.frames.empty() && format.frames.back()->range().begin > color.range().begin)
        report.add(kColorPlace, color, 2, 1, "Frames follow this descriptor; it must stand behind them.");
}

void check(const DeviceView& device, Report& report)
{
    for (const VideoStream& stream : videoStreamsOf(device)) {
        checkIndices(stream, report);
        for (const Item* stray : stream.strays)
            report.add(kForeignFrame, *stray, 2, 1, "No format stands before this descriptor; it belongs to none.");
        for (const VideoFormat& format : stream.formats) {
            if (hasFrames(format.item->subtype()))
                checkFrames(format, report);
            checkGuid(format, report);
            checkColors(format, report);
        }
    }
    checkFields(kFields, device, report);
}

} // namespace

Group videoFormatGroup() { return { kRules, check }; }

} // namespace wb::lint
