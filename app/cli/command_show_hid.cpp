// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/hid_reports.h"
#include "app/cli/target.h"

namespace wb::cli {
namespace {

// A report descriptor's length has 16 bits; text takes several characters for a byte, and comments.
constexpr std::uint64_t kMostFileBytes = std::uint64_t { 1 } << 20;

} // namespace

ExitCode showHidFile(Session& session, const std::string& path, bool json)
{
    const auto content = readFile(path, kMostFileBytes);
    const auto descriptor = content ? reportDescriptorFrom(*content) : content;
    if (!descriptor)
        return session.messages().failure(descriptor.error(), ExitCode::File);
    if (json)
        session.out().line(toLine(hidReportDocument(*descriptor)));
    else
        session.out().text(hidReportText(*descriptor));
    return ExitCode::Success;
}

} // namespace wb::cli
