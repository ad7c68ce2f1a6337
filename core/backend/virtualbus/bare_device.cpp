// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/bare_device.h"

#include "core/backend/virtualbus/host_requests.h"
#include "core/backend/virtualbus/host_rules.h"

#include <cassert>

namespace wb::backend::virtualbus {

BareTransfer::BareTransfer(BareDevice& device)
    : m_device(device)
    , m_job(*this, m_order)
{
}

BareTransfer::~BareTransfer() { assert(m_isIdle); } // P11

Status BareTransfer::submit()
{
    if (!m_isIdle)
        return fail(ErrorKind::Busy, "submit", "the transfer is in flight; wait for its end, or cancel it"); // P18
    Status submitted = m_device.submit(*this);
    if (submitted) {
        m_isIdle = false;
        outcome = Outcome {};
    }
    return submitted;
}

void BareTransfer::cancel()
{
    if (m_job.pipe) // else idle, or about to be delivered
        m_device.m_bus.finish(m_job, usb::TransferStatus::Cancelled);
}

namespace {

std::size_t bytesPerMicroframe(usb::Speed speed)
{
    return speed >= usb::Speed::Super ? kSuperSpeedBytesPerMicroframe : kBytesPerMicroframe;
}

} // namespace

BareDevice::BareDevice(std::unique_ptr<DeviceModel> model, usb::PortPath path, std::uint8_t address, Nanoseconds now)
    : m_model(std::move(model))
    , m_bus(m_events, now, bytesPerMicroframe(m_model->speed()))
    , m_board(*m_model, m_bus)
    , m_info(std::make_shared<const usb::DeviceInfo>(enumerate(*m_model, std::move(path), address, BusTime { 0 })))
    , m_now(now)
{
    openConfiguration(m_info->activeConfiguration);
}

BareDevice::~BareDevice()
{
    assert(m_events.finished.empty());
    m_board.closeAll(usb::TransferStatus::NoDevice);
    m_board.forgetControl();
}

std::optional<usb::TransferType> BareDevice::endpointType(usb::EndpointAddress endpoint) const
{
    if (endpoint.number() == 0)
        return usb::TransferType::Control;
    const Pipe* const pipe = m_board.find(endpoint);
    return pipe ? std::optional(pipe->type) : std::nullopt;
}

Status BareDevice::submit(BareTransfer& transfer)
{
    const auto refuse = [](ErrorKind kind, std::string why) { return fail(kind, "submit", std::move(why)); };
    if (m_hasLeft)
        return refuse(ErrorKind::Disconnected, "the device has left the bus");
    const bool isControl = transfer.type == usb::TransferType::Control;
    Pipe* const pipe = isControl ? &m_board.control() : m_board.find(transfer.endpoint);
    if (!pipe)
        return refuse(ErrorKind::NotFound, usb::toString(transfer.endpoint) + " is not in an active alternate setting");
    if (pipe->type != transfer.type)
        return refuse(ErrorKind::InvalidArgument, usb::toString(pipe->address) + " is of another type");
    std::optional<std::string> fault;
    if (isControl)
        fault = faultOfControl(transfer);
    else if (pipe->type == usb::TransferType::Isochronous)
        fault = layOutPackets(transfer.m_job.order, *pipe);
    if (fault)
        return refuse(ErrorKind::InvalidArgument, std::move(*fault));
    m_bus.submit(transfer.m_job, *pipe, m_now, false);
    return {};
}

void BareDevice::advance(Nanoseconds now)
{
    m_now = now;
    m_bus.advance(now);
    if (!m_events.gone.empty()) {
        m_events.gone.clear();
        m_hasLeft = true;
        m_board.closeAll(usb::TransferStatus::NoDevice); // P15
    }
    deliver();
}

Nanoseconds BareDevice::nextDue() const { return m_events.finished.empty() ? m_bus.nextDue() : m_now; }

void BareDevice::deliver()
{
    while (!m_events.finished.empty())
        for (Job* const job : std::exchange(m_events.finished, {})) {
            auto& transfer = static_cast<BareTransfer&>(job->transfer); // every job here is a BareTransfer's
            transfer.m_isIdle = true;
            transfer.outcome.completed = m_now;
            if (transfer.type == usb::TransferType::Control
                && transfer.outcome.status == usb::TransferStatus::Completed)
                follow(transfer.setup);
            if (transfer.completed)
                transfer.completed(transfer);
        }
}

void BareDevice::follow(const usb::SetupPacket& setup)
{
    if (setup.type() != usb::RequestType::Standard || setup.isIn())
        return;
    const auto request = static_cast<usb::StandardRequest>(setup.bRequest);
    if (setup.recipient() == usb::Recipient::Device && request == usb::StandardRequest::SetConfiguration) {
        m_board.closeInterfaces(usb::TransferStatus::NoDevice);
        const auto value = static_cast<std::uint8_t>(setup.wValue);
        openConfiguration(value == 0 ? std::nullopt : std::optional(value));
    } else if (setup.recipient() == usb::Recipient::Interface && request == usb::StandardRequest::SetInterface) {
        const auto number = static_cast<std::uint8_t>(setup.wIndex);
        m_board.close(number, usb::TransferStatus::NoDevice);
        if (const usb::ConfigurationInfo* active = m_info->active())
            m_board.open(*active, number, static_cast<std::uint8_t>(setup.wValue));
    }
}

void BareDevice::openConfiguration(std::optional<std::uint8_t> value)
{
    if (m_info->activeConfiguration != value) {
        usb::DeviceInfo info = *m_info;
        info.activeConfiguration = value;
        m_info = std::make_shared<const usb::DeviceInfo>(std::move(info));
    }
    if (const usb::ConfigurationInfo* active = m_info->active())
        for (const usb::InterfaceInfo& interface : active->interfaces)
            m_board.open(*active, interface.number, 0);
}

void BareDevice::reset()
{
    assert(!m_hasLeft);
    m_board.closeAll(usb::TransferStatus::NoDevice);
    deliver();
    const BusTime time = m_bus.busTime(m_now);
    const auto request = [this, time](const usb::SetupPacket& setup) {
        return m_model->control(setup, {}, time).handshake == Handshake::Ack;
    };
    m_model->busReset(time);
    const bool isBack = request(setAddressRequest(m_info->address));
    m_hasLeft = !isBack;
    const bool hasConfiguration = !m_info->configurations.empty();
    const bool isConfigured
        = isBack && hasConfiguration && request(setConfigurationRequest(m_info->configurations.front().value));
    openConfiguration(isConfigured ? std::optional(m_info->configurations.front().value) : std::nullopt);
}

} // namespace wb::backend::virtualbus
