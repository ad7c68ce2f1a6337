// SPDX-License-Identifier: GPL-3.0-or-later
// The log of this run: a pcapng file from its first record that Wireshark can open while it grows.
// Source of truth: formats.md facts (link type 220, nanoseconds, one interface block per device, a synthetic
// descriptor preamble, file-unique ids, numdesc == ndesc); pcapng draft (SHB, IDB, EPB).
//
// Threads. append calls (addDevice, submitted, completed) come from USB threads, several at once; they copy
// headers and move or copy payload into a queue and return. A writer thread of the log's own writes to the file, at the
// latest every 100 ms, so kill -9 loses at most that. What is not in the file yet is not in count() either, and a
// transfer stays pending until its completion is. TransferSource methods: any thread.
// Rows are read back with pread, not from a mapping: a log cut by somebody else must not end in SIGBUS.
// Bounds (P39). At most `maxQueuedBytes` wait for the disk: beyond that payload is cut to nothing and counted, records
// are never lost.
// Disk full. When a write fails the file is cut back to the last whole block and logging is paused; `onFailure` is
// called once, on the writer thread. resume() tries again; until then records are counted as unlogged.
#pragma once

#include "core/capture/transfer_source.h"

#include <functional>

namespace wb::capture {

struct LiveLogOptions {
    std::uint32_t payloadLimit = 0xffffffff; // bytes kept per record
    std::size_t maxQueuedBytes = std::size_t { 64 } << 20;
    std::uint64_t maxFileBytes = 0; // 0 = no limit; reached = as a full disk, with its own message
    std::string application = "USB Workbench"; // shb_userappl
};

struct LiveLogCounters {
    std::uint64_t transfers = 0; // submitted() calls
    std::uint64_t completed = 0;
    std::uint64_t payloadCut = 0; // records whose payload was cut because the disk lagged behind
    std::uint64_t unlogged = 0; // transfers not written because logging was paused
    std::uint64_t bytesWritten = 0;
    bool isPaused = false;
};

// Names a device in this log; made by addDevice.
struct LogDevice {
    std::uint16_t index = 0;
};

// Names a submitted transfer until it completes.
struct LogTicket {
    std::uint64_t entry = ~std::uint64_t { 0 }; // index into the entries; ~0 = was not logged
    usb::TransferId id;
    std::uint32_t slot = ~std::uint32_t { 0 }; // the log's own: where it remembers the submit
};

class LiveLog : public TransferSource {
public:
    using FailureHandler = std::function<void(const Error&)>;

    // Creates or truncates `path` and writes the section header.
    [[nodiscard]] static Result<std::shared_ptr<LiveLog>> create(
        const std::string& path, LiveLogOptions options = {}, FailureHandler onFailure = {});

    // Writes an interface block and the synthetic GET_DESCRIPTOR pairs of the device, which bear the time: not later
    // than what is logged next, or readers see records out of order.
    [[nodiscard]] virtual LogDevice addDevice(const usb::DeviceInfo& device, Nanoseconds time) = 0;
    [[nodiscard]] LogDevice addDevice(const usb::DeviceInfo& device) { return addDevice(device, now()); }

    // `data` is the OUT payload; it is copied, unless it lies in `keeper`, which nobody may change any more then: the
    // log shares it until it is written. isoPackets: requested lengths and offsets.
    struct Submit {
        LogDevice device;
        usb::TransferId id;
        usb::EndpointAddress endpoint;
        usb::TransferType type = usb::TransferType::Control;
        const usb::SetupPacket* setup = nullptr; // control only
        std::uint32_t requestedLength = 0;
        std::uint8_t interval = 0;
        Nanoseconds time { 0 };
        ByteView data;
        std::shared_ptr<Buffer> keeper;
        std::span<const usb::IsoPacket> isoPackets;
        bool shortIsError = false;
        bool addZeroPacket = false;
    };
    [[nodiscard]] virtual LogTicket submitted(const Submit& record) = 0;

    // `data` is the IN payload of actualLength bytes (isochronous: the whole buffer). Copied by completed();
    // completedMoving() takes the buffer itself, for large payloads on the hot path.
    struct Complete {
        LogTicket ticket;
        usb::TransferStatus status = usb::TransferStatus::Pending;
        std::uint32_t actualLength = 0;
        Nanoseconds time { 0 };
        ByteView data;
        std::span<const usb::IsoPacket> isoPackets;
        std::string_view comment; // shown with the packet; empty = none
    };
    virtual void completed(const Complete& record) = 0;
    virtual void completedMoving(const Complete& record, Buffer&& payload) = 0; // record.data is ignored

    // A submit that the backend refused: one 'E' record after the 'S'.
    virtual void submitFailed(const LogTicket& ticket, Nanoseconds time, const Error& error) = 0;

    [[nodiscard]] virtual LiveLogCounters counters() const = 0;
    virtual void setPayloadLimit(std::uint32_t bytes) = 0;
    [[nodiscard]] virtual std::uint32_t payloadLimit() const = 0; // any thread
    virtual Status flush() = 0; // blocks until everything appended so far is in the file
    virtual Status resume() = 0; // after a failure
    virtual void stopLogging() = 0; // the person's choice after a failure: go on without a log
};

} // namespace wb::capture
