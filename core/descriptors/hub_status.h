// SPDX-License-Identifier: GPL-3.0-or-later
// What a hub answers to GET_STATUS, of itself and of its ports: as nodes, and as one line for people.
// Source of truth: hub USB 2.0 §11.24.2.6 (the same at SuperSpeed, USB 3.2 §10.16.2.4); port USB 2.0 §11.24.2.7 with
// the LPM ECN, USB 3.2 §10.16.2.6. The two kinds of hubs lay out a port's words differently; which kind a hub is, its
// speed tells.
// Input is hostile: short answers, reserved bits and reserved values are told as such. Text is safe to show.
// Thread: any; no state. Errors: never fails; every byte belongs to a field.
#pragma once

#include "core/descriptors/node.h"
#include "core/usb/types.h"

namespace wb::descriptors {

inline constexpr std::size_t kStatusBytes = 4; // of a hub, and of a port
inline constexpr std::size_t kExtendedPortStatusBytes = 8;

[[nodiscard]] constexpr bool isSuperSpeedHub(usb::Speed hubSpeed) { return hubSpeed >= usb::Speed::Super; }

// The summary of each is the line below.
[[nodiscard]] Node decodeHubStatus(ByteView answer);
[[nodiscard]] Node decodePortStatus(ByteView answer, usb::Speed hubSpeed);

struct StatusWords {
    std::string text; // "connected, enabled, high speed; powered; changed: connection"
    bool wantsAttention = false; // something has changed and nobody took note, over-current, lost power, a bad answer
    bool operator==(const StatusWords&) const = default;
};
[[nodiscard]] StatusWords hubStatusWords(ByteView answer);
[[nodiscard]] StatusWords portStatusWords(ByteView answer, usb::Speed hubSpeed);

} // namespace wb::descriptors
