// SPDX-License-Identifier: GPL-3.0-or-later
// Finds fields in the descriptors of all devices while one types; a hit leads to its bytes.
// Source of truth: the query language of core/descriptors/query.h over what DescriptorStore knows.
// Thread: GUI; searching happens on the thread pool. Errors: a query that makes no sense is told beside the box.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/models/query_model.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QTableView;

namespace wb::ui {

class EmptyState;
class FilterEdit;

class FindPanel : public QWidget {
    Q_OBJECT

public:
    explicit FindPanel(AppContext& context, QWidget* parent = nullptr);

    void focusQuery();

Q_SIGNALS:
    void jumpRequested(const wb::ui::DescriptorPlace& place);

private:
    void buildTable();
    void searchAgain();
    void show(const SearchResult& result);
    void jump(const QModelIndex& index);

    AppContext& m_context;
    FilterEdit* m_query;
    QLabel* m_summary;
    QueryModel* m_model;
    QTableView* m_table;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    quint64 m_generation = 0; // of the search under way: an older one has nothing more to say
};

} // namespace wb::ui
