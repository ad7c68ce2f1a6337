// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/pyusb_text.h"

#include "core/report/lsusb_lines.h"

#include <array>

namespace wb::report {
namespace {

using descriptors::Node;

constexpr std::size_t kHeadWidth = 60;
constexpr std::size_t kValueWidth = 7;

struct CodeName {
    std::uint64_t code;
    std::string_view name;
};

constexpr auto kDeviceClasses
    = std::to_array<CodeName>({ { 0x00, "Specified at interface" }, { 0x02, "Communications Device" }, { 0x09, "Hub" },
        { 0x0f, "Personal Healthcare Device" }, { 0xdc, "Diagnostic Device" }, { 0xe0, "Wireless Controller" },
        { 0xef, "Miscellaneous" }, { 0xff, "Vendor-specific" } });
constexpr auto kInterfaceClasses = std::to_array<CodeName>(
    { { 0x00, "Reserved" }, { 0x01, "Audio" }, { 0x02, "CDC Communication" }, { 0x03, "Human Interface Device" },
        { 0x05, "Physical" }, { 0x06, "Image" }, { 0x07, "Printer" }, { 0x08, "Mass Storage" }, { 0x09, "Hub" },
        { 0x0a, "CDC Data" }, { 0x0b, "Smart Card" }, { 0x0d, "Content Security" }, { 0x0e, "Video" },
        { 0x0f, "Personal Healthcare" }, { 0xdc, "Diagnostic Device" }, { 0xe0, "Wireless Controller" },
        { 0xef, "Miscellaneous" }, { 0xfe, "Application Specific" }, { 0xff, "Vendor Specific" } });
constexpr auto kTransferTypes = std::to_array<std::string_view>({ "Control", "Isochronous", "Bulk", "Interrupt" });

std::string_view nameOf(std::span<const CodeName> names, std::uint64_t code, std::string_view missing = {})
{
    for (const CodeName& entry : names) {
        if (entry.code == code)
            return entry.name;
    }
    return missing;
}

std::string padded(std::string text, std::size_t width)
{
    if (text.size() < width)
        text.append(width - text.size(), ' ');
    return text;
}

// Everything of one descriptor: its head line, then a line a field. All but the last end with a newline.
class Block {
public:
    // `depth`: 0 device, 1 configuration, 2 interface, 3 endpoint; every one is two columns further in.
    Block(std::size_t depth, const std::string& head, const Node& node, const PyusbDevice& device)
        : m_node(node)
        , m_device(device)
        , m_indent(2 * depth + 1)
        , m_nameWidth(23 - 2 * depth)
    {
        m_text = std::string(2 * depth, ' ') + head + " ";
        m_text.append(m_text.size() < kHeadWidth ? kHeadWidth - m_text.size() : 0, '=');
    }

    Block& line(std::string_view name, const std::string& following = {})
    {
        const std::string value = "0x" + hex(rawOf(m_node, name), 1);
        start(name);
        m_text.append(value.size() < kValueWidth ? kValueWidth - value.size() : 0, ' ');
        m_text += value + following;
        return *this;
    }

    Block& id(std::string_view name)
    {
        start(name);
        m_text += " 0x" + hex(rawOf(m_node, name), 4);
        return *this;
    }

    Block& string(std::string_view name)
    {
        const auto index = static_cast<std::uint8_t>(rawOf(m_node, name));
        const auto found = m_device.strings.find(index);
        if (index == 0)
            return line(name, " ");
        return line(
            name, " " + (found == m_device.strings.end() ? "Error Accessing String" : escapeForDisplay(found->second)));
    }

    Block& release(std::string_view name, std::string_view word)
    {
        const std::uint64_t bcd = rawOf(m_node, name);
        const std::string last = (bcd & 15) != 0 ? std::to_string(bcd & 15) : "";
        return line(name,
            " " + std::string(word) + " " + std::to_string(bcd >> 8) + "." + std::to_string(bcd >> 4 & 15) + last);
    }

    Block& size(std::string_view name) { return line(name, " (" + std::to_string(rawOf(m_node, name)) + " bytes)"); }

    Block& named(std::string_view name, std::string_view text) { return line(name, " " + std::string(text)); }

    [[nodiscard]] std::string take() { return std::move(m_text); }

private:
    void start(std::string_view name)
    {
        m_text += "\n" + std::string(m_indent, ' ') + padded(std::string(name), m_nameWidth) + ":";
    }

    std::string m_text;
    const Node& m_node;
    const PyusbDevice& m_device;
    std::size_t m_indent;
    std::size_t m_nameWidth;
};

std::string endpointBlock(const Node& node, const PyusbDevice& device)
{
    const std::uint64_t address = rawOf(node, "bEndpointAddress");
    const std::string_view type = kTransferTypes[rawOf(node, "bmAttributes") & 3];
    const std::string direction = (address & 0x80) != 0 ? "IN" : "OUT";
    return Block(3, "ENDPOINT 0x" + hex(address, 1) + ": " + std::string(type) + " " + direction, node, device)
        .line("bLength", " (7 bytes)")
        .named("bDescriptorType", "Endpoint")
        .named("bEndpointAddress", direction)
        .named("bmAttributes", type)
        .size("wMaxPacketSize")
        .line("bInterval")
        .take();
}

std::string interfaceBlock(const Node& node, const PyusbDevice& device)
{
    const std::uint64_t alternate = rawOf(node, "bAlternateSetting");
    const std::uint64_t code = rawOf(node, "bInterfaceClass");
    const std::string head = "INTERFACE " + std::to_string(rawOf(node, "bInterfaceNumber"))
        + (alternate == 0 ? "" : ", " + std::to_string(alternate)) + ": "
        + std::string(nameOf(kInterfaceClasses, code, "Unknown Class"));
    return Block(2, head, node, device)
        .line("bLength", " (9 bytes)")
        .named("bDescriptorType", "Interface")
        .line("bInterfaceNumber")
        .line("bAlternateSetting")
        .line("bNumEndpoints")
        .named("bInterfaceClass", nameOf(kInterfaceClasses, code))
        .line("bInterfaceSubClass")
        .line("bInterfaceProtocol")
        .string("iInterface")
        .take();
}

std::string configurationBlock(const Node& node, const PyusbDevice& device)
{
    const std::string power = std::to_string(2 * rawOf(node, "bMaxPower")) + " mA";
    const std::uint64_t attributes = rawOf(node, "bmAttributes");
    const std::string powered = (attributes & 0x40) != 0 ? "Self Powered" : "Bus Powered";
    return Block(1, "CONFIGURATION " + std::to_string(rawOf(node, "bConfigurationValue")) + ": " + power, node, device)
        .line("bLength", " (9 bytes)")
        .named("bDescriptorType", "Configuration")
        .size("wTotalLength")
        .line("bNumInterfaces")
        .line("bConfigurationValue")
        .string("iConfiguration")
        .named("bmAttributes", powered + ((attributes & 0x20) != 0 ? ", Remote Wakeup" : ""))
        .line("bMaxPower", " (" + power + ")")
        .take();
}

std::string three(unsigned number)
{
    const std::string text = std::to_string(number);
    return std::string(text.size() < 3 ? 3 - text.size() : 0, '0') + text;
}

std::string deviceBlock(const Node& node, const PyusbDevice& device)
{
    const std::string ids = hex(rawOf(node, "idVendor"), 4) + ":" + hex(rawOf(node, "idProduct"), 4);
    return Block(
        0, "DEVICE ID " + ids + " on Bus " + three(device.bus) + " Address " + three(device.address), node, device)
        .line("bLength", " (18 bytes)")
        .named("bDescriptorType", "Device")
        .release("bcdUSB", "USB")
        .named("bDeviceClass", nameOf(kDeviceClasses, rawOf(node, "bDeviceClass")))
        .line("bDeviceSubClass")
        .line("bDeviceProtocol")
        .size("bMaxPacketSize0")
        .id("idVendor")
        .id("idProduct")
        .release("bcdDevice", "Device")
        .string("iManufacturer")
        .string("iProduct")
        .string("iSerialNumber")
        .line("bNumConfigurations")
        .take();
}

} // namespace

std::string pyusbText(const Node& node, const PyusbDevice& device)
{
    std::string text;
    if (node.title == "Endpoint descriptor")
        return endpointBlock(node, device);
    if (node.title == "Configuration descriptor")
        text = configurationBlock(node, device);
    else if (node.title == "Interface descriptor")
        text = interfaceBlock(node, device);
    else
        return text;
    for (const Node& child : node.children) {
        if (const std::string below = pyusbText(child, device); !below.empty())
            text += "\n" + below;
    }
    return text;
}

std::string pyusbDeviceText(std::span<const Node> nodes, const PyusbDevice& device)
{
    std::string text;
    if (nodes.empty() || nodes.front().title != "Device descriptor")
        return text;
    text = deviceBlock(nodes.front(), device);
    for (const Node& node : nodes.subspan(1)) {
        if (const std::string below = pyusbText(node, device); !below.empty())
            text += "\n" + below;
    }
    return text;
}

} // namespace wb::report
