// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/hid_reports.h"
#include "app/cli/json.h"
#include "app/cli/target.h"
#include "app/cli/text.h"
#include "core/descriptors/decode.h"
#include "core/engine/string_reader.h"

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
    case ShowOptions::Format::Text:
        out.text(deviceHeading(device) + "\n");
        out.text(descriptors::toText(descriptors::decodeBlob(descriptorBytes(device), { device.speed })));
        out.text(hidReportsText(device));
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
    print(session.out(), **device, options.format);
    return ExitCode::Success;
}

} // namespace wb::cli
