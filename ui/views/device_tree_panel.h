// SPDX-License-Identifier: GPL-3.0-or-later
// The devices: filter box, tree, and what to do when there is nothing to see.
// The selection here is the subject of the window. It survives hotplug and filtering: what a filter hides, or what
// departs, stays the subject until something else is selected.
// Thread: GUI. Ownership: `context` outlives the panel. Errors: a wrong filter word is marked in the box.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/models/device_filter_model.h"

#include <QWidget>

class QAction;
class QStackedWidget;

namespace wb::ui {

class DeviceTreeView;
class EmptyState;
class FilterEdit;

class DeviceTreePanel : public QWidget {
    Q_OBJECT

public:
    explicit DeviceTreePanel(AppContext& context, QWidget* parent = nullptr);

    [[nodiscard]] const Selection& selection() const { return m_selection; }
    void select(const Selection& selection); // emits selectionChanged when it differs
    [[nodiscard]] const DeviceTreeModel& tree() const { return *m_tree; }
    // Shown in the context menu, followed by the panel's own.
    void setSubjectActions(const QList<QAction*>& actions);
    [[nodiscard]] QList<QAction*> ownActions() const { return m_ownActions; } // copy, expand, collapse
    void saveColumns() const;

public Q_SLOTS:
    void focusFilter();

Q_SIGNALS:
    void selectionChanged(const wb::ui::Selection& selection);
    void activated(const wb::ui::Selection& selection); // double click or Enter
    void departed(const wb::ui::Selection& selection); // the selected device is gone

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildTree();
    void buildEmptyStates();
    void buildActions();
    void applyChanges(const engine::DeviceChanges& changes);
    void followReset(usb::DeviceId before, usb::DeviceId now);
    void applyFilter(const QString& text);
    void showBadge(usb::DeviceId device);
    void takeSelected();
    void showSelection();
    void expandHubs(const QModelIndex& parent, int first, int last);
    void restoreExpansion();
    void updateState();
    void showContextMenu(QPoint position);
    void copyRows() const;

    AppContext& m_context;
    DeviceTreeModel* m_tree;
    DeviceFilterModel* m_filtered;
    FilterEdit* m_filter;
    QStackedWidget* m_stack;
    DeviceTreeView* m_view;
    EmptyState* m_nothing;
    EmptyState* m_noMatch;
    QList<QAction*> m_subjectActions;
    QList<QAction*> m_ownActions;
    Selection m_selection;
    QList<QPersistentModelIndex> m_expanded; // rows of the tree, so that a filter does not forget them
    bool m_isFollowing = true; // false while rows move under the view: its current row is then not a choice
};

} // namespace wb::ui
