// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/device_view.h"

#include "core/usb/names.h"

#include <algorithm>

namespace wb::lint {
namespace {

using descriptors::DecodedSection;
using descriptors::Node;
using usb::DescriptorType;
using usb::SectionKind;

bool isA(const Item& item, DescriptorType type) { return item.type() == static_cast<std::uint8_t>(type); }

// Builds one section's part of the view.
class SectionReader {
public:
    SectionReader(const DecodedSection& decoded, std::size_t index)
        : m_decoded(decoded)
        , m_index(index)
    {
    }

    [[nodiscard]] Item item(const Node& node) const { return { node, m_decoded.section->bytes, m_index }; }

    [[nodiscard]] EndpointView endpoint(const Node& node) const
    {
        EndpointView view { item(node), {}, {}, {} };
        for (const Node& child : node.children) {
            const Item below = item(child);
            if (isA(below, DescriptorType::EndpointCompanion) && !view.companion)
                view.companion = below;
            else if (isA(below, DescriptorType::IsochronousCompanion) && !view.isoCompanion)
                view.isoCompanion = below;
            else
                view.others.push_back(below);
        }
        return view;
    }

    [[nodiscard]] AlternateView alternate(const Node& node) const
    {
        AlternateView view { item(node), {}, {} };
        for (const Node& child : node.children) {
            const Item below = item(child);
            if (isA(below, DescriptorType::Endpoint))
                view.endpoints.push_back(endpoint(child));
            else
                view.others.push_back(below);
        }
        return view;
    }

    [[nodiscard]] ConfigurationView configuration(const Node& node, usb::Speed speed) const
    {
        ConfigurationView view;
        view.item = item(node);
        view.speed = speed;
        view.isOtherSpeed = isA(view.item, DescriptorType::OtherSpeedConfiguration);
        for (const Node& child : node.children) {
            const Item below = item(child);
            if (isA(below, DescriptorType::Interface))
                view.alternates.push_back(alternate(child));
            else if (isA(below, DescriptorType::InterfaceAssociation))
                view.associations.push_back(below);
            else
                view.others.push_back(below);
        }
        return view;
    }

private:
    const DecodedSection& m_decoded;
    std::size_t m_index;
};

usb::Speed otherSpeedOf(usb::Speed speed)
{
    if (speed == usb::Speed::High)
        return usb::Speed::Full;
    return speed == usb::Speed::Full ? usb::Speed::High : usb::Speed::Unknown;
}

void addDevice(DeviceView& view, const DecodedSection& decoded, const SectionReader& reader)
{
    for (const Node& node : decoded.nodes) {
        const Item item = reader.item(node);
        if (isA(item, DescriptorType::Device) && !view.device)
            view.device = item;
        else if (isA(item, DescriptorType::Configuration))
            view.configurations.push_back(reader.configuration(node, view.speed));
        else if (isA(item, DescriptorType::OtherSpeedConfiguration))
            view.otherSpeedConfigurations.push_back(reader.configuration(node, otherSpeedOf(view.speed)));
    }
}

void addHidReport(DeviceView& view, const DecodedSection& decoded, std::size_t index)
{
    HidReportView report;
    report.interfaceNumber = decoded.section->number;
    report.section = index;
    report.bytes = decoded.section->bytes;
    report.map = descriptors::parseHidReport(report.bytes);
    view.hidReports.push_back(std::move(report));
}

void addBos(DeviceView& view, const Node& first, const SectionReader& reader)
{
    view.bos = reader.item(first);
    for (const Node& child : first.children)
        if (const Item item = reader.item(child); isA(item, DescriptorType::DeviceCapability))
            view.capabilities.push_back(item);
}

void addString(DeviceView& view, const usb::DescriptorSection& section, const Item& item)
{
    if (section.number == 0)
        view.languages = item;
    else
        view.strings.push_back({ item, section.number, section.language });
}

void addSection(DeviceView& view, const DecodedSection& decoded, std::size_t index)
{
    const SectionReader reader(decoded, index);
    if (decoded.section->kind == SectionKind::Device)
        return addDevice(view, decoded, reader);
    if (decoded.section->kind == SectionKind::HidReport)
        return addHidReport(view, decoded, index);
    if (decoded.nodes.empty())
        return;
    const Node& first = decoded.nodes.front();
    switch (decoded.section->kind) {
    case SectionKind::Bos:
        return addBos(view, first, reader);
    case SectionKind::DeviceQualifier:
        view.qualifier = reader.item(first);
        return;
    case SectionKind::OtherSpeedConfiguration:
        view.otherSpeedConfigurations.push_back(reader.configuration(first, otherSpeedOf(view.speed)));
        return;
    case SectionKind::String:
        return addString(view, *decoded.section, reader.item(first));
    case SectionKind::Hub:
        view.hub = reader.item(first);
        return;
    case SectionKind::Device:
    case SectionKind::HidReport:
    case SectionKind::WebUsbUrl:
    case SectionKind::MsOs20Set:
    case SectionKind::MsOs10CompatibleIds:
    case SectionKind::MsOs10Properties:
    case SectionKind::HidPhysical:
        return;
    }
}

} // namespace

const Item* AlternateView::find(unsigned type, unsigned subtype) const
{
    const auto found = std::find_if(others.begin(), others.end(),
        [&](const Item& other) { return other.type() == type && other.subtype() == subtype; });
    return found == others.end() ? nullptr : &*found;
}

const AlternateView* ConfigurationView::findInterface(unsigned number) const
{
    const auto found = std::find_if(alternates.begin(), alternates.end(),
        [number](const AlternateView& alternate) { return alternate.number() == number; });
    return found == alternates.end() ? nullptr : &*found;
}

const Item* ConfigurationView::associationOf(unsigned number) const
{
    const auto found = std::find_if(associations.begin(), associations.end(), [number](const Item& function) {
        return number >= function.u8(2) && number < function.u8(2) + function.u8(3);
    });
    return found == associations.end() ? nullptr : &*found;
}

const Item* DeviceView::findCapability(unsigned type) const
{
    const auto found = std::find_if(
        capabilities.begin(), capabilities.end(), [type](const Item& item) { return item.u8(2) == type; });
    return found == capabilities.end() ? nullptr : &*found;
}

std::vector<const ConfigurationView*> DeviceView::allConfigurations() const
{
    std::vector<const ConfigurationView*> all;
    for (const ConfigurationView& configuration : configurations)
        all.push_back(&configuration);
    for (const ConfigurationView& configuration : otherSpeedConfigurations)
        all.push_back(&configuration);
    return all;
}

DeviceView viewOf(const descriptors::DescriptorSet& set, std::span<const DecodedSection> decoded)
{
    DeviceView view;
    view.speed = set.speed;
    view.set = &set;
    view.decoded = decoded;
    for (std::size_t index = 0; index < decoded.size(); ++index)
        addSection(view, decoded[index], index);
    return view;
}

} // namespace wb::lint
