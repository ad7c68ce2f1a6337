// SPDX-License-Identifier: GPL-3.0-or-later
// The host's ends of all endpoints of one device: the control pipe, and those of the alternate settings in use.
// Source of truth: USB 2.0 §9.1.1.5, §10.5.2.2 (pipes come and go with configurations and alternate settings).
// Thread: that of its scheduler. Ownership: owns the pipes, borrows model and scheduler.
// REQUIRES: forgetControl() before it dies, with nothing in flight.
#pragma once

#include "core/backend/virtualbus/bus_scheduler.h"

namespace wb::backend::virtualbus {

class PipeBoard {
public:
    PipeBoard(DeviceModel& model, BusScheduler& bus);

    [[nodiscard]] const PipeSet& pipes() const { return m_pipes; }
    [[nodiscard]] PipeSet& pipes() { return m_pipes; }
    [[nodiscard]] Pipe& control() { return *m_pipes.pipes[0]; }
    [[nodiscard]] Pipe* find(usb::EndpointAddress endpoint) const; // nullptr: not in use, or the control pipe

    // The endpoints of one alternate setting; of an interface or setting that does not exist there are none.
    void open(const usb::ConfigurationInfo& configuration, std::uint8_t interfaceNumber, std::uint8_t alternate);
    // What is in flight on its endpoints ends with `status`; they stay as they are.
    void flush(std::uint8_t interfaceNumber, usb::TransferStatus status);

    // REQUIRES, all: flush() was called. The streams of a pipe go with it.
    void allocateStreams(Pipe& pipe, std::uint32_t count);
    void freeStreams(Pipe& pipe);
    void freeStreamsOf(std::uint8_t interfaceNumber);

    // What is in flight ends with `status`.
    void close(std::uint8_t interfaceNumber, usb::TransferStatus status);
    void closeInterfaces(usb::TransferStatus status);
    void closeAll(usb::TransferStatus status); // the control pipe stays, empty
    void forgetControl();

private:
    template <class Chosen> void closeWhere(Chosen isChosen, usb::TransferStatus status);
    void flushPipe(Pipe& pipe, usb::TransferStatus status);
    [[nodiscard]] std::vector<Pipe*> pipesOf(std::uint8_t interfaceNumber) const;

    BusScheduler& m_bus;
    const usb::Speed m_speed;
    PipeSet m_pipes;
};

} // namespace wb::backend::virtualbus
