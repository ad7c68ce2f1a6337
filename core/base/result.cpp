// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

namespace wb {

std::string_view toString(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::AccessDenied:
        return "access denied";
    case ErrorKind::Busy:
        return "busy";
    case ErrorKind::NotFound:
        return "not found";
    case ErrorKind::Disconnected:
        return "device disconnected";
    case ErrorKind::Timeout:
        return "timed out";
    case ErrorKind::Stall:
        return "stalled";
    case ErrorKind::Unsupported:
        return "not supported";
    case ErrorKind::InvalidArgument:
        return "invalid argument";
    case ErrorKind::OutOfMemory:
        return "out of memory";
    case ErrorKind::NoSpace:
        return "no space left";
    case ErrorKind::Malformed:
        return "malformed";
    case ErrorKind::Cancelled:
        return "cancelled";
    case ErrorKind::ReadOnly:
        return "read-only mode is on";
    case ErrorKind::Io:
        return "input/output error";
    case ErrorKind::Internal:
        return "internal error";
    }
    return "unknown error";
}

std::string describe(const Error& error)
{
    std::string text = error.operation.empty() ? std::string() : error.operation + ": ";
    text += toString(error.kind);
    if (!error.detail.empty())
        text += " (" + error.detail + ")";
    return text;
}

} // namespace wb
