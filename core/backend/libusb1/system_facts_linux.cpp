// SPDX-License-Identifier: GPL-3.0-or-later
// Source of truth: Linux Documentation/ABI/stable/sysfs-bus-usb. A device is "usb1" (root hub) or "1-1.2",
// its interface "1-1.2:1.0" (configuration 1, interface 0), a root hub's "1-0:1.0".
#include "core/backend/libusb1/system_facts.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>

namespace wb::backend {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDevices = "/sys/bus/usb/devices/";
constexpr std::size_t kMaxDescriptorBytes = std::size_t { 1 } << 20; // 8 configurations of 64 KiB, and room
constexpr std::size_t kMaxTextBytes = 4096; // sysfs gives one page

std::string readBytes(const std::string& path, std::size_t limit)
{
    std::ifstream file(path, std::ios::binary);
    std::string bytes;
    std::array<char, 4096> chunk {};
    while (bytes.size() < limit) {
        const std::size_t wanted = std::min(chunk.size(), limit - bytes.size());
        file.read(chunk.data(), static_cast<std::streamsize>(wanted));
        if (file.gcount() <= 0)
            break;
        bytes.append(chunk.data(), static_cast<std::size_t>(file.gcount()));
    }
    return bytes;
}

std::string readText(const std::string& path)
{
    std::string text = readBytes(path, kMaxTextBytes);
    if (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

std::optional<std::uint32_t> toNumber(std::string_view text, std::uint32_t max)
{
    const std::size_t start = text.find_first_not_of(' ');
    if (start == std::string_view::npos)
        return std::nullopt;
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data() + start, text.data() + text.size(), value);
    const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (error != std::errc {} || value > max || rest.find_first_not_of(" .0123456789\n") != std::string_view::npos)
        return std::nullopt;
    return value;
}

std::optional<std::uint32_t> readNumber(const std::string& path, std::uint32_t max)
{
    return toNumber(readText(path), max);
}

struct InterfaceName {
    std::string device; // as the interface names it: "1-0" for the root hub "usb1"
    std::uint8_t configuration;
    std::uint8_t number;
};

std::optional<InterfaceName> parseInterfaceName(const std::string& name)
{
    const std::size_t colon = name.find(':');
    const std::size_t dot = name.find('.', colon == std::string::npos ? 0 : colon);
    if (colon == std::string::npos || dot == std::string::npos)
        return std::nullopt;
    const auto configuration = toNumber(std::string_view(name).substr(colon + 1, dot - colon - 1), 255);
    const auto number = toNumber(std::string_view(name).substr(dot + 1), 255);
    if (!configuration || !number)
        return std::nullopt;
    return InterfaceName { name.substr(0, colon), static_cast<std::uint8_t>(*configuration),
        static_cast<std::uint8_t>(*number) };
}

std::string interfacePrefix(const usb::PortPath& path)
{
    return path.isRootHub() ? std::to_string(path.bus) + "-0" : usb::toString(path);
}

std::string driverAt(const std::string& directory)
{
    std::error_code error;
    const fs::path target = fs::read_symlink(directory + "/driver", error);
    return error ? std::string() : target.filename().string();
}

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
        std::vector<std::string> interfaces;
        std::error_code error;
        for (fs::directory_iterator it(kDevices, error), end; !error && it != end; it.increment(error)) {
            const std::string name = it->path().filename().string();
            if (name.find(':') != std::string::npos)
                interfaces.push_back(name);
            else
                addDevice(name);
        }
        std::sort(interfaces.begin(), interfaces.end());
        for (const std::string& name : interfaces)
            addInterface(name);
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
        facts.descriptors = toBytes(asBytes(readBytes(systemPath + "/descriptors", kMaxDescriptorBytes)));
        facts.manufacturer = readText(systemPath + "/manufacturer");
        facts.product = readText(systemPath + "/product");
        facts.serial = readText(systemPath + "/serial");
        facts.megabitsPerSecond = readNumber(systemPath + "/speed", 1'000'000).value_or(0);
        return facts;
    }

private:
    void addDevice(const std::string& name)
    {
        const std::string directory = std::string(kDevices) + name;
        const auto path = usb::parsePortPath(name);
        const auto bus = readNumber(directory + "/busnum", 0xffff);
        const auto address = readNumber(directory + "/devnum", 0xff);
        if (!path || !bus || !address)
            return;
        LiveFacts facts;
        facts.systemPath = directory;
        facts.deviceNode = nodeOf(*bus, *address);
        facts.path = *path;
        m_byPrefix[interfacePrefix(facts.path)] = { *bus, *address };
        m_found[{ *bus, *address }] = std::move(facts);
    }

    void addInterface(const std::string& name)
    {
        const auto parsed = parseInterfaceName(name);
        if (!parsed)
            return;
        const auto key = m_byPrefix.find(parsed->device);
        if (key == m_byPrefix.end())
            return;
        LiveFacts& owner = m_found.at(key->second);
        owner.activeConfiguration = parsed->configuration;
        if (std::string driver = driverAt(std::string(kDevices) + name); !driver.empty())
            owner.drivers.emplace_back(parsed->number, std::move(driver));
    }

    // The interfaces' names tell the configuration. Only without any the attribute must be asked, whose
    // reader waits for the device's lock; it is empty while the device is unconfigured (P71).
    static void settleConfiguration(LiveFacts& facts)
    {
        std::sort(facts.drivers.begin(), facts.drivers.end());
        if (facts.activeConfiguration)
            return;
        if (const auto value = readNumber(facts.systemPath + "/bConfigurationValue", 0xff))
            facts.activeConfiguration = static_cast<std::uint8_t>(*value);
    }

    using Key = std::pair<std::uint32_t, std::uint32_t>; // bus and address
    std::map<Key, LiveFacts> m_found;
    std::map<std::string, Key> m_byPrefix; // what its interfaces' names start with
};

} // namespace

std::unique_ptr<SystemFacts> makeSystemFacts() { return std::make_unique<LinuxSystemFacts>(); }

} // namespace wb::backend
