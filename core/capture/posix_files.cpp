// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/errno_kind.h"
#include "core/capture/log_file.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace wb::capture {
namespace {

class Descriptor {
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {
    }
    Descriptor(Descriptor&& other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    {
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

Result<std::size_t> readFully(int fd, std::uint64_t offset, MutableByteView out, const std::string& path)
{
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t count = ::pread(fd, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return tl::unexpected<Error>(fileError(errno, "read offset " + std::to_string(offset + done), path));
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

class FileSource final : public ByteSource {
public:
    FileSource(Descriptor fd, std::uint64_t size, std::string path)
        : m_fd(std::move(fd))
        , m_size(size)
        , m_path(std::move(path))
    {
    }
    [[nodiscard]] std::uint64_t size() const override { return m_size; }
    [[nodiscard]] Result<std::size_t> readAt(std::uint64_t offset, MutableByteView out) const override
    {
        return readFully(m_fd.get(), offset, out, m_path);
    }

private:
    Descriptor m_fd;
    std::uint64_t m_size;
    std::string m_path;
};

class PosixLogFile final : public LogFile {
public:
    PosixLogFile(Descriptor fd, std::string path)
        : m_fd(std::move(fd))
        , m_path(std::move(path))
    {
    }
    [[nodiscard]] std::uint64_t size() const override { return m_size.load(std::memory_order_acquire); }
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
    static constexpr std::size_t kMaxVectors = 512; // IOV_MAX is 1024 on Linux, at least 16 anywhere
    Descriptor m_fd;
    std::string m_path;
    std::atomic<std::uint64_t> m_size { 0 };
};

LogFile::WriteOutcome PosixLogFile::writeAt(std::uint64_t offset, std::span<const MutableByteView> pieces)
{
    WriteOutcome outcome;
    std::size_t next = 0; // first piece not fully written
    std::size_t consumed = 0; // bytes of it that are
    while (next < pieces.size()) {
        std::array<iovec, kMaxVectors> vectors;
        const std::size_t count = std::min(pieces.size() - next, kMaxVectors);
        for (std::size_t i = 0; i < count; ++i)
            vectors[i] = { pieces[next + i].data(), pieces[next + i].size() };
        vectors[0] = { pieces[next].data() + consumed, pieces[next].size() - consumed };

        const ssize_t written = ::pwritev(
            m_fd.get(), vectors.data(), static_cast<int>(count), static_cast<off_t>(offset + outcome.bytes));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            outcome.error = written < 0 ? errno : EIO;
            break;
        }
        outcome.bytes += static_cast<std::uint64_t>(written);
        consumed += static_cast<std::size_t>(written);
        while (next < pieces.size() && consumed >= pieces[next].size()) {
            consumed -= pieces[next].size();
            ++next;
        }
    }
    m_size.store(offset + outcome.bytes, std::memory_order_release);
    return outcome;
}

} // namespace

Error fileError(int code, std::string operation, const std::string& path)
{
    return { errorKindOf(code), code, std::move(operation),
        escapeForDisplay(path) + ": " + std::generic_category().message(code) };
}

Result<std::unique_ptr<ByteSource>> openByteSource(const std::string& path)
{
    // O_NONBLOCK: opening a FIFO must not hang before we can see that it is one.
    Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (fd.get() < 0)
        return tl::unexpected<Error>(fileError(errno, "open capture", path));
    struct stat info { };
    if (::fstat(fd.get(), &info) != 0)
        return tl::unexpected<Error>(fileError(errno, "open capture", path));
    if (!S_ISREG(info.st_mode))
        return fail(ErrorKind::Unsupported, "open capture", escapeForDisplay(path) + ": not a regular file");
    return std::make_unique<FileSource>(std::move(fd), static_cast<std::uint64_t>(info.st_size), path);
}

Result<std::unique_ptr<LogFile>> createLogFile(const std::string& path)
{
    Descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (fd.get() < 0)
        return tl::unexpected<Error>(fileError(errno, "create log", path));
    return std::make_unique<PosixLogFile>(std::move(fd), path);
}

} // namespace wb::capture
