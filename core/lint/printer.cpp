// SPDX-License-Identifier: GPL-3.0-or-later
// Printers: Printer 1.1 §5, IPP over USB 1.0 §4.
#include "core/lint/field_checks.h"

#include <array>
#include <set>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::TransferType;

constexpr unsigned kPrinter = 0x07;
constexpr unsigned kUnidirectional = 1;
constexpr unsigned kIppUsb = 4;
constexpr unsigned kIppType = 0x21;

constexpr Rule kSubclass { "printer.subclass", Severity::Warning, "Printer 1.1 §5",
    "bInterfaceSubClass of a printer is 1." };
constexpr Rule kProtocol { "printer.protocol", Severity::Warning, "Printer 1.1 §5",
    "bInterfaceProtocol is 1 (unidirectional), 2 (bidirectional), 3 (1284.4), 4 (IPP over USB) or 255." };
constexpr Rule kBulkOut { "printer.bulk-out", Severity::Error, "Printer 1.1 §5", "A printer has a bulk OUT endpoint." };
constexpr Rule kBulkIn { "printer.bulk-in", Severity::Error, "Printer 1.1 §5",
    "A bidirectional printer has a bulk IN endpoint." };
constexpr Rule kIppPair { "printer.ipp-interfaces", Severity::Error, "IPP over USB 1.0 §4.2",
    "A device with IPP over USB has at least two such interfaces." };
constexpr Rule kIppDescriptor { "printer.ipp-descriptor", Severity::Note, "IPP over USB 1.0 §4.3",
    "An IPP over USB interface has a class descriptor with its capabilities." };

constexpr std::array kRules { kSubclass, kProtocol, kBulkOut, kBulkIn, kIppPair, kIppDescriptor };

constexpr auto kSubclasses = std::to_array<FieldRange>({ { &kSubclass, { "bInterfaceSubClass", 6, 1 }, 1, 1 } });
constexpr std::array<std::uint16_t, 5> kProtocols { 1, 2, 3, 4, 0xff };
constexpr auto kValues = std::to_array<FieldValues>(
    { { &kProtocol, { "bInterfaceProtocol", 7, 1 }, kProtocols, "the protocols of a printer" } });
constexpr auto kOut
    = std::to_array<WantedEndpoint>({ { &kBulkOut, TransferType::Bulk, false, "carries what is printed" } });
constexpr auto kIn
    = std::to_array<WantedEndpoint>({ { &kBulkIn, TransferType::Bulk, true, "carries what the printer answers" } });

bool isIpp(const AlternateView& alternate) { return alternate.isOf(kPrinter, 1) && alternate.protocol() == kIppUsb; }

void checkIpp(const ConfigurationView& configuration, Report& report)
{
    const AlternateView* first = nullptr;
    std::set<unsigned> interfaces;
    for (const AlternateView& alternate : configuration.alternates) {
        if (!isIpp(alternate))
            continue;
        if (first == nullptr)
            first = &alternate;
        interfaces.insert(alternate.number());
        if (findOther(alternate, kIppType) == nullptr)
            report.add(kIppDescriptor, alternate.item, 7, 1,
                nameOf(alternate)
                    + " has no IPP class descriptor, from which hosts learn that it prints, scans or faxes.");
    }
    if (first != nullptr && interfaces.size() == 1)
        report.add(kIppPair, first->item, 7, 1,
            nameOf(*first) + " is the only one with IPP over USB; the device must have at least two.");
}

void check(const DeviceView& device, Report& report)
{
    forEachAlternate(device, [&](const ConfigurationView&, const AlternateView& alternate) {
        if (alternate.classCode() != kPrinter)
            return;
        checkRanges(kSubclasses, alternate.item, report);
        checkValues(kValues, alternate.item, report);
        if (alternate.protocol() == 0xff || alternate.subClass() != 1)
            return;
        checkEndpoints(kOut, alternate, report);
        if (alternate.protocol() > kUnidirectional && alternate.protocol() <= kIppUsb)
            checkEndpoints(kIn, alternate, report);
    });
    for (const ConfigurationView* configuration : device.allConfigurations())
        checkIpp(*configuration, report);
}

} // namespace

Group printerGroup() { return { kRules, check }; }

} // namespace wb::lint
