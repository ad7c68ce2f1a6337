// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/signal_graph_geometry.h"

#include "ui/text/format.h"

#include <QFontMetricsF>
#include <QLineF>

#include <algorithm>
#include <cmath>

namespace wb::ui {

namespace {

using descriptors::Link;
using descriptors::LinkKind;

// Of a line in a box: as many as the longest title needs, within reason.
constexpr int kLeastCharacters = 21;
constexpr int kMostCharacters = 32;
constexpr int kBoxLines = 3;
constexpr QLatin1StringView kRoomForMark("W ");

qreal boxWidth(const descriptors::SignalGraph& graph, QFont font)
{
    const qreal em = QFontMetricsF(font).averageCharWidth();
    font.setBold(true);
    const QFontMetricsF bold(font);
    qreal width = kLeastCharacters * em;
    for (const descriptors::Entity& entity : graph.entities) {
        const QString title = text::fromStd(descriptors::labelOf(entity));
        width = std::max(width, bold.horizontalAdvance(entity.problems.empty() ? title : kRoomForMark + title));
        if (width >= kMostCharacters * em)
            break;
    }
    return std::ceil(std::min(width, kMostCharacters * em)) + 2 * em;
}

class Measurer {
public:
    Measurer(const descriptors::SignalGraph& graph, const descriptors::GraphLayout& layout, const QFont& font)
        : m_graph(graph)
        , m_layout(layout)
        , m_em(QFontMetricsF(font).averageCharWidth())
        , m_box(boxWidth(graph, font), kBoxLines * QFontMetricsF(font).lineSpacing() + 2 * m_em)
        , m_gapX(5 * m_em)
        , m_gapY(QFontMetricsF(font).lineSpacing() * 1.5)
        , m_margin(2 * m_em)
    {
    }

    GraphGeometry measure()
    {
        GraphGeometry geometry;
        geometry.padding = m_em;
        geometry.corner = m_em;
        geometry.size = { 2 * m_margin + m_layout.columns * m_box.width() + (m_layout.columns - 1) * m_gapX,
            2 * m_margin + m_layout.rows * m_box.height() + (m_layout.rows - 1) * m_gapY + m_gapY / 2 + clockGap() };
        for (const descriptors::Cell& cell : m_layout.boxes)
            geometry.boxes.emplace_back(QPointF(left(cell.column), top(cell.row)), m_box);
        m_boxes = &geometry.boxes;
        findPorts();
        geometry.trunks = makeTrunks();
        for (std::size_t i = 0; i < m_graph.links.size(); ++i)
            geometry.links.push_back(shapeOf(i));
        return geometry;
    }

private:
    [[nodiscard]] bool hasClocks() const { return m_layout.clockRow < m_layout.rows; }
    [[nodiscard]] qreal clockGap() const { return hasClocks() && m_layout.clockRow > 0 ? m_gapY : 0; }
    [[nodiscard]] qreal left(int column) const { return m_margin + column * (m_box.width() + m_gapX); }
    [[nodiscard]] qreal top(int row) const
    {
        return m_margin + row * (m_box.height() + m_gapY) + (row >= m_layout.clockRow ? clockGap() : 0);
    }
    [[nodiscard]] const QRectF& box(std::size_t entity) const { return (*m_boxes)[entity]; }

    // Links that arrive from the left share the side of the box, in the order of where they come from.
    void findPorts()
    {
        std::vector<std::vector<std::size_t>> arriving(m_graph.entities.size());
        for (std::size_t i = 0; i < m_graph.links.size(); ++i)
            if (m_layout.isForward[i])
                arriving[m_graph.links[i].to].push_back(i);
        m_port.assign(m_graph.links.size(), 0.5);
        for (auto& links : arriving) {
            std::stable_sort(
                links.begin(), links.end(), [this](std::size_t a, std::size_t b) { return lastRow(a) < lastRow(b); });
            for (std::size_t i = 0; i < links.size(); ++i)
                m_port[links[i]] = static_cast<qreal>(i + 1) / static_cast<qreal>(links.size() + 1);
        }
    }

    // Columns that a forward link passes.
    [[nodiscard]] std::size_t skippedBy(const Link& link) const
    {
        return static_cast<std::size_t>(m_layout.boxes[link.to].column - m_layout.boxes[link.from].column - 1);
    }

    // The row from which a forward link comes to its box.
    [[nodiscard]] int lastRow(std::size_t index) const
    {
        const Link& link = m_graph.links[index];
        const std::size_t skipped = skippedBy(link);
        return skipped > 0 ? m_layout.lanes[link.from][skipped - 1] : m_layout.boxes[link.from].row;
    }

    [[nodiscard]] QPointF laneEnd(std::size_t entity, std::size_t lane) const
    {
        const int column = m_layout.boxes[entity].column + 1 + static_cast<int>(lane);
        return { left(column) + m_box.width(), top(m_layout.lanes[entity][lane]) + m_box.height() / 2 };
    }

    [[nodiscard]] std::vector<Trunk> makeTrunks() const
    {
        std::vector<Trunk> trunks(m_graph.entities.size());
        for (std::size_t entity = 0; entity < trunks.size(); ++entity) {
            QPointF from(box(entity).right(), box(entity).center().y());
            for (std::size_t lane = 0; lane < m_layout.lanes[entity].size(); ++lane) {
                QPainterPath part(from);
                from = laneEnd(entity, lane);
                curveTo(part, from - QPointF(m_box.width(), 0));
                part.lineTo(from);
                trunks[entity].parts.push_back(part);
            }
            trunks[entity].isWrong = true;
        }
        for (std::size_t i = 0; i < m_graph.links.size(); ++i) {
            const Link& link = m_graph.links[i];
            if (!m_layout.isForward[i] || skippedBy(link) == 0)
                continue;
            trunks[link.from].kind = link.kind;
            trunks[link.from].isWrong = trunks[link.from].isWrong && (link.isDangling || link.isInCycle);
        }
        return trunks;
    }

    [[nodiscard]] LinkShape shapeOf(std::size_t index) const
    {
        const Link& link = m_graph.links[index];
        QPainterPath line;
        if (m_layout.isForward[index])
            line = forwardPath(index);
        else if (link.kind == LinkKind::Association)
            line = associationPath(link);
        else if (link.kind == LinkKind::Clock)
            line = fromBelow(link);
        else
            line = backPath(link);
        return { line, m_layout.isForward[index] ? skippedBy(link) : 0, line.currentPosition(),
            line.angleAtPercent(1) };
    }

    static void curveTo(QPainterPath& path, QPointF to)
    {
        const QPointF from = path.currentPosition();
        const qreal middle = (from.x() + to.x()) / 2;
        path.cubicTo({ middle, from.y() }, { middle, to.y() }, to);
    }

    [[nodiscard]] QPainterPath forwardPath(std::size_t index) const
    {
        const Link& link = m_graph.links[index];
        const QRectF& to = box(link.to);
        const std::size_t skipped = skippedBy(link);
        QPainterPath path(skipped > 0 ? laneEnd(link.from, skipped - 1)
                                      : QPointF(box(link.from).right(), box(link.from).center().y()));
        curveTo(path, { to.left(), to.top() + to.height() * m_port[index] });
        return path;
    }

    // Straight lines through the gaps between boxes, with round corners.
    [[nodiscard]] QPainterPath rounded(const std::vector<QPointF>& points) const
    {
        QPainterPath path(points.front());
        for (std::size_t i = 1; i + 1 < points.size(); ++i) {
            const QLineF in(points[i], points[i - 1]);
            const QLineF out(points[i], points[i + 1]);
            const qreal radius = std::min({ m_em, in.length() / 2, out.length() / 2 });
            if (radius <= 0)
                continue;
            path.lineTo(in.pointAt(radius / in.length()));
            path.quadTo(points[i], out.pointAt(radius / out.length()));
        }
        path.lineTo(points.back());
        return path;
    }

    // Out to the right, through the column's gap to the row below the target, and up into it.
    [[nodiscard]] QPainterPath fromBelow(const Link& link) const
    {
        const QRectF& from = box(link.from);
        const QRectF& to = box(link.to);
        const qreal gap = from.right() + m_gapX * 0.3;
        const qreal row = to.bottom() + m_gapY * 0.6;
        const qreal in = to.center().x() - 2 * m_em;
        return rounded({ { from.right(), from.center().y() }, { gap, from.center().y() }, { gap, row }, { in, row },
            { in, to.bottom() } });
    }

    [[nodiscard]] QPainterPath backPath(const Link& link) const
    {
        const QRectF& from = box(link.from);
        const QRectF& to = box(link.to);
        const qreal out = from.right() + m_gapX * 0.45;
        const qreal row = from.bottom() + m_gapY * 0.4;
        const qreal in = to.left() - m_gapX * 0.25;
        const qreal port = to.top() + to.height() * 0.8;
        return rounded({ { from.right(), from.center().y() }, { out, from.center().y() }, { out, row }, { in, row },
            { in, port }, { to.left(), port } });
    }

    [[nodiscard]] QPainterPath associationPath(const Link& link) const
    {
        const QRectF& from = box(link.from);
        const QRectF& to = box(link.to);
        const qreal leave = from.bottom() + m_gapY * 0.25;
        const qreal arrive = to.bottom() + m_gapY * 0.25;
        const qreal out = from.center().x() + 2 * m_em;
        const qreal in = to.center().x() + 2 * m_em;
        if (qFuzzyCompare(leave, arrive))
            return rounded({ { out, from.bottom() }, { out, leave }, { in, arrive }, { in, to.bottom() } });
        const qreal gap = to.right() + m_gapX * 0.6;
        return rounded({ { out, from.bottom() }, { out, leave }, { gap, leave }, { gap, arrive }, { in, arrive },
            { in, to.bottom() } });
    }

    const descriptors::SignalGraph& m_graph;
    const descriptors::GraphLayout& m_layout;
    qreal m_em;
    QSizeF m_box;
    qreal m_gapX;
    qreal m_gapY;
    qreal m_margin;
    const std::vector<QRectF>* m_boxes = nullptr;
    std::vector<qreal> m_port; // by link: share of the target's height
};

} // namespace

GraphGeometry measureGraph(
    const descriptors::SignalGraph& graph, const descriptors::GraphLayout& layout, const QFont& font)
{
    return Measurer(graph, layout, font).measure();
}

} // namespace wb::ui
