// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of every device's descriptors, decoded, and which rules it breaks; the one place the panels, the tree's
// badges and the searches ask. Devices are looked at on the thread pool as they arrive, so that a machine with many
// starts as fast as one with few; there, too, is read what the system keeps of their descriptors. What a person asked a
// device for is added to that.
// Source of truth: the device snapshots of the service, and DescriptorReader. Departed devices stay known.
// Thread: GUI; what it hands out is immutable and may be used anywhere. Ownership: `service` outlives the store,
// `ids` the jobs of the pool as well. Errors: what could not be read is told by problems().
#pragma once

#include "core/engine/descriptor_reader.h"
#include "core/lint/lint.h"
#include "core/system/system_reader.h"

#include <QObject>

#include <deque>
#include <unordered_map>

namespace wb::ui {

struct KnownDescriptors {
    descriptors::DescriptorSet set;
    std::vector<descriptors::DecodedSection> decoded; // points into the set; the findings are attached
    lint::Result lint;
};
using KnownPtr = std::shared_ptr<const KnownDescriptors>;

[[nodiscard]] KnownPtr analyse(descriptors::DescriptorSet set, const descriptors::UsbIds& ids);

class DescriptorStore : public QObject {
    Q_OBJECT

public:
    DescriptorStore(engine::UsbService& service, const descriptors::UsbIds& ids, QObject* parent = nullptr,
        std::shared_ptr<const system::SystemReader> system = system::makeSystemReader());
    ~DescriptorStore() override;

    // At once: some milliseconds when the device has not been looked at yet. Never null. REQUIRES: device.
    [[nodiscard]] KnownPtr of(const usb::DevicePtr& device);
    // What is known beyond the device's own section: a snapshot keeps it. REQUIRES: device.
    [[nodiscard]] std::vector<usb::DescriptorSection> sectionsOf(const usb::DevicePtr& device);
    [[nodiscard]] KnownPtr peek(usb::DeviceId device) const; // null: not looked at yet

    // Asks the device for everything else; answered by changed() and readingFinished().
    void readAll(const usb::DevicePtr& device, const engine::DescriptorWishes& wishes = {});
    // Why it cannot be asked now, one sentence; empty: it can. `hasDeparted`: it is unplugged.
    [[nodiscard]] QString readRefusal(const usb::DevicePtr& device, bool hasDeparted) const;
    [[nodiscard]] bool isReading(usb::DeviceId device) const;
    [[nodiscard]] bool hasRead(usb::DeviceId device) const;
    [[nodiscard]] std::vector<std::string> problems(usb::DeviceId device) const; // of the last reading

Q_SIGNALS:
    void changed(wb::usb::DeviceId device); // more is known than of() has said so far
    void lookedAt(wb::usb::DeviceId device); // peek() gives something, also when it is nothing new
    void readingFinished(wb::usb::DeviceId device);

private:
    struct Entry {
        KnownPtr known;
        std::vector<usb::DescriptorSection> read; // empty until readAll() is through
        std::vector<std::string> problems;
        engine::DescriptorReader* reader = nullptr;
        bool hasRead = false;
    };

    void take(const engine::DeviceChanges& changes);
    void lookAtNext();
    void finishReading(const usb::DevicePtr& device);
    [[nodiscard]] descriptors::DescriptorSet setOf(const usb::DeviceInfo& device) const;
    void put(usb::DeviceId device, KnownPtr known);

    engine::UsbService& m_service;
    const descriptors::UsbIds& m_ids;
    const std::shared_ptr<const system::SystemReader> m_system;
    std::unordered_map<usb::DeviceId, Entry> m_entries;
    std::deque<usb::DevicePtr> m_waiting;
    bool m_isLooking = false;
};

} // namespace wb::ui
