// SPDX-License-Identifier: GPL-3.0-or-later
// What the requests of both versions of the audio class are made of. A control is one "Get" request, whose bRequest is
// a parameter, and one "Set". Private to core/requests.
// Source of truth: Audio 1.0 §5.2, Audio 2.0 §5.2. Thread: any; pure. Errors: none.
#pragma once

#include "core/requests/tables.h"

namespace wb::requests::audio {

inline constexpr auto kOffOn = std::to_array<ValueName>({ { 0, "off" }, { 1, "on" } });
inline constexpr auto kLevels = std::to_array<ValueName>({ { 0, "CPL0" }, { 1, "CPL1" }, { 2, "CPL2" } });
inline constexpr Unit kDecibel { "dB", 1, 256 };
inline constexpr Unit kQuarterDecibel { "dB", 1, 4 };
inline constexpr Unit kSlope { "dB/dB", 1, 256 };
inline constexpr Unit kSeconds { "s", 1, 256 };
inline constexpr Unit kMilliseconds { "ms", 1, 256 };
inline constexpr Unit kHertz { "Hz", 1, 256 };
inline constexpr Unit kPercent { "%" };

// What the two versions do differently: their attributes, the current setting first.
struct Version {
    std::span<const ValueName> get;
    std::span<const ValueName> set;
    Answer answer = Answer::Fields;
};

enum class Access : std::uint8_t {
    All,
    ReadOnly,
    Current, // no other attribute
    Reported // the current setting, which nobody sets
};

struct Control {
    std::string name;
    std::uint8_t selector = 0;
    EntityKind entity = EntityKind::None; // none: of an interface or endpoint
    std::string_view section = {};
    std::vector<Parameter> fields = {}; // at least one; when the last is repeated, others say how often
    Access access = Access::All;
    std::vector<Parameter> places = {}; // what else wValue says, such as a channel
};

[[nodiscard]] inline Parameter channel() { return number("ChannelNumber", Place::ValueLow); }
[[nodiscard]] std::vector<Parameter> equalizerBands(); // the fields of a graphic equalizer

[[nodiscard]] std::vector<Request> requestsOf(const Version& version, std::span<const Control> controls);
[[nodiscard]] std::vector<Request> endpointRequestsOf(const Version& version, std::span<const Control> controls);

// What is not about controls goes to an entity, an interface or an endpoint alike.
struct Destination {
    std::string suffix; // " (entity)"
    std::span<const ClassMatch> classes; // of the interfaces that have it
    std::vector<Parameter> address;
    usb::Recipient recipient = usb::Recipient::Interface;
};
// `classes`: the control interface, then the streaming interface.
[[nodiscard]] std::vector<Destination> destinations(std::span<const ClassMatch> classes);

struct Memory {
    std::string_view group;
    std::string_view section;
    std::string get; // names, without suffix
    std::string set;
    std::uint8_t getCode = 0;
    std::uint8_t setCode = 0;
};
[[nodiscard]] std::vector<Request> memoryRequests(const Memory& memory, std::span<const ClassMatch> classes);

} // namespace wb::requests::audio
