// SPDX-License-Identifier: GPL-3.0-or-later
// Cameras and players that speak PTP: Still Image 1.0 §4.
#include "core/lint/field_checks.h"

#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::TransferType;

constexpr Rule kSubclass { "still-image.subclass", Severity::Warning, "Still Image 1.0 §4.2",
    "bInterfaceSubClass of a still image interface is 1." };
constexpr Rule kProtocol { "still-image.protocol", Severity::Warning, "Still Image 1.0 §4.2",
    "bInterfaceProtocol of a still image interface is 1." };
constexpr Rule kEndpoints { "still-image.endpoints", Severity::Error, "Still Image 1.0 §4.3",
    "A still image interface has a bulk IN, a bulk OUT and an interrupt IN endpoint." };

constexpr std::array kRules { kSubclass, kProtocol, kEndpoints };

constexpr auto kCodes = std::to_array<FieldRange>(
    { { &kSubclass, { "bInterfaceSubClass", 6, 1 }, 1, 1 }, { &kProtocol, { "bInterfaceProtocol", 7, 1 }, 1, 1 } });
constexpr auto kPipes = std::to_array<WantedEndpoint>({
    { &kEndpoints, TransferType::Bulk, true, "carries data to the host" },
    { &kEndpoints, TransferType::Bulk, false, "carries commands" },
    { &kEndpoints, TransferType::Interrupt, true, "carries events" },
});

void check(const DeviceView& device, Report& report)
{
    forEachAlternate(device, [&](const ConfigurationView&, const AlternateView& alternate) {
        if (alternate.classCode() != 0x06)
            return;
        checkRanges(kCodes, alternate.item, report);
        checkEndpoints(kPipes, alternate, report);
    });
}

} // namespace

Group stillImageGroup() { return { kRules, check }; }

} // namespace wb::lint
