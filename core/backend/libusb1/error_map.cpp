// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/error_map.h"

#include "core/backend/libusb1/log_lines.h"

#include <libusb.h>

#include <cerrno>

namespace wb::backend {

ErrorKind errorKind(int libusbCode)
{
    switch (static_cast<libusb_error>(libusbCode)) {
    case LIBUSB_ERROR_IO:
    case LIBUSB_ERROR_OVERFLOW:
    case LIBUSB_ERROR_OTHER:
        return ErrorKind::Io;
    case LIBUSB_ERROR_INVALID_PARAM:
        return ErrorKind::InvalidArgument;
    case LIBUSB_ERROR_ACCESS:
        return ErrorKind::AccessDenied;
    case LIBUSB_ERROR_NO_DEVICE:
        return ErrorKind::Disconnected;
    case LIBUSB_ERROR_NOT_FOUND:
        return ErrorKind::NotFound;
    case LIBUSB_ERROR_BUSY:
        return ErrorKind::Busy;
    case LIBUSB_ERROR_TIMEOUT:
        return ErrorKind::Timeout;
    case LIBUSB_ERROR_PIPE:
        return ErrorKind::Stall;
    case LIBUSB_ERROR_INTERRUPTED:
        return ErrorKind::Cancelled;
    case LIBUSB_ERROR_NO_MEM:
        return ErrorKind::OutOfMemory;
    case LIBUSB_ERROR_NOT_SUPPORTED:
        return ErrorKind::Unsupported;
    case LIBUSB_SUCCESS:
        return ErrorKind::Internal;
    }
    return ErrorKind::Internal;
}

usb::TransferStatus transferStatus(int libusbStatus)
{
    switch (static_cast<libusb_transfer_status>(libusbStatus)) {
    case LIBUSB_TRANSFER_COMPLETED:
        return usb::TransferStatus::Completed;
    case LIBUSB_TRANSFER_ERROR:
        return usb::TransferStatus::Error;
    case LIBUSB_TRANSFER_TIMED_OUT:
        return usb::TransferStatus::TimedOut;
    case LIBUSB_TRANSFER_CANCELLED:
        return usb::TransferStatus::Cancelled;
    case LIBUSB_TRANSFER_STALL:
        return usb::TransferStatus::Stall;
    case LIBUSB_TRANSFER_NO_DEVICE:
        return usb::TransferStatus::NoDevice;
    case LIBUSB_TRANSFER_OVERFLOW:
        return usb::TransferStatus::Overflow;
    }
    return usb::TransferStatus::Error;
}

usb::SystemError systemErrorOf(int libusbCode)
{
    switch (static_cast<libusb_error>(libusbCode)) {
    case LIBUSB_ERROR_IO:
        return { EIO, "EIO" };
    case LIBUSB_ERROR_INVALID_PARAM:
        return { EINVAL, "EINVAL" };
    case LIBUSB_ERROR_ACCESS:
        return { EACCES, "EACCES" };
    case LIBUSB_ERROR_NO_DEVICE:
        return { ENODEV, "ENODEV" };
    case LIBUSB_ERROR_NOT_FOUND:
        return { ENOENT, "ENOENT" };
    case LIBUSB_ERROR_BUSY:
        return { EBUSY, "EBUSY" };
    case LIBUSB_ERROR_TIMEOUT:
        return { ETIMEDOUT, "ETIMEDOUT" };
    case LIBUSB_ERROR_OVERFLOW:
        return { EOVERFLOW, "EOVERFLOW" };
    case LIBUSB_ERROR_PIPE:
        return { EPIPE, "EPIPE" };
    case LIBUSB_ERROR_INTERRUPTED:
        return { EINTR, "EINTR" };
    case LIBUSB_ERROR_NO_MEM:
        return { ENOMEM, "ENOMEM" };
    case LIBUSB_ERROR_NOT_SUPPORTED:
        return { ENOSYS, "ENOSYS" };
    case LIBUSB_ERROR_OTHER:
    case LIBUSB_SUCCESS:
        return {};
    }
    return {};
}

usb::SystemError systemErrorOfStatus(int libusbStatus)
{
    switch (static_cast<libusb_transfer_status>(libusbStatus)) {
    case LIBUSB_TRANSFER_ERROR:
    case LIBUSB_TRANSFER_STALL:
        return { EIO, "EIO" };
    case LIBUSB_TRANSFER_TIMED_OUT:
        return { ETIMEDOUT, "ETIMEDOUT" };
    case LIBUSB_TRANSFER_CANCELLED:
        return { EAGAIN, "EAGAIN" };
    case LIBUSB_TRANSFER_NO_DEVICE:
        return { ENODEV, "ENODEV" };
    case LIBUSB_TRANSFER_OVERFLOW:
        return { EOVERFLOW, "EOVERFLOW" };
    case LIBUSB_TRANSFER_COMPLETED:
        return {};
    }
    return {};
}

usb::Speed speedOf(int libusbSpeed)
{
    switch (static_cast<libusb_speed>(libusbSpeed)) {
    case LIBUSB_SPEED_UNKNOWN:
        return usb::Speed::Unknown;
    case LIBUSB_SPEED_LOW:
        return usb::Speed::Low;
    case LIBUSB_SPEED_FULL:
        return usb::Speed::Full;
    case LIBUSB_SPEED_HIGH:
        return usb::Speed::High;
    case LIBUSB_SPEED_SUPER:
        return usb::Speed::Super;
    case LIBUSB_SPEED_SUPER_PLUS:
        return usb::Speed::SuperPlus;
    }
    return usb::Speed::Unknown;
}

Error makeError(int libusbCode, std::string operation, std::string subject)
{
    std::string detail = std::move(subject);
    if (!detail.empty())
        detail += ": ";
    detail += libusb_error_name(libusbCode);
    if (const std::string line = takeLogLine(); !line.empty())
        detail += ", " + line;
    return { errorKind(libusbCode), libusbCode, std::move(operation), std::move(detail) };
}

std::string deviceLabel(const usb::DeviceInfo& device)
{
    return usb::toString(device.path) + " "
        + usb::formatVidPid(device.descriptor.vendorId, device.descriptor.productId);
}

} // namespace wb::backend
