// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/stream_file.h"

#include "core/base/errno_kind.h"

#include <cerrno>
#include <fstream>
#include <system_error>

namespace wb::engine {

StreamFile::StreamFile(std::string path, std::size_t mostWaiting)
    : m_path(std::move(path))
    , m_mostWaiting(mostWaiting)
    , m_thread([this] { run(); })
{
}

StreamFile::~StreamFile()
{
    finish();
    m_thread.join();
}

void StreamFile::append(ByteView bytes)
{
    const std::lock_guard lock(m_mutex);
    if (m_error || m_isLast)
        return;
    if (bytes.size() > m_mostWaiting - m_waiting.size()) {
        m_error
            = Error { ErrorKind::Io, 0, "write", escapeForDisplay(m_path) + ": the disk is slower than the device" };
        return;
    }
    m_waiting.insert(m_waiting.end(), bytes.begin(), bytes.end());
    m_changed.notify_one();
}

void StreamFile::finish()
{
    const std::lock_guard lock(m_mutex);
    m_isLast = true;
    m_changed.notify_one();
}

bool StreamFile::isFinished() const
{
    const std::lock_guard lock(m_mutex);
    return m_hasEnded;
}

std::uint64_t StreamFile::written() const
{
    const std::lock_guard lock(m_mutex);
    return m_written;
}

std::optional<Error> StreamFile::error() const
{
    const std::lock_guard lock(m_mutex);
    return m_error;
}

void StreamFile::setError(int code, const char* what)
{
    const std::lock_guard lock(m_mutex);
    if (!m_error)
        m_error = Error { errorKindOf(code), code, what,
            escapeForDisplay(m_path) + ": " + std::generic_category().message(code) };
}

void StreamFile::run()
{
    errno = 0;
    std::ofstream file(m_path, std::ios::binary | std::ios::trunc);
    if (!file)
        setError(errno == 0 ? EIO : errno, "open");
    Bytes part;
    std::unique_lock lock(m_mutex);
    while (!m_error) {
        m_changed.wait(lock, [this] { return m_isLast || m_error || !m_waiting.empty(); });
        if (m_waiting.empty())
            break;
        part.clear();
        part.swap(m_waiting);
        lock.unlock();
        errno = 0;
        file.write(
            static_cast<const char*>(static_cast<const void*>(part.data())), static_cast<std::streamsize>(part.size()));
        file.flush();
        if (!file)
            setError(errno == 0 ? EIO : errno, "write");
        lock.lock();
        if (!m_error)
            m_written += part.size();
    }
    m_waiting.clear();
    m_hasEnded = true;
}

} // namespace wb::engine
