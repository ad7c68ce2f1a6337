// SPDX-License-Identifier: GPL-3.0-or-later
// Isochronous streams over a real socket: gaps are where the kernel expects them, and 8000 packets a second are held.
#include "tests/unit/base/printers.h"
#include "tests/unit/usbip/usbip_client.h"

#include <QTest>

#include <algorithm>

using namespace wb;
using namespace wb::test;

namespace {

constexpr std::uint32_t kPackets = 64, kPacket = 512, kDepth = 8;

struct Stream {
    std::uint32_t packets = 0;
    std::uint32_t lostOnTheBus = 0; // microframes without a packet
    bool isWhole = true; // every packet has come, in order, without an error
};

// Keeps kDepth transfers in flight, as drivers do.
std::optional<Stream> streamIn(Client& client, std::uint32_t wanted)
{
    Stream stream;
    std::optional<std::uint32_t> frame;
    std::uint32_t sequence = 0;
    for (; sequence < kDepth; ++sequence)
        client.submit(packetsIn(100 + sequence, 0x84, kPackets, kPacket));
    std::optional<std::uint32_t> number;
    while (stream.packets < wanted) {
        const auto answer = client.answer();
        if (!answer || answer->data.size() != kPackets * kPacket)
            return std::nullopt;
        client.submit(packetsIn(100 + sequence++, 0x84, kPackets, kPacket));
        for (std::size_t i = 0; i < kPackets; ++i) {
            const auto own = static_cast<std::uint32_t>(*readLe(answer->data, i * kPacket, 4));
            stream.isWhole = stream.isWhole && (!number || own == *number + 1) && answer->packets[i].status == 0
                && answer->packets[i].actual == kPacket && answer->packets[i].offset == i * kPacket;
            number = own;
        }
        if (frame)
            stream.lostOnTheBus += answer->startFrame - *frame;
        frame = answer->startFrame + kPackets;
        stream.packets += kPackets;
    }
    return stream;
}

} // namespace

class TstUsbipIsochronous : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recordsFromTheAudioInterface();
    void playsToTheAudioInterface();
    void holdsEightThousandPacketsASecond();
};

void TstUsbipIsochronous::recordsFromTheAudioInterface()
{
    ServerRig rig({ "audio" });
    Client client(rig.port());
    QCOMPARE(client.import("1-1").value_or(99), 0U);
    QCOMPARE(client.run(controlOut(1, kSetConfiguration)).value().status, 0);
    QCOMPARE(client.run(controlOut(2, setInterface(2, 1))).value().status, 0);
    const auto answer = client.run(packetsIn(3, 0x82, 10, 56));
    QVERIFY(answer);
    QCOMPARE(answer->status, 0);
    QCOMPARE(answer->packetCount, 10U);
    QCOMPARE(answer->actual, 480U); // 48 of 56 bytes in each packet: the gaps do not travel
    QCOMPARE(answer->data, Bytes(480));
    for (std::uint32_t i = 0; i < 10; ++i)
        QVERIFY((answer->packets.at(i) == PacketBytes { i * 56, 56, 48, 0 }));
    QCOMPARE(client.run(controlIn(4, kGetDevice)).value().sequence, 4U);
}

void TstUsbipIsochronous::playsToTheAudioInterface()
{
    ServerRig rig({ "audio" });
    Client client(rig.port());
    QCOMPARE(client.import("1-1").value_or(99), 0U);
    QCOMPARE(client.run(controlOut(1, setInterface(1, 1))).value().status, 0);
    SubmitBytes command = dataOut(2, 0x01, Bytes(480, 0x55));
    for (std::uint32_t i = 0; i < 10; ++i)
        command.packets.push_back({ i * 48, 48, 0, 0 });
    const auto answer = client.run(command);
    QVERIFY(answer);
    QCOMPARE(answer->status, 0);
    QCOMPARE(answer->actual, 480U);
    QCOMPARE(answer->packets.size(), std::size_t { 10 });
    for (const PacketBytes& packet : answer->packets)
        QCOMPARE(packet.actual, 48U);
}

// The bus follows the clock and skips what it is too late for; on a busy machine one round may be.
void TstUsbipIsochronous::holdsEightThousandPacketsASecond()
{
    constexpr int kRounds = 10;
    constexpr std::uint32_t kWanted = 4000; // half a second
    std::vector<std::uint32_t> lost;
    for (int i = 0; i < kRounds; ++i) {
        ServerRig rig({ "loopback" });
        Client client(rig.port());
        QCOMPARE(client.import("1-1").value_or(99), 0U);
        QCOMPARE(client.run(controlOut(1, setInterface(0, 1))).value().status, 0);
        const auto stream = streamIn(client, kWanted);
        QVERIFY(stream);
        QVERIFY(stream->isWhole); // whatever the machine does
        lost.push_back(stream->lostOnTheBus);
        if (lost.back() == 0)
            return;
    }
    QFAIL(qPrintable(QStringLiteral("microframes without a packet, by round, at best: %1")
                         .arg(*std::min_element(lost.begin(), lost.end()))));
}

QTEST_GUILESS_MAIN(TstUsbipIsochronous)
#include "tst_usbip_isochronous.moc"
