// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold of a transfer before libusb sees it, and what a refused submit most likely means.
// Source of truth: linux_usbfs.c of libusb 1.0.26 (P24, P34), Linux drivers/usb/core/devio.c.
// Units: bytes. Thread: any; pure. Errors: InvalidArgument naming the offending number and its limit.
#pragma once

#include "core/backend/backend.h"

namespace wb::backend {

inline constexpr std::size_t kMaxControlData = 4096; // libusb and the kernel refuse more (P24)
inline constexpr std::uint32_t kMaxIsoPacketBytes = 98304; // Linux 5.2 and later (P34)
inline constexpr std::size_t kMaxIsoPackets = 16384; // 2 s of microframes; far above what any queue needs
inline constexpr std::size_t kMaxTransferBytes = 0x7fffffff; // libusb counts in int

[[nodiscard]] std::string submitOperation(const Transfer& transfer); // "submit bulk transfer on EP1 IN (0x81)"

[[nodiscard]] Status checkTransfer(const Transfer& transfer);

// Completes the error of a refused submit: a better kind and what to look at, from the errno that is found
// only in libusb's log line (P23, P33).
[[nodiscard]] Error explainSubmitError(Error error, usb::TransferType type);

} // namespace wb::backend
