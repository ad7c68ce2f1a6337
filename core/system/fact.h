// SPDX-License-Identifier: GPL-3.0-or-later
// What the operating system says about a device, in words: groups of named facts.
// Names and titles are ours; values and hints are safe to show (text of devices and of the system is escaped).
// Thread: any; plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wb::system {

enum class Tone : std::uint8_t { Normal, Attention }; // Attention: something a person may want to mend

struct Fact {
    std::string name;
    std::string value;
    std::string hint {}; // what it means or where it comes from; may be empty
    Tone tone = Tone::Normal;

    bool operator==(const Fact&) const = default;
};

struct FactGroup {
    std::string title;
    std::vector<Fact> facts; // never empty in a list of groups

    bool operator==(const FactGroup&) const = default;
};

using FactGroups = std::vector<FactGroup>;

} // namespace wb::system
