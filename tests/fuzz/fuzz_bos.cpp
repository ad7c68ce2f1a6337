// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a binary device object store.
#include "tests/fuzz/fuzz_section.h"

using namespace wb;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::checkSection(usb::SectionKind::Bos, 0, { data, size });
    return 0;
}
