// SPDX-License-Identifier: GPL-3.0-or-later
// Reading of a device's directory in sysfs: layouts as the kernel makes them, and layouts nobody would make.
#include "core/system/node_walk.h"
#include "core/system/read_device.h"
#include "tests/support/sysfs_tree.h"
#include "tests/unit/base/printers.h"

#include <QElapsedTimer>

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::system;
using test::deviceOf;
using test::SysfsTree;

namespace {

const std::string kDisk = "host6/target6:0:0/6:0:0:0/block/sda";

std::vector<std::string> namesOf(const std::vector<NodeReading>& nodes)
{
    std::vector<std::string> names;
    for (const NodeReading& node : nodes)
        names.push_back(node.subsystem + " " + node.name);
    return names;
}

usb::DeviceInfo rootHub(std::uint16_t bus, usb::Speed speed)
{
    return deviceOf({ .name = "usb" + std::to_string(bus),
        .address = 1,
        .classCode = 9,
        .attributes = 0xe0,
        .milliamps = 0,
        .speed = speed });
}

} // namespace

class TestReadDevice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void attributesAndInterfaces();
    void nodesOfInterfaces();
    void disksTheirMountsAndHolders();
    void portsAndCompanions();
    void hubPorts();
    void controllerOfARootHub();
    void bosBytes();
    void nothingThere();
    void anotherDeviceInItsPlace();
    void endlessLinks();
    void tooDeepAndTooMany();
    void junk();
};

void TestReadDevice::attributesAndInterfaces()
{
    SysfsTree tree;
    tree.addDevice(rootHub(1, usb::Speed::High), "480", { { "authorized_default", "1" } });
    const usb::DeviceInfo device = deviceOf({ .name = "1-1" });
    tree.addDevice(device, "480", { { "authorized", "1" }, { "power/control", "auto" }, { "urbnum", "82" } });
    tree.addInterface("1-1:1.10", "usbhid");
    tree.addInterface("1-1:1.2", "", { { "authorized", "0" }, { "wireless_status", "connected" } });
    tree.makeDirectory(SysfsTree::directoryOf("1-1") + "/9-9:1.0"); // of no concern

    const DeviceReadings readings = readDevice(*makeSystemReader(tree.root()), device);
    QVERIFY(readings.isAvailable && readings.isPresent);
    QCOMPARE(readings.attribute("power/control"), "auto"s);
    QCOMPARE(readings.attribute("urbnum"), "82"s);
    QCOMPARE(readings.attribute("quirks"), ""s);
    QCOMPARE(readings.busAttributes.at("authorized_default"), "1"s);
    QCOMPARE(readings.interfaces.size(), std::size_t { 2 });
    QCOMPARE(int { readings.interfaces[0].number }, 2);
    QVERIFY(readings.interfaces[0].driver.empty() && readings.interfaces[0].isAuthorized == false);
    QCOMPARE(readings.interfaces[0].wirelessStatus, "connected"s);
    QCOMPARE(readings.interfaces[1].driver, "usbhid"s);
    QVERIFY(!readings.interfaces[1].isAuthorized);
    QVERIFY(!readings.port && !readings.controller && readings.hubPorts.empty() && readings.bos.empty());
}

void TestReadDevice::nodesOfInterfaces()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-1.4" });
    tree.addDevice(device, "12");
    tree.addInterface("1-1.4:1.0", "usbhid");
    tree.addNode("1-1.4:1.0", "0003:046D:C52B.0004/input/input5", "input", "PRODUCT=3/46d/c52b/111\n");
    tree.addNode("1-1.4:1.0", "0003:046D:C52B.0004/input/input5/event5", "input",
        "MAJOR=13\nMINOR=69\nDEVNAME=input/event5\n", { { "dev", "13:69" } });
    tree.addNode("1-1.4:1.0", "0003:046D:C52B.0004/hidraw/hidraw1", "hidraw", "DEVNAME=hidraw1\n");
    tree.addNode("1-1.4:1.0", "usbmisc/hiddev0", "usbmisc", "DEVNAME=usb/hiddev0\n");
    tree.addNode("1-1.4:1.0", "ep_81", "usb_endpoint", "DEVNAME=not/this\n");
    tree.addNode("1-1.4:1.0", "net/wwan0", "net", "INTERFACE=wwan0\nIFINDEX=4\n");
    tree.addNode("1-1.4:1.0", "recorded/tty/ttyUSB0", "tty", "DEVNAME=/dev/ttyUSB0\n");
    tree.addNode("1-1.4", "extra/thing", "extra", "DEVNAME=thing\n"); // of the device, not of an interface

    const DeviceReadings readings = readDevice(*makeSystemReader(tree.root()), device);
    QCOMPARE(readings.interfaces.size(), std::size_t { 1 });
    QCOMPARE(namesOf(readings.interfaces[0].nodes),
        (std::vector { "hidraw /dev/hidraw1"s, "input /dev/input/event5"s, "net wwan0"s, "tty /dev/ttyUSB0"s,
            "usbmisc /dev/usb/hiddev0"s }));
    QCOMPARE(namesOf(readings.nodes), (std::vector { "extra /dev/thing"s }));
    QVERIFY(!readings.hasMoreNodes);
}

void TestReadDevice::disksTheirMountsAndHolders()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-2", .interfaceClass = 8 });
    tree.addDevice(device, "480");
    tree.addInterface("1-2:1.0", "usb-storage");
    tree.addNode("1-2:1.0", kDisk, "block", "DEVNAME=sda\nDEVTYPE=disk\n", { { "dev", "8:0" } });
    tree.addNode("1-2:1.0", kDisk + "/sda1", "block", "MAJOR=8\nMINOR=1\nDEVNAME=sda1\nDEVTYPE=partition\n");
    tree.addNode("1-2:1.0", kDisk + "/sda2", "block", "DEVNAME=sda2\nDEVTYPE=partition\n", { { "dev", "8:2" } });
    tree.link(SysfsTree::directoryOf("1-2:1.0") + "/" + kDisk + "/sda2/holders/dm-0", "../../../../virtual/block/dm-0");
    tree.write("/sys/class/block/dm-0/dev", "253:0\n");
    tree.write("/sys/class/block/dm-0/dm/name", "luks-1\n");
    tree.addNode("1-2:1.0", "host6/target6:0:0/6:0:0:0/scsi_generic/sg0", "scsi_generic", "DEVNAME=sg0\n");
    tree.write("/proc/self/mountinfo",
        "1 0 8:1 / /media/my\\040stick rw - vfat /dev/sda1 rw\n2 0 253:0 / /home rw - ext4 /dev/mapper/luks-1 rw\n");

    const DeviceReadings readings = readDevice(*makeSystemReader(tree.root()), device);
    const std::vector<NodeReading>& nodes = readings.interfaces.at(0).nodes;
    QCOMPARE(namesOf(nodes),
        (std::vector { "block /dev/sda"s, "block /dev/sda1"s, "block /dev/sda2"s, "scsi_generic /dev/sg0"s }));
    QVERIFY(nodes[0].mountPoints.empty() && nodes[0].type == "disk");
    QCOMPARE(nodes[1].mountPoints, (std::vector { "/media/my stick"s }));
    QCOMPARE(nodes[2].holders.size(), std::size_t { 1 });
    QCOMPARE(nodes[2].holders[0].name, "/dev/mapper/luks-1"s);
    QCOMPARE(nodes[2].holders[0].mountPoints, (std::vector { "/home"s }));
}

void TestReadDevice::portsAndCompanions()
{
    SysfsTree tree;
    tree.addDevice(rootHub(1, usb::Speed::High), "480");
    tree.addDevice(rootHub(2, usb::Speed::Super), "5000");
    tree.addInterface("1-0:1.0", "hub");
    tree.addInterface("2-0:1.0", "hub");
    const usb::DeviceInfo device = deviceOf({ .name = "1-3", .address = 7 });
    tree.addDevice(device, "480");
    tree.addInterface("1-3:1.0", "");
    tree.addDevice(deviceOf({ .name = "2-1", .address = 9, .milliamps = 120, .speed = usb::Speed::Super }), "5000");
    tree.addInterface("2-1:1.0", "");
    tree.addPort("1-0:1.0", "usb1-port3",
        { { "connect_type", "hotplug" }, { "location", "0x80000001" }, { "over_current_count", "2" },
            { "quirks", "00000001" }, { "state", "configured" } });
    tree.addPort("2-0:1.0", "usb2-port1", { { "usb3_lpm_permit", "u1_u2" } });
    tree.linkPeers("1-0:1.0/usb1-port3", "2-0:1.0/usb2-port1");

    const auto port = readDevice(*makeSystemReader(tree.root()), device).port;
    QVERIFY(port.has_value());
    QCOMPARE(port->name, "usb1-port3"s);
    QCOMPARE(port->connectType, "hotplug"s);
    QCOMPARE(port->location, "0x80000001"s);
    QCOMPARE(port->state, "configured"s);
    QCOMPARE(port->quirks, "00000001"s);
    QCOMPARE(port->overCurrentCount.value_or(0), 2U);
    QVERIFY(port->plugged && port->plugged->name == "1-3");
    QCOMPARE(port->peer, "usb2-port1"s);
    QVERIFY(port->peerPlugged && port->peerPlugged->name == "2-1" && port->peerPlugged->productId == 9);
    QCOMPARE(port->peerPlugged->milliamps.value_or(0), 120U);
    // A link to a port that is not this device's is not believed.
    tree.link(SysfsTree::directoryOf("1-3") + "/port", "../1-0:1.0/usb1-port4");
    QVERIFY(!readDevice(*makeSystemReader(tree.root()), device).port);
}

void TestReadDevice::hubPorts()
{
    SysfsTree tree;
    const usb::DeviceInfo hub = deviceOf({ .name = "1-1", .classCode = 9, .attributes = 0xe0 });
    tree.addDevice(hub, "480");
    tree.addInterface("1-1:1.0", "hub");
    tree.addDevice(deviceOf({ .name = "1-1.2", .address = 5, .milliamps = 98 }), "1.5");
    tree.addInterface("1-1.2:1.0", "usbhid");
    tree.addDevice(deviceOf({ .name = "1-1.10", .address = 6, .milliamps = 200 }), "480"); // unconfigured
    for (const char* port : { "1-1-port10", "1-1-port1", "1-1-port2" })
        tree.addPort("1-1:1.0", port);
    // A child device is not a node of its hub.
    tree.addNode("1-1.2:1.0", "usbmisc/hiddev0", "usbmisc", "DEVNAME=usb/hiddev0\n");

    const DeviceReadings readings = readDevice(*makeSystemReader(tree.root()), hub);
    QCOMPARE(readings.hubPorts.size(), std::size_t { 3 });
    QCOMPARE(int { readings.hubPorts[0].number }, 1);
    QVERIFY(!readings.hubPorts[0].plugged);
    QVERIFY(readings.hubPorts[1].plugged);
    QCOMPARE(readings.hubPorts[1].plugged->name, "1-1.2"s);
    QCOMPARE(readings.hubPorts[1].plugged->megabitsPerSecond, "1.5"s);
    QCOMPARE(readings.hubPorts[1].plugged->milliamps.value_or(0), 98U);
    QCOMPARE(int { readings.hubPorts[2].number }, 10);
    QVERIFY(readings.hubPorts[2].plugged && !readings.hubPorts[2].plugged->milliamps);
    QVERIFY(readings.nodes.empty());
    QVERIFY(readings.interfaces.at(0).nodes.empty());
}

void TestReadDevice::controllerOfARootHub()
{
    SysfsTree tree;
    const usb::DeviceInfo hub = rootHub(3, usb::Speed::High);
    tree.addDevice(hub, "480");
    const auto controller = readDevice(*makeSystemReader(tree.root()), hub).controller;
    QVERIFY(controller.has_value());
    QCOMPARE(controller->address, "0000:00:14.0"s);
    QCOMPARE(controller->vendorId.value_or(0), 0x8086U);
    QCOMPARE(controller->deviceId.value_or(0), 0x9d2fU);
    QCOMPARE(controller->driver, "xhci_hcd"s);
}

void TestReadDevice::bosBytes()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-1" });
    tree.addDevice(device, "480");
    tree.write(SysfsTree::directoryOf("1-1") + "/bos_descriptors", "\x05\x0f\x05\x00\x00"s);
    QCOMPARE(readBos(*makeSystemReader(tree.root()), device), (Bytes { 0x05, 0x0f, 0x05, 0x00, 0x00 }));
    tree.write(SysfsTree::directoryOf("1-1") + "/bos_descriptors", std::string(200'000, '\x01'));
    QCOMPARE(readDevice(*makeSystemReader(tree.root()), device).bos.size(), kMaxBosBytes);
    usb::DeviceInfo demo = device;
    demo.systemPath.clear();
    QVERIFY(readBos(*makeSystemReader(tree.root()), demo).empty());
}

void TestReadDevice::nothingThere()
{
    const SysfsTree tree;
    QVERIFY(!readDevice(*makeSystemReader(tree.root()), deviceOf({})).isPresent);
    QVERIFY(!readDevice(*makeSystemReader("/nonexistent"), deviceOf({})).isPresent);
    usb::DeviceInfo demo = deviceOf({});
    demo.systemPath.clear();
    QVERIFY(!readDevice(*makeSystemReader(tree.root()), demo).isPresent);
}

// The path is the same, the address is not: what it says belongs to somebody else.
void TestReadDevice::anotherDeviceInItsPlace()
{
    SysfsTree tree;
    tree.addDevice(deviceOf({ .name = "1-1", .address = 3 }), "480");
    QVERIFY(!readDevice(*makeSystemReader(tree.root()), deviceOf({ .name = "1-1", .address = 2 })).isPresent);
}

void TestReadDevice::endlessLinks()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-1" });
    tree.addDevice(device, "480");
    tree.addInterface("1-1:1.0", "");
    const std::string interface = SysfsTree::directoryOf("1-1:1.0");
    tree.link(interface + "/again", ".");
    tree.link(interface + "/up", "..");
    tree.link(interface + "/driver", "driver");
    tree.link(interface + "/root", "/");
    tree.link(SysfsTree::directoryOf("1-1") + "/port", "port");
    tree.link(SysfsTree::directoryOf("1-1") + "/power", "power");
    tree.addNode("1-1:1.0", "tty/ttyUSB0", "tty", "DEVNAME=ttyUSB0\n");
    tree.link(interface + "/tty/ttyUSB0/device", "../../..");

    const DeviceReadings readings = readDevice(*makeSystemReader(tree.root()), device);
    QCOMPARE(namesOf(readings.interfaces.at(0).nodes), (std::vector { "tty /dev/ttyUSB0"s }));
    QVERIFY(!readings.hasMoreNodes);
    QVERIFY(!readings.port);
}

void TestReadDevice::tooDeepAndTooMany()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-1" });
    tree.addDevice(device, "480");
    tree.addInterface("1-1:1.0", "");
    std::string deep = "d";
    for (int level = 0; level < 100; ++level)
        deep += "/d";
    tree.addNode("1-1:1.0", deep, "tty", "DEVNAME=too/deep\n");
    for (int i = 0; i < 400; ++i)
        tree.addNode("1-1:1.0", "many/n" + std::to_string(i), "tty", "DEVNAME=n\n");
    QElapsedTimer clock;
    clock.start();
    const DeviceReadings readings = readDevice(*makeSystemReader(tree.root()), device);
    QVERIFY2(clock.elapsed() < 5000, QByteArray::number(clock.elapsed()));
    QVERIFY(readings.hasMoreNodes);
    QCOMPARE(readings.interfaces.at(0).nodes.size(), std::size_t { 256 });
}

void TestReadDevice::junk()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-1", .classCode = 9 });
    const std::string junk = "\0\xff\xfe=\n=\n\x1b[31mDEVNAME\n"s + std::string(100'000, '\x80');
    tree.addDevice(device, "480");
    tree.addInterface("1-1:1.0", "");
    for (const char* name : { "authorized", "quirks", "power/control", "urbnum", "removable" })
        tree.write(SysfsTree::directoryOf("1-1") + "/" + name, junk);
    tree.addPort("1-1:1.0", "1-1-port1");
    tree.write(SysfsTree::directoryOf("1-1:1.0") + "/1-1-port1/over_current_count", junk);
    tree.link(SysfsTree::directoryOf("1-1:1.0") + "/1-1-port1/peer", "\xff/\xfe");
    tree.addNode("1-1:1.0", "tty/junk", "tty", junk);
    tree.write(SysfsTree::directoryOf("1-1.1") + "/idVendor", junk);
    tree.write(SysfsTree::directoryOf("1-1.1") + "/idProduct", junk);
    tree.write(SysfsTree::directoryOf("1-1.1") + "/descriptors", junk);
    tree.link("/sys/bus/usb/devices/1-1.1", "../../.." + SysfsTree::directoryOf("1-1.1").substr(4));
    tree.write("/proc/self/mountinfo", junk);

    const DeviceReadings readings = readDevice(*makeSystemReader(tree.root()), device);
    QCOMPARE(readings.attribute("quirks").size(), kMaxTextBytes);
    QCOMPARE(readings.hubPorts.size(), std::size_t { 1 });
    QVERIFY(!readings.hubPorts[0].overCurrentCount && readings.hubPorts[0].peer.empty());
    QVERIFY(readings.interfaces.at(0).nodes.empty());
    QVERIFY(parseUevent("A=1\nB\n=2\nA=3\nC=x=y").at("C") == "x=y");
}

QTEST_APPLESS_MAIN(TestReadDevice)
#include "tst_read_device.moc"
