// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/snapshot_file.h"
#include "core/snapshot/words.h"

#include <nlohmann/json.hpp>

namespace wb::snapshot {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDecodedLimit = std::size_t { 64 } * 1024; // of what is hostile or huge, bytes are enough

std::string twoDigits(unsigned value) { return value < 10 ? "0" + std::to_string(value) : std::to_string(value); }

// ISO 8601 in UTC, to the second.
std::string timeText(Nanoseconds time)
{
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date { sys_days(day) };
    const hh_mm_ss clock { floor<seconds>(time - day) };
    return std::to_string(static_cast<int>(date.year())) + "-" + twoDigits(static_cast<unsigned>(date.month())) + "-"
        + twoDigits(static_cast<unsigned>(date.day())) + "T" + twoDigits(static_cast<unsigned>(clock.hours().count()))
        + ":" + twoDigits(static_cast<unsigned>(clock.minutes().count())) + ":"
        + twoDigits(static_cast<unsigned>(clock.seconds().count())) + "Z";
}

// The header fields are said by the title.
bool isHeader(const descriptors::Field& field)
{
    return field.name == "bLength" || field.name == "bDescriptorType" || field.name == "bDescriptorSubtype";
}

// One line a descriptor: reading a file back costs as much as it has bytes.
std::string lineOf(const descriptors::Node& node)
{
    std::string line = node.title + (node.summary.empty() ? "" : ", " + node.summary);
    std::string_view separator = ": ";
    for (const descriptors::Field& field : node.fields) {
        if (isHeader(field))
            continue;
        line.append(separator).append(field.name).append(" ").append(field.value);
        if (!field.meaning.empty())
            line.append(" (").append(field.meaning).append(")");
        separator = ", ";
    }
    return line;
}

void appendLines(Json& lines, const std::vector<descriptors::Node>& nodes, std::size_t level)
{
    for (const descriptors::Node& node : nodes) {
        lines.push_back(std::string(2 * level, ' ') + lineOf(node));
        appendLines(lines, node.children, level + 1);
    }
}

Json sectionJson(const descriptors::DecodedSection& decoded)
{
    const usb::DescriptorSection& section = *decoded.section;
    Json json { { "kind", sectionWord(section.kind) }, { "number", section.number },
        { "language", hex(section.language, 4) }, { "bytes", formatHex(section.bytes, "") } };
    if (section.bytes.size() <= kDecodedLimit)
        appendLines(json["decoded"] = Json::array(), decoded.nodes, 0);
    return json;
}

Json deviceJson(const Device& device)
{
    Json drivers = Json::array();
    for (const auto& [number, driver] : device.drivers)
        drivers.push_back({ { "interface", number }, { "driver", driver } });
    Json sections = Json::array();
    const descriptors::DescriptorSet set = descriptorSetOf(device);
    for (const descriptors::DecodedSection& decoded : descriptors::decodeSet(set, nullptr))
        sections.push_back(sectionJson(decoded));
    return { { "title", titleOf(device) }, { "backend", device.backend }, { "path", usb::toString(device.path) },
        { "address", device.address }, { "speed", usb::shortName(device.speed) },
        { "activeConfiguration", device.activeConfiguration ? Json(*device.activeConfiguration) : Json() },
        { "manufacturer", device.manufacturer }, { "product", device.product }, { "serial", device.serial },
        { "drivers", std::move(drivers) }, { "systemPath", device.systemPath }, { "deviceNode", device.deviceNode },
        { "problems", device.problems }, { "sections", std::move(sections) } };
}

} // namespace

std::string toJsonText(const Snapshot& snapshot)
{
    Json devices = Json::array();
    for (const Device& device : snapshot.devices)
        devices.push_back(deviceJson(device));
    const Json document { { "format", kFormatName },
        { "version", std::to_string(snapshot.major) + "." + std::to_string(snapshot.minor) },
        { "program", snapshot.program }, { "time", snapshot.time.count() }, { "timeText", timeText(snapshot.time) },
        { "system", snapshot.system }, { "masked", snapshot.isMasked }, { "devices", std::move(devices) } };
    return document.dump(1, ' ', false, nlohmann::detail::error_handler_t::replace) + "\n";
}

} // namespace wb::snapshot
