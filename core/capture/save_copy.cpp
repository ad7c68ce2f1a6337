// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/log_file.h"
#include "core/capture/transfer_source.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

namespace wb::capture {
namespace {

constexpr std::size_t kCopyBytes = std::size_t { 1 } << 20;

// Removes the temporary file unless it has become the real one.
class TemporaryFile {
public:
    explicit TemporaryFile(std::string path)
        : m_path(std::move(path))
    {
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile()
    {
        if (!m_path.empty()) {
            std::error_code ignored; // nothing more can be done about a file that will not go
            std::filesystem::remove(m_path, ignored);
        }
    }
    Status renameTo(const std::string& target)
    {
        std::error_code error;
        std::filesystem::rename(m_path, target, error);
        if (error)
            return tl::unexpected<Error>(fileError(error.value(), "save capture", target));
        m_path.clear();
        return {};
    }
    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    std::string m_path;
};

Status copyBytes(
    const ByteSource& from, LogFile& to, std::uint64_t size, const std::string& path, const Progress& progress)
{
    Bytes buffer(kCopyBytes);
    std::uint64_t done = 0;
    while (done < size) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size - done, buffer.size()));
        const auto count = from.readAt(done, MutableByteView(buffer).first(wanted));
        if (!count)
            return tl::unexpected<Error>(count.error());
        if (*count < wanted)
            return fail(ErrorKind::Io, "save capture",
                escapeForDisplay(path) + ": the source ends at " + std::to_string(done + *count) + " bytes, expected "
                    + std::to_string(size));
        const std::array<MutableByteView, 1> pieces { MutableByteView(buffer).first(wanted) };
        const LogFile::WriteOutcome outcome = to.writeAt(done, pieces);
        if (outcome.error != 0)
            return tl::unexpected<Error>(fileError(outcome.error, "save capture", path));
        done += wanted;
        if (progress && !progress(static_cast<double>(done) / static_cast<double>(size)))
            return fail(ErrorKind::Cancelled, "save capture", escapeForDisplay(path));
    }
    return to.sync();
}

} // namespace

Status saveCopy(const TransferSource& source, const std::string& path, const Progress& progress)
{
    std::error_code ignored; // "cannot tell" means they are not the same file
    if (source.isLive() && std::filesystem::equivalent(source.path(), path, ignored))
        return fail(ErrorKind::InvalidArgument, "save capture",
            escapeForDisplay(path) + " is the running log itself; choose another name");
    const std::uint64_t size = source.fileBytes();
    const auto from = openByteSource(source.path());
    if (!from)
        return tl::unexpected<Error>(from.error());
    const std::string temporaryPath = path + ".part-" + std::to_string(now().count());
    const auto to = createLogFile(temporaryPath);
    if (!to)
        return tl::unexpected<Error>(to.error());
    TemporaryFile temporary(temporaryPath);
    if (const Status copied = copyBytes(**from, **to, size, path, progress); !copied)
        return copied;
    return temporary.renameTo(path);
}

} // namespace wb::capture
