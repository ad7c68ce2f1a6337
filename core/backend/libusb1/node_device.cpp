// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/node_device.h"

#include "core/backend/libusb1/error_map.h"
#include "core/backend/libusb1/handle.h"
#include "core/backend/libusb1/log_lines.h"
#include "core/base/errno_kind.h"

#include <libusb.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <limits>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace wb::backend {

namespace {

constexpr std::size_t kMaxDescriptorBytes = std::size_t { 1 } << 20;
constexpr auto kLook = "read the device node";

// Any other error leaves a device that may still be there, with drivers that are owed to it.
bool meansGone(int code) { return code == ENOENT || code == ENODEV || code == ENXIO || code == ENOTDIR; }

Error nodeError(int code, std::string operation, const std::string& path)
{
    const std::string reason = std::generic_category().message(code);
    return { errorKindOf(code), code, std::move(operation), escapeForDisplay(path) + ": " + reason };
}

Result<int> openNode(const std::string& path, std::optional<int> given, int flags, const char* operation)
{
    const int file = given ? ::fcntl(*given, F_DUPFD_CLOEXEC, 0) : ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0)
        return tl::unexpected(nodeError(errno, operation, path));
    return file;
}

// Programs that hold the node are found by this name of it.
std::string withoutLinks(const std::string& path)
{
    std::error_code error;
    const std::filesystem::path resolved = std::filesystem::canonical(path, error);
    return error ? path : resolved.string();
}

// Only a device node is opened: a pipe would wait for somebody to write into it, and no other file tells of a device.
Result<NodeFile> fileOf(const std::string& path)
{
    struct stat status { };
    if (::stat(path.c_str(), &status) != 0)
        return tl::unexpected(nodeError(errno, kLook, path));
    if (!S_ISCHR(status.st_mode))
        return fail(ErrorKind::InvalidArgument, kLook,
            escapeForDisplay(path)
                + ": it is no device node; name one, as /dev/bus/usb/001/004, or open what it holds as a file");
    return NodeFile { status.st_ino, status.st_rdev, status.st_ctim.tv_sec, status.st_ctim.tv_nsec };
}

// The device descriptor, then every configuration: what usbfs gives who reads a node. The place in a given file is not
// ours to move.
Result<Bytes> readDescriptors(const std::string& path, std::optional<int> given)
{
    const auto file = openNode(path, given, O_RDONLY | O_NONBLOCK, kLook);
    if (!file)
        return tl::unexpected(file.error());
    Bytes bytes;
    std::array<Byte, 4096> piece {};
    ssize_t count = 0;
    while (bytes.size() < kMaxDescriptorBytes
        && (count = ::pread(*file, piece.data(), piece.size(), static_cast<off_t>(bytes.size()))) > 0)
        bytes.insert(bytes.end(), piece.begin(), piece.begin() + count);
    const int failure = count < 0 ? errno : 0;
    ::close(*file);
    if (failure != 0)
        return tl::unexpected(nodeError(failure, kLook, path));
    return bytes;
}

std::string systemPathOf(const std::optional<LiveFacts>& live) { return live ? live->systemPath : std::string(); }

// Low Speed, which is 1.5, is told by libusb alone, and stays unknown here.
usb::Speed speedOfRate(std::uint32_t megabitsPerSecond)
{
    using enum usb::Speed;
    for (const usb::Speed speed : { Full, High, Super, SuperPlus, SuperPlusX2 })
        if (usb::bitsPerSecond(speed) == std::uint64_t { megabitsPerSecond } * 1'000'000)
            return speed;
    return Unknown;
}

// What /proc calls the file of a descriptor leads to it even when its node has been removed.
std::string pathOf(const std::string& node, std::optional<int> given)
{
    return given ? "/proc/self/fd/" + std::to_string(*given) : node;
}

} // namespace

std::optional<int> descriptorIn(std::string_view node)
{
    constexpr std::string_view kPrefix = "fd:";
    if (node.substr(0, kPrefix.size()) != kPrefix)
        return std::nullopt;
    const auto number = parseUnsigned(node.substr(kPrefix.size()), std::numeric_limits<int>::max());
    return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

NodeDevice::NodeDevice(const std::string& node)
    : m_given(descriptorIn(node))
    , m_path(pathOf(node, m_given))
{
}

// A node may outlast its device, as in a container: that is told by the system's list, or by an open that fails.
Result<std::vector<usb::DevicePtr>> NodeDevice::look()
{
    const std::string path = withoutLinks(m_path);
    const auto file = fileOf(m_given ? m_path : path); // the name may be another file's where the node was passed on
    if (!file)
        return unseen(file.error());
    if (m_isInDoubt.exchange(false))
        m_file.reset();
    m_facts->refresh();
    const BusAddress place = busAddressOf(file->number);
    auto live = m_facts->live(place.bus, place.address);
    bool isAnother = false;
    if (m_file != *file || systemPathOf(live) != systemPathOf(m_live)) {
        auto descriptors = readDescriptors(path, m_given);
        if (!descriptors)
            return unseen(descriptors.error());
        isAnother = !m_file || m_file->number != file->number || *descriptors != m_descriptors;
        m_file = *file;
        m_descriptors = std::move(*descriptors);
        m_hasBeenThere = true;
    }
    if (isAnother || live != m_live) {
        auto info = std::make_shared<usb::DeviceInfo>(describe(path, place, live));
        info->id = isAnother ? usb::nextDeviceId() : m_info->id;
        m_live = std::move(live);
        const std::lock_guard lock(m_mutex);
        m_info = std::move(info);
    }
    return std::vector<usb::DevicePtr> { m_info };
}

Result<std::vector<usb::DevicePtr>> NodeDevice::unseen(const Error& error)
{
    if (!m_hasBeenThere || !meansGone(error.code))
        return tl::unexpected(error);
    m_file.reset();
    const std::lock_guard lock(m_mutex);
    m_info.reset();
    return std::vector<usb::DevicePtr> {};
}

usb::DeviceInfo NodeDevice::describe(
    const std::string& path, const BusAddress& place, const std::optional<LiveFacts>& live) const
{
    usb::DeviceInfo info;
    usb::DescriptorBlob blob = usb::parseDescriptorBlob(m_descriptors);
    info.backend = "libusb1";
    info.descriptor = std::move(blob.device);
    info.configurations = std::move(blob.configurations);
    info.problems = std::move(blob.problems);
    info.address = place.address;
    info.deviceNode = path;
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
    info.path.bus = place.bus;
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
    auto file = openNode(m_path, m_given, O_RDWR, kOperation);
    if (!file && meansGone(file.error().code)) {
        file.error().kind = ErrorKind::Disconnected;
        m_isInDoubt = true;
    }
    if (!file)
        return tl::unexpected(std::move(file.error()));
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
