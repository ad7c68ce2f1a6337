// SPDX-License-Identifier: GPL-3.0-or-later
// The setup packet of every request of the catalogue, as the specifications lay it out: sent to interface 2, endpoint
// 0x81 or entity 5 of a device that has them (sample_targets.h), with the table's own choices and lengths, and with 3,
// 4 and so on for the numbers that stand in wValue and wIndex, in the order in which the request asks for them.
// Thread: any; constants.
#pragma once

#include <span>

namespace wb::test {

struct PacketRow {
    const char* request;
    const char* setup;
    const char* codes = ""; // what bRequest can be, when there is a choice
};

[[nodiscard]] std::span<const PacketRow> classPackets();
[[nodiscard]] std::span<const PacketRow> firstAudioPackets();
[[nodiscard]] std::span<const PacketRow> secondAudioPackets();
[[nodiscard]] std::span<const PacketRow> videoPackets();

} // namespace wb::test
