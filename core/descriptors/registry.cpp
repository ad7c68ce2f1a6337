// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/registry.h"

#include "core/usb/names.h"

namespace wb::descriptors {
namespace {

struct Facts {
    std::optional<std::uint8_t> classCode;
    std::optional<std::uint8_t> subClass;
    std::optional<std::uint8_t> protocol;
    std::optional<std::uint8_t> subtype;
};

// How specific a match is, or nullopt when it does not match.
std::optional<unsigned> rank(const Match& match, const Facts& facts)
{
    unsigned score = 0;
    const auto fits = [&score](const auto& wanted, const auto& actual, unsigned weight) {
        if (!wanted)
            return true;
        score += weight;
        return wanted == actual;
    };
    const bool matches = fits(match.classCode, facts.classCode, 8) && fits(match.subClass, facts.subClass, 4)
        && fits(match.protocol, facts.protocol, 2) && fits(match.subtype, facts.subtype, 1);
    return matches ? std::optional(score) : std::nullopt;
}

// Hub descriptors are asked for on their own, and no other class has their types.
bool isHubType(std::uint8_t type)
{
    return type == static_cast<std::uint8_t>(usb::DescriptorType::Hub)
        || type == static_cast<std::uint8_t>(usb::DescriptorType::SuperSpeedHub);
}

// What follows an endpoint with a companion's type is one, whatever else the class uses that number for.
bool isCompanion(std::uint8_t type, const Context& context)
{
    return context.endpointAttributes && type == static_cast<std::uint8_t>(usb::DescriptorType::EndpointCompanion);
}

Facts factsOf(ByteView descriptor, const Context& context)
{
    constexpr std::uint8_t kHubClass = 0x09;
    Facts facts;
    if (!context.enclosing && isHubType(descriptor[1])) {
        facts.classCode = kHubClass;
    } else if (context.enclosing && !isCompanion(descriptor[1], context)) {
        facts.classCode = context.enclosing->classCode;
        facts.subClass = context.enclosing->subClass;
        facts.protocol = context.enclosing->protocol;
    }
    if (descriptor.size() > 2)
        facts.subtype = descriptor[2];
    return facts;
}

} // namespace

std::span<const std::span<const Entry>> allEntries()
{
    static const std::array kTables {
        standardEntries(),
        endpointEntries(),
        stringEntries(),
        bosEntries(),
        powerDeliveryEntries(),
        wirelessUsbEntries(),
        hidEntries(),
        cdcEntries(),
        audio1Entries(),
        audio2Entries(),
        audio3Entries(),
        midiEntries(),
        videoControlEntries(),
        videoStreamingEntries(),
        smartCardEntries(),
        healthcareEntries(),
        smallClassEntries(),
        hubEntries(),
    };
    return kTables;
}

const Entry* findEntry(ByteView descriptor, const Context& context)
{
    if (descriptor.size() < 2)
        return nullptr;
    const Facts facts = factsOf(descriptor, context);
    const Entry* best = nullptr;
    unsigned bestRank = 0;
    for (const auto& table : allEntries()) {
        for (const Entry& entry : table) {
            if (entry.match.descriptorType != descriptor[1])
                continue;
            const auto entryRank = rank(entry.match, facts);
            if (entryRank && (best == nullptr || *entryRank > bestRank)) {
                best = &entry;
                bestRank = *entryRank;
            }
        }
    }
    return best;
}

} // namespace wb::descriptors
