// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/log_lines.h"

#include <libusb.h>

#include <string_view>
#include <utility>

namespace wb::backend {

namespace {

std::string& lineOfThisThread()
{
    thread_local std::string line;
    return line;
}

void LIBUSB_CALL keepLine(libusb_context*, libusb_log_level level, const char* text)
{
    if (text == nullptr || level > LIBUSB_LOG_LEVEL_WARNING)
        return;
    std::string_view line(text);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
        line.remove_suffix(1);
    // The prefix says "libusb: error "; the function in brackets is where the news starts.
    if (const std::size_t start = line.find('['); start != std::string_view::npos)
        line.remove_prefix(start);
    lineOfThisThread() = line;
}

} // namespace

void keepLogLines() { libusb_set_log_cb(nullptr, keepLine, LIBUSB_LOG_CB_GLOBAL); }

std::string takeLogLine() { return std::exchange(lineOfThisThread(), {}); }

void forgetLogLine() { lineOfThisThread().clear(); }

} // namespace wb::backend
