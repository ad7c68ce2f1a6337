// SPDX-License-Identifier: GPL-3.0-or-later
// Switches the demo bus on and off and plugs its models, for menus and the banner.
// Thread: GUI. Ownership: the service owns the bus while it is active; this keeps a borrowed pointer.
#pragma once

#include "core/backend/virtualbus/virtual_bus.h"
#include "core/engine/usb_service.h"

#include <QObject>

namespace wb::ui {

class DemoBus : public QObject {
    Q_OBJECT

public:
    explicit DemoBus(engine::UsbService& service, QObject* parent = nullptr);

    [[nodiscard]] bool isActive() const { return m_bus != nullptr; }
    void setActive(bool active);
    [[nodiscard]] std::vector<backend::ModelInfo> models() const; // empty while inactive
    Status setPlugged(const std::string& key, bool plugged);
    void plugMany(std::size_t count);

Q_SIGNALS:
    void changed(); // activity or a model's plugged state

private:
    engine::UsbService& m_service;
    backend::VirtualBus* m_bus = nullptr;
};

} // namespace wb::ui
