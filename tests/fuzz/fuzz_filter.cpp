// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as a display filter: compiling ends, an error names a column of the text, and what compiles can be asked.
#include "core/capture/filter.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace wb;
using namespace wb::capture;

namespace {

void checkColumn(const Error& error, std::size_t length)
{
    constexpr std::string_view kStart = "column ";
    const std::string_view detail = error.detail;
    std::size_t column = 0;
    if (error.kind != ErrorKind::InvalidArgument || detail.substr(0, kStart.size()) != kStart)
        std::abort();
    const auto [end, problem] = std::from_chars(detail.data() + kStart.size(), detail.data() + detail.size(), column);
    if (problem != std::errc() || *end != ':' || column == 0 || column > length + 1)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto filter = Filter::compile(text);
    if (!filter) {
        checkColumn(filter.error(), text.size());
        return 0;
    }
    LoggedDevice device;
    device.interfaceName = "1-1.2";
    device.product = "Loopback";
    device.descriptor.raw = { 18, 1 };
    device.descriptor.vendorId = 0xfffe;
    const std::vector<LoggedDevice> devices { device };
    for (std::uint64_t i = 0; i < 16; ++i) {
        IndexEntry entry {};
        entry.deviceIndex = i & 1;
        entry.endpoint = i & 4 ? 0x81 : 0x02;
        entry.type = i & 3;
        entry.status = i & 7;
        entry.actualLength = static_cast<std::uint32_t>(i * 100);
        const bool first = filter->matches(entry, devices);
        if (filter->matchesEverything() && !first)
            std::abort();
        if (first != Filter(*filter).matches(entry, devices))
            std::abort();
    }
    return 0;
}
