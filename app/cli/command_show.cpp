// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/descriptor_source.h"
#include "app/cli/hid_reports.h"
#include "app/cli/json.h"
#include "app/cli/target.h"
#include "app/cli/text.h"
#include "core/descriptors/signal_graph_text.h"
#include "core/descriptors/usb_ids.h"
#include "core/engine/string_reader.h"
#include "core/lint/lint.h"
#include "core/system/device_facts.h"

namespace wb::cli {
namespace {

// More than any device has: 255 configurations of 65535 bytes.
constexpr std::size_t kMaxFileBytes = std::size_t { 16 } << 20;

// Every section after the one before it; a title tells where the device's own ends.
void printHex(Output& out, const descriptors::DescriptorSet& set)
{
    for (const usb::DescriptorSection& section : set.sections) {
        if (section.kind != usb::SectionKind::Device)
            out.text("\n" + descriptors::sectionTitle(section) + "\n");
        out.text(descriptors::toHexDump(section.bytes));
    }
}

void print(Output& out, const report::Subject& subject, ShowOptions::Format format)
{
    switch (format) {
    case ShowOptions::Format::Json:
        out.line(toLine(deviceDocument(subject)));
        return;
    case ShowOptions::Format::Hex:
        printHex(out, subject.set);
        return;
    case ShowOptions::Format::Lsusb:
        out.text(report::lsusbText(subject));
        return;
    case ShowOptions::Format::Html:
        out.text(report::htmlPage(subject));
        return;
    case ShowOptions::Format::Dot: // of graphs only
    case ShowOptions::Format::Text:
        out.text(report::decodedText(subject));
        return;
    }
}

// `file` is empty for a device.
void print(Output& out, const usb::DeviceInfo& device, const descriptors::DescriptorSet& set, const std::string& file,
    ShowOptions::Format format)
{
    const descriptors::UsbIds& names = descriptors::UsbIds::system();
    std::vector<descriptors::DecodedSection> decoded = descriptors::decodeSet(set, &names);
    lint::attach(lint::lint(set, decoded), decoded);
    print(out, { device, set, decoded, &names, file }, format);
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

void addStrings(descriptors::DescriptorSet& set, const engine::StringReader& reader)
{
    for (const engine::DeviceString& string : reader.strings())
        if (string.error.empty())
            set.sections.push_back({ usb::SectionKind::String, string.index, string.language, string.raw });
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
    const bool isReport = options.format == ShowOptions::Format::Lsusb || options.format == ShowOptions::Format::Html;
    if (isReport) {
        descriptors::DescriptorSet set = knownDescriptors(**device);
        addStrings(set, reader);
        print(session.out(), **device, set, {}, options.format);
        return ExitCode::Success;
    }
    printStrings(session.out(), reader, options.format == ShowOptions::Format::Json);
    return ExitCode::Success;
}

ExitCode showFile(Session& session, const ShowOptions& options)
{
    auto bytes = readFile(*options.file, kMaxFileBytes);
    if (!bytes)
        return session.messages().failure(bytes.error(), ExitCode::File);
    if (bytes->empty())
        return session.messages().failure(Error { ErrorKind::Malformed, 0, "read " + escapeForDisplay(*options.file),
                                              "the file is empty, it holds no descriptors" },
            ExitCode::File);
    usb::DescriptorBlob blob = usb::parseDescriptorBlob(*bytes);
    usb::DeviceInfo device;
    device.descriptor = std::move(blob.device);
    device.configurations = std::move(blob.configurations);
    device.problems = std::move(blob.problems);
    descriptors::DescriptorSet set;
    set.sections.push_back({ usb::SectionKind::Device, 0, 0, std::move(*bytes) });
    print(session.out(), device, set, *options.file, options.format);
    return ExitCode::Success;
}

// Without --read nothing is opened: what the system knows is told. Raw bytes are then the device's own only, which is
// what a file in sysfs' layout holds.
ExitCode showDescriptors(Session& session, const usb::DevicePtr& device, const ShowOptions& options)
{
    descriptors::DescriptorSet set;
    if (options.reads) {
        auto all = allDescriptors(session, device);
        if (!all)
            return all.error();
        set = std::move(*all);
    } else {
        set = knownDescriptors(*device);
        if (options.format == ShowOptions::Format::Hex)
            set.sections.resize(1);
    }
    print(session.out(), *device, set, {}, options.format);
    return ExitCode::Success;
}

} // namespace

// Without --strings, --read and --ports nothing is opened: the descriptors are known from the enumeration (P65).
ExitCode run(Session& session, const ShowOptions& options)
{
    if (options.hidFile)
        return showHidFile(session, *options.hidFile, options.format == ShowOptions::Format::Json);
    if (options.file)
        return showFile(session, options);
    if (options.wantsPorts)
        return showPorts(session, options);
    if (options.wantsStrings)
        return showStrings(session, options);
    const auto device = findTarget(session, options.device);
    if (!device)
        return device.error();
    const usb::DeviceInfo& info = **device;
    if (options.wantsGraph)
        printGraphs(session.out(), info, options.format);
    else if (options.wantsFacts)
        printFacts(session, info, options.format);
    else
        return showDescriptors(session, *device, options);
    return ExitCode::Success;
}

} // namespace wb::cli
