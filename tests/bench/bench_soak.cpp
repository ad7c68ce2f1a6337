// SPDX-License-Identifier: GPL-3.0-or-later
// Random faults over every type of transfer on many software devices, until WB_SOAK_SECONDS (60) are over: stalls,
// silence, babble, short packets, lost packets, devices that leave, unplug, resets from inside and outside, cancelling,
// closing, streams that recover. Each round of some seconds has a service, a log and a bus of its own. Nothing may be
// lost: every request is answered once, every stream ends, every transfer is in the log once with both its records, the
// program's end takes no second, and neither file descriptors nor memory grow from round to round. Every other round
// ends as a program does that is quit in the middle of it all: what was in flight is in the log, too.
// The seed is printed, and WB_SOAK_SEED takes one: the run starts alike, until the timing of the threads parts the two.
// Exit code 1 when something was lost, with a line that says what.
#include "core/backend/virtualbus/virtual_bus.h"
#include "tests/bench/footprint.h"
#include "tests/unit/engine/log_audit.h"
#include "tests/unit/engine/service_watcher.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <random>

using namespace wb;
using namespace wb::engine;

namespace {

constexpr qint64 kRoundMs = 5000;
constexpr qint64 kBarMs = 1000; // for the end of the program
constexpr int kPatienceMs = 10'000;
constexpr std::chrono::milliseconds kDeedPeriod { 2 };
constexpr std::uint32_t kManyDevices = 60;
constexpr std::size_t kRecent = 200; // requests that are taken back
constexpr std::size_t kMostStreams = 12;

bool complain(const char* what, const std::string& seen)
{
    std::printf("FAIL: %s (%s)\n", what, seen.c_str());
    return false;
}

class Soak {
public:
    Soak(const std::string& logPath, std::mt19937& random);

    enum class Ending : std::uint8_t { Settled, InFlight };
    [[nodiscard]] bool run(qint64 milliseconds, Ending ending);

private:
    [[nodiscard]] bool start();
    void act();
    void sendControl();
    void makeMischief();
    void sendTransfer();
    void startStream();
    void takeBack();
    void disturb();
    void plugOrUnplug();
    void resetFromOutside();
    [[nodiscard]] bool settle(); // all devices are closed, everything is answered
    [[nodiscard]] bool goOnUntilInFlight();
    [[nodiscard]] bool wasAnsweredOnce() const; // what was answered
    [[nodiscard]] std::uint64_t toldTransfers() const;
    [[nodiscard]] bool quit();
    [[nodiscard]] bool audit(std::uint64_t transfers, Ending ending) const;

    struct Place {
        std::uint8_t interfaceNumber = 0;
        std::uint8_t alternate = 0;
        usb::EndpointInfo endpoint;
    };
    [[nodiscard]] std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(m_random() % limit); }
    [[nodiscard]] usb::DevicePtr anyDevice();
    [[nodiscard]] std::optional<Place> anyPlace(const usb::DeviceInfo& device);
    [[nodiscard]] std::size_t activeStreams() const;
    void send(const usb::DevicePtr& device, const usb::TransferRequest& request);

    const std::string m_logPath;
    std::mt19937& m_random;
    std::shared_ptr<capture::LiveLog> m_log;
    std::unique_ptr<UsbService> m_service;
    std::unique_ptr<test::ServiceWatcher> m_watch;
    backend::VirtualBus* m_bus = nullptr;
    std::vector<RequestId> m_requests; // transfers and operations
    std::vector<StreamId> m_streams;
};

Soak::Soak(const std::string& logPath, std::mt19937& random)
    : m_logPath(logPath)
    , m_random(random)
{
}

bool Soak::start()
{
    capture::LiveLogOptions options;
    options.payloadLimit = 256;
    auto log = capture::LiveLog::create(m_logPath, options);
    if (!log)
        return complain("no log", describe(log.error()));
    m_log = *log;
    m_service = std::make_unique<UsbService>(m_log);
    m_watch = std::make_unique<test::ServiceWatcher>(*m_service);
    auto bus = backend::VirtualBus::create();
    m_bus = bus.get();
    m_bus->plugMany(kManyDevices);
    (void)m_bus->plug("power-hub"); // with the device that loses packets
    m_service->addBackend(std::move(bus));
    if (QTest::qWaitFor([this] { return m_watch->isInitialSeen; }))
        return true;
    return complain("no devices", "the demo bus did not start");
}

usb::DevicePtr Soak::anyDevice()
{
    constexpr std::array<std::uint16_t, 4> kWanted { 0x0001, 0x0bad, 0x0038, 0x0010 };
    const bool wantsMisbehaver = below(3) == 0;
    std::vector<usb::DevicePtr> devices;
    for (const usb::DevicePtr& device : m_service->devices()) {
        const std::uint16_t product = device->descriptor.productId;
        if (wantsMisbehaver ? product == 0x0bad : std::find(kWanted.begin(), kWanted.end(), product) != kWanted.end())
            devices.push_back(device);
    }
    return devices.empty() ? nullptr : devices[below(static_cast<std::uint32_t>(devices.size()))];
}

std::optional<Soak::Place> Soak::anyPlace(const usb::DeviceInfo& device)
{
    std::vector<Place> places;
    if (const usb::ConfigurationInfo* active = device.active())
        for (const usb::InterfaceInfo& interface : active->interfaces)
            for (const usb::AlternateSetting& alternate : interface.alternates)
                for (const usb::EndpointInfo& endpoint : alternate.endpoints)
                    places.push_back({ interface.number, alternate.number, endpoint });
    if (places.empty())
        return std::nullopt;
    return places[below(static_cast<std::uint32_t>(places.size()))];
}

std::size_t Soak::activeStreams() const
{
    return static_cast<std::size_t>(std::count_if(
        m_streams.begin(), m_streams.end(), [this](StreamId stream) { return !m_watch->isStopped(stream); }));
}

void Soak::send(const usb::DevicePtr& device, const usb::TransferRequest& request)
{
    m_requests.push_back(m_service->transfer(device->id, request));
}

void Soak::sendControl()
{
    const usb::DevicePtr device = anyDevice();
    if (!device)
        return;
    usb::TransferRequest request;
    request.timeoutMs = 20U * below(10); // now and then for ever
    const auto code = static_cast<std::uint8_t>(below(2) == 0 ? 0x10 + below(6) : 0x5b + below(5));
    const auto length = static_cast<std::uint16_t>(below(64));
    const bool isIn = below(2) == 0;
    request.setup = { static_cast<std::uint8_t>(isIn ? 0xc0 : 0x40), code, 0, 0, length };
    if (isIn)
        request.length = length;
    else
        request.data.assign(length, 0x5a);
    send(device, request);
}

void Soak::makeMischief()
{
    constexpr std::array<std::uint16_t, 7> kEndpoints { 0, 0x81, 0x01, 0x83, 0x03, 0x84, 0x04 };
    const usb::DevicePtr device = anyDevice();
    if (!device || device->descriptor.productId != 0x0bad)
        return;
    usb::TransferRequest request;
    request.timeoutMs = 100;
    request.setup = { 0x40, static_cast<std::uint8_t>(below(6)), static_cast<std::uint16_t>(below(100)),
        kEndpoints.at(below(7)), 0 };
    send(device, request);
}

void Soak::sendTransfer()
{
    const usb::DevicePtr device = anyDevice();
    const auto place = device ? anyPlace(*device) : std::nullopt;
    if (!place)
        return;
    usb::TransferRequest request;
    request.type = place->endpoint.type();
    request.endpoint = place->endpoint.address;
    request.timeoutMs = 20U * below(10);
    request.shortIsError = request.isIn() && below(4) == 0;
    std::uint32_t bytes = 1 + below(4096);
    if (request.type == usb::TransferType::Isochronous) {
        request.shortIsError = false;
        request.isoPacketLengths.assign(1 + below(16), usb::bytesPerInterval(place->endpoint, device->speed));
        bytes = request.isoPacketLengths.front() * static_cast<std::uint32_t>(request.isoPacketLengths.size());
    }
    if (request.isIn())
        request.length = bytes;
    else
        request.data.assign(bytes, 0xa5);
    send(device, request);
}

void Soak::startStream()
{
    const usb::DevicePtr device = anyDevice();
    const auto place = device ? anyPlace(*device) : std::nullopt;
    if (!place || activeStreams() >= kMostStreams)
        return;
    StreamConfig config;
    config.endpoint = place->endpoint.address;
    config.depth = 1 + below(16);
    config.transferBytes = place->endpoint.type() == usb::TransferType::Isochronous ? 0U : 64U * (1U + below(32));
    config.timeoutMs = below(3) == 0 ? 20U + below(100) : 0U;
    config.transfersPerSecond = 50 + below(200);
    config.stopAfterTransfers = below(2) == 0 ? 1U + below(200) : 0U;
    if (below(2) == 0)
        for (const StreamEvent event : { StreamEvent::Stall, StreamEvent::Overflow, StreamEvent::Error })
            config.policy.set(event, StreamAction::Recover);
    m_streams.push_back(m_service->startStream(device->id, config));
}

void Soak::takeBack()
{
    if (below(3) == 0 && !m_streams.empty()) {
        m_service->stopStream(m_streams[below(static_cast<std::uint32_t>(m_streams.size()))]);
    } else if (!m_requests.empty()) { // of the latest, which may be on their way still
        const auto recent = static_cast<std::uint32_t>(std::min(m_requests.size(), kRecent));
        m_service->cancel(m_requests[m_requests.size() - 1 - below(recent)]);
    }
}

void Soak::disturb()
{
    const usb::DevicePtr device = anyDevice();
    const auto place = device ? anyPlace(*device) : std::nullopt;
    if (!place)
        return;
    switch (below(8)) {
    case 0:
        m_requests.push_back(m_service->clearHalt(device->id, place->endpoint.address));
        break;
    case 1:
        m_requests.push_back(m_service->reset(device->id));
        break;
    case 2:
        m_requests.push_back(m_service->setAlternateSetting(device->id, place->interfaceNumber, place->alternate));
        break;
    case 3:
        m_requests.push_back(m_service->claim(device->id, place->interfaceNumber, false));
        break;
    case 4:
        m_requests.push_back(m_service->release(device->id, place->interfaceNumber));
        break;
    case 5:
        m_requests.push_back(m_service->close(device->id));
        break;
    case 6:
        m_service->cancelAll(device->id);
        break;
    default:
        m_service->refresh();
        break;
    }
}

void Soak::plugOrUnplug()
{
    const std::array<std::string, 6> keys { "misbehaver", "loopback", "lossy", "power-hub", "superspeed",
        "bulk-" + std::to_string(1 + below(kManyDevices)) };
    const std::string& key = keys.at(below(6));
    if (below(3) == 0)
        (void)m_bus->unplug(key);
    else
        (void)m_bus->plug(key); // what has left by itself comes back this way, too
}

// Another program that has the device open.
void Soak::resetFromOutside()
{
    const usb::DevicePtr device = anyDevice();
    if (!device)
        return;
    if (const auto other = m_bus->open(device->id))
        (void)(*other)->reset();
}

void Soak::act()
{
    const std::uint32_t dice = below(100);
    if (dice < 25)
        sendTransfer();
    else if (dice < 40)
        sendControl();
    else if (dice < 55)
        makeMischief();
    else if (dice < 70)
        startStream();
    else if (dice < 82)
        takeBack();
    else if (dice < 93)
        disturb();
    else if (dice < 98)
        plugOrUnplug();
    else
        resetFromOutside();
}

bool Soak::settle()
{
    for (const usb::DevicePtr& device : m_service->devices())
        m_requests.push_back(m_service->close(device->id));
    const auto isAnswered = [this](RequestId request) { return m_watch->isAnswered(request); };
    const auto isStopped = [this](StreamId stream) { return m_watch->isStopped(stream); };
    const bool isSettled = QTest::qWaitFor(
        [&] {
            return std::all_of(m_requests.begin(), m_requests.end(), isAnswered)
                && std::all_of(m_streams.begin(), m_streams.end(), isStopped);
        },
        kPatienceMs);
    if (!isSettled)
        return complain("not everything was answered",
            std::to_string(std::count_if(m_requests.begin(), m_requests.end(), std::not_fn(isAnswered))) + " requests, "
                + std::to_string(std::count_if(m_streams.begin(), m_streams.end(), std::not_fn(isStopped)))
                + " streams");
    for (const usb::DevicePtr& device : m_service->devices())
        if (m_service->session(device->id).inFlight != 0)
            return complain("transfers are left in flight", usb::toString(device->path));
    return true;
}

bool Soak::goOnUntilInFlight()
{
    const auto isInFlight = [this] {
        act();
        const std::vector<usb::DevicePtr> devices = m_service->devices();
        return std::any_of(devices.begin(), devices.end(),
            [this](const usb::DevicePtr& device) { return m_service->session(device->id).inFlight != 0; });
    };
    return QTest::qWaitFor(isInFlight, kPatienceMs) || complain("nothing is in flight", "there is nothing to quit");
}

bool Soak::wasAnsweredOnce() const
{
    for (const RequestId request : m_requests)
        if (m_watch->isAnswered(request) && m_watch->answers.at(request) != 1)
            return complain("a request was answered twice", std::to_string(request.value));
    return true;
}

std::uint64_t Soak::toldTransfers() const
{
    std::uint64_t transfers = 0;
    for (const auto& [id, stream] : m_watch->streams)
        transfers += stream.transfers;
    for (const auto& [id, finished] : m_watch->transfers)
        transfers += !finished.error && finished.result.id.isValid() ? 1U : 0U;
    return transfers;
}

bool Soak::quit()
{
    m_watch.reset();
    QElapsedTimer clock;
    clock.start();
    m_service.reset();
    return clock.elapsed() < kBarMs || complain("quitting took long", std::to_string(clock.elapsed()) + " ms");
}

bool Soak::audit(std::uint64_t transfers, Ending ending) const
{
    const test::LogAudit found = test::auditLog(*m_log);
    if (!found.fault.empty())
        return complain("the log is not whole", found.fault);
    const bool isMore = ending == Ending::InFlight && found.records.size() > transfers;
    if (found.records.size() != transfers && !isMore)
        return complain("the log tells of other transfers than the service",
            std::to_string(found.records.size()) + " and " + std::to_string(transfers));
    std::printf("%s: %zu transfers", ending == Ending::Settled ? "settled" : "in flight", found.records.size());
    for (const auto& [status, count] : found.statuses)
        std::printf(", %zu %s", count, std::string(usb::toString(status)).c_str());
    return true;
}

bool Soak::run(qint64 milliseconds, Ending ending)
{
    if (!start())
        return false;
    QTimer deeds;
    QObject::connect(&deeds, &QTimer::timeout, &deeds, [this] { act(); });
    QEventLoop untilTheEnd;
    QTimer::singleShot(std::chrono::milliseconds(milliseconds), &untilTheEnd, &QEventLoop::quit);
    deeds.start(kDeedPeriod);
    untilTheEnd.exec();
    deeds.stop();
    const bool isReady = ending == Ending::Settled ? settle() : goOnUntilInFlight();
    if (!isReady || !wasAnsweredOnce())
        return false;
    const std::uint64_t transfers = toldTransfers();
    return quit() && audit(transfers, ending);
}

std::uint32_t numberFrom(const char* variable, std::uint32_t otherwise)
{
    bool isNumber = false;
    const uint number = qEnvironmentVariable(variable).toUInt(&isNumber);
    return isNumber ? number : otherwise;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const std::uint32_t seed = numberFrom("WB_SOAK_SEED", std::random_device {}());
    const qint64 milliseconds = qint64 { numberFrom("WB_SOAK_SECONDS", 60) } * 1000;
    std::printf("seed %u\n", seed);
    std::mt19937 random(seed);
    const QTemporaryDir directory;
    bench::Footprint footprint;
    QElapsedTimer clock;
    clock.start();
    for (int round = 0; clock.elapsed() < milliseconds; ++round) {
        const std::string log = directory.filePath(QStringLiteral("soak.pcapng")).toStdString();
        const Soak::Ending ending = round % 2 == 0 ? Soak::Ending::Settled : Soak::Ending::InFlight;
        if (!Soak(log, random).run(std::min(kRoundMs, milliseconds - clock.elapsed()), ending))
            return 1;
        const std::string growth = footprint.takeRound();
        std::printf("; %s\n", footprint.text().c_str());
        std::fflush(stdout);
        if (!growth.empty()) {
            complain("something leaks", growth);
            return 1;
        }
    }
    return 0;
}
