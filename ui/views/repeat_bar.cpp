// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/repeat_bar.h"

#include "ui/text/format.h"
#include "ui/views/number_edit.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr std::uint64_t kMostTimes = 1'000'000'000;
constexpr std::uint64_t kMostMilliseconds = 3'600'000;

} // namespace

RepeatBar::RepeatBar(QWidget* parent)
    : QWidget(parent)
    , m_times(new NumberEdit(tr("Repeat"), 0, kMostTimes, NumberEdit::Notation::Decimal, 4, this))
    , m_interval(new NumberEdit(tr("Every"), 0, kMostMilliseconds, NumberEdit::Notation::Decimal, 4, this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_count(new QLabel(this))
{
    m_times->setObjectName(QStringLiteral("repeatTimes"));
    m_times->setAccessibleName(tr("How often to send"));
    m_times->setValue(1);
    m_interval->setObjectName(QStringLiteral("repeatInterval"));
    m_interval->setAccessibleName(tr("Milliseconds from one request to the next"));
    m_interval->setValue(0);
    m_stop->setObjectName(QStringLiteral("repeatStop"));
    m_stop->setToolTip(tr("Send it no more (Esc)"));
    m_count->setObjectName(QStringLiteral("repeatCount"));
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);

    auto* times = new QLabel(tr("Send"), this);
    times->setToolTip(tr("0: until it is stopped"));
    times->setBuddy(m_times);
    auto* interval = new QLabel(tr("times, every"), this);
    interval->setBuddy(m_interval);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(times);
    row->addWidget(m_times);
    row->addWidget(interval);
    row->addWidget(m_interval);
    row->addWidget(new QLabel(tr("ms"), this));
    row->addWidget(m_stop);
    row->addWidget(m_count, 1);
    connect(m_stop, &QPushButton::clicked, this, &RepeatBar::stop);
    connect(&m_timer, &QTimer::timeout, this, &RepeatBar::due);
    for (NumberEdit* edit : { m_times, m_interval })
        connect(edit, &NumberEdit::valueChanged, this, &RepeatBar::changed);
    showCount();
}

QString RepeatBar::problem() const { return m_times->problem().isEmpty() ? m_interval->problem() : m_times->problem(); }

void RepeatBar::noteSent()
{
    if (!m_isRunning) {
        m_wanted = m_times->value().value_or(1);
        m_isRunning = m_wanted != 1;
        m_sent = 0;
        m_failed = 0;
    }
    ++m_sent;
    m_sinceSent.start();
    showCount();
}

void RepeatBar::noteEnded(Outcome outcome)
{
    if (!m_isRunning)
        return;
    m_failed += outcome == Outcome::Good ? 0U : 1U;
    if (outcome == Outcome::Fatal || m_sent == m_wanted) {
        stop();
        return;
    }
    const auto interval = static_cast<qint64>(m_interval->value().value_or(0));
    m_timer.start(static_cast<int>(std::max<qint64>(0, interval - m_sinceSent.elapsed())));
    showCount();
}

void RepeatBar::stop()
{
    m_timer.stop();
    m_isRunning = false;
    showCount();
    Q_EMIT changed();
}

void RepeatBar::showCount()
{
    m_stop->setEnabled(m_isRunning);
    m_times->setReadOnly(m_isRunning);
    if (m_wanted == 1) {
        m_count->clear();
        return;
    }
    const QString sent = m_wanted == 0 ? tr("%1 sent").arg(text::count(m_sent))
                                       : tr("%1 of %2 sent").arg(text::count(m_sent), text::count(m_wanted));
    m_count->setText(m_failed == 0 ? sent : tr("%1, %2 failed").arg(sent, text::count(m_failed)));
}

} // namespace wb::ui
