// SPDX-License-Identifier: GPL-3.0-or-later
// The table of a log: marks and hues beside the words, follow-tail, and what to say when there is nothing to show.
// Following stops as soon as the person scrolls up or selects a row, and newRows() tells how much came since.
// Thread: GUI. Ownership: `model` outlives the list.
#pragma once

#include "ui/models/transfer_log_model.h"

#include <QSettings>
#include <QTableView>

class QLabel;
class QPushButton;

namespace wb::ui {

class LogList : public QTableView {
    Q_OBJECT

public:
    LogList(TransferLogModel& model, QSettings& settings, QWidget* parent = nullptr);

    [[nodiscard]] bool isFollowing() const { return m_isFollowing; }
    void setFollowing(bool on);
    [[nodiscard]] int newRows() const; // since following stopped
    // Words in the middle of an empty table; `action` is the button's label, empty for none.
    void setEmptyWords(const QString& words, const QString& action);
    // Ascending; copying and sending again take the first so many.
    static constexpr int kMostSelected = 100'000;
    [[nodiscard]] std::vector<int> selectedRows() const;
    void copySelected();
    void copyDataAsHex();

Q_SIGNALS:
    void followingChanged(bool on);
    void newRowsChanged();
    void rowPicked(int row); // -1: none
    void emptyActionRequested();
    void copyCut(const QString& words); // more was selected than was copied

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void takeUpdate();
    void takeScroll(int value);
    void keepEndInView();
    void pickRow();

    TransferLogModel& m_model;
    bool m_isFollowing = true;
    bool m_isScrolling = false; // by ourselves
    int m_seenRows = 0; // when following stopped
    int m_pickedRow = -1;
    QLabel* m_emptyWords;
    QPushButton* m_emptyAction;
};

} // namespace wb::ui
