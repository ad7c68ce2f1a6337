// SPDX-License-Identifier: GPL-3.0-or-later
// One transfer over libusb's asynchronous interface, used again and again.
// Thread: USB only; libusb runs its callback there because no other thread handles events (P6).
// Buffers: bulk, interrupt and isochronous data go straight to and from `buffer`, or through device memory when that is
// wanted; control data is copied, as the eight setup bytes must stand in front of it (P19). libusb frees nothing of
// ours (P16).
// Lifetime: meant to be destroyed idle; one that is not gives its memory to the completion that is still to
// come, cancels and forgets (P11).
#pragma once

#include "core/backend/backend.h"
#include "core/backend/libusb1/device_memory.h"
#include "core/backend/libusb1/handle.h"

struct libusb_transfer;

namespace wb::backend {

struct FreeTransfer {
    void operator()(libusb_transfer* transfer) const;
};
using RawTransfer = std::unique_ptr<libusb_transfer, FreeTransfer>;

class Libusb1Transfer final : public Transfer {
public:
    explicit Libusb1Transfer(std::shared_ptr<OpenDevice> device);
    ~Libusb1Transfer() override;
    Libusb1Transfer(const Libusb1Transfer&) = delete;
    Libusb1Transfer& operator=(const Libusb1Transfer&) = delete;

    Status submit() override;
    void cancel() override;
    bool isIdle() const override { return m_state == State::Idle; }
    bool usesDeviceMemory() const override { return m_isInDeviceMemory; }

    void finish(); // called by libusb's callback only

private:
    enum class State : std::uint8_t { Idle, Submitted, Cancelling };

    [[nodiscard]] Status allocate();
    [[nodiscard]] bool takeDeviceMemory();
    void prepare();
    void prepareControl();
    void preparePackets();
    void collect();
    void collectPackets();

    const std::shared_ptr<OpenDevice> m_device;
    RawTransfer m_raw;
    std::size_t m_packetCapacity = 0;
    Bytes m_control; // setup and data stage
    DeviceMemory m_deviceMemory;
    bool m_hasNoDeviceMemory = false; // asked for, and there is none: not asked again
    bool m_isInDeviceMemory = false;
    State m_state = State::Idle;
};

} // namespace wb::backend
