// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/blocking_lane.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace wb::engine {

using Clock = std::chrono::steady_clock;

struct BlockingLane::State {
    struct Entry {
        std::string name;
        Task task;
    };
    mutable std::mutex mutex;
    std::condition_variable changed;
    std::deque<Entry> queue;
    std::string runningName;
    Clock::time_point runningSince;
    bool isRunning = false;
    bool isStopping = false;
    bool hasEnded = false;
    std::thread thread;
};

BlockingLane::BlockingLane()
    : m_state(std::make_shared<State>())
{
    m_state->thread = std::thread([state = m_state] { work(state); });
}

BlockingLane::~BlockingLane()
{
    std::unique_lock lock(m_state->mutex);
    m_state->isStopping = true;
    std::deque<State::Entry> dropped;
    dropped.swap(m_state->queue);
    m_state->changed.notify_all();
    const bool ended = m_state->changed.wait_for(lock, kPatience, [this] { return m_state->hasEnded; });
    lock.unlock();
    if (ended)
        m_state->thread.join();
    else
        m_state->thread.detach();
}

void BlockingLane::post(std::string name, Task task)
{
    const std::lock_guard lock(m_state->mutex);
    m_state->queue.push_back({ std::move(name), std::move(task) });
    m_state->changed.notify_all();
}

std::optional<BlockingLane::Running> BlockingLane::running() const
{
    const std::lock_guard lock(m_state->mutex);
    if (!m_state->isRunning)
        return std::nullopt;
    return Running { m_state->runningName, Clock::now() - m_state->runningSince };
}

bool BlockingLane::isIdle() const
{
    const std::lock_guard lock(m_state->mutex);
    return !m_state->isRunning && m_state->queue.empty();
}

void BlockingLane::work(const std::shared_ptr<State>& state)
{
    std::unique_lock lock(state->mutex);
    while (true) {
        state->changed.wait(lock, [&] { return state->isStopping || !state->queue.empty(); });
        if (state->queue.empty())
            break;
        State::Entry entry = std::move(state->queue.front());
        state->queue.pop_front();
        state->isRunning = true;
        state->runningName = entry.name;
        state->runningSince = Clock::now();
        lock.unlock();
        entry.task();
        entry.task = nullptr; // what it holds dies on this thread, before anybody is told
        lock.lock();
        state->isRunning = false;
    }
    state->hasEnded = true;
    state->changed.notify_all();
}

} // namespace wb::engine
