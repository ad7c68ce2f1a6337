// SPDX-License-Identifier: GPL-3.0-or-later
// MIDI streaming interfaces: jacks, elements and endpoints (MIDI 1.0 §6), group terminal blocks (MIDI 2.0 §5).
#include "core/lint/checks.h"
#include "core/lint/class_fields.h"

#include <algorithm>
#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kVersion { "midi.version", Severity::Warning, "MIDI 1.0 Table 6-2", "bcdMSC is 1.00 or 2.00." };
constexpr Rule kLegacyMissing { "midi.legacy-setting-missing", Severity::Warning, "MIDI 2.0 §3",
    "Setting 0 of a MIDI 2.0 interface is a MIDI 1.0 interface." };
constexpr Rule kIdZero { "midi.id-zero", Severity::Error, "MIDI 1.0 §6.1.2", "Jacks and elements have ids from 1." };
constexpr Rule kIdRepeated { "midi.id-repeated", Severity::Error, "MIDI 1.0 §6.1.2",
    "Every jack and element of an interface has an id of its own." };
constexpr Rule kJackType { "midi.jack-type", Severity::Error, "MIDI 1.0 §A.2",
    "bJackType is 1 (embedded) or 2 (external)." };
constexpr Rule kSourceMissing { "midi.source-missing", Severity::Error, "MIDI 1.0 Table 6-4",
    "baSourceID names a jack or element of the interface." };
constexpr Rule kSourceKind { "midi.source-without-output", Severity::Error, "MIDI 1.0 §3.2",
    "Input pins are connected to in jacks and elements; out jacks have no output pin." };
constexpr Rule kSourcePin { "midi.source-pin", Severity::Warning, "MIDI 1.0 Table 6-4",
    "BaSourcePin is a pin that the source has: 1 for jacks." };
constexpr Rule kOutWithoutInput { "midi.out-jack-unconnected", Severity::Warning, "MIDI 1.0 Table 6-4",
    "An out jack has at least one input pin." };
constexpr Rule kSameSide { "midi.jacks-of-one-side", Severity::Note, "MIDI 1.0 §3.2",
    "Embedded jacks are connected to external ones or to elements." };
constexpr Rule kNotBulk { "midi.endpoint-type", Severity::Error, "MIDI 1.0 §6.2.1",
    "MIDI endpoints are bulk endpoints; MIDI 2.0 allows interrupt endpoints as well." };
constexpr Rule kClassMissing { "midi.endpoint-descriptor-missing", Severity::Error, "MIDI 1.0 §6.2.2",
    "A class-specific endpoint descriptor follows each MIDI endpoint." };
constexpr Rule kNoJacks { "midi.endpoint-without-jacks", Severity::Error, "MIDI 1.0 Table 6-7",
    "An endpoint serves at least one embedded jack." };
constexpr Rule kTooManyJacks { "midi.too-many-cables", Severity::Error, "MIDI 1.0 §4",
    "An endpoint serves at most 16 embedded jacks: a cable number has 4 bits." };
constexpr Rule kJackMissing { "midi.endpoint-jack-missing", Severity::Error, "MIDI 1.0 Table 6-7",
    "baAssocJackID names a jack of the interface." };
constexpr Rule kJackWrong { "midi.endpoint-jack-wrong", Severity::Error, "MIDI 1.0 §6.2.2",
    "OUT endpoints serve embedded in jacks, IN endpoints embedded out jacks." };
constexpr Rule kJackRepeated { "midi.endpoint-jack-repeated", Severity::Error, "MIDI 1.0 §6.2.2",
    "An embedded jack belongs to one endpoint, once." };
constexpr Rule kJackUnserved { "midi.embedded-jack-unserved", Severity::Warning, "MIDI 1.0 §6.2.2",
    "Every embedded jack belongs to an endpoint." };
constexpr Rule kNoBlocks { "midi.endpoint-without-blocks", Severity::Warning, "MIDI 2.0 §5.3.2",
    "A MIDI 2.0 endpoint serves at least one group terminal block." };
constexpr Rule kBlockZero { "midi.block-id-zero", Severity::Error, "MIDI 2.0 §5.3.2",
    "Group terminal blocks have ids from 1." };
constexpr Rule kBlockGroups { "midi.block-groups", Severity::Error, "MIDI 2.0 §5.4.2",
    "The groups of a block are among the 16 that an interface has." };
constexpr Rule kElementCaps { "midi.element-caps-reserved", Severity::Note, "MIDI 1.0 Table 6-5",
    "Reserved bits of bmElementCaps are zero." };

constexpr std::array kRules { kVersion, kLegacyMissing, kIdZero, kIdRepeated, kJackType, kSourceMissing, kSourceKind,
    kSourcePin, kOutWithoutInput, kSameSide, kNotBulk, kClassMissing, kNoJacks, kTooManyJacks, kJackMissing, kJackWrong,
    kJackRepeated, kJackUnserved, kNoBlocks, kBlockZero, kBlockGroups, kElementCaps };

constexpr Place streaming(std::uint8_t descriptorType, std::uint8_t subtype)
{
    return { kAudioClass, kMidiSubClass, kAny, descriptorType, subtype };
}
constexpr bool isVersion(std::uint64_t value) { return value == 0x0100 || value == 0x0200; }
constexpr auto kFields = std::to_array<FieldRule>({
    { &kVersion, streaming(kClassInterface, 1), "bcdMSC", isVersion, "1.00 and 2.00 exist" },
    { &kJackType, streaming(kClassInterface, 2), "bJackType", isWithin<1, 2>, "it must be 1 or 2" },
    { &kJackType, streaming(kClassInterface, 3), "bJackType", isWithin<1, 2>, "it must be 1 or 2" },
    { &kOutWithoutInput, streaming(kClassInterface, 3), "bNrInputPins", isWithin<1, 255>,
        "without an input pin the jack gives nothing" },
    { &kElementCaps, streaming(kClassInterface, 4), "bmElementCaps", areZero<0xfffffffffffff000>,
        "the bits from 12 are reserved and must be 0" },
    { &kNoJacks, streaming(kClassEndpoint, 1), "bNumEmbMIDIJack", isWithin<1, 255>, "it must be at least 1" },
    { &kTooManyJacks, streaming(kClassEndpoint, 1), "bNumEmbMIDIJack", isWithin<0, 16>, "16 is the most" },
    { &kNoBlocks, streaming(kClassEndpoint, 2), "bNumGrpTrmBlock", isWithin<1, 255>, "it should be at least 1" },
    { &kBlockZero, streaming(kClassEndpoint, 2), "baAssoGrpTrmBlkID", isWithin<1, 255>, "ids are 1 to 255" },
    { &kBlockZero, streaming(0x26, 2), "bGrpTrmBlkID", isWithin<1, 255>, "ids are 1 to 255" },
});

enum class Kind : std::uint8_t { InJack, OutJack, Element };
constexpr unsigned kEmbedded = 1;

struct Part {
    const Item* item = nullptr;
    Kind kind = Kind::InJack;
    unsigned id = 0;
    unsigned jackType = 0; // of jacks

    [[nodiscard]] bool isEmbedded() const { return kind != Kind::Element && jackType == kEmbedded; }
};

// The jacks and elements of one setting.
class Parts {
public:
    explicit Parts(const AlternateView& alternate)
    {
        m_first.fill(-1);
        for (const Item& item : alternate.others) {
            if (item.type() != kClassInterface || item.subtype() < 2 || item.subtype() > 4 || item.size() < 5)
                continue;
            const auto kind = static_cast<Kind>(item.subtype() - 2);
            const unsigned id = kind == Kind::Element ? item.u8(3) : item.u8(4);
            if (m_first.at(id) < 0)
                m_first.at(id) = static_cast<std::int32_t>(m_parts.size());
            m_parts.push_back({ &item, kind, id, kind == Kind::Element ? 0 : item.u8(3) });
        }
    }

    [[nodiscard]] const std::vector<Part>& all() const { return m_parts; }
    [[nodiscard]] const Part* find(std::uint64_t id) const
    {
        const std::int32_t index = id < m_first.size() ? m_first.at(id) : -1;
        return index < 0 ? nullptr : &m_parts[static_cast<std::size_t>(index)];
    }

private:
    std::vector<Part> m_parts;
    std::array<std::int32_t, 256> m_first = {};
};

// Returns whether all is right: what follows from a wrong id is not told again.
bool checkIds(const Parts& parts, Report& report)
{
    bool isSound = true;
    for (const Part& part : parts.all()) {
        const std::size_t offset = part.kind == Kind::Element ? 3 : 4;
        if (part.id == 0)
            report.add(kIdZero, *part.item, offset, 1, "The id is 0; ids are 1 to 255.");
        else if (parts.find(part.id)->item != part.item)
            report.add(kIdRepeated, *part.item, offset, 1,
                "Id " + number(part.id) + " belongs to a jack or element before this one.");
        isSound = isSound && part.id != 0 && parts.find(part.id)->item == part.item;
    }
    return isSound;
}

void checkConnection(const Parts& parts, const Part& part, const std::string& index, Report& report)
{
    const auto id = fieldValue(*part.item, "baSourceID" + index);
    const auto pin = fieldValue(*part.item, "BaSourcePin" + index);
    if (!id || !pin)
        return;
    const Part* source = parts.find(*id);
    if (source == nullptr)
        return addAtField(report, kSourceMissing, *part.item, "baSourceID" + index,
            "baSourceID" + index + " is " + number(*id) + "; this interface has no jack or element of that id.");
    if (source->kind == Kind::OutJack)
        return addAtField(report, kSourceKind, *part.item, "baSourceID" + index,
            "baSourceID" + index + " is " + number(*id) + ", an out jack, which has no output pin.");
    const std::uint64_t pins
        = source->kind == Kind::InJack ? 1 : fieldValue(*source->item, "bNrOutputPins").value_or(255);
    if (*pin < 1 || *pin > pins)
        addAtField(report, kSourcePin, *part.item, "BaSourcePin" + index,
            "BaSourcePin" + index + " is " + number(*pin) + "; the source has "
                + (pins == 1 ? std::string("pin 1 only.") : "pins 1 to " + number(pins) + "."));
    if (part.kind == Kind::OutJack && source->kind == Kind::InJack && source->jackType == part.jackType)
        addAtField(report, kSameSide, *part.item, "baSourceID" + index,
            std::string("Both jacks are ") + (part.isEmbedded() ? "embedded" : "external")
                + "; what enters on one side leaves there again.");
}

void checkConnections(const Parts& parts, Report& report)
{
    for (const Part& part : parts.all()) {
        const std::uint64_t pins = part.kind == Kind::InJack ? 0 : fieldValue(*part.item, "bNrInputPins").value_or(0);
        for (std::uint64_t pin = 0; pin < pins; ++pin)
            checkConnection(parts, part, "[" + number(pin) + "]", report);
    }
}

// Returns false when the endpoint's jacks are wrong: others may be without an endpoint because of that.
bool checkEndpointJacks(
    const Parts& parts, const EndpointView& endpoint, const Item& item, std::bitset<256>& served, Report& report)
{
    const Kind wanted = endpoint.isIn() ? Kind::OutJack : Kind::InJack;
    bool isSound = fieldValue(item, "bNumEmbMIDIJack").value_or(0) > 0;
    for (const descriptors::Field& field : item.node().fields) {
        if (field.name.rfind("baAssocJackID[", 0) != 0)
            continue;
        const Part* jack = parts.find(field.raw);
        const bool isRight = jack != nullptr && jack->kind == wanted && jack->isEmbedded();
        const std::string named = field.name + " is " + number(field.raw);
        if (jack == nullptr)
            addAtField(report, kJackMissing, item, field.name, named + "; this interface has no jack of that id.");
        else if (!isRight && (jack->kind != wanted || isWithin<1, 2>(jack->jackType)))
            addAtField(report, kJackWrong, item, field.name,
                named + "; an "
                    + (endpoint.isIn() ? "IN endpoint serves embedded out" : "OUT endpoint serves embedded in")
                    + " jacks.");
        else if (served.test(field.raw))
            addAtField(report, kJackRepeated, item, field.name, named + ", a jack that an endpoint serves already.");
        isSound = isSound && isRight;
        if (isRight)
            served.set(field.raw & 0xff);
    }
    return isSound;
}

void checkEndpointType(const EndpointView& endpoint, bool isNewer, Report& report)
{
    const bool mayInterrupt = isNewer && endpoint.type() == usb::TransferType::Interrupt;
    if (endpoint.type() != usb::TransferType::Bulk && !mayInterrupt)
        report.add(kNotBulk, endpoint.item, 3, 1,
            endpointName(endpoint) + " must be a bulk " + (isNewer ? "or interrupt " : "") + "endpoint.");
}

// The ids of the jacks that the endpoints serve; nullopt when they are not all known.
std::optional<std::bitset<256>> checkEndpoints(
    const AlternateView& alternate, bool isNewer, const Parts& parts, bool isSound, Report& report)
{
    std::bitset<256> served;
    const bool areIdsSound = isSound;
    for (const EndpointView& endpoint : alternate.endpoints) {
        checkEndpointType(endpoint, isNewer, report);
        const bool hasOwn = std::any_of(endpoint.others.begin(), endpoint.others.end(),
            [](const Item& other) { return other.type() == kClassEndpoint; });
        isSound = isSound && hasOwn;
        if (!hasOwn)
            report.add(kClassMissing, endpoint.item, 0, endpoint.item.size(),
                "No class-specific endpoint descriptor follows " + endpointName(endpoint) + ".");
        for (const Item& other : endpoint.others)
            if (areIdsSound && other.type() == kClassEndpoint && other.subtype() == 1)
                isSound = checkEndpointJacks(parts, endpoint, other, served, report) && isSound;
    }
    return isSound ? std::optional(served) : std::nullopt;
}

void checkServed(const Parts& parts, const std::bitset<256>& served, Report& report)
{
    for (const Part& part : parts.all())
        if (part.isEmbedded() && !served.test(part.id))
            report.add(kJackUnserved, *part.item, 4, 1,
                "No endpoint serves embedded jack " + number(part.id) + "; the host cannot reach it.");
}

void checkBlocks(const AlternateView& alternate, Report& report)
{
    for (const Item& item : alternate.others) {
        const auto first = fieldValue(item, "nGroupTrm");
        const auto count = fieldValue(item, "nNumGroupTrm");
        if (first && count && (*count == 0 || *first + *count > 16))
            addAtField(report, kBlockGroups, item, "nNumGroupTrm",
                "The block has " + number(*count) + " groups from " + number(*first)
                    + "; it needs at least one, and the last of all is 15.");
    }
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        for (const AlternateView& alternate : configuration->alternates) {
            if (!alternate.isOf(kAudioClass, kMidiSubClass))
                continue;
            const Item* header = alternate.find(kClassInterface, 1);
            const bool isNewer = header != nullptr && fieldValue(*header, "bcdMSC").value_or(0) >= 0x0200;
            const Parts parts(alternate);
            const bool isSound = checkIds(parts, report);
            if (isSound)
                checkConnections(parts, report);
            const auto served = checkEndpoints(alternate, isNewer, parts, isSound, report);
            if (served)
                checkServed(parts, *served, report);
            checkBlocks(alternate, report);
            if (isNewer && alternate.setting() == 0)
                addAtField(report, kLegacyMissing, *header, "bcdMSC",
                    "bcdMSC is 2.00 in setting 0; that one is for hosts that know MIDI 1.0 only.");
        }
    }
    checkFields(kFields, device, report);
}

} // namespace

Group midiGroup() { return { kRules, check }; }

} // namespace wb::lint
