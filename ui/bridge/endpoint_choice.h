// SPDX-License-Identifier: GPL-3.0-or-later
// One endpoint of a device's active configuration, with the alternate setting it lives in, and what stands between
// it and a transfer.
// Source of truth: the device's descriptors and the session's selected alternates. Thread: any; plain values.
#pragma once

#include "core/engine/types.h"

#include <QString>

namespace wb::ui {

struct EndpointChoice {
    usb::EndpointInfo endpoint;
    std::uint8_t interfaceNumber = 0;
    std::uint8_t alternate = 0;

    [[nodiscard]] bool isIn() const { return endpoint.address.isIn(); }
    [[nodiscard]] bool isIsochronous() const { return endpoint.type() == usb::TransferType::Isochronous; }
    [[nodiscard]] std::uint32_t packetBytes() const { return endpoint.maxPacketSize & 0x7ffU; }

    [[nodiscard]] bool isPlaceOf(const EndpointChoice& other) const // the same endpoint of the same alternate setting
    {
        return endpoint.address == other.endpoint.address && interfaceNumber == other.interfaceNumber
            && alternate == other.alternate;
    }
};

// The same endpoint of the same device, or none of none.
[[nodiscard]] bool isSamePlace(const usb::DevicePtr& device, const std::optional<EndpointChoice>& choice,
    const usb::DevicePtr& otherDevice, const std::optional<EndpointChoice>& otherChoice);

// All of them, in descriptor order; empty when unconfigured.
[[nodiscard]] std::vector<EndpointChoice> endpointChoices(const usb::DeviceInfo& device);

// `bytes` rounded up to whole packets (P25); itself when the endpoint has no packet size.
[[nodiscard]] std::uint64_t roundToPackets(std::uint64_t bytes, std::uint32_t packetBytes);

// Why nothing can be sent to it now, one sentence; empty when it can. An endpoint that exists only in another
// alternate setting is no obstacle when the session's policy selects it by itself (P36).
[[nodiscard]] QString obstacle(
    const usb::DeviceInfo& device, const EndpointChoice& choice, const engine::SessionState& session);

} // namespace wb::ui
