// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands print without --json, and the bytes they print.
// Thread: any; pure. Everything is safe to show on a terminal: strings of devices and logs are escaped.
#pragma once

#include "app/cli/events.h"
#include "app/cli/repeat_tally.h"
#include "core/capture/live_log.h"
#include "core/descriptors/signal_graph.h"
#include "core/engine/hub_port_reader.h"
#include "core/system/fact.h"
#include "core/usb/library_facts.h"

namespace wb::cli {

// printf's number formats without its types: one value, one conversion.
[[nodiscard]] std::string fixed(double value, int decimals);
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view what); // "1 byte", "2 bytes"

// One line a device, in columns: path, ids, speed, name, [drivers].
[[nodiscard]] std::string deviceTable(std::span<const usb::DevicePtr> devices);
[[nodiscard]] std::string deviceLine(const usb::DeviceInfo& device);

[[nodiscard]] std::string readableName(const usb::DeviceInfo& device); // its product, else from usb.ids; never empty
// A heading for each group, two spaces before each fact, "!" before what wants attention.
[[nodiscard]] std::string factsText(const usb::DeviceInfo& device, const system::FactGroups& groups);

// A heading, then a line for the hub and each port: its bytes, their meaning, "!" before what wants attention.
[[nodiscard]] std::string portsText(const usb::DeviceInfo& hub, const engine::HubPorts& ports);

// The device descriptor, then every configuration whole: the layout of sysfs `descriptors`.
[[nodiscard]] Bytes descriptorBytes(const usb::DeviceInfo& device);

// Of every configuration; ranges count in descriptorBytes().
[[nodiscard]] std::vector<descriptors::SignalGraph> signalGraphs(const usb::DeviceInfo& device);

// IN data without the gaps that isochronous packets leave in the buffer (P30).
[[nodiscard]] Bytes movedBytes(const usb::TransferResult& result, usb::TransferType type);

// "read 512 of 512 bytes in 0.125 ms: completed"
[[nodiscard]] std::string transferLine(
    std::string_view verb, const usb::TransferResult& result, std::uint32_t requested);

// "3: read 4 of 4 bytes in 0.125 ms: completed  01 02 03 04"; the first bytes of a long answer.
[[nodiscard]] std::string repeatLine(
    std::uint64_t number, std::string_view verb, const usb::TransferResult& result, std::uint32_t requested);
[[nodiscard]] std::string repeatSummary(const RepeatTally& tally);

// Whether it is the same device, or what came back instead.
[[nodiscard]] std::string resetLine(const usb::DeviceInfo& before, const usb::DeviceInfo& after);

[[nodiscard]] std::string formatRate(double bytesPerSecond); // "93.1 MB/s"
// Whole lines. `isLabelled`: with the endpoint's name, where several streams are told of.
[[nodiscard]] std::string streamLine(const engine::StreamStatus& status, const StreamRates& rates, bool isLabelled);
// `missing`: bytes that were expected and did not come.
[[nodiscard]] std::string streamSummary(const engine::StreamStatus& status, std::uint64_t missing, bool isLabelled);
[[nodiscard]] std::string logSummary(const capture::LiveLogCounters& log);

// One request of a scan; empty: it stalled, which the summary tells of all together.
[[nodiscard]] std::string scanLine(const engine::ScanPlan& plan, const engine::ScanAnswer& answer);
[[nodiscard]] std::string scanSummary(std::span<const engine::ScanAnswer> answers);

// Headings, then a line for each capability, function and error; `language` as libraryDocument() has it.
[[nodiscard]] std::string libraryText(const usb::LibraryFacts& facts, std::size_t language);

[[nodiscard]] std::string watchText(WatchEvent event, Nanoseconds time, const usb::DeviceInfo& device);

[[nodiscard]] std::string replayLine(
    const std::string& request, const replay::Step& step, const engine::StepOutcome& outcome);
[[nodiscard]] std::string replaySummary(const engine::Player::Summary& summary);

} // namespace wb::cli
