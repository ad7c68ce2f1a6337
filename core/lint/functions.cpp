// SPDX-License-Identifier: GPL-3.0-or-later
// Interface associations: USB 3.2 §9.6.4, which took them over from the interface association ECN to USB 2.0.
#include "core/lint/checks.h"

#include <algorithm>
#include <array>
#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr std::string_view kSpec = "USB 3.2 §9.6.4";

constexpr Rule kMissing { "association.missing-interface", Severity::Error, kSpec,
    "An association names interfaces that the configuration has." };
constexpr Rule kOverlap { "association.overlap", Severity::Error, kSpec,
    "An interface belongs to one association at most." };
constexpr Rule kBehind { "association.behind-interface", Severity::Error, kSpec,
    "An association stands before the interfaces that it associates." };
constexpr Rule kSingle { "association.single-interface", Severity::Note, kSpec,
    "An association says that two or more interfaces belong together." };
constexpr Rule kClassZero { "association.class-zero", Severity::Warning, kSpec, "bFunctionClass is not 0." };
constexpr Rule kClassForeign { "association.class-foreign", Severity::Note, kSpec,
    "bFunctionClass is the class of one of the associated interfaces." };

constexpr std::array kRules { kMissing, kOverlap, kBehind, kSingle, kClassZero, kClassForeign };

struct Span {
    unsigned first;
    unsigned end; // behind the last interface
};

Span spanOf(const Item& association)
{
    const unsigned first = association.u8(2);
    return { first, std::min(first + association.u8(3), 256U) };
}

// What the associations ask about each interface number.
struct InterfaceFacts {
    std::optional<std::size_t> begin; // of its first descriptor; none: not described
    std::bitset<256> classes; // of its settings
};
using Interfaces = std::array<InterfaceFacts, 256>;

Interfaces interfacesOf(const ConfigurationView& configuration)
{
    Interfaces interfaces;
    for (const AlternateView& alternate : configuration.alternates) {
        InterfaceFacts& facts = interfaces.at(alternate.number());
        if (!facts.begin)
            facts.begin = alternate.item.range().begin;
        facts.classes.set(alternate.classCode());
    }
    return interfaces;
}

void checkInterfaces(const Interfaces& interfaces, const Item& association, Report& report)
{
    const Span span = spanOf(association);
    unsigned present = 0;
    bool isBehind = false;
    bool hasItsClass = false;
    for (unsigned number = span.first; number < span.end; ++number) {
        const InterfaceFacts& facts = interfaces.at(number);
        present += facts.begin ? 1U : 0U;
        isBehind = isBehind || facts.begin.value_or(association.range().end) < association.range().begin;
        hasItsClass = hasItsClass || facts.classes.test(association.u8(4));
    }
    if (present < span.end - span.first)
        report.add(kMissing, association, 2, 2,
            "The association names interfaces " + std::to_string(span.first) + " to " + std::to_string(span.end - 1)
                + " and the configuration has " + std::to_string(present) + " of them.");
    if (isBehind)
        report.add(kBehind, association, 2, 2,
            "The association stands behind an interface that it associates (first: " + std::to_string(span.first)
                + "); it must stand before all of them.");
    if (present > 0 && association.u8(4) != 0 && !hasItsClass)
        report.add(kClassForeign, association, 4, 1,
            "bFunctionClass is 0x" + hex(association.u8(4), 2)
                + ", which none of its interfaces has; it should be that of the first.");
}

void checkOwn(const Item& association, Report& report)
{
    if (association.u8(3) == 1)
        report.add(kSingle, association, 3, 1,
            "bInterfaceCount is 1; an association of one interface says nothing and should be left out.");
    if (association.value(4, 1) == 0U)
        report.add(kClassZero, association, 4, 1, "bFunctionClass is 0, which is not allowed here.");
}

void checkOverlaps(const ConfigurationView& configuration, Report& report)
{
    std::bitset<256> taken;
    for (const Item& association : configuration.associations) {
        const Span span = spanOf(association);
        for (unsigned number = span.first; number < span.end; ++number) {
            if (!taken.test(number))
                continue;
            report.add(kOverlap, association, 2, 2,
                "Interface " + std::to_string(number)
                    + " belongs to an association before; it must not be in this one, too.");
            break;
        }
        for (unsigned number = span.first; number < span.end; ++number)
            taken.set(number);
    }
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        const Interfaces interfaces = interfacesOf(*configuration);
        for (const Item& association : configuration->associations) {
            checkOwn(association, report);
            // An empty one and one that ends beyond 255 are the decoder's.
            if (association.u8(3) > 0 && association.u8(2) + association.u8(3) <= 256)
                checkInterfaces(interfaces, association, report);
        }
        checkOverlaps(*configuration, report);
    }
}

} // namespace

Group functionGroup() { return { kRules, check }; }

} // namespace wb::lint
