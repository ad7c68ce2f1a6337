// SPDX-License-Identifier: GPL-3.0-or-later
// The eight bytes that start every control transfer, and what they mean in words.
// Source of truth: USB 2.0 §9.3 (layout), §9.4 (standard requests); USB 3.2 §9.4.
// Thread: any. Errors: fromBytes needs eight bytes, nothing else can fail.
#pragma once

#include "core/usb/types.h"

namespace wb::usb {

struct SetupPacket {
    std::uint8_t bmRequestType = 0x80;
    std::uint8_t bRequest = 0;
    std::uint16_t wValue = 0;
    std::uint16_t wIndex = 0;
    std::uint16_t wLength = 0;

    [[nodiscard]] Direction direction() const { return (bmRequestType & 0x80) != 0 ? Direction::In : Direction::Out; }
    [[nodiscard]] bool isIn() const { return (bmRequestType & 0x80) != 0; }
    [[nodiscard]] RequestType type() const { return static_cast<RequestType>((bmRequestType >> 5) & 3); }
    [[nodiscard]] Recipient recipient() const { return static_cast<Recipient>(bmRequestType & 0x1f); }
    [[nodiscard]] std::array<Byte, 8> toBytes() const;
    [[nodiscard]] static std::optional<SetupPacket> fromBytes(ByteView bytes);

    bool operator==(const SetupPacket&) const = default;
};

[[nodiscard]] std::uint8_t makeRequestType(Direction direction, RequestType type, Recipient recipient);

// Standard request codes, USB 2.0 table 9-4 and USB 3.2 table 9-5.
enum class StandardRequest : std::uint8_t {
    GetStatus = 0,
    ClearFeature = 1,
    SetFeature = 3,
    SetAddress = 5,
    GetDescriptor = 6,
    SetDescriptor = 7,
    GetConfiguration = 8,
    SetConfiguration = 9,
    GetInterface = 10,
    SetInterface = 11,
    SynchFrame = 12,
    SetEncryption = 13,
    GetEncryption = 14,
    SetHandshake = 15,
    GetHandshake = 16,
    SetConnection = 17,
    SetSecurityData = 18,
    GetSecurityData = 19,
    SetWUsbData = 20,
    LoopbackDataWrite = 21,
    LoopbackDataRead = 22,
    SetInterfaceDs = 23,
    GetFwStatus = 26,
    SetFwStatus = 27,
    SetSel = 48,
    SetIsochDelay = 49
};

struct NamedRequest {
    std::uint8_t code;
    std::string_view name; // "GET_DESCRIPTOR"
};
[[nodiscard]] std::span<const NamedRequest> standardRequests(); // ascending by code

// "GET_DESCRIPTOR" for a known standard request, else empty.
[[nodiscard]] std::string_view standardRequestName(std::uint8_t bRequest);

struct FeatureName {
    Recipient recipient;
    std::uint16_t selector;
    std::string_view name; // "ENDPOINT_HALT"
};
[[nodiscard]] std::span<const FeatureName> standardFeatures(); // of SET_FEATURE and CLEAR_FEATURE

// "Test_Packet": what the high byte of wIndex chooses with TEST_MODE (USB 2.0 table 9-7); empty when reserved.
[[nodiscard]] std::string_view testSelectorName(std::uint8_t selector);

// One plain sentence: "Reads the device descriptor (up to 18 bytes)." / "Vendor request 0x01 to the
// device: sends 4 bytes, wValue 0x0000, wIndex 0x0000."
// `language` is what to call the language wIndex when a string descriptor is read (descriptors::UsbIds::language);
// empty: its number. Requests of classes need the device to be named: requests::describe (core/requests/identify.h).
[[nodiscard]] std::string describe(const SetupPacket& setup, std::string_view language = {});

} // namespace wb::usb
