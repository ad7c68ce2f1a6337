// SPDX-License-Identifier: GPL-3.0-or-later
// What each model's header promises, seen through the Backend port.
#include "tests/unit/virtualbus/bus_rig.h"
#include "tests/unit/virtualbus/comparisons.h"

using namespace wb;
using namespace wb::test;
using usb::TransferStatus;

namespace {

// A claimed interface of a device and one transfer to use on it.
class Bench {
public:
    Bench(BusRig& rig, const std::string& path, std::uint8_t interfaceNumber = 0)
        : handle(rig.open(path))
        , flight(rig, *handle)
    {
        if (handle->isKernelDriverActive(interfaceNumber).value_or(false))
            isReady = handle->detachKernelDriver(interfaceNumber).has_value();
        isReady = isReady && handle->claimInterface(interfaceNumber).has_value();
    }
    TransferStatus control(const usb::SetupPacket& packet, ByteView data = {})
    {
        return flight.control(packet, data).timeout(2000).run();
    }
    std::unique_ptr<backend::DeviceHandle> handle;
    Flight flight;
    bool isReady = true;
};

} // namespace

class TestVirtualBusModels : public QObject {
    Q_OBJECT

    std::unique_ptr<BusRig> m_rig;

private Q_SLOTS:
    void init() { m_rig = std::make_unique<BusRig>(); }
    void cleanup() { m_rig.reset(); }

    // --- camera and audio interface ---

    void cameraSendsHeaders()
    {
        Bench bench(*m_rig, "100-2", 1);
        QVERIFY(bench.handle->setAlternateSetting(1, 1));
        QCOMPARE(bench.flight.isochronous(0x81, 4, 1024).timeout(2000).run(), TransferStatus::Completed);
        for (const usb::IsoPacket& packet : bench.flight.transfer().isoPackets)
            QCOMPARE(packet.actual, std::uint32_t { 2 });
        QCOMPARE(bench.flight.transfer().buffer.view()[1], Byte { 0x80 });
        QCOMPARE(bench.control(setup(0xa1, 0x81, 0x0100, 0x0001, 26)), TransferStatus::Stall); // VS_PROBE_CONTROL
    }

    void audioInterfaceIsSilent()
    {
        Bench recording(*m_rig, "100-3", 2);
        QVERIFY(recording.handle->setAlternateSetting(2, 1));
        QCOMPARE(recording.flight.isochronous(0x82, 4, 56).timeout(2000).run(), TransferStatus::Completed);
        for (const usb::IsoPacket& packet : recording.flight.transfer().isoPackets)
            QCOMPARE(packet.actual, std::uint32_t { 48 });
    }

    // --- gamepad ---

    void gamepadKeepsItsReports()
    {
        Bench pad(*m_rig, "100-4");
        QCOMPARE(pad.control(setup(0xa1, 1, 0x0303, 0, 64)), TransferStatus::Completed);
        QCOMPARE(pad.flight.data().size(), std::size_t { 33 });
        Bytes feature = pad.flight.data();
        feature[32] = 7;
        QCOMPARE(pad.control(setup(0x21, 9, 0x0303, 0, 33), feature), TransferStatus::Completed);
        QCOMPARE(pad.control(setup(0xa1, 1, 0x0303, 0, 64)), TransferStatus::Completed);
        QCOMPARE(pad.flight.data(), feature);
        QCOMPARE(pad.control(setup(0x21, 9, 0x0303, 0, 2), Bytes { 3, 1 }), TransferStatus::Stall);
        QCOMPARE(pad.control(setup(0x21, 9, 0x0202, 0, 5), Bytes { 3, 1, 2, 3, 4 }), TransferStatus::Stall);
        QCOMPARE(pad.control(setup(0x21, 9, 0x0101, 0, 10), Bytes(10)), TransferStatus::Stall);
        QCOMPARE(pad.flight.bulkOut(0x02, Bytes { 2, 1, 2, 3, 4 }).run(), TransferStatus::Completed);
        QCOMPARE(pad.control(setup(0xa1, 1, 0x0202, 0, 5)), TransferStatus::Completed);
        QCOMPARE(pad.flight.data(), (Bytes { 2, 1, 2, 3, 4 }));
        QCOMPARE(pad.control(setup(0xa1, 1, 0x0101, 0, 3)), TransferStatus::Completed);
        QCOMPARE(pad.flight.data(), (Bytes { 1, 0x80, 0x80 }));
    }

    // --- loopback ---

    void loopbackKeepsItsBuffer()
    {
        Bench bench(*m_rig, "100-1.1");
        Bytes sent(4096);
        for (std::size_t i = 0; i < sent.size(); ++i)
            sent[i] = static_cast<Byte>(i * 13);
        QCOMPARE(bench.control(setup(0x40, 0x5b, 0, 0, 4096), sent), TransferStatus::Completed);
        QCOMPARE(bench.flight.actual(), std::uint32_t { 4096 });
        QCOMPARE(bench.control(setup(0xc0, 0x5c, 0, 0, 4096)), TransferStatus::Completed);
        QCOMPARE(bench.flight.data(), sent);
        QCOMPARE(bench.control(setup(0xc0, 0x5c, 0, 0, 5)), TransferStatus::Completed);
        QCOMPARE(bench.flight.data(), toBytes(slice(sent, 0, 5)));
        QCOMPARE(bench.control(setup(0x40, 0x5b, 1, 0, 1), Bytes { 1 }), TransferStatus::Stall);
        QCOMPARE(bench.control(setup(0xc0, 0x5c, 0, 1, 1)), TransferStatus::Stall);
        QCOMPARE(bench.control(setup(0xc1, 0x5c, 0, 0, 1)), TransferStatus::Stall); // not to an interface
        QCOMPARE(bench.control(setup(0xc0, 0x55, 0, 0, 1)), TransferStatus::Stall);
        QCOMPARE(bench.control(setup(0xa0, 0x5c, 0, 0, 1)), TransferStatus::Stall); // class, not vendor
    }

    void loopbackChangesItsPattern()
    {
        Bench bench(*m_rig, "100-1.1");
        QCOMPARE(bench.control(setup(0x40, 0x5e, 0, 0, 0)), TransferStatus::Completed);
        QCOMPARE(bench.flight.bulkIn(0x82, 512).run(), TransferStatus::Completed);
        QCOMPARE(bench.flight.data(), Bytes(512));
        QCOMPARE(bench.control(setup(0x40, 0x5e, 1, 0, 0)), TransferStatus::Completed);
        QCOMPARE(bench.flight.bulkIn(0x82, 512).run(), TransferStatus::Completed);
        QCOMPARE(int(bench.flight.data()[64]), 1);
        QCOMPARE(bench.control(setup(0x40, 0x5e, 2, 0, 0)), TransferStatus::Stall);
    }

    void loopbackCountsWhatItIsSent()
    {
        Bench bench(*m_rig, "100-1.1");
        QVERIFY(bench.handle->setAlternateSetting(0, 1));
        QCOMPARE(bench.flight.bulkOut(0x02, Bytes(1000)).run(), TransferStatus::Completed);
        QCOMPARE(bench.flight.bulkOut(0x03, Bytes(100)).run(), TransferStatus::Completed); // two packets
        QCOMPARE(bench.flight.isochronous(0x04, 5, 512).run(), TransferStatus::Completed);
        QCOMPARE(bench.control(setup(0xc0, 0x5f, 0, 0, 24)), TransferStatus::Completed);
        const Bytes counts = bench.flight.data();
        QCOMPARE(readLe(counts, 0, 8), std::optional<std::uint64_t>(1000));
        QCOMPARE(readLe(counts, 8, 8), std::optional<std::uint64_t>(2));
        QCOMPARE(readLe(counts, 16, 8), std::optional<std::uint64_t>(5));
    }

    void loopbackEchoesInterruptsThenCounts()
    {
        Bench bench(*m_rig, "100-1.1");
        QCOMPARE(bench.flight.bulkOut(0x03, Bytes { 7, 8, 9 }).run(), TransferStatus::Completed);
        QCOMPARE(bench.flight.bulkIn(0x83, 64).run(), TransferStatus::Completed);
        QCOMPARE(bench.flight.data(), (Bytes { 7, 8, 9 }));
        for (std::uint64_t count = 0; count < 3; ++count) {
            QCOMPARE(bench.flight.run(), TransferStatus::Completed);
            QCOMPARE(readLe(bench.flight.data(), 0, 8), std::optional(count));
            QCOMPARE(bench.flight.actual(), std::uint32_t { 8 });
        }
    }

    void loopbackForgetsPacketsOnANewAlternateSetting()
    {
        Bench bench(*m_rig, "100-1.1");
        QCOMPARE(bench.flight.bulkOut(0x01, Bytes(10)).run(), TransferStatus::Completed);
        QVERIFY(bench.handle->setAlternateSetting(0, 0));
        QCOMPARE(bench.flight.bulkIn(0x81, 512).timeout(30).run(), TransferStatus::TimedOut);
        QCOMPARE(bench.flight.actual(), std::uint32_t { 0 });
    }

    // --- hub ---

    void hubDescribesItself()
    {
        Bench bench(*m_rig, "100-1");
        QCOMPARE(bench.control(setup(0xa0, 6, 0x2900, 0, 64)), TransferStatus::Completed);
        QCOMPARE(bench.flight.data(), (Bytes { 9, 0x29, 4, 0x09, 0x00, 50, 100, 0x00, 0xff }));
        QCOMPARE(bench.control(setup(0xa0, 0, 0, 0, 4)), TransferStatus::Completed);
        QCOMPARE(bench.flight.data(), (Bytes { 0, 0, 0, 0 }));
        QCOMPARE(bench.control(setup(0xa3, 0, 0, 5, 4)), TransferStatus::Stall); // no fifth port
        QCOMPARE(bench.control(setup(0xa3, 0, 0, 0, 4)), TransferStatus::Stall);
        QCOMPARE(bench.control(setup(0xc0, 0, 0, 0, 4)), TransferStatus::Stall); // vendor
    }

    void hubReportsChangesWhenNoDriverTakesThem()
    {
        Bench bench(*m_rig, "100-1"); // takes the hub driver off
        QVERIFY(bench.isReady);
        Flight change(*m_rig, *bench.handle);
        QVERIFY(change.bulkIn(0x81, 1).submit());
        QCOMPARE(bench.control(setup(0xa3, 0, 0, 2, 4)), TransferStatus::Completed);
        QCOMPARE(change.completions(), 0); // nothing has changed yet
        QVERIFY(m_rig->bus().unplug("hid"));
        QVERIFY(change.wait());
        QCOMPARE(change.data(), Bytes { 1 << 2 });
        QCOMPARE(bench.control(setup(0xa3, 0, 0, 2, 4)), TransferStatus::Completed);
        QCOMPARE(readLe(bench.flight.data(), 0, 4), std::optional<std::uint64_t>(0x0001'0100)); // C_PORT_CONNECTION
        QCOMPARE(bench.control(setup(0x23, 1, 16, 2, 0)), TransferStatus::Completed); // clears it
        QCOMPARE(bench.control(setup(0xa3, 0, 0, 2, 4)), TransferStatus::Completed);
        QCOMPARE(readLe(bench.flight.data(), 0, 4), std::optional<std::uint64_t>(0x0100));
        QVERIFY(m_rig->bus().plug("hid"));
        QCOMPARE(bench.control(setup(0xa3, 0, 0, 2, 4)), TransferStatus::Completed);
        QCOMPARE(readLe(bench.flight.data(), 0, 4), std::optional<std::uint64_t>(0x0001'0101)); // not enabled yet
        QCOMPARE(bench.control(setup(0x23, 3, 4, 2, 0)), TransferStatus::Completed); // PORT_RESET enables
        QCOMPARE(bench.control(setup(0xa3, 0, 0, 2, 4)), TransferStatus::Completed);
        QCOMPARE(readLe(bench.flight.data(), 0, 4), std::optional<std::uint64_t>(0x0011'0103));
    }

    void hubSwitchesItsPorts()
    {
        Bench bench(*m_rig, "100-1");
        const auto status = [&](std::uint16_t port) {
            return bench.control(setup(0xa3, 0, 0, port, 4)) == TransferStatus::Completed
                ? readLe(bench.flight.data(), 0, 4).value_or(~0ULL)
                : ~0ULL;
        };
        QCOMPARE(bench.control(setup(0x23, 3, 2, 1, 0)), TransferStatus::Completed); // PORT_SUSPEND
        QCOMPARE(status(1), 0x0507ULL);
        QCOMPARE(bench.control(setup(0x23, 1, 2, 1, 0)), TransferStatus::Completed);
        QCOMPARE(status(1), 0x0004'0503ULL); // C_PORT_SUSPEND
        QCOMPARE(bench.control(setup(0x23, 1, 1, 1, 0)), TransferStatus::Completed); // PORT_ENABLE off
        QCOMPARE(status(1), 0x0004'0501ULL);
        QCOMPARE(bench.control(setup(0x23, 1, 8, 1, 0)), TransferStatus::Completed); // PORT_POWER off
        QCOMPARE(status(1), 0ULL);
        QCOMPARE(bench.control(setup(0x23, 3, 8, 1, 0)), TransferStatus::Completed);
        QCOMPARE(status(1), 0x0001'0501ULL);
        QCOMPARE(bench.control(setup(0x23, 3, 99, 1, 0)), TransferStatus::Stall);
    }

    // --- keyboard and mouse ---

    void hidDescribesItsReports()
    {
        for (const std::uint8_t number : { std::uint8_t { 0 }, std::uint8_t { 1 } }) {
            Bench bench(*m_rig, "100-1.2", number);
            QCOMPARE(bench.control(setup(0x81, 6, 0x2100, number, 9)), TransferStatus::Completed);
            const Bytes hid = bench.flight.data();
            QCOMPARE(hid.size(), std::size_t { 9 });
            const auto length = readLe(hid, 7, 2).value_or(0);
            QCOMPARE(bench.control(setup(0x81, 6, 0x2200, number, 512)), TransferStatus::Completed);
            QCOMPARE(bench.flight.data().size(), std::size_t { length });
            QCOMPARE(int(bench.flight.data().back()), 0xc0); // End Collection
            const Bytes configuration = m_rig->device("100-1.2")->configurations[0].raw;
            QVERIFY(
                std::search(configuration.begin(), configuration.end(), hid.begin(), hid.end()) != configuration.end());
            QCOMPARE(bench.control(setup(0x81, 6, 0x2300, number, 9)), TransferStatus::Stall); // physical
        }
    }

    void mouseMovesInACircle()
    {
        Bench bench(*m_rig, "100-1.2", 1);
        QVERIFY(bench.isReady);
        int x = 0;
        int y = 0;
        int farthest = 0;
        for (int i = 0; i < 16; ++i) {
            QCOMPARE(bench.flight.bulkIn(0x82, 4).run(), TransferStatus::Completed);
            const Bytes report = bench.flight.data();
            QCOMPARE(report.size(), std::size_t { 4 });
            x += static_cast<std::int8_t>(report[1]);
            y += static_cast<std::int8_t>(report[2]);
            farthest = std::max(farthest, x * x + y * y);
        }
        QCOMPARE(x, 0);
        QCOMPARE(y, 0);
        QVERIFY(farthest > 400);
        QCOMPARE(bench.control(setup(0x21, 11, 0, 1, 0)), TransferStatus::Completed); // boot protocol
        QCOMPARE(bench.control(setup(0xa1, 3, 0, 1, 1)), TransferStatus::Completed);
        QCOMPARE(bench.flight.data(), Bytes { 0 });
        QCOMPARE(bench.flight.bulkIn(0x82, 4).run(), TransferStatus::Completed);
        QCOMPARE(bench.flight.actual(), std::uint32_t { 3 }); // no wheel
    }

    void keyboardTypes()
    {
        Bench bench(*m_rig, "100-1.2", 0);
        QVERIFY(bench.isReady);
        QVERIFY(bench.handle->reset()); // from the first letter
        QCOMPARE(bench.control(setup(0x21, 10, 0, 0, 0)), TransferStatus::Completed); // SET_IDLE: on change only
        std::string typed;
        Byte last = 0;
        const Nanoseconds start = now();
        for (int i = 0; i < 6; ++i) {
            QCOMPARE(bench.flight.bulkIn(0x81, 8).run(), TransferStatus::Completed);
            const Bytes report = bench.flight.data();
            QCOMPARE(report.size(), std::size_t { 8 });
            QVERIFY(report[2] == 0 || last == 0); // one key at a time
            QVERIFY(report[2] != last);
            if (report[2] != 0)
                typed += static_cast<char>('a' + report[2] - 4);
            last = report[2];
        }
        QCOMPARE(typed, std::string("usb"));
        QVERIFY(now() - start >= std::chrono::milliseconds(400)); // a change each 100 ms
    }

    void keyboardRepeatsWhenIdle()
    {
        Bench bench(*m_rig, "100-1.2", 0);
        QCOMPARE(bench.control(setup(0xa1, 2, 0, 0, 1)), TransferStatus::Completed);
        QCOMPARE(bench.flight.data(), Bytes { 125 });
        QCOMPARE(bench.control(setup(0x21, 10, 2 << 8, 0, 0)), TransferStatus::Completed); // every 8 ms
        QCOMPARE(bench.control(setup(0xa1, 2, 0, 0, 1)), TransferStatus::Completed);
        QCOMPARE(bench.flight.data(), Bytes { 2 });
        int repeats = 0;
        Bytes last;
        for (int i = 0; i < 8; ++i) {
            QCOMPARE(bench.flight.bulkIn(0x81, 8).run(), TransferStatus::Completed);
            repeats += bench.flight.data() == last ? 1 : 0;
            last = bench.flight.data();
        }
        QVERIFY(repeats > 0);
    }

    void keyboardKeepsItsLeds()
    {
        Bench bench(*m_rig, "100-1.2", 0);
        QCOMPARE(bench.control(setup(0x21, 9, 0x0200, 0, 1), Bytes { 0x03 }), TransferStatus::Completed);
        QCOMPARE(bench.control(setup(0xa1, 1, 0x0200, 0, 1)), TransferStatus::Completed);
        QCOMPARE(bench.flight.data(), Bytes { 3 });
        QCOMPARE(bench.control(setup(0xa1, 1, 0x0100, 0, 8)), TransferStatus::Completed);
        QCOMPARE(bench.flight.actual(), std::uint32_t { 8 });
        QCOMPARE(bench.control(setup(0xa1, 1, 0x0300, 0, 8)), TransferStatus::Stall); // no feature reports
        QCOMPARE(bench.control(setup(0x21, 9, 0x0200, 1, 1), Bytes { 1 }), TransferStatus::SubmitFailed); // held
        QCOMPARE(bench.control(setup(0x21, 9, 0x0200, 7, 1), Bytes { 1 }), TransferStatus::Stall);
    }

    // --- misbehaver ---

    void misbehaverBehavesUntilTold()
    {
        Bench bench(*m_rig, "100-1.3");
        QCOMPARE(bench.flight.bulkIn(0x81, 2048).run(), TransferStatus::Completed);
        QCOMPARE(bench.flight.bulkOut(0x01, Bytes(2048)).run(), TransferStatus::Completed);
        QCOMPARE(bench.control(setup(0x40, 0x06, 0, 0, 0)), TransferStatus::Stall);
        QCOMPARE(bench.control(setup(0x40, 0x01, 0, 0x82, 0)), TransferStatus::Stall); // no such endpoint
    }

    void misbehaverStalls()
    {
        Bench bench(*m_rig, "100-1.3");
        for (const std::uint16_t good : { std::uint16_t { 0 }, std::uint16_t { 3 } }) {
            QCOMPARE(bench.control(setup(0x40, 0x01, good, 0x81, 0)), TransferStatus::Completed);
            QCOMPARE(bench.flight.bulkOut(0x01, Bytes(512)).run(), TransferStatus::Completed); // not this one
            QCOMPARE(bench.flight.bulkIn(0x81, 4096).run(), TransferStatus::Stall);
            QCOMPARE(bench.flight.actual(), std::uint32_t { good } * 512);
            QCOMPARE(bench.flight.run(), TransferStatus::Stall); // still
            QVERIFY(bench.handle->clearHalt({ 0x81 }));
            QCOMPARE(bench.flight.run(), TransferStatus::Completed);
        }
    }

    void misbehaverAnswersShort()
    {
        Bench bench(*m_rig, "100-1.3");
        QCOMPARE(bench.control(setup(0x40, 0x02, 1, 0x81, 0)), TransferStatus::Completed);
        QCOMPARE(bench.flight.bulkIn(0x81, 4096).run(), TransferStatus::Completed);
        QCOMPARE(bench.flight.actual(), std::uint32_t { 512 + 7 });
        QCOMPARE(bench.flight.run(), TransferStatus::Completed);
        QCOMPARE(bench.flight.actual(), std::uint32_t { 4096 }); // once
        QCOMPARE(bench.control(setup(0x40, 0x02, 0, 0x01, 0)), TransferStatus::Completed);
        QCOMPARE(bench.flight.bulkOut(0x01, Bytes(512)).run(), TransferStatus::Stall);
    }

    void misbehaverNeverAnswers()
    {
        Bench bench(*m_rig, "100-1.3");
        QCOMPARE(bench.control(setup(0x40, 0x03, 2, 0x81, 0)), TransferStatus::Completed);
        QCOMPARE(bench.flight.bulkIn(0x81, 4096).timeout(40).run(), TransferStatus::TimedOut);
        QCOMPARE(bench.flight.actual(), std::uint32_t { 1024 });
        QCOMPARE(bench.flight.bulkOut(0x01, Bytes(512)).run(), TransferStatus::Completed); // the other goes on
        Flight waiting(*m_rig, *bench.handle);
        QVERIFY(waiting.bulkIn(0x81, 512).submit());
        QCOMPARE(bench.control(setup(0x40, 0x00, 0, 0, 0)), TransferStatus::Completed); // behave
        QVERIFY(waiting.wait());
        QCOMPARE(waiting.status(), TransferStatus::Completed);
    }

    void misbehaverBabbles()
    {
        Bench bench(*m_rig, "100-1.3");
        QCOMPARE(bench.control(setup(0x40, 0x04, 1, 0, 0)), TransferStatus::Completed);
        QCOMPARE(bench.flight.bulkIn(0x81, 4096).run(), TransferStatus::Overflow);
        QCOMPARE(bench.flight.actual(), std::uint32_t { 512 });
        QCOMPARE(bench.flight.run(), TransferStatus::Completed);
    }

    void misbehaverVanishesInTheMiddle_data()
    {
        QTest::addColumn<int>("endpoint");
        QTest::newRow("while reading") << 0x81;
        QTest::newRow("while writing") << 0x01;
    }
    void misbehaverVanishesInTheMiddle()
    {
        QFETCH(int, endpoint);
        const auto address = static_cast<std::uint8_t>(endpoint);
        Bench bench(*m_rig, "100-1.3");
        const usb::DeviceId id = m_rig->device("100-1.3")->id;
        QCOMPARE(bench.control(setup(0x40, 0x05, 2, address, 0)), TransferStatus::Completed);
        m_rig->listChanges = 0;
        Flight queued(*m_rig, *bench.handle);
        if (address == 0x81) {
            QVERIFY(bench.flight.bulkIn(address, 4096).submit());
            QVERIFY(queued.bulkIn(address, 4096).submit() || !m_rig->device("100-1.3"));
        } else {
            QVERIFY(bench.flight.bulkOut(address, Bytes(4096)).submit());
        }
        QVERIFY(bench.flight.wait());
        QCOMPARE(bench.flight.status(), TransferStatus::NoDevice);
        QCOMPARE(bench.flight.actual(), std::uint32_t { 1024 });
        QTRY_COMPARE(m_rig->listChanges.load(), 1);
        QVERIFY(!m_rig->device("100-1.3"));
        for (const backend::ModelInfo& model : m_rig->bus().models())
            if (model.key == "misbehaver" || model.key == "loopback")
                QCOMPARE(model.isPlugged, model.key == "loopback");
        QCOMPARE(bench.handle->reset().error().kind, ErrorKind::Disconnected);
        QVERIFY(m_rig->bus().plug("misbehaver"));
        QVERIFY(m_rig->device("100-1.3")->id != id);
        Bench again(*m_rig, "100-1.3");
        QCOMPARE(again.flight.bulkIn(0x81, 512).run(), TransferStatus::Completed);
    }

    void misbehaverMisbehavesOnControlRequests()
    {
        Bench bench(*m_rig, "100-1.3");
        QCOMPARE(bench.control(setup(0xc0, 0x11, 0, 0, 8)), TransferStatus::Stall);
        QCOMPARE(bench.control(setup(0xc0, 0x12, 0, 0, 8)), TransferStatus::Completed);
        QCOMPARE(bench.flight.actual(), std::uint32_t { 4 });
        QCOMPARE(bench.flight.control(setup(0xc0, 0x13, 0, 0, 8)).timeout(40).run(), TransferStatus::TimedOut);
        QCOMPARE(
            bench.flight.control(setup(0x40, 0x13, 0, 0, 1), Bytes { 1 }).timeout(40).run(), TransferStatus::TimedOut);
        QCOMPARE(bench.control(setup(0xc0, 0x14, 0, 0, 8)), TransferStatus::Overflow);
        QCOMPARE(bench.control(setup(0xc0, 0x15, 0, 0, 8)), TransferStatus::NoDevice);
        QVERIFY(!m_rig->device("100-1.3"));
    }

    void misbehaverSaysWhereToLook()
    {
        Bench bench(*m_rig, "100-1.3");
        const std::uint8_t index = m_rig->device("100-1.3")->active()->interfaces[0].alternates[0].stringIndex;
        QCOMPARE(bench.control(setup(0x80, 6, static_cast<std::uint16_t>(0x0300 | index), 0x0409, 255)),
            TransferStatus::Completed);
        const QString text = QString::fromStdString(utf16LeToUtf8(ByteView(bench.flight.data()).subspan(2)));
        QVERIFY(text.contains(QStringLiteral("1 stall 2 short 3 silence 4 babble 5 vanish")));
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusModels)
#include "tst_virtualbus_models.moc"
