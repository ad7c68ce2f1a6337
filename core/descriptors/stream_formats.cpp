// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/stream_formats.h"

#include "core/descriptors/field_table.h"
#include "core/descriptors/node_fields.h"

namespace wb::descriptors {
namespace {

// UVC 1.5 table A-6: subtypes of the formats that have a name of their own.
constexpr auto kVideoFormats = std::to_array<ValueName>({ { 0x04, "uncompressed" }, { 0x06, "MJPEG" },
    { 0x0a, "MPEG-2 TS" }, { 0x0c, "DV" }, { 0x10, "frame-based" }, { 0x12, "stream-based" }, { 0x13, "H.264" },
    { 0x15, "H.264 simulcast" }, { 0x16, "VP8" }, { 0x18, "VP8 simulcast" } });
constexpr std::uint64_t kAudioGeneral = 0x01;
constexpr std::uint64_t kAudioFormatType = 0x02;

// "YUY2" where the GUID begins with four letters, else the kind of the format.
std::string videoFormatName(const Node& format)
{
    const Field* guid = findField(format, "guidFormat");
    if (guid != nullptr && !guid->meaning.empty())
        return guid->meaning;
    return std::string(nameOf(kVideoFormats, rawOf(format, "bDescriptorSubtype").value_or(0)));
}

std::string andMore(const std::string& first, std::size_t count)
{
    return count < 2 ? first : first + " and " + std::to_string(count - 1) + " more";
}

// "48 kHz", "44.1 kHz", "11025 Hz" where hundreds would be lost.
std::string kilohertz(std::uint64_t hertz)
{
    if (hertz % 100 != 0 || hertz < 1000)
        return std::to_string(hertz) + " Hz";
    const std::uint64_t tenths = hertz / 100 % 10;
    return std::to_string(hertz / 1000) + (tenths == 0 ? "" : "." + std::to_string(tenths)) + " kHz";
}

std::string ratesOf(const Node& format)
{
    std::optional<std::uint64_t> lowest;
    std::optional<std::uint64_t> highest;
    for (const Field& field : format.fields) {
        if (!isElementOf(field, "tSamFreq") && field.name != "tLowerSamFreq" && field.name != "tUpperSamFreq")
            continue;
        lowest = std::min(lowest.value_or(field.raw), field.raw);
        highest = std::max(highest.value_or(field.raw), field.raw);
    }
    if (!lowest)
        return {};
    return *lowest == *highest ? kilohertz(*lowest) : kilohertz(*lowest) + " to " + kilohertz(*highest);
}

std::string channelsText(std::uint64_t channels)
{
    if (channels == 1)
        return "mono";
    return channels == 2 ? "stereo" : std::to_string(channels) + " channels";
}

void append(std::string& text, const std::string& word)
{
    if (!word.empty())
        text += (text.empty() ? "" : " ") + word;
}

// PCM goes without saying; Audio 1.0 numbers encodings, the others have a bit for each.
std::string encodingOf(GraphKind kind, const Node& general)
{
    constexpr std::uint64_t kPcm = 1;
    const Field* tag = findField(general, kind == GraphKind::Audio1 ? "wFormatTag" : "bmFormats");
    if (tag == nullptr || tag->raw == kPcm || tag->raw == 0)
        return {};
    return tag->meaning;
}

std::string audioFormat(GraphKind kind, const Node& alternate)
{
    const Node* general = nullptr;
    const Node* type = nullptr;
    for (const Node& child : alternate.children) {
        if (isClassSpecific(child, kAudioGeneral))
            general = &child;
        else if (isClassSpecific(child, kAudioFormatType))
            type = &child;
    }
    if (general == nullptr)
        return {};
    std::string text = type == nullptr ? std::string() : ratesOf(*type);
    const Node& bitsNode = type != nullptr && findField(*type, "bBitResolution") != nullptr ? *type : *general;
    if (const auto bits = rawOf(bitsNode, "bBitResolution"); bits && *bits > 0)
        append(text, std::to_string(*bits) + " bit");
    const Node& channelNode = kind == GraphKind::Audio1 && type != nullptr ? *type : *general;
    if (const auto channels = rawOf(channelNode, "bNrChannels"); channels && *channels > 0)
        append(text, channelsText(*channels));
    append(text, encodingOf(kind, *general));
    return text;
}

} // namespace

std::string videoFormats(const std::vector<const Node*>& alternates)
{
    std::string format;
    std::string largest;
    std::uint64_t largestArea = 0;
    std::size_t frames = 0;
    std::vector<std::string> withoutFrames;
    for (const Node* alternate : alternates) {
        for (const Node& child : alternate->children) {
            const auto width = rawOf(child, "wWidth");
            const auto height = rawOf(child, "wHeight");
            if (width && height) {
                ++frames;
                if (largest.empty() || *width * *height > largestArea) {
                    largestArea = *width * *height;
                    largest = std::to_string(*width) + "x" + std::to_string(*height);
                    append(largest, format);
                }
            } else if (findField(child, "bFormatIndex") != nullptr) {
                format = videoFormatName(child);
                if (findField(child, "bNumFrameDescriptors") == nullptr && !format.empty())
                    withoutFrames.push_back(format);
            }
        }
    }
    if (frames > 0)
        return andMore(largest, frames + withoutFrames.size());
    return withoutFrames.empty() ? std::string() : andMore(withoutFrames.front(), withoutFrames.size());
}

std::string audioFormats(GraphKind kind, const std::vector<const Node*>& alternates)
{
    std::vector<std::string> distinct;
    for (const Node* alternate : alternates) {
        std::string text = audioFormat(kind, *alternate);
        if (!text.empty() && std::find(distinct.begin(), distinct.end(), text) == distinct.end())
            distinct.push_back(std::move(text));
    }
    return distinct.empty() ? std::string() : andMore(distinct.front(), distinct.size());
}

} // namespace wb::descriptors
