// SPDX-License-Identifier: GPL-3.0-or-later
// Test and measurement devices: USBTMC 1.0 §5.5, USB488 1.0 §5.1.1.
#include "core/lint/field_checks.h"

#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::TransferType;

constexpr unsigned kUsb488 = 1;

constexpr Rule kProtocol { "usbtmc.protocol", Severity::Warning, "USBTMC 1.0 §5.5",
    "bInterfaceProtocol is 0, or 1 for USB488." };
constexpr Rule kBulk { "usbtmc.bulk-endpoints", Severity::Error, "USBTMC 1.0 §5.5",
    "A USBTMC interface has a bulk OUT and a bulk IN endpoint." };
constexpr Rule kRepeated { "usbtmc.endpoint-repeated", Severity::Error, "USBTMC 1.0 §5.5",
    "A USBTMC interface has one bulk OUT, one bulk IN and at most one interrupt IN endpoint." };
constexpr Rule kInterrupt { "usbtmc.usb488-interrupt", Severity::Note, "USB488 1.0 §5.1.1",
    "A USB488 interface has an interrupt IN endpoint, over which it requests service." };

constexpr std::array kRules { kProtocol, kBulk, kRepeated, kInterrupt };

constexpr auto kProtocols = std::to_array<FieldRange>({ { &kProtocol, { "bInterfaceProtocol", 7, 1 }, 0, kUsb488 } });
constexpr auto kPipes = std::to_array<WantedEndpoint>({ { &kBulk, TransferType::Bulk, false, "carries the commands" },
    { &kBulk, TransferType::Bulk, true, "carries the answers" } });
constexpr auto kService
    = std::to_array<WantedEndpoint>({ { &kInterrupt, TransferType::Interrupt, true, "carries service requests" } });

void checkRepeated(const AlternateView& alternate, Report& report)
{
    std::array<unsigned, 8> counts {};
    for (const EndpointView& endpoint : alternate.endpoints) {
        const auto kind = static_cast<std::size_t>(endpoint.type()) * 2 + (endpoint.isIn() ? 1 : 0);
        if (++counts[kind] == 2)
            report.add(kRepeated, endpoint.item, 2, 1,
                nameOf(alternate) + " has a second " + nameOf(endpoint.type(), endpoint.isIn())
                    + " endpoint; one is allowed.");
    }
}

void check(const DeviceView& device, Report& report)
{
    forEachAlternate(device, [&](const ConfigurationView&, const AlternateView& alternate) {
        if (!alternate.isOf(0xfe, 0x03))
            return;
        checkRanges(kProtocols, alternate.item, report);
        checkEndpoints(kPipes, alternate, report);
        checkRepeated(alternate, report);
        if (alternate.protocol() == kUsb488)
            checkEndpoints(kService, alternate, report);
    });
}

} // namespace

Group instrumentGroup() { return { kRules, check }; }

} // namespace wb::lint
