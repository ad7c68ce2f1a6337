// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requests/targets.h"

#include "core/descriptors/class_names.h"
#include "core/usb/descriptor_walk.h"

#include <algorithm>

namespace wb::requests {
namespace {

constexpr std::uint8_t kAudio = 0x01;
constexpr std::uint8_t kVideo = 0x0e;
constexpr std::uint8_t kControlSubClass = 0x01; // of both
constexpr std::uint8_t kAudio2Protocol = 0x20;
constexpr std::uint8_t kClassSpecificInterface = 0x24;

template <class T> void addOnce(std::vector<T>& all, const T& one)
{
    if (std::find(all.begin(), all.end(), one) == all.end())
        all.push_back(one);
}

// UVC 1.5 table A-5; a camera is told from other input terminals by wTerminalType (appendix B.2).
EntityKind videoEntity(ByteView descriptor)
{
    constexpr std::uint64_t kCameraTerminal = 0x0201;
    switch (descriptor[2]) {
    case 2:
        return readLe(descriptor, 4, 2) == kCameraTerminal ? EntityKind::CameraTerminal : EntityKind::Terminal;
    case 3:
        return EntityKind::Terminal;
    case 4:
        return EntityKind::SelectorUnit;
    case 5:
        return EntityKind::ProcessingUnit;
    case 6:
        return EntityKind::ExtensionUnit;
    case 7:
        return EntityKind::EncodingUnit;
    default:
        return EntityKind::None;
    }
}

EntityKind kindAt(std::span<const EntityKind> kinds, std::uint64_t index, EntityKind otherwise)
{
    return index < kinds.size() ? kinds[static_cast<std::size_t>(index)] : otherwise;
}

// Audio 1.0 appendix A.7, Audio 2.0 appendix A.12; the second version has fewer.
EntityKind processingUnit(std::uint64_t process, bool isAudio2)
{
    constexpr EntityKind kOther = EntityKind::ProcessingUnit;
    constexpr auto kProcesses = std::to_array<EntityKind>(
        { kOther, EntityKind::UpDownMixUnit, EntityKind::PrologicUnit, EntityKind::StereoExtenderUnit,
            EntityKind::ReverberationUnit, EntityKind::ChorusUnit, EntityKind::CompressorUnit });
    constexpr std::size_t kInAudio2 = 4;
    const std::span<const EntityKind> all(kProcesses);
    return kindAt(isAudio2 ? all.first(kInAudio2) : all, process, kOther);
}

// Audio 2.0 appendix A.11.
EntityKind effectUnit(std::uint64_t effect)
{
    constexpr EntityKind kOther = EntityKind::EffectUnit;
    constexpr auto kEffects = std::to_array<EntityKind>({ kOther, EntityKind::EqualizerUnit,
        EntityKind::ReverberationUnit, EntityKind::ModulationDelayUnit, EntityKind::CompressorUnit });
    return kindAt(kEffects, effect, kOther);
}

// Audio 1.0 table A-5, Audio 2.0 table A-9.
EntityKind audioEntity(ByteView descriptor, bool isAudio2)
{
    constexpr auto kFirst = std::to_array<EntityKind>(
        { EntityKind::None, EntityKind::None, EntityKind::Terminal, EntityKind::Terminal, EntityKind::MixerUnit,
            EntityKind::SelectorUnit, EntityKind::FeatureUnit, EntityKind::ProcessingUnit, EntityKind::ExtensionUnit });
    constexpr auto kSecond = std::to_array<EntityKind>({ EntityKind::None, EntityKind::None, EntityKind::Terminal,
        EntityKind::Terminal, EntityKind::MixerUnit, EntityKind::SelectorUnit, EntityKind::FeatureUnit,
        EntityKind::EffectUnit, EntityKind::ProcessingUnit, EntityKind::ExtensionUnit, EntityKind::ClockSource,
        EntityKind::ClockSelector, EntityKind::ClockMultiplier, EntityKind::SampleRateConverter });
    const EntityKind kind
        = isAudio2 ? kindAt(kSecond, descriptor[2], EntityKind::None) : kindAt(kFirst, descriptor[2], EntityKind::None);
    const std::uint64_t type = readLe(descriptor, 4, 2).value_or(0);
    if (kind == EntityKind::ProcessingUnit)
        return processingUnit(type, isAudio2);
    return kind == EntityKind::EffectUnit ? effectUnit(type) : kind;
}

EntityKind entityOf(ByteView descriptor, const InterfaceTarget& enclosing)
{
    if (descriptor.size() < 4 || descriptor[1] != kClassSpecificInterface || enclosing.subClass != kControlSubClass)
        return EntityKind::None;
    if (enclosing.classCode == kVideo)
        return videoEntity(descriptor);
    return enclosing.classCode == kAudio ? audioEntity(descriptor, enclosing.protocol == kAudio2Protocol)
                                         : EntityKind::None;
}

void addEntities(Targets& targets, ByteView configuration)
{
    InterfaceTarget enclosing;
    for (std::size_t at = 0; at < configuration.size();) {
        const ByteView descriptor = usb::descriptorAt(configuration, at);
        if (descriptor.empty())
            return;
        at += descriptor.size();
        if (usb::isType(descriptor, usb::DescriptorType::Interface) && descriptor.size() >= 9)
            enclosing = { descriptor[2], descriptor[5], descriptor[6], descriptor[7] };
        const EntityKind kind = entityOf(descriptor, enclosing);
        if (kind == EntityKind::None)
            continue;
        const bool isKnown
            = std::any_of(targets.entities.begin(), targets.entities.end(), [&](const EntityTarget& other) {
                  return other.interfaceNumber == enclosing.number && other.id == descriptor[3];
              });
        if (!isKnown)
            targets.entities.push_back({ enclosing.number, descriptor[3], kind });
    }
}

bool isOffered(const Request& request, const Targets& targets, std::uint8_t interface)
{
    return std::any_of(targets.interfaces.begin(), targets.interfaces.end(),
        [&](const InterfaceTarget& one) { return one.number == interface && suits(request, one); });
}

std::string interfaceLabel(const InterfaceTarget& interface)
{
    const std::string_view name = descriptors::standardClassName(interface.classCode);
    return std::to_string(interface.number) + ", "
        + (name.empty() ? "class 0x" + hex(interface.classCode, 2) : std::string(name));
}

} // namespace

Targets targetsOf(const usb::DeviceInfo& device)
{
    Targets targets;
    targets.speed = device.speed;
    const usb::ConfigurationInfo* active = device.active();
    if (active == nullptr)
        return targets;
    for (const usb::InterfaceInfo& interface : active->interfaces) {
        for (const usb::AlternateSetting& setting : interface.alternates) {
            addOnce(targets.interfaces,
                InterfaceTarget {
                    interface.number, setting.interfaceClass, setting.interfaceSubClass, setting.interfaceProtocol });
            for (const usb::EndpointInfo& endpoint : setting.endpoints)
                addOnce(targets.endpoints, EndpointTarget { endpoint.address, interface.number });
        }
    }
    addEntities(targets, active->raw);
    return targets;
}

void prefer(Targets& targets, std::optional<std::uint8_t> interface, std::optional<usb::EndpointAddress> endpoint)
{
    std::stable_partition(targets.interfaces.begin(), targets.interfaces.end(),
        [&interface](const InterfaceTarget& one) { return interface == one.number; });
    std::stable_partition(targets.entities.begin(), targets.entities.end(),
        [&interface](const EntityTarget& one) { return interface == one.interfaceNumber; });
    std::stable_partition(targets.endpoints.begin(), targets.endpoints.end(),
        [&interface](const EndpointTarget& one) { return interface == one.interfaceNumber; });
    std::stable_partition(targets.endpoints.begin(), targets.endpoints.end(),
        [&endpoint](const EndpointTarget& one) { return endpoint == one.address; });
}

bool suits(const Request& request, const InterfaceTarget& interface)
{
    return request.classes.empty()
        || std::any_of(request.classes.begin(), request.classes.end(), [&interface](const ClassMatch& match) {
               return match.classCode == interface.classCode
                   && match.subClass.value_or(interface.subClass) == interface.subClass
                   && match.protocol.value_or(interface.protocol) == interface.protocol;
           });
}

bool suits(const Request& request, const Targets& targets)
{
    const bool hasInterface = std::any_of(targets.interfaces.begin(), targets.interfaces.end(),
        [&request](const InterfaceTarget& interface) { return suits(request, interface); });
    if (!request.classes.empty() && !hasInterface)
        return false;
    return std::all_of(request.parameters.begin(), request.parameters.end(), [&](const Parameter& parameter) {
        const bool isPicked
            = parameter.kind == Kind::Interface || parameter.kind == Kind::Endpoint || parameter.kind == Kind::Entity;
        return !isPicked || !candidates(request, parameter, targets).empty();
    });
}

std::vector<Candidate> candidates(
    const Request& request, const Parameter& parameter, const Targets& targets, std::optional<std::int64_t> interface)
{
    std::vector<Candidate> found;
    const auto add = [&found](std::int64_t value, std::string label) {
        const bool isKnown = std::any_of(
            found.begin(), found.end(), [value](const Candidate& candidate) { return candidate.value == value; });
        if (!isKnown)
            found.push_back({ value, std::move(label) });
    };
    if (parameter.kind == Kind::Interface)
        for (const InterfaceTarget& one : targets.interfaces)
            if (suits(request, one))
                add(one.number, interfaceLabel(one));
    if (parameter.kind == Kind::Endpoint)
        for (const EndpointTarget& one : targets.endpoints)
            if (isOffered(request, targets, one.interfaceNumber))
                add(one.address.value, usb::toString(one.address));
    if (parameter.kind == Kind::Entity)
        for (const EntityTarget& one : targets.entities)
            if ((one.kind == parameter.entity || parameter.entity == EntityKind::Any)
                && isOffered(request, targets, one.interfaceNumber)
                && interface.value_or(one.interfaceNumber) == one.interfaceNumber)
                add(one.id, std::to_string(one.id) + ", " + std::string(entityWord(one.kind)));
    return found;
}

} // namespace wb::requests
