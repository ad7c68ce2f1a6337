// SPDX-License-Identifier: GPL-3.0-or-later
// The graph of units and terminals of audio and video functions, and the streams that it ends in: Audio 1.0 §3.5,
// Audio 2.0 §3.13, Audio 3.0 §3.13, UVC 1.5 §2.3.
#include "core/lint/av_function.h"
#include "core/lint/checks.h"

#include <algorithm>
#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kIdZero { "topology.id-zero", Severity::Error, "Audio 1.0 §3.5",
    "The id of a unit, terminal or clock is not 0, which is undefined." };
constexpr Rule kIdRepeated { "topology.id-repeated", Severity::Error, "Audio 1.0 §3.5",
    "Units, terminals and clocks of a function have ids of their own." };
constexpr Rule kSourceMissing { "topology.source-missing", Severity::Error, "Audio 1.0 §3.5",
    "An input pin names a unit or terminal of its function." };
constexpr Rule kSourceKind { "topology.source-without-output", Severity::Error, "Audio 1.0 §3.5",
    "An input pin is connected to a unit or an input terminal; output terminals and clocks have no output pin." };
constexpr Rule kNoPins { "topology.no-pins", Severity::Error, "Audio 1.0 §4.3.2", "bNrInPins is at least 1." };
constexpr Rule kCycle { "topology.cycle", Severity::Error, "Audio 1.0 §3.5",
    "Following the sources of a unit never leads back to it." };
constexpr Rule kUnreached { "topology.leads-nowhere", Severity::Warning, "Audio 1.0 §3.5",
    "What a unit or input terminal gives reaches an output terminal." };
constexpr Rule kDirection { "topology.terminal-direction", Severity::Warning, "Terminal Types 1.0 §2",
    "Input terminals have types of inputs, output terminals types of outputs." };
constexpr Rule kTypeReserved { "topology.terminal-type-reserved", Severity::Note, "Terminal Types 1.0 §2",
    "wTerminalType has a value that is defined." };
constexpr Rule kAssociationMissing { "topology.association-missing", Severity::Warning, "Audio 1.0 §4.3.2.1",
    "bAssocTerminal is 0 or names another terminal, of the other direction." };
constexpr Rule kAssociationOneSided { "topology.association-one-sided", Severity::Note, "Audio 1.0 §4.3.2.1",
    "Associated terminals name each other." };
constexpr Rule kLinkMissing { "topology.link-missing", Severity::Error, "Audio 1.0 §4.5.2",
    "bTerminalLink of a streaming interface names a terminal of its function." };
constexpr Rule kLinkKind { "topology.link-not-streaming", Severity::Error, "Audio 1.0 §4.5.2",
    "bTerminalLink names a USB streaming terminal (0x0101)." };
constexpr Rule kLinkDirection { "topology.link-direction", Severity::Error, "Audio 1.0 §4.5.2",
    "Data to the host leaves through an output terminal, data from the host enters through an input terminal." };
constexpr Rule kStreamMissing { "topology.stream-missing", Severity::Warning, "Audio 1.0 §4.5.2",
    "Every USB streaming terminal has a streaming interface that is linked to it." };

constexpr std::array kRules { kIdZero, kIdRepeated, kSourceMissing, kSourceKind, kNoPins, kCycle, kUnreached,
    kDirection, kTypeReserved, kAssociationMissing, kAssociationOneSided, kLinkMissing, kLinkKind, kLinkDirection,
    kStreamMissing };

using Specs = std::array<std::string_view, 4>;
constexpr Specs kGraph { "Audio 1.0 §3.5", "Audio 2.0 §3.13", "Audio 3.0 §3.13", "UVC 1.5 §2.3" };
constexpr Specs kEntities { "Audio 1.0 §4.3.2", "Audio 2.0 §4.7.2", "Audio 3.0 §4.5.2", "UVC 1.5 §3.7.2" };
constexpr Specs kTerminals { "Audio 1.0 §4.3.2.1", "Audio 2.0 §4.7.2.4", "Audio 3.0 §4.5.2.1", "UVC 1.5 §3.7.2.1" };
constexpr Specs kTypes { "Terminal Types 1.0 §2", "Terminal Types 2.0 §2", "Terminal Types 3.0 §2",
    "UVC 1.5 appendix B" };
constexpr Specs kLinks { "Audio 1.0 §4.5.2", "Audio 2.0 §4.9.2", "Audio 3.0 §4.7.2", "UVC 1.5 §3.9.2" };

// These return whether all is right: what follows from a wrong id is not told again.
bool checkIds(const AvFunction& function, Report& report)
{
    std::bitset<256> seen;
    bool isSound = true;
    for (const Entity& entity : function.entities) {
        if (entity.id == 0)
            addAt(report, kIdZero, *entity.item, 3, 1, "The id is 0, which is undefined; ids are 1 to 255.",
                function.pick(kEntities));
        else if (seen.test(entity.id))
            addAt(report, kIdRepeated, *entity.item, 3, 1,
                "Id " + number(entity.id) + " belongs to a descriptor before this one.", function.pick(kEntities));
        isSound = isSound && entity.id != 0 && !seen.test(entity.id);
        seen.set(entity.id);
    }
    return isSound;
}

bool checkSources(const AvFunction& function, const Entity& entity, Report& report)
{
    bool isSound = true;
    for (const Pin& pin : entity.sources) {
        const Entity* source = function.find(pin.id);
        if (source == nullptr)
            addAt(report, kSourceMissing, *entity.item, pin.offset, 1,
                "The source is " + number(pin.id) + "; this function has no unit or terminal of that id.",
                function.pick(kGraph));
        else if (!source->hasOutput())
            addAt(report, kSourceKind, *entity.item, pin.offset, 1,
                "The source is " + number(pin.id) + ", which is "
                    + (source->kind == EntityKind::Clock ? "a clock" : "an output terminal")
                    + " and has no output pin.",
                function.pick(kGraph));
        isSound = isSound && source != nullptr && source->hasOutput();
    }
    if (entity.countOffset != 0 && entity.item->size() > entity.countOffset && entity.item->u8(entity.countOffset) == 0)
        addAt(report, kNoPins, *entity.item, entity.countOffset, 1, "bNrInPins is 0; it must be at least 1.",
            function.pick(kEntities));
    return isSound;
}

// Depth first; a pin that leads to an entity on the way to it closes a circle. Depth is at most 255 ids.
class CycleSearch {
public:
    CycleSearch(const AvFunction& function, Report& report)
        : m_function(function)
        , m_report(report)
    {
    }

    void visit(const Entity& entity)
    {
        if (m_done.test(entity.id))
            return;
        m_done.set(entity.id);
        m_onTheWay.set(entity.id);
        follow(entity, entity.sources, false);
        follow(entity, entity.clocks, true);
        m_onTheWay.reset(entity.id);
    }

    [[nodiscard]] bool isSound() const { return m_isSound; }

private:
    void follow(const Entity& entity, const std::vector<Pin>& pins, bool areClocks)
    {
        for (const Pin& pin : pins) {
            const Entity* source = m_function.find(pin.id);
            const bool isClock = source != nullptr && source->kind == EntityKind::Clock;
            if (source == nullptr || (areClocks ? !isClock : !source->hasOutput()))
                continue;
            m_isSound = m_isSound && !m_onTheWay.test(pin.id);
            if (m_onTheWay.test(pin.id))
                addAt(m_report, kCycle, *entity.item, pin.offset, 1,
                    "The source is " + number(pin.id) + ", and from there the way leads back to " + number(entity.id)
                        + ".",
                    m_function.pick(kGraph));
            else
                visit(*source);
        }
    }

    const AvFunction& m_function;
    Report& m_report;
    std::bitset<256> m_done;
    std::bitset<256> m_onTheWay;
    bool m_isSound = true;
};

bool checkCycles(const AvFunction& function, Report& report)
{
    CycleSearch search(function, report);
    for (const Entity& entity : function.entities)
        search.visit(*function.find(entity.id));
    return search.isSound();
}

// Extension units stand aside as a rule: what they control need not be in the way of the data.
void checkReach(const AvFunction& function, Report& report)
{
    std::bitset<256> reached;
    std::vector<const Entity*> open;
    for (const Entity& entity : function.entities) {
        if (entity.kind == EntityKind::OutputTerminal)
            open.push_back(&entity);
    }
    while (!open.empty()) {
        const Entity* entity = open.back();
        open.pop_back();
        for (const Pin& pin : entity->sources) {
            const Entity* source = function.find(pin.id);
            if (source == nullptr || reached.test(pin.id))
                continue;
            reached.set(pin.id);
            open.push_back(source);
        }
    }
    for (const Entity& entity : function.entities) {
        if (entity.hasOutput() && !entity.isExtension && !reached.test(entity.id))
            addAt(report, kUnreached, *entity.item, 3, 1,
                "Nothing that leads to an output terminal has " + number(entity.id)
                    + " as its source; it has no effect.",
                function.pick(kGraph));
    }
}

void checkType(const AvFunction& function, const Entity& terminal, Report& report)
{
    const unsigned type = terminal.terminalType();
    const bool isInput = terminal.kind == EntityKind::InputTerminal;
    const unsigned family = type >> 8;
    if ((family == 2 && !isInput) || (family == 3 && isInput))
        addAt(report, kDirection, *terminal.item, 4, 2,
            "wTerminalType is 0x" + hex(type, 4) + ", the type of an " + (isInput ? "output" : "input")
                + "; this is an " + (isInput ? "input" : "output") + " terminal.",
            function.pick(kTypes));
    const bool isReserved = family == 0 || (family > 7 && family < 0xff) || (!function.isAudio() && family > 4);
    if (isReserved && terminal.item->size() >= 6)
        addAt(report, kTypeReserved, *terminal.item, 4, 2,
            "wTerminalType is 0x" + hex(type, 4) + ", a value that is reserved.", function.pick(kTypes));
}

void checkTerminalAssociation(const AvFunction& function, const Entity& terminal, Report& report)
{
    const unsigned named = terminal.item->u8(6);
    if (named == 0)
        return;
    const Entity* other = function.find(named);
    if (other == nullptr || !other->isTerminal() || other->kind == terminal.kind)
        addAt(report, kAssociationMissing, *terminal.item, 6, 1,
            "bAssocTerminal is " + number(named) + "; it must be 0 or name an "
                + (terminal.kind == EntityKind::InputTerminal ? "output" : "input") + " terminal.",
            function.pick(kTerminals));
    else if (other->item->u8(6) != terminal.id)
        addAt(report, kAssociationOneSided, *terminal.item, 6, 1,
            "bAssocTerminal is " + number(named) + ", but that terminal's is " + number(other->item->u8(6))
                + "; associated terminals name each other.",
            function.pick(kTerminals));
}

// Of a streaming interface's setting: the descriptor with bTerminalLink.
const Item* linkOf(const AvFunction& function, const AlternateView& stream)
{
    const Item* general = stream.find(kClassInterface, 1);
    return general == nullptr && !function.isAudio() ? stream.find(kClassInterface, 2) : general;
}

std::optional<bool> isTowardsHost(const AvFunction& function, const AlternateView& stream, const Item& link)
{
    if (!function.isAudio())
        return link.subtype() == 1;
    const auto data = std::find_if(stream.endpoints.begin(), stream.endpoints.end(), [](const EndpointView& endpoint) {
        return std::any_of(endpoint.others.begin(), endpoint.others.end(),
            [](const Item& other) { return other.type() == kClassEndpoint; });
    });
    return data == stream.endpoints.end() ? std::nullopt : std::optional(data->isIn());
}

bool checkLink(const AvFunction& function, const AlternateView& stream, const Item& link, Report& report)
{
    const auto id = fieldValue(link, "bTerminalLink");
    if (!id)
        return false;
    const std::string named = "bTerminalLink is " + number(*id);
    const std::string_view spec = function.pick(kLinks);
    const Entity* terminal = function.find(static_cast<unsigned>(*id));
    if (terminal == nullptr || !terminal->isTerminal()) {
        addAtField(
            report, kLinkMissing, link, "bTerminalLink", named + "; this function has no terminal of that id.", spec);
        return false;
    }
    if (terminal->terminalType() != kStreamingTerminal && terminal->terminalType() != kVendorTerminal) {
        addAtField(report, kLinkKind, link, "bTerminalLink",
            named + ", a terminal of type 0x" + hex(terminal->terminalType(), 4) + " and not of USB streaming.", spec);
        return false;
    }
    const auto isToHost = isTowardsHost(function, stream, link);
    const bool isRight = !isToHost || *isToHost == (terminal->kind == EntityKind::OutputTerminal);
    if (!isRight)
        addAtField(report, kLinkDirection, link, "bTerminalLink",
            named + ", an " + (*isToHost ? "input" : "output") + " terminal; data " + (*isToHost ? "to" : "from")
                + " the host needs an " + (*isToHost ? "output" : "input") + " terminal.",
            spec);
    return isRight;
}

// A stream that says nothing of its terminal, or a wrong one, leaves another without a stream: told once.
void checkStreams(const AvFunction& function, Report& report)
{
    std::bitset<256> linked;
    std::bitset<256> silent; // interfaces no setting of which has named a terminal
    bool isSound = function.knowsMembers && !function.hasStrayNeighbours;
    for (const AlternateView* stream : function.streams) {
        const Item* link = linkOf(function, *stream);
        silent.set(stream->number(), link == nullptr && (stream->setting() == 0 || silent.test(stream->number())));
        if (link == nullptr)
            continue;
        linked.set(fieldValue(*link, "bTerminalLink").value_or(0));
        isSound = checkLink(function, *stream, *link, report) && isSound;
    }
    isSound = isSound && silent.none();
    for (const Entity& entity : function.entities) {
        if (isSound && entity.isTerminal() && entity.terminalType() == kStreamingTerminal && !linked.test(entity.id))
            addAt(report, kStreamMissing, *entity.item, 3, 1,
                "No streaming interface of this function is linked to USB streaming terminal " + number(entity.id)
                    + ".",
                function.pick(kLinks));
    }
}

void check(const DeviceView& device, Report& report)
{
    for (const AvFunction& function : avFunctionsOf(device)) {
        for (const Entity& entity : function.entities)
            if (entity.isTerminal())
                checkType(function, entity, report);
        if (!checkIds(function, report))
            continue;
        bool isSound = true;
        for (const Entity& entity : function.entities) {
            isSound = checkSources(function, entity, report) && isSound;
            if (entity.isTerminal())
                checkTerminalAssociation(function, entity, report);
        }
        isSound = checkCycles(function, report) && isSound;
        if (isSound)
            checkReach(function, report);
        checkStreams(function, report);
    }
}

} // namespace

Group avTopologyGroup() { return { kRules, check }; }

} // namespace wb::lint
