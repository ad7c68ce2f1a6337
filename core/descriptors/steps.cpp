// SPDX-License-Identifier: GPL-3.0-or-later
// The part of NodeBuilder that follows a table of steps.
#include "core/descriptors/node_builder.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

std::string indexText(std::size_t index) { return "[" + std::to_string(index) + "]"; }

// "mute, volume", "clock type: internal, fixed": what is set among the bits that have meanings.
std::string flagsOf(std::uint64_t raw, std::span<const BitSpec> bits)
{
    std::string text;
    bool isAllFlags = true;
    bool hasFlags = false;
    for (std::size_t i = bits.size(); i-- > 0;) { // tables begin with the highest bit
        const BitSpec& bit = bits[i];
        const std::uint64_t value = raw >> bit.low & ((std::uint64_t { 1 } << (bit.high - bit.low + 1U)) - 1);
        const bool isFlag = bit.meanings.data() == kNoYes.data();
        hasFlags = hasFlags || isFlag;
        isAllFlags = isAllFlags && (isFlag || bit.meanings.empty());
        if (value == 0 || value >= bit.meanings.size())
            continue;
        text += text.empty() ? "" : ", ";
        text += bit.name;
        if (!isFlag)
            text.append(": ").append(bit.meanings[static_cast<std::size_t>(value)]);
    }
    return hasFlags && isAllFlags && text.empty() ? "none" : text;
}

// A bitmap may be narrower than its table: older versions of a specification knew fewer bits.
std::span<const BitSpec> bitsWithin(std::span<const BitSpec> bits, std::size_t width)
{
    const auto first
        = std::find_if(bits.begin(), bits.end(), [width](const BitSpec& bit) { return bit.high < width * 8; });
    return bits.subspan(static_cast<std::size_t>(first - bits.begin()));
}

} // namespace

std::size_t NodeBuilder::room(const Step& step) const
{
    const std::size_t left = m_bytes.size() - m_cursor;
    return left > step.keep ? left - step.keep : 0;
}

std::size_t NodeBuilder::widthOf(const Step& step) const
{
    if (step.width == kRest)
        return room(step);
    if (step.width != kWidthFromField)
        return step.width;
    const auto source = std::find_if(
        m_node.fields.begin(), m_node.fields.end(), [&](const Field& field) { return field.name == step.widthFrom; });
    return source == m_node.fields.end() ? 0 : static_cast<std::size_t>(source->raw);
}

bool NodeBuilder::addStep(const Step& step, const std::string& index, std::string_view spec)
{
    const std::size_t width = widthOf(step);
    if (width == 0)
        return true; // a bitmap of no bytes, a rest of nothing
    const bool isLongNumber = width > 8 && step.format != Format::Uuid;
    const Format format = isLongNumber ? Format::HexBytes : step.format;
    if (width > room(step)) {
        if (step.width == kWidthFromField)
            diagnose(rules::kWidthBeyondEnd, m_cursor, room(step),
                std::string(step.widthFrom) + " asks for " + std::to_string(width) + " bytes here and "
                    + std::to_string(room(step)) + " are left.",
                spec);
        return false;
    }
    add(m_cursor, width, std::string(step.name) + index, format, spec);
    Field& field = m_node.fields.back();
    if (width <= 8)
        field.bits = formatBits(field.raw, bitsWithin(step.bits, width));
    if (const std::string_view name = nameOf(step.values, field.raw); !name.empty())
        field.meaning = name;
    else if (field.meaning.empty())
        field.meaning = flagsOf(field.raw, step.bits);
    return true;
}

void NodeBuilder::repeat(const Step& step, std::string_view spec)
{
    const Field* counter = step.countFrom.empty() ? nullptr : findField(step.countFrom);
    const ByteRange counted = counter == nullptr ? ByteRange {} : counter->range;
    const auto claimed = counter == nullptr ? std::uint64_t { m_bytes.size() } : counter->raw;
    const std::span<const Step> parts = step.group.empty() ? std::span(&step, 1) : step.group;
    std::uint64_t present = 0;
    while (present < claimed) {
        std::size_t needed = 0;
        for (const Step& part : parts)
            needed += widthOf(part);
        if (needed == 0)
            return; // elements of no bytes, however many
        if (needed > room(step))
            break;
        for (const Step& part : parts)
            addStep(part, indexText(present), spec);
        ++present;
    }
    if (counter != nullptr && present < claimed)
        diagnose(rules::kCountBeyondEnd, counted.begin - m_base, counted.size(),
            std::string(step.countFrom) + " is " + std::to_string(claimed) + " and the descriptor has room for "
                + std::to_string(present) + ".",
            spec);
}

void NodeBuilder::addSteps(std::span<const Step> steps, std::string_view spec)
{
    for (const Step& step : steps) {
        if (!step.countFrom.empty() || step.isRepeated)
            repeat(step, spec);
        else if (!addStep(step, {}, spec))
            return;
    }
}

} // namespace wb::descriptors
