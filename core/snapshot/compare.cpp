// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/compare.h"

#include "core/snapshot/align.h"
#include "core/usb/names.h"

#include <algorithm>
#include <array>

namespace wb::snapshot {
namespace {

using descriptors::DecodedSection;
using descriptors::Field;
using descriptors::Node;

// What a descriptor is known by among those of its type and subtype. The first of these names that it has counts.
constexpr auto kIdFields = std::to_array<std::string_view>(
    { "bConfigurationValue", "bEndpointAddress", "bFirstInterface", "bDevCapabilityType", "bTerminalID", "bUnitID",
        "bClockID", "bJackID", "bElementID", "bPowerDomainID", "bGrpTrmBlkID", "bFormatIndex", "bFrameIndex" });

const Field* findField(const Node& node, std::string_view name)
{
    const auto found = std::find_if(
        node.fields.begin(), node.fields.end(), [name](const Field& field) { return field.name == name; });
    return found == node.fields.end() ? nullptr : &*found;
}

// An item of a HID report descriptor has one field, which is named as the item is.
std::string keyOf(const Node& node)
{
    const Field* type = findField(node, "bDescriptorType");
    if (type == nullptr)
        return node.fields.empty() ? node.title : node.fields.front().name;
    std::string key = type->value;
    const auto append = [&](std::string_view name) {
        const Field* field = findField(node, name);
        if (field != nullptr)
            key.append(" ").append(field->name).append(" ").append(field->value);
        return field != nullptr;
    };
    append("bDescriptorSubtype");
    if (type->raw == static_cast<std::uint8_t>(usb::DescriptorType::Interface)) {
        append("bInterfaceNumber");
        append("bAlternateSetting");
        return key;
    }
    for (const std::string_view name : kIdFields)
        if (append(name))
            break;
    return key;
}

std::string titleOf(const Node& node) { return node.title + (node.summary.empty() ? "" : ", " + node.summary); }

ByteView bytesOf(const descriptors::ByteRange& range, ByteView section)
{
    return slice(section, range.begin, range.size());
}

std::vector<Element> elementsOf(const std::vector<Field>& fields, ByteView section)
{
    std::vector<Element> elements;
    elements.reserve(fields.size());
    for (const Field& field : fields)
        elements.push_back({ field.name, bytesOf(field.range, section) });
    return elements;
}

std::vector<Element> elementsOf(const std::vector<Node>& nodes, ByteView section)
{
    std::vector<Element> elements;
    elements.reserve(nodes.size());
    for (const Node& node : nodes)
        elements.push_back({ keyOf(node), bytesOf(node.range, section) });
    return elements;
}

FieldSide sideOf(const Field& field) { return { field.value, field.meaning }; }

Difference oneSided(const Node& node, Change change)
{
    Difference difference { titleOf(node), change, {}, {} };
    for (const Field& field : node.fields) {
        FieldDifference side { field.name, change, {}, {} };
        (change == Change::Removed ? side.left : side.right) = sideOf(field);
        difference.fields.push_back(std::move(side));
    }
    for (const Node& child : node.children)
        difference.children.push_back(oneSided(child, change));
    return difference;
}

void noteChanges(Difference& difference)
{
    const auto differs = [](const auto& part) { return part.change != Change::Equal; };
    if (std::any_of(difference.fields.begin(), difference.fields.end(), differs)
        || std::any_of(difference.children.begin(), difference.children.end(), differs))
        difference.change = Change::Changed;
}

// The bytes that the ranges of the nodes on each side count in.
struct Sections {
    ByteView left;
    ByteView right;
};

std::vector<FieldDifference> compareFields(
    const std::vector<Field>& left, const std::vector<Field>& right, const Sections& sections)
{
    std::vector<FieldDifference> differences;
    for (const Match& match : align(elementsOf(left, sections.left), elementsOf(right, sections.right))) {
        FieldDifference difference;
        if (match.left) {
            difference.name = left[*match.left].name;
            difference.left = sideOf(left[*match.left]);
        }
        if (match.right) {
            difference.name = right[*match.right].name;
            difference.right = sideOf(right[*match.right]);
        }
        if (!match.left || !match.right) {
            difference.change = match.left ? Change::Removed : Change::Added;
        } else {
            const ByteView a = bytesOf(left[*match.left].range, sections.left);
            const ByteView b = bytesOf(right[*match.right].range, sections.right);
            if (!std::equal(a.begin(), a.end(), b.begin(), b.end()))
                difference.change = Change::Changed;
        }
        differences.push_back(std::move(difference));
    }
    return differences;
}

std::vector<Difference> compareNodes(
    const std::vector<Node>& left, const std::vector<Node>& right, const Sections& sections)
{
    std::vector<Difference> differences;
    for (const Match& match : align(elementsOf(left, sections.left), elementsOf(right, sections.right))) {
        if (!match.left || !match.right) {
            differences.push_back(match.left ? oneSided(left[*match.left], Change::Removed)
                                             : oneSided(right[*match.right], Change::Added));
            continue;
        }
        const Node& a = left[*match.left];
        const Node& b = right[*match.right];
        Difference difference { titleOf(b), Change::Equal, compareFields(a.fields, b.fields, sections),
            compareNodes(a.children, b.children, sections) };
        noteChanges(difference);
        differences.push_back(std::move(difference));
    }
    return differences;
}

std::vector<Element> elementsOf(const std::vector<DecodedSection>& sections)
{
    std::vector<Element> elements;
    for (const DecodedSection& decoded : sections) {
        const usb::DescriptorSection& section = *decoded.section;
        elements.push_back({ std::to_string(static_cast<int>(section.kind)) + " " + std::to_string(section.number) + " "
                + std::to_string(section.language),
            section.bytes });
    }
    return elements;
}

Difference wholeSection(const DecodedSection& decoded, Change change)
{
    Difference difference { descriptors::sectionTitle(*decoded.section), change, {}, {} };
    for (const Node& node : decoded.nodes)
        difference.children.push_back(oneSided(node, change));
    return difference;
}

void addFact(Difference& facts, std::string name, const std::string& left, const std::string& right)
{
    if (left.empty() && right.empty())
        return;
    FieldDifference fact { std::move(name), left == right ? Change::Equal : Change::Changed, {}, {} };
    fact.left.value = escapeForDisplay(left);
    fact.right.value = escapeForDisplay(right);
    facts.fields.push_back(std::move(fact));
}

std::string configurationText(const Device& device)
{
    return device.activeConfiguration ? std::to_string(*device.activeConfiguration) : "none";
}

std::string driverOf(const Device& device, std::uint8_t number)
{
    const auto found = std::find_if(
        device.drivers.begin(), device.drivers.end(), [number](const auto& entry) { return entry.first == number; });
    return found == device.drivers.end() ? std::string() : found->second;
}

void addDrivers(Difference& facts, const Device& left, const Device& right)
{
    std::array<bool, 256> isKnown {};
    for (const Device* device : { &left, &right })
        for (const auto& [number, driver] : device->drivers)
            isKnown[number] = true;
    for (std::size_t number = 0; number < isKnown.size(); ++number)
        if (isKnown[number])
            addFact(facts, "Driver of interface " + std::to_string(number),
                driverOf(left, static_cast<std::uint8_t>(number)), driverOf(right, static_cast<std::uint8_t>(number)));
}

std::string joined(const std::vector<std::string>& sentences)
{
    std::string text;
    for (const std::string& sentence : sentences)
        text += (text.empty() ? "" : " ") + sentence;
    return text;
}

Difference compareFacts(const Device& left, const Device& right, Place place)
{
    Difference facts;
    facts.title = "Facts";
    if (place == Place::Compared)
        addFact(facts, "Place", usb::toString(left.path), usb::toString(right.path));
    addFact(facts, "Speed", std::string(usb::toString(left.speed)), std::string(usb::toString(right.speed)));
    addFact(facts, "Active configuration", configurationText(left), configurationText(right));
    addFact(facts, "Manufacturer", left.manufacturer, right.manufacturer);
    addFact(facts, "Product", left.product, right.product);
    addFact(facts, "Serial number", left.serial, right.serial);
    addDrivers(facts, left, right);
    addFact(facts, "Problems", joined(left.problems), joined(right.problems));
    noteChanges(facts);
    return facts;
}

} // namespace

Difference compareSets(
    const descriptors::DescriptorSet& left, const descriptors::DescriptorSet& right, const descriptors::UsbIds* names)
{
    const std::vector<DecodedSection> leftSections = descriptors::decodeSet(left, names);
    const std::vector<DecodedSection> rightSections = descriptors::decodeSet(right, names);
    Difference all;
    for (const Match& match : align(elementsOf(leftSections), elementsOf(rightSections))) {
        if (!match.left || !match.right) {
            all.children.push_back(match.left ? wholeSection(leftSections[*match.left], Change::Removed)
                                              : wholeSection(rightSections[*match.right], Change::Added));
            continue;
        }
        const DecodedSection& a = leftSections[*match.left];
        const DecodedSection& b = rightSections[*match.right];
        Difference section { descriptors::sectionTitle(*b.section), Change::Equal, {},
            compareNodes(a.nodes, b.nodes, { a.section->bytes, b.section->bytes }) };
        noteChanges(section);
        all.children.push_back(std::move(section));
    }
    noteChanges(all);
    return all;
}

Difference compareDevices(const Device& left, const Device& right, const descriptors::UsbIds* names, Place place)
{
    Difference all = compareSets(descriptorSetOf(left), descriptorSetOf(right), names);
    if (!left.isImported() && !right.isImported())
        all.children.insert(all.children.begin(), compareFacts(left, right, place));
    noteChanges(all);
    const std::string from = snapshot::titleOf(left);
    const std::string to = snapshot::titleOf(right);
    all.title = from == to ? from : from + " / " + to;
    return all;
}

} // namespace wb::snapshot
