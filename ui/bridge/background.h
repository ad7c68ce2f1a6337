// SPDX-License-Identifier: GPL-3.0-or-later
// Work that may wait for a disk, away from the GUI thread.
// Thread: call from the GUI thread; `work` runs on a thread of the pool and shares nothing with the GUI but what it
// was given; `done` runs on the GUI thread with the outcome, unless `owner` is gone by then.
// Errors: those of the outcome. The end of the program waits for work under way.
#pragma once

#include <QPointer>

#include <functional>

namespace wb::ui {

void runInPool(std::function<void()> job);
void runInGui(std::function<void()> job); // from any thread; dropped when the program is at its end

template <class Work, class Done> void inBackground(QObject* owner, Work work, Done done)
{
    runInPool([guard = QPointer(owner), work = std::move(work), done = std::move(done)] {
        runInGui([guard, done, outcome = work()] {
            if (guard)
                done(outcome);
        });
    });
}

} // namespace wb::ui
