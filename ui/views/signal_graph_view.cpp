// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/signal_graph_view.h"

#include "ui/text/format.h"
#include "ui/views/tone_colors.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace wb::ui {

namespace {

using descriptors::Entity;
using descriptors::Link;
using descriptors::LinkKind;

constexpr double kLeastZoom = 0.25;
constexpr double kMostZoom = 4;
constexpr double kZoomStep = 1.2;

QString titleOf(const Entity& entity) { return text::fromStd(descriptors::labelOf(entity)); }

} // namespace

SignalGraphView::SignalGraphView(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Signal graph"));
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    measure();
}

void SignalGraphView::setGraph(const descriptors::SignalGraph& graph)
{
    if (graph == m_graph)
        return;
    m_graph = graph;
    m_layout = descriptors::layOut(m_graph);
    m_order.resize(m_graph.entities.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    std::sort(m_order.begin(), m_order.end(), [this](int a, int b) {
        const auto& one = m_layout.boxes[static_cast<std::size_t>(a)];
        const auto& other = m_layout.boxes[static_cast<std::size_t>(b)];
        return std::pair(one.column, one.row) < std::pair(other.column, other.row);
    });
    m_current = -1;
    measure();
    horizontalScrollBar()->setValue(0);
    verticalScrollBar()->setValue(0);
    setAccessibleDescription(text::fromStd(m_graph.title));
}

void SignalGraphView::measure()
{
    m_geometry = measureGraph(m_graph, m_layout, font());
    updateScrollBars();
    viewport()->update();
}

void SignalGraphView::setCurrent(int entity)
{
    m_current = entity >= 0 && entity < static_cast<int>(m_graph.entities.size()) ? entity : -1;
    viewport()->update();
    setAccessibleDescription(m_current < 0 ? text::fromStd(m_graph.title) : describe(m_current));
    if (m_current >= 0)
        ensureVisible(m_current);
}

QString SignalGraphView::describe(int entity) const
{
    const Entity& subject = m_graph.entities[static_cast<std::size_t>(entity)];
    QStringList lines { titleOf(subject) };
    if (!subject.summary.empty())
        lines.append(text::fromStd(subject.summary));
    for (const Link& link : m_graph.links) {
        if (link.to != static_cast<std::size_t>(entity))
            continue;
        const QString source = titleOf(m_graph.entities[link.from]);
        lines.append(link.kind == LinkKind::Clock    ? tr("Clock: %1").arg(source)
                : link.kind == LinkKind::Association ? tr("Belongs to %1").arg(source)
                                                     : tr("From %1").arg(source));
    }
    for (const std::string& problem : subject.problems)
        lines.append(toneMark(text::Tone::Warning) + QLatin1Char(' ') + text::fromStd(problem));
    return lines.join(QLatin1Char('\n'));
}

QSize SignalGraphView::sizeHint() const
{
    return (m_geometry.size * m_zoom).toSize().boundedTo({ 800, 400 }) + QSize(2 * frameWidth(), 2 * frameWidth());
}

QSize SignalGraphView::minimumSizeHint() const
{
    const int line = fontMetrics().lineSpacing();
    return { 12 * line, 6 * line };
}

void SignalGraphView::setZoom(double factor) { zoomAround(factor, QRectF(viewport()->rect()).center()); }

// What is under `fixed` stays there.
void SignalGraphView::zoomAround(double factor, QPointF fixed)
{
    factor = std::clamp(factor, kLeastZoom, kMostZoom);
    if (std::abs(factor - 1) < 0.01)
        factor = 1; // steps up and down meet again
    const QPointF point = (fixed - origin()) / m_zoom;
    m_zoom = factor;
    updateScrollBars();
    const QPointF moved = point * m_zoom - fixed;
    horizontalScrollBar()->setValue(static_cast<int>(moved.x()));
    verticalScrollBar()->setValue(static_cast<int>(moved.y()));
    viewport()->update();
}

void SignalGraphView::updateScrollBars()
{
    const QSize size = (m_geometry.size * m_zoom).toSize();
    const auto set = [](QScrollBar& bar, int whole, int shown) {
        bar.setRange(0, std::max(0, whole - shown));
        bar.setPageStep(shown);
        bar.setSingleStep(std::max(1, shown / 10));
    };
    set(*horizontalScrollBar(), size.width(), viewport()->width());
    set(*verticalScrollBar(), size.height(), viewport()->height());
}

// A graph smaller than the view stands in the middle of its height, from the left.
QPointF SignalGraphView::origin() const
{
    const qreal spare = (viewport()->height() - m_geometry.size.height() * m_zoom) / 2;
    return { static_cast<qreal>(-horizontalScrollBar()->value()),
        std::max<qreal>(0, std::floor(spare)) - verticalScrollBar()->value() };
}

QRect SignalGraphView::boxRect(int entity) const
{
    const QRectF& box = m_geometry.boxes[static_cast<std::size_t>(entity)];
    return QRectF(origin() + box.topLeft() * m_zoom, box.size() * m_zoom).toAlignedRect();
}

void SignalGraphView::ensureVisible(int entity)
{
    const QRect box = boxRect(entity).marginsAdded(QMargins(8, 8, 8, 8));
    const auto scroll = [](QScrollBar& bar, int begin, int end, int room) {
        if (begin < 0 || end - begin > room)
            bar.setValue(bar.value() + begin);
        else if (end > room)
            bar.setValue(bar.value() + end - room);
    };
    scroll(*horizontalScrollBar(), box.left(), box.right(), viewport()->width());
    scroll(*verticalScrollBar(), box.top(), box.bottom(), viewport()->height());
}

int SignalGraphView::entityAt(QPoint position) const
{
    const QPointF point = (QPointF(position) - origin()) / m_zoom;
    const auto found = std::find_if(
        m_geometry.boxes.begin(), m_geometry.boxes.end(), [point](const QRectF& box) { return box.contains(point); });
    return found == m_geometry.boxes.end() ? -1 : static_cast<int>(found - m_geometry.boxes.begin());
}

void SignalGraphView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
}

void SignalGraphView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        measure();
}

// The nearest box on that side; what is off to the other direction counts double.
void SignalGraphView::moveTowards(int columns, int rows)
{
    if (m_order.empty())
        return;
    if (m_current < 0)
        return setCurrent(m_order.front());
    const auto& here = m_layout.boxes[static_cast<std::size_t>(m_current)];
    int nearest = -1;
    int least = std::numeric_limits<int>::max();
    for (const int entity : m_order) {
        const auto& there = m_layout.boxes[static_cast<std::size_t>(entity)];
        const int along = (there.column - here.column) * columns + (there.row - here.row) * rows;
        const int across = std::abs((there.column - here.column) * rows) + std::abs((there.row - here.row) * columns);
        if (along > 0 && along + 2 * across < least) {
            least = along + 2 * across;
            nearest = entity;
        }
    }
    if (nearest >= 0)
        setCurrent(nearest);
}

bool SignalGraphView::zoomByKey(const QKeyEvent& event)
{
    if (!event.modifiers().testFlag(Qt::ControlModifier))
        return false;
    switch (event.key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        setZoom(m_zoom * kZoomStep);
        return true;
    case Qt::Key_Minus:
        setZoom(m_zoom / kZoomStep);
        return true;
    case Qt::Key_0:
        setZoom(1);
        return true;
    default:
        return false;
    }
}

void SignalGraphView::keyPressEvent(QKeyEvent* event)
{
    if (zoomByKey(*event))
        return;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveTowards(-1, 0);
    case Qt::Key_Right:
        return moveTowards(1, 0);
    case Qt::Key_Up:
        return moveTowards(0, -1);
    case Qt::Key_Down:
        return moveTowards(0, 1);
    case Qt::Key_Home:
        return setCurrent(m_order.empty() ? -1 : m_order.front());
    case Qt::Key_End:
        return setCurrent(m_order.empty() ? -1 : m_order.back());
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            Q_EMIT activated(m_current);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

bool SignalGraphView::focusNextPrevChild(bool next)
{
    const auto here = std::find(m_order.begin(), m_order.end(), m_current);
    if (here == m_order.end())
        return QAbstractScrollArea::focusNextPrevChild(next);
    if (next ? here + 1 == m_order.end() : here == m_order.begin())
        return QAbstractScrollArea::focusNextPrevChild(next);
    setCurrent(next ? *(here + 1) : *(here - 1));
    return true;
}

void SignalGraphView::focusInEvent(QFocusEvent* event)
{
    QAbstractScrollArea::focusInEvent(event);
    if (m_order.empty())
        return;
    if (event->reason() == Qt::TabFocusReason)
        setCurrent(m_order.front());
    else if (event->reason() == Qt::BacktabFocusReason)
        setCurrent(m_order.back());
}

void SignalGraphView::mousePressEvent(QMouseEvent* event)
{
    const int entity = entityAt(event->position().toPoint());
    if (event->button() != Qt::LeftButton || entity < 0)
        return QAbstractScrollArea::mousePressEvent(event);
    setCurrent(entity);
    Q_EMIT activated(entity);
}

void SignalGraphView::wheelEvent(QWheelEvent* event)
{
    constexpr double kNotch = 120; // QWheelEvent: eighths of a degree, 15 degrees a step
    if (!event->modifiers().testFlag(Qt::ControlModifier))
        return QAbstractScrollArea::wheelEvent(event);
    zoomAround(m_zoom * std::pow(kZoomStep, event->angleDelta().y() / kNotch), event->position());
    event->accept();
}

bool SignalGraphView::viewportEvent(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QAbstractScrollArea::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int entity = entityAt(help->pos());
    if (entity >= 0)
        QToolTip::showText(help->globalPos(),
            describe(entity).toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br>")), viewport());
    else
        QToolTip::hideText();
    return true;
}

} // namespace wb::ui
