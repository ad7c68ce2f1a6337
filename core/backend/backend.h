// SPDX-License-Identifier: GPL-3.0-or-later
// The port every way of reaching USB implements: libusb1 (real devices) and virtualbus (models).
//
// Threads. "USB" is the one thread that calls start(), runOnce(), stop(), and everything on Transfer;
// completion callbacks arrive on it, inside runOnce() only. "Lane" is the blocking thread of one
// device: open() and every method of DeviceHandle but makeTransfer() run there and may sleep in the
// kernel (P9). wake() may be called from anywhere.
// Lifetime. Transfers die before their handle, handles before the backend. Destroying a DeviceHandle
// closes it (on its lane, never inside a completion: P8).
// Errors. Result for operations; what happened on the bus is Transfer::outcome.
#pragma once

#include "core/usb/device_info.h"
#include "core/usb/event_loop_facts.h"
#include "core/usb/library_facts.h"
#include "core/usb/transfer.h"

#include <chrono>
#include <functional>
#include <memory>

namespace wb::backend {

// What a transfer moved; valid from its completion until it is submitted again.
struct Outcome {
    usb::TransferStatus status = usb::TransferStatus::Pending;
    std::uint32_t actualLength = 0; // isochronous: the sum over packets (P30)
    Nanoseconds completed { 0 };
};

// What a transfer is to do.
struct TransferOrder {
    usb::TransferType type = usb::TransferType::Control;
    usb::EndpointAddress endpoint;
    usb::SetupPacket setup; // control only
    Buffer buffer; // data stage only, never the setup bytes. IN: its size is what is asked for
    std::vector<usb::IsoPacket> isoPackets; // isochronous: `requested` in, `offset`/`actual`/`status` out
    std::uint32_t timeoutMs = 0;
    bool shortIsError = false;
    bool addZeroPacket = false;
    // Move the data through memory that the kernel need not copy to or from (libusb_dev_mem_alloc), where there is any:
    // most systems have none for most devices, and reading it can be slow (P38). `buffer` is filled all the same.
    bool wantsDeviceMemory = false;
    std::uint32_t bulkStream = 0; // bulk: the allocated stream that it goes through, 0: none
};

// One reusable transfer. Thread: USB. States: Idle -> Submitted -> Cancelling -> Idle (P11, P12, P18).
// REQUIRES: idle when destroyed.
class Transfer {
protected:
    TransferOrder m_order; // in flight it is the backend's, which fills the buffer and the packets

public:
    using Completed = std::function<void(Transfer&)>;

    Transfer() = default;
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    virtual ~Transfer() = default;

    // To be changed before the next submit. Busy in flight: the system works with it.
    [[nodiscard]] Result<TransferOrder*> edit()
    {
        if (!isIdle())
            return fail(ErrorKind::Busy, "edit transfer",
                "it is in flight; wait for its end, or cancel it, and change it then");
        return &m_order;
    }

    // On failure no completion follows and the transfer stays idle (P18).
    [[nodiscard]] virtual Status submit() = 0;
    // Asks for an early end; the completion still comes, with any status (P12). No-op when idle.
    virtual void cancel() = 0;
    [[nodiscard]] virtual bool isIdle() const = 0;
    // The last submit used the system's own memory; see TransferOrder.
    [[nodiscard]] virtual bool usesDeviceMemory() const { return false; }

    // The order, to read at any time.
    const usb::TransferType& type = m_order.type;
    const usb::EndpointAddress& endpoint = m_order.endpoint;
    const usb::SetupPacket& setup = m_order.setup;
    const Buffer& buffer = m_order.buffer;
    const std::vector<usb::IsoPacket>& isoPackets = m_order.isoPackets;
    const std::uint32_t& timeoutMs = m_order.timeoutMs;
    const bool& shortIsError = m_order.shortIsError;
    const bool& addZeroPacket = m_order.addZeroPacket;
    const bool& wantsDeviceMemory = m_order.wantsDeviceMemory;
    const std::uint32_t& bulkStream = m_order.bulkStream;

    Completed completed; // may resubmit this transfer; must not destroy it nor close its handle

    Outcome outcome;
};

class DeviceHandle {
public:
    virtual ~DeviceHandle() = default;

    [[nodiscard]] virtual Status claimInterface(std::uint8_t number) = 0;
    [[nodiscard]] virtual Status releaseInterface(std::uint8_t number) = 0;
    [[nodiscard]] virtual Status setAlternateSetting(std::uint8_t number, std::uint8_t alternate) = 0;
    // nullopt unconfigures. The caller has read the present value first (P55).
    [[nodiscard]] virtual Status setConfiguration(std::optional<std::uint8_t> value) = 0;
    [[nodiscard]] virtual Result<std::optional<std::uint8_t>> configuration() = 0;
    [[nodiscard]] virtual Status clearHalt(usb::EndpointAddress endpoint) = 0;
    // NotFound or Disconnected: the handle is dead, the device will come back as another (P46).
    [[nodiscard]] virtual Status reset() = 0;
    [[nodiscard]] virtual Result<bool> isKernelDriverActive(std::uint8_t number) = 0;
    [[nodiscard]] virtual Status detachKernelDriver(std::uint8_t number) = 0;
    [[nodiscard]] virtual Status attachKernelDriver(std::uint8_t number) = 0;
    // Streams 1 to the number returned, at most `count`, on each of these bulk endpoints of one claimed interface; from
    // then on a transfer on them must name one (P29). Both calls end every transfer of the interface. Selecting an
    // alternate setting, a reset and the release of the interface free them, too.
    [[nodiscard]] virtual Result<std::uint32_t> allocateStreams(
        std::uint32_t count, std::span<const usb::EndpointAddress> endpoints)
        = 0;
    [[nodiscard]] virtual Status freeStreams(std::span<const usb::EndpointAddress> endpoints) = 0;

    // Thread: USB.
    [[nodiscard]] virtual std::unique_ptr<Transfer> makeTransfer() = 0;
};

// How a backend talks back. Thread: any; implementations post and return at once (P6, P40, P52).
class Listener {
public:
    virtual ~Listener() = default;
    virtual void deviceListChanged() = 0; // a hint: ask devices() when things have settled (P43)
    virtual void eventLoopDegraded(const Error& error) = 0; // P3
};

class Backend {
public:
    virtual ~Backend() = default;

    [[nodiscard]] virtual std::string name() const = 0; // "libusb1"
    [[nodiscard]] virtual std::string version() const = 0; // "libusb 1.0.26"

    // Thread: USB. What is known of the library behind it; nullopt: there is none.
    [[nodiscard]] virtual std::optional<usb::LibraryFacts> library() const { return std::nullopt; }
    // Thread: USB. Its event loop, between two turns; nullopt: it has none, or has not been started.
    [[nodiscard]] virtual std::optional<usb::EventLoopFacts> eventLoop() const { return std::nullopt; }
    // Where that library's messages go from now on; an empty sink ends it. Thread: any. The sink is called on any
    // thread, with locks of the library held: it returns at once, and does not come back here (P52).
    virtual void setMessageSink(const usb::MessageSink&) { }
    // What it is to say, at most. Thread: USB, or that which made it before start().
    virtual void setLogLevel(usb::LogLevel) { }

    // Thread: USB. May take long or hang on a broken system: the caller watches from another thread (P69).
    [[nodiscard]] virtual Status start(Listener& listener) = 0;
    // Completes transfers and timers until something happened, wake() was called, or `cap` has passed.
    // wake() latches: called before entry it makes the next call return at once (P1).
    virtual void runOnce(std::chrono::milliseconds cap) = 0;
    virtual void wake() noexcept = 0; // any thread
    // REQUIRES: no handles, no transfers (P10).
    virtual void stop() = 0;

    [[nodiscard]] virtual bool hasHotplug() const = 0; // false: the caller polls devices() (P44)
    // At most one device at a time: what runs on it ends when it leaves, so there is no need to poll meanwhile.
    [[nodiscard]] virtual bool hasOneDevice() const { return false; }

    // Thread: USB. All attached devices; an unchanged device keeps its id and its DevicePtr, a changed
    // one (driver, configuration) keeps its id and gets a new DevicePtr.
    [[nodiscard]] virtual Result<std::vector<usb::DevicePtr>> devices() = 0;

    // Thread: USB. Bytes that the transfers of all programs may occupy together at this moment (P23); nullopt: there is
    // no limit, or none that is known.
    [[nodiscard]] virtual std::optional<std::uint64_t> transferMemoryLimit() const { return std::nullopt; }

    // Thread: lane.
    [[nodiscard]] virtual Result<std::unique_ptr<DeviceHandle>> open(usb::DeviceId device) = 0;
};

} // namespace wb::backend
