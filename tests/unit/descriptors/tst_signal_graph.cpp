// SPDX-License-Identifier: GPL-3.0-or-later
// The signal graphs of laid-out audio, video and MIDI functions, of a real camera, and of hostile descriptors.
#include "core/descriptors/decode.h"
#include "core/descriptors/signal_graph.h"
#include "core/descriptors/signal_graph_text.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"
#include "tests/unit/descriptors/graph_samples.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::descriptors;
using namespace wb::test;

namespace {

// "Feature unit 2", for links "Feature unit 2 -> Output terminal 3".
QString linkLine(const SignalGraph& graph, const Link& link)
{
    const char* arrow = link.kind == LinkKind::Clock ? " ~> " : link.kind == LinkKind::Association ? " -- " : " -> ";
    QString line
        = QString::fromStdString(labelOf(graph.entities[link.from]) + arrow + labelOf(graph.entities[link.to]));
    if (link.output != 0)
        line += QStringLiteral(" pin %1").arg(link.output);
    if (link.isDangling)
        line += QStringLiteral(" (dangling)");
    if (link.isInCycle)
        line += QStringLiteral(" (cycle)");
    return line;
}

QStringList entityLines(const SignalGraph& graph)
{
    QStringList lines;
    for (const Entity& entity : graph.entities)
        lines.append(QString::fromStdString(labelOf(entity) + ": " + entity.summary));
    return lines;
}

QStringList linkLines(const SignalGraph& graph)
{
    QStringList lines;
    for (const Link& link : graph.links)
        lines.append(linkLine(graph, link));
    return lines;
}

const Entity* entityWithId(const SignalGraph& graph, std::uint8_t id)
{
    const auto found = std::find_if(
        graph.entities.begin(), graph.entities.end(), [id](const Entity& entity) { return entity.id == id; });
    return found == graph.entities.end() ? nullptr : &*found;
}

// An audio 1.0 control interface with these class-specific descriptors.
SignalGraph graphOf(const std::vector<Bytes>& units)
{
    std::vector<Bytes> all { interface(0, 0, 1, 1, 0) };
    all.insert(all.end(), units.begin(), units.end());
    const auto graphs = graphsIn(configurationOf(all));
    return graphs.empty() ? SignalGraph {} : graphs.front();
}

Bytes selector(int id, int source) { return descriptor({ 0x24, 0x05, id, 1, source, 0 }); }

using Texts = std::initializer_list<const char*>;

QStringList lines(Texts texts)
{
    QStringList list;
    for (const char* text : texts)
        list.append(QString::fromUtf8(text));
    return list;
}

bool isWhole(const SignalGraph& graph)
{
    return std::all_of(graph.links.begin(), graph.links.end(),
        [&graph](const Link& link) { return link.from < graph.entities.size() && link.to < graph.entities.size(); });
}

} // namespace

class TestSignalGraph : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsFunctions_data();
    void readsFunctions();
    void rangesAreThoseOfTheDescriptors();
    void readsARealCamera();
    void danglingIdsAreMarked();
    void duplicateIdsAreMarked();
    void cyclesAreMarked();
    void cutDescriptorsAreMarked();
    void streamsBelongToTheirFunction();
    void otherInterfacesHaveNoGraph();
    void anyBytesGiveAWholeGraph();
    void manyInterfacesStayBounded();
    void writesText();
    void writesDot();
};

void TestSignalGraph::readsFunctions_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<QString>("title");
    QTest::addColumn<QStringList>("entities");
    QTest::addColumn<QStringList>("links");
    const auto row = [](const char* name, const Bytes& bytes, const char* title, Texts entities, Texts links) {
        QTest::newRow(name) << bytes << QString::fromLatin1(title) << lines(entities) << lines(links);
    };
    row("audio 1.0 headset", audio1Headset(), "Audio 1.0 control, interface 0",
        { "Input terminal 1: USB streaming", "Feature unit 2: mute, volume", "Output terminal 3: Headset",
            "Input terminal 4: Headset", "Selector unit 5: 1 input", "Output terminal 6: USB streaming",
            "Streaming interface 1: 48 kHz 16 bit stereo", "Streaming interface 2: 8 kHz to 44.1 kHz 16 bit mono" },
        { "Input terminal 1 -> Feature unit 2", "Input terminal 4 -- Output terminal 3",
            "Feature unit 2 -> Output terminal 3", "Input terminal 4 -> Selector unit 5",
            "Selector unit 5 -> Output terminal 6", "Streaming interface 1 -> Input terminal 1",
            "Output terminal 6 -> Streaming interface 2" });
    row("audio 2.0 interface", audio2Interface(), "Audio 2.0 control, interface 0",
        { "Clock source 16: internal, fixed", "Clock source 17: external", "Clock selector 18: 2 inputs",
            "Clock multiplier 19: ", "Input terminal 1: USB streaming", "Feature unit 2: mute, volume",
            "Effect unit 3: reverberation", "Output terminal 4: Speaker", "Input terminal 7: S/PDIF interface",
            "Rate converter 8: ", "Output terminal 9: USB streaming", "Streaming interface 1: 24 bit stereo",
            "Streaming interface 2: 24 bit 6 channels" },
        { "Input terminal 7 -- Clock source 17", "Clock source 16 ~> Clock selector 18",
            "Clock source 17 ~> Clock selector 18", "Clock selector 18 ~> Clock multiplier 19",
            "Clock selector 18 ~> Input terminal 1", "Input terminal 1 -> Feature unit 2",
            "Feature unit 2 -> Effect unit 3", "Effect unit 3 -> Output terminal 4",
            "Clock multiplier 19 ~> Output terminal 4", "Clock source 17 ~> Input terminal 7",
            "Input terminal 7 -> Rate converter 8", "Clock source 17 ~> Rate converter 8",
            "Clock selector 18 ~> Rate converter 8", "Rate converter 8 -> Output terminal 9",
            "Clock selector 18 ~> Output terminal 9", "Streaming interface 1 -> Input terminal 1",
            "Output terminal 9 -> Streaming interface 2" });
    row("audio 3.0 headphones", audio3Headphones(), "Audio 3.0 control, interface 0",
        { "Input terminal 1: USB streaming", "Feature unit 2: mute, volume", "Output terminal 3: Headphones",
            "Clock source 9: internal", "Power domain 10: entities 1, 3", "Streaming interface 1: 24 bit" },
        { "Clock source 9 ~> Input terminal 1", "Input terminal 1 -> Feature unit 2",
            "Feature unit 2 -> Output terminal 3", "Clock source 9 ~> Output terminal 3",
            "Streaming interface 1 -> Input terminal 1" });
    row("video camera", videoCamera(), "Video control, interface 0",
        { "Input terminal 1: Camera", "Processing unit 2: brightness, contrast, saturation, sharpness, gain",
            "Extension unit 3: 3 controls, {03020170-0504-0706-0809-0a0b0c0d0e0f}",
            "Extension unit 4: 3 controls, {03020171-0504-0706-0809-0a0b0c0d0e0f}",
            "Encoding unit 6: select layer, profile and toolset", "Output terminal 5: USB streaming",
            "Streaming interface 1: 1920x1080 MJPEG and 2 more" },
        { "Input terminal 1 -> Processing unit 2", "Processing unit 2 -> Extension unit 3",
            "Extension unit 3 -> Extension unit 4", "Extension unit 4 -> Encoding unit 6",
            "Encoding unit 6 -> Output terminal 5", "Output terminal 5 -> Streaming interface 1" });
    row("MIDI interface", midiInterface(), "MIDI streaming, interface 1",
        { "In jack 1: embedded", "In jack 2: external", "Element 5: MIDI clock", "Out jack 3: embedded",
            "Out jack 4: external", "EP1 OUT: endpoint 0x01", "EP2 IN: endpoint 0x82" },
        { "In jack 2 -> Element 5 pin 1", "Element 5 -> Out jack 3 pin 1", "In jack 1 -> Out jack 4 pin 1",
            "EP1 OUT -> In jack 1", "Out jack 3 -> EP2 IN" });
}

void TestSignalGraph::readsFunctions()
{
    QFETCH(Bytes, bytes);
    QFETCH(QString, title);
    QFETCH(QStringList, entities);
    QFETCH(QStringList, links);
    const auto graphs = graphsIn(bytes);
    QCOMPARE(graphs.size(), std::size_t { 1 });
    QCOMPARE(QString::fromStdString(graphs.front().title), title);
    QCOMPARE(entityLines(graphs.front()), entities);
    QCOMPARE(linkLines(graphs.front()), links);
    for (const Entity& entity : graphs.front().entities)
        QVERIFY2(entity.problems.empty(), entity.problems.empty() ? "" : entity.problems.front().c_str());
}

void TestSignalGraph::rangesAreThoseOfTheDescriptors()
{
    const Bytes bytes = audio1Headset();
    const SignalGraph graph = graphsIn(bytes).front();
    QCOMPARE(graph.configuration, std::uint8_t { 1 });
    const ByteRange& range = entityWithId(graph, 2)->range;
    QCOMPARE(bytes[range.begin], Byte { 10 });
    QCOMPARE(bytes[range.begin + 3], Byte { 2 }); // bUnitID
    QCOMPARE(range.size(), std::size_t { 10 });
    const ByteRange& stream = graph.entities.back().range;
    QCOMPARE(bytes[stream.begin + 2], Byte { 0x01 }); // AS_GENERAL
    QCOMPARE(bytes[stream.begin + 3], Byte { 6 }); // bTerminalLink
}

void TestSignalGraph::readsARealCamera()
{
    const Bytes bytes = readBytes(QStringLiteral("tests/data/descriptors"), QStringLiteral("webcam-high.bin"));
    const auto graphs = findSignalGraphs(decodeBlob(bytes, { usb::Speed::High }));
    QCOMPARE(graphs.size(), std::size_t { 2 });
    const SignalGraph& video = graphs.front();
    QVERIFY(video.kind == GraphKind::Video);
    QVERIFY(graphs.back().kind == GraphKind::Audio1);
    QCOMPARE(QString::fromStdString(entityWithId(video, 1)->summary), QStringLiteral("Camera"));
    const Entity& stream = video.entities.back();
    QVERIFY(stream.kind == EntityKind::Stream);
    QVERIFY2(stream.summary.starts_with("1280x960 "), stream.summary.c_str());
    for (const SignalGraph& graph : graphs) {
        QVERIFY(isWhole(graph));
        for (const Link& link : graph.links)
            QVERIFY(!link.isDangling && !link.isInCycle);
    }
}

void TestSignalGraph::danglingIdsAreMarked()
{
    const SignalGraph graph = graphOf({ selector(1, 99), selector(2, 99), selector(3, 0) });
    QCOMPARE(linkLines(graph),
        lines({ "Unknown id 99 -> Selector unit 1 (dangling)", "Unknown id 99 -> Selector unit 2 (dangling)" }));
    QCOMPARE(graph.entities.size(), std::size_t { 4 }); // one box for both links
    QVERIFY(graph.entities.back().kind == EntityKind::Missing);
    QCOMPARE(graph.entities.back().problems.size(), std::size_t { 1 });
    QCOMPARE(graph.entities[2].problems.size(), std::size_t { 1 }); // the source id 0
}

void TestSignalGraph::duplicateIdsAreMarked()
{
    const SignalGraph graph = graphOf({ descriptor({ 0x24, 0x02, 1, 0x01, 0x02, 0, 1, 0, 0, 0, 0 }), selector(1, 1),
        selector(1, 1), selector(2, 1) });
    QCOMPARE(graph.entities.size(), std::size_t { 4 });
    for (std::size_t i = 0; i < 3; ++i)
        QCOMPARE(graph.entities[i].problems.size(), std::size_t { 1 });
    QVERIFY(graph.entities[3].problems.empty());
    for (const Link& link : graph.links)
        QCOMPARE(link.from, std::size_t { 0 });
}

void TestSignalGraph::cyclesAreMarked()
{
    const SignalGraph graph
        = graphOf({ selector(1, 3), selector(2, 1), selector(3, 2), selector(4, 3), selector(5, 5) });
    QCOMPARE(linkLines(graph),
        lines({ "Selector unit 3 -> Selector unit 1 (cycle)", "Selector unit 1 -> Selector unit 2 (cycle)",
            "Selector unit 2 -> Selector unit 3 (cycle)", "Selector unit 3 -> Selector unit 4",
            "Selector unit 5 -> Selector unit 5 (cycle)" }));
    QVERIFY(!graph.entities[0].problems.empty());
    QVERIFY(graph.entities[3].problems.empty());
}

void TestSignalGraph::cutDescriptorsAreMarked()
{
    const SignalGraph graph = graphOf({ descriptor({ 0x24, 0x02 }), descriptor({ 0x24, 0x06, 7 }) });
    QCOMPARE(graph.entities.size(), std::size_t { 2 });
    QVERIFY(!graph.entities[0].id);
    QCOMPARE(graph.entities[0].problems.size(), std::size_t { 1 });
    QVERIFY(graph.entities[1].id == 7);
    QVERIFY(graph.links.empty());
}

void TestSignalGraph::streamsBelongToTheirFunction()
{
    const auto function = [](int first) {
        return std::vector<Bytes> { association(first, 2, 1, 0x20), interface(first, 0, 1, 1, 0x20),
            descriptor({ 0x24, 0x02, 1, 0x01, 0x01, 0, 0, 2, 3, 0, 0, 0, 0, 0, 0, 0 }),
            interface(first + 1, 0, 1, 2, 0x20), descriptor({ 0x24, 0x01, 1, 0, 1, 1, 0, 0, 0, 2, 3, 0, 0, 0, 0 }) };
    };
    std::vector<Bytes> all = function(0);
    for (const Bytes& bytes : function(2))
        all.push_back(bytes);
    const auto withAssociations = graphsIn(configurationOf(all));
    all.erase(std::remove_if(all.begin(), all.end(), [](const Bytes& bytes) { return bytes[1] == 0x0b; }), all.end());
    for (const auto& graphs : { withAssociations, graphsIn(configurationOf(all)) }) {
        QCOMPARE(graphs.size(), std::size_t { 2 });
        QCOMPARE(entityLines(graphs[0]).mid(1), lines({ "Streaming interface 1: stereo" }));
        QCOMPARE(entityLines(graphs[1]).mid(1), lines({ "Streaming interface 3: stereo" }));
    }
}

void TestSignalGraph::otherInterfacesHaveNoGraph()
{
    QVERIFY(graphsIn(configurationOf({ interface(0, 0, 3, 1, 1), selector(1, 1) })).empty());
    QVERIFY(graphsIn(configurationOf({ interface(0, 0, 1, 1, 0x42), selector(1, 1) })).empty());
    QVERIFY(graphsIn(configurationOf({ interface(0, 0, 1, 1, 0) })).empty()); // describes nothing
}

void TestSignalGraph::anyBytesGiveAWholeGraph()
{
    std::mt19937 random(20); // the same bytes in every run
    for (const Bytes& sample :
        { audio1Headset(), audio2Interface(), audio3Headphones(), videoCamera(), midiInterface() }) {
        for (int round = 0; round < 400; ++round) {
            Bytes bytes = sample;
            for (int change = 0; change < 6; ++change)
                bytes[18 + random() % (bytes.size() - 18)] = static_cast<Byte>(random());
            bytes.resize(18 + random() % (bytes.size() - 18));
            for (const SignalGraph& graph : graphsIn(bytes)) {
                QVERIFY(isWhole(graph));
                QVERIFY(!toText(std::span(&graph, 1)).empty());
                QVERIFY(!toDot(std::span(&graph, 1)).empty());
            }
        }
    }
}

// As many control interfaces as fit, each followed by streaming interfaces that all of them could claim.
void TestSignalGraph::manyInterfacesStayBounded()
{
    std::vector<Bytes> all;
    for (int i = 0; i < 1200; ++i) {
        all.push_back(interface(0, i & 0xff, 1, 1, 0));
        all.push_back(descriptor({ 0x24, 0x01, 0, 1, 9, 0, 1, 1 }));
        all.push_back(selector(i & 0xff, 1));
        all.push_back(interface(1, i & 0xff, 1, 2, 0));
        all.push_back(descriptor({ 0x24, 0x01, i & 0xff, 1, 1, 0 }));
    }
    const auto graphs = graphsIn(configurationOf(all));
    QCOMPARE(graphs.size(), std::size_t { 64 });
    for (const SignalGraph& graph : graphs)
        QVERIFY(graph.entities.size() <= 258);
}

void TestSignalGraph::writesText()
{
    const QString text = QString::fromStdString(toText(graphsIn(audio1Headset())));
    QVERIFY2(text.startsWith(QStringLiteral("Audio 1.0 control, interface 0, configuration 1\n"
                                            "  Input terminal 1: USB streaming\n"
                                            "    <- Streaming interface 1\n"
                                            "  Feature unit 2: mute, volume\n"
                                            "    <- Input terminal 1: USB streaming\n"
                                            "  Output terminal 3: Headset\n"
                                            "    -- belongs to Input terminal 4: Headset\n"
                                            "    <- Feature unit 2\n")),
        qPrintable(text));
    const SignalGraph hostile = graphOf({ selector(1, 1), selector(2, 9) });
    const QString marked = QString::fromStdString(toText(std::span(&hostile, 1)));
    QVERIFY2(marked.contains(QStringLiteral("<- Selector unit 1 (in a cycle)")), qPrintable(marked));
    QVERIFY2(marked.contains(QStringLiteral("! No descriptor has the id 9.")), qPrintable(marked));
}

void TestSignalGraph::writesDot()
{
    const QString dot = QString::fromStdString(toDot(graphsIn(audio2Interface())));
    QVERIFY2(dot.startsWith(QStringLiteral("digraph signals {\n")), qPrintable(dot));
    QVERIFY2(dot.contains(QStringLiteral("g0e5 [label=\"Feature unit 2\\nmute, volume\"];")), qPrintable(dot));
    QVERIFY2(dot.contains(QStringLiteral("g0e2 -> g0e4 [style=dashed];")), qPrintable(dot));
    QVERIFY2(dot.contains(QStringLiteral("[style=dotted, dir=none, constraint=false]")), qPrintable(dot));
    QCOMPARE(dot.count(QLatin1Char('{')), dot.count(QLatin1Char('}')));
    QCOMPARE(QString::fromStdString(toDot({})),
        QStringLiteral("digraph signals {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n}\n"));
}

QTEST_APPLESS_MAIN(TestSignalGraph)
#include "tst_signal_graph.moc"
