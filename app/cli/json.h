// SPDX-License-Identifier: GPL-3.0-or-later
// The documents of --json; their schemas are in the man page and never change within a schema number.
// Ids are 4-digit and class codes, attributes and endpoint addresses 2-digit lower-case hex strings; times are integer
// nanoseconds since the epoch, durations nanoseconds, sizes bytes.
// Thread: any; pure. Errors: none; text that is not UTF-8 gets replacement characters.
#pragma once

#include "app/cli/events.h"
#include "app/cli/options.h" // before Json: gcc 12 takes Format::Json for something that hides it
#include "app/cli/repeat_tally.h"
#include "core/capture/live_log.h"
#include "core/descriptors/node.h"
#include "core/engine/hub_port_reader.h"
#include "core/engine/string_reader.h"
#include "core/report/subject.h"
#include "core/snapshot/compare_snapshots.h"
#include "core/system/fact.h"

#include <nlohmann/json.hpp>

namespace wb::cli {

using Json = nlohmann::ordered_json;

// One line, without the newline.
[[nodiscard]] std::string toLine(const Json& document);

[[nodiscard]] Json toJson(const usb::DeviceInfo& device);
[[nodiscard]] Json toJson(const descriptors::Node& node);
[[nodiscard]] Json toJson(const descriptors::Diagnostic& diagnostic);
[[nodiscard]] Json toJson(std::span<const descriptors::Node> nodes);
[[nodiscard]] Json toJson(const descriptors::DecodedSection& decoded); // its title, bytes and nodes
[[nodiscard]] Json devicesDocument(std::span<const usb::DevicePtr> devices); // usb-workbench.devices/1
// usb-workbench.device/1; of descriptors from a file there is no path, and bus and address are 0.
[[nodiscard]] Json deviceDocument(const report::Subject& subject);
[[nodiscard]] Json graphsDocument(const usb::DeviceInfo& device); // usb-workbench.graphs/1
[[nodiscard]] Json factsDocument(
    const usb::DeviceInfo& device, const system::FactGroups& groups); // usb-workbench.facts/1
[[nodiscard]] Json stringsDocument(const engine::StringReader& reader); // usb-workbench.strings/1
[[nodiscard]] Json portsDocument(const usb::DeviceInfo& hub, const engine::HubPorts& ports); // usb-workbench.ports/1

// usb-workbench.transfer/1; `data` is what was moved: OUT what was sent, IN what came, without the gaps of
// isochronous packets.
[[nodiscard]] Json transferDocument(
    const usb::TransferResult& result, std::uint32_t requested, ByteView data, usb::TransferType type);

// usb-workbench.reset/1
[[nodiscard]] Json resetDocument(const usb::DeviceInfo& before, const usb::DeviceInfo& after);

// usb-workbench.repeat/1
[[nodiscard]] Json repeatEnd(const RepeatTally& tally, bool isInterrupted);

[[nodiscard]] Json streamProgress(const engine::StreamStatus& status, const StreamRates& rates);
// usb-workbench.stream/1; `missing` bytes were expected and did not come; `log` is null when none was kept.
[[nodiscard]] Json streamEnd(
    const engine::StreamStatus& status, std::uint64_t missing, const std::optional<capture::LiveLogCounters>& log);

// usb-workbench.scan/1
[[nodiscard]] Json scanRequest(const engine::ScanPlan& plan, const engine::ScanAnswer& answer);
[[nodiscard]] Json scanEnd(std::span<const engine::ScanAnswer> answers, const std::optional<Error>& error);

[[nodiscard]] Json watchReady(Nanoseconds time, std::size_t devices);
[[nodiscard]] Json watchLine(WatchEvent event, Nanoseconds time, const usb::DeviceInfo& device);

[[nodiscard]] Json replayStep(const std::string& request, const replay::Step& step, const engine::StepOutcome& outcome);
[[nodiscard]] Json snapshotDocument(const snapshot::Snapshot& snapshot); // usb-workbench.snapshot-contents/1
[[nodiscard]] Json differenceDocument(
    std::span<const snapshot::DeviceDifference> differences); // usb-workbench.snapshot-diff/1

// usb-workbench.library/1; `language` is the index into facts.languages of the errors' texts.
[[nodiscard]] Json libraryDocument(const usb::LibraryFacts& facts, std::size_t language);

[[nodiscard]] Json replayEnd(const engine::Player::Summary& summary); // usb-workbench.replay/1

} // namespace wb::cli
