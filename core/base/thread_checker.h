// SPDX-License-Identifier: GPL-3.0-or-later
// Asserts that a class is used on one thread only; binds to the first thread that asks.
// Costs one comparison; the answer is meant for assert().
#pragma once

#include <atomic>
#include <thread>

namespace wb {

class ThreadChecker {
public:
    [[nodiscard]] bool isCurrent() const
    {
        const std::thread::id self = std::this_thread::get_id();
        std::thread::id unbound {};
        return m_owner.compare_exchange_strong(unbound, self) || unbound == self;
    }
    void unbind() { m_owner.store({}); }

private:
    mutable std::atomic<std::thread::id> m_owner {};
};

} // namespace wb
