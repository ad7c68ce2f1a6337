// SPDX-License-Identifier: GPL-3.0-or-later
// A demo bus with its USB thread, and transfers that can be waited for from the test's own thread.
// The USB thread runs runOnce(); whatever must happen on it is posted and the loop is woken.
// Thread: the test's (it plays the part of the lanes); Flight's counters may be read there after wait().
#pragma once

#include "core/backend/virtualbus/virtual_bus.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace wb::test {

inline constexpr std::chrono::seconds kPatience { 20 }; // nothing correct takes this long

class BusRig : public backend::Listener {
public:
    explicit BusRig(backend::VirtualBus::Start start = backend::VirtualBus::Start::AllPlugged);
    ~BusRig() override;

    [[nodiscard]] backend::VirtualBus& bus() { return *m_bus; }
    void onUsbThread(const std::function<void()>& task); // returns when it has run

    [[nodiscard]] std::vector<usb::DevicePtr> devices();
    [[nodiscard]] usb::DevicePtr device(const std::string& path); // "100-1.1"; null when absent
    [[nodiscard]] std::unique_ptr<backend::DeviceHandle> open(const std::string& path);

    void deviceListChanged() override { ++listChanges; }
    void eventLoopDegraded(const Error&) override { ++degraded; }
    std::atomic<int> listChanges { 0 };
    std::atomic<int> degraded { 0 };

private:
    std::unique_ptr<backend::VirtualBus> m_bus;
    std::atomic<bool> m_isStopping { false };
    std::mutex m_mutex;
    std::condition_variable m_ran;
    std::vector<std::function<void()>> m_tasks;
    std::size_t m_posted = 0;
    std::size_t m_done = 0;
    std::thread m_thread;
};

// One transfer; everything about it is done on the USB thread.
class Flight {
public:
    Flight(BusRig& rig, backend::DeviceHandle& handle);
    ~Flight(); // cancels and waits
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;

    [[nodiscard]] backend::Transfer& transfer() { return *m_transfer; }
    [[nodiscard]] backend::TransferOrder& order() { return *m_transfer->edit().value(); } // REQUIRES: idle, as these do
    Flight& bulkIn(std::uint8_t endpoint, std::size_t size);
    Flight& bulkOut(std::uint8_t endpoint, ByteView data);
    Flight& isochronous(std::uint8_t endpoint, std::size_t packets, std::uint32_t packetSize);
    Flight& control(const usb::SetupPacket& setup, ByteView data = {});
    Flight& timeout(std::uint32_t milliseconds);

    Status submit();
    void cancel();
    bool wait(std::chrono::milliseconds patience = kPatience); // for one completion more than were waited for
    // submit() and wait(); SubmitFailed when either did not go well.
    usb::TransferStatus run();

    [[nodiscard]] usb::TransferStatus status() const { return m_transfer->outcome.status; }
    [[nodiscard]] std::uint32_t actual() const { return m_transfer->outcome.actualLength; }
    [[nodiscard]] Bytes data() const { return toBytes(m_transfer->buffer.first(actual())); }
    [[nodiscard]] int completions();
    [[nodiscard]] std::optional<Error> submitError() const { return m_submitError; }

private:
    BusRig& m_rig;
    std::unique_ptr<backend::Transfer> m_transfer;
    std::optional<Error> m_submitError;
    std::mutex m_mutex;
    std::condition_variable m_completed;
    int m_completions = 0;
    int m_waitedFor = 0;
};

// A queue of transfers that resubmit themselves inside their completion.
class Stream {
public:
    Stream(
        BusRig& rig, backend::DeviceHandle& handle, usb::EndpointAddress endpoint, std::size_t depth, std::size_t size);
    ~Stream(); // stop()

    Status start();
    void stop(); // cancels and drains
    bool waitFor(std::uint64_t completed, std::chrono::milliseconds patience = kPatience);
    bool waitForEnd(); // all idle, because submitting failed or a bad status came
    std::atomic<std::uint64_t> completed { 0 }; // with status Completed
    std::atomic<std::uint64_t> bytes { 0 };
    std::atomic<std::uint64_t> ended { 0 }; // with any other status
    std::atomic<usb::TransferStatus> lastBad { usb::TransferStatus::Completed };
    std::atomic<bool> isStopping { false };

private:
    void onCompleted(backend::Transfer& transfer);

    BusRig& m_rig;
    std::vector<std::unique_ptr<backend::Transfer>> m_transfers;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_inFlight = 0;
};

[[nodiscard]] usb::SetupPacket setup(
    std::uint8_t type, std::uint8_t request, std::uint16_t value, std::uint16_t index, std::uint16_t length);

} // namespace wb::test
