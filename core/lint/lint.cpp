// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/lint.h"

#include "core/lint/checks.h"

#include <algorithm>

namespace wb::lint {
namespace {

using descriptors::DecodedSection;
using descriptors::Diagnostic;
using descriptors::Node;
using descriptors::Rule;
using descriptors::Severity;

std::span<const Group> allGroups()
{
    static const std::array kGroups {
        deviceGroup(),
        configurationGroup(),
        interfaceGroup(),
        functionGroup(),
        endpointGroup(),
        bandwidthGroup(),
        companionGroup(),
        bosGroup(),
        superSpeedPlusGroup(),
        billboardGroup(),
        platformGroup(),
        stringGroup(),
        otherSpeedGroup(),
        cdcGroup(),
        cdcNetworkGroup(),
        dfuGroup(),
        hidGroup(),
        hidFieldGroup(),
        hidReportGroup(),
        hubGroup(),
        hubDescriptorGroup(),
        instrumentGroup(),
        placementGroup(),
        printerGroup(),
        smartCardGroup(),
        stillImageGroup(),
        storageGroup(),
        wirelessGroup(),
        avHeaderGroup(),
        avTopologyGroup(),
        audioUnitGroup(),
        audioClockGroup(),
        audioFormatGroup(),
        audioStreamingGroup(),
        midiGroup(),
        videoControlGroup(),
        videoStreamingGroup(),
        videoFormatGroup(),
        videoFrameGroup(),
    };
    return kGroups;
}

void collect(const Node& node, std::size_t section, Report& report)
{
    for (const Diagnostic& diagnostic : node.diagnostics)
        report.add(section, diagnostic);
    for (const Node& child : node.children)
        collect(child, section, report);
}

bool comesBefore(const Finding& a, const Finding& b)
{
    const auto key = [](const Finding& finding) {
        return std::tuple(finding.section, finding.diagnostic.range.begin,
            -static_cast<int>(finding.diagnostic.severity), finding.diagnostic.range.end);
    };
    return key(a) < key(b);
}

bool isInside(descriptors::ByteRange inner, descriptors::ByteRange outer)
{
    return inner.begin >= outer.begin && inner.end <= outer.end;
}

// The deepest node that holds the whole range.
Node* nodeAt(std::vector<Node>& nodes, descriptors::ByteRange range)
{
    for (Node& node : nodes) {
        if (!isInside(range, node.range))
            continue;
        Node* below = nodeAt(node.children, range);
        return below != nullptr ? below : &node;
    }
    return nullptr;
}

bool isDecoderRule(std::string_view id)
{
    const auto rules = descriptors::decoderRules();
    return std::any_of(rules.begin(), rules.end(), [id](const Rule& rule) { return rule.id == id; });
}

} // namespace

std::size_t Result::count(Severity severity) const
{
    return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(),
        [severity](const Finding& finding) { return finding.diagnostic.severity == severity; }));
}

std::optional<Severity> Result::worst() const
{
    const auto found = std::max_element(findings.begin(), findings.end(),
        [](const Finding& a, const Finding& b) { return a.diagnostic.severity < b.diagnostic.severity; });
    return found == findings.end() ? std::nullopt : std::optional(found->diagnostic.severity);
}

Result lint(const descriptors::DescriptorSet& set, std::span<const DecodedSection> decoded)
{
    Report report;
    for (std::size_t section = 0; section < decoded.size(); ++section)
        for (const Node& node : decoded[section].nodes)
            collect(node, section, report);
    const DeviceView device = viewOf(set, decoded);
    for (const Group& group : allGroups())
        group.check(device, report);
    Result result { report.takeFindings(), report.omitted() };
    std::stable_sort(result.findings.begin(), result.findings.end(), comesBefore);
    return result;
}

void attach(const Result& result, std::span<DecodedSection> decoded)
{
    for (const Finding& finding : result.findings) {
        if (finding.section >= decoded.size() || isDecoderRule(finding.diagnostic.rule))
            continue;
        if (Node* node = nodeAt(decoded[finding.section].nodes, finding.diagnostic.range))
            node->diagnostics.push_back(finding.diagnostic);
    }
}

const std::vector<Rule>& allRules()
{
    static const std::vector<Rule> rules = [] {
        const auto own = descriptors::decoderRules();
        std::vector<Rule> all(own.begin(), own.end());
        for (const Group& group : allGroups())
            all.insert(all.end(), group.rules.begin(), group.rules.end());
        std::sort(all.begin(), all.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
        return all;
    }();
    return rules;
}

} // namespace wb::lint
