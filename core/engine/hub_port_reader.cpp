// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/hub_port_reader.h"

#include "core/descriptors/hub_status.h"
#include "core/usb/names.h"

#include <utility>

namespace wb::engine {
namespace {

using usb::TransferStatus;

constexpr std::uint8_t kGetStatus = static_cast<std::uint8_t>(usb::StandardRequest::GetStatus);
constexpr std::uint8_t kGetDescriptor = static_cast<std::uint8_t>(usb::StandardRequest::GetDescriptor);
constexpr std::uint8_t kFromHub = 0xa0; // class request to the device
constexpr std::uint8_t kFromPort = 0xa3; // class request to something else
constexpr std::uint16_t kExtendedStatus = 2; // USB 3.2 Table 10-12, EXT_PORT_STATUS
constexpr std::uint16_t kHubBytes = 71; // with the bitmaps of 255 ports
constexpr std::uint16_t kSuperHubBytes = 12;
constexpr int kMostSilences = 3; // a hub with 255 ports would be waited for minutes

std::uint16_t descriptorTypeOf(usb::Speed hubSpeed)
{
    return static_cast<std::uint16_t>(
        descriptors::isSuperSpeedHub(hubSpeed) ? usb::DescriptorType::SuperSpeedHub : usb::DescriptorType::Hub);
}

// Nothing when the bytes are no hub descriptor of this speed.
std::optional<std::uint8_t> portCountOf(ByteView descriptor, usb::Speed hubSpeed)
{
    if (descriptor.size() < 3 || descriptor[1] != descriptorTypeOf(hubSpeed))
        return std::nullopt;
    return descriptor[2];
}

bool isComplete(const FinishedTransfer& finished) { return finished.result.status == TransferStatus::Completed; }

std::string reasonOf(const usb::TransferResult& result)
{
    std::string reason(toString(result.status));
    if (!result.detail.empty())
        reason += ", " + escapeForDisplay(result.detail);
    return reason;
}

StatusAnswer answerOf(const usb::TransferResult& result)
{
    StatusAnswer answer { result.data, {} };
    if (result.status != TransferStatus::Completed)
        answer.problem = reasonOf(result);
    else if (answer.raw.size() < descriptors::kStatusBytes)
        answer.problem = "the answer is cut short: " + std::to_string(answer.raw.size()) + " of "
            + std::to_string(descriptors::kStatusBytes) + " bytes";
    return answer;
}

} // namespace

HubPortReader::HubPortReader(UsbService& service, usb::DevicePtr hub, QObject* parent)
    : QObject(parent)
    , m_service(service)
    , m_device(std::move(hub))
    , m_wantsExtended(m_device->speed >= usb::Speed::SuperPlus)
{
    for (const usb::DescriptorSection& section : m_device->sections) {
        const auto count
            = section.kind == usb::SectionKind::Hub ? portCountOf(section.bytes, m_device->speed) : std::nullopt;
        m_portCount = count.value_or(m_portCount);
        m_hasPortCount = m_hasPortCount || count.has_value();
    }
    connect(&service, &UsbService::transfersFinished, this, [this](const std::vector<FinishedTransfer>& finished) {
        for (const FinishedTransfer& transfer : finished)
            if (m_pending.isValid() && transfer.request == m_pending)
                answered(transfer);
    });
}

void HubPortReader::start()
{
    m_isReading = true;
    m_silences = 0;
    m_next = {};
    m_step = m_hasPortCount ? Step::Hub : Step::Descriptor;
    ask();
}

usb::SetupPacket HubPortReader::nextSetup() const
{
    switch (m_step) {
    case Step::Descriptor: {
        const bool isSuper = descriptors::isSuperSpeedHub(m_device->speed);
        return { kFromHub, kGetDescriptor, static_cast<std::uint16_t>(descriptorTypeOf(m_device->speed) << 8), 0,
            isSuper ? kSuperHubBytes : kHubBytes };
    }
    case Step::Hub:
        return { kFromHub, kGetStatus, 0, 0, descriptors::kStatusBytes };
    case Step::Port:
        break;
    }
    const auto port = static_cast<std::uint16_t>(m_next.ports.size() + 1);
    return m_wantsExtended
        ? usb::SetupPacket { kFromPort, kGetStatus, kExtendedStatus, port, descriptors::kExtendedPortStatusBytes }
        : usb::SetupPacket { kFromPort, kGetStatus, 0, port, descriptors::kStatusBytes };
}

void HubPortReader::ask()
{
    usb::TransferRequest request;
    request.setup = nextSetup();
    request.length = request.setup.wLength;
    m_pending = m_service.transfer(m_device->id, std::move(request));
}

void HubPortReader::answered(const FinishedTransfer& finished)
{
    m_pending = {};
    if (finished.error)
        return end(finished.error);
    m_next.time = finished.result.completed;
    switch (finished.result.status) {
    case TransferStatus::NoDevice:
        return end(errorOf(ErrorKind::Disconnected, {}));
    case TransferStatus::Cancelled:
        return end(errorOf(ErrorKind::Cancelled, {}));
    case TransferStatus::TimedOut:
        if (++m_silences == kMostSilences)
            return end(errorOf(ErrorKind::Timeout, std::to_string(kMostSilences) + " requests have had no answer"));
        break;
    case TransferStatus::Completed:
    case TransferStatus::Error:
    case TransferStatus::Stall:
    case TransferStatus::Overflow:
    case TransferStatus::SubmitFailed:
    case TransferStatus::Pending:
        break;
    }
    take(finished);
}

void HubPortReader::take(const FinishedTransfer& finished)
{
    const bool isRefusal = finished.result.status == TransferStatus::Stall;
    if (m_step == Step::Descriptor)
        return takeDescriptor(finished);
    if (m_step == Step::Hub) {
        m_next.hub = answerOf(finished.result);
        m_step = Step::Port;
    } else if (m_wantsExtended && isRefusal) {
        m_wantsExtended = false; // the same port again, the plain way
    } else {
        m_next.ports.push_back(answerOf(finished.result));
    }
    if (m_next.ports.size() >= m_portCount)
        return end({});
    ask();
}

void HubPortReader::takeDescriptor(const FinishedTransfer& finished)
{
    if (!isComplete(finished))
        return end(errorOf(finished.result.status == TransferStatus::Stall ? ErrorKind::Stall : ErrorKind::Io,
            "hub descriptor: " + reasonOf(finished.result)));
    const auto count = portCountOf(finished.result.data, m_device->speed);
    if (!count)
        return end(errorOf(ErrorKind::Malformed, "the answer is no hub descriptor"));
    m_portCount = *count;
    m_hasPortCount = true;
    m_step = Step::Hub;
    ask();
}

void HubPortReader::end(std::optional<Error> error)
{
    m_isReading = false;
    m_next.error = std::move(error);
    m_result = std::exchange(m_next, {});
    Q_EMIT finished();
}

Error HubPortReader::errorOf(ErrorKind kind, std::string detail) const
{
    std::string name = usb::toString(m_device->path) + " " + m_device->displayName();
    return { kind, 0, "read the port status", detail.empty() ? std::move(name) : name + ": " + std::move(detail) };
}

} // namespace wb::engine
