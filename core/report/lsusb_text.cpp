// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/lsusb_text.h"

#include "core/descriptors/decode.h"
#include "core/descriptors/usb_ids.h"
#include "core/report/lsusb_lines.h"

#include <algorithm>
#include <array>

namespace wb::report {
namespace {

using descriptors::Diagnostic;
using descriptors::Field;
using descriptors::Node;

constexpr std::size_t kFieldIndent = 2; // from the heading
constexpr auto kHeadFields = std::to_array<std::string_view>({ "bLength", "bDescriptorType", "bDescriptorSubtype" });

bool startsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

// Descriptors that the decoder only names the type of, and bytes that are none.
bool isRaw(const Node& node)
{
    constexpr auto kRaw = std::to_array<std::string_view>(
        { "Class-specific ", "Vendor-specific descriptor", "Unknown descriptor", "Unreadable bytes" });
    return std::any_of(kRaw.begin(), kRaw.end(), [&](std::string_view title) { return startsWith(node.title, title); });
}

// What there is to say about the device that the fields of its other descriptors depend on.
struct DeviceFacts {
    std::uint16_t bcdUsb = 0;
    bool hasTranslator = false;
};

class Writer {
public:
    Writer(std::string& out, const LsusbInput& input, ByteView bytes, DeviceFacts facts)
        : m_out(out)
        , m_input(input)
        , m_bytes(bytes)
        , m_facts(facts)
    {
    }

    // `depthIndent` is where the heading of a descriptor stands that has no place of its own.
    void append(const Node& node, std::size_t depthIndent)
    {
        if (isRaw(node)) {
            const ByteView own = slice(m_bytes, node.range.begin, node.range.size());
            appendLine(m_out, depthIndent, "** UNRECOGNIZED:  " + formatHex(own));
            appendDiagnostics(node, depthIndent);
            return;
        }
        const Layout* layout = findLayout(node.title);
        const std::size_t indent = layout == nullptr ? depthIndent : layout->indent;
        if (const std::string heading = headingOf(node, layout); !heading.empty())
            appendLine(m_out, indent, heading);
        appendFields(node, layout, indent + kFieldIndent);
        appendDiagnostics(node, indent + kFieldIndent);
        if (node.title == "Interface descriptor")
            m_interface = static_cast<std::uint8_t>(rawOf(node, "bInterfaceNumber"));
        if (node.title == "HID descriptor")
            appendReport();
        for (const Node& child : node.children) {
            if (&child != m_skipped)
                append(child, childIndent(node, indent));
        }
    }

    // Printed elsewhere.
    void skip(const Node* node) { m_skipped = node; }

private:
    static std::string headingOf(const Node& node, const Layout* layout)
    {
        if (layout != nullptr && layout->heading == "-")
            return {};
        if (layout != nullptr && !layout->heading.empty())
            return std::string(layout->heading);
        std::string title = node.title;
        constexpr std::string_view kWord = " descriptor";
        const bool isCommunications = layout != nullptr && title.size() > kWord.size();
        if (isCommunications)
            title.erase(title.size() - kWord.size());
        return titleCase(title) + ":";
    }

    static std::size_t childIndent(const Node& node, std::size_t indent)
    {
        return node.title == "Device descriptor" ? 0 : indent + kFieldIndent;
    }

    void appendFields(const Node& node, const Layout* layout, std::size_t indent)
    {
        const Place place { m_input, m_bytes, node, layout, indent, m_facts.bcdUsb, m_facts.hasTranslator };
        if (appendCapability(m_out, place))
            return;
        for (const Field& field : node.fields) {
            const bool isHead = std::find(kHeadFields.begin(), kHeadFields.end(), field.name) != kHeadFields.end();
            if (layout == nullptr || layout->hasHead || !isHead)
                appendField(m_out, place, field);
        }
    }

    void appendDiagnostics(const Node& node, std::size_t indent)
    {
        for (const Diagnostic& diagnostic : node.diagnostics)
            appendLine(m_out, indent, "Warning: " + diagnostic.message + " (" + diagnostic.spec + ")");
    }

    void appendReport()
    {
        if (const auto found = m_input.hidReports.find(m_interface); found != m_input.hidReports.end())
            appendHidReport(m_out, found->second, m_input.names);
    }

    std::string& m_out;
    const LsusbInput& m_input;
    ByteView m_bytes;
    DeviceFacts m_facts;
    const Node* m_skipped = nullptr;
    std::uint8_t m_interface = 0;
};

std::string nameOr(const std::string& name, const LsusbInput& input, std::uint64_t stringIndex)
{
    return name.empty() ? stringText(input, static_cast<std::uint8_t>(stringIndex)) : name;
}

void appendHeadline(std::string& out, const LsusbInput& input, const Node& device)
{
    const auto vendor = static_cast<std::uint16_t>(rawOf(device, "idVendor"));
    const auto product = static_cast<std::uint16_t>(rawOf(device, "idProduct"));
    const auto three = [](unsigned number) {
        const std::string text = std::to_string(number);
        return std::string(text.size() < 3 ? 3 - text.size() : 0, '0') + text;
    };
    std::string line = input.bus == 0 ? "Device:" : "Bus " + three(input.bus) + " Device " + three(input.address) + ":";
    line += " ID " + usb::formatVidPid(vendor, product);
    const bool hasNames = input.names != nullptr;
    line += " " + nameOr(hasNames ? input.names->vendor(vendor) : "", input, rawOf(device, "iManufacturer"));
    line += " " + nameOr(hasNames ? input.names->product(vendor, product) : "", input, rawOf(device, "iProduct"));
    appendLine(out, 0, line);
}

const Node* findOtg(const Node& node)
{
    for (const Node& child : node.children) {
        if (child.title == "OTG descriptor")
            return &child;
        if (const Node* found = findOtg(child); found != nullptr)
            return found;
    }
    return nullptr;
}

DeviceFacts factsOf(const Node& device)
{
    const std::uint64_t protocol = rawOf(device, "bDeviceProtocol");
    return { static_cast<std::uint16_t>(rawOf(device, "bcdUSB")),
        rawOf(device, "bDeviceClass") == 0x09 && (protocol == 1 || protocol == 2) };
}

void appendSection(std::string& out, const LsusbInput& input, ByteView bytes, const DeviceFacts& facts)
{
    descriptors::DecodeOptions options { input.speed, input.names, facts.bcdUsb };
    options.enclosing = descriptors::EnclosingInterface { 0, 0, 0x09, 0, 0 }; // hub descriptors are a hub's
    const std::vector<Node> nodes = descriptors::decodeSequence(bytes, options);
    Writer writer(out, input, bytes, facts);
    for (const Node& node : nodes)
        writer.append(node, 0);
}

// USB 2.0 Figure 9-4, USB 3.2 Figure 9-4.
void appendStatus(std::string& out, std::uint16_t status, const DeviceFacts& facts, bool hasOtg)
{
    struct Line {
        unsigned bit;
        std::string_view text;
        bool isThere;
    };
    const bool isSuper = facts.bcdUsb >= 0x0300;
    const auto lines = std::to_array<Line>({ { 1, "Remote Wakeup Enabled", true }, { 2, "Test Mode", !isSuper },
        { 2, "U1 Enabled", isSuper }, { 3, "U2 Enabled", isSuper },
        { 4, "Latency Tolerance Messaging (LTM) Enabled", isSuper }, { 3, "HNP Enabled", hasOtg },
        { 4, "HNP Capable", hasOtg }, { 5, "ALT port is HNP Capable", hasOtg }, { 6, "Debug Mode", true } });
    appendLine(out, 0, "Device Status:     0x" + hex(status, 4));
    appendLine(out, kFieldIndent, (status & 1) != 0 ? "Self Powered" : "(Bus Powered)");
    for (const Line& line : lines) {
        if (line.isThere && (status >> line.bit & 1) != 0)
            appendLine(out, kFieldIndent, line.text);
    }
}

// True when there was an OTG descriptor, which lsusb prints before the configurations.
bool appendDescriptors(std::string& out, const LsusbInput& input, const std::vector<Node>& nodes, DeviceFacts facts)
{
    Writer writer(out, input, input.descriptors, facts);
    const Node* otg = nullptr;
    for (const Node& node : nodes) {
        if (otg == nullptr && (otg = findOtg(node)) != nullptr) {
            writer.append(*otg, 0);
            writer.skip(otg);
        }
        writer.append(node, kFieldIndent);
    }
    return otg != nullptr;
}

} // namespace

std::string lsusbText(const LsusbInput& input)
{
    std::string out;
    const std::vector<Node> nodes = descriptors::decodeDeviceBytes(input.descriptors, { input.speed, input.names });
    if (nodes.empty())
        return out;
    const DeviceFacts facts = factsOf(nodes.front());
    if (nodes.front().title == "Device descriptor")
        appendHeadline(out, input, nodes.front());
    const bool hasOtg = appendDescriptors(out, input, nodes, facts);
    for (const ByteView section : { input.hub, input.bos, input.qualifier, input.debug })
        appendSection(out, input, section, facts);
    if (input.status)
        appendStatus(out, *input.status, facts, hasOtg);
    return out;
}

} // namespace wb::report
