// SPDX-License-Identifier: GPL-3.0-or-later
// The signal graph below the descriptors: boxes choose descriptors by mouse and keyboard, the tree leads back to boxes.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"
#include "ui/views/appearance.h"
#include "ui/views/descriptors_panel.h"
#include "ui/views/hex_view.h"
#include "ui/views/signal_graph_view.h"
#include "ui/views/tone_colors.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QScrollBar>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeView>
#include <QWheelEvent>

using namespace wb;
using namespace wb::test;

class TestSignalGraphPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void isSwitchedOnByItsButton();
    void isRememberedAndSaysWhyItIsOff();
    void aClickOnABoxSelectsItsDescriptor();
    void theKeyboardReachesEveryBox();
    void arrowsGoToTheNearestBox();
    void theTreeLeadsToItsBox();
    void zoomsAndScrolls();
    void boxesTellTheirStory();
    void severalFunctionsAreChosenByName();
    void boxesDoNotOverlapAndWordsAreReadable();
    void theLargestGraphIsShown();
    void aDepartedDeviceKeepsItsGraph();
    void theMenuShowsItFromAnyTab();

private:
    [[nodiscard]] QTreeView& fields() { return *find<QTreeView>(*m_panel, "descriptorTree"); }
    [[nodiscard]] ui::HexView& bytes() { return *find<ui::HexView>(*m_panel, "descriptorBytes"); }
    [[nodiscard]] ui::SignalGraphView& graph() { return *find<ui::SignalGraphView>(*m_panel, "signalGraph"); }
    [[nodiscard]] QToolButton& button() { return *find<QToolButton>(*m_panel, "signalGraphButton"); }
    void show(const usb::DevicePtr& device);
    [[nodiscard]] int box(const char* label);
    [[nodiscard]] std::string currentLabel();
    [[nodiscard]] bool focusGraph();
    void clickBox(int entity)
    {
        QTest::mouseClick(graph().viewport(), Qt::LeftButton, {}, graph().boxRect(entity).center());
    }

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::DescriptorsPanel> m_panel;
    usb::DevicePtr m_camera;
    usb::DevicePtr m_audio;
};

void TestSignalGraphPanel::initTestCase()
{
    m_fixture = std::make_unique<AppFixture>();
    m_camera = m_fixture->waitForDevice(0xfffe, 0x0020);
    m_audio = m_fixture->waitForDevice(0xfffe, 0x0021);
    QVERIFY(m_camera && m_audio);
}

void TestSignalGraphPanel::init()
{
    m_fixture->context().settings.clear();
    m_panel = std::make_unique<ui::DescriptorsPanel>(m_fixture->context());
    m_panel->resize(1280, 800);
    QVERIFY(showAndWait(*m_panel));
    show(m_camera);
    QVERIFY(click(&button()));
    QVERIFY(graph().isVisible());
}

void TestSignalGraphPanel::cleanup() { m_panel.reset(); }

void TestSignalGraphPanel::show(const usb::DevicePtr& device)
{
    ui::Selection selection;
    selection.device = device;
    m_panel->setSubject(selection);
}

int TestSignalGraphPanel::box(const char* label)
{
    const auto& entities = graph().graph().entities;
    for (std::size_t i = 0; i < entities.size(); ++i)
        if (descriptors::labelOf(entities[i]) == label)
            return static_cast<int>(i);
    qFatal("no box %s", label);
}

std::string TestSignalGraphPanel::currentLabel()
{
    return graph().current() < 0
        ? std::string()
        : descriptors::labelOf(graph().graph().entities[static_cast<std::size_t>(graph().current())]);
}

bool TestSignalGraphPanel::focusGraph()
{
    graph().setFocus(Qt::TabFocusReason);
    return QTest::qWaitFor([this] { return graph().hasFocus(); });
}

void TestSignalGraphPanel::isSwitchedOnByItsButton()
{
    QVERIFY(button().isChecked());
    QVERIFY(fields().isVisible() && bytes().isVisible());
    QVERIFY(graph().height() >= 200);
    QVERIFY(click(&button()));
    QVERIFY(!graph().isVisible());
    fields().setFocus();
    QTRY_VERIFY(fields().hasFocus());
    QTest::keyClick(&fields(), Qt::Key_G, Qt::ControlModifier);
    QTRY_VERIFY(graph().isVisible());
}

void TestSignalGraphPanel::isRememberedAndSaysWhyItIsOff()
{
    show(m_fixture->loopback());
    QVERIFY(!button().isEnabled() && !button().isChecked());
    QVERIFY(!graph().isVisible());
    QVERIFY2(button().toolTip().contains(QStringLiteral("no audio, video or MIDI function")),
        qPrintable(button().toolTip()));
    show(m_audio);
    QVERIFY(button().isEnabled() && button().isChecked());
    QVERIFY(graph().isVisible());
    m_panel = std::make_unique<ui::DescriptorsPanel>(m_fixture->context());
    m_panel->resize(1280, 800);
    QVERIFY(showAndWait(*m_panel));
    show(m_camera);
    QVERIFY(graph().isVisible());
}

void TestSignalGraphPanel::aClickOnABoxSelectsItsDescriptor()
{
    clickBox(box("Extension unit 3"));
    QCOMPARE(fields().currentIndex().siblingAtColumn(0).data().toString(),
        QStringLiteral("Video extension unit descriptor"));
    const auto& range = graph().graph().entities[static_cast<std::size_t>(graph().current())].range;
    QCOMPARE(
        bytes().selection(), (ui::HexRange { static_cast<qsizetype>(range.begin), static_cast<qsizetype>(range.end) }));
    QCOMPARE(bytes().selectedBytes().mid(1, 3), QByteArray("\x24\x06\x03", 3));
    QVERIFY(bytes().viewport()->rect().intersects(bytes().byteRect(bytes().selection().begin)));
    clickBox(box("Streaming interface 2"));
    QCOMPARE(fields().currentIndex().siblingAtColumn(0).data().toString(),
        QStringLiteral("Video streaming input header descriptor"));
    // Between the boxes there is nothing to choose.
    const QModelIndex before = fields().currentIndex();
    QTest::mouseClick(graph().viewport(), Qt::LeftButton, {}, QPoint(1, 1));
    QCOMPARE(fields().currentIndex(), before);
}

void TestSignalGraphPanel::theKeyboardReachesEveryBox()
{
    QVERIFY(focusGraph());
    QCOMPARE(currentLabel(), std::string("Input terminal 1"));
    QStringList seen;
    for (std::size_t i = 0; i < graph().graph().entities.size(); ++i) {
        seen.append(QString::fromStdString(currentLabel()));
        QVERIFY(graph().viewport()->rect().intersects(graph().boxRect(graph().current())));
        QVERIFY(graph().hasFocus());
        QTest::keyClick(&graph(), Qt::Key_Tab);
    }
    seen.removeDuplicates();
    QCOMPARE(seen.size(), static_cast<qsizetype>(graph().graph().entities.size()));
    QTRY_VERIFY(!graph().hasFocus()); // and on to the next control
    QVERIFY(focusGraph());
    QTest::keyClick(&graph(), Qt::Key_End);
    QVERIFY(currentLabel().starts_with("Streaming interface"));
    QTest::keyClick(&graph(), Qt::Key_Tab, Qt::ShiftModifier);
    QTest::keyClick(&graph(), Qt::Key_Home);
    QTest::keyClick(&graph(), Qt::Key_Return);
    QCOMPARE(fields().currentIndex().siblingAtColumn(0).data().toString(),
        QStringLiteral("Video input terminal descriptor"));
    QVERIFY(graph().hasFocus());
}

void TestSignalGraphPanel::arrowsGoToTheNearestBox()
{
    QVERIFY(focusGraph());
    QTest::keyClick(&graph(), Qt::Key_Right);
    QCOMPARE(currentLabel(), std::string("Processing unit 2"));
    QTest::keyClick(&graph(), Qt::Key_Right);
    QCOMPARE(currentLabel(), std::string("Extension unit 3"));
    QTest::keyClick(&graph(), Qt::Key_Left);
    QCOMPARE(currentLabel(), std::string("Processing unit 2"));
    QTest::keyClick(&graph(), Qt::Key_Left);
    QTest::keyClick(&graph(), Qt::Key_Left); // nothing further left
    QCOMPARE(currentLabel(), std::string("Input terminal 1"));
    show(m_audio);
    graph().setCurrent(box("Output terminal 3"));
    QTest::keyClick(&graph(), Qt::Key_Down);
    QCOMPARE(currentLabel(), std::string("Output terminal 4"));
    QTest::keyClick(&graph(), Qt::Key_Up);
    QCOMPARE(currentLabel(), std::string("Output terminal 3"));
}

void TestSignalGraphPanel::theTreeLeadsToItsBox()
{
    fields().expandAll();
    QVERIFY(clickItem(&fields(), findItem(*fields().model(), QStringLiteral("guidExtensionCode"))));
    QCOMPARE(currentLabel(), std::string("Extension unit 3"));
    QVERIFY(clickItem(&fields(), findItem(*fields().model(), QStringLiteral("idVendor"))));
    QCOMPARE(graph().current(), -1);
}

void TestSignalGraphPanel::zoomsAndScrolls()
{
    m_panel->resize(840, 420); // what the window leaves at 1280x800
    const int entity = box("Input terminal 1");
    const int width = graph().boxRect(entity).width();
    QTest::keyClick(&graph(), Qt::Key_Plus, Qt::ControlModifier);
    QVERIFY(graph().boxRect(entity).width() > width);
    QTest::keyClick(&graph(), Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(graph().boxRect(entity).width(), width);
    const QPoint place = graph().viewport()->rect().center();
    QWheelEvent wheel(place, graph().viewport()->mapToGlobal(place), {}, { 0, -120 }, Qt::NoButton, Qt::ControlModifier,
        Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(graph().viewport(), &wheel);
    QVERIFY(graph().boxRect(entity).width() < width);
    QVERIFY(click(findWidget(*m_panel, "signalGraphZoomReset")));
    QCOMPARE(graph().zoom(), 1.0);
    QVERIFY(click(findWidget(*m_panel, "signalGraphZoomIn")));
    QVERIFY(graph().horizontalScrollBar()->maximum() > 0);
    graph().setCurrent(box("Streaming interface 1")); // far right
    QVERIFY(graph().viewport()->rect().contains(graph().boxRect(graph().current())));
    for (int i = 0; i < 30; ++i)
        QTest::keyClick(&graph(), Qt::Key_Minus, Qt::ControlModifier);
    QCOMPARE(graph().zoom(), 0.25);
}

void TestSignalGraphPanel::boxesTellTheirStory()
{
    show(m_audio);
    const QString words = graph().describe(box("Output terminal 3"));
    QCOMPARE(words, QStringLiteral("Output terminal 3\nLine connector\nFrom Feature unit 2\nClock: Clock selector 18"));
    graph().setCurrent(box("Output terminal 3"));
    QCOMPARE(graph().accessibleDescription(), words);
    QCOMPARE(graph().accessibleName(), QStringLiteral("Signal graph"));
}

void TestSignalGraphPanel::severalFunctionsAreChosenByName()
{
    auto* choice = find<QComboBox>(*m_panel, "signalGraphChoice");
    QVERIFY(!choice->isVisible()); // one function: its name is enough
    QCOMPARE(find<QLabel>(*m_panel, "signalGraphTitle")->text(),
        QStringLiteral("Video control, interface 0, configuration 1"));
    QFile file(QStringLiteral(WB_SOURCE_DIR "/tests/data/descriptors/webcam-high.bin"));
    QVERIFY(file.open(QFile::ReadOnly));
    const QByteArray raw = file.readAll();
    const usb::DescriptorBlob blob
        = usb::parseDescriptorBlob(asBytes({ raw.constData(), static_cast<std::size_t>(raw.size()) }));
    auto webcam = std::make_shared<usb::DeviceInfo>();
    webcam->descriptor = blob.device;
    webcam->configurations = blob.configurations;
    webcam->speed = usb::Speed::High;
    show(webcam);
    QVERIFY(choice->isVisible());
    QCOMPARE(choice->count(), 2);
    QCOMPARE(graph().graph().kind == descriptors::GraphKind::Video, true);
    QVERIFY(choose(choice, choice->itemText(1)));
    QCOMPARE(graph().graph().kind == descriptors::GraphKind::Audio1, true);
    clickBox(0);
    QVERIFY(fields().currentIndex().siblingAtColumn(0).data().toString().startsWith(QStringLiteral("Audio ")));
    // The interface chosen on the left brings its own graph.
    ui::Selection selection;
    selection.device = webcam;
    selection.configuration = std::uint8_t { 1 };
    selection.interfaceNumber = std::uint8_t { 0 };
    m_panel->setSubject(selection);
    QCOMPARE(choice->currentIndex(), 0);
}

void TestSignalGraphPanel::boxesDoNotOverlapAndWordsAreReadable()
{
    show(m_audio);
    const int count = static_cast<int>(graph().graph().entities.size());
    for (int a = 0; a < count; ++a)
        for (int b = a + 1; b < count; ++b)
            QVERIFY(!graph().boxRect(a).intersects(graph().boxRect(b)));
    // A high contrast desktop: black and white, whatever the appearance.
    QPalette palette(Qt::white, Qt::black, Qt::white, Qt::gray, Qt::gray, Qt::white, Qt::white, Qt::black, Qt::black);
    palette.setColor(QPalette::Highlight, Qt::yellow);
    palette.setColor(QPalette::HighlightedText, Qt::black);
    for (const QPalette& look :
        { ui::appearancePalette(ui::Appearance::Light), ui::appearancePalette(ui::Appearance::Dark), palette }) {
        graph().setPalette(look);
        graph().setCurrent(-1);
        const QImage image = graph().viewport()->grab().toImage();
        const QRect words = graph().boxRect(box("Input terminal 1")).adjusted(6, 6, -6, -6);
        double best = 1;
        for (int y = words.top(); y < words.bottom(); ++y)
            for (int x = words.left(); x < words.right(); ++x)
                best = std::max(best, ui::contrastRatio(image.pixelColor(x, y), look.color(QPalette::Button)));
        QVERIFY2(best >= 4.5, qPrintable(QString::number(best)));
        QCOMPARE(image.pixelColor(words.bottomRight()), look.color(QPalette::Button));
        QCOMPARE(image.pixelColor(2, 2), look.color(QPalette::Base));
    }
}

// Two hundred and fifty selectors of two hundred and fifty inputs each: as much as a configuration can hold.
void TestSignalGraphPanel::theLargestGraphIsShown()
{
    constexpr int kUnits = 250;
    descriptors::SignalGraph large;
    large.title = "Audio 1.0 control, interface 0";
    for (int i = 0; i < kUnits; ++i)
        large.entities.push_back({ descriptors::EntityKind::SelectorUnit, static_cast<std::uint8_t>(i + 1),
            "Selector unit", "250 inputs", {}, {} });
    for (std::size_t from = 0; from < kUnits; ++from)
        for (std::size_t to = 0; to < kUnits; ++to)
            large.links.push_back({ from, to, descriptors::LinkKind::Signal, 1, 0, false, true });
    ui::SignalGraphView view;
    view.resize(1200, 600);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    view.setGraph(large);
    view.setCurrent(kUnits / 2);
    QVERIFY(!view.grab().isNull());
    view.setZoom(0.25);
    QVERIFY(!view.grab().isNull());
    QVERIFY(view.horizontalScrollBar()->maximum() > 0);
}

void TestSignalGraphPanel::aDepartedDeviceKeepsItsGraph()
{
    const QColor before = graph().palette().color(QPalette::ButtonText);
    m_panel->setDeparted(true);
    QVERIFY(graph().isVisible());
    QVERIFY(graph().palette().color(QPalette::ButtonText) != before);
    clickBox(box("Input terminal 1"));
    QCOMPARE(fields().currentIndex().siblingAtColumn(0).data().toString(),
        QStringLiteral("Video input terminal descriptor"));
    m_panel->setDeparted(false);
    QCOMPARE(graph().palette().color(QPalette::ButtonText), before);
}

void TestSignalGraphPanel::theMenuShowsItFromAnyTab()
{
    m_panel.reset();
    m_fixture->context().settings.clear();
    ui::MainWindow window(m_fixture->context());
    window.resize(1280, 800);
    QVERIFY(showAndWait(window));
    auto* tree = find<QTreeView>(window, "deviceTree");
    QTRY_VERIFY(findItem(*tree->model(), QStringLiteral("Demo camera")).isValid());
    QVERIFY(clickItem(tree, findItem(*tree->model(), QStringLiteral("Demo camera"))));
    auto* tabs = find<QTabWidget>(window, "centreTabs");
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
    QCOMPARE(tabs->currentIndex(), 1);
    QVERIFY(clickMenu(window, { QStringLiteral("View"), QStringLiteral("Signal graph") }));
    QTRY_COMPARE(tabs->currentIndex(), 0);
    QTRY_VERIFY(findWidget(window, "signalGraph")->isVisible());
    QVERIFY(clickItem(tree, findItem(*tree->model(), QStringLiteral("Loopback"))));
    QVERIFY(!findMenuAction(window, { QStringLiteral("View"), QStringLiteral("Signal graph") })->isEnabled());
}

QTEST_MAIN(TestSignalGraphPanel)
#include "tst_signal_graph_panel.moc"
