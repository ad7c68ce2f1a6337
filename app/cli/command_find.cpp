// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/descriptor_source.h"
#include "app/cli/device_match.h"
#include "app/cli/json.h"
#include "app/cli/text.h"
#include "core/descriptors/query.h"
#include "core/descriptors/usb_ids.h"

namespace wb::cli {
namespace {

constexpr std::size_t kMostHits = 1000; // of one device

descriptors::QueryResult search(const descriptors::Query& query, const usb::DeviceInfo& device)
{
    const descriptors::DescriptorSet set = knownDescriptors(device);
    const std::vector<std::string> names { device.manufacturer, device.product, device.serial, readableName(device) };
    return descriptors::find(query, descriptors::decodeSet(set, &descriptors::UsbIds::system()),
        descriptors::attributesOf(device), names, kMostHits);
}

void print(Output& out, const usb::DeviceInfo& device, const descriptors::QueryResult& result)
{
    out.line(deviceLine(device));
    for (const descriptors::QueryHit& hit : result.hits) {
        const std::string field = hit.field.empty() ? std::string() : ": " + hit.field + " " + hit.value;
        out.line("  " + hit.place + field + (hit.meaning.empty() ? "" : "  " + hit.meaning));
    }
    if (result.isCut)
        out.line("  and more");
}

Json toJson(const usb::DeviceInfo& device, const descriptors::QueryResult& result)
{
    Json hits = Json::array();
    for (const descriptors::QueryHit& hit : result.hits)
        hits.push_back({ { "place", hit.place }, { "field", hit.field }, { "value", hit.value },
            { "meaning", hit.meaning }, { "offset", hit.range.begin }, { "length", hit.range.size() } });
    return { { "path", usb::toString(device.path) }, { "vendorId", hex(device.descriptor.vendorId, 4) },
        { "productId", hex(device.descriptor.productId, 4) }, { "hits", std::move(hits) }, { "isCut", result.isCut } };
}

} // namespace

ExitCode run(Session& session, const FindOptions& options)
{
    const auto query = descriptors::parseQuery(options.query);
    if (!query)
        return session.messages().failure(query.error());
    Json devices = Json::array();
    bool hasMatch = false;
    for (const usb::DevicePtr& device : sortedByPath(session.service().devices())) {
        const descriptors::QueryResult result = search(*query, *device);
        if (!result.isMatch)
            continue;
        hasMatch = true;
        if (options.json)
            devices.push_back(toJson(*device, result));
        else
            print(session.out(), *device, result);
    }
    if (options.json)
        session.out().line(toLine({ { "schema", "usb-workbench.find/1" }, { "devices", std::move(devices) } }));
    return hasMatch ? ExitCode::Success : ExitCode::NoDevice;
}

} // namespace wb::cli
