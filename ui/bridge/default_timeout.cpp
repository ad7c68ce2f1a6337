// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/default_timeout.h"

namespace wb::ui {

DefaultTimeout::DefaultTimeout(engine::UsbService& service, QObject* parent)
    : QObject(parent)
    , m_service(service)
{
    connect(&service, &engine::UsbService::defaultTimeoutChanged, this, [this](usb::DeviceId device) {
        if (device == m_device)
            follow();
    });
}

void DefaultTimeout::setDevice(const usb::DevicePtr& device)
{
    m_device = device ? device->id : usb::DeviceId {};
    follow();
}

void DefaultTimeout::follow()
{
    if (!m_device.isValid() || m_service.defaultTimeout(m_device) == m_told)
        return;
    m_told = m_service.defaultTimeout(m_device);
    Q_EMIT changed(m_told);
}

} // namespace wb::ui
