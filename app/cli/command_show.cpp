// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/hid_reports.h"
#include "app/cli/json.h"
#include "app/cli/target.h"
#include "app/cli/text.h"
#include "core/descriptors/descriptor_set.h"
#include "core/descriptors/signal_graph_text.h"
#include "core/descriptors/usb_ids.h"
#include "core/engine/string_reader.h"
#include "core/system/device_facts.h"

namespace wb::cli {
namespace {

void print(Output& out, const usb::DeviceInfo& device, ShowOptions::Format format)
{
    switch (format) {
    case ShowOptions::Format::Json:
        out.line(toLine(deviceDocument(device)));
        return;
    case ShowOptions::Format::Hex:
        out.text(descriptors::toHexDump(descriptorBytes(device)));
        return;
    case ShowOptions::Format::Dot: // of graphs only
    case ShowOptions::Format::Text:
        out.text(deviceHeading(device) + "\n");
        out.text(descriptors::toText(descriptors::decodeBlob(descriptorBytes(device), { device.speed })));
        out.text(hidReportsText(device));
        return;
    }
}

// Dot is printed also when there is nothing, so that what reads it gets a graph.
void printGraphs(Output& out, const usb::DeviceInfo& device, ShowOptions::Format format)
{
    if (format == ShowOptions::Format::Json) {
        out.line(toLine(graphsDocument(device)));
        return;
    }
    const std::vector<descriptors::SignalGraph> graphs = signalGraphs(device);
    if (format == ShowOptions::Format::Dot)
        out.text(descriptors::toDot(graphs));
    else if (graphs.empty())
        out.line("No audio, video or MIDI function describes a signal graph here.");
    else
        out.text(descriptors::toText(graphs));
}

void printStrings(Output& out, const engine::StringReader& reader, bool json)
{
    if (json) {
        out.line(toLine(stringsDocument(reader)));
        return;
    }
    for (const engine::DeviceString& string : reader.strings())
        out.line(std::to_string(string.index) + "  0x" + hex(string.language, 4) + "  "
            + (string.error.empty() ? escapeForDisplay(string.text) : "(" + escapeForDisplay(string.error) + ")"));
}

// Of the other devices, for the ports they are on.
system::KnownBeside namesOf(const std::vector<usb::DevicePtr>& devices)
{
    system::KnownBeside known;
    for (const usb::DevicePtr& device : devices)
        known.names[usb::toString(device->path)] = readableName(*device);
    return known;
}

void printFacts(Session& session, const usb::DeviceInfo& device, ShowOptions::Format format)
{
    const auto reader = system::makeSystemReader();
    const system::FactGroups groups = system::readDeviceFacts(*reader, device, namesOf(session.service().devices()));
    if (format == ShowOptions::Format::Json)
        session.out().line(toLine(factsDocument(device, groups)));
    else
        session.out().text(factsText(device, groups));
}

ExitCode showStrings(Session& session, const ShowOptions& options)
{
    TargetOptions target;
    target.device = options.device;
    const auto device = openTarget(session, target);
    if (!device)
        return device.error();
    engine::StringReader reader(
        session.service(), (*device)->id, descriptors::stringIndexes(descriptors::descriptorSetOf(**device)));
    bool isFinished = false;
    QObject::connect(&reader, &engine::StringReader::finished, &session, [&] {
        isFinished = true;
        session.poke();
    });
    reader.start();
    if (!session.waitUntil([&] { return isFinished; }))
        return ExitCode::Interrupted;
    printStrings(session.out(), reader, options.format == ShowOptions::Format::Json);
    return ExitCode::Success;
}

} // namespace

// Without --strings nothing is opened: the descriptors are known from the enumeration (P65).
ExitCode run(Session& session, const ShowOptions& options)
{
    if (options.hidFile)
        return showHidFile(session, *options.hidFile, options.format == ShowOptions::Format::Json);
    if (options.wantsStrings)
        return showStrings(session, options);
    const auto device = findTarget(session, options.device);
    if (!device)
        return device.error();
    if (options.wantsGraph)
        printGraphs(session.out(), **device, options.format);
    else if (options.wantsFacts)
        printFacts(session, **device, options.format);
    else
        print(session.out(), **device, options.format);
    return ExitCode::Success;
}

} // namespace wb::cli
