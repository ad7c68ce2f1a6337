// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include "app/cli/raw_arguments.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>

namespace wb::cli {
namespace {

tl::unexpected<Error> usageError(std::string detail)
{
    return fail(ErrorKind::InvalidArgument, "read the command line", std::move(detail));
}

// CLI11 writes "--size: 1 required BYTES missing"; only the option's name is of use.
std::string describeMismatch(const CLI::ArgumentMismatch& mismatch)
{
    const std::string text = mismatch.what();
    return "option " + escapeForDisplay(text.substr(0, text.find(':'))) + " needs a value";
}

std::string describeExtras(const CLI::App& app)
{
    const std::vector<std::string> extras = app.remaining(true);
    if (extras.empty())
        return "an argument is not expected";
    const std::string& first = extras.front();
    const bool isOption = first.size() > 1 && first[0] == '-';
    return (isOption ? "unknown option \"" : "unexpected argument \"") + escapeForDisplay(first) + "\"";
}

struct QtOption {
    std::string_view name;
    bool hasValue;
};

// Source of truth: the documentation of QGuiApplication and QApplication.
constexpr auto kQtOptions = std::to_array<QtOption>({
    { "-platform", true },
    { "-platformpluginpath", true },
    { "-platformtheme", true },
    { "-plugin", true },
    { "-qwindowgeometry", true },
    { "-qwindowicon", true },
    { "-qwindowtitle", true },
    { "-reverse", false },
    { "-session", true },
    { "-style", true },
    { "-stylesheet", true },
    { "-display", true },
    { "-geometry", true },
});

} // namespace

Result<ParsedCommandLine> parseCommandLine(std::span<const std::string> arguments)
{
    RawArguments raw;
    CLI::App app("", "usb-workbench");
    declareCommands(app, raw);
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend())); // CLI11 pops from the back
    } catch (const CLI::CallForHelp&) {
        return Announcement { app.help() };
    } catch (const CLI::CallForVersion& version) {
        return Announcement { std::string(version.what()) + "\n" };
    } catch (const CLI::ExtrasError&) {
        return usageError(describeExtras(app));
    } catch (const CLI::ArgumentMismatch& mismatch) {
        return usageError(describeMismatch(mismatch));
    } catch (const CLI::Error& error) {
        return usageError(escapeForDisplay(error.what()));
    }
    std::string name;
    for (std::vector<CLI::App*> below = app.get_subcommands(); !below.empty();
         below = below.front()->get_subcommands()) {
        if (!name.empty())
            name += ' ';
        name += below.front()->get_name();
    }
    return convert(name, raw).map([](CommandLine&& line) { return ParsedCommandLine(std::move(line)); });
}

std::vector<std::string> withoutQtArguments(std::span<const std::string> arguments)
{
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto known = std::find_if(
            kQtOptions.begin(), kQtOptions.end(), [&](const QtOption& option) { return arguments[i] == option.name; });
        if (known == kQtOptions.end())
            kept.push_back(arguments[i]);
        else if (known->hasValue)
            ++i;
    }
    return kept;
}

} // namespace wb::cli
