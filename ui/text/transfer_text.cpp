// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/transfer_text.h"

#include "core/descriptors/usb_ids.h"
#include "core/usb/risk.h"
#include "ui/text/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace wb::ui::text {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wb::ui::text)
};

QString descriptorName(std::uint8_t type)
{
    switch (type) {
    case 1:
        return Words::tr("device");
    case 2:
        return Words::tr("configuration");
    case 3:
        return Words::tr("string");
    case 6:
        return Words::tr("device qualifier");
    case 7:
        return Words::tr("other speed configuration");
    case 0x0f:
        return Words::tr("BOS");
    case 0x21:
        return Words::tr("HID");
    case 0x22:
        return Words::tr("HID report");
    case 0x29:
    case 0x2a:
        return Words::tr("hub");
    default:
        return hexNumber(type, 2);
    }
}

} // namespace

QString sentence(const usb::SetupPacket& setup)
{
    return fromStd(usb::describe(setup, descriptors::UsbIds::system().language(setup.wIndex)));
}

QByteArray toByteArray(ByteView bytes)
{
    QByteArray out(static_cast<qsizetype>(bytes.size()), Qt::Uninitialized);
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

Bytes toBytes(const QByteArray& bytes) { return { bytes.begin(), bytes.end() }; }

QString statusWord(usb::TransferStatus status)
{
    switch (status) {
    case usb::TransferStatus::Completed:
        return Words::tr("completed");
    case usb::TransferStatus::Error:
        return Words::tr("bus error");
    case usb::TransferStatus::TimedOut:
        return Words::tr("timed out");
    case usb::TransferStatus::Cancelled:
        return Words::tr("cancelled");
    case usb::TransferStatus::Stall:
        return Words::tr("stalled");
    case usb::TransferStatus::NoDevice:
        return Words::tr("device gone");
    case usb::TransferStatus::Overflow:
        return Words::tr("overflow");
    case usb::TransferStatus::SubmitFailed:
        return Words::tr("not sent");
    case usb::TransferStatus::Pending:
        return Words::tr("pending");
    }
    return Words::tr("unknown");
}

Tone statusTone(usb::TransferStatus status)
{
    switch (status) {
    case usb::TransferStatus::Completed:
        return Tone::Good;
    case usb::TransferStatus::TimedOut:
    case usb::TransferStatus::Cancelled:
        return Tone::Warning;
    case usb::TransferStatus::Error:
    case usb::TransferStatus::Stall:
    case usb::TransferStatus::NoDevice:
    case usb::TransferStatus::Overflow:
    case usb::TransferStatus::SubmitFailed:
        return Tone::Bad;
    case usb::TransferStatus::Pending:
        return Tone::Muted;
    }
    return Tone::Neutral;
}

QString statusAdvice(usb::TransferStatus status, usb::TransferType type)
{
    switch (status) {
    case usb::TransferStatus::Stall:
        return type == usb::TransferType::Control
            ? Words::tr("The device refused this request. Check the request, its value and its length; "
                        "nothing has to be recovered.")
            : Words::tr("The endpoint is halted and refuses everything until it is recovered "
                        "(Recover endpoint).");
    case usb::TransferStatus::TimedOut:
        return Words::tr("The device did not answer in time. Allow more time, or check that it has something to say; "
                         "bytes that did arrive are shown.");
    case usb::TransferStatus::NoDevice:
        return Words::tr(
            "The device was unplugged, or another program has reset it. See that it is listed, then repeat.");
    case usb::TransferStatus::Overflow:
        return Words::tr("The device sent more than was asked for. Ask for a multiple of the packet size.");
    case usb::TransferStatus::Error:
        return Words::tr("The transfer failed on the bus. Check the cable and the hub, or reset the device.");
    case usb::TransferStatus::Completed:
    case usb::TransferStatus::Cancelled:
    case usb::TransferStatus::SubmitFailed:
    case usb::TransferStatus::Pending:
        return {};
    }
    return {};
}

QString resultAdvice(const usb::TransferResult& result, usb::TransferType type)
{
    if (result.isReset)
        return Words::tr("The device is still attached, but another program, or the kernel, has reset it. Repeat: what "
                         "is needed is claimed again.");
    const QString advice = statusAdvice(result.status, type);
    return result.detail.empty() ? advice : (safe(result.detail) + QLatin1Char(' ') + advice).trimmed();
}

QString resultAdvice(const usb::TransferRequest& request, const usb::TransferResult& result)
{
    const bool isShort = result.actualLength < request.requestedBytes();
    if (request.shortIsError && isShort && result.status == usb::TransferStatus::Error)
        return Words::tr(
            "Less came than was asked for, which counts as an error here; what came is shown. If the device "
            "meant to send it all, check the cable and the hub.");
    return resultAdvice(result, request.type);
}

QString typeWord(usb::TransferType type)
{
    switch (type) {
    case usb::TransferType::Control:
        return Words::tr("control");
    case usb::TransferType::Isochronous:
        return Words::tr("isochronous");
    case usb::TransferType::Bulk:
        return Words::tr("bulk");
    case usb::TransferType::Interrupt:
        return Words::tr("interrupt");
    }
    return Words::tr("unknown");
}

QString directionWord(bool isIn) { return isIn ? Words::tr("IN") : Words::tr("OUT"); }

QString exactBytes(std::uint64_t bytes)
{
    return bytes == 1 ? Words::tr("1 byte") : Words::tr("%1 bytes").arg(count(bytes));
}

QString hexPreview(ByteView bytes, std::size_t most)
{
    const std::string shown = formatHex(slice(bytes, 0, most));
    QString out = fromStd(shown);
    if (bytes.size() > most)
        out += QStringLiteral(" …");
    return out;
}

QString printable(ByteView bytes) { return safe(std::string(bytes.begin(), bytes.end())); }

QString setupSummary(const usb::SetupPacket& setup)
{
    if (setup.type() == usb::RequestType::Standard) {
        const std::string_view name = usb::standardRequestName(setup.bRequest);
        if (name.empty())
            return Words::tr("standard %1").arg(hexNumber(setup.bRequest, 2));
        const QString known = fromStd(name);
        const auto code = static_cast<usb::StandardRequest>(setup.bRequest);
        if (code == usb::StandardRequest::GetDescriptor || code == usb::StandardRequest::SetDescriptor)
            return known + QLatin1Char(' ') + descriptorName(static_cast<std::uint8_t>(setup.wValue >> 8));
        return known;
    }
    const std::string_view kind = usb::toString(setup.type());
    return fromStd(kind) + QLatin1Char(' ') + hexNumber(setup.bRequest, 2);
}

QString loggedDevice(const capture::LoggedDevice& device)
{
    QString name = safe(device.product);
    if (name.isEmpty() && device.descriptor.raw.size() >= 12)
        name = fromStd(usb::formatVidPid(device.descriptor.vendorId, device.descriptor.productId));
    const QString place = device.interfaceName.empty() ? QStringLiteral("%1.%2").arg(device.bus).arg(device.address)
                                                       : safe(device.interfaceName);
    return name.isEmpty() ? place : QStringLiteral("%1 (%2)").arg(name, place);
}

QString detachWarning(const usb::DeviceInfo& device, std::optional<std::uint8_t> interfaceNumber)
{
    return fromStd(usb::assessRisk(usb::Intervention::DetachDriver, device, interfaceNumber).reason);
}

QString streamPhaseWord(const engine::StreamStatus& status)
{
    switch (status.phase) {
    case engine::StreamPhase::Starting:
        return Words::tr("starting");
    case engine::StreamPhase::Running:
        return Words::tr("running");
    case engine::StreamPhase::Recovering:
        return Words::tr("recovering");
    case engine::StreamPhase::Stopping:
        return Words::tr("stopping");
    case engine::StreamPhase::Stopped:
        return status.stopReason.empty() ? Words::tr("stopped") : safe(status.stopReason);
    }
    return {};
}

QString streamFindings(const engine::StreamStatus& status)
{
    QStringList parts;
    if (const auto& first = status.firstDifference)
        parts << Words::tr("differs at byte %1: %2 instead of %3")
                     .arg(count(first->offset), hexNumber(first->actual, 2), hexNumber(first->expected, 2));
    else if (status.config.expected)
        parts << Words::tr("%1 as expected").arg(bytes(status.comparedBytes));
    if (status.patternAt)
        parts << Words::tr("pattern at byte %1").arg(count(*status.patternAt));
    if (status.config.sink == engine::StreamSink::File)
        parts << Words::tr("%1 in the file").arg(bytes(status.fileBytes));
    return parts.join(QStringLiteral(" · "));
}

QString streamTransport(const engine::StreamStatus& status)
{
    QStringList parts;
    if (status.config.bulkStream > 0)
        parts << Words::tr("bulk stream %1 of %2").arg(count(status.config.bulkStream), count(status.bulkStreams));
    if (status.config.wantsDeviceMemory && status.transfers > 0)
        parts << (status.usesDeviceMemory ? Words::tr("zero-copy buffers, shared with the kernel")
                                          : Words::tr("no zero-copy buffers here: the data is copied"));
    return parts.join(QStringLiteral(" · "));
}

Tone streamTone(const engine::StreamStatus& status)
{
    if (status.firstDifference)
        return Tone::Bad;
    if (status.isActive())
        return status.phase == engine::StreamPhase::Running ? Tone::Good : Tone::Neutral;
    return status.error ? Tone::Bad : Tone::Muted;
}

} // namespace wb::ui::text
