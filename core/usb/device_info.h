// SPDX-License-Identifier: GPL-3.0-or-later
// Everything known about one attached device without opening it: an immutable snapshot.
// Source of truth: the raw descriptor bytes it carries (USB 2.0 §9.6); the parsed part is derived from
// them by parseConfiguration(), with every count and length checked (P68, P69, P71).
// Thread: immutable once shared; pass as DevicePtr. Ownership: shared.
// Strings are raw UTF-8 from the device: hostile, use escapeForDisplay before showing them.
#pragma once

#include "core/usb/descriptor_section.h"
#include "core/usb/types.h"

#include <memory>

namespace wb::usb {

struct EndpointInfo {
    EndpointAddress address;
    std::uint8_t attributes = 0;
    std::uint16_t maxPacketSize = 0; // the raw wMaxPacketSize, multiplier bits included
    std::uint8_t interval = 0;
    std::optional<std::uint8_t> companionMaxBurst; // SuperSpeed companion, USB 3.2 §9.6.7
    std::optional<std::uint8_t> companionAttributes;
    std::optional<std::uint16_t> companionBytesPerInterval;
    std::optional<std::uint32_t> isoBytesPerInterval; // SuperSpeedPlus isochronous companion, §9.6.8

    [[nodiscard]] TransferType type() const { return static_cast<TransferType>(attributes & 3); }
};

struct AlternateSetting {
    std::uint8_t interfaceNumber = 0;
    std::uint8_t number = 0;
    std::uint8_t interfaceClass = 0;
    std::uint8_t interfaceSubClass = 0;
    std::uint8_t interfaceProtocol = 0;
    std::uint8_t stringIndex = 0;
    std::vector<EndpointInfo> endpoints;
    std::size_t offset = 0; // of its descriptor in the configuration's bytes
};

struct InterfaceInfo {
    std::uint8_t number = 0;
    std::vector<AlternateSetting> alternates; // never empty
};

struct ConfigurationInfo {
    std::uint8_t value = 0;
    std::uint8_t attributes = 0;
    std::uint8_t maxPowerRaw = 0; // 2 mA units, 8 mA at SuperSpeed and above
    std::uint8_t stringIndex = 0;
    std::vector<InterfaceInfo> interfaces; // ascending first appearance
    Bytes raw;

    [[nodiscard]] const InterfaceInfo* findInterface(std::uint8_t number) const;
};

struct DeviceDescriptorInfo {
    std::uint16_t bcdUsb = 0;
    std::uint8_t deviceClass = 0;
    std::uint8_t deviceSubClass = 0;
    std::uint8_t deviceProtocol = 0;
    std::uint8_t maxPacketSize0 = 0;
    std::uint16_t vendorId = 0;
    std::uint16_t productId = 0;
    std::uint16_t bcdDevice = 0;
    std::uint8_t manufacturerIndex = 0;
    std::uint8_t productIndex = 0;
    std::uint8_t serialIndex = 0;
    std::uint8_t configurationCount = 0;
    Bytes raw; // as many of the 18 bytes as exist
};

struct DeviceInfo {
    DeviceId id;
    std::string backend; // "libusb1", "virtualbus"
    std::string origin; // name of the file a device of a snapshot comes from; empty: attached now
    PortPath path;
    std::uint8_t address = 0;
    Speed speed = Speed::Unknown;
    DeviceDescriptorInfo descriptor;
    std::vector<ConfigurationInfo> configurations;
    std::optional<std::uint8_t> activeConfiguration; // bConfigurationValue; none = unconfigured (P71)
    std::string manufacturer; // empty when unknown
    std::string product;
    std::string serial;
    std::vector<std::pair<std::uint8_t, std::string>> drivers; // interface number, kernel driver bound to it
    std::string systemPath; // sysfs directory on Linux, else empty
    std::string deviceNode; // "/dev/bus/usb/001/004" on Linux, else empty
    std::vector<std::string> problems; // what was wrong when it was enumerated, one sentence each
    // Further descriptors that are known without asking the device; never SectionKind::Device.
    std::vector<DescriptorSection> sections;

    [[nodiscard]] const ConfigurationInfo* active() const; // nullptr when unconfigured
    [[nodiscard]] std::string driverOf(std::uint8_t interfaceNumber) const; // empty: none
    // What can be detached. "usbfs" cannot: it is how Linux names a program that has claimed the interface (P56).
    [[nodiscard]] std::string kernelDriverOf(std::uint8_t interfaceNumber) const; // empty: none
    [[nodiscard]] bool isOffline() const { return !origin.empty(); } // can be looked at, nothing can be sent to it
    [[nodiscard]] bool isHub() const { return descriptor.deviceClass == 0x09; }
    [[nodiscard]] std::vector<std::uint8_t> classCodes() const; // device and interface classes, distinct
    [[nodiscard]] std::string displayName() const; // "product", else "vid:pid"; safe to show
};

using DevicePtr = std::shared_ptr<const DeviceInfo>;

// Why nothing can be sent to an offline device, one sentence; safe to show.
[[nodiscard]] std::string offlineReason(std::string_view origin);

// Input is hostile; always terminates and never fails: what cannot be read is left out, and one
// sentence about it is appended to `problems` (which stops growing at a few dozen).
// Skipped as the kernel does: repeated alternate settings and endpoints, endpoints with an impossible address,
// endpoints before any interface. A configuration ends at its wTotalLength, or earlier where the bytes end or
// the next configuration begins.
[[nodiscard]] DeviceDescriptorInfo parseDeviceDescriptor(ByteView bytes, std::vector<std::string>& problems);
[[nodiscard]] ConfigurationInfo parseConfiguration(ByteView bytes, std::vector<std::string>& problems);

// sysfs `descriptors` layout: the device descriptor, then each configuration with its total length.
struct DescriptorBlob {
    DeviceDescriptorInfo device;
    std::vector<ConfigurationInfo> configurations;
    std::vector<std::string> problems;
};
[[nodiscard]] DescriptorBlob parseDescriptorBlob(ByteView bytes);

// Most bytes the endpoint moves in one service interval (P31, P32): USB 2.0 §9.6.6 for full and high speed,
// the companion descriptors for SuperSpeed. 0 = no bandwidth in this alternate setting.
// The reserved multiplier 3 counts as 2 extra transactions, the most the bus can carry: never more than a host
// accepts, never less than the device may send. Control and bulk: the size of one packet.
// A SuperSpeed interrupt endpoint whose companion is missing or says 0 moves one packet.
[[nodiscard]] std::uint32_t bytesPerInterval(const EndpointInfo& endpoint, Speed speed);

// Service interval in nanoseconds (USB 2.0 table 9-13); 0 for control and bulk, when invalid, and when the speed
// is unknown.
[[nodiscard]] std::uint64_t intervalNanoseconds(const EndpointInfo& endpoint, Speed speed);

// Bulk streams that its companion offers, 2 to the power of MaxStreams (USB 3.2 §9.6.7); 0: none. What is reserved
// counts as the most that there can be, as Linux has it.
[[nodiscard]] std::uint32_t maxBulkStreams(const EndpointInfo& endpoint);

[[nodiscard]] std::uint32_t maxPowerMilliamps(const ConfigurationInfo& configuration, Speed speed);

// The active configuration's endpoint in the alternate setting that is selected; nullptr when absent.
// `selectedAlternates`: pairs of interface number and alternate setting; others count as 0.
struct EndpointLocation {
    const AlternateSetting* alternate = nullptr;
    const EndpointInfo* endpoint = nullptr;
};
[[nodiscard]] std::optional<EndpointLocation> findEndpoint(const DeviceInfo& device, EndpointAddress address,
    std::span<const std::pair<std::uint8_t, std::uint8_t>> selectedAlternates);

} // namespace wb::usb
