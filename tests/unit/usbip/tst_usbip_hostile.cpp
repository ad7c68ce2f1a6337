// SPDX-License-Identifier: GPL-3.0-or-later
// The server over real sockets, with clients that mean harm; one that behaves is beside them all the while.
#include "core/usbip/protocol.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/usbip/usbip_client.h"

#include <QTest>

#include <poll.h>

using namespace wb;
using namespace wb::test;
using usbip::ClientEvent;

namespace {

usbip::Limits impatient()
{
    usbip::Limits limits;
    limits.handshakeTime = std::chrono::milliseconds(300);
    limits.stallTime = std::chrono::milliseconds(300);
    return limits;
}

// The device of the good client, and one for the bad.
class Scene {
public:
    explicit Scene(const usbip::Limits& limits = impatient())
        : rig({ "loopback", "loopback" }, limits)
        , good(rig.port())
    {
        m_isImported = good.import("1-2") == 0U;
    }

    [[nodiscard]] bool isGoodServed()
    {
        SubmitBytes request = controlIn(++m_sequence, kGetDevice);
        request.device = 0x00010002;
        const auto answer = good.run(request);
        return m_isImported && answer && answer->sequence == m_sequence && answer->data.size() == 18;
    }

    ServerRig rig;
    Client good;

private:
    bool m_isImported = false;
    std::uint32_t m_sequence = 0;
};

} // namespace

class TstUsbipHostile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void garbageIsClosed_data();
    void garbageIsClosed();
    void silenceIsClosed();
    void aRequestIsNotFinished();
    void aCommandIsNotFinished();
    void answersAreNeverRead();
    void aCrowdKeepsNobodyOut();
    void aTrickleDoesNotHoldTheHandshake();
    void leavingInTheMiddle();
    void aFloodOfCommandsIsServedInTurns();
    void theDeviceIsFreeAgainAfterEachOfThem();
};

void TstUsbipHostile::garbageIsClosed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("another protocol") << QByteArray("GET / HTTP/1.1\r\nHost: me\r\n\r\n");
    QTest::newRow("zeros") << QByteArray(64, '\0');
    QTest::newRow("another version") << QByteArray::fromHex("0106800500000000");
    QTest::newRow("an unknown operation") << QByteArray::fromHex("0111800600000000");
    QTest::newRow("a reply") << QByteArray::fromHex("0111000500000000");
    QTest::newRow("a command before the import") << QByteArray::fromHex("000000010000000100010001").append(36, '\0');
}

void TstUsbipHostile::garbageIsClosed()
{
    QFETCH(const QByteArray, bytes);
    Scene scene;
    Client bad(scene.rig.port());
    QVERIFY(bad.send(asBytes({ bytes.constData(), static_cast<std::size_t>(bytes.size()) })));
    QVERIFY(bad.isClosed());
    QCOMPARE(scene.rig.events(ClientEvent::Refused).size(), std::size_t { 1 });
    QVERIFY(scene.isGoodServed());
}

void TstUsbipHostile::silenceIsClosed()
{
    Scene scene;
    Client bad(scene.rig.port());
    QVERIFY(bad.isClosed());
    QCOMPARE(scene.rig.events(ClientEvent::Refused).at(0).detail, std::string("it made no request in time"));
    QVERIFY(scene.isGoodServed()); // a client with a device may be silent as long as it likes
}

void TstUsbipHostile::aRequestIsNotFinished()
{
    Scene scene;
    Client bad(scene.rig.port());
    Bytes request = importRequest("1-1");
    request.pop_back();
    QVERIFY(bad.send(request));
    QVERIFY(bad.isClosed());
    QVERIFY(scene.isGoodServed());
}

void TstUsbipHostile::aCommandIsNotFinished()
{
    Scene scene;
    Client bad(scene.rig.port());
    QCOMPARE(bad.import("1-1").value_or(99), 0U);
    Bytes command = submitCommand(dataOut(1, 0x02, Bytes(5000)));
    command.resize(4000);
    QVERIFY(bad.send(command));
    QVERIFY(bad.isClosed());
    QCOMPARE(scene.rig.events(ClientEvent::Detached).at(0).detail, std::string("it did not finish its request"));
    Client next(scene.rig.port());
    QCOMPARE(next.import("1-1").value_or(99), 0U);
    QVERIFY(scene.isGoodServed());
}

void TstUsbipHostile::answersAreNeverRead()
{
    usbip::Limits limits = impatient();
    limits.maxQueuedBytes = 100'000;
    Scene scene(limits);
    Client bad(scene.rig.port(), 4096);
    QCOMPARE(bad.import("1-1").value_or(99), 0U);
    // As much as the server takes; it stops reading long before this is all sent.
    std::uint32_t sequence = 0;
    Bytes pending;
    const auto isTold = [&scene] { return scene.rig.eventsSoFar(ClientEvent::Detached).size() == 1; };
    while (!isTold()) {
        if (pending.empty())
            pending = submitCommand(dataIn(++sequence, 0x82, 60'000));
        const std::size_t sent = bad.sendAtOnce(pending);
        pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(sent));
        if (sent == 0)
            QVERIFY(scene.isGoodServed());
        QVERIFY(sequence < 10'000'000);
    }
    QCOMPARE(scene.rig.events(ClientEvent::Detached).at(0).detail, std::string("it does not read its answers"));
    QVERIFY(scene.isGoodServed());
}

void TstUsbipHostile::aCrowdKeepsNobodyOut()
{
    usbip::Limits limits;
    limits.maxHandshakes = 4; // and patience enough for all of them
    Scene scene(limits);
    std::vector<std::unique_ptr<Client>> crowd;
    for (int i = 0; i < 50; ++i)
        crowd.push_back(std::make_unique<Client>(scene.rig.port()));
    QVERIFY(scene.isGoodServed());
    Client late(scene.rig.port());
    QCOMPARE(late.import("1-1").value_or(99), 0U);
    QVERIFY(crowd.front()->isClosed());
    QCOMPARE(scene.rig.events(ClientEvent::Refused, 46).at(0).detail, std::string("too many connect at once"));
}

void TstUsbipHostile::aTrickleDoesNotHoldTheHandshake()
{
    Scene scene;
    Client bad(scene.rig.port());
    const Bytes request = importRequest("1-1");
    // A byte whenever the good client was served, for ever: what counts is when it began.
    for (std::size_t i = 0; scene.rig.eventsSoFar(ClientEvent::Refused).empty(); ++i) {
        (void)bad.sendAtOnce(ByteView(request).subspan(i % 8, i < 8 ? 1 : 0));
        QVERIFY(scene.isGoodServed());
    }
    QVERIFY(bad.isClosed());
}

void TstUsbipHostile::leavingInTheMiddle()
{
    Scene scene;
    std::size_t count = 0;
    for (std::size_t length = 1; length < 300; length += 7, ++count) {
        Client bad(scene.rig.port());
        const Bytes all = joined({ importRequest("1-1"), submitCommand(dataIn(1, 0x81, 100'000)),
            submitCommand(dataOut(2, 0x02, Bytes(400))) });
        QVERIFY(bad.send(ByteView(all).first(length)));
        bad.close();
    }
    QVERIFY(scene.isGoodServed());
    const auto told = [&scene](ClientEvent kind) { return scene.rig.eventsSoFar(kind).size(); };
    QTRY_COMPARE(told(ClientEvent::Detached) + told(ClientEvent::Refused), count); // some found it taken
    QVERIFY(told(ClientEvent::Detached) > 0);
    Client next(scene.rig.port());
    QCOMPARE(next.import("1-1").value_or(99), 0U);
}

void TstUsbipHostile::aFloodOfCommandsIsServedInTurns()
{
    Scene scene;
    Client bad(scene.rig.port());
    QCOMPARE(bad.import("1-1").value_or(99), 0U);
    Bytes flood;
    for (std::uint32_t i = 1; i <= 20'000; ++i) {
        const Bytes one = unlinkCommand(i, i + 1'000'000);
        flood.insert(flood.end(), one.begin(), one.end());
    }
    std::size_t sent = 0;
    std::size_t answered = 0;
    while (answered < 20'000) {
        if (sent < flood.size())
            sent += bad.sendAtOnce(ByteView(flood).subspan(sent));
        pollfd line { bad.descriptor(), POLLIN, 0 };
        while (::poll(&line, 1, 0) == 1) {
            const auto answer = bad.answer();
            QVERIFY(answer);
            QCOMPARE(answer->sequence, static_cast<std::uint32_t>(++answered));
        }
        QVERIFY(scene.isGoodServed());
    }
}

void TstUsbipHostile::theDeviceIsFreeAgainAfterEachOfThem()
{
    Scene scene;
    for (int i = 0; i < 20; ++i) {
        Client bad(scene.rig.port());
        QCOMPARE(bad.import("1-1").value_or(99), 0U);
        QVERIFY(bad.submit(dataIn(1, 0x81, 512)));
        QVERIFY(bad.send(Bytes(48, 0xff)));
        QVERIFY(bad.isClosed());
    }
    QVERIFY(scene.isGoodServed());
}

QTEST_GUILESS_MAIN(TstUsbipHostile)
#include "tst_usbip_hostile.moc"
