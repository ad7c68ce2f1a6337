// SPDX-License-Identifier: GPL-3.0-or-later
// Mass storage: Mass Storage Overview 1.4, Bulk-Only 1.0, CBI 1.1 and UAS 1.0.
#include "core/lint/field_checks.h"
#include "core/lint/interface_index.h"

#include <algorithm>
#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::TransferType;

constexpr unsigned kStorage = 0x08;
constexpr unsigned kPipeUsage = 0x24;
enum Protocol : std::uint8_t { kCbiInterrupt = 0x00, kCbi = 0x01, kBulkOnly = 0x50, kUas = 0x62 };

constexpr Rule kSubclass { "storage.subclass", Severity::Warning, "Mass Storage Overview 1.4 §2",
    "bInterfaceSubClass is an assigned command set." };
constexpr Rule kProtocol { "storage.protocol", Severity::Warning, "Mass Storage Overview 1.4 §3",
    "bInterfaceProtocol is an assigned transport." };
constexpr Rule kBulk { "storage.bulk-endpoints", Severity::Error, "Bulk-Only 1.0 §4.4",
    "A mass storage interface has a bulk endpoint in each direction." };
constexpr Rule kExtra { "storage.extra-endpoint", Severity::Warning, "Bulk-Only 1.0 §4.4",
    "A bulk-only interface has one bulk IN and one bulk OUT endpoint and no others." };
constexpr Rule kCompletion { "storage.cbi-interrupt", Severity::Error, "CBI 1.1 §3.4",
    "CBI with command completion interrupt has an interrupt IN endpoint." };
constexpr Rule kCbiSpeed { "storage.cbi-speed", Severity::Warning, "CBI 1.1 §1.2",
    "CBI is for Full Speed floppy disk drives only." };
constexpr Rule kPipeMissing { "storage.uas-pipe-missing", Severity::Error, "UAS 1.0 §5.2.3",
    "A UAS interface has a command, a status, a data-in and a data-out pipe." };
constexpr Rule kPipeUntold { "storage.uas-pipe-untold", Severity::Error, "UAS 1.0 §5.2.3.3",
    "A pipe usage descriptor follows each endpoint of a UAS interface." };
constexpr Rule kPipeId { "storage.uas-pipe-id", Severity::Error, "UAS 1.0 §5.2.3.3", "bPipeID is 1 to 4, each once." };
constexpr Rule kPipeDirection { "storage.uas-pipe-direction", Severity::Error, "UAS 1.0 §5.2.3",
    "Commands and data-out go out, status and data-in come in, all over bulk endpoints." };
constexpr Rule kStreams { "storage.uas-streams", Severity::Error, "UAS 1.0 §5.2.3",
    "At SuperSpeed the status and data pipes of UAS have streams." };
constexpr Rule kCommandStreams { "storage.uas-command-streams", Severity::Warning, "UAS 1.0 §5.2.3",
    "The command pipe of UAS has no streams." };
constexpr Rule kAlone { "storage.uas-alone", Severity::Note, "UAS 1.0 §5.2.2",
    "An interface with UAS offers bulk-only transport in another setting, for hosts without UAS." };

constexpr std::array kRules { kSubclass, kProtocol, kBulk, kExtra, kCompletion, kCbiSpeed, kPipeMissing, kPipeUntold,
    kPipeId, kPipeDirection, kStreams, kCommandStreams, kAlone };

constexpr std::array<std::uint16_t, 10> kSubclasses { 0, 1, 2, 3, 4, 5, 6, 7, 8, 0xff };
constexpr std::array<std::uint16_t, 6> kProtocols { kCbiInterrupt, kCbi, 0x02, kBulkOnly, kUas, 0xff };
constexpr auto kCodes = std::to_array<FieldValues>({
    { &kSubclass, { "bInterfaceSubClass", 6, 1 }, kSubclasses, "the assigned command sets" },
    { &kProtocol, { "bInterfaceProtocol", 7, 1 }, kProtocols, "the assigned transports" },
});
constexpr auto kBulkPair
    = std::to_array<WantedEndpoint>({ { &kBulk, TransferType::Bulk, true, "carries data to the host" },
        { &kBulk, TransferType::Bulk, false, "carries data to the device" } });
constexpr auto kInterrupt = std::to_array<WantedEndpoint>(
    { { &kCompletion, TransferType::Interrupt, true, "tells that a command is done" } });

struct Pipe {
    std::string_view name;
    bool isIn;
};
constexpr std::array<Pipe, 5> kPipes { { { "", false }, { "command", false }, { "status", true }, { "data-in", true },
    { "data-out", false } } };
constexpr unsigned kCommandPipe = 1;

void checkExtra(const AlternateView& alternate, Report& report)
{
    bool hasPipe[2] {};
    for (const EndpointView& endpoint : alternate.endpoints) {
        bool& has = hasPipe[endpoint.isIn() ? 1 : 0];
        if (endpoint.type() != TransferType::Bulk || has)
            report.add(kExtra, endpoint.item, 2, 1,
                "Bulk-only transport has no use for another " + nameOf(endpoint.type(), endpoint.isIn())
                    + " endpoint.");
        else
            has = true;
    }
}

void checkStreams(const EndpointView& endpoint, unsigned pipe, Report& report)
{
    if (!endpoint.companion)
        return;
    const unsigned streams = endpoint.companion->u8(3) & 0x1f;
    if (pipe == kCommandPipe && streams != 0)
        report.add(kCommandStreams, *endpoint.companion, 3, 1,
            "The command pipe offers streams (MaxStreams " + std::to_string(streams) + "); it should have none.");
    if (pipe != kCommandPipe && streams == 0)
        report.add(kStreams, *endpoint.companion, 3, 1,
            "The " + std::string(kPipes[pipe].name) + " pipe has no streams; at SuperSpeed it must have them.");
}

// The pipe usage descriptors of a setting, handed out to its endpoints in their order.
class PipeUsages {
public:
    explicit PipeUsages(const AlternateView& alternate)
        : m_alternate(alternate)
    {
    }

    // Between this endpoint and the next; nullptr when there is none. REQUIRES: endpoints ascend from call to call.
    const Item* after(std::size_t endpoint)
    {
        const auto& endpoints = m_alternate.endpoints;
        const std::size_t begin = endpoints[endpoint].item.range().begin;
        const bool isLast = endpoint + 1 == endpoints.size();
        for (; m_next < m_alternate.others.size(); ++m_next) {
            const Item& item = m_alternate.others[m_next];
            if (!isLast && item.range().begin > endpoints[endpoint + 1].item.range().begin)
                return nullptr;
            if (item.type() == kPipeUsage && item.range().begin > begin)
                return &item;
        }
        return nullptr;
    }

private:
    const AlternateView& m_alternate;
    std::size_t m_next = 0;
};

// The pipe that the endpoint says it is; 0 when that cannot be told.
unsigned pipeOf(const EndpointView& endpoint, const Item* usage, std::array<bool, 5>& seen, Report& report)
{
    if (usage == nullptr) {
        report.add(kPipeUntold, endpoint.item, 2, 1, "No pipe usage descriptor says what this endpoint of UAS is for.");
        return 0;
    }
    const unsigned pipe = usage->u8(2);
    if (pipe == 0 || pipe >= kPipes.size() || seen[pipe]) {
        report.add(kPipeId, *usage, 2, 1,
            "bPipeID " + std::to_string(pipe)
                + (pipe == 0 || pipe >= kPipes.size() ? " does not exist; ids are 1 to 4."
                                                      : " was used before; each id stands once."));
        return 0;
    }
    seen[pipe] = true;
    return pipe;
}

void checkUas(const AlternateView& alternate, usb::Speed speed, Report& report)
{
    std::array<bool, 5> seen { true };
    bool isTold = true;
    PipeUsages usages(alternate);
    for (std::size_t i = 0; i < alternate.endpoints.size(); ++i) {
        const EndpointView& endpoint = alternate.endpoints[i];
        const unsigned pipe = pipeOf(endpoint, usages.after(i), seen, report);
        isTold = isTold && pipe != 0;
        if (pipe == 0)
            continue;
        if (endpoint.type() != TransferType::Bulk || endpoint.isIn() != kPipes[pipe].isIn)
            report.add(kPipeDirection, endpoint.item, 2, 2,
                "The " + std::string(kPipes[pipe].name) + " pipe is a " + nameOf(endpoint.type(), endpoint.isIn())
                    + " endpoint; it must be " + nameOf(TransferType::Bulk, kPipes[pipe].isIn) + ".");
        if (speed >= usb::Speed::Super)
            checkStreams(endpoint, pipe, report);
    }
    const auto missing = std::find(seen.begin(), seen.end(), false);
    if (isTold && missing != seen.end())
        report.add(kPipeMissing, alternate.item, 4, 1,
            nameOf(alternate) + " has no " + std::string(kPipes[static_cast<std::size_t>(missing - seen.begin())].name)
                + " pipe; UAS has four pipes.");
}

void checkInterface(const AlternateView& alternate, usb::Speed speed, Report& report)
{
    checkValues(kCodes, alternate.item, report);
    const unsigned protocol = alternate.protocol();
    const bool isCbi = protocol == kCbi || protocol == kCbiInterrupt;
    if (protocol == kBulkOnly || isCbi)
        checkEndpoints(kBulkPair, alternate, report);
    if (protocol == kBulkOnly)
        checkExtra(alternate, report);
    if (protocol == kCbiInterrupt)
        checkEndpoints(kInterrupt, alternate, report);
    if (isCbi && speed >= usb::Speed::High)
        report.add(kCbiSpeed, alternate.item, 7, 1,
            "bInterfaceProtocol is " + hexText(protocol, 1)
                + " (CBI), which is for Full Speed floppy disk drives only; other devices have 0x50 or 0x62.");
    if (protocol == kUas)
        checkUas(alternate, speed, report);
}

void check(const DeviceView& device, Report& report)
{
    for (const ConfigurationView* configuration : device.allConfigurations()) {
        const InterfaceSet withBulkOnly = interfacesWith(
            *configuration, [](const AlternateView& alternate) { return alternate.protocol() == kBulkOnly; });
        for (const AlternateView& alternate : configuration->alternates) {
            if (alternate.classCode() != kStorage)
                continue;
            checkInterface(alternate, configuration->speed, report);
            if (alternate.protocol() == kUas && !withBulkOnly.test(alternate.number()))
                report.add(kAlone, alternate.item, 7, 1,
                    nameOf(alternate)
                        + " offers UAS only; hosts without UAS need a setting with bulk-only transport (0x50).");
        }
    }
}

} // namespace

Group storageGroup() { return { kRules, check }; }

} // namespace wb::lint
