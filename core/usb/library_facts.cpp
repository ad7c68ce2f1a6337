// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/library_facts.h"

namespace wb::usb {

std::string_view toString(LogLevel level)
{
    switch (level) {
    case LogLevel::None:
        return "none";
    case LogLevel::Error:
        return "error";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Info:
        return "info";
    case LogLevel::Debug:
        return "debug";
    }
    return "none";
}

std::optional<LogLevel> parseLogLevel(std::string_view text)
{
    for (const LogLevel level : kLogLevels)
        if (text == toString(level) || text == std::to_string(static_cast<int>(level)))
            return level;
    return std::nullopt;
}

LibraryMessage parseLibraryMessage(LogLevel level, std::string_view line)
{
    constexpr std::string_view kPrefix = "libusb: ";
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.remove_suffix(1);
    LibraryMessage message;
    message.time = now();
    message.level = level;
    message.text = line;
    // At level debug a time and a thread in brackets come first.
    const std::size_t start = line.find(kPrefix);
    if (start == std::string_view::npos)
        return message;
    line.remove_prefix(start + kPrefix.size());
    const std::size_t open = line.find(" [");
    const std::size_t close = line.find("] ", open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos)
        return message;
    message.source = line.substr(open + 2, close - open - 2);
    message.text = line.substr(close + 2);
    return message;
}

std::string versionText(const LibraryFacts& facts) { return facts.name + " " + facts.version + facts.candidate; }

std::string stateText(const LibraryCapability& capability) { return capability.isPresent ? "present" : "missing"; }

std::string stateText(const LibraryFunction& function)
{
    return function.isPresent ? "present" : "needs libusb " + function.since;
}

std::string stateText(const LibraryFile& file)
{
    switch (file.state) {
    case LibraryFile::State::Used:
        return "used";
    case LibraryFile::State::Loaded:
        return "loaded beside it";
    case LibraryFile::State::There:
        return "not loaded";
    case LibraryFile::State::Absent:
        break;
    }
    return "not there";
}

std::string_view choiceOfLibraryWords()
{
    return "The dynamic linker loads libusb before the program begins, and nothing exchanges it while the program "
           "runs. "
           "Another one is chosen for the next start: by LD_LIBRARY_PATH, or by ldconfig, whose cache may name more "
           "files than these.";
}

} // namespace wb::usb
