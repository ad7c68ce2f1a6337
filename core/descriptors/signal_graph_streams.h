// SPDX-License-Identifier: GPL-3.0-or-later
// The streaming side of a signal graph: which streaming interfaces (of MIDI: endpoints) belong to a control interface,
// which terminals or jacks they are linked to, and what they carry in a few words.
// Source of truth: Audio 1.0 §4.5.2 and Data Formats 1.0 §2.2, Audio 2.0 §4.9.2, Audio 3.0 §4.7.2, UVC 1.5 §3.9.2,
// MIDI 1.0 §6.2.2. What belongs together: the header's baInterfaceNr (Audio 1.0, UVC), else the interface association,
// else what stands before the next control interface of the class.
// Thread: any; pure. Errors: none; what is not there is left out.
#pragma once

#include "core/descriptors/signal_graph.h"

namespace wb::descriptors {

struct StreamPart {
    std::string title; // "Streaming interface 1", "EP1 OUT"
    std::string summary; // "48 kHz 16 bit stereo"
    ByteRange range; // of the descriptor that has the link, else of the interface
    std::vector<std::uint8_t> linkedIds; // distinct, in byte order
    std::optional<bool> isIn; // towards the host, as its endpoints say
};

// `control` is one of the interfaces among `configuration.children`.
[[nodiscard]] std::vector<StreamPart> findStreams(GraphKind kind, const Node& configuration, const Node& control);

} // namespace wb::descriptors
