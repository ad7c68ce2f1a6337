// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/draft_lists.h"

#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/views/tone_colors.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

namespace wb::ui {

namespace {

QListWidget* makeList(const QString& name, const QString& accessible, QWidget* parent)
{
    auto* list = new QListWidget(parent);
    list->setObjectName(name);
    list->setAccessibleName(accessible);
    list->setUniformItemSizes(true);
    list->setAlternatingRowColors(true);
    return list;
}

QPushButton* makeButton(const QString& words, const QString& name, QWidget* parent)
{
    auto* button = new QPushButton(words, parent);
    button->setObjectName(name);
    return button;
}

QString line(const ControlDraft& draft)
{
    return QStringLiteral("%1 · %2 · %3")
        .arg(
            text::setupSummary(draft.setup), text::directionWord(draft.setup.isIn()), text::bytes(draft.setup.wLength));
}

} // namespace

DraftLists::DraftLists(QSettings& settings, QWidget* parent)
    : QObject(parent)
    , m_saved(settings)
    , m_historyPage(new QWidget(parent))
    , m_savedPage(new QWidget(parent))
    , m_historyList(makeList(QStringLiteral("controlHistory"), tr("Requests sent to this device"), m_historyPage))
    , m_savedList(makeList(QStringLiteral("controlSaved"), tr("Saved requests"), m_savedPage))
    , m_name(new QLineEdit(m_savedPage))
    , m_saveButton(makeButton(tr("Save"), QStringLiteral("controlSaveRequest"), m_savedPage))
    , m_removeButton(makeButton(tr("Remove"), QStringLiteral("controlRemoveSaved"), m_savedPage))
    , m_loadButton(makeButton(tr("Edit"), QStringLiteral("controlLoadSaved"), m_savedPage))
    , m_historyLoad(makeButton(tr("Edit"), QStringLiteral("controlLoadHistory"), m_historyPage))
    , m_saveProblem(new QLabel(m_savedPage))
{
    buildHistory();
    buildSaved();
    showSaved();
    showHistory({});
}

void DraftLists::buildHistory()
{
    auto* hint = new QLabel(tr("Double click or Edit puts a request back into the editor."), m_historyPage);
    hint->setWordWrap(true);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(hint, 1);
    buttons->addWidget(m_historyLoad);
    auto* layout = new QVBoxLayout(m_historyPage);
    layout->addWidget(m_historyList, 1);
    layout->addLayout(buttons);
    const auto load = [this] {
        const int row = m_historyList->currentRow();
        if (row >= 0 && static_cast<std::size_t>(row) < m_historyEntries.size())
            Q_EMIT editRequested(m_historyEntries[static_cast<std::size_t>(row)].draft);
    };
    connect(m_historyList, &QListWidget::itemActivated, this, load);
    connect(m_historyLoad, &QPushButton::clicked, this, load);
    connect(m_historyList, &QListWidget::currentRowChanged, this, &DraftLists::refreshButtons);
}

void DraftLists::buildSaved()
{
    m_name->setObjectName(QStringLiteral("controlSaveName"));
    m_name->setAccessibleName(tr("Name to save the request under"));
    m_name->setPlaceholderText(tr("Name for the request in the editor"));
    m_saveProblem->setObjectName(QStringLiteral("controlSaveProblem"));
    m_saveProblem->setWordWrap(true);
    m_saveProblem->hide();
    auto* naming = new QHBoxLayout;
    naming->addWidget(m_name, 1);
    naming->addWidget(m_saveButton);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_loadButton);
    buttons->addWidget(m_removeButton);
    auto* layout = new QVBoxLayout(m_savedPage);
    layout->addLayout(naming);
    layout->addWidget(m_saveProblem);
    layout->addWidget(m_savedList, 1);
    layout->addLayout(buttons);

    const auto load = [this] {
        const int row = m_savedList->currentRow();
        if (row < 0 || static_cast<std::size_t>(row) >= m_saved.all().size())
            return;
        const ControlDraft draft = m_saved.all()[static_cast<std::size_t>(row)];
        m_name->setText(draft.name);
        Q_EMIT editRequested(draft);
    };
    connect(m_savedList, &QListWidget::itemActivated, this, load);
    connect(m_loadButton, &QPushButton::clicked, this, load);
    connect(m_saveButton, &QPushButton::clicked, this, &DraftLists::saveCurrent);
    connect(m_name, &QLineEdit::returnPressed, this, &DraftLists::saveCurrent);
    connect(m_name, &QLineEdit::textChanged, this, &DraftLists::refreshButtons);
    connect(m_savedList, &QListWidget::currentRowChanged, this, &DraftLists::refreshButtons);
    connect(m_removeButton, &QPushButton::clicked, this, [this] {
        if (const QListWidgetItem* item = m_savedList->currentItem())
            m_saved.remove(item->data(Qt::UserRole).toString());
        showSaved();
    });
}

void DraftLists::saveCurrent()
{
    const QString name = m_name->text().trimmed();
    if (!name.isEmpty() && m_source)
        m_source([this, name](const Result<ControlDraft>& draft) { save(name, draft); });
}

void DraftLists::save(const QString& name, const Result<ControlDraft>& draft)
{
    m_saveProblem->setVisible(!draft);
    if (!draft) {
        m_saveProblem->setText(text::sentence(draft.error()));
        return;
    }
    ControlDraft named = *draft;
    named.name = name;
    m_saved.save(named);
    showSaved();
}

void DraftLists::showSaved()
{
    m_savedList->clear();
    for (const ControlDraft& draft : m_saved.all()) {
        auto* item = new QListWidgetItem(QStringLiteral("%1 · %2").arg(draft.name, line(draft)), m_savedList);
        item->setData(Qt::UserRole, draft.name);
        item->setToolTip(text::sentence(draft.setup));
    }
    refreshButtons();
}

void DraftLists::showHistory(const std::vector<HistoryEntry>& history)
{
    m_historyEntries = history;
    m_historyList->clear();
    for (const HistoryEntry& entry : history) {
        const QString mark = toneMark(entry.tone);
        auto* item = new QListWidgetItem(
            QStringLiteral("%1  %2  %3 %4").arg(text::timeOfDay(entry.time), line(entry.draft), mark, entry.outcome),
            m_historyList);
        item->setToolTip(text::sentence(entry.draft.setup));
    }
    refreshButtons();
}

void DraftLists::refreshButtons()
{
    const bool hasName = !m_name->text().trimmed().isEmpty();
    m_saveButton->setEnabled(hasName);
    m_saveButton->setToolTip(hasName ? tr("Save the request in the editor") : tr("Type a name first."));
    m_loadButton->setEnabled(m_savedList->currentRow() >= 0);
    m_removeButton->setEnabled(m_savedList->currentRow() >= 0);
    m_historyLoad->setEnabled(m_historyList->currentRow() >= 0);
}

} // namespace wb::ui
