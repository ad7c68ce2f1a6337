// SPDX-License-Identifier: GPL-3.0-or-later
// The signal graph of an audio, video or MIDI function as boxes and lines, from left to right: signals as lines, clocks
// dashed, what belongs together dotted; what is wrong has a mark and is red.
// Keyboard: Tab and Shift+Tab go from box to box and then on to the next control, arrows to the nearest box on that
// side, Home and End to the first and last, Enter jumps to its descriptor; Ctrl+plus, Ctrl+minus, Ctrl+0 and Ctrl+wheel
// zoom. A screen reader hears the present box as the description of the view.
// Thread: GUI. Ownership: keeps a copy of the graph. Errors: none; hostile graphs are laid out like any other.
#pragma once

#include "core/descriptors/signal_graph.h"
#include "ui/views/signal_graph_geometry.h"

#include <QAbstractScrollArea>

namespace wb::ui {

class SignalGraphView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit SignalGraphView(QWidget* parent = nullptr);

    void setGraph(const descriptors::SignalGraph& graph);
    [[nodiscard]] const descriptors::SignalGraph& graph() const { return m_graph; }

    void setCurrent(int entity); // -1: none; scrolls to it, activates nothing
    [[nodiscard]] int current() const { return m_current; }

    void setZoom(double factor); // 1 is normal; kept between a quarter and four times
    [[nodiscard]] double zoom() const { return m_zoom; }

    [[nodiscard]] QRect boxRect(int entity) const; // in viewport coordinates
    [[nodiscard]] QString describe(int entity) const; // all that is known of it, a line each

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void activated(int entity); // clicked, or Enter

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void measure();
    void updateScrollBars();
    void zoomAround(double factor, QPointF fixed);
    void ensureVisible(int entity);
    void moveTowards(int columns, int rows);
    bool zoomByKey(const QKeyEvent& event);
    [[nodiscard]] int entityAt(QPoint position) const;
    [[nodiscard]] QPointF origin() const; // of the drawing, in viewport coordinates
    void paintTrunk(QPainter& painter, std::size_t entity, const QRectF& shown) const;
    void paintLink(QPainter& painter, std::size_t index, bool isOfCurrent) const;
    void paintBox(QPainter& painter, std::size_t index) const;
    void paintWords(QPainter& painter, const QRectF& inside, std::size_t index, const QColor& ink) const;

    descriptors::SignalGraph m_graph;
    descriptors::GraphLayout m_layout;
    GraphGeometry m_geometry;
    std::vector<int> m_order; // entities as Tab goes: by column, then row
    int m_current = -1;
    double m_zoom = 1;
};

} // namespace wb::ui
