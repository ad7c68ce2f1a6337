// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/raw_arguments.h"
#include "core/usbip/protocol.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace wb::cli {
namespace {

constexpr std::uint32_t kMaxTransferBytes = std::uint32_t { 256 } << 20;
constexpr std::uint32_t kMaxPackets = 128; // the kernel's limit for one URB (P34)
constexpr std::uint32_t kMaxDepth = 1024;
constexpr std::uint64_t kMaxBytesInFlight = std::uint64_t { 1 } << 30;

// Remembers the first thing that is wrong, so that a conversion reads as a list of its fields.
class Converter {
public:
    explicit Converter(const RawArguments& raw)
        : m_raw(raw)
    {
    }

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }
    void reject(std::string detail)
    {
        keep({ ErrorKind::InvalidArgument, 0, "read the command line", std::move(detail) });
    }

    std::string required(std::string_view name, const RawText& text)
    {
        if (!text)
            reject(std::string(name) + " is missing");
        return text.value_or(std::string());
    }

    template <class Number>
    std::optional<Number> number(std::string_view name, const RawText& text, std::uint64_t min, std::uint64_t max)
    {
        if (!text)
            return std::nullopt;
        const auto value = take(parseNumber(name, *text, min, max));
        return value ? std::optional(static_cast<Number>(*value)) : std::nullopt;
    }

    template <class Number> Number requiredNumber(std::string_view name, const RawText& text)
    {
        if (!text)
            reject(std::string(name) + " is missing");
        return number<Number>(name, text, 0, std::numeric_limits<Number>::max()).value_or(Number {});
    }

    template <class Value> std::optional<Value> take(Result<Value> result)
    {
        if (result)
            return std::move(*result);
        keep(std::move(result.error()));
        return std::nullopt;
    }

    DeviceSelector device()
    {
        return m_raw.device ? take(parseDevice(*m_raw.device)).value_or(DeviceSelector {}) : missingDevice();
    }

    TargetOptions target()
    {
        TargetOptions target;
        target.device = device();
        target.alternate = number<std::uint8_t>("--alt", m_raw.alternate, 0, 255);
        target.detachDriver = m_raw.detachDriver;
        target.noAuto = m_raw.noAuto;
        return target;
    }

    usb::EndpointAddress endpoint()
    {
        const std::string text = required("EP", m_raw.endpoint);
        return m_raw.endpoint ? take(parseEndpoint(text)).value_or(usb::EndpointAddress {}) : usb::EndpointAddress {};
    }

    Payload payload()
    {
        const int sources
            = int { m_raw.data.has_value() } + int { m_raw.text.has_value() } + int { m_raw.dataFile.has_value() };
        if (sources > 1)
            reject("--data, --text and --file cannot be given together");
        Payload payload;
        payload.isGiven = sources > 0;
        payload.file = m_raw.dataFile;
        if (m_raw.data)
            payload.bytes = take(parseHexBytes("--data", *m_raw.data)).value_or(Bytes {});
        else if (m_raw.text)
            payload.bytes = toBytes(asBytes(*m_raw.text));
        return payload;
    }

    std::optional<std::uint32_t> size(std::uint32_t min)
    {
        return number<std::uint32_t>("--size", m_raw.size, min, kMaxTransferBytes);
    }
    std::optional<std::uint32_t> packets() { return number<std::uint32_t>("--packets", m_raw.packets, 1, kMaxPackets); }
    std::uint32_t timeout(std::uint32_t standard)
    {
        return number<std::uint32_t>("--timeout", m_raw.timeout, 0, 0xffffffff).value_or(standard);
    }
    std::optional<std::chrono::nanoseconds> seconds()
    {
        return m_raw.seconds ? take(parseSeconds("--seconds", *m_raw.seconds)) : std::nullopt;
    }

private:
    void keep(Error error)
    {
        if (!m_error)
            m_error = std::move(error);
    }
    DeviceSelector missingDevice()
    {
        reject("DEVICE is missing (usb-workbench list shows what is attached)");
        return {};
    }

    const RawArguments& m_raw;
    std::optional<Error> m_error;
};

Command convertWindow(Converter& converter, const RawArguments& raw)
{
    std::error_code ignored; // a file that cannot be looked at is opened, and then refused, in the window
    if (raw.windowFile
        && std::filesystem::status(*raw.windowFile, ignored).type() == std::filesystem::file_type::not_found)
        converter.reject("\"" + escapeForDisplay(*raw.windowFile) + "\" is neither a command nor a file");
    return WindowOptions { raw.windowFile };
}

void convertGraph(Converter& converter, const RawArguments& raw, ShowOptions& options)
{
    if (raw.graph.empty())
        return;
    options.wantsGraph = true;
    if (raw.hex)
        converter.reject("--graph and --hex cannot be given together");
    if (raw.strings)
        converter.reject("--graph and --strings cannot be given together");
    if (raw.format || raw.dataFile || raw.hidFile)
        converter.reject(
            "--graph is of a device, as text, JSON or dot: --format, --file and --hid cannot be given with it");
    if (raw.graph == "dot")
        options.format = ShowOptions::Format::Dot;
    else if (raw.graph != kPlainGraph)
        converter.reject("--graph takes \"dot\" or nothing, not \"" + escapeForDisplay(raw.graph) + "\"");
    if (raw.json && options.format == ShowOptions::Format::Dot)
        converter.reject("--json and --graph=dot cannot be given together");
}

struct FormatWord {
    std::string_view word;
    ShowOptions::Format format;
};
constexpr auto kFormats = std::to_array<FormatWord>({
    { "text", ShowOptions::Format::Text },
    { "json", ShowOptions::Format::Json },
    { "hex", ShowOptions::Format::Hex },
    { "lsusb", ShowOptions::Format::Lsusb },
    { "html", ShowOptions::Format::Html },
});

ShowOptions::Format convertFormat(Converter& converter, const RawArguments& raw)
{
    if (raw.json && raw.hex)
        converter.reject("--json and --hex cannot be given together");
    if (raw.format && (raw.json || raw.hex))
        converter.reject("--format cannot be given together with --json or --hex");
    if (raw.json)
        return ShowOptions::Format::Json;
    if (raw.hex)
        return ShowOptions::Format::Hex;
    if (!raw.format)
        return ShowOptions::Format::Text;
    const auto* found = std::find_if(
        kFormats.begin(), kFormats.end(), [&raw](const FormatWord& entry) { return entry.word == *raw.format; });
    if (found != kFormats.end())
        return found->format;
    converter.reject("--format is text, json, hex, lsusb or html, not \"" + escapeForDisplay(*raw.format) + "\"");
    return ShowOptions::Format::Text;
}

void convertFacts(Converter& converter, const RawArguments& raw)
{
    if (!raw.facts)
        return;
    if (!raw.graph.empty())
        converter.reject("--facts and --graph cannot be given together");
    if (raw.strings || raw.hex)
        converter.reject("--facts cannot be given together with --strings or --hex");
    if (raw.format || raw.dataFile || raw.hidFile)
        converter.reject(
            "--facts are of a device, as text or JSON: --format, --file and --hid cannot be given with it");
}

void convertPorts(Converter& converter, const RawArguments& raw)
{
    if (!raw.ports)
        return;
    if (raw.facts || !raw.graph.empty())
        converter.reject("--ports cannot be given together with --facts or --graph");
    if (raw.strings || raw.hex)
        converter.reject("--ports cannot be given together with --strings or --hex");
    if (raw.format || raw.dataFile || raw.hidFile)
        converter.reject(
            "--ports are of a device, as text or JSON: --format, --file and --hid cannot be given with it");
}

Command convertShow(Converter& converter, const RawArguments& raw)
{
    ShowOptions options;
    options.hidFile = raw.hidFile;
    options.file = raw.dataFile;
    if (!raw.hidFile && !raw.dataFile)
        options.device = converter.device();
    if (raw.hidFile && (raw.device || raw.hex || raw.strings))
        converter.reject("--hid shows a file: DEVICE, --hex and --strings cannot be given with it");
    if (raw.dataFile && raw.device)
        converter.reject("DEVICE and --file cannot be given together");
    if (raw.dataFile && raw.hidFile)
        converter.reject("--file and --hid cannot be given together");
    options.format = convertFormat(converter, raw);
    options.wantsStrings = raw.strings;
    options.wantsFacts = raw.facts;
    options.wantsPorts = raw.ports;
    options.reads = raw.readAll;
    if (raw.readAll && (raw.strings || raw.facts || raw.ports || raw.dataFile || raw.hidFile || !raw.graph.empty()))
        converter.reject(
            "--read is of a device's descriptors, strings among them: --strings, --facts, --ports, --graph, "
            "--file and --hid cannot be given with it");
    if (raw.strings && options.format == ShowOptions::Format::Hex)
        converter.reject("--strings and --hex cannot be given together");
    if (raw.strings && options.file)
        converter.reject("--strings and --file cannot be given together: a file holds no strings");
    if (raw.log && options.file)
        converter.reject("--log and --file cannot be given together: nothing is sent");
    convertGraph(converter, raw, options);
    convertFacts(converter, raw);
    convertPorts(converter, raw);
    return options;
}

void convertLength(Converter& converter, ControlOptions& options)
{
    if (options.setup.isIn()) {
        if (options.payload.isGiven)
            converter.reject("an IN request takes no data (BMREQUESTTYPE has bit 7 set)");
        else if (!options.length)
            converter.reject("WLENGTH is missing: an IN request says how many bytes it wants");
        options.setup.wLength = options.length.value_or(0);
        return;
    }
    if (options.payload.file)
        return;
    if (options.payload.bytes.size() > 0xffff)
        converter.reject("a control request carries at most 65535 bytes");
    else if (options.length && *options.length != options.payload.bytes.size())
        converter.reject("WLENGTH is " + std::to_string(*options.length) + " but "
            + std::to_string(options.payload.bytes.size()) + " bytes of data are given");
    options.setup.wLength = static_cast<std::uint16_t>(options.payload.bytes.size());
}

Command convertControl(Converter& converter, const RawArguments& raw)
{
    ControlOptions options;
    options.target = converter.target();
    options.setup.bmRequestType = converter.requiredNumber<std::uint8_t>("BMREQUESTTYPE", raw.requestType);
    const std::string request = converter.required("BREQUEST", raw.request);
    if (raw.request)
        options.setup.bRequest = converter.take(parseRequest(request)).value_or(0);
    options.setup.wValue = converter.requiredNumber<std::uint16_t>("WVALUE", raw.value);
    options.setup.wIndex = converter.requiredNumber<std::uint16_t>("WINDEX", raw.index);
    options.length = converter.number<std::uint16_t>("WLENGTH", raw.length, 0, 0xffff);
    options.payload = converter.payload();
    options.timeoutMs = converter.timeout(options.timeoutMs);
    options.isConfirmed = raw.yes;
    options.json = raw.json;
    if (!converter.error())
        convertLength(converter, options);
    return options;
}

Command convertRead(Converter& converter, const RawArguments& raw)
{
    ReadOptions options;
    options.target = converter.target();
    options.endpoint = converter.endpoint();
    options.size = converter.size(1);
    options.count = converter.number<std::uint64_t>("--count", raw.count, 1, 0xffffffff).value_or(1);
    options.packets = converter.packets();
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

Command convertStream(Converter& converter, const RawArguments& raw)
{
    StreamOptions options;
    options.target = converter.target();
    options.endpoint = converter.endpoint();
    options.duration = converter.seconds();
    options.size = converter.size(1);
    options.depth = converter.number<std::uint32_t>("--depth", raw.depth, 1, kMaxDepth).value_or(options.depth);
    options.packets = converter.packets();
    options.timeoutMs = converter.timeout(options.timeoutMs);
    options.payload = converter.payload();
    options.isConfirmed = raw.yes;
    options.json = raw.json;
    if (options.endpoint.isIn() && options.payload.isGiven)
        converter.reject(usb::toString(options.endpoint) + " is an IN endpoint: it takes no data");
    if (std::uint64_t { options.depth } * options.size.value_or(1) > kMaxBytesInFlight)
        converter.reject("--depth times --size is more than 1 GiB in flight");
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
    if (name == "watch")
        return WatchOptions { raw.json, converter.seconds(),
            converter.number<std::uint64_t>("--count", raw.count, 1, 0xffffffff) };
    if (name == "replay")
        return convertReplay(converter, raw);
    if (name == "lint")
        return convertLint(converter, raw);
    if (name == "find")
        return convertFind(converter, raw);
    if (name == "export")
        return convertExport(converter, raw);
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
    line.global.snapshot = raw.snapshot;
    if (raw.demo && raw.snapshot && !name.empty())
        converter.reject("--demo and --snapshot cannot be given together");
    if (!name.empty() && raw.windowFile)
        converter.reject("unexpected argument \"" + escapeForDisplay(*raw.windowFile) + "\"");
    line.command = convertCommand(name, converter, raw);
    if (converter.error())
        return tl::unexpected(*converter.error());
    return line;
}

} // namespace wb::cli
