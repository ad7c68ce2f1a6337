// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a string: languages, a text, and the signature of Microsoft OS 1.0.
#include "tests/fuzz/fuzz_section.h"

using namespace wb;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    for (const std::uint8_t index : { 0, 1, 0xee })
        fuzz::checkSection(usb::SectionKind::String, index, { data, size });
    return 0;
}
