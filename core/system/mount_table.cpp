// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/mount_table.h"

#include <algorithm>

namespace wb::system {

namespace {

constexpr std::size_t kMaxMounts = 4096;

// The words of a line; a word has no spaces in it, they are written \040.
std::vector<std::string_view> words(std::string_view line)
{
    std::vector<std::string_view> found;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        if (end > 0)
            found.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return found;
}

bool isOctal(char c) { return c >= '0' && c <= '7'; }

std::string unescape(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isEscape = text[i] == '\\' && i + 3 < text.size() && text[i + 1] <= '3' && isOctal(text[i + 1])
            && isOctal(text[i + 2]) && isOctal(text[i + 3]);
        if (!isEscape) {
            plain += text[i];
            continue;
        }
        plain += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
        i += 3;
    }
    return plain;
}

} // namespace

MountTable::MountTable(std::string_view mountinfo)
{
    constexpr std::size_t kNumber = 2;
    constexpr std::size_t kPoint = 4;
    constexpr std::size_t kFirstOptional = 6;
    while (!mountinfo.empty() && m_mounts.size() < kMaxMounts) {
        const std::size_t end = std::min(mountinfo.find('\n'), mountinfo.size());
        const std::vector<std::string_view> fields = words(mountinfo.substr(0, end));
        mountinfo.remove_prefix(std::min(end + 1, mountinfo.size()));
        if (fields.size() <= kFirstOptional)
            continue;
        // Any number of optional fields, then "-", the type and the source.
        const auto dash = std::find(fields.begin() + kFirstOptional, fields.end(), "-");
        const bool hasSource = fields.end() - dash > 2;
        m_mounts.push_back(
            { std::string(fields[kNumber]), hasSource ? unescape(dash[2]) : std::string(), unescape(fields[kPoint]) });
    }
}

std::vector<std::string> MountTable::pointsOf(std::string_view number, std::string_view node) const
{
    std::vector<std::string> points;
    for (const Mount& mount : m_mounts) {
        const bool isOwnNumber = mount.number.starts_with("0:");
        if (isOwnNumber ? mount.source == node : mount.number == number)
            points.push_back(mount.point);
    }
    return points;
}

} // namespace wb::system
