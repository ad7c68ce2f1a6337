// SPDX-License-Identifier: GPL-3.0-or-later
// What versions 1.0 and 2.0 of the Microsoft OS descriptors have in common: compatible IDs and registry properties.
// Source of truth: Microsoft OS 2.0 Descriptors Specification, tables 13 to 15; Extended Compat ID and Extended
// Properties OS Feature Descriptor Specifications 1.0.
// Text is the device's and hostile; it is shown escaped. Thread: any; no state. Errors: none, see rule.h.
#pragma once

#include "core/descriptors/node_builder.h"

namespace wb::descriptors {

// dwWindowsVersion: the oldest Windows that a descriptor set is meant for.
inline constexpr auto kWindowsVersions
    = std::to_array<ValueName>({ { 0x06030000, "Windows 8.1" }, { 0x0a000000, "Windows 10" } });

// Types of the registry's values.
inline constexpr auto kPropertyTypes
    = std::to_array<ValueName>({ { 1, "REG_SZ" }, { 2, "REG_EXPAND_SZ" }, { 3, "REG_BINARY" },
        { 4, "REG_DWORD_LITTLE_ENDIAN" }, { 5, "REG_DWORD_BIG_ENDIAN" }, { 6, "REG_LINK" }, { 7, "REG_MULTI_SZ" } });

// An ASCII text padded with zeros, quoted and escaped: "WINUSB".
[[nodiscard]] std::string paddedText(ByteView bytes);

// Gives the compatible ID in that field its meaning and holds it against its rule.
void explainCompatibleId(NodeBuilder& builder, std::string_view fieldName);

// The same for a registry property, whose fields have these names.
struct PropertyFields {
    std::string_view type;
    std::string_view name;
    std::string_view data;
};
void explainProperty(NodeBuilder& builder, const PropertyFields& fields);

} // namespace wb::descriptors
