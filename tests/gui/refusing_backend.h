// SPDX-License-Identifier: GPL-3.0-or-later
// A backend with one device that may not be opened, as the system answers without permission or when another
// program holds it.
// Thread: the Backend port's rules. Errors: open() fails with the kind given.
#pragma once

#include "core/backend/backend.h"

#include <condition_variable>
#include <mutex>

namespace wb::test {

class RefusingBackend : public backend::Backend {
public:
    // An interrupt IN endpoint 0x81; a bulk OUT 0x02; an isochronous IN 0x81 of 0, 192 and 1,000 bytes in alternates.
    enum class Device : std::uint8_t { Keyboard, Disk, Camera };
    RefusingBackend(ErrorKind kind, std::string driver, Device which = Device::Keyboard, std::string systemPath = {});

    [[nodiscard]] std::string name() const override { return "refusing"; }
    [[nodiscard]] std::string version() const override { return "refusing 1"; }
    [[nodiscard]] Status start(backend::Listener& listener) override;
    void runOnce(std::chrono::milliseconds cap) override;
    void wake() noexcept override;
    void stop() override { }
    [[nodiscard]] bool hasHotplug() const override { return true; }
    [[nodiscard]] Result<std::vector<usb::DevicePtr>> devices() override;
    [[nodiscard]] Result<std::unique_ptr<backend::DeviceHandle>> open(usb::DeviceId device) override;

private:
    const ErrorKind m_kind;
    usb::DevicePtr m_device;
    std::mutex m_mutex;
    std::condition_variable m_woken;
    bool m_isWoken = false;
};

} // namespace wb::test
