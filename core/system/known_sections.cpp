// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/known_sections.h"

#include "core/system/hid_report_source.h"
#include "core/system/read_device.h"

#include <algorithm>

namespace wb::system {
namespace {

bool isKnown(const usb::DeviceInfo& device, usb::SectionKind kind, std::uint8_t number)
{
    return std::any_of(device.sections.begin(), device.sections.end(),
        [&](const usb::DescriptorSection& section) { return section.kind == kind && section.number == number; });
}

} // namespace

std::vector<usb::DescriptorSection> readKnownSections(const SystemReader& reader, const usb::DeviceInfo& device)
{
    std::vector<usb::DescriptorSection> sections;
    if (device.systemPath.empty())
        return sections;
    for (HidReportDescriptor& report : readHidReportDescriptors(reader, device)) {
        if (!report.bytes.empty() && !isKnown(device, usb::SectionKind::HidReport, report.interfaceNumber))
            sections.push_back({ usb::SectionKind::HidReport, report.interfaceNumber, 0, std::move(report.bytes) });
    }
    if (!isKnown(device, usb::SectionKind::Bos, 0)) {
        if (Bytes bos = readBos(reader, device); !bos.empty())
            sections.push_back({ usb::SectionKind::Bos, 0, 0, std::move(bos) });
    }
    return sections;
}

} // namespace wb::system
