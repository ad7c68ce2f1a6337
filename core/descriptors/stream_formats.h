// SPDX-License-Identifier: GPL-3.0-or-later
// What a streaming interface carries, in a few words: "1920x1080 MJPEG and 11 more", "48 kHz 16 bit stereo".
// Source of truth: Audio Data Formats 1.0 §2.2 and 2.0 §2.3, Audio 3.0 §4.7.2, UVC 1.5 payload specifications §3.1.
// Thread: any; pure. Errors: what is not said is left out; empty when nothing is.
#pragma once

#include "core/descriptors/signal_graph.h"

namespace wb::descriptors {

// `alternates` are the alternate settings of one interface. The largest frame is named first.
[[nodiscard]] std::string videoFormats(const std::vector<const Node*>& alternates);
// In the order of the alternate settings. Audio 2.0 and 3.0 tell rates by request only.
[[nodiscard]] std::string audioFormats(GraphKind kind, const std::vector<const Node*>& alternates);

} // namespace wb::descriptors
