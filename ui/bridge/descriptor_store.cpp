// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/descriptor_store.h"

#include "ui/bridge/background.h"

namespace wb::ui {

namespace {

constexpr std::size_t kDevicesPerJob = 16;

using Analysed = std::vector<std::pair<usb::DeviceId, KnownPtr>>;

} // namespace

KnownPtr analyse(descriptors::DescriptorSet set, const descriptors::UsbIds& ids)
{
    auto known = std::make_shared<KnownDescriptors>();
    known->set = std::move(set);
    known->decoded = descriptors::decodeSet(known->set, &ids);
    known->lint = lint::lint(known->set, known->decoded);
    lint::attach(known->lint, known->decoded);
    return known;
}

DescriptorStore::DescriptorStore(engine::UsbService& service, const descriptors::UsbIds& ids, QObject* parent)
    : QObject(parent)
    , m_service(service)
    , m_ids(ids)
{
    connect(&service, &engine::UsbService::devicesChanged, this, &DescriptorStore::take);
}

DescriptorStore::~DescriptorStore() = default;

KnownPtr DescriptorStore::of(const usb::DevicePtr& device)
{
    if (KnownPtr known = peek(device->id))
        return known;
    KnownPtr known = analyse(setOf(*device), m_ids);
    m_entries[device->id].known = known;
    return known;
}

KnownPtr DescriptorStore::peek(usb::DeviceId device) const
{
    const auto found = m_entries.find(device);
    return found == m_entries.end() ? nullptr : found->second.known;
}

bool DescriptorStore::isReading(usb::DeviceId device) const
{
    const auto found = m_entries.find(device);
    return found != m_entries.end() && found->second.reader != nullptr;
}

bool DescriptorStore::hasRead(usb::DeviceId device) const
{
    const auto found = m_entries.find(device);
    return found != m_entries.end() && found->second.hasRead;
}

std::vector<std::string> DescriptorStore::problems(usb::DeviceId device) const
{
    const auto found = m_entries.find(device);
    return found == m_entries.end() ? std::vector<std::string> {} : found->second.problems;
}

void DescriptorStore::readAll(const usb::DevicePtr& device, const engine::DescriptorWishes& wishes)
{
    Entry& entry = m_entries[device->id];
    if (entry.reader != nullptr)
        return;
    entry.problems.clear();
    entry.reader = new engine::DescriptorReader(m_service, device, wishes, this);
    connect(entry.reader, &engine::DescriptorReader::finished, this, [this, device] { finishReading(device); });
    entry.reader->start();
}

void DescriptorStore::finishReading(const usb::DevicePtr& device)
{
    Entry& entry = m_entries[device->id];
    entry.read = entry.reader->sections();
    entry.problems = entry.reader->problems();
    entry.hasRead = true;
    entry.reader->deleteLater();
    entry.reader = nullptr;
    put(device->id, analyse(setOf(*device), m_ids));
    Q_EMIT readingFinished(device->id);
}

void DescriptorStore::take(const engine::DeviceChanges& changes)
{
    m_waiting.insert(m_waiting.end(), changes.arrived.begin(), changes.arrived.end());
    m_waiting.insert(m_waiting.end(), changes.updated.begin(), changes.updated.end());
    lookAtNext();
}

void DescriptorStore::lookAtNext()
{
    if (m_isLooking || m_waiting.empty())
        return;
    m_isLooking = true;
    std::vector<std::pair<usb::DeviceId, descriptors::DescriptorSet>> sets;
    while (!m_waiting.empty() && sets.size() < kDevicesPerJob) {
        sets.emplace_back(m_waiting.front()->id, setOf(*m_waiting.front()));
        m_waiting.pop_front();
    }
    inBackground(
        this,
        [sets = std::move(sets), &ids = m_ids] {
            Analysed analysed;
            for (const auto& [id, set] : sets)
                analysed.emplace_back(id, analyse(set, ids));
            return analysed;
        },
        [this](const Analysed& analysed) {
            m_isLooking = false;
            for (const auto& [id, known] : analysed)
                put(id, known);
            lookAtNext();
        });
}

// A driver that binds changes a device and says nothing new about its descriptors.
void DescriptorStore::put(usb::DeviceId device, KnownPtr known)
{
    Entry& entry = m_entries[device];
    if (entry.known && entry.known->set == known->set)
        return;
    entry.known = std::move(known);
    Q_EMIT changed(device);
}

descriptors::DescriptorSet DescriptorStore::setOf(const usb::DeviceInfo& device) const
{
    descriptors::DescriptorSet set = descriptors::descriptorSetOf(device);
    const auto found = m_entries.find(device.id);
    if (found == m_entries.end() || found->second.read.empty())
        return set;
    set.sections.resize(1); // what was read holds what the system knew
    set.sections.insert(set.sections.end(), found->second.read.begin(), found->second.read.end());
    return set;
}

} // namespace wb::ui
