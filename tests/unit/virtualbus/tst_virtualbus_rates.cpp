// SPDX-License-Identifier: GPL-3.0-or-later
// The models made for streams: the one at SuperSpeed, and the one that loses packets on purpose.
#include "core/backend/virtualbus/bare_device.h"
#include "tests/unit/virtualbus/bus_rig.h"
#include "tests/unit/virtualbus/comparisons.h"
#include "tests/unit/virtualbus/model_rig.h"

using namespace wb;
using namespace wb::test;
using backend::virtualbus::BareDevice;
using backend::virtualbus::BareTransfer;
using usb::TransferStatus;

namespace {

Bytes patternFrom(std::size_t first, std::size_t size)
{
    Bytes out(size);
    for (std::size_t i = 0; i < size; ++i)
        out[i] = static_cast<Byte>((first + i) % 63);
    return out;
}

// A device on a bus of its own, in a time of its own.
class BareRig {
public:
    explicit BareRig(const std::string& key)
        : device(backend::virtualbus::makeModel(key).value_or(nullptr), { 1, { 1 } }, 1, time)
        , transfer(device)
    {
    }

    TransferStatus run(std::chrono::milliseconds patience = std::chrono::milliseconds(100))
    {
        if (!transfer.submit())
            return TransferStatus::SubmitFailed;
        for (const Nanoseconds end = time + patience; time < end && !transfer.isIdle();)
            device.advance(time += std::chrono::microseconds(125));
        return transfer.outcome.status;
    }
    backend::TransferOrder& order() { return *transfer.edit().value(); }
    TransferStatus control(const usb::SetupPacket& packet)
    {
        order().type = usb::TransferType::Control;
        order().setup = packet;
        order().buffer = Buffer(packet.wLength);
        return run();
    }
    TransferStatus isochronous(std::uint8_t endpoint, std::size_t packets, std::uint32_t size)
    {
        order().type = usb::TransferType::Isochronous;
        order().endpoint = { endpoint };
        order().buffer = Buffer(packets * size);
        order().isoPackets.assign(packets, usb::IsoPacket { 0, size, 0, TransferStatus::Pending });
        return run(std::chrono::seconds(2));
    }

    Nanoseconds time = now();
    BareDevice device;
    BareTransfer transfer;
};

// Packets that have lengths and data, by their numbers; those that failed.
std::pair<std::vector<std::uint64_t>, std::vector<std::size_t>> sorted(const backend::Transfer& transfer)
{
    std::vector<std::uint64_t> numbers;
    std::vector<std::size_t> failed;
    for (std::size_t i = 0; i < transfer.isoPackets.size(); ++i) {
        const usb::IsoPacket& packet = transfer.isoPackets[i];
        if (packet.status == TransferStatus::Completed)
            numbers.push_back(le(transfer.buffer.view(), packet.offset, 4));
        else
            failed.push_back(i);
    }
    return { numbers, failed };
}

} // namespace

class TestVirtualBusRates : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // --- SuperSpeed ---

    void declaresItsStreams()
    {
        ModelRig rig("superspeed");
        QCOMPARE(rig.info.speed, usb::Speed::Super);
        const auto& alternates = rig.info.active()->findInterface(0)->alternates;
        QCOMPARE(alternates.size(), std::size_t { 2 });
        for (const std::size_t bulk : { 0U, 1U }) {
            const usb::EndpointInfo& endpoint = alternates[0].endpoints[bulk];
            QCOMPARE(int { endpoint.companionMaxBurst.value_or(0) }, 15);
            QCOMPARE(int { endpoint.companionAttributes.value_or(0) }, 4); // 16 streams
        }
        QCOMPARE(usb::bytesPerInterval(alternates[1].endpoints[3], usb::Speed::Super), std::uint32_t { 2048 });
        QCOMPARE(usb::maxPowerMilliamps(*rig.info.active(), usb::Speed::Super), std::uint32_t { 144 });
        QCOMPARE(rig.read(0x80, 6, 0x0f00, 0, 255).size(), std::size_t { 22 });
    }

    void takesTheRequestsOfItsSpeed()
    {
        ModelRig rig("superspeed");
        QVERIFY(rig.send(0x00, 48, 0, 0, Bytes(6))); // SET_SEL
        QVERIFY(!rig.send(0x00, 48, 0, 0, Bytes(5)));
        QVERIFY(rig.send(0x00, 49, 40, 0)); // SET_ISOCH_DELAY
        QCOMPARE(rig.read(0x80, 0, 0, 0, 2), (Bytes { 0, 0 }));
        QVERIFY(rig.send(0x00, 3, 48, 0)); // U1_ENABLE
        QVERIFY(rig.send(0x00, 3, 49, 0));
        QCOMPARE(rig.read(0x80, 0, 0, 0, 2), (Bytes { 0x0c, 0 }));
        QVERIFY(rig.send(0x00, 1, 48, 0));
        QCOMPARE(rig.read(0x80, 0, 0, 0, 2), (Bytes { 0x08, 0 }));
        QVERIFY(!rig.send(0x00, 3, 50, 0)); // LTM_ENABLE, of which its BOS says nothing
        QVERIFY(rig.send(0x01, 3, 0, 0)); // FUNCTION_SUSPEND
        ModelRig slower("loopback");
        QVERIFY(!slower.send(0x00, 48, 0, 0, Bytes(6)));
        QVERIFY(!slower.send(0x00, 3, 48, 0));
        QVERIFY(!slower.send(0x01, 3, 0, 0));
    }

    void movesBulkDataAtItsSpeed()
    {
        BareRig rig("superspeed");
        rig.order().type = usb::TransferType::Bulk;
        rig.order().endpoint = { 0x81 };
        rig.order().buffer = Buffer(std::size_t { 4 } << 20);
        const Nanoseconds before = rig.time;
        QCOMPARE(rig.run(), TransferStatus::Completed);
        const double seconds = std::chrono::duration<double>(rig.time - before).count();
        const double rate = static_cast<double>(rig.transfer.outcome.actualLength) / seconds;
        QVERIFY2(rate > 400e6 && rate < 600e6, qPrintable(QString::number(rate))); // eight times that of high speed
        QCOMPARE(toBytes(rig.transfer.buffer.view().subspan(1024, 1024)), patternFrom(0, 1024));
    }

    void countsWhatItTakes()
    {
        ModelRig rig("superspeed");
        QVERIFY(rig.setAlternate(0, 1));
        COMPARE_HANDSHAKE(rig.out(0x01, Bytes(1000)), Handshake::Ack);
        COMPARE_HANDSHAKE(rig.out(0x03, Bytes(2048)), Handshake::Ack);
        COMPARE_HANDSHAKE(rig.out(0x03, {}), Handshake::Ack);
        const Bytes counts = rig.read(0xc0, 0x5f, 0, 0, 24);
        QCOMPARE(le(counts, 0, 8), std::uint64_t { 1000 });
        QCOMPARE(le(counts, 8, 8), std::uint64_t { 1 });
        QCOMPARE(le(counts, 16, 8), std::uint64_t { 2048 });
        QVERIFY(rig.read(0xc0, 0x5c, 0, 0, 24).empty());
        for (std::uint64_t i = 0; i < 3; ++i)
            QCOMPARE(le(rig.in(0x82).data, 0, 8), i);
        for (std::uint64_t i = 0; i < 3; ++i) {
            const Bytes sent = toBytes(rig.in(0x83).data);
            QCOMPARE(sent.size(), std::size_t { 2048 });
            QCOMPARE(le(sent, 0, 4), i);
            QCOMPARE(toBytes(slice(sent, 4, 100)), patternFrom(4, 100));
        }
        QVERIFY(rig.setAlternate(0, 0));
        COMPARE_HANDSHAKE(rig.in(0x83).handshake, Handshake::None);
    }

    // --- lossy ---

    void losesEveryHundredth()
    {
        BareRig rig("lossy");
        QCOMPARE(rig.control(setup(0x01, 11, 1, 0, 0)), TransferStatus::Completed);
        QCOMPARE(rig.isochronous(0x81, 800, 256), TransferStatus::Completed); // 100 ms
        const auto [numbers, failed] = sorted(rig.transfer);
        QCOMPARE(failed, (std::vector<std::size_t> { 99, 199, 299, 399, 499, 599, 699, 799 }));
        QCOMPARE(numbers.size(), std::size_t { 792 });
        for (std::size_t i = 0; i < numbers.size(); ++i)
            QCOMPARE(numbers[i], std::uint64_t { i + i / 99 }); // the lost ones are missing, no others
        QCOMPARE(rig.isochronous(0x01, 400, 256), TransferStatus::Completed);
        QCOMPARE(sorted(rig.transfer).second, (std::vector<std::size_t> { 99, 199, 299, 399 }));
        QCOMPARE(rig.control(setup(0xc0, 0x5f, 0, 0, 32)), TransferStatus::Completed);
        const ByteView counts = rig.transfer.buffer.view();
        QCOMPARE(le(counts, 0, 8), std::uint64_t { 800 });
        QCOMPARE(le(counts, 8, 8), std::uint64_t { 8 });
        QCOMPARE(le(counts, 16, 8), std::uint64_t { 400 });
        QCOMPARE(le(counts, 24, 8), std::uint64_t { 4 });
    }

    void losesWhatItIsToldTo()
    {
        ModelRig rig("lossy");
        QVERIFY(rig.send(0x40, 0x5e, 3, 0));
        QVERIFY(rig.setAlternate(0, 1));
        for (std::uint64_t i = 0; i < 9; ++i) {
            rig.time = std::chrono::microseconds(125) * static_cast<std::int64_t>(1000 + i);
            const InReply reply = rig.in(0x81);
            COMPARE_HANDSHAKE(reply.handshake, i % 3 == 2 ? Handshake::None : Handshake::Ack);
            if (reply.handshake != Handshake::Ack)
                continue;
            QCOMPARE(le(reply.data, 0, 4), i);
            QCOMPARE(le(reply.data, 4, 4), 1000 + i); // the microframe
            QCOMPARE(toBytes(reply.data.subspan(8)), patternFrom(8, 248));
        }
        QVERIFY(rig.send(0x40, 0x5e, 0, 0)); // nothing
        for (int i = 0; i < 300; ++i)
            COMPARE_HANDSHAKE(rig.out(0x01, Bytes(256)), Handshake::Ack);
        QVERIFY(rig.setAlternate(0, 0));
        QCOMPARE(le(rig.read(0xc0, 0x5f, 0, 0, 32), 16, 8), std::uint64_t { 300 }); // of the stream that is over
        QVERIFY(rig.setAlternate(0, 1));
        COMPARE_HANDSHAKE(rig.out(0x01, Bytes(256)), Handshake::Ack);
        QCOMPARE(le(rig.read(0xc0, 0x5f, 0, 0, 32), 16, 8), std::uint64_t { 1 });
        QVERIFY(!rig.send(0x40, 0x5e, 1, 1));
        QVERIFY(!rig.send(0x40, 0x5e, 1, 0, Bytes { 0 }));
        QVERIFY(rig.read(0xc0, 0x5c, 0, 0, 32).empty());
    }

    void tellsWhatArrivedAndWhen()
    {
        ModelRig rig("lossy");
        const auto sendAt = [&rig](std::int64_t microframe, std::string_view text) {
            rig.time = std::chrono::microseconds(125) * microframe;
            return rig.out(0x01, asBytes(text));
        };
        QVERIFY(rig.send(0x40, 0x5e, 3, 0));
        QVERIFY(rig.setAlternate(0, 1));
        COMPARE_HANDSHAKE(sendAt(1000, "Wiki"), Handshake::Ack);
        COMPARE_HANDSHAKE(sendAt(1001, "pedia"), Handshake::Ack);
        Bytes told = rig.read(0xc0, 0x5f, 0, 0, 56);
        QCOMPARE(told.size(), std::size_t { 56 });
        QCOMPARE(le(told, 32, 8), std::uint64_t { 0 }); // no gap: what was before the first packet is none
        QCOMPARE(le(told, 48, 8), std::uint64_t { 0x11e60398 }); // of "Wikipedia", the usual example
        COMPARE_HANDSHAKE(sendAt(1004, "lost"), Handshake::None);
        told = rig.read(0xc0, 0x5f, 0, 0, 56);
        QCOMPARE(le(told, 32, 8), std::uint64_t { 2 }); // microframes 1002 and 1003
        QCOMPARE(le(told, 40, 8), std::uint64_t { 2 }); // before packet number 2
        QCOMPARE(le(told, 48, 8), std::uint64_t { 0x11e60398 });
        COMPARE_HANDSHAKE(sendAt(1005, {}), Handshake::Ack);
        COMPARE_HANDSHAKE(sendAt(1007, {}), Handshake::Ack);
        told = rig.read(0xc0, 0x5f, 0, 0, 56);
        QCOMPARE(le(told, 32, 8), std::uint64_t { 3 });
        QCOMPARE(le(told, 40, 8), std::uint64_t { 4 });
        QVERIFY(rig.setAlternate(0, 1)); // another stream
        COMPARE_HANDSHAKE(sendAt(2000, std::string(512, '\1')), Handshake::Ack);
        told = rig.read(0xc0, 0x5f, 0, 0, 56);
        QCOMPARE(le(told, 32, 8), std::uint64_t { 0 });
        QCOMPARE(le(told, 40, 8), std::uint64_t { 0 });
        QCOMPARE(le(told, 48, 8), std::uint64_t { 0x031e0201 }); // 1 + 512, and 512 + 512 * 513 / 2 modulo 65521
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusRates)
#include "tst_virtualbus_rates.moc"
