// SPDX-License-Identifier: GPL-3.0-or-later
// Raw descriptor bytes as a snapshot of one device: what other programs and sysfs keep in files.
// Source of truth: sysfs-bus-usb (`descriptors`: the device descriptor, then each configuration), USB 2.0 §9.6.
// Thread: any; pure. Errors: Malformed when the bytes are empty or begin like nothing that was asked for.
#pragma once

#include "core/snapshot/snapshot.h"

namespace wb::snapshot {

inline constexpr std::size_t kMaxImportBytes = std::size_t { 16 } << 20;

enum class ImportKind : std::uint8_t {
    Guessed, // by the first descriptor: a device descriptor, a configuration, a BOS
    Descriptors, // a device descriptor with its configurations, or a configuration alone
    Bos,
    HidReport // of interface 0
};

// By the first bytes, which Guessed accepts then.
[[nodiscard]] bool looksLikeDescriptors(ByteView start);
[[nodiscard]] Result<Snapshot> importBytes(ByteView bytes, ImportKind kind);

} // namespace wb::snapshot
