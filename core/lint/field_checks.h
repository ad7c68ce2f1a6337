// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes that many rules share: a field in a range, a field among values, reserved bits, an endpoint that must be
// there. A table row is a rule with the field it is about; one function holds a descriptor against all rows.
// Units: numbers as they stand in the descriptor. Thread: any; no state. Errors: none; what is cut off is not judged.
#pragma once

#include "core/lint/checks.h"
#include "core/lint/wording.h"

namespace wb::lint {

enum class NumberStyle : std::uint8_t { Decimal, Hex };

struct FieldPlace {
    std::string_view name; // the specification's
    std::size_t offset = 0; // from the descriptor's first byte
    std::size_t width = 1;
};

struct FieldRange {
    const descriptors::Rule* rule = nullptr;
    FieldPlace field;
    std::uint64_t minimum = 0;
    std::uint64_t maximum = 0;
    NumberStyle style = NumberStyle::Decimal;
};

struct FieldValues {
    const descriptors::Rule* rule = nullptr;
    FieldPlace field;
    std::span<const std::uint16_t> values; // not empty
    std::string_view meaning; // of the values, for the message: "the protocols of a printer"
};

struct ReservedFieldBits {
    const descriptors::Rule* rule = nullptr;
    FieldPlace field;
    std::uint64_t mask = 0;
};

void checkRanges(std::span<const FieldRange> rows, const Item& item, Report& report);
void checkValues(std::span<const FieldValues> rows, const Item& item, Report& report);
void checkReserved(std::span<const ReservedFieldBits> rows, const Item& item, Report& report);

struct WantedEndpoint {
    const descriptors::Rule* rule = nullptr;
    usb::TransferType type = usb::TransferType::Bulk;
    bool isIn = false;
    std::string_view purpose; // "carries the commands"
};

void checkEndpoints(std::span<const WantedEndpoint> rows, const AlternateView& alternate, Report& report);

// The first endpoint of that kind; nullptr when there is none.
[[nodiscard]] const EndpointView* findEndpoint(const AlternateView& alternate, usb::TransferType type, bool isIn);
[[nodiscard]] std::size_t countEndpoints(const AlternateView& alternate, usb::TransferType type, bool isIn);
// The first class-specific or unknown descriptor of that type below the interface; nullptr when there is none.
[[nodiscard]] const Item* findOther(const AlternateView& alternate, unsigned type);

[[nodiscard]] std::string nameOf(usb::TransferType type, bool isIn); // "bulk IN"
// "0x00f2": as many digits as the field has
[[nodiscard]] std::string hexText(std::uint64_t value, std::size_t width);

// Hubs that Linux makes up for its host controllers: their descriptors are the kernel's, not a device's.
[[nodiscard]] bool isLinuxRootHub(const DeviceView& device);

// Calls check(configuration, alternate) for every setting of every configuration.
template <typename Check> void forEachAlternate(const DeviceView& device, const Check& check)
{
    for (const ConfigurationView* configuration : device.allConfigurations())
        for (const AlternateView& alternate : configuration->alternates)
            check(*configuration, alternate);
}

} // namespace wb::lint
