// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/empty_state.h"

#include "ui/views/themed_icon.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QVBoxLayout>

#include <utility>

namespace wb::ui {

EmptyState::EmptyState(QString iconName, QWidget* parent)
    : QWidget(parent)
    , m_iconName(std::move(iconName))
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_body(new QLabel(this))
    , m_buttons(new QVBoxLayout)
{
    QFont font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
    m_body->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel* label : { m_icon, m_title, m_body }) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(label != m_icon);
    }
    auto* layout = new QVBoxLayout(this);
    layout->addStretch(1);
    layout->addWidget(m_icon);
    layout->addWidget(m_title);
    layout->addWidget(m_body);
    layout->addLayout(m_buttons);
    layout->addStretch(2);
    paintIcon();
}

void EmptyState::setWords(const QString& title, const QString& body)
{
    m_title->setText(title);
    m_body->setText(body);
    m_body->setVisible(!body.isEmpty());
    setAccessibleName(title);
    setAccessibleDescription(body);
}

QPushButton* EmptyState::addButton(const QString& words, const QString& objectName)
{
    auto* button = new QPushButton(words, this);
    button->setObjectName(objectName);
    button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_buttons->addWidget(button, 0, Qt::AlignHCenter);
    return button;
}

void EmptyState::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        paintIcon();
}

void EmptyState::paintIcon()
{
    const int size = 2 * style()->pixelMetric(QStyle::PM_LargeIconSize, nullptr, this);
    m_icon->setPixmap(themedIcon(m_iconName, QPalette::PlaceholderText).pixmap(QSize(size, size), devicePixelRatioF()));
}

} // namespace wb::ui
