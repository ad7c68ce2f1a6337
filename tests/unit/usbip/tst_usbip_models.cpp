// SPDX-License-Identifier: GPL-3.0-or-later
// Models as drivers far away use them, over a real socket: what they keep when a client goes, and what comes next.
#include "tests/unit/base/printers.h"
#include "tests/unit/usbip/usbip_client.h"

#include <QTest>

using namespace wb;
using namespace wb::test;

namespace {

constexpr Byte kIn = 0x81, kOut = 0x01;
constexpr std::array<Byte, 8> kDetach { 0x21, 0, 0xe8, 0x03, 0, 0, 0, 0 };

Bytes wrapper(std::uint32_t length, bool isIn, const Bytes& block)
{
    Bytes out { 'U', 'S', 'B', 'C', 1, 0, 0, 0 };
    appendLe32(out, length);
    out.insert(out.end(), { static_cast<Byte>(isIn ? 0x80 : 0), 0, static_cast<Byte>(block.size()) });
    out.insert(out.end(), block.begin(), block.end());
    out.resize(31);
    return out;
}

// A client that has the device, as a driver after it was probed.
class Driver {
public:
    explicit Driver(ServerRig& rig)
        : client(rig.port())
    {
        isAttached = client.import("1-1") == std::optional(0U) && run(controlOut(++m_sequence, kSetConfiguration)) == 0;
    }

    std::int32_t run(const SubmitBytes& command)
    {
        const auto answer = client.run(command);
        data = answer ? answer->data : Bytes {};
        return answer ? answer->status : -1;
    }
    std::int32_t send(Byte endpoint, const Bytes& bytes) { return run(dataOut(++m_sequence, endpoint, bytes)); }
    std::int32_t receive(Byte endpoint, std::uint32_t size) { return run(dataIn(++m_sequence, endpoint, size)); }
    std::int32_t request(std::array<Byte, 8> setup) { return run(controlOut(++m_sequence, setup)); }

    // bCSWStatus; -1: something else went wrong. The data is that of the command.
    int command(std::uint32_t length, bool isIn, const Bytes& block, const Bytes& sent = {})
    {
        if (send(kOut, wrapper(length, isIn, block)) != 0)
            return -1;
        const std::int32_t moved = length == 0 ? 0 : isIn ? receive(kIn, length) : send(kOut, sent);
        const Bytes received = data;
        if (moved == kStalled)
            (void)request({ 0x02, 1, 0, 0, static_cast<Byte>(isIn ? kIn : kOut), 0, 0, 0 });
        const bool isTold = receive(kIn, 13) == 0 && data.size() == 13;
        const int status = isTold ? int { data.back() } : -1;
        data = received;
        return status;
    }

    static constexpr std::int32_t kStalled = -32;
    Client client;
    Bytes data; // of the last answer
    bool isAttached = false;

private:
    std::uint32_t m_sequence = 0;
};

} // namespace

class TstUsbipModels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDiskKeepsItsBytes();
    void aDeviceThatDetachesComesBackInDfuMode();
    void superSpeedIsToldAsSuch();
    void lossesAreErrorsOfPackets();
};

void TstUsbipModels::aDiskKeepsItsBytes()
{
    const Bytes testUnitReady(6, 0), write { 0x2a, 0, 0, 0, 1, 0, 0, 0, 2, 0 },
        read { 0x28, 0, 0, 0, 1, 0, 0, 0, 2, 0 };
    ServerRig rig({ "disk", "disk" });
    {
        Driver driver(rig);
        QVERIFY(driver.isAttached);
        QCOMPARE(driver.command(0, false, testUnitReady), 1); // unit attention
        QCOMPARE(driver.command(0, false, testUnitReady), 0);
        QCOMPARE(driver.command(512, true, { 0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0 }), 0);
        QCOMPARE(toBytes(slice(driver.data, 510, 2)), (Bytes { 0x55, 0xaa })); // it is formatted
        QCOMPARE(driver.command(1024, false, write, Bytes(1024, 0x3c)), 0);
        QCOMPARE(driver.send(kOut, wrapper(1024, true, read)), 0); // it leaves in the middle of the next
        driver.client.close();
    }
    (void)rig.events(usbip::ClientEvent::Detached);
    Driver driver(rig);
    QVERIFY(driver.isAttached);
    QCOMPARE(driver.command(0, false, testUnitReady), 1); // it was reset in between
    QCOMPARE(driver.command(1024, true, read), 0);
    QCOMPARE(driver.data, Bytes(1024, 0x3c));
    Client other(rig.port());
    QCOMPARE(other.import("1-2").value_or(99), 0U);
    SubmitBytes command = dataOut(1, kOut, wrapper(1024, true, read));
    command.device = kFirstDevice + 1;
    QVERIFY(other.run(command)); // unit attention
    SubmitBytes status = dataIn(2, kIn, 13);
    status.device = kFirstDevice + 1;
    QCOMPARE(other.run(status).value().status, Driver::kStalled);
}

void TstUsbipModels::aDeviceThatDetachesComesBackInDfuMode()
{
    constexpr std::size_t kProductAt = 256 + 32 + 12 + 2;
    ServerRig rig({ "dfu" });
    {
        Driver driver(rig);
        QVERIFY(driver.isAttached);
        QCOMPARE(get16(driver.client.imported(), kProductAt), 0x0036U);
        QCOMPARE(driver.request(kDetach), 0); // answered before it goes
        QVERIFY(driver.client.isClosed());
    }
    QCOMPARE(rig.events(usbip::ClientEvent::Detached).front().detail, std::string("the device has left the bus"));
    {
        Driver driver(rig);
        QVERIFY(driver.isAttached);
        QCOMPARE(get16(driver.client.imported(), kProductAt), 0x0037U);
        driver.client.close();
    }
    (void)rig.events(usbip::ClientEvent::Detached, 2);
    Driver driver(rig); // the reset between clients has ended DFU mode
    QVERIFY(driver.isAttached);
    QCOMPARE(get16(driver.client.imported(), kProductAt), 0x0036U);
}

void TstUsbipModels::superSpeedIsToldAsSuch()
{
    constexpr std::size_t kSpeedAt = 256 + 32 + 8;
    ServerRig rig({ "superspeed" });
    Driver driver(rig);
    QVERIFY(driver.isAttached);
    QCOMPARE(get32(driver.client.imported(), kSpeedAt), 5U); // USB_SPEED_SUPER
    QCOMPARE(driver.receive(kIn, 1 << 20), 0);
    QCOMPARE(driver.data.size(), std::size_t { 1 << 20 });
}

void TstUsbipModels::lossesAreErrorsOfPackets()
{
    ServerRig rig({ "lossy" });
    Driver driver(rig);
    QVERIFY(driver.isAttached);
    QCOMPARE(driver.request({ 0x40, 0x5e, 10, 0, 0, 0, 0, 0 }), 0); // every tenth
    QCOMPARE(driver.request(setInterface(0, 1)), 0);
    const auto answer = driver.client.run(packetsIn(99, kIn, 40, 256));
    QVERIFY(answer);
    QCOMPARE(answer->status, 0);
    QCOMPARE(answer->errorCount, 4U);
    QCOMPARE(answer->actual, 36U * 256);
    for (std::uint32_t i = 0; i < 40; ++i) {
        const bool isLost = i % 10 == 9;
        QCOMPARE(answer->packets.at(i).actual, isLost ? 0U : 256U);
        QCOMPARE(static_cast<std::int32_t>(answer->packets.at(i).status) == 0, !isLost);
    }
}

QTEST_GUILESS_MAIN(TstUsbipModels)
#include "tst_usbip_models.moc"
