// SPDX-License-Identifier: GPL-3.0-or-later
// The transport of the disk: Bulk-Only 1.0, whatever the host expects and whatever it sends.
#include "core/backend/virtualbus/models/disk_model.h"
#include "tests/unit/virtualbus/bus_rig.h"
#include "tests/unit/virtualbus/model_rig.h"

#include <algorithm>

using namespace wb;
using namespace wb::test;
using backend::virtualbus::DiskModel;

namespace {

constexpr std::uint8_t kIn = 0x81, kOut = 0x01;
constexpr Byte kPassed = 0, kFailed = 1, kPhaseError = 2;
constexpr std::size_t kMedium = 64 * 512;

const Bytes kTestUnitReady { 0, 0, 0, 0, 0, 0 };

Bytes wrapper(ByteView block, std::uint32_t length, bool isIn, std::uint32_t tag = 0x11223344)
{
    Bytes out { 'U', 'S', 'B', 'C' };
    appendLe32(out, tag);
    appendLe32(out, length);
    out.insert(out.end(), { static_cast<Byte>(isIn ? 0x80 : 0), 0, static_cast<Byte>(block.size()) });
    out.insert(out.end(), block.begin(), block.end());
    out.resize(std::max<std::size_t>(out.size(), 31), 0);
    return out;
}

Bytes readBlocks(Byte first, Byte count) { return { 0x28, 0, 0, 0, 0, first, 0, 0, count, 0 }; }
Bytes writeBlocks(Byte first, Byte count) { return { 0x2a, 0, 0, 0, 0, first, 0, 0, count, 0 }; }

struct Done {
    Bytes data; // that came
    bool hasStalled = false; // the endpoint of the data
    int status = -1; // bCSWStatus; -1: there was no good CSW
    std::uint32_t residue = 0;
};

class DiskRig : public ModelRig {
public:
    DiskRig()
        : DiskRig(std::make_shared<Bytes>(kMedium))
    {
        (void)run(kTestUnitReady, 0, false); // takes the unit attention
    }
    explicit DiskRig(std::shared_ptr<Bytes> bytes)
        : ModelRig(std::make_unique<DiskModel>(bytes))
        , medium(std::move(bytes))
    {
    }

    Done run(ByteView block, std::uint32_t length, bool isIn, ByteView sent = {})
    {
        Done done;
        if (out(kOut, wrapper(block, length, isIn, ++m_tag)) != Handshake::Ack)
            return done;
        if (length != 0 && isIn)
            receive(done, length);
        else
            transmit(done, sent);
        status(done);
        return done;
    }

    std::shared_ptr<Bytes> medium;

private:
    // As a host controller does: until all is here, a packet is short, or the endpoint stalls.
    void receive(Done& done, std::uint32_t length)
    {
        while (done.data.size() < length) {
            const InReply reply = in(kIn);
            done.hasStalled = reply.handshake == Handshake::Stall;
            if (reply.handshake != Handshake::Ack)
                break;
            done.data.insert(done.data.end(), reply.data.begin(), reply.data.end());
            if (reply.data.size() < 512)
                break;
        }
        if (done.hasStalled)
            (void)clearHalt(kIn);
    }
    void transmit(Done& done, ByteView data)
    {
        for (std::size_t at = 0; at < data.size(); at += 512) {
            const Handshake handshake = out(kOut, slice(data, at, 512));
            done.hasStalled = handshake == Handshake::Stall;
            if (handshake != Handshake::Ack)
                break;
        }
        if (done.hasStalled)
            (void)clearHalt(kOut);
    }
    // §5.3.3: a stall is cleared once, and the CSW asked for again.
    void status(Done& done)
    {
        InReply reply = in(kIn);
        if (reply.handshake == Handshake::Stall) {
            done.hasStalled = true;
            (void)clearHalt(kIn);
            reply = in(kIn);
        }
        const bool isGood = reply.handshake == Handshake::Ack && reply.data.size() == 13
            && le(reply.data, 0, 4) == 0x53425355 && le(reply.data, 4, 4) == m_tag;
        if (!isGood)
            return;
        done.residue = static_cast<std::uint32_t>(le(reply.data, 8, 4));
        done.status = reply.data[12];
    }

    std::uint32_t m_tag = 100;
};

} // namespace

class TestVirtualBusDisk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatWasWritten()
    {
        DiskRig rig;
        Bytes sent(1024);
        for (std::size_t i = 0; i < sent.size(); ++i)
            sent[i] = static_cast<Byte>(i * 7);
        const Done written = rig.run(writeBlocks(3, 2), 1024, false, sent);
        QCOMPARE(written.status, int { kPassed });
        QCOMPARE(written.residue, std::uint32_t { 0 });
        const Done read = rig.run(readBlocks(3, 2), 1024, true);
        QCOMPARE(read.status, int { kPassed });
        QCOMPARE(read.data, sent);
        QVERIFY(!read.hasStalled);
        QVERIFY(std::equal(sent.begin(), sent.end(), rig.medium->begin() + 3 * 512));
    }

    void followsTheThirteenCases_data()
    {
        QTest::addColumn<Bytes>("block");
        QTest::addColumn<int>("expected");
        QTest::addColumn<bool>("isIn");
        QTest::addColumn<int>("moved");
        QTest::addColumn<bool>("stalls");
        QTest::addColumn<int>("status");
        const auto row
            = [](const char* name, const Bytes& block, int expected, bool isIn, int moved, bool stalls, Byte status) {
                  QTest::newRow(name) << block << expected << isIn << moved << stalls << int { status };
              };
        row("1 Hn = Dn", kTestUnitReady, 0, false, 0, false, kPassed);
        row("2 Hn < Di", readBlocks(0, 1), 0, true, 0, false, kPhaseError);
        row("3 Hn < Do", writeBlocks(0, 1), 0, false, 0, false, kPhaseError);
        row("4 Hi > Dn", kTestUnitReady, 512, true, 0, true, kPassed);
        row("5 Hi > Di", readBlocks(0, 1), 1024, true, 512, true, kPassed);
        row("5 Hi > Di, short", { 0x12, 0, 0, 0, 36, 0 }, 255, true, 36, true, kPassed);
        row("6 Hi = Di", readBlocks(0, 2), 1024, true, 1024, false, kPassed);
        row("7 Hi < Di", readBlocks(0, 2), 512, true, 512, false, kPhaseError);
        row("8 Hi <> Do", writeBlocks(0, 1), 512, true, 0, true, kPhaseError);
        row("9 Ho > Dn", kTestUnitReady, 512, false, 0, true, kPassed);
        row("10 Ho <> Di", readBlocks(0, 1), 512, false, 0, true, kPhaseError);
        row("11 Ho > Do", writeBlocks(0, 1), 1024, false, 512, true, kPassed);
        row("12 Ho = Do", writeBlocks(0, 2), 1024, false, 1024, false, kPassed);
        row("13 Ho < Do", writeBlocks(0, 2), 512, false, 512, false, kPhaseError);
        row("failed, in", readBlocks(64, 1), 512, true, 0, true, kFailed);
        row("failed, out", writeBlocks(64, 1), 512, false, 0, true, kFailed);
        row("failed, no data", { 0xff }, 0, false, 0, false, kFailed);
    }
    void followsTheThirteenCases()
    {
        QFETCH(Bytes, block);
        QFETCH(int, expected);
        QFETCH(bool, isIn);
        QFETCH(int, moved);
        QFETCH(bool, stalls);
        QFETCH(int, status);
        DiskRig rig;
        const Bytes sent(isIn ? 0 : static_cast<std::size_t>(expected), 0xa5);
        const Done done = rig.run(block, static_cast<std::uint32_t>(expected), isIn, sent);
        QCOMPARE(done.status, status);
        QCOMPARE(done.residue, static_cast<std::uint32_t>(expected - moved));
        QCOMPARE(done.hasStalled, stalls);
        if (isIn)
            QCOMPARE(done.data.size(), static_cast<std::size_t>(moved));
        else
            QCOMPARE(std::count(rig.medium->begin(), rig.medium->end(), Byte { 0xa5 }), std::ptrdiff_t { moved });
        QCOMPARE(rig.run(kTestUnitReady, 0, false).status, int { kPassed }); // and it goes on
    }

    void brokenCommandsNeedResetRecovery_data()
    {
        QTest::addColumn<Bytes>("packet");
        const Bytes good = wrapper(kTestUnitReady, 0, false);
        const auto row = [&good](const char* name, std::size_t at, Byte value) {
            Bytes packet = good;
            packet[at] = value;
            QTest::newRow(name) << packet;
        };
        row("signature", 3, 'S');
        row("reserved flags", 12, 0x01);
        row("reserved LUN bits", 13, 0x10);
        row("no such LUN", 13, 1);
        row("no command block", 14, 0);
        row("long command block", 14, 17);
        QTest::newRow("short") << toBytes(slice(good, 0, 30));
        QTest::newRow("long") << wrapper(Bytes(17, 0), 0, false);
        QTest::newRow("empty") << Bytes {};
    }
    void brokenCommandsNeedResetRecovery()
    {
        QFETCH(Bytes, packet);
        DiskRig rig;
        COMPARE_HANDSHAKE(rig.out(kOut, packet), Handshake::Stall);
        QVERIFY(rig.clearHalt(kIn));
        QVERIFY(rig.clearHalt(kOut));
        COMPARE_HANDSHAKE(rig.in(kIn).handshake, Handshake::Stall); // clearing is not enough
        COMPARE_HANDSHAKE(rig.out(kOut, wrapper(kTestUnitReady, 0, false)), Handshake::Stall);
        QVERIFY(rig.send(0x21, 0xff, 0, 0));
        COMPARE_HANDSHAKE(rig.in(kIn).handshake, Handshake::Stall); // nor is the reset, which keeps halts
        QVERIFY(rig.clearHalt(kIn));
        QVERIFY(rig.clearHalt(kOut));
        QCOMPARE(rig.run(kTestUnitReady, 0, false).status, int { kPassed });
    }

    void resetEndsACommandInItsMiddle()
    {
        DiskRig rig;
        COMPARE_HANDSHAKE(rig.out(kOut, wrapper(readBlocks(0, 4), 2048, true)), Handshake::Ack);
        COMPARE_HANDSHAKE(rig.in(kIn).handshake, Handshake::Ack);
        COMPARE_HANDSHAKE(rig.out(kOut, wrapper(kTestUnitReady, 0, false)), Handshake::Nak);
        QVERIFY(rig.send(0x21, 0xff, 0, 0));
        QCOMPARE(rig.run(kTestUnitReady, 0, false).status, int { kPassed });
        COMPARE_HANDSHAKE(rig.out(kOut, wrapper(readBlocks(0, 4), 2048, true)), Handshake::Ack);
        QVERIFY(rig.send(0x00, 9, 1, 0)); // SET_CONFIGURATION, as a host does after a reset of the port
        QCOMPARE(rig.run(kTestUnitReady, 0, false).status, int { kPassed });
    }

    void answersItsRequests()
    {
        DiskRig rig;
        QCOMPARE(rig.read(0xa1, 0xfe, 0, 0, 1), Bytes { 0 });
        QVERIFY(rig.read(0xa1, 0xfe, 0, 1, 1).empty()); // of another interface
        QVERIFY(rig.read(0xa1, 0xfe, 1, 0, 1).empty());
        QVERIFY(!rig.send(0x21, 0xff, 0, 0, Bytes { 1 }));
        QVERIFY(!rig.send(0x21, 0xfd, 0, 0));
        COMPARE_HANDSHAKE(rig.in(kIn).handshake, Handshake::Nak); // nothing was asked
    }

    void bytesOutliveResets()
    {
        DiskRig rig;
        QCOMPARE(rig.run(writeBlocks(9, 1), 512, false, Bytes(512, 0x77)).status, int { kPassed });
        rig.model->busReset(rig.time);
        QVERIFY(rig.send(0x00, 9, 1, 0));
        QCOMPARE(rig.run(readBlocks(9, 1), 512, true).status, int { kFailed }); // unit attention: it was reset
        QCOMPARE(rig.run(readBlocks(9, 1), 512, true).data, Bytes(512, 0x77));
    }

    // The demo bus makes a new model each time, the bytes stay with the slot; other buses have disks of their own.
    void bytesOutliveUnplugging()
    {
        BusRig bus;
        QVERIFY(bus.bus().plug("power-hub"));
        const auto run = [&bus](const Bytes& block, bool isIn, Bytes data) {
            const auto handle = bus.open("100-6.1");
            if (!handle || !handle->claimInterface(0))
                return Bytes {};
            Flight flight(bus, *handle);
            const auto size = static_cast<std::uint32_t>(data.size());
            for (int tries = 0; tries < 2; ++tries) { // the first is told of the reset
                (void)flight.bulkOut(kOut, wrapper(block, size, isIn)).run();
                Flight& moving = isIn ? flight.bulkIn(kIn, size) : flight.bulkOut(kOut, data);
                const bool hasStalled = moving.run() == usb::TransferStatus::Stall;
                if (isIn)
                    data = flight.data();
                if (hasStalled)
                    (void)handle->clearHalt({ isIn ? kIn : kOut });
                if (flight.bulkIn(kIn, 13).run() == usb::TransferStatus::Completed && flight.data().back() == kPassed)
                    return data;
            }
            return Bytes {};
        };
        QCOMPARE(run(writeBlocks(200, 1), false, Bytes(512, 0x42)), Bytes(512, 0x42));
        QVERIFY(bus.bus().unplug("disk"));
        QVERIFY(bus.bus().plug("disk"));
        QCOMPARE(run(readBlocks(200, 1), true, Bytes(512)), Bytes(512, 0x42));
        DiskRig other(std::make_shared<Bytes>(kMedium));
        QVERIFY(std::all_of(other.medium->begin(), other.medium->end(), [](Byte byte) { return byte == 0; }));
    }

    void neverCrashesOnRandomPackets()
    {
        DiskRig rig;
        std::uint32_t random = 1;
        const auto next = [&random] { return random = random * 1664525 + 1013904223; };
        for (int i = 0; i < 20'000; ++i) {
            Bytes packet = wrapper(Bytes { static_cast<Byte>(next() >> 24) }, next() >> 18, (next() >> 31) != 0);
            packet[14] = static_cast<Byte>((next() >> 24) % 18);
            for (std::size_t at = 16; at < packet.size(); ++at)
                packet[at] = (next() >> 28) < 10 ? Byte { 0 } : static_cast<Byte>(next() >> 24);
            if (rig.out(kOut, packet) == Handshake::Stall) {
                QVERIFY(rig.send(0x21, 0xff, 0, 0));
                QVERIFY(rig.clearHalt(kIn));
                QVERIFY(rig.clearHalt(kOut));
            }
            for (int packets = 0; packets < 3; ++packets) {
                QVERIFY(rig.in(kIn).data.size() <= 512);
                (void)rig.clearHalt(kIn);
                (void)rig.out(kOut, Bytes(next() >> 23, 0x5a));
                (void)rig.clearHalt(kOut);
            }
        }
        QCOMPARE(rig.medium->size(), kMedium);
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusDisk)
#include "tst_virtualbus_disk.moc"
