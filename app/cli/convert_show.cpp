// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/converter.h"

#include <algorithm>
#include <array>

namespace wb::cli {
namespace {

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

} // namespace

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

} // namespace wb::cli
