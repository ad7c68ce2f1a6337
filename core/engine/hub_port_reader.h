// SPDX-License-Identifier: GPL-3.0-or-later
// Asks a hub for its status and for that of each of its ports, when a person wants to know: what the hub itself says,
// not what the system remembers. Asking changes nothing: the hub keeps its change bits until its driver clears them.
// Source of truth: USB 2.0 §11.24.2.6 and §11.24.2.7, USB 3.2 §10.16.2.4 and §10.16.2.6; the number of ports is
// bNbrPorts of the hub descriptor, which is asked for when the device's sections do not have it.
// The hub is opened by the first request, as the policy says. One request at a time; each goes to the log as any other
// transfer. Faster than SuperSpeed the extended port status is asked for, until the hub refuses that.
// Units: nanoseconds since the epoch. Thread: that of the service. Errors: a port that does not answer has the reason
// in its place; what ends the reading (no access, the device goes, the hub falls silent) is HubPorts::error.
#pragma once

#include "core/engine/usb_service.h"

namespace wb::engine {

struct StatusAnswer {
    Bytes raw; // as much as came
    std::string problem; // why there is no whole status; safe to show, empty: all is well
    bool operator==(const StatusAnswer&) const = default;
};

struct HubPorts {
    StatusAnswer hub;
    std::vector<StatusAnswer> ports; // port 1 first; fewer than the hub has when there is an error
    Nanoseconds time { 0 }; // of the last answer
    std::optional<Error> error;
};

class HubPortReader : public QObject {
    Q_OBJECT

public:
    // `service` outlives the reader.
    HubPortReader(UsbService& service, usb::DevicePtr hub, QObject* parent = nullptr);

    void start(); // may be called again after finished(). REQUIRES: !isReading()
    [[nodiscard]] bool isReading() const { return m_isReading; }
    [[nodiscard]] const HubPorts& result() const { return m_result; } // of the last whole reading

Q_SIGNALS:
    void finished();

private:
    enum class Step : std::uint8_t { Descriptor, Hub, Port };

    void ask();
    void answered(const FinishedTransfer& finished);
    void take(const FinishedTransfer& finished);
    void takeDescriptor(const FinishedTransfer& finished);
    void end(std::optional<Error> error);
    [[nodiscard]] usb::SetupPacket nextSetup() const;
    [[nodiscard]] Error errorOf(ErrorKind kind, std::string detail) const;

    UsbService& m_service;
    const usb::DevicePtr m_device;
    std::uint8_t m_portCount = 0;
    bool m_hasPortCount = false;
    bool m_wantsExtended;
    bool m_isReading = false;
    int m_silences = 0;
    Step m_step = Step::Descriptor;
    RequestId m_pending;
    HubPorts m_next;
    HubPorts m_result;
};

} // namespace wb::engine
