// SPDX-License-Identifier: GPL-3.0-or-later
// Turns one device's transfers into records of the shared log; a device enters the log with its first transfer.
// Thread: USB. Ownership: shares the log, which may be null (nothing is logged then, ids are still given).
#pragma once

#include "core/backend/backend.h"
#include "core/capture/live_log.h"
#include "core/engine/device_control.h"

namespace wb::engine {

class SessionLog {
public:
    SessionLog(std::shared_ptr<capture::LiveLog> log, usb::DevicePtr device);

    // Call right before the transfer is submitted. `same` begins with the bytes of its buffer, and nobody changes it.
    [[nodiscard]] capture::LogTicket submitted(
        const backend::Transfer& transfer, Nanoseconds time, const std::shared_ptr<Buffer>& same = {});
    void completed(const capture::LogTicket& ticket, const backend::Transfer& transfer, std::string_view comment = {});
    // As completed(), but takes the IN payload away when it is large: transfer.buffer may be empty afterwards.
    void completedTaking(const capture::LogTicket& ticket, backend::Transfer& transfer);
    // As completed(), but nothing of what was received is kept.
    void completedWithoutPayload(const capture::LogTicket& ticket, const backend::Transfer& transfer);
    // Of a transfer that never came back. Nothing of its outcome nor of what it received is looked at: the system may
    // still write there. No completion of it may be told afterwards.
    void leftBehind(const capture::LogTicket& ticket, const backend::Transfer& transfer);
    void submitFailed(const capture::LogTicket& ticket, const Error& error);
    void hostRequest(const HostRequest& request);

private:
    [[nodiscard]] bool isReady(Nanoseconds time);
    // Its comment is valid until the next one.
    [[nodiscard]] capture::LiveLog::Complete completion(
        const capture::LogTicket& ticket, const backend::Transfer& transfer);

    std::shared_ptr<capture::LiveLog> m_log;
    usb::DevicePtr m_device;
    std::optional<capture::LogDevice> m_logDevice;
    std::string m_comment;
};

} // namespace wb::engine
