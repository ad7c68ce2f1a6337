// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/counts.h"

#include "core/descriptors/rule.h"
#include "core/usb/names.h"

#include <algorithm>
#include <bitset>
#include <set>

namespace wb::descriptors {
namespace {

using usb::DescriptorType;

const Field* findField(const Node& node, std::string_view name)
{
    const auto found = std::find_if(
        node.fields.begin(), node.fields.end(), [name](const Field& field) { return field.name == name; });
    return found == node.fields.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> valueOf(const Node& node, std::string_view name)
{
    const Field* field = findField(node, name);
    return field == nullptr ? std::nullopt : std::optional(field->raw);
}

bool isNodeOf(const Node& node, DescriptorType type)
{
    return valueOf(node, "bDescriptorType") == static_cast<std::uint64_t>(type);
}

void report(const Rule& rule, Node& node, std::string_view fieldName, std::string message, std::string_view spec = {})
{
    const Field* field = findField(node, fieldName);
    const ByteRange range = field == nullptr ? node.range : field->range;
    node.diagnostics.push_back(diagnosticOf(rule, range, std::move(message), spec));
}

void checkTotalLength(Node& node, std::size_t available, std::string_view spec)
{
    const auto claimed = valueOf(node, "wTotalLength");
    if (!claimed || *claimed == node.range.size())
        return;
    std::string message = "wTotalLength is " + std::to_string(*claimed) + "; ";
    if (*claimed > available)
        message += "only " + std::to_string(available) + " bytes are there.";
    else if (*claimed < node.range.size())
        message += "that is too short for the descriptors it covers.";
    else
        message += "the next configuration begins after " + std::to_string(node.range.size()) + " bytes.";
    report(rules::kTotalLength, node, "wTotalLength", std::move(message), spec);
}

void checkEndpoints(Node& alternate)
{
    std::size_t count = 0;
    std::bitset<256> seen;
    for (Node& child : alternate.children) {
        if (!isNodeOf(child, DescriptorType::Endpoint))
            continue;
        ++count;
        const auto address = valueOf(child, "bEndpointAddress");
        if (!address)
            continue;
        if (seen.test(*address))
            report(rules::kEndpointRepeated, child, "bEndpointAddress",
                "Endpoint 0x" + hex(*address, 2) + " was described before in this setting: hosts ignore this one.");
        seen.set(*address);
    }
    const auto claimed = valueOf(alternate, "bNumEndpoints");
    if (claimed && *claimed != count)
        report(rules::kEndpointCount, alternate, "bNumEndpoints",
            "bNumEndpoints is " + std::to_string(*claimed) + " and " + std::to_string(count)
                + " endpoint descriptors follow.");
}

struct InterfaceCensus {
    std::bitset<256> numbers;
    std::bitset<256> withSettingZero;
    std::set<std::pair<std::uint64_t, std::uint64_t>> settings;
};

void checkAlternate(Node& alternate, InterfaceCensus& census)
{
    const auto number = valueOf(alternate, "bInterfaceNumber");
    const auto setting = valueOf(alternate, "bAlternateSetting");
    if (number && setting) {
        census.numbers.set(*number);
        if (*setting == 0)
            census.withSettingZero.set(*number);
        if (!census.settings.emplace(*number, *setting).second)
            report(rules::kAlternateRepeated, alternate, "bAlternateSetting",
                "Interface " + std::to_string(*number) + " alternate setting " + std::to_string(*setting)
                    + " was described before: hosts ignore this one.");
    }
    checkEndpoints(alternate);
}

void checkCensus(Node& configuration, const InterfaceCensus& census)
{
    const auto claimed = valueOf(configuration, "bNumInterfaces");
    if (claimed && *claimed != census.numbers.count())
        report(rules::kInterfaceCount, configuration, "bNumInterfaces",
            "bNumInterfaces is " + std::to_string(*claimed) + " and " + std::to_string(census.numbers.count())
                + " interfaces are described.");
    for (std::size_t number = 0; number < census.numbers.size(); ++number) {
        if (census.numbers.test(number) && !census.withSettingZero.test(number))
            report(rules::kNoAlternateZero, configuration, "bNumInterfaces",
                "Interface " + std::to_string(number) + " has no alternate setting 0, which is the default.");
    }
}

} // namespace

void checkConfiguration(Node& configuration, std::size_t available)
{
    checkTotalLength(configuration, available, "USB 2.0 §9.6.3");
    InterfaceCensus census;
    for (Node& child : configuration.children) {
        if (isNodeOf(child, DescriptorType::Interface))
            checkAlternate(child, census);
        else if (isNodeOf(child, DescriptorType::Endpoint))
            report(rules::kEndpointLost, child, "bDescriptorType",
                "This endpoint comes before any interface: hosts ignore it.");
    }
    checkCensus(configuration, census);
}

void checkBos(Node& bos, std::size_t available)
{
    checkTotalLength(bos, available, "USB 3.2 §9.6.2");
    const auto count = static_cast<std::uint64_t>(std::count_if(bos.children.begin(), bos.children.end(),
        [](const Node& child) { return isNodeOf(child, DescriptorType::DeviceCapability); }));
    const auto claimed = valueOf(bos, "bNumDeviceCaps");
    if (claimed && *claimed != count)
        report(rules::kCapabilityCount, bos, "bNumDeviceCaps",
            "bNumDeviceCaps is " + std::to_string(*claimed) + " and " + std::to_string(count)
                + " capabilities follow.");
}

void checkConfigurationCount(Node& device, std::size_t configurations)
{
    const auto claimed = valueOf(device, "bNumConfigurations");
    if (claimed && *claimed != configurations)
        report(rules::kConfigurationCount, device, "bNumConfigurations",
            "bNumConfigurations is " + std::to_string(*claimed) + " and " + std::to_string(configurations)
                + " configurations follow.");
}

} // namespace wb::descriptors
