// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/facts_panel.h"

#include "ui/views/empty_state.h"
#include "ui/views/table_tools.h"
#include "ui/views/tone_colors.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace wb::ui {

FactsPanel::FactsPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(new FactModel(this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("factsPanel"));
    m_table->setObjectName(QStringLiteral("factsTable"));
    m_table->setAccessibleName(tr("Facts"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    prepareTable(*m_table, context.settings, QStringLiteral("facts/columns"));
    if (!context.settings.contains(QStringLiteral("facts/columns")))
        m_table->setColumnWidth(0, 24 * m_table->fontMetrics().averageCharWidth());

    auto* copy = new QAction(tr("Copy"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, m_table,
        [this] { QApplication::clipboard()->setText(selectedAsText(*m_table, m_model->rowCount())); });
    m_table->addAction(copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);

    auto* nothing = new EmptyState(QStringLiteral("device"), m_stack);
    nothing->setWords(tr("No device is selected"), tr("Select one on the left to see what is known about it."));
    m_stack->addWidget(nothing);
    m_stack->addWidget(m_table);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    setFocusProxy(m_table);
}

void FactsPanel::setSubject(const Selection& subject)
{
    m_stack->setCurrentIndex(subject.device ? 1 : 0);
    if (subject.device == m_device)
        return;
    m_device = subject.device;
    m_model->setFacts(m_device ? factsOf(*m_device, m_context.ids) : std::vector<Fact> {});
}

void FactsPanel::setDeparted(bool departed)
{
    QPalette palette;
    if (departed)
        palette.setColor(QPalette::Text, toneColor(text::Tone::Muted, palette));
    m_table->setPalette(departed ? palette : QPalette());
}

} // namespace wb::ui
