// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/subject.h"

#include "core/descriptors/hid_report_text.h"
#include "core/descriptors/usb_ids.h"
#include "core/report/html.h"
#include "core/report/lsusb_text.h"

namespace wb::report {
namespace {

using descriptors::DecodedSection;
using usb::SectionKind;

std::string idsOf(const usb::DeviceInfo& device)
{
    return usb::formatVidPid(device.descriptor.vendorId, device.descriptor.productId);
}

ByteView bytesOf(const descriptors::DescriptorSet& set, SectionKind kind)
{
    const usb::DescriptorSection* section = set.find(kind);
    return section == nullptr ? ByteView {} : ByteView(section->bytes);
}

std::map<std::uint8_t, Bytes> hidReportsOf(const descriptors::DescriptorSet& set)
{
    std::map<std::uint8_t, Bytes> reports;
    for (const usb::DescriptorSection& section : set.sections)
        if (section.kind == SectionKind::HidReport)
            reports.try_emplace(section.number, section.bytes);
    return reports;
}

std::string sectionText(const DecodedSection& decoded, const descriptors::UsbIds* names)
{
    if (decoded.section->kind == SectionKind::HidReport)
        return descriptors::hidReportText(descriptors::parseHidReport(decoded.section->bytes), names);
    return descriptors::toText(decoded.nodes);
}

void addFact(std::string& text, std::string_view name, const std::string& value)
{
    if (!value.empty())
        text.append("  ").append(name).append(": ").append(value).append("\n");
}

void addDevice(std::string& text, const usb::DeviceInfo& device)
{
    addFact(text, "speed", std::string(usb::toString(device.speed)));
    addFact(text, "address", std::to_string(device.path.bus) + "." + std::to_string(device.address));
    addFact(text, "manufacturer", escapeForDisplay(device.manufacturer));
    addFact(text, "serial", escapeForDisplay(device.serial));
    addFact(text, "active configuration",
        device.activeConfiguration ? std::to_string(*device.activeConfiguration) : std::string("none"));
    for (const auto& [number, driver] : device.drivers)
        addFact(text, "driver of interface " + std::to_string(number), escapeForDisplay(driver));
}

} // namespace

std::string readableName(const usb::DeviceInfo& device, const descriptors::UsbIds* names)
{
    if (!device.product.empty())
        return escapeForDisplay(device.product);
    std::string name;
    if (names != nullptr)
        name = names->product(device.descriptor.vendorId, device.descriptor.productId);
    if (names != nullptr && name.empty())
        name = names->vendor(device.descriptor.vendorId);
    return name.empty() ? std::string("(no name)") : name;
}

std::string heading(const Subject& subject)
{
    const usb::DeviceInfo& device = subject.device;
    const bool isAttached = device.path.bus != 0;
    std::string text = isAttached ? usb::toString(device.path) + " " : std::string();
    text += idsOf(device) + " " + readableName(device, subject.names) + "\n";
    addFact(text, "file", escapeForDisplay(subject.file));
    if (isAttached)
        addDevice(text, device);
    for (const std::string& problem : device.problems)
        addFact(text, "problem", escapeForDisplay(problem));
    return text;
}

std::string decodedText(const Subject& subject)
{
    std::string text = heading(subject);
    for (const DecodedSection& decoded : subject.decoded) {
        text += "\n";
        if (decoded.section->kind != SectionKind::Device)
            text += descriptors::sectionTitle(*decoded.section) + "\n";
        text += sectionText(decoded, subject.names);
    }
    return text;
}

std::string lsusbText(const Subject& subject)
{
    LsusbInput input;
    input.descriptors = bytesOf(subject.set, SectionKind::Device);
    input.bus = subject.device.path.bus;
    input.address = subject.device.address;
    input.speed = subject.set.speed;
    input.names = subject.names;
    input.strings = descriptors::stringTexts(subject.set);
    input.bos = bytesOf(subject.set, SectionKind::Bos);
    input.hub = bytesOf(subject.set, SectionKind::Hub);
    input.qualifier = bytesOf(subject.set, SectionKind::DeviceQualifier);
    input.hidReports = hidReportsOf(subject.set);
    return lsusbText(input);
}

std::string htmlPage(const Subject& subject)
{
    return htmlPage(HtmlInput { heading(subject), subject.decoded, subject.names });
}

} // namespace wb::report
