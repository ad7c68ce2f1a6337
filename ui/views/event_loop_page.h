// SPDX-License-Identifier: GPL-3.0-or-later
// The event loop of each backend that stands on libusb, as libusb tells of it: timeouts, the event lock, and the
// descriptors it watches. Asked when the page is shown and whenever the person wants.
// Source of truth: UsbService::eventLoopTold. Thread: GUI. Ownership: `context` outlives the page.
#pragma once

#include "ui/bridge/app_context.h"

#include <QWidget>

class QLabel;
class QStandardItemModel;
class QTableView;

namespace wb::ui {

class EventLoopPage : public QWidget {
    Q_OBJECT

public:
    explicit EventLoopPage(AppContext& context, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QTableView* addTable(QStandardItemModel& model, const QString& name, const QString& title);
    void refresh();
    void tell(const engine::EventLoopState& state);
    void updateWords();

    AppContext& m_context;
    QLabel* m_words;
    QStandardItemModel* m_facts;
    QStandardItemModel* m_descriptors;
};

} // namespace wb::ui
