// SPDX-License-Identifier: GPL-3.0-or-later
// Headers of audio, MIDI and video interfaces, what they collect, and the association around the function:
// Audio 1.0 §4.3.2, Audio 2.0 §4.6 and §4.7.2, Audio 3.0 §3.4 and §4.5, MIDI 1.0 §6.1.2.1, UVC 1.5 §3.6, §3.7.2 and
// §3.9.2.
#include "core/lint/av_function.h"
#include "core/lint/checks.h"

#include <algorithm>
#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kMissing { "class-header.missing", Severity::Error, "Audio 1.0 §4.3.2",
    "The class-specific descriptors of an audio control, video or MIDI interface begin with a header." };
constexpr Rule kNotFirst { "class-header.not-first", Severity::Error, "Audio 1.0 §4.3.2",
    "The header stands in front of the other class-specific descriptors." };
constexpr Rule kRepeated { "class-header.repeated", Severity::Error, "Audio 1.0 §4.3.2",
    "An interface has one class-specific header." };
constexpr Rule kTotal { "class-header.total-length", Severity::Warning, "Audio 1.0 §4.3.2",
    "wTotalLength of a header counts the class-specific descriptors of its interface." };

constexpr Rule kCollectionEmpty { "collection.empty", Severity::Warning, "Audio 1.0 §4.3.2",
    "A header collects at least one streaming interface." };
constexpr Rule kCollectionMissing { "collection.missing-interface", Severity::Error, "Audio 1.0 §4.3.2",
    "Every number in baInterfaceNr is that of an interface of the configuration." };
constexpr Rule kCollectionForeign { "collection.not-streaming", Severity::Error, "Audio 1.0 §4.3.2",
    "baInterfaceNr names streaming interfaces of the same class." };
constexpr Rule kCollectionRepeated { "collection.repeated", Severity::Error, "Audio 1.0 §4.3.2",
    "A streaming interface belongs to one function, once." };
constexpr Rule kUnclaimed { "collection.unclaimed", Severity::Error, "Audio 1.0 §4.3.2",
    "Every streaming interface belongs to the collection of a control interface." };

constexpr Rule kAssociationMissing { "av-function.association-missing", Severity::Error, "Audio 2.0 §4.6",
    "An interface association descriptor joins the interfaces of an audio 2.0, audio 3.0 or video function." };
constexpr Rule kAssociationTriple { "av-function.association-class", Severity::Warning, "Audio 2.0 §4.6",
    "The association has the class of its function: 01 with the protocol of its interfaces, or 0e/03/00." };
constexpr Rule kOutside { "av-function.outside-association", Severity::Error, "UVC 1.5 §3.6",
    "The interfaces that a header collects are in the association of its control interface." };
constexpr Rule kProtocolMixed { "av-function.protocol-mixed", Severity::Error, "Audio 2.0 §4.6",
    "All interfaces of an audio function have the bInterfaceProtocol of its control interface." };

constexpr std::array kRules { kMissing, kNotFirst, kRepeated, kTotal, kCollectionEmpty, kCollectionMissing,
    kCollectionForeign, kCollectionRepeated, kUnclaimed, kAssociationMissing, kAssociationTriple, kOutside,
    kProtocolMixed };

// An interface that has a header, and where the header says how long it all is.
struct HeaderPlace {
    std::uint8_t classCode;
    std::uint8_t subClass;
    int protocol;
    std::uint8_t lastSubtype; // headers have subtypes 1 to this
    bool isInEverySetting;
    std::string_view spec;
};
constexpr auto kHeaders = std::to_array<HeaderPlace>({
    { kAudioClass, kControlSubClass, 0x20, 1, false, "Audio 2.0 §4.7.2" },
    { kAudioClass, kControlSubClass, 0x30, 1, false, "Audio 3.0 §4.5.2" },
    { kAudioClass, kControlSubClass, kAny, 1, false, "Audio 1.0 §4.3.2" },
    { kAudioClass, kMidiSubClass, kAny, 1, true, "MIDI 1.0 §6.1.2.1" },
    { kVideoClass, kControlSubClass, kAny, 1, false, "UVC 1.5 §3.7.2" },
    { kVideoClass, kStreamingSubClass, kAny, 2, false, "UVC 1.5 §3.9.2" },
});

const HeaderPlace* placeOf(const AlternateView& alternate)
{
    const auto found = std::find_if(kHeaders.begin(), kHeaders.end(), [&](const HeaderPlace& place) {
        return alternate.isOf(place.classCode, place.subClass)
            && (place.protocol == kAny || alternate.protocol() == static_cast<unsigned>(place.protocol))
            && (place.isInEverySetting || alternate.setting() == 0);
    });
    return found == kHeaders.end() ? nullptr : &*found;
}

// MIDI 1.0 appendix B counts the endpoint descriptors in, its §6.1.2.1 does not: both are right.
std::size_t endpointBytes(const AlternateView& alternate)
{
    std::size_t bytes = 0;
    for (const EndpointView& endpoint : alternate.endpoints) {
        bytes += endpoint.item.size();
        for (const Item& other : endpoint.others)
            bytes += other.size();
    }
    return bytes;
}

void checkTotal(const AlternateView& alternate, const HeaderPlace& place, const Item& header, Report& report)
{
    const auto claimed = fieldValue(header, "wTotalLength");
    std::size_t total = 0;
    for (const Item& item : alternate.others)
        total += item.type() == kClassInterface ? item.size() : 0;
    const bool countsEndpoints = place.classCode == kAudioClass && place.subClass == kMidiSubClass;
    if (!claimed || *claimed == total || (countsEndpoints && *claimed == total + endpointBytes(alternate)))
        return;
    addAtField(report, kTotal, header, "wTotalLength",
        "wTotalLength is " + std::to_string(*claimed) + "; the class-specific descriptors of this interface have "
            + std::to_string(total) + " bytes.",
        place.spec);
}

void checkHeader(const AlternateView& alternate, Report& report)
{
    const HeaderPlace* place = placeOf(alternate);
    if (place == nullptr)
        return;
    const Item* header = nullptr;
    const Item* firstOther = nullptr;
    for (const Item& item : alternate.others) {
        if (item.type() != kClassInterface)
            continue;
        const bool isHeader = item.subtype() >= 1 && item.subtype() <= place->lastSubtype;
        if (isHeader && header != nullptr)
            addAt(report, kRepeated, item, 2, 1, "This interface has a header before this one; hosts read one of them.",
                place->spec);
        else if (isHeader)
            header = &item;
        else if (header == nullptr && firstOther == nullptr)
            firstOther = &item;
    }
    if (header == nullptr) {
        addAt(report, kMissing, alternate.item, 5, 2,
            "Interface " + std::to_string(alternate.number()) + " setting " + std::to_string(alternate.setting())
                + " must have a class-specific header, and has none.",
            place->spec);
        return;
    }
    if (firstOther != nullptr)
        addAt(report, kNotFirst, *firstOther, 2, 1, "The header must stand before this descriptor.", place->spec);
    checkTotal(alternate, *place, *header, report);
}

constexpr std::array<std::string_view, 4> kCollectionSpecs { "Audio 1.0 §4.3.2", "", "", "UVC 1.5 §3.7.2" };

struct Claims {
    std::bitset<256> numbers; // of streaming interfaces that a collection names
    bool isAudioKnown = true; // no collection of the class is wrong: then what is missing is not a slip there
    bool isVideoKnown = true;
};

void checkMember(
    const AvFunction& function, const Pin& member, const AlternatesByNumber& alternates, Claims& claims, Report& report)
{
    const std::string_view spec = function.pick(kCollectionSpecs);
    const std::string named = "baInterfaceNr names interface " + std::to_string(member.id);
    const auto& settings = alternates.at(member.id);
    if (settings.empty()) {
        addAt(report, kCollectionMissing, *function.header, member.offset, 1,
            named + ", which the configuration does not have.", spec);
        return;
    }
    if (!isStreaming(*settings.front(), function.control->classCode()))
        addAt(report, kCollectionForeign, *function.header, member.offset, 1,
            named + ", which is no streaming interface of this class.", spec);
    else if (claims.numbers.test(member.id))
        addAt(report, kCollectionRepeated, *function.header, member.offset, 1,
            named + ", which is in a collection already.", spec);
    claims.numbers.set(member.id);
    const Item* association = function.association;
    if (association != nullptr
        && (member.id < association->u8(2) || member.id >= association->u8(2) + association->u8(3)))
        addAt(report, kOutside, *function.header, member.offset, 1,
            named + ", which is not in the association of interface " + std::to_string(function.control->number())
                + ".",
            spec);
}

// Audio 2.0 and 3.0 have no collections: there the association does it.
void claimAssociation(const AvFunction& function, Claims& claims)
{
    if (function.association == nullptr)
        return;
    const unsigned first = function.association->u8(2);
    for (unsigned number = first; number < first + function.association->u8(3) && number < 256; ++number)
        claims.numbers.set(number);
}

void checkCollection(const AvFunction& function, const AlternatesByNumber& alternates, Claims& claims, Report& report)
{
    if (function.hasClocks())
        claimAssociation(function, claims);
    bool& isKnown = function.isAudio() ? claims.isAudioKnown : claims.isVideoKnown;
    isKnown = isKnown && function.knowsMembers;
    if (function.header == nullptr || function.hasClocks())
        return;
    const auto members = collectionOf(*function.header);
    for (const Pin& member : members)
        checkMember(function, member, alternates, claims, report);
    if (fieldValue(*function.header, "bInCollection") == 0)
        addAtField(report, kCollectionEmpty, *function.header, "bInCollection",
            "bInCollection is 0; without a streaming interface the function carries no data.",
            function.pick(kCollectionSpecs));
}

constexpr std::array<std::string_view, 4> kFunctionSpecs { "", "Audio 2.0 §4.6", "Audio 3.0 §3.4", "UVC 1.5 §3.6" };

void checkAssociation(const AvFunction& function, Report& report)
{
    const std::string_view spec = function.pick(kFunctionSpecs);
    const Item& control = function.control->item;
    if (function.association == nullptr) {
        if (function.kind != AvKind::Audio1)
            addAt(report, kAssociationMissing, control, 2, 1,
                "No interface association has interface " + std::to_string(function.control->number())
                    + "; it must join the interfaces of this function.",
                spec);
        return;
    }
    const Item& association = *function.association;
    const unsigned wantedSubClass = function.isAudio() ? association.u8(5) : 3;
    const unsigned wantedProtocol = function.isAudio() ? function.control->protocol() : 0;
    if (association.u8(4) == function.control->classCode() && association.u8(5) == wantedSubClass
        && association.u8(6) == wantedProtocol)
        return;
    addAt(report, kAssociationTriple, association, 4, 3,
        "The association has class " + hex(association.u8(4), 2) + "/" + hex(association.u8(5), 2) + "/"
            + hex(association.u8(6), 2) + "; this function's is " + hex(function.control->classCode(), 2) + "/"
            + hex(wantedSubClass, 2) + "/" + hex(wantedProtocol, 2) + ".",
        spec);
}

void checkProtocols(const AvFunction& function, Report& report)
{
    if (!function.isAudio())
        return;
    for (const AlternateView* stream : function.streams) {
        if (stream->protocol() != function.control->protocol())
            addAt(report, kProtocolMixed, stream->item, 7, 1,
                "bInterfaceProtocol is 0x" + hex(stream->protocol(), 2)
                    + "; the control interface of this function has 0x" + hex(function.control->protocol(), 2) + ".",
                function.pick({ "Audio 1.0 §4.5.1", "Audio 2.0 §4.9.1", "Audio 3.0 §4.7.1", "" }));
    }
}

void checkUnclaimed(const AlternatesByNumber& alternates, const Claims& claims, Report& report)
{
    for (std::size_t number = 0; number < alternates.size(); ++number) {
        if (alternates.at(number).empty() || claims.numbers.test(number))
            continue;
        const AlternateView& alternate = *alternates.at(number).front();
        const bool isAudio = isStreaming(alternate, kAudioClass);
        const bool hasNewerProtocol = alternate.protocol() == 0x20 || alternate.protocol() == 0x30;
        if ((!isAudio && !isStreaming(alternate, kVideoClass)) || (isAudio && hasNewerProtocol)
            || !(isAudio ? claims.isAudioKnown : claims.isVideoKnown))
            continue;
        addAt(report, kUnclaimed, alternate.item, 2, 1,
            "No control interface has streaming interface " + std::to_string(number) + " in its baInterfaceNr.",
            isAudio ? "Audio 1.0 §4.3.2" : "UVC 1.5 §3.7.2");
    }
}

void check(const DeviceView& device, Report& report)
{
    const auto functions = avFunctionsOf(device);
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        for (const AlternateView& alternate : configuration->alternates)
            checkHeader(alternate, report);
        const AlternatesByNumber alternates = alternatesByNumber(*configuration);
        Claims claims;
        for (const AvFunction& function : functions)
            if (function.configuration == configuration)
                checkCollection(function, alternates, claims, report);
        checkUnclaimed(alternates, claims, report);
    }
    for (const AvFunction& function : functions) {
        checkAssociation(function, report);
        checkProtocols(function, report);
    }
}

} // namespace

Group avHeaderGroup() { return { kRules, check }; }

} // namespace wb::lint
