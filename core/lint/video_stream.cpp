// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/video_stream.h"

#include "core/lint/av_function.h"

#include <algorithm>

namespace wb::lint {
namespace {

constexpr unsigned kStill = 0x03;
constexpr unsigned kColor = 0x0d;

// UVC 1.5 table A-6, with the formats that only UVC 1.0 has (0x08, 0x09, 0x0b, 0x0e). Frame 0: none.
struct FormatKind {
    std::uint8_t format;
    std::uint8_t frame;
};
constexpr auto kFormats = std::to_array<FormatKind>(
    { { 0x04, 0x05 }, { 0x06, 0x07 }, { 0x08, 0 }, { 0x09, 0 }, { 0x0a, 0 }, { 0x0b, 0 }, { 0x0c, 0 }, { 0x0e, 0x0f },
        { 0x10, 0x11 }, { 0x12, 0 }, { 0x13, 0x14 }, { 0x15, 0x14 }, { 0x16, 0x17 }, { 0x18, 0x17 } });

// What the four letters (or numbers) at the front of a GUID say; the rest of these GUIDs is always the same.
struct PixelLayout {
    std::uint32_t code;
    std::uint8_t bits;
};
constexpr std::uint32_t letters(char a, char b, char c, char d)
{
    const auto at = [](char letter, unsigned shift) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(letter)) << shift;
    };
    return at(a, 0) | at(b, 8) | at(c, 16) | at(d, 24);
}
constexpr auto kLayouts
    = std::to_array<PixelLayout>({ { letters('Y', 'U', 'Y', '2'), 16 }, { letters('U', 'Y', 'V', 'Y'), 16 },
        { letters('N', 'V', '1', '2'), 12 }, { letters('M', '4', '2', '0'), 12 }, { letters('I', '4', '2', '0'), 12 },
        { letters('Y', 'V', '1', '2'), 12 }, { letters('Y', '8', '0', '0'), 8 }, { letters('Y', '8', ' ', ' '), 8 },
        { letters('Y', '1', '6', ' '), 16 }, { letters('P', '0', '1', '0'), 24 }, { letters('B', 'A', '8', '1'), 8 } });

bool isFormat(unsigned subtype)
{
    return std::any_of(
        kFormats.begin(), kFormats.end(), [subtype](const FormatKind& kind) { return kind.format == subtype; });
}

bool isFrame(unsigned subtype)
{
    return subtype != 0 && std::any_of(kFormats.begin(), kFormats.end(), [subtype](const FormatKind& kind) {
        return kind.frame == subtype;
    });
}

void addItem(VideoStream& stream, const Item& item)
{
    if (item.type() != kClassInterface)
        return;
    const unsigned subtype = item.subtype();
    if ((subtype == 1 || subtype == 2) && stream.header == nullptr) {
        stream.header = &item;
    } else if (isFormat(subtype)) {
        stream.formats.push_back({ &item, {}, {}, {} });
    } else if (isFrame(subtype) || subtype == kStill || subtype == kColor) {
        if (stream.formats.empty())
            stream.strays.push_back(&item);
        else if (subtype == kStill)
            stream.formats.back().stills.push_back(&item);
        else if (subtype == kColor)
            stream.formats.back().colors.push_back(&item);
        else
            stream.formats.back().frames.push_back(&item);
    }
}

} // namespace

bool belongsTo(unsigned frameSubtype, unsigned formatSubtype)
{
    return std::any_of(kFormats.begin(), kFormats.end(), [&](const FormatKind& kind) {
        return kind.frame != 0 && kind.frame == frameSubtype && kind.format == formatSubtype;
    });
}

bool hasFrames(unsigned formatSubtype)
{
    return std::any_of(kFormats.begin(), kFormats.end(),
        [formatSubtype](const FormatKind& kind) { return kind.format == formatSubtype && kind.frame != 0; });
}

std::optional<unsigned> knownBitsPerPixel(const Item& format)
{
    const auto code = findField(format, "guidFormat") == nullptr ? std::nullopt : format.value(5, 4);
    for (const PixelLayout& layout : kLayouts)
        if (code == std::uint64_t { layout.code })
            return layout.bits;
    return std::nullopt;
}

std::vector<VideoStream> videoStreamsOf(const DeviceView& device)
{
    std::vector<VideoStream> streams;
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        for (const auto& settings : alternatesByNumber(*configuration)) {
            if (settings.empty() || !settings.front()->isOf(kVideoClass, kStreamingSubClass))
                continue;
            VideoStream stream;
            stream.configuration = configuration;
            stream.settings = settings;
            for (const Item& item : settings.front()->others)
                addItem(stream, item);
            streams.push_back(std::move(stream));
        }
    }
    return streams;
}

} // namespace wb::lint
