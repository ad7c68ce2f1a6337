// SPDX-License-Identifier: GPL-3.0-or-later
// How the reports of a HID interface travel: its interrupt endpoints, and the class requests GET_REPORT and SET_REPORT.
// Source of truth: HID 1.11 §4.4 (endpoints: OUT is optional, and output reports go there when it exists), §7.2.1 and
// §7.2.2 (requests: type and ID in wValue), §8.4 (one report a transfer).
// Units: bytes, with the ID where there is one. Thread: any; pure functions. Errors: nothing for what is no HID
// interface.
#pragma once

#include "core/descriptors/hid_report.h"
#include "core/usb/device_info.h"
#include "core/usb/transfer.h"

namespace wb::descriptors {

struct HidTransport {
    std::uint8_t interfaceNumber = 0;
    std::optional<usb::EndpointInfo> in; // interrupt; none: the interface breaks HID 1.11 §4.4
    std::optional<usb::EndpointInfo> out;
};

// Of the active configuration, in the first alternate setting that is HID.
[[nodiscard]] std::optional<HidTransport> hidTransport(const usb::DeviceInfo& device, std::uint8_t interfaceNumber);
[[nodiscard]] std::vector<HidTransport> hidTransports(const usb::DeviceInfo& device);

// What a transfer must take to hold any input report: whole packets, at least one.
[[nodiscard]] std::uint32_t inputTransferBytes(const HidReportMap& map, const usb::EndpointInfo& in);

[[nodiscard]] usb::TransferRequest readInputRequest(const HidReportMap& map, const usb::EndpointInfo& in);
[[nodiscard]] usb::TransferRequest getReportRequest(const HidTransport& transport, const HidReport& report);
// An output report by the interrupt OUT endpoint where there is one, all else by SET_REPORT. `bytes`: as transferred.
[[nodiscard]] usb::TransferRequest setReportRequest(
    const HidTransport& transport, const HidReport& report, Bytes bytes);

} // namespace wb::descriptors
