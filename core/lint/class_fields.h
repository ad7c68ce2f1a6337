// SPDX-License-Identifier: GPL-3.0-or-later
// Fields of class-specific descriptors by the name that the specification gives them, and rules of which each is one
// line of a table: reserved bits that are not zero, values that are not defined.
// Source of truth: the decoded fields; a field that the bytes do not reach does not exist, and no rule speaks of it.
// Thread: any; no state. Lifetime: the fields belong to the decoded section. Errors: none.
#pragma once

#include "core/lint/device_view.h"
#include "core/lint/report.h"

namespace wb::lint {

inline constexpr std::uint8_t kClassInterface = 0x24; // bDescriptorType CS_INTERFACE
inline constexpr std::uint8_t kClassEndpoint = 0x25; // CS_ENDPOINT

inline constexpr std::uint8_t kAudioClass = 0x01;
inline constexpr std::uint8_t kVideoClass = 0x0e;
inline constexpr std::uint8_t kControlSubClass = 0x01; // of both
inline constexpr std::uint8_t kStreamingSubClass = 0x02; // of both
inline constexpr std::uint8_t kMidiSubClass = 0x03;

[[nodiscard]] inline std::string number(std::uint64_t value) { return std::to_string(value); }
// "Endpoint 0x81"
[[nodiscard]] std::string endpointName(const EndpointView& endpoint);

// nullptr when the descriptor has no such field.
[[nodiscard]] const descriptors::Field* findField(const Item& item, std::string_view name);
[[nodiscard]] std::optional<std::uint64_t> fieldValue(const Item& item, std::string_view name);
[[nodiscard]] std::optional<std::uint64_t> fieldValue(const Item* item, std::string_view name); // nullptr: no field

// Report::add for a rule that is everybody's, with the section of this descriptor.
void addAt(Report& report, const descriptors::Rule& rule, const Item& item, std::size_t offset, std::size_t width,
    std::string message, std::string_view spec);

// Points at the field; does nothing without one. `spec` when the rule is everybody's and the section another's.
void addAtField(Report& report, const descriptors::Rule& rule, const Item& item, std::string_view name,
    std::string message, std::string_view spec = {});

// Which descriptors a rule is about. kAny matches every protocol.
inline constexpr int kAny = -1;
struct Place {
    std::uint8_t classCode = 0;
    std::uint8_t subClass = 0;
    int protocol = kAny;
    std::uint8_t descriptorType = kClassInterface;
    std::uint8_t subtype = 0;
};

// One field of one descriptor, and what it may say. Of a field that is repeated ("bmaControls[0]") the first that is
// wrong is told.
struct FieldRule {
    const descriptors::Rule* rule;
    Place place;
    std::string_view field;
    bool (*isRight)(std::uint64_t value);
    std::string_view expectation; // "bits 7 to 2 are reserved and must be 0"
};

template <std::uint64_t mask> [[nodiscard]] constexpr bool areZero(std::uint64_t value) { return (value & mask) == 0; }
template <std::uint64_t low, std::uint64_t high> [[nodiscard]] constexpr bool isWithin(std::uint64_t value)
{
    return value >= low && value <= high;
}
// Two bits a control: 2 would be a control that can be written but not read (Audio 2.0 §4.7.2).
[[nodiscard]] constexpr bool haveAllowedAccess(std::uint64_t value)
{
    return (value & 0xaaaa'aaaa & ~((value & 0x5555'5555) << 1)) == 0;
}

// Holds every class-specific descriptor of the device against the table.
void checkFields(std::span<const FieldRule> rules, const DeviceView& device, Report& report);

} // namespace wb::lint
