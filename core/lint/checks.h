// SPDX-License-Identifier: GPL-3.0-or-later
// The groups of rules. A group is one file: a table of its rules, a function that holds a device against them, one line
// here and one in lint.cpp. Rules that the decoders hold are not repeated.
// A rule adds one finding for each place where it is broken, points at the bytes that should be other, and says in one
// sentence what is there and what should be. It is silent where bytes are missing: other rules say so.
// Thread: any; no state.
#pragma once

#include "core/lint/device_view.h"
#include "core/lint/report.h"

namespace wb::lint {

struct Group {
    std::span<const descriptors::Rule> rules;
    void (*check)(const DeviceView& device, Report& report);
};

[[nodiscard]] Group deviceGroup();
[[nodiscard]] Group configurationGroup();
[[nodiscard]] Group interfaceGroup();
[[nodiscard]] Group functionGroup();
[[nodiscard]] Group endpointGroup();
[[nodiscard]] Group bandwidthGroup();
[[nodiscard]] Group companionGroup();
[[nodiscard]] Group bosGroup();
[[nodiscard]] Group superSpeedPlusGroup();
[[nodiscard]] Group billboardGroup();
[[nodiscard]] Group platformGroup();
[[nodiscard]] Group stringGroup();
[[nodiscard]] Group otherSpeedGroup();
[[nodiscard]] Group cdcGroup();
[[nodiscard]] Group cdcNetworkGroup();
[[nodiscard]] Group dfuGroup();
[[nodiscard]] Group hidGroup();
[[nodiscard]] Group hidFieldGroup();
[[nodiscard]] Group hidReportGroup();
[[nodiscard]] Group hubGroup();
[[nodiscard]] Group hubDescriptorGroup();
[[nodiscard]] Group instrumentGroup();
[[nodiscard]] Group placementGroup();
[[nodiscard]] Group printerGroup();
[[nodiscard]] Group smartCardGroup();
[[nodiscard]] Group stillImageGroup();
[[nodiscard]] Group storageGroup();
[[nodiscard]] Group wirelessGroup();
[[nodiscard]] Group avHeaderGroup();
[[nodiscard]] Group avTopologyGroup();
[[nodiscard]] Group audioUnitGroup();
[[nodiscard]] Group audioClockGroup();
[[nodiscard]] Group audioFormatGroup();
[[nodiscard]] Group audioStreamingGroup();
[[nodiscard]] Group midiGroup();
[[nodiscard]] Group videoControlGroup();
[[nodiscard]] Group videoStreamingGroup();
[[nodiscard]] Group videoFormatGroup();
[[nodiscard]] Group videoFrameGroup();

} // namespace wb::lint
