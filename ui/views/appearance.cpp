// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/appearance.h"

#include <QApplication>
#include <QPainter>
#include <QPixmapCache>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>

namespace wb::ui {

namespace {

constexpr QLatin1String kFusion("fusion");

struct Desktop {
    QString styleName;
    QPalette palette;
};

const Desktop& desktop()
{
    static const Desktop found { QApplication::style()->name(), QGuiApplication::palette() };
    return found;
}

struct Shades {
    QColor window, base, alternate, button, text, muted, disabled, accent, onAccent, link, tip;
};

QPalette paletteOf(const Shades& shades)
{
    QPalette palette(shades.text, shades.button, shades.button.lighter(130), shades.button.darker(180),
        shades.button.darker(125), shades.text, Qt::white, shades.base, shades.window);
    palette.setColor(QPalette::AlternateBase, shades.alternate);
    palette.setColor(QPalette::ButtonText, shades.text);
    palette.setColor(QPalette::PlaceholderText, shades.muted);
    palette.setColor(QPalette::Highlight, shades.accent);
    palette.setColor(QPalette::HighlightedText, shades.onAccent);
    palette.setColor(QPalette::Link, shades.link);
    palette.setColor(QPalette::LinkVisited, shades.link);
    palette.setColor(QPalette::ToolTipBase, shades.tip);
    palette.setColor(QPalette::ToolTipText, shades.text);
    for (const QPalette::ColorRole role :
        { QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText })
        palette.setColor(QPalette::Disabled, role, shades.disabled);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, shades.alternate);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, shades.disabled);
    return palette;
}

const Shades kLight { QColor(0xf3, 0xf4, 0xf6), QColor(0xff, 0xff, 0xff), QColor(0xf7, 0xf8, 0xfa),
    QColor(0xf0, 0xf1, 0xf3), QColor(0x1d, 0x21, 0x26), QColor(0x62, 0x69, 0x73), QColor(0x9a, 0xa0, 0xa8),
    QColor(0x1f, 0x5f, 0xa8), QColor(0xff, 0xff, 0xff), QColor(0x1a, 0x5f, 0xb4), QColor(0xff, 0xff, 0xff) };
const Shades kDark { QColor(0x26, 0x29, 0x2e), QColor(0x1c, 0x1e, 0x22), QColor(0x23, 0x26, 0x2b),
    QColor(0x33, 0x37, 0x3d), QColor(0xe6, 0xe8, 0xeb), QColor(0xa0, 0xa7, 0xb0), QColor(0x71, 0x77, 0x80),
    QColor(0x2f, 0x6f, 0xbe), QColor(0xff, 0xff, 0xff), QColor(0x7f, 0xb4, 0xf2), QColor(0x33, 0x37, 0x3d) };

// Fusion draws the frame of a tick box darker than the window: on a dark one, none is to be seen.
class DarkFusion final : public QProxyStyle {
public:
    DarkFusion()
        : QProxyStyle(kFusion)
    {
    }
    void drawPrimitive(
        PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool isRound = element == PE_IndicatorRadioButton;
        if (!isRound && element != PE_IndicatorCheckBox)
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing, isRound);
        painter->setBrush(Qt::NoBrush);
        painter->setPen(option->palette.color(QPalette::PlaceholderText));
        if (isRound)
            painter->drawEllipse(QRectF(option->rect).adjusted(1, 1, -1, -1));
        else
            painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        painter->restore();
    }
};

} // namespace

QPalette appearancePalette(Appearance appearance)
{
    switch (appearance) {
    case Appearance::System:
        return desktop().palette;
    case Appearance::Light:
        return paletteOf(kLight);
    case Appearance::Dark:
        return paletteOf(kDark);
    }
    return desktop().palette;
}

void applyAppearance(Appearance appearance)
{
    // Only Fusion follows any palette; desktop styles draw parts in colours of their own.
    const QString ofDesktop = desktop().styleName; // asked before the first change
    const QString wanted = appearance == Appearance::System ? ofDesktop : QString(kFusion);
    const QPalette palette = appearancePalette(appearance);
    const bool isDark = dynamic_cast<DarkFusion*>(QApplication::style()) != nullptr;
    if (appearance == Appearance::Dark && !isDark)
        QApplication::setStyle(new DarkFusion);
    else if (appearance != Appearance::Dark
        && (isDark || QApplication::style()->name().compare(wanted, Qt::CaseInsensitive) != 0))
        QApplication::setStyle(QStyleFactory::create(wanted));
    QPixmapCache::clear();
    QApplication::setPalette(palette);
}

} // namespace wb::ui
