// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/errno_kind.h"
#include "core/snapshot/snapshot_file.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace wb::snapshot {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> fileError(int code, const std::string& operation, const std::string& path)
{
    const std::string reason = code == 0 ? "" : ": " + std::generic_category().message(code);
    return fail(errorKindOf(code), operation, escapeForDisplay(path) + reason, code);
}

Status writeText(const std::string& path, const std::string& text)
{
    errno = 0;
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    if (!file)
        return fileError(errno, "save the snapshot", path);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file)
        return fileError(errno, "save the snapshot", path);
    return {};
}

// A pipe or a device is written to as it is; only files are replaced. A link stays one.
fs::path realTarget(const std::string& path)
{
    std::error_code failed;
    fs::path real = fs::is_symlink(path, failed) ? fs::weakly_canonical(path, failed) : fs::path(path);
    return failed ? fs::path(path) : real;
}

} // namespace

bool looksLikeSnapshot(ByteView start)
{
    const auto first = std::find_if(start.begin(), start.end(),
        [](Byte byte) { return byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n'; });
    return first != start.end() && *first == '{';
}

Result<Bytes> readBytes(const std::string& path, std::size_t limit)
{
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fileError(errno, "open", path);
    Bytes bytes;
    std::vector<char> chunk(std::size_t { 1 } << 18);
    while (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || file.gcount() > 0) {
        const ByteView part = asBytes({ chunk.data(), static_cast<std::size_t>(file.gcount()) });
        if (part.size() > limit - bytes.size())
            return fail(ErrorKind::Malformed, "read",
                escapeForDisplay(path) + ": the file has more than " + std::to_string(limit) + " bytes");
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    if (file.bad())
        return fileError(errno, "read", path); // a directory opens, and fails here
    return bytes;
}

Result<Snapshot> readFile(const std::string& path)
{
    const auto bytes = readBytes(path, kMaxFileBytes);
    if (!bytes)
        return tl::unexpected(bytes.error());
    auto snapshot = fromJsonText(*bytes);
    if (!snapshot)
        snapshot.error().detail = escapeForDisplay(path) + ": " + snapshot.error().detail;
    return snapshot;
}

Status writeFile(const std::string& path, const Snapshot& snapshot)
{
    const std::string text = toJsonText(snapshot);
    const fs::path target = realTarget(path);
    std::error_code failed;
    const fs::file_type type = fs::status(target, failed).type();
    if (type != fs::file_type::not_found && type != fs::file_type::regular)
        return writeText(path, text);
    const fs::path temporary = target.string() + ".usb-workbench-part";
    Status written = writeText(temporary.string(), text);
    std::error_code ignored;
    if (!written) {
        written.error().detail = escapeForDisplay(path) + (written.error().code == 0 ? "" : ": ")
            + (written.error().code == 0 ? "" : std::generic_category().message(written.error().code));
        fs::remove(temporary, ignored);
        return written;
    }
    fs::rename(temporary, target, failed);
    if (failed) {
        fs::remove(temporary, ignored);
        return fileError(failed.value(), "save the snapshot", path);
    }
    return {};
}

} // namespace wb::snapshot
