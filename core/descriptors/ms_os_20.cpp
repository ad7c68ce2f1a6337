// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/ms_os_20.h"

#include "core/descriptors/ms_os.h"
#include "core/descriptors/registry.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

constexpr std::size_t kHeaderLength = 4; // wLength and wDescriptorType
constexpr std::string_view kTypeSpec = "Microsoft OS 2.0 Table 9";
constexpr PropertyFields kProperty { "wPropertyDataType", "PropertyName", "PropertyData" };

enum Type : std::uint8_t { kSetHeader, kConfigurationSubset, kFunctionSubset };

// What a descriptor stands in.
enum class Level : std::uint8_t { Nothing, Set, Configuration, Function };

constexpr auto kTypeNames = std::to_array<ValueName>({ { 0, "MS_OS_20_SET_HEADER_DESCRIPTOR" },
    { 1, "MS_OS_20_SUBSET_HEADER_CONFIGURATION" }, { 2, "MS_OS_20_SUBSET_HEADER_FUNCTION" },
    { 3, "MS_OS_20_FEATURE_COMPATIBLE_ID" }, { 4, "MS_OS_20_FEATURE_REG_PROPERTY" },
    { 5, "MS_OS_20_FEATURE_MIN_RESUME_TIME" }, { 6, "MS_OS_20_FEATURE_MODEL_ID" },
    { 7, "MS_OS_20_FEATURE_CCGP_DEVICE" }, { 8, "MS_OS_20_FEATURE_VENDOR_REVISION" } });

constexpr auto kHeader
    = std::to_array<Step>({ { "wLength", 2, Format::Bytes }, oneOf("wDescriptorType", 2, kTypeNames, Format::Hex) });
constexpr auto kSet = std::to_array<Step>(
    { oneOf("dwWindowsVersion", 4, kWindowsVersions, Format::Hex), { "wTotalLength", 2, Format::Bytes } });
constexpr auto kConfiguration
    = std::to_array<Step>({ { "bConfigurationValue" }, { "bReserved" }, { "wTotalLength", 2, Format::Bytes } });
constexpr auto kFunction
    = std::to_array<Step>({ { "bFirstInterface" }, { "bReserved" }, { "wSubsetLength", 2, Format::Bytes } });
constexpr auto kCompatibleId
    = std::to_array<Step>({ { "CompatibleID", 8, Format::HexBytes }, { "SubCompatibleID", 8, Format::HexBytes } });
constexpr auto kRegistryProperty
    = std::to_array<Step>({ oneOf("wPropertyDataType", 2, kPropertyTypes), { "wPropertyNameLength", 2, Format::Bytes },
        { "PropertyName", kWidthFromField, Format::HexBytes, {}, {}, "wPropertyNameLength" },
        { "wPropertyDataLength", 2, Format::Bytes },
        { "PropertyData", kWidthFromField, Format::HexBytes, {}, {}, "wPropertyDataLength" } });
constexpr auto kResumeTime = std::to_array<Step>(
    { { "bResumeRecoveryTime", 1, Format::Milliseconds }, { "bResumeSignalingTime", 1, Format::Milliseconds } });
constexpr auto kModelId = std::to_array<Step>({ { "ModelID", 16, Format::Uuid } });
constexpr auto kRevision = std::to_array<Step>({ { "VendorRevision", 2 } });
static_assert(areUsable(kRegistryProperty));

void explainIds(NodeBuilder& builder)
{
    explainCompatibleId(builder, "CompatibleID");
    explainCompatibleId(builder, "SubCompatibleID");
    if (const Field* id = builder.findField("CompatibleID"))
        builder.setSummary(id->meaning);
}

void explainRegistryProperty(NodeBuilder& builder) { explainProperty(builder, kProperty); }

void checkResumeTime(NodeBuilder& builder)
{
    const Field* recovery = builder.findField("bResumeRecoveryTime");
    if (recovery != nullptr && recovery->raw > 10)
        builder.diagnose(rules::kMs20ResumeTime, *recovery,
            "bResumeRecoveryTime is " + std::to_string(recovery->raw) + " ms; it must be 0 to 10 ms.");
    const Field* signaling = builder.findField("bResumeSignalingTime");
    if (signaling != nullptr && (signaling->raw < 1 || signaling->raw > 20))
        builder.diagnose(rules::kMs20ResumeTime, *signaling,
            "bResumeSignalingTime is " + std::to_string(signaling->raw) + " ms; it must be 1 to 20 ms.");
}

void summarizeConfiguration(NodeBuilder& builder)
{
    if (const Field* value = builder.findField("bConfigurationValue"))
        builder.setSummary("configuration " + value->value);
}

void summarizeFunction(NodeBuilder& builder)
{
    if (const Field* first = builder.findField("bFirstInterface"))
        builder.setSummary("from interface " + first->value + " on");
}

struct Kind {
    std::string_view title;
    std::span<const Step> steps;
    std::size_t length; // 0: its fields tell
    std::string_view spec;
    std::span<const Level> places; // where it may stand
    DecodeFn explain = nullptr;
};

constexpr auto kAtTop = std::to_array({ Level::Nothing });
constexpr auto kInSet = std::to_array({ Level::Set });
constexpr auto kInConfiguration = std::to_array({ Level::Configuration });
constexpr auto kAnywhere = std::to_array({ Level::Set, Level::Configuration, Level::Function });
constexpr auto kNoSteps = std::span<const Step>();

constexpr auto kKinds = std::to_array<Kind>({
    { "Microsoft OS 2.0 descriptor set header", kSet, 10, "Microsoft OS 2.0 Table 10", kAtTop },
    { "Microsoft OS 2.0 configuration subset header", kConfiguration, 8, "Microsoft OS 2.0 Table 11", kInSet,
        summarizeConfiguration },
    { "Microsoft OS 2.0 function subset header", kFunction, 8, "Microsoft OS 2.0 Table 12", kInConfiguration,
        summarizeFunction },
    { "Microsoft OS 2.0 compatible ID descriptor", kCompatibleId, 20, "Microsoft OS 2.0 Table 13", kAnywhere,
        explainIds },
    { "Microsoft OS 2.0 registry property descriptor", kRegistryProperty, 0, "Microsoft OS 2.0 Table 14", kAnywhere,
        explainRegistryProperty },
    { "Microsoft OS 2.0 minimum USB resume time descriptor", kResumeTime, 6, "Microsoft OS 2.0 Table 16", kInSet,
        checkResumeTime },
    { "Microsoft OS 2.0 model ID descriptor", kModelId, 20, "Microsoft OS 2.0 Table 17", kInSet },
    { "Microsoft OS 2.0 CCGP device descriptor", kNoSteps, 4, "Microsoft OS 2.0 Table 18", kInSet },
    { "Microsoft OS 2.0 vendor revision descriptor", kRevision, 6, "Microsoft OS 2.0 Table 19", kAnywhere },
});

std::string bytesText(std::size_t count) { return std::to_string(count) + (count == 1 ? " byte" : " bytes"); }

std::string_view placeName(Level level)
{
    switch (level) {
    case Level::Nothing:
        return "at the beginning of a set";
    case Level::Set:
        return "directly below the set header";
    case Level::Configuration:
        return "directly below a configuration subset header";
    case Level::Function:
        return "below a function subset header";
    }
    return "elsewhere";
}

Node unreadable(ByteView bytes, std::size_t base, const Context& context)
{
    NodeBuilder builder(bytes, base, context, "Unreadable bytes");
    builder.diagnose(rules::kMs20Unreadable, 0, bytes.size(),
        bytes.size() < kHeaderLength ? bytesText(bytes.size()) + " left, which is too short for a descriptor."
                                     : "wLength is " + std::to_string(builder.value(0, 2).value_or(0))
                + "; every descriptor has at least 4 bytes, so nothing from here on can be told apart.");
    return builder.finish();
}

void checkLength(NodeBuilder& builder, const Kind& kind, std::size_t claimed)
{
    const std::size_t present = builder.bytes().size();
    if (claimed > present)
        builder.diagnose(rules::kMs20Cut, 0, 2,
            "wLength is " + std::to_string(claimed) + " and " + bytesText(present) + (present == 1 ? " is" : " are")
                + " there.");
    else if (kind.length != 0 && claimed != kind.length)
        builder.diagnose(rules::kMs20Length, 0, 2,
            "wLength is " + std::to_string(claimed) + "; it must be " + std::to_string(kind.length) + ".", kind.spec);
    else if (kind.length == 0 && builder.cursor() < present)
        builder.diagnose(rules::kMs20Length, 0, 2,
            "wLength is " + std::to_string(claimed) + " and the fields have " + bytesText(builder.cursor()) + ".",
            kind.spec);
}

class SetDecoder {
public:
    explicit SetDecoder(ByteView bytes)
        : m_bytes(bytes)
    {
    }

    std::vector<Node> run()
    {
        std::vector<Node> nodes;
        const auto length = readLe(m_bytes, 0, 2);
        const bool isSet = m_bytes.size() >= kHeaderLength && *length >= kHeaderLength && typeAt(0) == kSetHeader;
        if (!isSet) {
            nodes = take(0, m_bytes.size(), Level::Set);
            if (!nodes.empty())
                nodes.front().diagnostics.push_back(diagnosticOf(rules::kMs20Header, nodes.front().range,
                    "A descriptor set header (wDescriptorType 0) must stand here."));
            return nodes;
        }
        nodes.push_back(one(0, m_bytes.size(), Level::Nothing));
        nest(nodes.front(), m_bytes.size(), Level::Set, "wTotalLength", rules::kMs20TotalLength);
        if (nodes.front().range.end < m_bytes.size())
            addRest(nodes);
        return nodes;
    }

private:
    [[nodiscard]] std::uint64_t typeAt(std::size_t offset) const { return readLe(m_bytes, offset + 2, 2).value_or(0); }

    // What no total length covers.
    void addRest(std::vector<Node>& nodes)
    {
        const std::size_t begin = nodes.front().range.end;
        NodeBuilder builder(m_bytes.subspan(begin), begin, m_context, "Bytes behind the descriptor set");
        builder.diagnose(rules::kMs20TotalLength, 0, m_bytes.size() - begin,
            "wTotalLength does not cover the last " + bytesText(m_bytes.size() - begin) + ".");
        nodes.push_back(builder.finish());
    }

    std::vector<Node> take(std::size_t begin, std::size_t end, Level level)
    {
        std::vector<Node> nodes;
        while (begin < end) {
            if (end - begin < kHeaderLength || readLe(m_bytes, begin, 2).value_or(0) < kHeaderLength) {
                nodes.push_back(unreadable(slice(m_bytes, begin, end - begin), begin, m_context));
                break;
            }
            nodes.push_back(one(begin, end, level));
            Node& node = nodes.back();
            const std::uint64_t type = typeAt(begin);
            if (type == kConfigurationSubset && level < Level::Configuration)
                nest(node, end, Level::Configuration, "wTotalLength", rules::kMs20SubsetLength);
            else if (type == kFunctionSubset && level < Level::Function)
                nest(node, end, Level::Function, "wSubsetLength", rules::kMs20SubsetLength);
            begin = node.range.end;
        }
        return nodes;
    }

    // REQUIRES: a wLength of at least 4, and that many bytes before `end`.
    Node one(std::size_t begin, std::size_t end, Level level)
    {
        const std::size_t claimed = readLe(m_bytes, begin, 2).value_or(0);
        const std::uint64_t type = typeAt(begin);
        const ByteView own = slice(m_bytes, begin, std::min(claimed, end - begin));
        if (type >= kKinds.size())
            return unknown(own, begin, claimed, type);
        const Kind& kind = kKinds[static_cast<std::size_t>(type)];
        NodeBuilder builder(own, begin, m_context, std::string(kind.title));
        builder.addSteps(kHeader, kTypeSpec);
        builder.addSteps(kind.steps, kind.spec);
        checkLength(builder, kind, claimed);
        if (std::find(kind.places.begin(), kind.places.end(), level) == kind.places.end())
            builder.diagnose(rules::kMs20Nesting, 2, 2,
                "This descriptor belongs " + std::string(placeName(kind.places.front())) + " and not "
                    + std::string(placeName(level)) + ".");
        if (kind.explain != nullptr)
            kind.explain(builder);
        return builder.finish();
    }

    Node unknown(ByteView own, std::size_t begin, std::size_t claimed, std::uint64_t type)
    {
        static constexpr auto kData = std::to_array<Step>({ rest("Data") });
        NodeBuilder builder(own, begin, m_context, "Microsoft OS 2.0 descriptor (type 0x" + hex(type, 4) + ")");
        builder.addSteps(kHeader, kTypeSpec);
        builder.addSteps(kData, kTypeSpec);
        checkLength(builder, { {}, {}, claimed, kTypeSpec, {} }, claimed);
        builder.diagnose(rules::kMs20Type, 2, 2, "wDescriptorType is " + std::to_string(type) + "; types are 0 to 8.");
        return builder.finish();
    }

    // The node becomes as long as its field says, with what stands there as children.
    void nest(Node& node, std::size_t end, Level inside, std::string_view lengthField, const Rule& rule)
    {
        const auto field = std::find_if(node.fields.begin(), node.fields.end(),
            [lengthField](const Field& candidate) { return candidate.name == lengthField; });
        if (field == node.fields.end())
            return;
        const std::size_t available = end - node.range.begin;
        const std::size_t own = node.range.size();
        const auto claimed = static_cast<std::size_t>(field->raw);
        if (claimed < own || claimed > available)
            node.diagnostics.push_back(diagnosticOf(rule, field->range,
                std::string(lengthField) + " is " + std::to_string(claimed) + "; it must be at least "
                    + std::to_string(own) + " and " + bytesText(available) + " are there."));
        const std::size_t inner = node.range.end;
        node.range.end = node.range.begin + std::clamp(claimed, own, available);
        node.children = take(inner, node.range.end, inside);
    }

    ByteView m_bytes;
    Context m_context;
};

} // namespace

std::vector<Node> decodeMsOs20Set(ByteView bytes) { return SetDecoder(bytes).run(); }

} // namespace wb::descriptors
