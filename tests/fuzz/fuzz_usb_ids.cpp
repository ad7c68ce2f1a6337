// SPDX-License-Identifier: GPL-3.0-or-later
// Any text gives names that are safe to show.
#include "core/descriptors/usb_ids.h"

#include <algorithm>
#include <array>
#include <cstdlib>

using namespace wb;
using namespace wb::descriptors;

namespace {

constexpr auto kVendors = std::to_array<std::uint16_t>({ 0x0000, 0x046d, 0x1234, 0xfffe });
constexpr auto kProducts = std::to_array<std::uint16_t>({ 0x0000, 0x0001, 0x0825 });

void check(const std::string& name)
{
    const bool hasControl = std::any_of(name.begin(), name.end(), [](char c) { return c >= 0 && c < 0x20; });
    if (hasControl)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto ids = UsbIds::parse(std::string(data, data + size));
    for (const std::uint16_t vendor : kVendors) {
        check(ids->vendor(vendor));
        for (const std::uint16_t product : kProducts)
            check(ids->product(vendor, product));
    }
    for (unsigned code = 0; code < 256; code += 3) {
        const auto byte = static_cast<std::uint8_t>(code);
        check(ids->className(byte));
        check(ids->subClassName(byte, 1));
        check(ids->protocolName(byte, 1, 1));
    }
    for (unsigned language = 0; language < 0x10000; language += 0x3ff)
        check(ids->language(static_cast<std::uint16_t>(language)));
    return 0;
}
