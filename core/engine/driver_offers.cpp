// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/driver_offers.h"

#include <algorithm>

namespace wb::engine {
namespace {

// The interface has a kernel driver again, or is in no configuration that could have one.
bool isSettled(const usb::DeviceInfo& device, std::uint8_t number)
{
    const usb::ConfigurationInfo* active = device.active();
    return active == nullptr || active->findInterface(number) == nullptr || !device.kernelDriverOf(number).empty();
}

// A program that has claimed it, be it this one, keeps it from any driver; it is still owed.
bool isInUse(const UsbService& service, const usb::DeviceInfo& device, std::uint8_t number)
{
    const SessionState session = service.session(device.id);
    const InterfaceState* ours = session.find(number);
    return !device.driverOf(number).empty() || (ours != nullptr && ours->isClaimed);
}

} // namespace

DriverOffers::DriverOffers(UsbService& service, std::shared_ptr<DriverLedger> ledger, QObject* parent)
    : QObject(parent)
    , m_service(service)
    , m_ledger(std::move(ledger))
{
    connect(&service, &UsbService::devicesChanged, this, &DriverOffers::look);
    connect(&service, &UsbService::operationsFinished, this, [this](const std::vector<FinishedOperation>& finished) {
        for (const FinishedOperation& operation : finished)
            answered(operation);
    });
    look();
}

// What is owed to no device that is there now is kept: its bus may not have been looked at yet.
void DriverOffers::look()
{
    std::vector<Offer> offers;
    const std::vector<usb::DevicePtr> devices = m_service.devices();
    for (const OwedDriver& owed : m_ledger->leftBehind()) {
        const auto found = std::find_if(
            devices.begin(), devices.end(), [&](const usb::DevicePtr& device) { return owed.isOf(*device); });
        if (found == devices.end())
            continue;
        if (isSettled(**found, owed.interfaceNumber))
            m_ledger->settle(**found, owed.interfaceNumber);
        else if (!isInUse(m_service, **found, owed.interfaceNumber))
            offers.push_back({ *found, owed.interfaceNumber, owed.driver });
    }
    const auto isSame = [](const Offer& left, const Offer& right) {
        return left.device->id == right.device->id && left.interfaceNumber == right.interfaceNumber;
    };
    const bool hasChanged = !std::equal(offers.begin(), offers.end(), m_offers.begin(), m_offers.end(), isSame);
    m_offers = std::move(offers);
    if (hasChanged)
        Q_EMIT changed();
}

void DriverOffers::giveBack()
{
    if (isGivingBack())
        return;
    for (const Offer& offer : m_offers) {
        const usb::DeviceId device = offer.device->id;
        const bool isCounted = std::find(m_opened.begin(), m_opened.end(), device) != m_opened.end();
        if (!m_service.session(device).isOpen() && !isCounted)
            m_opened.push_back(device);
        m_pending.emplace(m_service.giveDriverBack(device, offer.interfaceNumber), device);
    }
}

void DriverOffers::answered(const FinishedOperation& operation)
{
    if (m_pending.erase(operation.request) == 0)
        return;
    if (!operation.outcome)
        Q_EMIT failed(operation.outcome.error());
    if (isGivingBack())
        return;
    for (const usb::DeviceId device : m_opened)
        m_service.close(device);
    m_opened.clear();
    look();
}

void DriverOffers::forget()
{
    for (const Offer& offer : std::exchange(m_offers, {}))
        m_ledger->settle(*offer.device, offer.interfaceNumber);
    Q_EMIT changed();
}

} // namespace wb::engine
