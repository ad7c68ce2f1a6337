// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/hid_reports.h"

#include "core/descriptors/hid_report_text.h"
#include "core/descriptors/usb_ids.h"

#include <algorithm>

namespace wb::cli {
namespace {

using descriptors::HidCollection;
using descriptors::HidField;
using descriptors::HidReport;
using descriptors::HidReportMap;
using descriptors::UsbIds;

bool isPrintable(Byte byte) { return (byte >= 0x20 && byte < 0x7f) || (byte >= '\t' && byte <= '\r'); }

// Line by line, so that an error names the place a person looks for.
Result<Bytes> fromHexText(std::string_view text)
{
    Bytes bytes;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        const auto part = parseHex(line.substr(0, std::min(line.find('#'), line.find("//"))));
        if (!part)
            return fail(ErrorKind::Malformed, "read a report descriptor",
                "not hexadecimal: line " + std::to_string(number) + ", " + part.error().detail);
        bytes.insert(bytes.end(), part->begin(), part->end());
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return bytes;
}

Json usagesOf(const HidField& field)
{
    Json usages = Json::array();
    for (const descriptors::HidUsageRange& range : field.usages)
        usages.push_back({ { "first", hex(range.first, 8) }, { "last", hex(range.last, 8) } });
    return usages;
}

Json toJson(const HidField& field)
{
    return { { "firstBit", field.firstBit }, { "size", field.size }, { "count", field.count },
        { "usages", usagesOf(field) }, { "text", hidUsagesText(field, &UsbIds::system()) },
        { "logicalMinimum", field.logicalMinimum }, { "logicalMaximum", field.logicalMaximum },
        { "physicalMinimum", field.physicalMinimum }, { "physicalMaximum", field.physicalMaximum },
        { "physical", hidPhysicalText(field) }, { "unit", hex(field.unit, 8) }, { "unitExponent", field.unitExponent },
        { "flags", hidFlagsText(field.flags, field.type) }, { "isConstant", field.flags.isConstant() },
        { "isVariable", field.flags.isVariable() }, { "isRelative", field.flags.isRelative() },
        { "collections", field.collections }, { "offset", field.item.begin } };
}

Json toJson(const HidCollection& collection)
{
    return { { "kind", descriptors::hidCollectionName(collection.kind) }, { "usage", hex(collection.usage, 8) },
        { "text", hidCollectionText(collection, &UsbIds::system()) },
        { "parent", collection.parent ? Json(*collection.parent) : Json() }, { "offset", collection.item.begin } };
}

Json reportsOf(const HidReportMap& map)
{
    Json reports = Json::array();
    for (const HidReport& report : map.reports)
        reports.push_back({ { "type", descriptors::hidReportTypeName(report.type) }, { "id", report.id },
            { "bytes", report.bytes() }, { "bits", report.bits }, { "fields", Json::array() } });
    for (const HidField& field : map.fields) {
        const auto report = std::find_if(map.reports.begin(), map.reports.end(),
            [&](const HidReport& candidate) { return candidate.type == field.type && candidate.id == field.reportId; });
        if (report != map.reports.end())
            reports[static_cast<std::size_t>(report - map.reports.begin())]["fields"].push_back(toJson(field));
    }
    return reports;
}

} // namespace

Result<Bytes> reportDescriptorFrom(ByteView content)
{
    const bool isText = std::all_of(content.begin(), content.end(), isPrintable);
    auto bytes = isText ? fromHexText(std::string(content.begin(), content.end())) : Result<Bytes>(toBytes(content));
    if (bytes && bytes->empty())
        return fail(ErrorKind::Malformed, "read a report descriptor", "there are no bytes");
    return bytes;
}

Json hidReportDocument(ByteView descriptor)
{
    const HidReportMap map = descriptors::parseHidReport(descriptor);
    Json collections = Json::array();
    for (const HidCollection& collection : map.collections)
        collections.push_back(toJson(collection));
    Json diagnostics = Json::array();
    for (const descriptors::Diagnostic& diagnostic : map.diagnostics)
        diagnostics.push_back(toJson(diagnostic));
    return { { "schema", "usb-workbench.hid-report/1" }, { "descriptor", formatHex(descriptor, "") },
        { "reports", reportsOf(map) }, { "collections", std::move(collections) },
        { "diagnostics", std::move(diagnostics) } };
}

Json hidReportsOf(const descriptors::DescriptorSet& set)
{
    Json list = Json::array();
    for (const usb::DescriptorSection& section : set.sections)
        if (section.kind == usb::SectionKind::HidReport)
            list.push_back({ { "interface", section.number }, { "report", hidReportDocument(section.bytes) } });
    return list;
}

std::string hidReportText(ByteView descriptor)
{
    return descriptors::hidReportText(descriptors::parseHidReport(descriptor), &UsbIds::system());
}

} // namespace wb::cli
