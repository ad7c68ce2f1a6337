// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/log_list.h"

#include "ui/text/format.h"
#include "ui/views/table_tools.h"
#include "ui/views/tone_colors.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr std::size_t kMostCopiedBytes = std::size_t { 16 } << 20;

class LogDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        switch (index.column()) {
        case TransferLogModel::Status: {
            const auto tone = static_cast<text::Tone>(index.data(TransferLogModel::ToneRole).toInt());
            option->text = (toneMark(tone) + QLatin1Char(' ') + option->text).trimmed();
            option->palette.setColor(QPalette::Text, toneColor(tone, option->palette));
            break;
        }
        case TransferLogModel::Direction:
            option->palette.setColor(
                QPalette::Text, directionColor(index.data(TransferLogModel::IsInRole).toBool(), option->palette));
            break;
        case TransferLogModel::Data:
        case TransferLogModel::Time:
        case TransferLogModel::Endpoint:
            option->font = m_fixed;
            option->font.setPointSizeF(option->widget->font().pointSizeF());
            break;
        default:
            break;
        }
    }

private:
    const QFont m_fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
};

} // namespace

LogList::LogList(TransferLogModel& model, QSettings& settings, QWidget* parent)
    : QTableView(parent)
    , m_model(model)
    , m_emptyWords(new QLabel(viewport()))
    , m_emptyAction(new QPushButton(viewport()))
{
    setObjectName(QStringLiteral("logTable"));
    setAccessibleName(tr("Transfers"));
    setModel(&model);
    setItemDelegate(new LogDelegate(this));
    const auto widths = std::to_array<std::pair<int, int>>(
        { { TransferLogModel::Number, 7 }, { TransferLogModel::Time, 21 }, { TransferLogModel::Device, 18 },
            { TransferLogModel::Endpoint, 6 }, { TransferLogModel::Type, 13 }, { TransferLogModel::Direction, 6 },
            { TransferLogModel::Length, 9 }, { TransferLogModel::Status, 14 }, { TransferLogModel::Latency, 10 } });
    for (const auto& [column, letters] : widths)
        setColumnWidth(column, fontMetrics().averageCharWidth() * letters);
    // Beside the open details there is room for about seven columns: the status is one of them.
    horizontalHeader()->moveSection(TransferLogModel::Status, TransferLogModel::Type);
    prepareTable(*this, settings, QStringLiteral("log/header"));
    horizontalHeader()->setMinimumSectionSize(fontMetrics().averageCharWidth() * 4);

    m_emptyWords->setObjectName(QStringLiteral("logEmpty"));
    m_emptyWords->setWordWrap(true);
    m_emptyWords->setAlignment(Qt::AlignCenter);
    m_emptyAction->setObjectName(QStringLiteral("logEmptyAction"));
    auto* layout = new QVBoxLayout(viewport());
    layout->addStretch(1);
    layout->addWidget(m_emptyWords);
    layout->addWidget(m_emptyAction, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    setEmptyWords({}, {});

    connect(&m_model, &TransferLogModel::updated, this, &LogList::takeUpdate);
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        m_seenRows = 0;
        m_pickedRow = -1;
        Q_EMIT rowPicked(-1);
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &LogList::takeScroll);
    // The list may also become shorter or taller under the person's eyes.
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, &LogList::keepEndInView);
    connect(m_emptyAction, &QPushButton::clicked, this, &LogList::emptyActionRequested);
}

void LogList::setEmptyWords(const QString& words, const QString& action)
{
    m_emptyWords->setText(words);
    m_emptyWords->setVisible(!words.isEmpty());
    m_emptyAction->setText(action);
    m_emptyAction->setVisible(!action.isEmpty());
}

void LogList::setFollowing(bool on)
{
    const bool isChange = m_isFollowing != on;
    m_isFollowing = on;
    m_seenRows = m_model.rowCount();
    keepEndInView();
    if (isChange)
        Q_EMIT followingChanged(on);
    Q_EMIT newRowsChanged();
}

int LogList::newRows() const { return m_isFollowing ? 0 : std::max(0, m_model.rowCount() - m_seenRows); }

void LogList::takeUpdate()
{
    if (m_isFollowing)
        keepEndInView();
    else
        Q_EMIT newRowsChanged();
}

void LogList::keepEndInView()
{
    if (!m_isFollowing)
        return;
    const QScopedValueRollback guard(m_isScrolling, true);
    scrollToBottom();
}

void LogList::takeScroll(int value)
{
    if (m_isScrolling)
        return;
    if (m_isFollowing && value < verticalScrollBar()->maximum())
        setFollowing(false);
}

void LogList::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    pickRow();
}

void LogList::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTableView::selectionChanged(selected, deselected);
    pickRow();
}

void LogList::pickRow()
{
    const QModelIndex current = currentIndex();
    const bool isPicked = current.isValid() && selectionModel()->isSelected(current);
    const int row = isPicked ? current.row() : -1;
    if (isPicked && m_isFollowing)
        setFollowing(false); // what the person looks at must not move away
    if (row == m_pickedRow)
        return;
    m_pickedRow = row;
    Q_EMIT rowPicked(row);
}

// Without a current row the view would make the first one current and scroll to it.
void LogList::focusInEvent(QFocusEvent* event)
{
    if (!currentIndex().isValid() && m_model.rowCount() > 0) {
        const int last = rowAt(viewport()->height() - 1);
        const QModelIndex visible = m_model.index(last < 0 ? m_model.rowCount() - 1 : last, 0);
        setAutoScroll(false);
        selectionModel()->setCurrentIndex(visible, QItemSelectionModel::NoUpdate);
        setAutoScroll(true);
    }
    QTableView::focusInEvent(event);
}

std::vector<int> LogList::selectedRows() const { return ui::selectedRows(*this, kMostSelected); }

void LogList::copySelected()
{
    QApplication::clipboard()->setText(rowsAsText(*this, selectedRows()));
    if (selectedRowCount(*this) > kMostSelected)
        Q_EMIT copyCut(tr("Only the first %1 rows were copied. Save the log to have all.")
                           .arg(text::count(static_cast<std::uint64_t>(kMostSelected))));
}

void LogList::copyDataAsHex()
{
    QStringList lines;
    std::size_t total = 0;
    for (const int row : selectedRows()) {
        const auto record = m_model.record(row);
        if (!record)
            continue;
        total += record->data.size();
        if (total > kMostCopiedBytes) {
            Q_EMIT copyCut(
                tr("Only the data of the first %1 transfers was copied (%2).")
                    .arg(text::count(static_cast<std::uint64_t>(lines.size())), text::bytes(kMostCopiedBytes)));
            break;
        }
        lines << text::fromStd(formatHex(record->data));
    }
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace wb::ui
