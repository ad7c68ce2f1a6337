// SPDX-License-Identifier: GPL-3.0-or-later
// Names from the distribution's usb.ids: vendors, products, classes, terminals, HID countries and usages, languages.
// Source of truth: the usb.ids file format (linux-usb.org). A missing or damaged file gives fewer names, never an
// error. Thread: immutable after load; share freely. Names are safe to show (escaped).
#pragma once

#include "core/descriptors/class_names.h"

#include <memory>

namespace wb::descriptors {

enum class NameTable : std::uint8_t { AudioTerminal, VideoTerminal, HidCountry, HidUsagePage, PrimaryLanguage };

class UsbIds {
public:
    virtual ~UsbIds() = default;
    [[nodiscard]] virtual std::string vendor(std::uint16_t vendorId) const = 0; // empty when unknown
    [[nodiscard]] virtual std::string product(std::uint16_t vendorId, std::uint16_t productId) const = 0;
    // From the file, else the built-in name.
    [[nodiscard]] virtual std::string className(std::uint8_t classCode) const = 0;
    [[nodiscard]] virtual std::string subClassName(std::uint8_t classCode, std::uint8_t subClass) const = 0;
    [[nodiscard]] virtual std::string protocolName(
        std::uint8_t classCode, std::uint8_t subClass, std::uint8_t protocol) const = 0;
    [[nodiscard]] virtual std::string name(NameTable table, std::uint16_t id) const = 0;
    [[nodiscard]] virtual std::string hidUsage(std::uint16_t page, std::uint16_t usage) const = 0;
    // Of a LANGID (USB Language Identifiers 1.0), "English (US)"; from the file, else the built-in name.
    [[nodiscard]] virtual std::string language(std::uint16_t languageId) const = 0;

    [[nodiscard]] static std::shared_ptr<const UsbIds> load(const std::string& path);
    [[nodiscard]] static std::shared_ptr<const UsbIds> parse(std::string_view text);
    // The system's file, loaded once on first use: /usr/share/misc, /usr/share/hwdata, /var/lib/usbutils.
    [[nodiscard]] static const UsbIds& system();
};

} // namespace wb::descriptors
