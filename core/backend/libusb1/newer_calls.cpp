// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/newer_calls.h"

#include "core/backend/libusb1/optional_functions.h"

#include <libusb.h>

#include <algorithm>
#include <array>
#include <bit>

namespace wb::backend {

namespace {

constexpr std::size_t kStringBytes = 1024; // more than the 384 that libusb asks for

using InitContext = int LIBUSB_CALL(libusb_context**, const InitOption*, int);
using GetDeviceString = int LIBUSB_CALL(libusb_device*, int, char*, int);
using GetMaxAltPacketSize = int LIBUSB_CALL(libusb_device*, int, int, unsigned char);

template <class Function> Function* lookUp(const char* name) { return std::bit_cast<Function*>(functionAddress(name)); }

InitOption option(libusb_option which, int number)
{
    InitOption made {};
    made.option = which;
    made.value.number = number;
    return made;
}

} // namespace

std::optional<int> initContext(libusb_context** made, bool hasDiscovery, usb::LogLevel level)
{
    auto* function = lookUp<InitContext>("libusb_init_context");
    if (function == nullptr)
        return std::nullopt;
    const std::array options { option(LIBUSB_OPTION_LOG_LEVEL, static_cast<int>(level)),
        option(LIBUSB_OPTION_NO_DEVICE_DISCOVERY, 0) };
    return function(made, options.data(), hasDiscovery ? 1 : 2);
}

std::string deviceString(libusb_device* device, DeviceString which)
{
    auto* function = lookUp<GetDeviceString>("libusb_get_device_string");
    if (function == nullptr)
        return {};
    std::array<char, kStringBytes> text {};
    const int code = function(device, static_cast<int>(which), text.data(), static_cast<int>(text.size()));
    if (code < 0)
        return {};
    return { text.begin(), std::find(text.begin(), text.end(), '\0') };
}

std::optional<std::uint32_t> maxAltPacketSize(
    libusb_device* device, std::uint8_t interfaceNumber, std::uint8_t alternate, std::uint8_t endpoint)
{
    auto* function = lookUp<GetMaxAltPacketSize>("libusb_get_max_alt_packet_size");
    const int bytes
        = function == nullptr ? LIBUSB_ERROR_NOT_FOUND : function(device, interfaceNumber, alternate, endpoint);
    return bytes < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(bytes));
}

} // namespace wb::backend
