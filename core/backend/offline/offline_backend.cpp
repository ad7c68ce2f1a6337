// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/offline/offline_backend.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace wb::backend {
namespace {

class OfflineBackend final : public Backend {
public:
    OfflineBackend(std::string name, const std::string& origin, std::vector<usb::DeviceInfo> devices)
        : m_name(std::move(name))
        , m_origin(origin)
    {
        m_devices.reserve(devices.size());
        for (usb::DeviceInfo& device : devices) {
            device.id = usb::nextDeviceId();
            device.origin = origin;
            m_devices.push_back(std::make_shared<const usb::DeviceInfo>(std::move(device)));
        }
    }

    [[nodiscard]] std::string name() const override { return m_name; }
    [[nodiscard]] std::string version() const override { return "snapshot " + escapeForDisplay(m_origin); }
    [[nodiscard]] Status start(Listener&) override { return {}; }
    void runOnce(std::chrono::milliseconds cap) override
    {
        std::unique_lock lock(m_mutex);
        m_woken.wait_for(lock, cap, [this] { return m_isWoken; });
        m_isWoken = false; // P1: latched until somebody looked
    }
    void wake() noexcept override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isWoken = true;
        }
        m_woken.notify_one();
    }
    void stop() override { }
    [[nodiscard]] bool hasHotplug() const override { return true; } // nothing ever changes: no need to ask again
    [[nodiscard]] Result<std::vector<usb::DevicePtr>> devices() override { return m_devices; }
    [[nodiscard]] Result<std::unique_ptr<DeviceHandle>> open(usb::DeviceId) override
    {
        return fail(ErrorKind::Unsupported, "open", usb::offlineReason(m_origin));
    }

private:
    const std::string m_name;
    const std::string m_origin;
    std::vector<usb::DevicePtr> m_devices;
    std::mutex m_mutex;
    std::condition_variable m_woken;
    bool m_isWoken = false;
};

} // namespace

std::unique_ptr<Backend> makeOfflineBackend(
    std::string name, const std::string& origin, std::vector<usb::DeviceInfo> devices)
{
    return std::make_unique<OfflineBackend>(std::move(name), origin, std::move(devices));
}

} // namespace wb::backend
