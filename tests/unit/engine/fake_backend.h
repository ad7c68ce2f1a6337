// SPDX-License-Identifier: GPL-3.0-or-later
// A backend whose every answer a test decides: for hazards that no real device shows on demand.
// Thread: the Backend port's rules; the control methods (plug, answer, hang...) may be called from the test's thread.
#pragma once

#include "core/backend/backend.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>

namespace wb::test {

// Shared by the backend, its handles and the test; outlives them all.
class FakeWorld {
public:
    // Devices.
    usb::DevicePtr plug(std::uint16_t productId, std::uint8_t port,
        std::vector<std::pair<std::uint8_t, std::string>> drivers = {},
        usb::Speed speed = usb::Speed::High); // at SuperSpeed: with bulk streams
    void unplug(usb::DeviceId device); // completes its transfers with NoDevice
    void takeAway(usb::DeviceId device); // nobody is told, and what is in flight stays so
    std::atomic<bool> isNode { false }; // set before use: no hotplug, and one device at most
    void failListings(std::optional<Error> error); // from now on; nullopt: no more
    std::atomic<int> listings { 0 }; // asked for

    // Lane behaviour: calls named here block until released, or fail.
    void hang(const std::string& call);
    void release(const std::string& call);
    void failNext(const std::string& call, Error error);
    [[nodiscard]] std::vector<std::string> calls() const; // in order, "open", "claim 0", ...
    [[nodiscard]] bool awaitCall(const std::string& call); // "stop"; blocks the caller's thread and all its events
    [[nodiscard]] bool isHanging(const std::string& call) const;

    // Transfers. By default they stay pending; with autoComplete they complete at once, full.
    std::atomic<bool> autoComplete { false };
    std::atomic<bool> completeOnCancel { true };
    [[nodiscard]] std::size_t pendingTransfers() const;
    void completeAll(usb::TransferStatus status, std::uint32_t actualLength);
    // As completeAll(), when nobody runs the backend any more: at once, on the caller's thread.
    void completeLate(usb::TransferStatus status, std::uint32_t actualLength);
    void completeBulkStream(std::uint32_t number, usb::TransferStatus status); // those that go through it, empty
    // Completes them with these bytes, as far as each has room.
    void answerAll(ByteView data, usb::TransferStatus status = usb::TransferStatus::Completed);
    [[nodiscard]] std::vector<Bytes> pendingBytes() const; // the buffer of each, in order
    [[nodiscard]] std::vector<std::uint32_t> pendingBulkStreams() const; // the one of each, in order
    std::atomic<std::uint32_t> mostBulkStreams { 16 }; // that are granted
    std::optional<Error> failSubmit; // set before use
    std::atomic<std::uint64_t> memoryLimit { 0 }; // bytes; 0: none
    std::optional<usb::LibraryFacts> library; // set before use
    std::optional<usb::EventLoopFacts> eventLoop; // set before use
    std::atomic<usb::LogLevel> logLevel { usb::LogLevel::None };
    void say(const usb::LibraryMessage& message); // as the library behind it would; nobody may listen
    [[nodiscard]] bool isHeard() const; // somebody does

    std::atomic<int> openHandles { 0 };
    std::atomic<int> liveTransfers { 0 };
    std::optional<Error> failStart;

private:
    friend class FakeBackend;
    friend class FakeHandle;
    friend class FakeTransfer;

    Status lane(const std::string& call);
    void notifyListener();

    mutable std::mutex mutex;
    std::condition_variable changed;
    std::map<usb::DeviceId, usb::DevicePtr> devices;
    std::set<std::string> hanging;
    std::set<std::string> blocked;
    std::map<std::string, Error> failures;
    std::optional<Error> listingFailure;
    std::vector<std::string> log;
    struct Flight {
        backend::Transfer* transfer;
        usb::DeviceId device;
    };
    std::vector<Flight> flights;
    struct Completion {
        backend::Transfer* transfer;
        usb::TransferStatus status;
        std::uint32_t actualLength;
        Bytes data {};
    };
    std::deque<Completion> completions;
    std::map<std::uint8_t, bool> driverDetached;
    std::optional<std::uint8_t> configuration { 1 };
    bool isWoken = false;
    backend::Listener* listener = nullptr;
    usb::MessageSink sink;
};

[[nodiscard]] std::unique_ptr<backend::Backend> makeFakeBackend(
    std::shared_ptr<FakeWorld> world, std::string name = "fake");

} // namespace wb::test
