// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/mask.h"

#include "core/usb/names.h"

#include <algorithm>
#include <set>

namespace wb::snapshot {
namespace {

using usb::DescriptorSection;
using usb::SectionKind;

// A shorter text is found by chance too often to be replaced wherever it stands.
constexpr std::size_t kShortestSecret = 4;
constexpr std::size_t kMostSecrets = 64; // of one device
constexpr std::size_t kStringHeader = 2;

bool isDigit(unsigned unit) { return unit >= '0' && unit <= '9'; }
bool isUpper(unsigned unit) { return unit >= 'A' && unit <= 'Z'; }

unsigned maskedUnit(unsigned unit)
{
    if (isDigit(unit))
        return '0';
    if (isUpper(unit))
        return 'A';
    const bool isLower = unit >= 'a' && unit <= 'z';
    return isLower || unit >= 0x80 ? 'a' : unit;
}

// USB 2.0 §9.6.7: UTF-16LE behind two bytes of header. An odd last byte is text as well.
void maskString(Bytes& descriptor)
{
    std::size_t at = kStringHeader;
    for (; at + 1 < descriptor.size(); at += 2) {
        const unsigned unit = maskedUnit(descriptor[at] | (unsigned { descriptor[at + 1] } << 8));
        descriptor[at] = static_cast<Byte>(unit);
        descriptor[at + 1] = static_cast<Byte>(unit >> 8);
    }
    if (at < descriptor.size())
        descriptor[at] = 0;
}

// USB 3.2 §9.6.2.3. In its place a constant of the same shape: a UUID of version 4, so that it is still valid.
void maskContainerIds(Bytes& bos)
{
    constexpr std::uint8_t kContainerId = 0x04;
    constexpr std::size_t kUuidOffset = 4;
    constexpr std::size_t kUuidBytes = 16;
    constexpr std::size_t kVersionByte = 7; // of a UUID whose first three fields are little-endian
    constexpr std::size_t kVariantByte = 8;
    for (std::size_t at = 0; at + 2 < bos.size(); at += std::max<std::size_t>(bos[at], 1)) {
        if (bos[at + 1] != static_cast<std::uint8_t>(usb::DescriptorType::DeviceCapability)
            || bos[at + 2] != kContainerId)
            continue;
        const std::size_t end = std::min(at + bos[at], bos.size());
        for (std::size_t i = at + kUuidOffset; i < std::min(end, at + kUuidOffset + kUuidBytes); ++i)
            bos[i] = i - at - kUuidOffset == kVersionByte ? 0x40 : (i - at - kUuidOffset == kVariantByte ? 0x80 : 0);
    }
}

// Indexes of strings that hold a MAC address: CDC ECM 1.2 table 3, iMACAddress. NCM uses the same descriptor.
void addMacStrings(ByteView configuration, std::set<std::uint8_t>& indexes)
{
    constexpr std::uint8_t kClassInterface = 0x24;
    constexpr std::uint8_t kEthernetSubtype = 0x0f;
    constexpr std::size_t kMacIndexOffset = 3;
    for (std::size_t at = 0; at < configuration.size(); at += std::max<std::size_t>(configuration[at], 1)) {
        const ByteView own = slice(configuration, at, configuration[at]);
        if (own.size() > kMacIndexOffset && own[1] == kClassInterface && own[2] == kEthernetSubtype
            && own[kMacIndexOffset] != 0)
            indexes.insert(own[kMacIndexOffset]);
    }
}

std::set<std::uint8_t> secretStrings(const Device& device, const usb::DeviceInfo& info)
{
    std::set<std::uint8_t> indexes;
    if (info.descriptor.serialIndex != 0)
        indexes.insert(info.descriptor.serialIndex);
    for (const usb::ConfigurationInfo& configuration : info.configurations)
        addMacStrings(configuration.raw, indexes);
    for (const DescriptorSection& section : device.sections)
        if (section.kind == SectionKind::OtherSpeedConfiguration)
            addMacStrings(section.bytes, indexes);
    return indexes;
}

Bytes toUtf16Le(std::string_view ascii)
{
    Bytes units;
    for (const char character : ascii) {
        units.push_back(static_cast<Byte>(character));
        units.push_back(0);
    }
    return units;
}

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char character) { return static_cast<Byte>(character) < 0x80; });
}

template <class Range> void replaceAll(Range& where, const Range& what, const Range& by)
{
    auto from = where.begin();
    while ((from = std::search(from, where.end(), what.begin(), what.end())) != where.end())
        from = std::copy(by.begin(), by.end(), from);
}

bool holdsText(SectionKind kind)
{
    return kind == SectionKind::String || kind == SectionKind::WebUsbUrl || kind == SectionKind::MsOs20Set
        || kind == SectionKind::MsOs10Properties;
}

void replaceText(Device& device, const std::string& secret)
{
    const std::string mask = maskedText(secret);
    for (std::string* text : { &device.manufacturer, &device.product, &device.serial, &device.systemPath })
        replaceAll(*text, secret, mask);
    for (std::string& problem : device.problems)
        replaceAll(problem, secret, mask);
    const Bytes plain = toBytes(asBytes(secret));
    const Bytes plainMask = toBytes(asBytes(mask));
    for (DescriptorSection& section : device.sections) {
        if (!holdsText(section.kind))
            continue;
        replaceAll(section.bytes, plain, plainMask);
        if (isAscii(secret))
            replaceAll(section.bytes, toUtf16Le(secret), toUtf16Le(mask));
    }
}

void maskDevice(Device& device)
{
    const usb::DeviceInfo info = toDeviceInfo(device);
    const std::set<std::uint8_t> indexes = secretStrings(device, info);
    std::set<std::string> secrets { device.serial };
    for (DescriptorSection& section : device.sections) {
        if (section.kind == SectionKind::Bos)
            maskContainerIds(section.bytes);
        if (section.kind != SectionKind::String || !indexes.contains(section.number))
            continue;
        if (secrets.size() < kMostSecrets)
            secrets.insert(utf16LeToUtf8(slice(section.bytes, kStringHeader, section.bytes.size())));
        maskString(section.bytes);
    }
    device.serial = maskedText(device.serial);
    for (const std::string& secret : secrets)
        if (secret.size() >= kShortestSecret && secret != maskedText(secret))
            replaceText(device, secret);
}

} // namespace

std::string maskedText(std::string_view text)
{
    std::string masked(text);
    for (char& character : masked)
        character = static_cast<char>(maskedUnit(static_cast<Byte>(character)));
    return masked;
}

void maskSerialNumbers(Snapshot& snapshot)
{
    for (Device& device : snapshot.devices)
        maskDevice(device);
    snapshot.isMasked = true;
}

} // namespace wb::snapshot
