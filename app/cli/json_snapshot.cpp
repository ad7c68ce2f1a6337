// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/json.h"
#include "core/descriptors/usb_ids.h"

namespace wb::cli {
namespace {

using snapshot::Change;

Json sideJson(const snapshot::FieldSide& side) { return { { "value", side.value }, { "meaning", side.meaning } }; }

Json differenceJson(const snapshot::FlatDifference& difference)
{
    const bool isField = !difference.field.empty();
    const bool hasLeft = isField && difference.change != Change::Added;
    const bool hasRight = isField && difference.change != Change::Removed;
    return { { "path", difference.path }, { "field", isField ? Json(difference.field) : Json() },
        { "change", snapshot::changeWord(difference.change) }, { "left", hasLeft ? sideJson(difference.left) : Json() },
        { "right", hasRight ? sideJson(difference.right) : Json() } };
}

Json sectionsJson(const snapshot::Device& device)
{
    Json sections = Json::array();
    const descriptors::DescriptorSet set = snapshot::descriptorSetOf(device);
    for (const descriptors::DecodedSection& decoded : descriptors::decodeSet(set, &descriptors::UsbIds::system()))
        sections.push_back(toJson(decoded));
    return sections;
}

} // namespace

Json snapshotDocument(const snapshot::Snapshot& snapshot)
{
    Json devices = Json::array();
    for (const snapshot::Device& device : snapshot.devices)
        devices.push_back(
            { { "device", toJson(snapshot::toDeviceInfo(device)) }, { "sections", sectionsJson(device) } });
    return { { "schema", "usb-workbench.snapshot-contents/1" }, { "program", snapshot.program },
        { "time", snapshot.time.count() }, { "system", snapshot.system }, { "masked", snapshot.isMasked },
        { "devices", std::move(devices) } };
}

Json differenceDocument(std::span<const snapshot::DeviceDifference> differences)
{
    bool isEqual = true;
    Json devices = Json::array();
    for (const snapshot::DeviceDifference& difference : differences) {
        isEqual = isEqual && difference.change == Change::Equal;
        Json fields = Json::array();
        for (const snapshot::FlatDifference& flat : listDifferences(difference.details))
            fields.push_back(differenceJson(flat));
        devices.push_back({ { "title", difference.title }, { "change", snapshot::changeWord(difference.change) },
            { "differences", std::move(fields) } });
    }
    return { { "schema", "usb-workbench.snapshot-diff/1" }, { "equal", isEqual }, { "devices", std::move(devices) } };
}

} // namespace wb::cli
