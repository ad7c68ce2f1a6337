// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/single.h"

#include "core/descriptors/class_names.h"

namespace wb::descriptors {
namespace {

// "Class-specific interface descriptor (type 0x24, Audio)". USB 2.0 §9.5: bits 6 and 5 say who defines a type.
std::string rawTitle(std::uint8_t type, const Context& context)
{
    const std::string_view className
        = context.enclosing ? standardClassName(context.enclosing->classCode) : std::string_view();
    std::string detail = " (type 0x" + hex(type, 2);
    if (!className.empty())
        detail += ", " + std::string(className);
    detail += ")";
    if (type == kClassSpecificInterface)
        return "Class-specific interface descriptor" + detail;
    if (type == kClassSpecificEndpoint)
        return "Class-specific endpoint descriptor" + detail;
    switch ((type >> 5) & 3) {
    case 1:
        return "Class-specific descriptor" + detail;
    case 2:
        return "Vendor-specific descriptor" + detail;
    default:
        return "Unknown descriptor" + detail;
    }
}

void checkPresence(NodeBuilder& builder, std::size_t claimed)
{
    const std::size_t present = builder.bytes().size();
    if (present < claimed)
        builder.diagnose(rules::kTruncated, 0, present,
            "Truncated: " + std::to_string(present) + " of " + std::to_string(claimed) + " bytes are there.");
}

// What is wrong with bLength itself. `claimed` is its value, which may reach past the bytes there are.
void checkLength(NodeBuilder& builder, std::size_t claimed, const Entry& entry)
{
    const auto [shortest, longest] = entry.length;
    const std::size_t present = builder.bytes().size();
    if (claimed < shortest)
        builder.diagnose(rules::kTooShort, 0, 1,
            "bLength is " + std::to_string(claimed) + "; this descriptor needs " + std::to_string(shortest) + " bytes.",
            entry.spec);
    else if (present > longest)
        builder.diagnose(rules::kTrailing, longest, present - longest,
            "bLength is " + std::to_string(claimed) + "; the " + std::to_string(present - longest)
                + " trailing bytes have no meaning.",
            entry.spec);
}

// Where counts decide about the length, only the end of the fields tells what is too much.
void checkTrailing(NodeBuilder& builder, const Entry& entry)
{
    const std::size_t left = builder.bytes().size() - builder.cursor();
    if (!entry.steps.empty() && entry.length.longest == 255 && left > 0)
        builder.diagnose(rules::kTrailing, builder.cursor(), left,
            "The fields end here; " + std::to_string(left) + (left == 1 ? " byte has" : " bytes have") + " no meaning.",
            entry.spec);
}

void addRawFields(NodeBuilder& builder)
{
    builder.add(kLengthField);
    builder.add(kTypeField);
    const std::uint64_t type = builder.value(1, 1).value_or(0);
    if (type == kClassSpecificInterface || type == kClassSpecificEndpoint)
        builder.add(2, 1, "bDescriptorSubtype", Format::Hex, "USB 2.0 §9.5");
}

} // namespace

Node decodeUnreadable(ByteView bytes, std::size_t base, const Context& context)
{
    NodeBuilder builder(bytes, base, context, "Unreadable bytes");
    std::string message;
    if (bytes.size() == 1)
        message = "One byte is left, which is too short for a descriptor.";
    else if (bytes[0] < 2)
        message = "bLength is " + std::to_string(bytes[0])
            + "; every descriptor has at least 2 bytes, so nothing from here on can be told apart.";
    else
        message = "These bytes belong to no descriptor.";
    builder.diagnose(rules::kUnreadable, 0, 1, std::move(message));
    return builder.finish();
}

Node decodeDescriptor(ByteView rest, std::size_t base, const Context& context)
{
    const ByteView own = slice(rest, 0, rest[0]);
    if (const Entry* entry = findEntry(own, context))
        return decodeDescriptorAs(*entry, rest, base, context);
    NodeBuilder builder(own, base, context, rawTitle(own[1], context));
    checkPresence(builder, rest[0]);
    addRawFields(builder);
    return builder.finish();
}

Node decodeDescriptorAs(const Entry& entry, ByteView rest, std::size_t base, const Context& context)
{
    const std::size_t claimed = rest[0];
    NodeBuilder builder(slice(rest, 0, claimed), base, context, std::string(entry.title));
    checkPresence(builder, claimed);
    checkLength(builder, claimed, entry);
    builder.addTable(entry.fields);
    if (!entry.subtype.empty())
        if (Field* subtype = builder.findField("bDescriptorSubtype"))
            subtype->meaning = entry.subtype;
    builder.addSteps(entry.steps, entry.spec);
    if (entry.extra != nullptr)
        entry.extra(builder);
    checkTrailing(builder, entry);
    return builder.finish();
}

} // namespace wb::descriptors
