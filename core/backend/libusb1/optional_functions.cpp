// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/optional_functions.h"

#include <array>
#include <dlfcn.h>

namespace wb::backend {

namespace {

struct Row {
    const char* name;
    const char* since;
    const char* without;
};

constexpr auto kRows = std::to_array<Row>({
    { "libusb_get_active_interface_association_descriptors", "1.0.27",
        "Associations are decoded from the bytes of the configuration." },
    { "libusb_get_interface_association_descriptors", "1.0.27",
        "Associations are decoded from the bytes of the configuration." },
    { "libusb_get_max_alt_packet_size", "1.0.27",
        "What an interval holds is computed from the descriptors, and not compared with libusb's count." },
    { "libusb_get_platform_descriptor", "1.0.27", "Platform capabilities are decoded from the bytes of the BOS." },
    { "libusb_init_context", "1.0.27",
        "The level of messages is set once the library has started, and a device node alone blinds other contexts." },
    { "libusb_get_ssplus_usb_device_capability_descriptor", "1.0.28",
        "SuperSpeedPlus capabilities are decoded from the bytes of the BOS." },
    { "libusb_endpoint_set_raw_io", "1.0.30", "Raw I/O belongs to WinUSB; nothing here needs it." },
    { "libusb_endpoint_supports_raw_io", "1.0.30", "Raw I/O belongs to WinUSB; nothing here needs it." },
    { "libusb_get_device_string", "1.0.30", "Linux tells the three strings of a device in sysfs, without opening it." },
    { "libusb_get_max_raw_io_transfer_size", "1.0.30", "Raw I/O belongs to WinUSB; nothing here needs it." },
    { "libusb_get_session_data", "1.0.30", "Devices have ids of the program's own." },
    { "libusb_get_config_string", "1.0.31", "Strings are read by requests, in every language the device lists." },
    { "libusb_get_interface_string", "1.0.31", "Strings are read by requests, in every language the device lists." },
});

} // namespace

bool isFunctionPresent(const char* name) { return functionAddress(name) != nullptr; }

void* functionAddress(const char* name) { return dlsym(RTLD_DEFAULT, name); }

std::vector<usb::LibraryFunction> optionalFunctions()
{
    std::vector<usb::LibraryFunction> functions;
    functions.reserve(std::size(kRows));
    for (const Row& row : kRows)
        functions.push_back({ row.name, row.since, row.without, isFunctionPresent(row.name) });
    return functions;
}

std::string libraryFile()
{
    Dl_info found {};
    const void* function = dlsym(RTLD_DEFAULT, "libusb_get_version");
    if (function == nullptr || dladdr(function, &found) == 0 || found.dli_fname == nullptr)
        return {};
    return found.dli_fname;
}

} // namespace wb::backend
