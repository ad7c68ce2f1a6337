// SPDX-License-Identifier: GPL-3.0-or-later
// A device's descriptors in the shape that rules ask about: which interface has which settings, which endpoint which
// companion. Built once, read by every rule.
// Source of truth: the decoded sections; nothing is repaired, what is missing is missing.
// Thread: any; plain values. Lifetime: points into the set and its decoding. Cost: linear in the number of nodes.
#pragma once

#include "core/descriptors/descriptor_set.h"
#include "core/descriptors/hid_report.h"
#include "core/lint/item.h"

namespace wb::lint {

struct EndpointView {
    Item item;
    std::optional<Item> companion; // the first SuperSpeed endpoint companion
    std::optional<Item> isoCompanion;
    std::vector<Item> others; // class-specific and unknown ones, in their order

    [[nodiscard]] unsigned address() const { return item.u8(2); }
    [[nodiscard]] unsigned number() const { return item.u8(2) & 0x0f; }
    [[nodiscard]] bool isIn() const { return (item.u8(2) & 0x80) != 0; }
    [[nodiscard]] usb::TransferType type() const { return static_cast<usb::TransferType>(item.u8(3) & 3); }
    [[nodiscard]] unsigned packetSize() const { return item.u16(4) & 0x7ff; }
};

struct AlternateView {
    Item item;
    std::vector<Item> others; // class-specific and unknown descriptors of the interface, in their order
    std::vector<EndpointView> endpoints;

    [[nodiscard]] unsigned number() const { return item.u8(2); }
    [[nodiscard]] unsigned setting() const { return item.u8(3); }
    [[nodiscard]] unsigned classCode() const { return item.u8(5); }
    [[nodiscard]] unsigned subClass() const { return item.u8(6); }
    [[nodiscard]] unsigned protocol() const { return item.u8(7); }
    [[nodiscard]] bool isOf(unsigned wantedClass, unsigned wantedSubClass) const
    {
        return classCode() == wantedClass && subClass() == wantedSubClass;
    }
    // The first class-specific descriptor of that type and subtype; nullptr when there is none.
    [[nodiscard]] const Item* find(unsigned type, unsigned subtype) const;
};

struct ConfigurationView {
    Item item;
    usb::Speed speed = usb::Speed::Unknown; // at which it applies; that of the device but for other-speed ones
    bool isOtherSpeed = false;
    std::vector<Item> associations;
    std::vector<AlternateView> alternates; // every setting of every interface, in their order
    std::vector<Item> others; // below no interface

    // The first setting of an interface; nullptr when the interface is not described.
    [[nodiscard]] const AlternateView* findInterface(unsigned number) const;
    // The association that an interface belongs to; nullptr when none does.
    [[nodiscard]] const Item* associationOf(unsigned number) const;
};

struct StringView {
    Item item; // bytes of the whole descriptor
    std::uint8_t index = 0;
    std::uint16_t language = 0;
};

struct HidReportView {
    std::uint8_t interfaceNumber = 0;
    std::size_t section = 0;
    ByteView bytes;
    descriptors::HidReportMap map; // its ranges are those of findings: Report::add(section, diagnosticOf(...))
};

struct DeviceView {
    usb::Speed speed = usb::Speed::Unknown;
    std::optional<Item> device;
    std::vector<ConfigurationView> configurations;
    std::vector<ConfigurationView> otherSpeedConfigurations;
    std::optional<Item> qualifier;
    std::optional<Item> bos;
    std::vector<Item> capabilities;
    std::vector<StringView> strings; // without index 0
    std::optional<Item> languages; // string descriptor 0
    std::vector<HidReportView> hidReports;
    std::optional<Item> hub;
    const descriptors::DescriptorSet* set = nullptr;
    std::span<const descriptors::DecodedSection> decoded; // for sections that have no view of their own

    [[nodiscard]] unsigned bcdUsb() const { return device ? device->u16(2) : 0; } // 0: not known
    [[nodiscard]] bool isSuperSpeed() const { return speed >= usb::Speed::Super; }
    [[nodiscard]] const Item* findCapability(unsigned type) const; // of the BOS
    // Every configuration with its speed: the current ones, then those of the other speed.
    [[nodiscard]] std::vector<const ConfigurationView*> allConfigurations() const;
};

[[nodiscard]] DeviceView viewOf(
    const descriptors::DescriptorSet& set, std::span<const descriptors::DecodedSection> decoded);

} // namespace wb::lint
