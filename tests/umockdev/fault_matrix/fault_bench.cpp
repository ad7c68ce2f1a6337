// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/umockdev/fault_matrix/fault_bench.h"

#include "core/backend/libusb1/libusb1_backend.h"
#include "tests/umockdev/support/sample_devices.h"

#include <QTest>

namespace wb::mock {

void FaultyDevice::arm(const Answer& answer)
{
    const std::lock_guard lock(m_mutex);
    m_answer = answer;
}

void FaultyDevice::behave()
{
    const std::lock_guard lock(m_mutex);
    m_answer.reset();
}

UrbHandler FaultyDevice::handler()
{
    return [this](const Urb& urb) {
        const std::lock_guard lock(m_mutex);
        m_garbled += isGarbled(urb) ? 1U : 0U;
        return m_answer ? *m_answer : goodAnswer(urb);
    };
}

std::size_t FaultyDevice::garbled() const
{
    const std::lock_guard lock(m_mutex);
    return m_garbled;
}

FaultBench::FaultBench()
    : m_usbfs(m_bus.add(loopback(), m_wire.handler()))
{
}

FaultBench::~FaultBench() { quit(); }

bool FaultBench::start()
{
    auto log = capture::LiveLog::create(m_directory.filePath(QStringLiteral("log.pcapng")).toStdString());
    if (!log)
        return false;
    m_log = *log;
    m_service = std::make_unique<engine::UsbService>(m_log);
    m_watch = std::make_unique<test::ServiceWatcher>(*m_service);
    m_service->addBackend(backend::makeLibusb1Backend());
    const bool isThere = QTest::qWaitFor([this] { return !m_service->devices().empty(); });
    if (isThere)
        m_device = m_service->devices().front()->id;
    return isThere;
}

const engine::FinishedTransfer* FaultBench::run(const usb::TransferRequest& request)
{
    const std::vector<engine::RequestId> sent = send(1, request);
    return areAnswered(sent) ? &m_watch->transfers.at(sent.front()) : nullptr;
}

std::vector<engine::RequestId> FaultBench::send(std::size_t count, const usb::TransferRequest& request)
{
    std::vector<engine::RequestId> requests;
    for (std::size_t i = 0; i < count; ++i)
        requests.push_back(timed([&] { return m_service->transfer(m_device, request); }));
    return requests;
}

bool FaultBench::areAnswered(const std::vector<engine::RequestId>& requests)
{
    return QTest::qWaitFor([&] {
        return std::all_of(requests.begin(), requests.end(),
            [this](engine::RequestId request) { return m_watch->isAnswered(request); });
    });
}

bool FaultBench::isClosed()
{
    return QTest::qWaitFor([this] { return m_service->session(m_device).phase == engine::SessionPhase::Closed; });
}

usb::DeviceId FaultBench::plugAnother()
{
    m_bus.add(loopback("1-2", 3), goodAnswer);
    const bool isThere = QTest::qWaitFor([this] { return m_service->devices().size() == 2; });
    return isThere ? m_service->devices().back()->id : usb::DeviceId {}; // ids grow
}

void FaultBench::unplug() { m_bus.remove(loopback().name); }

void FaultBench::quit()
{
    m_watch.reset();
    timed([this] { m_service.reset(); });
}

} // namespace wb::mock
