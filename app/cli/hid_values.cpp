// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/hid_values.h"

#include "core/descriptors/hid_report_text.h"
#include "core/descriptors/hid_values_text.h"
#include "core/descriptors/usb_ids.h"

namespace wb::cli {
namespace {

using descriptors::HidField;
using descriptors::HidState;
using descriptors::UsbIds;

std::string_view wordOf(HidState state)
{
    switch (state) {
    case HidState::Value:
        return "value";
    case HidState::Null:
        return "null";
    case HidState::OutOfRange:
        return "out-of-range";
    }
    return "";
}

Json valueOf(const HidField& field, std::uint32_t element, std::int64_t number)
{
    const std::optional<std::uint32_t> usage = descriptors::usageOf(field, element, number);
    const std::optional<double> physical = descriptors::physicalOf(field, number);
    return { { "usage", usage ? Json(hex(*usage, 8)) : Json() },
        { "name", usage ? Json(descriptors::hidUsageName(*usage, &UsbIds::system())) : Json() }, { "number", number },
        { "state", wordOf(descriptors::stateOf(field, number)) }, { "physical", physical ? Json(*physical) : Json() } };
}

Json fieldsOf(const descriptors::HidReportMap& map, const descriptors::HidReportValues& values)
{
    Json fields = Json::array();
    for (const descriptors::HidFieldValues& one : values.fields) {
        const HidField& field = map.fields[one.field];
        Json numbers = Json::array();
        for (std::uint32_t element = 0; element < one.numbers.size(); ++element)
            numbers.push_back(valueOf(field, element, one.numbers[element]));
        fields.push_back({ { "text", descriptors::hidUsagesText(field, &UsbIds::system()) },
            { "unit", descriptors::hidUnitText(field.unit, 0) }, { "values", std::move(numbers) } });
    }
    return fields;
}

} // namespace

std::string hidValuesLine(const descriptors::HidReportMap& map, const MovedReport& moved)
{
    const auto values = descriptors::decodeReport(map, moved.type, moved.report);
    if (values)
        return descriptors::hidValuesText(map, *values, &UsbIds::system());
    return "Unknown report: " + values.error().detail + (moved.report.empty() ? "" : ": " + formatHex(moved.report));
}

Json hidValuesDocument(const descriptors::HidReportMap& map, const MovedReport& moved)
{
    const auto values = descriptors::decodeReport(map, moved.type, moved.report);
    const bool hasId = descriptors::usesReportIds(map) && !moved.report.empty();
    return { { "schema", "usb-workbench.hid-values/1" }, { "type", descriptors::hidReportTypeName(moved.type) },
        { "id", hasId ? moved.report.front() : 0 }, { "status", usb::toString(moved.status) },
        { "time", moved.time.count() }, { "data", formatHex(moved.report, "") },
        { "error", values ? Json() : Json(values.error().detail) },
        { "missingBytes", values ? values->missingBytes : 0 }, { "extraBytes", values ? values->extraBytes : 0 },
        { "fields", values ? fieldsOf(map, *values) : Json::array() } };
}

} // namespace wb::cli
