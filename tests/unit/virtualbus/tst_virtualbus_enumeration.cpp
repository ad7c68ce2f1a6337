// SPDX-License-Identifier: GPL-3.0-or-later
// What is on the demo bus, how it comes and goes, and that its descriptors have nothing to complain about.
#include "core/descriptors/decode.h"
#include "tests/unit/virtualbus/bus_rig.h"
#include "tests/unit/virtualbus/comparisons.h"

#include <algorithm>
#include <set>

using namespace wb;
using namespace wb::test;
using backend::VirtualBus;

namespace {

Bytes blobOf(const usb::DeviceInfo& device)
{
    Bytes blob = device.descriptor.raw;
    for (const usb::ConfigurationInfo& configuration : device.configurations)
        blob.insert(blob.end(), configuration.raw.begin(), configuration.raw.end());
    return blob;
}

void collectComplaints(const descriptors::Node& node, std::vector<std::string>& out)
{
    for (const descriptors::Diagnostic& diagnostic : node.diagnostics)
        out.push_back(node.title + ": " + diagnostic.message);
    for (const descriptors::Node& child : node.children)
        collectComplaints(child, out);
}

std::vector<std::string> paths(BusRig& rig)
{
    std::vector<std::string> result;
    for (const usb::DevicePtr& device : rig.devices())
        result.push_back(usb::toString(device->path));
    return result;
}

} // namespace

class TestVirtualBusEnumeration : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsTheDemoDevices()
    {
        BusRig rig;
        QCOMPARE(paths(rig),
            (std::vector<std::string> {
                "usb100", "100-1", "100-1.1", "100-1.2", "100-1.3", "100-2", "100-3", "100-4", "100-5" }));

        const usb::DevicePtr loopback = rig.device("100-1.1");
        QCOMPARE(loopback->descriptor.vendorId, std::uint16_t { 0xfffe });
        QCOMPARE(loopback->descriptor.productId, std::uint16_t { 0x0001 });
        QCOMPARE(loopback->speed, usb::Speed::High);
        QCOMPARE(loopback->product, std::string("Loopback device"));
        QCOMPARE(loopback->manufacturer, std::string("USB Workbench"));
        QCOMPARE(loopback->serial, std::string("LOOP0001"));
        QCOMPARE(loopback->backend, rig.bus().name());
        QCOMPARE(loopback->activeConfiguration, std::optional<std::uint8_t>(1));
        QVERIFY(loopback->drivers.empty());

        QCOMPARE(rig.device("100-1.2")->speed, usb::Speed::Full);
        QCOMPARE(rig.device("100-1.2")->driverOf(0), std::string("usbhid"));
        QCOMPARE(rig.device("100-1.2")->driverOf(1), std::string("usbhid"));
        QCOMPARE(rig.device("100-1.3")->descriptor.productId, std::uint16_t { 0x0bad });
        QCOMPARE(rig.device("usb100")->product, std::string("Demo bus root hub"));
        QVERIFY(rig.device("usb100")->isHub());
        QCOMPARE(rig.degraded.load(), 0);
    }

    void describesWhatItsDevicesCanDo()
    {
        BusRig rig;
        const usb::DevicePtr loopback = rig.device("100-1.1");
        const auto& alternates = loopback->active()->findInterface(0)->alternates;
        QCOMPARE(alternates.size(), std::size_t { 2 });
        std::vector<std::string> endpoints;
        for (const usb::EndpointInfo& endpoint : alternates[1].endpoints)
            endpoints.push_back(hex(endpoint.address.value, 2) + " " + std::string(usb::toString(endpoint.type())));
        QCOMPARE(endpoints,
            (std::vector<std::string> { "81 bulk", "01 bulk", "82 bulk", "02 bulk", "83 interrupt", "03 interrupt",
                "84 isochronous", "04 isochronous" }));
        QCOMPARE(alternates[0].endpoints.size(), std::size_t { 6 });
        QCOMPARE(usb::bytesPerInterval(alternates[1].endpoints[6], loopback->speed), std::uint32_t { 512 });
        QCOMPARE(usb::intervalNanoseconds(alternates[1].endpoints[6], loopback->speed), std::uint64_t { 125'000 });
    }

    void hasNothingToComplainAbout()
    {
        BusRig rig;
        rig.bus().plugMany(1);
        for (const usb::DevicePtr& device : rig.devices()) {
            std::vector<std::string> complaints = device->problems;
            const Bytes blob = blobOf(*device);
            descriptors::DecodeOptions options;
            options.speed = device->speed;
            const std::vector<descriptors::Node> nodes = descriptors::decodeBlob(blob, options);
            QVERIFY(descriptors::coversExactly(nodes, blob.size()));
            for (const descriptors::Node& node : nodes)
                collectComplaints(node, complaints);
            QVERIFY2(complaints.empty(),
                qPrintable(QString::fromStdString(
                    usb::toString(device->path) + ": " + (complaints.empty() ? "" : complaints.front()))));
        }
    }

    void startsEmptyWhenAsked()
    {
        BusRig rig(VirtualBus::Start::Empty);
        QCOMPARE(paths(rig), (std::vector<std::string> { "usb100" }));
        for (const backend::ModelInfo& model : rig.bus().models())
            QVERIFY(!model.isPlugged);
        QVERIFY(rig.bus().plug("hub"));
        QVERIFY(rig.bus().plug("loopback"));
        QCOMPARE(paths(rig), (std::vector<std::string> { "usb100", "100-1", "100-1.1" }));
    }

    void namesItsModels()
    {
        BusRig rig;
        std::vector<std::string> lines;
        for (const backend::ModelInfo& model : rig.bus().models())
            lines.push_back(
                model.key + " " + usb::toString(model.path) + " " + model.title + (model.isPlugged ? " plugged" : ""));
        QCOMPARE(lines,
            (std::vector<std::string> { "hub 100-1 Hub plugged", "loopback 100-1.1 Loopback device plugged",
                "hid 100-1.2 Keyboard and mouse plugged", "misbehaver 100-1.3 Misbehaver plugged",
                "camera 100-2 Demo camera plugged", "audio 100-3 Demo audio interface plugged",
                "gamepad 100-4 Demo gamepad plugged", "billboard 100-5 Demo billboard plugged",
                "power-hub 100-6 Hub with power switches", "disk 100-6.1 Disk", "cdc-acm 100-6.2 Serial port",
                "microphone 100-6.3 Microphone", "speaker 100-6.4 Speaker", "dfu 100-6.5 Device with firmware",
                "lossy 100-6.6 Lossy isochronous device", "superspeed 100-7 SuperSpeed source and sink" }));
    }

    void keepsTheSnapshotOfWhatDidNotChange()
    {
        BusRig rig;
        const std::vector<usb::DevicePtr> before = rig.devices();
        QVERIFY(rig.bus().unplug("misbehaver"));
        const std::vector<usb::DevicePtr> after = rig.devices();
        QCOMPARE(after.size(), before.size() - 1);
        for (const usb::DevicePtr& device : after) // the very same, not only alike
            QVERIFY(std::find(before.begin(), before.end(), device) != before.end());
        QCOMPARE(rig.listChanges.load(), 1);
    }

    void replugsAsAnotherDevice()
    {
        BusRig rig;
        const usb::DevicePtr before = rig.device("100-1.1");
        QVERIFY(rig.bus().unplug("loopback"));
        QVERIFY(!rig.device("100-1.1"));
        QVERIFY(rig.bus().plug("loopback"));
        const usb::DevicePtr after = rig.device("100-1.1");
        QVERIFY(after->id > before->id);
        QVERIFY(after->address != before->address);
        QCOMPARE(after->descriptor.raw, before->descriptor.raw);
        QCOMPARE(rig.listChanges.load(), 2);
    }

    void usesEveryAddressBeforeOneComesBack()
    {
        BusRig rig;
        std::set<int> seen;
        for (int i = 0; i < 300; ++i) {
            QVERIFY(rig.bus().unplug("loopback"));
            QVERIFY(rig.bus().plug("loopback"));
            const int address = rig.device("100-1.1")->address;
            QVERIFY(address >= 1 && address <= 127);
            seen.insert(address);
        }
        QCOMPARE(seen.size(), std::size_t { 127 - 8 }); // eight others keep theirs
    }

    void pullsAndReturnsWhatHangsOnAHub()
    {
        BusRig rig;
        QVERIFY(rig.bus().unplug("misbehaver"));
        rig.listChanges = 0;
        QVERIFY(rig.bus().unplug("hub"));
        QCOMPARE(rig.listChanges.load(), 1);
        QCOMPARE(paths(rig), (std::vector<std::string> { "usb100", "100-2", "100-3", "100-4", "100-5" }));
        const Status lonely = rig.bus().plug("loopback");
        QVERIFY(!lonely);
        QCOMPARE(lonely.error().kind, ErrorKind::NotFound);
        QVERIFY(rig.bus().unplug("hid")); // taken off the hub that lies on the table
        QVERIFY(rig.bus().plug("hub"));
        QCOMPARE(paths(rig),
            (std::vector<std::string> { "usb100", "100-1", "100-1.1", "100-2", "100-3", "100-4", "100-5" }));
    }

    void refusesUnknownModelsAndTheRootHub()
    {
        BusRig rig;
        QCOMPARE(rig.bus().plug("toaster").error().kind, ErrorKind::NotFound);
        QCOMPARE(rig.bus().unplug("toaster").error().kind, ErrorKind::NotFound);
        QCOMPARE(rig.bus().unplug("usb100").error().kind, ErrorKind::Unsupported);
        QVERIFY(rig.bus().plug("loopback")); // already there: nothing to do
        QCOMPARE(rig.devices().size(), std::size_t { 9 });
    }

    void plugsAThousandDevicesWithinTheRules()
    {
        BusRig rig;
        rig.bus().plugMany(1000);
        QCOMPARE(rig.listChanges.load(), 1);
        std::map<std::uint16_t, std::set<int>> addresses;
        std::set<std::string> seenPaths;
        std::set<std::uint64_t> ids;
        std::size_t plain = 0;
        for (const usb::DevicePtr& device : rig.devices()) {
            QVERIFY(addresses[device->path.bus].insert(device->address).second);
            QVERIFY(seenPaths.insert(usb::toString(device->path)).second);
            QVERIFY(ids.insert(device->id.value).second);
            QVERIFY(device->path.isRootHub() || seenPaths.contains(usb::toString(device->path.parent())));
            QVERIFY(device->path.ports.size() <= 6); // USB 2.0 §4.1.1: seven tiers with the root
            plain += device->descriptor.productId == 0x0010 ? 1U : 0U;
        }
        QCOMPARE(plain, std::size_t { 1000 });
        QVERIFY(addresses.size() > 2);
        QVERIFY(rig.bus().unplug("bulk-500"));
        rig.bus().plugMany(3);
        QCOMPARE(rig.devices().size(), ids.size() + 2); // one gone, three new: a free port each
    }

    void tellsItsPartsOfAHubWhatIsPlugged()
    {
        BusRig rig;
        const auto hub = rig.open("100-1");
        Flight flight(rig, *hub);
        const auto portStatus = [&](std::uint16_t port) {
            flight.control(setup(0xa3, 0, 0, port, 4)).timeout(1000);
            return flight.run() == usb::TransferStatus::Completed ? readLe(flight.data(), 0, 4).value_or(0) : 0;
        };
        QCOMPARE(portStatus(1), std::uint64_t { 0x0503 }); // power, high speed, enabled, connected
        QCOMPARE(portStatus(2), std::uint64_t { 0x0103 }); // full speed
        QCOMPARE(portStatus(4), std::uint64_t { 0x0100 }); // empty
        QVERIFY(rig.bus().unplug("loopback"));
        QCOMPARE(portStatus(1), std::uint64_t { 0x0100 }); // the driver has taken note of the change
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusEnumeration)
#include "tst_virtualbus_enumeration.moc"
