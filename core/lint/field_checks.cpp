// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/field_checks.h"

#include <algorithm>

namespace wb::lint {
namespace {

std::string textOf(std::uint64_t value, const FieldPlace& field, NumberStyle style)
{
    return style == NumberStyle::Hex ? hexText(value, field.width) : std::to_string(value);
}

std::string listOf(const FieldValues& row)
{
    std::string list;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        const bool isLast = i + 1 == row.values.size();
        list += (i == 0 ? "" : isLast ? " and " : ", ") + hexText(row.values[i], row.field.width);
    }
    return list;
}

} // namespace

void checkRanges(std::span<const FieldRange> rows, const Item& item, Report& report)
{
    for (const FieldRange& row : rows) {
        const auto value = item.value(row.field.offset, row.field.width);
        if (!value || (*value >= row.minimum && *value <= row.maximum))
            continue;
        report.add(*row.rule, item, row.field.offset, row.field.width,
            std::string(row.field.name) + " is " + textOf(*value, row.field, row.style) + "; it must be "
                + textOf(row.minimum, row.field, row.style)
                + (row.minimum == row.maximum ? "" : " to " + textOf(row.maximum, row.field, row.style)) + ".");
    }
}

void checkValues(std::span<const FieldValues> rows, const Item& item, Report& report)
{
    for (const FieldValues& row : rows) {
        const auto value = item.value(row.field.offset, row.field.width);
        if (!value || std::find(row.values.begin(), row.values.end(), *value) != row.values.end())
            continue;
        report.add(*row.rule, item, row.field.offset, row.field.width,
            std::string(row.field.name) + " is " + hexText(*value, row.field.width) + "; " + std::string(row.meaning)
                + (row.values.size() == 1 ? " is " : " are ") + listOf(row) + ".");
    }
}

void checkReserved(std::span<const ReservedFieldBits> rows, const Item& item, Report& report)
{
    for (const ReservedFieldBits& row : rows) {
        const auto value = item.value(row.field.offset, row.field.width);
        if (!value || (*value & row.mask) == 0)
            continue;
        report.add(*row.rule, item, row.field.offset, row.field.width,
            std::string(row.field.name) + " is " + hexText(*value, row.field.width) + "; the reserved bits "
                + hexText(row.mask, row.field.width) + " must be zero.");
    }
}

void checkEndpoints(std::span<const WantedEndpoint> rows, const AlternateView& alternate, Report& report)
{
    for (const WantedEndpoint& row : rows) {
        if (findEndpoint(alternate, row.type, row.isIn) == nullptr)
            report.add(*row.rule, alternate.item, 4, 1,
                nameOf(alternate) + " has no " + nameOf(row.type, row.isIn) + " endpoint, which "
                    + std::string(row.purpose) + ".");
    }
}

const EndpointView* findEndpoint(const AlternateView& alternate, usb::TransferType type, bool isIn)
{
    const auto found = std::find_if(alternate.endpoints.begin(), alternate.endpoints.end(),
        [&](const EndpointView& endpoint) { return endpoint.type() == type && endpoint.isIn() == isIn; });
    return found == alternate.endpoints.end() ? nullptr : &*found;
}

std::size_t countEndpoints(const AlternateView& alternate, usb::TransferType type, bool isIn)
{
    return static_cast<std::size_t>(std::count_if(alternate.endpoints.begin(), alternate.endpoints.end(),
        [&](const EndpointView& endpoint) { return endpoint.type() == type && endpoint.isIn() == isIn; }));
}

const Item* findOther(const AlternateView& alternate, unsigned type)
{
    const auto found = std::find_if(
        alternate.others.begin(), alternate.others.end(), [type](const Item& other) { return other.type() == type; });
    return found == alternate.others.end() ? nullptr : &*found;
}

std::string nameOf(usb::TransferType type, bool isIn)
{
    return std::string(usb::toString(type)) + " "
        + std::string(usb::toString(isIn ? usb::Direction::In : usb::Direction::Out));
}

bool isLinuxRootHub(const DeviceView& device)
{
    constexpr unsigned kLinuxFoundation = 0x1d6b;
    return device.device && device.device->u16(8) == kLinuxFoundation;
}

std::string hexText(std::uint64_t value, std::size_t width) { return "0x" + hex(value, static_cast<int>(width * 2)); }

} // namespace wb::lint
