// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/descriptor_source.h"

#include "core/engine/descriptor_reader.h"
#include "core/system/known_sections.h"

namespace wb::cli {
namespace {

usb::DeviceInfo withSystemSections(const usb::DeviceInfo& device)
{
    usb::DeviceInfo known = device;
    for (usb::DescriptorSection& section : system::readKnownSections(*system::makeSystemReader(), device))
        known.sections.push_back(std::move(section));
    return known;
}

} // namespace

descriptors::DescriptorSet knownDescriptors(const usb::DeviceInfo& device)
{
    return descriptors::descriptorSetOf(withSystemSections(device));
}

OrExit<descriptors::DescriptorSet> allDescriptors(Session& session, const usb::DevicePtr& device)
{
    if (const ExitCode opened = openFound(session, device, {}); opened != ExitCode::Success)
        return tl::unexpected(opened);
    engine::DescriptorReader reader(
        session.service(), std::make_shared<const usb::DeviceInfo>(withSystemSections(*device)));
    bool isFinished = false;
    QObject::connect(&reader, &engine::DescriptorReader::finished, &session, [&] {
        isFinished = true;
        session.poke();
    });
    reader.start();
    if (!session.waitUntil([&] { return isFinished; }))
        return tl::unexpected(ExitCode::Interrupted);
    for (const std::string& problem : reader.problems())
        session.messages().note(device->displayName() + ": " + escapeForDisplay(problem));
    usb::DeviceInfo all = *device;
    all.sections = reader.sections();
    return descriptors::descriptorSetOf(all);
}

} // namespace wb::cli
