// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/log_health.h"

#include "ui/text/error_text.h"
#include "ui/text/format.h"

#include <QAbstractButton>
#include <QTimer>

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
    connect(again, &QAbstractButton::clicked, this, [this] {
        const Status resumed = m_log->resume();
        if (!resumed)
            show(text::Tone::Bad, text::sentenceWithAdvice(resumed.error()));
        check();
    });
    connect(without, &QAbstractButton::clicked, this, [this] {
        m_isWithoutLog = true;
        m_log->stopLogging();
        check();
    });
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &LogHealth::check);
    timer->start(kCheckMs);
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
