// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/handle.h"

#include "core/backend/libusb1/error_map.h"
#include "core/backend/libusb1/log_lines.h"
#include "core/backend/libusb1/transfer.h"

#include <libusb.h>

#include <algorithm>
#include <filesystem>
#include <unistd.h>

namespace wb::backend {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kJustArrived { 2000 }; // udev may still be setting the node's permissions (P45)
constexpr milliseconds kFirstDelay { 50 };
constexpr milliseconds kLongestDelay { 500 };

bool mayPassSoon(ErrorKind kind)
{
    return kind == ErrorKind::AccessDenied || kind == ErrorKind::NotFound || kind == ErrorKind::Busy;
}

Result<libusb_device_handle*> tryOpen(const DeviceEntry& entry)
{
    const std::string operation = "open the device";
    // Asked to open a node that is not there, libusb 1.0.26 takes the device for gone and drops it from its
    // list for good; while udev is late, or in a container without nodes, it is not gone.
    std::error_code error;
    if (!entry.deviceNode.empty() && !std::filesystem::exists(entry.deviceNode, error))
        return fail(ErrorKind::NotFound, operation, entry.label + ": " + entry.deviceNode + " does not exist");
    forgetLogLine();
    libusb_device_handle* raw = nullptr;
    const int code = libusb_open(entry.device, &raw);
    if (code != LIBUSB_SUCCESS)
        return tl::unexpected(makeError(code, operation, entry.label));
    return raw;
}

std::string interfaceText(std::string_view verb, std::uint8_t number)
{
    return std::string(verb) + " interface " + std::to_string(number);
}

// Before 1.0.27 a refused set_interface_alt_setting may have unlocked the handle's mutex without holding it.
bool alternateSettingCorruptsHandles()
{
    const libusb_version* version = libusb_get_version();
    return std::tie(version->major, version->minor, version->micro) < std::make_tuple(1, 0, 27);
}

// libusb wants them where it could write to them.
std::vector<unsigned char> addressesOf(std::span<const usb::EndpointAddress> endpoints)
{
    std::vector<unsigned char> addresses;
    for (const usb::EndpointAddress endpoint : endpoints)
        addresses.push_back(endpoint.value);
    return addresses;
}

bool mayLackStreams(ErrorKind kind)
{
    return kind == ErrorKind::InvalidArgument || kind == ErrorKind::Unsupported || kind == ErrorKind::Io;
}

Status statusOf(const Result<int>& result)
{
    if (!result)
        return tl::unexpected(result.error());
    return {};
}

} // namespace

Libusb1Handle::Libusb1Handle(EntryPtr entry, libusb_device_handle* raw, int nodeFile)
    : m_device(std::make_shared<OpenDevice>())
{
    m_device->entry = std::move(entry);
    m_device->raw = raw;
    m_device->nodeFile = nodeFile;
    ++m_device->entry->context->openHandles;
}

Libusb1Handle::~Libusb1Handle()
{
    if (!mayClose())
        return;
    // Released one by one, and not by the close: that would let the kernel talk to the device while libusb
    // holds the lock the event loop needs (P8).
    for (const std::uint8_t number : m_claimed) {
        if (!m_device->isGone())
            libusb_release_interface(m_device->raw, number);
    }
    libusb_close(m_device->raw);
    m_device->raw = nullptr;
    if (m_device->nodeFile >= 0)
        ::close(m_device->nodeFile);
    --m_device->entry->context->openHandles;
}

// A transfer still in flight would be forgotten by libusb and its callback never come (P10, P11).
bool Libusb1Handle::mayClose() const { return !m_isQuarantined && m_device->inFlight == 0; }

template <class Call> Result<int> Libusb1Handle::guarded(const std::string& operation, Call call)
{
    if (m_device->isGone())
        return fail(ErrorKind::Disconnected, operation, m_device->entry->label + ": the device has left");
    forgetLogLine();
    const int code = call(m_device->raw);
    if (code >= 0)
        return code;
    if (code == LIBUSB_ERROR_NO_DEVICE)
        m_device->isDead = true;
    return tl::unexpected(makeError(code, operation, m_device->entry->label));
}

Status Libusb1Handle::claimInterface(std::uint8_t number)
{
    const auto result = guarded(interfaceText("claim", number),
        [number](libusb_device_handle* raw) { return libusb_claim_interface(raw, number); });
    if (result)
        m_claimed.insert(number);
    return statusOf(result);
}

Status Libusb1Handle::releaseInterface(std::uint8_t number)
{
    const auto result = guarded(interfaceText("release", number),
        [number](libusb_device_handle* raw) { return libusb_release_interface(raw, number); });
    if (result)
        m_claimed.erase(number);
    return statusOf(result);
}

Status Libusb1Handle::setAlternateSetting(std::uint8_t number, std::uint8_t alternate)
{
    const std::string operation
        = "select alternate setting " + std::to_string(alternate) + " of interface " + std::to_string(number);
    auto result = guarded(operation, [number, alternate](libusb_device_handle* raw) {
        return libusb_set_interface_alt_setting(raw, number, alternate);
    });
    if (!result && result.error().code == LIBUSB_ERROR_NO_DEVICE && alternateSettingCorruptsHandles()) {
        m_isQuarantined = true; // (P48)
        result.error().detail += "; the device left during the call, and this libusb would abort on closing the "
                                 "handle, so it stays open until the program ends";
    }
    return statusOf(result);
}

Status Libusb1Handle::setConfiguration(std::optional<std::uint8_t> value)
{
    constexpr int kUnconfigured = -1;
    const std::string operation = value ? "set configuration " + std::to_string(*value) : "unconfigure the device";
    const int configuration = value ? int { *value } : kUnconfigured;
    return statusOf(guarded(operation,
        [configuration](libusb_device_handle* raw) { return libusb_set_configuration(raw, configuration); }));
}

Result<std::optional<std::uint8_t>> Libusb1Handle::configuration()
{
    int configuration = 0;
    const auto result = guarded("read the configuration",
        [&configuration](libusb_device_handle* raw) { return libusb_get_configuration(raw, &configuration); });
    if (!result)
        return tl::unexpected(result.error());
    if (configuration <= 0 || configuration > 0xff) // libusb says 0 for unconfigured (P71)
        return std::optional<std::uint8_t> {};
    return std::optional(static_cast<std::uint8_t>(configuration));
}

Status Libusb1Handle::clearHalt(usb::EndpointAddress endpoint)
{
    return statusOf(guarded("clear the halt of " + usb::toString(endpoint),
        [endpoint](libusb_device_handle* raw) { return libusb_clear_halt(raw, endpoint.value); }));
}

Status Libusb1Handle::reset()
{
    const auto result = guarded("reset the device", [](libusb_device_handle* raw) { return libusb_reset_device(raw); });
    // The device comes back as another one; this handle is of no further use (P46).
    if (!result && (result.error().kind == ErrorKind::NotFound || result.error().kind == ErrorKind::Disconnected))
        m_device->isDead = true;
    return statusOf(result);
}

Result<bool> Libusb1Handle::isKernelDriverActive(std::uint8_t number)
{
    const auto result = guarded(interfaceText("ask for the kernel driver of", number),
        [number](libusb_device_handle* raw) { return libusb_kernel_driver_active(raw, number); });
    if (!result)
        return tl::unexpected(result.error());
    return *result != 0;
}

Status Libusb1Handle::detachKernelDriver(std::uint8_t number)
{
    return statusOf(guarded(interfaceText("detach the kernel driver of", number),
        [number](libusb_device_handle* raw) { return libusb_detach_kernel_driver(raw, number); }));
}

Status Libusb1Handle::attachKernelDriver(std::uint8_t number)
{
    return statusOf(guarded(interfaceText("attach the kernel driver of", number),
        [number](libusb_device_handle* raw) { return libusb_attach_kernel_driver(raw, number); }));
}

Result<std::uint32_t> Libusb1Handle::allocateStreams(
    std::uint32_t count, std::span<const usb::EndpointAddress> endpoints)
{
    std::vector<unsigned char> addresses = addressesOf(endpoints);
    auto granted = guarded(
        "allocate " + std::to_string(count) + " bulk streams", [count, &addresses](libusb_device_handle* raw) {
            return libusb_alloc_streams(raw, count, addresses.data(), static_cast<int>(addresses.size()));
        });
    if (granted)
        return static_cast<std::uint32_t>(*granted);
    if (mayLackStreams(granted.error().kind))
        granted.error().detail += "; the host controller may have no bulk streams, or they are allocated already";
    return tl::unexpected(std::move(granted.error()));
}

Status Libusb1Handle::freeStreams(std::span<const usb::EndpointAddress> endpoints)
{
    std::vector<unsigned char> addresses = addressesOf(endpoints);
    return statusOf(guarded("free bulk streams", [&addresses](libusb_device_handle* raw) {
        return libusb_free_streams(raw, addresses.data(), static_cast<int>(addresses.size()));
    }));
}

std::unique_ptr<Transfer> Libusb1Handle::makeTransfer() { return std::make_unique<Libusb1Transfer>(m_device); }

Result<std::unique_ptr<DeviceHandle>> openHandle(const DeviceRegistry& registry, usb::DeviceId id)
{
    const std::string operation = "open the device";
    const EntryPtr entry = registry.find(id);
    if (entry == nullptr)
        return fail(ErrorKind::Disconnected, operation, "it is not attached any more");
    for (milliseconds delay = kFirstDelay;; delay = std::min(delay * 2, kLongestDelay)) {
        if (entry->departed)
            return fail(ErrorKind::Disconnected, operation, entry->label + ": the device has left");
        auto opened = tryOpen(*entry);
        if (opened)
            return std::make_unique<Libusb1Handle>(entry, *opened);
        const bool isInTime = Clock::now() + delay < entry->arrived + kJustArrived;
        const bool mayRetry = mayPassSoon(opened.error().kind) && isInTime;
        if (!mayRetry || !registry.waitWhileAttached(*entry, delay))
            return tl::unexpected(std::move(opened.error()));
    }
}

} // namespace wb::backend
