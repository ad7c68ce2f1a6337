// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usbip/export_table.h"

#include "core/backend/virtualbus/model_catalogue.h"

#include <algorithm>

namespace wb::usbip {

namespace {

using backend::virtualbus::BareDevice;

constexpr std::uint16_t kBus = 1;

void plug(Export& device, std::unique_ptr<backend::virtualbus::DeviceModel> model)
{
    device.device = std::make_unique<BareDevice>(
        std::move(model), usb::PortPath { kBus, { device.number } }, device.number, now());
}

Status plugNew(Export& device)
{
    auto model = backend::virtualbus::makeModel(device.key);
    if (!model)
        return tl::unexpected(model.error());
    plug(device, std::move(*model));
    return {};
}

std::string titleOf(const std::string& key)
{
    for (backend::ModelInfo& model : backend::virtualbus::availableModels())
        if (model.key == key)
            return std::move(model.title);
    return {};
}

} // namespace

Device Export::facts() const { return { "/usb-workbench/" + key, busId, kBus, number, device->info() }; }

Result<ExportTable> ExportTable::create(std::span<const std::string> keys)
{
    if (keys.size() > kMaxExports)
        return fail(ErrorKind::InvalidArgument, "export " + std::to_string(keys.size()) + " devices",
            "there is room for " + std::to_string(kMaxExports));
    ExportTable table;
    for (const std::string& key : keys) {
        Export device;
        device.key = key;
        device.title = titleOf(key);
        device.number = static_cast<std::uint8_t>(table.m_exports.size() + 1);
        device.busId = usb::toString(usb::PortPath { kBus, { device.number } });
        if (const Status plugged = plugNew(device); !plugged)
            return tl::unexpected(plugged.error());
        table.m_exports.push_back(std::move(device));
    }
    return table;
}

Export* ExportTable::find(std::string_view busId)
{
    const auto found = std::find_if(
        m_exports.begin(), m_exports.end(), [busId](const Export& device) { return device.busId == busId; });
    return found == m_exports.end() ? nullptr : &*found;
}

std::vector<Device> ExportTable::facts() const
{
    std::vector<Device> facts;
    facts.reserve(m_exports.size());
    for (const Export& device : m_exports)
        facts.push_back(device.facts());
    return facts;
}

void ExportTable::release(Export& device)
{
    device.isTaken = false;
    if (!device.device->hasLeft())
        device.device->reset();
    if (!device.device->hasLeft()) // before, or when it was reset
        return;
    if (auto successor = device.device->successor())
        plug(device, std::move(successor));
    else
        (void)plugNew(device); // its key has been good before
}

} // namespace wb::usbip
