// SPDX-License-Identifier: GPL-3.0-or-later
// The device filter language: words joined by spaces must all hold; '-' before a word turns it round.
//   keyboard  "two words"     text in the name, maker, serial number, classes or drivers
//   fffe:0001  fffe:          vendor and product id
//   class:hid  driver:usbhid  speed:high  path:1-1 (and everything below it)
//   address:4  port:2 (the last of its path)  serial:a1 (part of it)
// Thread: any; a value. Errors: a wrong word is reported with its place and one sentence; it matches everything.
#pragma once

#include "core/descriptors/usb_ids.h"
#include "core/usb/device_info.h"

#include <QString>

#include <optional>
#include <vector>

namespace wb::ui {

struct FilterProblem {
    int position = 0; // in the text
    int length = 0;
    QString message;
};

class DeviceFilter {
public:
    [[nodiscard]] static DeviceFilter parse(const QString& text);

    [[nodiscard]] bool isEmpty() const { return m_terms.empty(); }
    [[nodiscard]] const std::optional<FilterProblem>& problem() const { return m_problem; } // the first one
    [[nodiscard]] bool matches(const usb::DeviceInfo& device, const descriptors::UsbIds& ids) const;

private:
    enum class Kind : std::uint8_t { Text, VidPid, Class, Driver, Speed, Path, Address, Port, Serial };
    struct Term {
        Kind kind = Kind::Text;
        bool isNegated = false;
        QString text; // text, driver and serial number, lower case
        std::optional<std::uint16_t> vendorId;
        std::optional<std::uint16_t> productId;
        std::uint8_t classCode = 0;
        usb::Speed speed = usb::Speed::Unknown;
        usb::PortPath path;
        std::uint64_t number = 0; // address and port
    };
    struct Word {
        QString text;
        int position = 0;
        int length = 0; // in the original, quotes included
        bool isQuoted = false;
        bool isNegated = false;
    };

    [[nodiscard]] static std::vector<Word> split(const QString& text);
    [[nodiscard]] static std::optional<Term> parseWord(const Word& word, QString& problem);
    [[nodiscard]] static std::optional<Term> parseKeyed(const QString& key, const QString& value, QString& problem);
    [[nodiscard]] static std::optional<Term> parsePlace(const QString& key, const QString& value, QString& problem);
    [[nodiscard]] static std::optional<Term> parseNamed(const QString& key, const QString& value, QString& problem);
    [[nodiscard]] static bool holds(const Term& term, const usb::DeviceInfo& device, const descriptors::UsbIds& ids);

    std::vector<Term> m_terms;
    std::optional<FilterProblem> m_problem;
};

} // namespace wb::ui
