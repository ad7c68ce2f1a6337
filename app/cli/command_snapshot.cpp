// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/cli/descriptor_source.h"
#include "app/cli/json.h"
#include "app/cli/snapshot_source.h"
#include "app/cli/target.h"
#include "app/cli/text.h"
#include "core/base/version.h"
#include "core/descriptors/usb_ids.h"
#include "core/snapshot/compare_snapshots.h"
#include "core/snapshot/load.h"
#include "core/snapshot/mask.h"
#include "core/snapshot/snapshot_file.h"

#include <QSysInfo>

#include <algorithm>

namespace wb::cli {
namespace {

using snapshot::Change;
using snapshot::DeviceDifference;
using snapshot::Snapshot;

OrExit<std::vector<usb::DevicePtr>> devicesToSave(Session& session, const std::vector<DeviceSelector>& selectors)
{
    if (selectors.empty())
        return sortedByPath(session.service().devices());
    std::vector<usb::DevicePtr> devices;
    for (const DeviceSelector& selector : selectors) {
        const auto device = findTarget(session, selector);
        if (!device)
            return tl::unexpected(device.error());
        if (std::find(devices.begin(), devices.end(), *device) == devices.end())
            devices.push_back(*device);
    }
    return devices;
}

// Everything that is known without asking; what `reads` adds is asked of each device.
OrExit<std::vector<snapshot::Source>> sourcesOf(
    Session& session, const std::vector<usb::DevicePtr>& devices, bool reads)
{
    std::vector<snapshot::Source> sources;
    for (const usb::DevicePtr& device : devices) {
        descriptors::DescriptorSet set = knownDescriptors(*device);
        if (reads && !device->isOffline()) {
            auto all = allDescriptors(session, device);
            if (!all)
                return tl::unexpected(all.error());
            set = std::move(*all);
        }
        set.sections.erase(set.sections.begin()); // that of the device is in its snapshot
        sources.push_back({ device, std::move(set.sections) });
    }
    return sources;
}

void printDevice(Output& out, const snapshot::Device& device, const std::string& file)
{
    const descriptors::UsbIds& names = descriptors::UsbIds::system();
    const usb::DeviceInfo info = snapshot::toDeviceInfo(device);
    const descriptors::DescriptorSet set = snapshot::descriptorSetOf(device);
    const std::vector<descriptors::DecodedSection> decoded = descriptors::decodeSet(set, &names);
    const std::string origin = device.isImported() ? file : std::string();
    out.text(report::decodedText({ info, set, decoded, &names, origin }) + "\n");
}

std::string originText(const Snapshot& snapshot)
{
    if (snapshot.program.empty())
        return "raw descriptors";
    return "taken " + formatTimestamp(snapshot.time) + " on " + escapeForDisplay(snapshot.system) + " by usb-workbench "
        + escapeForDisplay(snapshot.program) + (snapshot.isMasked ? ", serial numbers masked" : "");
}

bool differs(const std::vector<DeviceDifference>& differences)
{
    return std::any_of(differences.begin(), differences.end(),
        [](const DeviceDifference& difference) { return difference.change != Change::Equal; });
}

void printDifferences(Output& out, const std::vector<DeviceDifference>& differences)
{
    for (const DeviceDifference& difference : differences) {
        if (difference.change == Change::Removed)
            out.line("- " + difference.title);
        else if (difference.change == Change::Added)
            out.line("+ " + difference.title);
        else if (difference.change == Change::Changed)
            out.text("! " + difference.title + "\n" + snapshot::differenceText(difference.details, false));
    }
}

ExitCode compare(Session& session, const Snapshot& left, const Snapshot& right, bool json)
{
    const descriptors::UsbIds* names = &descriptors::UsbIds::system();
    std::vector<DeviceDifference> differences;
    if (left.devices.size() == 1 && right.devices.size() == 1) {
        DeviceDifference only { { 0, 0 }, {}, Change::Equal,
            snapshot::compareDevices(left.devices[0], right.devices[0], names) };
        only.title = only.details.title;
        only.change = only.details.change;
        differences.push_back(std::move(only));
    } else {
        differences = snapshot::compareSnapshots(left, right, names);
    }
    if (json)
        session.out().line(toLine(differenceDocument(differences)));
    else
        printDifferences(session.out(), differences);
    return differs(differences) ? kDifferenceFound : ExitCode::Success;
}

} // namespace

ExitCode run(Session& session, const SnapshotSaveOptions& options)
{
    const auto devices = devicesToSave(session, options.devices);
    if (!devices)
        return devices.error();
    const auto sources = sourcesOf(session, *devices, options.reads);
    if (!sources)
        return sources.error();
    Snapshot taken = snapshot::takeSnapshot(
        *sources, { std::string(version()), now(), QSysInfo::prettyProductName().toStdString() });
    if (options.isMasked)
        snapshot::maskSerialNumbers(taken);
    if (options.outPath == "-") {
        session.out().text(snapshot::toJsonText(taken));
        return ExitCode::Success;
    }
    if (const Status written = snapshot::writeFile(options.outPath, taken); !written)
        return session.messages().failure(written.error(), ExitCode::File);
    session.messages().note("saved " + std::to_string(taken.devices.size())
        + (taken.devices.size() == 1 ? " device" : " devices") + " to " + escapeForDisplay(options.outPath));
    return ExitCode::Success;
}

ExitCode run(Session& session, const SnapshotShowOptions& options)
{
    const auto snapshot = snapshot::loadFile(options.file);
    if (!snapshot)
        return session.messages().failure(snapshot.error(), ExitCode::File);
    if (options.json) {
        session.out().line(toLine(snapshotDocument(*snapshot)));
        return ExitCode::Success;
    }
    session.out().line(escapeForDisplay(options.file) + ": " + originText(*snapshot) + "\n");
    for (const snapshot::Device& device : snapshot->devices)
        printDevice(session.out(), device, options.file);
    return ExitCode::Success;
}

bool needsDevices(const SnapshotDiffOptions& options) { return !namesFile(options.left) || !namesFile(options.right); }

ExitCode run(Session& session, const SnapshotDiffOptions& options)
{
    const auto left = loadSide(session, options.left);
    if (!left)
        return left.error();
    const auto right = loadSide(session, options.right);
    if (!right)
        return right.error();
    return compare(session, *left, *right, options.json);
}

} // namespace wb::cli
