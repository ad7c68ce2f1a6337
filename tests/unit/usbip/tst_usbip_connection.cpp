// SPDX-License-Identifier: GPL-3.0-or-later
// One client without its socket, in a time of its own: what URBs become, and that each is answered once.
#include "core/usbip/connection.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/usbip/usbip_bytes.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace wb;
using namespace wb::usbip;
using namespace wb::test;
using backend::virtualbus::BareDevice;

namespace {

class Rig {
public:
    explicit Rig(const std::string& key, const Limits& given = {}, bool imports = true)
        : Rig(std::vector<std::string> { key }, given, imports)
    {
    }
    Rig(const std::vector<std::string>& keys, const Limits& given, bool imports)
        : limits(given)
        , table(*ExportTable::create(keys))
        , connection(table, limits, [this](ClientEvent event, const Export*, const std::string& detail) {
            events.push_back(event);
            details.push_back(detail);
        })
    {
        if (!imports)
            return;
        send(importRequest("1-1"));
        takeOutput();
    }

    void send(ByteView bytes) { connection.receive(bytes); }
    void send(const SubmitBytes& command) { send(submitCommand(command)); }
    void pass(std::chrono::milliseconds duration)
    {
        const Nanoseconds end = time + duration;
        for (; time < end; time += std::chrono::microseconds(125))
            for (const Export& each : table.all())
                each.device->advance(time);
        connection.lookAfterDevice();
    }
    Bytes takeOutput()
    {
        Bytes bytes = toBytes(connection.output());
        connection.sent(bytes.size());
        return bytes;
    }
    // Of commands whose answers carry nothing but their head, or one kind of data each.
    std::vector<Answer> answers(bool isIsochronous = false)
    {
        const Bytes bytes = takeOutput();
        std::vector<Answer> all;
        for (std::size_t at = 0; at + kAnswerSize <= bytes.size();) {
            Answer answer = answerHead(ByteView(bytes).subspan(at));
            at += kAnswerSize;
            if (answer.command == 3 && isReading(answer.sequence)) {
                answer.data = toBytes(slice(bytes, at, answer.actual));
                at += answer.actual;
            }
            for (std::uint32_t i = 0; isIsochronous && answer.command == 3 && i < answer.packetCount; ++i, at += 16)
                answer.packets.push_back(packetAt(bytes, at));
            all.push_back(std::move(answer));
        }
        return all;
    }
    Answer run(const SubmitBytes& command)
    {
        send(command);
        pass(std::chrono::milliseconds(20));
        const std::vector<Answer> all = answers(!command.packets.empty());
        return all.size() == 1 ? all.front() : Answer {};
    }
    // Reads have odd numbers in these tests.
    static bool isReading(std::uint32_t sequence) { return sequence % 2 == 1; }
    BareDevice& device() { return *table.all().front().device; }

    const Limits limits;
    std::vector<ClientEvent> events;
    std::vector<std::string> details;
    ExportTable table;
    Connection connection;
    Nanoseconds time = now();
};

SubmitBytes withPackets(SubmitBytes command, std::vector<PacketBytes> packets)
{
    command.packets = std::move(packets);
    return command;
}

constexpr std::array<Byte, 8> kUnconfigure { 0x00, 9, 0, 0, 0, 0, 0, 0 };

} // namespace

class TstUsbipConnection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void requestsMayComeByteByByte();
    void startFramesFollowTheBus();
    void startFramesOfFullSpeedAreFrames();
    void packetsThatLieAreRefused_data();
    void packetsThatLieAreRefused();
    void unlinkedOnceAnsweredOnce();
    void aShortReadCanBeAnError();
    void aClosedAlternateSettingEndsItsTransfers();
    void leavingTheConfigurationClosesEverything();
    void aHaltLastsUntilItIsCleared();
    void theAddressIsNotTheClients();
    void controlDirectionsMustAgree();
    void unknownEndpointsAreABusError();
    void tooManyTransfersAreRefused();
    void tooManyBytesAreRefused();
    void unreadAnswersStopTheReading();
    void aReleasedDeviceIsAsNew();
    void aDeviceThatLeftIsPluggedInAgain();
    void malformedCommandsEndTheConnection_data();
    void malformedCommandsEndTheConnection();
    void theSeedsOfTheFuzzerDoNoHarm();
};

void TstUsbipConnection::requestsMayComeByteByByte()
{
    Rig rig("loopback", {}, false);
    const Bytes all
        = joined({ importRequest("1-1"), submitCommand(controlOut(2, { 0x40, 0x5b, 0, 0, 0, 0, 4, 0 }, { 1, 2, 3, 4 })),
            submitCommand(dataOut(4, 0x01, { 9, 8, 7 })), submitCommand(dataIn(5, 0x81, 64)) });
    for (const Byte byte : all)
        rig.send(ByteView(&byte, 1));
    QVERIFY(!rig.connection.isInRequest());
    rig.pass(std::chrono::milliseconds(20));
    const Bytes imported = toBytes(rig.connection.output().first(kImportedSize));
    rig.connection.sent(imported.size());
    const std::vector<Answer> answers = rig.answers();
    QCOMPARE(answers.size(), std::size_t { 3 });
    QCOMPARE(rig.run(controlIn(7, { 0xc0, 0x5c, 0, 0, 0, 0, 4, 0 })).data, (Bytes { 1, 2, 3, 4 }));
    const auto read
        = std::find_if(answers.begin(), answers.end(), [](const Answer& answer) { return answer.sequence == 5; });
    QVERIFY(read != answers.end());
    QCOMPARE(read->data, (Bytes { 9, 8, 7 }));
}

void TstUsbipConnection::startFramesFollowTheBus()
{
    Rig rig("loopback");
    QCOMPARE(rig.run(controlOut(2, setInterface(0, 1))).status, 0);
    rig.send(packetsIn(3, 0x84, 16, 512));
    rig.send(packetsIn(5, 0x84, 16, 512));
    rig.pass(std::chrono::milliseconds(20));
    const std::vector<Answer> answers = rig.answers(true);
    QCOMPARE(answers.size(), std::size_t { 2 });
    QVERIFY(answers[0].startFrame > 0);
    QCOMPARE(answers[1].startFrame, answers[0].startFrame + 16); // microframes, one packet in each
    QCOMPARE(answers[0].data.size(), std::size_t { 16 * 512 });
    QCOMPARE(answers[1].data[0], Byte { 16 }); // the number of its first packet
}

void TstUsbipConnection::startFramesOfFullSpeedAreFrames()
{
    Rig rig("microphone");
    QCOMPARE(rig.run(controlOut(2, setInterface(1, 1))).status, 0);
    rig.send(packetsIn(3, 0x81, 20, 98));
    rig.send(packetsIn(5, 0x81, 20, 98));
    rig.pass(std::chrono::milliseconds(60));
    const std::vector<Answer> answers = rig.answers(true);
    QCOMPARE(answers.size(), std::size_t { 2 });
    QCOMPARE(answers[1].startFrame, answers[0].startFrame + 20);
    QCOMPARE(answers[0].data.size(), std::size_t { 20 * 96 }); // 48 samples a millisecond
    QVERIFY((answers[0].packets.at(19) == PacketBytes { 19 * 98, 98, 96, 0 }));
}

void TstUsbipConnection::packetsThatLieAreRefused_data()
{
    QTest::addColumn<quint32>("offset");
    QTest::addColumn<quint32>("length");
    QTest::newRow("behind the buffer") << 1024U << 512U;
    QTest::newRow("over the end") << 600U << 512U;
    QTest::newRow("wraps around") << 0xffffffffU << 512U;
    QTest::newRow("more in all than the buffer") << 0U << 513U;
    QTest::newRow("more than the endpoint moves") << 0U << 1000U;
}

void TstUsbipConnection::packetsThatLieAreRefused()
{
    QFETCH(const quint32, offset);
    QFETCH(const quint32, length);
    Rig rig("loopback");
    QCOMPARE(rig.run(controlOut(2, setInterface(0, 1))).status, 0);
    const Answer answer = rig.run(withPackets(dataIn(3, 0x84, 1024), { { offset, length, 0, 0 }, { 0, 512, 0, 0 } }));
    QCOMPARE(answer.sequence, 3U);
    QCOMPARE(answer.status, -22); // -EINVAL
    QCOMPARE(answer.actual, 0U);
    QCOMPARE(answer.packets.size(), std::size_t { 2 });
    QCOMPARE(answer.packets[0].offset, offset);
    QCOMPARE(answer.packets[0].actual, 0U);
    QVERIFY(!rig.connection.isEnded());
}

void TstUsbipConnection::unlinkedOnceAnsweredOnce()
{
    Rig rig("loopback");
    rig.send(dataIn(1, 0x81, 512));
    rig.pass(std::chrono::milliseconds(5));
    QVERIFY(rig.answers().empty());
    rig.send(joined({ unlinkCommand(10, 1), unlinkCommand(11, 1), unlinkCommand(12, 999) }));
    rig.pass(std::chrono::milliseconds(5));
    std::vector<Answer> answers = rig.answers();
    std::sort(answers.begin(), answers.end(), [](const Answer& a, const Answer& b) { return a.sequence < b.sequence; });
    QCOMPARE(answers.size(), std::size_t { 3 });
    for (const Answer& answer : answers)
        QCOMPARE(answer.command, 4U);
    QCOMPARE(answers[0].status, -104);
    QCOMPARE(answers[1].status, 0);
    QCOMPARE(answers[2].status, 0);
    QCOMPARE(rig.run(dataOut(2, 0x01, { 1 })).status, 0);
    QVERIFY(rig.answers().empty()); // nobody waits for that byte any more
    QCOMPARE(rig.run(dataIn(1, 0x81, 512)).data, Bytes { 1 }); // and its number may be used again
}

void TstUsbipConnection::aShortReadCanBeAnError()
{
    Rig rig("loopback");
    SubmitBytes read = dataIn(3, 0x81, 512);
    read.flags = 1; // URB_SHORT_NOT_OK
    QCOMPARE(rig.run(dataOut(2, 0x01, { 1, 2 })).status, 0);
    const Answer answer = rig.run(read);
    QCOMPARE(answer.status, -121); // -EREMOTEIO
    QCOMPARE(answer.data, (Bytes { 1, 2 }));
}

void TstUsbipConnection::aClosedAlternateSettingEndsItsTransfers()
{
    Rig rig("loopback");
    rig.send(dataIn(1, 0x81, 512));
    rig.send(controlOut(2, setInterface(0, 1)));
    rig.pass(std::chrono::milliseconds(20));
    const std::vector<Answer> answers = rig.answers();
    QCOMPARE(answers.size(), std::size_t { 2 });
    for (const Answer& answer : answers)
        QCOMPARE(answer.status, answer.sequence == 1 ? -108 : 0); // -ESHUTDOWN
    QCOMPARE(rig.run(packetsIn(3, 0x84, 2, 512)).status, 0); // of the new one
}

void TstUsbipConnection::leavingTheConfigurationClosesEverything()
{
    Rig rig("loopback");
    QCOMPARE(rig.run(controlOut(2, kUnconfigure)).status, 0);
    QVERIFY(!rig.device().info()->activeConfiguration);
    QCOMPARE(rig.run(dataIn(3, 0x82, 512)).status, -71);
    QCOMPARE(rig.run(controlOut(4, kSetConfiguration)).status, 0);
    QVERIFY(rig.device().info()->activeConfiguration == 1);
    QCOMPARE(rig.run(dataIn(5, 0x82, 512)).data.size(), std::size_t { 512 });
}

void TstUsbipConnection::aHaltLastsUntilItIsCleared()
{
    Rig rig("loopback");
    QCOMPARE(rig.run(controlOut(2, { 0x02, 3, 0, 0, 0x82, 0, 0, 0 })).status, 0); // SET_FEATURE(ENDPOINT_HALT)
    QCOMPARE(rig.run(dataIn(3, 0x82, 512)).status, -32);
    QCOMPARE(rig.run(dataIn(5, 0x82, 512)).status, -32);
    QCOMPARE(rig.run(controlOut(6, { 0x02, 1, 0, 0, 0x82, 0, 0, 0 })).status, 0); // CLEAR_FEATURE
    QCOMPARE(rig.run(dataIn(7, 0x82, 512)).status, 0);
}

void TstUsbipConnection::theAddressIsNotTheClients()
{
    Rig rig("loopback");
    QCOMPARE(rig.run(controlOut(2, { 0x00, 5, 7, 0, 0, 0, 0, 0 })).status, -22);
    QCOMPARE(rig.run(controlIn(3, kGetDevice)).status, 0);
}

void TstUsbipConnection::controlDirectionsMustAgree()
{
    Rig rig("loopback");
    SubmitBytes in = controlIn(2, kGetDevice);
    in.endpoint = 0; // OUT: eighteen bytes follow
    in.data = Bytes(18);
    QCOMPARE(rig.run(in).status, -22);
    SubmitBytes out = controlOut(3, { 0x40, 0x5b, 0, 0, 0, 0, 4, 0 });
    out.endpoint = 0x80;
    QCOMPARE(rig.run(out).status, -22);
    SubmitBytes longer = controlIn(5, kGetDevice);
    longer.length = 64; // wLength says 18
    QCOMPARE(rig.run(longer).status, -22);
    SubmitBytes empty = controlIn(7, { 0x00, 9, 1, 0, 0, 0, 0, 0 }); // no data stage: the direction means nothing
    QCOMPARE(rig.run(empty).status, 0);
    QCOMPARE(rig.run(controlIn(9, { 0xc0, 0x5c, 0, 0, 0, 0, 0x01, 0x10 })).status, -22); // 4097 bytes
}

void TstUsbipConnection::unknownEndpointsAreABusError()
{
    Rig rig("loopback");
    QCOMPARE(rig.run(dataIn(3, 0x8f, 512)).status, -71); // -EPROTO
    QCOMPARE(rig.run(dataOut(2, 0x0f, { 1, 2, 3 })).status, -71);
    // Isochronous, but not in this alternate setting: the packets are part of the command.
    const Answer answer = rig.run(packetsIn(5, 0x84, 2, 512));
    QCOMPARE(answer.status, -71);
    QCOMPARE(answer.packets.size(), std::size_t { 2 });
    QCOMPARE(rig.run(controlIn(7, kGetDevice)).status, 0); // still in step
}

void TstUsbipConnection::tooManyTransfersAreRefused()
{
    Limits limits;
    limits.maxInFlightCount = 4;
    Rig rig("loopback", limits);
    for (std::uint32_t i = 1; i <= 9; i += 2)
        rig.send(dataIn(i, 0x81, 512));
    const std::vector<Answer> answers = rig.answers();
    QCOMPARE(answers.size(), std::size_t { 1 });
    QCOMPARE(answers[0].sequence, 9U);
    QCOMPARE(answers[0].status, -12); // -ENOMEM
    rig.send(unlinkCommand(20, 1)); // can still be said
    rig.pass(std::chrono::milliseconds(1));
    QCOMPARE(rig.answers().at(0).status, -104);
}

void TstUsbipConnection::tooManyBytesAreRefused()
{
    Limits limits;
    limits.maxInFlightBytes = std::size_t { 1 } << 20;
    Rig rig("loopback", limits);
    for (std::uint32_t i = 1; i <= 101; i += 2)
        rig.send(dataIn(i, 0x81, 100'000));
    QCOMPARE(rig.answers().size(), std::size_t { 41 });
    QVERIFY(rig.connection.memory() < 2 * limits.maxInFlightBytes);
    rig.send(dataOut(2, 0x02, Bytes(1'000'000))); // its data is read, and thrown away
    QCOMPARE(rig.answers().at(0).status, -12);
    QVERIFY(rig.connection.memory() < 2 * limits.maxInFlightBytes);
}

void TstUsbipConnection::unreadAnswersStopTheReading()
{
    Limits limits;
    limits.maxQueuedBytes = 10'000;
    Rig rig("loopback", limits);
    QVERIFY(rig.connection.wantsInput());
    std::uint32_t sequence = 1;
    while (rig.connection.wantsInput()) {
        rig.send(dataIn(sequence += 2, 0x82, 1024));
        rig.pass(std::chrono::milliseconds(1));
        QVERIFY(sequence < 100);
    }
    QVERIFY(rig.connection.output().size() < 2 * limits.maxQueuedBytes);
    QVERIFY(rig.takeOutput().size() > limits.maxQueuedBytes);
    QVERIFY(rig.connection.wantsInput());
}

void TstUsbipConnection::aReleasedDeviceIsAsNew()
{
    Rig rig("loopback");
    QCOMPARE(rig.run(controlOut(2, kUnconfigure)).status, 0);
    rig.send(controlIn(3, kGetDevice));
    rig.connection.endOfInput();
    QVERIFY(rig.connection.isEnded());
    QVERIFY(!rig.table.all().front().isTaken);
    QVERIFY(rig.device().info()->activeConfiguration == 1);
    QVERIFY(rig.device().nextDue() == Nanoseconds::max()); // nothing is left on the bus
    QVERIFY(rig.answers().empty());
}

void TstUsbipConnection::aDeviceThatLeftIsPluggedInAgain()
{
    Rig rig("misbehaver");
    rig.send(dataIn(1, 0x81, 1 << 20));
    rig.send(controlOut(2, { 0x40, 0x15, 0, 0, 0, 0, 0, 0 })); // leaves
    rig.pass(std::chrono::milliseconds(50));
    const std::vector<Answer> answers = rig.answers();
    QCOMPARE(answers.size(), std::size_t { 2 });
    for (const Answer& answer : answers)
        QCOMPARE(answer.status, -108);
    QVERIFY(rig.connection.isEnded());
    QCOMPARE(rig.details.back(), std::string("the device has left the bus"));
    QVERIFY(!rig.table.all().front().isTaken);
    QVERIFY(!rig.device().hasLeft());
    Connection next(rig.table, rig.limits, [](ClientEvent, const Export*, const std::string&) {});
    next.receive(joined({ importRequest("1-1"), submitCommand(controlIn(1, kGetDevice)) }));
    rig.device().advance(now() + std::chrono::milliseconds(20));
    QCOMPARE(next.output().size(), kImportedSize + kAnswerSize + 18);
}

void TstUsbipConnection::malformedCommandsEndTheConnection_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char* name, SubmitBytes command) {
        const Bytes bytes = submitCommand(command);
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size()));
    };
    SubmitBytes wrong = controlIn(1, kGetDevice);
    wrong.command = 5;
    row("unknown command", wrong);
    wrong = controlIn(1, kGetDevice);
    wrong.device = 0x00010002;
    row("another device", wrong);
    row("a read of 2 GiB", dataIn(1, 0x82, 0x7fffffff));
    row("a write of 4 GiB", [] {
        SubmitBytes write = dataOut(1, 0x02, { 1 });
        write.length = 0xffffffff;
        return write;
    }());
    wrong = dataIn(1, 0x84, 512);
    wrong.packetCount = 1025;
    row("1025 packets", wrong);
    wrong.packetCount = 0x80000000;
    row("2^31 packets", wrong);
    wrong.packetCount = 0xffffffff;
    row("minus one packet", wrong);
    const Bytes twice = joined({ submitCommand(dataIn(1, 0x81, 64)), submitCommand(dataIn(1, 0x81, 64)) });
    QTest::newRow("a number used twice") << QByteArray(
        reinterpret_cast<const char*>(twice.data()), static_cast<int>(twice.size()));
}

void TstUsbipConnection::malformedCommandsEndTheConnection()
{
    QFETCH(const QByteArray, bytes);
    Rig rig("loopback");
    QCOMPARE(rig.run(controlOut(2, setInterface(0, 1))).status, 0);
    rig.send(asBytes({ bytes.constData(), static_cast<std::size_t>(bytes.size()) }));
    QVERIFY(rig.connection.isEnded());
    QVERIFY(!rig.connection.wantsInput());
    QVERIFY(rig.events.back() == ClientEvent::Detached);
    QVERIFY(!rig.details.back().empty());
    QVERIFY(!rig.table.all().front().isTaken);
    rig.send(controlIn(3, kGetDevice)); // falls on deaf ears
    rig.pass(std::chrono::milliseconds(5));
    QVERIFY(rig.answers().empty());
}

void TstUsbipConnection::theSeedsOfTheFuzzerDoNoHarm()
{
    const QDir folder(QStringLiteral(WB_SOURCE_DIR "/tests/fuzz/corpus/fuzz_usbip"));
    const QStringList names = folder.entryList(QDir::Files);
    QVERIFY(names.size() >= 5);
    for (const QString& name : names) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        Rig rig({ "loopback", "disk", "cdc-acm", "microphone", "speaker", "superspeed", "dfu", "lossy", "power-hub" },
            {}, false);
        rig.send(asBytes({ bytes.constData(), static_cast<std::size_t>(bytes.size()) }));
        rig.pass(std::chrono::milliseconds(5));
        rig.connection.endOfInput();
        for (const Export& device : rig.table.all())
            QVERIFY(!device.isTaken && device.device->nextDue() == Nanoseconds::max());
    }
}

QTEST_GUILESS_MAIN(TstUsbipConnection)
#include "tst_usbip_connection.moc"
