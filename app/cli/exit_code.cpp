// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exit_code.h"

namespace wb::cli {

ExitCode exitCodeFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::AccessDenied:
        return ExitCode::AccessDenied;
    case ErrorKind::Busy:
        return ExitCode::Busy;
    case ErrorKind::Disconnected:
        return ExitCode::Disconnected;
    case ErrorKind::InvalidArgument:
    case ErrorKind::ReadOnly:
        return ExitCode::Usage;
    case ErrorKind::Cancelled:
        return ExitCode::Interrupted;
    case ErrorKind::NotFound:
    case ErrorKind::Timeout:
    case ErrorKind::Stall:
    case ErrorKind::Unsupported:
    case ErrorKind::OutOfMemory:
    case ErrorKind::NoSpace:
    case ErrorKind::Malformed:
    case ErrorKind::Io:
    case ErrorKind::Internal:
        return ExitCode::Failed;
    }
    return ExitCode::Failed;
}

ExitCode exitCodeFor(usb::TransferStatus status)
{
    switch (status) {
    case usb::TransferStatus::Completed:
        return ExitCode::Success;
    case usb::TransferStatus::NoDevice:
        return ExitCode::Disconnected;
    case usb::TransferStatus::Error:
    case usb::TransferStatus::TimedOut:
    case usb::TransferStatus::Cancelled:
    case usb::TransferStatus::Stall:
    case usb::TransferStatus::Overflow:
    case usb::TransferStatus::SubmitFailed:
    case usb::TransferStatus::Pending:
        return ExitCode::Failed;
    }
    return ExitCode::Failed;
}

} // namespace wb::cli
