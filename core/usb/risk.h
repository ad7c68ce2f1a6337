// SPDX-License-Identifier: GPL-3.0-or-later
// Why sending something, or taking a device from the operating system, could do harm, and whether it may be done (P74).
// Source of truth: the policy below, which tests/unit/usb/tst_risk.cpp has line by line.
// Thread: any; pure functions. Errors: none.
#pragma once

#include "core/usb/device_info.h"
#include "core/usb/transfer.h"

namespace wb::usb {

enum class Risk : std::uint8_t { None, Confirm, Forbidden };
struct RiskAssessment {
    Risk risk = Risk::None;
    std::string reason; // one sentence for the person; empty when risk is None
};

// Control requests. The policy, first match wins:
//   Forbidden  SET_ADDRESS: the host loses the device and the bus may carry two with one address.
//   None       every other request that reads (direction IN and not a standard "set" request).
//   Confirm    SET_CONFIGURATION (P55), SET_DESCRIPTOR, SET_FIRMWARE_STATUS, the timing requests that belong to
//              the host (SET_SEL, SET_ISOCH_DELAY), SET_FEATURE of TEST_MODE or of a feature that is not
//              known to be harmless, standard requests this program does not know;
//              every write to a device with a hub (09) or mass storage (08) class: other devices or files suffer;
//              class writes to devices with class fe (firmware upgrade), or ff without HID, and to a HID device when
//              they set a feature report, which devices keep; vendor and reserved writes: they may be permanent.
//   None       SET_INTERFACE, CLEAR_FEATURE, harmless features, other class writes (a keyboard's lamps).
// `deviceClasses`: the class codes of the device and of its interfaces.
[[nodiscard]] RiskAssessment assessRisk(const SetupPacket& setup, std::span<const std::uint8_t> deviceClasses);

// OUT endpoints. Confirm when the endpoint belongs to a mass storage interface, in whatever alternate setting: what
// goes there is a command to the disk, or data it stores. Every other endpoint: None.
[[nodiscard]] RiskAssessment assessRisk(EndpointAddress endpoint, const DeviceInfo& device);

// Whichever of the two the request is.
[[nodiscard]] RiskAssessment assessRisk(const TransferRequest& request, const DeviceInfo& device);

// What is done to a device by the operating system's means, past any single request.
enum class Intervention : std::uint8_t { DetachDriver, Reset, Configure };

// The policy:
//   Confirm  DetachDriver, of a device with an interface that the system uses for everybody: keyboards and mice (03),
//            disks (08), hubs (09), network and serial connections (02, 0a, e0). By class, not by the driver of the
//            moment: drivers bind after a device has arrived, and nobody tells.
//            Reset and Configure, of any device: they end what every program does with it (P46, P55).
//   None     DetachDriver of every other device.
// With an interface, which has to be of the active configuration: what that one is used for.
[[nodiscard]] RiskAssessment assessRisk(
    Intervention intervention, const DeviceInfo& device, std::optional<std::uint8_t> interfaceNumber = {});

// What goes out while nothing may be changed: IN endpoints, and control requests that read and do not set anything by
// their code, as assessRisk has it. What a device does with a vendor's request that reads, only its maker knows.
[[nodiscard]] bool isReading(const TransferRequest& request);

} // namespace wb::usb
