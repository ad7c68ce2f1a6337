// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of audio devices of the first version: Audio 1.0 §5.2 and appendix A.10.
#include "core/requests/audio_controls.h"

namespace wb::requests {
namespace {

using audio::Access;
using audio::Control;
using audio::kOffOn;

constexpr std::string_view kGroup = "Audio 1.0";

constexpr auto kClasses = std::to_array<ClassMatch>({ { 0x01, 0x01, 0x00 }, { 0x01, 0x02, 0x00 } });

// Audio 1.0 table A-9.
constexpr auto kGet
    = std::to_array<ValueName>({ { 0x81, "GET_CUR" }, { 0x82, "GET_MIN" }, { 0x83, "GET_MAX" }, { 0x84, "GET_RES" } });
constexpr auto kSet
    = std::to_array<ValueName>({ { 0x01, "SET_CUR" }, { 0x02, "SET_MIN" }, { 0x03, "SET_MAX" }, { 0x04, "SET_RES" } });
constexpr std::uint8_t kSetMemory = 0x05;
constexpr std::uint8_t kGetMemory = 0x85;
constexpr std::uint8_t kGetStatus = 0xff;

constexpr audio::Version kVersion { kGet, kSet };

std::vector<Control> featureControls()
{
    const auto feature = [](const char* name, std::uint8_t selector, std::vector<Parameter> fields) {
        return Control { name, selector, EntityKind::FeatureUnit, "Audio 1.0 §5.2.2.4.3", std::move(fields),
            Access::All, { audio::channel() } };
    };
    const auto onOff = [&feature](const char* name, std::uint8_t selector, std::string_view value) {
        Control control = feature(name, selector, { choiceField(value, 1, kOffOn) });
        control.access = Access::Current;
        return control;
    };
    return {
        onOff("MUTE_CONTROL", 0x01, "bMute"),
        feature("VOLUME_CONTROL", 0x02, { signedField("wVolume", 2, audio::kDecibel) }),
        feature("BASS_CONTROL", 0x03, { signedField("bBass", 1, audio::kQuarterDecibel) }),
        feature("MID_CONTROL", 0x04, { signedField("bMid", 1, audio::kQuarterDecibel) }),
        feature("TREBLE_CONTROL", 0x05, { signedField("bTreble", 1, audio::kQuarterDecibel) }),
        feature("GRAPHIC_EQUALIZER_CONTROL", 0x06, audio::equalizerBands()),
        onOff("AUTOMATIC_GAIN_CONTROL", 0x07, "bAGC"),
        feature("DELAY_CONTROL", 0x08, { field("wDelay", 2, { "ms", 1, 64 }) }),
        onOff("BASS_BOOST_CONTROL", 0x09, "bBassBoost"),
        onOff("LOUDNESS_CONTROL", 0x0a, "bLoudness"),
    };
}

// A mixer's channels, which begin with 1, stand where other units have their selector. 0 and 255 ask for many at once.
std::vector<Control> plainControls()
{
    return {
        { "MIXER_CONTROL", 0, EntityKind::MixerUnit, "Audio 1.0 §5.2.2.2",
            { signedField("wMixer", 2, audio::kDecibel) }, Access::All,
            { within(1, 254, number("InputChannelNumber", Place::ValueHigh)),
                within(1, 254, number("OutputChannelNumber", Place::ValueLow)) } },
        { "SELECTOR_CONTROL", 0, EntityKind::SelectorUnit, "Audio 1.0 §5.2.2.3", { field("bSelector", 1) } },
        { "COPY_PROTECT_CONTROL", 0x01, EntityKind::Terminal, "Audio 1.0 §5.2.2.1",
            { choiceField("bCopyProtect", 1, audio::kLevels) } },
        { "XU_ENABLE_CONTROL", 0x01, EntityKind::ExtensionUnit, "Audio 1.0 §5.2.2.6", { choiceField("bOn", 1, kOffOn) },
            Access::Current },
    };
}

Control process(EntityKind kind, const char* name, std::uint8_t selector, const Parameter& value)
{
    return { name, selector, kind, "Audio 1.0 §5.2.2.5.3", { value } };
}
Control enable(EntityKind kind, const char* name)
{
    Control control = process(kind, name, 0x01, choiceField("bOn", 1, kOffOn));
    control.access = Access::Current;
    return control;
}

// What a selector means depends on the process. That of the spaciousness is 3 in appendix A.10.3.3, and nothing is 2.
std::vector<Control> mixingControls()
{
    return {
        enable(EntityKind::UpDownMixUnit, "UD_ENABLE_CONTROL"),
        process(EntityKind::UpDownMixUnit, "UD_MODE_SELECT_CONTROL", 0x02, field("bMode", 1)),
        enable(EntityKind::PrologicUnit, "DP_ENABLE_CONTROL"),
        process(EntityKind::PrologicUnit, "DP_MODE_SELECT_CONTROL", 0x02, field("bMode", 1)),
        enable(EntityKind::StereoExtenderUnit, "3D_ENABLE_CONTROL"),
        process(
            EntityKind::StereoExtenderUnit, "SPACIOUSNESS_CONTROL", 0x03, field("bSpaciousness", 1, audio::kPercent)),
    };
}

std::vector<Control> soundControls()
{
    constexpr EntityKind kReverberation = EntityKind::ReverberationUnit;
    constexpr EntityKind kChorus = EntityKind::ChorusUnit;
    constexpr EntityKind kCompressor = EntityKind::CompressorUnit;
    return {
        enable(kReverberation, "RV_ENABLE_CONTROL"),
        process(kReverberation, "REVERB_LEVEL_CONTROL", 0x02, field("bReverbLevel", 1, audio::kPercent)),
        process(kReverberation, "REVERB_TIME_CONTROL", 0x03, field("wReverbTime", 2, audio::kSeconds)),
        process(kReverberation, "REVERB_FEEDBACK_CONTROL", 0x04, field("bReverbFeedback", 1, audio::kPercent)),
        enable(kChorus, "CH_ENABLE_CONTROL"),
        process(kChorus, "CHORUS_LEVEL_CONTROL", 0x02, field("bChorusLevel", 1, audio::kPercent)),
        process(kChorus, "CHORUS_RATE_CONTROL", 0x03, field("wChorusRate", 2, audio::kHertz)),
        process(kChorus, "CHORUS_DEPTH_CONTROL", 0x04, field("wChorusDepth", 2, audio::kMilliseconds)),
        enable(kCompressor, "DR_ENABLE_CONTROL"),
        process(kCompressor, "COMPRESSION_RATE_CONTROL", 0x02, field("wRatio", 2, audio::kSlope)),
        process(kCompressor, "MAXAMPL_CONTROL", 0x03, signedField("wMaxAmpl", 2, audio::kDecibel)),
        process(kCompressor, "THRESHOLD_CONTROL", 0x04, signedField("wThreshold", 2, audio::kDecibel)),
        process(kCompressor, "ATTACK_TIME", 0x05, field("wAttackTime", 2, audio::kMilliseconds)),
        process(kCompressor, "RELEASE_TIME", 0x06, field("wReleaseTime", 2, audio::kMilliseconds)),
    };
}

std::vector<Control> endpointControls()
{
    constexpr std::string_view kSection = "Audio 1.0 §5.2.3.2.3";
    return {
        { "SAMPLING_FREQ_CONTROL", 0x01, EntityKind::None, kSection, { field("tSampleFreq", 3, { "Hz" }) } },
        { "PITCH_CONTROL", 0x02, EntityKind::None, kSection, { choiceField("bPitchEnable", 1, kOffOn) },
            Access::Current },
    };
}

// What a status says is reserved for later versions of the specification.
std::vector<Request> statusRequests()
{
    std::vector<Request> all;
    for (const audio::Destination& to : audio::destinations(kClasses)) {
        std::vector<Parameter> address = to.address;
        address.push_back(lengthOf(1));
        append(all,
            ofGroup(kGroup, to.classes,
                { reads(
                    { "GET_STAT" + to.suffix, "Audio 1.0 §5.2.4", to.recipient, kGetStatus }, std::move(address)) }));
    }
    return all;
}

} // namespace

std::vector<Request> firstAudioRequests()
{
    const std::span<const ClassMatch> classes(kClasses);
    std::vector<Request> control = audio::requestsOf(kVersion, featureControls());
    append(control, audio::requestsOf(kVersion, plainControls()));
    append(control, audio::requestsOf(kVersion, mixingControls()));
    append(control, audio::requestsOf(kVersion, soundControls()));
    std::vector<Request> all = ofGroup(kGroup, classes.first(1), std::move(control));
    append(all, ofGroup(kGroup, classes.last(1), audio::endpointRequestsOf(kVersion, endpointControls())));
    append(all,
        audio::memoryRequests({ kGroup, "Audio 1.0 §5.2.4", "GET_MEM", "SET_MEM", kGetMemory, kSetMemory }, classes));
    append(all, statusRequests());
    return all;
}

} // namespace wb::requests
