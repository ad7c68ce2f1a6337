// SPDX-License-Identifier: GPL-3.0-or-later
// What a panel shows when it has nothing to show: a title, one or two sentences, and what can be done.
// Thread: GUI.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace wb::ui {

class EmptyState : public QWidget {
    Q_OBJECT

public:
    explicit EmptyState(QString iconName, QWidget* parent = nullptr);

    void setWords(const QString& title, const QString& body);
    QPushButton* addButton(const QString& words, const QString& objectName);

protected:
    void changeEvent(QEvent* event) override;

private:
    void paintIcon();

    QString m_iconName;
    QLabel* m_icon;
    QLabel* m_title;
    QLabel* m_body;
    QVBoxLayout* m_buttons;
};

} // namespace wb::ui
