// SPDX-License-Identifier: GPL-3.0-or-later
// The first thing to see: in one picture, what can be done; and the demo bus one click away.
// Shown in the centre while nothing is selected.
// Thread: GUI. Ownership: `context` outlives the panel.
#pragma once

#include "ui/bridge/app_context.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace wb::ui {

class WelcomePanel : public QWidget {
    Q_OBJECT

public:
    explicit WelcomePanel(AppContext& context, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] QWidget* makeStep(const QString& icon, const QString& title, const QString& body);
    void paintIcons();
    void updateWords();

    AppContext& m_context;
    QLabel* m_next;
    QPushButton* m_demo;
    QList<std::pair<QLabel*, QString>> m_icons;
};

} // namespace wb::ui
