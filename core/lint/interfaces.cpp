// SPDX-License-Identifier: GPL-3.0-or-later
// Interfaces and the functions they form: USB 2.0 §9.6.5 and §5.6.3, USB 3.2 §9.6.4.
#include "core/lint/checks.h"

#include <algorithm>
#include <array>
#include <set>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kIsochronousInDefault { "interface.isochronous-in-default", Severity::Error, "USB 2.0 §5.6.3",
    "Alternate setting 0 has no isochronous endpoint with a packet size above 0." };
constexpr Rule kNumberGap { "interface.number-gap", Severity::Warning, "USB 2.0 §9.6.5",
    "Interfaces are numbered from 0 without gaps." };

constexpr std::array kRules { kIsochronousInDefault, kNumberGap };

void checkDefaultSetting(const AlternateView& alternate, Report& report)
{
    if (alternate.setting() != 0)
        return;
    for (const EndpointView& endpoint : alternate.endpoints) {
        if (endpoint.type() == usb::TransferType::Isochronous && endpoint.packetSize() > 0)
            report.add(kIsochronousInDefault, endpoint.item, 4, 2,
                "Interface " + std::to_string(alternate.number())
                    + " asks for isochronous bandwidth in setting 0; "
                      "wMaxPacketSize must be 0 there, and not "
                    + std::to_string(endpoint.packetSize()) + ".");
    }
}

void checkNumbers(const ConfigurationView& configuration, Report& report)
{
    std::set<unsigned> numbers;
    for (const AlternateView& alternate : configuration.alternates)
        numbers.insert(alternate.number());
    unsigned expected = 0;
    for (const unsigned number : numbers) {
        if (number != expected) {
            report.add(kNumberGap, configuration.findInterface(number)->item, 2, 1,
                "bInterfaceNumber is " + std::to_string(number) + "; the next number is " + std::to_string(expected)
                    + ".");
            return;
        }
        ++expected;
    }
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        checkNumbers(*configuration, report);
        for (const AlternateView& alternate : configuration->alternates)
            checkDefaultSetting(alternate, report);
    }
}

} // namespace

Group interfaceGroup() { return { kRules, check }; }

} // namespace wb::lint
