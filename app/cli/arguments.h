// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the text of one argument into a value, or says exactly what is wrong with it.
// Thread: any; pure. Errors: InvalidArgument with operation "read <name>" and one sentence in detail; what was
// typed is escaped in it.
#pragma once

#include "app/cli/options.h"

namespace wb::cli {

[[nodiscard]] Result<std::uint64_t> parseNumber(
    std::string_view name, std::string_view text, std::uint64_t min, std::uint64_t max);
// "2", "0.5": more than 0, at most a year.
[[nodiscard]] Result<std::chrono::nanoseconds> parseSeconds(std::string_view name, std::string_view text);
[[nodiscard]] Result<Bytes> parseHexBytes(std::string_view name, std::string_view text);
[[nodiscard]] Result<DeviceSelector> parseDevice(std::string_view text);
// A vendor or product id: "fffe", "0xfffe".
[[nodiscard]] Result<std::uint16_t> parseDeviceId(std::string_view name, std::string_view text);
// Not endpoint 0: control transfers have their own command.
[[nodiscard]] Result<usb::EndpointAddress> parseEndpoint(std::string_view text);
// A number, or a standard request's name in any case: "GET_DESCRIPTOR".
[[nodiscard]] Result<std::uint8_t> parseRequest(std::string_view text);
// "fffe:0001" or "1.4".
[[nodiscard]] Result<SourceSelector> parseSource(std::string_view text);

} // namespace wb::cli
