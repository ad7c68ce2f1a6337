// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what a device can tell of itself beyond its configurations when a person asks for it: BOS, qualifier and
// other-speed configurations, HID report and physical descriptors, hub descriptor, strings in all languages, WebUSB
// URL, Microsoft OS descriptors. What the system knows already is taken from there, so that no driver is disturbed.
// Source of truth: descriptor_requests.h for what is asked. The device is opened by the first request, as the policy
// says. One request at a time; each goes to the log as any other transfer. A device that goes away ends it.
// Thread: that of the service. Errors: what could not be read is a problem with its reason; the rest is still read.
#pragma once

#include "core/engine/descriptor_requests.h"
#include "core/engine/string_reader.h"

#include <deque>

namespace wb::engine {

class DescriptorReader : public QObject {
    Q_OBJECT

public:
    // `service` outlives the reader.
    DescriptorReader(
        UsbService& service, usb::DevicePtr device, const DescriptorWishes& wishes = {}, QObject* parent = nullptr);

    void start();
    // With what was known before; complete when finished() comes.
    [[nodiscard]] const std::vector<usb::DescriptorSection>& sections() const { return m_sections; }
    [[nodiscard]] const std::vector<std::string>& problems() const { return m_problems; } // "Hub descriptor: stall"

Q_SIGNALS:
    void finished();

private:
    void sendNext();
    void answered(const FinishedTransfer& finished);
    void take(const DescriptorRequest& request, ByteView answer);
    void keep(const DescriptorRequest& request, ByteView answer);
    void readStrings();
    void takeStrings();
    void addProblem(const usb::DescriptorSection& section, const std::string& reason);

    UsbService& m_service;
    const usb::DevicePtr m_device;
    std::deque<DescriptorRequest> m_wanted;
    RequestId m_pending;
    StringReader* m_strings = nullptr;
    std::vector<usb::DescriptorSection> m_sections;
    std::vector<std::string> m_problems;
};

} // namespace wb::engine
