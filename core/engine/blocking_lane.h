// SPDX-License-Identifier: GPL-3.0-or-later
// The thread on which one device may sleep in the kernel (P9): open, claim, reset and their like.
// Tasks run in the order they were posted. A device that hangs stalls its own lane and nothing else: not the window,
// which would freeze (P4), and not the event loop, where libusb answers BUSY.
// Thread: post() and the rest from the USB thread; tasks run on the lane.
// Ownership: a lane that is destroyed while a task hangs is left behind with what the task holds (P10).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace wb::engine {

class BlockingLane {
public:
    using Task = std::function<void()>;

    BlockingLane();
    // Waits for the running task up to `kPatience`, drops the ones not begun.
    ~BlockingLane();
    BlockingLane(const BlockingLane&) = delete;
    BlockingLane& operator=(const BlockingLane&) = delete;

    void post(std::string name, Task task);

    // The running task and for how long it has been running.
    struct Running {
        std::string name;
        std::chrono::steady_clock::duration elapsed;
    };
    [[nodiscard]] std::optional<Running> running() const;
    [[nodiscard]] bool isIdle() const; // nothing running, nothing queued

    static constexpr std::chrono::milliseconds kPatience { 100 };

private:
    struct State;
    static void work(const std::shared_ptr<State>& state);

    std::shared_ptr<State> m_state;
};

} // namespace wb::engine
