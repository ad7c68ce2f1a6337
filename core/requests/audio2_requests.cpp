// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of audio devices of the second version: Audio 2.0 §5.2 and appendix A.17. A sample rate converter has no
// controls; its memory can be read like that of any entity.
#include "core/requests/audio_controls.h"
#include "core/requests/control_codes.h"

namespace wb::requests {
namespace {

using audio::Access;
using audio::Control;
using audio::kDecibel;
using audio::kOffOn;
using audio::kPercent;

constexpr std::string_view kGroup = "Audio 2.0";

constexpr auto kClasses = std::to_array<ClassMatch>({ { 0x01, 0x01, 0x20 }, { 0x01, 0x02, 0x20 } });

// Audio 2.0 table A-14.
constexpr auto kGet = std::to_array<ValueName>({ { 0x01, "CUR" }, { kAudioRange, "RANGE" } });
constexpr auto kSet = std::to_array<ValueName>({ { 0x01, "CUR" } });
constexpr std::uint8_t kMemory = 0x03;

constexpr audio::Version kVersion { kGet, kSet, Answer::AudioControl };

constexpr auto kValid = std::to_array<ValueName>({ { 0, "not valid" }, { 1, "valid" } });
constexpr Unit kDelayUnit { "s", 1, 4194304 };

// What has controls, and what the names of these begin with.
struct Part {
    std::string prefix;
    EntityKind entity = EntityKind::None;
    std::string_view section = {};
    bool hasChannels = false;
    std::string_view version = {}; // tells the names from those that Audio 1.0 has as well
};

Control control(const Part& part, std::string_view name, std::uint8_t selector, std::vector<Parameter> fields,
    Access access = Access::All)
{
    Control made { part.prefix + std::string(name) + "_CONTROL", selector, part.entity, part.section, std::move(fields),
        access };
    if (part.hasChannels)
        made.places.push_back(audio::channel());
    return made;
}

Control onOff(const Part& part, std::string_view name, std::uint8_t selector, std::string_view value,
    Access access = Access::Current)
{
    return control(part, name, selector, { choiceField(value, 1, kOffOn) }, access);
}

Control enable(const Part& part)
{
    Control made = onOff(part, "ENABLE", 0x01, "bOn");
    made.name += part.version;
    return made;
}

Control modeSelect(const Part& part)
{
    Control made = control(part, "MODE_SELECT", 0x02, { field("bMode", 1) });
    made.name += part.version;
    return made;
}

Control cluster(const Part& part, std::uint8_t selector, std::string_view name = "CLUSTER")
{
    return control(part, name, selector,
        { field("bNrChannels", 1), hexField("bmChannelConfig", 4), field("iChannelNames", 1) }, Access::Reported);
}

Control latency(const Part& part, std::uint8_t selector)
{
    return control(part, "LATENCY", selector, { field("dLatency", 4, { "ns" }) }, Access::Reported);
}

// What nearly every entity ends with, one selector after the other.
void addStates(std::vector<Control>& controls, const Part& part, std::uint8_t first)
{
    controls.push_back(onOff(part, "UNDERFLOW", first, "bUnderflow", Access::Reported));
    controls.push_back(onOff(part, "OVERFLOW", static_cast<std::uint8_t>(first + 1), "bOverflow", Access::Reported));
    controls.push_back(latency(part, static_cast<std::uint8_t>(first + 2)));
}

std::vector<Control> clockControls()
{
    const Part source { "CS_", EntityKind::ClockSource, "Audio 2.0 §5.2.5.1" };
    const Part selector { "CX_", EntityKind::ClockSelector, "Audio 2.0 §5.2.5.2" };
    const Part multiplier { "CM_", EntityKind::ClockMultiplier, "Audio 2.0 §5.2.5.3" };
    return {
        control(source, "SAM_FREQ", 0x01, { field("dSampleFreq", 4, { "Hz" }) }),
        control(source, "CLOCK_VALID", 0x02, { choiceField("bValidity", 1, kValid) }, Access::Reported),
        control(selector, "CLOCK_SELECTOR", 0x01, { field("bSelector", 1) }),
        control(multiplier, "NUMERATOR", 0x01, { field("wNumerator", 2) }, Access::ReadOnly),
        control(multiplier, "DENOMINATOR", 0x02, { field("wDenominator", 2) }, Access::ReadOnly),
    };
}

std::vector<Control> terminalControls()
{
    const Part part { "TE_", EntityKind::Terminal, "Audio 2.0 §5.2.5.4" };
    std::vector<Control> controls {
        control(part, "COPY_PROTECT", 0x01, { choiceField("bCopyProtect", 1, audio::kLevels) }),
        cluster(part, 0x02, "CONNECTOR"),
        onOff(part, "OVERLOAD", 0x03, "bOverload", Access::Reported),
        cluster(part, 0x04),
    };
    addStates(controls, part, 0x05);
    return controls;
}

// A mixer's controls are counted from 0, input by input.
std::vector<Control> mixerControls()
{
    const Part part { "MU_", EntityKind::MixerUnit, "Audio 2.0 §5.2.5.5" };
    Control mixer = control(part, "MIXER", 0x01, { signedField("wMixer", 2, kDecibel) });
    mixer.places.push_back(number("MixerControlNumber", Place::ValueLow));
    std::vector<Control> controls { std::move(mixer), cluster(part, 0x02) };
    addStates(controls, part, 0x03);
    return controls;
}

std::vector<Control> selectorControls()
{
    const Part part { "SU_", EntityKind::SelectorUnit, "Audio 2.0 §5.2.5.6" };
    return { control(part, "SELECTOR", 0x01, { field("bSelector", 1) }), latency(part, 0x02) };
}

std::vector<Control> featureControls()
{
    const Part part { "FU_", EntityKind::FeatureUnit, "Audio 2.0 §5.2.5.7", true };
    std::vector<Control> controls {
        onOff(part, "MUTE", 0x01, "bMute"),
        control(part, "VOLUME", 0x02, { signedField("wVolume", 2, kDecibel) }),
        control(part, "BASS", 0x03, { signedField("bBass", 1, audio::kQuarterDecibel) }),
        control(part, "MID", 0x04, { signedField("bMid", 1, audio::kQuarterDecibel) }),
        control(part, "TREBLE", 0x05, { signedField("bTreble", 1, audio::kQuarterDecibel) }),
        control(part, "GRAPHIC_EQUALIZER", 0x06, audio::equalizerBands()),
        onOff(part, "AUTOMATIC_GAIN", 0x07, "bAGC"),
        control(part, "DELAY", 0x08, { field("dDelay", 4, kDelayUnit) }),
        onOff(part, "BASS_BOOST", 0x09, "bBassBoost"),
        onOff(part, "LOUDNESS", 0x0a, "bLoudness"),
        control(part, "INPUT_GAIN", 0x0b, { signedField("wGain", 2, kDecibel) }),
        control(part, "INPUT_GAIN_PAD", 0x0c, { signedField("wGainPad", 2, kDecibel) }),
        onOff(part, "PHASE_INVERTER", 0x0d, "bInvert"),
    };
    addStates(controls, part, 0x0e);
    return controls;
}

constexpr std::string_view kEffectSection = "Audio 2.0 §5.2.5.8";
constexpr std::string_view kProcessingSection = "Audio 2.0 §5.2.5.9";
constexpr std::string_view kSecondVersion = " (Audio 2.0)";

std::vector<Control> equalizerControls()
{
    const Part part { "PE_", EntityKind::EqualizerUnit, kEffectSection, true };
    std::vector<Control> controls {
        enable(part),
        control(part, "CENTERFREQ", 0x02, { field("dCenterFreq", 4) }),
        control(part, "QFACTOR", 0x03, { field("wQFactor", 2) }),
        control(part, "GAIN", 0x04, { signedField("wGain", 2, kDecibel) }),
    };
    addStates(controls, part, 0x05);
    return controls;
}

std::vector<Control> reverberationControls()
{
    const Part part { "RV_", EntityKind::ReverberationUnit, kEffectSection, true, kSecondVersion };
    std::vector<Control> controls {
        enable(part),
        control(part, "TYPE", 0x02, { field("bType", 1) }),
        control(part, "LEVEL", 0x03, { field("bLevel", 1, kPercent) }),
        control(part, "TIME", 0x04, { field("wTime", 2, audio::kSeconds) }),
        control(part, "FEEDBACK", 0x05, { field("bFeedback", 1, kPercent) }),
        control(part, "PREDELAY", 0x06, { field("wPreDelay", 2) }),
        control(part, "DENSITY", 0x07, { field("bDensity", 1, kPercent) }),
        control(part, "HIFREQ_ROLLOFF", 0x08, { field("wHiFreqRollOff", 2) }),
    };
    addStates(controls, part, 0x09);
    return controls;
}

std::vector<Control> modulationControls()
{
    const Part part { "MD_", EntityKind::ModulationDelayUnit, kEffectSection, true };
    std::vector<Control> controls {
        enable(part),
        control(part, "BALANCE", 0x02, { field("bBalance", 1) }),
        control(part, "RATE", 0x03, { field("wRate", 2, audio::kHertz) }),
        control(part, "DEPTH", 0x04, { field("wDepth", 2, audio::kMilliseconds) }),
        control(part, "TIME", 0x05, { field("wTime", 2, audio::kMilliseconds) }),
        control(part, "FEEDBACK", 0x06, { field("bFeedback", 1, kPercent) }),
    };
    addStates(controls, part, 0x07);
    return controls;
}

std::vector<Control> compressorControls()
{
    const Part part { "DR_", EntityKind::CompressorUnit, kEffectSection, true, kSecondVersion };
    std::vector<Control> controls {
        enable(part),
        control(part, "COMPRESSION_RATE", 0x02, { field("wRatio", 2, audio::kSlope) }),
        control(part, "MAXAMPL", 0x03, { signedField("wMaxAmpl", 2, kDecibel) }),
        control(part, "THRESHOLD", 0x04, { signedField("wThreshold", 2, kDecibel) }),
        control(part, "ATTACK_TIME", 0x05, { field("wAttackTime", 2, audio::kMilliseconds) }),
        control(part, "RELEASE_TIME", 0x06, { field("wReleaseTime", 2, audio::kMilliseconds) }),
    };
    addStates(controls, part, 0x07);
    return controls;
}

std::vector<Control> processingControls()
{
    const Part mix { "UD_", EntityKind::UpDownMixUnit, kProcessingSection, false, kSecondVersion };
    const Part prologic { "DP_", EntityKind::PrologicUnit, kProcessingSection, false, kSecondVersion };
    const Part extender { "ST_EXT_", EntityKind::StereoExtenderUnit, kProcessingSection };
    std::vector<Control> controls;
    for (const Part& part : { mix, prologic }) {
        controls.push_back(enable(part));
        controls.push_back(modeSelect(part));
        controls.push_back(cluster(part, 0x03));
        addStates(controls, part, 0x04);
    }
    controls.push_back(enable(extender));
    controls.push_back(control(extender, "WIDTH", 0x02, { field("bWidth", 1, kPercent) }));
    addStates(controls, extender, 0x03);
    return controls;
}

std::vector<Control> extensionControls()
{
    const Part part { "XU_", EntityKind::ExtensionUnit, "Audio 2.0 §5.2.5.10", false, kSecondVersion };
    std::vector<Control> controls { enable(part), cluster(part, 0x02) };
    addStates(controls, part, 0x03);
    return controls;
}

std::vector<Control> streamingControls()
{
    const Part part { "AS_", EntityKind::None, "Audio 2.0 §5.2.6.1" };
    return {
        control(part, "ACT_ALT_SETTING", 0x01, { field("bAlternateSetting", 1) }, Access::Reported),
        control(part, "VAL_ALT_SETTINGS", 0x02,
            { field("bControlSize", 1), optional(hexField("bmValidAltSettings", 4)) }, Access::Reported),
        control(part, "AUDIO_DATA_FORMAT", 0x03, { hexField("bmFormats", 4) }, Access::Reported),
    };
}

std::vector<Control> endpointControls()
{
    const Part part { "EP_", EntityKind::None, "Audio 2.0 §5.2.6" };
    return {
        onOff(part, "PITCH", 0x01, "bPitchEnable"),
        onOff(part, "DATA_OVERRUN", 0x02, "bOverrun", Access::Reported),
        onOff(part, "DATA_UNDERRUN", 0x03, "bUnderrun", Access::Reported),
    };
}

} // namespace

std::vector<Request> secondAudioRequests()
{
    const std::span<const ClassMatch> classes(kClasses);
    std::vector<Request> entities;
    for (auto* table :
        { &clockControls, &terminalControls, &mixerControls, &selectorControls, &featureControls, &equalizerControls,
            &reverberationControls, &modulationControls, &compressorControls, &processingControls, &extensionControls })
        append(entities, audio::requestsOf(kVersion, table()));
    std::vector<Request> streaming = audio::requestsOf(kVersion, streamingControls());
    append(streaming, audio::endpointRequestsOf(kVersion, endpointControls()));
    std::vector<Request> all = ofGroup(kGroup, classes.first(1), std::move(entities));
    append(all, ofGroup(kGroup, classes.last(1), std::move(streaming)));
    append(all, audio::memoryRequests({ kGroup, "Audio 2.0 §5.2.7", "Get MEM", "Set MEM", kMemory, kMemory }, classes));
    return all;
}

} // namespace wb::requests
