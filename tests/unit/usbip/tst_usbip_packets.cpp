// SPDX-License-Identifier: GPL-3.0-or-later
// Isochronous packets between the layout of the client's buffer and that of the bus, on a device that keeps what it
// hears.
#include "core/backend/virtualbus/standard_device.h"
#include "core/usbip/remote_transfer.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/usbip/usbip_bytes.h"

#include <QTest>

using namespace wb;
using namespace wb::usbip;
using namespace wb::test;
using backend::virtualbus::BareDevice;

namespace {

// Keeps what isochronous OUT packets carried, and sends IN packets of growing length.
class Recorder : public backend::virtualbus::StandardDevice {
public:
    explicit Recorder(std::vector<Bytes>& heard)
        : StandardDevice(descriptors())
        , m_heard(heard)
    {
    }

private:
    static backend::virtualbus::DescriptorSet descriptors()
    {
        using namespace backend::virtualbus;
        InterfaceSpec interface;
        interface.endpoints
            = { { 0x01, usb::TransferType::Isochronous, 100, 1 }, { 0x81, usb::TransferType::Isochronous, 100, 1 } };
        ConfigurationSpec configuration;
        configuration.interfaces = { interface };
        DescriptorSet set;
        set.device = buildDevice({}, 1);
        set.configurations = { buildConfiguration(configuration) };
        set.strings = { u"Workbench", u"Recorder" };
        return set;
    }
    void onReset(backend::virtualbus::BusTime) override { }
    backend::virtualbus::ControlReply onRequest(
        const usb::SetupPacket&, ByteView, backend::virtualbus::BusTime) override
    {
        return stalled();
    }
    backend::virtualbus::InReply onIn(usb::EndpointAddress, backend::virtualbus::BusTime) override
    {
        ++m_length;
        m_packet.assign(m_length, static_cast<Byte>(m_length));
        return { backend::virtualbus::Handshake::Ack, m_packet };
    }
    backend::virtualbus::Handshake onOut(usb::EndpointAddress, ByteView data, backend::virtualbus::BusTime) override
    {
        m_heard.push_back(toBytes(data));
        return backend::virtualbus::Handshake::Ack;
    }

    std::vector<Bytes>& m_heard;
    Bytes m_packet;
    std::size_t m_length = 0;
};

// One isochronous transfer of a Recorder; its answer as bytes.
Bytes runIsochronous(std::vector<Bytes>& heard, const SubmitBytes& command)
{
    const Nanoseconds start = now();
    BareDevice device(std::make_unique<Recorder>(heard), { 1, { 1 } }, 1, start);
    Submit submit;
    submit.sequence = command.sequence;
    submit.endpoint.value = command.endpoint;
    submit.length = command.length;
    submit.packetCount = static_cast<std::uint32_t>(command.packets.size());
    std::vector<Packet> packets;
    for (const PacketBytes& packet : command.packets)
        packets.push_back({ packet.offset, packet.length, 0, 0 });
    RemoteTransfer transfer(device, submit, command.data, packets);
    bool isDone = false;
    if (transfer.submit([&isDone] { isDone = true; }) != 0)
        return {};
    device.advance(start + std::chrono::milliseconds(10));
    Bytes out;
    if (isDone)
        transfer.appendAnswer(out);
    return out;
}

SubmitBytes withPackets(SubmitBytes command, std::vector<PacketBytes> packets)
{
    command.packets = std::move(packets);
    return command;
}

} // namespace

class TstUsbipPackets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isochronousDataComesWithoutGaps();
    void isochronousOutIsTakenFromWhereThePacketsLie();
};

void TstUsbipPackets::isochronousDataComesWithoutGaps()
{
    std::vector<Bytes> heard;
    const SubmitBytes command
        = withPackets(dataIn(1, 0x81, 400), { { 0, 100, 0, 0 }, { 150, 100, 0, 0 }, { 300, 100, 0, 0 } });
    const Bytes out = runIsochronous(heard, command);
    QCOMPARE(out.size(), kAnswerSize + 1 + 2 + 3 + 3 * 16);
    const Answer head = answerHead(out);
    QCOMPARE(head.status, 0);
    QCOMPARE(head.actual, 6U);
    QCOMPARE(head.packetCount, 3U);
    QCOMPARE(head.errorCount, 0U);
    QCOMPARE(toBytes(slice(out, kAnswerSize, 6)), (Bytes { 1, 2, 2, 3, 3, 3 }));
    QVERIFY((packetAt(out, kAnswerSize + 6) == PacketBytes { 0, 100, 1, 0 }));
    QVERIFY((packetAt(out, kAnswerSize + 6 + 16) == PacketBytes { 150, 100, 2, 0 }));
    QVERIFY((packetAt(out, kAnswerSize + 6 + 32) == PacketBytes { 300, 100, 3, 0 }));
}

void TstUsbipPackets::isochronousOutIsTakenFromWhereThePacketsLie()
{
    std::vector<Bytes> heard;
    const SubmitBytes command = withPackets(
        dataOut(2, 0x01, { 1, 2, 3, 0, 0, 4, 5, 0, 6 }), { { 0, 3, 0, 0 }, { 5, 2, 0, 0 }, { 8, 1, 0, 0 } });
    const Bytes out = runIsochronous(heard, command);
    QCOMPARE(heard.size(), std::size_t { 3 });
    QCOMPARE(heard[0], (Bytes { 1, 2, 3 }));
    QCOMPARE(heard[1], (Bytes { 4, 5 }));
    QCOMPARE(heard[2], (Bytes { 6 }));
    QCOMPARE(out.size(), kAnswerSize + 3 * 16); // no data comes back
    QCOMPARE(answerHead(out).actual, 6U);
    QVERIFY((packetAt(out, kAnswerSize + 16) == PacketBytes { 5, 2, 2, 0 }));
}

QTEST_GUILESS_MAIN(TstUsbipPackets)
#include "tst_usbip_packets.moc"
