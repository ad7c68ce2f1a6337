// SPDX-License-Identifier: GPL-3.0-or-later
// The steps that every command with a DEVICE begins with, and the sizes a device's endpoints suggest.
// Thread: that of the QCoreApplication. Errors: told on stderr here, and returned as the exit code.
#pragma once

#include "app/cli/device_match.h"
#include "app/cli/session.h"
#include "core/usb/risk.h"

namespace wb::cli {

template <class T> using OrExit = tl::expected<T, ExitCode>;

// Finds the device.
[[nodiscard]] OrExit<usb::DevicePtr> findTarget(Session& session, const DeviceSelector& selector);
// Asks for consent where taking the drivers off is due one, begins the log if one was asked for, opens the device.
[[nodiscard]] ExitCode openFound(Session& session, const usb::DevicePtr& device, const TargetOptions& target);
// Finds the device, opens it as openFound() does.
[[nodiscard]] OrExit<usb::DevicePtr> openTarget(Session& session, const TargetOptions& target);

struct EndpointTarget {
    usb::DevicePtr device;
    usb::EndpointInfo endpoint;
    std::uint8_t interfaceNumber = 0;
    std::uint8_t alternate = 0; // the one of --alt, else the first that has the endpoint
    std::uint32_t bytesPerInterval = 0; // never 0
};
struct EndpointUse {
    std::string_view packetsOption; // what was given that only isochronous endpoints take: "--packets"
    bool isConfirmed = false; // --yes was given
    bool shortIsError = false; // --short-is-error was given, which isochronous endpoints do not take
};
// Finds the device and its endpoints, asks for consent where it is due, opens, claims what --alt asks for.
[[nodiscard]] OrExit<std::vector<EndpointTarget>> openEndpoints(Session& session, const TargetOptions& target,
    std::span<const usb::EndpointAddress> endpoints, const EndpointUse& use);
// The same for one endpoint.
[[nodiscard]] OrExit<EndpointTarget> openEndpoint(
    Session& session, const TargetOptions& target, usb::EndpointAddress endpoint, const EndpointUse& use);

// Success when it may go out (P74); else the reason and what to do have been told on stderr.
[[nodiscard]] ExitCode checkRisk(Session& session, const usb::DeviceInfo& device, std::string_view operation,
    const usb::RiskAssessment& assessment, bool isConfirmed);

// Splits `bytes` evenly over at most `packets` packets; the last takes what is left. Nothing to split: no packets.
[[nodiscard]] std::vector<std::uint32_t> packetLengths(std::uint32_t bytes, std::uint32_t packets);

// Reads a whole file of at most `limit` bytes. Errors: file errors, InvalidArgument when it is larger.
[[nodiscard]] Result<Bytes> readFile(const std::string& path, std::size_t limit);
// The payload's bytes, from the file when it names one.
[[nodiscard]] OrExit<Bytes> loadPayload(Session& session, const Payload& payload, std::size_t limit);

// Tells a transfer's bad end on stderr; the exit code of its status, or Interrupted.
[[nodiscard]] ExitCode judge(
    Session& session, const usb::DeviceInfo& device, std::string_view operation, const usb::TransferResult& result);

} // namespace wb::cli
