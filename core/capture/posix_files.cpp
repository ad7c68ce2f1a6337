// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/errno_kind.h"
#include "core/capture/log_file.h"
#include "core/capture/posix_descriptor.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>

namespace wb::capture {
namespace {

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

} // namespace

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

} // namespace wb::capture
