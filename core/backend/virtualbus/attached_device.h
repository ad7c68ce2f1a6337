// SPDX-License-Identifier: GPL-3.0-or-later
// The host's side of one plugged model: what an operating system keeps for a device and its open handles.
// Enumeration, configuration, alternate settings, claims and pretend kernel drivers ("usbhid" on HID interfaces,
// "hub" on hubs) follow Linux' usbfs: a bound driver or another handle makes a claim Busy, control requests to an
// interface or endpoint need it not to be held by somebody else, releasing goes back to alternate setting 0.
// The pretend drivers hold their interface and submit nothing.
// Thread: guarded by the bus' mutex, all of it. Ownership: owns the model; shared by its slot and its handles.
// Errors: Disconnected after unplug, else as the Backend port says; the detail names the device and who is in the way.
#pragma once

#include "core/backend/virtualbus/pipe_board.h"

namespace wb::backend::virtualbus {

using HandleToken = const void*; // tells open handles apart, never dereferenced

class AttachedDevice {
public:
    // Plugs in and enumerates: reset, address, descriptors and strings read from the model, configuration 1 set.
    AttachedDevice(std::unique_ptr<DeviceModel> model, BusScheduler& bus, usb::PortPath path, std::uint8_t address,
        Nanoseconds now);

    [[nodiscard]] const usb::DevicePtr& info() const { return m_info; } // a new one whenever a fact changes
    [[nodiscard]] const PipeSet& pipes() const { return m_board.pipes(); }
    [[nodiscard]] BusScheduler& bus() { return m_bus; }
    [[nodiscard]] bool isAttached() const { return m_isAttached; }
    [[nodiscard]] bool hasDriver(std::uint8_t interfaceNumber) const;

    // Of a device that left by itself: what is on the bus in its place; null: nothing.
    [[nodiscard]] std::unique_ptr<DeviceModel> successor() { return m_model->successor(); }
    void unplug(); // ends everything with NoDevice
    void disturb(Nanoseconds now) { m_bus.disturb(m_board.pipes(), now); }

    Status claim(HandleToken handle, std::uint8_t number);
    Status release(HandleToken handle, std::uint8_t number, Nanoseconds now);
    void releaseAll(HandleToken handle, Nanoseconds now);
    Status setAlternate(HandleToken handle, std::uint8_t number, std::uint8_t alternate, Nanoseconds now);
    Status setConfiguration(std::optional<std::uint8_t> value, Nanoseconds now);
    [[nodiscard]] Result<std::optional<std::uint8_t>> configuration() const;
    Status clearHalt(HandleToken handle, usb::EndpointAddress endpoint, Nanoseconds now);
    Status reset(HandleToken handle, Nanoseconds now);
    [[nodiscard]] Result<bool> isDriverActive(std::uint8_t number) const;
    Status detachDriver(std::uint8_t number);
    Status attachDriver(std::uint8_t number);
    [[nodiscard]] Result<std::uint32_t> allocateStreams(
        HandleToken handle, std::uint32_t count, std::span<const usb::EndpointAddress> endpoints);
    Status freeStreams(HandleToken handle, std::span<const usb::EndpointAddress> endpoints);
    // Checks the request as a kernel would before anything reaches the bus (P18, P24, P33).
    Status submit(HandleToken handle, Job& job, Nanoseconds now, bool keepsPace);

private:
    struct Interface {
        std::uint8_t number = 0;
        std::uint8_t alternate = 0;
        HandleToken holder = nullptr;
        std::string driver; // the one that fits; empty: none
        bool isDriverBound = false;
    };

    [[nodiscard]] tl::unexpected<Error> refusal(ErrorKind kind, std::string operation, std::string why) const;
    [[nodiscard]] Result<Interface*> find(std::uint8_t number, const std::string& operation);
    [[nodiscard]] Result<Interface*> claimedBy(HandleToken handle, std::uint8_t number, const std::string& operation);
    [[nodiscard]] Result<Pipe*> pipeFor(
        HandleToken handle, usb::EndpointAddress endpoint, const std::string& operation);
    [[nodiscard]] Result<std::vector<Pipe*>> streamPipes(
        HandleToken handle, std::span<const usb::EndpointAddress> endpoints, const std::string& operation);
    [[nodiscard]] Result<Pipe*> queueOf(Pipe& pipe, const Transfer& transfer) const;
    [[nodiscard]] Status checkControl(HandleToken handle, const Transfer& transfer) const;
    [[nodiscard]] Status checkData(const Transfer& transfer, const Pipe& pipe) const;
    [[nodiscard]] const Interface* interfaceOf(usb::EndpointAddress endpoint) const;

    bool request(const usb::SetupPacket& setup, Nanoseconds now); // the host's own; true: acknowledged
    void openInterfaces(); // for the configuration in m_info
    void openPipes(const Interface& interface);
    void publish(std::optional<std::uint8_t> configuration);

    std::unique_ptr<DeviceModel> m_model;
    BusScheduler& m_bus;
    PipeBoard m_board;
    std::vector<Interface> m_interfaces; // of the active configuration
    usb::DevicePtr m_info;
    bool m_isAttached = true;
};

} // namespace wb::backend::virtualbus
