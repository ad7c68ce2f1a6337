// SPDX-License-Identifier: GPL-3.0-or-later
// A signal graph on paper: the rectangle of each box and the path of each link, from the grid of core's layout and the
// measures of a font. Boxes never overlap; links run between them.
// Units: logical pixels at normal zoom. Thread: any; pure. Errors: none.
#pragma once

#include "core/descriptors/signal_graph_layout.h"

#include <QFont>
#include <QPainterPath>
#include <QRectF>

namespace wb::ui {

// What the links of one entity have in common on their way past other columns. They share it: drawn by each of them,
// a hostile graph's lines would not fit into memory.
struct Trunk {
    std::vector<QPainterPath> parts; // by lane, each from where the last one ended
    descriptors::LinkKind kind = descriptors::LinkKind::Signal;
    bool isWrong = false; // all of the links are
};

struct LinkShape {
    QPainterPath line; // from the box, or from the trunk where it leaves it
    std::size_t trunkParts = 0; // how many parts of its source's trunk lead there
    QPointF tip; // where the arrow points; its direction is the path's own end
    qreal angle = 0; // degrees, as QPainterPath::angleAtPercent
};

struct GraphGeometry {
    QSizeF size;
    qreal corner = 0; // radius of the boxes
    qreal padding = 0; // inside of a box
    std::vector<QRectF> boxes; // by entity
    std::vector<Trunk> trunks; // by entity
    std::vector<LinkShape> links; // by link
};

[[nodiscard]] GraphGeometry measureGraph(
    const descriptors::SignalGraph& graph, const descriptors::GraphLayout& layout, const QFont& font);

} // namespace wb::ui
