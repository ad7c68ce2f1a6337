// SPDX-License-Identifier: GPL-3.0-or-later
// What is said on stderr: errors, hints and notes, one line each, prefixed with the program's name.
// Thread: one. Text given in is already safe to show (Error and Notice texts are).
#pragma once

#include "app/cli/exit_code.h"
#include "core/usb/device_info.h"

namespace wb::cli {

class Messages {
public:
    // Prints the error and what can be done about it; returns the exit code of its kind, or the one given.
    ExitCode failure(const Error& error, const usb::DeviceInfo* device = nullptr) const;
    ExitCode failure(const Error& error, ExitCode code) const;
    void refusal(std::string_view text) const; // of what could do harm (P74)
    void hint(std::string_view text) const;
    void note(std::string_view text) const;
};

// Lines of advice; empty when there is none. Access denied: the exact udev rule, the file it belongs in and the
// commands that make it take effect (P54).
[[nodiscard]] std::vector<std::string> adviceFor(ErrorKind kind, const usb::DeviceInfo* device);

} // namespace wb::cli
