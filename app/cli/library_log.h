// SPDX-License-Identifier: GPL-3.0-or-later
// What libusb says while a command runs: on stderr, or appended to a file.
// Source of truth for how much: --libusb-log, else the variables that libusb and PyUSB have for it.
// Thread: that of the QCoreApplication. Ownership: owns its file.
// Errors: a file that cannot be written, from the start or later, is told once on stderr; what is said goes there then.
#pragma once

#include "app/cli/messages.h"
#include "app/cli/options.h"

#include <fstream>

namespace wb::cli {

// nullopt: the person did not ask for it. LIBUSB_DEBUG is a word, or the number it begins with, 0 below and 4 above
// what there is: libusb takes it so by itself, and from 1 on heeds no other level; 0, and what is no number, fixes
// nothing there. PYUSB_DEBUG is a word or a number from 0 to 4. What is neither is overlooked.
[[nodiscard]] std::optional<usb::LogLevel> wantedLibraryLog(const GlobalOptions& options);

class LibraryLog {
public:
    explicit LibraryLog(const Messages& messages); // to PYUSB_LOG_FILENAME, if that is set

    void write(const std::vector<usb::LibraryMessage>& said);

private:
    [[nodiscard]] bool append(const std::vector<usb::LibraryMessage>& said); // false: not all of it is in the file

    const Messages& m_messages;
    std::string m_path; // as the variable has it
    std::ofstream m_file;
};

// "libusb: warning [libusb_exit] device 1.4 still referenced", safe to show.
[[nodiscard]] std::string libraryMessageText(const usb::LibraryMessage& message);

} // namespace wb::cli
