// SPDX-License-Identifier: GPL-3.0-or-later
// One message where the action was: a mark, selectable words, buttons, and a way to dismiss it.
// Thread: GUI. Hidden while empty; stays until dismissed, replaced or cleared.
#pragma once

#include "ui/text/transfer_text.h"

#include <QFrame>

class QAbstractButton;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace wb::ui {

class InlineMessage : public QFrame {
    Q_OBJECT

public:
    explicit InlineMessage(const QString& objectName, QWidget* parent = nullptr);

    void show(text::Tone tone, const QString& words);
    void clear();
    [[nodiscard]] QString words() const;
    void setDismissible(bool on);
    QAbstractButton* addButton(const QString& words, const QString& objectName);

Q_SIGNALS:
    void dismissed();

protected:
    void changeEvent(QEvent* event) override;

private:
    void paintTone();
    void levelWith(const QWidget& beside);

    text::Tone m_tone = text::Tone::Neutral;
    QLabel* m_mark;
    QLabel* m_words;
    QHBoxLayout* m_buttons;
    QToolButton* m_dismiss;
};

} // namespace wb::ui
