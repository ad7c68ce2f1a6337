// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a device's view in the real window: a click on a device in the tree, until its descriptors are in the view
// and the window is painted again. CPU time of the GUI thread, for every device of the demo bus and for the real ones
// of a snapshot, among them the largest webcam. The bar is one frame at 60 Hz, for each device's median.
#include "core/snapshot/load.h"
#include "core/snapshot/snapshot_file.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/heartbeat.h"
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"
#include "ui/models/device_tree_model.h"

#include <QApplication>
#include <QTreeView>

#include <algorithm>
#include <array>

using namespace wb;
using wb::test::AppFixture;

namespace {

constexpr double kBarMs = 16;
constexpr int kVisits = 11;
constexpr int kPatienceMs = 20'000;

struct Sample {
    const char* name;
    const char* file; // below tests/data
};
constexpr auto kSamples = std::to_array<Sample>({
    { "Large webcam", "descriptors/webcam-high.bin" },
    { "Small webcam", "descriptors/webcam-cut-high.bin" },
    { "Phone", "descriptors/phone-high.bin" },
    { "Network adapter", "descriptors/ethernet-high.bin" },
    { "Pointing device", "descriptors/hid-full.bin" },
    { "Camera", "umockdev/canon-powershot-sx200.001-011.descriptors.bin" },
    { "Office keyboard", "umockdev/usbkbd.001-009.descriptors.bin" },
});

QString writeSnapshot(const QString& directory)
{
    snapshot::Snapshot snapshot;
    for (const Sample& sample : kSamples) {
        auto imported = snapshot::loadFile(WB_SOURCE_DIR "/tests/data/" + std::string(sample.file));
        if (!imported)
            return {};
        snapshot::Device& device = imported->devices.front();
        device.backend = "libusb1";
        device.product = sample.name;
        device.path = { 7, { static_cast<std::uint8_t>(snapshot.devices.size() + 1) } };
        snapshot.devices.push_back(std::move(device));
    }
    const QString path = directory + QStringLiteral("/desk.json");
    return snapshot::writeFile(path.toStdString(), snapshot) ? path : QString();
}

// Counts how often a widget was painted.
class PaintCounter : public QObject {
public:
    explicit PaintCounter(QWidget& widget) { widget.installEventFilter(this); }
    [[nodiscard]] int count() const { return m_count; }

protected:
    bool eventFilter(QObject*, QEvent* event) override
    {
        m_count += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }

private:
    int m_count = 0;
};

struct Visited {
    QPersistentModelIndex row;
    QString name;
    std::vector<double> ms;
};

void collect(std::vector<Visited>& devices, const QAbstractItemModel& model, const QModelIndex& parent = {})
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        const auto kind = static_cast<ui::TreeKind>(index.data(ui::DeviceTreeModel::KindRole).toInt());
        const bool isRootHub
            = kind == ui::TreeKind::Bus && index.data(ui::DeviceTreeModel::DeviceIdRole).toULongLong() != 0;
        if (kind == ui::TreeKind::Device || isRootHub)
            devices.push_back({ index, index.data().toString(), {} });
        collect(devices, model, index);
    }
}

struct Views {
    QTreeView& devices;
    QTreeView& fields;
    const PaintCounter& painted;
};

// CPU time; below 0 when the view does not come.
double open(const Views& views, const QModelIndex& device)
{
    bool isThere = false;
    const double used = bench::cpuMsOf([&] {
        const int before = views.painted.count();
        if (!test::clickItem(&views.devices, device))
            return;
        isThere = QTest::qWaitFor([&] { return views.painted.count() > before; }, kPatienceMs);
        QCoreApplication::processEvents(); // what the first picture left to be done
    });
    return isThere && views.devices.currentIndex() == device && views.fields.model()->rowCount() > 0 ? used : -1;
}

// Every device after another one, as a person goes down the tree.
bool visitAll(const Views& views, std::vector<Visited>& devices)
{
    for (Visited& device : devices)
        device.ms.clear();
    for (int visit = 0; visit < kVisits; ++visit)
        for (Visited& device : devices) {
            device.ms.push_back(open(views, device.row));
            if (device.ms.back() < 0) {
                qCritical("%s was not shown", qPrintable(device.name));
                return false;
            }
        }
    return true;
}

bool isFastEnough(const Views& views, std::vector<Visited>& devices)
{
    if (!visitAll(views, devices))
        return false;
    bool isGood = true;
    for (const Visited& device : devices) {
        const double median = bench::medianOf(device.ms);
        qInfo("%-28s %.1f ms of CPU time, worst %.1f (bar: %.0f)%s", qPrintable(device.name), median,
            *std::max_element(device.ms.begin(), device.ms.end()), kBarMs, median > kBarMs ? " MISSED" : "");
        isGood = isGood && median <= kBarMs;
    }
    return isGood;
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    AppFixture fixture;
    ui::MainWindow window(fixture.context());
    window.resize(1280, 800);
    auto* tree = test::find<QTreeView>(window, "deviceTree");
    auto* fields = test::find<QTreeView>(window, "descriptorTree");
    if (!test::showAndWait(window) || !tree || !fields)
        return 2;
    const PaintCounter painted(*fields->viewport());
    window.openSnapshot(writeSnapshot(fixture.directory()));
    const bool isKnown = QTest::qWaitFor(
        [&] {
            const auto devices = fixture.service().devices();
            return test::findItem(*tree->model(), QString::fromLatin1(kSamples.back().name)).isValid()
                && std::all_of(devices.begin(), devices.end(), [&](const usb::DevicePtr& device) {
                       return fixture.context().descriptors.peek(device->id) != nullptr;
                   });
        },
        kPatienceMs);
    std::vector<Visited> devices;
    collect(devices, *tree->model());
    if (!isKnown || devices.size() < kSamples.size() + 5) {
        qCritical("%zu devices are there", devices.size());
        return 2;
    }
    (void)visitAll({ *tree, *fields, painted }, devices); // fonts, icons and styles are read once
    return bench::holdsInSomeRound([&] { return isFastEnough({ *tree, *fields, painted }, devices); }) ? 0 : 1;
}
