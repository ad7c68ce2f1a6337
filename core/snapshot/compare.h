// SPDX-License-Identifier: GPL-3.0-or-later
// Two devices compared field by field.
// Parts meet by what they are, not by where they stand: sections by kind, number and language; configurations by
// value; interfaces by number and alternate setting; endpoints by address; class descriptors by type, subtype and the
// id of what they describe; what has no id, by its bytes and order (align.h). So an inserted endpoint is one
// difference, and what follows it is equal. Fields are equal when their bytes are.
// Source of truth: the bytes; names and meanings are those of core/descriptors.
// Thread: any; pure. Input is hostile; always terminates. Texts are safe to show.
#pragma once

#include "core/descriptors/usb_ids.h"
#include "core/snapshot/snapshot.h"

namespace wb::snapshot {

enum class Change : std::uint8_t { Equal, Changed, Removed, Added }; // Removed: on the left alone

struct FieldSide {
    std::string value;
    std::string meaning; // may be empty
    bool operator==(const FieldSide&) const = default;
};

struct FieldDifference {
    std::string name;
    Change change = Change::Equal;
    FieldSide left;
    FieldSide right;
    bool operator==(const FieldDifference&) const = default;
};

// A section or descriptor with everything that is in it, equal or not.
struct Difference {
    std::string title; // "Endpoint descriptor, EP1 IN (0x81), bulk"
    Change change = Change::Equal; // Changed: on both sides, and something in it differs
    std::vector<FieldDifference> fields;
    std::vector<Difference> children;
    bool operator==(const Difference&) const = default;
};

[[nodiscard]] Difference compareSets(
    const descriptors::DescriptorSet& left, const descriptors::DescriptorSet& right, const descriptors::UsbIds* names);

enum class Place : std::uint8_t { Ignored, Compared };

// The facts (speed, active configuration, strings, drivers, problems) first, then the sections. Facts are left out
// when one of the two was made from bytes alone. The bus address never counts: it is new after each plug.
[[nodiscard]] Difference compareDevices(
    const Device& left, const Device& right, const descriptors::UsbIds* names, Place place = Place::Ignored);

// What differs, without what is equal, in order. An added or removed descriptor is one entry without a field.
struct FlatDifference {
    std::string path; // "Device and configurations / Configuration descriptor, value 1 / ..."
    std::string field; // may be empty
    Change change = Change::Changed;
    FieldSide left;
    FieldSide right;
    bool operator==(const FlatDifference&) const = default;
};
[[nodiscard]] std::vector<FlatDifference> listDifferences(const Difference& difference);

// Indented by two spaces a level: "- " removed, "+ " added, "! " changed, and with `withEqual` the rest behind "  ".
[[nodiscard]] std::string differenceText(const Difference& difference, bool withEqual);

[[nodiscard]] std::string_view changeWord(Change change); // "equal", "changed", "removed", "added"

} // namespace wb::snapshot
