// SPDX-License-Identifier: GPL-3.0-or-later
// The live log on a LogFile. Private to the log: live_log.cpp has its life and its reading side, live_log_append.cpp
// what USB threads do.
// Thread: as LiveLog. Everything that appending changes is guarded by the writer's Session; the index and the file are
// read without it, so a reader never holds up a USB thread.
#pragma once

#include "core/capture/live_log.h"
#include "core/capture/log_writer.h"
#include "core/capture/packet_event.h"
#include "core/capture/pcapng_blocks.h"

#include <atomic>

namespace wb::capture {

class LiveLogFile final : public LiveLog {
public:
    LiveLogFile(std::unique_ptr<LogFile> file, std::string path, LiveLogOptions options, FailureHandler onFailure);

    // TransferSource
    [[nodiscard]] std::string path() const override { return m_path; }
    [[nodiscard]] bool isLive() const override { return true; }
    [[nodiscard]] std::size_t count() const override { return m_index.size(); }
    std::size_t entries(std::size_t first, std::span<IndexEntry> out) const override
    {
        return m_index.copy(first, out);
    }
    [[nodiscard]] Result<TransferRecord> record(std::size_t index) const override;
    [[nodiscard]] std::vector<LoggedDevice> devices() const override;
    [[nodiscard]] std::uint64_t revision() const override { return m_writer.revision(); }
    [[nodiscard]] std::uint64_t fileBytes() const override;
    [[nodiscard]] std::vector<std::string> problems() const override;

    // LiveLog
    using LiveLog::addDevice;
    [[nodiscard]] LogDevice addDevice(const usb::DeviceInfo& device, Nanoseconds time) override;
    [[nodiscard]] LogTicket submitted(const Submit& record) override;
    void completed(const Complete& record) override;
    void completedMoving(const Complete& record, Buffer&& payload) override;
    void submitFailed(const LogTicket& ticket, Nanoseconds time, const Error& error) override;
    [[nodiscard]] LiveLogCounters counters() const override;
    void setPayloadLimit(std::uint32_t bytes) override { m_payloadLimit.store(bytes, std::memory_order_relaxed); }
    [[nodiscard]] std::uint32_t payloadLimit() const override { return m_payloadLimit.load(std::memory_order_relaxed); }
    Status flush() override { return m_writer.flush(); }
    Status resume() override;
    void stopLogging() override;

private:
    using Session = LogWriter::Session;
    static constexpr std::uint64_t kSyntheticIdBit = std::uint64_t { 1 } << 63; // no TransferId ever gets there

    // What a completion needs to know about its submit.
    struct InFlight {
        EventTarget target;
        Nanoseconds submitted { 0 };
        std::uint64_t entry = 0;
        std::uint16_t device = 0;
        bool isUsed = false;
    };
    struct DeviceKey {
        usb::DeviceId id;
        std::uint16_t bus = 0;
        std::uint8_t address = 0;
        usb::Speed speed = usb::Speed::Unknown;
        std::uint64_t blockOffset = IndexEntry::kNoRecord; // of its interface block; kNoRecord = not even queued
    };
    struct Payload {
        ByteView bytes;
        Buffer owner; // of the bytes, unless they are the caller's or the keeper's
        std::shared_ptr<Buffer> keeper;
        bool isSpliced = false; // the owner or keeper itself goes into the batch, else the bytes are copied
        std::size_t full = 0; // its size had nothing been cut
    };
    struct Event {
        std::uint16_t device = 0;
        UsbmonHeader header;
        Nanoseconds time { 0 };
        std::vector<IsoDescriptor> isoDescriptors;
        Payload payload;
        std::string_view comment;
    };

    [[nodiscard]] Payload makePayload(ByteView data, std::size_t full, const std::shared_ptr<Buffer>& keeper = {});
    [[nodiscard]] Payload makePayload(Buffer&& buffer, std::size_t used, std::size_t full) const;
    [[nodiscard]] std::size_t keptPayload(const Session& session, const Payload& payload, std::size_t fixedBytes);
    static void storeHead(MutableByteView out, const pcapng::PacketFrame& frame, const Event& event);
    static void appendInOnePiece(
        LogBatch& batch, const pcapng::PacketFrame& frame, const Event& event, std::size_t kept);
    static void appendInPieces(LogBatch& batch, const pcapng::PacketFrame& frame, Event&& event, std::size_t kept);
    std::uint64_t append(Session& session, Event&& event);
    void appendDevice(Session& session, std::size_t index, const LoggedDevice& device, Nanoseconds time);
    void appendDescriptorPair(
        Session& session, std::size_t index, Nanoseconds time, const usb::SetupPacket& setup, ByteView data);
    void complete(const Complete& record, Payload&& payload);
    [[nodiscard]] std::uint32_t takeSlot();
    [[nodiscard]] std::optional<InFlight> releaseSlot(const LogTicket& ticket);

    const std::string m_path;
    const LiveLogOptions m_options;
    std::atomic<std::uint32_t> m_payloadLimit;
    EntryIndex m_index;
    BufferPool m_copies; // for payloads that are copied: their memory is used again and again

    mutable std::mutex m_devicesMutex; // guards m_devices; taken after a Session, never before
    std::vector<LoggedDevice> m_devices;

    mutable LogWriter m_writer; // a Session of it guards everything below
    std::vector<DeviceKey> m_deviceKeys; // by index, as m_devices
    std::vector<InFlight> m_slots;
    std::vector<std::uint32_t> m_freeSlots;
    std::uint64_t m_nextEntry = 0;
    std::uint64_t m_lastSyntheticId = kSyntheticIdBit;
    LiveLogCounters m_counters;
};

} // namespace wb::capture
