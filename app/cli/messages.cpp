// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/messages.h"

#include "core/usb/udev_rule.h"

#include <cstdio>

namespace wb::cli {
namespace {

// One call for one line, so that lines of several programs on one terminal do not mix.
void print(std::string_view kind, std::string_view text)
{
    std::string line = "usb-workbench: ";
    line.append(kind).append(": ").append(text).append("\n");
    std::fwrite(line.data(), 1, line.size(), stderr);
}

// Two ways to the same end: the file to write, and the commands that write it.
std::vector<std::string> accessAdvice(const usb::DeviceInfo& device)
{
    const usb::UdevRule rule = usb::udevRule(device.descriptor.vendorId, device.descriptor.productId);
    const std::size_t comment = rule.text.front() == '#' ? rule.text.find('\n') + 1 : 0;
    std::string commands;
    for (const std::string& command : rule.commands)
        commands += (commands.empty() ? "" : " && ") + command;
    return { "put this rule into " + rule.directory + "/" + rule.fileName + ": "
            + rule.text.substr(comment, rule.text.size() - comment - 1),
        "or run: " + commands };
}

} // namespace

ExitCode Messages::failure(const Error& error, const usb::DeviceInfo* device) const
{
    print("error", describe(error));
    for (const std::string& advice : adviceFor(error.kind, device))
        hint(advice);
    return exitCodeFor(error.kind);
}

ExitCode Messages::failure(const Error& error, ExitCode code) const
{
    print("error", describe(error));
    for (const std::string& advice : adviceFor(error.kind, nullptr))
        hint(advice);
    return code;
}

void Messages::refusal(std::string_view text) const { print("refused", text); }

void Messages::hint(std::string_view text) const { print("hint", text); }

void Messages::note(std::string_view text) const { print("note", text); }

std::vector<std::string> adviceFor(ErrorKind kind, const usb::DeviceInfo* device)
{
    switch (kind) {
    case ErrorKind::AccessDenied:
        return device != nullptr ? accessAdvice(*device) : std::vector<std::string> {};
    case ErrorKind::Busy:
        return { "close the program that uses the interface, or take it from its kernel driver with --detach-driver" };
    case ErrorKind::Disconnected:
        return { "plug the device in again; usb-workbench list shows what is attached" };
    case ErrorKind::Timeout:
        return { "give it longer with --timeout, or check that the device expects this transfer" };
    case ErrorKind::Stall:
        return { "the device refused it: check the values; a halted endpoint is freed by CLEAR_FEATURE(ENDPOINT_HALT), "
                 "control DEVICE 0x02 CLEAR_FEATURE 0 EP" };
    case ErrorKind::OutOfMemory:
        return { "use a smaller --size or --depth, or raise /sys/module/usbcore/parameters/usbfs_memory_mb" };
    case ErrorKind::ReadOnly:
        return { "nothing was sent; without --read-only it is" };
    case ErrorKind::NoSpace:
        return { "free some space, or write to another disk" };
    case ErrorKind::Internal:
        return { "this is a fault of the program: please report it with the lines above" };
    case ErrorKind::NotFound: // what was looked for is in the error itself
    case ErrorKind::Unsupported:
    case ErrorKind::InvalidArgument:
    case ErrorKind::Malformed:
    case ErrorKind::Cancelled:
    case ErrorKind::Io:
        return {};
    }
    return {};
}

} // namespace wb::cli
