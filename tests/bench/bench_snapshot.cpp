// SPDX-License-Identifier: GPL-3.0-or-later
// A snapshot of 1,000 webcams, from the file on the disk to the devices that a backend shows: CPU time of the thread
// that loads, which is all the work there is. Ten times the devices must not cost more than twenty times as much
// either. What it takes of memory at most (VmHWM, proc(5)) is printed, and has no bar.
#include "core/snapshot/load.h"
#include "core/snapshot/snapshot_file.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/heartbeat.h"

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/wait.h>
#include <unistd.h>

using namespace wb;

namespace {

constexpr double kBarMs = 1000;
constexpr double kMostGrowth = 20;
constexpr std::size_t kFew = 100;
constexpr std::size_t kMany = 1000;

bool writeWebcams(const std::string& path, std::size_t count)
{
    const auto imported = snapshot::loadFile(WB_SOURCE_DIR "/tests/data/descriptors/webcam-high.bin");
    if (!imported)
        return false;
    snapshot::Device webcam = imported->devices.front();
    webcam.backend = "libusb1";
    webcam.speed = usb::Speed::High;
    webcam.product = "Webcam";
    webcam.drivers = { { 0, "uvcvideo" }, { 2, "snd-usb-audio" } };
    snapshot::Snapshot snapshot;
    snapshot.devices.assign(count, webcam);
    return snapshot::writeFile(path, snapshot).has_value();
}

// In a process of its own, so that what writing takes is not found in this one's memory.
bool writeElsewhere(const std::string& path, std::size_t count)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(writeWebcams(path, count) ? 0 : 1);
    int status = -1;
    return child > 0 && ::waitpid(child, &status, 0) == child && status == 0;
}

// The most memory that this process has had resident, in KiB; 0 when the system does not say.
long peakKiB()
{
    long peak = 0;
    if (std::FILE* file = std::fopen("/proc/self/status", "re")) {
        std::array<char, 256> line {};
        while (std::fgets(line.data(), line.size(), file) != nullptr)
            if (std::sscanf(line.data(), "VmHWM: %ld", &peak) == 1)
                break;
        std::fclose(file);
    }
    return peak;
}

// CPU time; below 0 when the devices are not all there.
double load(const std::string& path, std::size_t count)
{
    std::vector<usb::DeviceInfo> devices;
    const double used = bench::cpuMsOf([&] {
        const auto loaded = snapshot::loadFile(path);
        if (!loaded)
            return;
        devices.reserve(loaded->devices.size());
        for (const snapshot::Device& device : loaded->devices)
            devices.push_back(snapshot::toDeviceInfo(device));
    });
    const bool isWhole = devices.size() == count && devices.back().configurations.size() == 1;
    return isWhole ? used : -1;
}

bool run(const std::string& few, const std::string& many)
{
    const double fewMs = load(few, kFew);
    const long before = peakKiB();
    const double manyMs = load(many, kMany);
    const long after = peakKiB();
    if (fewMs <= 0 || manyMs <= 0) {
        std::fprintf(stderr, "not all devices were loaded\n");
        return false;
    }
    std::printf("%zu devices (%ju bytes): %.0f ms of CPU time (bar: %.0f), %.1f times as long as %zu (bar: %.0f)\n",
        kMany, std::uintmax_t { std::filesystem::file_size(many) }, manyMs, kBarMs, manyMs / fewMs, kFew, kMostGrowth);
    std::printf("memory: %ld KiB resident at most before, %ld KiB after\n", before, after);
    return manyMs <= kBarMs && manyMs <= kMostGrowth * fewMs;
}

} // namespace

int main()
{
    std::string directory = (std::filesystem::temp_directory_path() / "usb-workbench-bench-XXXXXX").string();
    if (::mkdtemp(directory.data()) == nullptr)
        return 2;
    const std::string few = directory + "/few.json";
    const std::string many = directory + "/many.json";
    const bool isWritten = writeElsewhere(few, kFew) && writeElsewhere(many, kMany);
    const bool isGood = isWritten && bench::holdsInSomeRound([&] { return run(few, many); });
    std::filesystem::remove_all(directory);
    return isGood ? 0 : 1;
}
