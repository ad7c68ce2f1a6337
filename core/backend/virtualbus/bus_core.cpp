// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/bus_core.h"

namespace wb::backend::virtualbus {

void BusCore::wake() noexcept
{
    {
        const std::lock_guard guard(m_mutex);
        m_isWoken = true;
    }
    m_changed.notify_one();
}

void BusCore::sleep(std::unique_lock<std::mutex>& lock, Nanoseconds duration)
{
    if (m_isWoken || !events.finished.empty() || duration <= Nanoseconds { 0 })
        return;
    m_changed.wait_for(lock, duration);
}

void BusCore::setListener(Listener* listener)
{
    const std::lock_guard guard(m_listenerMutex);
    m_listener = listener;
}

void BusCore::announceDeviceList()
{
    const std::lock_guard guard(m_listenerMutex);
    if (m_listener)
        m_listener->deviceListChanged();
}

} // namespace wb::backend::virtualbus
