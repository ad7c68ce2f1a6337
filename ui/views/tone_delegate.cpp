// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/tone_delegate.h"

#include "ui/views/tone_colors.h"

namespace wb::ui {

ToneDelegate::ToneDelegate(int role, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_role(role)
{
}

void ToneDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto tone = static_cast<text::Tone>(index.data(m_role).toInt());
    option->text = (toneMark(tone) + QLatin1Char(' ') + option->text).trimmed();
    option->palette.setColor(QPalette::Text, toneColor(tone, option->palette));
}

} // namespace wb::ui
