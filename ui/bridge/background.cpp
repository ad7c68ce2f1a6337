// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/background.h"

#include "core/base/mailbox.h"

#include <QCoreApplication>
#include <QThreadPool>

#include <limits>

namespace wb::ui {

namespace {

// Jobs change threads under a mutex of ours: ThreadSanitizer cannot see those inside Qt.
using Jobs = Mailbox<std::function<void()>>;

Jobs& forPool()
{
    static Jobs jobs(std::numeric_limits<std::size_t>::max());
    return jobs;
}

Jobs& forGui()
{
    static Jobs jobs(std::numeric_limits<std::size_t>::max());
    return jobs;
}

void runAll(Jobs& jobs)
{
    for (const std::function<void()>& job : jobs.drain())
        job();
}

} // namespace

void runInPool(std::function<void()> job)
{
    forPool().pushAlways(std::move(job));
    QThreadPool::globalInstance()->start([] { runAll(forPool()); });
}

void runInGui(std::function<void()> job)
{
    forGui().pushAlways(std::move(job));
    QMetaObject::invokeMethod(
        qApp, [] { runAll(forGui()); }, Qt::QueuedConnection);
}

} // namespace wb::ui
