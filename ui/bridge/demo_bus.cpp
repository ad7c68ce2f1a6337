// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/demo_bus.h"

namespace wb::ui {

DemoBus::DemoBus(engine::UsbService& service, QObject* parent)
    : QObject(parent)
    , m_service(service)
{
    // A model may unplug itself (the misbehaver does): the menu follows the devices, not our own calls.
    connect(&service, &engine::UsbService::devicesChanged, this, [this] {
        if (isActive())
            Q_EMIT changed();
    });
}

void DemoBus::setActive(bool active)
{
    if (active == isActive())
        return;
    if (active) {
        auto bus = backend::VirtualBus::create();
        m_bus = bus.get();
        m_service.addBackend(std::move(bus));
    } else {
        const std::string name = m_bus->name();
        m_bus = nullptr; // the service destroys it
        m_service.removeBackend(name);
    }
    Q_EMIT changed();
}

std::vector<backend::ModelInfo> DemoBus::models() const
{
    return m_bus ? m_bus->models() : std::vector<backend::ModelInfo> {};
}

Status DemoBus::setPlugged(const std::string& key, bool plugged)
{
    if (!m_bus)
        return fail(ErrorKind::NotFound, "plug " + key, "the demo bus is off");
    const Status outcome = plugged ? m_bus->plug(key) : m_bus->unplug(key);
    Q_EMIT changed();
    return outcome;
}

void DemoBus::plugMany(std::size_t count)
{
    if (m_bus)
        m_bus->plugMany(count);
}

} // namespace wb::ui
