// SPDX-License-Identifier: GPL-3.0-or-later
// The blocking side of one open device: what is claimed, selected and detached, and how to undo it.
// Thread: every method runs on the device's blocking lane and may sleep in the kernel (P9); reports are
// values that travel back to the USB thread. Ownership: shares the handle with the session, which gives
// its share up before close() runs, so the handle dies on the lane (P8).
// Errors: in LaneReport::outcome; what was done by itself is told in LaneReport::notices (P73), what was asked for by
// name is not.
#pragma once

#include "core/backend/backend.h"
#include "core/engine/driver_ledger.h"
#include "core/engine/types.h"

namespace wb::engine {

// A standard request the kernel or libusb sent for us: logged like any other control transfer.
struct HostRequest {
    usb::SetupPacket setup;
    usb::TransferStatus status = usb::TransferStatus::Completed;
    Nanoseconds submitted { 0 };
    Nanoseconds completed { 0 };
};

struct LaneReport {
    Status outcome;
    std::shared_ptr<backend::DeviceHandle> handle; // null when closed or dead
    std::vector<InterfaceState> interfaces;
    std::optional<std::uint8_t> configuration;
    std::vector<std::string> notices;
    std::vector<HostRequest> hostRequests;
    bool changedDrivers = false; // the device list has new facts
};

// What a transfer needs before it can be submitted.
struct Needs {
    std::optional<std::uint8_t> interfaceNumber; // claimed
    std::optional<std::uint8_t> alternate; // selected
    // Of an endpoint that offers bulk streams: so many asked for; 0: none allocated, as then each transfer names one.
    std::optional<std::uint32_t> bulkStreams {};

    [[nodiscard]] bool areStreamsMet(const InterfaceState& state) const;
    [[nodiscard]] bool areEmpty() const { return !interfaceNumber; }
    // The first that the interface does not meet, and what to do; empty: it meets all. Null: its state is not known.
    [[nodiscard]] std::string missing(const InterfaceState* state) const;
};

class DeviceControl {
public:
    // `backend` outlives this unless the lane is left behind together with it.
    // `ledger` may be null: then a driver that a crash leaves off is forgotten.
    DeviceControl(backend::Backend& backend, usb::DevicePtr device, std::shared_ptr<DriverLedger> ledger = {});

    void setDevice(usb::DevicePtr device) { m_device = std::move(device); } // newer facts of the same device
    [[nodiscard]] LaneReport report(Status outcome);

    Status open();
    // After a reset by another program: a new handle with nothing claimed. Drivers that the kernel did not bind by
    // itself are put back.
    Status openAgain();
    Status claim(std::uint8_t number, bool detachKernelDriver);
    Status release(std::uint8_t number);
    Status setAlternateSetting(std::uint8_t number, std::uint8_t alternate);
    Status giveBandwidthBack(std::uint8_t number, std::uint8_t alternate); // after a stream that selected another (P36)
    // Takes kernel drivers off first, if the policy lets it: those of the new configuration bind by themselves (P55).
    Status setConfiguration(std::optional<std::uint8_t> value, const AccessPolicy& policy);
    Status freeStreams(std::uint8_t number); // bulk streams of the interface's endpoints, if there are any
    Status clearHalt(usb::EndpointAddress endpoint, const AccessPolicy& policy); // prepares what it needs
    Status reset(); // restores alternate settings; NotFound / Disconnected: the handle is dead (P46)
    Status detachDriver(std::uint8_t number);
    Status attachDriver(std::uint8_t number);
    // Opens, claims and selects as the policy allows, telling what it did.
    Status prepare(const Needs& needs, const AccessPolicy& policy);
    // `isAttached` false: nothing is sent to a device that is gone (P48).
    void close(bool isAttached);

private:
    Status requireOpen(const std::string& operation) const;
    InterfaceState& stateOf(std::uint8_t number);
    [[nodiscard]] std::string holderText(std::uint8_t number) const;
    [[nodiscard]] std::string programText() const;
    Error busyError(Error error, std::optional<std::uint8_t> number) const; // none: no kernel driver can be meant
    [[nodiscard]] OwedDriver owed(const InterfaceState& state) const;
    Status takeDriverOff(const InterfaceState& after);
    Status takeDriversOff(const std::string& operation, const AccessPolicy& policy, std::vector<std::uint8_t>& taken);
    void putDriversBack(const std::vector<std::uint8_t>& numbers);
    void settleDriver(std::uint8_t number);
    Status giveDriverBack(InterfaceState& state);
    Status detachByItself(std::uint8_t number); // what these two do is told
    Status giveBackByItself(InterfaceState& state);
    void recordRequest(const usb::SetupPacket& setup, const Status& outcome, Nanoseconds since);
    Status selectWanted(const Needs& needs, const AccessPolicy& policy);
    Status adaptStreams(const Needs& needs);
    Status allocateStreams(InterfaceState& state, std::uint32_t count);
    [[nodiscard]] std::vector<usb::EndpointAddress> streamEndpoints(const InterfaceState& state) const;
    void tell(std::string text) { m_notices.push_back(std::move(text)); }

    backend::Backend& m_backend;
    usb::DevicePtr m_device;
    const std::shared_ptr<DriverLedger> m_ledger;
    std::shared_ptr<backend::DeviceHandle> m_handle;
    std::vector<InterfaceState> m_interfaces;
    std::optional<std::uint8_t> m_configuration;
    std::vector<std::string> m_notices;
    std::vector<HostRequest> m_hostRequests;
    bool m_changedDrivers = false;
};

} // namespace wb::engine
