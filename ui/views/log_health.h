// SPDX-License-Identifier: GPL-3.0-or-later
// Says that the live log cannot be written any more, and lets the person choose: try again, go on without it, or stop
// the streams. A disk may take its time: what waits for it runs away from the GUI thread.
// Source of truth: LiveLog::counters(), asked twice a second. Thread: GUI. Ownership: shares the log.
#pragma once

#include "core/capture/live_log.h"
#include "ui/views/inline_message.h"

#include <functional>

namespace wb::ui {

class LogHealth : public InlineMessage {
    Q_OBJECT

public:
    explicit LogHealth(std::shared_ptr<capture::LiveLog> log, QWidget* parent = nullptr);

Q_SIGNALS:
    void checked(); // after every look at the log
    void stopRequested();

private:
    void check();
    void run(std::function<Status(capture::LiveLog&)> job);

    std::shared_ptr<capture::LiveLog> m_log;
    bool m_isBusy = false;
    bool m_isWithoutLog = false; // the person's choice
};

} // namespace wb::ui
