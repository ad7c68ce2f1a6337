// SPDX-License-Identifier: GPL-3.0-or-later
// The tree of devices: names of deep rows run on over the columns that are empty in their row, so that the columns need
// not be as wide as the deepest name.
// Thread: GUI. Ownership: the model is the caller's. Errors: none.
#pragma once

#include <QTreeView>

namespace wb::ui {

class DeviceTreeView : public QTreeView {
    Q_OBJECT

public:
    explicit DeviceTreeView(QWidget* parent = nullptr);

    // Where the name of this row may be drawn, in coordinates of the viewport: its cell and the empty ones after it.
    [[nodiscard]] QRect nameRect(const QModelIndex& index) const;

protected:
    void drawRow(QPainter* painter, const QStyleOptionViewItem& options, const QModelIndex& index) const override;
};

} // namespace wb::ui
