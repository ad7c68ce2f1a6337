// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/declaration.h"
#include "core/base/version.h"

namespace wb::cli {
namespace {

constexpr auto kDescription = "USB Workbench: look at USB devices, send transfers, log them, send them again.";

constexpr auto kExitCodes = R"(Exit codes:
  0 success            4 access denied         8 replay: answers differ
  1 transfer failed,   5 busy                  9 lint: errors found
    or snapshot diff found differences        10 stream: received data differ
  2 wrong usage        6 device disconnected 130 interrupted
  3 no such device     7 file unreadable, malformed or not writable

DEVICE is vid:pid, vid:pid:serial, or a bus-port path such as 1-1.2 or usb1.
EP is an endpoint address: 0x81 is endpoint 1 IN, 0x01 is endpoint 1 OUT.
Numbers are written 18, 0x12 or 0b10010. man usb-workbench has the JSON schemas.)";

void declareList(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "list", "list [--json]", "List the attached devices");
    addJson(command, raw);
}

void declareShow(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "show",
        "show (DEVICE | --file FILE) [--format FORMAT | --json | --hex] [--read | --strings]\n"
        "       usb-workbench show DEVICE (--facts | --ports | --graph[=dot]) [--json]\n"
        "       usb-workbench show --hid FILE [--json]",
        "Show a device's descriptors, decoded");
    addDevice(command, raw);
    addOption(command, "--file", "FILE", raw.dataFile,
        "Show descriptors kept in a file: the bytes of sysfs' file \"descriptors\"");
    addOption(command, "--format", "FORMAT", raw.format,
        "text (default), json, hex, lsusb (as lsusb -v prints it), html (one page)");
    addJson(command, raw);
    command.add_flag("--hex", raw.hex, "Print the raw bytes: device descriptor, then configurations");
    command.add_flag("--facts", raw.facts,
        "Print what the system knows of the device instead: power, drivers, nodes, port; nothing is opened");
    command.add_flag(
        "--ports", raw.ports, "Open the hub and print what it says of itself and of each port: connected, changed");
    addOption(command, "--hid", "FILE", raw.hidFile,
        "Show the reports of a HID report descriptor in a file, binary or hex text, instead of a device");
    addReadAll(command, raw);
    command.add_flag("--strings", raw.strings, "Open the device and read its strings, in every language it lists");
    // A flag, not an option: without "=" it must not take the device for its value.
    command.add_flag("--graph", raw.graph, "Print how terminals, units and clocks are joined; =dot: for Graphviz");
}

void addEndpoint(CLI::App& command, RawArguments& raw)
{
    addArgument(command, "EP", raw.endpoint, "Endpoint address: 0x81 is endpoint 1 IN");
}

void declareControl(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "control",
        "control DEVICE BMREQUESTTYPE BREQUEST WVALUE WINDEX [WLENGTH] [OPTIONS]\n"
        "       usb-workbench control DEVICE --request NAME [--set PARAMETER=VALUE]... [OPTIONS]\n"
        "       usb-workbench control DEVICE --list-requests [--json]",
        "Send one control request");
    addDevice(command, raw);
    addArgument(command, "BMREQUESTTYPE", raw.requestType, "Direction, type and recipient: 0x80, 0x21, 0xc0");
    addArgument(command, "BREQUEST", raw.request, "Number, or a standard request's name: GET_DESCRIPTOR");
    addArgument(command, "WVALUE", raw.value, "16 bits");
    addArgument(command, "WINDEX", raw.index, "16 bits");
    addArgument(command, "WLENGTH", raw.length, "Bytes wanted (IN); OUT takes the length of its data");
    addOption(command, "--request", "NAME", raw.requestName,
        "By the specification's name instead of numbers; the answer is decoded");
    command.add_option("--set", raw.settings, "A parameter of the named request: a number or the name of a value")
        ->type_name("PARAMETER=VALUE")
        ->allow_extra_args(false);
    command.add_flag(
        "--list-requests", raw.listRequests, "Print the requests that suit the device, with their parameters");
    addPayload(command, raw);
    addOption(command, "--out", "FILE", raw.out, "Write the bytes of the answer to a file, - is stdout");
    addOption(command, "--repeat", "N", raw.times, "Send it N times, one after the other; 0: until Ctrl+C");
    addOption(command, "--every", "MS", raw.every,
        "With --repeat: milliseconds from one to the next, or until the answer is there (default 0)");
    command.add_flag("--keep-going", raw.keepGoing, "With --repeat: go on after a request that failed");
    addTimeout(command, raw, "1000");
    addConsent(command, raw, "Send it although it could do harm");
    addTarget(command, raw);
    addJson(command, raw);
}

void declareRead(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "read", "read DEVICE EP [OPTIONS]", "Read from an IN endpoint");
    addDevice(command, raw);
    addEndpoint(command, raw);
    addOption(command, "--size", "BYTES", raw.size, "Bytes wanted by each transfer (default: one service interval)");
    addOption(command, "--count", "N", raw.count, "Transfers, one after the other (default 1)");
    addOption(command, "--packets", "N", raw.packets, "Packets in each transfer, isochronous only (default 8)");
    command.add_flag("--short-is-error", raw.shortIsError, "A transfer that brings less than asked for is an error");
    addTimeout(command, raw, "1000");
    addOption(command, "--out", "FILE", raw.out, "Write the bytes to a file, - is stdout");
    addConsent(command, raw, "Take the driver although a keyboard, mouse, disk, hub or network stops working");
    addAlternate(command, raw);
    addTarget(command, raw);
    addJson(command, raw);
}

void declareWrite(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(
        app, "write", "write DEVICE EP (--data HEX | --text TEXT | --file FILE) [OPTIONS]", "Write to an OUT endpoint");
    addDevice(command, raw);
    addEndpoint(command, raw);
    addPayload(command, raw);
    addOption(command, "--size", "BYTES", raw.size,
        "Send in transfers of this size (default: all in one, above 1 MiB and isochronous in several)");
    addOption(command, "--packets", "N", raw.packets, "Packets in each transfer, isochronous only (default 8)");
    addTimeout(command, raw, "1000");
    addConsent(command, raw, "Write although the endpoint belongs to a disk");
    addAlternate(command, raw);
    addTarget(command, raw);
    addJson(command, raw);
}

void declareHid(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "hid",
        "hid DEVICE [--interface N] [--count N] [OPTIONS]\n"
        "       usb-workbench hid DEVICE --get-report TYPE[:ID] [OPTIONS]\n"
        "       usb-workbench hid DEVICE --set-report TYPE[:ID] FIELD=VALUE... [OPTIONS]",
        "Print input reports decoded, as they come; get and set reports");
    addDevice(command, raw);
    command.add_option("ASSIGNMENT", raw.words, "FIELD=VALUE, what the report says: X=12, \"Num Lock=1\", 0=1,2,3")
        ->type_name("");
    addOption(command, "--interface", "N", raw.interfaceNumber, "The HID interface, when there are several");
    addOption(command, "--count", "N", raw.count, "Input reports to print (default: until Ctrl+C)");
    addOption(command, "--get-report", "TYPE[:ID]", raw.getReport, "Ask for one report: input, output or feature");
    addOption(command, "--set-report", "TYPE[:ID]", raw.setReport,
        "Send an output or feature report; of a feature report, what is not named stays");
    addTimeout(command, raw, "0, of --get-report and --set-report 1000");
    addConsent(command, raw, "Set the report although it could do harm");
    addTarget(command, raw);
    addJson(command, raw);
}

void declareWatch(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "watch", "watch [OPTIONS]", "Print arrivals and departures as they happen");
    addOption(command, "--seconds", "N", raw.seconds, "Stop after this time (default: at Ctrl+C)");
    addOption(command, "--count", "N", raw.count, "Stop after this many events");
    addOption(command, "--event", "EVENT", raw.event, "Only these: arrived or departed (default: changes, too)");
    addOption(command, "--vendor", "ID", raw.vendorId, "Only devices with this vendor id: fffe");
    addOption(command, "--product", "ID", raw.productId, "Only devices with this product id: 0001");
    addOption(command, "--class", "N", raw.deviceClass, "Only devices with this bDeviceClass: 0x09");
    command.add_flag("--attached", raw.attached, "Begin with what is attached, as having arrived");
    addJson(command, raw);
}

void declareDrivers(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "drivers", "drivers [OPTIONS]",
        "Print which kernel drivers an earlier run took off and did not put back, because it crashed");
    auto* giveBack = command.add_flag("--give-back", raw.givesBack, "Put them back");
    command.add_flag("--forget", raw.forgets, "Leave them off, and say no more of it")->excludes(giveBack);
    addJson(command, raw);
}

void declareReplay(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(
        app, "replay", "replay FILE DEVICE [OPTIONS]", "Send a log's transfers again and compare the answers");
    addArgument(command, "FILE", raw.file, "A log: pcapng or pcap with USB packets of Linux");
    addDevice(command, raw);
    addOption(command, "--from", "VID:PID|BUS.ADDRESS", raw.from,
        "Which device of the log (default: the one alike, or the only one)");
    command.add_flag(
        "--original-timing", raw.originalTiming, "Keep the pauses of the log (default: as fast as possible)");
    command.add_flag(
        "--stop-at-first-difference", raw.stopAtFirstDifference, "Send nothing after an answer that differs");
    addConsent(command, raw, "Send transfers that could do harm as well");
    addTarget(command, raw);
    addJson(command, raw);
}

void declareReset(CLI::App& app, RawArguments& raw)
{
    CLI::App& command
        = addCommand(app, "reset", "reset DEVICE [OPTIONS]", "Reset the device's port, and tell what comes back there");
    addDevice(command, raw);
    addOption(command, "--timeout", "MS", raw.timeout,
        "Milliseconds for the device to come back when it does so as another one, 0 = for ever (default 10000)");
    addConsent(command, raw, "Reset it: what every program does with the device ends");
    addJson(command, raw);
}

void declareLint(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "lint",
        "lint (DEVICE | FILE) [--read] [--least LEVEL] [--strict] [--json]\n"
        "       usb-workbench lint --list [--json]",
        "Hold descriptors against the specifications; exit code 9: errors found");
    addArgument(command, "SUBJECT", raw.subject, "A DEVICE, a snapshot, or raw descriptors as sysfs has them");
    addReadAll(command, raw);
    addOption(command, "--least", "LEVEL", raw.least, "Tell errors, warnings, or notes and all (default: note)");
    command.add_flag("--strict", raw.strict, "Warnings give the exit code 9, too");
    command.add_flag("--list", raw.listRules, "List every rule with its severity and section instead");
    addJson(command, raw);
}

void declareFind(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "find", "find QUERY... [--json]",
        "Find devices by what they are and what their descriptors say: speed=high bInterfaceClass=3 isochronous");
    command.add_option("QUERY", raw.words, "FIELD=VALUE (= != < > <= >= ~), or text; all of them must hold")
        ->type_name("");
    addJson(command, raw);
}

void declareExport(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "export",
        "export MODEL... [--listen ADDRESS:PORT] [--json]\n"
        "       usb-workbench export --list [--json]",
        "Serve device models by USB/IP: usbip attach brings them into a system");
    command.add_option("MODEL", raw.words, "Keys of models, the same ones as often as wanted")->type_name("");
    addOption(command, "--listen", "ADDRESS:PORT", raw.listen,
        "Where to listen, port 0: any that is free (default 127.0.0.1:3240)");
    command.add_flag("--list", raw.listModels, "List the models instead");
    addJson(command, raw);
}

void declareSnapshot(CLI::App& app, RawArguments& raw)
{
    CLI::App& group = addCommand(
        app, "snapshot", "snapshot (save | show | diff) ...", "Keep devices in a file, look at it, compare");
    group.require_subcommand(0, 1);
    CLI::App& save = addCommand(group, "save", "snapshot save [DEVICE...] -o FILE [--read] [--mask]",
        "Save what is known of devices (default: all) as JSON");
    save.add_option("DEVICE", raw.devices, "vid:pid, vid:pid:serial, or bus-port path")->type_name("");
    addOption(save, "-o,--out", "FILE", raw.out, "The file to write, - is stdout");
    addReadAll(save, raw);
    save.add_flag("--mask", raw.mask, "Replace serial numbers, MAC addresses and container ids");
    CLI::App& show = addCommand(group, "show", "snapshot show FILE [--json]", "Show a snapshot, decoded");
    addArgument(show, "FILE", raw.file, "A snapshot, or raw descriptors as sysfs has them");
    addJson(show, raw);
    CLI::App& diff = addCommand(group, "diff", "snapshot diff A B [--json]",
        "Compare two snapshots or devices field by field; exit code 0: equal, 1: they differ");
    addArgument(diff, "A", raw.left, "A snapshot, raw descriptors as sysfs has them, or a DEVICE");
    addArgument(diff, "B", raw.right, "The same");
    addJson(diff, raw);
}

} // namespace

void declareCommands(CLI::App& app, RawArguments& raw)
{
    app.description(kDescription);
    app.formatter(std::make_shared<HelpFormatter>("[--demo] [--log FILE] [--snapshot FILE] [FILE | COMMAND ...]"));
    app.set_help_flag("-h,--help", "Print this help and leave; after a command: help on it");
    app.set_version_flag("--version", "usb-workbench " + std::string(version()), "Print the version and leave");
    app.footer(kExitCodes);
    app.require_subcommand(0, 1);
    app.add_flag("--demo", raw.demo, "Use the demo bus, which needs no hardware, and nothing else");
    app.add_flag("--read-only", raw.readOnly, "Read, but send nothing that changes a device or its drivers");
    addOption(app, "--snapshot", "FILE", raw.snapshot,
        "Use the devices of a snapshot, which can be looked at; in the window besides those attached");
    addOption(app, "--node", "PATH", raw.node,
        "Use the device of this device node, as /dev/bus/usb/001/004, and nothing else; no list need have it (fd:3: "
        "the "
        "node that descriptor 3 was opened for)");
    addOption(app, "--log", "FILE", raw.log, "Keep the log of all transfers in this pcapng file");
    addOption(app, "--payload-limit", "BYTES", raw.payloadLimit, "Bytes kept in the log per record (default: all)");
    app.add_flag("--stop-without-log", raw.stopWithoutLog,
        "End the command when its log cannot be written (default: it goes on)");
    addOption(app, "--libusb-log", "LEVEL", raw.libraryLog,
        "Print what libusb says: none, error, warning, info, debug (default: as LIBUSB_DEBUG or PYUSB_DEBUG say)");
    addArgument(
        app, "FILE", raw.windowFile, "Without a command: a log, a snapshot or raw descriptors to open in the window");
    declareList(app, raw);
    declareShow(app, raw);
    declareControl(app, raw);
    declareRead(app, raw);
    declareWrite(app, raw);
    declareStream(app, raw);
    declareScan(app, raw);
    declareHid(app, raw);
    declareWatch(app, raw);
    declareDrivers(app, raw);
    declareReplay(app, raw);
    declareReset(app, raw);
    declareLint(app, raw);
    declareFind(app, raw);
    declareSnapshot(app, raw);
    declareExport(app, raw);
    declareLibrary(app, raw);
}

} // namespace wb::cli
