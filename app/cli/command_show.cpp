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
#include "core/report/html.h"
#include "core/report/lsusb_text.h"
#include "core/system/device_facts.h"

namespace wb::cli {
namespace {

// More than any device has: 255 configurations of 65535 bytes.
constexpr std::size_t kMaxFileBytes = std::size_t { 16 } << 20;

// What is shown: an attached device, or a file that looks like one.
struct Subject {
    usb::DeviceInfo device;
    Bytes bytes; // in the layout of sysfs
    std::optional<std::string> file;
    report::StringTexts strings;
};

// What the system has read of them already.
report::StringTexts knownStrings(const usb::DeviceInfo& device)
{
    report::StringTexts strings;
    const auto add = [&strings](std::uint8_t index, const std::string& text) {
        if (index != 0 && !text.empty())
            strings[index] = text;
    };
    add(device.descriptor.manufacturerIndex, device.manufacturer);
    add(device.descriptor.productIndex, device.product);
    add(device.descriptor.serialIndex, device.serial);
    return strings;
}

std::string lsusbText(const Subject& subject)
{
    report::LsusbInput input;
    input.descriptors = subject.bytes;
    input.bus = subject.device.path.bus;
    input.address = subject.device.address;
    input.speed = subject.device.speed;
    input.names = &descriptors::UsbIds::system();
    input.strings = subject.strings;
    return report::lsusbText(input);
}

std::string htmlPage(const Subject& subject)
{
    report::HtmlInput input;
    input.descriptors = subject.bytes;
    input.heading = subject.file ? fileHeading(subject.device, *subject.file) : deviceHeading(subject.device);
    input.speed = subject.device.speed;
    input.names = &descriptors::UsbIds::system();
    input.strings = subject.strings;
    return report::htmlPage(input);
}

void print(Output& out, const Subject& subject, ShowOptions::Format format)
{
    const usb::DeviceInfo& device = subject.device;
    switch (format) {
    case ShowOptions::Format::Json:
        out.line(toLine(subject.file ? fileDocument(device, subject.bytes) : deviceDocument(device)));
        return;
    case ShowOptions::Format::Hex:
        out.text(descriptors::toHexDump(subject.bytes));
        return;
    case ShowOptions::Format::Lsusb:
        out.text(lsusbText(subject));
        return;
    case ShowOptions::Format::Html:
        out.text(htmlPage(subject));
        return;
    case ShowOptions::Format::Dot: // of graphs only
    case ShowOptions::Format::Text:
        out.text((subject.file ? fileHeading(device, *subject.file) : deviceHeading(device)) + "\n");
        out.text(descriptors::toText(descriptors::decodeBlob(subject.bytes, { device.speed })));
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

// In the first language that has them; the reader goes from language to language.
void addStrings(report::StringTexts& texts, const engine::StringReader& reader)
{
    for (const engine::DeviceString& string : reader.strings()) {
        if (string.error.empty())
            texts.try_emplace(string.index, string.text);
    }
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
        Subject subject { **device, descriptorBytes(**device), std::nullopt, {} };
        addStrings(subject.strings, reader);
        print(session.out(), subject, options.format);
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
    print(session.out(), { std::move(device), std::move(*bytes), options.file, {} }, options.format);
    return ExitCode::Success;
}

} // namespace

// Without --strings and --ports nothing is opened: the descriptors are known from the enumeration (P65).
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
        print(session.out(), { info, descriptorBytes(info), std::nullopt, knownStrings(info) }, options.format);
    return ExitCode::Success;
}

} // namespace wb::cli
