// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/class_fields.h"

#include <algorithm>

namespace wb::lint {
namespace {

using descriptors::Field;

bool isAt(const Place& place, const AlternateView& alternate, const Item& item)
{
    return item.type() == place.descriptorType && item.subtype() == place.subtype
        && alternate.isOf(place.classCode, place.subClass)
        && (place.protocol == kAny || alternate.protocol() == static_cast<unsigned>(place.protocol));
}

bool isNamed(const Field& field, std::string_view name)
{
    const std::string_view own = field.name;
    return own == name || (own.size() > name.size() && own.substr(0, name.size()) == name && own[name.size()] == '[');
}

void checkItem(std::span<const FieldRule> rules, const AlternateView& alternate, const Item& item, Report& report)
{
    for (const FieldRule& rule : rules) {
        if (!isAt(rule.place, alternate, item))
            continue;
        const auto& fields = item.node().fields;
        const auto wrong = std::find_if(fields.begin(), fields.end(),
            [&](const Field& field) { return isNamed(field, rule.field) && !rule.isRight(field.raw); });
        if (wrong != fields.end())
            addAtField(report, *rule.rule, item, wrong->name,
                wrong->name + " is " + wrong->value + "; " + std::string(rule.expectation) + ".");
    }
}

} // namespace

std::string endpointName(const EndpointView& endpoint) { return "Endpoint 0x" + hex(endpoint.address(), 2); }

const Field* findField(const Item& item, std::string_view name)
{
    const auto& fields = item.node().fields;
    const auto found = std::find_if(fields.begin(), fields.end(), [name](const Field& f) { return f.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> fieldValue(const Item& item, std::string_view name)
{
    const Field* field = findField(item, name);
    return field == nullptr ? std::nullopt : std::optional(field->raw);
}

std::optional<std::uint64_t> fieldValue(const Item* item, std::string_view name)
{
    if (item == nullptr)
        return std::nullopt;
    return fieldValue(*item, name);
}

void addAt(Report& report, const descriptors::Rule& rule, const Item& item, std::size_t offset, std::size_t width,
    std::string message, std::string_view spec)
{
    report.add(item, descriptors::diagnosticOf(rule, item.range(offset, width), std::move(message), spec));
}

void addAtField(Report& report, const descriptors::Rule& rule, const Item& item, std::string_view name,
    std::string message, std::string_view spec)
{
    if (const Field* field = findField(item, name))
        report.add(item, descriptors::diagnosticOf(rule, field->range, std::move(message), spec));
}

void checkFields(std::span<const FieldRule> rules, const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        for (const AlternateView& alternate : configuration->alternates) {
            for (const Item& item : alternate.others)
                checkItem(rules, alternate, item, report);
            for (const EndpointView& endpoint : alternate.endpoints)
                for (const Item& item : endpoint.others)
                    checkItem(rules, alternate, item, report);
        }
    }
}

} // namespace wb::lint
