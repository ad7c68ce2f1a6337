// SPDX-License-Identifier: GPL-3.0-or-later
// Reads string descriptors from a device when a person asks for them, tolerating what real devices do wrong (P66):
// no language table, odd lengths, answers of the wrong type, stalls on a wLength of 255.
// Source of truth: USB 2.0 §9.6.7. The device is opened by the first request, as the policy says (P65: never at
// enumeration). Thread: that of the service. Errors: a string that cannot be read has its reason in `error`; the others
// are still read.
#pragma once

#include "core/engine/usb_service.h"

#include <deque>

namespace wb::engine {

struct DeviceString {
    std::uint8_t index = 0;
    std::uint16_t language = 0;
    std::string text; // UTF-8 from the device: hostile, escape before showing
    Bytes raw; // the descriptor as it came, also when it made no sense
    std::string error; // empty when text is good
};

class StringReader : public QObject {
    Q_OBJECT

public:
    // `service` outlives the reader. Indexes that the device's descriptors name; index 0 is read by itself.
    StringReader(
        UsbService& service, usb::DeviceId device, std::vector<std::uint8_t> indexes, QObject* parent = nullptr);

    void start();
    [[nodiscard]] const std::vector<std::uint16_t>& languages() const
    {
        return m_languages;
    } // as listed; 0x0409 when none is
    [[nodiscard]] const Bytes& languageTable() const { return m_languageTable; } // string descriptor 0; may be empty
    [[nodiscard]] const std::vector<DeviceString>& strings() const { return m_strings; }

    // The text of one descriptor: what can be decoded, and why not when it cannot.
    [[nodiscard]] static DeviceString decode(std::uint8_t index, std::uint16_t language, ByteView bytes);

Q_SIGNALS:
    void finished();

private:
    struct Wanted {
        std::uint8_t index;
        std::uint16_t language;
        std::uint16_t length;
    };
    void sendNext();
    void answered(const FinishedTransfer& finished);
    void takeLanguages(ByteView bytes);
    void takeString(const Wanted& wanted, const FinishedTransfer& finished);

    UsbService& m_service;
    const usb::DeviceId m_device;
    const std::vector<std::uint8_t> m_indexes;
    std::deque<Wanted> m_wanted;
    RequestId m_pending;
    Bytes m_languageTable;
    std::vector<std::uint16_t> m_languages;
    std::vector<DeviceString> m_strings;
};

} // namespace wb::engine
