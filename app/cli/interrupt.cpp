// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt.h"

#include <array>
#include <atomic>
#include <cassert>
#include <csignal>

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

namespace wb::cli {

#ifndef _WIN32
namespace {

// A signal handler is given nothing to work on: what it touches has to be global, lock-free and set up before it.
std::atomic<bool> g_isRequested { false };
std::array<int, 2> g_pipe { -1, -1 };

constexpr auto kSignals = std::to_array({ SIGINT, SIGTERM, SIGHUP });

void handleSignal(int)
{
    g_isRequested.store(true, std::memory_order_relaxed);
    const char wake = 0;
    [[maybe_unused]] const ssize_t written = ::write(g_pipe[1], &wake, 1);
}

} // namespace

Interrupt::Interrupt(QObject* parent)
    : QObject(parent)
{
    assert(g_pipe[0] < 0);
    std::signal(SIGPIPE, SIG_IGN);
    g_isRequested.store(false);
    if (::pipe2(g_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // without a pipe the signals keep their usual, abrupt meaning
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
}

Interrupt::~Interrupt()
{
    for (const int signal : kSignals)
        std::signal(signal, SIG_DFL);
    m_notifier.reset();
    for (int& end : g_pipe) {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
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
