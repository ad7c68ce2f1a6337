// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/sequence_job.h"

#include <QThread>

namespace wb::ui {

SequenceJob::SequenceJob(QObject* parent)
    : QObject(parent)
{
}

SequenceJob::~SequenceJob()
{
    if (m_thread)
        m_thread->wait();
}

void SequenceJob::start(std::shared_ptr<const capture::TransferSource> source, std::vector<std::size_t> entries,
    const replay::SequenceOptions& options)
{
    m_thread.reset(QThread::create([this, source = std::move(source), entries = std::move(entries), options] {
        auto steps = replay::buildSequence(*source, entries, options);
        QMetaObject::invokeMethod(
            this,
            [this, steps = std::move(steps)] {
                m_thread->wait();
                m_thread.reset();
                Q_EMIT finished(steps);
            },
            Qt::QueuedConnection);
    }));
    m_thread->setObjectName(QStringLiteral("replay sequence"));
    m_thread->start();
}

} // namespace wb::ui
