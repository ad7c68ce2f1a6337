// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/errno_kind.h"
#include "core/base/replace_file.h"
#include "core/snapshot/snapshot_file.h"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace wb::snapshot {
namespace {

tl::unexpected<Error> fileError(int code, const std::string& operation, const std::string& path)
{
    const std::string reason = code == 0 ? "" : ": " + std::generic_category().message(code);
    return fail(errorKindOf(code), operation, escapeForDisplay(path) + reason, code);
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
    return replaceFile(path, toJsonText(snapshot), "save the snapshot");
}

} // namespace wb::snapshot
