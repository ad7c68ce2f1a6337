// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/descriptor_bytes.h"

#include <libusb.h>

#include <algorithm>
#include <array>
#include <memory>

namespace wb::backend {

namespace {

// A view over `count` elements of a C array that may be missing whatever its count says (P68).
template <class T, class Count> std::span<const T> guarded(const T* first, Count count)
{
    if (first == nullptr || count <= 0)
        return {};
    return { first, static_cast<std::size_t>(count) };
}

void append(Bytes& out, std::span<const unsigned char> bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

void appendEndpoint(Bytes& out, const libusb_endpoint_descriptor& endpoint)
{
    // Audio 1.0 endpoints have two bytes more than others (USB Audio 1.0 §4.6.1.1).
    const bool isAudio = endpoint.bLength == LIBUSB_DT_ENDPOINT_AUDIO_SIZE;
    append(out,
        std::array<unsigned char, 4> { static_cast<unsigned char>(isAudio ? 9 : 7), LIBUSB_DT_ENDPOINT,
            endpoint.bEndpointAddress, endpoint.bmAttributes });
    appendLe16(out, endpoint.wMaxPacketSize);
    out.push_back(endpoint.bInterval);
    if (isAudio)
        append(out, std::array<unsigned char, 2> { endpoint.bRefresh, endpoint.bSynchAddress });
    append(out, guarded(endpoint.extra, endpoint.extra_length));
}

void appendAlternate(Bytes& out, const libusb_interface_descriptor& alternate)
{
    append(out,
        std::array<unsigned char, 9> { LIBUSB_DT_INTERFACE_SIZE, LIBUSB_DT_INTERFACE, alternate.bInterfaceNumber,
            alternate.bAlternateSetting, alternate.bNumEndpoints, alternate.bInterfaceClass,
            alternate.bInterfaceSubClass, alternate.bInterfaceProtocol, alternate.iInterface });
    append(out, guarded(alternate.extra, alternate.extra_length));
    for (const libusb_endpoint_descriptor& endpoint : guarded(alternate.endpoint, alternate.bNumEndpoints))
        appendEndpoint(out, endpoint);
}

void appendDevice(Bytes& out, const libusb_device_descriptor& device)
{
    append(out, std::array<unsigned char, 2> { LIBUSB_DT_DEVICE_SIZE, LIBUSB_DT_DEVICE });
    appendLe16(out, device.bcdUSB);
    append(out,
        std::array<unsigned char, 4> {
            device.bDeviceClass, device.bDeviceSubClass, device.bDeviceProtocol, device.bMaxPacketSize0 });
    appendLe16(out, device.idVendor);
    appendLe16(out, device.idProduct);
    appendLe16(out, device.bcdDevice);
    append(out,
        std::array<unsigned char, 4> {
            device.iManufacturer, device.iProduct, device.iSerialNumber, device.bNumConfigurations });
}

} // namespace

Bytes rebuildConfiguration(const libusb_config_descriptor& configuration)
{
    Bytes body;
    append(body, guarded(configuration.extra, configuration.extra_length));
    for (const libusb_interface& function : guarded(configuration.interface, configuration.bNumInterfaces)) {
        for (const libusb_interface_descriptor& alternate : guarded(function.altsetting, function.num_altsetting))
            appendAlternate(body, alternate);
    }
    // The total is of what is written here, so that the next configuration is found behind it.
    Bytes out { LIBUSB_DT_CONFIG_SIZE, LIBUSB_DT_CONFIG };
    const std::size_t total = std::min<std::size_t>(body.size() + LIBUSB_DT_CONFIG_SIZE, 0xffff);
    appendLe16(out, static_cast<std::uint16_t>(total));
    append(out,
        std::array<unsigned char, 5> { configuration.bNumInterfaces, configuration.bConfigurationValue,
            configuration.iConfiguration, configuration.bmAttributes, configuration.MaxPower });
    append(out, std::span<const unsigned char>(body).first(total - LIBUSB_DT_CONFIG_SIZE));
    return out;
}

Bytes rebuildDescriptors(libusb_device* device)
{
    Bytes out;
    libusb_device_descriptor descriptor {};
    if (libusb_get_device_descriptor(device, &descriptor) != LIBUSB_SUCCESS)
        return out;
    appendDevice(out, descriptor);
    for (std::uint8_t index = 0; index < descriptor.bNumConfigurations; ++index) {
        libusb_config_descriptor* raw = nullptr;
        // Root hubs of some systems and malformed configurations have none to give (P49, P71).
        if (libusb_get_config_descriptor(device, index, &raw) != LIBUSB_SUCCESS || raw == nullptr)
            continue;
        const std::unique_ptr<libusb_config_descriptor, decltype(&libusb_free_config_descriptor)> configuration(
            raw, libusb_free_config_descriptor);
        append(out, rebuildConfiguration(*configuration));
    }
    return out;
}

} // namespace wb::backend
