// SPDX-License-Identifier: GPL-3.0-or-later
// What was known of some devices at one moment, as a plain value that can be kept in a file and looked at later.
// Source of truth: the bytes of the sections; everything derived from them is parsed again by toDeviceInfo().
// SCHEMA.md describes the file. Units: nanoseconds since the epoch. Thread: any; plain values.
// Texts and bytes come from devices and files: hostile, use escapeForDisplay before showing them.
#pragma once

#include "core/base/time.h"
#include "core/descriptors/descriptor_set.h"

namespace wb::snapshot {

// The version this program writes. It reads every minor version of this major one.
inline constexpr std::uint32_t kMajorVersion = 1;
inline constexpr std::uint32_t kMinorVersion = 1;

// Devices::backend of what was made from bytes alone: nothing is known of where and how such a device was attached.
inline constexpr std::string_view kImported = "imported";

// Everything of usb::DeviceInfo that cannot be derived from the rest of it; the id is of one run only.
struct Device {
    std::string backend;
    usb::PortPath path;
    std::uint8_t address = 0;
    usb::Speed speed = usb::Speed::Unknown;
    std::optional<std::uint8_t> activeConfiguration;
    std::string manufacturer;
    std::string product;
    std::string serial;
    std::vector<std::pair<std::uint8_t, std::string>> drivers;
    std::string systemPath;
    std::string deviceNode;
    std::vector<std::string> problems;
    std::vector<usb::DescriptorSection> sections; // the one of SectionKind::Device first, when there is one

    [[nodiscard]] bool isImported() const { return backend == kImported; }
    bool operator==(const Device&) const = default;
};

struct Snapshot {
    std::uint32_t major = kMajorVersion;
    std::uint32_t minor = kMinorVersion;
    std::string program; // "0.1.0"
    Nanoseconds time { 0 };
    std::string system; // "Debian GNU/Linux 12 (bookworm)"
    bool isMasked = false; // serial numbers are replaced
    std::vector<Device> devices;

    bool operator==(const Snapshot&) const = default;
};

// One device with the sections that whoever read them gives. Those of kind Device are ignored: the device has them.
struct Source {
    usb::DevicePtr device; // not null
    std::vector<usb::DescriptorSection> sections;
};

// Who takes the snapshot, when and where.
struct Circumstances {
    std::string program;
    Nanoseconds time { 0 };
    std::string system;
};

[[nodiscard]] Snapshot takeSnapshot(std::span<const Source> sources, const Circumstances& circumstances);

// The devices with the sections that are known of them already.
[[nodiscard]] std::vector<Source> sourcesOf(std::span<const usb::DevicePtr> devices);

// Without id and origin. Never fails: what the bytes do not hold is missing.
[[nodiscard]] usb::DeviceInfo toDeviceInfo(const Device& device);

[[nodiscard]] Device toDevice(const usb::DeviceInfo& info, std::span<const usb::DescriptorSection> sections);

[[nodiscard]] descriptors::DescriptorSet descriptorSetOf(const Device& device);

// "1-1.2 046d:c31c Keyboard", "046d:c31c Keyboard" when imported; safe to show.
[[nodiscard]] std::string titleOf(const Device& device);

} // namespace wb::snapshot
