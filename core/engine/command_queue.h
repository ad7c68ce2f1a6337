// SPDX-License-Identifier: GPL-3.0-or-later
// Work handed to a USB thread by other threads: the GUI's commands and the lanes' results.
// Thread: post() any, take() and close() the USB thread. After close() posts are refused, so a lane that was left
// behind (P10) can finish without touching what is gone.
#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace wb::engine {

class CommandQueue {
public:
    using Command = std::function<void()>;

    // `wake` makes the USB thread look here soon; it is called with every post, from any thread.
    explicit CommandQueue(std::function<void()> wake)
        : m_wake(std::move(wake))
    {
    }

    bool post(Command command) // false: closed, it will never run
    {
        const std::lock_guard lock(m_mutex);
        if (m_isClosed)
            return false;
        m_commands.push_back(std::move(command));
        m_wake();
        return true;
    }

    void wake()
    {
        const std::lock_guard lock(m_mutex);
        if (!m_isClosed)
            m_wake();
    }

    [[nodiscard]] std::vector<Command> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_commands, {});
    }

    std::vector<Command> close() // the last that were posted; commands own things, so none is destroyed with the lock
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
        return std::exchange(m_commands, {});
    }

private:
    std::mutex m_mutex;
    std::function<void()> m_wake;
    std::vector<Command> m_commands;
    bool m_isClosed = false;
};

} // namespace wb::engine
