// SPDX-License-Identifier: GPL-3.0-or-later
// Network functions: ECM 1.2, NCM 1.0, MBIM 1.0 and RNDIS.
#include "core/lint/cdc_function.h"

#include <algorithm>
#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::TransferType;
using namespace cdc;

constexpr std::string_view kRndisSpec = "Microsoft: Remote NDIS to USB mapping";

constexpr Rule kUnionMissing { "cdc-network.union-missing", Severity::Error, "CDC 1.2 §5.2.3.2",
    "A network function has a union descriptor, which names its data interface." };
constexpr Rule kEthernetMissing { "cdc-network.ethernet-missing", Severity::Error, "ECM 1.2 §5.4",
    "An ECM or NCM interface has an Ethernet networking descriptor." };
constexpr Rule kMacMissing { "cdc-network.mac-missing", Severity::Error, "ECM 1.2 §5.4",
    "iMACAddress names the string of the Ethernet address." };
constexpr Rule kMacDigits { "cdc-network.mac-digits", Severity::Error, "ECM 1.2 §5.4",
    "The string of the Ethernet address has 12 hexadecimal digits." };
constexpr Rule kMacValue { "cdc-network.mac-value", Severity::Warning, "ECM 1.2 §5.4",
    "The Ethernet address is that of a single station and not zero." };
constexpr Rule kSegment { "cdc-network.segment-size", Severity::Note, "ECM 1.2 §5.4",
    "wMaxSegmentSize is typically the 1514 bytes of an Ethernet frame, or more." };
constexpr Rule kAlternate { "cdc-network.alternate-0", Severity::Error, "ECM 1.2 §3.3",
    "Alternate setting 0 of the data interface has no endpoints, so that no traffic flows before the host wants it." };
constexpr Rule kNcmMissing { "cdc-network.ncm-missing", Severity::Error, "NCM 1.0 §5.2.1",
    "An NCM interface has an NCM functional descriptor." };
constexpr Rule kNcmVersion { "cdc-network.ncm-version", Severity::Warning, "NCM 1.0 §5.2.1",
    "bcdNcmVersion is a version of the NCM specification." };
constexpr Rule kNcmReserved { "cdc-network.ncm-reserved", Severity::Note, "NCM 1.0 §5.2.1",
    "The reserved bits of bmNetworkCapabilities are zero." };
constexpr Rule kDataProtocol { "cdc-network.data-protocol", Severity::Warning, "NCM 1.0 §4.3",
    "The data interface has protocol 1 for NCM and 2 for MBIM." };
constexpr Rule kMbimMissing { "cdc-network.mbim-missing", Severity::Error, "MBIM 1.0 §6.4",
    "An MBIM interface has an MBIM functional descriptor." };
constexpr Rule kMbimVersion { "cdc-network.mbim-version", Severity::Warning, "MBIM 1.0 §6.4",
    "bcdMBIMVersion is a version of the MBIM specification." };
constexpr Rule kMbimMessage { "cdc-network.mbim-message", Severity::Error, "MBIM 1.0 §6.4",
    "wMaxControlMessage is at least 64 bytes." };
constexpr Rule kMbimReserved { "cdc-network.mbim-reserved", Severity::Note, "MBIM 1.0 §6.4",
    "The reserved bits of bmNetworkCapabilities are zero." };
constexpr Rule kExtendedMissing { "cdc-network.mbim-extended", Severity::Note, "MBIM 1.0 errata §6.5",
    "An MBIM interface has an MBIM extended functional descriptor, which says its MTU." };
constexpr Rule kRndisNotification { "cdc-network.rndis-notification", Severity::Warning, kRndisSpec,
    "An RNDIS control interface has an interrupt IN endpoint." };
constexpr Rule kRndisData { "cdc-network.rndis-data", Severity::Warning, kRndisSpec,
    "An RNDIS control interface has a data interface: the one that its union names, or else the next." };

constexpr std::array kRules { kUnionMissing, kEthernetMissing, kMacMissing, kMacDigits, kMacValue, kSegment, kAlternate,
    kNcmMissing, kNcmVersion, kNcmReserved, kDataProtocol, kMbimMissing, kMbimVersion, kMbimMessage, kMbimReserved,
    kExtendedMissing, kRndisNotification, kRndisData };

constexpr auto kEthernetRanges = std::to_array<FieldRange>({ { &kSegment, { "wMaxSegmentSize", 8, 2 }, 1514, 65535 } });
constexpr auto kNcmRanges
    = std::to_array<FieldRange>({ { &kNcmVersion, { "bcdNcmVersion", 3, 2 }, 0x0100, 0x0101, NumberStyle::Hex } });
constexpr auto kNcmBits
    = std::to_array<ReservedFieldBits>({ { &kNcmReserved, { "bmNetworkCapabilities", 5, 1 }, 0xc0 } });
constexpr auto kMbimRanges = std::to_array<FieldRange>({
    { &kMbimVersion, { "bcdMBIMVersion", 3, 2 }, 0x0100, 0x0100, NumberStyle::Hex },
    { &kMbimMessage, { "wMaxControlMessage", 5, 2 }, 64, 65535 },
});
constexpr auto kMbimBits
    = std::to_array<ReservedFieldBits>({ { &kMbimReserved, { "bmNetworkCapabilities", 11, 1 }, 0xd7 } });
constexpr auto kRndisEndpoints = std::to_array<WantedEndpoint>(
    { { &kRndisNotification, TransferType::Interrupt, true, "tells that a response can be read" } });

std::optional<unsigned> hexDigit(unsigned character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    const unsigned upper = character & ~0x20U;
    return upper >= 'A' && upper <= 'F' ? std::optional(upper - 'A' + 10) : std::nullopt;
}

// The address that a string descriptor spells, or nullopt when it does not.
std::optional<std::uint64_t> addressIn(const Item& text)
{
    constexpr std::size_t kDigits = 12;
    if (text.size() != 2 + 2 * kDigits)
        return std::nullopt;
    std::uint64_t address = 0;
    for (std::size_t i = 0; i < kDigits; ++i) {
        const auto digit = hexDigit(text.u16(2 + 2 * i));
        if (!digit)
            return std::nullopt;
        address = address << 4 | *digit;
    }
    return address;
}

void checkAddress(const StringView& text, Report& report)
{
    const auto address = addressIn(text.item);
    const std::size_t length = text.item.size() > 2 ? text.item.size() - 2 : 0;
    if (!address)
        return report.add(kMacDigits, text.item, 2, std::max<std::size_t>(1, length),
            "The string of the Ethernet address must be 12 hexadecimal digits without separators.");
    if (*address == 0 || (*address >> 40 & 1) != 0)
        report.add(kMacValue, text.item, 2, length,
            "The Ethernet address " + hex(*address, 12)
                + (*address == 0 ? " is zero" : " is a group's (bit 0 of its first byte)")
                + "; hosts replace it by a random one.");
}

void checkEthernet(const DeviceView& device, const AlternateView& alternate, Report& report)
{
    const Item* ethernet = alternate.find(kFunctional, kEthernet);
    if (ethernet == nullptr)
        return report.add(kEthernetMissing, alternate.item, 6, 1,
            nameOf(alternate) + " has no Ethernet networking descriptor, which names its address.");
    checkRanges(kEthernetRanges, *ethernet, report);
    const unsigned index = ethernet->u8(3);
    if (index == 0)
        return report.add(kMacMissing, *ethernet, 3, 1, "iMACAddress is 0; it must name the string of the address.");
    for (const StringView& text : device.strings)
        if (text.index == index)
            return checkAddress(text, report);
}

void checkNcm(const AlternateView& alternate, Report& report)
{
    const Item* ncm = alternate.find(kFunctional, cdc::kNcm);
    if (ncm == nullptr)
        return report.add(kNcmMissing, alternate.item, 6, 1,
            nameOf(alternate) + " has no NCM functional descriptor, which NCM requires.");
    checkRanges(kNcmRanges, *ncm, report);
    checkReserved(kNcmBits, *ncm, report);
}

void checkMbim(const AlternateView& alternate, Report& report)
{
    const Item* mbim = alternate.find(kFunctional, cdc::kMbim);
    if (mbim == nullptr)
        return report.add(kMbimMissing, alternate.item, 6, 1,
            nameOf(alternate) + " has no MBIM functional descriptor, which MBIM requires.");
    checkRanges(kMbimRanges, *mbim, report);
    checkReserved(kMbimBits, *mbim, report);
    if (alternate.find(kFunctional, cdc::kMbimExtended) == nullptr)
        report.add(kExtendedMissing, alternate.item, 6, 1,
            nameOf(alternate) + " has no MBIM extended functional descriptor; hosts then assume an MTU of 1500.");
}

void checkData(const Functions& functions, const AlternateView& control, Report& report)
{
    const AlternateView* data = functions.dataInterface(control);
    if (data == nullptr || data->classCode() != kData)
        return;
    if (data->setting() == 0 && !data->endpoints.empty())
        report.add(kAlternate, data->item, 4, 1,
            "Alternate setting 0 of data interface " + std::to_string(data->number()) + " has "
                + std::to_string(data->endpoints.size()) + " endpoints; it must have none.");
    const unsigned wanted = control.subClass() == kNcmClass ? 1 : control.subClass() == kMbimClass ? 2 : 0;
    if (wanted != 0 && !functions.hasProtocol(data->number(), wanted))
        report.add(kDataProtocol, data->item, 7, 1,
            "bInterfaceProtocol of the data interface is " + hexText(data->protocol(), 1) + "; "
                + (wanted == 1 ? "NCM" : "MBIM") + " has " + hexText(wanted, 1) + " there.");
}

void checkNetwork(const DeviceView& device, const Functions& functions, const AlternateView& alternate, Report& report)
{
    if (alternate.find(kFunctional, kUnion) == nullptr)
        report.add(kUnionMissing, alternate.item, 6, 1,
            nameOf(alternate) + " has no union descriptor, without which its data interface is not found.");
    if (alternate.subClass() != kMbimClass)
        checkEthernet(device, alternate, report);
    if (alternate.subClass() == kNcmClass)
        checkNcm(alternate, report);
    if (alternate.subClass() == kMbimClass)
        checkMbim(alternate, report);
    checkData(functions, alternate, report);
}

void checkRndis(const Functions& functions, const AlternateView& alternate, Report& report)
{
    checkEndpoints(kRndisEndpoints, alternate, report);
    const AlternateView* named = functions.dataInterface(alternate);
    const AlternateView* data = named != nullptr ? named : functions.interfaces().first(alternate.number() + 1);
    if (data == nullptr || data->classCode() != kData)
        report.add(kRndisData, alternate.item, 5, 3,
            nameOf(alternate)
                + " is an RNDIS control interface, and neither its union nor the next interface is a data interface of "
                  "class 0x0a.");
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        const Functions functions(*configuration);
        for (const AlternateView& alternate : configuration->alternates) {
            if (isNetwork(alternate))
                checkNetwork(device, functions, alternate, report);
            else if (isRndis(alternate))
                checkRndis(functions, alternate, report);
        }
    }
}

} // namespace

Group cdcNetworkGroup() { return { kRules, check }; }

} // namespace wb::lint
