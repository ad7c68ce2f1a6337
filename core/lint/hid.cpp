// SPDX-License-Identifier: GPL-3.0-or-later
// HID interfaces: HID 1.11 §4, §5.1, §6.2.1, §7.1 and Appendix B.
#include "core/lint/field_checks.h"

#include <algorithm>
#include <array>
#include <map>

namespace wb::lint {
namespace {

using descriptors::HidField;
using descriptors::HidReport;
using descriptors::HidReportType;
using descriptors::Rule;
using descriptors::Severity;
using usb::TransferType;

constexpr unsigned kHidClass = 0x03;
constexpr unsigned kHidType = 0x21;
constexpr unsigned kReportType = 0x22;
constexpr unsigned kKeyboard = 1;
constexpr unsigned kMouse = 2;

constexpr Rule kAtDevice { "hid.class-at-device", Severity::Warning, "HID 1.11 §5.1",
    "The class of a HID device stands in its interface descriptors, not in its device descriptor." };
constexpr Rule kMissing { "hid.descriptor-missing", Severity::Error, "HID 1.11 §7.1",
    "A HID interface has a HID descriptor." };
constexpr Rule kRepeated { "hid.descriptor-repeated", Severity::Warning, "HID 1.11 §7.1",
    "An interface has one HID descriptor." };
constexpr Rule kPlace { "hid.descriptor-place", Severity::Warning, "HID 1.11 §7.1",
    "The HID descriptor stands between the interface and its endpoints." };
constexpr Rule kVersion { "hid.version", Severity::Warning, "HID 1.11 §6.2.1",
    "bcdHID is a version of the HID specification." };
constexpr Rule kCountry { "hid.country", Severity::Note, "HID 1.11 §6.2.1", "bCountryCode is 0 to 35." };
constexpr Rule kNoReport { "hid.report-missing", Severity::Error, "HID 1.11 §6.2.1",
    "The HID descriptor names a report descriptor." };
constexpr Rule kOtherType { "hid.descriptor-type", Severity::Warning, "HID 1.11 §7.1",
    "The HID descriptor names report and physical descriptors only." };
constexpr Rule kLengthZero { "hid.report-length-zero", Severity::Error, "HID 1.11 §6.2.1",
    "wDescriptorLength of the report descriptor is not 0." };
constexpr Rule kLength { "hid.report-length", Severity::Error, "HID 1.11 §6.2.1",
    "wDescriptorLength is the length of the report descriptor." };
constexpr Rule kSubclass { "hid.subclass", Severity::Warning, "HID 1.11 §4.2",
    "bInterfaceSubClass is 0, or 1 for the boot interface." };
constexpr Rule kProtocol { "hid.protocol", Severity::Warning, "HID 1.11 §4.3",
    "bInterfaceProtocol is 0, 1 for a keyboard or 2 for a mouse." };
constexpr Rule kBootProtocol { "hid.boot-protocol", Severity::Note, "HID 1.11 §4.3",
    "A boot interface says whether it is a keyboard or a mouse." };
constexpr Rule kNoBoot { "hid.protocol-without-boot", Severity::Note, "HID 1.11 §4.3",
    "Only boot interfaces have a protocol." };
constexpr Rule kInterruptIn { "hid.interrupt-in", Severity::Error, "HID 1.11 §4.4",
    "A HID interface has an interrupt IN endpoint." };
constexpr Rule kEndpointType { "hid.endpoint-type", Severity::Error, "HID 1.11 §4.4",
    "The endpoints of a HID interface are interrupt endpoints." };
constexpr Rule kEndpointRepeated { "hid.endpoint-repeated", Severity::Warning, "HID 1.11 §4.4",
    "A HID interface has one interrupt IN and at most one interrupt OUT endpoint." };
constexpr Rule kSplit { "hid.report-split", Severity::Note, "HID 1.11 §8.4",
    "A report that fits one packet arrives within one interval." };
constexpr Rule kUnusedOut { "hid.output-unused", Severity::Note, "HID 1.11 §4.4",
    "An interrupt OUT endpoint has output reports to carry." };
constexpr Rule kBootKeyboard { "hid.boot-keyboard", Severity::Note, "HID 1.11 Appendix B.1",
    "A boot keyboard's input report has the boot layout, for firmware that never selects the boot protocol." };
constexpr Rule kBootMouse { "hid.boot-mouse", Severity::Note, "HID 1.11 Appendix B.2",
    "A boot mouse's input report begins with the boot layout, for firmware that never selects the boot protocol." };

constexpr std::array kRules { kAtDevice, kMissing, kRepeated, kPlace, kVersion, kCountry, kNoReport, kOtherType,
    kLengthZero, kLength, kSubclass, kProtocol, kBootProtocol, kNoBoot, kInterruptIn, kEndpointType, kEndpointRepeated,
    kSplit, kUnusedOut, kBootKeyboard, kBootMouse };

constexpr std::array<std::uint16_t, 4> kVersions { 0x0100, 0x0101, 0x0110, 0x0111 };
constexpr auto kHidValues
    = std::to_array<FieldValues>({ { &kVersion, { "bcdHID", 2, 2 }, kVersions, "the versions of the specification" } });
constexpr auto kHidRanges = std::to_array<FieldRange>({ { &kCountry, { "bCountryCode", 4, 1 }, 0, 35 } });
constexpr auto kInterfaceRanges = std::to_array<FieldRange>(
    { { &kSubclass, { "bInterfaceSubClass", 6, 1 }, 0, 1 }, { &kProtocol, { "bInterfaceProtocol", 7, 1 }, 0, 2 } });
constexpr auto kEndpoints
    = std::to_array<WantedEndpoint>({ { &kInterruptIn, TransferType::Interrupt, true, "carries the input reports" } });

// `known`: the length of the report descriptor that was read.
void checkNamedDescriptors(const Item& hid, std::optional<std::size_t> known, Report& report)
{
    constexpr std::size_t kFirst = 6;
    constexpr std::size_t kStep = 3;
    bool hasReport = false;
    for (std::size_t at = kFirst; hid.value(at, kStep); at += kStep) {
        const unsigned type = hid.u8(at);
        const unsigned length = hid.u16(at + 1);
        if (type != kReportType) {
            if (type != 0x23)
                report.add(kOtherType, hid, at, 1,
                    "bDescriptorType " + hexText(type, 1)
                        + " is no class descriptor of HID; report descriptors are 0x22, physical ones 0x23.");
            continue;
        }
        hasReport = true;
        if (length == 0)
            report.add(kLengthZero, hid, at + 1, 2, "wDescriptorLength is 0; a report descriptor has bytes.");
        else if (known && *known != length)
            report.add(kLength, hid, at + 1, 2,
                "wDescriptorLength is " + std::to_string(length) + " and the report descriptor has "
                    + std::to_string(*known) + " bytes; they must agree.");
    }
    if (!hasReport && hid.value(kFirst, kStep))
        report.add(kNoReport, hid, 5, 1, "No report descriptor (type 0x22) is named; one is required.");
}

void checkDescriptor(const AlternateView& alternate, std::optional<std::size_t> known, Report& report)
{
    const Item* first = nullptr;
    for (const Item& item : alternate.others) {
        if (item.type() != kHidType)
            continue;
        if (first != nullptr) {
            report.add(kRepeated, item, 0, 2, nameOf(alternate) + " has had a HID descriptor already; one is enough.");
            continue;
        }
        first = &item;
    }
    if (first == nullptr)
        return report.add(kMissing, alternate.item, 5, 1,
            nameOf(alternate) + " has no HID descriptor, which every HID interface has.");
    if (!alternate.endpoints.empty() && first->range().begin > alternate.endpoints.front().item.range().begin)
        report.add(kPlace, *first, 0, 2, "The HID descriptor follows an endpoint; it must stand before the endpoints.");
    checkValues(kHidValues, *first, report);
    checkRanges(kHidRanges, *first, report);
    checkNamedDescriptors(*first, known, report);
}

void checkCodes(const AlternateView& alternate, Report& report)
{
    checkRanges(kInterfaceRanges, alternate.item, report);
    if (alternate.subClass() == 1 && alternate.protocol() == 0)
        report.add(kBootProtocol, alternate.item, 7, 1,
            "A boot interface with bInterfaceProtocol 0 is neither keyboard (1) nor mouse (2).");
    if (alternate.subClass() == 0 && (alternate.protocol() == kKeyboard || alternate.protocol() == kMouse))
        report.add(kNoBoot, alternate.item, 7, 1,
            "bInterfaceProtocol is " + std::to_string(alternate.protocol())
                + " without the boot subclass, where it means nothing; it should be 0.");
}

void checkPipes(const AlternateView& alternate, Report& report)
{
    checkEndpoints(kEndpoints, alternate, report);
    std::array<unsigned, 2> counts {};
    for (const EndpointView& endpoint : alternate.endpoints) {
        if (endpoint.type() != TransferType::Interrupt)
            report.add(kEndpointType, endpoint.item, 3, 1,
                "A HID interface has no use for a " + nameOf(endpoint.type(), endpoint.isIn())
                    + " endpoint; its endpoints must be interrupt endpoints.");
        else if (++counts[endpoint.isIn() ? 1 : 0] == 2)
            report.add(kEndpointRepeated, endpoint.item, 2, 1,
                nameOf(alternate) + " has more than one " + nameOf(TransferType::Interrupt, endpoint.isIn())
                    + " endpoint; hosts use one.");
    }
}

bool isFieldAt(const HidField& field, std::uint64_t bit, std::uint32_t size, std::uint32_t firstUsage)
{
    return field.type == HidReportType::Input && field.firstBit == bit && field.size == size && !field.usages.empty()
        && field.usages.front().first == firstUsage;
}

bool isKeyArray(const HidField& field)
{
    return field.type == HidReportType::Input && field.firstBit == 16 && field.size == 8 && field.count >= 6
        && !field.flags.isVariable() && !field.usages.empty() && field.usages.front().first >> 16 == 0x07;
}

bool hasY(const HidField& field)
{
    return isFieldAt(field, 16, 8, 0x00010031)
        || (isFieldAt(field, 8, 8, 0x00010030) && field.count >= 2 && field.usageOf(1) == 0x00010031U);
}

// What the rules ask of a report descriptor, found once however many settings share it.
struct ReportFacts {
    std::uint64_t longestInput = 0; // in bytes
    std::uint64_t longestOutput = 0;
    bool hasBootKeyboard = false;
    bool hasBootMouse = false;
    std::size_t length = 0; // of the descriptor, in bytes
};

ReportFacts factsOf(const HidReportView& view)
{
    ReportFacts facts;
    facts.length = view.bytes.size();
    bool hasIds = false;
    for (const HidReport& report : view.map.reports) {
        hasIds = hasIds || report.id != 0;
        const std::uint64_t bytes = report.bits == 0 ? 0 : report.bytes();
        if (report.type == HidReportType::Input)
            facts.longestInput = std::max(facts.longestInput, bytes);
        if (report.type == HidReportType::Output)
            facts.longestOutput = std::max(facts.longestOutput, bytes);
    }
    const auto& fields = view.map.fields;
    const auto has = [&](std::uint64_t bit, std::uint32_t size, std::uint32_t firstUsage) {
        return std::any_of(fields.begin(), fields.end(),
            [&](const HidField& field) { return isFieldAt(field, bit, size, firstUsage); });
    };
    facts.hasBootKeyboard = !hasIds && has(0, 1, 0x000700e0) && std::any_of(fields.begin(), fields.end(), isKeyArray);
    facts.hasBootMouse
        = !hasIds && has(0, 1, 0x00090001) && has(8, 8, 0x00010030) && std::any_of(fields.begin(), fields.end(), hasY);
    return facts;
}

void checkPacketSize(const AlternateView& alternate, const ReportFacts& facts, bool isIn, Report& report)
{
    const EndpointView* endpoint = findEndpoint(alternate, TransferType::Interrupt, isIn);
    const std::uint64_t longest = isIn ? facts.longestInput : facts.longestOutput;
    if (endpoint == nullptr)
        return;
    if (longest == 0 && !isIn)
        return report.add(kUnusedOut, endpoint->item, 2, 1,
            "The report descriptor has no output report that this endpoint could carry.");
    const std::uint64_t perInterval = std::uint64_t { endpoint->packetSize() } * (1 + (endpoint->item.u16(4) >> 11 & 3))
        * (1 + (endpoint->companion ? endpoint->companion->u8(2) : 0));
    if (perInterval == 0 || longest <= perInterval)
        return;
    report.add(kSplit, endpoint->item, 4, 2,
        std::string(isIn ? "Input" : "Output") + " reports have up to " + std::to_string(longest)
            + " bytes and an interval carries " + std::to_string(perInterval) + ", so that one takes "
            + std::to_string((longest + perInterval - 1) / perInterval) + " intervals.");
}

void checkBootLayout(const AlternateView& alternate, const ReportFacts& facts, Report& report)
{
    if (alternate.subClass() != 1)
        return;
    if (alternate.protocol() == kKeyboard && !facts.hasBootKeyboard)
        report.add(kBootKeyboard, alternate.item, 7, 1,
            "The keyboard's input report is not that of the boot protocol (modifiers, a reserved byte, six keys, no "
            "Report ID); firmware that never selects the boot protocol misreads it.");
    if (alternate.protocol() == kMouse && !facts.hasBootMouse)
        report.add(kBootMouse, alternate.item, 7, 1,
            "The mouse's input report does not begin as that of the boot protocol (buttons, X and Y of one byte, no "
            "Report ID); firmware that never selects the boot protocol misreads it.");
}

void check(const DeviceView& device, Report& report)
{
    if (device.device && device.device->u8(4) == kHidClass)
        report.add(kAtDevice, *device.device, 4, 1,
            "bDeviceClass is 0x03; a HID device says 0 there and has its class in the interfaces.");
    std::map<unsigned, ReportFacts> known; // by interface
    for (const HidReportView& view : device.hidReports)
        if (!known.contains(view.interfaceNumber))
            known.emplace(view.interfaceNumber, factsOf(view));
    forEachAlternate(device, [&](const ConfigurationView&, const AlternateView& alternate) {
        if (alternate.classCode() != kHidClass)
            return;
        const auto found = known.find(alternate.number());
        const ReportFacts* facts = found == known.end() ? nullptr : &found->second;
        checkDescriptor(alternate, facts == nullptr ? std::nullopt : std::optional(facts->length), report);
        checkCodes(alternate, report);
        checkPipes(alternate, report);
        if (facts == nullptr)
            return;
        checkPacketSize(alternate, *facts, true, report);
        checkPacketSize(alternate, *facts, false, report);
        checkBootLayout(alternate, *facts, report);
    });
}

} // namespace

Group hidGroup() { return { kRules, check }; }

} // namespace wb::lint
