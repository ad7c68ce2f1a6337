// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/log_health.h"

#include "ui/bridge/background.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"

#include <QAbstractButton>
#include <QTimer>

#include <utility>

namespace wb::ui {

namespace {

constexpr int kCheckMs = 500;

}

LogHealth::LogHealth(std::shared_ptr<capture::LiveLog> log, QWidget* parent)
    : InlineMessage(QStringLiteral("logFailure"), parent)
    , m_log(std::move(log))
{
    setDismissible(false);
    QAbstractButton* again = addButton(tr("Try again"), QStringLiteral("logResume"));
    QAbstractButton* without = addButton(tr("Continue without logging"), QStringLiteral("logContinueWithout"));
    QAbstractButton* stop = addButton(tr("Stop all streams"), QStringLiteral("logStopStreams"));
    connect(
        again, &QAbstractButton::clicked, this, [this] { run([](capture::LiveLog& live) { return live.resume(); }); });
    connect(without, &QAbstractButton::clicked, this, [this] {
        m_isWithoutLog = true;
        run([](capture::LiveLog& live) {
            live.stopLogging();
            return Status {};
        });
    });
    connect(stop, &QAbstractButton::clicked, this, &LogHealth::stopRequested);
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &LogHealth::check);
    timer->start(kCheckMs);
}

void LogHealth::run(std::function<Status(capture::LiveLog&)> job)
{
    if (std::exchange(m_isBusy, true))
        return;
    inBackground(
        this, [live = m_log, job = std::move(job)] { return job(*live); },
        [this](const Status& done) {
            m_isBusy = false;
            if (!done)
                show(text::Tone::Bad, text::sentenceWithAdvice(done.error()));
            check();
        });
}

void LogHealth::check()
{
    if (!m_log->counters().isPaused || m_isWithoutLog)
        clear();
    else if (words().isEmpty())
        show(text::Tone::Bad,
            tr("The log cannot be written any more (%1). Transfers go on, but are not logged: free some space on the "
               "disk and try again, or continue without logging.")
                .arg(text::safe(m_log->path())));
    Q_EMIT checked();
}

} // namespace wb::ui
