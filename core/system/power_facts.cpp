// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/attribute_words.h"
#include "core/system/fact_groups.h"
#include "core/system/sysfs_names.h"

#include <limits>

namespace wb::system {

namespace {

constexpr auto kControl
    = std::to_array<Word>({ { "auto", "suspended when idle (auto)" }, { "on", "kept awake (on)" } });
constexpr auto kSwitch = std::to_array<Word>(
    { { "0", "disabled" }, { "n", "disabled" }, { "1", "enabled" }, { "y", "enabled" } }); // older kernels say y and n
constexpr auto kStatus = std::to_array<Word>({ { "unsupported", "not managed" } });

bool isSuperSpeed(usb::Speed speed) { return speed >= usb::Speed::Super; }

std::optional<std::uint32_t> number(const DeviceReadings& readings, std::string_view name)
{
    return parseDecimal(readings.attribute(name), std::numeric_limits<std::uint32_t>::max());
}

std::string autosuspendDelay(const DeviceReadings& readings)
{
    if (readings.attribute("power/autosuspend_delay_ms").starts_with("-"))
        return "never suspended";
    const auto delay = number(readings, "power/autosuspend_delay_ms");
    return delay ? duration(*delay) : std::string();
}

// "2 h 5 min, active 3 %"
std::string connectedFor(const DeviceReadings& readings)
{
    const auto connected = number(readings, "power/connected_duration");
    const auto active = number(readings, "power/active_duration");
    if (!connected)
        return {};
    std::string text = duration(*connected);
    if (active && *connected > 0)
        text += ", active " + std::to_string(std::uint64_t { *active } * 100 / *connected) + " %";
    return text;
}

std::string usb3Lpm(const DeviceReadings& readings)
{
    std::vector<std::string> parts;
    for (const auto& [name, state] :
        { std::pair { "power/usb3_hardware_lpm_u1", "U1 " }, std::pair { "power/usb3_hardware_lpm_u2", "U2 " } })
        if (const std::string value = readings.attribute(name); !value.empty())
            parts.push_back(state + wordsFor(value, kSwitch));
    return joined(parts);
}

std::string usb2LpmHint(const DeviceReadings& readings)
{
    const std::string timeout = readings.attribute("power/usb2_lpm_l1_timeout");
    const std::string besl = readings.attribute("power/usb2_lpm_besl");
    std::string hint = "Sleep state L1, entered by the controller on its own.";
    if (!timeout.empty())
        hint += " Timeout " + escapeForDisplay(timeout) + " µs.";
    if (!besl.empty())
        hint += " Best effort service latency (BESL) " + escapeForDisplay(besl) + ".";
    return hint;
}

// What it says it draws against what its port gives.
Fact draw(const FactSource& source)
{
    const usb::ConfigurationInfo* active = source.device.active();
    if (active == nullptr || source.device.path.isRootHub())
        return {};
    const std::uint32_t most = usb::maxPowerMilliamps(*active, source.device.speed);
    return { "Draws at most", std::to_string(most) + " mA",
        std::string("bMaxPower of the active configuration; the device is ")
            + (isSelfPowered(source.device) ? "self-powered." : "powered by the bus.") };
}

struct Budget {
    std::uint64_t available = 0;
    std::uint64_t asked = 0;
    std::vector<std::string> overPort; // names of devices that ask for more than one port gives
};

Budget budgetOf(const FactSource& source)
{
    const bool isSuper = isSuperSpeed(source.device.speed);
    const std::uint32_t each = milliampsPerPort(isSuper, isSelfPowered(source.device));
    Budget budget { std::uint64_t { each } * source.readings.hubPorts.size(), 0, {} };
    for (const PortReading& port : source.readings.hubPorts) {
        if (!port.plugged)
            continue;
        const std::uint32_t asked = port.plugged->milliamps.value_or(unitLoad(isSuper));
        budget.asked += asked;
        if (asked > each)
            budget.overPort.push_back(escapeForDisplay(port.plugged->name));
    }
    return budget;
}

Fact hubBudget(const FactSource& source)
{
    if (source.readings.hubPorts.empty())
        return {};
    const bool isSuper = isSuperSpeed(source.device.speed);
    const std::uint32_t each = milliampsPerPort(isSuper, isSelfPowered(source.device));
    const Budget budget = budgetOf(source);
    Fact fact { "Power for its ports",
        std::to_string(budget.asked) + " of " + std::to_string(budget.available) + " mA asked for",
        std::to_string(each) + " mA for each of " + std::to_string(source.readings.hubPorts.size())
            + " ports, as the kernel counts for a " + (isSelfPowered(source.device) ? "self-powered" : "bus-powered")
            + " hub; asked for: bMaxPower of what is plugged in. Whether a self-powered hub has its supply plugged in, "
              "only its status (GET_STATUS) tells." };
    if (budget.asked > budget.available)
        fact.value += ". That is " + std::to_string(budget.asked - budget.available) + " mA more than it may give";
    if (!budget.overPort.empty())
        fact.value += ". More than a port gives: " + joined(budget.overPort);
    if (budget.asked > budget.available || !budget.overPort.empty())
        fact.tone = Tone::Attention;
    return fact;
}

Fact runtimeStatus(const DeviceReadings& readings)
{
    const std::string status = readings.attribute("power/runtime_status");
    return { "State", wordsFor(status, kStatus), "power/runtime_status",
        status == "error" ? Tone::Attention : Tone::Normal };
}

} // namespace

std::uint32_t unitLoad(bool isSuperSpeed) { return isSuperSpeed ? 150 : 100; }

std::uint32_t milliampsPerPort(bool isSuperSpeed, bool isSelfPowered)
{
    if (!isSelfPowered)
        return unitLoad(isSuperSpeed);
    return isSuperSpeed ? 900 : 500;
}

bool isSelfPowered(const usb::DeviceInfo& device)
{
    constexpr unsigned kSelfPowered = 0x40; // bmAttributes, USB 2.0 table 9-10
    const usb::ConfigurationInfo* active = device.active();
    return device.path.isRootHub() || (active != nullptr && (active->attributes & kSelfPowered) != 0);
}

FactGroup powerFacts(const FactSource& source)
{
    const DeviceReadings& readings = source.readings;
    FactGroup group { "Power", {} };
    add(group, draw(source));
    add(group, hubBudget(source));
    add(group, runtimeStatus(readings));
    add(group, { "Power management", wordsFor(readings.attribute("power/control"), kControl), "power/control" });
    add(group, { "Suspended after", autosuspendDelay(readings), "power/autosuspend_delay_ms: idle time." });
    add(group,
        { "Remote wakeup", wordsFor(readings.attribute("power/wakeup"), {}),
            "power/wakeup: whether the device may wake the system." });
    add(group, { "Connected for", connectedFor(readings), "power/connected_duration and power/active_duration." });
    add(group,
        { "USB 2.0 link power management", wordsFor(readings.attribute("power/usb2_hardware_lpm"), kSwitch),
            usb2LpmHint(readings) });
    add(group,
        { "USB 3 link power management", usb3Lpm(readings),
            "Link states the hardware enters on its own (USB 3.2 §7.2.4.2)." });
    add(group,
        { "Latency tolerance messages", escapeForDisplay(readings.attribute("ltm_capable")),
            "ltm_capable: the device can say how long it can wait (USB 3.2 §8.5.6.6)." });
    return group;
}

} // namespace wb::system
