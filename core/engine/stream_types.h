// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked of a stream, and how it is doing.
// Units: bytes, milliseconds for timeouts (0 = none), nanoseconds since the epoch for times.
// Thread: any; plain values sent by signal, never shared mutable state.
#pragma once

#include "core/stream/payload.h"
#include "core/stream/stream_meter.h"
#include "core/usb/device_info.h"
#include "core/usb/transfer.h"

#include <array>
#include <map>

namespace wb::engine {

using StreamId = StrongId<struct StreamIdTag>;

// How a transfer can end, and what the stream does then (python-libusb1's USBTransferHelper has the same events).
enum class StreamEvent : std::uint8_t { Completed, TimedOut, Stall, Error, Overflow, Cancelled, NoDevice };
inline constexpr std::size_t kStreamEvents = 7;

enum class StreamAction : std::uint8_t {
    Stop,
    Resubmit,
    Recover // takes all transfers back, other streams' of the endpoint too, clears its halt, goes on (P28)
};

struct StreamPolicy {
    std::array<StreamAction, kStreamEvents> actions { StreamAction::Resubmit, StreamAction::Resubmit,
        StreamAction::Stop, StreamAction::Resubmit, StreamAction::Resubmit, StreamAction::Stop, StreamAction::Stop };

    [[nodiscard]] StreamAction of(StreamEvent event) const { return actions.at(static_cast<std::size_t>(event)); }
    void set(StreamEvent event, StreamAction action) { actions.at(static_cast<std::size_t>(event)) = action; }
    bool operator==(const StreamPolicy&) const = default;
};

// Where received bytes go beside the log.
enum class StreamSink : std::uint8_t {
    Log, // nowhere else
    Preview, // the latest transfer's first bytes come with each status
    File,
    Discard // not even into the log: its records have no payload
};

// Reports replace each other (HID 1.11 §5.6): who shows them wants the latest, of every report that there is.
enum class StreamReports : std::uint8_t {
    None,
    Latest,
    LatestOfEachId // the first byte of a transfer
};

struct StreamConfig {
    usb::EndpointAddress endpoint;
    std::uint32_t depth = 8; // transfers kept in flight, 1..1024
    std::uint32_t transferBytes = 65536; // bulk, interrupt; isochronous: 0 = packets x bytes per interval
    std::uint32_t packetsPerTransfer = 0; // isochronous; 0 = what covers 8 ms, at most 128
    std::vector<std::uint32_t> packetLengths; // isochronous: of each packet of a transfer; empty = all alike
    std::uint32_t timeoutMs = 0; // per transfer (P14: short timeouts lose data)
    bool shortIsError = false; // IN
    bool addZeroPacket = false; // OUT, after a transfer of whole packets
    bool wantsDeviceMemory = false; // "zero copy", where the system has it (P38)
    std::uint32_t bulkStream = 0; // SuperSpeed bulk: the stream the transfers go through, 0: none (P29)
    std::uint32_t bulkStreams = 0; // to allocate for it; 0 = as many as its number needs

    stream::PayloadSpec payload; // OUT
    std::optional<stream::PayloadSpec> expected; // IN: what should arrive
    StreamSink sink = StreamSink::Log; // IN
    std::string sinkPath; // StreamSink::File: replaced
    StreamReports reports = StreamReports::None; // IN; those that come with each status

    std::uint64_t stopAfterBytes = 0; // 0 = no limit; likewise below
    std::uint64_t stopAfterTransfers = 0;
    Nanoseconds stopAfter { 0 };
    Bytes stopPattern; // IN: stop where these bytes have arrived; empty = never
    bool stopAtDifference = false; // from `expected`
    double transfersPerSecond = 0; // 0 = as fast as it goes

    StreamPolicy policy;
    std::uint32_t maxConsecutiveErrors = 8; // P17
};

// The stop reason of a stream whose file could not take what was received.
inline constexpr auto kFileFailed = "the file could not be written";

enum class StreamPhase : std::uint8_t { Starting, Running, Recovering, Stopping, Stopped };

struct StreamStatus {
    StreamId id;
    usb::DeviceId device;
    StreamConfig config; // as started, with defaults filled in
    usb::TransferType type = usb::TransferType::Bulk;
    StreamPhase phase = StreamPhase::Starting;
    std::string stopReason; // phase Stopped: "stopped", "limit reached", "endpoint stalled", "unplugged"...
    std::optional<Error> error; // stopped because of this
    std::uint64_t transfers = 0; // completed, whatever their status
    std::uint64_t bytes = 0; // actual
    std::uint64_t cancelled = 0; // of them, what the stop or a recovery itself took back
    std::uint64_t errors = 0; // transfers not Completed (cancelled by stop excluded)
    std::uint64_t shortTransfers = 0;
    std::uint64_t recoveries = 0;
    std::uint64_t packets = 0; // isochronous
    std::uint64_t packetErrors = 0;
    std::uint64_t emptyPackets = 0; // completed without a byte
    std::uint32_t inFlight = 0;
    bool usesDeviceMemory = false; // it was wanted, and there is some
    std::uint32_t bulkStreams = 0; // allocated, when it goes through one
    Nanoseconds started { 0 }; // first submit
    Nanoseconds ended { 0 }; // last completion, or the last look at a stream that still runs
    double bytesPerSecond = 0; // over the last update period; after the end: over the whole run
    double transfersPerSecond = 0; // without the cancelled
    stream::MeterFigures meter;
    std::uint64_t comparedBytes = 0; // with `expected`
    std::uint64_t differingBytes = 0;
    std::optional<stream::PayloadCheck::Difference> firstDifference;
    std::optional<std::uint64_t> patternAt; // where `stopPattern` was found
    Bytes preview; // StreamSink::Preview
    std::map<Byte, Bytes> reports; // by ID, 0 where there are none; of each its first 4096 bytes
    std::uint64_t fileBytes = 0; // StreamSink::File: written so far

    [[nodiscard]] bool isActive() const { return phase != StreamPhase::Stopped; }
    [[nodiscard]] double seconds() const { return std::chrono::duration<double>(ended - started).count(); }
};

} // namespace wb::engine
