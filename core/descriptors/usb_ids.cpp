// SPDX-License-Identifier: GPL-3.0-or-later
// The text is kept as it is and only the places of vendors and classes are remembered: one pass over the lines at
// load, and a lookup reads the few lines of one vendor or class.
#include "core/descriptors/usb_ids.h"

#include "core/descriptors/class_names.h"
#include "core/usb/names.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace wb::descriptors {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t { 16 } << 20; // the real file is below 1 MiB
constexpr std::size_t kMaxNameBytes = 256;

// Takes one line off the front of `rest`, without its end-of-line characters.
std::string_view takeLine(std::string_view& rest)
{
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    return line;
}

struct Entry {
    std::uint16_t id;
    std::string_view name;
};

// "046d  Logitech, Inc." with exactly `digits` digits in front.
std::optional<Entry> parseEntry(std::string_view line, std::size_t digits)
{
    if (line.size() <= digits || line[digits] != ' ')
        return std::nullopt;
    std::uint16_t id = 0;
    for (const char c : line.substr(0, digits)) {
        const bool isDigit = c >= '0' && c <= '9';
        const bool isLetter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (!isDigit && !isLetter)
            return std::nullopt;
        const int value = isDigit ? c - '0' : (c | 0x20) - 'a' + 10;
        id = static_cast<std::uint16_t>(id * 16 + value);
    }
    std::string_view name = line.substr(digits);
    const std::size_t start = name.find_first_not_of(' ');
    if (start == std::string_view::npos)
        return std::nullopt;
    return Entry { id, name.substr(start) };
}

std::string shown(std::string_view name) { return escapeForDisplay(name.substr(0, kMaxNameBytes)); }

bool startsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

struct Block {
    std::uint16_t id = 0;
    std::string_view name;
    std::string_view children; // the lines below it
};

// The line of `block` at this depth of tabs with this id, and the lines below it.
std::optional<Block> findChild(std::string_view block, std::string_view tabs, std::uint16_t id, std::size_t digits)
{
    std::optional<Block> found;
    while (!block.empty()) {
        const char* const lineStart = block.data();
        const std::string_view line = takeLine(block);
        const bool isDeeper = startsWith(line, tabs) && line.size() > tabs.size() && line[tabs.size()] == '\t';
        if (!startsWith(line, tabs) || isDeeper)
            continue;
        if (found) {
            const auto length = static_cast<std::size_t>(lineStart - found->children.data());
            found->children = found->children.substr(0, length);
            return found;
        }
        const auto entry = parseEntry(line.substr(tabs.size()), digits);
        if (entry && entry->id == id)
            found = Block { id, entry->name, block };
    }
    return found;
}

class IndexedText final : public UsbIds {
public:
    explicit IndexedText(std::string text)
        : m_text(std::move(text))
    {
        index();
    }

    [[nodiscard]] std::string vendor(std::uint16_t vendorId) const override
    {
        const Block* block = find(m_vendors, vendorId);
        return block == nullptr ? std::string() : shown(block->name);
    }

    [[nodiscard]] std::string product(std::uint16_t vendorId, std::uint16_t productId) const override
    {
        const Block* block = find(m_vendors, vendorId);
        if (block == nullptr)
            return {};
        const auto child = findChild(block->children, "\t", productId, 4);
        return child ? shown(child->name) : std::string();
    }

    [[nodiscard]] std::string className(std::uint8_t classCode) const override
    {
        const Block* block = find(m_classes, classCode);
        return block == nullptr ? std::string(standardClassName(classCode)) : shown(block->name);
    }

    [[nodiscard]] std::string subClassName(std::uint8_t classCode, std::uint8_t subClass) const override
    {
        const auto child = findSubClass(classCode, subClass);
        return child ? shown(child->name) : std::string();
    }

    [[nodiscard]] std::string protocolName(
        std::uint8_t classCode, std::uint8_t subClass, std::uint8_t protocol) const override
    {
        const auto parent = findSubClass(classCode, subClass);
        if (!parent)
            return {};
        const auto child = findChild(parent->children, "\t\t", protocol, 2);
        return child ? shown(child->name) : std::string();
    }

    [[nodiscard]] std::string name(NameTable table, std::uint16_t id) const override
    {
        // Countries are numbered in decimal, and kept as their digits read in hexadecimal.
        const auto key = static_cast<std::uint16_t>(table == NameTable::HidCountry ? id / 10 * 16 + id % 10 : id);
        const Block* block = find(m_tables[static_cast<std::size_t>(table)], key);
        return block == nullptr ? std::string() : shown(block->name);
    }

    [[nodiscard]] std::string hidUsage(std::uint16_t page, std::uint16_t usage) const override
    {
        const Block* block = find(m_tables[static_cast<std::size_t>(NameTable::HidUsagePage)], page);
        if (block == nullptr)
            return {};
        const auto child = findChild(block->children, "\t", usage, 3);
        return child ? shown(child->name) : std::string();
    }

    // The file lists languages and, below each, its dialects.
    [[nodiscard]] std::string language(std::uint16_t languageId) const override
    {
        constexpr unsigned kDialectShift = 10;
        constexpr std::uint16_t kPrimaryMask = (1U << kDialectShift) - 1;
        const Block* block = find(m_tables[static_cast<std::size_t>(NameTable::PrimaryLanguage)],
            static_cast<std::uint16_t>(languageId & kPrimaryMask));
        if (block == nullptr)
            return std::string(usb::languageName(languageId));
        const std::string primary = shown(block->name);
        const auto dialect
            = findChild(block->children, "\t", static_cast<std::uint16_t>(languageId >> kDialectShift), 2);
        if (!dialect || dialect->name == block->name) // "German" is also a dialect of German
            return primary;
        return primary + " (" + shown(dialect->name) + ")";
    }

private:
    struct TableLine {
        std::string_view prefix;
        std::size_t digits;
    };
    // In the order of NameTable.
    static constexpr auto kTableLines
        = std::to_array<TableLine>({ { "AT ", 4 }, { "VT ", 4 }, { "HCC ", 2 }, { "HUT ", 2 }, { "L ", 4 } });

    void index()
    {
        std::string_view rest = m_text;
        std::vector<Block>* open = nullptr; // whose last block the indented lines belong to
        while (!rest.empty()) {
            const char* const lineStart = rest.data();
            const std::string_view line = takeLine(rest);
            if (line.empty() || line[0] == '#' || line[0] == '\t')
                continue;
            close(open, lineStart);
            open = openBlock(line, rest);
        }
        close(open, m_text.data() + m_text.size());
        sortUnique(m_vendors);
        sortUnique(m_classes);
        for (std::vector<Block>& table : m_tables)
            sortUnique(table);
    }

    std::vector<Block>* openBlock(std::string_view line, std::string_view children)
    {
        if (startsWith(line, "C "))
            return openIn(m_classes, line.substr(2), 2, children);
        for (std::size_t i = 0; i < kTableLines.size(); ++i) {
            const auto [prefix, digits] = kTableLines[i];
            if (startsWith(line, prefix))
                return openIn(m_tables[i], line.substr(prefix.size()), digits, children);
        }
        return openIn(m_vendors, line, 4, children);
    }

    static std::vector<Block>* openIn(
        std::vector<Block>& list, std::string_view line, std::size_t digits, std::string_view children)
    {
        const auto entry = parseEntry(line, digits);
        if (!entry)
            return nullptr;
        list.push_back({ entry->id, entry->name, children });
        return &list;
    }

    static void close(std::vector<Block>* open, const char* end)
    {
        if (open == nullptr)
            return;
        std::string_view& children = open->back().children;
        children = children.substr(0, static_cast<std::size_t>(end - children.data()));
    }

    // A damaged file may name an id twice: the first one stays.
    static void sortUnique(std::vector<Block>& blocks)
    {
        std::stable_sort(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) { return a.id < b.id; });
        const auto last
            = std::unique(blocks.begin(), blocks.end(), [](const Block& a, const Block& b) { return a.id == b.id; });
        blocks.erase(last, blocks.end());
    }

    static const Block* find(const std::vector<Block>& blocks, std::uint16_t id)
    {
        const auto found = std::lower_bound(blocks.begin(), blocks.end(), id,
            [](const Block& block, std::uint16_t wanted) { return block.id < wanted; });
        return found == blocks.end() || found->id != id ? nullptr : &*found;
    }

    [[nodiscard]] std::optional<Block> findSubClass(std::uint8_t classCode, std::uint8_t subClass) const
    {
        const Block* block = find(m_classes, classCode);
        if (block == nullptr)
            return std::nullopt;
        return findChild(block->children, "\t", subClass, 2);
    }

    const std::string m_text;
    std::vector<Block> m_vendors;
    std::vector<Block> m_classes;
    std::array<std::vector<Block>, kTableLines.size()> m_tables;
};

std::string readAll(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text;
    std::vector<char> chunk(std::size_t { 64 } << 10);
    while (file && text.size() < kMaxFileBytes) {
        file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        text.append(chunk.data(), static_cast<std::size_t>(file.gcount()));
    }
    return text;
}

} // namespace

std::shared_ptr<const UsbIds> UsbIds::load(const std::string& path)
{
    return std::make_shared<const IndexedText>(readAll(path));
}

std::shared_ptr<const UsbIds> UsbIds::parse(std::string_view text)
{
    return std::make_shared<const IndexedText>(std::string(text));
}

const UsbIds& UsbIds::system()
{
    static const std::shared_ptr<const UsbIds> ids = [] {
        for (const char* path :
            { "/usr/share/misc/usb.ids", "/usr/share/hwdata/usb.ids", "/var/lib/usbutils/usb.ids" }) {
            if (std::string text = readAll(path); !text.empty())
                return std::shared_ptr<const UsbIds>(std::make_shared<const IndexedText>(std::move(text)));
        }
        return UsbIds::parse({});
    }();
    return *ids;
}

} // namespace wb::descriptors
