// SPDX-License-Identifier: GPL-3.0-or-later
// What readings mean, in words: compared as text, both ways, group by group.
#include "core/system/attribute_words.h"
#include "core/system/device_facts.h"
#include "tests/support/sysfs_tree.h"
#include "tests/unit/base/printers.h"

#include <algorithm>

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::system;
using test::deviceOf;
using test::SysfsTree;

namespace {

// "[Power]\nState: active\n"; what wants attention has a "!" before it.
std::string asText(const FactGroups& groups, std::string_view only = {})
{
    std::string text;
    for (const FactGroup& group : groups) {
        if (!only.empty() && group.title != only)
            continue;
        text += "[" + group.title + "]\n";
        for (const Fact& fact : group.facts)
            text += (fact.tone == Tone::Attention ? "! " : "") + fact.name + ": " + fact.value + "\n";
    }
    return text;
}

DeviceReadings present()
{
    DeviceReadings readings;
    readings.isAvailable = true;
    readings.isPresent = true;
    return readings;
}

PluggedReading plugged(const char* name, std::optional<std::uint32_t> milliamps)
{
    return { name, 0x046d, 0xc52b, "480", milliamps };
}

PortReading port(std::uint8_t number, std::optional<PluggedReading> device = std::nullopt)
{
    PortReading reading;
    reading.name = "1-1-port" + std::to_string(number);
    reading.number = number;
    reading.plugged = std::move(device);
    return reading;
}

} // namespace

class TestDeviceFacts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void notAvailable();
    void notPresent();
    void connection();
    void slowerThanItCould();
    void halfOfAHub();
    void notAuthorized();
    void power();
    void powerOfAHub_data();
    void powerOfAHub();
    void nodes();
    void portOfADevice();
    void portsOfAHub();
    void hostileText();
    void durations_data();
    void durations();
    void fromATree();
};

void TestDeviceFacts::notAvailable()
{
    QCOMPARE(asText(deviceFacts({}, deviceOf({}))), "[System]\nFacts of the system: not available on this system\n"s);
}

void TestDeviceFacts::notPresent()
{
    DeviceReadings readings;
    readings.isAvailable = true;
    QVERIFY(deviceFacts(readings, deviceOf({})).empty());
}

void TestDeviceFacts::connection()
{
    DeviceReadings readings = present();
    readings.attributes = { { "authorized", "1" }, { "rx_lanes", "2" }, { "tx_lanes", "1" }, { "removable", "fixed" },
        { "urbnum", "82" }, { "quirks", "0x80000402" }, { "avoid_reset_quirk", "0" } };
    readings.busAttributes = { { "authorized_default", "2" }, { "interface_authorized_default", "1" } };
    readings.controller = ControllerReading { "0000:00:14.0", 0x8086, 0x9d2f, "xhci_hcd" };
    QCOMPARE(asText(deviceFacts(readings, deviceOf({})), "Connection"),
        "[Connection]\n"
        "Link speed: Running at High Speed\n"
        "Lanes: 2 receive, 1 transmit\n"
        "Controller: 0000:00:14.0  8086:9d2f  xhci_hcd\n"
        "Authorized: yes\n"
        "New devices on this bus: allowed when built in\n"
        "New interfaces on this bus: allowed\n"
        "Removable: no, it is built in\n"
        "Requests so far: 82\n"
        "Kernel quirks: is reset instead of resumed, no link power management, bit 31\n"
        "Reset avoided: no\n"s);
}

void TestDeviceFacts::slowerThanItCould()
{
    DeviceReadings readings = present();
    readings.bos = { 0x05, 0x0f, 0x0f, 0x00, 0x01, 0x0a, 0x10, 0x03, 0x00, 0x0e, 0x00, 0x01, 0x0a, 0xff, 0x07 };
    const std::string expected = "[Connection]\n! Link speed: Running at High Speed, capable of SuperSpeed\n";
    QCOMPARE(asText(deviceFacts(readings, deviceOf({ .bcdUsb = 0x0210 }))).substr(0, expected.size()), expected);
    // Bytes read from the device count before those of the system.
    const KnownBeside known { { 0x05, 0x0f, 0x05, 0x00, 0x00 }, {}, {} };
    QVERIFY(asText(deviceFacts(readings, deviceOf({ .bcdUsb = 0x0210 }), known)).find("capable") == std::string::npos);
}

// Every USB 3 hub has a half that runs at High Speed: nothing is wrong with it, unless the other half is missing.
void TestDeviceFacts::halfOfAHub()
{
    DeviceReadings readings = present();
    readings.bos = { 0x05, 0x0f, 0x0f, 0x00, 0x01, 0x0a, 0x10, 0x03, 0x00, 0x0e, 0x00, 0x01, 0x0a, 0xff, 0x07 };
    readings.port = port(1);
    const usb::DeviceInfo hub = deviceOf({ .bcdUsb = 0x0210, .classCode = 9, .attributes = 0xe0 });
    QVERIFY(deviceFacts(readings, hub).front().facts.front().tone == Tone::Attention);
    readings.port->peerPlugged = plugged("2-1", 0);
    const Fact fact = deviceFacts(readings, hub).front().facts.front();
    QVERIFY(fact.tone == Tone::Normal);
    QCOMPARE(fact.value, "Running at High Speed"s);
    QCOMPARE(fact.hint, "The SuperSpeed half of this hub is 2-1  046d:c52b."s);
}

void TestDeviceFacts::notAuthorized()
{
    DeviceReadings readings = present();
    readings.attributes = { { "authorized", "0" } };
    QVERIFY(asText(deviceFacts(readings, deviceOf({}))).find("! Authorized: no\n") != std::string::npos);
}

void TestDeviceFacts::power()
{
    DeviceReadings readings = present();
    readings.attributes = { { "power/control", "auto" }, { "power/runtime_status", "suspended" },
        { "power/autosuspend_delay_ms", "2000" }, { "power/wakeup", "enabled" },
        { "power/connected_duration", "7500000" }, { "power/active_duration", "75000" },
        { "power/usb2_hardware_lpm", "y" }, { "power/usb3_hardware_lpm_u1", "enabled" },
        { "power/usb3_hardware_lpm_u2", "disabled" }, { "ltm_capable", "no" } };
    QCOMPARE(asText(deviceFacts(readings, deviceOf({ .milliamps = 100 })), "Power"),
        "[Power]\n"
        "Draws at most: 100 mA\n"
        "State: suspended\n"
        "Power management: suspended when idle (auto)\n"
        "Suspended after: 2 s\n"
        "Remote wakeup: enabled\n"
        "Connected for: 2 h 5 min, active 1 %\n"
        "USB 2.0 link power management: enabled\n"
        "USB 3 link power management: U1 enabled, U2 disabled\n"
        "Latency tolerance messages: no\n"s);
    readings.attributes = { { "power/autosuspend_delay_ms", "-1000" }, { "power/runtime_status", "error" },
        { "power/connected_duration", "0" }, { "power/active_duration", "0" } };
    QCOMPARE(asText(deviceFacts(readings, deviceOf({ .milliamps = 100 })), "Power"),
        "[Power]\nDraws at most: 100 mA\n! State: error\nSuspended after: never suspended\nConnected for: 0 ms\n"s);
}

void TestDeviceFacts::powerOfAHub_data()
{
    QTest::addColumn<int>("attributes"); // bmAttributes of the hub
    QTest::addColumn<int>("speed");
    QTest::addColumn<int>("first"); // mA of what is on its two ports; -1: nothing, -2: not configured
    QTest::addColumn<int>("second");
    QTest::addColumn<QString>("fact");
    const auto speed = [](usb::Speed value) { return static_cast<int>(value); };
    QTest::newRow("self-powered") << 0xe0 << speed(usb::Speed::High) << 500 << 100
                                  << "Power for its ports: 600 of 1000 mA asked for";
    QTest::newRow("SuperSpeed") << 0xe0 << speed(usb::Speed::Super) << 896 << -1
                                << "Power for its ports: 896 of 1800 mA asked for";
    QTest::newRow("bus-powered") << 0xa0 << speed(usb::Speed::High) << 100 << -2
                                 << "Power for its ports: 200 of 200 mA asked for";
    QTest::newRow("bus-powered, one asks for more") << 0xa0 << speed(usb::Speed::High) << 200 << -1
                                                    << "! Power for its ports: 200 of 200 mA asked for. More than a "
                                                       "port gives: 1-1.1";
    QTest::newRow("bus-powered, over") << 0xa0 << speed(usb::Speed::High) << 500 << 98
                                       << "! Power for its ports: 598 of 200 mA asked for. That is 398 mA more than "
                                          "it may give. More than a port gives: 1-1.1";
    QTest::newRow("bus-powered SuperSpeed, not configured")
        << 0xa0 << speed(usb::Speed::Super) << -2 << -2 << "Power for its ports: 300 of 300 mA asked for";
}

void TestDeviceFacts::powerOfAHub()
{
    QFETCH(int, attributes);
    QFETCH(int, speed);
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(QString, fact);
    const auto on = [](const char* name, int milliamps) -> std::optional<PluggedReading> {
        if (milliamps == -1)
            return std::nullopt;
        return plugged(name, milliamps < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(milliamps)));
    };
    DeviceReadings readings = present();
    readings.hubPorts = { port(1, on("1-1.1", first)), port(2, on("1-1.2", second)) };
    const usb::DeviceInfo hub = deviceOf({ .classCode = 9,
        .attributes = static_cast<std::uint8_t>(attributes),
        .milliamps = 0,
        .speed = static_cast<usb::Speed>(speed) });
    QCOMPARE(asText(deviceFacts(readings, hub), "Power"), "[Power]\nDraws at most: 0 mA\n" + fact.toStdString() + "\n");
}

void TestDeviceFacts::nodes()
{
    DeviceReadings readings = present();
    readings.nodes = { { "extra", "", "/dev/extra", {}, {} } };
    readings.interfaces = { { 0, "usb-storage", true, "",
                                { { "block", "disk", "/dev/sda", {}, {} },
                                    { "block", "partition", "/dev/sda1", { "/mnt", "/media/b" }, {} },
                                    { "block", "partition", "/dev/sda2", {}, { { "/dev/mapper/l", { "/home" } } } },
                                    { "scsi_generic", "", "/dev/sg0", {}, {} } } },
        { 1, "snd-usb-audio", std::nullopt, "disconnected",
            { { "sound", "", "/dev/snd/controlC1", {}, {} }, { "sound", "", "/dev/snd/pcmC1D0p", {}, {} },
                { "", "", "/dev/x", {}, {} } } },
        { 2, "", false, "", {} }, { 3, "usbfs", std::nullopt, "", { { "net", "", "wwan0", {}, {} } } } };
    readings.hasMoreNodes = true;
    usb::DeviceInfo device = deviceOf({});
    device.deviceNode = "/dev/bus/usb/001/002";
    QCOMPARE(asText(deviceFacts(readings, device), "Drivers and nodes"),
        "[Drivers and nodes]\n"
        "Device node: /dev/bus/usb/001/002\n"
        "Device, extra: /dev/extra\n"
        "Interface 0: usb-storage\n"
        "Interface 0, disk: /dev/sda\n"
        "Interface 0, partition: /dev/sda1 on /mnt, /media/b\n"
        "Interface 0, partition: /dev/sda2 holds /dev/mapper/l on /home\n"
        "Interface 0, SCSI generic: /dev/sg0\n"
        "Interface 1: snd-usb-audio, its wireless device is disconnected\n"
        "Interface 1, sound: /dev/snd/controlC1, /dev/snd/pcmC1D0p\n"
        "Interface 1, node: /dev/x\n"
        "! Interface 2: no driver, not authorized\n"
        "Interface 3: usbfs\n"
        "Interface 3, network: wwan0\n"
        "! More: There are more nodes than are listed here.\n"s);
}

void TestDeviceFacts::portOfADevice()
{
    DeviceReadings readings = present();
    readings.port = port(3);
    readings.port->connectType = "hotplug";
    readings.port->location = "0x80000001";
    readings.port->overCurrentCount = 2;
    readings.port->quirks = "00000003";
    readings.port->peer = "2-1-port3";
    const auto text = [&] {
        return asText(deviceFacts(readings, deviceOf({}), { {}, {}, { { "2-1.3", "Stick" } } }), "Port");
    };
    QCOMPARE(text(),
        "[Port]\nPort: 1-1-port3\nConnector: a socket people can reach\nLocation: 0x80000001\n"
        "Companion port: 2-1-port3: empty\n! Over-current events: 2\n"
        "Port quirks: old enumeration scheme first, short reset recovery\n"s);
    readings.port->peerPlugged = plugged("2-1.3", 100);
    QVERIFY(text().find("Companion port: 2-1-port3: 2-1.3  046d:c52b  Stick\n") != std::string::npos);
    readings.port->overCurrentCount = 0;
    QVERIFY(text().find("\nOver-current events: none\n") != std::string::npos);
}

void TestDeviceFacts::portsOfAHub()
{
    DeviceReadings readings = present();
    readings.hubPorts = { port(1, plugged("1-1.1", 98)), port(2), port(3, plugged("1-1.3", std::nullopt)),
        port(4, plugged("1-1.4", 500)) };
    readings.hubPorts[1].overCurrentCount = 1;
    readings.hubPorts[1].connectType = "not used";
    readings.hubPorts[1].peer = "2-1-port2";
    const usb::DeviceInfo hub = deviceOf({ .classCode = 9, .attributes = 0xa0 });
    const FactGroups groups = deviceFacts(readings, hub, { {}, {}, { { "1-1.1", "Receiver" } } });
    QCOMPARE(asText(groups, "Hub ports"),
        "[Hub ports]\n"
        "Port 1: 1-1.1  046d:c52b  Receiver, 480 Mbit/s, 98 mA\n"
        "! Port 2: empty, over-current events: 1, companion 2-1-port2: empty\n"
        "Port 3: 1-1.3  046d:c52b, 480 Mbit/s, not configured\n"
        "! Port 4: 1-1.4  046d:c52b, 480 Mbit/s, 500 mA\n"s);
    QCOMPARE(groups.back().facts[1].hint, "Connector: not used."s);
}

void TestDeviceFacts::hostileText()
{
    DeviceReadings readings = present();
    const std::string evil = "\x1b[31m\n\xff";
    for (const char* name :
        { "authorized", "removable", "urbnum", "quirks", "power/control", "power/runtime_status", "power/wakeup",
            "power/usb2_hardware_lpm", "power/usb2_lpm_besl", "power/usb3_hardware_lpm_u1", "ltm_capable" })
        readings.attributes[name] = evil;
    readings.busAttributes = { { "authorized_default", evil } };
    readings.controller = ControllerReading { evil, std::nullopt, std::nullopt, evil };
    readings.nodes = { { evil, evil, evil, { evil }, { { evil, { evil } } } } };
    readings.interfaces = { { 0, evil, true, evil, readings.nodes } };
    readings.port = port(1, PluggedReading { evil, 0, 0, evil, 1 });
    readings.port->name = readings.port->location = readings.port->state = evil;
    readings.port->connectType = readings.port->peer = readings.port->quirks = readings.port->lpmPermit = evil;
    readings.port->peerPlugged = readings.port->plugged;
    readings.hubPorts = { *readings.port };
    for (const FactGroup& group : deviceFacts(readings, deviceOf({ .classCode = 9, .attributes = 0xa0 })))
        for (const Fact& fact : group.facts)
            for (const std::string& text : { fact.name, fact.value, fact.hint })
                QVERIFY2(text.find_first_of("\x1b\n\xff") == std::string::npos, text.c_str());
}

void TestDeviceFacts::durations_data()
{
    QTest::addColumn<qulonglong>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("0") << qulonglong { 0 } << "0 ms";
    QTest::newRow("999") << qulonglong { 999 } << "999 ms";
    QTest::newRow("1000") << qulonglong { 1000 } << "1 s";
    QTest::newRow("2550") << qulonglong { 2550 } << "2.5 s";
    QTest::newRow("200000") << qulonglong { 200'000 } << "3 min 20 s";
    QTest::newRow("hour") << qulonglong { 3'600'000 } << "1 h";
    QTest::newRow("days") << qulonglong { 90'000'000 } << "1 d 1 h";
    QTest::newRow("most") << qulonglong { 4'294'967'295 } << "49 d 17 h";
}

void TestDeviceFacts::durations()
{
    QFETCH(qulonglong, milliseconds);
    QFETCH(QString, text);
    QCOMPARE(duration(milliseconds), text.toStdString());
}

void TestDeviceFacts::fromATree()
{
    SysfsTree tree;
    const usb::DeviceInfo device = deviceOf({ .name = "1-1" });
    tree.addDevice(device, "480", { { "power/control", "on" } });
    tree.addInterface("1-1:1.0", "usbhid");
    const auto reader = makeSystemReader(tree.root());
    QCOMPARE(asText(readDeviceFacts(*reader, device)),
        "[Connection]\nLink speed: Running at High Speed\n"
        "[Power]\nDraws at most: 100 mA\nPower management: kept awake (on)\n"
        "[Drivers and nodes]\nInterface 0: usbhid\n"s);
    tree.removeDevice("1-1");
    QVERIFY(readDeviceFacts(*reader, device).empty());
}

QTEST_APPLESS_MAIN(TestDeviceFacts)
#include "tst_device_facts.moc"
