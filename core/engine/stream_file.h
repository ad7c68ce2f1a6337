// SPDX-License-Identifier: GPL-3.0-or-later
// A file that takes what a stream receives, written by a thread of its own so that a slow disk delays no transfer.
// Thread: append() and finish() on one thread; the others any. Ownership: its destructor writes what waits and ends its
// thread. Units: bytes.
// Errors: error() says why the file is not whole; nothing more is written then. Bytes are never left out in the middle:
// when more waits than the bound allows, that is an error, too.
#pragma once

#include "core/base/buffer.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace wb::engine {

class StreamFile {
public:
    static constexpr std::size_t kMostWaiting = std::size_t { 64 } << 20;

    explicit StreamFile(std::string path, std::size_t mostWaiting = kMostWaiting);
    ~StreamFile();
    StreamFile(const StreamFile&) = delete;
    StreamFile& operator=(const StreamFile&) = delete;

    void append(ByteView bytes); // copies, returns at once
    void finish(); // nothing more will come; the thread ends when all is written
    [[nodiscard]] bool isFinished() const; // all is written, or an error ended it
    [[nodiscard]] std::uint64_t written() const;
    [[nodiscard]] std::optional<Error> error() const;

private:
    void run();
    void setError(int code, const char* what);

    const std::string m_path;
    const std::size_t m_mostWaiting;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    Bytes m_waiting;
    std::uint64_t m_written = 0;
    std::optional<Error> m_error;
    bool m_isLast = false;
    bool m_hasEnded = false;
    std::thread m_thread;
};

} // namespace wb::engine
