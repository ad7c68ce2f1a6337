// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/hid_transport.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

constexpr std::uint8_t kHidClass = 0x03;
constexpr std::uint8_t kGetReport = 1;
constexpr std::uint8_t kSetReport = 9;
constexpr std::uint32_t kPacketSizeBits = 0x7ff; // of wMaxPacketSize, USB 2.0 §9.6.6

const usb::AlternateSetting* hidSetting(const usb::InterfaceInfo& interface)
{
    const auto found = std::find_if(interface.alternates.begin(), interface.alternates.end(),
        [](const usb::AlternateSetting& setting) { return setting.interfaceClass == kHidClass; });
    return found == interface.alternates.end() ? nullptr : &*found;
}

HidTransport transportOf(const usb::AlternateSetting& setting)
{
    HidTransport transport;
    transport.interfaceNumber = setting.interfaceNumber;
    for (const usb::EndpointInfo& endpoint : setting.endpoints) {
        std::optional<usb::EndpointInfo>& place = endpoint.address.isIn() ? transport.in : transport.out;
        if (endpoint.type() == usb::TransferType::Interrupt && !place)
            place = endpoint;
    }
    return transport;
}

// HID 1.11 §7.2: report types count from 1.
usb::SetupPacket setupOf(
    const HidTransport& transport, const HidReport& report, usb::Direction direction, std::size_t length)
{
    usb::SetupPacket setup;
    setup.bmRequestType = makeRequestType(direction, usb::RequestType::Class, usb::Recipient::Interface);
    setup.bRequest = direction == usb::Direction::In ? kGetReport : kSetReport;
    setup.wValue = static_cast<std::uint16_t>(((static_cast<unsigned>(report.type) + 1) << 8) | report.id);
    setup.wIndex = transport.interfaceNumber;
    setup.wLength = static_cast<std::uint16_t>(std::min<std::size_t>(length, 0xffff));
    return setup;
}

} // namespace

std::optional<HidTransport> hidTransport(const usb::DeviceInfo& device, std::uint8_t interfaceNumber)
{
    const usb::ConfigurationInfo* active = device.active();
    const usb::InterfaceInfo* interface = active == nullptr ? nullptr : active->findInterface(interfaceNumber);
    const usb::AlternateSetting* setting = interface == nullptr ? nullptr : hidSetting(*interface);
    return setting == nullptr ? std::nullopt : std::optional(transportOf(*setting));
}

std::vector<HidTransport> hidTransports(const usb::DeviceInfo& device)
{
    std::vector<HidTransport> transports;
    if (const usb::ConfigurationInfo* active = device.active())
        for (const usb::InterfaceInfo& interface : active->interfaces)
            if (const usb::AlternateSetting* setting = hidSetting(interface))
                transports.push_back(transportOf(*setting));
    return transports;
}

std::uint32_t inputTransferBytes(const HidReportMap& map, const usb::EndpointInfo& in)
{
    std::uint64_t longest = 1;
    for (const HidReport& report : map.reports)
        if (report.type == HidReportType::Input)
            longest = std::max(longest, report.bytes());
    const std::uint64_t packet = std::max<std::uint64_t>(in.maxPacketSize & kPacketSizeBits, 1);
    return static_cast<std::uint32_t>((longest + packet - 1) / packet * packet);
}

usb::TransferRequest readInputRequest(const HidReportMap& map, const usb::EndpointInfo& in)
{
    usb::TransferRequest request;
    request.endpoint = in.address;
    request.type = usb::TransferType::Interrupt;
    request.length = inputTransferBytes(map, in);
    request.timeoutMs = 0; // a device that has nothing to tell is silent
    return request;
}

usb::TransferRequest getReportRequest(const HidTransport& transport, const HidReport& report)
{
    usb::TransferRequest request;
    request.setup = setupOf(transport, report, usb::Direction::In, static_cast<std::size_t>(report.bytes()));
    request.length = request.setup.wLength;
    return request;
}

usb::TransferRequest setReportRequest(const HidTransport& transport, const HidReport& report, Bytes bytes)
{
    usb::TransferRequest request;
    if (report.type == HidReportType::Output && transport.out) {
        request.endpoint = transport.out->address;
        request.type = usb::TransferType::Interrupt;
    } else {
        request.setup = setupOf(transport, report, usb::Direction::Out, bytes.size());
    }
    request.data = std::move(bytes);
    return request;
}

} // namespace wb::descriptors
