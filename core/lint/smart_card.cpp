// SPDX-License-Identifier: GPL-3.0-or-later
// Smart card readers: CCID 1.1 §4.3, §5.1. Cards that are USB devices themselves (ICCD) have protocols 1 and 2.
#include "core/lint/field_checks.h"

#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::TransferType;

constexpr unsigned kSmartCard = 0x0b;
constexpr unsigned kReaderType = 0x21;
constexpr std::string_view kTable = "CCID 1.1 Table 5.1-1";

constexpr Rule kMissing { "ccid.descriptor-missing", Severity::Error, "CCID 1.1 §5.1",
    "A smart card interface has a smart card device class descriptor." };
constexpr Rule kProtocol { "ccid.protocol", Severity::Warning, "CCID 1.1 §4.3",
    "bInterfaceProtocol is 0 for readers, 1 or 2 for cards with a USB interface." };
constexpr Rule kBulk { "ccid.bulk-endpoints", Severity::Error, "CCID 1.1 §4.4",
    "A reader has a bulk endpoint in each direction." };
constexpr Rule kInsertion { "ccid.insertion", Severity::Note, "CCID 1.1 §4.4.3",
    "A reader from which the card can be taken has an interrupt IN endpoint." };
constexpr Rule kVersion { "ccid.version", Severity::Warning, kTable, "bcdCCID is 1.00 or 1.10." };
constexpr Rule kNoVoltage { "ccid.voltage", Severity::Error, kTable, "A reader supports at least one card voltage." };
constexpr Rule kVoltageReserved { "ccid.voltage-reserved", Severity::Note, kTable,
    "The reserved bits of bVoltageSupport are zero." };
constexpr Rule kNoProtocol { "ccid.card-protocol", Severity::Warning, kTable,
    "A reader supports T=0, T=1 or a synchronous protocol." };
constexpr Rule kProtocolReserved { "ccid.card-protocol-reserved", Severity::Note, kTable,
    "The reserved bits of dwProtocols are zero." };
constexpr Rule kClock { "ccid.clock", Severity::Warning, kTable,
    "dwDefaultClock is not 0 and at most dwMaximumClock." };
constexpr Rule kRate { "ccid.data-rate", Severity::Warning, kTable, "dwDataRate is not 0 and at most dwMaxDataRate." };
constexpr Rule kIfsd { "ccid.ifsd", Severity::Warning, kTable,
    "dwMaxIFSD of a reader with which hosts speak T=1 themselves is 1 to 254." };
constexpr Rule kLevel { "ccid.exchange-level", Severity::Error, kTable,
    "dwFeatures names one exchange level: character, TPDU, short APDU or short and extended APDU." };
constexpr Rule kNegotiation { "ccid.negotiation", Severity::Warning, kTable,
    "The reader negotiates parameters (0x40) or does the PPS (0x80), not both." };
constexpr Rule kFeaturesReserved { "ccid.features-reserved", Severity::Note, kTable,
    "The reserved bits of dwFeatures are zero." };
constexpr Rule kMessage { "ccid.message-length", Severity::Warning, kTable,
    "dwMaxCCIDMessageLength is 271 to 65554 with extended APDUs, and at least the bulk OUT packet size." };
constexpr Rule kShortApdu { "ccid.short-apdu", Severity::Note, kTable,
    "dwMaxCCIDMessageLength of a short APDU reader has room for the longest short APDU." };
constexpr Rule kPinReserved { "ccid.pin-reserved", Severity::Note, kTable,
    "The reserved bits of bPINSupport are zero." };
constexpr Rule kBusySlots { "ccid.busy-slots", Severity::Warning, kTable,
    "bMaxCCIDBusySlots is 1 to the number of slots." };

constexpr std::array kRules { kMissing, kProtocol, kBulk, kInsertion, kVersion, kNoVoltage, kVoltageReserved,
    kNoProtocol, kProtocolReserved, kClock, kRate, kIfsd, kLevel, kNegotiation, kFeaturesReserved, kMessage, kShortApdu,
    kPinReserved, kBusySlots };

constexpr auto kInterfaceRanges = std::to_array<FieldRange>({ { &kProtocol, { "bInterfaceProtocol", 7, 1 }, 0, 2 } });
constexpr auto kPipes = std::to_array<WantedEndpoint>({ { &kBulk, TransferType::Bulk, true, "carries the answers" },
    { &kBulk, TransferType::Bulk, false, "carries the commands" } });
constexpr auto kInterrupt = std::to_array<WantedEndpoint>(
    { { &kInsertion, TransferType::Interrupt, true, "tells hosts that a card came or went" } });
constexpr std::array<std::uint16_t, 2> kVersions { 0x0100, 0x0110 };
constexpr auto kValues = std::to_array<FieldValues>(
    { { &kVersion, { "bcdCCID", 2, 2 }, kVersions, "the versions of the specification" } });
constexpr auto kReserved = std::to_array<ReservedFieldBits>({
    { &kVoltageReserved, { "bVoltageSupport", 5, 1 }, 0xf8 },
    { &kProtocolReserved, { "dwProtocols", 6, 4 }, 0xfffffffc },
    { &kPinReserved, { "bPINSupport", 52, 1 }, 0xfc },
});

constexpr auto kReaderFeatures
    = std::to_array<ReservedFieldBits>({ { &kFeaturesReserved, { "dwFeatures", 40, 4 }, 0xffe8f801 } });
// ICCD 1.0: 0x800 tells that the card is the USB device.
constexpr auto kCardFeatures
    = std::to_array<ReservedFieldBits>({ { &kFeaturesReserved, { "dwFeatures", 40, 4 }, 0xffe8f001 } });

struct NotAbove {
    const Rule* rule;
    FieldPlace field;
    FieldPlace limit;
};
constexpr auto kPairs = std::to_array<NotAbove>({
    { &kClock, { "dwDefaultClock", 10, 4 }, { "dwMaximumClock", 14, 4 } },
    { &kRate, { "dwDataRate", 19, 4 }, { "dwMaxDataRate", 23, 4 } },
});

constexpr std::size_t kFeaturesAt = 40;
constexpr std::size_t kMessageAt = 44;
constexpr unsigned kShortLevel = 2;
constexpr unsigned kExtendedLevel = 4;

unsigned levelOf(const Item& reader) { return reader.u32(kFeaturesAt) >> 16 & 7; }

void checkPairs(const Item& reader, Report& report)
{
    for (const NotAbove& pair : kPairs) {
        const auto value = reader.value(pair.field.offset, 4);
        const auto limit = reader.value(pair.limit.offset, 4);
        if (!value || !limit || (*value != 0 && *value <= *limit))
            continue;
        report.add(*pair.rule, reader, pair.field.offset, 4,
            std::string(pair.field.name) + " is " + std::to_string(*value) + " and " + std::string(pair.limit.name)
                + " " + std::to_string(*limit) + "; it must be 1 to that.");
    }
}

void checkCards(const Item& reader, Report& report)
{
    if (reader.value(5, 1) && (reader.u8(5) & 7) == 0)
        report.add(kNoVoltage, reader, 5, 1, "bVoltageSupport names none of 5.0 V, 3.0 V and 1.8 V; one must be set.");
    if (reader.value(32, 4) && reader.u32(6) == 0 && reader.u32(32) == 0)
        report.add(
            kNoProtocol, reader, 6, 4, "dwProtocols names neither T=0 nor T=1, and no synchronous protocol is named.");
    const bool hasT1 = (reader.u32(6) & 2) != 0 && levelOf(reader) < kShortLevel; // else it cuts blocks itself
    const auto ifsd = reader.value(28, 4);
    if (hasT1 && ifsd && (*ifsd == 0 || *ifsd > 254))
        report.add(kIfsd, reader, 28, 4,
            "dwMaxIFSD is " + std::to_string(*ifsd) + "; an information field of T=1 has 1 to 254 bytes.");
    if (const auto busy = reader.value(53, 1); busy && (*busy == 0 || *busy > reader.u8(4) + 1U))
        report.add(kBusySlots, reader, 53, 1,
            "bMaxCCIDBusySlots is " + std::to_string(*busy) + "; the reader has " + std::to_string(reader.u8(4) + 1)
                + (reader.u8(4) == 0 ? " slot." : " slots."));
}

void checkFeatures(const Item& reader, Report& report)
{
    if (!reader.value(kFeaturesAt, 4))
        return;
    const unsigned level = levelOf(reader);
    if (level != 0 && level != 1 && level != kShortLevel && level != kExtendedLevel)
        report.add(kLevel, reader, kFeaturesAt, 4,
            "dwFeatures names several exchange levels (bits 18 to 16 are " + std::to_string(level)
                + "); it must name one: 1, 2 or 4, or 0 for characters.");
    if ((reader.u32(kFeaturesAt) & 0xc0) == 0xc0)
        report.add(kNegotiation, reader, kFeaturesAt, 4,
            "dwFeatures has both 0x40 and 0x80; parameters are negotiated in one of these ways.");
}

void checkMessage(const AlternateView& alternate, const Item& reader, Report& report)
{
    constexpr std::uint64_t kHeader = 10;
    constexpr std::uint64_t kShortApduLength = 261 + kHeader;
    constexpr std::uint64_t kExtendedApduLength = 65544 + kHeader;
    const auto length = reader.value(kMessageAt, 4);
    if (!length)
        return;
    const std::string is = "dwMaxCCIDMessageLength is " + std::to_string(*length);
    const EndpointView* out = findEndpoint(alternate, TransferType::Bulk, false);
    if (levelOf(reader) == kExtendedLevel) {
        if (*length < kShortApduLength || *length > kExtendedApduLength)
            report.add(kMessage, reader, kMessageAt, 4,
                is + "; with extended APDUs it must be " + std::to_string(kShortApduLength) + " to "
                    + std::to_string(kExtendedApduLength) + ".");
    } else if (out != nullptr && *length < out->packetSize()) {
        report.add(kMessage, reader, kMessageAt, 4,
            is + "; it must be at least the " + std::to_string(out->packetSize()) + " bytes of a bulk OUT packet.");
    } else if (out != nullptr && levelOf(reader) == kShortLevel && *length < kShortApduLength) {
        report.add(kShortApdu, reader, kMessageAt, 4,
            is + "; the longest short APDU takes " + std::to_string(kShortApduLength) + " bytes with its header.");
    }
}

void checkReader(const AlternateView& alternate, const Item& reader, Report& report)
{
    checkValues(kValues, reader, report);
    checkReserved(kReserved, reader, report);
    const bool isCard = alternate.protocol() != 0;
    checkReserved(isCard ? kCardFeatures : kReaderFeatures, reader, report);
    checkPairs(reader, report);
    checkCards(reader, report);
    checkFeatures(reader, report);
    if (!isCard) // whose messages over the control pipe have no header
        checkMessage(alternate, reader, report);
}

void check(const DeviceView& device, Report& report)
{
    forEachAlternate(device, [&](const ConfigurationView&, const AlternateView& alternate) {
        if (alternate.classCode() != kSmartCard)
            return;
        checkRanges(kInterfaceRanges, alternate.item, report);
        if (alternate.protocol() == 0) {
            checkEndpoints(kPipes, alternate, report);
            checkEndpoints(kInterrupt, alternate, report);
        }
        if (const Item* reader = findOther(alternate, kReaderType))
            checkReader(alternate, *reader, report);
        else
            report.add(kMissing, alternate.item, 5, 1,
                nameOf(alternate) + " has no smart card device class descriptor, which says what the reader can do.");
    });
}

} // namespace

Group smartCardGroup() { return { kRules, check }; }

} // namespace wb::lint
