// SPDX-License-Identifier: GPL-3.0-or-later
// What logging costs the thread that streams: appending to the log against memcpy and write(2) of the same bytes, and
// the file it leaves must hold every transfer. Prints one line a case; exit code 1 when the bar is missed.
// Time is the streaming thread's own CPU time; the wall clock includes waiting for the disk every few MiB.
// Bar: a 64 KiB transfer costs the streaming thread at most a quarter of copying and writing it there, a small one at
// most three times (it is two records with headers, indexed, against one write).
#include "core/capture/live_log.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <string>
#include <time.h>
#include <unistd.h>

using namespace wb;
using namespace wb::capture;

namespace {

double threadSeconds()
{
    timespec time {};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double wallSeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

constexpr std::size_t kFlushBytes = std::size_t { 16 } << 20;

struct Cost {
    double cpuSeconds = 0; // of the streaming thread
    double wallSeconds = 0; // of the streaming thread, from first to last call
    bool isComplete = true;
};

Cost measure(const std::function<void()>& work)
{
    const double cpu = threadSeconds();
    const double wall = wallSeconds();
    work();
    return { threadSeconds() - cpu, wallSeconds() - wall, true };
}

Cost throughLog(const std::string& path, std::size_t transfers, std::size_t size)
{
    const auto log = LiveLog::create(path);
    if (!log)
        return { 0, 0, false };
    usb::DeviceInfo device;
    device.id = usb::nextDeviceId();
    device.path = { 1, { 1 } };
    device.address = 2;
    const LogDevice logDevice = (*log)->addDevice(device);
    BufferPool pool;
    std::size_t bytes = 0;
    bool isWritten = true;
    Cost cost = measure([&] {
        for (std::size_t i = 0; i < transfers; ++i) {
            LiveLog::Submit submit;
            submit.device = logDevice;
            submit.id = { i + 1 };
            submit.endpoint = { 0x81 };
            submit.type = usb::TransferType::Bulk;
            submit.requestedLength = static_cast<std::uint32_t>(size);
            submit.time = now();
            const LogTicket ticket = (*log)->submitted(submit);
            LiveLog::Complete complete;
            complete.ticket = ticket;
            complete.status = usb::TransferStatus::Completed;
            complete.actualLength = static_cast<std::uint32_t>(size);
            complete.time = now();
            (*log)->completedMoving(complete, pool.take(size));
            bytes += size;
            if (bytes >= kFlushBytes) {
                isWritten = (*log)->flush().has_value() && isWritten;
                bytes = 0;
            }
        }
    });
    cost.isComplete
        = (*log)->flush().has_value() && (*log)->count() == transfers && (*log)->counters().completed == transfers;
    if ((*log)->counters().payloadCut > 0)
        std::printf("  %llu payloads were cut: the disk did not keep up\n",
            static_cast<unsigned long long>((*log)->counters().payloadCut));
    return cost;
}

// What a log that copies and writes each record by itself would cost at the very least.
Cost throughWrite(const std::string& path, std::size_t transfers, std::size_t size)
{
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    Bytes from(size);
    Bytes record(size + 2 * 96);
    Cost cost = measure([&] {
        for (std::size_t i = 0; i < transfers; ++i) {
            std::memcpy(record.data(), from.data(), size);
            if (::write(fd, record.data(), record.size()) < 0)
                break;
        }
    });
    ::close(fd);
    return cost;
}

bool run(const std::string& directory, const char* name, std::size_t transfers, std::size_t size, double bar)
{
    const std::string path = directory + "/bench.pcapng";
    const Cost plain = throughWrite(path, transfers, size);
    const Cost log = throughLog(path, transfers, size);
    const double ratio = log.cpuSeconds / plain.cpuSeconds;
    std::printf("%-24s %zu x %zu B: log %.2f us, memcpy+write %.2f us a transfer, ratio %.2f (bar %.2f); "
                "%.0f MB/s, %.0f transfers/s on the streaming thread%s\n",
        name, transfers, size, 1e6 * log.cpuSeconds / static_cast<double>(transfers),
        1e6 * plain.cpuSeconds / static_cast<double>(transfers), ratio, bar,
        static_cast<double>(transfers * size) / log.wallSeconds / 1e6, static_cast<double>(transfers) / log.wallSeconds,
        log.isComplete ? "" : "; INCOMPLETE");
    std::filesystem::remove(path);
    return log.isComplete && ratio <= bar;
}

} // namespace

int main()
{
    std::string directory = (std::filesystem::temp_directory_path() / "usb-workbench-bench-XXXXXX").string();
    if (::mkdtemp(directory.data()) == nullptr)
        return 2;
    bool isGood = run(directory, "bulk stream", 8000, 65536, 0.25);
    isGood = run(directory, "small transfers", 200000, 64, 3.0) && isGood;
    std::filesystem::remove_all(directory);
    return isGood ? 0 : 1;
}
