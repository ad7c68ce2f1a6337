// SPDX-License-Identifier: GPL-3.0-or-later
// What of a device requests can be addressed to: its interfaces, endpoints, units, terminals and clocks.
// Source of truth: the descriptors of the active configuration; UVC 1.5 §3.7.2, Audio 1.0 §4.3.2, Audio 2.0 §4.7.2.
// Input is hostile: what makes no sense is left out. Thread: any; plain values. Errors: none.
#pragma once

#include "core/requests/request.h"
#include "core/usb/device_info.h"

namespace wb::requests {

struct InterfaceTarget {
    std::uint8_t number = 0;
    std::uint8_t classCode = 0;
    std::uint8_t subClass = 0;
    std::uint8_t protocol = 0;
    bool operator==(const InterfaceTarget&) const = default;
};

struct EndpointTarget {
    usb::EndpointAddress address;
    std::uint8_t interfaceNumber = 0;
    bool operator==(const EndpointTarget&) const = default;
};

struct EntityTarget {
    std::uint8_t interfaceNumber = 0;
    std::uint8_t id = 0;
    EntityKind kind = EntityKind::None;
    bool operator==(const EntityTarget&) const = default;
};

struct Targets {
    usb::Speed speed = usb::Speed::Unknown;
    std::vector<InterfaceTarget> interfaces; // one for each class that its alternate settings have
    std::vector<EndpointTarget> endpoints; // each once for an interface
    std::vector<EntityTarget> entities; // each id once for an interface
};
[[nodiscard]] Targets targetsOf(const usb::DeviceInfo& device);

// Puts the interface with all that belongs to it, and the endpoint, before the others: what comes first is what a
// parameter is unless somebody chooses.
void prefer(Targets& targets, std::optional<std::uint8_t> interface, std::optional<usb::EndpointAddress> endpoint);

[[nodiscard]] bool suits(const Request& request, const InterfaceTarget& interface);
// True when the device has something for every parameter of the request.
[[nodiscard]] bool suits(const Request& request, const Targets& targets);

// What an Interface, Endpoint or Entity parameter can be; entities of that interface only, when one is given.
struct Candidate {
    std::int64_t value = 0;
    std::string label; // "0, Human Interface Device", "EP1 IN (0x81)", "3, processing unit"
};
[[nodiscard]] std::vector<Candidate> candidates(const Request& request, const Parameter& parameter,
    const Targets& targets, std::optional<std::int64_t> interface = {});

} // namespace wb::requests
