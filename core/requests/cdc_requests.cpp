// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of communications devices: CDC 1.2 §6.2, PSTN 1.2 §6.3, ECM 1.2 §6.2, NCM 1.0 §6.2.
#include "core/requests/tables.h"

namespace wb::requests {
namespace {

using descriptors::kNoYes;
using usb::Recipient;

constexpr auto kCommunications = std::to_array<ClassMatch>({ { 0x02 } });
constexpr auto kTelephone = std::to_array<ClassMatch>({ { 0x02, 0x01 }, { 0x02, 0x02 }, { 0x02, 0x03 } });
constexpr auto kEthernet = std::to_array<ClassMatch>({ { 0x02, 0x06 }, { 0x02, 0x0d } });
constexpr auto kNetworkControl = std::to_array<ClassMatch>({ { 0x02, 0x0d } });

constexpr auto kFeatures = std::to_array<ValueName>({ { 1, "ABSTRACT_STATE" }, { 2, "COUNTRY_SETTING" } });
constexpr auto kCharFormats
    = std::to_array<ValueName>({ { 0, "1 stop bit" }, { 1, "1.5 stop bits" }, { 2, "2 stop bits" } });
constexpr auto kParities
    = std::to_array<ValueName>({ { 0, "none" }, { 1, "odd" }, { 2, "even" }, { 3, "mark" }, { 4, "space" } });
constexpr auto kDataBits = std::to_array<ValueName>(
    { { 5, "5 bits" }, { 6, "6 bits" }, { 7, "7 bits" }, { 8, "8 bits" }, { 16, "16 bits" } });
constexpr auto kControlLines
    = std::to_array<BitSpec>({ { 15, 2, "reserved" }, { 1, 1, "RTS", kNoYes }, { 0, 0, "DTR", kNoYes } });

constexpr auto kPacketFilter = std::to_array<BitSpec>({
    { 15, 5, "reserved" },
    { 4, 4, "PACKET_TYPE_MULTICAST", kNoYes },
    { 3, 3, "PACKET_TYPE_BROADCAST", kNoYes },
    { 2, 2, "PACKET_TYPE_DIRECTED", kNoYes },
    { 1, 1, "PACKET_TYPE_ALL_MULTICAST", kNoYes },
    { 0, 0, "PACKET_TYPE_PROMISCUOUS", kNoYes },
});
constexpr auto kStatistics = std::to_array<ValueName>({
    { 1, "XMIT_OK" },
    { 2, "RCV_OK" },
    { 3, "XMIT_ERROR" },
    { 4, "RCV_ERROR" },
    { 5, "RCV_NO_BUFFER" },
    { 6, "DIRECTED_BYTES_XMIT" },
    { 7, "DIRECTED_FRAMES_XMIT" },
    { 8, "MULTICAST_BYTES_XMIT" },
    { 9, "MULTICAST_FRAMES_XMIT" },
    { 10, "BROADCAST_BYTES_XMIT" },
    { 11, "BROADCAST_FRAMES_XMIT" },
    { 12, "DIRECTED_BYTES_RCV" },
    { 13, "DIRECTED_FRAMES_RCV" },
    { 14, "MULTICAST_BYTES_RCV" },
    { 15, "MULTICAST_FRAMES_RCV" },
    { 16, "BROADCAST_BYTES_RCV" },
    { 17, "BROADCAST_FRAMES_RCV" },
    { 18, "RCV_CRC_ERROR" },
    { 19, "TRANSMIT_QUEUE_LENGTH" },
    { 20, "RCV_ERROR_ALIGNMENT" },
    { 21, "XMIT_ONE_COLLISION" },
    { 22, "XMIT_MORE_COLLISIONS" },
    { 23, "XMIT_DEFERRED" },
    { 24, "XMIT_MAX_COLLISIONS" },
    { 25, "RCV_OVERRUN" },
    { 26, "XMIT_UNDERRUN" },
    { 27, "XMIT_HEARTBEAT_FAILURE" },
    { 28, "XMIT_TIMES_CRS_LOST" },
    { 29, "XMIT_LATE_COLLISIONS" },
});

constexpr auto kNtbFormatBits
    = std::to_array<BitSpec>({ { 15, 2, "reserved" }, { 1, 1, "NTB-32", kNoYes }, { 0, 0, "NTB-16", kNoYes } });
constexpr auto kNtbFormats = std::to_array<ValueName>({ { 0, "NTB-16" }, { 1, "NTB-32" } });
constexpr auto kCrcModes = std::to_array<ValueName>({ { 0, "CRCs not appended" }, { 1, "CRCs appended" } });
constexpr auto kIsActive = std::to_array<ValueName>({ { 0, "not active" }, { 1, "active" } });

std::vector<Parameter> lineCoding()
{
    Parameter dataBits = choiceField("bDataBits", 1, kDataBits);
    dataBits.standard = 8;
    Parameter rate = field("dwDTERate", 4, { "bit/s" });
    rate.standard = 115200;
    return { rate, choiceField("bCharFormat", 1, kCharFormats), choiceField("bParityType", 1, kParities), dataBits };
}

std::vector<Parameter> ntbParameters()
{
    return { field("wLength", 2, { "bytes" }), flagField("bmNtbFormatsSupported", 2, kNtbFormatBits),
        field("dwNtbInMaxSize", 4, { "bytes" }), field("wNdpInDivisor", 2), field("wNdpInPayloadRemainder", 2),
        field("wNdpInAlignment", 2), hexField("wReserved", 2), field("dwNtbOutMaxSize", 4, { "bytes" }),
        field("wNdpOutDivisor", 2), field("wNdpOutPayloadRemainder", 2), field("wNdpOutAlignment", 2),
        field("wNtbOutMaxDatagrams", 2) };
}

std::vector<Request> telephoneRequests()
{
    const Parameter feature = choice("FeatureSelector", Place::Value, kFeatures);
    return ofGroup("CDC PSTN", kTelephone,
        {
            reads(
                { "GET_LINE_CODING", "PSTN 1.2 §6.3.11", Recipient::Interface, 0x21 }, { interfaceAt() }, lineCoding()),
            writes(
                { "SET_LINE_CODING", "PSTN 1.2 §6.3.10", Recipient::Interface, 0x20 }, { interfaceAt() }, lineCoding()),
            writes({ "SET_CONTROL_LINE_STATE", "PSTN 1.2 §6.3.12", Recipient::Interface, 0x22 },
                { flags("ControlSignals", Place::Value, kControlLines), interfaceAt() }),
            writes({ "SEND_BREAK", "PSTN 1.2 §6.3.13", Recipient::Interface, 0x23 },
                { number("Duration", Place::Value, { "ms" }, 100), interfaceAt() }),
            reads({ "GET_COMM_FEATURE", "PSTN 1.2 §6.3.2", Recipient::Interface, 0x03 }, { feature, interfaceAt() },
                { hexField("State", 2) }),
            writes({ "SET_COMM_FEATURE", "PSTN 1.2 §6.3.1", Recipient::Interface, 0x02 }, { feature, interfaceAt() },
                { hexField("State", 2) }),
            writes({ "CLEAR_COMM_FEATURE", "PSTN 1.2 §6.3.3", Recipient::Interface, 0x04 }, { feature, interfaceAt() }),
        });
}

std::vector<Request> ethernetRequests()
{
    return ofGroup("CDC Ethernet", kEthernet,
        {
            sends({ "SetEthernetMulticastFilters", "ECM 1.2 §6.2.1", Recipient::Interface, 0x40 },
                { number("NumberOfFilters", Place::Value), interfaceAt() }),
            sends({ "SetEthernetPowerManagementPatternFilter", "ECM 1.2 §6.2.2", Recipient::Interface, 0x41 },
                { number("FilterNumber", Place::Value), interfaceAt() }),
            reads({ "GetEthernetPowerManagementPatternFilter", "ECM 1.2 §6.2.3", Recipient::Interface, 0x42 },
                { number("FilterNumber", Place::Value), interfaceAt() },
                { choiceField("PatternActive", 2, kIsActive) }),
            writes({ "SetEthernetPacketFilter", "ECM 1.2 §6.2.4", Recipient::Interface, 0x43 },
                { flags("PacketFilter", Place::Value, kPacketFilter), interfaceAt() }),
            reads({ "GetEthernetStatistic", "ECM 1.2 §6.2.5", Recipient::Interface, 0x44 },
                { openChoice("FeatureSelector", Place::Value, kStatistics), interfaceAt() },
                { field("StatisticValue", 4) }),
        });
}

std::vector<Request> networkControlRequests()
{
    const auto get = [](const char* name, std::string_view section, std::uint8_t code, std::vector<Parameter> data) {
        return reads({ name, section, Recipient::Interface, code }, { interfaceAt() }, std::move(data));
    };
    const auto set = [](const char* name, std::string_view section, std::uint8_t code, std::vector<Parameter> data) {
        return writes({ name, section, Recipient::Interface, code }, { interfaceAt() }, std::move(data));
    };
    const auto choose = [](const char* name, std::string_view section, std::uint8_t code, const Parameter& value) {
        return writes({ name, section, Recipient::Interface, code }, { value, interfaceAt() });
    };
    return ofGroup("CDC NCM", kNetworkControl,
        {
            get("GetNtbParameters", "NCM 1.0 §6.2.1", 0x80, ntbParameters()),
            get("GetNetAddress", "NCM 1.0 §6.2.2", 0x81, { bytesField("NetAddress", 6) }),
            sends({ "SetNetAddress", "NCM 1.0 §6.2.3", Recipient::Interface, 0x82 }, { interfaceAt() }),
            get("GetNtbFormat", "NCM 1.0 §6.2.4", 0x83, { choiceField("NtbFormat", 2, kNtbFormats) }),
            choose("SetNtbFormat", "NCM 1.0 §6.2.5", 0x84, choice("NtbFormat", Place::Value, kNtbFormats)),
            get("GetNtbInputSize", "NCM 1.0 §6.2.6", 0x85, { field("dwNtbInMaxSize", 4, { "bytes" }) }),
            set("SetNtbInputSize", "NCM 1.0 §6.2.7", 0x86, { field("dwNtbInMaxSize", 4, { "bytes" }) }),
            get("GetMaxDatagramSize", "NCM 1.0 §6.2.8", 0x87, { field("wMaxDatagramSize", 2, { "bytes" }) }),
            set("SetMaxDatagramSize", "NCM 1.0 §6.2.9", 0x88, { field("wMaxDatagramSize", 2, { "bytes" }) }),
            get("GetCrcMode", "NCM 1.0 §6.2.10", 0x89, { choiceField("CrcMode", 2, kCrcModes) }),
            choose("SetCrcMode", "NCM 1.0 §6.2.11", 0x8a, choice("CrcMode", Place::Value, kCrcModes)),
        });
}

} // namespace

std::vector<Request> cdcRequests()
{
    std::vector<Request> all = ofGroup("CDC", kCommunications,
        {
            sends({ "SEND_ENCAPSULATED_COMMAND", "CDC 1.2 §6.2.1", Recipient::Interface, 0x00 }, { interfaceAt() }),
            reads({ "GET_ENCAPSULATED_RESPONSE", "CDC 1.2 §6.2.2", Recipient::Interface, 0x01 },
                { interfaceAt(), lengthOf(4096) }),
        });
    append(all, telephoneRequests());
    append(all, ethernetRequests());
    append(all, networkControlRequests());
    return all;
}

} // namespace wb::requests
