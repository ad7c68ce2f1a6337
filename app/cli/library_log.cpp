// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/library_log.h"

#include "core/base/bytes.h"

#include <QByteArray>
#include <QString>

namespace wb::cli {
namespace {

constexpr auto kFileVariable = "PYUSB_LOG_FILENAME";

std::optional<usb::LogLevel> levelIn(const char* variable)
{
    const std::string text = qEnvironmentVariable(variable).toLower().toStdString();
    return text == "critical" ? usb::LogLevel::Error : usb::parseLogLevel(text);
}

} // namespace

std::optional<usb::LogLevel> wantedLibraryLog(const GlobalOptions& options)
{
    if (options.libraryLog)
        return options.libraryLog;
    const auto level = levelIn("LIBUSB_DEBUG");
    return level ? level : levelIn("PYUSB_DEBUG");
}

LibraryLog::LibraryLog(const Messages& messages)
    : m_messages(messages)
{
    const QByteArray name = qgetenv(kFileVariable);
    if (name.isEmpty())
        return;
    m_file.open(name.toStdString(), std::ios::app);
    if (!m_file)
        m_messages.note("what libusb says comes here: " + escapeForDisplay(name.toStdString()) + ", which "
            + kFileVariable + " names, cannot be written");
}

void LibraryLog::write(const std::vector<usb::LibraryMessage>& said)
{
    const bool hasFile = m_file.is_open() && m_file.good();
    for (const usb::LibraryMessage& message : said) {
        const std::string text = libraryMessageText(message);
        if (hasFile)
            m_file << formatTimestamp(message.time) << ' ' << text << '\n';
        else
            m_messages.note(text);
    }
    m_file.flush();
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
