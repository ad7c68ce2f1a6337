// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/library_log.h"

#include "core/base/bytes.h"

#include <QByteArray>
#include <QString>

#include <algorithm>
#include <cstdlib>

namespace wb::cli {
namespace {

constexpr auto kFileVariable = "PYUSB_LOG_FILENAME";

std::optional<usb::LogLevel> levelIn(const char* variable)
{
    const std::string text = qEnvironmentVariable(variable).toLower().toStdString();
    return text == "critical" ? usb::LogLevel::Error : usb::parseLogLevel(text);
}

// As libusb reads its variable.
std::optional<usb::LogLevel> levelOfNumber(const QByteArray& text)
{
    char* end = nullptr;
    const auto number = std::strtol(text.constData(), &end, 10);
    if (end == text.constData())
        return std::nullopt;
    return usb::kLogLevels.at(static_cast<std::size_t>(std::clamp(number, 0L, 4L)));
}

} // namespace

std::optional<usb::LogLevel> wantedLibraryLog(const GlobalOptions& options)
{
    if (options.libraryLog)
        return options.libraryLog;
    if (const auto level = levelIn("LIBUSB_DEBUG"))
        return level;
    const auto number = levelOfNumber(qgetenv("LIBUSB_DEBUG"));
    return number ? number : levelIn("PYUSB_DEBUG");
}

LibraryLog::LibraryLog(const Messages& messages)
    : m_messages(messages)
    , m_path(qgetenv(kFileVariable).toStdString())
{
    if (m_path.empty())
        return;
    m_file.open(m_path, std::ios::app);
    if (!m_file)
        m_messages.note("what libusb says comes here: " + escapeForDisplay(m_path) + ", which " + kFileVariable
            + " names, cannot be written");
}

void LibraryLog::write(const std::vector<usb::LibraryMessage>& said)
{
    if (append(said))
        return;
    for (const usb::LibraryMessage& message : said)
        m_messages.note(libraryMessageText(message));
}

bool LibraryLog::append(const std::vector<usb::LibraryMessage>& said)
{
    if (!m_file.is_open() || !m_file)
        return false;
    for (const usb::LibraryMessage& message : said)
        m_file << formatTimestamp(message.time) << ' ' << libraryMessageText(message) << '\n';
    m_file.flush(); // where a full disk shows
    if (m_file)
        return true;
    m_messages.note("what libusb says comes here from now on: " + escapeForDisplay(m_path) + ", which " + kFileVariable
        + " names, cannot be written any more");
    return false;
}

std::string libraryMessageText(const usb::LibraryMessage& message)
{
    std::string text = "libusb: " + std::string(toString(message.level));
    if (!message.source.empty())
        text += " [" + escapeForDisplay(message.source) + "]";
    text += " " + escapeForDisplay(message.text);
    if (message.lostBefore > 0)
        text += " (" + std::to_string(message.lostBefore) + " messages before it came too fast to be kept)";
    return text;
}

} // namespace wb::cli
