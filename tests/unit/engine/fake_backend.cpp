// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/engine/fake_backend.h"

#include <algorithm>

namespace wb::test {
namespace {

// One interface 0: alternate 0 with bulk 0x81/0x01, alternate 1 adds isochronous 0x82 (USB 2.0 high speed).
const Bytes kConfiguration {
    9, 2, 55, 0, 1, 1, 0, 0x80, 50, //
    9, 4, 0, 0, 2, 0xff, 0, 0, 0, //
    7, 5, 0x81, 2, 0x00, 0x02, 0, //
    7, 5, 0x01, 2, 0x00, 0x02, 0, //
    9, 4, 0, 1, 2, 0xff, 0, 0, 0, //
    7, 5, 0x81, 2, 0x00, 0x02, 0, //
    7, 5, 0x82, 1, 0x00, 0x04, 1, //
};

// Interface 0: bulk 0x81 and 0x01 with 16 bulk streams each, bulk 0x02 without, interrupt 0x83; in alternate 1 nothing
// but bulk 0x04 with 16. Interface 1: bulk 0x05 without (USB 3.2).
const Bytes kSuperSpeedConfiguration {
    9, 2, 114, 0, 2, 1, 0, 0x80, 50, //
    9, 4, 0, 0, 4, 0xff, 0, 0, 0, //
    7, 5, 0x81, 2, 0x00, 0x04, 0, //
    6, 0x30, 15, 4, 0, 0, //
    7, 5, 0x01, 2, 0x00, 0x04, 0, //
    6, 0x30, 15, 4, 0, 0, //
    7, 5, 0x02, 2, 0x00, 0x04, 0, //
    6, 0x30, 0, 0, 0, 0, //
    7, 5, 0x83, 3, 0x08, 0x00, 4, //
    6, 0x30, 0, 0, 8, 0, //
    9, 4, 0, 1, 1, 0xff, 0, 0, 0, //
    7, 5, 0x04, 2, 0x00, 0x04, 0, //
    6, 0x30, 15, 4, 0, 0, //
    9, 4, 1, 0, 1, 0xff, 0, 0, 0, //
    7, 5, 0x05, 2, 0x00, 0x04, 0, //
    6, 0x30, 0, 0, 0, 0, //
};

std::string addressesOf(std::span<const usb::EndpointAddress> endpoints)
{
    std::string text;
    for (const usb::EndpointAddress endpoint : endpoints)
        text += " " + hex(endpoint.value, 2);
    return text;
}

} // namespace

class FakeTransfer : public backend::Transfer {
public:
    FakeTransfer(std::shared_ptr<FakeWorld> world, usb::DeviceId device)
        : m_world(std::move(world))
        , m_device(device)
    {
        ++m_world->liveTransfers;
    }
    ~FakeTransfer() override { --m_world->liveTransfers; }

    Status submit() override
    {
        const std::lock_guard lock(m_world->mutex);
        if (m_world->failSubmit)
            return tl::unexpected(*m_world->failSubmit);
        if (m_world->devices.count(m_device) == 0)
            return fail(ErrorKind::Disconnected, "submit");
        m_isIdle = false;
        if (m_world->autoComplete)
            m_world->completions.push_back(
                { this, usb::TransferStatus::Completed, static_cast<std::uint32_t>(buffer.size()) });
        else
            m_world->flights.push_back({ this, m_device });
        m_world->changed.notify_all();
        return {};
    }

    void cancel() override
    {
        const std::lock_guard lock(m_world->mutex);
        if (m_isIdle || !m_world->completeOnCancel)
            return;
        auto& flights = m_world->flights;
        const auto mine
            = std::find_if(flights.begin(), flights.end(), [this](const auto& f) { return f.transfer == this; });
        if (mine == flights.end())
            return;
        flights.erase(mine);
        m_world->completions.push_back({ this, usb::TransferStatus::Cancelled, 0 });
    }

    bool isIdle() const override { return m_isIdle; }

    void finish(const FakeWorld::Completion& completion)
    {
        const usb::TransferStatus status = completion.status;
        const std::size_t room = std::min(completion.data.size(), buffer.size());
        std::copy_n(completion.data.begin(), room, m_order.buffer.data());
        m_isIdle = true;
        outcome
            = { status, completion.data.empty() ? completion.actualLength : static_cast<std::uint32_t>(room), now() };
        for (usb::IsoPacket& packet : m_order.isoPackets) {
            packet.status = status;
            packet.actual = status == usb::TransferStatus::Completed ? packet.requested : 0;
        }
        completed(*this);
    }

private:
    std::shared_ptr<FakeWorld> m_world;
    const usb::DeviceId m_device;
    bool m_isIdle = true;
};

class FakeHandle : public backend::DeviceHandle {
public:
    FakeHandle(std::shared_ptr<FakeWorld> world, usb::DeviceId device)
        : m_world(std::move(world))
        , m_device(device)
    {
        ++m_world->openHandles;
    }
    ~FakeHandle() override
    {
        (void)m_world->lane("close");
        --m_world->openHandles;
    }

    Status claimInterface(std::uint8_t number) override { return m_world->lane("claim " + std::to_string(number)); }
    Status releaseInterface(std::uint8_t number) override { return m_world->lane("release " + std::to_string(number)); }
    Status setAlternateSetting(std::uint8_t number, std::uint8_t alternate) override
    {
        return m_world->lane("alternate " + std::to_string(number) + " " + std::to_string(alternate));
    }
    Status setConfiguration(std::optional<std::uint8_t> value) override
    {
        Status done = m_world->lane("configuration " + (value ? std::to_string(*value) : std::string("none")));
        if (done)
            m_world->configuration = value;
        return done;
    }
    Result<std::optional<std::uint8_t>> configuration() override { return m_world->configuration; }
    Status clearHalt(usb::EndpointAddress endpoint) override
    {
        return m_world->lane("clear halt " + hex(endpoint.value, 2));
    }
    Status reset() override { return m_world->lane("reset"); }
    Result<bool> isKernelDriverActive(std::uint8_t number) override
    {
        const std::lock_guard lock(m_world->mutex);
        const auto device = m_world->devices.find(m_device);
        return device != m_world->devices.end() && !device->second->driverOf(number).empty()
            && !m_world->driverDetached[number];
    }
    Status detachKernelDriver(std::uint8_t number) override
    {
        m_world->driverDetached[number] = true;
        return m_world->lane("detach " + std::to_string(number));
    }
    Status attachKernelDriver(std::uint8_t number) override
    {
        m_world->driverDetached[number] = false;
        return m_world->lane("attach " + std::to_string(number));
    }
    Result<std::uint32_t> allocateStreams(std::uint32_t count, std::span<const usb::EndpointAddress> endpoints) override
    {
        const Status done = m_world->lane("allocate streams " + std::to_string(count) + addressesOf(endpoints));
        if (!done)
            return tl::unexpected(done.error());
        return std::min(count, m_world->mostBulkStreams.load());
    }
    Status freeStreams(std::span<const usb::EndpointAddress> endpoints) override
    {
        return m_world->lane("free streams" + addressesOf(endpoints));
    }
    std::unique_ptr<backend::Transfer> makeTransfer() override
    {
        return std::make_unique<FakeTransfer>(m_world, m_device);
    }

private:
    std::shared_ptr<FakeWorld> m_world;
    const usb::DeviceId m_device;
};

class FakeBackend : public backend::Backend {
public:
    FakeBackend(std::shared_ptr<FakeWorld> world, std::string name)
        : m_world(std::move(world))
        , m_name(std::move(name))
    {
    }

    std::string name() const override { return m_name; }
    std::string version() const override { return "1"; }
    std::optional<std::uint64_t> transferMemoryLimit() const override
    {
        const std::uint64_t limit = m_world->memoryLimit;
        return limit == 0 ? std::nullopt : std::optional(limit);
    }
    std::optional<usb::LibraryFacts> library() const override { return m_world->library; }
    std::optional<usb::EventLoopFacts> eventLoop() const override { return m_world->eventLoop; }
    void setMessageSink(const usb::MessageSink& sink) override
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->sink = sink;
    }
    void setLogLevel(usb::LogLevel level) override { m_world->logLevel = level; }
    Status start(backend::Listener& listener) override
    {
        if (Status ready = m_world->lane("start"); !ready)
            return ready;
        const std::lock_guard lock(m_world->mutex);
        if (m_world->failStart)
            return tl::unexpected(*m_world->failStart);
        m_world->listener = &listener;
        return {};
    }
    void runOnce(std::chrono::milliseconds cap) override
    {
        std::unique_lock lock(m_world->mutex);
        m_world->changed.wait_for(lock, cap, [this] { return m_world->isWoken || !m_world->completions.empty(); });
        m_world->isWoken = false;
        const auto ready = std::exchange(m_world->completions, {});
        lock.unlock();
        for (const auto& completion : ready)
            static_cast<FakeTransfer*>(completion.transfer)->finish(completion);
    }
    void wake() noexcept override
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->isWoken = true;
        m_world->changed.notify_all();
    }
    void stop() override
    {
        const std::lock_guard lock(m_world->mutex);
        m_world->listener = nullptr;
        m_world->log.push_back("stop");
        m_world->changed.notify_all();
    }
    bool hasHotplug() const override { return !m_world->isNode; }
    bool hasOneDevice() const override { return m_world->isNode; }
    Result<std::vector<usb::DevicePtr>> devices() override
    {
        ++m_world->listings;
        const std::lock_guard lock(m_world->mutex);
        if (m_world->listingFailure)
            return tl::unexpected(*m_world->listingFailure);
        std::vector<usb::DevicePtr> list;
        for (const auto& [id, device] : m_world->devices)
            list.push_back(device);
        return list;
    }
    Result<std::unique_ptr<backend::DeviceHandle>> open(usb::DeviceId device) override
    {
        if (Status opened = m_world->lane("open"); !opened)
            return tl::unexpected(opened.error());
        return std::unique_ptr<backend::DeviceHandle>(std::make_unique<FakeHandle>(m_world, device));
    }

private:
    std::shared_ptr<FakeWorld> m_world;
    const std::string m_name;
};

usb::DevicePtr FakeWorld::plug(std::uint16_t productId, std::uint8_t port,
    std::vector<std::pair<std::uint8_t, std::string>> drivers, usb::Speed speed)
{
    auto device = std::make_shared<usb::DeviceInfo>();
    device->id = usb::nextDeviceId();
    device->backend = "fake";
    device->path = { 1, { port } };
    device->address = port;
    device->speed = speed;
    device->descriptor.vendorId = 0x1209;
    device->descriptor.productId = productId;
    device->configurations.push_back(usb::parseConfiguration(
        speed == usb::Speed::Super ? kSuperSpeedConfiguration : kConfiguration, device->problems));
    device->activeConfiguration = 1;
    device->drivers = std::move(drivers);
    const std::lock_guard lock(mutex);
    devices.emplace(device->id, device);
    notifyListener();
    return device;
}

void FakeWorld::unplug(usb::DeviceId device)
{
    const std::lock_guard lock(mutex);
    devices.erase(device);
    for (const Flight& flight : std::exchange(flights, {})) {
        if (flight.device == device)
            completions.push_back({ flight.transfer, usb::TransferStatus::NoDevice, 0 });
        else
            flights.push_back(flight);
    }
    notifyListener();
    changed.notify_all();
}

void FakeWorld::takeAway(usb::DeviceId device)
{
    const std::lock_guard lock(mutex);
    devices.erase(device);
}

void FakeWorld::failListings(std::optional<Error> error)
{
    const std::lock_guard lock(mutex);
    listingFailure = std::move(error);
}

void FakeWorld::notifyListener()
{
    // The listener wakes the backend, which takes our mutex: only the flag may be set from here.
    if (listener)
        std::thread([target = listener] { target->deviceListChanged(); }).detach();
}

void FakeWorld::say(const usb::LibraryMessage& message)
{
    const std::lock_guard lock(mutex);
    if (sink)
        sink(message);
}

bool FakeWorld::isHeard() const
{
    const std::lock_guard lock(mutex);
    return sink != nullptr;
}

Status FakeWorld::lane(const std::string& call)
{
    std::unique_lock lock(mutex);
    log.push_back(call);
    if (hanging.count(call) > 0) {
        blocked.insert(call);
        changed.wait(lock, [&] { return hanging.count(call) == 0; });
        blocked.erase(call);
    }
    const auto failure = failures.find(call);
    if (failure == failures.end())
        return {};
    const Error error = failure->second;
    failures.erase(failure);
    return tl::unexpected(error);
}

void FakeWorld::hang(const std::string& call)
{
    const std::lock_guard lock(mutex);
    hanging.insert(call);
}

void FakeWorld::release(const std::string& call)
{
    const std::lock_guard lock(mutex);
    hanging.erase(call);
    changed.notify_all();
}

void FakeWorld::failNext(const std::string& call, Error error)
{
    const std::lock_guard lock(mutex);
    failures.insert_or_assign(call, std::move(error));
}

std::vector<std::string> FakeWorld::calls() const
{
    const std::lock_guard lock(mutex);
    return log;
}

bool FakeWorld::awaitCall(const std::string& call)
{
    std::unique_lock lock(mutex);
    return changed.wait_for(
        lock, std::chrono::seconds(10), [&] { return std::find(log.begin(), log.end(), call) != log.end(); });
}

bool FakeWorld::isHanging(const std::string& call) const
{
    const std::lock_guard lock(mutex);
    return blocked.count(call) > 0;
}

std::size_t FakeWorld::pendingTransfers() const
{
    const std::lock_guard lock(mutex);
    return flights.size();
}

std::vector<std::uint32_t> FakeWorld::pendingBulkStreams() const
{
    const std::lock_guard lock(mutex);
    std::vector<std::uint32_t> streams;
    for (const Flight& flight : flights)
        streams.push_back(flight.transfer->bulkStream);
    return streams;
}

void FakeWorld::completeAll(usb::TransferStatus status, std::uint32_t actualLength)
{
    const std::lock_guard lock(mutex);
    for (const Flight& flight : std::exchange(flights, {}))
        completions.push_back({ flight.transfer, status, actualLength });
    changed.notify_all();
}

void FakeWorld::completeLate(usb::TransferStatus status, std::uint32_t actualLength)
{
    std::vector<Flight> late;
    {
        const std::lock_guard lock(mutex);
        late.swap(flights);
    }
    for (const Flight& flight : late)
        static_cast<FakeTransfer*>(flight.transfer)->finish({ flight.transfer, status, actualLength, {} });
}

void FakeWorld::completeBulkStream(std::uint32_t number, usb::TransferStatus status)
{
    const std::lock_guard lock(mutex);
    for (const Flight& flight : std::exchange(flights, {})) {
        if (flight.transfer->bulkStream == number)
            completions.push_back({ flight.transfer, status, 0 });
        else
            flights.push_back(flight);
    }
    changed.notify_all();
}

std::vector<Bytes> FakeWorld::pendingBytes() const
{
    const std::lock_guard lock(mutex);
    std::vector<Bytes> bytes;
    for (const Flight& flight : flights)
        bytes.push_back(toBytes(flight.transfer->buffer.view()));
    return bytes;
}

void FakeWorld::answerAll(ByteView data, usb::TransferStatus status)
{
    const std::lock_guard lock(mutex);
    for (const Flight& flight : std::exchange(flights, {}))
        completions.push_back({ flight.transfer, status, 0, toBytes(data) });
    changed.notify_all();
}

std::unique_ptr<backend::Backend> makeFakeBackend(std::shared_ptr<FakeWorld> world, std::string name)
{
    return std::make_unique<FakeBackend>(std::move(world), std::move(name));
}

} // namespace wb::test
