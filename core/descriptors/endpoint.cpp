// SPDX-License-Identifier: GPL-3.0-or-later
// Endpoints and their companions: USB 2.0 §9.6.6, USB 3.2 §9.6.7 and §9.6.8, Audio 1.0 §4.6.1.1.
#include "core/descriptors/registry.h"
#include "core/usb/device_info.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kEndpointSpec = "USB 2.0 Table 9-13";
constexpr std::string_view kAudioSpec = "Audio 1.0 Table 4-20";
constexpr std::string_view kCompanionSpec = "USB 3.2 §9.6.7";
constexpr std::string_view kIsoCompanionSpec = "USB 3.2 §9.6.8";

constexpr auto kDirections = std::to_array<std::string_view>({ "OUT", "IN" });
constexpr auto kTransferTypes = std::to_array<std::string_view>({ "control", "isochronous", "bulk", "interrupt" });
constexpr auto kSynchronizations
    = std::to_array<std::string_view>({ "no synchronization", "asynchronous", "adaptive", "synchronous" });
constexpr auto kUsages
    = std::to_array<std::string_view>({ "data endpoint", "feedback endpoint", "implicit feedback data", "reserved" });
constexpr auto kInterruptUsages = std::to_array<std::string_view>({ "periodic", "notification" });
constexpr auto kTransactions
    = std::to_array<std::string_view>({ "1 in a microframe", "2 in a microframe", "3 in a microframe", "reserved" });

constexpr auto kAddressBits = std::to_array<BitSpec>({
    { 7, 7, "direction", kDirections },
    { 6, 4, "reserved" },
    { 3, 0, "endpoint number" },
});
constexpr auto kTypeBits = std::to_array<BitSpec>({
    { 1, 0, "transfer type", kTransferTypes },
});
constexpr auto kIsoTypeBits = std::to_array<BitSpec>({
    { 5, 4, "usage type", kUsages },
    { 3, 2, "synchronization type", kSynchronizations },
    { 1, 0, "transfer type", kTransferTypes },
});
constexpr auto kInterruptTypeBits = std::to_array<BitSpec>({
    { 5, 4, "usage type", kInterruptUsages },
    { 1, 0, "transfer type", kTransferTypes },
});
constexpr auto kPacketBits = std::to_array<BitSpec>({
    { 15, 11, "reserved" },
    { 10, 0, "packet size" },
});
constexpr auto kHighBandwidthBits = std::to_array<BitSpec>({
    { 15, 13, "reserved" },
    { 12, 11, "transactions", kTransactions },
    { 10, 0, "packet size" },
});

constexpr auto kEndpointFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 1, "bEndpointAddress", Format::EndpointAddress, kEndpointSpec, kAddressBits },
    { 3, 1, "bmAttributes", Format::Hex, kEndpointSpec },
    { 4, 2, "wMaxPacketSize", Format::EndpointPacketSize, kEndpointSpec, kPacketBits },
    { 6, 1, "bInterval", Format::EndpointInterval, kEndpointSpec },
});
static_assert(isAscendingAndDisjoint(kEndpointFields));

constexpr auto kAudioEndpointFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 1, "bEndpointAddress", Format::EndpointAddress, kEndpointSpec, kAddressBits },
    { 3, 1, "bmAttributes", Format::Hex, kEndpointSpec },
    { 4, 2, "wMaxPacketSize", Format::EndpointPacketSize, kEndpointSpec, kPacketBits },
    { 6, 1, "bInterval", Format::EndpointInterval, kEndpointSpec },
    { 7, 1, "bRefresh", Format::Number, kAudioSpec },
    { 8, 1, "bSynchAddress", Format::Hex, kAudioSpec },
});
static_assert(isAscendingAndDisjoint(kAudioEndpointFields));

constexpr auto kCompanionFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 1, "bMaxBurst", Format::Number, kCompanionSpec },
    { 3, 1, "bmAttributes", Format::Hex, kCompanionSpec },
    { 4, 2, "wBytesPerInterval", Format::Number, kCompanionSpec },
});
static_assert(isAscendingAndDisjoint(kCompanionFields));

constexpr auto kIsoCompanionFields = std::to_array<FieldSpec>({
    kLengthField,
    kTypeField,
    { 2, 2, "wReserved", Format::Number, kIsoCompanionSpec },
    { 4, 4, "dwBytesPerInterval", Format::Number, kIsoCompanionSpec },
});
static_assert(isAscendingAndDisjoint(kIsoCompanionFields));

constexpr auto kEusb2Companion
    = std::to_array<Step>({ { "wMaxPacketSize", 2, Format::Bytes }, { "dwBytesPerInterval", 4, Format::Bytes } });

constexpr auto kBulkCompanionBits = std::to_array<BitSpec>({
    { 7, 5, "reserved" },
    { 4, 0, "maximum streams, as a power of two" },
});
constexpr auto kIsoCompanionBits = std::to_array<BitSpec>({
    { 7, 7, "SuperSpeedPlus companion follows", kNoYes },
    { 6, 2, "reserved" },
    { 1, 0, "bursts in a service interval, less one" },
});

bool isPeriodic(usb::TransferType type)
{
    return type == usb::TransferType::Isochronous || type == usb::TransferType::Interrupt;
}

usb::EndpointInfo endpointOf(const NodeBuilder& builder)
{
    usb::EndpointInfo endpoint;
    endpoint.address = { static_cast<std::uint8_t>(builder.value(2, 1).value_or(0)) };
    endpoint.attributes = static_cast<std::uint8_t>(builder.value(3, 1).value_or(0));
    endpoint.maxPacketSize = static_cast<std::uint16_t>(builder.value(4, 2).value_or(0));
    endpoint.interval = static_cast<std::uint8_t>(builder.value(6, 1).value_or(0));
    return endpoint;
}

void explainAttributes(NodeBuilder& builder, const usb::EndpointInfo& endpoint)
{
    Field* field = builder.findField("bmAttributes");
    if (field == nullptr)
        return;
    field->meaning = usb::toString(endpoint.type());
    if (endpoint.type() == usb::TransferType::Isochronous)
        field->bits = formatBits(endpoint.attributes, kIsoTypeBits);
    else if (endpoint.type() == usb::TransferType::Interrupt && builder.context().speed >= usb::Speed::Super)
        field->bits = formatBits(endpoint.attributes, kInterruptTypeBits);
    else
        field->bits = formatBits(endpoint.attributes, kTypeBits);
}

// USB 2.0 §9.6.6: only High Speed periodic endpoints repeat their packet within a microframe.
bool mayRepeat(const usb::EndpointInfo& endpoint, usb::Speed speed)
{
    return isPeriodic(endpoint.type()) && (speed == usb::Speed::High || speed == usb::Speed::Unknown);
}

void explainPacketSize(NodeBuilder& builder, const usb::EndpointInfo& endpoint)
{
    Field* field = builder.findField("wMaxPacketSize");
    if (field != nullptr && mayRepeat(endpoint, builder.context().speed))
        field->bits = formatBits(endpoint.maxPacketSize, kHighBandwidthBits);
}

void checkAddress(NodeBuilder& builder, usb::EndpointAddress address)
{
    if (address.number() == 0)
        builder.diagnose(rules::kEndpointZero, 2, 1,
            "bEndpointAddress names endpoint 0, which has no descriptor: hosts ignore this one.");
    if ((address.value & 0x70) != 0)
        builder.diagnose(
            rules::kEndpointAddressBits, 2, 1, "Bits 6 to 4 of bEndpointAddress are reserved and must be zero.");
}

// The largest packet each type may have, USB 2.0 §5.5.3, §5.6.3, §5.7.3, §5.8.3; 0: the type does not exist there.
unsigned largestPacket(usb::TransferType type, usb::Speed speed)
{
    struct Limits {
        unsigned low, full, high, super;
    };
    constexpr auto kLimits = std::to_array<Limits>(
        { { 8, 64, 64, 512 }, { 0, 1023, 1024, 1024 }, { 0, 64, 512, 1024 }, { 8, 64, 1024, 1024 } });
    const Limits& limits = kLimits[static_cast<std::size_t>(type)];
    switch (speed) {
    case usb::Speed::Unknown:
        break;
    case usb::Speed::Low:
        return limits.low;
    case usb::Speed::Full:
        return limits.full;
    case usb::Speed::High:
        return limits.high;
    case usb::Speed::Super:
    case usb::Speed::SuperPlus:
    case usb::Speed::SuperPlusX2:
        return limits.super;
    }
    return 1024;
}

void checkPacketSize(NodeBuilder& builder, const usb::EndpointInfo& endpoint)
{
    const usb::Speed speed = builder.context().speed;
    const unsigned size = endpoint.maxPacketSize & 0x7ffU;
    const unsigned largest = largestPacket(endpoint.type(), speed);
    const std::string kind = std::string(usb::toString(speed)) + " " + std::string(usb::toString(endpoint.type()));
    if (largest == 0)
        builder.diagnose(rules::kEndpointType, 3, 1, "A " + kind + " endpoint does not exist.");
    else if (size > largest)
        builder.diagnose(rules::kPacketTooLarge, 4, 2,
            "wMaxPacketSize is " + std::to_string(size) + "; at " + kind + " it is at most " + std::to_string(largest)
                + ".");
    const bool mustBeLargest = endpoint.type() == usb::TransferType::Bulk && speed >= usb::Speed::High;
    if (mustBeLargest && size < largest)
        builder.diagnose(rules::kBulkSize, 4, 2,
            "wMaxPacketSize is " + std::to_string(size) + "; at " + kind + " it must be " + std::to_string(largest)
                + ".");
    if ((endpoint.maxPacketSize >> 13) != 0)
        builder.diagnose(
            rules::kPacketSizeBits, 4, 2, "Bits 15 to 13 of wMaxPacketSize are reserved and must be zero.");
}

void checkMultiplier(NodeBuilder& builder, const usb::EndpointInfo& endpoint)
{
    const unsigned extra = (endpoint.maxPacketSize >> 11) & 3U;
    if (extra == 3)
        builder.diagnose(rules::kMultiplierReserved, 4, 2,
            "Bits 12 and 11 of wMaxPacketSize hold the reserved value 3; at most 2 extra transactions exist.");
    else if (extra != 0 && !mayRepeat(endpoint, builder.context().speed))
        builder.diagnose(rules::kMultiplierMisplaced, 4, 2,
            "Bits 12 and 11 of wMaxPacketSize ask for extra transactions, which only High Speed isochronous and "
            "interrupt endpoints have.");
}

void checkInterval(NodeBuilder& builder, const usb::EndpointInfo& endpoint)
{
    const usb::Speed speed = builder.context().speed;
    if (speed == usb::Speed::Unknown || !isPeriodic(endpoint.type()) || !builder.value(6, 1))
        return;
    if (usb::intervalNanoseconds(endpoint, speed) != 0)
        return;
    const bool isLinear = speed <= usb::Speed::Full && endpoint.type() == usb::TransferType::Interrupt;
    builder.diagnose(rules::kInterval, 6, 1,
        "bInterval is " + std::to_string(endpoint.interval) + "; it must be 1 to " + (isLinear ? "255." : "16."));
}

void completeEndpoint(NodeBuilder& builder)
{
    const usb::EndpointInfo endpoint = endpointOf(builder);
    if (builder.bytes().size() < 4)
        return;
    builder.setSummary(usb::toString(endpoint.address) + ", " + std::string(usb::toString(endpoint.type())));
    explainAttributes(builder, endpoint);
    explainPacketSize(builder, endpoint);
    checkAddress(builder, endpoint.address);
    if (builder.bytes().size() < 6)
        return;
    checkPacketSize(builder, endpoint);
    checkMultiplier(builder, endpoint);
    checkInterval(builder, endpoint);
}

void completeCompanion(NodeBuilder& builder)
{
    if (const auto burst = builder.value(2, 1)) {
        if (Field* field = builder.findField("bMaxBurst"))
            field->meaning = std::to_string(*burst + 1) + (*burst == 0 ? " packet" : " packets") + " in a burst";
        if (*burst > 15)
            builder.diagnose(rules::kBurst, 2, 1, "bMaxBurst is " + std::to_string(*burst) + "; it must be 0 to 15.");
    }
    Field* attributes = builder.findField("bmAttributes");
    if (attributes == nullptr || !builder.context().endpointAttributes)
        return;
    const auto type = static_cast<usb::TransferType>(*builder.context().endpointAttributes & 3);
    if (type == usb::TransferType::Bulk)
        attributes->bits = formatBits(attributes->raw, kBulkCompanionBits);
    else if (type == usb::TransferType::Isochronous)
        attributes->bits = formatBits(attributes->raw, kIsoCompanionBits);
}

constexpr std::uint8_t kAudioClass = 0x01;

constexpr auto kEntries = std::to_array<Entry>({
    { { 0x05 }, "Endpoint descriptor", kEndpointFields, { 7, 7 }, kEndpointSpec, completeEndpoint },
    { { 0x05, kAudioClass }, "Endpoint descriptor", kAudioEndpointFields, { 7, 9 }, kAudioSpec, completeEndpoint },
    { { 0x30 }, "SuperSpeed endpoint companion descriptor", kCompanionFields, { 6, 6 }, kCompanionSpec,
        completeCompanion },
    { { 0x31 }, "SuperSpeedPlus isochronous endpoint companion descriptor", kIsoCompanionFields, { 8, 8 },
        kIsoCompanionSpec },
    { { 0x12 }, "eUSB2 isochronous endpoint companion descriptor", kPlainHeader, lengthOf(kEusb2Companion, 2),
        "eUSB2 1.2 §7.3", nullptr, kEusb2Companion },
});

} // namespace

std::span<const Entry> endpointEntries() { return kEntries; }

} // namespace wb::descriptors
