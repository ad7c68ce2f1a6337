// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/hid_physical.h"

#include "core/descriptors/node_builder.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kSpec = "HID 1.11 §6.2.3";
constexpr std::size_t kSetZeroLength = 3;

constexpr auto kBiases
    = std::to_array<std::string_view>({ "not applicable", "right hand", "left hand", "both hands", "either hand" });
constexpr auto kQualifiers
    = std::to_array<std::string_view>({ "not applicable", "right", "left", "both", "either", "center" });
constexpr auto kDesignators = std::to_array<ValueName>(
    { { 0x00, "none" }, { 0x01, "hand" }, { 0x02, "eyeball" }, { 0x03, "eyebrow" }, { 0x04, "eyelid" }, { 0x05, "ear" },
        { 0x06, "nose" }, { 0x07, "mouth" }, { 0x08, "upper lip" }, { 0x09, "lower lip" }, { 0x0a, "jaw" },
        { 0x0b, "neck" }, { 0x0c, "upper arm" }, { 0x0d, "elbow" }, { 0x0e, "forearm" }, { 0x0f, "wrist" },
        { 0x10, "palm" }, { 0x11, "thumb" }, { 0x12, "index finger" }, { 0x13, "middle finger" },
        { 0x14, "ring finger" }, { 0x15, "little finger" }, { 0x16, "head" }, { 0x17, "shoulder" }, { 0x18, "hip" },
        { 0x19, "waist" }, { 0x1a, "thigh" }, { 0x1b, "knee" }, { 0x1c, "calf" }, { 0x1d, "ankle" }, { 0x1e, "foot" },
        { 0x1f, "heel" }, { 0x20, "ball of foot" }, { 0x21, "big toe" }, { 0x22, "second toe" }, { 0x23, "third toe" },
        { 0x24, "fourth toe" }, { 0x25, "little toe" }, { 0x26, "brow" }, { 0x27, "cheek" } });

constexpr auto kInfoBits = std::to_array<BitSpec>({ { 7, 5, "bias", kBiases }, { 4, 0, "preference" } });
constexpr auto kFlagBits = std::to_array<BitSpec>({ { 7, 5, "qualifier", kQualifiers }, { 4, 0, "effort" } });

constexpr auto kSetZero = std::to_array<Step>({ { "bNumber" }, { "wLength", 2, Format::Bytes } });
// One byte whose upper three bits have names and whose others are a number: "left hand, preference 1".
void addHalves(NodeBuilder& builder, std::string name, std::span<const BitSpec> bits, std::string_view lower)
{
    if (!builder.add(builder.cursor(), 1, std::move(name), Format::Hex, kSpec))
        return;
    Field& field = *builder.lastField();
    field.bits = formatBits(field.raw, bits);
    const auto upper = static_cast<std::size_t>(field.raw >> 5);
    field.meaning = upper < bits[0].meanings.size() ? std::string(bits[0].meanings[upper]) : "reserved";
    field.meaning.append(", ").append(lower).append(" ").append(std::to_string(field.raw & 31));
}

Node setOf(ByteView bytes, std::size_t base, std::size_t number, std::size_t length, const Context& context)
{
    NodeBuilder builder(bytes, base, context, "HID physical descriptor set " + std::to_string(number));
    addHalves(builder, "bPhysicalInfo", kInfoBits, "preference");
    for (std::size_t i = 0; builder.cursor() < bytes.size(); ++i) {
        const std::string index = "[" + std::to_string(i) + "]";
        builder.add(builder.cursor(), 1, "bDesignator" + index, Format::Hex, kSpec);
        builder.lastField()->meaning = nameOf(kDesignators, builder.lastField()->raw);
        addHalves(builder, "bFlags" + index, kFlagBits, "effort");
    }
    if (bytes.size() < length)
        builder.diagnose(rules::kHidPhysicalSets, 0, bytes.size(),
            "Set 0 says that a set has " + std::to_string(length) + " bytes; " + std::to_string(bytes.size())
                + (bytes.size() == 1 ? " is there." : " are there."));
    return builder.finish();
}

} // namespace

std::vector<Node> decodeHidPhysical(ByteView bytes)
{
    if (bytes.empty())
        return {};
    const Context context;
    std::vector<Node> nodes;
    NodeBuilder zero(slice(bytes, 0, kSetZeroLength), 0, context, "HID physical descriptor set 0");
    zero.addSteps(kSetZero, kSpec);
    const std::uint64_t claimed = zero.value(0, 1).value_or(0);
    const auto length = static_cast<std::size_t>(zero.value(1, 2).value_or(0));
    std::size_t offset = zero.bytes().size();
    std::size_t present = 0;
    std::vector<Node> sets;
    for (; present < claimed && length > 0 && offset < bytes.size(); ++present) {
        sets.push_back(setOf(slice(bytes, offset, length), offset, present + 1, length, context));
        offset = sets.back().range.end;
    }
    if (present != claimed || offset < bytes.size())
        zero.diagnose(rules::kHidPhysicalSets, 0, kSetZeroLength,
            "Set 0 announces " + std::to_string(claimed) + " sets of " + std::to_string(length) + " bytes and "
                + std::to_string(bytes.size() - zero.bytes().size()) + " bytes follow.");
    nodes.push_back(zero.finish());
    nodes.insert(nodes.end(), std::make_move_iterator(sets.begin()), std::make_move_iterator(sets.end()));
    if (offset < bytes.size())
        nodes.push_back(NodeBuilder(bytes.subspan(offset), offset, context, "Bytes behind the sets").finish());
    return nodes;
}

} // namespace wb::descriptors
