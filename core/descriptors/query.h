// SPDX-License-Identifier: GPL-3.0-or-later
// Finds devices and the fields of their descriptors by what they say.
// A query is terms separated by spaces, all of which a device must satisfy, by itself or anywhere in its descriptors:
//   bDeviceClass=7   idVendor=0x1d6b   wMaxPacketSize>512   bInterfaceClass!=0xff   iProduct~camera   isochronous
//   bus=1   address=4   port_number=2   speed=high   serial_number~a1     (of the device itself: device_attributes.h)
// A term with an operator (= != < > <= >= ~) asks for a field by its name, any case, with or without "[2]"; numbers
// compare as numbers, other text compares with the value and the meaning, ~ is "contains". A term without one is text
// that stands in a field's name, value or meaning, in a bit's, in a descriptor's title, or in the device's names.
// "quotes" keep spaces together. != is satisfied by a device that has no such field with that value.
// As in PyUSB's find(), any descriptor field, also "in any interface", and any attribute of the device.
// Thread: any; plain values. Input is hostile: queries end at kMostTerms, hits at what the caller allows.
#pragma once

#include "core/base/result.h"
#include "core/descriptors/descriptor_set.h"
#include "core/descriptors/device_attributes.h"

namespace wb::descriptors {

enum class QueryOperator : std::uint8_t { Text, Equal, Unequal, Less, Greater, AtMost, AtLeast, Contains };

struct QueryTerm {
    std::string field; // lower case; empty: Text
    QueryOperator compare = QueryOperator::Text;
    std::string text; // lower case
    std::optional<std::uint64_t> number; // when the text is one
};

struct Query {
    std::vector<QueryTerm> terms;
};

inline constexpr std::size_t kMostTerms = 32;

// Errors: InvalidArgument with what is missing and the 1-based column.
[[nodiscard]] Result<Query> parseQuery(std::string_view text);

// One field, a descriptor whose title matched (then `field` is empty), or an attribute of the device (then the range
// is empty).
struct QueryHit {
    std::size_t section = 0; // index in the set
    ByteRange range; // counts from the section's first byte
    std::string place; // titles from the outermost descriptor on, " > " between
    std::string field;
    std::string value;
    std::string meaning;
};

struct QueryResult {
    bool isMatch = false; // every term is satisfied
    std::vector<QueryHit> hits; // what satisfied them, attributes first, then in byte order; empty: the names alone did
    bool isCut = false; // there are more hits
};

// `names`: the device's own texts (manufacturer, product, serial number), searched by text terms.
[[nodiscard]] QueryResult find(const Query& query, std::span<const DecodedSection> decoded,
    std::span<const DeviceAttribute> attributes, std::span<const std::string> names, std::size_t mostHits);

} // namespace wb::descriptors
