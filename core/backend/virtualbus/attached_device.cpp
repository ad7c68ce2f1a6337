// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/attached_device.h"

#include "core/backend/virtualbus/host_requests.h"

#include <algorithm>

namespace wb::backend::virtualbus {

namespace {

constexpr std::uint8_t kHidClass = 0x03, kHubClass = 0x09;

// What Linux would bind.
std::string driverFor(const usb::AlternateSetting& alternate)
{
    if (alternate.interfaceClass == kHidClass)
        return "usbhid";
    return alternate.interfaceClass == kHubClass ? "hub" : "";
}

std::string operationOn(const char* verb, std::uint8_t number)
{
    return std::string(verb) + " " + std::to_string(number);
}

} // namespace

AttachedDevice::AttachedDevice(
    std::unique_ptr<DeviceModel> model, BusScheduler& bus, usb::PortPath path, std::uint8_t address, Nanoseconds now)
    : m_model(std::move(model))
    , m_bus(bus)
    , m_board(*m_model, bus)
{
    m_info = std::make_shared<const usb::DeviceInfo>(enumerate(*m_model, std::move(path), address, m_bus.busTime(now)));
    openInterfaces();
    publish(m_info->activeConfiguration);
}

bool AttachedDevice::hasDriver(std::uint8_t interfaceNumber) const
{
    return std::any_of(m_interfaces.begin(), m_interfaces.end(), [interfaceNumber](const Interface& interface) {
        return interface.number == interfaceNumber && interface.isDriverBound;
    });
}

bool AttachedDevice::request(const usb::SetupPacket& setup, Nanoseconds now)
{
    const ControlReply reply = m_model->control(setup, {}, m_bus.busTime(now));
    disturb(now);
    if (reply.handshake == Handshake::Gone || reply.leaves)
        m_bus.leave(m_board.pipes());
    return reply.handshake == Handshake::Ack;
}

void AttachedDevice::publish(std::optional<std::uint8_t> configuration)
{
    usb::DeviceInfo info = *m_info;
    info.activeConfiguration = configuration;
    info.drivers.clear();
    for (const Interface& interface : m_interfaces)
        if (interface.isDriverBound)
            info.drivers.emplace_back(interface.number, interface.driver);
    m_info = std::make_shared<const usb::DeviceInfo>(std::move(info));
}

void AttachedDevice::openInterfaces()
{
    m_interfaces.clear();
    const usb::ConfigurationInfo* active = m_info->active();
    if (!active)
        return;
    for (const usb::InterfaceInfo& facts : active->interfaces) {
        Interface interface;
        interface.number = facts.number;
        interface.driver = driverFor(facts.alternates.front());
        interface.isDriverBound = !interface.driver.empty();
        openPipes(interface);
        m_interfaces.push_back(std::move(interface));
    }
}

void AttachedDevice::openPipes(const Interface& interface)
{
    if (const usb::ConfigurationInfo* active = m_info->active())
        m_board.open(*active, interface.number, interface.alternate);
}

void AttachedDevice::unplug()
{
    m_isAttached = false;
    m_board.closeAll(usb::TransferStatus::NoDevice); // P15
    m_board.forgetControl();
}

tl::unexpected<Error> AttachedDevice::refusal(ErrorKind kind, std::string operation, std::string why) const
{
    return fail(kind, std::move(operation),
        usb::toString(m_info->path) + " " + usb::formatVidPid(m_info->descriptor.vendorId, m_info->descriptor.productId)
            + ": " + std::move(why));
}

Result<AttachedDevice::Interface*> AttachedDevice::find(std::uint8_t number, const std::string& operation)
{
    if (!m_isAttached)
        return refusal(ErrorKind::Disconnected, operation, "it was unplugged");
    for (Interface& interface : m_interfaces)
        if (interface.number == number)
            return &interface;
    return refusal(ErrorKind::NotFound, operation,
        m_interfaces.empty() ? "the device is not configured" : "it has no interface " + std::to_string(number));
}

Result<AttachedDevice::Interface*> AttachedDevice::claimedBy(
    HandleToken handle, std::uint8_t number, const std::string& operation)
{
    Result<Interface*> interface = find(number, operation);
    if (interface && (*interface)->holder != handle)
        return refusal(ErrorKind::NotFound, operation, operationOn("interface", number) + " is not claimed");
    return interface;
}

Status AttachedDevice::claim(HandleToken handle, std::uint8_t number)
{
    const std::string operation = operationOn("claim interface", number);
    const Result<Interface*> found = find(number, operation);
    if (!found)
        return tl::unexpected(found.error());
    Interface& interface = **found;
    if (interface.isDriverBound)
        return refusal(ErrorKind::Busy, operation, "held by the kernel driver " + interface.driver);
    if (interface.holder && interface.holder != handle)
        return refusal(ErrorKind::Busy, operation, "claimed through another handle");
    interface.holder = handle;
    return {};
}

Status AttachedDevice::release(HandleToken handle, std::uint8_t number, Nanoseconds now)
{
    const Result<Interface*> found = claimedBy(handle, number, operationOn("release interface", number));
    if (!found)
        return tl::unexpected(found.error());
    if ((*found)->alternate != 0) {
        if (const Status reverted = setAlternate(handle, number, 0, now); !reverted)
            return reverted;
    } else {
        m_board.flush(number, usb::TransferStatus::Cancelled);
        m_board.freeStreamsOf(number);
    }
    (*found)->holder = nullptr;
    return {};
}

void AttachedDevice::releaseAll(HandleToken handle, Nanoseconds now)
{
    for (Interface& interface : m_interfaces)
        if (interface.holder == handle && !release(handle, interface.number, now))
            interface.holder = nullptr; // unplugged meanwhile
}

Status AttachedDevice::setAlternate(HandleToken handle, std::uint8_t number, std::uint8_t alternate, Nanoseconds now)
{
    const std::string operation
        = operationOn("set interface", number) + operationOn(" to alternate setting", alternate);
    const Result<Interface*> found = claimedBy(handle, number, operation);
    if (!found)
        return tl::unexpected(found.error());
    const auto& alternates = m_info->active()->findInterface(number)->alternates;
    const bool exists = std::any_of(alternates.begin(), alternates.end(),
        [alternate](const usb::AlternateSetting& setting) { return setting.number == alternate; });
    if (!exists)
        return refusal(ErrorKind::NotFound, operation, "there is no such alternate setting");
    m_board.close(number, usb::TransferStatus::Cancelled);
    const bool isAccepted = request(setInterfaceRequest(number, alternate), now);
    if (isAccepted)
        (*found)->alternate = alternate;
    openPipes(**found);
    if (!isAccepted)
        return refusal(ErrorKind::Stall, operation, "the device refused it");
    return {};
}

Status AttachedDevice::setConfiguration(std::optional<std::uint8_t> value, Nanoseconds now)
{
    const std::string operation
        = value ? operationOn("set configuration", *value) : std::string("leave the configured state");
    if (!m_isAttached)
        return refusal(ErrorKind::Disconnected, operation, "it was unplugged");
    for (const Interface& interface : m_interfaces) // P55
        if (interface.isDriverBound || interface.holder)
            return refusal(ErrorKind::Busy, operation,
                operationOn("interface", interface.number) + " is held by "
                    + (interface.isDriverBound ? "the kernel driver " + interface.driver : "a claim"));
    const bool exists = std::any_of(m_info->configurations.begin(), m_info->configurations.end(),
        [&value](const usb::ConfigurationInfo& configuration) { return configuration.value == value; });
    if (value && !exists)
        return refusal(ErrorKind::NotFound, operation, "there is no such configuration");
    m_board.closeAll(usb::TransferStatus::Cancelled);
    if (!request(setConfigurationRequest(value.value_or(0)), now))
        return refusal(ErrorKind::Stall, operation, "the device refused it");
    publish(value);
    openInterfaces();
    publish(value);
    return {};
}

Result<std::optional<std::uint8_t>> AttachedDevice::configuration() const
{
    if (!m_isAttached)
        return refusal(ErrorKind::Disconnected, "read the configuration", "it was unplugged");
    return m_info->activeConfiguration;
}

Result<Pipe*> AttachedDevice::pipeFor(HandleToken handle, usb::EndpointAddress endpoint, const std::string& operation)
{
    if (!m_isAttached)
        return refusal(ErrorKind::Disconnected, operation, "it was unplugged");
    Pipe* const pipe = m_board.find(endpoint);
    if (!pipe)
        return refusal(ErrorKind::NotFound, operation,
            usb::toString(endpoint) + " is not in an active alternate setting"); // P33
    if (const Result<Interface*> interface = claimedBy(handle, pipe->interfaceNumber, operation); !interface)
        return tl::unexpected(interface.error());
    return pipe;
}

Status AttachedDevice::clearHalt(HandleToken handle, usb::EndpointAddress endpoint, Nanoseconds now)
{
    const std::string operation = "clear halt of " + usb::toString(endpoint);
    if (const Result<Pipe*> pipe = pipeFor(handle, endpoint, operation); !pipe)
        return tl::unexpected(pipe.error());
    if (!request(clearHaltRequest(endpoint), now))
        return refusal(ErrorKind::Stall, operation, "the device refused it");
    return {};
}

// Alternate settings and halts do not stay (P46). Neither do claims of other handles: their transfers end with
// NO_DEVICE, as seen with Linux 6.1 and xhci_hcd, and a kernel driver binds where one fits. Where none does, usbfs
// claims again by itself with the next transfer.
Status AttachedDevice::reset(HandleToken handle, Nanoseconds now)
{
    if (!m_isAttached)
        return refusal(ErrorKind::Disconnected, "reset", "it was unplugged");
    const bool isHolder = std::any_of(m_interfaces.begin(), m_interfaces.end(),
        [handle](const Interface& interface) { return interface.holder == handle; });
    m_board.closeAll(isHolder ? usb::TransferStatus::Cancelled : usb::TransferStatus::NoDevice);
    m_model->busReset(m_bus.busTime(now));
    const auto configuration = m_info->activeConfiguration;
    const bool isBack = request(setAddressRequest(m_info->address), now)
        && (!configuration || request(setConfigurationRequest(*configuration), now));
    if (!isBack)
        return refusal(ErrorKind::NotFound, "reset", "the device did not come back");
    bool hasBound = false;
    for (Interface& interface : m_interfaces) {
        interface.alternate = 0;
        openPipes(interface);
        if (!interface.holder || interface.holder == handle || interface.driver.empty())
            continue;
        interface.holder = nullptr;
        interface.isDriverBound = hasBound = true;
    }
    if (hasBound)
        publish(configuration);
    return {};
}

Result<bool> AttachedDevice::isDriverActive(std::uint8_t number) const
{
    if (!m_isAttached)
        return refusal(
            ErrorKind::Disconnected, operationOn("look up the driver of interface", number), "it was unplugged");
    return hasDriver(number);
}

Status AttachedDevice::detachDriver(std::uint8_t number)
{
    const std::string operation = operationOn("detach the kernel driver of interface", number);
    const Result<Interface*> interface = find(number, operation);
    if (!interface)
        return tl::unexpected(interface.error());
    if (!(*interface)->isDriverBound)
        return refusal(ErrorKind::NotFound, operation, "no driver is bound");
    (*interface)->isDriverBound = false;
    publish(m_info->activeConfiguration);
    return {};
}

Status AttachedDevice::attachDriver(std::uint8_t number)
{
    const std::string operation = operationOn("attach the kernel driver of interface", number);
    const Result<Interface*> interface = find(number, operation);
    if (!interface)
        return tl::unexpected(interface.error());
    if ((*interface)->driver.empty())
        return refusal(ErrorKind::NotFound, operation, "no driver fits this interface");
    if ((*interface)->isDriverBound || (*interface)->holder)
        return refusal(ErrorKind::Busy, operation,
            (*interface)->isDriverBound ? (*interface)->driver + " is bound already" : "the interface is claimed");
    (*interface)->isDriverBound = true;
    publish(m_info->activeConfiguration);
    return {};
}

} // namespace wb::backend::virtualbus
