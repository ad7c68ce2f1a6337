// SPDX-License-Identifier: GPL-3.0-or-later
// The hub that switches its ports: what hangs on them comes, goes and is found anew.
#include "tests/unit/virtualbus/bus_rig.h"
#include "tests/unit/virtualbus/comparisons.h"

using namespace wb;
using namespace wb::test;
using usb::TransferStatus;

namespace {

constexpr std::uint16_t kEnable = 1, kReset = 4, kPower = 8, kPortConnectionChange = 16; // port features
constexpr std::uint16_t kSerialPort = 2;
constexpr const char* kSerialPath = "100-6.2";

class HubBench {
public:
    explicit HubBench(bool keepsDriver = true)
    {
        isReady = rig.bus().plug("power-hub").has_value();
        hub = rig.open("100-6");
        flight = std::make_unique<Flight>(rig, *hub);
        if (!keepsDriver)
            isReady = hub->detachKernelDriver(0).has_value() && hub->claimInterface(0).has_value();
        rig.listChanges = 0;
    }
    bool set(std::uint16_t feature, std::uint16_t port = kSerialPort) { return request(3, feature, port); }
    bool clear(std::uint16_t feature, std::uint16_t port = kSerialPort) { return request(1, feature, port); }
    std::uint64_t status(std::uint16_t port = kSerialPort)
    {
        const bool isDone = flight->control(setup(0xa3, 0, 0, port, 4)).run() == TransferStatus::Completed;
        return isDone ? readLe(flight->data(), 0, 4).value_or(~0ULL) : ~0ULL;
    }

    BusRig rig;
    std::unique_ptr<backend::DeviceHandle> hub;
    std::unique_ptr<Flight> flight;
    bool isReady = false;

private:
    bool request(std::uint8_t code, std::uint16_t feature, std::uint16_t port)
    {
        return flight->control(setup(0x23, code, feature, port, 0)).run() == TransferStatus::Completed;
    }
};

} // namespace

class TestVirtualBusPowerHub : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesWithItsDevices()
    {
        HubBench bench;
        QVERIFY(bench.isReady);
        QCOMPARE(bench.rig.device("100-6")->descriptor.productId, std::uint16_t { 0x0035 });
        for (const char* path : { "100-6.1", "100-6.2", "100-6.3", "100-6.4", "100-6.5", "100-6.6" })
            QVERIFY2(bench.rig.device(path), path);
        QVERIFY(!bench.rig.device("100-6.7"));
        QCOMPARE(bench.status(), std::uint64_t { 0x0503 });
        QCOMPARE(bench.status(3), std::uint64_t { 0x0103 }); // full speed
        QCOMPARE(bench.status(7), std::uint64_t { 0x0100 });
    }

    void aPortWithoutPowerHasNoDevice()
    {
        HubBench bench;
        const auto handle = bench.rig.open(kSerialPath);
        QVERIFY(handle->claimInterface(1));
        Flight waiting(bench.rig, *handle);
        QVERIFY(waiting.bulkIn(0x81, 512).submit());
        const usb::DeviceId id = bench.rig.device(kSerialPath)->id;
        QVERIFY(bench.clear(kPower));
        QVERIFY(waiting.wait());
        QCOMPARE(waiting.status(), TransferStatus::NoDevice);
        QVERIFY(!bench.rig.device(kSerialPath));
        QTRY_COMPARE(bench.rig.listChanges.load(), 1);
        QCOMPARE(bench.status(), std::uint64_t { 0 });
        QVERIFY(bench.rig.device("100-6.1")); // the others stay
        QVERIFY(bench.clear(kPower)); // twice is once
        QVERIFY(bench.set(kPower));
        QTRY_VERIFY(bench.rig.device(kSerialPath));
        QVERIFY(bench.rig.device(kSerialPath)->id != id);
        QCOMPARE(bench.status(), std::uint64_t { 0x0503 }); // the hub's driver has enabled it
    }

    void withoutADriverTheHostSeesTheChange()
    {
        HubBench bench(false);
        QVERIFY(bench.isReady);
        QVERIFY(bench.clear(kPower));
        QCOMPARE(bench.status(), std::uint64_t { 0 });
        Flight change(bench.rig, *bench.hub);
        QVERIFY(change.bulkIn(0x81, 1).submit());
        QVERIFY(bench.set(kPower));
        QVERIFY(change.wait());
        QCOMPARE(change.data(), Bytes { 1 << kSerialPort });
        QCOMPARE(bench.status(), std::uint64_t { 0x0001'0501 }); // connected, not enabled
        QVERIFY(bench.clear(kPortConnectionChange));
        QVERIFY(bench.set(kReset));
        QCOMPARE(bench.status(), std::uint64_t { 0x0010'0503 });
    }

    void aResetPortFindsItsDeviceAnew()
    {
        HubBench bench;
        const usb::DevicePtr before = bench.rig.device(kSerialPath);
        const auto handle = bench.rig.open(kSerialPath);
        QVERIFY(bench.set(kReset));
        QTRY_VERIFY(bench.rig.device(kSerialPath)->id != before->id);
        QCOMPARE(handle->claimInterface(1).error().kind, ErrorKind::Disconnected);
        QCOMPARE(bench.status(), std::uint64_t { 0x0010'0503 }); // C_PORT_RESET, and nothing else
        QVERIFY(bench.set(kReset)); // again, though nobody cleared the change
        const usb::DeviceId second = bench.rig.device(kSerialPath)->id;
        QVERIFY(bench.set(kReset));
        QTRY_VERIFY(bench.rig.device(kSerialPath)->id != second);
        QVERIFY(bench.set(kReset, 7)); // there is nothing to reset
        QCOMPARE(bench.status(7), std::uint64_t { 0x0100 });
    }

    void nothingComesBackThatWasTakenOff()
    {
        HubBench bench;
        QVERIFY(bench.clear(kPower));
        const Status refused = bench.rig.bus().plug("cdc-acm");
        QVERIFY(!refused);
        QVERIFY2(refused.error().detail.find("port 2 of \"power-hub\" is turned off") != std::string::npos,
            refused.error().detail.c_str());
        QVERIFY(bench.rig.bus().unplug("cdc-acm")); // taken off the dark port
        QVERIFY(bench.set(kPower));
        QCOMPARE(bench.status(), std::uint64_t { 0x0100 });
        QVERIFY(!bench.rig.device(kSerialPath));
        QVERIFY(bench.rig.bus().plug("cdc-acm"));
        QVERIFY(bench.rig.device(kSerialPath));
    }

    void pulledWithADarkPortItComesBackWithAll()
    {
        HubBench bench;
        QVERIFY(bench.clear(kPower));
        QVERIFY(!bench.rig.device(kSerialPath));
        QVERIFY(bench.rig.bus().unplug("power-hub"));
        QVERIFY(bench.rig.bus().plug("power-hub"));
        QVERIFY(bench.rig.device(kSerialPath)); // all ports have power again
    }

    void aResetHubPowersItsPorts()
    {
        HubBench bench(false);
        QVERIFY(bench.clear(kPower));
        QVERIFY(!bench.rig.device(kSerialPath));
        QVERIFY(bench.hub->reset());
        QTRY_VERIFY(bench.rig.device(kSerialPath));
    }

    void otherHubsReportOnly()
    {
        BusRig rig;
        const auto hub = rig.open("100-1");
        Flight flight(rig, *hub);
        QCOMPARE(flight.control(setup(0x23, 1, kPower, 1, 0)).run(), TransferStatus::Completed);
        QVERIFY(rig.device("100-1.1"));
        QCOMPARE(flight.control(setup(0x23, 1, kEnable, 1, 0)).run(), TransferStatus::Completed);
        QVERIFY(rig.device("100-1.1"));
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusPowerHub)
#include "tst_virtualbus_power_hub.moc"
