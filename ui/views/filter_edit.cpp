// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/filter_edit.h"

#include "ui/views/themed_icon.h"
#include "ui/views/tone_colors.h"

#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QTextCharFormat>
#include <QVBoxLayout>

namespace wb::ui {

FilterEdit::FilterEdit(const QString& objectName, QWidget* parent)
    : QWidget(parent)
    , m_edit(new QLineEdit(this))
    , m_problem(new QLabel(this))
{
    m_edit->setObjectName(objectName);
    m_edit->setClearButtonEnabled(true);
    m_edit->addAction(themedIcon(QStringLiteral("search"), QPalette::PlaceholderText), QLineEdit::LeadingPosition);
    m_edit->installEventFilter(this);
    m_problem->setObjectName(objectName + QStringLiteral("Problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_edit);
    layout->addWidget(m_problem);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::textChanged, this, &FilterEdit::textChanged);
}

void FilterEdit::markProblem(int position, int length, const QString& sentence)
{
    QPalette palette = m_problem->palette();
    palette.setColor(QPalette::WindowText, toneColor(text::Tone::Bad, QWidget::palette()));
    m_problem->setPalette(palette);
    m_problem->setText(sentence);
    m_problem->show();
    m_edit->setAccessibleDescription(sentence);
    underline(position, length);
}

void FilterEdit::clearProblem()
{
    m_problem->hide();
    m_edit->setAccessibleDescription({});
    underline(0, 0);
}

void FilterEdit::takeFocus()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

bool FilterEdit::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape && !m_edit->text().isEmpty()) {
            m_edit->clear();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

// A line edit has no formats of its own; those of an input method without text are kept until the next change.
void FilterEdit::underline(int position, int length)
{
    QList<QInputMethodEvent::Attribute> attributes;
    if (length > 0) {
        QTextCharFormat format;
        format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        format.setUnderlineColor(toneColor(text::Tone::Bad, palette()));
        attributes.append(
            { QInputMethodEvent::TextFormat, position - m_edit->cursorPosition(), length, QVariant(format) });
    }
    QInputMethodEvent event({}, attributes);
    QCoreApplication::sendEvent(m_edit, &event);
}

} // namespace wb::ui
