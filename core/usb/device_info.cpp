// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/device_info.h"

#include <algorithm>

namespace wb::usb {
namespace {

constexpr std::uint64_t kFrameNanoseconds = 1'000'000;
constexpr std::uint64_t kMicroframeNanoseconds = 125'000;

bool isSuperSpeed(Speed speed) { return speed >= Speed::Super; }

bool isPeriodic(TransferType type) { return type == TransferType::Isochronous || type == TransferType::Interrupt; }

// 2^(bInterval - 1) periods; only 1..16 are defined.
std::uint64_t exponentialInterval(std::uint8_t interval, std::uint64_t period)
{
    if (interval < 1 || interval > 16)
        return 0;
    return period << (interval - 1);
}

std::uint32_t superSpeedBytesPerInterval(const EndpointInfo& endpoint)
{
    constexpr std::uint8_t kHasIsoCompanion = 0x80; // USB 3.2 §9.6.7, bmAttributes bit 7
    const bool isIso = endpoint.type() == TransferType::Isochronous;
    if (isIso && endpoint.isoBytesPerInterval && (endpoint.companionAttributes.value_or(0) & kHasIsoCompanion) != 0)
        return *endpoint.isoBytesPerInterval;
    const std::uint16_t claimed = endpoint.companionBytesPerInterval.value_or(0);
    if (claimed != 0 || (isIso && endpoint.companionBytesPerInterval))
        return claimed;
    return endpoint.maxPacketSize;
}

} // namespace

const InterfaceInfo* ConfigurationInfo::findInterface(std::uint8_t number) const
{
    const auto found = std::find_if(
        interfaces.begin(), interfaces.end(), [number](const InterfaceInfo& info) { return info.number == number; });
    return found == interfaces.end() ? nullptr : &*found;
}

const ConfigurationInfo* DeviceInfo::active() const
{
    if (!activeConfiguration)
        return nullptr;
    const auto found = std::find_if(configurations.begin(), configurations.end(),
        [this](const ConfigurationInfo& configuration) { return configuration.value == *activeConfiguration; });
    return found == configurations.end() ? nullptr : &*found;
}

std::string DeviceInfo::driverOf(std::uint8_t interfaceNumber) const
{
    const auto found = std::find_if(drivers.begin(), drivers.end(),
        [interfaceNumber](const auto& entry) { return entry.first == interfaceNumber; });
    return found == drivers.end() ? std::string() : found->second;
}

std::string DeviceInfo::kernelDriverOf(std::uint8_t interfaceNumber) const
{
    std::string driver = driverOf(interfaceNumber);
    return driver == "usbfs" ? std::string() : driver;
}

std::vector<std::uint8_t> DeviceInfo::classCodes() const
{
    std::vector<std::uint8_t> codes;
    const auto add = [&codes](std::uint8_t code) {
        if (std::find(codes.begin(), codes.end(), code) == codes.end())
            codes.push_back(code);
    };
    constexpr std::uint8_t kSeeInterfaces = 0;
    if (descriptor.deviceClass != kSeeInterfaces)
        add(descriptor.deviceClass);
    for (const ConfigurationInfo& configuration : configurations) {
        for (const InterfaceInfo& interface : configuration.interfaces) {
            for (const AlternateSetting& alternate : interface.alternates)
                add(alternate.interfaceClass);
        }
    }
    return codes;
}

std::string DeviceInfo::displayName() const
{
    const bool isBlank = product.find_first_not_of(" \t\r\n") == std::string::npos;
    return isBlank ? formatVidPid(descriptor.vendorId, descriptor.productId) : escapeForDisplay(product);
}

std::string offlineReason(std::string_view origin)
{
    return "This device comes from the file " + escapeForDisplay(origin) + "; nothing can be sent to it.";
}

std::uint32_t bytesPerInterval(const EndpointInfo& endpoint, Speed speed)
{
    if (!isPeriodic(endpoint.type()))
        return endpoint.maxPacketSize & 0x7ffU;
    if (isSuperSpeed(speed))
        return superSpeedBytesPerInterval(endpoint);
    const std::uint32_t packet = endpoint.maxPacketSize & 0x7ffU;
    if (speed == Speed::Low || speed == Speed::Full)
        return packet;
    const std::uint32_t extraTransactions = (endpoint.maxPacketSize >> 11) & 3U;
    return packet * (1 + std::min(extraTransactions, 2U));
}

std::uint64_t intervalNanoseconds(const EndpointInfo& endpoint, Speed speed)
{
    if (!isPeriodic(endpoint.type()))
        return 0;
    switch (speed) {
    case Speed::Unknown:
        return 0;
    case Speed::Low:
    case Speed::Full:
        if (endpoint.type() == TransferType::Isochronous)
            return exponentialInterval(endpoint.interval, kFrameNanoseconds);
        return endpoint.interval * kFrameNanoseconds;
    case Speed::High:
    case Speed::Super:
    case Speed::SuperPlus:
    case Speed::SuperPlusX2:
        return exponentialInterval(endpoint.interval, kMicroframeNanoseconds);
    }
    return 0;
}

std::uint32_t maxBulkStreams(const EndpointInfo& endpoint)
{
    constexpr unsigned kMaxStreams = 0x1f; // bits of bmAttributes
    constexpr unsigned kMost = 16;
    const unsigned exponent = endpoint.companionAttributes.value_or(0) & kMaxStreams;
    if (endpoint.type() != TransferType::Bulk || exponent == 0)
        return 0;
    return std::uint32_t { 1 } << std::min(exponent, kMost);
}

std::uint32_t maxPowerMilliamps(const ConfigurationInfo& configuration, Speed speed)
{
    return configuration.maxPowerRaw * (isSuperSpeed(speed) ? 8U : 2U);
}

std::optional<EndpointLocation> findEndpoint(const DeviceInfo& device, EndpointAddress address,
    std::span<const std::pair<std::uint8_t, std::uint8_t>> selectedAlternates)
{
    const ConfigurationInfo* configuration = device.active();
    if (configuration == nullptr)
        return std::nullopt;
    const auto selectedAlternate = [selectedAlternates](std::uint8_t interfaceNumber) -> std::uint8_t {
        for (const auto& [number, alternate] : selectedAlternates) {
            if (number == interfaceNumber)
                return alternate;
        }
        return 0;
    };
    for (const InterfaceInfo& interface : configuration->interfaces) {
        const std::uint8_t wanted = selectedAlternate(interface.number);
        for (const AlternateSetting& alternate : interface.alternates) {
            if (alternate.number != wanted)
                continue;
            for (const EndpointInfo& endpoint : alternate.endpoints) {
                if (endpoint.address == address)
                    return EndpointLocation { &alternate, &endpoint };
            }
        }
    }
    return std::nullopt;
}

} // namespace wb::usb
