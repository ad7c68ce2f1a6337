// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <array>
#include <atomic>
#include <cassert>
#include <cerrno>
#include <csignal>

#ifndef _WIN32
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#endif

namespace wb::cli {

#ifndef _WIN32
namespace {

using Pipe = std::array<int, 2>;

// A signal handler is given nothing to work on: what it touches has to be global, lock-free and set up before it.
std::atomic<bool> g_isRequested { false };
Pipe g_pipe { -1, -1 }; // tells the event loop

constexpr auto kSignals = std::to_array({ SIGINT, SIGTERM, SIGHUP });

void handleSignal(int)
{
    g_isRequested.store(true, std::memory_order_relaxed);
    const char wake = 0;
    [[maybe_unused]] const ssize_t written = ::write(g_pipe[1], &wake, 1);
}

void closePipe(Pipe& pipe)
{
    for (int& end : pipe) {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
}

sigset_t allSignals()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : kSignals)
        sigaddset(&set, signal);
    return set;
}

// The only thread in which the signals are not blocked. It does nothing but wait in one system call, so that a handler
// runs at once even where a tool defers handlers to the next call that it sees (ThreadSanitizer does, and does not see
// those of a Qt that was built without it).
void takeSignals(int stop)
{
    const sigset_t set = allSignals();
    pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    pollfd waiting { stop, POLLIN, 0 };
    while (::poll(&waiting, 1, -1) < 0 && errno == EINTR) { }
}

} // namespace

Interrupt::Interrupt(QObject* parent)
    : QObject(parent)
{
    assert(g_pipe[0] < 0);
    std::signal(SIGPIPE, SIG_IGN);
    g_isRequested.store(false);
    // Without pipes the signals keep their usual, abrupt meaning.
    if (::pipe2(g_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    if (::pipe2(m_stop.data(), O_CLOEXEC) != 0) {
        closePipe(g_pipe);
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(g_pipe[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        m_notifier->setEnabled(false);
        Q_EMIT requested();
    });
    for (const int signal : kSignals) {
        struct sigaction action = {};
        action.sa_handler = handleSignal;
        action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART); // the second one is not for us
        sigemptyset(&action.sa_mask);
        sigaction(signal, &action, nullptr);
    }
    const sigset_t set = allSignals();
    pthread_sigmask(SIG_BLOCK, &set, &m_maskBefore);
    m_thread = std::thread(takeSignals, m_stop[0]);
}

Interrupt::~Interrupt()
{
    if (m_thread.joinable()) {
        [[maybe_unused]] const ssize_t written = ::write(m_stop[1], "", 1);
        m_thread.join();
        for (const int signal : kSignals)
            std::signal(signal, SIG_DFL);
        pthread_sigmask(SIG_SETMASK, &m_maskBefore, nullptr);
    }
    m_notifier.reset();
    closePipe(m_stop);
    closePipe(g_pipe);
}

bool Interrupt::isRequested() const { return g_isRequested.load(std::memory_order_relaxed); }

#else

Interrupt::Interrupt(QObject* parent)
    : QObject(parent)
{
}

Interrupt::~Interrupt() = default;

bool Interrupt::isRequested() const { return false; }

#endif

} // namespace wb::cli
