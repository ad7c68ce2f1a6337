// SPDX-License-Identifier: GPL-3.0-or-later
// What models, filters and replay read from: the live log and an opened capture look the same.
// Entries are numbered from 0 in submit order and never move; a pending entry is rewritten in place when
// it completes. Synthetic preamble records are not entries.
// Thread: every method may be called from any thread while the log is being appended to.
// Errors: record() fails with Io or Malformed naming the file offset; the index itself never fails.
#pragma once

#include "core/capture/record.h"

#include <functional>
#include <memory>

namespace wb::capture {

class TransferSource {
public:
    virtual ~TransferSource() = default;

    [[nodiscard]] virtual std::string path() const = 0;
    [[nodiscard]] virtual bool isLive() const = 0;
    [[nodiscard]] virtual std::size_t count() const = 0; // entries whose records can be read
    // Copies entries [first, first + out.size()) and returns how many exist.
    virtual std::size_t entries(std::size_t first, std::span<IndexEntry> out) const = 0;
    [[nodiscard]] virtual Result<TransferRecord> record(std::size_t index) const = 0;
    [[nodiscard]] virtual std::vector<LoggedDevice> devices() const = 0;
    // Entries that have changed since a previous call were completed before this revision.
    [[nodiscard]] virtual std::uint64_t revision() const = 0;
    [[nodiscard]] virtual std::uint64_t fileBytes() const = 0;
    [[nodiscard]] virtual std::vector<std::string> problems() const = 0; // what was wrong with the file, one line each
};

// Opens a pcapng or pcap file of link type 220 (usbmon, mmapped header): ours, Wireshark's, tcpdump's.
// `progress` (0..1) is called now and then and returns false to cancel (ErrorKind::Cancelled).
// A truncated file opens with everything before the cut and one line in problems(); a file that is not a
// capture, or has another link type only, is Malformed / Unsupported with the offset and what was found.
using Progress = std::function<bool(double)>;
[[nodiscard]] Result<std::shared_ptr<TransferSource>> openCapture(
    const std::string& path, const Progress& progress = {});

// Copies the whole pcapng blocks of `source` to `path`, atomically (temporary file, then rename). Of a live log: what
// is in its file, so flush() it first. A live log cannot be saved onto itself (InvalidArgument).
[[nodiscard]] Status saveCopy(const TransferSource& source, const std::string& path, const Progress& progress = {});

} // namespace wb::capture
