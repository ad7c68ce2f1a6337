// SPDX-License-Identifier: GPL-3.0-or-later
// The snapshots that are open in this run: each is read from its file and becomes a backend of devices that nothing
// can be sent to.
// Thread: GUI; files are read and written on a thread of the pool. Ownership: the service owns the backends.
// Errors: failed(), with the file in detail. Opening a file again replaces what was read of it before. Devices are told
// apart by their origin, so nothing is added before what closes is gone.
#pragma once

#include "core/engine/usb_service.h"
#include "core/snapshot/snapshot.h"

#include <QObject>
#include <QString>

namespace wb::ui {

class OpenSnapshots : public QObject {
    Q_OBJECT

public:
    explicit OpenSnapshots(engine::UsbService& service, QObject* parent = nullptr);

    void open(const QString& path);
    void close(const QString& origin); // does nothing when none is open under that name
    void save(const QString& path, std::vector<snapshot::Source> sources, bool isMasked);
    // The names they are shown under, which their devices have as their origin; in the order of opening.
    [[nodiscard]] QStringList origins() const;

Q_SIGNALS:
    void changed(); // origins()
    void opened(const QString& origin, std::size_t deviceCount);
    void saved(const QString& path, std::size_t deviceCount);
    void failed(const wb::Error& error);

private:
    struct Entry {
        QString path;
        QString origin;
        std::string backend;
        bool isClosing = false; // its backend has not stopped yet
    };
    struct Arrival {
        QString path;
        std::vector<usb::DeviceInfo> devices;
    };

    void add(Arrival arrival);
    void addWaiting();
    void onBackendChanged(const engine::BackendState& state);
    Entry* findOpen(const QString Entry::*key, const QString& value);
    [[nodiscard]] QString freeOrigin(const QString& path) const;

    engine::UsbService& m_service;
    std::vector<Entry> m_entries;
    std::vector<Arrival> m_waiting; // until nothing closes; one for each path
    std::size_t m_lastNumber = 0;
};

} // namespace wb::ui
