// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/ms_os.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

enum PropertyType : std::uint8_t { kText = 1, kExpandableText, kBinary, kNumber, kBigEndianNumber, kLink, kTexts };

constexpr std::size_t kNumberLength = 4;

std::string quoted(std::string_view utf8) { return "\"" + escapeForDisplay(utf8) + "\""; }

// Ends with as many zero characters and is made of whole ones.
bool isTerminated(ByteView text, std::size_t zeros)
{
    return text.size() % 2 == 0 && text.size() >= 2 * zeros
        && std::all_of(text.end() - static_cast<std::ptrdiff_t>(2 * zeros), text.end(), [](Byte b) { return b == 0; });
}

// Without the zeros at its end.
std::string textOf(ByteView utf16)
{
    std::string text = utf16LeToUtf8(utf16);
    text.erase(text.find_last_not_of('\0') + 1);
    return text;
}

std::vector<std::string> partsOf(const std::string& texts)
{
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin < texts.size();) {
        const std::size_t end = std::min(texts.find('\0', begin), texts.size());
        parts.push_back(texts.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

bool isGuid(std::string_view text)
{
    constexpr std::string_view kShape = "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}";
    return text.size() == kShape.size() && std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char shape) {
        const bool isDigit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        return shape == 'x' ? isDigit : c == shape;
    });
}

void explainNumber(NodeBuilder& builder, Field& data, bool isBigEndian)
{
    const ByteView bytes = builder.bytesOf(data);
    if (bytes.size() != kNumberLength) {
        builder.diagnose(rules::kMsPropertyNumber, data,
            "This number has " + std::to_string(bytes.size()) + " bytes; it must have 4.");
        return;
    }
    Bytes ordered = toBytes(bytes);
    if (isBigEndian)
        std::reverse(ordered.begin(), ordered.end());
    data.meaning = std::to_string(readLe(ordered, 0, kNumberLength).value_or(0));
}

void explainTexts(NodeBuilder& builder, Field& data, bool isList, bool holdsGuids)
{
    const ByteView bytes = builder.bytesOf(data);
    const std::string whole = textOf(bytes);
    const std::vector<std::string> parts = isList ? partsOf(whole) : std::vector { whole };
    for (const std::string& part : parts)
        data.meaning += (data.meaning.empty() ? "" : ", ") + quoted(part);
    if (!isTerminated(bytes, isList ? 2 : 1))
        builder.diagnose(rules::kMsPropertyText, data,
            isList ? "This list of texts must end with two zero characters."
                   : "This text must end with a zero character.");
    const bool areGuids = !holdsGuids || (!parts.empty() && std::all_of(parts.begin(), parts.end(), isGuid));
    if (!areGuids)
        builder.diagnose(rules::kMsPropertyGuid, data,
            "DeviceInterfaceGUIDs have 32 digits in the shape {00000000-0000-0000-0000-000000000000}; this is not "
            "one.");
}

} // namespace

std::string paddedText(ByteView bytes)
{
    std::string text(bytes.begin(), bytes.end());
    text.erase(text.find_last_not_of('\0') + 1);
    return quoted(text);
}

void explainCompatibleId(NodeBuilder& builder, std::string_view fieldName)
{
    Field* field = builder.findField(fieldName);
    if (field == nullptr)
        return;
    const ByteView bytes = builder.bytesOf(*field);
    const auto end = std::find(bytes.begin(), bytes.end(), Byte { 0 });
    field->meaning = end == bytes.begin() ? "none" : paddedText(bytes);
    const auto isAllowed = [](Byte b) { return (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '_'; };
    const bool isPadded = std::all_of(end, bytes.end(), [](Byte b) { return b == 0; });
    if (!isPadded || !std::all_of(bytes.begin(), end, isAllowed))
        builder.diagnose(rules::kMsCompatibleId, *field,
            std::string(fieldName) + " must be capital letters, digits and underscores, filled up with zeros.");
}

void explainProperty(NodeBuilder& builder, const PropertyFields& fields)
{
    const Field* type = builder.findField(fields.type);
    if (type == nullptr)
        return;
    const std::uint64_t kind = type->raw;
    if (kind < kText || kind > kTexts)
        builder.diagnose(rules::kMsPropertyType, *type,
            std::string(fields.type) + " is " + std::to_string(kind) + "; it must be 1 to 7.");
    Field* name = builder.findField(fields.name);
    if (name == nullptr)
        return;
    explainTexts(builder, *name, false, false);
    const std::string text = textOf(builder.bytesOf(*name));
    builder.setSummary(escapeForDisplay(text));
    Field* data = builder.findField(fields.data);
    if (data == nullptr)
        return;
    const bool isList = kind == kTexts;
    if (isList || kind == kText || kind == kExpandableText || kind == kLink)
        explainTexts(builder, *data, isList, text == "DeviceInterfaceGUIDs" || text == "DeviceInterfaceGUID");
    else if (kind == kNumber || kind == kBigEndianNumber)
        explainNumber(builder, *data, kind == kBigEndianNumber);
}

} // namespace wb::descriptors
