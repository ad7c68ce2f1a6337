// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_line.h"

#include <string>

#ifndef _WIN32
#include <unistd.h>
#endif

namespace wb::cli {
namespace {

constexpr std::string_view kToBegin = "\r\x1b[K"; // ECMA-48: carriage return, erase the rest of the line

} // namespace

ProgressLine::ProgressLine(std::FILE* file, bool isOnTerminal)
    : m_file(isOnTerminal ? file : nullptr)
{
}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(std::string_view text)
{
    if (m_file == nullptr)
        return;
    const std::string line = std::string(kToBegin).append(text);
    std::fwrite(line.data(), 1, line.size(), m_file);
    std::fflush(m_file);
    m_isShown = true;
}

void ProgressLine::clear()
{
    if (!m_isShown)
        return;
    std::fwrite(kToBegin.data(), 1, kToBegin.size(), m_file);
    std::fflush(m_file);
    m_isShown = false;
}

bool isTerminal(std::FILE* file)
{
#ifdef _WIN32
    (void)file;
    return false;
#else
    return ::isatty(::fileno(file)) == 1;
#endif
}

} // namespace wb::cli
