// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves a USB thread for the service, through one bounded mailbox.
// Thread: Outbox is used on the USB thread, drained on the service's; messages of the library may come from any. When
// the box is full, the payload of finished transfers is dropped (it is in the log) and counted. Messages of the library
// are dropped and counted when a quarter is taken, so that no flood of them costs an answer its payload; nothing else
// is ever lost.
#pragma once

#include "core/base/mailbox.h"
#include "core/engine/types.h"

#include <atomic>
#include <variant>

namespace wb::engine {

using Message = std::variant<BackendState, DeviceChanges, SessionState, FinishedOperation, FinishedTransfer,
    std::vector<StreamStatus>, Notice, usb::LibraryMessage, EventLoopState>;

class Outbox {
public:
    explicit Outbox(std::function<void()> notifier)
        : m_box(kCapacity, std::move(notifier))
    {
    }

    void send(Message message) { m_box.pushAlways(std::move(message)); }

    void send(FinishedTransfer finished)
    {
        if (m_box.size() >= kCapacity && !finished.result.data.empty()) {
            finished.result.data.clear();
            finished.result.detail = "data dropped from the display because the window lags behind; it is in the log";
            ++m_droppedPayloads;
        }
        m_box.pushAlways(Message(std::move(finished)));
    }

    void send(usb::LibraryMessage said)
    {
        const std::uint64_t lost = m_lostMessages.exchange(0);
        said.lostBefore = lost;
        if (m_box.size() >= kMessageShare || !m_box.push(Message(std::move(said))))
            m_lostMessages += lost + 1;
    }

    [[nodiscard]] std::vector<Message> drain() { return m_box.drain(); }
    [[nodiscard]] std::uint64_t droppedPayloads() const { return m_droppedPayloads; }

private:
    static constexpr std::size_t kCapacity = 4096;
    static constexpr std::size_t kMessageShare = kCapacity / 4;

    Mailbox<Message> m_box;
    std::atomic<std::uint64_t> m_droppedPayloads { 0 };
    std::atomic<std::uint64_t> m_lostMessages { 0 };
};

} // namespace wb::engine
