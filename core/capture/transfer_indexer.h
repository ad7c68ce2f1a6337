// SPDX-License-Identifier: GPL-3.0-or-later
// Pairs the events of a capture into transfers, as Wireshark does: within one bus, device and endpoint number a
// completion belongs to the latest submit with the same id (formats.md §2).
// Memory: the index, plus one small record for every submit that is still open.
// Thread: one; used during a scan. Errors: none; what does not fit is counted for problems(). Input is hostile.
#pragma once

#include "core/capture/capture_layout.h"
#include "core/capture/device_tracker.h"

#include <unordered_map>

namespace wb::capture {

struct ScannedPacket {
    std::uint64_t offset = 0;
    UsbmonHeader header;
    Nanoseconds time { 0 };
    std::size_t captured = 0; // bytes after the header
    ByteView data; // those bytes, of control transfers only
    std::string comment; // of control transfers only
};

class TransferIndexer {
public:
    explicit TransferIndexer(CaptureContents& contents);

    void addInterface(CaptureInterface& interface, const std::string& name, const std::string& comment);
    void addPacket(const CaptureInterface& interface, const ScannedPacket& packet);
    void finish(); // publishes the rest and appends to problems()

private:
    struct Key {
        std::uint64_t id;
        std::uint32_t place; // bus, device and endpoint number
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept
        {
            return std::hash<std::uint64_t> {}(key.id * 0x9e3779b97f4a7c15U ^ key.place);
        }
    };
    struct Open {
        std::uint64_t entry = 0; // kSynthetic: a pair of the preamble
        std::size_t device = 0;
        Nanoseconds submitted { 0 };
        std::array<Byte, 8> setup {};
        bool hasSetup = false;
    };
    static constexpr std::uint64_t kSynthetic = ~std::uint64_t { 0 };

    [[nodiscard]] static Key keyOf(const UsbmonHeader& header);
    [[nodiscard]] std::size_t deviceOf(const CaptureInterface& interface, const UsbmonHeader& header);
    void addSubmit(const CaptureInterface& interface, const ScannedPacket& packet, usb::TransferType type);
    void addEnd(const CaptureInterface& interface, const ScannedPacket& packet, usb::TransferType type);
    void learn(const CaptureInterface& interface, const ScannedPacket& packet, const Open& open);
    std::uint64_t addEntry(const ScannedPacket& packet, std::size_t device, usb::TransferType type);
    void publish();

    CaptureContents& m_contents;
    DeviceTracker m_tracker;
    std::unordered_map<Key, Open, KeyHash> m_open;
    std::vector<IndexEntry> m_added;
    std::vector<EntryIndex::Completion> m_completions;
    std::uint64_t m_nextEntry = 0;
    std::uint64_t m_unpaired = 0;
    std::uint64_t m_unknown = 0;
};

} // namespace wb::capture
