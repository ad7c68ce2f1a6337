// SPDX-License-Identifier: GPL-3.0-or-later
// Where boxes stand: what holds for every graph, and what people expect of the usual ones.
#include "core/descriptors/signal_graph_layout.h"
#include "tests/unit/descriptors/graph_samples.h"

#include <QTest>

#include <algorithm>
#include <random>
#include <set>

using namespace wb;
using namespace wb::descriptors;
using namespace wb::test;

namespace {

std::size_t indexOf(const SignalGraph& graph, const char* label)
{
    for (std::size_t i = 0; i < graph.entities.size(); ++i)
        if (labelOf(graph.entities[i]) == label)
            return i;
    qFatal("no entity %s", label);
}

// Empty when all is well.
QString faultIn(const SignalGraph& graph, const GraphLayout& layout)
{
    if (layout.boxes.size() != graph.entities.size() || layout.lanes.size() != graph.entities.size()
        || layout.isForward.size() != graph.links.size())
        return QStringLiteral("something has no place");
    std::set<std::pair<int, int>> taken;
    for (const Cell& cell : layout.boxes) {
        if (cell.column < 0 || cell.column >= layout.columns || cell.row < 0 || cell.row >= layout.rows)
            return QStringLiteral("a box is outside");
        if (!taken.insert({ cell.column, cell.row }).second)
            return QStringLiteral("two boxes in one cell");
    }
    for (std::size_t i = 0; i < layout.boxes.size(); ++i)
        for (std::size_t lane = 0; lane < layout.lanes[i].size(); ++lane)
            if (!taken.insert({ layout.boxes[i].column + 1 + static_cast<int>(lane), layout.lanes[i][lane] }).second)
                return QStringLiteral("a lane leads through a box or another lane");
    for (std::size_t i = 0; i < graph.links.size(); ++i) {
        const Link& link = graph.links[i];
        const int skipped = layout.boxes[link.to].column - layout.boxes[link.from].column - 1;
        if (layout.isForward[i] && (skipped < 0 || static_cast<std::size_t>(skipped) > layout.lanes[link.from].size()))
            return QStringLiteral("a forward link without its lanes");
    }
    return {};
}

SignalGraph abstractGraph(std::size_t nodes, const std::vector<std::pair<std::size_t, std::size_t>>& links)
{
    SignalGraph graph;
    for (std::size_t i = 0; i < nodes; ++i)
        graph.entities.push_back({ EntityKind::MixerUnit, static_cast<std::uint8_t>(i), "Mixer unit", {}, {}, {} });
    for (const auto& [from, to] : links) {
        Link link;
        link.from = from;
        link.to = to;
        graph.links.push_back(link);
    }
    return graph;
}

} // namespace

class TestSignalGraphLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void usualGraphsReadFromLeftToRight();
    void clocksStandBelow();
    void chainsAreStraight();
    void longLinksHaveLanes();
    void crossingsAreRemoved();
    void cyclesAreTolerated();
    void anyGraphKeepsTheRules();
    void theSameGraphGivesTheSameLayout();
    void theLargestGraphIsLaidOut_data();
    void theLargestGraphIsLaidOut();
};

void TestSignalGraphLayout::usualGraphsReadFromLeftToRight()
{
    const SignalGraph graph = graphsIn(audio1Headset()).front();
    const GraphLayout layout = layOut(graph);
    QCOMPARE(faultIn(graph, layout), QString());
    const auto column = [&](const char* label) { return layout.boxes[indexOf(graph, label)].column; };
    QCOMPARE(column("Streaming interface 1"), 0);
    QCOMPARE(column("Input terminal 1"), 1);
    QCOMPARE(column("Input terminal 4"), 1); // both input terminals in one column
    QCOMPARE(column("Feature unit 2"), 2);
    QCOMPARE(column("Selector unit 5"), 2);
    QCOMPARE(column("Output terminal 3"), 3);
    QCOMPARE(column("Output terminal 6"), 3);
    QCOMPARE(column("Streaming interface 2"), 4);
    QCOMPARE(layout.clockRow, layout.rows); // no clocks
}

void TestSignalGraphLayout::clocksStandBelow()
{
    const SignalGraph graph = graphsIn(audio2Interface()).front();
    const GraphLayout layout = layOut(graph);
    QCOMPARE(faultIn(graph, layout), QString());
    QVERIFY(layout.clockRow < layout.rows);
    for (std::size_t i = 0; i < graph.entities.size(); ++i)
        QCOMPARE(layout.boxes[i].row >= layout.clockRow, isClock(graph.entities[i].kind));
    const auto column = [&](const char* label) { return layout.boxes[indexOf(graph, label)].column; };
    QCOMPARE(column("Clock source 16"), 0);
    QCOMPARE(column("Clock selector 18"), 1);
    QCOMPARE(column("Clock multiplier 19"), 2);
}

void TestSignalGraphLayout::chainsAreStraight()
{
    const SignalGraph graph = graphsIn(videoCamera()).front();
    const GraphLayout layout = layOut(graph);
    QCOMPARE(layout.columns, 7);
    QCOMPARE(layout.rows, 1);
}

void TestSignalGraphLayout::longLinksHaveLanes()
{
    const SignalGraph graph = abstractGraph(4, { { 0, 1 }, { 1, 2 }, { 2, 3 }, { 0, 3 } });
    const GraphLayout layout = layOut(graph);
    QCOMPARE(faultIn(graph, layout), QString());
    QCOMPARE(layout.columns, 4);
    QCOMPARE(layout.rows, 2);
    QCOMPARE(layout.lanes[0].size(), std::size_t { 2 });
    QVERIFY(layout.isForward[3]);
}

void TestSignalGraphLayout::crossingsAreRemoved()
{
    // Two columns whose order is reversed: 0 goes to 5, 1 to 4, 2 to 3.
    const SignalGraph graph = abstractGraph(6, { { 0, 5 }, { 1, 4 }, { 2, 3 } });
    const GraphLayout layout = layOut(graph);
    for (const Link& link : graph.links)
        QCOMPARE(layout.boxes[link.from].row, layout.boxes[link.to].row);
}

void TestSignalGraphLayout::cyclesAreTolerated()
{
    const SignalGraph graph = abstractGraph(4, { { 0, 1 }, { 1, 2 }, { 2, 0 }, { 2, 3 }, { 3, 3 } });
    const GraphLayout layout = layOut(graph);
    QCOMPARE(faultIn(graph, layout), QString());
    QCOMPARE(layout.columns, 4);
    QCOMPARE(layout.isForward, (std::vector<bool> { true, true, false, true, false }));
}

void TestSignalGraphLayout::anyGraphKeepsTheRules()
{
    constexpr std::array kKinds { EntityKind::InputTerminal, EntityKind::OutputTerminal, EntityKind::MixerUnit,
        EntityKind::ClockSource, EntityKind::ClockSelector, EntityKind::Stream, EntityKind::Missing,
        EntityKind::PowerDomain };
    constexpr std::array kLinks { LinkKind::Signal, LinkKind::Clock, LinkKind::Association, LinkKind::Stream };
    std::mt19937 random(7); // the same graphs in every run
    for (int round = 0; round < 2000; ++round) {
        const std::size_t nodes = 1 + random() % 24;
        SignalGraph graph = abstractGraph(nodes, {});
        for (Entity& entity : graph.entities)
            entity.kind = kKinds[random() % kKinds.size()];
        const std::size_t links = random() % (3 * nodes);
        for (std::size_t i = 0; i < links; ++i) {
            Link link;
            link.from = random() % nodes;
            link.to = random() % nodes;
            link.kind = kLinks[random() % kLinks.size()];
            graph.links.push_back(link);
        }
        const QString fault = faultIn(graph, layOut(graph));
        QVERIFY2(fault.isEmpty(), qPrintable(QStringLiteral("round %1: %2").arg(round).arg(fault)));
    }
}

void TestSignalGraphLayout::theSameGraphGivesTheSameLayout()
{
    const SignalGraph graph = graphsIn(audio2Interface()).front();
    QVERIFY(layOut(graph) == layOut(graph));
}

void TestSignalGraphLayout::theLargestGraphIsLaidOut_data()
{
    QTest::addColumn<bool>("isAcyclic");
    QTest::newRow("every unit gets every later one") << true;
    QTest::newRow("every unit gets every unit") << false;
}

// Run time is bounded by the test's own limit; without shared lanes the first row alone needs millions of places.
void TestSignalGraphLayout::theLargestGraphIsLaidOut()
{
    QFETCH(bool, isAcyclic);
    std::vector<std::pair<std::size_t, std::size_t>> links;
    for (std::size_t from = 0; from < 255; ++from)
        for (std::size_t to = isAcyclic ? from + 1 : 0; to < 255; ++to)
            links.emplace_back(from, to);
    const SignalGraph graph = abstractGraph(255, links);
    const GraphLayout layout = layOut(graph);
    QCOMPARE(faultIn(graph, layout), QString());
    QCOMPARE(layout.columns, 255);
    QVERIFY(layout.rows <= 255);
}

QTEST_APPLESS_MAIN(TestSignalGraphLayout)
#include "tst_signal_graph_layout.moc"
