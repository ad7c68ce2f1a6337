// SPDX-License-Identifier: GPL-3.0-or-later
// The part of SignalGraphView that draws. Colours come from the palette in pairs that are made for each other; lines
// are readable on it (tone_colors.h). Shapes say the same as colours: dashes, dots, marks.
#include "ui/text/format.h"
#include "ui/views/signal_graph_view.h"
#include "ui/views/tone_colors.h"

#include <QPaintEvent>
#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace wb::ui {

namespace {

using descriptors::Entity;
using descriptors::EntityKind;
using descriptors::Link;
using descriptors::LinkKind;

constexpr int kSummaryLines = 2;
constexpr std::size_t kMostSmoothLinks = 2000; // beyond that nobody sees a single line, but everybody waits
constexpr qreal kThin = 1.2;
constexpr qreal kThick = 2.4;

bool isTerminal(EntityKind kind)
{
    return kind == EntityKind::InputTerminal || kind == EntityKind::OutputTerminal || kind == EntityKind::InJack
        || kind == EntityKind::OutJack;
}

Qt::PenStyle styleOf(LinkKind kind)
{
    switch (kind) {
    case LinkKind::Clock:
        return Qt::DashLine;
    case LinkKind::Association:
        return Qt::DotLine;
    case LinkKind::Signal:
    case LinkKind::Stream:
        break;
    }
    return Qt::SolidLine;
}

// Turned to where the line ends; the angle counts counterclockwise, the painter turns clockwise.
void paintArrow(QPainter& painter, const LinkShape& shape, qreal size, const QColor& colour)
{
    painter.save();
    painter.translate(shape.tip);
    painter.rotate(-shape.angle);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF({ { 0, 0 }, { -size, size / 2 }, { -size, -size / 2 } }));
    painter.restore();
}

// Words in at most `most` lines from `top` down, the last one cut short.
void paintWrapped(QPainter& painter, const QString& words, const QRectF& room, int most)
{
    const QFontMetricsF metrics(painter.font());
    QTextLayout layout(words, painter.font());
    layout.beginLayout();
    qreal y = room.top();
    for (int count = 1;; ++count) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(room.width());
        const bool isLast = count == most;
        const QString rest = words.mid(line.textStart(), isLast ? -1 : line.textLength());
        painter.drawText(QRectF(room.left(), y, room.width(), metrics.lineSpacing()), Qt::AlignLeft | Qt::AlignTop,
            metrics.elidedText(rest, Qt::ElideRight, room.width()));
        y += metrics.lineSpacing();
        if (isLast)
            break;
    }
    layout.endLayout();
}

} // namespace

void SignalGraphView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing, m_graph.links.size() <= kMostSmoothLinks);
    painter.translate(origin());
    painter.scale(m_zoom, m_zoom);
    const QRectF shown = painter.transform().inverted().mapRect(QRectF(event->rect()));
    const auto touchesCurrent = [this](const Link& link) {
        return m_current >= 0
            && (link.from == static_cast<std::size_t>(m_current) || link.to == static_cast<std::size_t>(m_current));
    };
    for (std::size_t i = 0; i < m_geometry.trunks.size(); ++i)
        paintTrunk(painter, i, shown);
    for (const bool isOnTop : { false, true })
        for (std::size_t i = 0; i < m_graph.links.size(); ++i)
            if (touchesCurrent(m_graph.links[i]) == isOnTop
                && m_geometry.links[i].line.controlPointRect().adjusted(-4, -4, 4, 4).intersects(shown))
                paintLink(painter, i, isOnTop);
    for (std::size_t i = 0; i < m_graph.entities.size(); ++i)
        if (m_geometry.boxes[i].adjusted(-4, -4, 4, 4).intersects(shown))
            paintBox(painter, i);
}

void SignalGraphView::paintTrunk(QPainter& painter, std::size_t entity, const QRectF& shown) const
{
    const Trunk& trunk = m_geometry.trunks[entity];
    painter.setPen(QPen(toneColor(trunk.isWrong ? text::Tone::Bad : text::Tone::Muted, palette()), kThin,
        styleOf(trunk.kind), Qt::FlatCap));
    painter.setBrush(Qt::NoBrush);
    for (const QPainterPath& part : trunk.parts)
        if (part.controlPointRect().adjusted(-4, -4, 4, 4).intersects(shown))
            painter.drawPath(part);
}

void SignalGraphView::paintLink(QPainter& painter, std::size_t index, bool isOfCurrent) const
{
    const Link& link = m_graph.links[index];
    const LinkShape& shape = m_geometry.links[index];
    const bool isWrong = link.isDangling || link.isInCycle;
    const QColor colour = isWrong ? toneColor(text::Tone::Bad, palette())
        : isOfCurrent             ? readableOn(palette().color(QPalette::Base), palette().color(QPalette::Highlight))
                                  : toneColor(text::Tone::Muted, palette());
    painter.setPen(QPen(colour, isOfCurrent ? kThick : kThin, styleOf(link.kind), Qt::FlatCap));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(shape.line);
    for (std::size_t part = 0; isOfCurrent && part < shape.trunkParts; ++part)
        painter.drawPath(m_geometry.trunks[link.from].parts[part]);
    if (link.kind != LinkKind::Association)
        paintArrow(painter, shape, m_geometry.padding * (isOfCurrent ? 1.2 : 0.9), colour);
}

void SignalGraphView::paintBox(QPainter& painter, std::size_t index) const
{
    const Entity& entity = m_graph.entities[index];
    const QRectF& box = m_geometry.boxes[index];
    const bool isCurrent = m_current == static_cast<int>(index);
    const bool isChosen = isCurrent && hasFocus();
    const QColor paper = palette().color(isChosen ? QPalette::Highlight
            : entity.kind == EntityKind::Stream   ? QPalette::Base
                                                  : QPalette::Button);
    const QColor ink = palette().color(isChosen ? QPalette::HighlightedText
            : entity.kind == EntityKind::Stream ? QPalette::Text
                                                : QPalette::ButtonText);
    const QColor edge = !entity.problems.empty() ? toneColor(text::Tone::Bad, palette())
        : isCurrent ? readableOn(palette().color(QPalette::Base), palette().color(QPalette::Highlight))
                    : toneColor(text::Tone::Muted, palette());
    const bool isDashed = descriptors::isClock(entity.kind) || entity.kind == EntityKind::Missing;
    const bool isThick = isCurrent || isTerminal(entity.kind);
    painter.setPen(QPen(edge, isThick ? kThick : kThin, isDashed ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(paper);
    painter.drawRoundedRect(box, m_geometry.corner, m_geometry.corner);
    const qreal pad = m_geometry.padding;
    paintWords(painter, box.adjusted(pad, pad, -pad, -pad), index, ink);
}

void SignalGraphView::paintWords(QPainter& painter, const QRectF& inside, std::size_t index, const QColor& ink) const
{
    const Entity& entity = m_graph.entities[index];
    QFont bold = font();
    bold.setBold(true);
    painter.setPen(ink);
    painter.setFont(bold);
    const QFontMetricsF metrics(bold);
    const QString mark = entity.problems.empty() ? QString() : toneMark(text::Tone::Warning) + QLatin1Char(' ');
    const QString title = mark + text::fromStd(descriptors::labelOf(entity));
    painter.drawText(QRectF(inside.topLeft(), QSizeF(inside.width(), metrics.lineSpacing())),
        Qt::AlignLeft | Qt::AlignTop, metrics.elidedText(title, Qt::ElideRight, inside.width()));
    painter.setFont(font());
    const std::string& words
        = entity.summary.empty() && !entity.problems.empty() ? entity.problems.front() : entity.summary;
    paintWrapped(painter, text::fromStd(words), inside.adjusted(0, metrics.lineSpacing(), 0, 0), kSummaryLines);
}

} // namespace wb::ui
