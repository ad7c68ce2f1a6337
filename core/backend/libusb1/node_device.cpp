// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/node_device.h"

#include "core/backend/libusb1/error_map.h"
#include "core/backend/libusb1/handle.h"
#include "core/backend/libusb1/log_lines.h"
#include "core/base/errno_kind.h"

#include <libusb.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace wb::backend {

namespace {

constexpr std::size_t kMaxDescriptorBytes = std::size_t { 1 } << 20;

Error nodeError(int code, std::string operation, const std::string& path)
{
    const std::string reason = std::generic_category().message(code);
    return { errorKindOf(code), code, std::move(operation), escapeForDisplay(path) + ": " + reason };
}

Result<int> openNode(const std::string& path, int flags, const char* operation)
{
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0)
        return tl::unexpected(nodeError(errno, operation, path));
    return file;
}

// The device descriptor, then every configuration: what usbfs gives who reads a node.
Result<Bytes> readDescriptors(const std::string& path)
{
    constexpr auto kOperation = "read the device node";
    const auto file = openNode(path, O_RDONLY, kOperation);
    if (!file)
        return tl::unexpected(file.error());
    Bytes bytes;
    std::array<Byte, 4096> piece {};
    ssize_t count = 0;
    while (bytes.size() < kMaxDescriptorBytes && (count = ::read(*file, piece.data(), piece.size())) > 0)
        bytes.insert(bytes.end(), piece.begin(), piece.begin() + count);
    const int failure = count < 0 ? errno : 0;
    ::close(*file);
    if (failure != 0)
        return tl::unexpected(nodeError(failure, kOperation, path));
    return bytes;
}

struct BusAddress {
    std::uint16_t bus = 0;
    std::uint8_t address = 0;
};

// Of ".../001/004", as the nodes are called; zeros for any other name.
BusAddress addressOf(const std::string& path)
{
    const std::filesystem::path node(path);
    const auto decimal = [](std::string text, std::uint64_t max) -> std::uint64_t {
        text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
        return parseUnsigned(text, max).value_or(0);
    };
    return { static_cast<std::uint16_t>(decimal(node.parent_path().filename().string(), 0xffff)),
        static_cast<std::uint8_t>(decimal(node.filename().string(), 0xff)) };
}

// Low Speed, which is 1.5, is told by libusb alone, and stays unknown here.
usb::Speed speedOfRate(std::uint32_t megabitsPerSecond)
{
    using enum usb::Speed;
    for (const usb::Speed speed : { Full, High, Super, SuperPlus, SuperPlusX2 })
        if (usb::bitsPerSecond(speed) == std::uint64_t { megabitsPerSecond } * 1'000'000)
            return speed;
    return Unknown;
}

} // namespace

NodeDevice::NodeDevice(std::string path)
    : m_path(std::move(path))
{
}

Result<std::vector<usb::DevicePtr>> NodeDevice::look()
{
    auto descriptors = readDescriptors(m_path);
    const std::lock_guard lock(m_mutex);
    if (!descriptors) {
        if (!m_hasBeenThere)
            return tl::unexpected(descriptors.error());
        m_info.reset();
        return std::vector<usb::DevicePtr> {};
    }
    m_hasBeenThere = true;
    m_facts->refresh();
    const BusAddress place = addressOf(m_path);
    auto live = m_facts->live(place.bus, place.address);
    const bool isAnother = m_info == nullptr || *descriptors != m_descriptors;
    if (isAnother || live != m_live) {
        m_descriptors = std::move(*descriptors);
        auto info = std::make_shared<usb::DeviceInfo>(describe(live));
        info->id = isAnother ? usb::nextDeviceId() : m_info->id;
        m_live = std::move(live);
        m_info = std::move(info);
    }
    return std::vector<usb::DevicePtr> { m_info };
}

usb::DeviceInfo NodeDevice::describe(const std::optional<LiveFacts>& live) const
{
    usb::DeviceInfo info;
    usb::DescriptorBlob blob = usb::parseDescriptorBlob(m_descriptors);
    info.backend = "libusb1";
    info.descriptor = std::move(blob.device);
    info.configurations = std::move(blob.configurations);
    info.problems = std::move(blob.problems);
    info.address = addressOf(m_path).address;
    info.deviceNode = m_path;
    if (live) {
        const FixedFacts fixed = m_facts->fixed(live->systemPath);
        info.path = live->path;
        info.systemPath = live->systemPath;
        info.activeConfiguration = live->activeConfiguration;
        info.drivers = live->drivers;
        info.manufacturer = fixed.manufacturer;
        info.product = fixed.product;
        info.serial = fixed.serial;
        info.speed = speedOfRate(fixed.megabitsPerSecond);
        return info;
    }
    info.path.bus = addressOf(m_path).bus;
    info.problems.emplace_back(
        "The system tells nothing of this node: its speed is unknown, and the first configuration "
        "is taken for the active one.");
    if (!info.configurations.empty())
        info.activeConfiguration = info.configurations.front().value;
    return info;
}

Result<std::unique_ptr<DeviceHandle>> NodeDevice::open(const std::shared_ptr<Context>& context, usb::DeviceId id)
{
    constexpr auto kOperation = "open the device";
    std::string label;
    {
        const std::lock_guard lock(m_mutex);
        if (m_info == nullptr || m_info->id != id)
            return fail(ErrorKind::Disconnected, kOperation, "it is not attached any more");
        label = deviceLabel(*m_info);
    }
    const auto file = openNode(m_path, O_RDWR, kOperation);
    if (!file)
        return tl::unexpected(file.error());
    forgetLogLine();
    libusb_device_handle* raw = nullptr;
    const int code = libusb_wrap_sys_device(context->get(), *file, &raw);
    if (code != LIBUSB_SUCCESS) {
        Error error = makeError(code, kOperation, label);
        ::close(*file);
        return tl::unexpected(std::move(error));
    }
    auto entry = std::make_shared<DeviceEntry>(context, libusb_get_device(raw), Clock::time_point {});
    entry->label = label;
    entry->deviceNode = m_path;
    return std::make_unique<Libusb1Handle>(std::move(entry), raw, *file);
}

} // namespace wb::backend
