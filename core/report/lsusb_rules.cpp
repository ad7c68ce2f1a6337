// SPDX-License-Identifier: GPL-3.0-or-later
// How lsusb writes single fields, where that does not follow from the field itself.
#include "core/report/lsusb_layout.h"

#include <algorithm>
#include <array>

namespace wb::report {
namespace {

using V = ValueStyle;
using T = TextStyle;
using N = NoteStyle;

constexpr std::uint8_t kLeft = 24; // where CDC's numbers begin
constexpr std::uint8_t kEthernetEnd = 34;
constexpr std::uint8_t kCameraEnd = 31;
constexpr std::uint8_t kListed
    = 2; // a printer's capabilities stand below their count, a billboard's modes below their state
constexpr std::uint8_t kListedEnd = 27;
constexpr std::uint8_t kModeEnd = 34;

// Searched from the top.
constexpr auto kRules = std::to_array<FieldRule>({
    { "", "bDescriptorSubtype", {}, V::Decimal, 0, T::Subtype },
    { "", "bEndpointAddress", {}, V::Hex, 0, T::Endpoint, N::None }, { "", "wTotalLength", {}, V::Hex },

    { "Device descriptor", "iSerialNumber", "iSerial" },
    { "Configuration", "bmAttributes", {}, V::Hex, 0, T::None, N::ConfigurationPower },
    { "Configuration", "bMaxPower", "MaxPower", V::Power },
    { "Other-speed", "bmAttributes", {}, V::Hex, 0, T::None, N::ConfigurationPower },
    { "Other-speed", "bMaxPower", "MaxPower", V::Power },
    { "Endpoint", "bmAttributes", {}, V::Decimal, 0, T::None, N::EndpointType },
    { "Endpoint", "wMaxPacketSize", {}, V::Hex, 0, T::PacketSize, N::None },
    { "Endpoint", "bSynchAddress", {}, V::Decimal },
    { "SuperSpeed endpoint", "bmAttributes", {}, V::Skip, 0, T::None, N::Streams },
    { "Pipe usage", "bPipeID", {}, V::Skip, 0, T::None, N::Pipe }, { "Debug", "bDebugInEndpoint", {}, V::Hex },
    { "Debug", "bDebugOutEndpoint", {}, V::Hex },

    { "HID", "bDescriptorType", {}, V::Decimal, 0, T::HidType },

    { "Audio", "bDelay", {}, V::Decimal, 0, T::None, N::None, " frames" },
    { "Audio", "wFormatTag", {}, V::Hex, 0, T::Meaning },
    { "Audio", "wChannelConfig", {}, V::Hex, 0, T::None, N::Channels },
    { "Audio", "bmChannelConfig", {}, V::Hex, 0, T::None, N::Channels },
    { "Audio", "bmaControls", {}, V::Hex, 0, T::None, N::Controls },
    { "Audio", "bmMixerControls", {}, V::BytesAsArray },
    { "Audio", "bmControls", {}, V::BytesAsArray, 0, T::None, N::Controls }, { "Audio", "wProcessType", {}, V::Hex },
    { "Audio", "wEffectType", {}, V::Hex },
    { "Audio clock source", "bmAttributes", {}, V::Decimal, 0, T::ClockKind, N::None },
    { "Audio format type", "bFormatType", {}, V::Decimal, 0, T::Parenthesized },
    { "Audio format type", "bSamFreqType", {}, V::Decimal, 0, T::Sampling },
    { "Audio streaming endpoint", "bLockDelayUnits", {}, V::Decimal, 0, T::Capital },
    { "Audio streaming endpoint", "wLockDelay", {}, V::Hex },

    { "MIDI streaming header", "bcdMSC", "bcdADC" }, { "MIDI", "bJackType", {}, V::Decimal, 0, T::Capital },
    { "MIDI", "bmElementCaps", {}, V::Hex8 },

    { "Video control header", "dwClockFrequency", {}, V::Clock },
    { "Video input", "wObjectiveFocalLengthMin", {}, V::Decimal, kCameraEnd },
    { "Video input", "wObjectiveFocalLengthMax", {}, V::Decimal, kCameraEnd },
    { "Video input", "wOcularFocalLength", {}, V::Decimal, kCameraEnd },
    { "Video input", "bControlSize", {}, V::Decimal, kCameraEnd },
    { "Video input", "bmControls", {}, V::Hex8, kCameraEnd }, { "Video processing", "bmControls", {}, V::Hex8 },
    { "Video extension", "bmControls", {}, V::BytesAsArray }, { "Video selector", "baSourceID", "baSource" },
    { "Video streaming", "bmInfo", {}, V::Decimal }, { "Video streaming", "bmaControls", {}, V::Decimal },
    { "MJPEG format", "bmFlags", "bFlags", V::Decimal, 0, T::None, N::FixedSamples },
    { "", "bmInterlaceFlags", {}, V::Hex, 0, T::None, N::Interlace },
    { "Uncompressed", "bmCapabilities", {}, V::Hex, 0, T::None, N::FrameCapabilities },
    { "MJPEG", "bmCapabilities", {}, V::Hex, 0, T::None, N::FrameCapabilities },
    { "Frame-based", "bmCapabilities", {}, V::Hex, 0, T::None, N::FrameCapabilities },
    { "Color matching", "bColorPrimaries", {}, V::Decimal, 0, T::Parenthesized },
    { "Color matching", "bTransferCharacteristics", {}, V::Decimal, 0, T::Parenthesized },
    { "Color matching", "bMatrixCoefficients", {}, V::Decimal, 0, T::Parenthesized },
    { "Still image", "bNumCompressionPattern", "bNumCompressionPatterns" },

    { "CDC call", "bmCapabilities", {}, V::Hex, 0, T::None, N::RisingFlags },
    { "CDC call", "bDataInterface", {}, V::Left, kLeft },
    { "CDC union", "bControlInterface", "bMasterInterface", V::Left, kLeft },
    { "CDC union", "bSubordinateInterface", "bSlaveInterface", V::Joined, kLeft },
    { "CDC Ethernet", "iMACAddress", "iMacAddress", V::Decimal, kEthernetEnd },
    { "CDC Ethernet", "bmEthernetStatistics", {}, V::Hex, kEthernetEnd, T::None, N::LowerFlags },
    { "CDC Ethernet", "wMaxSegmentSize", {}, V::Decimal, kEthernetEnd },
    { "CDC Ethernet", "wNumberMCFilters", {}, V::Hex, kEthernetEnd },
    { "CDC Ethernet", "bNumberPowerFilters", {}, V::Decimal, kEthernetEnd },
    { "CDC mobile direct line model detail", "bGuidDescriptorType", {}, V::BareHex2 },
    { "CDC mobile direct line model", "bcdVersion", "bcdCDC" },
    { "CDC", "bmCapabilities", {}, V::Hex, 0, T::None, N::LowerFlags },
    { "CDC", "bmNetworkCapabilities", {}, V::Hex, 0, T::None, N::LowerFlags },
    { "CDC", "wMaxControlMessage", {}, V::Left }, { "CDC", "bNumberFilters", {}, V::Left },
    { "CDC", "bMaxFilterSize", {}, V::Left }, { "CDC", "wMaxSegmentSize", {}, V::Left },
    { "CDC", "wMaxCommand", {}, V::Left },

    { "Smart card", "bMaxSlotIndex", "nMaxSlotIndex" },
    { "Smart card", "bVoltageSupport", {}, V::Decimal, 0, T::Flags, N::None },
    { "Smart card", "dwProtocols", {}, V::Decimal, 0, T::Flags, N::None },
    { "Smart card", "dwMaximumClock", "dwMaxiumumClock" },
    { "Smart card", "dwDataRate", {}, V::Decimal, 0, T::None, N::None, " bps" },
    { "Smart card", "dwMaxDataRate", {}, V::Decimal, 0, T::None, N::None, " bps" },
    { "Smart card", "bNumDataRatesSupported", "bNumDataRatesSupp." },
    { "Smart card", "dwSynchProtocols", "dwSyncProtocols", V::BareHex8, 0, T::Flags, N::None },
    { "Smart card", "dwMechanical", {}, V::BareHex8, 0, T::Flags, N::None },
    { "Smart card", "dwFeatures", {}, V::BareHex8, 0, T::None, N::Reader },
    { "Smart card", "dwMaxCCIDMessageLength", "dwMaxCCIDMsgLen" }, { "Smart card", "bClassGetResponse", {}, V::Echo },
    { "Smart card", "bClassEnvelope", {}, V::Echo }, { "Smart card", "wLcdLayout", "wlcdLayout", V::LcdLayout },
    { "Smart card", "bPINSupport", {}, V::Decimal, 0, T::Flags, N::None },

    { "IPP", "bCapabilityType", {}, V::Decimal, 0, T::None, N::None, {}, kListed },
    { "IPP", "bCapabilityLength", {}, V::Decimal, 0, T::None, N::None, {}, kListed },
    { "IPP", "CapabilityData", {}, V::Auto, 0, T::None, N::None, {}, kListed },
    { "IPP", "wBasicCapabilities", {}, V::Hex, 0, T::Printing, N::None, {}, kListed },
    { "IPP", "iIPPVersionsSupported", {}, V::Decimal, kListedEnd, T::Auto, N::None, {}, kListed },
    { "IPP", "iIPPPrinterUUID", {}, V::Decimal, kListedEnd, T::Auto, N::None, {}, kListed },

    { "DFU", "bmAttributes", {}, V::Decimal, 0, T::None, N::Firmware },
    { "DFU", "wDetachTimeout", {}, V::Decimal, 0, T::None, N::None, " milliseconds" },
    { "DFU", "wTransferSize", {}, V::Decimal, 0, T::None, N::None, " bytes" },

    { "Hub", "bNbrPorts", "nNbrPorts" }, { "SuperSpeed hub", "bNbrPorts", "nNbrPorts" },
    { "Hub", "wHubCharacteristics", "wHubCharacteristic", V::Hex, 25, T::None, N::HubPower },
    { "SuperSpeed hub", "wHubCharacteristics", "wHubCharacteristic", V::Hex, 25, T::None, N::HubPower },
    { "Hub", "bPwrOn2PwrGood", {}, V::Decimal, 0, T::None, N::None, " * 2 milli seconds" },
    { "SuperSpeed hub", "bPwrOn2PwrGood", {}, V::Decimal, 0, T::None, N::None, " * 2 milli seconds" },
    { "Hub", "bHubContrCurrent", {}, V::Decimal, 0, T::None, N::None, " milli Ampere" },
    { "SuperSpeed hub", "bHubContrCurrent", {}, V::FourTimes, 0, T::None, N::None, " milli Ampere" },
    { "SuperSpeed hub", "bHubHdrDecLat", "bHubDecLat", V::Tenths, 0, T::None, N::None, " micro seconds" },
    { "SuperSpeed hub", "wHubDelay", {}, V::Decimal, 0, T::None, N::None, " nano seconds" },
    { "", "DeviceRemovable", {}, V::PrefixedBytes }, { "", "PortPwrCtrlMask", {}, V::PrefixedBytes },

    { "USB 2.0 extension", "bmAttributes", {}, V::Hex, 0, T::None, N::LinkPower },
    { "SuperSpeed USB", "bFunctionalitySupport", {}, V::Decimal, 0, T::None, N::LowestSpeed },
    { "SuperSpeed USB", "bU1DevExitLat", {}, V::Decimal, 0, T::None, N::None, " micro seconds" },
    { "SuperSpeed USB", "wU2DevExitLat", "bU2DevExitLat", V::Decimal, 0, T::None, N::None, " micro seconds" },
    { "SuperSpeedPlus USB", "bmAttributes", {}, V::Hex, 31, T::None, N::SublinkCounts },
    { "SuperSpeedPlus USB", "wFunctionalitySupport", {}, V::Hex, 30 },
    { "SuperSpeedPlus USB", "bmSublinkSpeedAttr", {}, V::Hex, 34, T::None, N::Sublink },
    { "Container ID", "ContainerID", {}, V::Auto, 23 },
    { "Billboard capability", "VCONN Power", {}, V::Decimal, 0, T::ConnectorPower, N::None },
    { "Billboard capability", "bmConfigured", {}, V::Auto, 27, T::None, N::None },
    { "Billboard capability", "wSVID", {}, V::UpperHex, kModeEnd, T::None, N::None, {}, kListed },
    { "Billboard capability", "bAlternateMode", {}, V::Decimal, 0, T::None, N::None, {}, kListed },
    { "Billboard capability", "iAlternateModeString", {}, V::Decimal, 0, T::Auto, N::None, {}, kListed },
    { "Billboard alternate", "dwAlternateModeVdo", {}, V::UpperHex, 38 },
    { "Platform", "CapabilityData", {}, V::Skip }, // byte by byte below the others
});

constexpr FieldRule kPlain {};

bool startsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

} // namespace

const FieldRule& findRule(std::string_view title, std::string_view name)
{
    const auto* found = std::find_if(kRules.begin(), kRules.end(),
        [&](const FieldRule& rule) { return rule.name == name && startsWith(title, rule.title); });
    return found == kRules.end() ? kPlain : *found;
}

} // namespace wb::report
