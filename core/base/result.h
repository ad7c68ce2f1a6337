// SPDX-License-Identifier: GPL-3.0-or-later
// The error channel for operations that failed: Result<T> and Error.
// A bad transfer status is not an Error (it is data in a TransferRecord), nor is a malformed
// descriptor (it is a Diagnostic on its node).
// Thread: any; plain values.
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace wb {

// What the caller can do about it; the only part of an Error that code may branch on.
enum class ErrorKind : std::uint8_t {
    AccessDenied,
    Busy,
    NotFound,
    Disconnected,
    Timeout,
    Stall,
    Unsupported,
    InvalidArgument,
    OutOfMemory,
    NoSpace,
    Malformed,
    Cancelled,
    ReadOnly, // the person has switched off everything that changes a device
    Io,
    Internal
};

struct Error {
    ErrorKind kind = ErrorKind::Internal;
    int code = 0; // libusb_error or errno, 0 if none; for diagnostics only
    std::string operation; // what was being done: "claim interface 2"
    std::string detail; // to what, and what was seen: "1-1.2 fffe:0001", "line 3: ..."

    bool operator==(const Error&) const = default;
};

template <class T> using Result = tl::expected<T, Error>;
using Status = Result<void>;

// Short stable word for a kind: "access denied", "busy", ...
[[nodiscard]] std::string_view toString(ErrorKind kind);

// One line: "claim interface 2: busy (1-1.2: held by usbhid)".
[[nodiscard]] std::string describe(const Error& error);

[[nodiscard]] inline tl::unexpected<Error> fail(
    ErrorKind kind, std::string operation, std::string detail = {}, int code = 0)
{
    return tl::unexpected<Error>(Error { kind, code, std::move(operation), std::move(detail) });
}

} // namespace wb
