// SPDX-License-Identifier: GPL-3.0-or-later
// Device firmware upgrade: DFU 1.1 §4.1 and §4.2.
#include "core/lint/field_checks.h"
#include "core/lint/interface_index.h"

#include <algorithm>
#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr unsigned kApplication = 0xfe;
constexpr unsigned kFirmware = 0x01;
constexpr unsigned kFunctionalType = 0x21;
constexpr unsigned kDfuMode = 2;

constexpr Rule kMissing { "dfu.descriptor-missing", Severity::Error, "DFU 1.1 §4.1.3",
    "A DFU interface has a DFU functional descriptor." };
constexpr Rule kProtocol { "dfu.protocol", Severity::Warning, "DFU 1.1 §4.1.2, §4.2.3",
    "bInterfaceProtocol is 1 at run time and 2 in DFU mode." };
constexpr Rule kEndpoints { "dfu.endpoints", Severity::Error, "DFU 1.1 §4.2.3",
    "A DFU interface has no endpoints; everything goes over endpoint 0." };
constexpr Rule kAlone { "dfu.mode-alone", Severity::Warning, "DFU 1.1 §4.2.3",
    "In DFU mode a device has no other interfaces." };
constexpr Rule kReserved { "dfu.reserved-bits", Severity::Note, "DFU 1.1 Table 4.2",
    "Bits 7 to 4 of bmAttributes are zero, but for bit 7 of the ST extension." };
constexpr Rule kUseless { "dfu.no-direction", Severity::Warning, "DFU 1.1 Table 4.2",
    "A device can download, upload or both." };
constexpr Rule kNoTransfer { "dfu.transfer-zero", Severity::Error, "DFU 1.1 Table 4.2", "wTransferSize is not 0." };
constexpr Rule kSmall { "dfu.transfer-small", Severity::Warning, "DFU 1.1 §6.1",
    "wTransferSize is at least bMaxPacketSize0." };
constexpr Rule kLarge { "dfu.transfer-large", Severity::Note, "DFU 1.1 Table 4.2",
    "wTransferSize is at most 4096, the most that common hosts send in a control transfer." };
constexpr Rule kVersion { "dfu.version", Severity::Warning, "DFU 1.1 Table 4.2",
    "bcdDFUVersion is 1.00, 1.01 or 1.10, or 1.1a of the ST extension." };

constexpr std::array kRules { kMissing, kProtocol, kEndpoints, kAlone, kReserved, kUseless, kNoTransfer, kSmall, kLarge,
    kVersion };

constexpr auto kInterfaceRanges
    = std::to_array<FieldRange>({ { &kProtocol, { "bInterfaceProtocol", 7, 1 }, 1, kDfuMode } });
constexpr auto kBits = std::to_array<ReservedFieldBits>({ { &kReserved, { "bmAttributes", 2, 1 }, 0xf0 } });
// bitAcceleratedST is bit 7.
constexpr auto kExtensionBits = std::to_array<ReservedFieldBits>({ { &kReserved, { "bmAttributes", 2, 1 }, 0x70 } });
constexpr unsigned kExtension = 0x011a;
constexpr std::array<std::uint16_t, 4> kVersions { 0x0100, 0x0101, 0x0110, kExtension };
constexpr auto kValues = std::to_array<FieldValues>(
    { { &kVersion, { "bcdDFUVersion", 7, 2 }, kVersions, "the versions of the specification" } });

void checkTransferSize(const DeviceView& device, const Item& functional, Report& report)
{
    constexpr unsigned kMostOnHosts = 4096;
    const auto size = functional.value(5, 2);
    if (!size)
        return;
    const unsigned exponent = device.device ? device.device->u8(7) : 0;
    const unsigned packet = exponent == 9 ? 512 : exponent; // SuperSpeed writes an exponent
    if (*size == 0)
        report.add(kNoTransfer, functional, 5, 2, "wTransferSize is 0; no data could ever be sent.");
    else if (*size < packet)
        report.add(kSmall, functional, 5, 2,
            "wTransferSize is " + std::to_string(*size) + ", less than the " + std::to_string(packet)
                + " bytes of a packet of endpoint 0.");
    else if (*size > kMostOnHosts)
        report.add(kLarge, functional, 5, 2,
            "wTransferSize is " + std::to_string(*size)
                + "; Linux and Windows send at most 4096 bytes in a control transfer.");
}

void checkFunctional(const DeviceView& device, const AlternateView& alternate, Report& report)
{
    const Item* functional = findOther(alternate, kFunctionalType);
    if (functional == nullptr)
        return report.add(kMissing, alternate.item, 5, 2,
            nameOf(alternate) + " has no DFU functional descriptor, which says how firmware is sent.");
    checkReserved(functional->u16(7) == kExtension ? kExtensionBits : kBits, *functional, report);
    checkValues(kValues, *functional, report);
    checkTransferSize(device, *functional, report);
    if (functional->value(2, 1) && (functional->u8(2) & 3) == 0)
        report.add(kUseless, *functional, 2, 1,
            "bmAttributes allows neither download (bit 0) nor upload (bit 1); one of them should be set.");
}

// In DFU mode, everything beside the first interface of DFU.
void checkAlone(const ConfigurationView& configuration, Report& report)
{
    const auto first = std::find_if(
        configuration.alternates.begin(), configuration.alternates.end(), [](const AlternateView& alternate) {
            return alternate.isOf(kApplication, kFirmware) && alternate.protocol() == kDfuMode;
        });
    if (first == configuration.alternates.end())
        return;
    for (const AlternateView& other : configuration.alternates)
        if (other.number() != first->number() && other.setting() == 0)
            report.add(kAlone, other.item, 2, 1,
                "Interface " + std::to_string(other.number()) + " stands beside interface "
                    + std::to_string(first->number()) + " in DFU mode, which should be the only one.");
}

void checkConfiguration(const DeviceView& device, const ConfigurationView& configuration, Report& report)
{
    const InterfaceIndex interfaces(configuration);
    for (const AlternateView& alternate : configuration.alternates) {
        if (!alternate.isOf(kApplication, kFirmware))
            continue;
        checkRanges(kInterfaceRanges, alternate.item, report);
        // Settings share one functional descriptor, which stands behind the last of them.
        const bool isLast = interfaces.last(alternate.number()) == &alternate;
        if (isLast || findOther(alternate, kFunctionalType) != nullptr)
            checkFunctional(device, alternate, report);
        if (!alternate.endpoints.empty())
            report.add(kEndpoints, alternate.item, 4, 1,
                nameOf(alternate) + " has endpoints of its own (" + std::to_string(alternate.endpoints.size())
                    + "); DFU uses endpoint 0 only.");
    }
    checkAlone(configuration, report);
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations())
        checkConfiguration(device, *configuration, report);
}

} // namespace

Group dfuGroup() { return { kRules, check }; }

} // namespace wb::lint
