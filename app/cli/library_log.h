// SPDX-License-Identifier: GPL-3.0-or-later
// What libusb says while a command runs: on stderr, or appended to a file.
// Source of truth for how much: --libusb-log, else the variables that libusb and PyUSB have for it.
// Thread: that of the QCoreApplication. Ownership: owns its file.
// Errors: a file that cannot be written is told once on stderr; what is said goes there then.
#pragma once

#include "app/cli/messages.h"
#include "app/cli/options.h"

#include <fstream>

namespace wb::cli {

// nullopt: the person did not ask for it. LIBUSB_DEBUG is a number or a word, PYUSB_DEBUG a word; what is neither is
// overlooked, as libusb does.
[[nodiscard]] std::optional<usb::LogLevel> wantedLibraryLog(const GlobalOptions& options);

class LibraryLog {
public:
    explicit LibraryLog(const Messages& messages); // to PYUSB_LOG_FILENAME, if that is set

    void write(const std::vector<usb::LibraryMessage>& said);

private:
    const Messages& m_messages;
    std::ofstream m_file;
};

// "libusb: warning [libusb_exit] device 1.4 still referenced", safe to show.
[[nodiscard]] std::string libraryMessageText(const usb::LibraryMessage& message);

} // namespace wb::cli
