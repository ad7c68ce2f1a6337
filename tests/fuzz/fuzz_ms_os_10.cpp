// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the feature descriptors of Microsoft OS 1.0.
#include "tests/fuzz/fuzz_section.h"

using namespace wb;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::checkSection(usb::SectionKind::MsOs10CompatibleIds, 0, { data, size });
    fuzz::checkSection(usb::SectionKind::MsOs10Properties, 0, { data, size });
    return 0;
}
