// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/system_reader.h"

namespace wb::system {

std::optional<std::string> SystemReader::text(const std::string& path) const
{
    const std::optional<Bytes> read = bytes(path, kMaxTextBytes);
    if (!read)
        return std::nullopt;
    std::string text(read->begin(), read->end());
    if (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

std::string SystemReader::linkName(const std::string& path) const
{
    const std::string target = linkTarget(path);
    return target.substr(target.find_last_of('/') + 1);
}

} // namespace wb::system
