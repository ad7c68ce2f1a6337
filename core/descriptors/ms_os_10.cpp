// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/ms_os_10.h"

#include "core/descriptors/ms_os.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

constexpr std::string_view kIdSpec = "Extended Compat ID 1.0";
constexpr std::string_view kPropertySpec = "Extended Properties 1.0";
constexpr std::size_t kFunctionLength = 24;
constexpr std::size_t kPropertyHeaderLength = 4; // dwSize
constexpr PropertyFields kProperty { "dwPropertyDataType", "bPropertyName", "bPropertyData" };

constexpr auto kIndexes = std::to_array<ValueName>({ { 4, "extended compat ID" }, { 5, "extended properties" } });
constexpr auto kIdHeader = std::to_array<Step>({ { "dwLength", 4, Format::Bytes }, { "bcdVersion", 2, Format::Bcd },
    oneOf("wIndex", 2, kIndexes), { "bCount" }, { "RESERVED", 7, Format::HexBytes } });
constexpr auto kFunction
    = std::to_array<Step>({ { "bFirstInterfaceNumber" }, { "RESERVED[0]" }, { "compatibleID", 8, Format::HexBytes },
        { "subCompatibleID", 8, Format::HexBytes }, { "RESERVED[1]", 6, Format::HexBytes } });
constexpr auto kPropertiesHeader = std::to_array<Step>({ { "dwLength", 4, Format::Bytes },
    { "bcdVersion", 2, Format::Bcd }, oneOf("wIndex", 2, kIndexes), { "wCount", 2 } });
constexpr auto kCustomProperty = std::to_array<Step>({ { "dwSize", 4, Format::Bytes },
    oneOf("dwPropertyDataType", 4, kPropertyTypes), { "wPropertyNameLength", 2, Format::Bytes },
    { "bPropertyName", kWidthFromField, Format::HexBytes, {}, {}, "wPropertyNameLength" },
    { "dwPropertyDataLength", 4, Format::Bytes },
    { "bPropertyData", kWidthFromField, Format::HexBytes, {}, {}, "dwPropertyDataLength" } });
static_assert(areUsable(kCustomProperty));

struct HeaderKind {
    std::string_view title;
    std::span<const Step> steps;
    std::size_t length;
    std::uint64_t index;
    std::string_view countField;
    std::string_view spec;
};
constexpr HeaderKind kIdHeaderKind { "Microsoft OS 1.0 extended compat ID header", kIdHeader, 16, 4, "bCount",
    kIdSpec };
constexpr HeaderKind kPropertiesHeaderKind { "Microsoft OS 1.0 extended properties header", kPropertiesHeader, 10, 5,
    "wCount", kPropertySpec };

std::string bytesText(std::size_t count) { return std::to_string(count) + (count == 1 ? " byte" : " bytes"); }

// The header with its checks; the sections become its children.
Node headerOf(ByteView bytes, const HeaderKind& kind, const Context& context)
{
    NodeBuilder builder(slice(bytes, 0, kind.length), 0, context, std::string(kind.title));
    builder.addSteps(kind.steps, kind.spec);
    if (bytes.size() < kind.length)
        builder.diagnose(rules::kMs10Length, 0, bytes.size(),
            "The header has " + std::to_string(kind.length) + " bytes and " + std::to_string(bytes.size())
                + " are there.");
    const Field* length = builder.findField("dwLength");
    if (length != nullptr && length->raw != bytes.size())
        builder.diagnose(rules::kMs10Length, *length,
            "dwLength is " + std::to_string(length->raw) + " and " + bytesText(bytes.size()) + " are there.");
    const Field* index = builder.findField("wIndex");
    if (index != nullptr && index->raw != kind.index)
        builder.diagnose(rules::kMs10Index, *index,
            "wIndex is " + std::to_string(index->raw) + "; it must be " + std::to_string(kind.index) + ".");
    Node node = builder.finish();
    node.range.end = bytes.size();
    return node;
}

void checkCount(Node& header, const HeaderKind& kind, std::size_t present)
{
    const auto count = std::find_if(
        header.fields.begin(), header.fields.end(), [&](const Field& field) { return field.name == kind.countField; });
    if (count != header.fields.end() && count->raw != present)
        header.diagnostics.push_back(diagnosticOf(rules::kMs10Count, count->range,
            std::string(kind.countField) + " is " + std::to_string(count->raw) + " and " + std::to_string(present)
                + (present == 1 ? " section follows." : " sections follow.")));
}

Node leftOver(ByteView bytes, std::size_t base, const Context& context)
{
    NodeBuilder builder(bytes, base, context, "Unreadable bytes");
    builder.diagnose(
        rules::kMs10Section, 0, bytes.size(), "The last " + bytesText(bytes.size()) + " hold no whole section.");
    return builder.finish();
}

Node functionOf(ByteView bytes, std::size_t base, const Context& context)
{
    NodeBuilder builder(bytes, base, context, "Function section");
    builder.addSteps(kFunction, kIdSpec);
    explainCompatibleId(builder, "compatibleID");
    explainCompatibleId(builder, "subCompatibleID");
    const Field* id = builder.findField("compatibleID");
    if (id != nullptr)
        builder.setSummary("interface " + std::to_string(bytes[0]) + ", " + id->meaning);
    return builder.finish();
}

Node propertyOf(ByteView bytes, std::size_t base, std::uint64_t claimed, const Context& context)
{
    NodeBuilder builder(bytes, base, context, "Custom property section");
    builder.addSteps(kCustomProperty, kPropertySpec);
    if (claimed > bytes.size() || builder.cursor() < bytes.size())
        builder.diagnose(rules::kMs10Section, 0, kPropertyHeaderLength,
            "dwSize is " + std::to_string(claimed) + " and the fields have " + bytesText(builder.cursor()) + ".");
    explainProperty(builder, kProperty);
    return builder.finish();
}

} // namespace

std::vector<Node> decodeMsOs10CompatibleIds(ByteView bytes)
{
    if (bytes.empty())
        return {};
    const Context context;
    std::vector<Node> nodes { headerOf(bytes, kIdHeaderKind, context) };
    std::vector<Node>& functions = nodes.front().children;
    std::size_t offset = kIdHeaderKind.length;
    for (; offset < bytes.size() && bytes.size() - offset >= kFunctionLength; offset += kFunctionLength)
        functions.push_back(functionOf(slice(bytes, offset, kFunctionLength), offset, context));
    checkCount(nodes.front(), kIdHeaderKind, functions.size());
    if (offset < bytes.size())
        functions.push_back(leftOver(bytes.subspan(offset), offset, context));
    return nodes;
}

std::vector<Node> decodeMsOs10Properties(ByteView bytes)
{
    if (bytes.empty())
        return {};
    const Context context;
    std::vector<Node> nodes { headerOf(bytes, kPropertiesHeaderKind, context) };
    std::vector<Node>& properties = nodes.front().children;
    std::size_t offset = kPropertiesHeaderKind.length;
    while (offset < bytes.size()) {
        const std::uint64_t claimed = readLe(bytes, offset, kPropertyHeaderLength).value_or(0);
        if (claimed < kPropertyHeaderLength)
            break;
        const auto present = static_cast<std::size_t>(std::min<std::uint64_t>(claimed, bytes.size() - offset));
        properties.push_back(propertyOf(slice(bytes, offset, present), offset, claimed, context));
        offset += present;
    }
    checkCount(nodes.front(), kPropertiesHeaderKind, properties.size());
    if (offset < bytes.size())
        properties.push_back(leftOver(bytes.subspan(offset), offset, context));
    return nodes;
}

} // namespace wb::descriptors
