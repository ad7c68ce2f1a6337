// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/snapshot_source.h"

#include "app/cli/arguments.h"
#include "core/backend/offline/offline_backend.h"
#include "core/snapshot/load.h"

#include <filesystem>

namespace wb::cli {
namespace {

// The code that says "they differ" is not for failures.
ExitCode trouble(ExitCode code) { return code == kDifferenceFound ? ExitCode::File : code; }

} // namespace

bool namesFile(const std::string& word)
{
    std::error_code failed;
    return std::filesystem::exists(word, failed);
}

OrExit<snapshot::Snapshot> loadSide(Session& session, const std::string& word)
{
    if (namesFile(word)) {
        auto loaded = snapshot::loadFile(word);
        if (!loaded)
            return tl::unexpected(trouble(session.messages().failure(loaded.error(), ExitCode::File)));
        return std::move(*loaded);
    }
    const auto selector = parseDevice(word);
    if (!selector)
        return tl::unexpected(session.messages().failure(Error {
            ErrorKind::InvalidArgument, 0, "compare", "\"" + escapeForDisplay(word) + "\" is no file and no device" }));
    const auto device = findTarget(session, *selector);
    if (!device)
        return tl::unexpected(trouble(device.error()));
    snapshot::Snapshot taken;
    taken.devices.push_back(snapshot::toDevice(**device, (*device)->sections));
    return taken;
}

Result<std::unique_ptr<backend::Backend>> makeSnapshotBackend(const std::string& path)
{
    const auto loaded = snapshot::loadFile(path);
    if (!loaded)
        return tl::unexpected(loaded.error());
    std::vector<usb::DeviceInfo> devices;
    devices.reserve(loaded->devices.size());
    for (const snapshot::Device& device : loaded->devices)
        devices.push_back(snapshot::toDeviceInfo(device));
    return backend::makeOfflineBackend("snapshot", std::filesystem::path(path).filename().string(), std::move(devices));
}

} // namespace wb::cli
