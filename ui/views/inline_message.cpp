// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/inline_message.h"

#include "ui/views/tone_colors.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

#include <algorithm>

namespace wb::ui {

InlineMessage::InlineMessage(const QString& objectName, QWidget* parent)
    : QFrame(parent)
    , m_mark(new QLabel(this))
    , m_words(new QLabel(this))
    , m_buttons(new QHBoxLayout)
    , m_dismiss(new QToolButton(this))
{
    setObjectName(objectName);
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_words->setObjectName(objectName + QStringLiteral("Words"));
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_mark->setAccessibleName(tr("Kind of message"));
    m_dismiss->setObjectName(objectName + QStringLiteral("Dismiss"));
    m_dismiss->setIcon(style()->standardIcon(QStyle::SP_TitleBarCloseButton));
    m_dismiss->setAutoRaise(true);
    m_dismiss->setToolTip(tr("Dismiss"));
    m_dismiss->setAccessibleName(tr("Dismiss this message"));

    auto* layout = new QHBoxLayout(this);
    const int gap = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing) / 2 + 1;
    layout->setContentsMargins(gap * 2, gap, gap, gap);
    layout->addWidget(m_mark, 0, Qt::AlignTop);
    layout->addWidget(m_words, 1);
    layout->addLayout(m_buttons);
    layout->addWidget(m_dismiss, 0, Qt::AlignTop);
    connect(m_dismiss, &QToolButton::clicked, this, [this] {
        clear();
        Q_EMIT dismissed();
    });
    levelWith(*m_dismiss);
    hide();
}

void InlineMessage::show(text::Tone tone, const QString& words)
{
    m_tone = tone;
    m_words->setText(words);
    setAccessibleName(words);
    paintTone();
    setVisible(!words.isEmpty());
}

void InlineMessage::clear() { show(text::Tone::Neutral, {}); }

QString InlineMessage::words() const { return m_words->text(); }

void InlineMessage::setDismissible(bool on) { m_dismiss->setVisible(on); }

QAbstractButton* InlineMessage::addButton(const QString& words, const QString& objectName)
{
    auto* button = new QPushButton(words, this);
    button->setObjectName(objectName);
    m_buttons->addWidget(button, 0, Qt::AlignTop);
    levelWith(*button);
    return button;
}

// All is at the top, for words of several lines: the first is in the middle of what stands beside it.
void InlineMessage::levelWith(const QWidget& beside)
{
    const int above = std::max(0, (beside.sizeHint().height() - fontMetrics().height()) / 2);
    m_mark->setContentsMargins(0, above, 0, 0);
    m_words->setContentsMargins(0, above, 0, above);
}

void InlineMessage::changeEvent(QEvent* event)
{
    // Only the theme's own change: paintTone sets palettes of the children, not of this frame.
    if (event->type() == QEvent::PaletteChange)
        paintTone();
    QFrame::changeEvent(event);
}

void InlineMessage::paintTone()
{
    const QString mark = toneMark(m_tone);
    m_mark->setText(mark.isEmpty() ? QStringLiteral("•") : mark);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, toneColor(m_tone, palette()));
    m_mark->setPalette(colors);
    QPalette words = palette();
    words.setColor(QPalette::WindowText, palette().color(QPalette::Text));
    m_words->setPalette(words);
}

} // namespace wb::ui
