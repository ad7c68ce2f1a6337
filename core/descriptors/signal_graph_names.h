// SPDX-License-Identifier: GPL-3.0-or-later
// What the entities of a signal graph are, and how they are called in a few words.
// Source of truth: the descriptor subtypes of Audio 1.0 A.5, 2.0 A.9, 3.0 A.8, UVC 1.5 A.5, MIDI 1.0 A.1; Terminal
// Types 1.0 and 2.0, UVC 1.5 appendix B. Thread: any; constants, pure. Errors: what is unknown has no name.
#pragma once

#include "core/descriptors/signal_graph.h"

namespace wb::descriptors {

// The entity that a class-specific descriptor of this subtype describes; nullopt when it describes none.
[[nodiscard]] std::optional<EntityKind> entityKindOf(GraphKind graph, std::uint8_t subtype);

[[nodiscard]] std::string_view titleOf(EntityKind kind); // "Feature unit"
[[nodiscard]] std::string_view wordOf(EntityKind kind); // "feature-unit": JSON
[[nodiscard]] std::string_view wordOf(LinkKind kind); // "signal"
[[nodiscard]] std::string_view wordOf(GraphKind kind); // "audio-1.0"
[[nodiscard]] std::string_view titleOf(GraphKind kind); // "Audio 1.0 control"

// "mute, volume", "Microphone", "internal, fixed". `node` is the entity's descriptor.
[[nodiscard]] std::string summaryOf(GraphKind graph, EntityKind kind, const Node& node);

// "a, b, c and 4 more"
[[nodiscard]] std::string firstFew(const std::vector<std::string>& words, std::size_t most);

} // namespace wb::descriptors
