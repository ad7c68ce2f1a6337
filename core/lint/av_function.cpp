// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/av_function.h"

#include <algorithm>

namespace wb::lint {
namespace {

// Where an entity's descriptor names others. Offset 0: there is no such field.
struct Layout {
    std::uint8_t subtype;
    EntityKind kind;
    std::uint8_t source = 0;
    std::uint8_t count = 0; // of the pins behind it, one byte each
    std::uint8_t clock = 0;
    std::uint8_t secondClock = 0;
    bool isExtension = false;
};

constexpr auto kAudio1 = std::to_array<Layout>({
    { 0x02, EntityKind::InputTerminal }, { 0x03, EntityKind::OutputTerminal, 7 },
    { 0x04, EntityKind::Unit, 0, 4 }, // mixer
    { 0x05, EntityKind::Unit, 0, 4 }, // selector
    { 0x06, EntityKind::Unit, 4 }, // feature
    { 0x07, EntityKind::Unit, 0, 6 }, // processing
    { 0x08, EntityKind::Unit, 0, 6, 0, 0, true }, // extension
});
constexpr auto kAudio2 = std::to_array<Layout>({
    { 0x02, EntityKind::InputTerminal, 0, 0, 7 }, { 0x03, EntityKind::OutputTerminal, 7, 0, 8 },
    { 0x04, EntityKind::Unit, 0, 4 }, // mixer
    { 0x05, EntityKind::Unit, 0, 4 }, // selector
    { 0x06, EntityKind::Unit, 4 }, // feature
    { 0x07, EntityKind::Unit, 6 }, // effect
    { 0x08, EntityKind::Unit, 0, 6 }, // processing
    { 0x09, EntityKind::Unit, 0, 6, 0, 0, true }, // extension
    { 0x0a, EntityKind::Clock }, // source
    { 0x0b, EntityKind::Clock, 0, 4 }, // selector
    { 0x0c, EntityKind::Clock, 0, 0, 4 }, // multiplier
    { 0x0d, EntityKind::Unit, 4, 0, 5, 6 }, // sampling rate converter
});
constexpr auto kAudio3 = std::to_array<Layout>({
    { 0x02, EntityKind::InputTerminal, 0, 0, 7 }, { 0x03, EntityKind::OutputTerminal, 7, 0, 8 },
    { 0x05, EntityKind::Unit, 0, 4 }, // mixer
    { 0x06, EntityKind::Unit, 0, 4 }, // selector
    { 0x07, EntityKind::Unit, 4 }, // feature
    { 0x08, EntityKind::Unit, 6 }, // effect
    { 0x09, EntityKind::Unit, 0, 6 }, // processing
    { 0x0a, EntityKind::Unit, 0, 6, 0, 0, true }, // extension
    { 0x0b, EntityKind::Clock }, // source
    { 0x0c, EntityKind::Clock, 0, 4 }, // selector
    { 0x0d, EntityKind::Clock, 0, 0, 4 }, // multiplier
    { 0x0e, EntityKind::Unit, 4, 0, 5, 6 }, // sampling rate converter
});
constexpr auto kVideo = std::to_array<Layout>({
    { 0x02, EntityKind::InputTerminal }, { 0x03, EntityKind::OutputTerminal, 7 },
    { 0x04, EntityKind::Unit, 0, 4 }, // selector
    { 0x05, EntityKind::Unit, 4 }, // processing
    { 0x06, EntityKind::Unit, 0, 21, 0, 0, true }, // extension
    { 0x07, EntityKind::Unit, 4 }, // encoding
});

std::span<const Layout> layoutsOf(AvKind kind)
{
    switch (kind) {
    case AvKind::Audio1:
        return kAudio1;
    case AvKind::Audio2:
        return kAudio2;
    case AvKind::Audio3:
        return kAudio3;
    case AvKind::Video:
        return kVideo;
    }
    return {};
}

std::optional<AvKind> kindOf(const AlternateView& alternate)
{
    if (alternate.setting() != 0 || alternate.subClass() != kControlSubClass)
        return std::nullopt;
    if (alternate.classCode() == kVideoClass)
        return AvKind::Video;
    if (alternate.classCode() != kAudioClass)
        return std::nullopt;
    if (alternate.protocol() == 0x20)
        return AvKind::Audio2;
    return alternate.protocol() == 0x30 ? AvKind::Audio3 : AvKind::Audio1;
}

void addPin(std::vector<Pin>& pins, const Item& item, std::size_t offset)
{
    if (offset != 0 && offset < item.size())
        pins.push_back({ item.u8(offset), offset });
}

Entity entityOf(const Item& item, const Layout& layout)
{
    Entity entity;
    entity.item = &item;
    entity.kind = layout.kind;
    entity.id = item.u8(3);
    entity.countOffset = layout.count;
    entity.isExtension = layout.isExtension;
    addPin(entity.sources, item, layout.source);
    auto& counted = layout.kind == EntityKind::Clock ? entity.clocks : entity.sources;
    for (std::size_t pin = 0; layout.count != 0 && pin < item.u8(layout.count); ++pin)
        addPin(counted, item, layout.count + 1 + pin);
    addPin(entity.clocks, item, layout.clock);
    addPin(entity.clocks, item, layout.secondClock);
    return entity;
}

void addEntities(AvFunction& function)
{
    function.firstOfId.fill(-1);
    const auto layouts = layoutsOf(function.kind);
    for (const Item& item : function.control->others) {
        if (item.type() != kClassInterface || item.size() < 4)
            continue;
        const auto layout = std::find_if(
            layouts.begin(), layouts.end(), [&](const Layout& one) { return one.subtype == item.subtype(); });
        if (layout == layouts.end())
            continue;
        const Entity entity = entityOf(item, *layout);
        auto& first = function.firstOfId.at(entity.id);
        if (first < 0)
            first = static_cast<std::int32_t>(function.entities.size());
        function.entities.push_back(entity);
    }
}

// Of functions that claim the same interface the first has it.
void addMembers(AvFunction& function, std::bitset<256>& claimed)
{
    if (!function.hasClocks()) {
        if (function.header != nullptr)
            for (const Pin& member : collectionOf(*function.header))
                function.members.set(member.id);
    } else if (function.association != nullptr) {
        const unsigned first = function.association->u8(2);
        for (unsigned number = first; number < first + function.association->u8(3) && number < 256; ++number)
            function.members.set(number);
    }
    function.members &= ~claimed;
    claimed |= function.members;
}

bool areMembersSound(const AvFunction& function, const AlternatesByNumber& alternates)
{
    if (function.hasClocks())
        return function.association != nullptr;
    if (function.header == nullptr || findField(*function.header, "bInCollection") == nullptr)
        return false;
    const auto named = collectionOf(*function.header);
    return !named.empty() && function.members.count() == named.size()
        && std::all_of(named.begin(), named.end(), [&](const Pin& member) {
               const auto& settings = alternates.at(member.id);
               return !settings.empty() && isStreaming(*settings.front(), function.control->classCode());
           });
}

void addStreams(AvFunction& function, const AlternatesByNumber& alternates)
{
    function.knowsMembers = areMembersSound(function, alternates);
    for (std::size_t number = 0; number < alternates.size(); ++number) {
        if (!function.members.test(number))
            continue;
        for (const AlternateView* alternate : alternates.at(number))
            if (alternate->isOf(function.control->classCode(), kStreamingSubClass))
                function.streams.push_back(alternate);
    }
}

// Interfaces of newer audio functions belong to their association.
void noteStrays(std::span<AvFunction> functions, const AlternatesByNumber& alternates, const std::bitset<256>& claimed)
{
    bool hasAudio = false;
    bool hasVideo = false;
    for (std::size_t number = 0; number < alternates.size(); ++number) {
        if (claimed.test(number) || alternates.at(number).empty())
            continue;
        hasAudio = hasAudio || isStreaming(*alternates.at(number).front(), kAudioClass);
        hasVideo = hasVideo || isStreaming(*alternates.at(number).front(), kVideoClass);
    }
    for (AvFunction& function : functions)
        function.hasStrayNeighbours = function.isAudio() ? hasAudio : hasVideo;
}

} // namespace

bool isStreaming(const AlternateView& alternate, unsigned classCode)
{
    return alternate.isOf(classCode, kStreamingSubClass)
        || (classCode == kAudioClass && alternate.isOf(kAudioClass, kMidiSubClass));
}

const Entity* AvFunction::find(unsigned id) const
{
    const std::int32_t index = id < firstOfId.size() ? firstOfId.at(id) : -1;
    return index < 0 ? nullptr : &entities[static_cast<std::size_t>(index)];
}

AlternatesByNumber alternatesByNumber(const ConfigurationView& configuration)
{
    AlternatesByNumber alternates;
    for (const AlternateView& alternate : configuration.alternates)
        alternates.at(alternate.number()).push_back(&alternate);
    return alternates;
}

std::vector<Pin> collectionOf(const Item& header)
{
    std::vector<Pin> members;
    for (const descriptors::Field& field : header.node().fields)
        if (field.name.rfind("baInterfaceNr[", 0) == 0)
            members.push_back({ static_cast<unsigned>(field.raw), field.range.begin - header.range().begin });
    return members;
}

std::vector<AvFunction> avFunctionsOf(const DeviceView& device)
{
    std::vector<AvFunction> functions;
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        const bool hasNone = std::none_of(configuration->alternates.begin(), configuration->alternates.end(),
            [](const AlternateView& setting) { return kindOf(setting).has_value(); });
        if (hasNone)
            continue;
        const AlternatesByNumber alternates = alternatesByNumber(*configuration);
        std::bitset<256> claimed;
        const std::size_t before = functions.size();
        for (const auto& settings : alternates) {
            const auto control = std::find_if(settings.begin(), settings.end(),
                [](const AlternateView* setting) { return kindOf(*setting).has_value(); });
            if (control == settings.end())
                continue;
            AvFunction function;
            function.kind = *kindOf(**control);
            function.configuration = configuration;
            function.control = *control;
            function.header = function.control->find(kClassInterface, 0x01);
            function.association = configuration->associationOf(function.control->number());
            addEntities(function);
            addMembers(function, claimed);
            addStreams(function, alternates);
            functions.push_back(std::move(function));
        }
        noteStrays(std::span(functions).subspan(before), alternates, claimed);
    }
    return functions;
}

} // namespace wb::lint
