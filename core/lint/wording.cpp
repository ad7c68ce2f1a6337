// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lint/wording.h"

namespace wb::lint {

std::string nameOf(const EndpointView& endpoint)
{
    return usb::toString(usb::EndpointAddress { static_cast<std::uint8_t>(endpoint.address()) });
}

std::string nameOf(const AlternateView& alternate)
{
    const std::string name = "Interface " + std::to_string(alternate.number());
    return alternate.setting() == 0 ? name : name + " alternate setting " + std::to_string(alternate.setting());
}

std::string tripleOf(const Item& item, std::size_t offset)
{
    return "0x" + hex(item.u8(offset), 2) + "/0x" + hex(item.u8(offset + 1), 2) + "/0x" + hex(item.u8(offset + 2), 2);
}

std::string counted(std::uint64_t count, std::string_view noun)
{
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

} // namespace wb::lint
