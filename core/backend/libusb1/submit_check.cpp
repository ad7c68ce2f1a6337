// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/submit_check.h"

#include <cerrno>
#include <charconv>

namespace wb::backend {

namespace {

tl::unexpected<Error> refuse(const Transfer& transfer, std::string detail)
{
    return fail(ErrorKind::InvalidArgument, submitOperation(transfer), std::move(detail));
}

Status checkControl(const Transfer& transfer)
{
    if (transfer.buffer.size() != transfer.setup.wLength)
        return refuse(transfer,
            "wLength is " + std::to_string(transfer.setup.wLength) + " but the data stage has "
                + std::to_string(transfer.buffer.size()) + " bytes");
    if (transfer.setup.wLength > kMaxControlData)
        return refuse(transfer,
            "wLength " + std::to_string(transfer.setup.wLength) + " is above the system's limit of "
                + std::to_string(kMaxControlData) + " bytes");
    return {};
}

Status checkIsochronous(const Transfer& transfer)
{
    const std::size_t count = transfer.isoPackets.size();
    if (count == 0 || count > kMaxIsoPackets)
        return refuse(transfer,
            std::to_string(count) + " packets; an isochronous transfer has 1 to " + std::to_string(kMaxIsoPackets));
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t requested = transfer.isoPackets[i].requested;
        if (requested > kMaxIsoPacketBytes)
            return refuse(transfer,
                "packet " + std::to_string(i) + " asks for " + std::to_string(requested) + " bytes, the limit is "
                    + std::to_string(kMaxIsoPacketBytes));
        total += requested;
    }
    if (total > transfer.buffer.size())
        return refuse(transfer,
            "the packets need " + std::to_string(total) + " bytes, the buffer has "
                + std::to_string(transfer.buffer.size()));
    return {};
}

std::optional<int> errnoIn(std::string_view detail)
{
    constexpr std::string_view kMark = "errno=";
    const std::size_t mark = detail.rfind(kMark);
    if (mark == std::string_view::npos)
        return std::nullopt;
    int value = 0;
    const char* const end = detail.data() + detail.size();
    if (std::from_chars(detail.data() + mark + kMark.size(), end, value).ec != std::errc {})
        return std::nullopt;
    return value;
}

constexpr std::string_view kMemoryHint
    = "all transfers of all programs share usbfs_memory_mb (16 MB by default, see "
      "/sys/module/usbcore/parameters/usbfs_memory_mb): use fewer or smaller transfers, or raise it";
constexpr std::string_view kBandwidthHint
    = "the bus has no bandwidth left for this endpoint: stop other streams or choose a smaller alternate setting";
constexpr std::string_view kEndpointHint
    = "the endpoint is not in the alternate setting that is selected: select the one that has it";

std::string_view isochronousHint(std::optional<int> systemError)
{
    if (systemError == ENOMEM)
        return kMemoryHint;
    if (systemError == ENOSPC)
        return kBandwidthHint;
    if (systemError == ENOENT)
        return kEndpointHint;
    return "the bus may have no bandwidth left, usbfs_memory_mb may be used up, or the endpoint may not be in "
           "the selected alternate setting";
}

} // namespace

std::string submitOperation(const Transfer& transfer)
{
    if (transfer.type == usb::TransferType::Control)
        return "submit control request";
    return "submit " + std::string(usb::toString(transfer.type)) + " transfer on " + usb::toString(transfer.endpoint);
}

Status checkTransfer(const Transfer& transfer)
{
    if (transfer.buffer.size() > kMaxTransferBytes)
        return refuse(transfer, std::to_string(transfer.buffer.size()) + " bytes are more than a transfer can carry");
    if (transfer.bulkStream != 0 && transfer.type != usb::TransferType::Bulk)
        return refuse(transfer, "only bulk transfers go through bulk streams");
    switch (transfer.type) {
    case usb::TransferType::Control:
        return checkControl(transfer);
    case usb::TransferType::Isochronous:
        return checkIsochronous(transfer);
    case usb::TransferType::Bulk:
    case usb::TransferType::Interrupt:
        return {};
    }
    return {};
}

Error explainSubmitError(Error error, usb::TransferType type)
{
    const std::optional<int> systemError = errnoIn(error.detail);
    const bool isIsochronousIo = type == usb::TransferType::Isochronous && error.kind == ErrorKind::Io;
    if (systemError == ENOMEM)
        error.kind = ErrorKind::OutOfMemory;
    if (isIsochronousIo)
        error.detail += "; " + std::string(isochronousHint(systemError));
    else if (error.kind == ErrorKind::OutOfMemory)
        error.detail += "; " + std::string(kMemoryHint);
    else if (systemError == ENOENT)
        error.detail += "; " + std::string(kEndpointHint);
    return error;
}

} // namespace wb::backend
