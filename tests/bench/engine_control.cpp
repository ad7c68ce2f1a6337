// SPDX-License-Identifier: GPL-3.0-or-later
// Small control requests through the engine, one after the other: the next is sent when the answer to the one before
// has reached the thread that asked. What `plain_libusb control` does without an engine.
//
//   engine_control VID:PID COUNT
//
// Asks for the device descriptor COUNT times, without a log, and prints the same line of JSON: seconds, calls,
// callsPerSecond, cpuSeconds (of all threads), errors. Exit: 0, 1 when the device was not there, could not be opened or
// did not answer, 2 wrong usage.
#include "core/backend/libusb1/libusb1_backend.h"
#include "core/engine/usb_service.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

using namespace wb;

namespace {

constexpr std::uint16_t kDescriptorBytes = 18;

struct Job {
    std::uint16_t vendorId = 0;
    std::uint16_t productId = 0;
    std::uint64_t count = 0;
};

double secondsOf(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double processCpuSeconds()
{
    rusage used {};
    ::getrusage(RUSAGE_SELF, &used);
    return secondsOf(used.ru_utime) + secondsOf(used.ru_stime);
}

usb::TransferRequest readDeviceDescriptor()
{
    usb::TransferRequest request;
    request.setup.bRequest = static_cast<std::uint8_t>(usb::StandardRequest::GetDescriptor);
    request.setup.wValue = 0x0100;
    request.setup.wLength = kDescriptorBytes;
    request.length = kDescriptorBytes;
    return request;
}

// Opens the device when the first list of devices is there, asks, and ends the event loop.
class Asker : public QObject {
public:
    Asker(engine::UsbService& service, const Job& job)
        : m_service(service)
        , m_job(job)
    {
        using engine::UsbService;
        connect(&service, &UsbService::devicesChanged, this, [this](const engine::DeviceChanges& changes) {
            if (changes.isInitial)
                open();
        });
        connect(&service, &UsbService::operationsFinished, this,
            [this](const std::vector<engine::FinishedOperation>& finished) {
                for (const engine::FinishedOperation& operation : finished)
                    if (operation.request == m_awaited)
                        start(operation.outcome);
            });
        connect(&service, &UsbService::transfersFinished, this,
            [this](const std::vector<engine::FinishedTransfer>& finished) {
                for (const engine::FinishedTransfer& transfer : finished)
                    if (transfer.request == m_awaited)
                        take(transfer);
            });
        connect(&service, &UsbService::backendChanged, this, [](const engine::BackendState& state) {
            if (state.phase == engine::BackendState::Phase::Failed)
                giveUp(state.error ? describe(*state.error) : "libusb failed");
        });
    }

private:
    static void giveUp(const std::string& why)
    {
        std::fprintf(stderr, "engine_control: %s\n", why.c_str());
        QCoreApplication::exit(1);
    }

    void open()
    {
        const std::vector<usb::DevicePtr> devices = m_service.devices();
        const auto found = std::find_if(devices.begin(), devices.end(), [this](const usb::DevicePtr& device) {
            return device->descriptor.vendorId == m_job.vendorId && device->descriptor.productId == m_job.productId;
        });
        if (found == devices.end())
            return giveUp("no such device");
        m_device = (*found)->id;
        m_awaited = m_service.open(m_device);
    }

    void start(const Status& opened)
    {
        if (!opened)
            return giveUp(describe(opened.error()));
        m_cpuAtStart = processCpuSeconds();
        m_start = now();
        ask();
    }

    void ask() { m_awaited = m_service.transfer(m_device, m_request); }

    void take(const engine::FinishedTransfer& transfer)
    {
        if (transfer.error)
            return giveUp(describe(*transfer.error));
        if (transfer.result.status != usb::TransferStatus::Completed
            || transfer.result.actualLength != kDescriptorBytes)
            return giveUp("the device did not answer");
        if (++m_calls < m_job.count)
            ask();
        else
            tell();
    }

    void tell() const
    {
        const double seconds = std::chrono::duration<double>(now() - m_start).count();
        std::printf("{\"seconds\":%.6f,\"calls\":%llu,\"callsPerSecond\":%.1f,\"cpuSeconds\":%.6f,\"errors\":0}\n",
            seconds, static_cast<unsigned long long>(m_calls), static_cast<double>(m_calls) / seconds,
            processCpuSeconds() - m_cpuAtStart);
        QCoreApplication::quit();
    }

    engine::UsbService& m_service;
    const Job m_job;
    const usb::TransferRequest m_request = readDeviceDescriptor();
    usb::DeviceId m_device;
    engine::RequestId m_awaited;
    std::uint64_t m_calls = 0;
    double m_cpuAtStart = 0;
    Nanoseconds m_start { 0 };
};

bool parse(int argc, char** argv, Job& job)
{
    unsigned vendor = 0;
    unsigned product = 0;
    if (argc != 3 || std::sscanf(argv[1], "%4x:%4x", &vendor, &product) != 2)
        return false;
    job = { static_cast<std::uint16_t>(vendor), static_cast<std::uint16_t>(product),
        std::strtoull(argv[2], nullptr, 10) };
    return job.count > 0;
}

} // namespace

int main(int argc, char** argv)
{
    Job job;
    if (!parse(argc, argv, job)) {
        std::fprintf(stderr, "usage: engine_control VID:PID COUNT\n");
        return 2;
    }
    QCoreApplication application(argc, argv);
    engine::UsbService service(nullptr);
    Asker asker(service, job);
    service.addBackend(backend::makeLibusb1Backend());
    return QCoreApplication::exec();
}
