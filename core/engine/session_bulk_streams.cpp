// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device_session.h"

#include <algorithm>

// Bulk streams of a DeviceSession. Those that go through them share one allocation for each interface: it is made
// before the first transfer and undone when nothing runs on the interface any more, because the system ends all
// transfers of an interface with both (P29).
namespace wb::engine {

bool DeviceSession::isIdle(std::uint8_t interfaceNumber) const
{
    const auto runs = [interfaceNumber](const auto& entry) {
        return entry.second.interfaceNumber == interfaceNumber && !entry.second.stream->isStopped();
    };
    const auto isSent
        = [interfaceNumber](const auto& entry) { return entry.second->interfaceNumber == interfaceNumber; };
    return std::none_of(m_streams.begin(), m_streams.end(), runs)
        && std::none_of(m_oneShots.begin(), m_oneShots.end(), isSent);
}

Status DeviceSession::mayChangeStreams(const Needs& needs, const char* operation) const
{
    const InterfaceState* state = stateOf(needs);
    if (!state || needs.areStreamsMet(*state) || isIdle(state->number))
        return {};
    const std::string interface = "interface " + std::to_string(state->number);
    if (*needs.bulkStreams == 0)
        return fail(ErrorKind::Busy, operation,
            "bulk streams are in use on " + interface + ": name one for this endpoint, too, or stop what runs there");
    if (state->bulkStreams > 0)
        return fail(ErrorKind::Busy, operation,
            std::to_string(state->bulkStreams) + " bulk streams are in use on " + interface + ", and "
                + std::to_string(*needs.bulkStreams)
                + " are asked for: ask for no more, or stop what runs there first");
    return fail(ErrorKind::Busy, operation,
        "to allocate bulk streams ends every transfer of "
            + interface + ": stop what runs there first, or start it after this one");
}

void DeviceSession::freeUnusedStreams()
{
    if (!m_jobs.empty() || m_hasDeparted)
        return;
    const auto unused = std::find_if(m_interfaces.begin(), m_interfaces.end(),
        [this](const InterfaceState& state) { return state.bulkStreams > 0 && isIdle(state.number); });
    if (unused == m_interfaces.end())
        return;
    Operation operation;
    operation.name = "free bulk streams";
    operation.work = [number = unused->number](DeviceControl& control) { return control.freeStreams(number); };
    run({}, std::move(operation));
}

} // namespace wb::engine
