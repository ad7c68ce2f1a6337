// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/lsusb_layout.h"

#include <algorithm>
#include <array>

namespace wb::report {
namespace {

constexpr std::string_view kAudioControl = "AudioControl Interface Descriptor:";
constexpr std::string_view kAudioStreaming = "AudioStreaming Interface Descriptor:";
constexpr std::string_view kVideoStreaming = "VideoStreaming Interface Descriptor:";
constexpr std::uint8_t kWide = 37; // lsusb's second column, of video streaming and DFU
constexpr std::uint8_t kBillboardEnd = 29;
constexpr std::uint8_t kHubEnd = 23;

constexpr Layout videoStreaming(std::string_view title)
{
    return { title, kVideoStreaming, 6, kWide, IndexStyle::RoundPadded };
}
constexpr Layout communications(std::string_view title, std::string_view heading)
{
    return { title, heading, 6, 25, IndexStyle::None, false };
}
constexpr Layout capability(std::string_view title, std::string_view heading)
{
    return { title, heading, 2, 25, IndexStyle::Square };
}

constexpr auto kLayouts = std::to_array<Layout>({
    { "Device descriptor", "Device Descriptor:", 0 },
    { "Device qualifier", "Device Qualifier (for other device speed):", 0 },
    { "Debug descriptor", "Debug descriptor:", 0 },
    { "OTG descriptor", "OTG Descriptor:", 0 },
    { "Configuration descriptor", "Configuration Descriptor:", 2 },
    { "Other-speed configuration", "Other Speed Configuration Descriptor:", 2 },
    { "Interface association", "Interface Association:", 4 },
    { "Interface descriptor", "Interface Descriptor:", 4 },
    { "Endpoint descriptor", "Endpoint Descriptor:", 6 },
    { "SuperSpeed endpoint companion", "-", 6, 25, IndexStyle::None, false },
    { "Pipe usage", "-", 6, 25, IndexStyle::None, false },
    { "HID descriptor", "HID Device Descriptor:", 8, 25, IndexStyle::None },
    { "Hub descriptor", "Hub Descriptor:", 0, kHubEnd },
    { "SuperSpeed hub", "Hub Descriptor:", 0, kHubEnd },
    { "Audio ", kAudioControl, 6 },
    { "Audio streaming interface", kAudioStreaming, 6 },
    { "Audio format", kAudioStreaming, 6, 25, IndexStyle::SquarePadded },
    { "Audio encoder", kAudioStreaming, 6 },
    { "Audio decoder", kAudioStreaming, 6 },
    { "Audio streaming endpoint", "AudioStreaming Endpoint Descriptor:", 8 },
    { "MIDI ", "MIDIStreaming Interface Descriptor:", 6, 25, IndexStyle::RoundPadded },
    { "MIDI streaming endpoint", "MIDIStreaming Endpoint Descriptor:", 8, 25, IndexStyle::RoundPadded },
    { "MIDI 2.0 streaming endpoint", "MIDIStreaming Endpoint Descriptor:", 8, 25, IndexStyle::RoundPadded },
    { "Video ", "VideoControl Interface Descriptor:", 6, 25, IndexStyle::RoundPadded },
    { "Video control interrupt", "VideoControl Endpoint Descriptor:", 8 },
    videoStreaming("Video streaming"),
    videoStreaming("Uncompressed video"),
    videoStreaming("MJPEG"),
    videoStreaming("MPEG-2"),
    videoStreaming("DV format"),
    videoStreaming("Color matching"),
    videoStreaming("Frame-based"),
    videoStreaming("Stream-based"),
    videoStreaming("H.264"),
    videoStreaming("VP8"),
    videoStreaming("Still image"),
    { "Smart card", "ChipCard Interface Descriptor:", 6 },
    { "IPP printer", "IPP Printer Descriptor:", 8, 25, IndexStyle::Square },
    { "DFU functional", "Device Firmware Upgrade Interface Descriptor:", 6, kWide },
    communications("CDC ", ""),
    communications("CDC abstract control management", "CDC ACM:"),
    communications("CDC Ethernet networking", "CDC Ethernet:"),
    communications("CDC country selection", "Country Selection:"),
    communications("CDC telephone operational modes", "CDC Telephone operations:"),
    communications("CDC network channel terminal", "Network Channel Terminal:"),
    communications("CDC wireless handset control model", "CDC WHCM:"),
    communications("CDC mobile direct line model", "CDC MDLM:"),
    communications("CDC mobile direct line model detail", "CDC MDLM detail:"),
    communications("CDC device management model", "CDC Device Management:"),
    { "Binary device object store", "Binary Object Store Descriptor:", 0 },
    capability("USB 2.0 extension", "USB 2.0 Extension Device Capability:"),
    capability("SuperSpeed USB", "SuperSpeed USB Device Capability:"),
    capability("SuperSpeedPlus USB", "SuperSpeedPlus USB Device Capability:"),
    capability("Container ID", "Container ID Device Capability:"),
    capability("Platform", "Platform Device Capability:"),
    capability("Configuration summary", "Configuration Summary Device Capability:"),
    capability("Device capability", "Device Capability:"),
    { "Billboard capability", "Billboard Capability:", 2, kBillboardEnd, IndexStyle::Square },
    { "Billboard alternate mode", "Billboard Alternate Mode Capability:", 2, kBillboardEnd, IndexStyle::Square },
});

struct Word {
    std::string_view title; // beginning; empty: any
    std::string_view bit;
    std::string_view phrase;
};
constexpr auto kWords = std::to_array<Word>({
    { "Audio", "left front", "Left Front (L)" },
    { "Audio", "right front", "Right Front (R)" },
    { "Audio", "center front", "Center Front (C)" },
    { "Audio", "input gain", "Input gain" },
    { "Audio", "input gain pad", "Input gain pad" },
    { "Audio", "phase inverter", "Phase inverter" },
    { "Audio control header", "latency", "Latency control" },
    { "Audio", "active alternate setting", "Active Alternate Setting" },
    { "Audio", "valid alternate settings", "Valid Alternate Setting" },
    { "Audio", "PCM (type I)", "PCM" },
    { "Audio", "PCM8 (type I)", "PCM8" },
    { "Audio", "IEEE float (type I)", "IEEE_FLOAT" },
    { "Audio", "A-law (type I)", "ALAW" },
    { "Audio", "mu-law (type I)", "MULAW" },
    { "Audio", "raw data (type I)", "RAW_DATA" },
    { "Audio", "sampling frequency control", "Sampling Frequency" },
    { "Audio", "pitch control", "Pitch" },
    { "Audio", "only packets of the largest size", "MaxPacketsOnly" },
    { "Video input", "pan/tilt (absolute)", "PanTilt (Absolute)" },
    { "Video input", "pan/tilt (relative)", "PanTilt (Relative)" },
    { "Video", "NTSC 525/60", "NTSC - 525/60" },
    { "Video", "PAL 625/50", "PAL - 625/50" },
    { "Video", "SECAM 625/50", "SECAM - 625/50" },
    { "Video", "NTSC 625/50", "NTSC - 625/50" },
    { "Video", "PAL 525/60", "PAL - 525/60" },
    { "MIDI", "undefined", "Undefined" },
    { "MIDI", "MTC", "MTC (MIDI Time Code)" },
    { "MIDI", "MMC", "MMC (MIDI Machine Control)" },
    { "MIDI", "GM1", "GM1 (General MIDI v.1)" },
    { "MIDI", "GM2", "GM2 (General MIDI v.2)" },
    { "MIDI", "GS", "GS MIDI Extension" },
    { "MIDI", "XG", "XG MIDI Extension" },
    { "MIDI", "DLS1", "DLS1 (Downloadable Sounds Level 1)" },
    { "MIDI", "DLS2", "DLS2 (Downloadable Sounds Level 2)" },
    { "CDC call", "device handles call management itself", "call management" },
    { "CDC call", "call management over the data interface", "use DataInterface" },
    { "CDC", "8-byte GetNtbInputSize and SetNtbInputSize", "8-byte ntb input size" },
    { "CDC", "GetCrcMode and SetCrcMode", "crc mode" },
    { "CDC", "GetMaxDatagramSize and SetMaxDatagramSize", "max datagram size" },
    { "CDC", "SendEncapsulatedCommand and GetEncapsulatedResponse", "encapsulated commands" },
    { "CDC", "GetNetAddress and SetNetAddress", "net address" },
    { "CDC", "SetEthernetPacketFilter", "packet filter" },
    { "IPP", "HTTP over USB", "HTTP-over-USB" },
    { "Smart", "5.0 V", "5.0V" },
    { "Smart", "3.0 V", "3.0V" },
    { "Smart", "1.8 V", "1.8V" },
    { "Smart", "2-wire", "2-wire" },
    { "Smart", "3-wire", "3-wire" },
    { "Smart", "card accept", "accept" },
    { "Smart", "card eject", "eject" },
    { "Smart", "card capture", "capture" },
    { "Smart", "card lock", "lock" },
    { "Smart", "PIN verification", "verification" },
    { "Smart", "PIN modification", "modification" },
    { "Smart", "automatic parameters from the ATR", "Auto configuration based on ATR" },
    { "Smart", "automatic activation on insertion", "Auto activation on insert" },
    { "Smart", "automatic voltage selection", "Auto voltage selection" },
    { "Smart", "automatic clock change", "Auto clock change" },
    { "Smart", "automatic baud rate change", "Auto baud rate change" },
    { "Smart", "automatic parameter negotiation", "Auto parameter negotiation made by CCID" },
    { "Smart", "automatic PPS by the reader", "Auto PPS made by CCID" },
    { "Smart", "can stop the clock", "CCID can set ICC in clock stop mode" },
    { "Smart", "NAD other than 00", "NAD value other than 0x00 accepted" },
    { "Smart", "automatic IFSD exchange", "Auto IFSD exchange" },
    { "SuperSpeed USB", "Low Speed", "Device can operate at Low Speed (1Mbps)" },
    { "SuperSpeed USB", "Full Speed", "Device can operate at Full Speed (12Mbps)" },
    { "SuperSpeed USB", "High Speed", "Device can operate at High Speed (480Mbps)" },
    { "SuperSpeed USB", "5 Gbit/s (Gen 1)", "Device can operate at SuperSpeed (5Gbps)" },
    { "SuperSpeed USB", "latency tolerance messages", "Latency Tolerance Messages (LTM) Supported" },
    { "OTG", "SRP support", "SRP (Session Request Protocol)" },
    { "OTG", "HNP support", "HNP (Host Negotiation Protocol)" },
});

bool startsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

bool isUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) { return c >= 'a' && c <= 'z'; }

std::size_t wordEnd(std::string_view text, std::size_t begin)
{
    const std::size_t end = text.find_first_of(" -(/", begin);
    return end == std::string_view::npos ? text.size() : end;
}

bool isSmallWord(std::string_view word) { return word == "of" || word == "and" || word == "the" || word == "or"; }

} // namespace

const Layout* findLayout(std::string_view title)
{
    const Layout* best = nullptr;
    for (const Layout& layout : kLayouts) {
        if (startsWith(title, layout.title) && (best == nullptr || layout.title.size() > best->title.size()))
            best = &layout;
    }
    return best;
}

std::string bitPhrase(std::string_view title, std::string_view name)
{
    const auto* found = std::find_if(kWords.begin(), kWords.end(),
        [&](const Word& word) { return word.bit == name && startsWith(title, word.title); });
    return found == kWords.end() ? titleCase(name) : std::string(found->phrase);
}

std::string capitalized(std::string_view text)
{
    std::string out(text);
    const bool isSpelling = out.size() > 1 && isUpper(out[1]); // "sRGB"
    if (!out.empty() && isLower(out[0]) && !isSpelling)
        out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
}

std::string titleCase(std::string_view text)
{
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = wordEnd(text, begin);
        const std::string_view word = text.substr(begin, end - begin);
        const bool isKept = begin > 0 && isSmallWord(word);
        out += isKept ? std::string(word) : capitalized(word);
        if (end < text.size())
            out += text[end];
        begin = end + 1;
    }
    return out;
}

} // namespace wb::report
