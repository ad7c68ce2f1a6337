// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a report descriptor give a text that is safe to show and no longer than the rows it can have.
#include "core/descriptors/hid_report_text.h"

#include <algorithm>
#include <cstdlib>

using namespace wb;
using namespace wb::descriptors;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    constexpr std::size_t kMostPerByte = 2048; // one byte can be a report's only field, with its title and head
    const std::string text = hidReportText(parseHidReport({ data, size }), nullptr);
    const bool isSafe = std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < 0x20 && c != '\n'; });
    if (!isSafe || text.empty() || text.size() > kMostPerByte * (size + 1))
        std::abort();
    return 0;
}
