// SPDX-License-Identifier: GPL-3.0-or-later
// What a USB device is to the bus: it answers resets, control transfers and packets. Nothing else.
//
// A model knows no host, no transfers and no threads; it sees what comes down the wire, so the same model can be
// served to any host. Source of truth: USB 2.0 §8.5 (transactions, handshakes), §9 (device framework).
// Thread: none of its own; one caller at a time. Ownership: a ByteView handed out stays valid until the next call.
// Errors: a device has no errors, it has handshakes.
#pragma once

#include "core/base/time.h"
#include "core/usb/device_info.h"
#include "core/usb/setup_packet.h"

namespace wb::backend::virtualbus {

using BusTime = Nanoseconds; // since the bus was powered

enum class Handshake : std::uint8_t {
    Ack, // IN: the data packet itself
    Nak, // not now: the host asks again
    Stall, // halted, or a request that is not supported
    None, // no answer at all: no such endpoint here, the host sees a bus error
    Gone // the device has left the bus
};

// `retryAt` of a Nak: no answer before then, unless the device is sent something. The default means that time alone
// changes nothing, so that a host can wait without asking 8000 times a second.
inline constexpr BusTime kUntilDisturbed = BusTime::max();

struct InReply {
    Handshake handshake = Handshake::Nak;
    ByteView data; // one packet; longer than wMaxPacketSize is babble
    BusTime retryAt = kUntilDisturbed;
};

struct ControlReply {
    Handshake handshake = Handshake::Stall;
    Bytes data; // data stage of an IN request; may be shorter than wLength (longer is babble)
    bool leaves = false; // with an Ack: the device has left the bus when this is over
};

class DeviceModel {
public:
    DeviceModel() = default;
    DeviceModel(const DeviceModel&) = delete;
    DeviceModel& operator=(const DeviceModel&) = delete;
    virtual ~DeviceModel() = default;

    [[nodiscard]] virtual usb::Speed speed() const = 0;

    // Also called once when the device is plugged in.
    virtual void busReset(BusTime now) = 0;

    // A whole control transfer. `data` is the OUT data stage, of exactly wLength bytes. Nak: asked again later, and
    // nothing has happened yet.
    [[nodiscard]] virtual ControlReply control(const usb::SetupPacket& setup, ByteView data, BusTime now) = 0;

    // After the device has left by itself: what comes back in its place. Null: nothing, until it is plugged in again.
    [[nodiscard]] virtual std::unique_ptr<DeviceModel> successor() { return nullptr; }

    // One packet; for isochronous endpoints everything of one service interval.
    [[nodiscard]] virtual InReply packetIn(usb::EndpointAddress endpoint, BusTime now) = 0;
    [[nodiscard]] virtual Handshake packetOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) = 0;

    // One packet of a bulk stream, 1 or above (USB 3.2 §8.12.1.4). A model that tells none apart moves it as any other.
    [[nodiscard]] virtual InReply streamIn(usb::EndpointAddress endpoint, std::uint32_t, BusTime now)
    {
        return packetIn(endpoint, now);
    }
    [[nodiscard]] virtual Handshake streamOut(usb::EndpointAddress endpoint, std::uint32_t, ByteView data, BusTime now)
    {
        return packetOut(endpoint, data, now);
    }
};

} // namespace wb::backend::virtualbus
