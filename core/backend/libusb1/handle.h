// SPDX-License-Identifier: GPL-3.0-or-later
// An open device over libusb: every call guarded by what we know ourselves, because Debian's libusb aborts
// the process on misuse (P76).
// Thread: lane, makeTransfer() USB. Lifetime: closes itself when destroyed, on the lane (P8), after releasing
// what it claimed (the order of P10). No synchronous transfer is ever used (P7); kernel drivers are detached
// and put back by the caller only, libusb's automatic mode stays off (P56).
// Errors: after the device has left, or after a reset it did not survive (P46), everything is Disconnected.
#pragma once

#include "core/backend/backend.h"
#include "core/backend/libusb1/device_registry.h"

#include <set>

struct libusb_device_handle;

namespace wb::backend {

// What a handle and its transfers share.
struct OpenDevice {
    EntryPtr entry;
    libusb_device_handle* raw = nullptr; // nullptr once closed
    int nodeFile = -1; // of a device that is reached by its node: closed after the handle (P72)
    std::atomic<bool> isDead { false }; // reset lost the device, or libusb said it has left
    std::atomic<int> inFlight { 0 };

    [[nodiscard]] bool isGone() const { return isDead || entry->departed; }
};

class Libusb1Handle final : public DeviceHandle {
public:
    // Takes over an opened handle, and the file it was made from if there is one.
    Libusb1Handle(EntryPtr entry, libusb_device_handle* raw, int nodeFile = -1);
    ~Libusb1Handle() override;
    Libusb1Handle(const Libusb1Handle&) = delete;
    Libusb1Handle& operator=(const Libusb1Handle&) = delete;

    Status claimInterface(std::uint8_t number) override;
    Status releaseInterface(std::uint8_t number) override;
    Status setAlternateSetting(std::uint8_t number, std::uint8_t alternate) override;
    Status setConfiguration(std::optional<std::uint8_t> value) override;
    Result<std::optional<std::uint8_t>> configuration() override;
    Status clearHalt(usb::EndpointAddress endpoint) override;
    Status reset() override;
    Result<bool> isKernelDriverActive(std::uint8_t number) override;
    Status detachKernelDriver(std::uint8_t number) override;
    Status attachKernelDriver(std::uint8_t number) override;
    Result<std::uint32_t> allocateStreams(
        std::uint32_t count, std::span<const usb::EndpointAddress> endpoints) override;
    Status freeStreams(std::span<const usb::EndpointAddress> endpoints) override;
    std::unique_ptr<Transfer> makeTransfer() override;

private:
    // Refuses when the device has left; else runs `call` and turns a negative answer into an Error.
    template <class Call> Result<int> guarded(const std::string& operation, Call call);
    [[nodiscard]] bool mayClose() const;

    const std::shared_ptr<OpenDevice> m_device;
    std::set<std::uint8_t> m_claimed;
    bool m_isQuarantined = false; // closing it would abort the process (P48)
};

// Opens on a lane, trying again for a while when the device has only just arrived (P45).
[[nodiscard]] Result<std::unique_ptr<DeviceHandle>> openHandle(const DeviceRegistry& registry, usb::DeviceId id);

} // namespace wb::backend
