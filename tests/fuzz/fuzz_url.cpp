// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a WebUSB URL, and as HID physical descriptors, which have no type either.
#include "tests/fuzz/fuzz_section.h"

using namespace wb;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::checkSection(usb::SectionKind::WebUsbUrl, 1, { data, size });
    fuzz::checkSection(usb::SectionKind::HidPhysical, 0, { data, size });
    return 0;
}
