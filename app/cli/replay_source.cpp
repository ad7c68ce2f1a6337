// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/replay_source.h"

#include <algorithm>
#include <filesystem>

namespace wb::cli {
namespace {

std::string nameOf(const capture::LoggedDevice& device)
{
    return usb::formatVidPid(device.descriptor.vendorId, device.descriptor.productId) + " at "
        + std::to_string(device.bus) + "." + std::to_string(device.address);
}

std::string listOf(std::span<const capture::LoggedDevice> devices)
{
    std::string text;
    for (const capture::LoggedDevice& device : devices)
        text += (text.empty() ? "" : "; ") + nameOf(device);
    return text.empty() ? "it has no devices" : "it has " + text;
}

bool matches(const capture::LoggedDevice& device, const SourceSelector& from)
{
    if (from.isAddress)
        return device.bus == from.first && device.address == from.second;
    return device.descriptor.vendorId == from.first && device.descriptor.productId == from.second;
}

bool isLike(const capture::LoggedDevice& device, const usb::DeviceInfo& target)
{
    return device.descriptor.vendorId == target.descriptor.vendorId
        && device.descriptor.productId == target.descriptor.productId;
}

template <class Predicate>
std::vector<std::size_t> indicesOf(std::span<const capture::LoggedDevice> devices, const Predicate& wanted)
{
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < devices.size(); ++i)
        if (wanted(devices[i]))
            indices.push_back(i);
    return indices;
}

} // namespace

OrExit<std::shared_ptr<const capture::TransferSource>> openReplaySource(Session& session, const std::string& path)
{
    auto source = capture::openCapture(path, [&session](double) { return !session.isInterrupted(); });
    if (!source) {
        const bool isCancelled = source.error().kind == ErrorKind::Cancelled;
        const ExitCode code = isCancelled ? ExitCode::Interrupted : ExitCode::File;
        return tl::unexpected(session.messages().failure(source.error(), code));
    }
    for (const std::string& problem : (*source)->problems())
        session.messages().note(escapeForDisplay(path) + ": " + escapeForDisplay(problem));
    return std::shared_ptr<const capture::TransferSource>(std::move(*source));
}

Result<std::size_t> chooseLoggedDevice(std::span<const capture::LoggedDevice> devices, const usb::DeviceInfo& target,
    const std::optional<SourceSelector>& from)
{
    const std::string operation = from ? "find device " + escapeForDisplay(from->text) + " in the log"
                                       : std::string("choose a device of the log");
    std::vector<std::size_t> found;
    if (from) {
        found = indicesOf(devices, [&](const capture::LoggedDevice& device) { return matches(device, *from); });
    } else {
        found = indicesOf(devices, [&](const capture::LoggedDevice& device) { return isLike(device, target); });
        if (found.empty() && devices.size() == 1)
            found.push_back(0);
    }
    if (found.size() == 1)
        return found.front();
    if (found.empty() && (from || devices.empty()))
        return fail(ErrorKind::NotFound, operation, listOf(devices));
    return fail(ErrorKind::InvalidArgument, operation, "name one with --from BUS.ADDRESS: " + listOf(devices));
}

bool isForeign(const capture::TransferSource& source)
{
    const std::vector<capture::LoggedDevice> devices = source.devices();
    return !std::all_of(devices.begin(), devices.end(),
        [](const capture::LoggedDevice& device) { return usb::parsePortPath(device.interfaceName).has_value(); });
}

} // namespace wb::cli
