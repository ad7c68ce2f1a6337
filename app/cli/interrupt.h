// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the first SIGINT, SIGTERM or SIGHUP into a Qt signal and a flag; a second one ends the process at once.
// While one exists SIGPIPE is ignored: writing to a reader that left is an error to handle, not a death.
// Thread: that of the event loop. At most one may exist. While it does, a thread of its own takes the signals, and the
// one that made it and all that this one starts have them blocked: make it before them.
// Windows has no such signals: there nothing happens.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <array>
#include <memory>
#include <thread>
#ifndef _WIN32
#include <csignal>
#endif

namespace wb::cli {

class Interrupt : public QObject {
    Q_OBJECT

public:
    explicit Interrupt(QObject* parent = nullptr);
    ~Interrupt() override;

    // Also true when the signal came while the event loop was not running.
    [[nodiscard]] bool isRequested() const;

Q_SIGNALS:
    void requested();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
#ifndef _WIN32
    std::array<int, 2> m_stop { -1, -1 }; // ends the thread
    sigset_t m_maskBefore {};
    std::thread m_thread;
#endif
};

} // namespace wb::cli
