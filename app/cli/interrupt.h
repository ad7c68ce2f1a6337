// SPDX-License-Identifier: GPL-3.0-or-later
// Turns the first SIGINT, SIGTERM or SIGHUP into a Qt signal and a flag; a second one ends the process at once.
// While one exists SIGPIPE is ignored: writing to a reader that left is an error to handle, not a death.
// Thread: that of the event loop. At most one may exist. Windows has no such signals: there nothing happens.
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

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
};

} // namespace wb::cli
