// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/log_writer.h"

#include "core/capture/pcapng_blocks.h"

#include <cerrno>
#include <limits>

namespace wb::capture {
namespace {

// Small enough that what is queued and what is being written stay in a processor's second-level cache.
constexpr std::uint64_t kWakeBytes = std::uint64_t { 256 } << 10;
// What goes past the page cache is not touched again by the processor, and with 256 KiB each the calls themselves were
// half of what writing costs.
constexpr std::uint64_t kWakeBytesPastTheCache = std::uint64_t { 1 } << 20;
// Half of the promised 100 ms: the other half is for the write itself.
constexpr std::chrono::milliseconds kGatherTime { 40 };

} // namespace

LogWriter::LogWriter(std::unique_ptr<LogFile> file, EntryIndex& index, Options options)
    : m_file(std::move(file))
    , m_index(index)
    , m_options(std::move(options))
    , m_wakeBytes(wakeBytes())
{
    m_filling.reserve(m_wakeBytes + m_wakeBytes / 4); // growing step by step takes fresh memory at each of them
    m_thread = std::thread([this] { run(); }); // now that everything else is there
}

LogWriter::~LogWriter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

LogWriter::Session::Session(LogWriter& writer)
    : m_writer(writer)
    , m_lock(writer.m_mutex)
    , m_wasEmpty(writer.m_filling.isEmpty())
    , m_wasFull(writer.isFull())
{
}

LogWriter::Session::~Session()
{
    const bool isFull = m_writer.isFull();
    const bool needsWake = (m_wasEmpty && !m_writer.m_filling.isEmpty()) || (isFull && !m_wasFull);
    m_lock.unlock(); // first, so that the woken thread finds the lock free
    if (needsWake)
        m_writer.m_wake.notify_one();
}

void LogWriter::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        waitForWork(lock);
        if (m_state != State::Active || !hasWork()) {
            if (m_isStopping)
                return;
            continue;
        }
        writeBatch(lock);
    }
}

void LogWriter::waitForWork(std::unique_lock<std::mutex>& lock)
{
    m_wake.wait(lock, [&] { return m_isStopping || (m_state == State::Active && hasWork()); });
    m_wake.wait_for(lock, kGatherTime, [&] {
        return m_isStopping || m_isUrgent || m_state != State::Active || isFull() || m_writing.remaining() > 0;
    });
}

std::uint64_t LogWriter::wakeBytes() const { return m_file->unit() > 1 ? kWakeBytesPastTheCache : kWakeBytes; }

void LogWriter::alignFilling(std::size_t headBytes)
{
    const std::size_t size = pcapng::fillerSize(m_batchOffset + m_filling.size() + headBytes, m_file->unit());
    if (size == 0)
        return;
    pcapng::appendFiller(m_filling.arena(), size);
    m_filling.endBlock();
}

void LogWriter::writeBatch(std::unique_lock<std::mutex>& lock)
{
    if (m_writing.remaining() == 0) {
        if (m_filling.size() >= LogFile::kLargeWrite) // the next one need not touch the disk's block that this ends in
            alignFilling(0);
        m_writing.reserve(m_wakeBytes + m_wakeBytes / 4);
        std::swap(m_writing, m_filling);
        m_batchOffset += m_writing.size();
        m_writingMemory = m_writing.memory();
        m_wakeBytes = wakeBytes();
        m_isUrgent = false;
    }
    m_isWriting = true;
    const std::uint64_t offset = m_writtenOffset;
    lock.unlock();

    std::uint64_t done = 0;
    const std::optional<Error> error = writeOut(offset, done);
    m_writing.markWritten(done, offset + done, m_index);
    const bool isFinished = m_writing.remaining() == 0;
    if (isFinished)
        m_writing.clear(); // here, so that buffers return to their pool outside the lock
    m_revision.fetch_add(1, std::memory_order_acq_rel);

    lock.lock();
    m_isWriting = false;
    m_writtenOffset = offset + done;
    if (isFinished)
        m_writingMemory = 0;
    if (error)
        fail(lock, *error);
    m_progress.notify_all();
}

std::optional<Error> LogWriter::writeOut(std::uint64_t offset, std::uint64_t& done)
{
    const std::uint64_t wanted = m_writing.remaining();
    const std::uint64_t limit = m_options.maxFileBytes;
    const std::uint64_t room = limit == 0 ? std::numeric_limits<std::uint64_t>::max() : limit - std::min(limit, offset);
    const std::uint64_t allowed = m_writing.wholeBlocksWithin(room);
    const LogFile::WriteOutcome outcome = m_file->writeAt(offset, m_writing.views(allowed));
    done = m_writing.wholeBlocksWithin(outcome.bytes);
    const std::string position = "write log at offset " + std::to_string(offset + done);
    if (outcome.error != 0) {
        Error error = fileError(outcome.error, position, m_options.path);
        // Were the cut to fail, the next attempt would still overwrite the partial block.
        if (const Status cut = m_file->truncate(offset + done); !cut)
            error.detail += "; and the partial block stays: " + cut.error().detail;
        return error;
    }
    if (allowed == wanted)
        return std::nullopt;
    return Error { ErrorKind::NoSpace, 0, position,
        escapeForDisplay(m_options.path) + ": the size limit of " + std::to_string(limit) + " bytes is reached" };
}

void LogWriter::fail(std::unique_lock<std::mutex>& lock, const Error& error)
{
    m_state = State::Paused;
    m_failure = error;
    m_progress.notify_all();
    if (m_isResuming || m_isStopping || !m_options.onFailure)
        return;
    lock.unlock();
    m_options.onFailure(error);
    lock.lock();
}

Status LogWriter::waitUntilWritten(std::unique_lock<std::mutex>& lock)
{
    const std::uint64_t target = m_batchOffset + m_filling.size();
    m_isUrgent = true;
    m_wake.notify_one();
    m_progress.wait(lock, [&] { return m_writtenOffset >= target || m_state != State::Active; });
    if (m_writtenOffset >= target)
        return {};
    return tl::unexpected<Error>(m_failure.value_or(Error { ErrorKind::Cancelled, 0, "write log", "logging is off" }));
}

Status LogWriter::flush()
{
    std::unique_lock lock(m_mutex);
    if (m_state != State::Active)
        return tl::unexpected<Error>(
            m_failure.value_or(Error { ErrorKind::Cancelled, 0, "write log", "logging is off" }));
    return waitUntilWritten(lock);
}

Status LogWriter::resume()
{
    std::unique_lock lock(m_mutex);
    if (m_state == State::Active)
        return {};
    m_state = State::Active;
    m_failure.reset();
    m_isResuming = true;
    const Status status = waitUntilWritten(lock);
    m_isResuming = false;
    return status;
}

void LogWriter::stop(const std::function<void(std::size_t droppedEntries, std::uint64_t fileEnd)>& afterDrop)
{
    std::unique_lock lock(m_mutex);
    if (m_state == State::Active)
        static_cast<void>(waitUntilWritten(lock)); // a failure pauses, and we stop all the same
    m_progress.wait(lock, [&] { return !m_isWriting; });
    m_state = State::Stopped;
    const std::size_t dropped = m_writing.unpublishedEntries() + m_filling.unpublishedEntries();
    m_writing.clear();
    m_filling.clear();
    m_writingMemory = 0;
    m_batchOffset = m_writtenOffset;
    afterDrop(dropped, m_writtenOffset);
}

std::optional<Error> LogWriter::failure() const
{
    const std::lock_guard lock(m_mutex);
    return m_failure;
}

} // namespace wb::capture
