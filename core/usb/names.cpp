// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/names.h"

#include <algorithm>

namespace wb::usb {
namespace {

struct TypeName {
    DescriptorType type;
    std::string_view name;
};

constexpr auto kTypeNames = std::to_array<TypeName>({
    { DescriptorType::Device, "device" },
    { DescriptorType::Configuration, "configuration" },
    { DescriptorType::String, "string" },
    { DescriptorType::Interface, "interface" },
    { DescriptorType::Endpoint, "endpoint" },
    { DescriptorType::DeviceQualifier, "device qualifier" },
    { DescriptorType::OtherSpeedConfiguration, "other-speed configuration" },
    { DescriptorType::InterfacePower, "interface power" },
    { DescriptorType::Otg, "OTG" },
    { DescriptorType::Debug, "debug" },
    { DescriptorType::InterfaceAssociation, "interface association" },
    { DescriptorType::Security, "security" },
    { DescriptorType::Key, "key" },
    { DescriptorType::EncryptionType, "encryption type" },
    { DescriptorType::Bos, "binary device object store (BOS)" },
    { DescriptorType::DeviceCapability, "device capability" },
    { DescriptorType::WirelessCompanion, "Wireless USB endpoint companion" },
    { DescriptorType::Eusb2IsochronousCompanion, "eUSB2 isochronous endpoint companion" },
    { DescriptorType::Hid, "HID" },
    { DescriptorType::HidReport, "HID report" },
    { DescriptorType::HidPhysical, "HID physical" },
    { DescriptorType::Hub, "hub" },
    { DescriptorType::SuperSpeedHub, "SuperSpeed hub" },
    { DescriptorType::EndpointCompanion, "SuperSpeed endpoint companion" },
    { DescriptorType::IsochronousCompanion, "SuperSpeedPlus isochronous endpoint companion" },
});

struct LanguageName {
    std::uint16_t id;
    std::string_view name;
};

constexpr auto kLanguageNames = std::to_array<LanguageName>({
    { 0x0401, "Arabic (Saudi Arabia)" },
    { 0x0404, "Chinese (Taiwan)" },
    { 0x0405, "Czech" },
    { 0x0406, "Danish" },
    { 0x0407, "German" },
    { 0x0408, "Greek" },
    { 0x0409, "English (United States)" },
    { 0x040a, "Spanish (traditional sort)" },
    { 0x040b, "Finnish" },
    { 0x040c, "French" },
    { 0x040d, "Hebrew" },
    { 0x040e, "Hungarian" },
    { 0x0410, "Italian" },
    { 0x0411, "Japanese" },
    { 0x0412, "Korean" },
    { 0x0413, "Dutch (Netherlands)" },
    { 0x0414, "Norwegian (Bokmal)" },
    { 0x0415, "Polish" },
    { 0x0416, "Portuguese (Brazil)" },
    { 0x0419, "Russian" },
    { 0x041d, "Swedish" },
    { 0x041e, "Thai" },
    { 0x041f, "Turkish" },
    { 0x0804, "Chinese (PRC)" },
    { 0x0809, "English (United Kingdom)" },
    { 0x0816, "Portuguese (Portugal)" },
    { 0x0c09, "English (Australia)" },
    { 0x0c0a, "Spanish (modern sort)" },
    { 0x0c0c, "French (Canada)" },
    { 0x1009, "English (Canada)" },
    { 0xf0ff, "HID usage data descriptor" },
    { 0xf4ff, "HID vendor defined 1" },
    { 0xf8ff, "HID vendor defined 2" },
    { 0xfcff, "HID vendor defined 3" },
    { 0xfff0, "HID vendor defined 4" },
});

} // namespace

std::string_view descriptorTypeName(std::uint8_t type)
{
    const auto* found = std::find_if(kTypeNames.begin(), kTypeNames.end(),
        [type](const TypeName& entry) { return static_cast<std::uint8_t>(entry.type) == type; });
    return found == kTypeNames.end() ? std::string_view() : found->name;
}

std::string_view languageName(std::uint16_t languageId)
{
    const auto* found = std::find_if(kLanguageNames.begin(), kLanguageNames.end(),
        [languageId](const LanguageName& entry) { return entry.id == languageId; });
    return found == kLanguageNames.end() ? std::string_view() : found->name;
}

} // namespace wb::usb
