// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/device_match.h"
#include "app/cli/hid_reports.h"
#include "app/cli/json.h"
#include "app/cli/text.h"
#include "core/descriptors/decode.h"
#include "core/descriptors/severity_word.h"

namespace wb::cli {
namespace {

Json toJson(const usb::EndpointInfo& endpoint)
{
    return { { "address", hex(endpoint.address.value, 2) }, { "direction", endpoint.address.isIn() ? "in" : "out" },
        { "type", usb::toString(endpoint.type()) }, { "maxPacketSize", endpoint.maxPacketSize },
        { "interval", endpoint.interval }, { "attributes", hex(endpoint.attributes, 2) } };
}

Json toJson(const usb::AlternateSetting& setting)
{
    Json endpoints = Json::array();
    for (const usb::EndpointInfo& endpoint : setting.endpoints)
        endpoints.push_back(toJson(endpoint));
    return { { "alternate", setting.number }, { "class", hex(setting.interfaceClass, 2) },
        { "subclass", hex(setting.interfaceSubClass, 2) }, { "protocol", hex(setting.interfaceProtocol, 2) },
        { "endpoints", std::move(endpoints) } };
}

// Drivers bind to the interfaces of the active configuration only.
Json toJson(const usb::InterfaceInfo& interface, const usb::DeviceInfo& device, bool isActive)
{
    Json alternates = Json::array();
    for (const usb::AlternateSetting& setting : interface.alternates)
        alternates.push_back(toJson(setting));
    const std::string driver = isActive ? device.driverOf(interface.number) : std::string();
    return { { "number", interface.number }, { "driver", driver.empty() ? Json() : Json(driver) },
        { "alternates", std::move(alternates) } };
}

Json toJson(const usb::ConfigurationInfo& configuration, const usb::DeviceInfo& device)
{
    const bool isActive = device.activeConfiguration == configuration.value;
    Json interfaces = Json::array();
    for (const usb::InterfaceInfo& interface : configuration.interfaces)
        interfaces.push_back(toJson(interface, device, isActive));
    return { { "value", configuration.value }, { "attributes", hex(configuration.attributes, 2) },
        { "maxPowerMilliamps", usb::maxPowerMilliamps(configuration, device.speed) },
        { "interfaces", std::move(interfaces) } };
}

Json toJson(const descriptors::Field& field)
{
    return { { "name", field.name }, { "offset", field.range.begin }, { "length", field.range.size() },
        { "raw", field.raw }, { "value", field.value }, { "meaning", field.meaning } };
}

} // namespace

Json toJson(const descriptors::Diagnostic& diagnostic)
{
    return { { "severity", descriptors::severityWord(diagnostic.severity) }, { "offset", diagnostic.range.begin },
        { "length", diagnostic.range.size() }, { "message", diagnostic.message }, { "spec", diagnostic.spec } };
}

std::string toLine(const Json& document)
{
    return document.dump(-1, ' ', false, nlohmann::detail::error_handler_t::replace);
}

Json toJson(const usb::DeviceInfo& device)
{
    const usb::DeviceDescriptorInfo& descriptor = device.descriptor;
    Json configurations = Json::array();
    for (const usb::ConfigurationInfo& configuration : device.configurations)
        configurations.push_back(toJson(configuration, device));
    return { { "path", usb::toString(device.path) }, { "bus", device.path.bus }, { "address", device.address },
        { "vendorId", hex(descriptor.vendorId, 4) }, { "productId", hex(descriptor.productId, 4) },
        { "bcdUsb", hex(descriptor.bcdUsb, 4) }, { "bcdDevice", hex(descriptor.bcdDevice, 4) },
        { "class", hex(descriptor.deviceClass, 2) }, { "subclass", hex(descriptor.deviceSubClass, 2) },
        { "protocol", hex(descriptor.deviceProtocol, 2) }, { "maxPacketSize0", descriptor.maxPacketSize0 },
        { "speed", usb::shortName(device.speed) }, { "manufacturer", device.manufacturer },
        { "product", device.product }, { "serial", device.serial },
        { "activeConfiguration", device.activeConfiguration ? Json(*device.activeConfiguration) : Json() },
        { "configurations", std::move(configurations) }, { "problems", device.problems } };
}

Json toJson(const descriptors::Node& node)
{
    Json fields = Json::array();
    for (const descriptors::Field& field : node.fields)
        fields.push_back(toJson(field));
    Json children = Json::array();
    for (const descriptors::Node& child : node.children)
        children.push_back(toJson(child));
    Json diagnostics = Json::array();
    for (const descriptors::Diagnostic& diagnostic : node.diagnostics)
        diagnostics.push_back(toJson(diagnostic));
    return { { "title", node.title }, { "offset", node.range.begin }, { "length", node.range.size() },
        { "fields", std::move(fields) }, { "children", std::move(children) },
        { "diagnostics", std::move(diagnostics) } };
}

Json resetDocument(const usb::DeviceInfo& before, const usb::DeviceInfo& after)
{
    return { { "schema", "usb-workbench.reset/1" }, { "isAnother", before.id != after.id },
        { "addressBefore", before.address }, { "device", toJson(after) } };
}

Json devicesDocument(std::span<const usb::DevicePtr> devices)
{
    Json list = Json::array();
    for (const usb::DevicePtr& device : sortedByPath({ devices.begin(), devices.end() }))
        list.push_back(toJson(*device));
    return { { "schema", "usb-workbench.devices/1" }, { "devices", std::move(list) } };
}

Json toJson(std::span<const descriptors::Node> nodes)
{
    Json list = Json::array();
    for (const descriptors::Node& node : nodes)
        list.push_back(toJson(node));
    return list;
}

Json toJson(const descriptors::DecodedSection& decoded)
{
    return { { "title", descriptors::sectionTitle(*decoded.section) },
        { "bytes", formatHex(decoded.section->bytes, "") }, { "decoded", toJson(std::span(decoded.nodes)) } };
}

Json deviceDocument(const report::Subject& subject)
{
    Json facts = toJson(subject.device);
    if (!subject.file.empty())
        facts["path"] = "";
    Json document { { "schema", "usb-workbench.device/1" }, { "device", std::move(facts) }, { "descriptors", "" },
        { "decoded", Json::array() }, { "sections", Json::array() }, { "hidReports", hidReportsOf(subject.set) } };
    for (const descriptors::DecodedSection& decoded : subject.decoded) {
        if (decoded.section->kind != usb::SectionKind::Device) {
            document["sections"].push_back(toJson(decoded));
            continue;
        }
        document["descriptors"] = formatHex(decoded.section->bytes, "");
        document["decoded"] = toJson(std::span(decoded.nodes));
    }
    return document;
}

Json factsDocument(const usb::DeviceInfo& device, const system::FactGroups& groups)
{
    Json list = Json::array();
    for (const system::FactGroup& group : groups) {
        Json facts = Json::array();
        for (const system::Fact& fact : group.facts)
            facts.push_back({ { "name", fact.name }, { "value", fact.value }, { "hint", fact.hint },
                { "attention", fact.tone == system::Tone::Attention } });
        list.push_back({ { "title", group.title }, { "facts", std::move(facts) } });
    }
    return { { "schema", "usb-workbench.facts/1" }, { "path", usb::toString(device.path) },
        { "groups", std::move(list) } };
}

Json stringsDocument(const engine::StringReader& reader)
{
    Json document { { "schema", "usb-workbench.strings/1" }, { "languages", Json::array() },
        { "strings", Json::array() } };
    for (const std::uint16_t language : reader.languages())
        document["languages"].push_back(hex(language, 4));
    for (const engine::DeviceString& string : reader.strings())
        document["strings"].push_back({ { "index", string.index }, { "language", hex(string.language, 4) },
            { "text", string.text }, { "raw", formatHex(string.raw, "") },
            { "error", string.error.empty() ? Json(nullptr) : Json(string.error) } });
    return document;
}

} // namespace wb::cli
