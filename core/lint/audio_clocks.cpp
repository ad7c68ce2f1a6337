// SPDX-License-Identifier: GPL-3.0-or-later
// Clock entities of audio functions: Audio 2.0 §3.13 and §4.7.2.1 to 3, Audio 3.0 §3.13 and §4.5.2.12 to 14.
#include "core/lint/av_function.h"
#include "core/lint/checks.h"

#include <algorithm>
#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kNone { "audio-clock.none", Severity::Error, "Audio 2.0 §3.13",
    "An audio 2.0 or 3.0 function has at least one clock source." };
constexpr Rule kMissing { "audio-clock.missing", Severity::Error, "Audio 2.0 §4.7.2",
    "A clock pin names a clock source, selector or multiplier of its function." };
constexpr Rule kOther { "audio-clock.not-a-clock", Severity::Error, "Audio 2.0 §4.7.2",
    "A clock pin names a clock, not a unit or terminal." };
constexpr Rule kUnused { "audio-clock.unused", Severity::Note, "Audio 2.0 §3.13", "Something runs on every clock." };
constexpr Rule kFixedProgrammable { "audio-clock.fixed-but-programmable", Severity::Warning, "Audio 2.0 §4.7.2.1",
    "The frequency of a fixed internal clock is read-only." };
constexpr Rule kAttributes { "audio-clock.attributes-reserved", Severity::Note, "Audio 2.0 Table 4-6",
    "Reserved bits of a clock source's bmAttributes are zero." };

constexpr std::array kRules { kNone, kMissing, kOther, kUnused, kFixedProgrammable, kAttributes };

constexpr auto kFields = std::to_array<FieldRule>({
    { &kAttributes, { kAudioClass, kControlSubClass, 0x20, kClassInterface, 0x0a }, "bmAttributes", areZero<0xf8>,
        "bits 7 to 3 are reserved and must be 0" },
    { &kAttributes, { kAudioClass, kControlSubClass, 0x30, kClassInterface, 0x0b }, "bmAttributes", areZero<0xfc>,
        "bits 7 to 2 are reserved and must be 0" },
});

std::string_view specOf(const AvFunction& function)
{
    return function.kind == AvKind::Audio2 ? "Audio 2.0 §4.7.2" : "Audio 3.0 §4.5.2";
}

bool isClockSource(const AvFunction& function, const Entity& entity)
{
    return entity.item->subtype() == (function.kind == AvKind::Audio2 ? 0x0a : 0x0b);
}

void checkPins(const AvFunction& function, const Entity& entity, std::bitset<256>& used, Report& report)
{
    for (const Pin& pin : entity.clocks) {
        used.set(pin.id);
        const Entity* clock = function.find(pin.id);
        const std::string named = "The clock is " + std::to_string(pin.id);
        if (clock == nullptr)
            addAt(report, kMissing, *entity.item, pin.offset, 1, named + "; this function has no clock of that id.",
                specOf(function));
        else if (clock->kind != EntityKind::Clock)
            addAt(report, kOther, *entity.item, pin.offset, 1, named + ", which is a unit or terminal and no clock.",
                specOf(function));
    }
}

// Audio 2.0: type 1 is internal and fixed. Audio 3.0 knows internal and external only.
void checkFixed(const AvFunction& function, const Entity& entity, Report& report)
{
    if (function.kind != AvKind::Audio2 || !isClockSource(function, entity) || entity.item->size() < 6)
        return;
    if ((entity.item->u8(4) & 3) == 1 && (entity.item->u8(5) & 3) == 3)
        report.add(kFixedProgrammable, *entity.item, 5, 1,
            "bmControls says that the host sets the frequency, and bmAttributes that the clock is fixed.");
}

void checkClocks(const AvFunction& function, Report& report)
{
    const bool hasSource = std::any_of(function.entities.begin(), function.entities.end(),
        [&](const Entity& entity) { return isClockSource(function, entity); });
    if (!hasSource) {
        if (function.header != nullptr)
            addAt(report, kNone, *function.header, 0, function.header->size(),
                "This function has no clock source; it needs one.", specOf(function));
        return;
    }
    std::bitset<256> used;
    for (const Entity& entity : function.entities) {
        checkPins(function, entity, used, report);
        checkFixed(function, entity, report);
    }
    for (const Entity& entity : function.entities)
        if (entity.kind == EntityKind::Clock && !used.test(entity.id))
            addAt(report, kUnused, *entity.item, 3, 1,
                "Nothing in this function runs on clock " + number(entity.id) + ".", specOf(function));
}

void check(const DeviceView& device, Report& report)
{
    for (const AvFunction& function : avFunctionsOf(device))
        if (function.hasClocks())
            checkClocks(function, report);
    checkFields(kFields, device, report);
}

} // namespace

Group audioClockGroup() { return { kRules, check }; }

} // namespace wb::lint
