// SPDX-License-Identifier: GPL-3.0-or-later
// An open device of the demo bus, and its transfers: the Backend port's side of an AttachedDevice.
// Thread: as the Backend port says. Ownership: a handle keeps its device's models alive after unplug.
#pragma once

#include "core/backend/virtualbus/attached_device.h"

namespace wb::backend::virtualbus {

class BusCore;

class VirtualTransfer : public Transfer {
public:
    VirtualTransfer(BusCore& core, std::shared_ptr<AttachedDevice> device, HandleToken handle);
    ~VirtualTransfer() override;

    [[nodiscard]] Status submit() override;
    void cancel() override;
    [[nodiscard]] bool isIdle() const override { return m_isIdle; }

    void deliver(); // the completion; thread: USB, without the bus' mutex

private:
    BusCore& m_core;
    const std::shared_ptr<AttachedDevice> m_device;
    const HandleToken m_handle;
    Job m_job;
    bool m_isIdle = true;
};

class VirtualHandle : public DeviceHandle {
public:
    VirtualHandle(BusCore& core, std::shared_ptr<AttachedDevice> device);
    ~VirtualHandle() override;

    [[nodiscard]] Status claimInterface(std::uint8_t number) override;
    [[nodiscard]] Status releaseInterface(std::uint8_t number) override;
    [[nodiscard]] Status setAlternateSetting(std::uint8_t number, std::uint8_t alternate) override;
    [[nodiscard]] Status setConfiguration(std::optional<std::uint8_t> value) override;
    [[nodiscard]] Result<std::optional<std::uint8_t>> configuration() override;
    [[nodiscard]] Status clearHalt(usb::EndpointAddress endpoint) override;
    [[nodiscard]] Status reset() override;
    [[nodiscard]] Result<bool> isKernelDriverActive(std::uint8_t number) override;
    [[nodiscard]] Status detachKernelDriver(std::uint8_t number) override;
    [[nodiscard]] Status attachKernelDriver(std::uint8_t number) override;
    [[nodiscard]] Result<std::uint32_t> allocateStreams(
        std::uint32_t count, std::span<const usb::EndpointAddress> endpoints) override;
    [[nodiscard]] Status freeStreams(std::span<const usb::EndpointAddress> endpoints) override;
    [[nodiscard]] std::unique_ptr<Transfer> makeTransfer() override;

private:
    template <class Operation> auto onDevice(Operation operation);

    BusCore& m_core;
    const std::shared_ptr<AttachedDevice> m_device;
};

} // namespace wb::backend::virtualbus
