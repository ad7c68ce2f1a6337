// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/open_snapshots.h"

#include "core/backend/offline/offline_backend.h"
#include "core/snapshot/load.h"
#include "core/snapshot/mask.h"
#include "core/snapshot/snapshot_file.h"
#include "ui/bridge/background.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSysInfo>

#include <algorithm>
#include <utility>

namespace wb::ui {

namespace {

using Devices = std::vector<usb::DeviceInfo>;

Result<Devices> readDevices(const std::string& path)
{
    const auto snapshot = snapshot::loadFile(path);
    if (!snapshot)
        return tl::unexpected(snapshot.error());
    Devices devices;
    devices.reserve(snapshot->devices.size());
    for (const snapshot::Device& device : snapshot->devices)
        devices.push_back(snapshot::toDeviceInfo(device));
    return devices;
}

} // namespace

OpenSnapshots::OpenSnapshots(engine::UsbService& service, QObject* parent)
    : QObject(parent)
    , m_service(service)
{
    connect(&m_service, &engine::UsbService::backendChanged, this, &OpenSnapshots::onBackendChanged);
}

void OpenSnapshots::open(const QString& path)
{
    inBackground(
        this, [file = text::toStd(path)] { return readDevices(file); },
        [this, path](const Result<Devices>& devices) {
            if (devices)
                add({ path, *devices });
            else
                Q_EMIT failed(devices.error());
        });
}

void OpenSnapshots::save(const QString& path, std::vector<snapshot::Source> sources, bool isMasked)
{
    const snapshot::Circumstances here { text::toStd(QCoreApplication::applicationVersion()), now(),
        text::toStd(QSysInfo::prettyProductName()) };
    const std::size_t count = sources.size();
    inBackground(
        this,
        [file = text::toStd(path), sources = std::move(sources), isMasked, here] {
            snapshot::Snapshot snapshot = snapshot::takeSnapshot(sources, here);
            if (isMasked)
                snapshot::maskSerialNumbers(snapshot);
            return snapshot::writeFile(file, snapshot);
        },
        [this, path, count](const Status& written) {
            if (written)
                Q_EMIT saved(path, count);
            else
                Q_EMIT failed(written.error());
        });
}

QString OpenSnapshots::freeOrigin(const QString& path) const
{
    const QString name = QFileInfo(path).fileName();
    QString origin = name;
    for (int number = 2; origins().contains(origin); ++number)
        origin = QStringLiteral("%1 (%2)").arg(name).arg(number);
    return origin;
}

void OpenSnapshots::add(Arrival arrival)
{
    if (const Entry* before = findOpen(&Entry::path, arrival.path))
        close(QString(before->origin));
    const auto older = std::find_if(m_waiting.begin(), m_waiting.end(),
        [&arrival](const Arrival& waiting) { return waiting.path == arrival.path; });
    if (older != m_waiting.end())
        *older = std::move(arrival);
    else
        m_waiting.push_back(std::move(arrival));
    addWaiting();
}

void OpenSnapshots::addWaiting()
{
    if (std::any_of(m_entries.begin(), m_entries.end(), [](const Entry& entry) { return entry.isClosing; }))
        return;
    for (Arrival& arrival : std::exchange(m_waiting, {})) {
        const Entry entry { arrival.path, freeOrigin(arrival.path), "snapshot " + std::to_string(++m_lastNumber) };
        const std::size_t count = arrival.devices.size();
        m_entries.push_back(entry);
        m_service.addBackend(
            backend::makeOfflineBackend(entry.backend, text::toStd(entry.origin), std::move(arrival.devices)));
        Q_EMIT changed();
        Q_EMIT opened(entry.origin, count);
    }
}

void OpenSnapshots::close(const QString& origin)
{
    Entry* known = findOpen(&Entry::origin, origin);
    if (!known)
        return;
    known->isClosing = true;
    m_service.removeBackend(known->backend);
    Q_EMIT changed();
}

void OpenSnapshots::onBackendChanged(const engine::BackendState& state)
{
    if (state.phase != engine::BackendState::Phase::Stopped)
        return;
    const auto ended = std::find_if(
        m_entries.begin(), m_entries.end(), [&state](const Entry& entry) { return entry.backend == state.name; });
    if (ended == m_entries.end())
        return;
    m_entries.erase(ended);
    addWaiting();
}

OpenSnapshots::Entry* OpenSnapshots::findOpen(const QString Entry::*key, const QString& value)
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
        [&](const Entry& entry) { return !entry.isClosing && entry.*key == value; });
    return found == m_entries.end() ? nullptr : &*found;
}

QStringList OpenSnapshots::origins() const
{
    QStringList names;
    for (const Entry& entry : m_entries)
        if (!entry.isClosing)
            names.append(entry.origin);
    return names;
}

} // namespace wb::ui
