// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/comparison_model.h"

#include "ui/text/format.h"
#include "ui/text/transfer_text.h"

#include <algorithm>

namespace wb::ui {

using snapshot::Change;
using snapshot::Difference;
using snapshot::FieldDifference;

struct ComparisonModel::Row {
    Row* parent = nullptr;
    int number = 0; // in the parent's children
    std::size_t place = 0; // in the model's order
    const Difference* part = nullptr; // of the two, one is set
    const FieldDifference* field = nullptr;
    bool isTarget = false; // a difference to stop at
    std::vector<std::unique_ptr<Row>> children;

    [[nodiscard]] Change change() const
    {
        if (field)
            return field->change;
        return part ? part->change : Change::Equal; // the invisible root
    }
    // Of what differs, and no difference itself.
    [[nodiscard]] bool isHolder() const { return part && part->change == Change::Changed; }
    [[nodiscard]] Row& add()
    {
        children.push_back(std::make_unique<Row>());
        children.back()->parent = this;
        children.back()->number = static_cast<int>(children.size()) - 1;
        return *children.back();
    }
};

namespace {

QString sideText(const snapshot::FieldSide& side)
{
    const QString value = text::fromStd(side.value);
    return side.meaning.empty() ? value : QStringLiteral("%1  (%2)").arg(value, text::fromStd(side.meaning));
}

text::Tone toneOf(Change change)
{
    switch (change) {
    case Change::Equal:
        return text::Tone::Muted;
    case Change::Changed:
        return text::Tone::Warning;
    case Change::Removed:
    case Change::Added:
        return text::Tone::Neutral;
    }
    return text::Tone::Neutral;
}

} // namespace

ComparisonModel::ComparisonModel(QObject* parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Row>())
{
}

ComparisonModel::~ComparisonModel() = default;

void ComparisonModel::setDifference(Difference difference)
{
    beginResetModel();
    m_difference = std::move(difference);
    rebuild();
    endResetModel();
}

void ComparisonModel::setShowsEqual(bool on)
{
    if (on == m_showsEqual)
        return;
    beginResetModel();
    m_showsEqual = on;
    rebuild();
    endResetModel();
}

void ComparisonModel::rebuild()
{
    m_root = std::make_unique<Row>();
    m_order.clear();
    addRows(*m_root, m_difference, false);
}

// `isInside`: below something that one side lacks as a whole, which is one difference.
void ComparisonModel::addRows(Row& parent, const Difference& difference, bool isInside)
{
    const auto add = [&](Change change) -> Row* {
        if (change == Change::Equal && !m_showsEqual)
            return nullptr;
        Row& row = parent.add();
        row.place = m_order.size();
        m_order.push_back(&row);
        return &row;
    };
    for (const FieldDifference& field : difference.fields)
        if (Row* row = add(field.change)) {
            row->field = &field;
            row->isTarget = !isInside && field.change != Change::Equal;
        }
    for (const Difference& child : difference.children)
        if (Row* row = add(child.change)) {
            const bool isLacking = child.change == Change::Added || child.change == Change::Removed;
            row->part = &child;
            row->isTarget = !isInside && isLacking;
            addRows(*row, child, isInside || isLacking);
        }
}

int ComparisonModel::differenceCount() const
{
    return static_cast<int>(
        std::count_if(m_order.begin(), m_order.end(), [](const Row* row) { return row->isTarget; }));
}

QModelIndex ComparisonModel::next(const QModelIndex& from, bool forward) const
{
    const std::size_t count = m_order.size();
    const std::size_t start
        = from.isValid() ? static_cast<const Row*>(from.internalPointer())->place : (forward ? count - 1 : 0);
    for (std::size_t step = 1; step <= count; ++step) {
        const Row& row = *m_order[(forward ? start + step : start + count - step) % count];
        if (row.isTarget)
            return indexOf(row);
    }
    return {};
}

QModelIndex ComparisonModel::indexOf(const Row& row) const
{
    return &row == m_root.get() ? QModelIndex() : createIndex(row.number, 0, &row);
}

QModelIndex ComparisonModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const Row& above = parent.isValid() ? *static_cast<const Row*>(parent.internalPointer()) : *m_root;
    return createIndex(row, column, above.children[static_cast<std::size_t>(row)].get());
}

QModelIndex ComparisonModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(*static_cast<const Row*>(child.internalPointer())->parent) : QModelIndex();
}

int ComparisonModel::rowCount(const QModelIndex& parent) const
{
    if (parent.column() > 0)
        return 0;
    const Row& above = parent.isValid() ? *static_cast<const Row*>(parent.internalPointer()) : *m_root;
    return static_cast<int>(above.children.size());
}

int ComparisonModel::columnCount(const QModelIndex&) const { return ColumnCount; }

QVariant ComparisonModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = *static_cast<const Row*>(index.internalPointer());
    if (role == ToneRole)
        return static_cast<int>(row.isHolder() ? text::Tone::Neutral : toneOf(row.change()));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case FieldColumn:
        return text::fromStd(row.field ? row.field->name : row.part->title);
    case LeftColumn:
        return row.field ? sideText(row.field->left) : QString();
    case RightColumn:
        return row.field ? sideText(row.field->right) : QString();
    case ChangeColumn:
        if (row.isHolder())
            return {};
        switch (row.change()) {
        case Change::Equal:
            return tr("equal");
        case Change::Changed:
            return tr("differs");
        case Change::Removed:
            return tr("left only");
        case Change::Added:
            return tr("right only");
        }
        return {};
    default:
        return {};
    }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FieldColumn:
        return tr("Field");
    case LeftColumn:
        return tr("Left");
    case RightColumn:
        return tr("Right");
    case ChangeColumn:
        return tr("Difference");
    default:
        return {};
    }
}

} // namespace wb::ui
