// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are a report descriptor whose items cover them exactly and whose reports have an end; and a report of it,
// which is the same again when it is allowed to be sent.
#include "core/descriptors/decode.h"
#include "core/descriptors/hid_values.h"

#include <cstdlib>

using namespace wb;
using namespace wb::descriptors;

namespace {

void checkValues(const HidReportMap& map, const HidReport& report, ByteView bytes)
{
    const auto values = decodeReport(map, report.type, bytes);
    if (!values)
        return;
    const auto again = encodeReport(map, *values);
    if (!again)
        return;
    const auto same = decodeReport(map, report.type, *again);
    if (!same)
        std::abort();
    for (std::size_t i = 0; i < values->fields.size(); ++i)
        for (std::size_t element = 0; element < values->fields[i].numbers.size(); ++element)
            if (values->fields[i].numbers[element] != same->fields[i].numbers[element])
                std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes(data, size);
    const std::vector<Node> nodes = decodeHidReport(bytes, nullptr);
    if (!coversExactly(nodes, size) || (size > 0 && toText(nodes).empty()))
        std::abort();
    const HidReportMap map = parseHidReport(bytes);
    for (const HidReport& report : map.reports) {
        if (report.bits > kMaxReportBits)
            std::abort();
        checkValues(map, report, bytes);
    }
    for (const HidField& field : map.fields)
        if (field.endBit() > kMaxReportBits)
            std::abort();
    return 0;
}
