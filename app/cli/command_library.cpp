// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/text.h"
#include "core/backend/libusb1/library_facts.h"

#include <algorithm>

namespace wb::cli {
namespace {

ExitCode refuse(Session& session, const std::vector<std::string>& languages, const std::string& wanted)
{
    std::string known;
    for (const std::string& language : languages)
        known += (known.empty() ? "" : ", ") + language;
    return session.messages().failure(Error { ErrorKind::InvalidArgument, 0, "read --language",
                                          "libusb has " + known + ", not \"" + escapeForDisplay(wanted) + "\"" },
        ExitCode::Usage);
}

} // namespace

ExitCode run(Session& session, const LibraryOptions& options)
{
    const usb::LibraryFacts facts = backend::libraryFacts();
    const auto language = std::find(facts.languages.begin(), facts.languages.end(), options.language);
    if (language == facts.languages.end())
        return refuse(session, facts.languages, options.language);
    const auto chosen = static_cast<std::size_t>(language - facts.languages.begin());
    if (options.json)
        session.out().line(toLine(libraryDocument(facts, chosen)));
    else
        session.out().text(libraryText(facts, chosen));
    return ExitCode::Success;
}

} // namespace wb::cli
