// SPDX-License-Identifier: GPL-3.0-or-later
// Source of truth: Linux Documentation/ABI/stable/sysfs-bus-usb; the names are those of core/system/sysfs_names.h.
#include "core/backend/libusb1/system_facts.h"
#include "core/system/read_device.h"
#include "core/system/sysfs_names.h"

#include <algorithm>
#include <map>
#include <sys/sysmacros.h>

namespace wb::backend {

namespace {

constexpr std::size_t kMaxDescriptorBytes = std::size_t { 1 } << 20; // 8 configurations of 64 KiB, and room

std::string nodeOf(std::uint32_t bus, std::uint32_t address)
{
    const auto padded = [](std::uint32_t number) {
        const std::string digits = std::to_string(number);
        return std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
    };
    return "/dev/bus/usb/" + padded(bus) + "/" + padded(address);
}

class LinuxSystemFacts final : public SystemFacts {
public:
    void refresh() override
    {
        m_found.clear();
        m_byPrefix.clear();
        const std::vector<system::DirectoryEntry> entries = m_reader->entries(m_devices);
        for (const system::DirectoryEntry& entry : entries)
            addDevice(entry.name);
        for (const system::DirectoryEntry& entry : entries)
            addInterface(entry.name);
        for (auto& entry : m_found)
            settleConfiguration(entry.second);
    }

    std::optional<LiveFacts> live(std::uint16_t bus, std::uint8_t address) const override
    {
        const auto it = m_found.find({ bus, address });
        return it == m_found.end() ? std::nullopt : std::optional(it->second);
    }

    FixedFacts fixed(const std::string& systemPath) const override
    {
        FixedFacts facts;
        facts.descriptors = m_reader->bytes(systemPath + "/descriptors", kMaxDescriptorBytes).value_or(Bytes {});
        facts.manufacturer = readText(systemPath + "/manufacturer");
        facts.product = readText(systemPath + "/product");
        facts.serial = readText(systemPath + "/serial");
        facts.megabitsPerSecond = readNumber(systemPath + "/speed", 1'000'000).value_or(0);
        return facts;
    }

private:
    std::string readText(const std::string& path) const { return m_reader->text(path).value_or(std::string()); }

    std::optional<std::uint32_t> readNumber(const std::string& path, std::uint32_t max) const
    {
        return system::parseDecimal(readText(path), max);
    }

    void addDevice(const std::string& name)
    {
        const auto path = usb::parsePortPath(name);
        if (!path)
            return;
        const std::string directory = m_devices + name;
        const auto bus = readNumber(directory + "/busnum", 0xffff);
        const auto address = readNumber(directory + "/devnum", 0xff);
        if (!bus || !address)
            return;
        LiveFacts facts;
        facts.systemPath = directory;
        facts.deviceNode = nodeOf(*bus, *address);
        facts.path = *path;
        m_byPrefix[system::interfacePrefix(facts.path)] = { *bus, *address };
        m_found[{ *bus, *address }] = std::move(facts);
    }

    void addInterface(const std::string& name)
    {
        const auto parsed = system::parseInterfaceName(name);
        if (!parsed)
            return;
        const auto key = m_byPrefix.find(parsed->device);
        if (key == m_byPrefix.end())
            return;
        LiveFacts& owner = m_found.at(key->second);
        owner.activeConfiguration = parsed->configuration;
        if (std::string driver = system::driverAt(*m_reader, m_devices + name); !driver.empty())
            owner.drivers.emplace_back(parsed->number, std::move(driver));
    }

    // The interfaces' names tell the configuration. Only without any the attribute must be asked, whose
    // reader waits for the device's lock; it is empty while the device is unconfigured (P71).
    void settleConfiguration(LiveFacts& facts) const
    {
        std::sort(facts.drivers.begin(), facts.drivers.end());
        if (facts.activeConfiguration)
            return;
        if (const auto value = readNumber(facts.systemPath + "/bConfigurationValue", 0xff))
            facts.activeConfiguration = static_cast<std::uint8_t>(*value);
    }

    const std::string m_devices { system::kUsbDevices };
    const std::shared_ptr<const system::SystemReader> m_reader = system::makeSystemReader();

    using Key = std::pair<std::uint32_t, std::uint32_t>; // bus and address
    std::map<Key, LiveFacts> m_found;
    std::map<std::string, Key> m_byPrefix; // what its interfaces' names start with
};

} // namespace

std::unique_ptr<SystemFacts> makeSystemFacts() { return std::make_unique<LinuxSystemFacts>(); }

// As usb_new_device() in Linux drivers/usb/core/hub.c numbers them.
BusAddress busAddressOf(std::uint64_t nodeNumber)
{
    constexpr unsigned kUsbDevices = 189;
    constexpr unsigned kNodesOfABus = 128;
    if (major(nodeNumber) != kUsbDevices)
        return {};
    const unsigned index = minor(nodeNumber);
    return { static_cast<std::uint16_t>(index / kNodesOfABus + 1),
        static_cast<std::uint8_t>(index % kNodesOfABus + 1) };
}

} // namespace wb::backend
