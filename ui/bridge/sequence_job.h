// SPDX-License-Identifier: GPL-3.0-or-later
// Turns log entries into steps on a thread of its own: a long log is read from its file for that.
// Thread: GUI for every method and signal. Ownership: shares the source; the destructor waits for the work.
#pragma once

#include "core/replay/replay.h"

#include <QObject>

#include <memory>

class QThread;

namespace wb::ui {

class SequenceJob : public QObject {
    Q_OBJECT

public:
    explicit SequenceJob(QObject* parent = nullptr);
    ~SequenceJob() override;

    // REQUIRES: not started before, or finished.
    void start(std::shared_ptr<const capture::TransferSource> source, std::vector<std::size_t> entries,
        const replay::SequenceOptions& options);
    [[nodiscard]] bool isRunning() const { return m_thread != nullptr; }

Q_SIGNALS:
    void finished(const std::vector<wb::replay::Step>& steps);

private:
    std::unique_ptr<QThread> m_thread;
};

} // namespace wb::ui
