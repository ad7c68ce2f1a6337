// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/virtual_handle.h"

#include "core/backend/virtualbus/bus_core.h"

#include <cassert>

namespace wb::backend::virtualbus {

VirtualTransfer::VirtualTransfer(BusCore& core, std::shared_ptr<AttachedDevice> device, HandleToken handle)
    : m_core(core)
    , m_device(std::move(device))
    , m_handle(handle)
    , m_job(*this, m_order)
{
}

VirtualTransfer::~VirtualTransfer() { assert(m_isIdle); } // P11

Status VirtualTransfer::submit()
{
    if (!m_isIdle)
        return fail(ErrorKind::Busy, "submit", "the transfer is in flight; wait for its end, or cancel it"); // P18
    const auto lock = m_core.lock();
    Status submitted = m_device->submit(m_handle, m_job, now(), m_core.isDelivering);
    if (submitted) {
        m_isIdle = false;
        outcome = Outcome {};
    }
    return submitted;
}

void VirtualTransfer::cancel()
{
    const auto lock = m_core.lock();
    if (m_job.pipe) // else idle, or about to be delivered
        m_device->bus().finish(m_job, usb::TransferStatus::Cancelled);
}

void VirtualTransfer::deliver()
{
    m_isIdle = true;
    outcome.completed = now();
    if (completed)
        completed(*this);
}

VirtualHandle::VirtualHandle(BusCore& core, std::shared_ptr<AttachedDevice> device)
    : m_core(core)
    , m_device(std::move(device))
{
}

VirtualHandle::~VirtualHandle()
{
    const auto lock = m_core.lock();
    m_device->releaseAll(this, now());
}

// Runs one operation under the lock; transfers it ended and facts it changed are made known.
template <class Operation> auto VirtualHandle::onDevice(Operation operation)
{
    usb::DevicePtr before;
    usb::DevicePtr after;
    auto result = [&] {
        const auto lock = m_core.lock();
        before = m_device->info();
        auto outcome = operation(*m_device, now());
        after = m_device->info();
        return outcome;
    }();
    m_core.nudge();
    if (before != after)
        m_core.announceDeviceList();
    return result;
}

Status VirtualHandle::claimInterface(std::uint8_t number)
{
    return onDevice([this, number](AttachedDevice& device, Nanoseconds) { return device.claim(this, number); });
}

Status VirtualHandle::releaseInterface(std::uint8_t number)
{
    return onDevice(
        [this, number](AttachedDevice& device, Nanoseconds time) { return device.release(this, number, time); });
}

Status VirtualHandle::setAlternateSetting(std::uint8_t number, std::uint8_t alternate)
{
    return onDevice([this, number, alternate](AttachedDevice& device, Nanoseconds time) {
        return device.setAlternate(this, number, alternate, time);
    });
}

Status VirtualHandle::setConfiguration(std::optional<std::uint8_t> value)
{
    return onDevice([value](AttachedDevice& device, Nanoseconds time) { return device.setConfiguration(value, time); });
}

Result<std::optional<std::uint8_t>> VirtualHandle::configuration()
{
    return onDevice([](AttachedDevice& device, Nanoseconds) { return device.configuration(); });
}

Status VirtualHandle::clearHalt(usb::EndpointAddress endpoint)
{
    return onDevice(
        [this, endpoint](AttachedDevice& device, Nanoseconds time) { return device.clearHalt(this, endpoint, time); });
}

Status VirtualHandle::reset()
{
    return onDevice([this](AttachedDevice& device, Nanoseconds time) { return device.reset(this, time); });
}

Result<bool> VirtualHandle::isKernelDriverActive(std::uint8_t number)
{
    return onDevice([number](AttachedDevice& device, Nanoseconds) { return device.isDriverActive(number); });
}

Status VirtualHandle::detachKernelDriver(std::uint8_t number)
{
    return onDevice([number](AttachedDevice& device, Nanoseconds) { return device.detachDriver(number); });
}

Status VirtualHandle::attachKernelDriver(std::uint8_t number)
{
    return onDevice([number](AttachedDevice& device, Nanoseconds) { return device.attachDriver(number); });
}

Result<std::uint32_t> VirtualHandle::allocateStreams(
    std::uint32_t count, std::span<const usb::EndpointAddress> endpoints)
{
    return onDevice([this, count, endpoints](AttachedDevice& device, Nanoseconds) {
        return device.allocateStreams(this, count, endpoints);
    });
}

Status VirtualHandle::freeStreams(std::span<const usb::EndpointAddress> endpoints)
{
    return onDevice(
        [this, endpoints](AttachedDevice& device, Nanoseconds) { return device.freeStreams(this, endpoints); });
}

std::unique_ptr<Transfer> VirtualHandle::makeTransfer()
{
    return std::make_unique<VirtualTransfer>(m_core, m_device, this);
}

} // namespace wb::backend::virtualbus
