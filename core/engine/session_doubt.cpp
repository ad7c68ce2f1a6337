// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/device_session.h"

#include <algorithm>

// Whether a device that answers NO_DEVICE has left, or has been reset by somebody else (P15, P46). The list of devices
// tells, and after a departure its news comes soon.
namespace wb::engine {

bool DeviceSession::isClosing() const
{
    return std::any_of(m_jobs.begin(), m_jobs.end(), [](const Job& job) {
        const auto* operation = std::get_if<Operation>(&job.what);
        return operation && operation->kind == Operation::Kind::Close;
    });
}

void DeviceSession::suspectLoss(Loss loss)
{
    m_suspectsDeparture = true;
    if (m_hasDeparted || m_isAbandoned || !m_handle || isClosing())
        return;
    if (!isInDoubt()) {
        m_doubtEnds = now() + kDoubt;
        m_loss = loss;
    }
    if (loss == Loss::NoDevice)
        m_loss = loss;
}

void DeviceSession::answer(FinishedTransfer finished)
{
    if (isInDoubt() && finished.result.status == usb::TransferStatus::NoDevice)
        m_held.push_back(std::move(finished));
    else
        m_host.outbox.send(std::move(finished));
}

void DeviceSession::tellHeld(bool isReset)
{
    for (FinishedTransfer& finished : std::exchange(m_held, {})) {
        finished.result.isReset = isReset;
        if (isReset)
            finished.result.detail
                = "the device is still attached, but another program, or the kernel, has reset it; send it again";
        m_host.outbox.send(std::move(finished));
    }
}

void DeviceSession::endDoubt()
{
    m_doubtEnds = {};
    tellHeld(false);
}

void DeviceSession::survived()
{
    m_doubtEnds = {};
    tellHeld(true);
    // Other transfers of the handle go on, so that one was refused for reasons of its own.
    if (m_loss == Loss::Refused && inFlight() > 0)
        return;
    if (m_handle)
        openAgain();
}

// Before all that waits: it is what waits that claims again.
void DeviceSession::openAgain()
{
    notify(Notice::Kind::Warning,
        "the device is still attached, but what was claimed of it is lost: another program, or the kernel, has reset "
        "it. It is opened again; what a transfer needs is claimed again");
    Operation operation;
    operation.name = "open again after a reset";
    operation.scope = { Scope::Kind::Everything, 0 };
    operation.kind = Operation::Kind::OpenAgain;
    operation.work = [](DeviceControl& control) { return control.openAgain(); };
    m_alternatesOwed.clear();
    m_jobs.insert(m_jobs.begin() + (m_isHeadOnLane ? 1 : 0), { RequestId {}, std::move(operation) });
}

} // namespace wb::engine
