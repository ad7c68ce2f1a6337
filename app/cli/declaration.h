// SPDX-License-Identifier: GPL-3.0-or-later
// What declaring the commands has in common: how a command, an option and an argument are added, and the options that
// several commands take, each with one help text.
// Thread: any. Ownership: `raw` outlives the App, whose options write into it. Private to the parser.
#pragma once

#include "app/cli/raw_arguments.h"

#include <CLI/CLI.hpp>

namespace wb::cli {

// CLI11's help with a usage line of our own: it knows which arguments belong together.
class HelpFormatter : public CLI::Formatter {
public:
    explicit HelpFormatter(std::string usage);
    std::string make_usage(const CLI::App* app, std::string name) const override;

private:
    std::string m_usage;
};

CLI::App& addCommand(CLI::App& app, const std::string& name, const std::string& usage, const std::string& help);
// The last of an option given twice counts.
CLI::Option* addOption(
    CLI::App& app, const std::string& name, const std::string& argument, RawText& target, const std::string& help);
void addArgument(CLI::App& app, const std::string& name, RawText& target, const std::string& help);

void addJson(CLI::App& command, RawArguments& raw);
void addDevice(CLI::App& command, RawArguments& raw);
void addAlternate(CLI::App& command, RawArguments& raw);
void addTarget(CLI::App& command, RawArguments& raw);
void addPayload(CLI::App& command, RawArguments& raw);
void addConsent(CLI::App& command, RawArguments& raw, const std::string& help);
CLI::Option* addTimeout(CLI::App& command, RawArguments& raw, const std::string& standard);
void addReadAll(CLI::App& command, RawArguments& raw);

void declareLibrary(CLI::App& app, RawArguments& raw);
void declareScan(CLI::App& app, RawArguments& raw);
void declareStream(CLI::App& app, RawArguments& raw);

} // namespace wb::cli
