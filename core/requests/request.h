// SPDX-License-Identifier: GPL-3.0-or-later
// What the catalogue says of one control request: its name, its fixed parts, its typed parameters with their places,
// and the layout of its data stage.
// Source of truth: the section that each request names. Units: bytes; those of values as Unit says.
// Thread: any; plain values. Lifetime: views point to constants of the program. Errors: none.
#pragma once

#include "core/descriptors/field_table.h"
#include "core/usb/setup_packet.h"

namespace wb::requests {

using descriptors::BitSpec;
using descriptors::ValueName;

// Where a parameter stands (USB 2.0 §9.3). Fields in the data stage follow each other without gaps.
enum class Place : std::uint8_t { Code, Value, ValueLow, ValueHigh, Index, IndexLow, IndexHigh, Length, Data };

enum class Kind : std::uint8_t {
    Number,
    Choice, // one of `values`
    Bits, // any of the single bits of `bits`
    Interface, // bInterfaceNumber of an interface that the request suits
    Endpoint, // bEndpointAddress of an endpoint of such an interface
    Entity, // unit, terminal or clock of such an interface
    Bytes // of the data stage: no number
};

// Units, terminals and clocks that requests of the audio and video classes are addressed to.
// Audio processing and effect units are told apart by what they do, for their control selectors mean different things.
enum class EntityKind : std::uint8_t {
    None,
    Any, // what a request asks for, never what an entity is
    CameraTerminal,
    Terminal,
    MixerUnit,
    SelectorUnit,
    FeatureUnit,
    EffectUnit,
    ProcessingUnit,
    UpDownMixUnit,
    PrologicUnit,
    StereoExtenderUnit,
    ReverberationUnit,
    ChorusUnit,
    CompressorUnit,
    EqualizerUnit,
    ModulationDelayUnit,
    ExtensionUnit,
    EncodingUnit,
    ClockSource,
    ClockSelector,
    ClockMultiplier,
    SampleRateConverter
};
[[nodiscard]] std::string_view entityWord(EntityKind kind); // "processing unit"

// A value of 1 means `factor` / `divisor` of `name`.
struct Unit {
    std::string_view name = {};
    std::int64_t factor = 1;
    std::int64_t divisor = 1;
};

struct Parameter {
    std::string_view name; // the specification's spelling, without spaces
    Place place = Place::Data;
    Kind kind = Kind::Number;
    std::uint8_t width = 1; // bytes, in the data stage only
    std::int64_t min = 0; // Number
    std::int64_t max = 0;
    std::int64_t standard = 0; // to begin with
    bool isHex = false; // how a number is best read
    Unit unit = {};
    std::span<const ValueName> values = {};
    bool isOpen = false; // Choice: other values within min..max exist
    std::span<const BitSpec> bits = {}; // Bits; what a field of an answer is made of
    EntityKind entity = EntityKind::None;
    bool isRepeated = false; // in an answer: as often as fits
    bool isOptional = false; // in an answer: older versions end before it
};

// How the data stage of an IN request is decoded.
enum class Answer : std::uint8_t {
    Fields, // Request::data
    Descriptors,
    HubStatus,
    PortStatus,
    DeviceId, // IEEE 1284, with its length in front
    VideoControl, // by bRequest: a length, capabilities, or Request::data
    AudioControl // by bRequest: Request::data, or ranges of it
};

struct ClassMatch {
    std::uint8_t classCode = 0;
    std::optional<std::uint8_t> subClass = {};
    std::optional<std::uint8_t> protocol = {};
};

struct Request {
    std::string name; // the specification's spelling; unique in the catalogue
    std::string_view section; // "HID 1.11 §7.2.1"
    std::uint8_t bmRequestType = 0;
    std::uint8_t bRequest = 0; // unless a parameter chooses it
    std::uint8_t selector = 0; // the high byte of wValue, unless a parameter has it
    std::vector<Parameter> parameters = {}; // in the setup packet
    std::vector<Parameter> data = {}; // fields of the data stage, in their order
    bool hasPayload = false; // OUT: bytes of the caller's choice follow the fields
    Answer answer = Answer::Fields;
    std::string_view group = {}; // "HID"
    std::span<const ClassMatch> classes = {}; // of the interfaces it suits; none: every device

    [[nodiscard]] usb::SetupPacket head() const { return { bmRequestType, bRequest, 0, 0, 0 }; }
    [[nodiscard]] bool isIn() const { return head().isIn(); }
    [[nodiscard]] usb::Recipient recipient() const { return head().recipient(); }
    [[nodiscard]] std::size_t dataBytes() const; // of `data`, repeated fields once
    // What a caller chooses: `parameters`, and for OUT requests the fields of the data stage behind them.
    [[nodiscard]] std::vector<Parameter> choices() const;
};

} // namespace wb::requests
