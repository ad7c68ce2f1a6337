// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requests/request.h"

namespace wb::requests {

std::string_view entityWord(EntityKind kind)
{
    switch (kind) {
    case EntityKind::None:
        return "";
    case EntityKind::Any:
        return "entity";
    case EntityKind::CameraTerminal:
        return "camera terminal";
    case EntityKind::Terminal:
        return "terminal";
    case EntityKind::MixerUnit:
        return "mixer unit";
    case EntityKind::SelectorUnit:
        return "selector unit";
    case EntityKind::FeatureUnit:
        return "feature unit";
    case EntityKind::EffectUnit:
        return "effect unit";
    case EntityKind::ProcessingUnit:
        return "processing unit";
    case EntityKind::UpDownMixUnit:
        return "up/down-mix unit";
    case EntityKind::PrologicUnit:
        return "Dolby Prologic unit";
    case EntityKind::StereoExtenderUnit:
        return "stereo extender unit";
    case EntityKind::ReverberationUnit:
        return "reverberation unit";
    case EntityKind::ChorusUnit:
        return "chorus unit";
    case EntityKind::CompressorUnit:
        return "dynamic range compressor unit";
    case EntityKind::EqualizerUnit:
        return "parametric equalizer section unit";
    case EntityKind::ModulationDelayUnit:
        return "modulation delay unit";
    case EntityKind::ExtensionUnit:
        return "extension unit";
    case EntityKind::EncodingUnit:
        return "encoding unit";
    case EntityKind::ClockSource:
        return "clock source";
    case EntityKind::ClockSelector:
        return "clock selector";
    case EntityKind::ClockMultiplier:
        return "clock multiplier";
    case EntityKind::SampleRateConverter:
        return "sample rate converter";
    }
    return "";
}

std::size_t Request::dataBytes() const
{
    std::size_t bytes = 0;
    for (const Parameter& field : data)
        bytes += field.width;
    return bytes;
}

std::vector<Parameter> Request::choices() const
{
    std::vector<Parameter> all = parameters;
    if (!isIn())
        all.insert(all.end(), data.begin(), data.end());
    return all;
}

} // namespace wb::requests
