// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/tone_colors.h"

#include <algorithm>
#include <cmath>

namespace wb::ui {

namespace {

constexpr double kReadable = 4.5;

double luminance(const QColor& color)
{
    const auto linear = [](float channel) {
        const auto value = static_cast<double>(channel);
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

double contrastRatio(const QColor& one, const QColor& other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QColor readableOn(const QColor& background, const QColor& hue)
{
    const bool isDark = luminance(background) < 0.18;
    const QColor target = isDark ? QColor(Qt::white) : QColor(Qt::black);
    for (int step = 0; step <= 20; ++step) {
        const auto share = static_cast<float>(step) / 20.0F;
        const QColor mixed = QColor::fromRgbF(hue.redF() + (target.redF() - hue.redF()) * share,
            hue.greenF() + (target.greenF() - hue.greenF()) * share,
            hue.blueF() + (target.blueF() - hue.blueF()) * share);
        if (contrastRatio(mixed, background) >= kReadable)
            return mixed;
    }
    return target;
}

QColor toneColor(text::Tone tone, const QPalette& palette)
{
    const QColor background = palette.color(QPalette::Base);
    switch (tone) {
    case text::Tone::Neutral:
        return palette.color(QPalette::Text);
    case text::Tone::Good:
        return readableOn(background, QColor(0x1b, 0x8a, 0x3f));
    case text::Tone::Warning:
        return readableOn(background, QColor(0xc0, 0x7a, 0x00));
    case text::Tone::Bad:
        return readableOn(background, QColor(0xd0, 0x2b, 0x2b));
    case text::Tone::Muted:
        return readableOn(background, QColor(0x80, 0x80, 0x80));
    }
    return palette.color(QPalette::Text);
}

QColor directionColor(bool isIn, const QPalette& palette)
{
    const QColor hue = isIn ? QColor(0x1a, 0x6f, 0xc9) : QColor(0x9a, 0x4f, 0xb8);
    return readableOn(palette.color(QPalette::Base), hue);
}

QString toneMark(text::Tone tone)
{
    switch (tone) {
    case text::Tone::Good:
        return QStringLiteral("✓");
    case text::Tone::Warning:
        return QStringLiteral("▲");
    case text::Tone::Bad:
        return QStringLiteral("✗");
    case text::Tone::Neutral:
    case text::Tone::Muted:
        return {};
    }
    return {};
}

} // namespace wb::ui
