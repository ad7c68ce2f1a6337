// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/descriptor_builder.h"

#include <algorithm>
#include <set>

namespace wb::backend::virtualbus {

namespace {

constexpr std::uint16_t kUsb20 = 0x0200;
constexpr Byte kInterfaceDescriptor = 0x04;
constexpr Byte kEndpointDescriptor = 0x05;
constexpr std::size_t kMaxStringUnits = 126; // bLength is one byte

void appendEndpoint(Bytes& out, const EndpointSpec& spec)
{
    const auto length = static_cast<Byte>(spec.isAudio10 ? 9 : 7);
    const auto attributes = static_cast<Byte>(static_cast<Byte>(spec.type) | spec.synchronization);
    out.insert(out.end(), { length, kEndpointDescriptor, spec.address, attributes });
    appendLe16(out, spec.maxPacketSize);
    out.push_back(spec.interval);
    out.resize(out.size() + length - 7);
    out.insert(out.end(), spec.classDescriptors.begin(), spec.classDescriptors.end());
}

void appendInterface(Bytes& out, const InterfaceSpec& spec)
{
    out.insert(out.end(), spec.association.begin(), spec.association.end());
    out.insert(out.end(),
        { 9, kInterfaceDescriptor, spec.number, spec.alternate, static_cast<Byte>(spec.endpoints.size()),
            spec.interfaceClass, spec.interfaceSubClass, spec.interfaceProtocol, spec.stringIndex });
    out.insert(out.end(), spec.classDescriptors.begin(), spec.classDescriptors.end());
    for (const EndpointSpec& endpoint : spec.endpoints)
        appendEndpoint(out, endpoint);
}

} // namespace

Bytes buildDevice(const DeviceSpec& spec, Byte configurationCount)
{
    Bytes out { 18, kDeviceDescriptor };
    appendLe16(out, spec.bcdUsb);
    out.insert(out.end(), { spec.deviceClass, spec.deviceSubClass, spec.deviceProtocol, spec.maxPacketSize0 });
    appendLe16(out, spec.vendorId);
    appendLe16(out, spec.productId);
    appendLe16(out, spec.bcdDevice);
    out.insert(out.end(), { spec.manufacturerIndex, spec.productIndex, spec.serialIndex, configurationCount });
    return out;
}

Bytes buildQualifier(const DeviceSpec& otherSpeed, Byte configurationCount)
{
    Bytes out { 10, kDeviceQualifierDescriptor };
    appendLe16(out, kUsb20);
    out.insert(out.end(),
        { otherSpeed.deviceClass, otherSpeed.deviceSubClass, otherSpeed.deviceProtocol, otherSpeed.maxPacketSize0,
            configurationCount, 0 });
    return out;
}

Bytes buildConfiguration(const ConfigurationSpec& spec, Byte type)
{
    Bytes body;
    std::set<Byte> numbers;
    for (const InterfaceSpec& interface : spec.interfaces) {
        appendInterface(body, interface);
        numbers.insert(interface.number);
    }
    const auto attributes
        = static_cast<Byte>(0x80 | (spec.isSelfPowered ? 0x40 : 0) | (spec.hasRemoteWakeup ? 0x20 : 0));
    Bytes out { 9, type };
    appendLe16(out, static_cast<std::uint16_t>(body.size() + 9));
    out.insert(out.end(),
        { static_cast<Byte>(numbers.size()), spec.value, spec.stringIndex, attributes,
            static_cast<Byte>(spec.maxPowerMilliamps / spec.milliampsPerUnit) });
    out.insert(out.end(), body.begin(), body.end());
    return out;
}

Bytes buildString(std::u16string_view text)
{
    const std::u16string_view kept = text.substr(0, kMaxStringUnits);
    Bytes out { static_cast<Byte>(2 + 2 * kept.size()), kStringDescriptor };
    for (const char16_t unit : kept)
        appendLe16(out, unit);
    return out;
}

Bytes buildLanguageTable()
{
    Bytes out { 4, kStringDescriptor };
    appendLe16(out, kEnglish);
    return out;
}

} // namespace wb::backend::virtualbus
