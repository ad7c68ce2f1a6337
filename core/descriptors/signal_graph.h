// SPDX-License-Identifier: GPL-3.0-or-later
// The signal graph of an audio, video or MIDI function: what its control interface says about terminals, units, clocks
// and jacks, and how they are joined.
// Source of truth: Audio 1.0 §4.3.2, Audio 2.0 §4.7.2, Audio 3.0 §4.5.2, UVC 1.5 §3.7.2, MIDI 1.0 §6.1.2, as decoded
// field by field (decode.h). One graph for each audio or video control interface and each MIDI streaming interface.
// Units: ranges are absolute offsets in the decoded input. Thread: any; pure, plain values. Text is safe to show.
// Errors: none. Ids that nobody has, ids that several have and cycles stay in the graph and are marked. Input is
// hostile: time and memory grow with the number of bytes, entities and links are never more than bytes, and at most
// 256 missing ones are added.
#pragma once

#include "core/descriptors/node.h"

namespace wb::descriptors {

enum class GraphKind : std::uint8_t { Audio1, Audio2, Audio3, Video, Midi };

enum class EntityKind : std::uint8_t {
    InputTerminal,
    OutputTerminal,
    MixerUnit,
    SelectorUnit,
    FeatureUnit,
    EffectUnit,
    ProcessingUnit,
    ExtensionUnit,
    EncodingUnit,
    RateConverter,
    ClockSource,
    ClockSelector,
    ClockMultiplier,
    PowerDomain,
    InJack,
    OutJack,
    Element,
    Stream, // a streaming interface; of MIDI: an endpoint
    Missing // an id that links name and no descriptor has
};

enum class LinkKind : std::uint8_t {
    Signal, // bSourceID, baSourceID
    Clock, // bCSourceID, baCSourceID
    Association, // bAssocTerminal: the two belong together, nothing flows
    Stream // bTerminalLink, baAssocJackID
};

struct Entity {
    EntityKind kind = EntityKind::Missing;
    std::optional<std::uint8_t> id; // streams have none, nor has a descriptor that is cut off before it
    std::string title; // "Feature unit", "Streaming interface 1"
    std::string summary; // "mute, volume", "Microphone", "1920x1080 MJPEG and 11 more"; may be empty
    ByteRange range; // of its descriptor; empty when missing
    std::vector<std::string> problems; // one sentence each
    bool operator==(const Entity&) const = default;
};

struct Link {
    std::size_t from = 0; // index of an entity
    std::size_t to = 0;
    LinkKind kind = LinkKind::Signal;
    std::uint8_t input = 0; // which input of `to`, from 1; 0: not said
    std::uint8_t output = 0; // which output pin of `from`, from 1 (MIDI); 0: not said
    bool isDangling = false; // one end is missing
    bool isInCycle = false;
    bool operator==(const Link&) const = default;
};

struct SignalGraph {
    GraphKind kind = GraphKind::Audio1;
    std::uint8_t configuration = 0; // bConfigurationValue
    std::uint8_t interfaceNumber = 0;
    std::uint8_t alternate = 0;
    std::string title; // "Audio 2.0 control, interface 0"
    ByteRange range; // of the control interface with all that belongs to it
    std::vector<Entity> entities; // in byte order, then streams, then the missing
    std::vector<Link> links;
    bool operator==(const SignalGraph&) const = default;
};

// Those of every configuration among the nodes, in byte order. A control interface without entities has none.
[[nodiscard]] std::vector<SignalGraph> findSignalGraphs(std::span<const Node> nodes);

// "Feature unit 5", "Streaming interface 1".
[[nodiscard]] std::string labelOf(const Entity& entity);

[[nodiscard]] bool isClock(EntityKind kind);

} // namespace wb::descriptors
