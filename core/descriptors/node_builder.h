// SPDX-License-Identifier: GPL-3.0-or-later
// Fills one Node from one descriptor's bytes so that the coverage invariant of node.h holds by construction:
// fields are added in ascending order, bytes passed over become a field named "unparsed".
// Source of truth for layout: the FieldSpec tables. Input is hostile: what does not fit is left out.
// Thread: one builder belongs to one thread. Lifetime: the bytes and the context outlive the builder.
#pragma once

#include "core/descriptors/decode.h"
#include "core/descriptors/field_table.h"
#include "core/descriptors/rule.h"

namespace wb::descriptors {

// What a decoder may know about the surroundings of its descriptor.
struct Context {
    usb::Speed speed = usb::Speed::Unknown;
    const UsbIds* names = nullptr;
    std::uint16_t bcdUsb = 0; // 0: not known
    std::optional<std::uint8_t> stringIndex; // of a string descriptor: 0 holds languages
    std::optional<EnclosingInterface> enclosing; // the interface the descriptor belongs to
    std::optional<std::uint8_t> endpointAttributes; // of the endpoint the descriptor belongs to
};

class NodeBuilder {
public:
    // `descriptor` stands at `base` in the decoded input.
    NodeBuilder(ByteView descriptor, std::size_t base, const Context& context, std::string title);

    [[nodiscard]] ByteView bytes() const { return m_bytes; }
    [[nodiscard]] const Context& context() const { return m_context; }
    [[nodiscard]] std::size_t cursor() const { return m_cursor; } // first byte that has no field yet
    [[nodiscard]] std::optional<std::uint64_t> value(std::size_t offset, std::size_t width) const
    {
        return readLe(m_bytes, offset, width);
    }

    // Adds the field when all of its bytes exist; returns whether it did. REQUIRES: offset >= cursor().
    bool add(const FieldSpec& spec);
    void addTable(std::span<const FieldSpec> fields);
    // What follows the fields added so far; ends where a step does not fit, and says so. `spec` is everybody's.
    void addSteps(std::span<const Step> steps, std::string_view spec);
    // A field whose place is known at run time only. REQUIRES: offset >= cursor(), length > 0.
    bool add(std::size_t offset, std::size_t length, std::string name, Format format, std::string_view spec);
    // The same with text of its own.
    bool addText(std::size_t offset, std::size_t length, std::string name, std::string value, std::string meaning,
        std::string_view spec);

    // The field added last, to complete its meaning; nullptr when there is none.
    [[nodiscard]] Field* lastField() { return m_node.fields.empty() ? nullptr : &m_node.fields.back(); }
    [[nodiscard]] Field* findField(std::string_view name);
    [[nodiscard]] ByteView bytesOf(const Field& field) const
    {
        return slice(m_bytes, field.range.begin - m_base, field.range.size());
    }
    void setTitle(std::string title) { m_node.title = std::move(title); }
    void setSummary(std::string summary) { m_node.summary = std::move(summary); }

    // Offsets count from the descriptor's first byte and are clipped to it.
    // `spec` when the rule is everybody's and the section the descriptor's own.
    void diagnose(
        const Rule& rule, std::size_t offset, std::size_t length, std::string message, std::string_view spec = {});
    void diagnose(const Rule& rule, const Field& field, std::string message, std::string_view spec = {})
    {
        diagnose(rule, field.range.begin - m_base, field.range.size(), std::move(message), spec);
    }

    // Covers what is left and gives the node away.
    [[nodiscard]] Node finish();

private:
    bool append(std::size_t offset, std::size_t length, Field field);
    void coverUpTo(std::size_t offset);
    bool addStep(const Step& step, const std::string& index, std::string_view spec);
    void repeat(const Step& step, std::string_view spec);
    [[nodiscard]] std::size_t room(const Step& step) const; // bytes that it may still take
    [[nodiscard]] std::size_t widthOf(const Step& step) const;

    ByteView m_bytes;
    std::size_t m_base;
    const Context& m_context;
    Node m_node;
    std::size_t m_cursor = 0;
};

// Value, meaning and bits of one field; range and name are the caller's.
// `offset` is where the field stands in `descriptor`. REQUIRES: all `width` bytes exist.
struct FieldPlace {
    ByteView descriptor;
    std::size_t offset = 0;
    std::size_t width = 0;
};
[[nodiscard]] Field formatField(const FieldPlace& place, Format format, const Context& context);
[[nodiscard]] std::vector<Field::Bits> formatBits(std::uint64_t raw, std::span<const BitSpec> bits);

// "125 µs", "1 ms", "4.096 s".
[[nodiscard]] std::string formatDuration(std::uint64_t nanoseconds);
// "5 V", "0.25 W".
[[nodiscard]] std::string formatThousandths(std::uint64_t thousandths, std::string_view unit);

} // namespace wb::descriptors
