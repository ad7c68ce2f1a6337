// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/replace_file.h"

#include "core/base/bytes.h"
#include "core/base/errno_kind.h"

#include <cerrno>
#include <filesystem>
#include <fstream>

namespace wb {
namespace {

namespace fs = std::filesystem;

int writeAll(const fs::path& path, std::string_view text) // 0, or errno of what went wrong
{
    errno = 0;
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    if (!file)
        return errno == 0 ? EIO : errno;
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file)
        return errno == 0 ? EIO : errno;
    return 0;
}

// Where the last link leads, also when nothing is there yet. A circle of links ends at one of them, which cannot be
// opened.
fs::path realTarget(const std::string& path)
{
    constexpr int kMostLinks = 40; // as many as Linux follows
    fs::path real = path;
    std::error_code failed;
    for (int links = 0; links < kMostLinks && fs::is_symlink(real, failed); ++links)
        real = real.parent_path() / fs::read_symlink(real, failed); // an absolute one stands for itself
    return real;
}

bool isReplaceable(const fs::path& target)
{
    std::error_code failed;
    const fs::file_type type = fs::status(target, failed).type();
    return type == fs::file_type::not_found || type == fs::file_type::regular;
}

int replaceWhole(const fs::path& target, std::string_view text)
{
    const fs::path temporary = target.string() + ".usb-workbench-part";
    std::error_code failed;
    int code = writeAll(temporary, text);
    if (code == 0) {
        fs::rename(temporary, target, failed);
        code = failed.value();
    }
    if (code != 0)
        fs::remove(temporary, failed);
    return code;
}

} // namespace

Status replaceFile(const std::string& path, std::string_view text, const std::string& operation)
{
    const fs::path target = realTarget(path);
    const int code = isReplaceable(target) ? replaceWhole(target, text) : writeAll(target, text);
    if (code == 0)
        return {};
    return fail(
        errorKindOf(code), operation, escapeForDisplay(path) + ": " + std::generic_category().message(code), code);
}

} // namespace wb
