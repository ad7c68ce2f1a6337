// SPDX-License-Identifier: GPL-3.0-or-later
// An opened loopback device whose bus follows a script, and one transfer on it.
// Thread: the one thread of its BackendRig; the transfer itself is touched on the USB thread only, or while idle.
#pragma once

#include "tests/umockdev/support/backend_rig.h"
#include "tests/umockdev/support/sample_devices.h"

#include <deque>

namespace wb::mock {

// Answers in order and keeps what it was asked; a stall when it has run out.
class Script {
public:
    explicit Script(std::vector<Answer> answers);

    [[nodiscard]] UrbHandler handler();
    [[nodiscard]] Urb seen(std::size_t index) const;
    [[nodiscard]] std::size_t count() const;

private:
    mutable std::mutex m_mutex;
    std::deque<Answer> m_answers;
    std::vector<Urb> m_seen;
};

struct TransferBench {
    explicit TransferBench(std::vector<Answer> answers);
    ~TransferBench(); // in the right order: transfer, handle, backend
    TransferBench(const TransferBench&) = delete;
    TransferBench& operator=(const TransferBench&) = delete;

    // Replaces the transfer; the old one must be idle.
    backend::Transfer& make(usb::TransferType type, std::uint8_t endpoint, Buffer buffer);
    [[nodiscard]] backend::TransferOrder& order(); // of the transfer. REQUIRES: idle
    [[nodiscard]] Status submit();
    void cancel();
    [[nodiscard]] bool isIdle();
    [[nodiscard]] backend::Outcome outcome();
    [[nodiscard]] Bytes data(); // what arrived

    Script script; // outlives the bus that asks it
    MockBus bus;
    MockUsbfs& usbfs;
    BackendRig rig;
    std::unique_ptr<backend::DeviceHandle> handle; // nullptr when it could not be opened
    std::unique_ptr<backend::Transfer> transfer;
};

[[nodiscard]] Bytes pattern(std::size_t size);
[[nodiscard]] Buffer bufferOf(const Bytes& bytes);

} // namespace wb::mock
