// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are a report descriptor whose items cover them exactly and whose reports have an end.
#include "core/descriptors/decode.h"
#include "core/descriptors/hid_report.h"

#include <cstdlib>

using namespace wb;
using namespace wb::descriptors;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes(data, size);
    const std::vector<Node> nodes = decodeHidReport(bytes, nullptr);
    if (!coversExactly(nodes, size) || (size > 0 && toText(nodes).empty()))
        std::abort();
    const HidReportMap map = parseHidReport(bytes);
    for (const HidReport& report : map.reports)
        if (report.bits > kMaxReportBits)
            std::abort();
    for (const HidField& field : map.fields)
        if (field.endBit() > kMaxReportBits)
            std::abort();
    return 0;
}
