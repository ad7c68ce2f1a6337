// SPDX-License-Identifier: GPL-3.0-or-later
// What lsusb spells differently from the decoder, as tables: headings and columns of descriptors, spelling and base of
// fields, words of bits. What no table names follows from the node itself.
// Source of truth: the output of lsusb (usbutils 014). Thread: any; constants. Errors: none.
#pragma once

#include "core/descriptors/node.h"

namespace wb::report {

// How the elements of an array are numbered.
enum class IndexStyle : std::uint8_t { Round, RoundPadded, Square, SquarePadded, None };

// Of the descriptors whose title begins with `title`.
struct Layout {
    std::string_view title;
    std::string_view heading; // "Endpoint Descriptor:"; empty: made of the title; "-": there is none
    std::uint8_t indent = 0; // spaces before the heading; fields have two more
    std::uint8_t valueEnd = 25; // column of a value's last digit, counted from the field's name
    IndexStyle index = IndexStyle::Round;
    bool hasHead = true; // bLength, bDescriptorType and bDescriptorSubtype are printed
};

// The longest title that fits; nullptr for what lsusb does not know.
[[nodiscard]] const Layout* findLayout(std::string_view title);

enum class ValueStyle : std::uint8_t {
    Auto, // decimal up to a byte, else the base the decoder chose
    Decimal,
    Hex,
    UpperHex, // "0xFF01"
    Hex8, // at least eight digits
    BareHex8, // "00010230": no prefix
    BareHex2,
    Left, // decimal right behind the name's column
    PrefixedBytes, // "0x00 0x01"
    BytesAsArray, // one line a byte, unless the decoder knows the bits
    Power, // the value in mA behind the number of the field
    Clock, // "48.000000MHz"
    Joined, // with the other elements of its array on one line
    Echo, // "echo" or two digits
    LcdLayout, // "16 cols 2 lines"
    FourTimes, // units of four
    Tenths, // "0.4"
    Skip
};

// What follows the value on its line.
enum class TextStyle : std::uint8_t {
    Auto, // strings, names of the distribution's list
    None,
    Meaning,
    Capital, // the meaning, its first letter in upper case
    Parenthesized, // "(HEADER)", with a capital, too
    Subtype, // "(HEADER)"
    Endpoint, // "EP 1 IN"
    PacketSize, // "1x 64 bytes"
    HidType, // "Report"
    ConnectorPower, // "1W"
    Sampling, // "Discrete"
    Flags, // "5.0V 3.0V": on the value's own line
    Printing, // the same with the way of authentication
    ClockKind // "Internal fixed clock (synchronized to SOF)"
};

// The lines below a field.
enum class NoteStyle : std::uint8_t {
    Auto, // what is set among its bits
    None,
    LowerFlags, // in small letters, the highest bit first
    RisingFlags, // in small letters, the lowest bit first
    Controls, // "Volume Control (read/write)"
    Channels, // "Front Left (FL)"
    EndpointType,
    ConfigurationPower,
    Interlace,
    FrameCapabilities,
    FixedSamples,
    Firmware,
    HubPower,
    LinkPower,
    LowestSpeed,
    SublinkCounts,
    Sublink,
    Streams, // of a SuperSpeed companion
    Pipe,
    Reader // of a smart card reader
};

struct FieldRule {
    std::string_view title = {}; // beginning of the node's title; empty: any
    std::string_view name = {}; // without index
    std::string_view shownAs = {}; // empty: the same
    ValueStyle value = ValueStyle::Auto;
    std::uint8_t valueEnd = 0; // 0: the layout's
    TextStyle text = TextStyle::Auto;
    NoteStyle notes = NoteStyle::Auto;
    std::string_view suffix = {}; // " frames"
    std::uint8_t deeper = 0; // spaces more than other fields
};

// The first that fits; one that fits everything when none does.
[[nodiscard]] const FieldRule& findRule(std::string_view title, std::string_view name);

// lsusb's words for a bit that the decoder calls `name`; title case when it has none of its own.
[[nodiscard]] std::string bitPhrase(std::string_view title, std::string_view name);

// "Mute", "Auto-Exposure Mode": every word with a capital but small ones; "wKeyFrameRate" stays as it is.
[[nodiscard]] std::string titleCase(std::string_view text);
// The first letter in upper case.
[[nodiscard]] std::string capitalized(std::string_view text);

} // namespace wb::report
