// SPDX-License-Identifier: GPL-3.0-or-later
// Video control interfaces: header, terminals, units and the interrupt endpoint, UVC 1.5 §3.7.2 and §3.8, with what
// 1.0 and 1.1 say otherwise.
#include "core/lint/av_function.h"
#include "core/lint/checks.h"

#include <algorithm>
#include <bitset>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;

constexpr Rule kVersion { "video-control.version", Severity::Warning, "UVC 1.5 Table 3-3",
    "bcdUVC is 1.00, 1.10 or 1.50." };
constexpr Rule kProtocol { "video-control.protocol", Severity::Warning, "UVC 1.5 Table A-3",
    "bInterfaceProtocol is 1 from UVC 1.5 on and 0 before." };
constexpr Rule kClock { "video-control.clock-frequency", Severity::Note, "UVC 1.1 Table 3-3",
    "dwClockFrequency says what the time stamps of UVC 1.0 and 1.1 count." };
constexpr Rule kEndpointType { "video-control.endpoint-type", Severity::Error, "UVC 1.5 §3.8.2.1",
    "A control interface has one endpoint at most, and that is an interrupt IN endpoint." };
constexpr Rule kClassMissing { "video-control.interrupt-descriptor-missing", Severity::Warning, "UVC 1.5 §3.8.2.2",
    "A class-specific endpoint descriptor follows the interrupt endpoint." };
constexpr Rule kTransferSize { "video-control.transfer-size", Severity::Warning, "UVC 1.5 Table 3-12",
    "wMaxTransferSize has room for a status packet." };

constexpr Rule kControlSize { "video-unit.control-size", Severity::Warning, "UVC 1.5 §3.7.2",
    "bControlSize is 3 from UVC 1.5 on, and 1 to 3 before." };
constexpr Rule kReservedBits { "video-unit.controls-reserved", Severity::Note, "UVC 1.5 §3.7.2",
    "The bits of bmControls that bcdUVC's version reserves are zero." };
constexpr Rule kFocalOrder { "video-unit.focal-lengths", Severity::Warning, "UVC 1.5 Table 3-6",
    "wObjectiveFocalLengthMin is not above wObjectiveFocalLengthMax." };
constexpr Rule kFocalMissing { "video-unit.focal-length-missing", Severity::Note, "UVC 1.5 Table 3-6",
    "A camera with optical zoom says its focal lengths." };
constexpr Rule kOcularMissing { "video-unit.ocular-focal-length", Severity::Note, "UVC 1.5 Table 3-6",
    "A camera whose objective has a focal length has an ocular focal length." };
constexpr Rule kMultiplier { "video-unit.digital-multiplier", Severity::Note, "UVC 1.5 Table 3-8",
    "wMaxMultiplier is 0 exactly when there is no digital multiplier." };
constexpr Rule kStandardsMissing { "video-unit.standards-missing", Severity::Warning, "UVC 1.1 Table 3-8",
    "From UVC 1.1 on a processing unit ends with bmVideoStandards." };
constexpr Rule kStandards { "video-unit.standards-reserved", Severity::Note, "UVC 1.5 Table 3-8",
    "Reserved bits of bmVideoStandards are zero." };
constexpr Rule kGuidNil { "video-unit.extension-code-nil", Severity::Warning, "UVC 1.5 Table 3-10",
    "An extension unit has a GUID of its own by which software knows it." };
constexpr Rule kGuidRepeated { "video-unit.extension-code-repeated", Severity::Note, "UVC 1.5 Table 3-10",
    "Extension units of a function have different GUIDs." };
constexpr Rule kControlCount { "video-unit.extension-control-count", Severity::Note, "UVC 1.5 Table 3-10",
    "bNumControls of an extension unit counts the bits that are set in bmControls." };
constexpr Rule kRuntime { "video-unit.encoding-runtime", Severity::Warning, "UVC 1.5 Table 3-9",
    "Controls that work while video runs are controls of the encoding unit." };
constexpr Rule kEncodingVersion { "video-unit.encoding-version", Severity::Warning, "UVC 1.5 §2.3",
    "Encoding units exist from UVC 1.5 on." };
constexpr Rule kTransport { "video-unit.transport-reserved", Severity::Note, "UVC 1.5 media transport terminal",
    "Reserved bits of a media transport terminal's bmControls are zero." };

constexpr std::array kRules { kVersion, kProtocol, kClock, kEndpointType, kClassMissing, kTransferSize, kControlSize,
    kReservedBits, kFocalOrder, kFocalMissing, kOcularMissing, kMultiplier, kStandardsMissing, kStandards, kGuidNil,
    kGuidRepeated, kControlCount, kRuntime, kEncodingVersion, kTransport };

constexpr Place control(std::uint8_t subtype)
{
    return { kVideoClass, kControlSubClass, kAny, kClassInterface, subtype };
}
constexpr bool isVersion(std::uint64_t value) { return value == 0x0100 || value == 0x0110 || value == 0x0150; }
constexpr auto kFields = std::to_array<FieldRule>({
    { &kVersion, control(1), "bcdUVC", isVersion, "1.00, 1.10 and 1.50 exist" },
    { &kStandards, control(5), "bmVideoStandards", areZero<0xc0>, "bits 7 and 6 are reserved and must be 0" },
    { &kTransferSize, { kVideoClass, kControlSubClass, kAny, kClassEndpoint, 3 }, "wMaxTransferSize",
        isWithin<5, 0xffff>, "a control change takes 5 bytes and its value" },
});

constexpr unsigned kCamera = 0x0201;
constexpr unsigned kMediaIn = 0x0202;
constexpr unsigned kMediaOut = 0x0302;
constexpr std::uint64_t kOpticalZoom = 1U << 9;
constexpr std::uint64_t kDigitalMultiplier = 1U << 14;

std::uint64_t versionOf(const AvFunction& function) { return fieldValue(function.header, "bcdUVC").value_or(0); }

void checkHeader(const AvFunction& function, Report& report)
{
    const std::uint64_t version = versionOf(function);
    if (!isVersion(version))
        return;
    const unsigned wanted = version >= 0x0150 ? 1 : 0;
    const unsigned protocol = function.control->protocol();
    if (protocol != wanted)
        report.add(kProtocol, function.control->item, 7, 1,
            "bInterfaceProtocol is " + number(protocol) + "; with bcdUVC " + (wanted == 1 ? "1.50" : "below 1.50")
                + " it is " + number(wanted) + ".");
    if (version < 0x0150 && fieldValue(*function.header, "dwClockFrequency") == 0)
        addAtField(report, kClock, *function.header, "dwClockFrequency",
            "dwClockFrequency is 0; then nobody knows what time stamps of the video mean.");
}

void checkEndpoints(const AlternateView& control, Report& report)
{
    for (std::size_t index = 0; index < control.endpoints.size(); ++index) {
        const EndpointView& endpoint = control.endpoints[index];
        if (endpoint.item.size() < 7)
            continue;
        if (index > 0 || endpoint.type() != usb::TransferType::Interrupt || !endpoint.isIn()) {
            report.add(kEndpointType, endpoint.item, 2, 2,
                endpointName(endpoint) + " must be the only one of this interface, interrupt and IN.");
            continue;
        }
        const bool hasOwn = std::any_of(endpoint.others.begin(), endpoint.others.end(),
            [](const Item& other) { return other.type() == kClassEndpoint; });
        if (!hasOwn)
            report.add(kClassMissing, endpoint.item, 0, endpoint.item.size(),
                "No class-specific endpoint descriptor with wMaxTransferSize follows " + endpointName(endpoint) + ".");
    }
}

// Which size and which bits of bmControls a version knows.
struct ControlSpec {
    std::uint8_t subtype;
    unsigned terminalType; // 0: a unit
    std::uint64_t smallest; // bControlSize
    std::uint64_t largest;
    std::uint64_t oldBits; // before UVC 1.5
    std::uint64_t bits;
    std::string_view spec;
};
constexpr auto kControls = std::to_array<ControlSpec>({
    { 2, kCamera, 1, 3, 0x06'7fff, 0x3e'7fff, "UVC 1.5 Table 3-6" },
    { 5, 0, 1, 3, 0x03'ffff, 0x07'ffff, "UVC 1.5 Table 3-8" },
    { 7, 0, 3, 3, 0x0f'ffff, 0x0f'ffff, "UVC 1.5 Table 3-9" },
});

void checkControls(const Entity& entity, std::uint64_t version, Report& report)
{
    const Item& item = *entity.item;
    const unsigned terminal = entity.isTerminal() ? entity.terminalType() : 0;
    const auto controls = std::find_if(kControls.begin(), kControls.end(),
        [&](const ControlSpec& one) { return one.subtype == item.subtype() && one.terminalType == terminal; });
    const auto size = fieldValue(item, "bControlSize");
    if (controls == kControls.end() || !size)
        return;
    const bool isNewer = version >= 0x0150;
    const std::uint64_t smallest = isNewer ? controls->largest : controls->smallest;
    if (*size < smallest || *size > controls->largest)
        addAtField(report, kControlSize, item, "bControlSize",
            "bControlSize is " + number(*size) + "; with this bcdUVC it is "
                + (isNewer ? "" : number(smallest) + " to ") + number(controls->largest) + ".",
            controls->spec);
    const std::uint64_t unknown
        = fieldValue(item, "bmControls").value_or(0) & ~(isNewer ? controls->bits : controls->oldBits);
    if (unknown != 0 && version != 0)
        addAtField(report, kReservedBits, item, "bmControls",
            "bmControls has bits 0x" + hex(unknown, 1) + " set, which this bcdUVC reserves; they must be 0.",
            controls->spec);
}

void checkCamera(const Entity& entity, Report& report)
{
    if (!entity.isTerminal() || entity.terminalType() != kCamera)
        return;
    const Item& item = *entity.item;
    const auto shortest = fieldValue(item, "wObjectiveFocalLengthMin");
    const auto longest = fieldValue(item, "wObjectiveFocalLengthMax");
    const auto ocular = fieldValue(item, "wOcularFocalLength");
    if (!shortest || !longest || !ocular)
        return;
    if (*shortest > *longest)
        addAtField(report, kFocalOrder, item, "wObjectiveFocalLengthMin",
            "wObjectiveFocalLengthMin is " + number(*shortest) + " and above wObjectiveFocalLengthMax, "
                + number(*longest) + ".");
    const bool hasZoom = (fieldValue(item, "bmControls").value_or(0) & kOpticalZoom) != 0;
    if (hasZoom && *longest == 0)
        addAtField(report, kFocalMissing, item, "wObjectiveFocalLengthMax",
            "The camera has optical zoom and focal length 0; then software cannot tell how much it zooms.");
    if (*longest != 0 && *ocular == 0)
        addAtField(report, kOcularMissing, item, "wOcularFocalLength",
            "wOcularFocalLength is 0; the objective's focal lengths mean nothing without it.");
}

void checkTransport(const Entity& entity, Report& report)
{
    const bool isMedia
        = entity.isTerminal() && (entity.terminalType() == kMediaIn || entity.terminalType() == kMediaOut);
    const std::uint64_t controls = isMedia ? fieldValue(*entity.item, "bmControls").value_or(0) : 0;
    if ((controls & ~std::uint64_t { 0x0f }) != 0)
        addAtField(report, kTransport, *entity.item, "bmControls",
            "bmControls is 0x" + hex(controls, 2) + "; the bits from 4 are reserved and must be 0.");
}

void checkProcessing(const Entity& entity, std::uint64_t version, Report& report)
{
    const Item& item = *entity.item;
    if (item.subtype() != 5)
        return;
    const auto multiplier = fieldValue(item, "wMaxMultiplier");
    const auto controls = fieldValue(item, "bmControls");
    if (multiplier && controls && (*multiplier != 0) != ((*controls & kDigitalMultiplier) != 0))
        addAtField(report, kMultiplier, item, "wMaxMultiplier",
            "wMaxMultiplier is " + number(*multiplier) + ", and bit 14 of bmControls says that there is "
                + (*multiplier != 0 ? "no" : "a") + " digital multiplier.");
    if (version >= 0x0110 && controls && findField(item, "bmVideoStandards") == nullptr)
        report.add(kStandardsMissing, item, 0, 1,
            "bLength is " + number(item.u8(0)) + "; from UVC 1.1 on bmVideoStandards follows iProcessing.");
}

void checkExtension(const Entity& entity, std::vector<ByteView>& codes, Report& report)
{
    const Item& item = *entity.item;
    const descriptors::Field* code = findField(item, "guidExtensionCode");
    if (item.subtype() != 6 || code == nullptr)
        return;
    const ByteView bytes = slice(item.bytes(), 4, 16);
    if (std::all_of(bytes.begin(), bytes.end(), [](Byte byte) { return byte == 0; }))
        addAtField(report, kGuidNil, item, code->name, "guidExtensionCode is all zeros; every extension has its own.");
    else if (std::any_of(codes.begin(), codes.end(),
                 [&](ByteView other) { return std::equal(other.begin(), other.end(), bytes.begin(), bytes.end()); }))
        addAtField(report, kGuidRepeated, item, code->name, "An extension unit before this one has the same GUID.");
    // Software asks for one unit by its code: a few are compared, a thousand are a jest.
    if (codes.size() < 64)
        codes.push_back(bytes);
    const auto claimed = fieldValue(item, "bNumControls");
    const descriptors::Field* map = findField(item, "bmControls");
    if (!claimed || map == nullptr)
        return;
    std::size_t set = 0;
    for (const Byte byte : slice(item.bytes(), map->range.begin - item.range().begin, map->range.size()))
        set += std::bitset<8>(byte).count();
    if (set != *claimed)
        addAtField(report, kControlCount, item, "bNumControls",
            "bNumControls is " + number(*claimed) + "; bmControls has " + number(set) + " bits set.");
}

void checkEncoding(const Entity& entity, std::uint64_t version, Report& report)
{
    const Item& item = *entity.item;
    if (item.subtype() != 7)
        return;
    const std::uint64_t extra
        = fieldValue(item, "bmControlsRuntime").value_or(0) & ~fieldValue(item, "bmControls").value_or(0);
    if (extra != 0)
        addAtField(report, kRuntime, item, "bmControlsRuntime",
            "bmControlsRuntime has bits 0x" + hex(extra, 1) + " that bmControls has not.");
    if (version != 0 && version < 0x0150)
        report.add(
            kEncodingVersion, item, 2, 1, "This is an encoding unit; bcdUVC 0x" + hex(version, 4) + " has none.");
}

void check(const DeviceView& device, Report& report)
{
    for (const AvFunction& function : avFunctionsOf(device)) {
        if (function.isAudio())
            continue;
        const std::uint64_t version = versionOf(function);
        checkHeader(function, report);
        checkEndpoints(*function.control, report);
        std::vector<ByteView> codes;
        for (const Entity& entity : function.entities) {
            checkControls(entity, version, report);
            checkCamera(entity, report);
            checkTransport(entity, report);
            checkProcessing(entity, version, report);
            checkExtension(entity, codes, report);
            checkEncoding(entity, version, report);
        }
    }
    checkFields(kFields, device, report);
}

} // namespace

Group videoControlGroup() { return { kRules, check }; }

} // namespace wb::lint
