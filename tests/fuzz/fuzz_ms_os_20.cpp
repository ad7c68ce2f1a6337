// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a Microsoft OS 2.0 descriptor set.
#include "tests/fuzz/fuzz_section.h"

using namespace wb;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::checkSection(usb::SectionKind::MsOs20Set, 0, { data, size });
    return 0;
}
