// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/vendor_model.h"

namespace wb::backend::virtualbus {

namespace {

constexpr std::array<Byte, 512> kZeros {};

ConfigurationSpec configuration(std::uint16_t packetSize)
{
    InterfaceSpec interface;
    interface.endpoints = {
        { 0x81, usb::TransferType::Bulk, packetSize, 0 },
        { 0x01, usb::TransferType::Bulk, packetSize, 0 },
    };
    ConfigurationSpec spec;
    spec.interfaces = { interface };
    return spec;
}

std::u16string digits(std::size_t number)
{
    const std::string text = std::to_string(number);
    return { text.begin(), text.end() };
}

DescriptorSet descriptors(std::size_t number)
{
    DeviceSpec device;
    device.productId = 0x0010;
    device.serialIndex = 3;
    DescriptorSet set;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration(512)) };
    set.qualifier = buildQualifier(device, 1);
    set.otherSpeedConfigurations = { buildConfiguration(configuration(64), kOtherSpeedDescriptor) };
    set.strings = { u"USB Workbench", u"Plain device " + digits(number), u"PLAIN" + digits(number) };
    return set;
}

} // namespace

VendorModel::VendorModel(std::size_t number)
    : StandardDevice(descriptors(number))
{
}

void VendorModel::onReset(BusTime) { }

ControlReply VendorModel::onRequest(const usb::SetupPacket&, ByteView, BusTime) { return stalled(); }

InReply VendorModel::onIn(usb::EndpointAddress, BusTime) { return { Handshake::Ack, kZeros }; }

Handshake VendorModel::onOut(usb::EndpointAddress, ByteView, BusTime) { return Handshake::Ack; }

} // namespace wb::backend::virtualbus
