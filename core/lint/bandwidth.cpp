// SPDX-License-Identifier: GPL-3.0-or-later
// What periodic endpoints take of a frame or microframe: USB 2.0 §5.6.4, §5.7.4 (90 % at Full Speed, 80 % at High
// Speed) and §5.11.3 (how long a transaction takes, bit stuffing included). An endpoint that is served in every n-th
// frame counts one n-th, which is less than it takes there: what is told is true however a host schedules.
#include "core/usb/bandwidth.h"

#include "core/lint/checks.h"
#include "core/lint/wording.h"

#include <algorithm>
#include <array>
#include <map>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::Speed;

constexpr Rule kSetting { "interface.bandwidth", Severity::Error, "USB 2.0 §5.11.3",
    "An alternate setting takes no more periodic bandwidth than the bus has." };
constexpr Rule kConfiguration { "configuration.bandwidth", Severity::Note, "USB 2.0 §5.11.3",
    "The largest settings of all interfaces can be selected together." };

constexpr std::array kRules { kSetting, kConfiguration };

struct Frame {
    double nanoseconds;
    double share; // of it that periodic transfers may take
    std::string_view name;
};

constexpr Frame kFullSpeedFrame { 1'000'000.0, 0.9, "frame" };
constexpr Frame kHighSpeedFrame { 125'000.0, 0.8, "microframe" };

// Nanoseconds of one frame, on average; 0 for what is not periodic or can be left out by the host.
double loadOf(const EndpointView& endpoint, Speed speed)
{
    usb::EndpointInfo info;
    info.attributes = static_cast<std::uint8_t>(endpoint.item.u8(3));
    info.interval = static_cast<std::uint8_t>(endpoint.item.u8(6));
    const auto interval = static_cast<double>(usb::intervalNanoseconds(info, speed));
    if (interval == 0 || endpoint.packetSize() == 0)
        return 0;
    const auto direction = endpoint.isIn() ? usb::Direction::In : usb::Direction::Out;
    const double time = usb::transactionNanoseconds(endpoint.type(), direction, speed, endpoint.packetSize());
    if (speed == Speed::Full)
        return time * kFullSpeedFrame.nanoseconds / interval;
    const unsigned transactions = 1 + std::min((endpoint.item.u16(4) >> 11) & 3, 2U);
    return transactions * time * kHighSpeedFrame.nanoseconds / interval;
}

double loadOf(const AlternateView& alternate, Speed speed)
{
    double load = 0;
    for (const EndpointView& endpoint : alternate.endpoints)
        load += loadOf(endpoint, speed);
    return load;
}

std::string shares(double load, const Frame& frame)
{
    return "at least " + std::to_string(static_cast<int>(100 * load / frame.nanoseconds)) + " % of every "
        + std::string(frame.name) + "; periodic transfers get " + std::to_string(static_cast<int>(100 * frame.share))
        + " % at most";
}

void checkConfiguration(const ConfigurationView& configuration, const Frame& frame, Report& report)
{
    const double most = frame.nanoseconds * frame.share;
    std::map<unsigned, double> largest; // by interface
    for (const AlternateView& alternate : configuration.alternates) {
        const double load = loadOf(alternate, configuration.speed);
        if (load > most)
            report.add(kSetting, alternate.item, 2, 2, nameOf(alternate) + " takes " + shares(load, frame) + ".");
        double& known = largest[alternate.number()];
        known = std::max(known, std::min(load, most));
    }
    double total = 0;
    for (const auto& [number, load] : largest)
        total += load;
    if (total > most)
        report.add(kConfiguration, configuration.item, 4, 1,
            "The largest settings of all interfaces take " + shares(total, frame)
                + ", so they cannot be selected together.");
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        if (configuration->speed == Speed::Full)
            checkConfiguration(*configuration, kFullSpeedFrame, report);
        else if (configuration->speed == Speed::High)
            checkConfiguration(*configuration, kHighSpeedFrame, report);
    }
}

} // namespace

Group bandwidthGroup() { return { kRules, check }; }

} // namespace wb::lint
