// SPDX-License-Identifier: GPL-3.0-or-later
// Where results go: stdout, or a file. A line is on its way when line() returns, so that a reader of a
// pipe sees events as they happen.
// Thread: one. Ownership: owns the file it opened, borrows stdout.
// Errors: writing never throws; the first failure is kept in error(). A reader that went away (EPIPE) is no failure
// but isClosed(): the command should end quietly. REQUIRES: SIGPIPE ignored.
#pragma once

#include "core/base/bytes.h"

#include <cstdio>
#include <memory>

namespace wb::cli {

class Output {
public:
    [[nodiscard]] static Output toStdout();
    // Creates or truncates. Errors: Io, AccessDenied, NotFound naming the path.
    [[nodiscard]] static Result<Output> toFile(const std::string& path);

    void line(std::string_view text); // adds the newline
    void text(std::string_view text);
    void bytes(ByteView data);
    void flush();

    [[nodiscard]] bool isClosed() const { return m_isClosed; }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }
    [[nodiscard]] bool isUsable() const { return !m_isClosed && !m_error; }

private:
    struct Closer {
        bool isOwner = false;
        void operator()(std::FILE* file) const
        {
            if (isOwner)
                std::fclose(file);
        }
    };

    Output(std::FILE* file, bool isOwner, std::string name);
    void write(const void* data, std::size_t size);
    void noteFailure(int code);

    std::unique_ptr<std::FILE, Closer> m_file;
    std::string m_name;
    bool m_isClosed = false;
    std::optional<Error> m_error;
};

// An errno from opening, reading or writing a file as an Error naming it.
[[nodiscard]] Error fileError(int code, std::string_view verb, std::string_view path);

} // namespace wb::cli
