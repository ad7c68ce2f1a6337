// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/signal_graph_pane.h"

#include "ui/text/format.h"
#include "ui/views/signal_graph_view.h"

#include <QComboBox>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace wb::ui {

namespace {

using descriptors::Entity;
using descriptors::SignalGraph;

constexpr double kZoomStep = 1.2;

QString titleOf(const SignalGraph& graph)
{
    return QObject::tr("%1, configuration %2").arg(text::fromStd(graph.title)).arg(graph.configuration);
}

// The entity whose descriptor holds the byte; -1 when none does.
int entityAt(const SignalGraph& graph, std::size_t offset)
{
    const auto found = std::find_if(graph.entities.begin(), graph.entities.end(),
        [offset](const Entity& entity) { return entity.range.contains(offset); });
    return found == graph.entities.end() ? -1 : static_cast<int>(found - graph.entities.begin());
}

} // namespace

SignalGraphPane::SignalGraphPane(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_choice(new QComboBox(this))
    , m_header(new QWidget(this))
    , m_view(new SignalGraphView(this))
{
    setObjectName(QStringLiteral("signalGraphPane"));
    buildHeader();
    m_view->setObjectName(QStringLiteral("signalGraph"));
    m_view->setFrameShape(QFrame::NoFrame);
    connect(m_view, &SignalGraphView::activated, this, &SignalGraphPane::choose);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_view, 1);
    setFocusProxy(m_view);
    setGraphs({});
}

void SignalGraphPane::buildHeader()
{
    m_title->setObjectName(QStringLiteral("signalGraphTitle"));
    m_title->setForegroundRole(QPalette::PlaceholderText);
    m_choice->setObjectName(QStringLiteral("signalGraphChoice"));
    m_choice->setAccessibleName(tr("Function"));
    m_choice->setToolTip(tr("Which function's graph is shown"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &SignalGraphPane::showGraph);
    auto* layout = new QHBoxLayout(m_header);
    const int gap = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing, nullptr, this) / 2;
    layout->setContentsMargins(2 * gap, gap, gap, gap);
    layout->addWidget(m_title);
    layout->addWidget(m_choice);
    layout->addStretch(1);
    addZoomButton(*layout, QStringLiteral("−"), QStringLiteral("signalGraphZoomOut"), tr("Smaller (Ctrl+minus)"),
        [this] { return m_view->zoom() / kZoomStep; });
    addZoomButton(
        *layout, tr("100 %"), QStringLiteral("signalGraphZoomReset"), tr("Normal size (Ctrl+0)"), [] { return 1.0; });
    addZoomButton(*layout, QStringLiteral("+"), QStringLiteral("signalGraphZoomIn"), tr("Larger (Ctrl+plus)"),
        [this] { return m_view->zoom() * kZoomStep; });
}

void SignalGraphPane::addZoomButton(QHBoxLayout& layout, const QString& words, const QString& name,
    const QString& toolTip, const std::function<double()>& factor)
{
    auto* button = new QToolButton(m_header);
    button->setObjectName(name);
    button->setText(words);
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setAutoRaise(true);
    connect(button, &QToolButton::clicked, m_view, [this, factor] { m_view->setZoom(factor()); });
    layout.addWidget(button);
}

void SignalGraphPane::setGraphs(std::vector<SignalGraph> graphs)
{
    m_graphs = std::move(graphs);
    {
        const QSignalBlocker quiet(m_choice);
        m_choice->clear();
        for (const SignalGraph& graph : m_graphs)
            m_choice->addItem(titleOf(graph));
    }
    m_choice->setVisible(m_graphs.size() > 1);
    m_title->setVisible(m_graphs.size() == 1);
    m_title->setText(m_graphs.empty() ? QString() : titleOf(m_graphs.front()));
    showGraph(m_graphs.empty() ? -1 : 0);
}

void SignalGraphPane::showGraph(int index)
{
    m_view->setGraph(index < 0 ? SignalGraph {} : m_graphs[static_cast<std::size_t>(index)]);
}

void SignalGraphPane::follow(std::size_t offset)
{
    if (m_graphs.empty())
        return;
    const auto found = std::find_if(m_graphs.begin(), m_graphs.end(),
        [offset](const SignalGraph& graph) { return graph.range.contains(offset) || entityAt(graph, offset) >= 0; });
    if (found == m_graphs.end()) {
        m_view->setCurrent(-1);
        return;
    }
    m_choice->setCurrentIndex(static_cast<int>(found - m_graphs.begin()));
    const int entity = entityAt(*found, offset);
    if (entity != m_view->current())
        m_view->setCurrent(entity);
}

// What is missing has no descriptor to go to.
void SignalGraphPane::choose(int entity)
{
    const descriptors::ByteRange range = m_view->graph().entities[static_cast<std::size_t>(entity)].range;
    if (range.size() > 0)
        Q_EMIT descriptorChosen(range.begin);
}

} // namespace wb::ui
