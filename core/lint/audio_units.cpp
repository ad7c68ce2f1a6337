// SPDX-License-Identifier: GPL-3.0-or-later
// What the units and terminals of an audio function say of their channels and controls: Audio 1.0 §4.3.2,
// Audio 2.0 §4.7.2, Audio 3.0 §4.5.2.
#include "core/lint/av_function.h"
#include "core/lint/checks.h"

#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kVersion { "audio-control.version", Severity::Warning, "Audio 1.0 Table 4-2",
    "bcdADC agrees with bInterfaceProtocol: 1.00 with 00, 2.00 with 20." };
constexpr Rule kProtocol { "audio-control.protocol-reserved", Severity::Error, "Audio 2.0 §A.6",
    "bInterfaceProtocol of an audio interface is 00, 20 or 30." };
constexpr Rule kCategory { "audio-control.category-undefined", Severity::Note, "Audio 2.0 §A.7",
    "bCategory says what the function mainly is for." };
constexpr Rule kControlSizeZero { "audio-unit.control-size-zero", Severity::Error, "Audio 1.0 Table 4-7",
    "bControlSize of a feature unit is at least 1." };
constexpr Rule kChannelControls { "audio-unit.channel-controls", Severity::Note, "Audio 1.0 Table 4-7",
    "A feature unit has controls for the master channel and each channel of its source." };
constexpr Rule kClusterBits { "audio-unit.cluster-positions", Severity::Warning, "Audio 1.0 §3.7.2.3",
    "A cluster has no more positions than channels." };
constexpr Rule kClusterEmpty { "audio-unit.cluster-empty", Severity::Warning, "Audio 1.0 §3.7.2.3",
    "A terminal or unit that makes a cluster gives it at least one channel." };
constexpr Rule kMixerControls { "audio-unit.mixer-controls", Severity::Error, "Audio 1.0 Table 4-5",
    "The bit map of a mixer unit has one bit for each input and output channel together." };
constexpr Rule kModes { "audio-unit.mode-count", Severity::Error, "Audio 1.0 Table 4-9",
    "As many modes follow as bNrModes says." };
constexpr Rule kProcessingPins { "audio-unit.processing-pins", Severity::Warning, "Audio 1.0 §4.3.2.6",
    "An up/down-mix, Dolby Prologic, stereo extender, reverberation, chorus or compressor has one input pin." };

constexpr Rule kClusterReserved { "audio-unit.cluster-reserved", Severity::Note, "Audio 1.0 §3.7.2.3",
    "Reserved bits of a channel configuration are zero." };
constexpr Rule kFeatureReserved { "audio-unit.feature-reserved", Severity::Note, "Audio 1.0 Table 4-7",
    "Reserved bits of a feature unit's bmaControls are zero." };
constexpr Rule kControlsReserved { "audio-unit.controls-reserved", Severity::Note, "Audio 2.0 §4.7.2",
    "Reserved bits of bmControls are zero." };
constexpr Rule kControlAccess { "audio-unit.control-access", Severity::Error, "Audio 2.0 §4.7.2",
    "A control is absent (0), read-only (1) or host programmable (3), never 2." };
constexpr Rule kProcessType { "audio-unit.process-type", Severity::Warning, "Audio 1.0 §A.7",
    "wProcessType names a process that is defined." };
constexpr Rule kEffectType { "audio-unit.effect-type", Severity::Warning, "Audio 2.0 §A.11",
    "wEffectType names an effect that is defined." };

constexpr std::array kRules { kVersion, kProtocol, kCategory, kControlSizeZero, kChannelControls, kClusterBits,
    kClusterEmpty, kMixerControls, kModes, kProcessingPins, kClusterReserved, kFeatureReserved, kControlsReserved,
    kControlAccess, kProcessType, kEffectType };

constexpr Place control(int protocol, std::uint8_t subtype)
{
    return { kAudioClass, kControlSubClass, protocol, kClassInterface, subtype };
}
constexpr std::string_view kBits12 = "bits 15 to 12 are reserved and must be 0";
constexpr std::string_view kBits27 = "bits 30 to 27 are reserved and must be 0";
constexpr std::string_view kAccess = "2 is not allowed for the two bits of a control";
constexpr std::string_view kUpperBits = "the bits above its controls are reserved and must be 0";
constexpr std::string_view kCategoryText = "0 is undefined";

constexpr auto kFields = std::to_array<FieldRule>({
    { &kCategory, control(0x20, 0x01), "bCategory", isWithin<1, 255>, kCategoryText },
    { &kCategory, control(0x30, 0x01), "bCategory", isWithin<1, 255>, kCategoryText },
    { &kClusterReserved, control(0x00, 0x02), "wChannelConfig", areZero<0xf000>, kBits12 },
    { &kClusterReserved, control(0x00, 0x04), "wChannelConfig", areZero<0xf000>, kBits12 },
    { &kClusterReserved, control(0x00, 0x07), "wChannelConfig", areZero<0xf000>, kBits12 },
    { &kClusterReserved, control(0x00, 0x08), "wChannelConfig", areZero<0xf000>, kBits12 },
    { &kClusterReserved, control(0x20, 0x02), "bmChannelConfig", areZero<0x78000000>, kBits27 },
    { &kClusterReserved, control(0x20, 0x04), "bmChannelConfig", areZero<0x78000000>, kBits27 },
    { &kClusterReserved, control(0x20, 0x08), "bmChannelConfig", areZero<0x78000000>, kBits27 },
    { &kClusterReserved, control(0x20, 0x09), "bmChannelConfig", areZero<0x78000000>, kBits27 },
    { &kFeatureReserved, control(0x00, 0x06), "bmaControls", areZero<0xfffffffffffffc00>,
        "the bits from 10 are reserved and must be 0" },
    { &kFeatureReserved, control(0x20, 0x06), "bmaControls", areZero<0xc0000000>,
        "bits 31 and 30 are reserved and must be 0" },
    { &kFeatureReserved, control(0x30, 0x07), "bmaControls", areZero<0xc0000000>,
        "bits 31 and 30 are reserved and must be 0" },
    { &kControlsReserved, control(0x20, 0x01), "bmControls", areZero<0xfc>, kUpperBits },
    { &kControlsReserved, control(0x20, 0x02), "bmControls", areZero<0xf000>, kUpperBits },
    { &kControlsReserved, control(0x20, 0x03), "bmControls", areZero<0xfc00>, kUpperBits },
    { &kControlsReserved, control(0x20, 0x05), "bmControls", areZero<0xfc>, kUpperBits },
    { &kControlsReserved, control(0x20, 0x0a), "bmControls", areZero<0xf0>, kUpperBits },
    { &kControlsReserved, control(0x20, 0x0b), "bmControls", areZero<0xfc>, kUpperBits },
    { &kControlsReserved, control(0x20, 0x0c), "bmControls", areZero<0xf0>, kUpperBits },
    { &kControlsReserved, control(0x30, 0x01), "bmControls", areZero<0xfffffffc>, kUpperBits },
    { &kControlsReserved, control(0x30, 0x0b), "bmControls", areZero<0xfffffff0>, kUpperBits },
    { &kControlAccess, control(0x20, 0x01), "bmControls", haveAllowedAccess, kAccess },
    { &kControlAccess, control(0x20, 0x02), "bmControls", haveAllowedAccess, kAccess },
    { &kControlAccess, control(0x20, 0x03), "bmControls", haveAllowedAccess, kAccess },
    { &kControlAccess, control(0x20, 0x05), "bmControls", haveAllowedAccess, kAccess },
    { &kControlAccess, control(0x20, 0x06), "bmaControls", haveAllowedAccess, kAccess },
    { &kControlAccess, control(0x20, 0x0a), "bmControls", haveAllowedAccess, kAccess },
    { &kControlAccess, control(0x20, 0x0b), "bmControls", haveAllowedAccess, kAccess },
    { &kControlAccess, control(0x20, 0x0c), "bmControls", haveAllowedAccess, kAccess },
    { &kControlAccess, control(0x30, 0x07), "bmaControls", haveAllowedAccess, kAccess },
    { &kControlAccess, control(0x30, 0x0b), "bmControls", haveAllowedAccess, kAccess },
    { &kProcessType, control(0x00, 0x07), "wProcessType", isWithin<1, 6>, "1 to 6 are defined" },
    { &kProcessType, control(0x20, 0x08), "wProcessType", isWithin<1, 3>, "1 to 3 are defined" },
    { &kProcessType, control(0x30, 0x09), "wProcessType", isWithin<1, 3>, "1 to 3 are defined" },
    { &kEffectType, control(0x20, 0x07), "wEffectType", isWithin<1, 4>, "1 to 4 are defined" },
    { &kEffectType, control(0x30, 0x08), "wEffectType", isWithin<1, 4>, "1 to 4 are defined" },
});

void checkVersion(const AvFunction& function, Report& report)
{
    const unsigned protocol = function.control->protocol();
    if (protocol != 0x00 && protocol != 0x20 && protocol != 0x30)
        report.add(kProtocol, function.control->item, 7, 1,
            "bInterfaceProtocol is 0x" + hex(protocol, 2) + "; 00 is audio 1.0, 20 is 2.0 and 30 is 3.0.");
    const auto version = fieldValue(function.header, "bcdADC");
    const bool isAgreed = !version || (*version >> 8) == (protocol == 0x20 ? 2U : 1U);
    if (!isAgreed)
        addAtField(report, kVersion, *function.header, "bcdADC",
            "bcdADC is 0x" + hex(*version, 4) + "; bInterfaceProtocol 0x" + hex(protocol, 2) + " is for version "
                + (protocol == 0x20 ? "2." : "1."),
            function.pick({ "", "Audio 2.0 Table 4-5", "", "" }));
}

// Channels that an entity gives, as far as the descriptors tell: what makes no cluster passes on that of its first
// source. Audio 3.0 keeps clusters outside of the configuration.
std::optional<unsigned> channelsOf(const AvFunction& function, unsigned id)
{
    std::bitset<256> seen;
    while (id < 256 && !seen.test(id)) {
        seen.set(id);
        const Entity* entity = function.find(id);
        if (entity == nullptr)
            return std::nullopt;
        if (const auto own = fieldValue(*entity->item, "bNrChannels"))
            return static_cast<unsigned>(*own);
        if (entity->sources.empty())
            return std::nullopt;
        id = entity->sources.front().id;
    }
    return std::nullopt;
}

bool isFeature(const AvFunction& function, const Entity& entity)
{
    return entity.kind == EntityKind::Unit && entity.item->subtype() == (function.kind == AvKind::Audio3 ? 7 : 6);
}

void checkFeature(const AvFunction& function, const Entity& entity, Report& report)
{
    const Item& item = *entity.item;
    if (function.kind == AvKind::Audio1 && fieldValue(item, "bControlSize") == 0)
        return addAtField(report, kControlSizeZero, item, "bControlSize",
            "bControlSize is 0; then the unit has no controls and hosts refuse it.");
    std::size_t controls = 0;
    while (findField(item, "bmaControls[" + number(controls) + "]") != nullptr)
        ++controls;
    const auto channels = channelsOf(function, entity.sources.empty() ? 0 : entity.sources.front().id);
    if (!channels || controls == 0 || controls == *channels + 1)
        return;
    addAt(report, kChannelControls, item, 0, 1,
        "The unit has " + number(controls) + " bmaControls; its source has " + number(*channels)
            + (*channels == 1 ? " channel" : " channels") + ", which with the master channel makes "
            + number(*channels + 1) + ".",
        function.pick({ "", "Audio 2.0 Table 4-13", "Audio 3.0 Table 4-31", "" }));
}

void checkCluster(const AvFunction& function, const Entity& entity, Report& report)
{
    const Item& item = *entity.item;
    const std::string_view field = function.kind == AvKind::Audio1 ? "wChannelConfig" : "bmChannelConfig";
    const auto channels = fieldValue(item, "bNrChannels");
    const auto config = fieldValue(item, field);
    if (!channels || !config)
        return;
    const std::string_view spec = function.pick({ "", "Audio 2.0 §4.1", "", "" });
    const std::size_t positions = std::bitset<64>(*config & 0x7fff'ffff).count();
    if (positions > *channels)
        addAtField(report, kClusterBits, item, field,
            std::string(field) + " has " + number(positions) + " positions; bNrChannels is " + number(*channels) + ".",
            spec);
    else if (*channels == 0)
        addAtField(report, kClusterEmpty, item, "bNrChannels", "bNrChannels is 0; a cluster has channels.", spec);
}

void checkMixer(const AvFunction& function, const Entity& entity, Report& report)
{
    const std::string_view name = function.kind == AvKind::Audio1 ? "bmControls" : "bmMixerControls";
    const auto outputs = fieldValue(*entity.item, "bNrChannels");
    if (function.kind == AvKind::Audio3 || entity.item->subtype() != 4 || !outputs)
        return;
    std::uint64_t inputs = 0;
    for (const Pin& pin : entity.sources) {
        const auto channels = channelsOf(function, pin.id);
        if (!channels)
            return;
        inputs += *channels;
    }
    const descriptors::Field* map = findField(*entity.item, name);
    const std::uint64_t wanted = (inputs * *outputs + 7) / 8;
    const std::size_t present = map == nullptr ? 0 : map->range.size();
    if (present == wanted)
        return;
    addAt(report, kMixerControls, *entity.item, 0, 1,
        std::string(name) + " has " + number(present) + (present == 1 ? " byte; " : " bytes; ") + number(inputs)
            + " input and " + number(*outputs) + " output channels need " + number(wanted) + ".",
        function.pick({ "", "Audio 2.0 Table 4-11", "", "" }));
}

void checkProcessing(const AvFunction& function, const Entity& entity, Report& report)
{
    const auto type = fieldValue(*entity.item, "wProcessType");
    const auto pins = fieldValue(*entity.item, "bNrInPins");
    if (!type || !pins || *type == 0)
        return;
    const std::uint64_t last = function.kind == AvKind::Audio1 ? 6 : function.kind == AvKind::Audio2 ? 3 : 2;
    if (*type <= last && *pins > 1)
        addAtField(report, kProcessingPins, *entity.item, "bNrInPins",
            "bNrInPins is " + number(*pins) + "; this process has one input pin.",
            function.pick({ "", "Audio 2.0 §4.7.2.11", "Audio 3.0 §4.5.2.10", "" }));
    const auto modes = fieldValue(*entity.item, "bNrModes");
    const std::size_t width = function.kind == AvKind::Audio1 ? 2 : 4;
    const descriptors::Field* list = findField(*entity.item, width == 2 ? "waModes" : "daModes");
    const std::size_t present = list == nullptr ? 0 : list->range.size();
    if (modes && *type <= 2 && present != *modes * width)
        addAtField(report, kModes, *entity.item, "bNrModes",
            "bNrModes is " + number(*modes) + " and " + number(present) + " bytes of modes follow, " + number(width)
                + " for each.",
            function.pick({ "", "Audio 2.0 §4.7.2.11", "", "" }));
}

void check(const DeviceView& device, Report& report)
{
    for (const AvFunction& function : avFunctionsOf(device)) {
        if (!function.isAudio())
            continue;
        checkVersion(function, report);
        for (const Entity& entity : function.entities) {
            if (isFeature(function, entity))
                checkFeature(function, entity, report);
            checkCluster(function, entity, report);
            checkMixer(function, entity, report);
            checkProcessing(function, entity, report);
        }
    }
    checkFields(kFields, device, report);
}

} // namespace

Group audioUnitGroup() { return { kRules, check }; }

} // namespace wb::lint
