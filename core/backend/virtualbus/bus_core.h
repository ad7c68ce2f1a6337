// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of the virtual bus share: the one mutex, the events waiting to be delivered, the sleep of the
// event loop and the way to the listener.
// Thread: any. Everything on the bus is done under `lock()`; completions and the listener are called without it.
#pragma once

#include "core/backend/virtualbus/bus_scheduler.h"

#include <condition_variable>
#include <mutex>

namespace wb::backend::virtualbus {

class BusCore {
public:
    [[nodiscard]] std::unique_lock<std::mutex> lock() { return std::unique_lock(m_mutex); }

    BusEvents events; // under the lock

    // The event loop has something to look at. Latches until sleep() or takeWake() saw it.
    void wake() noexcept;
    [[nodiscard]] bool takeWake() { return std::exchange(m_isWoken, false); } // under the lock
    void sleep(std::unique_lock<std::mutex>& lock, Nanoseconds duration);
    void nudge() noexcept { m_changed.notify_one(); } // look again, but do not leave the loop

    void setListener(Listener* listener); // nullptr: when it returns, the old one is not called any more
    void announceDeviceList(); // REQUIRES: the lock is not held

    // Thread: USB. True while completions are delivered: what they submit follows on without a gap.
    bool isDelivering = false;

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isWoken = false;
    std::mutex m_listenerMutex; // never taken while m_mutex is held
    Listener* m_listener = nullptr;
};

} // namespace wb::backend::virtualbus
