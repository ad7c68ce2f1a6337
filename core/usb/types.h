// SPDX-License-Identifier: GPL-3.0-or-later
// The vocabulary of USB as value types; every enum has its numbers from the specification.
// Source of truth: USB 2.0 §9.3 (requests), §9.6.6 (endpoints); USB 3.2 §9.6.
// Thread: any. Errors: none; unknown numbers are kept, never rejected.
#pragma once

#include "core/base/bytes.h"
#include "core/base/strong_id.h"

#include <array>
#include <compare>
#include <string>
#include <string_view>

namespace wb::usb {

using DeviceId = StrongId<struct DeviceIdTag>; // never reused in one run, unlike bus addresses (P47)
using TransferId = StrongId<struct TransferIdTag>; // also the id of both records in the log

// The one place device ids come from, whichever backend finds the device. Thread: any.
[[nodiscard]] DeviceId nextDeviceId();

enum class Speed : std::uint8_t { Unknown, Low, Full, High, Super, SuperPlus, SuperPlusX2 };
enum class Direction : std::uint8_t { Out = 0, In = 1 };
enum class TransferType : std::uint8_t { Control = 0, Isochronous = 1, Bulk = 2, Interrupt = 3 }; // bmAttributes order
enum class RequestType : std::uint8_t { Standard = 0, Class = 1, Vendor = 2, Reserved = 3 };

// bmRequestType bits 4..0; 4..31 are reserved and kept as they are.
enum class Recipient : std::uint8_t { Device = 0, Interface = 1, Endpoint = 2, Other = 3 };

[[nodiscard]] std::string_view toString(Speed speed); // "High Speed"
[[nodiscard]] std::string_view shortName(Speed speed); // "high": filter and JSON word
[[nodiscard]] std::uint64_t bitsPerSecond(Speed speed); // signalling rate, 0 when unknown
[[nodiscard]] std::string_view toString(Direction direction); // "IN", "OUT"
[[nodiscard]] std::string_view toString(TransferType type); // "bulk"
[[nodiscard]] std::string_view toString(RequestType type);
[[nodiscard]] std::string toString(Recipient recipient);

struct EndpointAddress {
    std::uint8_t value = 0;

    [[nodiscard]] std::uint8_t number() const { return value & 0x0f; }
    [[nodiscard]] Direction direction() const { return (value & 0x80) != 0 ? Direction::In : Direction::Out; }
    [[nodiscard]] bool isIn() const { return (value & 0x80) != 0; }
    auto operator<=>(const EndpointAddress&) const = default;
};

[[nodiscard]] std::string toString(EndpointAddress address); // "EP1 IN (0x81)"

// Where a device sits: bus and the ports from the root hub down; the key people use ("1-1.2").
// A root hub has no ports and is written "usb1". USB 3.2 §8.9 allows five tiers of hubs; we allow 7 ports.
struct PortPath {
    std::uint16_t bus = 0; // 0: not attached, and never was
    std::vector<std::uint8_t> ports;

    [[nodiscard]] bool isRootHub() const { return ports.empty(); }
    [[nodiscard]] PortPath parent() const; // REQUIRES: !isRootHub()
    // Written out: inlined, the defaulted one makes gcc 12 warn about a memcmp that cannot happen.
    [[nodiscard]] std::strong_ordering operator<=>(const PortPath& other) const;
    bool operator==(const PortPath&) const = default;
};

[[nodiscard]] std::string toString(const PortPath& path);
[[nodiscard]] Result<PortPath> parsePortPath(std::string_view text);

// Binary-coded decimal release number: 0x0210 is "2.10".
[[nodiscard]] std::string formatBcd(std::uint16_t bcd);

// "fffe:0001"
[[nodiscard]] std::string formatVidPid(std::uint16_t vendor, std::uint16_t product);

} // namespace wb::usb
