// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/decode.h"
#include "core/descriptors/severity_word.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kNameColumn = 24;
constexpr std::size_t kValueColumn = 10;
constexpr std::size_t kMaxValueLength = 96;
constexpr std::size_t kBytesPerLine = 16;
constexpr std::size_t kArrayBytesPerLine = 12;

std::string padded(std::string text, std::size_t width)
{
    if (text.size() < width)
        text.append(width - text.size(), ' ');
    return text;
}

std::string shortened(const std::string& value)
{
    return value.size() <= kMaxValueLength ? value : value.substr(0, kMaxValueLength) + "...";
}

void appendLine(std::string& out, std::size_t depth, std::string_view text)
{
    const std::size_t end = text.find_last_not_of(' ');
    out.append(depth * kIndent, ' ');
    out += text.substr(0, end == std::string_view::npos ? 0 : end + 1);
    out += '\n';
}

std::string columns(const std::string& name, const std::string& value, const std::string& meaning)
{
    return padded(name, kNameColumn) + " " + padded(shortened(value), kValueColumn) + " " + meaning;
}

void appendField(std::string& out, const Field& field, std::size_t depth)
{
    appendLine(out, depth, columns(field.name, field.value, field.meaning));
    for (const Field::Bits& bits : field.bits)
        appendLine(out, depth + 1, columns(bits.name, bits.value, bits.meaning));
}

void appendNode(std::string& out, const Node& node, std::size_t depth)
{
    appendLine(out, depth, node.title);
    for (const Field& field : node.fields)
        appendField(out, field, depth + 1);
    for (const Diagnostic& diagnostic : node.diagnostics)
        appendLine(out, depth + 1,
            "! " + std::string(severityWord(diagnostic.severity)) + ": " + diagnostic.message + " (" + diagnostic.spec
                + ")");
    for (const Node& child : node.children)
        appendNode(out, child, depth + 1);
}

bool isIdentifierCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

std::string identifier(std::string_view name)
{
    std::string text(name.empty() ? "bytes" : name);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return !isIdentifierCharacter(c); }, '_');
    if (text[0] >= '0' && text[0] <= '9')
        text.insert(0, "_");
    return text;
}

} // namespace

std::string_view severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return "note";
    case Severity::Warning:
        return "warning";
    case Severity::Error:
        break;
    }
    return "error";
}

std::string toText(std::span<const Node> nodes)
{
    std::string out;
    for (const Node& node : nodes)
        appendNode(out, node, 0);
    return out;
}

std::string toCArray(ByteView bytes, std::string_view name)
{
    std::string out = "static const uint8_t " + identifier(name) + "[" + std::to_string(bytes.size()) + "] = {";
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        out += i % kArrayBytesPerLine == 0 ? "\n    " : " ";
        out += "0x" + hex(bytes[i], 2) + ",";
    }
    return out + "\n};\n";
}

std::string toHexDump(ByteView bytes)
{
    constexpr std::size_t kHexWidth = kBytesPerLine * 3 - 1;
    const int offsetDigits = bytes.size() > 0x10000 ? 8 : 4;
    std::string out;
    for (std::size_t offset = 0; offset < bytes.size(); offset += kBytesPerLine) {
        const ByteView line = slice(bytes, offset, kBytesPerLine);
        out += hex(offset, offsetDigits) + "  " + padded(formatHex(line), kHexWidth) + "  ";
        for (const Byte byte : line)
            out += byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '.';
        out += '\n';
    }
    return out;
}

} // namespace wb::descriptors
