// SPDX-License-Identifier: GPL-3.0-or-later
// Devices for the tests of snapshots, laid out by hand or read from tests/data.
// Thread: any. Errors: a missing file ends the test program.
#pragma once

#include "core/snapshot/snapshot.h"

#include <QString>

namespace wb::test {

[[nodiscard]] Bytes readTestData(const QString& name); // below tests/data

// Descriptor bytes, with their length put in front: descriptor({ 0x03, 'a', 0 }) is 04 03 61 00.
[[nodiscard]] Bytes descriptor(const Bytes& withoutLength);
[[nodiscard]] Bytes joined(const std::vector<Bytes>& parts);
// A configuration of value 1 with the total length of what follows it.
[[nodiscard]] Bytes configuration(const std::vector<Bytes>& parts, std::uint8_t value = 1);
[[nodiscard]] Bytes interface(std::uint8_t number, std::uint8_t alternate, std::uint8_t endpoints);
[[nodiscard]] Bytes endpoint(std::uint8_t address, std::uint16_t packet = 64, std::uint8_t interval = 10);
[[nodiscard]] Bytes deviceDescriptor(std::uint16_t vendor, std::uint16_t product);
[[nodiscard]] usb::DescriptorSection stringSection(
    std::uint8_t index, std::uint16_t language, std::u16string_view text);
[[nodiscard]] usb::DescriptorSection ownSection(const std::vector<Bytes>& parts); // of SectionKind::Device

// Two interfaces with three endpoints, all facts given.
[[nodiscard]] snapshot::Device plainDevice();
// A network adapter with everything that must be masked: serial number in two languages, MAC address, container id.
[[nodiscard]] snapshot::Device networkDevice();
// Every member of the file has a value; a section of each kind.
[[nodiscard]] snapshot::Snapshot fullSnapshot();

} // namespace wb::test
