// SPDX-License-Identifier: GPL-3.0-or-later
// The timeout that the transfers of a device get unless a form says otherwise, for a form about one device at a time.
// What is typed in the form stays until the device is given another default, or another device has another.
// Source of truth: UsbService::defaultTimeout. Units: milliseconds, 0 = wait for ever. Thread: GUI.
// Ownership: `service` outlives it. Errors: none.
#pragma once

#include "core/engine/usb_service.h"

namespace wb::ui {

class DefaultTimeout : public QObject {
    Q_OBJECT

public:
    explicit DefaultTimeout(engine::UsbService& service, QObject* parent = nullptr);

    void setDevice(const usb::DevicePtr& device); // null: none

Q_SIGNALS:
    void changed(std::uint32_t milliseconds); // against what was told last

private:
    void follow();

    engine::UsbService& m_service;
    usb::DeviceId m_device;
    std::uint32_t m_told = usb::kDefaultTimeoutMs; // what forms begin with
};

} // namespace wb::ui
