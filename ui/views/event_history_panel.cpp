// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/event_history_panel.h"

#include "ui/models/hotplug_rule_model.h"
#include "ui/text/format.h"
#include "ui/views/empty_state.h"
#include "ui/views/filter_edit.h"
#include "ui/views/hotplug_rules_pane.h"
#include "ui/views/table_tools.h"
#include "ui/views/themed_icon.h"
#include "ui/views/tone_colors.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kColumnsKey("events/columns");

class EventDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() == EventModel::KindColumn)
            option->palette.setColor(QPalette::Text, toneColor(toneOf(index), option->palette));
    }

private:
    [[nodiscard]] static text::Tone toneOf(const QModelIndex& index)
    {
        switch (static_cast<EventModel::Kind>(index.data(EventModel::KindRole).toInt())) {
        case EventModel::Kind::Arrival:
            return text::Tone::Good;
        case EventModel::Kind::Departure:
            return text::Tone::Muted;
        case EventModel::Kind::Match:
        case EventModel::Kind::Information:
            return text::Tone::Neutral;
        case EventModel::Kind::Warning:
            return text::Tone::Warning;
        case EventModel::Kind::Error:
            return text::Tone::Bad;
        }
        return text::Tone::Neutral;
    }
};

} // namespace

EventHistoryPanel::EventHistoryPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_model(new EventModel(context.ids, 5000, this))
    , m_filtered(new QSortFilterProxyModel(this))
    , m_filter(new FilterEdit(QStringLiteral("eventFilter"), this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(QStringLiteral("bus"), m_stack))
    , m_count(new QLabel(this))
    , m_clear(new QToolButton(this))
    , m_showRules(new QToolButton(this))
    , m_rules(new HotplugRuleModel(this))
    , m_rulesPane(new HotplugRulesPane(context, *m_rules, this))
{
    setObjectName(QStringLiteral("eventsPanel"));
    m_filter->edit().setPlaceholderText(tr("Filter events"));
    m_filter->edit().setAccessibleName(tr("Filter events"));
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_clear->setObjectName(QStringLiteral("clearEvents"));
    m_clear->setText(tr("Clear"));
    m_clear->setIcon(themedIcon(QStringLiteral("clear")));
    m_clear->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_clear->setAutoRaise(true);
    m_clear->setAccessibleName(tr("Clear the event history"));
    buildTable(context);
    buildRules();
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);

    auto* bar = new QHBoxLayout;
    bar->addWidget(m_filter, 1);
    bar->addWidget(m_count);
    bar->addWidget(m_clear);
    bar->addWidget(m_showRules);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(m_rulesPane, 1);
    layout->addWidget(m_stack, 2);
    setFocusProxy(m_table);

    connect(m_filter, &FilterEdit::textChanged, this, [this](const QString& text) {
        m_filtered->setFilterFixedString(text);
        updateState();
    });
    connect(m_clear, &QToolButton::clicked, this, &EventHistoryPanel::clearEvents);
    connect(&context.service, &engine::UsbService::devicesChanged, m_model, &EventModel::addChanges);
    connect(&context.service, &engine::UsbService::devicesChanged, m_rules, &HotplugRuleModel::take);
    connect(&context.service, &engine::UsbService::noticePosted, m_model, &EventModel::addNotice);
    updateState();
}

void EventHistoryPanel::buildTable(AppContext& context)
{
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterKeyColumn(-1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setObjectName(QStringLiteral("eventTable"));
    m_table->setAccessibleName(tr("Events"));
    m_table->setModel(m_filtered);
    m_table->setItemDelegate(new EventDelegate(m_table));
    m_table->setFrameShape(QFrame::NoFrame);
    prepareTable(*m_table, context.settings, kColumnsKey);
    if (!context.settings.contains(kColumnsKey)) {
        const QFontMetrics metrics = m_table->fontMetrics();
        const int gap = 3 * metrics.averageCharWidth();
        m_table->setColumnWidth(
            EventModel::TimeColumn, metrics.horizontalAdvance(text::preciseTimeOfDay(Nanoseconds(0))) + gap);
        m_table->setColumnWidth(EventModel::KindColumn, metrics.horizontalAdvance(tr("+ plugged in")) + gap);
        m_table->setColumnWidth(EventModel::DeviceColumn, 30 * metrics.averageCharWidth());
    }
    addCopyAction(*m_table);

    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this,
        [this](int value) { m_isAtEnd = value == m_table->verticalScrollBar()->maximum(); });
    connect(m_filtered, &QAbstractItemModel::rowsInserted, this, [this] {
        if (m_isAtEnd)
            m_table->scrollToBottom();
    });
    // The filter says nothing of rows that it hides, and lets go of others before the model has: what there is is known
    // when the model says so.
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &EventHistoryPanel::updateState);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &EventHistoryPanel::updateState);
}

void EventHistoryPanel::buildRules()
{
    m_showRules->setObjectName(QStringLiteral("hotplugRulesShow"));
    m_showRules->setText(tr("Rules"));
    m_showRules->setToolTip(tr("Mark what comes and goes by vendor, product or class"));
    m_showRules->setCheckable(true);
    m_showRules->setAutoRaise(true);
    m_rulesPane->hide();
    connect(m_showRules, &QToolButton::toggled, m_rulesPane, &QWidget::setVisible);
    connect(m_rules, &HotplugRuleModel::matched, m_model, &EventModel::addMatches);
}

void EventHistoryPanel::focusFilter() { m_filter->takeFocus(); }

void EventHistoryPanel::clearEvents() { m_model->clear(); }

void EventHistoryPanel::updateState()
{
    const int shown = m_filtered->rowCount();
    const int all = m_model->rowCount();
    m_clear->setEnabled(all > 0);
    m_count->setText(shown == all ? text::counted(static_cast<std::uint64_t>(all), tr("1 event"), tr("%1 events"))
                                  : tr("%1 of %2 events").arg(shown).arg(all));
    if (all == 0)
        m_empty->setWords(tr("Nothing has happened yet"),
            tr("Devices that come and go, and what the program does by itself, are listed here."));
    else if (shown == 0)
        m_empty->setWords(tr("No event matches the filter"), {});
    m_stack->setCurrentIndex(shown > 0 ? 0 : 1);
}

} // namespace wb::ui
