// SPDX-License-Identifier: GPL-3.0-or-later
// Paints a cell with the mark and the readable colour of its tone; the words are the model's.
// Thread: GUI.
#pragma once

#include <QStyledItemDelegate>

namespace wb::ui {

class ToneDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    // `role` gives the text::Tone as int.
    ToneDelegate(int role, QObject* parent);

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    int m_role;
};

} // namespace wb::ui
