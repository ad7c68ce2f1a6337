// SPDX-License-Identifier: GPL-3.0-or-later
// Serves device models by USB/IP: one poll() loop on a thread of its own for all clients and all devices.
// A device belongs to one client at a time and has a bus of its own, a client has its own bounds (limits.h), and each
// turn of the loop takes one piece from each client: whatever one of them does, the others are served.
// Source of truth: protocol.h; RFC 9293 (TCP). There is no authentication in USB/IP: who can connect can use a device.
// Thread: create() and the destructor belong to one thread, which waits in the destructor until the server has ended;
// Tell runs on the server's thread and must not block. Ownership: owns sockets, devices and thread.
// Errors: of create(): Busy for an address in use, NotFound for a model there is not, else as the system says.
#pragma once

#include "core/usbip/connection.h"
#include "core/usbip/listen_address.h"

namespace wb::usbip {

struct ServerEvent {
    ClientEvent event = ClientEvent::Listed;
    Nanoseconds time { 0 };
    std::string peer; // "127.0.0.1:40112"
    std::string busId; // empty: no device is concerned
    std::string key;
    std::string detail; // why; safe to show
};

struct Offer { // what is served
    std::string key;
    std::string title;
    std::string busId;
    usb::DevicePtr info;
};

class Server {
public:
    using Tell = std::function<void(const ServerEvent&)>;
    // It listens when this returns. The same key may be given more than once.
    [[nodiscard]] static Result<std::unique_ptr<Server>> create(
        const ListenAddress& address, std::span<const std::string> keys, Tell tell, const Limits& limits = {});
    virtual ~Server() = default;

    [[nodiscard]] virtual const ListenAddress& address() const = 0; // with the port it really has
    [[nodiscard]] virtual const std::vector<Offer>& offers() const = 0;

protected:
    Server() = default;
};

} // namespace wb::usbip
