// SPDX-License-Identifier: GPL-3.0-or-later
// Opens or saves a log on a thread of its own, with progress and cancelling.
// Thread: GUI for every method and signal; the work itself runs elsewhere. One job at a time.
// Ownership: the destructor cancels and waits for the work to notice (progress is asked for all the time).
#pragma once

#include "core/capture/transfer_source.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>

class QThread;

namespace wb::ui {

class CaptureJob : public QObject {
    Q_OBJECT

public:
    explicit CaptureJob(QObject* parent = nullptr);
    ~CaptureJob() override;

    // REQUIRES: !isRunning()
    void open(const QString& path);
    void save(std::shared_ptr<const capture::TransferSource> source, const QString& path);
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_thread != nullptr; }

Q_SIGNALS:
    void progressed(double share); // 0..1
    void opened(const std::shared_ptr<wb::capture::TransferSource>& source);
    void saved(const QString& path);
    void failed(const wb::Error& error); // Cancelled included

private:
    void start(std::function<void()> work);
    void finishThread();
    [[nodiscard]] capture::Progress progress();

    std::atomic<bool> m_isCancelled { false };
    std::unique_ptr<QThread> m_thread;
};

} // namespace wb::ui
