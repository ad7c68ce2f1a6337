// SPDX-License-Identifier: GPL-3.0-or-later
// The serial port with the loopback plug.
#include "tests/unit/virtualbus/model_rig.h"

using namespace wb;
using namespace wb::test;

namespace {

constexpr std::uint8_t kIn = 0x81, kOut = 0x01, kNotification = 0x82;

// All that comes until the port has nothing more; the lengths of the packets go to `lengths`.
Bytes drain(ModelRig& rig, std::vector<std::size_t>* lengths = nullptr)
{
    Bytes all;
    for (InReply reply = rig.in(kIn); reply.handshake == Handshake::Ack; reply = rig.in(kIn)) {
        all.insert(all.end(), reply.data.begin(), reply.data.end());
        if (lengths)
            lengths->push_back(reply.data.size());
    }
    return all;
}

} // namespace

class TestVirtualBusSerial : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsBackWhatItGets()
    {
        ModelRig rig("cdc-acm");
        COMPARE_HANDSHAKE(rig.in(kIn).handshake, Handshake::Nak);
        COMPARE_HANDSHAKE(rig.out(kOut, Bytes { 'a', 'b' }), Handshake::Ack);
        COMPARE_HANDSHAKE(rig.out(kOut, Bytes { 'c' }), Handshake::Ack);
        std::vector<std::size_t> lengths;
        QCOMPARE(drain(rig, &lengths), (Bytes { 'a', 'b', 'c' }));
        QCOMPARE(lengths, std::vector<std::size_t> { 3 });
    }

    void aFullLastPacketIsFollowedByAnEmptyOne()
    {
        ModelRig rig("cdc-acm");
        Bytes sent(1024);
        for (std::size_t i = 0; i < sent.size(); ++i)
            sent[i] = static_cast<Byte>(i);
        COMPARE_HANDSHAKE(rig.out(kOut, slice(sent, 0, 512)), Handshake::Ack);
        COMPARE_HANDSHAKE(rig.out(kOut, slice(sent, 512, 512)), Handshake::Ack);
        std::vector<std::size_t> lengths;
        QCOMPARE(drain(rig, &lengths), sent);
        QCOMPARE(lengths, (std::vector<std::size_t> { 512, 512, 0 }));
    }

    void holdsBackWhenNobodyReads()
    {
        ModelRig rig("cdc-acm");
        for (int i = 0; i < 8; ++i)
            COMPARE_HANDSHAKE(rig.out(kOut, Bytes(512, static_cast<Byte>(i))), Handshake::Ack);
        COMPARE_HANDSHAKE(rig.out(kOut, Bytes { 9 }), Handshake::Nak);
        QCOMPARE(rig.in(kIn).data.size(), std::size_t { 512 });
        COMPARE_HANDSHAKE(rig.out(kOut, Bytes { 9 }), Handshake::Ack);
        QCOMPARE(drain(rig).size(), std::size_t { 7 * 512 + 1 });
    }

    void keepsItsLineCoding()
    {
        ModelRig rig("cdc-acm");
        const Bytes usual { 0x00, 0xc2, 0x01, 0x00, 0, 0, 8 };
        QCOMPARE(rig.read(0xa1, 0x21, 0, 0, 7), usual);
        const Bytes wanted { 0x80, 0x25, 0, 0, 2, 1, 7 };
        QVERIFY(rig.send(0x21, 0x20, 0, 0, wanted));
        QCOMPARE(rig.read(0xa1, 0x21, 0, 0, 7), wanted);
        for (const Bytes& wrong : { Bytes { 0x80, 0x25, 0, 0, 3, 0, 8 }, Bytes { 0x80, 0x25, 0, 0, 0, 5, 8 },
                 Bytes { 0x80, 0x25, 0, 0, 0, 0, 9 }, Bytes { 0x80, 0x25, 0, 0 } })
            QVERIFY(!rig.send(0x21, 0x20, 0, 0, wrong));
        QCOMPARE(rig.read(0xa1, 0x21, 0, 0, 7), wanted);
        QVERIFY(rig.read(0xa1, 0x21, 0, 1, 7).empty()); // the data interface has none
        rig.model->busReset(rig.time);
        QVERIFY(rig.send(0x00, 9, 1, 0));
        QCOMPARE(rig.read(0xa1, 0x21, 0, 0, 7), usual);
    }

    void tellsOfItsLines()
    {
        ModelRig rig("cdc-acm");
        COMPARE_HANDSHAKE(rig.in(kNotification).handshake, Handshake::Nak);
        const auto state = [&rig] {
            const Bytes told = toBytes(rig.in(kNotification).data);
            const Bytes head { 0xa1, 0x20, 0, 0, 0, 0, 2, 0 };
            return told.size() == 10 && toBytes(slice(told, 0, 8)) == head ? static_cast<int>(le(told, 8, 2)) : -1;
        };
        QVERIFY(rig.send(0x21, 0x22, 3, 0)); // DTR and RTS
        QCOMPARE(state(), 0x03); // DCD and DSR
        QCOMPARE(state(), -1); // once
        QVERIFY(rig.send(0x21, 0x22, 1, 0)); // RTS is not wired
        QCOMPARE(state(), -1);
        QVERIFY(rig.send(0x21, 0x23, 100, 0)); // a break of 100 ms
        QCOMPARE(state(), 0x07);
        QVERIFY(rig.send(0x21, 0x23, 0, 0)); // the end of one
        QCOMPARE(state(), -1);
        QVERIFY(rig.send(0x21, 0x22, 0, 0));
        QCOMPARE(state(), 0x00);
    }

    void droppingDtrHangsUp()
    {
        ModelRig rig("cdc-acm");
        QVERIFY(rig.send(0x21, 0x22, 1, 0));
        COMPARE_HANDSHAKE(rig.out(kOut, Bytes { 1, 2, 3 }), Handshake::Ack);
        QVERIFY(rig.send(0x21, 0x22, 0, 0));
        QVERIFY(drain(rig).empty());
        COMPARE_HANDSHAKE(rig.out(kOut, Bytes { 4 }), Handshake::Ack); // it is no gate
        QCOMPARE(drain(rig), Bytes { 4 });
    }

    void otherRequestsStall()
    {
        ModelRig rig("cdc-acm");
        QVERIFY(!rig.send(0x21, 0x00, 0, 0, Bytes { 'A', 'T' })); // SEND_ENCAPSULATED_COMMAND
        QVERIFY(!rig.send(0x41, 0x22, 1, 0));
        QVERIFY(!rig.send(0x21, 0x22, 1, 0, Bytes { 0 }));
        QVERIFY(rig.read(0xa1, 0x20, 0, 0, 7).empty());
        COMPARE_HANDSHAKE(rig.in(kNotification).handshake, Handshake::Nak); // and change nothing
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusSerial)
#include "tst_virtualbus_serial.moc"
