// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/descriptor_store.h"

#include "core/system/known_sections.h"
#include "ui/bridge/background.h"

namespace wb::ui {

namespace {

constexpr std::size_t kDevicesPerJob = 16;

using Analysed = std::vector<std::pair<usb::DeviceId, KnownPtr>>;

struct Wanted {
    usb::DevicePtr device;
    descriptors::DescriptorSet set;
    bool isComplete = false; // the device was asked: the system knows no more
};

Analysed analyseAll(
    const std::vector<Wanted>& wanted, const system::SystemReader& reader, const descriptors::UsbIds& ids)
{
    Analysed analysed;
    for (const Wanted& one : wanted) {
        descriptors::DescriptorSet set = one.set;
        if (!one.isComplete)
            for (usb::DescriptorSection& section : system::readKnownSections(reader, *one.device))
                set.sections.push_back(std::move(section));
        analysed.emplace_back(one.device->id, analyse(std::move(set), ids));
    }
    return analysed;
}

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

DescriptorStore::DescriptorStore(engine::UsbService& service, const descriptors::UsbIds& ids, QObject* parent,
    std::shared_ptr<const system::SystemReader> system)
    : QObject(parent)
    , m_service(service)
    , m_ids(ids)
    , m_system(std::move(system))
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

std::vector<usb::DescriptorSection> DescriptorStore::sectionsOf(const usb::DevicePtr& device)
{
    const KnownPtr known = of(device);
    return { known->set.sections.begin() + 1, known->set.sections.end() };
}

QString DescriptorStore::readRefusal(const usb::DevicePtr& device, bool hasDeparted) const
{
    if (!device)
        return tr("Select a device first.");
    if (device->isOffline())
        return QString::fromStdString(usb::offlineReason(device->origin));
    if (hasDeparted)
        return tr("The device is unplugged.");
    return isReading(device->id) ? tr("The device is being read.") : QString();
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
    std::vector<Wanted> wanted;
    while (!m_waiting.empty() && wanted.size() < kDevicesPerJob) {
        const usb::DevicePtr& device = m_waiting.front();
        wanted.push_back({ device, setOf(*device), hasRead(device->id) });
        m_waiting.pop_front();
    }
    inBackground(
        this,
        [wanted = std::move(wanted), reader = m_system, &ids = m_ids] { return analyseAll(wanted, *reader, ids); },
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
    const bool isNews = !entry.known || !(entry.known->set == known->set);
    if (isNews) {
        entry.known = std::move(known);
        Q_EMIT changed(device);
    }
    Q_EMIT lookedAt(device);
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
