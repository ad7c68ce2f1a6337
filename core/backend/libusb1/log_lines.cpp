// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/log_lines.h"

#include <libusb.h>

#include <atomic>
#include <mutex>
#include <utility>

namespace wb::backend {

namespace {

std::string& lineOfThisThread()
{
    thread_local std::string line;
    return line;
}

struct Sink {
    std::mutex mutex;
    usb::MessageSink take;
    std::atomic<usb::LogLevel> most { usb::LogLevel::Warning };
};

// Never destroyed: a lane that hangs in libusb may say something after main() has ended.
Sink& sink()
{
    static auto* const it = new Sink;
    return *it;
}

usb::LogLevel levelOf(libusb_log_level level)
{
    switch (level) {
    case LIBUSB_LOG_LEVEL_NONE:
        return usb::LogLevel::None;
    case LIBUSB_LOG_LEVEL_ERROR:
        return usb::LogLevel::Error;
    case LIBUSB_LOG_LEVEL_WARNING:
        return usb::LogLevel::Warning;
    case LIBUSB_LOG_LEVEL_INFO:
        return usb::LogLevel::Info;
    case LIBUSB_LOG_LEVEL_DEBUG:
        return usb::LogLevel::Debug;
    }
    return usb::LogLevel::Debug;
}

void passOn(usb::LogLevel level, const char* text)
{
    Sink& to = sink();
    if (level > to.most)
        return;
    const std::lock_guard lock(to.mutex);
    if (to.take)
        to.take(usb::parseLibraryMessage(level, text));
}

void LIBUSB_CALL keepLine(libusb_context*, libusb_log_level level, const char* text)
{
    if (text == nullptr)
        return;
    passOn(levelOf(level), text);
    if (level > LIBUSB_LOG_LEVEL_WARNING)
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

void setLogSink(const usb::MessageSink& newSink)
{
    Sink& to = sink();
    const std::lock_guard lock(to.mutex);
    to.take = newSink;
}

void setLogSinkLevel(usb::LogLevel most) { sink().most = most; }

std::string takeLogLine() { return std::exchange(lineOfThisThread(), {}); }

void forgetLogLine() { lineOfThisThread().clear(); }

} // namespace wb::backend
