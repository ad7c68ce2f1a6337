// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/signal_graph_names.h"

#include "core/descriptors/field_table.h"
#include "core/descriptors/node_fields.h"
#include "core/descriptors/terminal_names.h"

#include <utility>

namespace wb::descriptors {
namespace {

constexpr std::size_t kMostWords = 4; // controls named in a summary

struct SubtypeRow {
    GraphKind graph;
    std::uint8_t subtype;
    EntityKind kind;
};

constexpr auto kSubtypes = std::to_array<SubtypeRow>({
    { GraphKind::Audio1, 0x02, EntityKind::InputTerminal },
    { GraphKind::Audio1, 0x03, EntityKind::OutputTerminal },
    { GraphKind::Audio1, 0x04, EntityKind::MixerUnit },
    { GraphKind::Audio1, 0x05, EntityKind::SelectorUnit },
    { GraphKind::Audio1, 0x06, EntityKind::FeatureUnit },
    { GraphKind::Audio1, 0x07, EntityKind::ProcessingUnit },
    { GraphKind::Audio1, 0x08, EntityKind::ExtensionUnit },
    { GraphKind::Audio2, 0x02, EntityKind::InputTerminal },
    { GraphKind::Audio2, 0x03, EntityKind::OutputTerminal },
    { GraphKind::Audio2, 0x04, EntityKind::MixerUnit },
    { GraphKind::Audio2, 0x05, EntityKind::SelectorUnit },
    { GraphKind::Audio2, 0x06, EntityKind::FeatureUnit },
    { GraphKind::Audio2, 0x07, EntityKind::EffectUnit },
    { GraphKind::Audio2, 0x08, EntityKind::ProcessingUnit },
    { GraphKind::Audio2, 0x09, EntityKind::ExtensionUnit },
    { GraphKind::Audio2, 0x0a, EntityKind::ClockSource },
    { GraphKind::Audio2, 0x0b, EntityKind::ClockSelector },
    { GraphKind::Audio2, 0x0c, EntityKind::ClockMultiplier },
    { GraphKind::Audio2, 0x0d, EntityKind::RateConverter },
    { GraphKind::Audio3, 0x02, EntityKind::InputTerminal },
    { GraphKind::Audio3, 0x03, EntityKind::OutputTerminal },
    { GraphKind::Audio3, 0x05, EntityKind::MixerUnit },
    { GraphKind::Audio3, 0x06, EntityKind::SelectorUnit },
    { GraphKind::Audio3, 0x07, EntityKind::FeatureUnit },
    { GraphKind::Audio3, 0x08, EntityKind::EffectUnit },
    { GraphKind::Audio3, 0x09, EntityKind::ProcessingUnit },
    { GraphKind::Audio3, 0x0a, EntityKind::ExtensionUnit },
    { GraphKind::Audio3, 0x0b, EntityKind::ClockSource },
    { GraphKind::Audio3, 0x0c, EntityKind::ClockSelector },
    { GraphKind::Audio3, 0x0d, EntityKind::ClockMultiplier },
    { GraphKind::Audio3, 0x0e, EntityKind::RateConverter },
    { GraphKind::Audio3, 0x10, EntityKind::PowerDomain },
    { GraphKind::Video, 0x02, EntityKind::InputTerminal },
    { GraphKind::Video, 0x03, EntityKind::OutputTerminal },
    { GraphKind::Video, 0x04, EntityKind::SelectorUnit },
    { GraphKind::Video, 0x05, EntityKind::ProcessingUnit },
    { GraphKind::Video, 0x06, EntityKind::ExtensionUnit },
    { GraphKind::Video, 0x07, EntityKind::EncodingUnit },
    { GraphKind::Midi, 0x02, EntityKind::InJack },
    { GraphKind::Midi, 0x03, EntityKind::OutJack },
    { GraphKind::Midi, 0x04, EntityKind::Element },
});

// "D1..0 mute" names the control "mute".
std::string_view controlName(const Field::Bits& bits)
{
    const std::string_view name = bits.name;
    const std::size_t space = name.find(' ');
    return space == std::string_view::npos ? name : name.substr(space + 1);
}

void addWord(std::vector<std::string>& words, std::string_view word)
{
    if (std::find(words.begin(), words.end(), word) == words.end())
        words.emplace_back(word);
}

// What is there among the controls of all channels, lowest bit first.
std::vector<std::string> controlsIn(const Node& node, std::string_view bitmap)
{
    std::vector<std::string> words;
    for (const Field& field : node.fields) {
        if (field.name != bitmap && !isElementOf(field, bitmap))
            continue;
        for (std::size_t i = field.bits.size(); i-- > 0;) {
            const Field::Bits& bits = field.bits[i];
            if (!bits.meaning.empty() && bits.value != "0")
                addWord(words, controlName(bits));
        }
    }
    return words;
}

std::string counted(std::uint64_t count, std::string_view one)
{
    return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

std::string inputsOf(const Node& node)
{
    const auto count = rawOf(node, "bNrInPins");
    return count ? counted(*count, "input") : std::string();
}

std::string meaningOf(const Node& node, std::string_view name)
{
    const Field* field = findField(node, name);
    if (field == nullptr)
        return {};
    return field->meaning.empty() ? field->value : field->meaning;
}

std::string terminalSummary(GraphKind graph, const Node& node)
{
    const Field* type = findField(node, "wTerminalType");
    if (type == nullptr)
        return {};
    const std::string_view name
        = graph == GraphKind::Video ? videoTerminalName(type->raw) : audioTerminalName(type->raw);
    if (!name.empty())
        return std::string(name);
    return type->meaning.empty() ? "type " + type->value : type->meaning;
}

// "internal, fixed, synchronized to SOF"
std::string clockSummary(const Node& node)
{
    const Field* attributes = findField(node, "bmAttributes");
    std::string text;
    if (attributes == nullptr)
        return text;
    for (std::size_t i = attributes->bits.size(); i-- > 0;) {
        const Field::Bits& bits = attributes->bits[i];
        if (bits.meaning.empty() || bits.meaning == "no")
            continue;
        text += text.empty() ? "" : ", ";
        text += bits.meaning == "yes" ? controlName(bits) : std::string_view(bits.meaning);
    }
    return text;
}

std::string extensionSummary(GraphKind graph, const Node& node)
{
    if (graph != GraphKind::Video)
        return "code " + meaningOf(node, "wExtensionCode");
    const auto count = rawOf(node, "bNumControls");
    return (count ? counted(*count, "control") + ", " : std::string()) + meaningOf(node, "guidExtensionCode");
}

std::string domainSummary(const Node& node)
{
    std::vector<std::string> ids;
    for (const Field& field : node.fields)
        if (isElementOf(field, "baEntityID"))
            ids.push_back(field.value);
    return ids.empty() ? std::string() : "entities " + firstFew(ids, 8);
}

std::string mixerSummary(const Node& node)
{
    const auto channels = rawOf(node, "bNrChannels");
    return inputsOf(node) + (channels ? ", " + counted(*channels, "channel") : "");
}

struct KindNames {
    std::string_view title;
    std::string_view word;
};

KindNames namesOf(EntityKind kind)
{
    switch (kind) {
    case EntityKind::InputTerminal:
        return { "Input terminal", "input-terminal" };
    case EntityKind::OutputTerminal:
        return { "Output terminal", "output-terminal" };
    case EntityKind::MixerUnit:
        return { "Mixer unit", "mixer-unit" };
    case EntityKind::SelectorUnit:
        return { "Selector unit", "selector-unit" };
    case EntityKind::FeatureUnit:
        return { "Feature unit", "feature-unit" };
    case EntityKind::EffectUnit:
        return { "Effect unit", "effect-unit" };
    case EntityKind::ProcessingUnit:
        return { "Processing unit", "processing-unit" };
    case EntityKind::ExtensionUnit:
        return { "Extension unit", "extension-unit" };
    case EntityKind::EncodingUnit:
        return { "Encoding unit", "encoding-unit" };
    case EntityKind::RateConverter:
        return { "Rate converter", "rate-converter" };
    case EntityKind::ClockSource:
        return { "Clock source", "clock-source" };
    case EntityKind::ClockSelector:
        return { "Clock selector", "clock-selector" };
    case EntityKind::ClockMultiplier:
        return { "Clock multiplier", "clock-multiplier" };
    case EntityKind::PowerDomain:
        return { "Power domain", "power-domain" };
    case EntityKind::InJack:
        return { "In jack", "in-jack" };
    case EntityKind::OutJack:
        return { "Out jack", "out-jack" };
    case EntityKind::Element:
        return { "Element", "element" };
    case EntityKind::Stream:
        return { "Streaming interface", "stream" };
    case EntityKind::Missing:
        return { "Unknown id", "missing" };
    }
    return {};
}

} // namespace

std::optional<EntityKind> entityKindOf(GraphKind graph, std::uint8_t subtype)
{
    const auto found = std::find_if(kSubtypes.begin(), kSubtypes.end(),
        [&](const SubtypeRow& row) { return row.graph == graph && row.subtype == subtype; });
    return found == kSubtypes.end() ? std::nullopt : std::optional(found->kind);
}

std::string firstFew(const std::vector<std::string>& words, std::size_t most)
{
    std::string text;
    const std::size_t shown = words.size() <= most + 1 ? words.size() : most; // "and 1 more" is no shorter
    for (std::size_t i = 0; i < shown; ++i)
        text += (i == 0 ? "" : ", ") + words[i];
    if (shown < words.size())
        text += " and " + std::to_string(words.size() - shown) + " more";
    return text;
}

std::string summaryOf(GraphKind graph, EntityKind kind, const Node& node)
{
    switch (kind) {
    case EntityKind::InputTerminal:
    case EntityKind::OutputTerminal:
        return terminalSummary(graph, node);
    case EntityKind::MixerUnit:
        return mixerSummary(node);
    case EntityKind::SelectorUnit:
    case EntityKind::ClockSelector:
        return inputsOf(node);
    case EntityKind::FeatureUnit:
        return firstFew(controlsIn(node, "bmaControls"), kMostWords);
    case EntityKind::EffectUnit:
        return meaningOf(node, "wEffectType");
    case EntityKind::ProcessingUnit:
        return graph == GraphKind::Video ? firstFew(controlsIn(node, "bmControls"), kMostWords)
                                         : meaningOf(node, "wProcessType");
    case EntityKind::ExtensionUnit:
        return extensionSummary(graph, node);
    case EntityKind::EncodingUnit:
        return firstFew(controlsIn(node, "bmControls"), kMostWords);
    case EntityKind::ClockSource:
        return clockSummary(node);
    case EntityKind::PowerDomain:
        return domainSummary(node);
    case EntityKind::InJack:
    case EntityKind::OutJack:
        return meaningOf(node, "bJackType");
    case EntityKind::Element:
        return firstFew(controlsIn(node, "bmElementCaps"), kMostWords);
    case EntityKind::RateConverter:
    case EntityKind::ClockMultiplier:
    case EntityKind::Stream:
    case EntityKind::Missing:
        break;
    }
    return {};
}

std::string_view titleOf(EntityKind kind) { return namesOf(kind).title; }

std::string_view wordOf(EntityKind kind) { return namesOf(kind).word; }

std::string_view wordOf(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Signal:
        return "signal";
    case LinkKind::Clock:
        return "clock";
    case LinkKind::Association:
        return "association";
    case LinkKind::Stream:
        return "stream";
    }
    return {};
}

std::string_view wordOf(GraphKind kind)
{
    switch (kind) {
    case GraphKind::Audio1:
        return "audio-1.0";
    case GraphKind::Audio2:
        return "audio-2.0";
    case GraphKind::Audio3:
        return "audio-3.0";
    case GraphKind::Video:
        return "video";
    case GraphKind::Midi:
        return "midi";
    }
    return {};
}

std::string_view titleOf(GraphKind kind)
{
    switch (kind) {
    case GraphKind::Audio1:
        return "Audio 1.0 control";
    case GraphKind::Audio2:
        return "Audio 2.0 control";
    case GraphKind::Audio3:
        return "Audio 3.0 control";
    case GraphKind::Video:
        return "Video control";
    case GraphKind::Midi:
        return "MIDI streaming";
    }
    return {};
}

} // namespace wb::descriptors
