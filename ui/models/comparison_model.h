// SPDX-License-Identifier: GPL-3.0-or-later
// Two devices side by side as a tree: sections, descriptors, fields, with what each side says.
// Source of truth: a snapshot::Difference. Thread: GUI. Errors: none.
#pragma once

#include "core/snapshot/compare.h"

#include <QAbstractItemModel>

#include <memory>

namespace wb::ui {

class ComparisonModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { FieldColumn, LeftColumn, RightColumn, ChangeColumn, ColumnCount };
    enum Role { ToneRole = Qt::UserRole + 1 }; // int of text::Tone

    explicit ComparisonModel(QObject* parent = nullptr);
    ~ComparisonModel() override;

    void setDifference(snapshot::Difference difference);
    void setShowsEqual(bool on); // off at first: what is equal has no row
    [[nodiscard]] int differenceCount() const; // as next() visits them

    // The nearest difference behind or before the row, wrapping around: a field that differs, or a descriptor or
    // section that one side lacks. Invalid when there is none.
    [[nodiscard]] QModelIndex next(const QModelIndex& from, bool forward) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row;

    void rebuild();
    void addRows(Row& parent, const snapshot::Difference& difference, bool isInside);
    [[nodiscard]] QModelIndex indexOf(const Row& row) const;

    snapshot::Difference m_difference;
    bool m_showsEqual = false;
    std::unique_ptr<Row> m_root;
    std::vector<const Row*> m_order; // every row, from the top
};

} // namespace wb::ui
