// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/log_bar.h"

#include "ui/text/format.h"
#include "ui/views/number_edit.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStyle>
#include <QTimer>
#include <QToolButton>

namespace wb::ui {

namespace {

constexpr int kTypingMs = 150; // a pause this long ends a thought

}

LogBar::LogBar(QWidget* parent)
    : QWidget(parent)
    , m_sources(new QComboBox(this))
    , m_close(new QToolButton(this))
    , m_filter(new QLineEdit(this))
    , m_problem(new ProblemLabel(QStringLiteral("logFilterProblem"), this))
    , m_follow(new QToolButton(this))
    , m_newRows(new QPushButton(this))
    , m_count(new QLabel(this))
    , m_row(new QHBoxLayout)
    , m_typing(new QTimer(this))
{
    build();
    m_typing->setSingleShot(true);
    m_typing->setInterval(kTypingMs);
    connect(m_typing, &QTimer::timeout, this, &LogBar::compile);
    connect(m_filter, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_filter, &QLineEdit::returnPressed, this, &LogBar::compile);
    connect(m_sources, &QComboBox::activated, this, &LogBar::sourceChosen);
    connect(m_close, &QToolButton::clicked, this, &LogBar::closeRequested);
    connect(m_follow, &QToolButton::clicked, this, &LogBar::followRequested);
    connect(m_newRows, &QPushButton::clicked, this, [this] { Q_EMIT followRequested(true); });
}

void LogBar::build()
{
    m_sources->setObjectName(QStringLiteral("logSource"));
    m_sources->setAccessibleName(tr("Which log is shown"));
    m_sources->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_close->setObjectName(QStringLiteral("logCloseSource"));
    m_close->setIcon(style()->standardIcon(QStyle::SP_TitleBarCloseButton));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close this log"));
    m_close->setAccessibleName(tr("Close this log"));
    m_filter->setObjectName(QStringLiteral("logFilter"));
    m_filter->setAccessibleName(tr("Filter transfers"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setPlaceholderText(tr("Filter: ep==0x81 && status!=ok"));
    m_filter->setToolTip(tr("Examples:\n"
                            "ep==0x81 && status!=ok\n"
                            "device==fffe:0001 && type==control\n"
                            "dir==in && len>64\n"
                            "latency>1000 || status==stall\n"
                            "Fields: device, ep, type, dir, status, len, latency (µs)"));
    m_follow->setObjectName(QStringLiteral("logFollow"));
    m_follow->setText(tr("Follow"));
    m_follow->setCheckable(true);
    m_follow->setToolTip(tr("Keep the newest transfer in view"));
    m_newRows->setObjectName(QStringLiteral("logNewRows"));
    m_newRows->setToolTip(tr("Show the newest transfer and follow again"));
    m_newRows->hide();
    m_count->setObjectName(QStringLiteral("logCount"));

    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->addWidget(m_sources);
    m_row->addWidget(m_close);
    m_row->addWidget(m_filter, 1);
    m_row->addWidget(m_count);
    m_row->addWidget(m_newRows);
    m_row->addWidget(m_follow);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(m_row);
    layout->addWidget(m_problem);
}

void LogBar::addAction(QAction* action)
{
    auto* button = new QToolButton(this);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_row->addWidget(button);
}

void LogBar::setSources(const QStringList& names, int current)
{
    const QSignalBlocker quiet(m_sources);
    m_sources->clear();
    m_sources->addItems(names);
    m_sources->setCurrentIndex(current);
    m_sources->setVisible(names.size() > 1);
}

void LogBar::setClosable(bool on) { m_close->setVisible(on); }

void LogBar::setCount(const QString& words, const QString& details)
{
    m_count->setText(words);
    m_count->setToolTip(details);
}

void LogBar::setFollowing(bool on, int newRows)
{
    m_follow->setChecked(on);
    m_newRows->setVisible(!on && newRows > 0);
    m_newRows->setText(tr("%1 new").arg(text::count(static_cast<std::uint64_t>(newRows))));
}

QString LogBar::filterText() const { return m_filter->text(); }

void LogBar::setFilterText(const QString& expression)
{
    m_filter->setText(expression);
    compile();
}

void LogBar::addFilterTerm(const QString& term)
{
    const QString present = m_filter->text().trimmed();
    setFilterText(present.isEmpty() ? term : QStringLiteral("(%1) && %2").arg(present, term));
}

void LogBar::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void LogBar::compile()
{
    m_typing->stop();
    const auto filter = capture::Filter::compile(m_filter->text().trimmed().toStdString());
    markInput(m_filter, !filter);
    m_problem->setProblem(m_filter, filter ? QString() : text::safe(filter.error().detail));
    if (filter)
        Q_EMIT filterChanged(*filter);
}

} // namespace wb::ui
