// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/direct_write.h"
#include "core/capture/log_file.h"
#include "core/capture/posix_descriptor.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace wb::capture {
namespace {

constexpr std::size_t kMaxVectors = 512; // IOV_MAX is 1024 on Linux, at least 16 anywhere
// So much at once is there only when the disk is slower than the stream: the page cache then takes what it can.
constexpr std::uint64_t kBehind = std::uint64_t { 8 } << 20;

// The same file once more, past the page cache; not open where the file system knows no such thing.
Descriptor openDirectly(int fd)
{
    struct stat info { };
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        return Descriptor(-1);
    const std::string path = "/proc/self/fd/" + std::to_string(fd);
    return Descriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_DIRECT));
}

class PosixLogFile final : public LogFile {
public:
    PosixLogFile(Descriptor fd, std::string path)
        : m_fd(std::move(fd))
        , m_direct(openDirectly(m_fd.get()))
        , m_isDirect(m_direct.isOpen())
        , m_path(std::move(path))
    {
    }
    [[nodiscard]] std::uint64_t size() const override { return m_size.load(std::memory_order_acquire); }
    [[nodiscard]] std::size_t unit() const override
    {
        return m_isDirect.load(std::memory_order_relaxed) ? DirectWrite::kUnit : 1;
    }
    [[nodiscard]] Result<std::size_t> readAt(std::uint64_t offset, MutableByteView out) const override
    {
        return readFully(m_fd.get(), offset, out, m_path);
    }
    [[nodiscard]] WriteOutcome writeAt(std::uint64_t offset, std::span<const MutableByteView> pieces) override;
    [[nodiscard]] Status truncate(std::uint64_t size) override
    {
        if (::ftruncate(m_fd.get(), static_cast<off_t>(size)) != 0)
            return tl::unexpected<Error>(fileError(errno, "cut back to " + std::to_string(size) + " bytes", m_path));
        m_size.store(size, std::memory_order_release);
        return {};
    }

    [[nodiscard]] Status sync() override
    {
        if (::fdatasync(m_fd.get()) != 0)
            return tl::unexpected<Error>(fileError(errno, "write to the disk", m_path));
        return {};
    }

private:
    [[nodiscard]] ssize_t writeSome(std::uint64_t offset, const PieceCursor& cursor, bool mayBeDirect);
    [[nodiscard]] ssize_t writeThroughCache(std::uint64_t offset, PieceCursor cursor, std::uint64_t limit);

    Descriptor m_fd;
    Descriptor m_direct;
    std::atomic<bool> m_isDirect; // false for good once the file system has refused
    std::string m_path;
    std::atomic<std::uint64_t> m_size { 0 };
    DirectWrite m_write;
};

LogFile::WriteOutcome PosixLogFile::writeAt(std::uint64_t offset, std::span<const MutableByteView> pieces)
{
    WriteOutcome outcome;
    PieceCursor cursor(pieces);
    const bool mayBeDirect = cursor.remaining() >= kLargeWrite && cursor.remaining() <= kBehind;
    while (cursor.remaining() > 0) {
        const ssize_t written = writeSome(offset + outcome.bytes, cursor, mayBeDirect);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            outcome.error = written < 0 ? errno : EIO;
            break;
        }
        outcome.bytes += static_cast<std::uint64_t>(written);
        cursor.advance(static_cast<std::uint64_t>(written));
    }
    m_size.store(offset + outcome.bytes, std::memory_order_release);
    return outcome;
}

ssize_t PosixLogFile::writeSome(std::uint64_t offset, const PieceCursor& cursor, bool mayBeDirect)
{
    const std::uint64_t toUnit = (DirectWrite::kUnit - offset % DirectWrite::kUnit) % DirectWrite::kUnit;
    if (!mayBeDirect || unit() == 1 || cursor.remaining() < toUnit + DirectWrite::kUnit)
        return writeThroughCache(offset, cursor, cursor.remaining());
    if (toUnit > 0)
        return writeThroughCache(offset, cursor, toUnit);
    const std::span<const iovec> vectors = m_write.gather(cursor);
    const ssize_t written
        = ::pwritev(m_direct.get(), vectors.data(), static_cast<int>(vectors.size()), static_cast<off_t>(offset));
    if (written >= 0 || errno != EINVAL)
        return written;
    m_isDirect.store(false, std::memory_order_relaxed);
    return writeThroughCache(offset, cursor, cursor.remaining());
}

ssize_t PosixLogFile::writeThroughCache(std::uint64_t offset, PieceCursor cursor, std::uint64_t limit)
{
    std::array<iovec, kMaxVectors> vectors;
    std::size_t count = 0;
    while (limit > 0 && count < vectors.size()) {
        const MutableByteView piece = cursor.front();
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), limit));
        vectors[count++] = { piece.data(), size };
        cursor.advance(size);
        limit -= size;
    }
    return ::pwritev(m_fd.get(), vectors.data(), static_cast<int>(count), static_cast<off_t>(offset));
}

} // namespace

Result<std::unique_ptr<LogFile>> createLogFile(const std::string& path)
{
    Descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (!fd.isOpen())
        return tl::unexpected<Error>(fileError(errno, "create log", path));
    return std::make_unique<PosixLogFile>(std::move(fd), path);
}

} // namespace wb::capture
