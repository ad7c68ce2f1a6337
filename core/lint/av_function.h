// SPDX-License-Identifier: GPL-3.0-or-later
// An audio or video function: its control interface, the graph of terminals, units and clocks that it describes, and
// the streaming interfaces that belong to it.
// Source of truth: Audio 1.0 §4.3.2, Audio 2.0 §4.7.2, Audio 3.0 §4.5.2, UVC 1.5 §3.7.2 for entities; members are those
// of the header's collection (Audio 1.0, UVC) or of the interface association (Audio 2.0, 3.0).
// Thread: any; plain values. Lifetime: points into the view. Cost: linear in the descriptors.
#pragma once

#include "core/lint/class_fields.h"

#include <array>
#include <bitset>

namespace wb::lint {

enum class AvKind : std::uint8_t { Audio1, Audio2, Audio3, Video };

enum class EntityKind : std::uint8_t { InputTerminal, OutputTerminal, Unit, Clock };

// An input of an entity: the id that it names, and where it does.
struct Pin {
    unsigned id = 0;
    std::size_t offset = 0; // in the entity's descriptor
};

struct Entity {
    const Item* item = nullptr;
    EntityKind kind = EntityKind::Unit;
    unsigned id = 0;
    std::vector<Pin> sources; // of audio or video
    std::vector<Pin> clocks; // of clock entities: what they select from or multiply
    std::size_t countOffset = 0; // of the number of pins; 0 when it is fixed
    bool isExtension = false; // does what only its maker knows

    [[nodiscard]] bool isTerminal() const
    {
        return kind == EntityKind::InputTerminal || kind == EntityKind::OutputTerminal;
    }
    // Gives audio or video to what names it as its source.
    [[nodiscard]] bool hasOutput() const { return kind == EntityKind::InputTerminal || kind == EntityKind::Unit; }
    [[nodiscard]] unsigned terminalType() const { return item->u16(4); } // REQUIRES: isTerminal()
};

inline constexpr unsigned kStreamingTerminal = 0x0101; // USB Streaming, TT_STREAMING
inline constexpr unsigned kVendorTerminal = 0x01ff; // USB vendor specific

struct AvFunction {
    AvKind kind = AvKind::Audio1;
    const ConfigurationView* configuration = nullptr;
    const AlternateView* control = nullptr; // alternate setting 0
    const Item* header = nullptr;
    const Item* association = nullptr;
    std::vector<Entity> entities; // in their order
    std::bitset<256> members; // numbers of the interfaces that belong to it and to none before it
    bool knowsMembers = false; // each of them is named once and is a streaming interface
    bool hasStrayNeighbours = false; // streaming interfaces of its class that belong to no function
    std::vector<const AlternateView*> streams; // every setting of the streaming interfaces, none of MIDI

    [[nodiscard]] bool isAudio() const { return kind != AvKind::Video; }
    [[nodiscard]] bool hasClocks() const { return kind == AvKind::Audio2 || kind == AvKind::Audio3; }
    // The first of that id; nullptr when there is none.
    [[nodiscard]] const Entity* find(unsigned id) const;
    // Of four sections that say the same the one of this kind.
    [[nodiscard]] std::string_view pick(const std::array<std::string_view, 4>& specs) const
    {
        return specs.at(static_cast<std::size_t>(kind));
    }

    std::array<std::int32_t, 256> firstOfId = {}; // index in `entities`; -1: none
};

[[nodiscard]] std::vector<AvFunction> avFunctionsOf(const DeviceView& device);

// True for streaming interfaces of that class, those of MIDI among them.
[[nodiscard]] bool isStreaming(const AlternateView& alternate, unsigned classCode);

// Every setting of each interface number.
using AlternatesByNumber = std::array<std::vector<const AlternateView*>, 256>;
[[nodiscard]] AlternatesByNumber alternatesByNumber(const ConfigurationView& configuration);

// The numbers in baInterfaceNr with their places; empty without a header of this kind.
[[nodiscard]] std::vector<Pin> collectionOf(const Item& header);

} // namespace wb::lint
