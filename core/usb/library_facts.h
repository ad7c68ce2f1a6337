// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of the USB library behind a backend: its version, what it says it can do, which of its newer functions
// it has, how it words its errors, and what it has to say of its own work.
// Source of truth: the library that is loaded, asked at run time; how libusb writes a line of its log is in its core.c.
// Thread: any; plain values. Errors: none. Text is the library's own: escape it before showing it.
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/usb/transfer.h"

#include <array>
#include <functional>
#include <optional>
#include <vector>

namespace wb::usb {

enum class LogLevel : std::uint8_t { None, Error, Warning, Info, Debug }; // libusb's numbers

inline constexpr std::array kLogLevels { LogLevel::None, LogLevel::Error, LogLevel::Warning, LogLevel::Info,
    LogLevel::Debug };

[[nodiscard]] std::string_view toString(LogLevel level); // "warning"
// The word, or libusb's number as LIBUSB_DEBUG takes it: "3".
[[nodiscard]] std::optional<LogLevel> parseLogLevel(std::string_view text);

struct LibraryMessage {
    Nanoseconds time { 0 };
    LogLevel level = LogLevel::Warning;
    std::string source; // the function it comes from: "libusb_open"; empty: it does not say
    std::string text;
    std::uint64_t lostBefore = 0; // messages that came faster than they were taken

    bool operator==(const LibraryMessage&) const = default;
};

// A line as libusb writes it: "libusb: warning [libusb_exit] device 1.4 still referenced"; any other is all text.
[[nodiscard]] LibraryMessage parseLibraryMessage(LogLevel level, std::string_view line);

using MessageSink = std::function<void(LibraryMessage)>;

struct LibraryCapability {
    std::string name; // "LIBUSB_CAP_HAS_HOTPLUG"
    std::string meaning;
    bool isPresent = false;

    bool operator==(const LibraryCapability&) const = default;
};

// A function that not every release has.
struct LibraryFunction {
    std::string name;
    std::string since; // "1.0.27"
    std::string without; // what the program does where it is missing
    bool isPresent = false;

    bool operator==(const LibraryFunction&) const = default;
};

// A file that the library could come from.
struct LibraryFile {
    enum class State : std::uint8_t { Used, Loaded, There, Absent };
    std::string file;
    State state = State::Absent;

    bool operator==(const LibraryFile&) const = default;
};

// The system's own number for the same, as PyUSB gives it; none: 0 and empty.
struct SystemError {
    int number = 0;
    std::string name; // "EBUSY"

    bool operator==(const SystemError&) const = default;
};

struct LibraryError {
    int code = 0;
    std::string name; // "LIBUSB_ERROR_BUSY"
    ErrorKind kind = ErrorKind::Internal; // what the program makes of it
    std::vector<std::string> texts; // one for each of LibraryFacts::languages
    SystemError systemError;

    bool operator==(const LibraryError&) const = default;
};

struct LibraryStatus {
    int code = 0;
    std::string name; // "LIBUSB_TRANSFER_STALL"
    TransferStatus status = TransferStatus::Error; // what the program makes of it
    SystemError systemError;

    bool operator==(const LibraryStatus&) const = default;
};

struct LibraryFacts {
    std::string name; // "libusb"
    std::string version; // "1.0.26"
    std::string candidate; // "-rc1"; empty: a release
    std::string description; // of its source, as its build has it; may be empty
    std::string file; // where it was loaded from; empty when unknown
    std::vector<LibraryCapability> capabilities;
    std::vector<LibraryFunction> functions;
    std::vector<std::string> languages; // "en"
    std::vector<LibraryError> errors;
    std::vector<LibraryStatus> statuses; // how transfers can end
    std::vector<LibraryFile> files; // in the order in which the system looks, those that are loaded first

    bool operator==(const LibraryFacts&) const = default;
};

// "libusb 1.0.26-rc1"
[[nodiscard]] std::string versionText(const LibraryFacts& facts);
// "present", "missing", "needs libusb 1.0.27".
[[nodiscard]] std::string stateText(const LibraryCapability& capability);
[[nodiscard]] std::string stateText(const LibraryFunction& function);
// "used", "loaded beside it", "not loaded", "not there"
[[nodiscard]] std::string stateText(const LibraryFile& file);
// What of this can be changed, and how.
[[nodiscard]] std::string_view choiceOfLibraryWords();

} // namespace wb::usb
