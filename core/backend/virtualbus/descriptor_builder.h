// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the descriptor bytes of the models, so that every length and count is computed, never typed.
// Source of truth: USB 2.0 §9.6 (layouts), tables 9-8 to 9-16.
// Thread: any; pure functions. Errors: none; specifications come from our own models.
#pragma once

#include "core/usb/types.h"

namespace wb::backend::virtualbus {

inline constexpr Byte kDeviceDescriptor = 0x01;
inline constexpr Byte kConfigurationDescriptor = 0x02;
inline constexpr Byte kStringDescriptor = 0x03;
inline constexpr Byte kDeviceQualifierDescriptor = 0x06;
inline constexpr Byte kOtherSpeedDescriptor = 0x07;
inline constexpr Byte kBosDescriptor = 0x0f;
inline constexpr std::uint16_t kEnglish = 0x0409;

struct DeviceSpec {
    Byte deviceClass = 0;
    Byte deviceSubClass = 0;
    Byte deviceProtocol = 0;
    Byte maxPacketSize0 = 64;
    std::uint16_t bcdUsb = 0x0200;
    std::uint16_t vendorId = 0xfffe;
    std::uint16_t productId = 0;
    std::uint16_t bcdDevice = 0x0100;
    Byte manufacturerIndex = 1;
    Byte productIndex = 2;
    Byte serialIndex = 0;
};

struct EndpointSpec {
    Byte address = 0;
    usb::TransferType type = usb::TransferType::Bulk;
    std::uint16_t maxPacketSize = 0;
    Byte interval = 0;
    Bytes classDescriptors = {}; // behind the endpoint descriptor
    Byte synchronization = 0; // bmAttributes bits 5 to 2, where they stand there
    bool isAudio10 = false; // two bytes more, bRefresh and bSynchAddress: Audio 1.0 §4.6.1.1
};

struct InterfaceSpec {
    Byte number = 0;
    Byte alternate = 0;
    Byte interfaceClass = 0xff;
    Byte interfaceSubClass = 0;
    Byte interfaceProtocol = 0;
    Byte stringIndex = 0;
    Bytes classDescriptors; // between the interface descriptor and its endpoints
    std::vector<EndpointSpec> endpoints;
    Bytes association; // in front of the interface descriptor
};

struct ConfigurationSpec {
    Byte value = 1;
    bool isSelfPowered = false;
    bool hasRemoteWakeup = false;
    std::uint16_t maxPowerMilliamps = 100;
    std::uint16_t milliampsPerUnit = 2; // 8 at SuperSpeed: USB 3.2 §9.6.3
    Byte stringIndex = 0;
    std::vector<InterfaceSpec> interfaces;
};

// Everything GET_DESCRIPTOR to the device can ask for. `strings[0]` has index 1.
struct DescriptorSet {
    usb::Speed speed = usb::Speed::High;
    Bytes device;
    std::vector<Bytes> configurations;
    Bytes qualifier; // empty: the device has one speed only
    std::vector<Bytes> otherSpeedConfigurations;
    Bytes bos; // empty: the device has none
    std::vector<std::u16string> strings;
};

[[nodiscard]] Bytes buildDevice(const DeviceSpec& spec, Byte configurationCount);
[[nodiscard]] Bytes buildQualifier(const DeviceSpec& otherSpeed, Byte configurationCount);
[[nodiscard]] Bytes buildConfiguration(const ConfigurationSpec& spec, Byte type = kConfigurationDescriptor);
[[nodiscard]] Bytes buildString(std::u16string_view text);
[[nodiscard]] Bytes buildLanguageTable();

} // namespace wb::backend::virtualbus
