// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scenes.h"
#include "tests/gui/refusing_backend.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"
#include "ui/views/access_help.h"

#include <QLabel>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

namespace wb::test {

namespace {

using Arrange = std::function<bool(QWidget&, AppFixture&)>;

constexpr int kPatienceMs = 8000;

enum Tab : std::uint8_t { Descriptors, Control, Endpoints, Hid, Checks, Facts };

Scene window(const QString& name, AppFixture::Bus bus, Arrange arrange)
{
    return { name, bus, QSize(),
        [](AppFixture& fixture) -> std::unique_ptr<QWidget> {
            return std::make_unique<ui::MainWindow>(fixture.context());
        },
        std::move(arrange), {} };
}

Scene withSmallDisk(Scene scene)
{
    scene.log.maxFileBytes = std::uint64_t { 1 } << 20; // fails as a full disk does
    return scene;
}

bool selectRow(QWidget& root, const QString& name)
{
    auto* tree = find<QTreeView>(root, "deviceTree");
    return tree && QTest::qWaitFor([&] { return findItem(*tree->model(), name).isValid(); })
        && clickItem(tree, findItem(*tree->model(), name));
}

bool expandSelected(QWidget& root)
{
    QTest::keyClick(find<QTreeView>(root, "deviceTree"), Qt::Key_Asterisk);
    return true;
}

bool selectLoopback(QWidget& root) { return selectRow(root, QStringLiteral("Loopback")) && expandSelected(root); }

bool clickTab(QTabBar& bar, int index)
{
    QTest::mouseClick(&bar, Qt::LeftButton, {}, bar.tabRect(index).center());
    return bar.currentIndex() == index;
}

bool selectTab(QWidget& root, Tab tab)
{
    auto* tabs = find<QTabWidget>(root, "centreTabs");
    return tabs && clickTab(*tabs->tabBar(), tab);
}

bool raiseDock(QWidget& root, const QString& title)
{
    const auto bars = root.findChildren<QTabBar*>();
    for (QTabBar* bar : bars)
        for (int i = 0; i < bar->count(); ++i)
            if (bar->tabText(i) == title)
                return clickTab(*bar, i);
    return false;
}

Arrange tabOfLoopback(Tab tab)
{
    return [tab](QWidget& root, AppFixture&) { return selectLoopback(root) && selectTab(root, tab); };
}

bool waitForRows(QWidget& root, int rows)
{
    const auto* log = find<QTableView>(root, "logTable");
    return log && QTest::qWaitFor([&] { return log->model()->rowCount() >= rows; }, kPatienceMs);
}

bool unplugSelected(QWidget& root, AppFixture& fixture)
{
    if (!selectLoopback(root))
        return false;
    static_cast<void>(fixture.demoBus().setPlugged("loopback", false));
    return QTest::qWaitFor([&] { return fixture.device(0xfffe, 0x0001) == nullptr; });
}

bool stream(QWidget& root, AppFixture& fixture)
{
    auto* tabs = find<QTabWidget>(root, "endpointTabs");
    return selectLoopback(root) && selectTab(root, Endpoints) && selectRow(root, QStringLiteral("EP2 IN"))
        && clickTab(*tabs->tabBar(), 1) && click(findWidget(root, "streamStart")) && waitForRows(root, 200)
        && QTest::qWaitFor(
            [&] {
                const auto streams = fixture.service().streams();
                return !streams.empty() && streams.front().bytesPerSecond > 0;
            },
            kPatienceMs);
}

// The device halts the endpoint after a while, and the stream ends by that.
bool streamFails(QWidget& root, AppFixture& fixture)
{
    const usb::DevicePtr device = fixture.waitForDevice(0xfffe, 0x0bad);
    auto* tabs = find<QTabWidget>(root, "endpointTabs");
    if (!device || !selectRow(root, QStringLiteral("Misbehaver")) || !selectTab(root, Endpoints)
        || !clickTab(*tabs->tabBar(), 1))
        return false;
    usb::TransferRequest order;
    order.setup = { 0x40, 0x01, 500, 0x0081, 0 };
    fixture.service().transfer(device->id, order);
    const auto* words = find<QLabel>(root, "endpointFailureWords");
    return waitForRows(root, 1) && click(findWidget(root, "streamStart"))
        && QTest::qWaitFor([words] { return words->isVisible() && !words->text().isEmpty(); }, kPatienceMs)
        && waitForRows(root, 2);
}

bool logFails(QWidget& root, AppFixture&)
{
    auto* tabs = find<QTabWidget>(root, "endpointTabs");
    const auto* failure = findWidget(root, "logFailure");
    return selectLoopback(root) && selectTab(root, Endpoints) && selectRow(root, QStringLiteral("EP2 IN"))
        && clickTab(*tabs->tabBar(), 1) && click(findWidget(root, "streamStart"))
        && QTest::qWaitFor([failure] { return failure->isVisible(); }, kPatienceMs);
}

bool streamIsochronous(QWidget& root, AppFixture& fixture)
{
    auto* tabs = find<QTabWidget>(root, "endpointTabs");
    return selectLoopback(root) && selectTab(root, Endpoints) && selectRow(root, QStringLiteral("EP4 OUT"))
        && clickTab(*tabs->tabBar(), 1) && click(findWidget(root, "streamStart")) && waitForRows(root, 20)
        && QTest::qWaitFor([&] { return fixture.service().streams().front().packets > 100; }, kPatienceMs);
}

bool showAnswer(QWidget& root, AppFixture&)
{
    if (!selectLoopback(root) || !selectTab(root, Control))
        return false;
    for (int i = 1; i <= 4; ++i)
        if (!click(findWidget(root, "controlSend")) || !waitForRows(root, i))
            return false;
    auto* log = find<QTableView>(root, "logTable");
    return clickItem(log, log->model()->index(1, 0));
}

bool refused(QWidget& root, AppFixture& fixture, ErrorKind kind, const char* driver)
{
    fixture.service().addBackend(std::make_unique<RefusingBackend>(kind, driver));
    const auto* state = find<QLabel>(root, "deviceState");
    const auto isHelping = [&root] {
        const auto helps = root.findChildren<ui::AccessHelp*>();
        return std::any_of(helps.begin(), helps.end(), [](const ui::AccessHelp* help) { return help->isVisible(); });
    };
    return fixture.waitForDevice(0x1234, 0x5678) && selectRow(root, QStringLiteral("Guarded")) && expandSelected(root)
        && selectTab(root, Control) && click(findWidget(root, "controlSend")) && QTest::qWaitFor(isHelping, kPatienceMs)
        && QTest::qWaitFor([state] { return state->text() == QStringLiteral("closed"); }, kPatienceMs);
}

bool readOnly(QWidget& root, AppFixture& fixture)
{
    fixture.service().setReadOnly(true);
    const auto* sign = findWidget(root, "statusReadOnly");
    return selectLoopback(root) && QTest::qWaitFor([sign] { return sign->isVisible(); }, kPatienceMs);
}

bool comesAndGoes(QWidget& root, AppFixture& fixture)
{
    for (const bool isPlugged : { false, true }) {
        static_cast<void>(fixture.demoBus().setPlugged("loopback", isPlugged));
        if (!fixture.waitForModel("loopback", isPlugged))
            return false;
    }
    return selectLoopback(root) && raiseDock(root, QStringLiteral("Events"));
}

bool showGraph(QWidget& root, const QString& device)
{
    auto* graph = findWidget(root, "signalGraph");
    return selectRow(root, device) && selectTab(root, Descriptors) && click(findWidget(root, "signalGraphButton"))
        && QTest::qWaitFor([graph] { return graph->isVisible(); });
}

} // namespace

std::vector<Scene> windowScenes()
{
    using Bus = AppFixture::Bus;
    return {
        window(QStringLiteral("window-nothing"), Bus::Off, {}),
        window(QStringLiteral("window-demo"), Bus::On, {}),
        window(QStringLiteral("window-descriptors"), Bus::On, tabOfLoopback(Descriptors)),
        window(QStringLiteral("window-control"), Bus::On, &showAnswer),
        window(QStringLiteral("window-endpoints"), Bus::On, tabOfLoopback(Endpoints)),
        window(QStringLiteral("window-streaming"), Bus::On, &stream),
        window(QStringLiteral("window-isochronous"), Bus::On, &streamIsochronous),
        window(QStringLiteral("window-stream-failed"), Bus::On, &streamFails),
        withSmallDisk(window(QStringLiteral("window-log-failed"), Bus::On, &logFails)),
        window(QStringLiteral("window-facts"), Bus::On, tabOfLoopback(Facts)),
        window(QStringLiteral("window-camera-graph"), Bus::On,
            [](QWidget& root, AppFixture&) { return showGraph(root, QStringLiteral("Demo camera")); }),
        window(QStringLiteral("window-audio-graph"), Bus::On,
            [](QWidget& root, AppFixture&) { return showGraph(root, QStringLiteral("Demo audio interface")); }),
        window(QStringLiteral("window-departed"), Bus::On, &unplugSelected),
        window(QStringLiteral("window-events"), Bus::On, &comesAndGoes),
        window(QStringLiteral("window-read-only"), Bus::On, &readOnly),
        window(QStringLiteral("window-denied"), Bus::Off,
            [](QWidget& root, AppFixture& fixture) { return refused(root, fixture, ErrorKind::AccessDenied, ""); }),
        window(QStringLiteral("window-busy"), Bus::Off,
            [](QWidget& root, AppFixture& fixture) { return refused(root, fixture, ErrorKind::Busy, "usbhid"); }),
    };
}

} // namespace wb::test
