// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/declaration.h"

namespace wb::cli {
namespace {

constexpr auto kGlobalReminder
    = "Global options: --demo, --read-only, --snapshot FILE, --node PATH, --log FILE, --payload-limit BYTES, "
      "--stop-without-log, --libusb-log LEVEL (usb-workbench --help).";

// CLI11's own std::optional binding turns an empty value into "not given"; --data "" is a zero-length packet.
CLI::Option* addText(CLI::App& app, const std::string& name, RawText& target, const std::string& help)
{
    return app.add_option_function<std::string>(
        name, [&target](const std::string& text) { target = text; }, help);
}

} // namespace

HelpFormatter::HelpFormatter(std::string usage)
    : m_usage(std::move(usage))
{
    column_width(30);
    label("Positionals", "Arguments");
}

std::string HelpFormatter::make_usage(const CLI::App*, std::string) const
{
    return "\nUsage: usb-workbench " + m_usage + "\n";
}

CLI::Option* addOption(
    CLI::App& app, const std::string& name, const std::string& argument, RawText& target, const std::string& help)
{
    return addText(app, name, target, help)->type_name(argument)->take_last();
}

void addArgument(CLI::App& app, const std::string& name, RawText& target, const std::string& help)
{
    addText(app, name, target, help)->type_name("");
}

CLI::App& addCommand(CLI::App& app, const std::string& name, const std::string& usage, const std::string& help)
{
    CLI::App& command = *app.add_subcommand(name, help);
    command.group("Commands");
    command.fallthrough();
    command.set_help_flag("-h,--help", "Print this help and leave");
    command.formatter(std::make_shared<HelpFormatter>(usage));
    command.footer(kGlobalReminder);
    return command;
}

void addJson(CLI::App& command, RawArguments& raw)
{
    command.add_flag("--json", raw.json, "Print JSON instead of text");
}

void addDevice(CLI::App& command, RawArguments& raw)
{
    addArgument(command, "DEVICE", raw.device, "vid:pid, vid:pid:serial, or bus-port path");
}

void addAlternate(CLI::App& command, RawArguments& raw)
{
    addOption(command, "--alt", "N", raw.alternate, "Select this alternate setting of the endpoint's interface first");
}

void addTarget(CLI::App& command, RawArguments& raw)
{
    command.add_flag("--detach-driver", raw.detachDriver,
        "Take the interface from its kernel driver, and give it back at the end; of a keyboard, mouse, disk, hub or "
        "network adapter with consent only");
    command.add_flag(
        "--yes-detach", raw.yesDetach, "Consent to what --detach-driver takes away from others, and to nothing else");
    command.add_flag("--no-auto", raw.noAuto, "Do nothing automatically: no claim, no alternate setting");
}

void addPayload(CLI::App& command, RawArguments& raw)
{
    addOption(command, "--data", "HEX", raw.data, "Bytes to send: \"12 01 00\", 120100, 0x12,0x01");
    addOption(command, "--text", "TEXT", raw.text, "Send this text as UTF-8");
    addOption(command, "--file", "FILE", raw.dataFile, "Send the contents of a file");
}

void addConsent(CLI::App& command, RawArguments& raw, const std::string& help)
{
    command.add_flag("--yes", raw.yes, help);
}

CLI::Option* addTimeout(CLI::App& command, RawArguments& raw, const std::string& standard)
{
    return addOption(command, "--timeout", "MS", raw.timeout,
        "Milliseconds for each transfer, 0 = for ever (default " + standard + ")");
}

void addReadAll(CLI::App& command, RawArguments& raw)
{
    command.add_flag("--read", raw.readAll, "Open the device and read its strings, BOS, HID and hub descriptors too");
}

} // namespace wb::cli
