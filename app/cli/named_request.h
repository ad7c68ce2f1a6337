// SPDX-License-Identifier: GPL-3.0-or-later
// Requests by their names in the specifications, as the control command takes and tells them.
// Source of truth: core/requests. Thread: any; pure.
// Errors: InvalidArgument that says which word is wrong and what it can be; what was typed is escaped in it.
#pragma once

#include "app/cli/json.h"
#include "app/cli/options.h"
#include "core/requests/answer.h"

namespace wb::cli {

// The request with the parameters of --set; what they leave open is the catalogue's standard value.
// REQUIRES: options.requestName. Errors: no such request, none that suits the device, a wrong parameter.
[[nodiscard]] Result<requests::Built> namedRequest(
    const usb::DeviceInfo& device, const ControlOptions& options, Bytes payload);

// What a transfer's document has besides when the request was named: its name, setup packet and decoded answer.
[[nodiscard]] Json namedAnswer(
    const usb::TransferRequest& request, const usb::DeviceInfo& device, std::span<const descriptors::Node> decoded);

// The requests that suit the device, with what their parameters are and can be.
[[nodiscard]] Json requestsDocument(const usb::DeviceInfo& device); // usb-workbench.requests/1
[[nodiscard]] std::string requestsText(const usb::DeviceInfo& device);

} // namespace wb::cli
