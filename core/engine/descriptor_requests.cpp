// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/descriptor_requests.h"

#include "core/usb/descriptor_walk.h"

#include <algorithm>

namespace wb::engine {
namespace {

using usb::DescriptorSection;
using usb::DescriptorType;
using usb::SectionKind;

constexpr std::uint16_t kMostBytes = 4096;
constexpr std::size_t kMostPhysicalBytes = 65536; // of all sets of an interface; hands have few fingers
constexpr std::uint16_t kPhysicalSetZeroLength = 3;
constexpr std::uint8_t kHidClass = 0x03;
constexpr std::uint8_t kGetDescriptor = static_cast<std::uint8_t>(usb::StandardRequest::GetDescriptor);
constexpr std::uint8_t kMostOtherSpeed = 8;
constexpr std::uint8_t kMsOs10String = 0xee;
constexpr std::uint16_t kMsOs10StringLength = 18;
constexpr std::uint16_t kMsOs10IdsIndex = 4;
constexpr std::uint16_t kMsOs10PropertiesIndex = 5;
constexpr std::uint16_t kMsOs20Index = 7;
constexpr std::uint16_t kWebUsbGetUrl = 2;
constexpr std::size_t kPlatformHeader = 20;

// As they stand in the capability, USB 3.2 §9.6.2.4.
constexpr std::array<Byte, 16> kWebUsbUuid { 0x38, 0xb6, 0x08, 0x34, 0xa9, 0x09, 0xa0, 0x47, 0x8b, 0xfd, 0xa0, 0x76,
    0x88, 0x15, 0xb6, 0x65 };
constexpr std::array<Byte, 16> kMsOs20Uuid { 0xdf, 0x60, 0xdd, 0xd8, 0x89, 0x45, 0xc7, 0x4c, 0x9c, 0xd2, 0x65, 0x9d,
    0x9e, 0x64, 0x8a, 0x9f };

std::uint16_t typeAndIndex(DescriptorType type, std::uint8_t index)
{
    return static_cast<std::uint16_t>(static_cast<unsigned>(type) << 8 | index);
}

DescriptorRequest standardRequest(
    SectionKind kind, DescriptorType type, std::uint8_t index, std::uint16_t length, bool isHead = false)
{
    return { { kind, index, 0, {} }, { 0x80, kGetDescriptor, typeAndIndex(type, index), 0, length }, isHead };
}

// The HID descriptor of the interface; empty when there is none.
ByteView hidDescriptorOf(const usb::ConfigurationInfo& configuration, const usb::AlternateSetting& alternate)
{
    std::size_t offset = alternate.offset;
    for (ByteView own = usb::descriptorAt(configuration.raw, offset); !own.empty();
         own = usb::descriptorAt(configuration.raw, offset)) {
        const bool isNextInterface = offset != alternate.offset && usb::isType(own, DescriptorType::Interface);
        if (isNextInterface)
            return {};
        if (usb::isType(own, DescriptorType::Hid))
            return own;
        offset += own.size();
    }
    return {};
}

// How long the class descriptor of that type is that the HID descriptor announces (HID 1.11 §6.2.1: type and length,
// bNumDescriptors times from offset 6 on); 0 when it announces none.
std::uint16_t announcedLength(ByteView hid, DescriptorType type)
{
    constexpr std::size_t kFirst = 6;
    constexpr std::size_t kStep = 3;
    const auto count = static_cast<std::size_t>(readLe(hid, 5, 1).value_or(0));
    for (std::size_t i = 0, at = kFirst; i < count && at + kStep <= hid.size(); ++i, at += kStep)
        if (hid[at] == static_cast<Byte>(type))
            return static_cast<std::uint16_t>(readLe(hid, at + 1, 2).value_or(0));
    return 0;
}

DescriptorRequest hidRequest(
    SectionKind kind, DescriptorType type, std::uint8_t index, std::uint8_t interface, std::uint16_t length)
{
    return { { kind, interface, 0, {} },
        { 0x81, kGetDescriptor, typeAndIndex(type, index), interface, std::min(length, kMostBytes) } };
}

void addHidDescriptors(const usb::DeviceInfo& device, std::vector<DescriptorRequest>& requests)
{
    const usb::ConfigurationInfo* active = device.active();
    if (active == nullptr)
        return;
    for (const usb::InterfaceInfo& interface : active->interfaces) {
        const usb::AlternateSetting& first = interface.alternates.front();
        if (first.interfaceClass != kHidClass)
            continue;
        const ByteView hid = hidDescriptorOf(*active, first);
        if (const std::uint16_t length = announcedLength(hid, DescriptorType::HidReport); length != 0)
            requests.push_back(
                hidRequest(SectionKind::HidReport, DescriptorType::HidReport, 0, interface.number, length));
        if (announcedLength(hid, DescriptorType::HidPhysical) != 0)
            requests.push_back(hidRequest(
                SectionKind::HidPhysical, DescriptorType::HidPhysical, 0, interface.number, kPhysicalSetZeroLength));
    }
}

// Set 0 says how many sets there are and how long each is; every set is an answer of its own. Nothing tells the sets
// apart but their place in the section, so one that does not come in full is the last.
std::vector<DescriptorRequest> requestsOfPhysical(const DescriptorRequest& request, ByteView answer)
{
    if (request.isContinuation) {
        if (request.continuations == 0 || answer.size() < request.setup.wLength)
            return {};
        DescriptorRequest next = request;
        ++next.setup.wValue;
        --next.continuations;
        return { next };
    }
    const auto length = static_cast<std::uint16_t>(readLe(answer, 1, 2).value_or(0));
    if (answer.size() != kPhysicalSetZeroLength || answer[0] == 0 || length == 0 || length > kMostBytes)
        return {};
    DescriptorRequest first
        = hidRequest(SectionKind::HidPhysical, DescriptorType::HidPhysical, 1, request.section.number, length);
    first.isContinuation = true;
    first.continuations = static_cast<std::uint8_t>(std::min<std::size_t>(answer[0], kMostPhysicalBytes / length) - 1);
    return { first };
}

bool isKnown(const usb::DeviceInfo& device, const DescriptorSection& wanted)
{
    return std::any_of(device.sections.begin(), device.sections.end(), [&](const DescriptorSection& section) {
        return section.kind == wanted.kind && section.number == wanted.number;
    });
}

// The same request for all that its head announces; none when that is no more than the head, or nonsense.
std::vector<DescriptorRequest> wholeOf(const DescriptorRequest& head, std::uint64_t total)
{
    DescriptorRequest whole = head;
    whole.isHead = false;
    whole.setup.wLength = static_cast<std::uint16_t>(std::min<std::uint64_t>(total, kMostBytes));
    if (whole.setup.wLength < head.setup.wLength)
        return {};
    return { whole };
}

void addMsOs20(ByteView capability, std::vector<DescriptorRequest>& requests)
{
    constexpr std::size_t kSetLength = 8;
    std::uint8_t number = 0;
    for (std::size_t offset = kPlatformHeader; offset + kSetLength <= capability.size(); offset += kSetLength) {
        const auto length = static_cast<std::uint16_t>(readLe(capability, offset + 4, 2).value_or(0));
        if (length != 0)
            requests.push_back({ { SectionKind::MsOs20Set, number, 0, {} },
                { 0xc0, capability[offset + 6], 0, kMsOs20Index, std::min(length, kMostBytes) }, false });
        ++number;
    }
}

void addUrl(ByteView capability, std::vector<DescriptorRequest>& requests)
{
    if (capability.size() < kPlatformHeader + 4 || capability[kPlatformHeader + 3] == 0)
        return;
    const Byte landingPage = capability[kPlatformHeader + 3];
    requests.push_back({ { SectionKind::WebUsbUrl, landingPage, 0, {} },
        { 0xc0, capability[kPlatformHeader + 2], landingPage, kWebUsbGetUrl, 255 }, false });
}

std::vector<DescriptorRequest> requestsOfBos(ByteView bos)
{
    constexpr std::uint8_t kPlatform = 0x05;
    std::vector<DescriptorRequest> requests;
    std::size_t offset = 0;
    for (ByteView own = usb::descriptorAt(bos, offset); !own.empty(); own = usb::descriptorAt(bos, offset)) {
        offset += own.size();
        if (!usb::isType(own, DescriptorType::DeviceCapability) || own.size() < kPlatformHeader || own[2] != kPlatform)
            continue;
        const ByteView uuid = own.subspan(4, 16);
        if (std::equal(uuid.begin(), uuid.end(), kMsOs20Uuid.begin()))
            addMsOs20(own, requests);
        else if (std::equal(uuid.begin(), uuid.end(), kWebUsbUuid.begin()))
            addUrl(own, requests);
    }
    return requests;
}

std::vector<DescriptorRequest> otherSpeedHeads(ByteView qualifier)
{
    std::vector<DescriptorRequest> requests;
    const auto count = static_cast<std::uint8_t>(readLe(qualifier, 8, 1).value_or(0));
    for (std::uint8_t index = 0; index < std::min(count, kMostOtherSpeed); ++index)
        requests.push_back(standardRequest(SectionKind::OtherSpeedConfiguration,
            DescriptorType::OtherSpeedConfiguration, index, usb::kConfigurationDescriptorLength, true));
    return requests;
}

std::vector<DescriptorRequest> requestsOfMsOs10(const usb::DeviceInfo& device, ByteView string)
{
    constexpr std::array<Byte, 14> kSignature { 'M', 0, 'S', 0, 'F', 0, 'T', 0, '1', 0, '0', 0, '0', 0 };
    if (string.size() < kMsOs10StringLength || !std::equal(kSignature.begin(), kSignature.end(), string.begin() + 2))
        return {};
    const Byte code = string[16];
    std::vector<DescriptorRequest> requests { { { SectionKind::MsOs10CompatibleIds, 0, 0, {} },
        { 0xc0, code, 0, kMsOs10IdsIndex, 16 }, true } };
    const usb::ConfigurationInfo* active = device.active();
    if (active == nullptr)
        return requests;
    for (const usb::InterfaceInfo& interface : active->interfaces)
        requests.push_back({ { SectionKind::MsOs10Properties, interface.number, 0, {} },
            { 0xc1, code, interface.number, kMsOs10PropertiesIndex, 10 }, true });
    return requests;
}

DescriptorType typeOf(SectionKind kind)
{
    switch (kind) {
    case SectionKind::Bos:
        return DescriptorType::Bos;
    case SectionKind::DeviceQualifier:
        return DescriptorType::DeviceQualifier;
    case SectionKind::OtherSpeedConfiguration:
        return DescriptorType::OtherSpeedConfiguration;
    case SectionKind::String:
    case SectionKind::WebUsbUrl: // WebUSB §4.3.1: the same number
        return DescriptorType::String;
    case SectionKind::Device:
    case SectionKind::HidReport:
    case SectionKind::HidPhysical:
    case SectionKind::Hub:
    case SectionKind::MsOs20Set:
    case SectionKind::MsOs10CompatibleIds:
    case SectionKind::MsOs10Properties:
        break;
    }
    return DescriptorType::Device;
}

} // namespace

std::vector<DescriptorRequest> firstRequests(const usb::DeviceInfo& device, const DescriptorWishes& wishes)
{
    std::vector<DescriptorRequest> requests;
    if (device.descriptor.bcdUsb >= 0x0201)
        requests.push_back(standardRequest(SectionKind::Bos, DescriptorType::Bos, 0, 5, true));
    const bool hasTwoSpeeds = device.speed == usb::Speed::Full || device.speed == usb::Speed::High;
    if (device.descriptor.bcdUsb >= 0x0200 && hasTwoSpeeds)
        requests.push_back(standardRequest(SectionKind::DeviceQualifier, DescriptorType::DeviceQualifier, 0, 10));
    if (device.isHub()) {
        const bool isSuper = device.speed >= usb::Speed::Super;
        requests.push_back(standardRequest(
            SectionKind::Hub, isSuper ? DescriptorType::SuperSpeedHub : DescriptorType::Hub, 0, isSuper ? 12 : 71));
        requests.back().setup.bmRequestType = 0xa0;
    }
    addHidDescriptors(device, requests);
    if (wishes.wantsMsOs10)
        requests.push_back(
            standardRequest(SectionKind::String, DescriptorType::String, kMsOs10String, kMsOs10StringLength));
    std::erase_if(requests, [&](const DescriptorRequest& request) { return isKnown(device, request.section); });
    return requests;
}

std::vector<DescriptorRequest> followingRequests(
    const usb::DeviceInfo& device, const DescriptorRequest& request, ByteView answer)
{
    switch (request.section.kind) {
    case SectionKind::Bos:
        return request.isHead ? wholeOf(request, readLe(answer, 2, 2).value_or(0)) : requestsOfBos(answer);
    case SectionKind::DeviceQualifier:
        return otherSpeedHeads(answer);
    case SectionKind::OtherSpeedConfiguration:
        return request.isHead ? wholeOf(request, readLe(answer, 2, 2).value_or(0)) : std::vector<DescriptorRequest> {};
    case SectionKind::String:
        return requestsOfMsOs10(device, answer);
    case SectionKind::MsOs10CompatibleIds:
    case SectionKind::MsOs10Properties:
        return request.isHead ? wholeOf(request, readLe(answer, 0, 4).value_or(0)) : std::vector<DescriptorRequest> {};
    case SectionKind::HidPhysical:
        return requestsOfPhysical(request, answer);
    case SectionKind::Device:
    case SectionKind::HidReport:
    case SectionKind::Hub:
    case SectionKind::WebUsbUrl:
    case SectionKind::MsOs20Set:
        break;
    }
    return {};
}

bool isAnswerTo(const DescriptorRequest& request, ByteView answer)
{
    if (answer.empty())
        return false;
    if (request.section.kind == SectionKind::Hub)
        return answer.size() >= 2 && answer[1] == (request.setup.wValue >> 8);
    const DescriptorType type = typeOf(request.section.kind);
    return type == DescriptorType::Device || (answer.size() >= 2 && answer[1] == static_cast<Byte>(type));
}

} // namespace wb::engine
