// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requests/answer.h"

#include "core/descriptors/hid_report.h"
#include "core/descriptors/hub_status.h"
#include "core/descriptors/node_builder.h"
#include "core/requests/control_codes.h"
#include "core/requests/parameter_text.h"
#include "core/usb/names.h"

#include <algorithm>

namespace wb::requests {
namespace {

using descriptors::Diagnostic;
using descriptors::kNoYes;
using descriptors::Node;
using descriptors::NodeBuilder;
using descriptors::Severity;

// UVC 1.5 table 4-3.
constexpr auto kVideoInfo = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 5, "disabled by the commit state", kNoYes },
    { 4, 4, "asynchronous control", kNoYes },
    { 3, 3, "autoupdate control", kNoYes },
    { 2, 2, "disabled by automatic mode", kNoYes },
    { 1, 1, "supports SET requests", kNoYes },
    { 0, 0, "supports GET requests", kNoYes },
});

std::size_t leastBytes(std::span<const Parameter> fields)
{
    std::size_t bytes = 0;
    for (const Parameter& field : fields)
        if (!field.isOptional && !field.isRepeated)
            bytes += field.width;
    return bytes;
}

bool addField(NodeBuilder& builder, const Parameter& field, std::string name, std::string_view section)
{
    const std::size_t at = builder.cursor();
    const ByteView bytes = slice(builder.bytes(), at, field.width);
    if (bytes.size() < field.width)
        return false;
    if (field.kind == Kind::Bytes || field.width > 8)
        return builder.addText(at, field.width, std::move(name), formatHex(bytes), {}, section);
    const std::uint64_t raw = readLe(bytes, 0, field.width).value_or(0);
    const std::int64_t value = valueOfBits(field, raw);
    std::string meaning = meaningText(field, value);
    if (meaning.empty() && field.kind == Kind::Choice && !field.isOpen)
        meaning = "reserved";
    builder.addText(at, field.width, std::move(name), numberText(field, value), std::move(meaning), section);
    builder.lastField()->bits = descriptors::formatBits(raw, field.bits);
    return true;
}

void addFields(NodeBuilder& builder, std::span<const Parameter> fields, std::string_view section)
{
    for (const Parameter& field : fields) {
        if (!field.isRepeated && !addField(builder, field, std::string(field.name), section))
            return;
        for (std::size_t i = 0; field.isRepeated; ++i)
            if (!addField(builder, field, std::string(field.name) + "[" + std::to_string(i) + "]", section))
                break;
    }
}

std::vector<Node> whole(Node node, std::size_t needed, std::string_view section)
{
    const std::size_t present = node.range.size();
    if (present < needed)
        node.diagnostics.push_back(Diagnostic { Severity::Error, node.range,
            "The answer ends after " + std::to_string(present) + " of " + std::to_string(needed) + " bytes.",
            std::string(section), {} });
    if (present == 0 && needed == 0)
        return {};
    return { std::move(node) };
}

std::vector<Node> decodeFields(
    std::span<const Parameter> fields, ByteView answer, const std::string& title, std::string_view section)
{
    const descriptors::Context context;
    NodeBuilder builder(answer, 0, context, title);
    if (fields.empty() && !answer.empty())
        builder.addText(0, answer.size(), "Data", formatHex(answer), {}, section);
    addFields(builder, fields, section);
    return whole(builder.finish(), leastBytes(fields), section);
}

std::vector<Node> decodeVideo(const Request& request, std::uint8_t code, ByteView answer, const std::string& title)
{
    const auto single = [&](Parameter field) { return decodeFields({ &field, 1 }, answer, title, "UVC 1.5 §4.1.2"); };
    if (code == kVideoGetLen)
        return single({ .name = "wLength", .width = 2, .max = 0xffff, .unit = { "bytes" } });
    if (code == kVideoGetInfo)
        return single({ .name = "bmInfo", .kind = Kind::Bits, .bits = kVideoInfo });
    return decodeFields(request.data, answer, title, request.section);
}

// Audio 2.0 §5.2.1: a count, then that many of a least value, a greatest one and the step between values. Those of a
// graphic equalizer, whose values come last, are for all its bands.
std::vector<Node> decodeRange(const Request& request, ByteView answer, const std::string& title)
{
    constexpr auto kParts = std::to_array<std::string_view>({ "MIN", "MAX", "RES" });
    const descriptors::Context context;
    NodeBuilder builder(answer, 0, context, title);
    const Parameter count { .name = "wNumSubRanges", .width = 2, .max = 0xffff };
    const Parameter& value = request.data.back();
    addField(builder, count, std::string(count.name), request.section);
    const auto claimed = static_cast<std::size_t>(readLe(answer, 0, 2).value_or(0));
    for (std::size_t i = 0; i < claimed; ++i)
        for (const std::string_view part : kParts)
            if (!addField(builder, value, std::string(part) + "[" + std::to_string(i) + "]", request.section))
                return whole(builder.finish(), 2 + claimed * kParts.size() * value.width, request.section);
    return whole(builder.finish(), 2, request.section);
}

// Printer 1.1 §4.2.1: the length, which counts itself, has its high byte first.
std::vector<Node> decodeDeviceId(const Request& request, ByteView answer, const std::string& title)
{
    const descriptors::Context context;
    NodeBuilder builder(answer, 0, context, title);
    std::size_t claimed = 2;
    if (answer.size() >= 2) {
        claimed = std::size_t { answer[0] } << 8 | answer[1];
        builder.addText(0, 2, "Length", std::to_string(claimed), std::to_string(claimed) + " bytes", request.section);
    }
    const ByteView text = slice(answer, 2, claimed < 2 ? 0 : claimed - 2);
    if (!text.empty()) {
        const std::string id = escapeForDisplay(std::string(text.begin(), text.end()));
        builder.addText(2, text.size(), "DeviceID", id, {}, request.section);
    }
    return whole(builder.finish(), claimed < 2 ? 2 : claimed, request.section);
}

std::vector<Node> decodeDescriptors(const usb::SetupPacket& setup, ByteView answer, const AnswerContext& context)
{
    const auto type = static_cast<usb::DescriptorType>(setup.wValue >> 8);
    if (answer.empty())
        return {};
    if (type == usb::DescriptorType::HidReport)
        return descriptors::decodeHidReport(answer, context.names);
    descriptors::DecodeOptions options;
    options.speed = context.speed;
    options.names = context.names;
    options.enclosing = context.enclosing;
    if (type == usb::DescriptorType::String)
        options.stringIndex = static_cast<std::uint8_t>(setup.wValue & 0xffU);
    return descriptors::decodeSequence(answer, options);
}

} // namespace

std::vector<Node> decodeAnswer(
    const Identity& identity, const usb::SetupPacket& setup, ByteView answer, const AnswerContext& context)
{
    const Request& request = *identity.request;
    if (!request.isIn())
        return {};
    const std::string title = spokenName(identity);
    switch (request.answer) {
    case Answer::Fields:
        break;
    case Answer::Descriptors:
        return decodeDescriptors(setup, answer, context);
    case Answer::HubStatus:
        return { descriptors::decodeHubStatus(answer) };
    case Answer::PortStatus:
        return { descriptors::decodePortStatus(answer, context.speed) };
    case Answer::DeviceId:
        return decodeDeviceId(request, answer, title);
    case Answer::VideoControl:
        return decodeVideo(request, setup.bRequest, answer, title);
    case Answer::AudioControl:
        if (setup.bRequest == kAudioRange && !request.data.empty())
            return decodeRange(request, answer, title);
        break;
    }
    return decodeFields(request.data, answer, title, request.section);
}

std::vector<Node> decodeAnswer(
    const usb::SetupPacket& setup, ByteView answer, const Targets& targets, const descriptors::UsbIds* names)
{
    const auto identity = identify(setup, {}, targets);
    if (!identity)
        return {};
    AnswerContext context { targets.speed, names, {} };
    const auto number = valueOf(*identity->request, identity->arguments, Kind::Interface);
    const auto enclosing = std::find_if(targets.interfaces.begin(), targets.interfaces.end(),
        [&number](const InterfaceTarget& interface) { return number == interface.number; });
    if (enclosing != targets.interfaces.end())
        context.enclosing = descriptors::EnclosingInterface { enclosing->number, 0, enclosing->classCode,
            enclosing->subClass, enclosing->protocol };
    return decodeAnswer(*identity, setup, answer, context);
}

} // namespace wb::requests
