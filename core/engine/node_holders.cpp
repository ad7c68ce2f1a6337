// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/node_holders.h"

#include "core/base/bytes.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <unistd.h>

namespace wb::engine {
namespace {

namespace fs = std::filesystem;

std::optional<long> processNumber(const std::string& name)
{
    long number = 0;
    const char* const end = name.data() + name.size();
    const auto parsed = std::from_chars(name.data(), end, number);
    if (parsed.ec != std::errc {} || parsed.ptr != end)
        return std::nullopt;
    return number;
}

bool hasOpen(const fs::path& process, const std::string& node)
{
    std::error_code error;
    fs::directory_iterator descriptor(process / "fd", error);
    for (; !error && descriptor != fs::directory_iterator(); descriptor.increment(error)) {
        std::error_code unreadable;
        if (fs::read_symlink(descriptor->path(), unreadable) == node)
            return true;
    }
    return false;
}

std::string nameOf(const fs::path& process)
{
    std::string name;
    std::ifstream comm(process / "comm");
    std::getline(comm, name);
    return name.empty() ? "a program" : escapeForDisplay(name);
}

} // namespace

std::vector<std::string> holdersOf(const std::string& deviceNode)
{
    std::map<long, std::string> holders;
    std::error_code error;
    fs::directory_iterator process("/proc", error);
    for (; !error && process != fs::directory_iterator(); process.increment(error)) {
        const auto number = processNumber(process->path().filename().string());
        if (number && *number != getpid() && hasOpen(process->path(), deviceNode))
            holders.emplace(*number, nameOf(process->path()));
    }
    std::vector<std::string> texts;
    texts.reserve(holders.size());
    for (const auto& [number, name] : holders)
        texts.push_back(name + " (process " + std::to_string(number) + ")");
    return texts;
}

} // namespace wb::engine
