// SPDX-License-Identifier: GPL-3.0-or-later
// The server over real sockets, with clients that behave.
#include "core/usbip/protocol.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/usbip/usbip_client.h"

#include <QTest>

#include <numeric>

using namespace wb;
using namespace wb::test;
using usbip::ClientEvent;

namespace {

Bytes counting(std::size_t size)
{
    Bytes bytes(size);
    std::iota(bytes.begin(), bytes.end(), Byte { 0 });
    return bytes;
}

} // namespace

class TstUsbipServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsDevices();
    void importsAndConfigures();
    void loopsBulkDataBack();
    void aLargeTransferIsWhole();
    void unlinksWhatWaits();
    void aTakenDeviceIsBusy();
    void anUnknownDeviceIsRefused();
    void twoClientsUseTwoDevices();
    void aLostClientFreesItsDevice();
    void aClientThatLeavesInPeaceFreesItsDevice();
    void twoOfAKindAreTwoDevices();
    void commandsMayFollowTheImportAtOnce();
    void aHalfClosedListIsAnswered();
    void stopsWithClientsAttached();
    void tellsWhatCannotBeServed();
};

void TstUsbipServer::listsDevices()
{
    ServerRig rig({ "loopback", "audio" });
    QCOMPARE(rig.server().offers().size(), std::size_t { 2 });
    QCOMPARE(rig.server().offers()[1].busId, std::string("1-2"));
    QCOMPARE(rig.server().offers()[1].title, std::string("Demo audio interface"));
    Client client(rig.port());
    QVERIFY(client.send(operation(kListRequest)));
    const auto head = client.receive(12);
    QVERIFY(head);
    QCOMPARE(get32(*head, 0), 0x01110005U);
    QCOMPARE(get32(*head, 8), 2U);
    QVERIFY(client.receive(312 + 4 + 312 + 3 * 4));
    QVERIFY(client.isClosed());
    QCOMPARE(rig.events(ClientEvent::Listed).size(), std::size_t { 1 });
}

void TstUsbipServer::importsAndConfigures()
{
    ServerRig rig({ "loopback" });
    Client client(rig.port());
    QCOMPARE(client.import("1-1").value_or(99), 0U);
    QCOMPARE(get16(client.imported(), 300), 0xfffeU);
    const auto descriptor = client.run(controlIn(1, kGetDevice));
    QVERIFY(descriptor);
    QCOMPARE(descriptor->sequence, 1U);
    QCOMPARE(descriptor->status, 0);
    QCOMPARE(descriptor->data.size(), std::size_t { 18 });
    QCOMPARE(descriptor->data[8], Byte { 0xfe });
    QCOMPARE(client.run(controlOut(2, kSetConfiguration)).value().status, 0);
    const auto configuration = client.run(controlIn(3, { 0x80, 8, 0, 0, 0, 0, 1, 0 }));
    QCOMPARE(configuration.value().data, Bytes { 1 });
    const auto stalled = client.run(controlIn(4, { 0xc0, 0x77, 0, 0, 0, 0, 4, 0 }));
    QCOMPARE(stalled.value().status, -32); // -EPIPE
    QCOMPARE(stalled->actual, 0U);
    const auto attached = rig.events(ClientEvent::Attached);
    QCOMPARE(attached.size(), std::size_t { 1 });
    QCOMPARE(attached[0].busId, std::string("1-1"));
    QCOMPARE(attached[0].key, std::string("loopback"));
    QVERIFY(attached[0].peer.rfind("127.0.0.1:", 0) == 0);
}

void TstUsbipServer::loopsBulkDataBack()
{
    ServerRig rig({ "loopback" });
    Client client(rig.port());
    QCOMPARE(client.import("1-1").value_or(99), 0U);
    QCOMPARE(client.run(controlOut(1, kSetConfiguration)).value().status, 0);
    const Bytes sent = counting(1300); // two whole packets and a short one
    const auto written = client.run(dataOut(2, 0x01, sent));
    QVERIFY(written);
    QCOMPARE(written->status, 0);
    QCOMPARE(written->actual, 1300U);
    const auto read = client.run(dataIn(3, 0x81, 4096));
    QVERIFY(read);
    QCOMPARE(read->status, 0);
    QCOMPARE(read->data, sent);
}

void TstUsbipServer::aLargeTransferIsWhole()
{
    constexpr std::uint32_t kSize = 3 << 20;
    ServerRig rig({ "loopback" });
    Client client(rig.port());
    QCOMPARE(client.import("1-1").value_or(99), 0U);
    const auto written = client.run(dataOut(1, 0x02, counting(kSize)));
    QCOMPARE(written.value().actual, kSize);
    const auto read = client.run(dataIn(2, 0x82, kSize));
    QCOMPARE(read.value().data.size(), std::size_t { kSize });
    for (std::size_t i = 0; i < read->data.size(); ++i)
        if (read->data[i] != i % 512 % 63)
            QFAIL(qPrintable(QString::number(i)));
}

void TstUsbipServer::unlinksWhatWaits()
{
    ServerRig rig({ "loopback" });
    Client client(rig.port());
    QCOMPARE(client.import("1-1").value_or(99), 0U);
    QVERIFY(client.submit(dataIn(1, 0x81, 512))); // nothing to read there
    QVERIFY(client.send(unlinkCommand(2, 1)));
    const auto unlinked = client.answer();
    QVERIFY(unlinked);
    QCOMPARE(unlinked->command, 4U);
    QCOMPARE(unlinked->sequence, 2U);
    QCOMPARE(unlinked->status, -104); // -ECONNRESET
    // The next answer is not one of the unlinked transfer.
    QCOMPARE(client.run(controlIn(3, kGetDevice)).value().sequence, 3U);
    QVERIFY(client.send(unlinkCommand(4, 3))); // too late
    const auto late = client.answer();
    QCOMPARE(late.value().command, 4U);
    QCOMPARE(late->status, 0);
}

void TstUsbipServer::aTakenDeviceIsBusy()
{
    ServerRig rig({ "loopback" });
    Client first(rig.port());
    QCOMPARE(first.import("1-1").value_or(99), 0U);
    Client second(rig.port());
    QCOMPARE(second.import("1-1").value_or(99), 2U); // ST_DEV_BUSY
    QVERIFY(second.isClosed());
    QCOMPARE(first.run(controlIn(1, kGetDevice)).value().status, 0);
    QCOMPARE(rig.events(ClientEvent::Refused).at(0).detail, std::string("1-1 is taken"));
}

void TstUsbipServer::anUnknownDeviceIsRefused()
{
    ServerRig rig({ "loopback" });
    Client client(rig.port());
    QCOMPARE(client.import("1-\x1b[2J").value_or(99), 4U); // ST_NODEV
    QVERIFY(client.isClosed());
    QCOMPARE(rig.events(ClientEvent::Refused).at(0).detail, std::string("there is no device \"1-\\x1b[2J\""));
}

void TstUsbipServer::twoClientsUseTwoDevices()
{
    ServerRig rig({ "loopback", "hid" });
    Client first(rig.port());
    Client second(rig.port());
    QCOMPARE(first.import("1-1").value_or(99), 0U);
    QCOMPARE(second.import("1-2").value_or(99), 0U);
    SubmitBytes other = controlIn(1, kGetDevice);
    other.device = 0x00010002;
    const auto answer = second.run(other);
    QCOMPARE(answer.value().data.size(), std::size_t { 18 });
    QVERIFY(answer->data != first.run(controlIn(1, kGetDevice)).value().data);
}

void TstUsbipServer::aLostClientFreesItsDevice()
{
    ServerRig rig({ "loopback" });
    {
        Client client(rig.port());
        QCOMPARE(client.import("1-1").value_or(99), 0U);
        QCOMPARE(client.run(controlOut(1, setInterface(0, 1))).value().status, 0);
        QCOMPARE(client.run(controlOut(2, { 0x40, 0x5b, 0, 0, 0, 0, 2, 0 }, { 7, 8 })).value().status, 0);
        QVERIFY(client.submit(dataIn(3, 0x81, 512))); // still waiting when the client dies
    }
    QCOMPARE(rig.events(ClientEvent::Detached).size(), std::size_t { 1 });
    Client next(rig.port());
    QCOMPARE(next.import("1-1").value_or(99), 0U);
    QCOMPARE(next.run(controlIn(1, { 0x81, 10, 0, 0, 0, 0, 1, 0 })).value().data, Bytes { 0 }); // GET_INTERFACE
    QCOMPARE(next.run(controlIn(2, { 0xc0, 0x5c, 0, 0, 0, 0, 2, 0 })).value().data, (Bytes { 0, 0 }));
}

void TstUsbipServer::aClientThatLeavesInPeaceFreesItsDevice()
{
    ServerRig rig({ "loopback" });
    Client client(rig.port());
    QCOMPARE(client.import("1-1").value_or(99), 0U);
    client.finishSending();
    QVERIFY(client.isClosed());
    QCOMPARE(rig.events(ClientEvent::Detached).at(0).detail, std::string("it closed the connection"));
    Client next(rig.port());
    QCOMPARE(next.import("1-1").value_or(99), 0U);
}

void TstUsbipServer::twoOfAKindAreTwoDevices()
{
    ServerRig rig({ "loopback", "loopback" });
    Client first(rig.port());
    Client second(rig.port());
    QCOMPARE(first.import("1-1").value_or(99), 0U);
    QCOMPARE(second.import("1-2").value_or(99), 0U);
    QCOMPARE(first.run(dataOut(1, 0x01, { 1, 2, 3 })).value().status, 0);
    SubmitBytes elsewhere = dataIn(1, 0x81, 512);
    elsewhere.device = 0x00010002;
    QVERIFY(second.submit(elsewhere)); // has nothing to read: it is another device
    QVERIFY(second.send(unlinkCommand(2, 1, 0x00010002)));
    QCOMPARE(second.answer().value().status, -104);
}

void TstUsbipServer::commandsMayFollowTheImportAtOnce()
{
    ServerRig rig({ "loopback" });
    Client client(rig.port());
    QVERIFY(client.send(joined({ importRequest("1-1"), submitCommand(controlIn(5, kGetDevice)) })));
    QVERIFY(client.receive(kImportedSize));
    const auto head = client.receive(kAnswerSize);
    QVERIFY(head);
    QCOMPARE(answerHead(*head).sequence, 5U);
    QVERIFY(client.receive(18));
}

void TstUsbipServer::aHalfClosedListIsAnswered()
{
    ServerRig rig({ "loopback" });
    Client client(rig.port());
    QVERIFY(client.send(operation(kListRequest)));
    client.finishSending();
    QVERIFY(client.receive(12 + 312 + 4));
    QVERIFY(client.isClosed());
}

void TstUsbipServer::stopsWithClientsAttached()
{
    ServerRig rig({ "loopback", "audio" });
    Client client(rig.port());
    Client idle(rig.port());
    QCOMPARE(client.import("1-1").value_or(99), 0U);
    for (std::uint32_t i = 1; i <= 100; ++i)
        QVERIFY(client.submit(dataIn(i, 0x81, 512)));
    QCOMPARE(client.run(controlIn(101, kGetDevice)).value().sequence, 101U);
    rig.stop();
    QVERIFY(client.isClosed());
    QVERIFY(idle.isClosed());
    QCOMPARE(rig.events(ClientEvent::Detached).at(0).detail, std::string("the server ends"));
}

void TstUsbipServer::tellsWhatCannotBeServed()
{
    ServerRig rig({ "loopback" });
    const std::vector<std::string> good { "loopback" };
    const std::vector<std::string> unknown { "loopback", "toaster" };
    const std::vector<std::string> many(128, "loopback");
    const auto taken = usbip::Server::create({ "127.0.0.1", rig.port(), false }, good, {});
    QVERIFY(!taken);
    QVERIFY(taken.error().kind == ErrorKind::Busy);
    const auto missing = usbip::Server::create({ "127.0.0.1", 0, false }, unknown, {});
    QVERIFY(!missing);
    QVERIFY(missing.error().kind == ErrorKind::NotFound);
    const auto crowd = usbip::Server::create({ "127.0.0.1", 0, false }, many, {});
    QVERIFY(!crowd);
    QVERIFY(crowd.error().kind == ErrorKind::InvalidArgument);
    const auto elsewhere = usbip::Server::create({ "192.0.2.1", 0, false }, good, {}); // RFC 5737: nobody's address
    QVERIFY(!elsewhere);
}

QTEST_GUILESS_MAIN(TstUsbipServer)
#include "tst_usbip_server.moc"
