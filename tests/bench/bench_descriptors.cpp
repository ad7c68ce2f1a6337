// SPDX-License-Identifier: GPL-3.0-or-later
// Decoding and checking every descriptor of a machine with 30 devices, as the window does when they arrive: real
// webcams, phones, hubs and keyboards, and for what the real sets lack (BOS, strings, hub descriptors, SuperSpeed,
// audio) the devices laid out by hand. Median of the rounds' CPU time on the one thread that does the work.
#include "core/descriptors/usb_ids.h"
#include "core/lint/lint.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/heartbeat.h"
#include "tests/lint-corpus/sample_file.h"
#include "tests/unit/lint/device_text.h"

#include <array>
#include <cstdio>
#include <optional>

using namespace wb;
using descriptors::DescriptorSet;
using usb::SectionKind;

namespace {

constexpr double kBarMs = 20;
constexpr std::size_t kDevices = 30;
constexpr int kWarmUps = 3;
constexpr int kRepeats = 15;

struct Part {
    std::size_t count;
    const char* device; // below tests/data; "lint/" ones are laid out by hand
    const char* report = nullptr; // HID report descriptor of interface 0
};

constexpr auto kMachine = std::to_array<Part>({
    { 2, "descriptors/webcam-high.bin" },
    { 1, "descriptors/webcam-cut-high.bin" },
    { 1, "lint/video-1-5-high.txt" },
    { 2, "descriptors/phone-high.bin" },
    { 1, "descriptors/ethernet-high.bin" },
    { 1, "umockdev/canon-powershot-sx200.001-011.descriptors.bin" },
    { 1, "umockdev/aes3500.003-004.descriptors.bin" },
    { 2, "umockdev/usbkbd.001-001.descriptors.bin" }, // root hubs
    { 2, "umockdev/usbkbd.001-002.descriptors.bin" },
    { 2, "lint/hub-super.txt" },
    { 2, "lint/hub-high.txt" },
    { 1, "umockdev/usbkbd.001-009.descriptors.bin", "hid/surface-keyboard.bin" },
    { 1, "umockdev/usbkbd.001-004.descriptors.bin", "hid/mouse.bin" },
    { 1, "descriptors/hid-full.bin", "hid/pen-display.bin" },
    { 1, "umockdev/fido2.001-002.descriptors.bin", "hid/tablet.bin" },
    { 1, "lint/keyboard-full.txt" },
    { 1, "lint/mouse-low.txt" },
    { 2, "lint/mass-storage-super.txt" },
    { 1, "lint/audio-2-high.txt" },
    { 1, "lint/audio-1-full.txt" },
    { 1, "lint/ms-os-high.txt" },
    { 1, "lint/bluetooth-full.txt" },
    { 1, "lint/billboard-high.txt" },
});

const std::filesystem::path kData(WB_SOURCE_DIR "/tests/data");

std::optional<DescriptorSet> deviceOf(const Part& part)
{
    const std::filesystem::path file(part.device);
    if (file.extension() == ".txt") {
        const auto laidOut = test::sampleDevice(QString::fromStdString(file.stem().string()));
        return laidOut ? std::optional(*laidOut) : std::nullopt;
    }
    auto real = test::sampleFromFile(kData / file);
    if (!real || part.report == nullptr)
        return real;
    const auto report = test::sampleFromFile(kData / part.report);
    if (!report || report->sections.front().kind != SectionKind::HidReport)
        return std::nullopt;
    real->sections.push_back(report->sections.front());
    return real;
}

// Empty when a device is missing.
std::vector<DescriptorSet> machine()
{
    std::vector<DescriptorSet> devices;
    for (const Part& part : kMachine) {
        const auto device = deviceOf(part);
        if (!device) {
            std::fprintf(stderr, "%s cannot be read\n", part.device);
            return {};
        }
        devices.insert(devices.end(), part.count, *device);
    }
    return devices;
}

bool holds(const std::vector<DescriptorSet>& devices, SectionKind kind)
{
    return std::any_of(devices.begin(), devices.end(), [kind](const DescriptorSet& set) { return set.find(kind); });
}

struct Outcome {
    std::size_t nodes = 0; // at the top of their sections
    std::size_t findings = 0;
};

Outcome lookAt(const std::vector<DescriptorSet>& devices, const descriptors::UsbIds& ids)
{
    Outcome outcome;
    for (const DescriptorSet& set : devices) {
        auto decoded = descriptors::decodeSet(set, &ids);
        const lint::Result result = lint::lint(set, decoded);
        lint::attach(result, decoded);
        for (const descriptors::DecodedSection& section : decoded)
            outcome.nodes += section.nodes.size();
        outcome.findings += result.findings.size();
    }
    return outcome;
}

bool isFastEnough(const std::vector<DescriptorSet>& devices, const descriptors::UsbIds& ids)
{
    std::vector<double> rounds;
    for (int i = -kWarmUps; i < kRepeats; ++i) {
        const double used = bench::cpuMsOf([&] { (void)lookAt(devices, ids); });
        if (i >= 0)
            rounds.push_back(used);
    }
    const double median = bench::medianOf(rounds);
    std::printf("%zu devices decoded and checked: %.2f ms of CPU time, worst %.2f (bar: %.0f)\n", devices.size(),
        median, *std::max_element(rounds.begin(), rounds.end()), kBarMs);
    return median <= kBarMs;
}

} // namespace

int main()
{
    const std::vector<DescriptorSet> devices = machine();
    const descriptors::UsbIds& ids = descriptors::UsbIds::system();
    const Outcome outcome = lookAt(devices, ids);
    std::size_t bytes = 0;
    for (const DescriptorSet& set : devices)
        for (const usb::DescriptorSection& section : set.sections)
            bytes += section.bytes.size();
    std::printf("%zu devices, %zu bytes, %zu descriptors without those below them, %zu findings\n", devices.size(),
        bytes, outcome.nodes, outcome.findings);
    if (devices.size() != kDevices || outcome.nodes == 0 || outcome.findings == 0 || !holds(devices, SectionKind::Bos)
        || !holds(devices, SectionKind::HidReport) || !holds(devices, SectionKind::Hub)) {
        std::fprintf(stderr, "this is not the machine that is to be measured\n");
        return 2;
    }
    return bench::holdsInSomeRound([&] { return isFastEnough(devices, ids); }) ? 0 : 1;
}
