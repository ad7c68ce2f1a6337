// SPDX-License-Identifier: GPL-3.0-or-later
// The thread that puts a live log's blocks into its file, and what happens when the disk does not take them.
// It is woken when the first block of a batch arrives, gathers for up to 40 ms or 256 KiB (1 MiB where the file is
// written past the page cache), and writes with one system call per few hundred pieces: the cost per record is what it
// takes to append to memory.
// States: Active; Paused after a failed write (the file ends with a whole block, what was queued is kept and only
// completions of logged transfers are added); Stopped when the person chose to go on without a log (the queue is
// dropped). resume() leads back to Active.
// Thread: Session, flush, resume, stop and the getters from any thread; `onFailure` runs on the writer thread and must
// not destroy the log.
#pragma once

#include "core/capture/log_batch.h"
#include "core/capture/log_file.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <thread>

namespace wb::capture {

class LogWriter {
public:
    enum class State : std::uint8_t { Active, Paused, Stopped };
    struct Options {
        std::string path; // for messages
        std::uint64_t maxFileBytes = 0; // 0 = no limit
        std::function<void(const Error&)> onFailure;
    };

    // REQUIRES: `index` outlives the writer.
    LogWriter(std::unique_ptr<LogFile> file, EntryIndex& index, Options options);
    LogWriter(const LogWriter&) = delete;
    LogWriter& operator=(const LogWriter&) = delete;
    ~LogWriter(); // writes what is queued, unless the disk refuses

    // Holds the log's lock; blocks are appended to batch() and each is finished with endBlock().
    class Session {
    public:
        explicit Session(LogWriter& writer);
        Session(const Session&) = delete;
        Session& operator=(const Session&) = delete;
        ~Session(); // wakes the writer thread when it should

        [[nodiscard]] State state() const { return m_writer.m_state; }
        [[nodiscard]] LogBatch& batch() { return m_writer.m_filling; }
        [[nodiscard]] std::uint64_t blockOffset() const { return m_writer.m_batchOffset + m_writer.m_filling.size(); }
        [[nodiscard]] std::uint64_t queuedBytes() const
        {
            return m_writer.m_writingMemory + m_writer.m_filling.memory();
        }
        void endBlock() { m_writer.m_filling.endBlock(); }
        // Fills up, so that what follows the next `headBytes` begins where the file likes it. Not within a block.
        void align(std::size_t headBytes) { m_writer.alignFilling(headBytes); }
        [[nodiscard]] std::uint64_t writtenBytes() const { return m_writer.m_writtenOffset; }

    private:
        LogWriter& m_writer;
        std::unique_lock<std::mutex> m_lock;
        bool m_wasEmpty;
        bool m_wasFull;
    };

    Status flush(); // blocks until everything appended before the call is in the file
    Status resume(); // blocks until what was queued is in the file, or fails again
    // Goes to Stopped and drops the queue; `afterDrop` runs under the log's lock and learns what was lost.
    void stop(const std::function<void(std::size_t droppedEntries, std::uint64_t fileEnd)>& afterDrop);

    [[nodiscard]] const LogFile& file() const { return *m_file; }
    [[nodiscard]] std::uint64_t revision() const { return m_revision.load(std::memory_order_acquire); }
    [[nodiscard]] std::optional<Error> failure() const; // why it is not Active

private:
    void run();
    void alignFilling(std::size_t headBytes);
    [[nodiscard]] std::uint64_t wakeBytes() const;
    [[nodiscard]] bool isFull() const { return m_filling.memory() >= m_wakeBytes; }
    void waitForWork(std::unique_lock<std::mutex>& lock);
    void writeBatch(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] std::optional<Error> writeOut(std::uint64_t offset, std::uint64_t& done);
    void fail(std::unique_lock<std::mutex>& lock, const Error& error);
    [[nodiscard]] bool hasWork() const { return m_writing.remaining() > 0 || !m_filling.isEmpty(); }
    [[nodiscard]] Status waitUntilWritten(std::unique_lock<std::mutex>& lock);

    const std::unique_ptr<LogFile> m_file;
    EntryIndex& m_index;
    const Options m_options;
    std::atomic<std::uint64_t> m_revision { 0 };

    mutable std::mutex m_mutex; // guards everything below
    std::condition_variable m_wake; // the writer thread waits here
    std::condition_variable m_progress; // flush, resume and stop wait here
    State m_state = State::Active;
    std::optional<Error> m_failure;
    LogBatch m_filling;
    std::uint64_t m_wakeBytes; // of m_filling: then it is written without gathering more
    LogBatch m_writing; // the writer thread's while m_isWriting, else guarded
    std::uint64_t m_batchOffset = 0; // where the first byte of m_filling will be in the file
    std::uint64_t m_writtenOffset = 0; // end of the file, always a block boundary
    std::uint64_t m_writingMemory = 0;
    bool m_isWriting = false;
    bool m_isUrgent = false; // somebody waits for the file: do not gather
    bool m_isResuming = false; // the failure goes to the caller of resume()
    bool m_isStopping = false;

    std::thread m_thread;
};

} // namespace wb::capture
