// SPDX-License-Identifier: GPL-3.0-or-later
// Kernel drivers that an earlier run took off and never put back, of devices that are still there without one: offered
// to be put back (P56). An interface that has a driver again, and a device that is gone, are offered no more; one that
// a program has claimed is offered again when it is free. Thread: that of the service. Ownership: shares the ledger;
// `service` outlives this. Errors: failed(), one for each driver that could not be put back; it stays on offer.
#pragma once

#include "core/engine/driver_ledger.h"
#include "core/engine/usb_service.h"

#include <map>

namespace wb::engine {

class DriverOffers : public QObject {
    Q_OBJECT

public:
    struct Offer {
        usb::DevicePtr device;
        std::uint8_t interfaceNumber = 0;
        std::string driver;
    };

    DriverOffers(UsbService& service, std::shared_ptr<DriverLedger> ledger, QObject* parent = nullptr);

    [[nodiscard]] const std::vector<Offer>& offers() const { return m_offers; }
    void giveBack(); // all of them; opens what has to be opened, and closes it again
    [[nodiscard]] bool isGivingBack() const { return !m_pending.empty(); }
    void forget(); // they are not offered again

Q_SIGNALS:
    void changed();
    void failed(const wb::Error& error);

private:
    void look();
    void answered(const FinishedOperation& operation);

    UsbService& m_service;
    const std::shared_ptr<DriverLedger> m_ledger;
    std::vector<Offer> m_offers;
    std::map<RequestId, usb::DeviceId> m_pending;
    std::vector<usb::DeviceId> m_opened; // only to put drivers back
};

} // namespace wb::engine
