// SPDX-License-Identifier: GPL-3.0-or-later
// The device tree under plugs and unplugs: only the rows concerned change.
#include "tests/support/device_builder.h"
#include "tests/support/gui_driver.h"
#include "ui/models/device_filter_model.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace wb;
using namespace wb::test;
using namespace wb::ui;

namespace {

constexpr auto kLong = std::chrono::milliseconds(60'000);
constexpr auto kShort = std::chrono::milliseconds(30);

engine::DeviceChanges arrival(std::vector<usb::DevicePtr> devices, bool isInitial = false)
{
    engine::DeviceChanges changes;
    changes.arrived = std::move(devices);
    changes.isInitial = isInitial;
    return changes;
}

engine::DeviceChanges departure(std::vector<usb::DevicePtr> devices)
{
    engine::DeviceChanges changes;
    changes.departed = std::move(devices);
    changes.time = now();
    return changes;
}

usb::DevicePtr keyboard(const std::string& path)
{
    return makeDevice({ .path = path, .productId = 2, .product = "Keyboard", .driver = "usbhid" });
}

usb::DevicePtr hub(const std::string& path)
{
    return makeDevice({ .path = path, .productId = 3, .product = "Hub", .driver = "hub", .isHub = true });
}

usb::DevicePtr offline(const std::string& origin, const std::string& path)
{
    auto device = makeDevice({ .path = path, .productId = 2, .product = "Old keyboard" });
    device->origin = origin;
    return device;
}

QString names(const QAbstractItemModel& model) { return dumpModel(model, { DeviceTreeModel::NameColumn }); }

// A tree with the checks every test wants: the rules of models, and no resets.
struct Tree {
    DeviceTreeModel model { testIds() };
    std::optional<QAbstractItemModelTester> tester;
    QSignalSpy resets { &model, &QAbstractItemModel::modelReset };
    QSignalSpy inserts { &model, &QAbstractItemModel::rowsInserted };
    QSignalSpy removals { &model, &QAbstractItemModel::rowsRemoved };

    enum class Checks : std::uint8_t { All, NoTester }; // the tester is quadratic in the number of rows
    explicit Tree(std::chrono::milliseconds marks = kLong, Checks checks = Checks::All)
    {
        model.setMarkDuration(marks);
        if (checks == Checks::All)
            tester.emplace(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
};

} // namespace

class TestDeviceTreeModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void showsEveryLevel();
    void showsFactsInColumns();
    void marksArrivalsForAWhile();
    void keepsDepartedRowsForAWhile();
    void keepsASelectedDepartedRow();
    void plugInsertsOneBranch();
    void hubTakesItsDevicesAlong();
    void hubReportedAfterItsDevices();
    void replugInTheSamePort();
    void busWithoutRootHub();
    void whatIsThereTwiceLeavesTheBusAlone();
    void updateKeepsRows();
    void updateWithOtherDescriptorsReplacesParts();
    void escapesHostileNames();
    void findsSelections();
    void thousandDevicesInOneBatch();
    void snapshotsStandBelowTheBuses();
    void closedSnapshotsGoAtOnce();
    void filterKeepsParents();
    void filterFollowsHotplug();
};

void TestDeviceTreeModel::showsEveryLevel()
{
    Tree tree;
    tree.model.apply(
        arrival({ makeRootHub(1), makeDevice({ .path = "1-2", .interfaceClass = 0xff }), keyboard("1-1") }, true));
    QCOMPARE(names(tree.model).split(u'\n'),
        QStringLiteral("Bus 1: xHCI Host Controller\n"
                       "  Keyboard\n"
                       "    Configuration 1\n"
                       "      Interface 0: Human Interface Device\n"
                       "        EP1 IN interrupt, 8 bytes\n"
                       "  Loopback device\n"
                       "    Configuration 1\n"
                       "      Interface 0: Vendor Specific Class\n"
                       "        Alternate setting 0\n"
                       "          EP1 IN bulk, 512 bytes\n"
                       "          EP1 OUT bulk, 512 bytes\n"
                       "        Alternate setting 1\n"
                       "          EP3 IN isochronous, 1024 bytes\n"
                       "  Configuration 1\n"
                       "    Interface 0: Hub\n"
                       "      EP1 IN interrupt, 8 bytes\n")
            .split(u'\n'));
}

void TestDeviceTreeModel::showsFactsInColumns()
{
    Tree tree;
    tree.model.apply(arrival({ makeRootHub(1), keyboard("1-1.2") }, true));
    const QString dump = dumpModel(tree.model);
    QVERIFY2(
        dump.contains(QStringLiteral("  Keyboard | fffe:0002 | High | usbhid | 100 mA | 1-1.2\n")), qPrintable(dump));
    QVERIFY2(dump.contains(QStringLiteral("    Configuration 1 |  |  |  | 100 mA\n")), qPrintable(dump));
    QVERIFY2(dump.contains(QStringLiteral("Interface 0: Human Interface Device |  |  | usbhid\n")), qPrintable(dump));
}

void TestDeviceTreeModel::marksArrivalsForAWhile()
{
    Tree tree(kShort);
    tree.model.apply(arrival({ makeRootHub(1) }, true));
    QVERIFY(!names(tree.model).contains(QStringLiteral("new")));
    tree.model.apply(arrival({ keyboard("1-1") }));
    const QModelIndex row = findItem(tree.model, QStringLiteral("Keyboard (new)"));
    QVERIFY(row.isValid());
    QCOMPARE(row.data(DeviceTreeModel::MarkRole).toInt(), static_cast<int>(TreeMark::New));
    QTRY_VERIFY(!names(tree.model).contains(QStringLiteral("new")));
    QVERIFY(findItem(tree.model, QStringLiteral("Keyboard")).isValid());
    QCOMPARE(tree.resets.count(), 0);
}

void TestDeviceTreeModel::keepsDepartedRowsForAWhile()
{
    Tree tree(kShort);
    const usb::DevicePtr device = keyboard("1-1");
    tree.model.apply(arrival({ makeRootHub(1), device }, true));
    tree.model.apply(departure({ device }));
    QVERIFY(findItem(tree.model, QStringLiteral("Keyboard (unplugged ")).isValid());
    QVERIFY(tree.model.hasDeparted(device->id));
    QCOMPARE(tree.model.liveDeviceCount(), 1);
    QTRY_VERIFY(!findItem(tree.model, QStringLiteral("Keyboard")).isValid());
    QCOMPARE(tree.removals.count(), 1);
    QCOMPARE(tree.resets.count(), 0);
}

void TestDeviceTreeModel::keepsASelectedDepartedRow()
{
    Tree tree(kShort);
    const usb::DevicePtr kept = keyboard("1-1");
    const usb::DevicePtr other = makeDevice({ .path = "1-2", .product = "Other" });
    tree.model.apply(arrival({ makeRootHub(1), kept, other }, true));
    tree.model.keep(kept->id);
    tree.model.apply(departure({ kept, other }));
    QTRY_VERIFY(!findItem(tree.model, QStringLiteral("Other")).isValid());
    QVERIFY(findItem(tree.model, QStringLiteral("Keyboard (unplugged ")).isValid());
    tree.model.keep({});
    QTRY_VERIFY(!findItem(tree.model, QStringLiteral("Keyboard")).isValid());
}

void TestDeviceTreeModel::plugInsertsOneBranch()
{
    Tree tree;
    tree.model.apply(arrival({ makeRootHub(1), hub("1-1"), keyboard("1-1.1"), keyboard("1-1.3") }, true));
    tree.inserts.clear();
    const QPersistentModelIndex third = tree.model.index(1, 0, tree.model.index(0, 0, tree.model.index(0, 0)));
    QCOMPARE(third.data(DeviceTreeModel::SelectionRole).value<Selection>().device->path.ports.back(), 3);

    tree.model.apply(arrival({ makeDevice({ .path = "1-1.2", .product = "Mouse" }) }));
    QCOMPARE(tree.inserts.count(), 1);
    QCOMPARE(tree.inserts.front().at(1).toInt(), 1);
    QCOMPARE(tree.inserts.front().at(2).toInt(), 1);
    QCOMPARE(third.row(), 2);
    QCOMPARE(tree.resets.count(), 0);
}

void TestDeviceTreeModel::hubTakesItsDevicesAlong()
{
    Tree tree(kShort);
    const std::vector<usb::DevicePtr> branch { hub("1-1"), keyboard("1-1.1"), keyboard("1-1.2") };
    tree.model.apply(arrival({ makeRootHub(1) }, true));
    tree.inserts.clear();
    tree.model.apply(arrival({ branch[2], branch[0], branch[1] }));
    QCOMPARE(tree.inserts.count(), 1);
    tree.model.apply(departure({ branch[1], branch[0], branch[2] }));
    QTRY_VERIFY(!findItem(tree.model, QStringLiteral("unplugged")).isValid());
    QCOMPARE(tree.removals.count(), 1);
}

void TestDeviceTreeModel::hubReportedAfterItsDevices()
{
    Tree tree;
    tree.model.apply(arrival({ makeRootHub(1) }, true));
    tree.model.apply(arrival({ keyboard("1-1.4") }, true));
    const QPersistentModelIndex row = findItem(tree.model, QStringLiteral("Keyboard"));
    tree.model.apply(arrival({ hub("1-1") }, true));
    QVERIFY(row.isValid());
    QCOMPARE(row.parent().data().toString(), QStringLiteral("Hub"));
}

void TestDeviceTreeModel::replugInTheSamePort()
{
    Tree tree;
    const usb::DevicePtr first = keyboard("1-1");
    tree.model.apply(arrival({ makeRootHub(1), first }, true));
    tree.model.apply(departure({ first }));
    tree.model.apply(arrival({ keyboard("1-1") }));
    const QModelIndex bus = tree.model.index(0, 0);
    QVERIFY(tree.model.index(0, 0, bus).data().toString().startsWith(QStringLiteral("Keyboard (unplugged ")));
    QCOMPARE(tree.model.index(1, 0, bus).data().toString(), QStringLiteral("Keyboard (new)"));
}

void TestDeviceTreeModel::busWithoutRootHub()
{
    Tree tree(kShort);
    const usb::DevicePtr device = keyboard("7-1");
    tree.model.apply(arrival({ device }, true));
    QCOMPARE(tree.model.index(0, 0).data().toString(), QStringLiteral("Bus 7"));
    QVERIFY(tree.model.index(0, 0).data(DeviceTreeModel::SelectionRole).value<Selection>().device == nullptr);
    tree.model.apply(arrival({ makeRootHub(7) }, true));
    QCOMPARE(tree.model.rowCount(), 1);
    QCOMPARE(tree.model.index(0, 0).data().toString(), QStringLiteral("Bus 7: xHCI Host Controller"));

    Tree bare(kShort);
    bare.model.apply(arrival({ device }, true));
    bare.model.apply(departure({ device }));
    QTRY_COMPARE(bare.model.rowCount(), 0);
}

// By its node alone a device has no place but its bus.
void TestDeviceTreeModel::whatIsThereTwiceLeavesTheBusAlone()
{
    Tree tree;
    const usb::DevicePtr hub = makeRootHub(1);
    const usb::DevicePtr node = makeDevice({ .path = "usb1" });
    tree.model.apply(arrival({ hub }, true));
    tree.model.apply(arrival({ node }));
    const usb::DevicePtr first = keyboard("1-1");
    tree.model.apply(arrival({ first }));
    tree.model.apply(departure({ node }));
    const usb::DevicePtr second = keyboard("1-2");
    tree.model.apply(arrival({ second }));
    QVERIFY(tree.model.indexOf(first->id).parent() == tree.model.indexOf(hub->id));
    QVERIFY(tree.model.indexOf(second->id).parent() == tree.model.indexOf(hub->id));
}

void TestDeviceTreeModel::updateKeepsRows()
{
    Tree tree;
    const usb::DevicePtr device = keyboard("1-1");
    tree.model.apply(arrival({ makeRootHub(1), device }, true));
    tree.inserts.clear();
    auto changed = std::make_shared<usb::DeviceInfo>(*device);
    changed->drivers = { { std::uint8_t { 0 }, "usbfs" } };
    engine::DeviceChanges changes;
    changes.updated = { changed };
    tree.model.apply(changes);
    QCOMPARE(tree.inserts.count(), 0);
    QVERIFY(dumpModel(tree.model).contains(QStringLiteral("Interface 0: Human Interface Device |  |  | usbfs\n")));
}

void TestDeviceTreeModel::updateWithOtherDescriptorsReplacesParts()
{
    Tree tree;
    const usb::DevicePtr device = keyboard("1-1");
    tree.model.apply(arrival({ makeRootHub(1), device }, true));
    auto changed = makeDevice({ .path = "1-1", .product = "Keyboard", .interfaceClass = 0xff });
    changed->id = device->id;
    engine::DeviceChanges changes;
    changes.updated = { changed };
    tree.model.apply(changes);
    QVERIFY(names(tree.model).contains(QStringLiteral("Alternate setting 1")));
    changed = std::make_shared<usb::DeviceInfo>(*changed);
    changed->configurations.clear();
    changed->activeConfiguration.reset();
    changes.updated = { changed };
    tree.model.apply(changes);
    QCOMPARE(tree.model.rowCount(tree.model.indexOf(device->id)), 0);
    QCOMPARE(tree.resets.count(), 0);
}

void TestDeviceTreeModel::escapesHostileNames()
{
    Tree tree;
    tree.model.apply(arrival({ makeDevice({ .path = "1-1", .product = "bad\n\x1b[31m\xff name" }) }, true));
    const QString name = tree.model.index(0, 0, tree.model.index(0, 0)).data().toString();
    QVERIFY(name.contains(QStringLiteral("name")));
    for (const QChar character : name)
        QVERIFY2(character.isPrint(), qPrintable(name));
}

void TestDeviceTreeModel::findsSelections()
{
    Tree tree;
    const usb::DevicePtr device = makeDevice({ .path = "1-2", .interfaceClass = 0xff });
    tree.model.apply(arrival({ makeRootHub(1), device }, true));
    const QModelIndex endpoint = findItem(tree.model, QStringLiteral("EP3 IN"));
    const auto selection = endpoint.data(DeviceTreeModel::SelectionRole).value<Selection>();
    QCOMPARE(selection.device->id, device->id);
    QCOMPARE(selection.alternate, std::uint8_t { 1 });
    QCOMPARE(selection.endpoint->value, 0x83);
    QCOMPARE(tree.model.indexOf(selection), endpoint);
    Selection vanished = selection;
    vanished.endpoint = usb::EndpointAddress { 0x8f };
    QCOMPARE(tree.model.indexOf(vanished), tree.model.indexOf(device->id));
}

void TestDeviceTreeModel::thousandDevicesInOneBatch()
{
    Tree tree(kShort, Tree::Checks::NoTester);
    std::vector<usb::DevicePtr> devices { makeRootHub(1) };
    for (int i = 1; i <= 4; ++i) {
        const std::string port = "1-" + std::to_string(i);
        devices.push_back(hub(port));
        for (int j = 1; j <= 250; ++j)
            devices.push_back(keyboard(port + "." + std::to_string(j)));
    }
    tree.model.apply(arrival(devices));
    QCOMPARE(tree.inserts.count(), 1);
    QCOMPARE(tree.model.liveDeviceCount(), 1005);
    const std::vector<usb::DevicePtr> leaves(devices.begin() + 2, devices.begin() + 252);
    tree.model.apply(departure(leaves));
    QTRY_VERIFY(!findItem(tree.model, QStringLiteral("unplugged")).isValid());
    QCOMPARE(tree.removals.count(), 1);
    QCOMPARE(tree.model.liveDeviceCount(), 755);
}

void TestDeviceTreeModel::snapshotsStandBelowTheBuses()
{
    Tree tree;
    tree.model.apply(arrival({ offline("b.json", "1-1"), offline("b.json", "usb1") }, true));
    tree.model.apply(arrival({ offline("a\x1b.json", "1-1.2") }, true));
    tree.model.apply(arrival({ makeRootHub(1), keyboard("1-1") }, true));
    const QStringList shown
        = names(tree.model).split(u'\n').filter(QRegularExpression(QStringLiteral("^ {0,4}[SBKO]")));
    QCOMPARE(shown,
        (QStringList { QStringLiteral("Bus 1: xHCI Host Controller"), QStringLiteral("  Keyboard"),
            QStringLiteral("Snapshot a\\x1b.json (offline)"), QStringLiteral("  Bus 1"),
            QStringLiteral("    Old keyboard"), QStringLiteral("Snapshot b.json (offline)"),
            QStringLiteral("  Bus 1: Old keyboard"), QStringLiteral("    Old keyboard") }));
    QCOMPARE(tree.model.liveDeviceCount(), 2);
    QCOMPARE(tree.resets.size(), 0);
}

void TestDeviceTreeModel::closedSnapshotsGoAtOnce()
{
    Tree tree;
    const std::vector<usb::DevicePtr> devices { offline("a.json", "1-1"), offline("a.json", "2-1.3") };
    tree.model.apply(arrival({ makeRootHub(1), keyboard("1-1") }, true));
    const QString before = names(tree.model);
    tree.model.apply(arrival(devices, true));
    tree.model.apply(arrival({ offline("b.json", "1-1") }, true));
    tree.model.keep(devices[0]->id); // selected
    tree.model.apply(departure(devices));
    QVERIFY(!names(tree.model).contains(QStringLiteral("a.json")));
    QVERIFY(names(tree.model).contains(QStringLiteral("b.json")));
    QVERIFY(!tree.model.indexOf(devices[0]->id).isValid());
    QVERIFY(names(tree.model).startsWith(before));
    tree.model.apply(arrival(devices, true)); // opened again
    QVERIFY(names(tree.model).contains(QStringLiteral("Snapshot a.json (offline)\n  Bus 1\n")));
    QCOMPARE(tree.resets.size(), 0);
}

void TestDeviceTreeModel::filterKeepsParents()
{
    Tree tree;
    DeviceFilterModel filtered(tree.model, testIds());
    QAbstractItemModelTester tester(&filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
    tree.model.apply(arrival({ makeRootHub(1), hub("1-1"), keyboard("1-1.1"), makeRootHub(2),
                                 makeDevice({ .path = "2-1", .interfaceClass = 0xff }) },
        true));
    filtered.setFilter(DeviceFilter::parse(QStringLiteral("class:hid")));
    QCOMPARE(names(filtered),
        QStringLiteral("Bus 1: xHCI Host Controller\n"
                       "  Hub\n"
                       "    Keyboard\n"
                       "      Configuration 1\n"
                       "        Interface 0: Human Interface Device\n"
                       "          EP1 IN interrupt, 8 bytes\n"));
    filtered.setFilter(DeviceFilter::parse(QStringLiteral("nothing like this")));
    QCOMPARE(filtered.rowCount(), 0);
    filtered.setFilter({});
    QCOMPARE(names(filtered), names(tree.model));
}

void TestDeviceTreeModel::filterFollowsHotplug()
{
    Tree tree(kShort);
    DeviceFilterModel filtered(tree.model, testIds());
    QAbstractItemModelTester tester(&filtered, QAbstractItemModelTester::FailureReportingMode::QtTest);
    filtered.setFilter(DeviceFilter::parse(QStringLiteral("driver:usbhid")));
    tree.model.apply(arrival({ makeRootHub(1), hub("1-1") }, true));
    QCOMPARE(filtered.rowCount(), 0);
    const usb::DevicePtr device = keyboard("1-1.1");
    tree.model.apply(arrival({ device }));
    QVERIFY(findItem(filtered, QStringLiteral("Keyboard")).isValid());
    tree.model.apply(departure({ device }));
    QTRY_COMPARE(filtered.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestDeviceTreeModel)
#include "tst_device_tree_model.moc"
