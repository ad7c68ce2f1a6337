// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/converter.h"
#include "core/usbip/protocol.h"

#include <filesystem>

namespace wb::cli {
namespace {

Command convertWindow(Converter& converter, const RawArguments& raw)
{
    std::error_code ignored; // a file that cannot be looked at is opened, and then refused, in the window
    if (raw.windowFile
        && std::filesystem::status(*raw.windowFile, ignored).type() == std::filesystem::file_type::not_found)
        converter.reject("\"" + escapeForDisplay(*raw.windowFile) + "\" is neither a command nor a file");
    return WindowOptions { raw.windowFile };
}

Command convertRead(Converter& converter, const RawArguments& raw)
{
    ReadOptions options;
    options.target = converter.target();
    options.endpoint = converter.endpoint();
    options.size = converter.size(1);
    options.count = converter.number<std::uint64_t>("--count", raw.count, 1, 0xffffffff).value_or(1);
    options.packets = converter.packets();
    options.shortIsError = raw.shortIsError;
    options.timeoutMs = converter.timeout(options.timeoutMs);
    options.outPath = raw.out;
    options.json = raw.json;
    if (raw.endpoint && options.endpoint.number() != 0 && !options.endpoint.isIn())
        converter.reject(usb::toString(options.endpoint) + " is an OUT endpoint: read needs an IN one, 0x81 and above");
    if (raw.json && raw.out == "-")
        converter.reject("--json and --out - both want stdout");
    return options;
}

Command convertWrite(Converter& converter, const RawArguments& raw)
{
    WriteOptions options;
    options.target = converter.target();
    options.endpoint = converter.endpoint();
    options.payload = converter.payload();
    options.size = converter.size(1);
    options.packets = converter.packets();
    options.timeoutMs = converter.timeout(options.timeoutMs);
    options.isConfirmed = raw.yes;
    options.json = raw.json;
    if (options.endpoint.isIn())
        converter.reject(usb::toString(options.endpoint) + " is an IN endpoint: write needs an OUT one, 0x01 to 0x0f");
    if (!options.payload.isGiven)
        converter.reject("nothing to write: give --data, --text or --file");
    return options;
}

Command convertHidCommand(Converter& converter, const RawArguments& raw)
{
    HidOptions options = converter.take(convertHid(raw)).value_or(HidOptions {});
    options.target = converter.target();
    return options;
}

Command convertReplay(Converter& converter, const RawArguments& raw)
{
    ReplayOptions options;
    options.file = converter.required("FILE", raw.file);
    options.target = converter.target();
    if (raw.from)
        options.from = converter.take(parseSource(*raw.from));
    options.originalTiming = raw.originalTiming;
    options.stopAtFirstDifference = raw.stopAtFirstDifference;
    options.isConfirmed = raw.yes;
    options.json = raw.json;
    return options;
}

Command convertReset(Converter& converter, const RawArguments& raw)
{
    ResetOptions options;
    options.target = converter.target();
    options.timeoutMs = converter.timeout(options.timeoutMs);
    options.isConfirmed = raw.yes;
    options.json = raw.json;
    return options;
}

Command convertLint(Converter& converter, const RawArguments& raw)
{
    LintOptions options;
    options.listsRules = raw.listRules;
    if (!raw.listRules)
        options.subject = converter.required("DEVICE or FILE", raw.subject);
    else if (raw.subject || raw.readAll)
        converter.reject("--list is about rules: DEVICE, FILE and --read cannot be given with it");
    options.reads = raw.readAll;
    options.isStrict = raw.strict;
    options.json = raw.json;
    if (raw.least == "warning")
        options.least = descriptors::Severity::Warning;
    else if (raw.least == "error")
        options.least = descriptors::Severity::Error;
    else if (raw.least && raw.least != "note")
        converter.reject("--least is note, warning or error, not \"" + escapeForDisplay(*raw.least) + "\"");
    return options;
}

// A word with a space in it was one argument: it stays one term.
Command convertFind(Converter& converter, const RawArguments& raw)
{
    FindOptions options;
    options.json = raw.json;
    if (raw.words.empty())
        converter.reject("QUERY is missing: write bInterfaceClass=3, or a text");
    for (const std::string& word : raw.words) {
        const bool isQuoted = word.find('"') != std::string::npos || word.find(' ') == std::string::npos;
        options.query += (options.query.empty() ? "" : " ") + (isQuoted ? word : "\"" + word + "\"");
    }
    return options;
}

Command convertExport(Converter& converter, const RawArguments& raw)
{
    ExportOptions options;
    options.models = raw.words;
    options.listsModels = raw.listModels;
    options.json = raw.json;
    if (raw.listModels && (raw.listen || !raw.words.empty()))
        converter.reject("--list prints the models there are: MODEL and --listen cannot be given with it");
    else if (!raw.listModels && raw.words.empty())
        converter.reject("MODEL is missing: usb-workbench export --list prints the models there are");
    if (const auto address = converter.take(
            usbip::parseListenAddress(raw.listen.value_or(usbip::ListenAddress().host), usbip::kDefaultPort)))
        options.address = *address;
    return options;
}

std::optional<usb::LogLevel> convertLogLevel(Converter& converter, const RawText& text)
{
    const auto level = text ? usb::parseLogLevel(*text) : std::nullopt;
    if (text && !level)
        converter.reject(
            "--libusb-log is none, error, warning, info or debug, not \"" + escapeForDisplay(*text) + "\"");
    return level;
}

WatchOptions convertWatch(Converter& converter, const RawArguments& raw)
{
    WatchOptions options;
    options.json = raw.json;
    options.duration = converter.seconds();
    options.count = converter.number<std::uint64_t>("--count", raw.count, 1, 0xffffffff);
    options.startsWithAttached = raw.attached;
    if (raw.event && *raw.event != "arrived" && *raw.event != "departed")
        converter.reject("--event is arrived or departed, not \"" + escapeForDisplay(*raw.event) + "\"");
    options.rule.wantsArrivals = raw.event != "departed";
    options.rule.wantsDepartures = raw.event != "arrived";
    if (raw.vendorId)
        options.rule.vendorId = converter.take(parseDeviceId("--vendor", *raw.vendorId));
    if (raw.productId)
        options.rule.productId = converter.take(parseDeviceId("--product", *raw.productId));
    options.rule.deviceClass = converter.number<std::uint8_t>("--class", raw.deviceClass, 0, 0xff);
    if (options.startsWithAttached && !options.rule.wantsArrivals)
        converter.reject("--attached tells of arrivals, and --event departed of none: leave one of them out");
    return options;
}

// Where libusb is not used it has nothing to say. In the window it is, besides the devices of a snapshot.
void checkLibraryLog(Converter& converter, std::string_view name, const CommandLine& line)
{
    std::string why;
    if (!needsDevices(line.command))
        why = std::string(name) + " looks for no devices here";
    else if (line.global.isDemo)
        why = "the demo bus does without libusb";
    else if (line.global.snapshot)
        why = "a snapshot's devices are looked at without libusb";
    if (!why.empty())
        converter.reject(why + ", so libusb says nothing: --libusb-log cannot be given with it");
}

Command convertSnapshotSave(Converter& converter, const RawArguments& raw)
{
    SnapshotSaveOptions options;
    for (const std::string& text : raw.devices)
        if (auto device = converter.take(parseDevice(text)))
            options.devices.push_back(std::move(*device));
    options.outPath = converter.required("-o FILE", raw.out);
    options.isMasked = raw.mask;
    options.reads = raw.readAll;
    return options;
}

Command convertCommand(std::string_view name, Converter& converter, const RawArguments& raw)
{
    if (name == "list")
        return ListOptions { raw.json };
    if (name == "show")
        return convertShow(converter, raw);
    if (name == "control")
        return convertControl(converter, raw);
    if (name == "read")
        return convertRead(converter, raw);
    if (name == "write")
        return convertWrite(converter, raw);
    if (name == "stream")
        return convertStream(converter, raw);
    if (name == "drivers")
        return DriversOptions { raw.givesBack, raw.forgets, raw.json };
    if (name == "scan")
        return convertScan(converter, raw);
    if (name == "hid")
        return convertHidCommand(converter, raw);
    if (name == "watch")
        return convertWatch(converter, raw);
    if (name == "replay")
        return convertReplay(converter, raw);
    if (name == "reset")
        return convertReset(converter, raw);
    if (name == "lint")
        return convertLint(converter, raw);
    if (name == "find")
        return convertFind(converter, raw);
    if (name == "export")
        return convertExport(converter, raw);
    if (name == "library")
        return LibraryOptions { raw.language.value_or("en"), raw.json };
    if (name == "snapshot save")
        return convertSnapshotSave(converter, raw);
    if (name == "snapshot show")
        return SnapshotShowOptions { converter.required("FILE", raw.file), raw.json };
    if (name == "snapshot diff")
        return SnapshotDiffOptions { converter.required("A", raw.left), converter.required("B", raw.right), raw.json };
    if (name == "snapshot") {
        converter.reject("snapshot needs to know what to do: save, show or diff");
        return WindowOptions {};
    }
    return convertWindow(converter, raw);
}

} // namespace

Result<CommandLine> convert(std::string_view name, const RawArguments& raw)
{
    Converter converter(raw);
    CommandLine line;
    line.global.isDemo = raw.demo;
    line.global.isReadOnly = raw.readOnly;
    line.global.logPath = raw.log;
    line.global.stopWithoutLog = raw.stopWithoutLog;
    line.global.payloadLimit = converter.number<std::uint32_t>("--payload-limit", raw.payloadLimit, 0, 0xffffffff);
    line.global.libraryLog = convertLogLevel(converter, raw.libraryLog);
    line.global.snapshot = raw.snapshot;
    line.global.node = raw.node;
    if (raw.node && raw.node->empty())
        converter.reject("--node needs the path of a device node");
    if (raw.node && (raw.demo || raw.snapshot))
        converter.reject("--node is one device: --demo and --snapshot cannot be given with it");
    if (raw.demo && raw.snapshot && !name.empty())
        converter.reject("--demo and --snapshot cannot be given together");
    if (!name.empty() && raw.windowFile)
        converter.reject("unexpected argument \"" + escapeForDisplay(*raw.windowFile) + "\"");
    line.command = convertCommand(name, converter, raw);
    if (!converter.error() && !name.empty() && raw.libraryLog)
        checkLibraryLog(converter, name, line);
    if (converter.error())
        return tl::unexpected(*converter.error());
    return line;
}

} // namespace wb::cli
