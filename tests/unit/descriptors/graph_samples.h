// SPDX-License-Identifier: GPL-3.0-or-later
// Whole configurations of audio, video and MIDI functions, laid out descriptor by descriptor, as test input.
// Thread: any. Errors: none.
#pragma once

#include "core/base/bytes.h"
#include "core/descriptors/signal_graph.h"

#include <initializer_list>

namespace wb::test {

// One descriptor: its bLength is put in front.
[[nodiscard]] Bytes descriptor(std::initializer_list<int> afterLength);
[[nodiscard]] Bytes interface(int number, int alternate, int classCode, int subClass, int protocol);
[[nodiscard]] Bytes association(int first, int count, int classCode, int protocol);
// A configuration descriptor with the right wTotalLength, and all of it behind.
[[nodiscard]] Bytes configurationOf(const std::vector<Bytes>& descriptors);

[[nodiscard]] Bytes audio1Headset();
[[nodiscard]] Bytes audio2Interface(); // clock source, selector and multiplier, rate converter, effect
[[nodiscard]] Bytes audio3Headphones();
[[nodiscard]] Bytes videoCamera(); // processing, two extension units, encoding unit, MJPEG and H.264
[[nodiscard]] Bytes midiInterface(); // two cables and an element

[[nodiscard]] std::vector<descriptors::SignalGraph> graphsIn(const Bytes& configuration);

} // namespace wb::test
