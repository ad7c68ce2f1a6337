// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/sysfs_names.h"

#include <charconv>

namespace wb::system {

std::optional<std::uint32_t> parseDecimal(std::string_view text, std::uint32_t max)
{
    const std::size_t start = text.find_first_not_of(' ');
    if (start == std::string_view::npos)
        return std::nullopt;
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data() + start, text.data() + text.size(), value);
    const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (error != std::errc {} || value > max || rest.find_first_not_of(" .0123456789\n") != std::string_view::npos)
        return std::nullopt;
    return value;
}

std::optional<std::uint32_t> parseHexadecimal(std::string_view text)
{
    if (text.starts_with("0x"))
        text.remove_prefix(2);
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc {} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::optional<InterfaceName> parseInterfaceName(std::string_view name)
{
    const std::size_t colon = name.find(':');
    const std::size_t dot = name.find('.', colon == std::string_view::npos ? 0 : colon);
    if (colon == std::string_view::npos || dot == std::string_view::npos)
        return std::nullopt;
    const auto configuration = parseDecimal(name.substr(colon + 1, dot - colon - 1), 255);
    const auto number = parseDecimal(name.substr(dot + 1), 255);
    if (!configuration || !number)
        return std::nullopt;
    return InterfaceName { std::string(name.substr(0, colon)), static_cast<std::uint8_t>(*configuration),
        static_cast<std::uint8_t>(*number) };
}

std::string interfacePrefix(const usb::PortPath& path)
{
    return path.isRootHub() ? std::to_string(path.bus) + "-0" : usb::toString(path);
}

std::optional<std::uint8_t> parsePortNumber(std::string_view name)
{
    constexpr std::string_view kPort = "port";
    const std::size_t start = name.rfind(kPort);
    if (start == std::string_view::npos || (start != 0 && name[start - 1] != '-'))
        return std::nullopt;
    const std::string_view digits = name.substr(start + kPort.size());
    if (digits.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    const auto number = parseDecimal(digits, 255);
    return number && *number > 0 ? std::optional(static_cast<std::uint8_t>(*number)) : std::nullopt;
}

std::optional<PortLink> parsePortLink(std::string_view target)
{
    const std::size_t last = target.rfind('/');
    if (last == std::string_view::npos)
        return std::nullopt;
    const std::string_view above = target.substr(0, last);
    const PortLink link { std::string(above.substr(above.rfind('/') + 1)), std::string(target.substr(last + 1)) };
    return hubOf(link) && parsePortNumber(link.portName) ? std::optional(link) : std::nullopt;
}

std::optional<usb::PortPath> hubOf(const PortLink& port)
{
    const auto name = parseInterfaceName(port.interfaceName);
    if (!name)
        return std::nullopt;
    const std::string& device = name->device;
    const bool isRoot = device.size() > 2 && device.compare(device.size() - 2, 2, "-0") == 0;
    const auto path = usb::parsePortPath(isRoot ? "usb" + device.substr(0, device.size() - 2) : device);
    return path ? std::optional(*path) : std::nullopt;
}

} // namespace wb::system
