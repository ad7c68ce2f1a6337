// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/hub_status.h"

#include "core/descriptors/node_builder.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kHubSpec = "USB 2.0 §11.24.2.6";
constexpr std::string_view kPortSpec = "USB 2.0 §11.24.2.7";
constexpr std::string_view kSuperPortSpec = "USB 3.2 §10.16.2.6";

constexpr auto kLocalPower = std::to_array<std::string_view>({ "good", "lost" });
constexpr auto kLinkStates = std::to_array<std::string_view>({ "U0", "U1", "U2", "U3", "eSS.Disabled", "Rx.Detect",
    "eSS.Inactive", "Polling", "Recovery", "Hot Reset", "Compliance Mode", "Loopback" });
constexpr auto kPortSpeeds = std::to_array<std::string_view>({ "Enhanced SuperSpeed" });

constexpr auto kHubStatusBits = std::to_array<BitSpec>(
    { { 15, 2, "reserved" }, { 1, 1, "HUB_OVER_CURRENT", kNoYes }, { 0, 0, "HUB_LOCAL_POWER", kLocalPower } });
constexpr auto kHubChangeBits = std::to_array<BitSpec>(
    { { 15, 2, "reserved" }, { 1, 1, "C_HUB_OVER_CURRENT", kNoYes }, { 0, 0, "C_HUB_LOCAL_POWER", kNoYes } });
constexpr auto kPortStatusBits = std::to_array<BitSpec>({
    { 15, 13, "reserved" },
    { 12, 12, "PORT_INDICATOR", kNoYes },
    { 11, 11, "PORT_TEST", kNoYes },
    { 10, 10, "PORT_HIGH_SPEED", kNoYes },
    { 9, 9, "PORT_LOW_SPEED", kNoYes },
    { 8, 8, "PORT_POWER", kNoYes },
    { 7, 6, "reserved" },
    { 5, 5, "PORT_L1", kNoYes },
    { 4, 4, "PORT_RESET", kNoYes },
    { 3, 3, "PORT_OVER_CURRENT", kNoYes },
    { 2, 2, "PORT_SUSPEND", kNoYes },
    { 1, 1, "PORT_ENABLE", kNoYes },
    { 0, 0, "PORT_CONNECTION", kNoYes },
});
constexpr auto kPortChangeBits = std::to_array<BitSpec>({
    { 15, 6, "reserved" },
    { 5, 5, "C_PORT_L1", kNoYes },
    { 4, 4, "C_PORT_RESET", kNoYes },
    { 3, 3, "C_PORT_OVER_CURRENT", kNoYes },
    { 2, 2, "C_PORT_SUSPEND", kNoYes },
    { 1, 1, "C_PORT_ENABLE", kNoYes },
    { 0, 0, "C_PORT_CONNECTION", kNoYes },
});
constexpr auto kSuperStatusBits = std::to_array<BitSpec>({
    { 15, 13, "reserved" },
    { 12, 10, "PORT_SPEED", kPortSpeeds },
    { 9, 9, "PORT_POWER", kNoYes },
    { 8, 5, "PORT_LINK_STATE", kLinkStates },
    { 4, 4, "PORT_RESET", kNoYes },
    { 3, 3, "PORT_OVER_CURRENT", kNoYes },
    { 2, 2, "reserved" },
    { 1, 1, "PORT_ENABLE", kNoYes },
    { 0, 0, "PORT_CONNECTION", kNoYes },
});
constexpr auto kSuperChangeBits = std::to_array<BitSpec>({
    { 15, 8, "reserved" },
    { 7, 7, "C_PORT_CONFIG_ERROR", kNoYes },
    { 6, 6, "C_PORT_LINK_STATE", kNoYes },
    { 5, 5, "C_BH_PORT_RESET", kNoYes },
    { 4, 4, "C_PORT_RESET", kNoYes },
    { 3, 3, "C_PORT_OVER_CURRENT", kNoYes },
    { 2, 1, "reserved" },
    { 0, 0, "C_PORT_CONNECTION", kNoYes },
});
constexpr auto kExtendedBits = std::to_array<BitSpec>({
    { 31, 16, "reserved" },
    { 15, 12, "TX lane count, less one" },
    { 11, 8, "RX lane count, less one" },
    { 7, 4, "TX sublink speed id" },
    { 3, 0, "RX sublink speed id" },
});

constexpr auto kHubSteps
    = std::to_array<Step>({ bitsOf("wHubStatus", 2, kHubStatusBits), bitsOf("wHubChange", 2, kHubChangeBits) });
constexpr auto kPortSteps
    = std::to_array<Step>({ bitsOf("wPortStatus", 2, kPortStatusBits), bitsOf("wPortChange", 2, kPortChangeBits) });
constexpr auto kSuperPortSteps = std::to_array<Step>({ bitsOf("wPortStatus", 2, kSuperStatusBits),
    bitsOf("wPortChange", 2, kSuperChangeBits), optional(bitsOf("dwExtPortStatus", 4, kExtendedBits)) });
static_assert(areUsable(kHubSteps) && areUsable(kPortSteps) && areUsable(kSuperPortSteps));

// A word for each bit that may have changed.
constexpr auto kHubChanges = std::to_array<std::string_view>({ "local power", "over-current" });
constexpr auto kPortChanges
    = std::to_array<std::string_view>({ "connection", "enable", "suspend", "over-current", "reset", "L1" });
constexpr auto kSuperPortChanges = std::to_array<std::string_view>(
    { "connection", "", "", "over-current", "reset", "warm reset", "link state", "configuration error" });

constexpr unsigned kConnection = 1U << 0, kEnable = 1U << 1, kSuspend = 1U << 2, kOverCurrent = 1U << 3;
constexpr unsigned kReset = 1U << 4, kL1 = 1U << 5, kPower = 1U << 8, kLowSpeed = 1U << 9, kHighSpeed = 1U << 10;
constexpr unsigned kTest = 1U << 11, kSuperPower = 1U << 9;
constexpr unsigned kLocalPowerLost = 1U << 0, kHubOverCurrent = 1U << 1;

// Parts with commas between them, the groups they make with semicolons.
class Line {
public:
    void add(std::string_view part)
    {
        if (!m_text.empty())
            m_text += m_isNewGroup ? "; " : ", ";
        m_text += part;
        m_isNewGroup = false;
    }
    void addIf(bool isSo, std::string_view part)
    {
        if (isSo)
            add(part);
    }
    void endGroup() { m_isNewGroup = true; }
    [[nodiscard]] std::string take() { return std::move(m_text); }

private:
    std::string m_text;
    bool m_isNewGroup = false;
};

struct Words {
    unsigned status = 0;
    unsigned change = 0;
};

std::optional<Words> wordsOf(ByteView answer)
{
    const auto status = readLe(answer, 0, 2);
    const auto change = readLe(answer, 2, 2);
    if (!status || !change)
        return std::nullopt;
    return Words { static_cast<unsigned>(*status), static_cast<unsigned>(*change) };
}

StatusWords cutShort(ByteView answer)
{
    return { "the answer is cut short: " + std::to_string(answer.size()) + " of " + std::to_string(kStatusBytes)
            + " bytes",
        true };
}

void addChanges(Line& line, unsigned change, std::span<const std::string_view> names)
{
    if (change == 0)
        return;
    std::string list;
    const auto append = [&list](std::string_view word) { list.append(list.empty() ? "" : ", ").append(word); };
    unsigned reserved = change;
    for (std::size_t bit = 0; bit < names.size(); ++bit) {
        const unsigned mask = 1U << bit;
        if (names[bit].empty() || (change & mask) == 0)
            continue;
        append(names[bit]);
        reserved &= ~mask;
    }
    if (reserved != 0)
        append("reserved bits 0x" + hex(reserved, 4));
    line.endGroup();
    line.add("changed: " + list);
}

void addPower(Line& line, unsigned status, unsigned powerBit)
{
    line.endGroup();
    line.add((status & powerBit) != 0 ? "powered" : "not powered");
    line.addIf((status & kOverCurrent) != 0, "over-current");
}

// Full speed has no bit of its own, and is no more than a guess before the port is enabled: a device that can do
// better says so while it is reset (USB 2.0 §7.1.7.5).
std::string_view speedWord(unsigned status)
{
    switch (status & (kLowSpeed | kHighSpeed)) {
    case kLowSpeed:
        return "low speed";
    case kHighSpeed:
        return "high speed";
    case kLowSpeed | kHighSpeed:
        return "low and high speed at once";
    default:
        return (status & kEnable) != 0 ? "full speed" : "";
    }
}

void addPort(Line& line, unsigned status)
{
    const bool isConnected = (status & kConnection) != 0;
    line.add(isConnected ? "connected" : "nothing connected");
    line.addIf((status & kEnable) != 0, "enabled");
    line.addIf(isConnected && (status & kEnable) == 0, "not enabled");
    line.addIf((status & kSuspend) != 0, "suspended");
    line.addIf((status & kL1) != 0, "sleeping (L1)");
    line.addIf((status & kReset) != 0, "being reset");
    line.addIf((status & kTest) != 0, "in test mode");
    const std::string_view speed = speedWord(status);
    line.addIf(isConnected && !speed.empty(), speed);
    addPower(line, status, kPower);
}

std::string lanesText(std::uint64_t extended)
{
    const auto part = [extended](unsigned bit) { return static_cast<unsigned>(extended >> bit & 15); };
    const auto lanes
        = [](unsigned lessOne) { return std::to_string(lessOne + 1) + (lessOne == 0 ? " lane" : " lanes"); };
    const auto both = [&part](unsigned receive, unsigned send, const auto& words) {
        return part(receive) == part(send) ? words(part(send))
                                           : words(part(receive)) + " in, " + words(part(send)) + " out";
    };
    const auto ids = [](unsigned id) { return "speed id " + std::to_string(id); };
    return both(8, 12, lanes) + ", " + both(0, 4, ids);
}

void addSuperPort(Line& line, unsigned status, std::optional<std::uint64_t> extended)
{
    const bool isConnected = (status & kConnection) != 0;
    const bool isEnabled = (status & kEnable) != 0;
    line.add(isConnected ? "connected" : "nothing connected");
    line.addIf(isEnabled, "enabled");
    line.addIf(isConnected && !isEnabled, "not enabled");
    line.addIf((status & kReset) != 0, "being reset");
    const unsigned link = status >> 5 & 15;
    line.add(link < kLinkStates.size() ? "link " + std::string(kLinkStates[link])
                                       : "link state " + std::to_string(link) + " (reserved)");
    const unsigned speed = status >> 10 & 7;
    line.addIf(isEnabled && speed == 0, kPortSpeeds[0]);
    if (speed != 0)
        line.add("speed " + std::to_string(speed) + " (reserved)");
    if (extended && isEnabled)
        line.add(lanesText(*extended));
    addPower(line, status, kSuperPower);
}

} // namespace

StatusWords hubStatusWords(ByteView answer)
{
    const auto words = wordsOf(answer);
    if (!words)
        return cutShort(answer);
    Line line;
    line.add((words->status & kLocalPowerLost) != 0 ? "local power lost" : "local power good");
    line.addIf((words->status & kHubOverCurrent) != 0, "over-current");
    addChanges(line, words->change, kHubChanges);
    return { line.take(), (words->status & (kLocalPowerLost | kHubOverCurrent)) != 0 || words->change != 0 };
}

StatusWords portStatusWords(ByteView answer, usb::Speed hubSpeed)
{
    const auto words = wordsOf(answer);
    if (!words)
        return cutShort(answer);
    Line line;
    if (isSuperSpeedHub(hubSpeed)) {
        addSuperPort(line, words->status, readLe(answer, kStatusBytes, 4));
        addChanges(line, words->change, kSuperPortChanges);
    } else {
        addPort(line, words->status);
        addChanges(line, words->change, kPortChanges);
    }
    return { line.take(), (words->status & kOverCurrent) != 0 || words->change != 0 };
}

Node decodeHubStatus(ByteView answer)
{
    const Context context;
    NodeBuilder builder(answer, 0, context, "Hub status");
    builder.addSteps(kHubSteps, kHubSpec);
    builder.setSummary(hubStatusWords(answer).text);
    return builder.finish();
}

Node decodePortStatus(ByteView answer, usb::Speed hubSpeed)
{
    const Context context;
    NodeBuilder builder(answer, 0, context, "Port status");
    const bool isSuper = isSuperSpeedHub(hubSpeed);
    builder.addSteps(
        isSuper ? std::span<const Step>(kSuperPortSteps) : kPortSteps, isSuper ? kSuperPortSpec : kPortSpec);
    builder.setSummary(portStatusWords(answer, hubSpeed).text);
    return builder.finish();
}

} // namespace wb::descriptors
