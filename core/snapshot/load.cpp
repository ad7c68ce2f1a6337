// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/load.h"

#include "core/snapshot/import.h"
#include "core/snapshot/snapshot_file.h"

#include <array>
#include <filesystem>
#include <fstream>

namespace wb::snapshot {
namespace {

tl::unexpected<Error> malformed(const std::string& path, const std::string& what)
{
    return fail(ErrorKind::Malformed, "open", escapeForDisplay(path) + ": " + what);
}

} // namespace

FileKind fileKindOf(const std::string& path)
{
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed))
        return FileKind::Other;
    std::ifstream file(path, std::ios::binary);
    std::array<char, 64> first {};
    file.read(first.data(), first.size());
    const ByteView start = asBytes({ first.data(), static_cast<std::size_t>(file.gcount()) });
    if (looksLikeSnapshot(start))
        return FileKind::Snapshot;
    return looksLikeDescriptors(start) ? FileKind::Descriptors : FileKind::Other;
}

Result<Snapshot> loadFile(const std::string& path)
{
    if (fileKindOf(path) == FileKind::Snapshot)
        return readFile(path);
    const auto bytes = readBytes(path, kMaxImportBytes);
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (bytes->empty())
        return malformed(path, "the file is empty");
    if (!looksLikeDescriptors(*bytes))
        return malformed(path,
            "this is neither a snapshot nor a file of raw descriptors; the first bytes are "
                + formatHex(slice(*bytes, 0, 4)));
    auto imported = importBytes(*bytes, ImportKind::Guessed);
    if (!imported)
        imported.error().detail = escapeForDisplay(path) + ": " + imported.error().detail;
    return imported;
}

} // namespace wb::snapshot
