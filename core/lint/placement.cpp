// SPDX-License-Identifier: GPL-3.0-or-later
// Descriptors that nobody expects where they stand: USB 2.0 §9.4 and §9.5, USB 3.2 Table 9-6, and what each class has.
#include "core/lint/field_checks.h"

#include <algorithm>
#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kUnknown { "descriptor.unknown-type", Severity::Note, "USB 3.2 Table 9-6",
    "Descriptor types from 0 to 0x1f are the specification's, which has assigned them." };
constexpr Rule kOwnRequest { "descriptor.not-in-configuration", Severity::Warning, "USB 2.0 §9.4.3",
    "Device, string and qualifier descriptors have requests of their own and are not part of a configuration." };
constexpr Rule kForeign { "descriptor.foreign-class", Severity::Note, "USB 2.0 §9.5",
    "Class-specific descriptors stand below an interface of a class that defines them." };

constexpr std::array kRules { kUnknown, kOwnRequest, kForeign };

// Answered on their own: device, string, qualifier, BOS, device capability.
constexpr std::array<unsigned, 5> kElsewhere { 0x01, 0x03, 0x06, 0x0f, 0x10 };
constexpr unsigned kFirstUnassigned = 0x12;
constexpr unsigned kFirstClassSpecific = 0x20;

struct ClassDescriptors {
    std::uint8_t classCode;
    std::uint8_t first;
    std::uint8_t last; // descriptor types
};
// Types 0x21 to 0x25 that classes define below an interface or its endpoints; classes that are not here are not judged.
constexpr auto kDefined = std::to_array<ClassDescriptors>({
    { 0x01, 0x21, 0x26 },
    { 0x02, 0x24, 0x25 },
    { 0x03, 0x21, 0x23 },
    { 0x06, 0, 0 },
    { 0x07, 0x21, 0x21 },
    { 0x08, 0x24, 0x24 },
    { 0x09, 0, 0 },
    { 0x0a, 0x24, 0x25 },
    { 0x0b, 0x21, 0x21 },
    { 0x0e, 0x21, 0x25 },
});

void checkType(const Item& item, Report& report)
{
    const unsigned type = item.type();
    if (item.size() < 2)
        return;
    if (std::find(kElsewhere.begin(), kElsewhere.end(), type) != kElsewhere.end())
        report.add(kOwnRequest, item, 1, 1,
            "A descriptor of type " + hexText(type, 1)
                + " stands inside a configuration; it is read with a request of its own.");
    else if (type == 0 || (type >= kFirstUnassigned && type < kFirstClassSpecific))
        report.add(
            kUnknown, item, 1, 1, "Descriptor type " + hexText(type, 1) + " is not assigned; hosts skip these bytes.");
}

void checkClass(const AlternateView& alternate, const Item& item, Report& report)
{
    const auto defined = std::find_if(kDefined.begin(), kDefined.end(),
        [&](const ClassDescriptors& row) { return row.classCode == alternate.classCode(); });
    const unsigned type = item.type();
    if (defined == kDefined.end() || type < 0x21 || type > 0x25 || (type >= defined->first && type <= defined->last))
        return;
    report.add(kForeign, item, 1, 1,
        "Class " + hexText(alternate.classCode(), 1) + " defines no descriptor of type " + hexText(type, 1)
            + "; hosts skip these bytes.");
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations())
        for (const Item& item : configuration->others)
            checkType(item, report);
    forEachAlternate(device, [&](const ConfigurationView&, const AlternateView& alternate) {
        for (const Item& item : alternate.others) {
            checkType(item, report);
            checkClass(alternate, item, report);
        }
        for (const EndpointView& endpoint : alternate.endpoints) {
            for (const Item& item : endpoint.others) {
                checkType(item, report);
                checkClass(alternate, item, report);
            }
        }
    });
}

} // namespace

Group placementGroup() { return { kRules, check }; }

} // namespace wb::lint
