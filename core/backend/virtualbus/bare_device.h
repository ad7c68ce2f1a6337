// SPDX-License-Identifier: GPL-3.0-or-later
// A plugged model without an operating system above it: what a host controller offers to the system whose it is.
// The host of a BareDevice is somebody else (the kernel at the far end of USB/IP), who binds drivers and claims
// interfaces there. It configures the device with control requests, which pass through here on their way:
// SET_CONFIGURATION and SET_INTERFACE open and close the pipes; SET_ADDRESS has been done and is refused.
// The device has a bus of its own and of its own speed, so that nobody else's traffic takes bandwidth from it.
// Source of truth: USB 2.0 §9.1, §9.4; scheduling as bus_scheduler.h says.
// Thread: one. Time stands still between two calls of advance(). Completions arrive inside advance() and reset() only.
// Ownership: owns the model; transfers borrow the device and must be idle before either dies.
// Errors: Result of submit(); what happened on the bus is Transfer::outcome.
#pragma once

#include "core/backend/virtualbus/pipe_board.h"

namespace wb::backend::virtualbus {

class BareDevice;

class BareTransfer final : public Transfer {
public:
    explicit BareTransfer(BareDevice& device);
    ~BareTransfer() override; // REQUIRES: idle
    BareTransfer(const BareTransfer&) = delete;
    BareTransfer& operator=(const BareTransfer&) = delete;

    [[nodiscard]] Status submit() override;
    void cancel() override;
    [[nodiscard]] bool isIdle() const override { return m_isIdle; }

    // Isochronous, of the first packet: microframes since the device was plugged in; meaningful when completed.
    [[nodiscard]] Microframe startFrame() const { return m_job.startFrame; }

private:
    friend class BareDevice;
    BareDevice& m_device;
    Job m_job;
    bool m_isIdle = true;
};

class BareDevice {
public:
    // Plugs in and enumerates: reset, address, descriptors and strings read, configuration 1 set.
    BareDevice(std::unique_ptr<DeviceModel> model, usb::PortPath path, std::uint8_t address, Nanoseconds now);
    ~BareDevice(); // REQUIRES: nothing in flight
    BareDevice(const BareDevice&) = delete;
    BareDevice& operator=(const BareDevice&) = delete;

    [[nodiscard]] const usb::DevicePtr& info() const { return m_info; } // a new one when the configuration changes
    // nullopt: no such endpoint in the alternate settings in use.
    [[nodiscard]] std::optional<usb::TransferType> endpointType(usb::EndpointAddress endpoint) const;

    void advance(Nanoseconds now); // does everything that is due
    [[nodiscard]] Nanoseconds nextDue() const; // Nanoseconds::max() when there is nothing to do
    // Ends everything in flight with NoDevice; the device is then as it was after it was plugged in, or has left.
    void reset(); // REQUIRES: !hasLeft()
    // The device is not on the bus any more: it has left by itself, and everything in flight has ended with NoDevice.
    [[nodiscard]] bool hasLeft() const { return m_hasLeft; }
    // REQUIRES: hasLeft(). What comes back in its place; null: nothing.
    [[nodiscard]] std::unique_ptr<DeviceModel> successor() { return m_model->successor(); }

private:
    friend class BareTransfer;
    [[nodiscard]] Status submit(BareTransfer& transfer);
    void deliver();
    void follow(const usb::SetupPacket& setup); // an accepted request
    void openConfiguration(std::optional<std::uint8_t> value);

    const std::unique_ptr<DeviceModel> m_model;
    BusEvents m_events;
    BusScheduler m_bus;
    PipeBoard m_board;
    usb::DevicePtr m_info;
    Nanoseconds m_now;
    bool m_hasLeft = false;
};

} // namespace wb::backend::virtualbus
