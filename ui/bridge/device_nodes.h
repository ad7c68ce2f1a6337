// SPDX-License-Identifier: GPL-3.0-or-later
// The device nodes that were opened besides the devices that the system lists: each is a backend of its own.
// Thread: GUI. Ownership: `service` outlives it. Errors: failed(); the node is then not open.
#pragma once

#include "core/engine/usb_service.h"

#include <QObject>
#include <QStringList>

#include <functional>

namespace wb::ui {

// `node` is a path, or "fd:3". What it makes has a name that no other backend has: that of isNodeBackend().
using MakeNodeBackend = std::function<std::unique_ptr<backend::Backend>(const std::string& node)>;

// What happens to it is told where its node was asked for, not as the state of USB.
[[nodiscard]] bool isNodeBackend(std::string_view name);

class DeviceNodes : public QObject {
    Q_OBJECT

public:
    DeviceNodes(engine::UsbService& service, MakeNodeBackend make, QObject* parent = nullptr);

    [[nodiscard]] bool isPossible() const { return static_cast<bool>(m_make); }
    [[nodiscard]] QStringList nodes() const; // that are open
    void open(const QString& node); // answered by opened() or failed(), at once when it is open already
    void close(const QString& node);

Q_SIGNALS:
    void changed();
    void opened(const QString& node);
    void failed(const QString& node, const wb::Error& error);

private:
    struct Entry {
        QString node;
        std::string backend;
        bool isOpen = false; // else it is being opened
    };

    void onBackendChanged(const engine::BackendState& state);

    engine::UsbService& m_service;
    const MakeNodeBackend m_make;
    std::vector<Entry> m_entries;
};

} // namespace wb::ui
