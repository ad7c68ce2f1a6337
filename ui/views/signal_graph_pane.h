// SPDX-License-Identifier: GPL-3.0-or-later
// The signal graphs of a device, one at a time: which one, how large, and the graph itself.
// Units: byte offsets in the descriptors of the device (DescriptorModel). Thread: GUI. Errors: none.
#pragma once

#include "core/descriptors/signal_graph.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace wb::ui {

class SignalGraphView;

class SignalGraphPane : public QWidget {
    Q_OBJECT

public:
    explicit SignalGraphPane(QWidget* parent = nullptr);

    void setGraphs(std::vector<descriptors::SignalGraph> graphs);
    [[nodiscard]] bool isEmpty() const { return m_graphs.empty(); }

    // Shows the graph that the byte belongs to, and in it the entity, when there is one; chooses nothing.
    void follow(std::size_t offset);

Q_SIGNALS:
    void descriptorChosen(std::size_t offset); // where the descriptor of the chosen entity begins

private:
    void buildHeader();
    void addZoomButton(QHBoxLayout& layout, const QString& words, const QString& name, const QString& toolTip,
        const std::function<double()>& factor);
    void showGraph(int index);
    void choose(int entity);

    std::vector<descriptors::SignalGraph> m_graphs;
    QLabel* m_title; // of the only graph
    QComboBox* m_choice; // of several
    QWidget* m_header;
    SignalGraphView* m_view;
};

} // namespace wb::ui
