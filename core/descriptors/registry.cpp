// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/registry.h"

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

Facts factsOf(ByteView descriptor, const Context& context)
{
    Facts facts;
    if (context.enclosing) {
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
        hidEntries(),
        cdcEntries(),
        audio1Entries(),
        audio2Entries(),
        audio3Entries(),
        midiEntries(),
        videoControlEntries(),
        videoStreamingEntries(),
        smartCardEntries(),
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
