// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "app/cli/target.h"
#include "app/cli/text.h"
#include "core/descriptors/decode.h"
#include "core/descriptors/usb_ids.h"
#include "core/engine/string_reader.h"
#include "core/report/html.h"
#include "core/report/lsusb_text.h"

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
    case ShowOptions::Format::Text:
        out.text((subject.file ? fileHeading(device, *subject.file) : deviceHeading(device)) + "\n");
        out.text(descriptors::toText(descriptors::decodeBlob(subject.bytes, { device.speed })));
        return;
    }
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
    engine::StringReader reader(session.service(), (*device)->id, engine::stringIndexes(**device));
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

// Without --strings nothing is opened: the descriptors are known from the enumeration (P65).
ExitCode run(Session& session, const ShowOptions& options)
{
    if (options.file)
        return showFile(session, options);
    if (options.wantsStrings)
        return showStrings(session, options);
    const auto device = findTarget(session, options.device);
    if (!device)
        return device.error();
    const usb::DeviceInfo& info = **device;
    print(session.out(), { info, descriptorBytes(info), std::nullopt, knownStrings(info) }, options.format);
    return ExitCode::Success;
}

} // namespace wb::cli
