// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/device_nodes.h"

#include "ui/text/format.h"

#include <algorithm>

namespace wb::ui {

bool isNodeBackend(std::string_view name) { return name.substr(0, 5) == "node "; }

DeviceNodes::DeviceNodes(engine::UsbService& service, MakeNodeBackend make, QObject* parent)
    : QObject(parent)
    , m_service(service)
    , m_make(std::move(make))
{
    connect(&m_service, &engine::UsbService::backendChanged, this, &DeviceNodes::onBackendChanged);
}

QStringList DeviceNodes::nodes() const
{
    QStringList nodes;
    for (const Entry& entry : m_entries)
        if (entry.isOpen)
            nodes.append(entry.node);
    return nodes;
}

void DeviceNodes::open(const QString& node)
{
    const auto known
        = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) { return entry.node == node; });
    if (known != m_entries.end()) {
        if (known->isOpen)
            Q_EMIT opened(node);
        return;
    }
    auto backend = m_make(text::toStd(node));
    m_entries.push_back({ node, backend->name() });
    m_service.addBackend(std::move(backend));
}

void DeviceNodes::close(const QString& node)
{
    const auto known
        = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) { return entry.node == node; });
    if (known == m_entries.end())
        return;
    const std::string backend = known->backend;
    m_entries.erase(known);
    m_service.removeBackend(backend);
    Q_EMIT changed();
}

void DeviceNodes::onBackendChanged(const engine::BackendState& state)
{
    using Phase = engine::BackendState::Phase;
    const auto found = std::find_if(
        m_entries.begin(), m_entries.end(), [&](const Entry& entry) { return entry.backend == state.name; });
    if (found == m_entries.end() || found->isOpen)
        return;
    const QString node = found->node;
    if (state.phase == Phase::Ready) {
        found->isOpen = true;
        Q_EMIT changed();
        Q_EMIT opened(node);
    } else if (state.phase == Phase::Failed) {
        m_entries.erase(found);
        m_service.removeBackend(state.name);
        Q_EMIT failed(node,
            state.error.value_or(Error { ErrorKind::Internal, 0, "open the device node", "it could not be opened" }));
    }
}

} // namespace wb::ui
