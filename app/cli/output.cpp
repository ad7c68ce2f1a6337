// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "core/base/errno_kind.h"

#include <cerrno>
#include <system_error>

namespace wb::cli {

Output::Output(std::FILE* file, bool isOwner, std::string name)
    : m_file(file, Closer { isOwner })
    , m_name(std::move(name))
{
}

Output Output::toStdout() { return { stdout, false, "standard output" }; }

Result<Output> Output::toFile(const std::string& path)
{
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        return tl::unexpected(fileError(errno, "create", path));
    return Output(file, true, path);
}

void Output::line(std::string_view text)
{
    write(text.data(), text.size());
    write("\n", 1);
    flush();
}

void Output::text(std::string_view text)
{
    write(text.data(), text.size());
    flush();
}

void Output::bytes(ByteView data) { write(data.data(), data.size()); }

void Output::flush()
{
    if (isUsable() && std::fflush(m_file.get()) != 0)
        noteFailure(errno);
}

void Output::write(const void* data, std::size_t size)
{
    if (isUsable() && std::fwrite(data, 1, size, m_file.get()) != size)
        noteFailure(errno);
}

void Output::noteFailure(int code)
{
    if (code == EPIPE)
        m_isClosed = true;
    else
        m_error = fileError(code, "write", m_name);
}

Error fileError(int code, std::string_view verb, std::string_view path)
{
    return { errorKindOf(code), code, std::string(verb) + " " + escapeForDisplay(path),
        std::generic_category().message(code) };
}

} // namespace wb::cli
