// SPDX-License-Identifier: GPL-3.0-or-later
// Every way a stream can end, by type and direction of its endpoint and by its depth, on the demo bus: what a mocked
// kernel cannot play, because it needs a bus whose time passes. Single transfers have their matrix in tests/umockdev.
// Each row: the right reason and counts are told, not a byte that came or was taken is lost, every transfer is in the
// log exactly once, nothing is left in flight, no call takes a second, and the endpoint works afterwards.
#include "core/backend/virtualbus/virtual_bus.h"
#include "tests/unit/engine/log_audit.h"
#include "tests/unit/engine/service_watcher.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace wb;
using namespace wb::engine;
using usb::TransferType;
using wb::test::ServiceWatcher;

namespace {

constexpr qint64 kBarMs = 1000;
constexpr std::uint32_t kShortBytes = 7; // what a short packet of the misbehaver has
constexpr std::uint32_t kTimeoutMs = 150;

enum class Fault : std::uint8_t {
    Stall,
    PartialTimeout,
    EmptyTimeout,
    Short,
    Babble,
    Stop,
    CancelAll,
    Unplug,
    Leave,
    ForeignReset,
    Close,
    Exit
};
struct FaultRow {
    Fault fault;
    const char* name;
    std::uint8_t order; // the misbehaver's vendor request; 0: it behaves
    const char* reason; // why a stream ends that ends by itself or by what is done; null: it goes on
};
constexpr auto kFaults = std::to_array<FaultRow>({
    { Fault::Stall, "stall", 1, "endpoint stalled" },
    { Fault::PartialTimeout, "timeout with partial data", 3, "errors in a row" },
    { Fault::EmptyTimeout, "timeout without data", 3, "errors in a row" },
    { Fault::Short, "short", 2, nullptr },
    { Fault::Babble, "babble", 4, nullptr },
    { Fault::Stop, "cancel", 0, "stopped" },
    { Fault::CancelAll, "cancel all", 0, "stopped" },
    { Fault::Unplug, "unplug", 0, "unplugged" },
    { Fault::Leave, "leaves by itself", 5, "unplugged" },
    { Fault::ForeignReset, "reset by another program", 3,
        "reset by another program" }, // silent, so that it meets them in flight
    { Fault::Close, "close", 0, "stopped by: close" },
    { Fault::Exit, "program exit", 0, nullptr },
});

// Isochronous endpoints neither stall nor keep anybody waiting (USB 2.0 §5.6.5): packets are missing, and the stream
// goes on.
struct TypeRow {
    TransferType type;
    std::uint8_t endpoint;
    std::uint32_t packet;
    std::uint32_t transferBytes; // 0: as many packets as are usual
    std::uint16_t goodPackets; // before the fault: a whole transfer and a part of the next
};
constexpr auto kTypes = std::to_array<TypeRow>({
    { TransferType::Bulk, 0x81, 512, 4096, 10 },
    { TransferType::Bulk, 0x01, 512, 4096, 10 },
    { TransferType::Interrupt, 0x83, 64, 128, 3 },
    { TransferType::Interrupt, 0x03, 64, 128, 3 },
    { TransferType::Isochronous, 0x84, 256, 0, 70 },
    { TransferType::Isochronous, 0x04, 256, 0, 70 },
});

struct DepthRow {
    std::uint32_t depth;
    const char* name;
};
constexpr auto kDepths = std::to_array<DepthRow>({ { 1, "one in flight" }, { 8, "full queue" } });

bool isSilent(Fault fault) { return fault == Fault::PartialTimeout || fault == Fault::EmptyTimeout; }

bool isDone(Fault fault) // by the host, or by somebody at it
{
    return fault == Fault::Stop || fault == Fault::CancelAll || fault == Fault::Unplug || fault == Fault::ForeignReset
        || fault == Fault::Close || fault == Fault::Exit;
}

// The host decides how much it sends, and is answered with a handshake.
bool canHappen(const TypeRow& type, Fault fault)
{
    return usb::EndpointAddress { type.endpoint }.isIn() || (fault != Fault::Short && fault != Fault::Babble);
}

std::string nameOf(const TypeRow& type)
{
    const usb::EndpointAddress endpoint { type.endpoint };
    return std::string(usb::toString(type.type)) + " " + std::string(usb::toString(endpoint.direction()));
}

bool goesOn(const TypeRow& type, const FaultRow& fault)
{
    const bool isMissing = fault.fault == Fault::Stall || isSilent(fault.fault);
    return fault.fault == Fault::Short || fault.fault == Fault::Babble
        || (type.type == TransferType::Isochronous && isMissing);
}

// Of the error that a stream ends with.
std::optional<ErrorKind> kindOf(const TypeRow& type, const FaultRow& fault)
{
    if (goesOn(type, fault))
        return std::nullopt;
    switch (fault.fault) {
    case Fault::Stall:
        return ErrorKind::Stall;
    case Fault::PartialTimeout:
    case Fault::EmptyTimeout:
        return ErrorKind::Timeout;
    case Fault::Unplug:
    case Fault::Leave:
        return ErrorKind::Disconnected;
    case Fault::ForeignReset:
        return ErrorKind::Io;
    case Fault::Short:
    case Fault::Babble:
    case Fault::Stop:
    case Fault::CancelAll:
    case Fault::Close:
    case Fault::Exit:
        return std::nullopt;
    }
    return std::nullopt;
}

// Where the fault decides how much comes or is taken: all of it is kept, whatever became of the transfer (P12, P13).
std::optional<std::uint64_t> bytesOf(const TypeRow& type, const FaultRow& fault)
{
    const bool isIsochronous = type.type == TransferType::Isochronous;
    const bool isLast = fault.fault == Fault::PartialTimeout || fault.fault == Fault::Leave
        || (!isIsochronous && fault.fault == Fault::Stall);
    if (isLast)
        return std::uint64_t { type.goodPackets } * type.packet;
    return fault.fault == Fault::EmptyTimeout ? std::optional<std::uint64_t>(0) : std::nullopt;
}

} // namespace

class TestFaultMatrixStreams : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void fault_data();
    void fault();

private:
    [[nodiscard]] usb::DevicePtr misbehaver() const;
    [[nodiscard]] bool order(std::uint8_t request, std::uint16_t goodPackets, std::uint8_t endpoint);
    [[nodiscard]] static StreamConfig configFor(const TypeRow& type, std::uint32_t depth, Fault fault);
    [[nodiscard]] StreamStatus status(StreamId stream) const;
    [[nodiscard]] bool hasSeenTheFault(StreamId stream, const TypeRow& type, Fault fault) const;
    void act(Fault fault, StreamId stream);
    void checkEnd(const StreamStatus& ended, const TypeRow& type, const FaultRow& fault);
    void checkThatItWorks(const TypeRow& type, std::uint32_t depth);
    void checkLog();

    template <class Call> auto timed(Call call)
    {
        QElapsedTimer clock;
        clock.start();
        auto result = call();
        m_slowestMs = std::max(m_slowestMs, clock.elapsed());
        return result;
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::shared_ptr<capture::LiveLog> m_log;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<ServiceWatcher> m_watch;
    backend::VirtualBus* m_bus = nullptr;
    usb::DeviceId m_device;
    std::uint64_t m_transfers = 0; // that must be in the log
    qint64 m_slowestMs = 0;
};

void TestFaultMatrixStreams::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    auto log = capture::LiveLog::create(m_directory->filePath(QStringLiteral("log.pcapng")).toStdString());
    QVERIFY(log);
    m_log = *log;
    m_service = std::make_unique<UsbService>(m_log);
    m_watch = std::make_unique<ServiceWatcher>(*m_service);
    auto bus = backend::VirtualBus::create();
    m_bus = bus.get();
    m_service->addBackend(std::move(bus));
    QTRY_VERIFY(m_watch->isInitialSeen);
    QVERIFY(misbehaver());
    m_device = misbehaver()->id;
    m_transfers = 0;
    m_slowestMs = 0;
}

void TestFaultMatrixStreams::cleanup()
{
    m_watch.reset();
    m_service.reset();
    m_log.reset();
}

usb::DevicePtr TestFaultMatrixStreams::misbehaver() const
{
    for (const usb::DevicePtr& device : m_service->devices())
        if (device->descriptor.productId == 0x0bad)
            return device;
    return nullptr;
}

bool TestFaultMatrixStreams::order(std::uint8_t request, std::uint16_t goodPackets, std::uint8_t endpoint)
{
    usb::TransferRequest wanted;
    wanted.setup = { 0x40, request, goodPackets, endpoint, 0 };
    const RequestId id = timed([&] { return m_service->transfer(m_device, wanted); });
    ++m_transfers;
    return QTest::qWaitFor([&] { return m_watch->isAnswered(id); })
        && m_watch->transfers.at(id).result.status == usb::TransferStatus::Completed;
}

StreamConfig TestFaultMatrixStreams::configFor(const TypeRow& type, std::uint32_t depth, Fault fault)
{
    StreamConfig config;
    config.endpoint = { type.endpoint };
    config.depth = depth;
    config.transferBytes = type.transferBytes;
    config.payload.kind = stream::PayloadKind::Counter; // OUT
    if (isSilent(fault) && type.type != TransferType::Isochronous)
        config.timeoutMs = kTimeoutMs;
    return config;
}

StreamStatus TestFaultMatrixStreams::status(StreamId stream) const
{
    const auto found = m_watch->streams.find(stream);
    return found == m_watch->streams.end() ? StreamStatus {} : found->second;
}

bool TestFaultMatrixStreams::hasSeenTheFault(StreamId stream, const TypeRow& type, Fault fault) const
{
    const StreamStatus seen = status(stream);
    if (fault == Fault::Short)
        return seen.bytes % type.packet == kShortBytes;
    return seen.errors + seen.packetErrors > 0;
}

void TestFaultMatrixStreams::fault_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("kind");
    for (std::size_t type = 0; type < kTypes.size(); ++type)
        for (std::size_t depth = 0; depth < kDepths.size(); ++depth)
            for (std::size_t kind = 0; kind < kFaults.size(); ++kind)
                if (canHappen(kTypes.at(type), kFaults.at(kind).fault))
                    QTest::addRow(
                        "%s/%s/%s", nameOf(kTypes.at(type)).c_str(), kDepths.at(depth).name, kFaults.at(kind).name)
                        << static_cast<int>(type) << static_cast<int>(depth) << static_cast<int>(kind);
}

void TestFaultMatrixStreams::fault()
{
    QFETCH(int, type);
    QFETCH(int, depth);
    QFETCH(int, kind);
    const TypeRow& of = kTypes.at(static_cast<std::size_t>(type));
    const FaultRow& row = kFaults.at(static_cast<std::size_t>(kind));
    const std::uint32_t inFlight = kDepths.at(static_cast<std::size_t>(depth)).depth;
    const std::uint16_t goodPackets = row.fault == Fault::EmptyTimeout ? std::uint16_t { 0 } : of.goodPackets;
    if (row.order != 0)
        QVERIFY(order(row.order, goodPackets, of.endpoint));

    const StreamConfig config = configFor(of, inFlight, row.fault);
    const StreamId stream = timed([&] { return m_service->startStream(m_device, config); });
    if (goesOn(of, row)) {
        QTRY_VERIFY(hasSeenTheFault(stream, of, row.fault));
        act(Fault::Stop, stream);
    } else if (isDone(row.fault)) {
        QTRY_VERIFY(status(stream).transfers > 0);
        act(row.fault, stream);
    }
    if (QTest::currentTestFailed())
        return;
    if (row.fault != Fault::Exit) {
        QTRY_VERIFY(m_watch->isStopped(stream));
        checkEnd(status(stream), of, row);
        const bool isGone = row.fault == Fault::Unplug || row.fault == Fault::Leave;
        QTRY_COMPARE(m_service->session(m_device).inFlight, 0U);
        if (!isGone && !QTest::currentTestFailed())
            checkThatItWorks(of, inFlight);
    }
    if (QTest::currentTestFailed())
        return;
    m_watch.reset();
    timed([&] {
        m_service.reset();
        return true;
    });
    QVERIFY2(m_slowestMs < kBarMs, qPrintable(QString::number(m_slowestMs)));
    checkLog();
    if (row.fault != Fault::Exit)
        QCOMPARE(static_cast<std::uint64_t>(test::auditLog(*m_log).records.size()), m_transfers);
}

void TestFaultMatrixStreams::act(Fault fault, StreamId stream)
{
    switch (fault) {
    case Fault::Stall:
    case Fault::PartialTimeout:
    case Fault::EmptyTimeout:
    case Fault::Short:
    case Fault::Babble:
    case Fault::Leave:
        return;
    case Fault::Stop:
        m_service->stopStream(stream);
        break;
    case Fault::CancelAll:
        m_service->cancelAll(m_device);
        break;
    case Fault::Unplug:
        QVERIFY(m_bus->unplug("misbehaver"));
        break;
    case Fault::ForeignReset: {
        const auto other = m_bus->open(m_device);
        QVERIFY(other);
        QVERIFY((*other)->reset());
        break;
    }
    case Fault::Close: {
        const RequestId close = timed([&] { return m_service->close(m_device); });
        QTRY_VERIFY_WITH_TIMEOUT(m_watch->isAnswered(close), kBarMs);
        break;
    }
    case Fault::Exit:
        return;
    }
    if (!QTest::currentTestFailed())
        QTRY_VERIFY_WITH_TIMEOUT(m_watch->isStopped(stream), fault == Fault::ForeignReset ? 2 * kBarMs : kBarMs);
}

void TestFaultMatrixStreams::checkEnd(const StreamStatus& ended, const TypeRow& type, const FaultRow& fault)
{
    m_transfers += ended.transfers;
    QCOMPARE(ended.inFlight, 0U);
    const bool isIsochronous = type.type == TransferType::Isochronous;
    // Between two isochronous transfers it meets none in flight, and the next is refused.
    const bool isRefused
        = isIsochronous && fault.fault == Fault::ForeignReset && ended.stopReason == "could not submit";
    const std::string reason = goesOn(type, fault) ? "stopped" : fault.reason;
    QVERIFY2(isRefused || ended.stopReason.find(reason) != std::string::npos, ended.stopReason.c_str());
    QCOMPARE(ended.error.has_value(), kindOf(type, fault).has_value());
    if (ended.error && !isRefused)
        QVERIFY2(ended.error->kind == *kindOf(type, fault), describe(*ended.error).c_str());
    if (const std::optional<std::uint64_t> bytes = bytesOf(type, fault))
        QCOMPARE(ended.bytes, *bytes);
    switch (fault.fault) {
    case Fault::Short:
        QCOMPARE(ended.errors + ended.packetErrors, std::uint64_t { 0 });
        QCOMPARE(ended.shortTransfers, std::uint64_t { isIsochronous ? 0U : 1U });
        break;
    case Fault::Stall:
    case Fault::Babble:
        QVERIFY(isIsochronous || ended.errors >= 1);
        QCOMPARE(ended.packetErrors, std::uint64_t { isIsochronous ? 1U : 0U });
        break;
    case Fault::Stop:
    case Fault::CancelAll:
    case Fault::Close:
        QCOMPARE(ended.errors + ended.packetErrors, std::uint64_t { 0 });
        break;
    case Fault::PartialTimeout:
    case Fault::EmptyTimeout:
    case Fault::Unplug:
    case Fault::Leave:
    case Fault::ForeignReset:
    case Fault::Exit:
        break;
    }
}

// The same stream again, to a limit, once the device behaves.
void TestFaultMatrixStreams::checkThatItWorks(const TypeRow& type, std::uint32_t depth)
{
    QVERIFY(order(0, 0, type.endpoint));
    if (type.type == TransferType::Bulk) { // others are freed with the alternate setting that they give back
        const RequestId clear = timed([&] { return m_service->clearHalt(m_device, { type.endpoint }); });
        QTRY_VERIFY(m_watch->isAnswered(clear));
    }
    StreamConfig config = configFor(type, depth, Fault::Stop);
    config.stopAfterTransfers = 4;
    const StreamId again = timed([&] { return m_service->startStream(m_device, config); });
    QTRY_VERIFY(m_watch->isStopped(again));
    const StreamStatus ended = status(again);
    QCOMPARE(ended.stopReason, std::string("limit reached"));
    QCOMPARE(ended.errors + ended.packetErrors, std::uint64_t { 0 });
    m_transfers += ended.transfers;
}

void TestFaultMatrixStreams::checkLog()
{
    const test::LogAudit audit = test::auditLog(*m_log);
    QVERIFY2(audit.fault.empty(), audit.fault.c_str());
}

QTEST_GUILESS_MAIN(TestFaultMatrixStreams)
#include "tst_fault_matrix_streams.moc"
