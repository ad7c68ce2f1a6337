// SPDX-License-Identifier: GPL-3.0-or-later
// A bounded queue from one or more producing threads to one consumer that drains in batches.
// push() refuses when the box is full (the caller decides what may be dropped and counts it);
// pushAlways() is for messages that must never be lost and ignores the bound.
// The notifier runs on the producer's thread, once per transition from drained to non-empty, so a
// slow consumer is woken once however much arrives.
// Thread: push from any thread, drain from the consumer.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace wb {

template <class Message> class Mailbox {
public:
    explicit Mailbox(std::size_t capacity, std::function<void()> notifier = {})
        : m_capacity(capacity)
        , m_notifier(std::move(notifier))
    {
    }

    [[nodiscard]] bool push(Message message) { return put(std::move(message), false); }
    void pushAlways(Message message) { put(std::move(message), true); }

    [[nodiscard]] std::vector<Message> drain()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_messages, {});
    }

    [[nodiscard]] std::size_t size() const
    {
        const std::lock_guard lock(m_mutex);
        return m_messages.size();
    }

private:
    bool put(Message&& message, bool ignoreBound)
    {
        bool wasEmpty = false;
        {
            const std::lock_guard lock(m_mutex);
            if (!ignoreBound && m_messages.size() >= m_capacity)
                return false;
            wasEmpty = m_messages.empty();
            m_messages.push_back(std::move(message));
        }
        if (wasEmpty && m_notifier)
            m_notifier();
        return true;
    }

    const std::size_t m_capacity;
    const std::function<void()> m_notifier;
    mutable std::mutex m_mutex;
    std::vector<Message> m_messages;
};

} // namespace wb
