// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/transfer.h"

namespace wb::usb {
namespace {

constexpr auto kAllStatuses = std::to_array<TransferStatus>({ TransferStatus::Completed, TransferStatus::Error,
    TransferStatus::TimedOut, TransferStatus::Cancelled, TransferStatus::Stall, TransferStatus::NoDevice,
    TransferStatus::Overflow, TransferStatus::SubmitFailed, TransferStatus::Pending });

// Linux errno values by number: a capture means the same on every system that opens it.
enum LinuxErrno : std::int32_t {
    kEnoent = 2,
    kEio = 5,
    kEnodev = 19,
    kEpipe = 32,
    kEproto = 71,
    kEoverflow = 75,
    kEconnreset = 104,
    kEshutdown = 108,
    kEtimedout = 110,
    kEinprogress = 115,
    kEremoteio = 121
};

} // namespace

std::string_view toString(TransferStatus status)
{
    switch (status) {
    case TransferStatus::Completed:
        return "completed";
    case TransferStatus::Error:
        return "error";
    case TransferStatus::TimedOut:
        return "timed-out";
    case TransferStatus::Cancelled:
        return "cancelled";
    case TransferStatus::Stall:
        return "stall";
    case TransferStatus::NoDevice:
        return "no-device";
    case TransferStatus::Overflow:
        return "overflow";
    case TransferStatus::SubmitFailed:
        return "submit-failed";
    case TransferStatus::Pending:
        return "pending";
    }
    return "unknown";
}

std::optional<TransferStatus> parseTransferStatus(std::string_view word)
{
    for (const TransferStatus status : kAllStatuses) {
        if (toString(status) == word)
            return status;
    }
    return std::nullopt;
}

std::int32_t toUsbmonStatus(TransferStatus status)
{
    switch (status) {
    case TransferStatus::Completed:
        return 0;
    case TransferStatus::Error:
        return -kEproto;
    case TransferStatus::TimedOut:
        return -kEtimedout;
    case TransferStatus::Cancelled:
        return -kEnoent;
    case TransferStatus::Stall:
        return -kEpipe;
    case TransferStatus::NoDevice:
        return -kEnodev;
    case TransferStatus::Overflow:
        return -kEoverflow;
    case TransferStatus::SubmitFailed:
        return -kEio;
    case TransferStatus::Pending:
        return -kEinprogress;
    }
    return -kEproto;
}

TransferStatus fromUsbmonStatus(std::int32_t status)
{
    switch (status) {
    case 0:
    case -kEremoteio: // short, and the driver had asked for that to be an error: the data is good (P27)
        return TransferStatus::Completed;
    case -kEtimedout:
        return TransferStatus::TimedOut;
    case -kEnoent: // unlinked and waited for
    case -kEconnreset: // unlinked without waiting
        return TransferStatus::Cancelled;
    case -kEpipe:
        return TransferStatus::Stall;
    case -kEnodev:
    case -kEshutdown: // the host controller or the device is gone
        return TransferStatus::NoDevice;
    case -kEoverflow:
        return TransferStatus::Overflow;
    case -kEinprogress:
        return TransferStatus::Pending;
    default:
        return TransferStatus::Error;
    }
}

} // namespace wb::usb
