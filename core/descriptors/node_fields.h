// SPDX-License-Identifier: GPL-3.0-or-later
// Looks up what a decoded descriptor says by the specification's names of its fields.
// Thread: any; pure. Ownership: results point into the node. Errors: a field that is not there gives nothing.
#pragma once

#include "core/descriptors/single.h"
#include "core/usb/names.h"

#include <algorithm>

namespace wb::descriptors {

[[nodiscard]] inline const Field* findField(const Node& node, std::string_view name)
{
    const auto found = std::find_if(
        node.fields.begin(), node.fields.end(), [name](const Field& field) { return field.name == name; });
    return found == node.fields.end() ? nullptr : &*found;
}

[[nodiscard]] inline std::optional<std::uint64_t> rawOf(const Node& node, std::string_view name)
{
    const Field* field = findField(node, name);
    return field == nullptr ? std::nullopt : std::optional(field->raw);
}

[[nodiscard]] inline std::optional<std::uint8_t> byteOf(const Node& node, std::string_view name)
{
    const auto raw = rawOf(node, name);
    return raw ? std::optional(static_cast<std::uint8_t>(*raw)) : std::nullopt;
}

// True for the fields "baSourceID[0]", "baSourceID[1]"... of the array "baSourceID".
[[nodiscard]] inline bool isElementOf(const Field& field, std::string_view array)
{
    return field.name.size() > array.size() && field.name.starts_with(array) && field.name[array.size()] == '[';
}

[[nodiscard]] inline bool isClassSpecific(const Node& node, std::uint8_t subtype)
{
    return rawOf(node, "bDescriptorType") == kClassSpecificInterface && rawOf(node, "bDescriptorSubtype") == subtype;
}

[[nodiscard]] inline bool isEndpoint(const Node& node)
{
    return rawOf(node, "bDescriptorType") == static_cast<std::uint64_t>(usb::DescriptorType::Endpoint);
}

[[nodiscard]] inline bool isInterface(const Node& node, std::uint8_t classCode, std::uint8_t subClass)
{
    return findField(node, "bInterfaceNumber") != nullptr && rawOf(node, "bInterfaceClass") == classCode
        && rawOf(node, "bInterfaceSubClass") == subClass;
}

} // namespace wb::descriptors
