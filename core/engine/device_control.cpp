// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device_control.h"

#include "core/engine/node_holders.h"
#include "core/engine/transfer_rules.h"

#include <utility>

namespace wb::engine {
namespace {

std::string interfaceText(std::uint8_t number) { return "interface " + std::to_string(number); }

usb::SetupPacket standardOut(
    usb::StandardRequest request, usb::Recipient recipient, std::uint16_t value, std::uint16_t index)
{
    return { usb::makeRequestType(usb::Direction::Out, usb::RequestType::Standard, recipient),
        static_cast<std::uint8_t>(request), value, index, 0 };
}

usb::TransferStatus statusOf(const Status& outcome)
{
    if (outcome)
        return usb::TransferStatus::Completed;
    switch (outcome.error().kind) {
    case ErrorKind::Stall:
        return usb::TransferStatus::Stall;
    case ErrorKind::Disconnected:
        return usb::TransferStatus::NoDevice;
    case ErrorKind::Timeout:
        return usb::TransferStatus::TimedOut;
    case ErrorKind::AccessDenied:
    case ErrorKind::Busy:
    case ErrorKind::NotFound:
    case ErrorKind::Unsupported:
    case ErrorKind::InvalidArgument:
    case ErrorKind::OutOfMemory:
    case ErrorKind::NoSpace:
    case ErrorKind::Malformed:
    case ErrorKind::Cancelled:
    case ErrorKind::ReadOnly:
    case ErrorKind::Io:
    case ErrorKind::Internal:
        return usb::TransferStatus::Error;
    }
    return usb::TransferStatus::Error;
}

} // namespace

std::string Needs::missing(const InterfaceState* state) const
{
    if (!interfaceNumber)
        return {};
    const std::string interface = interfaceText(*interfaceNumber);
    if (!state || !state->isClaimed)
        return interface + " is not claimed; claim it first";
    if (alternate && state->alternate != *alternate)
        return "alternate setting " + std::to_string(*alternate) + " of "
            + interface + " is not selected; select it first";
    if (areStreamsMet(*state))
        return {};
    if (*bulkStreams == 0)
        return "bulk streams are allocated on " + interface + "; stop what goes through them first";
    return std::to_string(*bulkStreams) + " bulk streams are needed on " + interface + ", and "
        + std::to_string(state->bulkStreams) + " are allocated; start it again";
}

DeviceControl::DeviceControl(backend::Backend& backend, usb::DevicePtr device, std::shared_ptr<DriverLedger> ledger)
    : m_backend(backend)
    , m_device(std::move(device))
    , m_ledger(std::move(ledger))
{
}

LaneReport DeviceControl::report(Status outcome)
{
    LaneReport report;
    report.outcome = std::move(outcome);
    report.handle = m_handle;
    report.interfaces = m_interfaces;
    report.configuration = m_configuration;
    report.notices = std::exchange(m_notices, {});
    report.hostRequests = std::exchange(m_hostRequests, {});
    report.changedDrivers = std::exchange(m_changedDrivers, false);
    return report;
}

Status DeviceControl::requireOpen(const std::string& operation) const
{
    if (m_handle)
        return {};
    return fail(ErrorKind::NotFound, operation, "the device is not open; open it first");
}

InterfaceState& DeviceControl::stateOf(std::uint8_t number)
{
    for (InterfaceState& state : m_interfaces)
        if (state.number == number)
            return state;
    InterfaceState state;
    state.number = number;
    return m_interfaces.emplace_back(std::move(state));
}

Status DeviceControl::open()
{
    if (m_handle)
        return {};
    auto handle = m_backend.open(m_device->id);
    if (!handle)
        return tl::unexpected(handle.error());
    m_handle = std::move(*handle);
    m_interfaces.clear();
    m_configuration = m_device->activeConfiguration;
    if (const usb::ConfigurationInfo* active = m_device->active())
        for (const usb::InterfaceInfo& info : active->interfaces)
            stateOf(info.number);
    return {};
}

// The kernel took what was claimed away, and libusb keeps a list of its own: it would not claim that again.
Status DeviceControl::openAgain()
{
    const std::vector<InterfaceState> before = std::exchange(m_interfaces, {});
    m_handle.reset();
    m_changedDrivers = true;
    if (Status opened = open(); !opened)
        return opened;
    for (const InterfaceState& lost : before) {
        if (lost.detachedDriver.empty())
            continue;
        const Result<bool> active = m_handle->isKernelDriverActive(lost.number);
        if (active && *active) {
            settleDriver(lost.number);
            continue;
        }
        InterfaceState& state = stateOf(lost.number);
        state.detachedDriver = lost.detachedDriver;
        (void)giveBackByItself(state); // what became of it is told
    }
    return {};
}

std::string DeviceControl::holderText(std::uint8_t number) const
{
    if (const std::string driver = m_device->kernelDriverOf(number); !driver.empty())
        return "the kernel driver " + escapeForDisplay(driver) + " holds it; allow detaching it";
    return programText();
}

std::string DeviceControl::programText() const
{
    std::string programs;
    for (const std::string& program : holdersOf(m_device->deviceNode))
        programs += (programs.empty() ? "" : ", ") + program;
    return programs.empty() ? "another program holds it"
                            : "another program holds it: the device is open in " + programs;
}

Error DeviceControl::busyError(Error error, std::optional<std::uint8_t> number) const
{
    if (error.kind != ErrorKind::Busy)
        return error;
    const std::string holder = number ? holderText(*number) : programText();
    error.detail = error.detail.empty() ? holder : holder + "; " + error.detail;
    return error;
}

Status DeviceControl::claim(std::uint8_t number, bool detachKernelDriver)
{
    const std::string operation = "claim " + interfaceText(number);
    if (Status open = requireOpen(operation); !open)
        return open;
    InterfaceState& state = stateOf(number);
    if (state.isClaimed)
        return {};
    if (detachKernelDriver) {
        const Result<bool> active = m_handle->isKernelDriverActive(number);
        if (active && *active)
            if (Status detached = detachByItself(number); !detached)
                return detached;
    }
    if (Status claimed = m_handle->claimInterface(number); !claimed) {
        const Error error = busyError(claimed.error(), number);
        if (!state.detachedDriver.empty())
            (void)giveBackByItself(state);
        return tl::unexpected(error);
    }
    state.isClaimed = true;
    state.bulkStreams = 0;
    // Another program may have selected another setting; ours starts at 0 only after a claim by libusb's
    // own rules, so an unknown setting is treated as 0 until we select one (P31).
    state.alternate = 0;
    return {};
}

OwedDriver DeviceControl::owed(const InterfaceState& state) const
{
    return { m_device->backend, m_device->path, m_device->descriptor.vendorId, m_device->descriptor.productId,
        state.number, state.detachedDriver };
}

// Noted before it is taken off: a crash may come at once.
Status DeviceControl::takeDriverOff(const InterfaceState& after)
{
    if (m_ledger)
        if (const Status noted = m_ledger->owe(owed(after)); !noted)
            tell(describe(noted.error()) + ": should the program crash, the driver stays off");
    Status detached = m_handle->detachKernelDriver(after.number);
    if (m_ledger && !detached)
        m_ledger->retract(owed(after));
    return detached;
}

void DeviceControl::settleDriver(std::uint8_t number)
{
    if (m_ledger)
        m_ledger->settle(*m_device, number);
}

Status DeviceControl::giveDriverBack(InterfaceState& state)
{
    state.detachedDriver.clear();
    Status attached = m_handle->attachKernelDriver(state.number);
    m_changedDrivers = true;
    if (attached)
        settleDriver(state.number);
    return attached;
}

Status DeviceControl::giveBackByItself(InterfaceState& state)
{
    const std::string driver = "kernel driver " + escapeForDisplay(state.detachedDriver);
    Status attached = giveDriverBack(state);
    if (attached)
        tell(driver + " put back on " + interfaceText(state.number));
    else
        tell(driver + " could not be put back on " + interfaceText(state.number) + ": " + describe(attached.error()));
    return attached;
}

Status DeviceControl::release(std::uint8_t number)
{
    if (Status open = requireOpen("release " + interfaceText(number)); !open)
        return open;
    InterfaceState& state = stateOf(number);
    if (!state.isClaimed)
        return {};
    Status released = m_handle->releaseInterface(number);
    if (!released && released.error().kind != ErrorKind::NotFound)
        return released;
    state.isClaimed = false;
    state.alternate = 0;
    state.bulkStreams = 0;
    if (!state.detachedDriver.empty())
        return giveBackByItself(state);
    return {};
}

Status DeviceControl::setAlternateSetting(std::uint8_t number, std::uint8_t alternate)
{
    const std::string operation
        = "select alternate setting " + std::to_string(alternate) + " of " + interfaceText(number);
    if (Status open = requireOpen(operation); !open)
        return open;
    InterfaceState& state = stateOf(number);
    if (!state.isClaimed)
        return fail(ErrorKind::NotFound, operation, "claim the interface first");
    const Nanoseconds since = now();
    Status selected = m_handle->setAlternateSetting(number, alternate);
    recordRequest(
        standardOut(usb::StandardRequest::SetInterface, usb::Recipient::Interface, alternate, number), selected, since);
    if (selected)
        state.alternate = alternate;
    if (selected || selected.error().kind != ErrorKind::NotFound) // a setting that does not exist changes nothing
        state.bulkStreams = 0;
    return selected;
}

Status DeviceControl::giveBandwidthBack(std::uint8_t number, std::uint8_t alternate)
{
    Status selected = setAlternateSetting(number, alternate);
    if (selected)
        tell("alternate setting " + std::to_string(alternate) + " of " + interfaceText(number) + " selected again");
    return selected;
}

// Nobody may hold an interface while the configuration changes (P55).
Status DeviceControl::takeDriversOff(
    const std::string& operation, const AccessPolicy& policy, std::vector<std::uint8_t>& taken)
{
    for (const InterfaceState& held : m_interfaces) {
        const Result<bool> active = m_handle->isKernelDriverActive(held.number);
        if (!active || !*active)
            continue;
        if (!policy.detachKernelDriver)
            return fail(ErrorKind::Busy, operation, interfaceText(held.number) + ": " + holderText(held.number));
        if (Status off = detachByItself(held.number); !off)
            return off;
        taken.push_back(held.number);
    }
    return {};
}

void DeviceControl::putDriversBack(const std::vector<std::uint8_t>& numbers)
{
    for (const std::uint8_t number : numbers)
        (void)giveBackByItself(stateOf(number));
}

Status DeviceControl::setConfiguration(std::optional<std::uint8_t> value, const AccessPolicy& policy)
{
    const std::string operation = value ? "set configuration " + std::to_string(*value) : std::string("unconfigure");
    if (Status open = requireOpen(operation); !open)
        return open;
    const auto present = m_handle->configuration();
    if (present && *present == value) {
        // Setting the same value is a light reset that loses toggles and alternate settings (P55).
        tell("configuration " + (value ? std::to_string(*value) : std::string("none"))
            + " is already active; nothing was sent");
        return {};
    }
    for (const InterfaceState& state : m_interfaces)
        if (state.isClaimed)
            return fail(ErrorKind::Busy, operation, interfaceText(state.number) + " is claimed here; release it first");
    std::vector<std::uint8_t> taken;
    if (Status free = takeDriversOff(operation, policy, taken); !free) {
        putDriversBack(taken);
        return free;
    }
    const Nanoseconds since = now();
    Status changed = m_handle->setConfiguration(value);
    recordRequest(standardOut(usb::StandardRequest::SetConfiguration, usb::Recipient::Device, value.value_or(0), 0),
        changed, since);
    if (!changed) {
        putDriversBack(taken);
        return tl::unexpected(busyError(changed.error(), std::nullopt)); // drivers were off: some program has a claim
    }
    m_configuration = value;
    m_changedDrivers = true;
    for (const InterfaceState& gone : m_interfaces) // its driver binds by itself when its configuration is set again
        settleDriver(gone.number);
    m_interfaces.clear();
    for (const usb::ConfigurationInfo& configuration : m_device->configurations)
        if (value && configuration.value == *value)
            for (const usb::InterfaceInfo& info : configuration.interfaces)
                stateOf(info.number);
    return {};
}

Status DeviceControl::clearHalt(usb::EndpointAddress endpoint, const AccessPolicy& policy)
{
    Needs needs; // usbfs wants the endpoint's interface claimed, whatever its alternate setting
    if (const auto plan = planEndpoint(*m_device, m_interfaces, endpoint))
        needs.interfaceNumber = plan->needs.interfaceNumber;
    if (Status ready = prepare(needs, policy); !ready)
        return ready;
    constexpr std::uint16_t kEndpointHalt = 0; // USB 2.0 table 9-6
    const Nanoseconds since = now();
    Status cleared = m_handle->clearHalt(endpoint);
    recordRequest(
        standardOut(usb::StandardRequest::ClearFeature, usb::Recipient::Endpoint, kEndpointHalt, endpoint.value),
        cleared, since);
    return cleared;
}

Status DeviceControl::reset()
{
    if (Status open = requireOpen("reset"); !open)
        return open;
    Status done = m_handle->reset();
    if (!done)
        return done;
    for (InterfaceState& state : m_interfaces) {
        const std::uint8_t wanted = std::exchange(state.alternate, std::uint8_t { 0 });
        state.bulkStreams = 0;
        if (!state.isClaimed || wanted == 0)
            continue;
        if (setAlternateSetting(state.number, wanted))
            tell("alternate setting " + std::to_string(wanted) + " of " + interfaceText(state.number)
                + " selected again after the reset");
    }
    m_changedDrivers = true;
    return {};
}

Status DeviceControl::detachDriver(std::uint8_t number)
{
    if (Status open = requireOpen("detach the driver of " + interfaceText(number)); !open)
        return open;
    InterfaceState& state = stateOf(number);
    const std::string driver = m_device->driverOf(number);
    InterfaceState after = state;
    after.detachedDriver = driver.empty() ? "of the kernel" : driver;
    if (Status detached = takeDriverOff(after); !detached)
        return detached;
    state = std::move(after);
    m_changedDrivers = true;
    return {};
}

Status DeviceControl::detachByItself(std::uint8_t number)
{
    Status detached = detachDriver(number);
    if (detached)
        tell("kernel driver " + escapeForDisplay(stateOf(number).detachedDriver) + " detached from "
            + interfaceText(number));
    return detached;
}

Status DeviceControl::attachDriver(std::uint8_t number)
{
    if (Status open = requireOpen("attach the driver of " + interfaceText(number)); !open)
        return open;
    InterfaceState& state = stateOf(number);
    if (state.isClaimed)
        return fail(ErrorKind::Busy, "attach the driver of " + interfaceText(number), "release the interface first");
    if (!state.detachedDriver.empty())
        return giveDriverBack(state);
    m_changedDrivers = true;
    Status attached = m_handle->attachKernelDriver(number);
    if (attached)
        settleDriver(number);
    return attached;
}

Status DeviceControl::prepare(const Needs& needs, const AccessPolicy& policy)
{
    if (!m_handle) {
        if (!policy.openAutomatically)
            return fail(ErrorKind::NotFound, "send", "the device is not open; open it first");
        if (Status opened = open(); !opened)
            return opened;
        tell("opened");
    }
    if (!needs.interfaceNumber)
        return {};
    const std::uint8_t number = *needs.interfaceNumber;
    if (!stateOf(number).isClaimed) {
        if (!policy.claimAutomatically)
            return fail(ErrorKind::NotFound, "send",
                interfaceText(number) + " is not claimed; claim " + interfaceText(number) + " first");
        if (Status claimed = claim(number, policy.detachKernelDriver); !claimed)
            return claimed;
        tell(interfaceText(number) + " claimed");
    }
    if (Status selected = selectWanted(needs, policy); !selected)
        return selected;
    return adaptStreams(needs);
}

Status DeviceControl::selectWanted(const Needs& needs, const AccessPolicy& policy)
{
    const std::uint8_t number = *needs.interfaceNumber;
    if (!needs.alternate || stateOf(number).alternate == *needs.alternate)
        return {};
    if (!policy.selectAlternateAutomatically)
        return fail(ErrorKind::NotFound, "send",
            "the endpoint is in alternate setting " + std::to_string(*needs.alternate) + " of " + interfaceText(number)
                + "; select that first");
    if (Status selected = setAlternateSetting(number, *needs.alternate); !selected)
        return selected;
    tell("alternate setting " + std::to_string(*needs.alternate) + " of " + interfaceText(number) + " selected");
    return {};
}

void DeviceControl::close(bool isAttached)
{
    if (m_handle && isAttached) {
        for (InterfaceState& state : m_interfaces) {
            if (state.isClaimed)
                (void)release(state.number);
            else if (!state.detachedDriver.empty())
                (void)giveBackByItself(state);
        }
    }
    if (!isAttached) // it comes back with its drivers
        for (const InterfaceState& state : m_interfaces)
            settleDriver(state.number);
    m_handle.reset();
    m_interfaces.clear();
}

void DeviceControl::recordRequest(const usb::SetupPacket& setup, const Status& outcome, Nanoseconds since)
{
    m_hostRequests.push_back({ setup, statusOf(outcome), since, now() });
}

} // namespace wb::engine
