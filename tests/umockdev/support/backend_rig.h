// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a Backend the way the engine does, as small as can be: a USB thread with the event loop, and the
// caller's thread as the lane.
// Thread: every method is for the one thread that made it, but the Listener's.
#pragma once

#include "core/backend/libusb1/libusb1_backend.h"

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

namespace wb::mock {

class BackendRig final : public backend::Listener {
public:
    explicit BackendRig(std::unique_ptr<backend::Backend> backend = backend::makeLibusb1Backend());
    ~BackendRig() override;
    BackendRig(const BackendRig&) = delete;
    BackendRig& operator=(const BackendRig&) = delete;

    [[nodiscard]] backend::Backend& backend() { return *m_backend; }
    [[nodiscard]] bool hasStarted() const { return m_hasStarted; }
    void stop(); // ends the thread; also done by the destructor

    // Runs on the USB thread, between two turns of the loop, and waits for it.
    template <class Function> auto onUsb(Function function)
    {
        std::packaged_task<decltype(function())()> task(std::move(function));
        auto future = task.get_future();
        post([&task] { task(); });
        return future.get();
    }

    [[nodiscard]] std::vector<usb::DevicePtr> devices();
    [[nodiscard]] usb::DevicePtr device(const std::string& path); // nullptr when absent
    [[nodiscard]] std::unique_ptr<backend::DeviceHandle> open(const std::string& path); // nullptr on failure
    [[nodiscard]] std::unique_ptr<backend::Transfer> makeTransfer(backend::DeviceHandle& handle);
    void destroy(std::unique_ptr<backend::Transfer> transfer);

    [[nodiscard]] int changes() const { return m_changes; }
    [[nodiscard]] std::vector<Error> degraded() const;
    [[nodiscard]] std::thread::id usbThread() const { return m_thread.get_id(); }

    void deviceListChanged() override; // wakes the backend from inside its callback, as the engine does
    void eventLoopDegraded(const Error& error) override;

private:
    void post(std::function<void()> task);
    void loop(std::promise<bool> started);
    void runTasks();

    const std::unique_ptr<backend::Backend> m_backend;
    std::atomic<int> m_changes { 0 };
    std::atomic<bool> m_isEnding { false };
    bool m_hasStarted = false;
    mutable std::mutex m_mutex;
    std::vector<std::function<void()>> m_tasks;
    std::vector<Error> m_degraded;
    std::thread m_thread;
};

// One completion to wait for; the transfer's `completed` fills it on the USB thread.
class Completion {
public:
    // Sets itself as the transfer's callback. The transfer must not outlive this.
    explicit Completion(backend::Transfer& transfer);
    [[nodiscard]] bool isDone() const { return m_count > 0; }
    [[nodiscard]] int count() const { return m_count; }
    [[nodiscard]] std::thread::id thread() const; // of the last one

private:
    std::atomic<int> m_count { 0 };
    std::atomic<std::thread::id> m_thread {};
};

} // namespace wb::mock
