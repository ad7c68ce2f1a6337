// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of video devices: UVC 1.5 §4. A control is one "Get" request, whose bRequest is a parameter, and one "Set".
#include "core/requests/control_codes.h"
#include "core/requests/tables.h"

namespace wb::requests {
namespace {

using descriptors::kNoYes;
using usb::Recipient;

constexpr auto kControl = std::to_array<ClassMatch>({ { 0x0e, 0x01 } });
constexpr auto kStreaming = std::to_array<ClassMatch>({ { 0x0e, 0x02 } });

// UVC 1.5 table A-8.
constexpr std::uint8_t kSetCur = 0x01;
constexpr auto kGetCodes = std::to_array<ValueName>({
    { 0x81, "GET_CUR" },
    { 0x82, "GET_MIN" },
    { 0x83, "GET_MAX" },
    { 0x84, "GET_RES" },
    { kVideoGetLen, "GET_LEN" },
    { kVideoGetInfo, "GET_INFO" },
    { 0x87, "GET_DEF" },
});
constexpr auto kSetCodes = std::to_array<ValueName>({ { kSetCur, "SET_CUR" } });

constexpr auto kOffOn = std::to_array<ValueName>({ { 0, "off" }, { 1, "on" } });
constexpr auto kScanningModes = std::to_array<ValueName>({ { 0, "interlaced" }, { 1, "progressive" } });
constexpr auto kExposureModes = std::to_array<ValueName>(
    { { 1, "manual" }, { 2, "auto" }, { 4, "shutter priority" }, { 8, "aperture priority" } });
constexpr auto kPriorities = std::to_array<ValueName>({ { 0, "frame rate constant" }, { 1, "frame rate may vary" } });
constexpr auto kLineFrequencies
    = std::to_array<ValueName>({ { 0, "disabled" }, { 1, "50 Hz" }, { 2, "60 Hz" }, { 3, "auto" } });
constexpr auto kFocusRanges
    = std::to_array<ValueName>({ { 0, "full range" }, { 1, "macro" }, { 2, "people" }, { 3, "scene" } });
constexpr auto kPrivacy = std::to_array<ValueName>({ { 0, "open" }, { 1, "closed" } });
constexpr auto kStandards = std::to_array<ValueName>({ { 0, "none" }, { 1, "NTSC 525/60" }, { 2, "PAL 625/50" },
    { 3, "SECAM 625/50" }, { 4, "NTSC 625/50" }, { 5, "PAL 525/60" } });
constexpr auto kLocks = std::to_array<ValueName>({ { 0, "locked" }, { 1, "not locked" } });
constexpr auto kErrors = std::to_array<ValueName>({
    { 0, "No error" },
    { 1, "Not ready" },
    { 2, "Wrong state" },
    { 3, "Power" },
    { 4, "Out of range" },
    { 5, "Invalid unit" },
    { 6, "Invalid Control" },
    { 7, "Invalid Request" },
    { 8, "Invalid value within range" },
    { 255, "Unknown" },
});
constexpr auto kTriggers = std::to_array<ValueName>({ { 0, "normal operation" }, { 1, "transmit still image" },
    { 2, "transmit still image by bulk pipe" }, { 3, "abort still image" } });
constexpr auto kProfiles = std::to_array<ValueName>({
    { 0x4240, "Constrained Baseline" },
    { 0x4200, "Baseline" },
    { 0x4d00, "Main" },
    { 0x640c, "Constrained High" },
    { 0x6400, "High" },
    { 0x5304, "Scalable Constrained Baseline" },
    { 0x5300, "Scalable Baseline" },
    { 0x5604, "Scalable Constrained High" },
    { 0x5600, "Scalable High" },
    { 0x7600, "Multiview High" },
    { 0x8000, "Stereo High" },
});
constexpr auto kSliceModes = std::to_array<ValueName>({ { 0, "macroblocks per slice" },
    { 1, "compressed size per slice" }, { 2, "slices per frame" }, { 3, "macroblock rows per slice" } });
constexpr auto kRateModes = std::to_array<ValueName>({ { 1, "VBR low delay" }, { 2, "CBR" }, { 3, "constant QP" },
    { 4, "global VBR low delay" }, { 5, "VBR" }, { 6, "global VBR" } });
constexpr auto kTrustModes = std::to_array<ValueName>({ { 0, "don't trust until" }, { 1, "trust until" } });
constexpr auto kLayerUpdates = std::to_array<ValueName>({ { 0, "stop" }, { 1, "start" } });
constexpr auto kLengths = std::to_array<ValueName>({ { 26, "UVC 1.0" }, { 34, "UVC 1.1" }, { 48, "UVC 1.5" } });

constexpr auto kPowerMode = std::to_array<BitSpec>({
    { 7, 7, "power mode can be set", kNoYes },
    { 6, 6, "device uses power supplied by AC", kNoYes },
    { 5, 5, "device uses power supplied by battery", kNoYes },
    { 4, 4, "device uses power supplied by USB", kNoYes },
    { 3, 0, "power mode" },
});
constexpr auto kHint = std::to_array<BitSpec>({
    { 15, 5, "reserved" },
    { 4, 4, "wCompWindowSize", kNoYes },
    { 3, 3, "wCompQuality", kNoYes },
    { 2, 2, "wPFrameRate", kNoYes },
    { 1, 1, "wKeyFrameRate", kNoYes },
    { 0, 0, "dwFrameInterval", kNoYes },
});
constexpr auto kFraming = std::to_array<BitSpec>({
    { 7, 2, "reserved" },
    { 1, 1, "end of frame", kNoYes },
    { 0, 0, "frame id", kNoYes },
});

constexpr auto kRegionControls = std::to_array<BitSpec>({
    { 15, 8, "reserved" },
    { 7, 7, "higher quality", kNoYes },
    { 6, 6, "image stabilization", kNoYes },
    { 5, 5, "detect and track", kNoYes },
    { 4, 4, "face detect", kNoYes },
    { 3, 3, "focus", kNoYes },
    { 2, 2, "white balance", kNoYes },
    { 1, 1, "iris", kNoYes },
    { 0, 0, "exposure", kNoYes },
});
constexpr auto kLayer = std::to_array<BitSpec>({
    { 15, 13, "reserved" },
    { 12, 10, "stream_id" },
    { 9, 7, "temporal_id" },
    { 6, 3, "quality_id" },
    { 2, 0, "dependency_id" },
});

struct Control {
    const char* name;
    std::uint8_t selector;
    EntityKind entity;
    std::string_view section;
    std::vector<Parameter> fields;
    bool isReadOnly = false;
};

constexpr std::string_view kCameraSection = "UVC 1.5 §4.2.2.1";
constexpr std::string_view kProcessingSection = "UVC 1.5 §4.2.2.3";
constexpr std::string_view kEncodingSection = "UVC 1.5 §4.2.2.4";
constexpr Unit kExposureUnit { "µs", 100 };
constexpr Unit kStopUnit { "f-stop", 1, 100 };
constexpr Unit kGammaUnit { "gamma", 1, 100 };
constexpr Unit kHundredNanoseconds { "µs", 1, 10 };

Request getControl(const Control& control, std::vector<Parameter> parameters)
{
    parameters.insert(parameters.begin(), choice("bRequest", Place::Code, kGetCodes));
    Request request = reads({ "Get " + std::string(control.name), control.section, Recipient::Interface, 0x81 },
        std::move(parameters), control.fields, Answer::VideoControl);
    request.selector = control.selector;
    return request;
}

Request setControl(const Control& control, std::vector<Parameter> parameters)
{
    parameters.insert(parameters.begin(), choice("bRequest", Place::Code, kSetCodes));
    Request request = writes({ "Set " + std::string(control.name), control.section, Recipient::Interface, kSetCur },
        std::move(parameters), control.fields);
    request.selector = control.selector;
    return request;
}

std::vector<Request> requestsOf(const std::vector<Control>& controls)
{
    std::vector<Request> requests;
    for (const Control& control : controls) {
        std::vector<Parameter> address { interfaceAt(Place::IndexLow) };
        if (control.entity != EntityKind::None)
            address.push_back(entityOf(control.entity));
        requests.push_back(getControl(control, address));
        if (!control.isReadOnly)
            requests.push_back(setControl(control, std::move(address)));
    }
    return requests;
}

std::vector<Control> interfaceControls()
{
    return {
        { "VC_VIDEO_POWER_MODE_CONTROL", 1, EntityKind::None, "UVC 1.5 §4.2.1.1",
            { flagField("bDevicePowerMode", 1, kPowerMode) } },
        { "VC_REQUEST_ERROR_CODE_CONTROL", 2, EntityKind::None, "UVC 1.5 §4.2.1.2",
            { choiceField("bRequestErrorCode", 1, kErrors) }, true },
        { "SU_INPUT_SELECT_CONTROL", 1, EntityKind::SelectorUnit, "UVC 1.5 §4.2.2.2", { field("bSelector", 1) } },
    };
}

std::vector<Control> cameraControls()
{
    const auto camera = [](const char* name, std::uint8_t selector, std::vector<Parameter> fields) {
        return Control { name, selector, EntityKind::CameraTerminal, kCameraSection, std::move(fields) };
    };
    return {
        camera("CT_SCANNING_MODE_CONTROL", 0x01, { choiceField("bScanningMode", 1, kScanningModes) }),
        camera("CT_AE_MODE_CONTROL", 0x02, { choiceField("bAutoExposureMode", 1, kExposureModes) }),
        camera("CT_AE_PRIORITY_CONTROL", 0x03, { choiceField("bAutoExposurePriority", 1, kPriorities) }),
        camera("CT_EXPOSURE_TIME_ABSOLUTE_CONTROL", 0x04, { field("dwExposureTimeAbsolute", 4, kExposureUnit) }),
        camera("CT_EXPOSURE_TIME_RELATIVE_CONTROL", 0x05, { signedField("bExposureTimeRelative", 1) }),
        camera("CT_FOCUS_ABSOLUTE_CONTROL", 0x06, { field("wFocusAbsolute", 2, { "mm" }) }),
        camera("CT_FOCUS_RELATIVE_CONTROL", 0x07, { signedField("bFocusRelative", 1), field("bSpeed", 1) }),
        camera("CT_FOCUS_AUTO_CONTROL", 0x08, { choiceField("bFocusAuto", 1, kOffOn) }),
        camera("CT_IRIS_ABSOLUTE_CONTROL", 0x09, { field("wIrisAbsolute", 2, kStopUnit) }),
        camera("CT_IRIS_RELATIVE_CONTROL", 0x0a, { signedField("bIrisRelative", 1) }),
        camera("CT_ZOOM_ABSOLUTE_CONTROL", 0x0b, { field("wObjectiveFocalLength", 2) }),
        camera("CT_ZOOM_RELATIVE_CONTROL", 0x0c,
            { signedField("bZoom", 1), choiceField("bDigitalZoom", 1, kOffOn), field("bSpeed", 1) }),
        camera("CT_PANTILT_ABSOLUTE_CONTROL", 0x0d,
            { signedField("dwPanAbsolute", 4, { "arc seconds" }),
                signedField("dwTiltAbsolute", 4, { "arc seconds" }) }),
        camera("CT_PANTILT_RELATIVE_CONTROL", 0x0e,
            { signedField("bPanRelative", 1), field("bPanSpeed", 1), signedField("bTiltRelative", 1),
                field("bTiltSpeed", 1) }),
        camera("CT_ROLL_ABSOLUTE_CONTROL", 0x0f, { signedField("wRollAbsolute", 2, { "degrees" }) }),
        camera("CT_ROLL_RELATIVE_CONTROL", 0x10, { signedField("bRollRelative", 1), field("bSpeed", 1) }),
        camera("CT_PRIVACY_CONTROL", 0x11, { choiceField("bPrivacy", 1, kPrivacy) }),
        camera("CT_FOCUS_SIMPLE_CONTROL", 0x12, { choiceField("bFocus", 1, kFocusRanges) }),
        camera("CT_WINDOW_CONTROL", 0x13,
            { field("wWindow_Top", 2), field("wWindow_Left", 2), field("wWindow_Bottom", 2), field("wWindow_Right", 2),
                field("wNumSteps", 2), hexField("bmNumStepsUnits", 2) }),
        camera("CT_REGION_OF_INTEREST_CONTROL", 0x14,
            { field("wROI_Top", 2), field("wROI_Left", 2), field("wROI_Bottom", 2), field("wROI_Right", 2),
                flagField("bmAutoControls", 2, kRegionControls) }),
    };
}

std::vector<Control> processingControls()
{
    const auto unit = [](const char* name, std::uint8_t selector, std::vector<Parameter> fields) {
        return Control { name, selector, EntityKind::ProcessingUnit, kProcessingSection, std::move(fields) };
    };
    std::vector<Control> controls {
        unit("PU_BACKLIGHT_COMPENSATION_CONTROL", 0x01, { field("wBacklightCompensation", 2) }),
        unit("PU_BRIGHTNESS_CONTROL", 0x02, { signedField("wBrightness", 2) }),
        unit("PU_CONTRAST_CONTROL", 0x03, { field("wContrast", 2) }),
        unit("PU_CONTRAST_AUTO_CONTROL", 0x13, { choiceField("bContrastAuto", 1, kOffOn) }),
        unit("PU_GAIN_CONTROL", 0x04, { field("wGain", 2) }),
        unit("PU_POWER_LINE_FREQUENCY_CONTROL", 0x05, { choiceField("bPowerLineFrequency", 1, kLineFrequencies) }),
        unit("PU_HUE_CONTROL", 0x06, { signedField("wHue", 2, { "degrees", 1, 100 }) }),
        unit("PU_HUE_AUTO_CONTROL", 0x10, { choiceField("bHueAuto", 1, kOffOn) }),
        unit("PU_SATURATION_CONTROL", 0x07, { field("wSaturation", 2) }),
        unit("PU_SHARPNESS_CONTROL", 0x08, { field("wSharpness", 2) }),
        unit("PU_GAMMA_CONTROL", 0x09, { field("wGamma", 2, kGammaUnit) }),
        unit("PU_WHITE_BALANCE_TEMPERATURE_CONTROL", 0x0a, { field("wWhiteBalanceTemperature", 2, { "K" }) }),
        unit("PU_WHITE_BALANCE_TEMPERATURE_AUTO_CONTROL", 0x0b,
            { choiceField("bWhiteBalanceTemperatureAuto", 1, kOffOn) }),
        unit("PU_WHITE_BALANCE_COMPONENT_CONTROL", 0x0c,
            { field("wWhiteBalanceBlue", 2), field("wWhiteBalanceRed", 2) }),
        unit("PU_WHITE_BALANCE_COMPONENT_AUTO_CONTROL", 0x0d, { choiceField("bWhiteBalanceComponentAuto", 1, kOffOn) }),
        unit("PU_DIGITAL_MULTIPLIER_CONTROL", 0x0e, { field("wMultiplierStep", 2) }),
        unit("PU_DIGITAL_MULTIPLIER_LIMIT_CONTROL", 0x0f, { field("wMultiplierLimit", 2) }),
        unit("PU_ANALOG_VIDEO_STANDARD_CONTROL", 0x11, { choiceField("bVideoStandard", 1, kStandards) }),
        unit("PU_ANALOG_LOCK_STATUS_CONTROL", 0x12, { choiceField("bStatus", 1, kLocks) }),
    };
    for (Control& control : controls) // what the device reports and nobody sets
        control.isReadOnly = control.selector == 0x11 || control.selector == 0x12;
    return controls;
}

Parameter profile()
{
    Parameter parameter = choiceField("wProfile", 2, kProfiles);
    parameter.isOpen = true;
    parameter.isHex = true;
    return parameter;
}

std::vector<Control> encodingControls()
{
    const auto unit = [](const char* name, std::uint8_t selector, std::vector<Parameter> fields) {
        return Control { name, selector, EntityKind::EncodingUnit, kEncodingSection, std::move(fields) };
    };
    return {
        unit("EU_SELECT_LAYER_CONTROL", 0x01, { flagField("wLayerOrViewID", 2, kLayer) }),
        unit("EU_PROFILE_TOOLSET_CONTROL", 0x02,
            { profile(), hexField("wConstrainedToolset", 2), hexField("bmSettings", 1) }),
        unit("EU_VIDEO_RESOLUTION_CONTROL", 0x03, { field("wWidth", 2), field("wHeight", 2) }),
        unit("EU_MIN_FRAME_INTERVAL_CONTROL", 0x04, { field("dwFrameInterval", 4, kHundredNanoseconds) }),
        unit("EU_SLICE_MODE_CONTROL", 0x05,
            { choiceField("wSliceMode", 2, kSliceModes), field("wSliceConfigSetting", 2) }),
        unit("EU_RATE_CONTROL_MODE_CONTROL", 0x06, { choiceField("bRateControlMode", 1, kRateModes) }),
        unit("EU_AVERAGE_BITRATE_CONTROL", 0x07, { field("dwAverageBitRate", 4, { "bit/s" }) }),
        unit("EU_CPB_SIZE_CONTROL", 0x08, { field("dwCPBsize", 4, { "bits", 16 }) }),
        unit("EU_PEAK_BIT_RATE_CONTROL", 0x09, { field("dwPeakBitRate", 4, { "bit/s", 64 }) }),
        unit("EU_QUANTIZATION_PARAMS_CONTROL", 0x0a,
            { field("wQpPrime_I", 2), field("wQpPrime_P", 2), field("wQpPrime_B", 2) }),
        unit("EU_SYNC_REF_FRAME_CONTROL", 0x0b,
            { field("bSyncFrameType", 1), field("wSyncFrameInterval", 2, { "ms" }),
                field("bGradualDecoderRefresh", 1) }),
        unit("EU_LTR_BUFFER_CONTROL", 0x0c,
            { field("bNumHostControlLTRBuffers", 1), choiceField("bTrustMode", 1, kTrustModes) }),
        unit("EU_LTR_PICTURE_CONTROL", 0x0d, { field("bPutAtPositionInLTRBuffer", 1), field("bLTRMode", 1) }),
        unit("EU_LTR_VALIDATION_CONTROL", 0x0e, { hexField("bmValidLTRs", 2) }),
        unit("EU_LEVEL_IDC_LIMIT_CONTROL", 0x0f, { field("bLevelIDC", 1) }),
        unit("EU_SEI_PAYLOADTYPE_CONTROL", 0x10, { hexField("bmSEIMessages", 8) }),
        unit("EU_QP_RANGE_CONTROL", 0x11, { field("bMinQp", 1), field("bMaxQp", 1) }),
        unit("EU_PRIORITY_CONTROL", 0x12, { field("bPriority", 1) }),
        unit("EU_START_OR_STOP_LAYER_CONTROL", 0x13, { choiceField("bUpdate", 1, kLayerUpdates) }),
        unit("EU_ERROR_RESILIENCY_CONTROL", 0x14, { hexField("bmErrorResiliencyFeatures", 2) }),
    };
}

// The vendor chooses what a control of an extension unit means and how long it is (GET_LEN).
std::vector<Request> extensionRequests()
{
    const std::vector<Parameter> address { within(1, 255, number("ControlSelector", Place::ValueHigh)),
        interfaceAt(Place::IndexLow), entityOf(EntityKind::ExtensionUnit) };
    const Control control { "XU_CONTROL", 0, EntityKind::ExtensionUnit, "UVC 1.5 §4.2.2.5", {} };
    std::vector<Parameter> withLength = address;
    withLength.push_back(lengthOf(2));
    Request set = setControl(control, address);
    set.hasPayload = true;
    return { getControl(control, std::move(withLength)), std::move(set) };
}

std::vector<Parameter> negotiation()
{
    constexpr Unit kBytes { "bytes" };
    return { flagField("bmHint", 2, kHint), field("bFormatIndex", 1), field("bFrameIndex", 1),
        field("dwFrameInterval", 4, kHundredNanoseconds), field("wKeyFrameRate", 2), field("wPFrameRate", 2),
        field("wCompQuality", 2), field("wCompWindowSize", 2), field("wDelay", 2, { "ms" }),
        field("dwMaxVideoFrameSize", 4, kBytes), field("dwMaxPayloadTransferSize", 4, kBytes),
        optional(field("dwClockFrequency", 4, { "Hz" })), optional(flagField("bmFramingInfo", 1, kFraming)),
        optional(field("bPreferedVersion", 1)), optional(field("bMinVersion", 1)), optional(field("bMaxVersion", 1)),
        optional(field("bUsage", 1)), optional(field("bBitDepthLuma", 1)), optional(hexField("bmSettings", 1)),
        optional(field("bMaxNumberOfRefFramesPlus1", 1)), optional(hexField("bmRateControlModes", 2)),
        optional(hexField("bmLayoutPerStream", 8)) };
}

std::vector<Request> negotiationRequests()
{
    std::vector<Request> requests;
    for (const Control& control :
        { Control { "VS_PROBE_CONTROL", 1, EntityKind::None, "UVC 1.5 §4.3.1.1", negotiation() },
            Control { "VS_COMMIT_CONTROL", 2, EntityKind::None, "UVC 1.5 §4.3.1.1", negotiation() } }) {
        const std::vector<Parameter> address { interfaceAt(Place::IndexLow),
            openChoice("wLength", Place::Length, kLengths) };
        requests.push_back(getControl(control, address));
        requests.push_back(setControl(control, address));
    }
    return requests;
}

std::vector<Control> streamingControls()
{
    const std::vector<Parameter> still { field("bFormatIndex", 1), field("bFrameIndex", 1),
        field("bCompressionIndex", 1), field("dwMaxVideoFrameSize", 4, { "bytes" }),
        field("dwMaxPayloadTransferSize", 4, { "bytes" }) };
    constexpr std::string_view kSection = "UVC 1.5 §4.3.1";
    return {
        { "VS_STILL_PROBE_CONTROL", 3, EntityKind::None, kSection, still },
        { "VS_STILL_COMMIT_CONTROL", 4, EntityKind::None, kSection, still },
        { "VS_STILL_IMAGE_TRIGGER_CONTROL", 5, EntityKind::None, kSection, { choiceField("bTrigger", 1, kTriggers) } },
        { "VS_STREAM_ERROR_CODE_CONTROL", 6, EntityKind::None, kSection, { hexField("bStreamErrorCode", 1) }, true },
        { "VS_GENERATE_KEY_FRAME_CONTROL", 7, EntityKind::None, kSection,
            { choiceField("bGenerateKeyFrame", 1, kOffOn) } },
        { "VS_UPDATE_FRAME_SEGMENT_CONTROL", 8, EntityKind::None, kSection,
            { field("bStartFrameSegment", 1), field("bEndFrameSegment", 1) } },
        { "VS_SYNCH_DELAY_CONTROL", 9, EntityKind::None, kSection, { field("wDelay", 2, { "ms" }) } },
    };
}

} // namespace

std::vector<Request> videoRequests()
{
    std::vector<Request> control = requestsOf(interfaceControls());
    append(control, requestsOf(cameraControls()));
    append(control, requestsOf(processingControls()));
    append(control, requestsOf(encodingControls()));
    append(control, extensionRequests());
    std::vector<Request> streaming = negotiationRequests();
    append(streaming, requestsOf(streamingControls()));
    std::vector<Request> all = ofGroup("Video", kControl, std::move(control));
    append(all, ofGroup("Video", kStreaming, std::move(streaming)));
    return all;
}

} // namespace wb::requests
