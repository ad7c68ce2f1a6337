// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device_control.h"

// Bulk streams of a DeviceControl. They are allocated for all endpoints of an interface that offer some at once: the
// system ends every transfer of an interface when it allocates or frees any of its streams (P29).
namespace wb::engine {
namespace {

std::string ofInterface(const InterfaceState& state) { return " of interface " + std::to_string(state.number); }

} // namespace

bool Needs::areStreamsMet(const InterfaceState& state) const
{
    if (!bulkStreams)
        return true;
    // Asked once more for as many, the system would grant no more of them.
    return *bulkStreams == 0 ? state.bulkStreams == 0 : state.bulkStreams > 0 && *bulkStreams <= state.bulkStreamsAsked;
}

std::vector<usb::EndpointAddress> DeviceControl::streamEndpoints(const InterfaceState& state) const
{
    std::vector<usb::EndpointAddress> endpoints;
    const usb::ConfigurationInfo* active = m_device->active();
    const usb::InterfaceInfo* info = active ? active->findInterface(state.number) : nullptr;
    if (!info)
        return endpoints;
    for (const usb::AlternateSetting& alternate : info->alternates)
        if (alternate.number == state.alternate)
            for (const usb::EndpointInfo& endpoint : alternate.endpoints)
                if (usb::maxBulkStreams(endpoint) > 0)
                    endpoints.push_back(endpoint.address);
    return endpoints;
}

Status DeviceControl::adaptStreams(const Needs& needs)
{
    InterfaceState& state = stateOf(*needs.interfaceNumber);
    if (needs.areStreamsMet(state))
        return {};
    if (Status freed = freeStreams(state.number); !freed)
        return freed;
    return *needs.bulkStreams == 0 ? Status {} : allocateStreams(state, *needs.bulkStreams);
}

Status DeviceControl::allocateStreams(InterfaceState& state, std::uint32_t count)
{
    const Result<std::uint32_t> granted = m_handle->allocateStreams(count, streamEndpoints(state));
    if (!granted)
        return tl::unexpected(granted.error());
    if (*granted == 0)
        return fail(ErrorKind::Unsupported, "allocate bulk streams", "the system granted none");
    state.bulkStreams = *granted;
    state.bulkStreamsAsked = count;
    tell(std::to_string(*granted) + " bulk streams" + ofInterface(state) + " allocated"
        + (*granted < count ? ", " + std::to_string(count) + " were asked for" : std::string()));
    return {};
}

Status DeviceControl::freeStreams(std::uint8_t number)
{
    InterfaceState& state = stateOf(number);
    if (state.bulkStreams == 0 || !m_handle)
        return {};
    Status freed = m_handle->freeStreams(streamEndpoints(state));
    state.bulkStreams = 0; // not tried again: they go with the claim at the latest
    if (freed)
        tell("bulk streams" + ofInterface(state) + " freed");
    return freed;
}

} // namespace wb::engine
