// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves a USB thread for the service, through one bounded mailbox.
// Thread: Outbox is used on the USB thread, drained on the service's. When the box is full, the payload of
// finished transfers is dropped (it is in the log) and counted; messages themselves are never lost.
#pragma once

#include "core/base/mailbox.h"
#include "core/engine/types.h"

#include <atomic>
#include <variant>

namespace wb::engine {

using Message = std::variant<BackendState, DeviceChanges, SessionState, FinishedOperation, FinishedTransfer,
    std::vector<StreamStatus>, Notice>;

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

    [[nodiscard]] std::vector<Message> drain() { return m_box.drain(); }
    [[nodiscard]] std::uint64_t droppedPayloads() const { return m_droppedPayloads; }

private:
    static constexpr std::size_t kCapacity = 4096;

    Mailbox<Message> m_box;
    std::atomic<std::uint64_t> m_droppedPayloads { 0 };
};

} // namespace wb::engine
