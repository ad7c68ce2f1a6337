// SPDX-License-Identifier: GPL-3.0-or-later
// Functional descriptors of communications devices: CDC 1.2 §5.2.3, PSTN 1.2 §5.3, ECM 1.2 §5.4, ATM 1.2 §5.2.3,
// WMC 1.1 §8.2, NCM 1.0 §5.2, MBIM 1.0 §6.4. RNDIS functions carry them below other classes, too.
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr auto kHeader = std::to_array<Step>({ { "bcdCDC", 2, Format::Bcd } });

constexpr auto kCallBits = std::to_array<BitSpec>({
    { 7, 2, "reserved" },
    { 1, 1, "call management over the data interface", kNoYes },
    { 0, 0, "device handles call management itself", kNoYes },
});
constexpr auto kCallManagement = std::to_array<Step>({ bitsOf("bmCapabilities", 1, kCallBits), { "bDataInterface" } });

constexpr auto kAcmBits = std::to_array<BitSpec>({
    { 7, 4, "reserved" },
    { 3, 3, "connection notifications", kNoYes },
    { 2, 2, "sends break", kNoYes },
    { 1, 1, "line coding and serial state", kNoYes },
    { 0, 0, "get/set/clear comm features", kNoYes },
});
constexpr auto kAcm = std::to_array<Step>({ bitsOf("bmCapabilities", 1, kAcmBits) });

constexpr auto kDirectLineBits = std::to_array<BitSpec>({
    { 7, 3, "reserved" },
    { 2, 2, "extra pulse setup", kNoYes },
    { 1, 1, "auxiliary jack and ring detection", kNoYes },
    { 0, 0, "pulse dialing", kNoYes },
});
constexpr auto kDirectLine = std::to_array<Step>({ bitsOf("bmCapabilities", 1, kDirectLineBits) });

constexpr auto kRinger = std::to_array<Step>({ { "bRingerVolSteps" }, { "bNumRingerPatterns" } });

constexpr auto kCallStateBits = std::to_array<BitSpec>({
    { 31, 6, "reserved" },
    { 5, 5, "reports line state changes", kNoYes },
    { 4, 4, "reports DTMF digits from the line", kNoYes },
    { 3, 3, "reports distinctive ringing", kNoYes },
    { 2, 2, "reports caller id", kNoYes },
    { 1, 1, "reports interrupted dialtone", kNoYes },
    { 0, 0, "reports ringback, busy and fast busy", kNoYes },
});
constexpr auto kCallState = std::to_array<Step>({ bitsOf("bmCapabilities", 4, kCallStateBits) });

constexpr auto kUnion = std::to_array<Step>({ { "bControlInterface" }, asOftenAsFits({ "bSubordinateInterface" }) });

constexpr auto kCountry = std::to_array<Step>(
    { { "iCountryCodeRelDate", 1, Format::StringIndex }, asOftenAsFits({ "wCountryCode", 2, Format::Hex }) });

constexpr auto kModeBits = std::to_array<BitSpec>({
    { 7, 3, "reserved" },
    { 2, 2, "computer centric mode", kNoYes },
    { 1, 1, "standalone mode", kNoYes },
    { 0, 0, "simple mode", kNoYes },
});
constexpr auto kModes = std::to_array<Step>({ bitsOf("bmCapabilities", 1, kModeBits) });

constexpr auto kWrapBits = std::to_array<BitSpec>({ { 7, 1, "reserved" }, { 0, 0, "protocol wrapper", kNoYes } });
constexpr auto kTerminal = std::to_array<Step>({ { "bEntityId" }, { "bInInterfaceNo" }, { "bOutInterfaceNo" },
    bitsOf("bmOptions", 1, kWrapBits), asOftenAsFits({ "bChildId" }) });

constexpr auto kPhysicalInterfaces
    = std::to_array<ValueName>({ { 0, "none" }, { 1, "ISDN" }, { 200, "vendor specific" } });
constexpr auto kNetworkChannel = std::to_array<Step>({ { "bEntityId" }, { "iName", 1, Format::StringIndex },
    { "bChannelIndex" }, oneOf("bPhysicalInterface", 1, kPhysicalInterfaces) });

constexpr auto kProtocolUnit
    = std::to_array<Step>({ { "bEntityId" }, { "bProtocol", 1, Format::Hex }, asOftenAsFits({ "bChildId" }) });

constexpr auto kExtensionUnit = std::to_array<Step>(
    { { "bEntityId" }, { "bExtensionCode" }, { "iName", 1, Format::StringIndex }, asOftenAsFits({ "bChildId" }) });

constexpr auto kMultiChannelBits = std::to_array<BitSpec>({
    { 7, 3, "reserved" },
    { 2, 2, "set unit parameter", kNoYes },
    { 1, 1, "clear unit parameter", kNoYes },
    { 0, 0, "stores parameters in non-volatile memory", kNoYes },
});
constexpr auto kMultiChannel = std::to_array<Step>({ bitsOf("bmCapabilities", 1, kMultiChannelBits) });

constexpr auto kCapiBits
    = std::to_array<BitSpec>({ { 7, 1, "reserved" }, { 0, 0, "intelligent CAPI device", kNoYes } });
constexpr auto kCapi = std::to_array<Step>({ bitsOf("bmCapabilities", 1, kCapiBits) });

constexpr auto kStatisticsBits = std::to_array<BitSpec>({
    { 31, 29, "reserved" },
    { 28, 28, "late collisions", kNoYes },
    { 27, 27, "carrier sense lost", kNoYes },
    { 26, 26, "heartbeat failures", kNoYes },
    { 25, 25, "transmit underruns", kNoYes },
    { 24, 24, "receive overruns", kNoYes },
    { 23, 23, "frames lost to collisions", kNoYes },
    { 22, 22, "frames deferred", kNoYes },
    { 21, 21, "frames sent after more collisions", kNoYes },
    { 20, 20, "frames sent after one collision", kNoYes },
    { 19, 19, "alignment errors received", kNoYes },
    { 18, 18, "transmit queue length", kNoYes },
    { 17, 17, "CRC errors received", kNoYes },
    { 16, 16, "broadcast frames received", kNoYes },
    { 15, 15, "broadcast bytes received", kNoYes },
    { 14, 14, "multicast frames received", kNoYes },
    { 13, 13, "multicast bytes received", kNoYes },
    { 12, 12, "directed frames received", kNoYes },
    { 11, 11, "directed bytes received", kNoYes },
    { 10, 10, "broadcast frames sent", kNoYes },
    { 9, 9, "broadcast bytes sent", kNoYes },
    { 8, 8, "multicast frames sent", kNoYes },
    { 7, 7, "multicast bytes sent", kNoYes },
    { 6, 6, "directed frames sent", kNoYes },
    { 5, 5, "directed bytes sent", kNoYes },
    { 4, 4, "frames without buffer", kNoYes },
    { 3, 3, "frames received with errors", kNoYes },
    { 2, 2, "frames not sent for errors", kNoYes },
    { 1, 1, "frames received", kNoYes },
    { 0, 0, "frames sent", kNoYes },
});
constexpr auto kMulticastBits = std::to_array<BitSpec>({
    { 15, 15, "imperfect filtering", kNoYes },
    { 14, 0, "multicast filters" },
});
constexpr auto kEthernet = std::to_array<Step>({ { "iMACAddress", 1, Format::StringIndex },
    bitsOf("bmEthernetStatistics", 4, kStatisticsBits), { "wMaxSegmentSize", 2, Format::Bytes },
    bitsOf("wNumberMCFilters", 2, kMulticastBits), { "bNumberPowerFilters" } });

constexpr auto kAtmDataBits = std::to_array<BitSpec>({
    { 7, 4, "reserved" },
    { 3, 3, "type 3: concatenated ATM cells", kNoYes },
    { 2, 2, "type 2: ATM header template with ATM SDU", kNoYes },
    { 1, 1, "type 1: concatenated ATM cells", kNoYes },
    { 0, 0, "reserved" },
});
constexpr auto kAtm = std::to_array<Step>({ { "iEndSystemIdentifier", 1, Format::StringIndex },
    bitsOf("bmDataCapabilities", 1, kAtmDataBits), { "bmATMDeviceStatistics", 1, Format::Hex },
    { "wType2MaxSegmentSize", 2, Format::Bytes }, { "wType3MaxSegmentSize", 2, Format::Bytes }, { "wMaxVC", 2 } });

constexpr auto kVersion = std::to_array<Step>({ { "bcdVersion", 2, Format::Bcd } });
constexpr auto kMobileDirectLine
    = std::to_array<Step>({ { "bcdVersion", 2, Format::Bcd }, { "bGUID", 16, Format::Uuid } });
constexpr auto kDetail = std::to_array<Step>({ { "bGuidDescriptorType", 1, Format::Hex }, rest("bDetailData") });
constexpr auto kDeviceManagement
    = std::to_array<Step>({ { "bcdVersion", 2, Format::Bcd }, { "wMaxCommand", 2, Format::Bytes } });
constexpr auto kCommandSet = std::to_array<Step>(
    { { "bcdVersion", 2, Format::Bcd }, { "iCommandSet", 1, Format::StringIndex }, { "bGUID", 16, Format::Uuid } });
constexpr auto kObexRoles = std::to_array<ValueName>({ { 0, "server" }, { 1, "client" } });
constexpr auto kObexService = std::to_array<Step>(
    { oneOf("bmRole", 1, kObexRoles), { "bServiceUUID", 16, Format::Uuid }, { "wServiceVersion", 2, Format::Hex } });

constexpr auto kNcmBits = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 5, "8-byte GetNtbInputSize and SetNtbInputSize", kNoYes },
    { 4, 4, "GetCrcMode and SetCrcMode", kNoYes },
    { 3, 3, "GetMaxDatagramSize and SetMaxDatagramSize", kNoYes },
    { 2, 2, "SendEncapsulatedCommand and GetEncapsulatedResponse", kNoYes },
    { 1, 1, "GetNetAddress and SetNetAddress", kNoYes },
    { 0, 0, "SetEthernetPacketFilter", kNoYes },
});
constexpr auto kNcm
    = std::to_array<Step>({ { "bcdNcmVersion", 2, Format::Bcd }, bitsOf("bmNetworkCapabilities", 1, kNcmBits) });

constexpr auto kMbimBits = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 5, "8-byte GetNtbInputSize and SetNtbInputSize", kNoYes },
    { 4, 4, "reserved" },
    { 3, 3, "GetMaxDatagramSize and SetMaxDatagramSize", kNoYes },
    { 2, 0, "reserved" },
});
constexpr auto kMbim = std::to_array<Step>({ { "bcdMBIMVersion", 2, Format::Bcd },
    { "wMaxControlMessage", 2, Format::Bytes }, { "bNumberFilters" }, { "bMaxFilterSize", 1, Format::Bytes },
    { "wMaxSegmentSize", 2, Format::Bytes }, bitsOf("bmNetworkCapabilities", 1, kMbimBits) });
constexpr auto kMbimExtended = std::to_array<Step>({ { "bcdMBIMExtendedVersion", 2, Format::Bcd },
    { "bMaxOutstandingCommandMessages" }, { "wMTU", 2, Format::Bytes } });

static_assert(areUsable(kTerminal) && areUsable(kEthernet) && areUsable(kAtm) && areUsable(kMbim));

constexpr std::string_view kCdcSpec = "CDC 1.2 §5.2.3";
constexpr std::string_view kPstnSpec = "PSTN 1.2 §5.3";
constexpr std::string_view kIsdnSpec = "ISDN 1.2 §5.3";
constexpr std::string_view kWmcSpec = "WMC 1.1 §8.2";

struct Functional {
    std::uint8_t subtype;
    std::string_view title;
    std::string_view name;
    std::span<const Step> steps;
    std::string_view spec;
};

constexpr auto kFunctional = std::to_array<Functional>({
    { 0x00, "CDC header descriptor", "HEADER", kHeader, kCdcSpec },
    { 0x01, "CDC call management descriptor", "CALL_MANAGEMENT", kCallManagement, kPstnSpec },
    { 0x02, "CDC abstract control management descriptor", "ABSTRACT_CONTROL_MANAGEMENT", kAcm, kPstnSpec },
    { 0x03, "CDC direct line management descriptor", "DIRECT_LINE_MANAGEMENT", kDirectLine, kPstnSpec },
    { 0x04, "CDC telephone ringer descriptor", "TELEPHONE_RINGER", kRinger, kPstnSpec },
    { 0x05, "CDC telephone call and line state reporting descriptor", "TELEPHONE_CALL_STATE", kCallState, kPstnSpec },
    { 0x06, "CDC union descriptor", "UNION", kUnion, kCdcSpec },
    { 0x07, "CDC country selection descriptor", "COUNTRY_SELECTION", kCountry, kCdcSpec },
    { 0x08, "CDC telephone operational modes descriptor", "TELEPHONE_OPERATIONAL_MODES", kModes, kPstnSpec },
    { 0x09, "CDC USB terminal descriptor", "USB_TERMINAL", kTerminal, kIsdnSpec },
    { 0x0a, "CDC network channel terminal descriptor", "NETWORK_CHANNEL_TERMINAL", kNetworkChannel, kIsdnSpec },
    { 0x0b, "CDC protocol unit descriptor", "PROTOCOL_UNIT", kProtocolUnit, kIsdnSpec },
    { 0x0c, "CDC extension unit descriptor", "EXTENSION_UNIT", kExtensionUnit, kIsdnSpec },
    { 0x0d, "CDC multi-channel management descriptor", "MULTI_CHANNEL_MANAGEMENT", kMultiChannel, kIsdnSpec },
    { 0x0e, "CDC CAPI control management descriptor", "CAPI_CONTROL_MANAGEMENT", kCapi, kIsdnSpec },
    { 0x0f, "CDC Ethernet networking descriptor", "ETHERNET_NETWORKING", kEthernet, "ECM 1.2 §5.4" },
    { 0x10, "CDC ATM networking descriptor", "ATM_NETWORKING", kAtm, "ATM 1.2 §5.2.3" },
    { 0x11, "CDC wireless handset control model descriptor", "WIRELESS_HANDSET_CONTROL_MODEL", kVersion, kWmcSpec },
    { 0x12, "CDC mobile direct line model descriptor", "MOBILE_DIRECT_LINE_MODEL", kMobileDirectLine, kWmcSpec },
    { 0x13, "CDC mobile direct line model detail descriptor", "MDLM_DETAIL", kDetail, kWmcSpec },
    { 0x14, "CDC device management model descriptor", "DEVICE_MANAGEMENT_MODEL", kDeviceManagement, kWmcSpec },
    { 0x15, "CDC OBEX descriptor", "OBEX", kVersion, kWmcSpec },
    { 0x16, "CDC command set descriptor", "COMMAND_SET", kCommandSet, kWmcSpec },
    { 0x17, "CDC command set detail descriptor", "COMMAND_SET_DETAIL", kDetail, kWmcSpec },
    { 0x18, "CDC telephone control model descriptor", "TELEPHONE_CONTROL_MODEL", kVersion, kWmcSpec },
    { 0x19, "CDC OBEX service identifier descriptor", "OBEX_SERVICE_IDENTIFIER", kObexService, "WMC 1.1 §6.5.2.5" },
    { 0x1a, "CDC NCM descriptor", "NCM", kNcm, "NCM 1.0 §5.2.1" },
    { 0x1b, "CDC MBIM descriptor", "MBIM", kMbim, "MBIM 1.0 §6.4" },
    { 0x1c, "CDC MBIM extended descriptor", "MBIM_EXTENDED", kMbimExtended, "MBIM 1.0 errata §6.5" },
});

// Communications, data, wireless controller (RNDIS), miscellaneous (RNDIS).
constexpr auto kClasses = std::to_array<std::uint8_t>({ 0x02, 0x0a, 0xe0, 0xef });

constexpr auto makeEntries()
{
    std::array<Entry, kFunctional.size() * kClasses.size()> entries {};
    std::size_t next = 0;
    for (const std::uint8_t classCode : kClasses) {
        for (const Functional& item : kFunctional)
            entries[next++]
                = classEntry({ 0x24, classCode, {}, {}, item.subtype }, item.title, item.name, item.steps, item.spec);
    }
    return entries;
}

constexpr auto kEntries = makeEntries();

} // namespace

std::span<const Entry> cdcEntries() { return kEntries; }

} // namespace wb::descriptors
