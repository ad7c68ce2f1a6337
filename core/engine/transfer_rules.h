// SPDX-License-Identifier: GPL-3.0-or-later
// Wrong use refused before a backend sees it, and what a right use needs first.
// Source of truth: USB 2.0 §5, §9.6.6; libusb's limits (P24, P32, P34).
// Thread: any; pure functions. Errors: InvalidArgument / NotFound with what to do instead.
#pragma once

#include "core/engine/device_control.h"

namespace wb::engine {

// The largest sizes a person may ask for in one transfer; keeps a typing slip from eating the memory.
inline constexpr std::uint32_t kMaxControlBytes = 4096; // Linux usbfs (P24)
inline constexpr std::uint32_t kMaxTransferBytes = 64U << 20;
inline constexpr std::uint32_t kMaxIsoPackets = 128; // one URB (P34); more would be split
inline constexpr std::uint32_t kMaxStreamDepth = 1024;
inline constexpr std::uint32_t kMaxBulkStream = 0xfffd; // those above it have a meaning of their own, USB 3.2 §8.12.1.4
inline constexpr std::uint32_t kFewestBulkStreams = 2; // Linux usbfs allocates no single one

struct EndpointPlan {
    Needs needs;
    usb::EndpointInfo endpoint;
};

// Finds the endpoint in the active configuration: in the selected alternate settings first, then in others.
[[nodiscard]] Result<EndpointPlan> planEndpoint(
    const usb::DeviceInfo& device, std::span<const InterfaceState> interfaces, usb::EndpointAddress endpoint);

// Checks one transfer and says what it needs.
[[nodiscard]] Result<Needs> planTransfer(
    const usb::DeviceInfo& device, std::span<const InterfaceState> interfaces, const usb::TransferRequest& request);

struct StreamPlan {
    EndpointPlan endpoint;
    StreamConfig config; // defaults filled in, IN sizes rounded up to whole packets (P25)
    std::vector<std::uint32_t> packetLengths; // isochronous: of each packet of a transfer
    Nanoseconds intervalTime { 0 }; // isochronous: from one packet to the next
    std::uint32_t bulkStreams = 0; // allocated, when it goes through one; known before it starts
};
[[nodiscard]] Result<StreamPlan> planStream(
    const usb::DeviceInfo& device, std::span<const InterfaceState> interfaces, const StreamConfig& config);

} // namespace wb::engine
