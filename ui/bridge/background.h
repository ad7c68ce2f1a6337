// SPDX-License-Identifier: GPL-3.0-or-later
// Work that may wait for a disk, away from the GUI thread.
// Thread: call from the GUI thread; `work` runs on a thread of the pool and shares nothing with the GUI but what it
// was given; `done` runs on the GUI thread with the outcome, unless `owner` is gone by then.
// Errors: those of the outcome. The end of the program waits for work under way.
#pragma once

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

namespace wb::ui {

template <class Work, class Done> void inBackground(QObject* owner, Work work, Done done)
{
    QThreadPool::globalInstance()->start([guard = QPointer(owner), work = std::move(work), done = std::move(done)] {
        QMetaObject::invokeMethod(
            qApp,
            [guard, done, outcome = work()] {
                if (guard)
                    done(outcome);
            },
            Qt::QueuedConnection);
    });
}

} // namespace wb::ui
