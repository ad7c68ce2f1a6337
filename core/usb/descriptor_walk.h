// SPDX-License-Identifier: GPL-3.0-or-later
// How raw descriptor bytes are cut into descriptors and configurations; parser and decoder both use it, so they
// never disagree about where something begins.
// Source of truth: USB 2.0 §9.5, §9.6.3. Input is hostile: any length, any content (P68, P69).
// Thread: any; no state. Errors: none; what cannot be a descriptor is an empty view.
#pragma once

#include "core/usb/names.h"

namespace wb::usb {

inline constexpr std::size_t kDeviceDescriptorLength = 18;
inline constexpr std::size_t kConfigurationDescriptorLength = 9;

// The descriptor at `offset`, as long as its bLength says; empty when bLength is below 2 or past the end.
[[nodiscard]] ByteView descriptorAt(ByteView bytes, std::size_t offset);

[[nodiscard]] bool isType(ByteView descriptor, DescriptorType type);

// A whole configuration or other-speed configuration descriptor stands at the front.
[[nodiscard]] bool isConfigurationHeader(ByteView bytes);

// Where the configuration or BOS at the front of `bytes` ends: its wTotalLength, or earlier where the bytes end or
// the next configuration begins. A wTotalLength too small for the header itself is not believed at all.
// REQUIRES: a whole descriptor with wTotalLength at offset 2. Result is in [bLength, bytes.size()].
[[nodiscard]] std::size_t totalExtent(ByteView bytes);

// The first offset from `offset` on, walking from descriptor to descriptor, at which a configuration header stands;
// bytes.size() when there is none. Resynchronizes where the walk meets an impossible length.
[[nodiscard]] std::size_t findConfiguration(ByteView bytes, std::size_t offset);

// The same after lengths could not be believed: looks at every byte, but only takes a header whose total is
// possible too, since any two bytes may look like one.
[[nodiscard]] std::size_t resynchronize(ByteView bytes, std::size_t offset);

} // namespace wb::usb
