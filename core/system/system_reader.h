// SPDX-License-Identifier: GPL-3.0-or-later
// The one way this room looks at the system's files: bounded, and tolerant of everything that is missing.
// Source of truth: Linux sysfs and procfs; elsewhere makeSystemReader() gives a reader that has nothing.
// Paths are absolute ("/sys/bus/usb/devices/1-1/speed") whatever the root.
// Thread: any; no state. A read may wait for a lock of the kernel's: never call it on the GUI or the USB thread.
// Errors: what cannot be read is absent. Only regular files are read, so that no pipe can hold the caller.
#pragma once

#include "core/base/bytes.h"

#include <memory>

namespace wb::system {

struct DirectoryEntry {
    std::string name;
    bool isLink = false;
    bool isDirectory = false; // a real one: a link to a directory is a link only

    bool operator==(const DirectoryEntry&) const = default;
};

constexpr std::size_t kMaxTextBytes = 4096; // sysfs gives one page
constexpr std::size_t kMaxEntries = 4096; // of one directory

class SystemReader {
public:
    virtual ~SystemReader() = default;

    [[nodiscard]] virtual bool isAvailable() const = 0; // false: this system has no such files
    // The first `limit` bytes; nullopt when it is no regular file or cannot be opened or read.
    [[nodiscard]] virtual std::optional<Bytes> bytes(const std::string& path, std::size_t limit) const = 0;
    [[nodiscard]] virtual std::string linkTarget(const std::string& path) const = 0; // empty: no link
    // By name, at most kMaxEntries of them.
    [[nodiscard]] virtual std::vector<DirectoryEntry> entries(const std::string& directory) const = 0;

    // One attribute without the line feed that ends it.
    [[nodiscard]] std::optional<std::string> text(const std::string& path) const;
    [[nodiscard]] std::string linkName(const std::string& path) const; // the last part of the link's target
};

// `root` stands before every path: a directory laid out like "/", for tests. Empty: the system itself.
[[nodiscard]] std::shared_ptr<const SystemReader> makeSystemReader(std::string root = {});

} // namespace wb::system
