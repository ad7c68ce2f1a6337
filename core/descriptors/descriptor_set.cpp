// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/descriptor_set.h"

#include "core/descriptors/hid_physical.h"
#include "core/descriptors/hid_report.h"
#include "core/descriptors/ms_os_10.h"
#include "core/descriptors/ms_os_20.h"
#include "core/descriptors/webusb.h"
#include "core/usb/descriptor_walk.h"
#include "core/usb/names.h"

#include <algorithm>
#include <set>

namespace wb::descriptors {
namespace {

using usb::DescriptorSection;
using usb::SectionKind;

constexpr std::uint8_t kHubClass = 0x09;

// USB 2.0 §9.2.6.6: what an other-speed configuration describes.
usb::Speed otherSpeed(usb::Speed speed)
{
    if (speed == usb::Speed::High)
        return usb::Speed::Full;
    return speed == usb::Speed::Full ? usb::Speed::High : usb::Speed::Unknown;
}

// Kept in a file by itself: no device descriptor is missing in front of it.
bool isConfigurationAlone(ByteView bytes)
{
    return usb::isConfigurationHeader(bytes) && usb::isType(bytes, usb::DescriptorType::Configuration);
}

std::uint16_t bcdUsbOf(const DescriptorSet& set)
{
    const DescriptorSection* device = set.find(SectionKind::Device);
    return device == nullptr || isConfigurationAlone(device->bytes)
        ? std::uint16_t { 0 }
        : static_cast<std::uint16_t>(readLe(device->bytes, 2, 2).value_or(0));
}

std::vector<Node> decodeSection(const DescriptorSection& section, DecodeOptions options)
{
    switch (section.kind) {
    case SectionKind::Device:
        return decodeDeviceBytes(section.bytes, options);
    case SectionKind::HidReport:
        return decodeHidReport(section.bytes, options.names);
    case SectionKind::String:
        options.stringIndex = section.number;
        break;
    case SectionKind::OtherSpeedConfiguration:
        options.speed = otherSpeed(options.speed);
        break;
    case SectionKind::Hub:
        options.enclosing = EnclosingInterface { 0, 0, kHubClass, 0, 0 };
        break;
    case SectionKind::Bos:
    case SectionKind::DeviceQualifier:
        break;
    case SectionKind::WebUsbUrl:
        return decodeWebUsbUrl(section.bytes);
    case SectionKind::MsOs20Set:
        return decodeMsOs20Set(section.bytes);
    case SectionKind::MsOs10CompatibleIds:
        return decodeMsOs10CompatibleIds(section.bytes);
    case SectionKind::MsOs10Properties:
        return decodeMsOs10Properties(section.bytes);
    case SectionKind::HidPhysical:
        return decodeHidPhysical(section.bytes);
    }
    return decodeSequence(section.bytes, options);
}

void collectStringIndexes(const std::vector<Node>& nodes, std::set<std::uint8_t>& indexes)
{
    for (const Node& node : nodes) {
        for (const Field& field : node.fields)
            if (field.stringIndex)
                indexes.insert(*field.stringIndex);
        collectStringIndexes(node.children, indexes);
    }
}

void nameStrings(std::vector<Node>& nodes, const StringTexts& texts)
{
    for (Node& node : nodes) {
        for (Field& field : node.fields) {
            const auto text = field.stringIndex ? texts.find(*field.stringIndex) : texts.end();
            if (text != texts.end())
                field.meaning = "\"" + escapeForDisplay(text->second) + "\"";
        }
        nameStrings(node.children, texts);
    }
}

std::string stringTitle(const DescriptorSection& section)
{
    if (section.number == 0)
        return "Languages of strings";
    if (section.number == usb::kMsOsStringIndex && section.language == 0)
        return "Microsoft OS string";
    std::string title = "String " + std::to_string(section.number);
    const std::string_view language = usb::languageName(section.language);
    if (!language.empty())
        return title + ", " + std::string(language);
    return section.language == 0 ? title : title + ", language 0x" + hex(section.language, 4);
}

} // namespace

const DescriptorSection* DescriptorSet::find(SectionKind kind, std::uint8_t number) const
{
    const auto found = std::find_if(sections.begin(), sections.end(),
        [&](const DescriptorSection& section) { return section.kind == kind && section.number == number; });
    return found == sections.end() ? nullptr : &*found;
}

StringTexts systemStrings(const usb::DeviceInfo& device)
{
    StringTexts texts;
    const auto add = [&texts](std::uint8_t index, const std::string& text) {
        if (index != 0 && !text.empty())
            texts[index] = text;
    };
    add(device.descriptor.manufacturerIndex, device.manufacturer);
    add(device.descriptor.productIndex, device.product);
    add(device.descriptor.serialIndex, device.serial);
    return texts;
}

DescriptorSet descriptorSetOf(const usb::DeviceInfo& device)
{
    DescriptorSet set;
    set.speed = device.speed;
    DescriptorSection own { SectionKind::Device, 0, 0, device.descriptor.raw };
    for (const usb::ConfigurationInfo& configuration : device.configurations)
        own.bytes.insert(own.bytes.end(), configuration.raw.begin(), configuration.raw.end());
    set.sections.push_back(std::move(own));
    set.sections.insert(set.sections.end(), device.sections.begin(), device.sections.end());
    set.systemStrings = systemStrings(device);
    return set;
}

StringTexts stringTexts(const DescriptorSet& set)
{
    constexpr std::size_t kHeaderLength = 2; // USB 2.0 Table 9-16
    StringTexts texts;
    for (const DescriptorSection& section : set.sections) {
        const bool isText = section.kind == SectionKind::String && section.number != 0
            && section.number != usb::kMsOsStringIndex && section.bytes.size() > kHeaderLength;
        if (isText)
            texts.try_emplace(section.number,
                utf16LeToUtf8(slice(section.bytes, kHeaderLength, section.bytes.size() - kHeaderLength)));
    }
    texts.insert(set.systemStrings.begin(), set.systemStrings.end());
    return texts;
}

std::vector<Node> decodeDeviceBytes(ByteView bytes, const DecodeOptions& options)
{
    return isConfigurationAlone(bytes) ? decodeSequence(bytes, options) : decodeBlob(bytes, options);
}

std::vector<DecodedSection> decodeSet(const DescriptorSet& set, const UsbIds* names)
{
    DecodeOptions options;
    options.speed = set.speed;
    options.names = names;
    options.bcdUsb = bcdUsbOf(set);
    std::vector<DecodedSection> decoded;
    decoded.reserve(set.sections.size());
    const StringTexts texts = stringTexts(set);
    for (const DescriptorSection& section : set.sections) {
        decoded.push_back({ &section, decodeSection(section, options) });
        nameStrings(decoded.back().nodes, texts);
    }
    return decoded;
}

std::vector<std::uint8_t> stringIndexes(const DescriptorSet& set)
{
    std::set<std::uint8_t> indexes;
    for (const DecodedSection& decoded : decodeSet(set, nullptr))
        collectStringIndexes(decoded.nodes, indexes);
    indexes.erase(0);
    return { indexes.begin(), indexes.end() };
}

std::string sectionTitle(const DescriptorSection& section)
{
    switch (section.kind) {
    case SectionKind::Device:
        return "Device and configurations";
    case SectionKind::Bos:
        return "Binary device object store";
    case SectionKind::DeviceQualifier:
        return "Device qualifier";
    case SectionKind::OtherSpeedConfiguration:
        return "Other-speed configuration " + std::to_string(section.number);
    case SectionKind::String:
        return stringTitle(section);
    case SectionKind::HidReport:
        return "HID report descriptor of interface " + std::to_string(section.number);
    case SectionKind::Hub:
        return "Hub descriptor";
    case SectionKind::WebUsbUrl:
        return "WebUSB URL " + std::to_string(section.number);
    case SectionKind::MsOs20Set:
        return "Microsoft OS 2.0 descriptor set";
    case SectionKind::MsOs10CompatibleIds:
        return "Microsoft OS 1.0 compatible IDs";
    case SectionKind::MsOs10Properties:
        return "Microsoft OS 1.0 properties of interface " + std::to_string(section.number);
    case SectionKind::HidPhysical:
        return "HID physical descriptors of interface " + std::to_string(section.number);
    }
    return "Descriptors";
}

} // namespace wb::descriptors
