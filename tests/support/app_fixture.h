// SPDX-License-Identifier: GPL-3.0-or-later
// Everything a window needs, on the demo bus alone: no hardware, no settings or files of the user.
// Each fixture has its own log file, settings and service; all are gone when it is destroyed.
// Thread: GUI. Errors: a device that does not come makes the waiting functions return null.
#pragma once

#include "ui/bridge/app_context.h"

#include <QSettings>
#include <QTemporaryDir>

#include <memory>

namespace wb::test {

class AppFixture {
public:
    enum class Bus : std::uint8_t { Off, On };
    // On: waits until the demo devices have arrived.
    explicit AppFixture(Bus bus = Bus::On, const capture::LiveLogOptions& logOptions = {});
    ~AppFixture();
    AppFixture(const AppFixture&) = delete;
    AppFixture& operator=(const AppFixture&) = delete;

    [[nodiscard]] ui::AppContext& context() { return *m_context; }
    [[nodiscard]] engine::UsbService& service() { return *m_service; }
    [[nodiscard]] ui::DemoBus& demoBus() { return *m_demoBus; }
    [[nodiscard]] QString directory() const { return m_directory.path(); }

    // The demo devices: fffe:0001 is the loopback device.
    [[nodiscard]] usb::DevicePtr device(std::uint16_t vendorId, std::uint16_t productId) const; // null when absent
    [[nodiscard]] usb::DevicePtr waitForDevice(std::uint16_t vendorId, std::uint16_t productId) const;
    [[nodiscard]] usb::DevicePtr loopback() const { return waitForDevice(0xfffe, 0x0001); }
    [[nodiscard]] bool waitForModel(const std::string& key, bool plugged) const;

private:
    QTemporaryDir m_directory;
    std::shared_ptr<const descriptors::UsbIds> m_ids;
    std::shared_ptr<capture::LiveLog> m_log;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<engine::UsbService> m_service;
    std::unique_ptr<ui::DemoBus> m_demoBus;
    std::unique_ptr<ui::DescriptorStore> m_descriptors;
    std::unique_ptr<ui::AppContext> m_context;
};

} // namespace wb::test
