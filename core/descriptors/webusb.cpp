// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/webusb.h"

#include "core/descriptors/registry.h"
#include "core/descriptors/single.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kSpec = "WebUSB §4.3.1";
constexpr std::uint64_t kNoScheme = 255;

constexpr auto kSchemes
    = std::to_array<ValueName>({ { 0, "http://" }, { 1, "https://" }, { kNoScheme, "in the URL itself" } });
constexpr auto kTypes = std::to_array<ValueName>({ { 3, "WEBUSB_URL" } });
constexpr auto kUrl = std::to_array<Step>(
    { { "bLength" }, oneOf("bDescriptorType", 1, kTypes, Format::Hex), oneOf("bScheme", 1, kSchemes), rest("URL") });

void explainUrl(NodeBuilder& builder)
{
    const Field* scheme = builder.findField("bScheme");
    if (scheme == nullptr)
        return;
    const bool isKnown = !nameOf(kSchemes, scheme->raw).empty();
    const std::string prefix = isKnown && scheme->raw != kNoScheme ? scheme->meaning : std::string();
    if (!isKnown)
        builder.diagnose(
            rules::kWebUsbScheme, *scheme, "bScheme is " + std::to_string(scheme->raw) + "; it must be 0, 1 or 255.");
    if (Field* url = builder.findField("URL")) {
        const ByteView text = builder.bytesOf(*url);
        url->meaning = "\"" + escapeForDisplay(std::string(text.begin(), text.end())) + "\"";
        builder.setSummary(prefix + escapeForDisplay(std::string(text.begin(), text.end())));
    }
}

constexpr Entry kEntry { { 0x03 }, "WebUSB URL descriptor", {}, { 3, 255 }, kSpec, explainUrl, kUrl };

} // namespace

std::vector<Node> decodeWebUsbUrl(ByteView bytes)
{
    const Context context;
    std::vector<Node> nodes;
    std::size_t offset = 0;
    if (bytes.size() >= 2 && bytes[0] >= 2) {
        nodes.push_back(decodeDescriptorAs(kEntry, bytes, 0, context));
        offset = nodes.back().range.end;
    }
    if (offset < bytes.size())
        nodes.push_back(decodeUnreadable(bytes.subspan(offset), offset, context));
    return nodes;
}

} // namespace wb::descriptors
