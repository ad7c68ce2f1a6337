// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/device_registry.h"

#include "core/backend/libusb1/descriptor_bytes.h"
#include "core/backend/libusb1/error_map.h"
#include "core/backend/libusb1/log_lines.h"
#include "core/backend/libusb1/newer_calls.h"

#include <libusb.h>

#include <algorithm>

namespace wb::backend {

namespace {

// Owns the list and its references; topology may be asked only while it lives (P49).
class DeviceList {
public:
    explicit DeviceList(libusb_context* context)
        : m_count(libusb_get_device_list(context, &m_devices))
    {
    }
    ~DeviceList()
    {
        if (m_devices != nullptr)
            libusb_free_device_list(m_devices, 1);
    }
    DeviceList(const DeviceList&) = delete;
    DeviceList& operator=(const DeviceList&) = delete;

    [[nodiscard]] int error() const { return m_count < 0 ? static_cast<int>(m_count) : LIBUSB_SUCCESS; }
    [[nodiscard]] std::span<libusb_device* const> devices() const
    {
        if (m_count <= 0)
            return {};
        return { m_devices, static_cast<std::size_t>(m_count) };
    }

private:
    libusb_device** m_devices = nullptr;
    const ssize_t m_count;
};

usb::PortPath pathOf(libusb_device* device)
{
    usb::PortPath path { libusb_get_bus_number(device), {} };
    std::array<std::uint8_t, 7> ports {};
    const int count = libusb_get_port_numbers(device, ports.data(), static_cast<int>(ports.size()));
    if (count > 0)
        path.ports.assign(ports.begin(), ports.begin() + count);
    return path;
}

// libusb 1.0.26 has no word for two-lane SuperSpeedPlus; the system's number tells it.
usb::Speed speedFrom(int libusbSpeed, std::uint32_t megabitsPerSecond)
{
    constexpr std::uint32_t kTwoLanes = 20'000;
    const usb::Speed speed = speedOf(libusbSpeed);
    const bool isTwoLane = speed == usb::Speed::Unknown && megabitsPerSecond == kTwoLanes;
    return isTwoLane ? usb::Speed::SuperPlusX2 : speed;
}

void applyLive(usb::DeviceInfo& info, const LiveFacts& live)
{
    info.path = live.path;
    info.systemPath = live.systemPath;
    info.deviceNode = live.deviceNode;
    info.activeConfiguration = live.activeConfiguration;
    info.drivers = live.drivers;
}

// What libusb knows by itself, where the system tells nothing.
void applyFallback(usb::DeviceInfo& info, libusb_device* device)
{
    libusb_config_descriptor* raw = nullptr;
    if (libusb_get_active_config_descriptor(device, &raw) == LIBUSB_SUCCESS && raw != nullptr) {
        info.activeConfiguration = raw->bConfigurationValue;
        libusb_free_config_descriptor(raw);
    }
}

// Where the system itself did not tell.
std::string stringOf(const std::string& text, std::uint8_t index, libusb_device* device, DeviceString which)
{
    return text.empty() && index != 0 ? deviceString(device, which) : text;
}

bool isPeriodic(const usb::EndpointInfo& endpoint)
{
    return endpoint.type() == usb::TransferType::Isochronous || endpoint.type() == usb::TransferType::Interrupt;
}

// What the program works with is computed from the descriptors; libusb's count, where it has one, is held against it.
void checkIntervals(usb::DeviceInfo& info, libusb_device* device)
{
    const usb::ConfigurationInfo* active = info.active();
    if (active == nullptr)
        return;
    std::vector<std::string> problems;
    for (const usb::InterfaceInfo& interface : active->interfaces)
        for (const usb::AlternateSetting& setting : interface.alternates)
            for (const usb::EndpointInfo& endpoint : setting.endpoints) {
                const std::uint32_t own = usb::bytesPerInterval(endpoint, info.speed);
                const auto other = isPeriodic(endpoint)
                    ? maxAltPacketSize(device, interface.number, setting.number, endpoint.address.value)
                    : std::nullopt;
                if (other && *other != own)
                    problems.push_back(usb::toString(endpoint.address) + " of interface "
                        + std::to_string(interface.number) + ", alternate setting " + std::to_string(setting.number)
                        + ": libusb counts " + std::to_string(*other) + " bytes in an interval, its descriptors say "
                        + std::to_string(own) + ".");
            }
    info.problems.insert(info.problems.end(), problems.begin(), problems.end());
}

} // namespace

DeviceEntry::DeviceEntry(std::shared_ptr<Context> owner, libusb_device* raw, Clock::time_point since)
    : context(std::move(owner))
    , device(libusb_ref_device(raw))
    , id(usb::nextDeviceId())
    , arrived(since)
{
}

DeviceEntry::~DeviceEntry() { libusb_unref_device(device); }

DeviceRegistry::DeviceRegistry(std::unique_ptr<SystemFacts> facts)
    : m_facts(std::move(facts))
{
}

Result<std::vector<usb::DevicePtr>> DeviceRegistry::update(const std::shared_ptr<Context>& context)
{
    forgetLogLine();
    const DeviceList list(context->get());
    if (list.error() != LIBUSB_SUCCESS)
        return tl::unexpected(makeError(list.error(), "list the devices", {}));
    m_facts->refresh();
    // Only this thread writes the map, so it may be copied here and looked at without the lock.
    std::map<libusb_device*, Known> now;
    std::vector<usb::DevicePtr> devices;
    for (libusb_device* device : list.devices()) {
        const auto before = m_known.find(device);
        Known known = before == m_known.end() ? Known {} : before->second;
        look(context, device, known);
        devices.push_back(known.info);
        now.insert_or_assign(device, std::move(known));
    }
    m_hasLooked = true;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& gone : m_known) {
            if (now.find(gone.first) == now.end())
                gone.second.entry->departed = true;
        }
        m_known.swap(now); // the departed are let go of outside the lock
    }
    m_departure.notify_all();
    std::sort(devices.begin(), devices.end(),
        [](const auto& a, const auto& b) { return std::tie(a->path, a->id) < std::tie(b->path, b->id); });
    return devices;
}

void DeviceRegistry::look(const std::shared_ptr<Context>& context, libusb_device* device, Known& known)
{
    auto live = m_facts->live(libusb_get_bus_number(device), libusb_get_device_address(device));
    if (known.info == nullptr) {
        known.entry = std::make_shared<DeviceEntry>(context, device, m_hasLooked ? Clock::now() : Clock::time_point {});
    } else if (live == known.live) {
        return;
    }
    std::shared_ptr<usb::DeviceInfo> info;
    if (known.live && live) {
        info = std::make_shared<usb::DeviceInfo>(*known.info);
        applyLive(*info, *live);
    } else if (known.live) {
        return; // its directory went first; the device is about to leave the list
    } else {
        info = std::make_shared<usb::DeviceInfo>(describe(device, live));
        info->id = known.entry->id;
    }
    if (known.info == nullptr) {
        known.entry->label = deviceLabel(*info);
        known.entry->deviceNode = info->deviceNode;
    }
    known.info = std::move(info);
    known.live = std::move(live);
}

usb::DeviceInfo DeviceRegistry::describe(libusb_device* device, const std::optional<LiveFacts>& live) const
{
    usb::DeviceInfo info;
    info.backend = "libusb1";
    info.address = libusb_get_device_address(device);
    const FixedFacts fixed = live ? m_facts->fixed(live->systemPath) : FixedFacts {};
    const bool hasRawBytes = !fixed.descriptors.empty();
    usb::DescriptorBlob blob = usb::parseDescriptorBlob(hasRawBytes ? fixed.descriptors : rebuildDescriptors(device));
    info.descriptor = std::move(blob.device);
    info.configurations = std::move(blob.configurations);
    info.problems = std::move(blob.problems);
    if (!hasRawBytes)
        info.problems.emplace_back("The system does not give the raw descriptor bytes; these were written again from "
                                   "libusb's copy, which leaves out what it could not read.");
    info.speed = speedFrom(libusb_get_device_speed(device), fixed.megabitsPerSecond);
    const usb::DeviceDescriptorInfo& own = info.descriptor;
    info.manufacturer = stringOf(fixed.manufacturer, own.manufacturerIndex, device, DeviceString::Manufacturer);
    info.product = stringOf(fixed.product, own.productIndex, device, DeviceString::Product);
    info.serial = stringOf(fixed.serial, own.serialIndex, device, DeviceString::SerialNumber);
    info.path = pathOf(device);
    if (live)
        applyLive(info, *live);
    else
        applyFallback(info, device);
    checkIntervals(info, device);
    return info;
}

void DeviceRegistry::clear()
{
    std::map<libusb_device*, Known> known;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& entry : m_known)
            entry.second.entry->departed = true;
        known.swap(m_known);
        m_hasLooked = false;
    }
    m_departure.notify_all();
}

void DeviceRegistry::markDeparted(libusb_device* device)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto it = m_known.find(device);
        if (it == m_known.end())
            return;
        it->second.entry->departed = true;
    }
    m_departure.notify_all();
}

EntryPtr DeviceRegistry::find(usb::DeviceId id) const
{
    const std::lock_guard lock(m_mutex);
    const auto it
        = std::find_if(m_known.begin(), m_known.end(), [&](const auto& known) { return known.second.entry->id == id; });
    return it == m_known.end() ? nullptr : it->second.entry;
}

bool DeviceRegistry::waitWhileAttached(const DeviceEntry& entry, std::chrono::milliseconds duration) const
{
    std::unique_lock lock(m_mutex);
    return !m_departure.wait_for(lock, duration, [&] { return entry.departed.load(); });
}

} // namespace wb::backend
