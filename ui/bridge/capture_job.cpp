// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/capture_job.h"

#include <QThread>

namespace wb::ui {

namespace {

constexpr double kStep = 0.01; // of progress between two messages

}

CaptureJob::CaptureJob(QObject* parent)
    : QObject(parent)
{
}

CaptureJob::~CaptureJob()
{
    cancel();
    if (m_thread)
        m_thread->wait();
}

void CaptureJob::cancel() { m_isCancelled = true; }

// Runs on the job's thread.
capture::Progress CaptureJob::progress()
{
    return [this, told = -1.0](double share) mutable {
        if (share - told >= kStep) {
            told = share;
            QMetaObject::invokeMethod(
                this, [this, share] { Q_EMIT progressed(share); }, Qt::QueuedConnection);
        }
        return !m_isCancelled.load();
    };
}

void CaptureJob::start(std::function<void()> work)
{
    m_isCancelled = false;
    m_thread.reset(QThread::create(std::move(work)));
    m_thread->setObjectName(QStringLiteral("log file"));
    m_thread->start();
}

void CaptureJob::finishThread()
{
    m_thread->wait();
    m_thread.reset();
}

void CaptureJob::open(const QString& path)
{
    start([this, path] {
        auto result = capture::openCapture(path.toStdString(), progress());
        QMetaObject::invokeMethod(
            this,
            [this, result] {
                finishThread();
                if (result)
                    Q_EMIT opened(*result);
                else
                    Q_EMIT failed(result.error());
            },
            Qt::QueuedConnection);
    });
}

void CaptureJob::save(std::shared_ptr<const capture::TransferSource> source, const QString& path)
{
    start([this, source = std::move(source), path] {
        const Status result = capture::saveCopy(*source, path.toStdString(), progress());
        QMetaObject::invokeMethod(
            this,
            [this, result, path] {
                finishThread();
                if (result)
                    Q_EMIT saved(path);
                else
                    Q_EMIT failed(result.error());
            },
            Qt::QueuedConnection);
    });
}

} // namespace wb::ui
