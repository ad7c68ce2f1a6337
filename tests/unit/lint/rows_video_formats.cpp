// SPDX-License-Identifier: GPL-3.0-or-later
// Video formats and frames (core/lint/video_formats.cpp, video_frames.cpp).
#include "tests/unit/lint/rows.h"

#include <array>

namespace wb::test {
namespace {

constexpr auto kRows = std::to_array<RuleRow>({
    { "video-format.index", "video-high", "MJPEG format descriptor.bFormatIndex = 05", "is 5" },
    { "video-format.index-repeated", "video-high", "Uncompressed video format descriptor.bFormatIndex = 01",
        "a format before" },
    { "video-format.frame-count", "video-high", "MJPEG format descriptor.bNumFrameDescriptors = 02", "is 2 and 1" },
    { "video-format.no-frames", "video-1-5-high",
        "VP8 format descriptor.bNumFrameDescriptors = 00;"
        "cut VP8 frame descriptor",
        "is 0" },
    { "video-format.foreign-frame", "video-high", "MJPEG frame descriptor.bDescriptorSubtype = 05", "0x06" },
    { "video-format.foreign-frame", "video-high", "cut MJPEG format descriptor", "belongs to none" },
    { "video-format.default-frame", "video-high", "MJPEG format descriptor.bDefaultFrameIndex = 04", "is 4" },
    { "video-format.guid-nil", "video-high",
        "Uncompressed video format descriptor.guidFormat = 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
        "all zeros" },
    { "video-format.bits-per-pixel", "video-high", "Uncompressed video format descriptor.bBitsPerPixel = 0c",
        "YUY2 takes 16" },
    { "video-format.interlace-reserved", "video-high", "Uncompressed video format descriptor.bmInterlaceFlags = 08",
        "7, 6 and 3" },
    { "video-format.copy-protect", "video-high", "Uncompressed video format descriptor.bCopyProtect = 02", "0 and 1" },
    { "video-format.flags-reserved", "video-high", "MJPEG format descriptor.bmFlags = 03", "7 to 1" },
    { "video-format.variable-size", "video-high", "Frame-based format descriptor.bVariableSize = 02", "0 and 1" },
    { "video-format.color-missing", "video-high", "cut Color matching descriptor", "sRGB" },
    { "video-format.color-repeated", "video-high", "after Color matching descriptor: 06 24 0d 01 01 04",
        "before this one" },
    { "video-format.color-place", "video-high",
        "cut Color matching descriptor;"
        "after MJPEG format descriptor: 06 24 0d 01 01 04",
        "must stand behind" },
    { "video-format.color-value", "video-high", "Color matching descriptor.bColorPrimaries = 09", "0 to 5" },
    { "video-format.slice-modes-reserved", "video-1-5-high", "H.264 format descriptor.bmSupportedSliceModes = 80",
        "7 to 4" },
    { "video-format.sync-frames-reserved", "video-1-5-high", "H.264 format descriptor.bmSupportedSyncFrameTypes = 82",
        "bit 7" },
    { "video-format.resolution-scaling", "video-1-5-high", "H.264 format descriptor.bResolutionScaling = 05",
        "0 to 3" },
    { "video-format.rate-modes-reserved", "video-1-5-high", "H.264 format descriptor.bmSupportedRateControlModes = 4f",
        "7 and 6" },
    { "video-frame.index", "video-high", "Uncompressed video frame descriptor#2.bFrameIndex = 05", "is 5" },
    { "video-frame.index-repeated", "video-high", "Uncompressed video frame descriptor#2.bFrameIndex = 01",
        "is 1, the index" },
    { "video-frame.size-zero", "video-high", "MJPEG frame descriptor.wWidth = 00 00", "0 by 480" },
    { "video-frame.odd-size", "video-high", "Uncompressed video frame descriptor#3.wHeight = df 01", "640 by 479" },
    { "video-frame.odd-size", "video-high", "Uncompressed video frame descriptor#1.wWidth = 7f 02", "639 by 480" },
    { "video-frame.buffer-small", "video-high",
        "Uncompressed video frame descriptor.dwMaxVideoFrameBufferSize = 00 00 09 00", "614400" },
    { "video-frame.buffer-large", "video-high",
        "Uncompressed video frame descriptor.dwMaxVideoFrameBufferSize = 00 00 0a 00", "614400" },
    { "video-frame.buffer-zero", "video-high", "MJPEG frame descriptor.dwMaxVideoFrameBufferSize = 00 00 00 00",
        "is 0" },
    { "video-frame.bit-rate-order", "video-high", "MJPEG frame descriptor.dwMinBitRate = 00 00 78 01", "24641536" },
    { "video-frame.bit-rate", "video-high", "Uncompressed video frame descriptor.dwMaxBitRate = 00 00 ca 18",
        "147456147" },
    { "video-frame.bit-rate", "video-high", "Uncompressed video frame descriptor.dwMinBitRate = 00 00 65 00",
        "73728073" },
    { "video-frame.default-interval", "video-high",
        "Uncompressed video frame descriptor.dwDefaultFrameInterval = 16 16 05 00", "333334" },
    { "video-frame.default-interval", "video-high",
        "Uncompressed video frame descriptor#2.dwDefaultFrameInterval = 16 16 05 00", "a step of the range" },
    { "video-frame.interval-zero", "video-high", "MJPEG frame descriptor.dwFrameInterval[0] = 00 00 00 00", "is 0" },
    { "video-frame.no-intervals", "video-1-5-high", "H.264 frame descriptor.bNumFrameIntervals = 00", "at least 1" },
    { "video-frame.interval-order", "video-high",
        "Uncompressed video frame descriptor.dwFrameInterval[1] = 15 16 05 00", "not above" },
    { "video-frame.interval-range", "video-high",
        "Uncompressed video frame descriptor#2.dwMinFrameInterval = 40 42 0f 00", "1000000" },
    { "video-frame.interval-step", "video-high",
        "Uncompressed video frame descriptor#2.dwFrameIntervalStep = 16 16 05 00", "666666" },
    { "video-frame.capabilities-reserved", "video-high", "MJPEG frame descriptor.bmCapabilities = 05", "7 to 2" },
    { "video-frame.still-support", "video-high",
        "Video streaming input header descriptor.bStillCaptureMethod = 00;"
        "cut Still image frame descriptor",
        "still images" },
    { "video-frame.bytes-per-line", "video-high", "Frame-based frame descriptor.dwBytesPerLine = 00 05 00 00", "1280" },
    { "video-frame.sample-aspect", "video-1-5-high", "H.264 frame descriptor.wSARwidth = 00 00", "above 0" },
    { "video-frame.level", "video-1-5-high", "H.264 frame descriptor.bLevelIDC = 63", "99" },
});

} // namespace

std::span<const RuleRow> videoFormatRows() { return kRows; }

} // namespace wb::test
