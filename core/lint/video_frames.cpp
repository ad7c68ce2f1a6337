// SPDX-License-Identifier: GPL-3.0-or-later
// Frames of video formats: sizes, buffers, bit rates and frame intervals. UVC 1.5 payload specifications §3.1.2 and,
// for H.264 and VP8, §3.3.2. Intervals are units of 100 ns.
#include "core/lint/checks.h"
#include "core/lint/video_stream.h"

#include <algorithm>
#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kIndex { "video-frame.index", Severity::Warning, "UVC 1.5 payload §3.1.2",
    "Frames of a format are numbered from 1 in their order." };
constexpr Rule kIndexRepeated { "video-frame.index-repeated", Severity::Error, "UVC 1.5 payload §3.1.2",
    "Every frame of a format has an index of its own." };
constexpr Rule kSizeZero { "video-frame.size-zero", Severity::Error, "UVC 1.5 payload §3.1.2",
    "A frame has a width and a height." };
constexpr Rule kOddSize { "video-frame.odd-size", Severity::Warning, "UVC 1.5 uncompressed payload §2.2",
    "Frames whose pixels share colors have an even width and, at 4:2:0, an even height." };
// The probe and commit control tells the size to use: the field is deprecated since UVC 1.1.
constexpr Rule kBufferSmall { "video-frame.buffer-small", Severity::Note, "UVC 1.5 uncompressed payload §3.1.2",
    "dwMaxVideoFrameBufferSize of an uncompressed frame is at least width * height * bits / 8." };
constexpr Rule kBufferLarge { "video-frame.buffer-large", Severity::Note, "UVC 1.5 uncompressed payload §3.1.2",
    "dwMaxVideoFrameBufferSize of an uncompressed frame is not above width * height * bits / 8." };
constexpr Rule kBufferZero { "video-frame.buffer-zero", Severity::Note, "UVC 1.5 MJPEG payload §3.1.2",
    "dwMaxVideoFrameBufferSize of a compressed frame is the most bytes that a picture takes." };
constexpr Rule kRateOrder { "video-frame.bit-rate-order", Severity::Warning, "UVC 1.5 payload §3.1.2",
    "dwMinBitRate is not above dwMaxBitRate." };
constexpr Rule kBitRate { "video-frame.bit-rate", Severity::Note, "UVC 1.5 uncompressed payload §3.1.2",
    "dwMaxBitRate of an uncompressed frame is that of its shortest interval, dwMinBitRate of its longest." };
constexpr Rule kDefault { "video-frame.default-interval", Severity::Warning, "UVC 1.5 payload §3.1.2",
    "dwDefaultFrameInterval is one of the frame's intervals." };
constexpr Rule kIntervalZero { "video-frame.interval-zero", Severity::Error, "UVC 1.5 payload §3.1.2",
    "Frame intervals are above 0." };
constexpr Rule kNoIntervals { "video-frame.no-intervals", Severity::Error, "UVC 1.5 H.264 payload §3.3.2",
    "An H.264 or VP8 frame lists at least one frame interval." };
constexpr Rule kOrder { "video-frame.interval-order", Severity::Warning, "UVC 1.5 payload Table 3-4",
    "Frame intervals are listed from the shortest to the longest, each once." };
constexpr Rule kRange { "video-frame.interval-range", Severity::Error, "UVC 1.5 payload Table 3-3",
    "dwMinFrameInterval is not above dwMaxFrameInterval." };
constexpr Rule kStep { "video-frame.interval-step", Severity::Warning, "UVC 1.5 payload Table 3-3",
    "dwFrameIntervalStep divides the range, and is 0 exactly when there is no range." };
constexpr Rule kCapabilities { "video-frame.capabilities-reserved", Severity::Note, "UVC 1.5 payload §3.1.2",
    "Reserved bits of bmCapabilities are zero." };
constexpr Rule kStillSupport { "video-frame.still-support", Severity::Note, "UVC 1.5 payload §3.1.2",
    "D0 of bmCapabilities is set only when the interface captures still images." };
constexpr Rule kBytesPerLine { "video-frame.bytes-per-line", Severity::Note, "UVC 1.5 frame-based payload Table 3-2",
    "dwBytesPerLine is 0 exactly when bVariableSize is 1." };
constexpr Rule kAspect { "video-frame.sample-aspect", Severity::Warning, "UVC 1.5 H.264 payload §3.3.2",
    "wSARwidth and wSARheight are above 0." };
constexpr Rule kLevel { "video-frame.level", Severity::Warning, "UVC 1.5 H.264 payload §3.3.2",
    "bLevelIDC is a level of H.264, times ten." };

constexpr std::array kRules { kIndex, kIndexRepeated, kSizeZero, kOddSize, kBufferSmall, kBufferLarge, kBufferZero,
    kRateOrder, kBitRate, kDefault, kIntervalZero, kNoIntervals, kOrder, kRange, kStep, kCapabilities, kStillSupport,
    kBytesPerLine, kAspect, kLevel };

constexpr Place streaming(std::uint8_t subtype)
{
    return { kVideoClass, kStreamingSubClass, kAny, kClassInterface, subtype };
}
constexpr bool isLevel(std::uint64_t value)
{
    constexpr auto kLevels = std::to_array<std::uint8_t>(
        { 9, 10, 11, 12, 13, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 52, 60, 61, 62 });
    return std::find(kLevels.begin(), kLevels.end(), value) != kLevels.end();
}
constexpr std::string_view kFromTwo = "bits 7 to 2 are reserved and must be 0";
constexpr auto kFields = std::to_array<FieldRule>({
    { &kCapabilities, streaming(0x05), "bmCapabilities", areZero<0xfc>, kFromTwo },
    { &kCapabilities, streaming(0x07), "bmCapabilities", areZero<0xfc>, kFromTwo },
    { &kCapabilities, streaming(0x11), "bmCapabilities", areZero<0xfc>, kFromTwo },
    { &kBufferZero, streaming(0x07), "dwMaxVideoFrameBufferSize", isWithin<1, 0xffff'ffff>,
        "it should be the most bytes that a picture takes" },
    { &kAspect, streaming(0x14), "wSARwidth", isWithin<1, 0xffff>, "it must be above 0" },
    { &kAspect, streaming(0x14), "wSARheight", isWithin<1, 0xffff>, "it must be above 0" },
    { &kLevel, streaming(0x14), "bLevelIDC", isLevel, "no such level of H.264 exists" },
    { &kNoIntervals, streaming(0x14), "bNumFrameIntervals", isWithin<1, 255>, "it must be at least 1" },
    { &kNoIntervals, streaming(0x17), "bNumFrameIntervals", isWithin<1, 255>, "it must be at least 1" },
});

constexpr unsigned kUncompressed = 0x05; // subtypes of frames
constexpr unsigned kFrameBased = 0x11;

struct Size {
    std::uint64_t width = 0;
    std::uint64_t height = 0;
};

std::optional<Size> sizeOf(const Item& frame)
{
    const auto width = fieldValue(frame, "wWidth");
    const auto height = fieldValue(frame, "wHeight");
    return width && height ? std::optional(Size { *width, *height }) : std::nullopt;
}

// bBitsPerPixel has a rule of its own: a wrong one does not make sizes and rates wrong.
std::optional<std::uint64_t> bitsPerPixel(const VideoFormat& format)
{
    if (const auto known = knownBitsPerPixel(*format.item))
        return *known;
    return fieldValue(*format.item, "bBitsPerPixel");
}

void checkSize(const VideoFormat& format, const Item& frame, Report& report)
{
    const auto size = sizeOf(frame);
    if (!size)
        return;
    if (size->width == 0 || size->height == 0)
        return report.add(kSizeZero, frame, size->width == 0 ? 5 : 7, 2,
            "The frame is " + number(size->width) + " by " + number(size->height) + " pixels.");
    const auto bits = bitsPerPixel(format);
    if (frame.subtype() != kUncompressed || !bits)
        return;
    const descriptors::Field* guid = findField(*format.item, "guidFormat");
    const std::string name = guid == nullptr ? "" : guid->meaning;
    const bool sharesLines = name == "NV12" || name == "I420" || name == "YV12" || name == "M420";
    const bool sharesColumns = sharesLines || name == "YUY2" || name == "UYVY";
    if ((sharesColumns && size->width % 2 != 0) || (sharesLines && size->height % 2 != 0))
        addAtField(report, kOddSize, frame, size->width % 2 != 0 ? "wWidth" : "wHeight",
            "The frame is " + number(size->width) + " by " + number(size->height) + " pixels; " + name
                + " shares colors between two of them.");
    const auto claimed = fieldValue(frame, "dwMaxVideoFrameBufferSize");
    const std::uint64_t wanted = size->width * size->height * *bits / 8;
    if (claimed && *claimed != wanted)
        addAtField(report, *claimed < wanted ? kBufferSmall : kBufferLarge, frame, "dwMaxVideoFrameBufferSize",
            "dwMaxVideoFrameBufferSize is " + number(*claimed) + "; " + number(size->width) + " * "
                + number(size->height) + " pixels of " + number(*bits) + " bits take " + number(wanted) + " bytes.");
}

// The frame intervals of one frame, discrete or as a range.
struct Intervals {
    std::vector<const descriptors::Field*> list;
    std::optional<std::uint64_t> shortest;
    std::optional<std::uint64_t> longest;
    std::optional<std::uint64_t> step; // of a range
};

Intervals intervalsOf(const Item& frame)
{
    Intervals intervals;
    for (const descriptors::Field& field : frame.node().fields)
        if (field.name.rfind("dwFrameInterval[", 0) == 0)
            intervals.list.push_back(&field);
    intervals.shortest = fieldValue(frame, "dwMinFrameInterval");
    intervals.longest = fieldValue(frame, "dwMaxFrameInterval");
    intervals.step = fieldValue(frame, "dwFrameIntervalStep");
    if (!intervals.list.empty()) {
        const auto [low, high] = std::minmax_element(intervals.list.begin(), intervals.list.end(),
            [](const descriptors::Field* a, const descriptors::Field* b) { return a->raw < b->raw; });
        intervals.shortest = (*low)->raw;
        intervals.longest = (*high)->raw;
    }
    return intervals;
}

void checkList(const Item& frame, const Intervals& intervals, Report& report)
{
    std::uint64_t last = 0;
    for (const descriptors::Field* field : intervals.list) {
        if (field->raw == 0)
            addAtField(report, kIntervalZero, frame, field->name, field->name + " is 0; no camera is that fast.");
        else if (field->raw <= last)
            return addAtField(report, kOrder, frame, field->name,
                field->name + " is " + number(field->raw) + " and not above the one before it, " + number(last) + ".");
        last = field->raw;
    }
}

bool dividesRange(const Intervals& intervals)
{
    const std::uint64_t span = *intervals.longest - *intervals.shortest;
    return *intervals.step == 0 ? span == 0 : span % *intervals.step == 0;
}

void checkRange(const Item& frame, const Intervals& intervals, Report& report)
{
    if (!intervals.step)
        return;
    const std::uint64_t shortest = *intervals.shortest;
    const std::uint64_t longest = *intervals.longest;
    if (shortest == 0)
        addAtField(
            report, kIntervalZero, frame, "dwMinFrameInterval", "dwMinFrameInterval is 0; no camera is that fast.");
    if (shortest > longest)
        return addAtField(report, kRange, frame, "dwMinFrameInterval",
            "dwMinFrameInterval is " + number(shortest) + " and above dwMaxFrameInterval, " + number(longest) + ".");
    const std::uint64_t span = longest - shortest;
    if (!dividesRange(intervals))
        addAtField(report, kStep, frame, "dwFrameIntervalStep",
            "dwFrameIntervalStep is " + number(*intervals.step) + "; it must divide the range of " + number(span)
                + ".");
}

void checkDefault(const Item& frame, const Intervals& intervals, Report& report)
{
    const auto wanted = fieldValue(frame, "dwDefaultFrameInterval");
    if (!wanted || !intervals.shortest || !intervals.longest || *intervals.shortest > *intervals.longest)
        return;
    bool isThere = std::any_of(intervals.list.begin(), intervals.list.end(),
        [&](const descriptors::Field* field) { return field->raw == *wanted; });
    if (intervals.step && *wanted >= *intervals.shortest && *wanted <= *intervals.longest)
        isThere = !dividesRange(intervals) || *intervals.step == 0
            || (*wanted - *intervals.shortest) % *intervals.step == 0;
    if (!isThere)
        addAtField(report, kDefault, frame, "dwDefaultFrameInterval",
            "dwDefaultFrameInterval is " + number(*wanted)
                + (intervals.step ? "; it must be a step of the range from " + number(*intervals.shortest) + " to "
                            + number(*intervals.longest) + "."
                                  : "; it must be one of the frame's intervals."));
}

// Within a hundredth: devices round in different places.
bool isNear(std::uint64_t value, std::uint64_t wanted)
{
    const std::uint64_t distance = value > wanted ? value - wanted : wanted - value;
    return distance <= wanted / 100;
}

constexpr std::uint64_t kIntervalsPerSecond = 10'000'000;

void checkRates(const VideoFormat& format, const Item& frame, const Intervals& intervals, Report& report)
{
    const auto least = fieldValue(frame, "dwMinBitRate");
    const auto most = fieldValue(frame, "dwMaxBitRate");
    if (!least || !most)
        return;
    if (*least > *most)
        return addAtField(report, kRateOrder, frame, "dwMinBitRate",
            "dwMinBitRate is " + number(*least) + " and above dwMaxBitRate, " + number(*most) + ".");
    const auto size = sizeOf(frame);
    const auto bits = bitsPerPixel(format);
    const bool hasIntervals
        = intervals.shortest.value_or(0) != 0 && intervals.longest.value_or(0) >= intervals.shortest.value_or(0);
    if (frame.subtype() != kUncompressed || !size || !bits || !hasIntervals)
        return;
    const std::uint64_t perPicture = size->width * size->height * *bits;
    const std::uint64_t fastest = perPicture * kIntervalsPerSecond / *intervals.shortest;
    const std::uint64_t slowest = perPicture * kIntervalsPerSecond / *intervals.longest;
    const bool fits = fastest <= 0xffff'ffff;
    if (fits && !isNear(*most, fastest))
        addAtField(report, kBitRate, frame, "dwMaxBitRate",
            "dwMaxBitRate is " + number(*most) + "; the shortest interval gives " + number(fastest)
                + " bits a second.");
    else if (fits && !isNear(*least, slowest))
        addAtField(report, kBitRate, frame, "dwMinBitRate",
            "dwMinBitRate is " + number(*least) + "; the longest interval gives " + number(slowest)
                + " bits a second.");
}

void checkBytesPerLine(const VideoFormat& format, const Item& frame, Report& report)
{
    const auto isVariable = fieldValue(*format.item, "bVariableSize");
    const auto bytes = fieldValue(frame, "dwBytesPerLine");
    if (frame.subtype() != kFrameBased || !isVariable || !bytes || (*isVariable != 0) == (*bytes == 0))
        return;
    addAtField(report, kBytesPerLine, frame, "dwBytesPerLine",
        "dwBytesPerLine is " + number(*bytes) + " and bVariableSize " + number(*isVariable)
            + "; pictures of one size have lines of one length, others have none.");
}

void checkFrame(const VideoFormat& format, const Item& frame, Report& report)
{
    checkSize(format, frame, report);
    const Intervals intervals = intervalsOf(frame);
    checkList(frame, intervals, report);
    checkRange(frame, intervals, report);
    checkDefault(frame, intervals, report);
    checkRates(format, frame, intervals, report);
    checkBytesPerLine(format, frame, report);
}

// Of all frames that say so the first is told, and none when still image frames say it as well.
void checkStillSupport(const VideoStream& stream, Report& report)
{
    if (!stream.isInput() || fieldValue(*stream.header, "bStillCaptureMethod") != 0U)
        return;
    const Item* first = nullptr;
    for (const VideoFormat& format : stream.formats) {
        if (!format.stills.empty())
            return;
        for (const Item* frame : format.frames) {
            const descriptors::Field* capabilities = findField(*frame, "bmCapabilities");
            if (first == nullptr && capabilities != nullptr && capabilities->range.size() == 1
                && (capabilities->raw & 1) != 0)
                first = frame;
        }
    }
    if (first != nullptr)
        addAtField(report, kStillSupport, *first, "bmCapabilities",
            "bmCapabilities says that still images are captured; bStillCaptureMethod of the header is 0.");
}

void checkIndices(const VideoFormat& format, Report& report)
{
    unsigned expected = 1;
    std::bitset<256> seen;
    for (const Item* frame : format.frames) {
        if (!belongsTo(frame->subtype(), format.item->subtype()) || frame->size() < 4)
            continue;
        if (seen.test(frame->u8(3)))
            report.add(kIndexRepeated, *frame, 3, 1,
                "bFrameIndex is " + number(frame->u8(3)) + ", the index of a frame of this format before it.");
        else if (frame->u8(3) != expected)
            report.add(kIndex, *frame, 3, 1,
                "bFrameIndex is " + number(frame->u8(3)) + "; this is frame " + number(expected) + " of its format.");
        seen.set(frame->u8(3));
        expected = frame->u8(3) + 1; // one gap is told once
    }
}

void check(const DeviceView& device, Report& report)
{
    for (const VideoStream& stream : videoStreamsOf(device)) {
        checkStillSupport(stream, report);
        for (const VideoFormat& format : stream.formats) {
            checkIndices(format, report);
            for (const Item* frame : format.frames)
                checkFrame(format, *frame, report);
        }
    }
    checkFields(kFields, device, report);
}

} // namespace

Group videoFrameGroup() { return { kRules, check }; }

} // namespace wb::lint
