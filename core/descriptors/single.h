// SPDX-License-Identifier: GPL-3.0-or-later
// One descriptor's bytes into one node without children.
// Input is hostile: a descriptor that claims more bytes than there are is decoded as far as they go.
// Thread: any; no state. Errors: never fails; what is wrong becomes a Diagnostic.
#pragma once

#include "core/descriptors/registry.h"

namespace wb::descriptors {

inline constexpr std::uint8_t kClassSpecificInterface = 0x24;
inline constexpr std::uint8_t kClassSpecificEndpoint = 0x25;

// The descriptor at the front of `rest`, which stands at `base`. REQUIRES: rest.size() >= 2 && rest[0] >= 2.
[[nodiscard]] Node decodeDescriptor(ByteView rest, std::size_t base, const Context& context);

// The same by an entry that is not in the registry, because the descriptor's type does not tell what it is.
[[nodiscard]] Node decodeDescriptorAs(const Entry& entry, ByteView rest, std::size_t base, const Context& context);

// All of `bytes` as one node: nothing after a bLength of 0 or 1 can be told apart (P69). REQUIRES: !bytes.empty().
[[nodiscard]] Node decodeUnreadable(ByteView bytes, std::size_t base, const Context& context);

} // namespace wb::descriptors
