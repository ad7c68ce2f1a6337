// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/snapshot_file.h"
#include "tests/gui/gallery/scenes.h"
#include "tests/support/gui_driver.h"
#include "ui/bridge/open_snapshots.h"
#include "ui/main_window.h"
#include "ui/views/comparison_view.h"

#include <QFile>
#include <QLabel>
#include <QTabBar>
#include <QTabWidget>
#include <QTreeView>

#include <algorithm>

namespace wb::test {

namespace {

constexpr int kPatienceMs = 8000;

Bytes readWebcam()
{
    QFile file(QStringLiteral(WB_SOURCE_DIR "/tests/data/descriptors/webcam-high.bin"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    return { bytes.begin(), bytes.end() };
}

// What was on the desk last week: the devices of the demo bus, one of them with another firmware, and a webcam.
QString writeDesk(AppFixture& fixture)
{
    snapshot::Snapshot desk;
    for (const usb::DevicePtr& device : fixture.service().devices())
        desk.devices.push_back(snapshot::toDevice(*device, device->sections));
    for (snapshot::Device& device : desk.devices) {
        if (device.product.find("Loopback") == std::string::npos)
            continue;
        Bytes& bytes = device.sections.front().bytes;
        bytes[13] = 0x02; // bcdDevice
        bytes[26] = 250; // bMaxPower of the first configuration
        device.serial = "OLDER-7";
        device.drivers = { { 0, "usbtest" } };
    }
    snapshot::Device webcam;
    webcam.backend = "libusb1";
    webcam.path = { 1, { 3 } };
    webcam.speed = usb::Speed::High;
    webcam.activeConfiguration = 1;
    webcam.product = "Webcam";
    webcam.sections.push_back({ usb::SectionKind::Device, 0, 0, readWebcam() });
    desk.devices.push_back(std::move(webcam));
    const QString path = fixture.directory() + QStringLiteral("/desk-last-week.json");
    return snapshot::writeFile(path.toStdString(), desk) ? path : QString();
}

bool openDesk(QWidget& root, AppFixture& fixture)
{
    auto* window = qobject_cast<ui::MainWindow*>(&root);
    auto* tree = find<QTreeView>(root, "deviceTree");
    if (!window || !tree)
        return false;
    window->openFile(writeDesk(fixture));
    return QTest::qWaitFor([&] { return findItem(*tree->model(), QStringLiteral("Webcam")).isValid(); }, kPatienceMs)
        && clickItem(tree, findItem(*tree->model(), QStringLiteral("Webcam")));
}

// Files of raw descriptors: a webcam, its configuration without a device descriptor, and one that is none.
bool openRawDescriptors(QWidget& root, AppFixture& fixture)
{
    auto* window = qobject_cast<ui::MainWindow*>(&root);
    auto* tree = find<QTreeView>(root, "deviceTree");
    const Bytes webcam = readWebcam();
    const QByteArray bytes(
        static_cast<const char*>(static_cast<const void*>(webcam.data())), static_cast<qsizetype>(webcam.size()));
    const auto write = [&](const QString& name, const QByteArray& content) {
        QFile file(fixture.directory() + QLatin1Char('/') + name);
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? file.fileName() : QString();
    };
    if (!window || !tree || bytes.size() < 18)
        return false;
    window->openSnapshot(write(QStringLiteral("webcam.bin"), bytes));
    window->openSnapshot(write(QStringLiteral("configuration.bin"), bytes.mid(18)));
    window->openSnapshot(write(QStringLiteral("notes.bin"), "hello"));
    const auto group = [&] { return findItem(*tree->model(), QStringLiteral("webcam.bin")); };
    const QWidget* strip = findWidget(root, "snapshotMessage");
    return QTest::qWaitFor(
               [&] {
                   return group().isValid() && strip->isVisible()
                       && findItem(*tree->model(), QStringLiteral("configuration.bin")).isValid();
               },
               kPatienceMs)
        && clickItem(tree, findItem(*tree->model(), QStringLiteral("046d:0825")));
}

usb::DevicePtr snapshotLoopback(AppFixture& fixture)
{
    for (const usb::DevicePtr& device : fixture.service().devices())
        if (device->isOffline() && device->product.find("Loopback") != std::string::npos)
            return device;
    return nullptr;
}

// Nothing but the view is in the picture; the window opens the snapshot for it.
bool compareLoopback(QWidget& root, AppFixture& fixture, bool withEqual)
{
    auto* view = qobject_cast<ui::ComparisonView*>(&root);
    auto opener = std::make_unique<ui::OpenSnapshots>(fixture.service());
    opener->open(writeDesk(fixture));
    if (!view || !QTest::qWaitFor([&] { return snapshotLoopback(fixture) != nullptr; }, kPatienceMs))
        return false;
    view->compare(snapshotLoopback(fixture));
    const auto* words = find<QLabel>(root, "comparisonWords");
    if (!QTest::qWaitFor([&] { return words->text().endsWith(QStringLiteral("differences")); }, kPatienceMs))
        return false;
    if (withEqual && !click(findWidget(root, "comparisonEqual")))
        return false;
    return click(findWidget(root, "comparisonNext"));
}

Scene comparison(const QString& name, bool withEqual)
{
    return { name, AppFixture::Bus::On, QSize(1000, 640),
        [](AppFixture& fixture) -> std::unique_ptr<QWidget> {
            return std::make_unique<ui::ComparisonView>(fixture.context());
        },
        [withEqual](QWidget& root, AppFixture& fixture) { return compareLoopback(root, fixture, withEqual); }, {} };
}

Scene window(const QString& name, std::function<bool(QWidget&, AppFixture&)> arrange)
{
    return { name, AppFixture::Bus::On, QSize(),
        [](AppFixture& fixture) -> std::unique_ptr<QWidget> {
            return std::make_unique<ui::MainWindow>(fixture.context());
        },
        std::move(arrange), {} };
}

} // namespace

std::vector<Scene> snapshotScenes()
{
    return {
        window(QStringLiteral("window-snapshot"), openDesk),
        window(QStringLiteral("window-raw-descriptors"), openRawDescriptors),
        window(QStringLiteral("window-snapshot-endpoints"),
            [](QWidget& root, AppFixture& fixture) {
                auto* tabs = find<QTabWidget>(root, "centreTabs");
                if (!openDesk(root, fixture))
                    return false;
                QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(2).center());
                return tabs->currentIndex() == 2;
            }),
        comparison(QStringLiteral("comparison-differences"), false),
        comparison(QStringLiteral("comparison-all"), true),
    };
}

} // namespace wb::test
