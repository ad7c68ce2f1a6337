// SPDX-License-Identifier: GPL-3.0-or-later
// Video control and streaming interfaces (core/lint/video_control.cpp, video_streaming.cpp).
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "video-control.version", "video-high", "Video control header descriptor.bcdUVC = 20 01", "1.00, 1.10 and 1.50" },
    { "video-control.protocol", "video-1-5-high", "Interface descriptor.bInterfaceProtocol = 00", "1.50" },
    { "video-control.clock-frequency", "video-high", "Video control header descriptor.dwClockFrequency = 00 00 00 00",
        "time stamps" },
    { "video-control.endpoint-type", "video-high", "Endpoint descriptor.bmAttributes = 02", "interrupt and IN" },
    { "video-control.interrupt-descriptor-missing", "video-high", "cut Video control interrupt endpoint descriptor",
        "Endpoint 0x83" },
    { "video-control.transfer-size", "video-high",
        "Video control interrupt endpoint descriptor.wMaxTransferSize = 00 00", "5 bytes" },
    { "video-unit.control-size", "video-high", "Video control header descriptor.bcdUVC = 50 01", "it is 3" },
    { "video-unit.controls-reserved", "video-high", "Video input terminal descriptor.bmControls = 0e 02 08",
        "0x80000" },
    { "video-unit.focal-lengths", "video-high", "Video input terminal descriptor.wObjectiveFocalLengthMin = 28 00",
        "40" },
    { "video-unit.focal-length-missing", "video-high",
        "Video input terminal descriptor.wObjectiveFocalLengthMin = 00 00;"
        "Video input terminal descriptor.wObjectiveFocalLengthMax = 00 00",
        "optical zoom" },
    { "video-unit.ocular-focal-length", "video-high", "Video input terminal descriptor.wOcularFocalLength = 00 00",
        "is 0" },
    { "video-unit.digital-multiplier", "video-high", "Video processing unit descriptor.wMaxMultiplier = 64 00",
        "is 100" },
    { "video-unit.standards-missing", "video-high",
        "cut Video processing unit descriptor;"
        "after Video input terminal descriptor: 0b 24 05 02 01 00 00 02 3f 04 00",
        "bLength is 11" },
    { "video-unit.standards-reserved", "video-high", "Video processing unit descriptor.bmVideoStandards = 40",
        "7 and 6" },
    { "video-unit.extension-code-nil", "video-high",
        "Video extension unit descriptor.guidExtensionCode = 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
        "all zeros" },
    { "video-unit.extension-code-repeated", "video-high",
        "after Video extension unit descriptor: 1a 24 06 07 0f 1e 2d 3c 4b 5a 69 78 87 96 a5 b4 c3 d2 e1 f0 02 01 04 "
        "01 03 00",
        "same GUID" },
    { "video-unit.extension-control-count", "video-high", "Video extension unit descriptor.bNumControls = 03",
        "2 bits set" },
    { "video-unit.encoding-runtime", "video-1-5-high", "Video encoding unit descriptor.bmControlsRuntime = 08 00 00",
        "0x8" },
    { "video-unit.encoding-version", "video-1-5-high", "Video control header descriptor.bcdUVC = 10 01", "0x0110" },
    { "video-unit.transport-reserved", "video-high", "Video input terminal descriptor#2.bmControls = 1f", "0x1f" },
    { "video-streaming.format-count", "video-high", "Video streaming input header descriptor.bNumFormats = 03",
        "is 3 and 4" },
    { "video-streaming.endpoint-missing", "video-high", "Video streaming input header descriptor.bEndpointAddress = 82",
        "0x82" },
    { "video-streaming.endpoint-direction", "video-high",
        "Video streaming input header descriptor.bEndpointAddress = 01", "an IN endpoint" },
    { "video-streaming.still-method", "video-high", "Video streaming input header descriptor.bStillCaptureMethod = 04",
        "0 to 3" },
    { "video-streaming.still-missing", "video-high", "cut Still image frame descriptor",
        "no still image frame descriptor" },
    { "video-streaming.still-unneeded", "video-high",
        "Video streaming input header descriptor.bStillCaptureMethod = 01", "of no use" },
    { "video-streaming.still-endpoint", "video-high", "Still image frame descriptor.bEndpointAddress = 81",
        "with method 2 it is 0" },
    { "video-streaming.still-endpoint", "video-1-5-high", "Still image frame descriptor.bEndpointAddress = 83",
        "bulk IN" },
    { "video-streaming.still-sizes", "video-high", "Still image frame descriptor.wWidth[0] = 00 00", "width" },
    { "video-streaming.trigger-usage", "video-high", "Video streaming input header descriptor.bTriggerUsage = 02",
        "0 and 1" },
    { "video-streaming.trigger-support", "video-high", "Video streaming input header descriptor.bTriggerSupport = 02",
        "0 and 1" },
    { "video-streaming.trigger-endpoint-missing", "video-high", "remove Endpoint descriptor", "no interrupt endpoint" },
    { "video-streaming.info-reserved", "video-high", "Video streaming input header descriptor.bmInfo = 02", "7 to 1" },
    { "video-streaming.controls-reserved", "video-high", "Video streaming input header descriptor.bmaControls[0] = 40",
        "from 6" },
    { "video-streaming.bulk-settings", "video-1-5-high", "behind Interface descriptor#2: 09 04 01 01 00 0e 02 01 00",
        "has 2" },
    { "video-streaming.only-default", "video-1-5-high",
        "remove Endpoint descriptor#2;"
        "remove Endpoint descriptor#2",
        "no setting of this interface" },
    { "video-streaming.bandwidth-order", "video-high", "Endpoint descriptor#3.wMaxPacketSize = 00 01",
        "Setting 2 takes 256" },
    { "video-streaming.synchronization", "video-high", "Endpoint descriptor#2.bmAttributes = 01", "Endpoint 0x81" },
});

} // namespace

std::span<const RuleRow> videoRows() { return kRows; }

} // namespace wb::test
