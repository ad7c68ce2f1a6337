// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what the program needs to know out of raw descriptors; core/descriptors shows every byte of them.
// What the kernel skips (drivers/usb/core/config.c) is skipped here too, so both see the same endpoints.
#include "core/usb/descriptor_walk.h"
#include "core/usb/device_info.h"

#include <algorithm>

namespace wb::usb {
namespace {

constexpr std::size_t kInterfaceLength = 9;
constexpr std::size_t kEndpointLength = 7;
constexpr std::size_t kCompanionLength = 6;
constexpr std::size_t kIsoCompanionLength = 8;

// At most this many sentences for one device, however hostile its bytes.
constexpr std::size_t kMaxProblems = 32;

void report(std::vector<std::string>& problems, std::string sentence)
{
    if (problems.size() < kMaxProblems)
        problems.push_back(std::move(sentence));
    else if (problems.size() == kMaxProblems)
        problems.emplace_back("There are more problems than are listed here.");
}

std::string at(std::size_t offset) { return " at byte " + std::to_string(offset); }

std::uint8_t byteAt(ByteView bytes, std::size_t offset) { return offset < bytes.size() ? bytes[offset] : Byte { 0 }; }

std::uint16_t wordAt(ByteView bytes, std::size_t offset)
{
    return static_cast<std::uint16_t>(byteAt(bytes, offset) | (byteAt(bytes, offset + 1) << 8));
}

// Builds the interfaces of one configuration; offsets in sentences count from its first byte.
class InterfaceBuilder {
public:
    InterfaceBuilder(std::vector<InterfaceInfo>& interfaces, std::vector<std::string>& problems)
        : m_interfaces(interfaces)
        , m_problems(problems)
    {
    }

    void add(ByteView descriptor, std::size_t offset)
    {
        if (isType(descriptor, DescriptorType::Interface))
            addInterface(descriptor, offset);
        else if (isType(descriptor, DescriptorType::Endpoint))
            addEndpoint(descriptor, offset);
        else if (isType(descriptor, DescriptorType::EndpointCompanion))
            addCompanion(descriptor, offset);
        else if (isType(descriptor, DescriptorType::IsochronousCompanion))
            addIsoCompanion(descriptor, offset);
    }

    void finish() { checkEndpointCount(); }

private:
    enum class Mode : std::uint8_t { BeforeInterfaces, InAlternate, InSkippedAlternate };

    void addInterface(ByteView descriptor, std::size_t offset)
    {
        checkEndpointCount();
        m_mode = Mode::InSkippedAlternate;
        m_hasEndpoint = false;
        if (descriptor.size() < kInterfaceLength) {
            report(m_problems, "The interface descriptor" + at(offset) + " is too short and is not used.");
            return;
        }
        AlternateSetting alternate { descriptor[2], descriptor[3], descriptor[5], descriptor[6], descriptor[7],
            descriptor[8], {}, offset };
        auto owner = std::find_if(m_interfaces.begin(), m_interfaces.end(),
            [&alternate](const InterfaceInfo& entry) { return entry.number == alternate.interfaceNumber; });
        if (owner == m_interfaces.end())
            owner = m_interfaces.insert(owner, InterfaceInfo { alternate.interfaceNumber, {} });
        const bool isDuplicate = std::any_of(owner->alternates.begin(), owner->alternates.end(),
            [&alternate](const AlternateSetting& entry) { return entry.number == alternate.number; });
        if (isDuplicate) {
            report(m_problems,
                "Interface " + std::to_string(alternate.interfaceNumber) + " has alternate setting "
                    + std::to_string(alternate.number) + " twice; the one" + at(offset) + " is not used.");
            return;
        }
        owner->alternates.push_back(std::move(alternate));
        m_interfaceIndex = static_cast<std::size_t>(owner - m_interfaces.begin());
        m_claimedEndpoints = descriptor[4];
        m_mode = Mode::InAlternate;
    }

    void addEndpoint(ByteView descriptor, std::size_t offset)
    {
        m_hasEndpoint = false;
        if (m_mode == Mode::BeforeInterfaces)
            report(m_problems, "The endpoint descriptor" + at(offset) + " comes before any interface; it is not used.");
        if (m_mode != Mode::InAlternate)
            return;
        if (descriptor.size() < kEndpointLength) {
            report(m_problems, "The endpoint descriptor" + at(offset) + " is too short and is not used.");
            return;
        }
        EndpointInfo endpoint;
        endpoint.address = EndpointAddress { descriptor[2] };
        endpoint.attributes = descriptor[3];
        endpoint.maxPacketSize = wordAt(descriptor, 4);
        endpoint.interval = descriptor[6];
        constexpr std::uint8_t kReservedAddressBits = 0x70;
        if (endpoint.address.number() == 0 || (endpoint.address.value & kReservedAddressBits) != 0) {
            report(m_problems,
                "The endpoint descriptor" + at(offset) + " has the impossible address 0x"
                    + hex(endpoint.address.value, 2) + " and is not used.");
            return;
        }
        auto& endpoints = current().endpoints;
        const bool isDuplicate = std::any_of(endpoints.begin(), endpoints.end(),
            [&endpoint](const EndpointInfo& entry) { return entry.address == endpoint.address; });
        if (isDuplicate) {
            report(
                m_problems, toString(endpoint.address) + " is described twice; the one" + at(offset) + " is not used.");
            return;
        }
        endpoints.push_back(endpoint);
        m_hasEndpoint = true;
    }

    void addCompanion(ByteView descriptor, std::size_t offset)
    {
        if (!m_hasEndpoint || descriptor.size() < kCompanionLength) {
            reportCompanion(offset);
            return;
        }
        EndpointInfo& endpoint = current().endpoints.back();
        endpoint.companionMaxBurst = descriptor[2];
        endpoint.companionAttributes = descriptor[3];
        endpoint.companionBytesPerInterval = wordAt(descriptor, 4);
    }

    void addIsoCompanion(ByteView descriptor, std::size_t offset)
    {
        if (!m_hasEndpoint || descriptor.size() < kIsoCompanionLength) {
            reportCompanion(offset);
            return;
        }
        current().endpoints.back().isoBytesPerInterval
            = static_cast<std::uint32_t>(readLe(descriptor, 4, 4).value_or(0));
    }

    void reportCompanion(std::size_t offset)
    {
        if (m_mode != Mode::InSkippedAlternate)
            report(m_problems, "The endpoint companion" + at(offset) + " is too short or follows no endpoint.");
    }

    void checkEndpointCount()
    {
        if (m_mode != Mode::InAlternate)
            return;
        const AlternateSetting& alternate = current();
        if (alternate.endpoints.size() != m_claimedEndpoints)
            report(m_problems,
                "Interface " + std::to_string(alternate.interfaceNumber) + " alternate setting "
                    + std::to_string(alternate.number) + " claims " + std::to_string(m_claimedEndpoints)
                    + " endpoints and has " + std::to_string(alternate.endpoints.size()) + ".");
    }

    // REQUIRES: m_mode == Mode::InAlternate
    AlternateSetting& current() { return m_interfaces[m_interfaceIndex].alternates.back(); }

    std::vector<InterfaceInfo>& m_interfaces;
    std::vector<std::string>& m_problems;
    Mode m_mode = Mode::BeforeInterfaces;
    bool m_hasEndpoint = false; // the last endpoint descriptor was used: companions belong to it
    std::size_t m_interfaceIndex = 0;
    std::size_t m_claimedEndpoints = 0;
};

void parseInterfaces(ConfigurationInfo& configuration, std::size_t headerLength, std::vector<std::string>& problems)
{
    const ByteView bytes = configuration.raw;
    InterfaceBuilder builder(configuration.interfaces, problems);
    std::size_t offset = headerLength;
    while (offset < bytes.size()) {
        const ByteView descriptor = descriptorAt(bytes, offset);
        if (descriptor.empty()) {
            report(problems,
                "The descriptor" + at(offset) + " claims a length of " + std::to_string(bytes[offset]) + " with "
                    + std::to_string(bytes.size() - offset) + " bytes left; the rest is not used.");
            break;
        }
        builder.add(descriptor, offset);
        offset += descriptor.size();
    }
    builder.finish();
}

} // namespace

DeviceDescriptorInfo parseDeviceDescriptor(ByteView bytes, std::vector<std::string>& problems)
{
    DeviceDescriptorInfo info;
    const ByteView own = slice(bytes, 0, kDeviceDescriptorLength);
    info.raw = toBytes(own);
    if (own.size() < kDeviceDescriptorLength)
        report(problems, "The device descriptor has " + std::to_string(own.size()) + " of its 18 bytes.");
    else if (own[0] != kDeviceDescriptorLength || !isType(own, DescriptorType::Device))
        report(problems, "The device descriptor starts with " + formatHex(own.first(2)) + " where 12 01 belongs.");
    info.bcdUsb = wordAt(own, 2);
    info.deviceClass = byteAt(own, 4);
    info.deviceSubClass = byteAt(own, 5);
    info.deviceProtocol = byteAt(own, 6);
    info.maxPacketSize0 = byteAt(own, 7);
    info.vendorId = wordAt(own, 8);
    info.productId = wordAt(own, 10);
    info.bcdDevice = wordAt(own, 12);
    info.manufacturerIndex = byteAt(own, 14);
    info.productIndex = byteAt(own, 15);
    info.serialIndex = byteAt(own, 16);
    info.configurationCount = byteAt(own, 17);
    return info;
}

ConfigurationInfo parseConfiguration(ByteView bytes, std::vector<std::string>& problems)
{
    ConfigurationInfo configuration;
    if (!isConfigurationHeader(bytes)) {
        configuration.raw = toBytes(bytes);
        report(problems, "A configuration does not start with a whole configuration descriptor; it is not used.");
        return configuration;
    }
    const ByteView header = descriptorAt(bytes, 0);
    const std::size_t claimed = wordAt(bytes, 2);
    const std::size_t extent = totalExtent(bytes);
    if (claimed != extent)
        report(problems,
            "The configuration claims " + std::to_string(claimed) + " bytes in all and has " + std::to_string(extent)
                + ".");
    configuration.raw = toBytes(bytes.first(extent));
    configuration.value = header[5];
    configuration.stringIndex = header[6];
    configuration.attributes = header[7];
    configuration.maxPowerRaw = header[8];
    parseInterfaces(configuration, header.size(), problems);
    if (configuration.interfaces.size() != header[4])
        report(problems,
            "Configuration " + std::to_string(configuration.value) + " claims " + std::to_string(header[4])
                + " interfaces and has " + std::to_string(configuration.interfaces.size()) + ".");
    return configuration;
}

DescriptorBlob parseDescriptorBlob(ByteView bytes)
{
    DescriptorBlob blob;
    blob.device = parseDeviceDescriptor(bytes, blob.problems);
    std::size_t offset = blob.device.raw.size();
    while (offset < bytes.size()) {
        const std::size_t start = findConfiguration(bytes, offset);
        if (start != offset)
            report(
                blob.problems, std::to_string(start - offset) + " bytes" + at(offset) + " belong to no configuration.");
        if (start == bytes.size())
            break;
        blob.configurations.push_back(parseConfiguration(bytes.subspan(start), blob.problems));
        offset = start + blob.configurations.back().raw.size();
    }
    if (blob.configurations.size() != blob.device.configurationCount)
        report(blob.problems,
            "The device claims " + std::to_string(blob.device.configurationCount) + " configurations and shows "
                + std::to_string(blob.configurations.size()) + ".");
    return blob;
}

} // namespace wb::usb
