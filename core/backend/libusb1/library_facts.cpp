// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/library_facts.h"

#include "core/backend/libusb1/error_map.h"
#include "core/backend/libusb1/library_files.h"
#include "core/backend/libusb1/optional_functions.h"

#include <libusb.h>

#include <array>

namespace wb::backend {

namespace {

struct CapabilityRow {
    std::uint32_t number;
    const char* name;
    const char* meaning;
};

constexpr auto kCapabilities = std::to_array<CapabilityRow>({
    { LIBUSB_CAP_HAS_CAPABILITY, "LIBUSB_CAP_HAS_CAPABILITY", "It can be asked what it can do" },
    { LIBUSB_CAP_HAS_HOTPLUG, "LIBUSB_CAP_HAS_HOTPLUG", "It tells when a device comes or goes" },
    { LIBUSB_CAP_HAS_HID_ACCESS, "LIBUSB_CAP_HAS_HID_ACCESS", "HID devices can be reached without another driver" },
    { LIBUSB_CAP_SUPPORTS_DETACH_KERNEL_DRIVER, "LIBUSB_CAP_SUPPORTS_DETACH_KERNEL_DRIVER",
        "An interface can be taken from its kernel driver" },
});

// Those of 1.0.16 to 1.0.30; English is the last one tried, and stays.
constexpr std::array kLanguages { "nl", "fr", "ru", "de", "hu", "en" };

constexpr std::array kErrors { LIBUSB_ERROR_IO, LIBUSB_ERROR_INVALID_PARAM, LIBUSB_ERROR_ACCESS, LIBUSB_ERROR_NO_DEVICE,
    LIBUSB_ERROR_NOT_FOUND, LIBUSB_ERROR_BUSY, LIBUSB_ERROR_TIMEOUT, LIBUSB_ERROR_OVERFLOW, LIBUSB_ERROR_PIPE,
    LIBUSB_ERROR_INTERRUPTED, LIBUSB_ERROR_NO_MEM, LIBUSB_ERROR_NOT_SUPPORTED, LIBUSB_ERROR_OTHER };

struct StatusRow {
    libusb_transfer_status code;
    const char* name;
};

constexpr auto kStatuses = std::to_array<StatusRow>({
    { LIBUSB_TRANSFER_COMPLETED, "LIBUSB_TRANSFER_COMPLETED" },
    { LIBUSB_TRANSFER_ERROR, "LIBUSB_TRANSFER_ERROR" },
    { LIBUSB_TRANSFER_TIMED_OUT, "LIBUSB_TRANSFER_TIMED_OUT" },
    { LIBUSB_TRANSFER_CANCELLED, "LIBUSB_TRANSFER_CANCELLED" },
    { LIBUSB_TRANSFER_STALL, "LIBUSB_TRANSFER_STALL" },
    { LIBUSB_TRANSFER_NO_DEVICE, "LIBUSB_TRANSFER_NO_DEVICE" },
    { LIBUSB_TRANSFER_OVERFLOW, "LIBUSB_TRANSFER_OVERFLOW" },
});

void addErrors(usb::LibraryFacts& facts)
{
    for (const libusb_error code : kErrors)
        facts.errors.push_back({ code, libusb_error_name(code), errorKind(code), {}, systemErrorOf(code) });
    for (const char* language : kLanguages) {
        if (libusb_setlocale(language) != LIBUSB_SUCCESS)
            continue;
        facts.languages.emplace_back(language);
        for (usb::LibraryError& error : facts.errors)
            error.texts.emplace_back(libusb_strerror(error.code));
    }
    for (const StatusRow& row : kStatuses)
        facts.statuses.push_back({ row.code, row.name, transferStatus(row.code), systemErrorOfStatus(row.code) });
}

} // namespace

usb::LibraryFacts libraryFacts()
{
    const libusb_version* version = libusb_get_version();
    usb::LibraryFacts facts;
    facts.name = "libusb";
    facts.version
        = std::to_string(version->major) + "." + std::to_string(version->minor) + "." + std::to_string(version->micro);
    facts.candidate = version->rc;
    facts.description = version->describe;
    facts.file = libraryFile();
    // Not 1 but any number but 0 means yes (P60).
    for (const CapabilityRow& row : kCapabilities)
        facts.capabilities.push_back({ row.name, row.meaning, libusb_has_capability(row.number) != 0 });
    facts.functions = optionalFunctions();
    addErrors(facts);
    facts.files = libraryFiles(facts.file);
    return facts;
}

} // namespace wb::backend
