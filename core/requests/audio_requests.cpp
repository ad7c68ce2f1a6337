// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of audio devices: Audio 1.0 §5.2, Audio 2.0 §5.2. A control is one "Get" request, whose bRequest is a
// parameter, and one "Set".
#include "core/requests/control_codes.h"
#include "core/requests/tables.h"

namespace wb::requests {
namespace {

using usb::Recipient;

constexpr auto kFirstControl = std::to_array<ClassMatch>({ { 0x01, 0x01, 0x00 } });
constexpr auto kFirstStreaming = std::to_array<ClassMatch>({ { 0x01, 0x02, 0x00 } });
constexpr auto kSecondControl = std::to_array<ClassMatch>({ { 0x01, 0x01, 0x20 } });
constexpr auto kSecondStreaming = std::to_array<ClassMatch>({ { 0x01, 0x02, 0x20 } });

// Audio 1.0 table A-9, Audio 2.0 table A-14.
constexpr auto kFirstGet
    = std::to_array<ValueName>({ { 0x81, "GET_CUR" }, { 0x82, "GET_MIN" }, { 0x83, "GET_MAX" }, { 0x84, "GET_RES" } });
constexpr auto kFirstSet
    = std::to_array<ValueName>({ { 0x01, "SET_CUR" }, { 0x02, "SET_MIN" }, { 0x03, "SET_MAX" }, { 0x04, "SET_RES" } });
constexpr auto kSecondGet = std::to_array<ValueName>({ { 0x01, "CUR" }, { kAudioRange, "RANGE" } });
constexpr auto kSecondSet = std::to_array<ValueName>({ { 0x01, "CUR" } });

constexpr auto kOffOn = std::to_array<ValueName>({ { 0, "off" }, { 1, "on" } });
constexpr auto kValid = std::to_array<ValueName>({ { 0, "not valid" }, { 1, "valid" } });
constexpr auto kLevels = std::to_array<ValueName>({ { 0, "CPL0" }, { 1, "CPL1" }, { 2, "CPL2" } });
constexpr Unit kDecibel { "dB", 1, 256 };
constexpr Unit kQuarterDecibel { "dB", 1, 4 };

// What the two versions do differently.
struct Version {
    std::span<const ValueName> get;
    std::span<const ValueName> set;
    Answer answer;
};
constexpr Version kFirst { kFirstGet, kFirstSet, Answer::Fields };
constexpr Version kSecond { kSecondGet, kSecondSet, Answer::AudioControl };

struct Control {
    const char* name;
    std::uint8_t selector;
    EntityKind entity;
    std::string_view section;
    std::vector<Parameter> fields;
    bool isReadOnly = false;
    bool hasChannel = false;
};

Request request(const Version& version, const Control& control, std::vector<Parameter> address, bool isGet,
    Recipient recipient = Recipient::Interface)
{
    const std::span<const ValueName> codes = isGet ? version.get : version.set;
    address.insert(address.begin(), choice("bRequest", Place::Code, codes));
    Head head { (isGet ? "Get " : "Set ") + std::string(control.name), control.section, recipient,
        static_cast<std::uint8_t>(codes.front().value) };
    Request made = isGet ? reads(std::move(head), std::move(address), control.fields, version.answer)
                         : writes(std::move(head), std::move(address), control.fields);
    made.selector = control.selector;
    return made;
}

std::vector<Request> requestsOf(const Version& version, const std::vector<Control>& controls)
{
    std::vector<Request> requests;
    for (const Control& control : controls) {
        std::vector<Parameter> address;
        if (control.hasChannel)
            address.push_back(number("ChannelNumber", Place::ValueLow));
        address.push_back(interfaceAt(Place::IndexLow));
        if (control.entity != EntityKind::None)
            address.push_back(entityOf(control.entity));
        requests.push_back(request(version, control, address, true));
        if (!control.isReadOnly)
            requests.push_back(request(version, control, std::move(address), false));
    }
    return requests;
}

std::vector<Control> firstControls()
{
    constexpr std::string_view kSection = "Audio 1.0 §5.2.2.4.3";
    const auto feature = [&](const char* name, std::uint8_t selector, const Parameter& value) {
        return Control { name, selector, EntityKind::FeatureUnit, kSection, { value }, false, true };
    };
    return {
        feature("MUTE_CONTROL", 0x01, choiceField("bMute", 1, kOffOn)),
        feature("VOLUME_CONTROL", 0x02, signedField("wVolume", 2, kDecibel)),
        feature("BASS_CONTROL", 0x03, signedField("bBass", 1, kQuarterDecibel)),
        feature("MID_CONTROL", 0x04, signedField("bMid", 1, kQuarterDecibel)),
        feature("TREBLE_CONTROL", 0x05, signedField("bTreble", 1, kQuarterDecibel)),
        feature("AUTOMATIC_GAIN_CONTROL", 0x07, choiceField("bAGC", 1, kOffOn)),
        feature("DELAY_CONTROL", 0x08, field("wDelay", 2, { "ms", 1, 64 })),
        feature("BASS_BOOST_CONTROL", 0x09, choiceField("bBassBoost", 1, kOffOn)),
        feature("LOUDNESS_CONTROL", 0x0a, choiceField("bLoudness", 1, kOffOn)),
        { "SELECTOR_CONTROL", 0, EntityKind::SelectorUnit, "Audio 1.0 §5.2.2.3", { field("bSelector", 1) } },
        { "COPY_PROTECT_CONTROL", 0x01, EntityKind::Terminal, "Audio 1.0 §5.2.2.1",
            { choiceField("bCopyProtect", 1, kLevels) } },
    };
}

std::vector<Request> firstEndpointRequests()
{
    constexpr std::string_view kSection = "Audio 1.0 §5.2.3.2.3";
    std::vector<Request> requests;
    for (const Control& control :
        { Control { "SAMPLING_FREQ_CONTROL", 0x01, EntityKind::None, kSection, { field("tSampleFreq", 3, { "Hz" }) } },
            Control { "PITCH_CONTROL", 0x02, EntityKind::None, kSection, { choiceField("bPitchEnable", 1, kOffOn) } } })
        for (const bool isGet : { true, false })
            requests.push_back(request(kFirst, control, { endpointAt() }, isGet, Recipient::Endpoint));
    return requests;
}

std::vector<Control> secondFeatureControls()
{
    constexpr std::string_view kSection = "Audio 2.0 §5.2.5.7";
    const auto feature = [&](const char* name, std::uint8_t selector, const Parameter& value) {
        return Control { name, selector, EntityKind::FeatureUnit, kSection, { value }, false, true };
    };
    std::vector<Control> controls {
        feature("FU_MUTE_CONTROL", 0x01, choiceField("bMute", 1, kOffOn)),
        feature("FU_VOLUME_CONTROL", 0x02, signedField("wVolume", 2, kDecibel)),
        feature("FU_BASS_CONTROL", 0x03, signedField("bBass", 1, kQuarterDecibel)),
        feature("FU_MID_CONTROL", 0x04, signedField("bMid", 1, kQuarterDecibel)),
        feature("FU_TREBLE_CONTROL", 0x05, signedField("bTreble", 1, kQuarterDecibel)),
        feature("FU_AUTOMATIC_GAIN_CONTROL", 0x07, choiceField("bAGC", 1, kOffOn)),
        feature("FU_DELAY_CONTROL", 0x08, field("dDelay", 4)),
        feature("FU_BASS_BOOST_CONTROL", 0x09, choiceField("bBassBoost", 1, kOffOn)),
        feature("FU_LOUDNESS_CONTROL", 0x0a, choiceField("bLoudness", 1, kOffOn)),
        feature("FU_INPUT_GAIN_CONTROL", 0x0b, signedField("wGain", 2, kDecibel)),
        feature("FU_INPUT_GAIN_PAD_CONTROL", 0x0c, signedField("wGainPad", 2, kDecibel)),
        feature("FU_PHASE_INVERTER_CONTROL", 0x0d, choiceField("bInvert", 1, kOffOn)),
        feature("FU_UNDERFLOW_CONTROL", 0x0e, choiceField("bUnderflow", 1, kOffOn)),
        feature("FU_OVERFLOW_CONTROL", 0x0f, choiceField("bOverflow", 1, kOffOn)),
    };
    for (Control& control : controls) // what the device reports and nobody sets
        control.isReadOnly = control.selector == 0x0e || control.selector == 0x0f;
    return controls;
}

std::vector<Control> secondControls()
{
    return {
        { "CS_SAM_FREQ_CONTROL", 0x01, EntityKind::ClockSource, "Audio 2.0 §5.2.5.1.1",
            { field("dSampleFreq", 4, { "Hz" }) } },
        { "CS_CLOCK_VALID_CONTROL", 0x02, EntityKind::ClockSource, "Audio 2.0 §5.2.5.1.2",
            { choiceField("bValidity", 1, kValid) }, true },
        { "CX_CLOCK_SELECTOR_CONTROL", 0x01, EntityKind::ClockSelector, "Audio 2.0 §5.2.5.2.1",
            { field("bSelector", 1) } },
        { "CM_NUMERATOR_CONTROL", 0x01, EntityKind::ClockMultiplier, "Audio 2.0 §5.2.5.3.1", { field("wNumerator", 2) },
            true },
        { "CM_DENOMINATOR_CONTROL", 0x02, EntityKind::ClockMultiplier, "Audio 2.0 §5.2.5.3.2",
            { field("wDenominator", 2) }, true },
        { "SU_SELECTOR_CONTROL", 0x01, EntityKind::SelectorUnit, "Audio 2.0 §5.2.5.6.1", { field("bSelector", 1) } },
        { "TE_COPY_PROTECT_CONTROL", 0x01, EntityKind::Terminal, "Audio 2.0 §5.2.5.4.1",
            { choiceField("bCopyProtect", 1, kLevels) } },
        { "TE_CONNECTOR_CONTROL", 0x02, EntityKind::Terminal, "Audio 2.0 §5.2.5.4.2",
            { field("bNrChannels", 1), hexField("bmChannelConfig", 4), field("iChannelNames", 1) }, true },
        { "TE_OVERLOAD_CONTROL", 0x03, EntityKind::Terminal, "Audio 2.0 §5.2.5.4.3",
            { choiceField("bOverload", 1, kOffOn) }, true },
    };
}

std::vector<Control> secondStreamingControls()
{
    constexpr std::string_view kSection = "Audio 2.0 §5.2.6.1";
    return {
        { "AS_ACT_ALT_SETTING_CONTROL", 0x01, EntityKind::None, kSection, { field("bAlternateSetting", 1) }, true },
        { "AS_VAL_ALT_SETTINGS_CONTROL", 0x02, EntityKind::None, kSection,
            { field("bControlSize", 1), optional(hexField("bmValidAltSettings", 4)) }, true },
        { "AS_AUDIO_DATA_FORMAT_CONTROL", 0x03, EntityKind::None, kSection, { hexField("bmFormats", 4) }, true },
    };
}

} // namespace

std::vector<Request> audioRequests()
{
    std::vector<Request> all = ofGroup("Audio 1.0", kFirstControl, requestsOf(kFirst, firstControls()));
    append(all, ofGroup("Audio 1.0", kFirstStreaming, firstEndpointRequests()));
    std::vector<Control> second = secondControls();
    const std::vector<Control> features = secondFeatureControls();
    second.insert(second.end(), features.begin(), features.end());
    append(all, ofGroup("Audio 2.0", kSecondControl, requestsOf(kSecond, second)));
    append(all, ofGroup("Audio 2.0", kSecondStreaming, requestsOf(kSecond, secondStreamingControls())));
    return all;
}

} // namespace wb::requests
