// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/declaration.h"

namespace wb::cli {

void declareLibrary(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "library", "library [--language LANGUAGE] [--json]",
        "Print what the USB library is and can do: version, capabilities, newer functions, errors");
    addOption(command, "--language", "LANGUAGE", raw.language, "Of the errors: en (default), nl, fr, ru, de, hu");
    addJson(command, raw);
}

} // namespace wb::cli
