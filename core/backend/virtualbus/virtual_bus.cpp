// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/virtual_bus.h"

#include "core/backend/virtualbus/bus_core.h"
#include "core/backend/virtualbus/topology.h"
#include "core/backend/virtualbus/virtual_handle.h"

#include <algorithm>

namespace wb::backend {

namespace {

using namespace virtualbus;

class VirtualBusBackend final : public VirtualBus {
public:
    explicit VirtualBusBackend(Start start)
        : m_topology(m_core.events)
    {
        if (start == Start::AllPlugged)
            m_topology.plugAll(now());
    }

    [[nodiscard]] std::string name() const override { return "virtualbus"; }
    [[nodiscard]] std::string version() const override { return "demo bus 1"; }
    [[nodiscard]] Status start(Listener& listener) override;
    void runOnce(std::chrono::milliseconds cap) override;
    void wake() noexcept override { m_core.wake(); }
    void stop() override { m_core.setListener(nullptr); }
    [[nodiscard]] bool hasHotplug() const override { return true; }
    [[nodiscard]] Result<std::vector<usb::DevicePtr>> devices() override;
    [[nodiscard]] Result<std::unique_ptr<DeviceHandle>> open(usb::DeviceId device) override;

    [[nodiscard]] std::vector<ModelInfo> models() const override;
    Status plug(const std::string& key) override;
    Status unplug(const std::string& key) override;
    void plugMany(std::size_t count) override;

private:
    [[nodiscard]] bool advance(Nanoseconds time); // true: devices have come or gone
    [[nodiscard]] Nanoseconds nextDue();
    void deliver(const std::vector<Job*>& finished);
    template <class Change> Status change(Change change);

    mutable BusCore m_core;
    Topology m_topology; // under m_core's lock
};

Status VirtualBusBackend::start(Listener& listener)
{
    m_core.setListener(&listener);
    return {};
}

bool VirtualBusBackend::advance(Nanoseconds time)
{
    for (const auto& scheduler : m_topology.schedulers())
        scheduler->advance(time);
    const std::vector<PipeSet*> gone = std::exchange(m_core.events.gone, {});
    for (const PipeSet* device : gone)
        m_topology.remove(*device, time);
    const bool hasSwitched = m_topology.obeyHubs(time);
    return hasSwitched || !gone.empty();
}

Nanoseconds VirtualBusBackend::nextDue()
{
    Nanoseconds due = Nanoseconds::max();
    for (const auto& scheduler : m_topology.schedulers())
        due = std::min(due, scheduler->nextDue());
    return due;
}

void VirtualBusBackend::runOnce(std::chrono::milliseconds cap)
{
    const Nanoseconds end = now() + std::min<Nanoseconds>(cap, std::chrono::hours(1));
    std::vector<Job*> finished;
    bool isListChanged = false;
    {
        auto lock = m_core.lock();
        while (true) {
            const Nanoseconds time = now();
            isListChanged = advance(time);
            finished.swap(m_core.events.finished);
            const bool isWoken = m_core.takeWake(); // P1: latched until somebody looked
            if (isWoken || isListChanged || !finished.empty() || time >= end)
                break;
            m_core.sleep(lock, std::min(end, nextDue()) - time);
        }
    }
    deliver(finished);
    if (isListChanged)
        m_core.announceDeviceList();
}

void VirtualBusBackend::deliver(const std::vector<Job*>& finished)
{
    m_core.isDelivering = true;
    for (const Job* job : finished) // every transfer here was made by VirtualHandle::makeTransfer
        static_cast<VirtualTransfer&>(job->transfer).deliver();
    m_core.isDelivering = false;
}

Result<std::vector<usb::DevicePtr>> VirtualBusBackend::devices()
{
    const auto lock = m_core.lock();
    return m_topology.devices();
}

Result<std::unique_ptr<DeviceHandle>> VirtualBusBackend::open(usb::DeviceId device)
{
    const auto lock = m_core.lock();
    std::shared_ptr<AttachedDevice> found = m_topology.find(device);
    if (!found) // an id comes from devices(), so it has been there
        return fail(ErrorKind::Disconnected, "open", "the device was unplugged from the demo bus");
    return std::make_unique<VirtualHandle>(m_core, std::move(found));
}

std::vector<ModelInfo> VirtualBusBackend::models() const
{
    const auto lock = m_core.lock();
    return m_topology.models();
}

template <class Change> Status VirtualBusBackend::change(Change change)
{
    const Status outcome = [&] {
        const auto lock = m_core.lock();
        return change(m_topology);
    }();
    m_core.nudge();
    if (outcome)
        m_core.announceDeviceList();
    return outcome;
}

Status VirtualBusBackend::plug(const std::string& key)
{
    return change([&key](Topology& topology) { return topology.plug(key, now()); });
}

Status VirtualBusBackend::unplug(const std::string& key)
{
    return change([&key](Topology& topology) { return topology.unplug(key, now()); });
}

void VirtualBusBackend::plugMany(std::size_t count)
{
    change([count](Topology& topology) {
        topology.plugMany(count, now());
        return Status {};
    });
}

} // namespace

std::unique_ptr<VirtualBus> VirtualBus::create(Start start) { return std::make_unique<VirtualBusBackend>(start); }

} // namespace wb::backend
