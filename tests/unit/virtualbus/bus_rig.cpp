// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/virtualbus/bus_rig.h"

namespace wb::test {

BusRig::BusRig(backend::VirtualBus::Start start)
    : m_bus(backend::VirtualBus::create(start))
{
    m_thread = std::thread([this] {
        if (!m_bus->start(*this))
            return;
        while (!m_isStopping) {
            std::vector<std::function<void()>> tasks;
            {
                const std::lock_guard lock(m_mutex);
                tasks.swap(m_tasks);
            }
            for (const auto& task : tasks)
                task();
            {
                const std::lock_guard lock(m_mutex);
                m_done += tasks.size();
            }
            m_ran.notify_all();
            m_bus->runOnce(std::chrono::minutes(1));
        }
        m_bus->stop();
    });
    onUsbThread([] {}); // started
}

BusRig::~BusRig()
{
    m_isStopping = true;
    m_bus->wake();
    m_thread.join();
}

void BusRig::onUsbThread(const std::function<void()>& task)
{
    std::unique_lock lock(m_mutex);
    m_tasks.push_back(task);
    const std::size_t mine = ++m_posted;
    m_bus->wake();
    m_ran.wait(lock, [&] { return m_done >= mine; });
}

std::vector<usb::DevicePtr> BusRig::devices()
{
    std::vector<usb::DevicePtr> result;
    onUsbThread([&] { result = m_bus->devices().value_or(std::vector<usb::DevicePtr> {}); });
    return result;
}

usb::DevicePtr BusRig::device(const std::string& path)
{
    for (const usb::DevicePtr& candidate : devices())
        if (usb::toString(candidate->path) == path)
            return candidate;
    return nullptr;
}

std::unique_ptr<backend::DeviceHandle> BusRig::open(const std::string& path)
{
    const usb::DevicePtr found = device(path);
    if (!found)
        return nullptr;
    auto opened = m_bus->open(found->id);
    return opened ? std::move(*opened) : nullptr;
}

Flight::Flight(BusRig& rig, backend::DeviceHandle& handle)
    : m_rig(rig)
{
    m_rig.onUsbThread([&] { m_transfer = handle.makeTransfer(); });
    m_transfer->completed = [this](backend::Transfer&) {
        {
            const std::lock_guard lock(m_mutex);
            ++m_completions;
        }
        m_completed.notify_all();
    };
}

Flight::~Flight()
{
    bool isIdle = false;
    while (!isIdle)
        m_rig.onUsbThread([&] {
            m_transfer->cancel();
            isIdle = m_transfer->isIdle();
        });
    m_rig.onUsbThread([&] { m_transfer.reset(); });
}

Flight& Flight::bulkIn(std::uint8_t endpoint, std::size_t size)
{
    order().type = usb::TransferType::Bulk;
    order().endpoint = { endpoint };
    order().buffer = Buffer(size);
    return *this;
}

Flight& Flight::bulkOut(std::uint8_t endpoint, ByteView data)
{
    order().type = usb::TransferType::Bulk;
    order().endpoint = { endpoint };
    order().buffer = Buffer(data);
    return *this;
}

Flight& Flight::isochronous(std::uint8_t endpoint, std::size_t packets, std::uint32_t packetSize)
{
    order().type = usb::TransferType::Isochronous;
    order().endpoint = { endpoint };
    order().buffer = Buffer(packets * packetSize);
    order().isoPackets.assign(packets, usb::IsoPacket { 0, packetSize, 0, usb::TransferStatus::Pending });
    return *this;
}

Flight& Flight::control(const usb::SetupPacket& packet, ByteView data)
{
    order().type = usb::TransferType::Control;
    order().endpoint = { 0 };
    order().setup = packet;
    order().buffer = packet.isIn() ? Buffer(packet.wLength) : Buffer(data);
    return *this;
}

Flight& Flight::timeout(std::uint32_t milliseconds)
{
    order().timeoutMs = milliseconds;
    return *this;
}

Status Flight::submit()
{
    Status result;
    m_rig.onUsbThread([&] { result = m_transfer->submit(); });
    m_submitError = result ? std::nullopt : std::optional(result.error());
    return result;
}

void Flight::cancel()
{
    m_rig.onUsbThread([&] { m_transfer->cancel(); });
}

bool Flight::wait(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    if (!m_completed.wait_for(lock, patience, [&] { return m_completions > m_waitedFor; }))
        return false;
    ++m_waitedFor;
    return true;
}

usb::TransferStatus Flight::run()
{
    if (!submit() || !wait())
        return usb::TransferStatus::SubmitFailed;
    return status();
}

int Flight::completions()
{
    const std::lock_guard lock(m_mutex);
    return m_completions;
}

Stream::Stream(
    BusRig& rig, backend::DeviceHandle& handle, usb::EndpointAddress endpoint, std::size_t depth, std::size_t size)
    : m_rig(rig)
{
    m_rig.onUsbThread([&] {
        for (std::size_t i = 0; i < depth; ++i) {
            auto transfer = handle.makeTransfer();
            backend::TransferOrder& order = *transfer->edit().value();
            order.type = usb::TransferType::Bulk;
            order.endpoint = endpoint;
            order.buffer = Buffer(Bytes(size));
            order.timeoutMs = 5000;
            transfer->completed = [this](backend::Transfer& done) { onCompleted(done); };
            m_transfers.push_back(std::move(transfer));
        }
    });
}

Stream::~Stream()
{
    stop();
    m_rig.onUsbThread([&] { m_transfers.clear(); });
}

Status Stream::start()
{
    Status result;
    m_rig.onUsbThread([&] {
        for (const auto& transfer : m_transfers) {
            result = transfer->submit();
            if (!result)
                return;
            const std::lock_guard lock(m_mutex);
            ++m_inFlight;
        }
    });
    return result;
}

void Stream::onCompleted(backend::Transfer& transfer)
{
    const bool isGood = transfer.outcome.status == usb::TransferStatus::Completed;
    if (isGood) {
        bytes += transfer.outcome.actualLength;
        ++completed;
    } else {
        lastBad = transfer.outcome.status;
        ++ended;
    }
    const bool goesOn = isGood && !isStopping && transfer.submit().has_value();
    const std::lock_guard lock(m_mutex);
    if (!goesOn)
        --m_inFlight;
    m_changed.notify_all();
}

void Stream::stop()
{
    isStopping = true;
    m_rig.onUsbThread([&] {
        for (const auto& transfer : m_transfers)
            transfer->cancel();
    });
    waitForEnd();
}

bool Stream::waitFor(std::uint64_t count, std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [&] { return completed >= count || m_inFlight == 0; })
        && completed >= count;
}

bool Stream::waitForEnd()
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, kPatience, [&] { return m_inFlight == 0; });
}

usb::SetupPacket setup(
    std::uint8_t type, std::uint8_t request, std::uint16_t value, std::uint16_t index, std::uint16_t length)
{
    return { type, request, value, index, length };
}

} // namespace wb::test
