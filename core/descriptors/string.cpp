// SPDX-License-Identifier: GPL-3.0-or-later
// String descriptors: USB 2.0 §9.6.7, and the string 0xee of Microsoft OS Descriptors 1.0, which holds a number. Their
// text is the device's and hostile; it is shown escaped.
#include "core/descriptors/registry.h"
#include "core/descriptors/usb_ids.h"
#include "core/usb/descriptor_section.h"
#include "core/usb/names.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

constexpr std::string_view kLanguagesSpec = "USB 2.0 Table 9-15";
constexpr std::string_view kTextSpec = "USB 2.0 Table 9-16";
constexpr std::size_t kHeaderLength = 2;

constexpr auto kHeaderFields = std::to_array<FieldSpec>({ kLengthField, kTypeField });
static_assert(isAscendingAndDisjoint(kHeaderFields));

// Index 0 holds languages. When the index is not known: a list in which every entry is an assigned language and
// one of them is the nearly universal English, or which has one entry only.
bool holdsLanguages(const NodeBuilder& builder)
{
    if (builder.context().stringIndex)
        return *builder.context().stringIndex == 0;
    constexpr std::uint64_t kEnglish = 0x0409;
    const std::size_t length = builder.bytes().size();
    bool hasEnglish = length == kHeaderLength + 2;
    for (std::size_t offset = kHeaderLength; offset + 2 <= length; offset += 2) {
        const std::uint64_t id = builder.value(offset, 2).value_or(0);
        if (usb::languageName(static_cast<std::uint16_t>(id)).empty())
            return false;
        hasEnglish = hasEnglish || id == kEnglish;
    }
    return hasEnglish;
}

std::string languageName(std::uint16_t id, const UsbIds* names)
{
    return names == nullptr ? std::string(usb::languageName(id)) : names->language(id);
}

void addLanguages(NodeBuilder& builder)
{
    for (std::size_t i = 0; kHeaderLength + 2 * i + 2 <= builder.bytes().size(); ++i) {
        const std::size_t offset = kHeaderLength + 2 * i;
        const auto id = static_cast<std::uint16_t>(builder.value(offset, 2).value_or(0));
        builder.addText(offset, 2, "wLANGID[" + std::to_string(i) + "]", "0x" + hex(id, 4),
            languageName(id, builder.context().names), kLanguagesSpec);
    }
    builder.setSummary("languages");
}

void addCharacters(NodeBuilder& builder)
{
    const ByteView text = slice(builder.bytes(), kHeaderLength, builder.bytes().size());
    if (text.empty())
        return;
    const std::string shown = escapeForDisplay(utf16LeToUtf8(text));
    builder.addText(kHeaderLength, text.size(), "bString", formatHex(text), "\"" + shown + "\"", kTextSpec);
    builder.setSummary("\"" + shown + "\"");
}

constexpr auto kSignature = std::to_array<Byte>({ 'M', 0, 'S', 0, 'F', 0, 'T', 0, '1', 0, '0', 0, '0', 0 });
constexpr auto kMicrosoft = std::to_array<Step>(
    { { "qwSignature", 14, Format::HexBytes }, { "bMS_VendorCode", 1, Format::Hex }, { "bPad" }, rest("bString") });

// A text that only looks like it, at another index, is a text.
bool isMicrosoftSignature(const NodeBuilder& builder)
{
    const ByteView text = slice(builder.bytes(), kHeaderLength, kSignature.size());
    return builder.context().stringIndex.value_or(usb::kMsOsStringIndex) == usb::kMsOsStringIndex
        && std::equal(text.begin(), text.end(), kSignature.begin(), kSignature.end())
        && builder.bytes().size() > kHeaderLength + kSignature.size();
}

void addMicrosoftSignature(NodeBuilder& builder)
{
    builder.setTitle("Microsoft OS string descriptor");
    builder.addSteps(kMicrosoft, "Microsoft OS Descriptors 1.0");
    if (Field* signature = builder.findField("qwSignature"))
        signature->meaning = "\"MSFT100\"";
    if (const Field* code = builder.findField("bMS_VendorCode"))
        builder.setSummary("vendor code " + code->value);
}

void completeString(NodeBuilder& builder)
{
    if (builder.bytes().size() % 2 != 0)
        builder.diagnose(rules::kStringOdd, builder.bytes().size() - 1, 1,
            "The length is odd; a string is made of 16-bit characters.");
    if (isMicrosoftSignature(builder))
        addMicrosoftSignature(builder);
    else if (holdsLanguages(builder))
        addLanguages(builder);
    else
        addCharacters(builder);
}

constexpr auto kEntries = std::to_array<Entry>({
    { { 0x03 }, "String descriptor", kHeaderFields, { 2, 255 }, kTextSpec, completeString },
});

} // namespace

std::span<const Entry> stringEntries() { return kEntries; }

} // namespace wb::descriptors
