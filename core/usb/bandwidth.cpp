// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usb/bandwidth.h"

#include <algorithm>

namespace wb::usb {
namespace {

constexpr double kMicroframe = 125'000;

enum class Kind : std::uint8_t { Unknown, Classic, High, Super };

Kind kindOf(Speed speed)
{
    switch (speed) {
    case Speed::Unknown:
        return Kind::Unknown;
    case Speed::Low:
    case Speed::Full:
        return Kind::Classic;
    case Speed::High:
        return Kind::High;
    case Speed::Super:
    case Speed::SuperPlus:
    case Speed::SuperPlusX2:
        return Kind::Super;
    }
    return Kind::Unknown;
}

double limitOf(Kind kind)
{
    switch (kind) {
    case Kind::Unknown:
        return 0;
    case Kind::Classic:
        return 0.9;
    case Kind::High:
        return 0.8;
    case Kind::Super:
        return 0.9;
    }
    return 0;
}

bool isPeriodic(TransferType type) { return type == TransferType::Isochronous || type == TransferType::Interrupt; }

// Floor(3.167 + BitStuffTime(bytes)): seven bits for six, and the end.
double wireBits(std::uint32_t bytes)
{
    const std::uint64_t whole = 3 + std::uint64_t { 7 } * 8 * bytes / 6;
    return static_cast<double>(whole);
}

double lowSpeedTime(Direction direction, std::uint32_t bytes)
{
    constexpr double kHubSetup = 4 * 83.54; // at least four Full Speed bit times
    const bool isIn = direction == Direction::In;
    return (isIn ? 64060 : 64107) + 2 * kHubSetup + (isIn ? 676.67 : 667.0) * wireBits(bytes);
}

double fullSpeedTime(TransferType type, Direction direction, std::uint32_t bytes)
{
    double overhead = 9107;
    if (type == TransferType::Isochronous)
        overhead = direction == Direction::In ? 7268 : 6265;
    return overhead + 83.54 * wireBits(bytes);
}

double highSpeedTime(TransferType type, std::uint32_t bytes)
{
    const double overheadBits = type == TransferType::Isochronous ? 38 * 8 : 55 * 8;
    return 2.083 * (overheadBits + wireBits(bytes));
}

// What a bus carries one way in 125 us.
double superSpeedBytes(Speed speed)
{
    const double coding = speed == Speed::Super ? 8.0 / 10.0 : 128.0 / 132.0;
    return static_cast<double>(bitsPerSecond(speed)) * coding / 8 * kMicroframe / 1e9;
}

double timePerInterval(const EndpointInfo& endpoint, Speed speed)
{
    const std::uint32_t packet = endpoint.maxPacketSize & 0x7ffU;
    const std::uint32_t transactions = packet == 0 ? 0 : bytesPerInterval(endpoint, speed) / packet;
    return transactions * transactionNanoseconds(endpoint.type(), endpoint.address.direction(), speed, packet);
}

bool isTranslator(const DeviceInfo& device) { return device.isHub() && device.speed == Speed::High; }

// Where the bus of a Low or Full Speed device begins: the nearest High Speed hub, or its port when each port has a
// translator; without one the root hub.
PortPath beginOfClassicBus(const DeviceInfo& device, std::span<const BusMember* const> neighbours)
{
    constexpr std::uint8_t kTranslatorPerPort = 2; // bDeviceProtocol
    PortPath below = device.path;
    while (!below.isRootHub()) {
        const PortPath above = below.parent();
        const auto hub = std::find_if(neighbours.begin(), neighbours.end(), [&above](const BusMember* member) {
            return member->device->path == above && isTranslator(*member->device);
        });
        if (hub != neighbours.end() && !above.isRootHub())
            return (*hub)->device->descriptor.deviceProtocol == kTranslatorPerPort ? below : above;
        below = above;
    }
    return below;
}

void addReservations(const BusMember& member, PeriodicLoad& load)
{
    const ConfigurationInfo* configuration = member.device->active();
    if (configuration == nullptr)
        return;
    for (const InterfaceInfo& interface : configuration->interfaces) {
        const auto selected = std::find_if(member.selectedAlternates.begin(), member.selectedAlternates.end(),
            [&interface](const auto& pair) { return pair.first == interface.number; });
        const std::uint8_t wanted = selected == member.selectedAlternates.end() ? std::uint8_t { 0 } : selected->second;
        for (const AlternateSetting& alternate : interface.alternates) {
            if (alternate.number != wanted)
                continue;
            for (const EndpointInfo& endpoint : alternate.endpoints)
                if (const double share = periodicShare(endpoint, member.device->speed); share > 0)
                    load.reservations.push_back({ member.device->id, endpoint.address, share });
        }
    }
}

} // namespace

double transactionNanoseconds(TransferType type, Direction direction, Speed speed, std::uint32_t bytes)
{
    if (!isPeriodic(type))
        return 0;
    switch (speed) {
    case Speed::Low:
        return lowSpeedTime(direction, bytes);
    case Speed::Full:
        return fullSpeedTime(type, direction, bytes);
    case Speed::High:
        return highSpeedTime(type, bytes);
    case Speed::Unknown:
    case Speed::Super:
    case Speed::SuperPlus:
    case Speed::SuperPlusX2:
        return 0;
    }
    return 0;
}

double periodicShare(const EndpointInfo& endpoint, Speed speed)
{
    const auto interval = static_cast<double>(intervalNanoseconds(endpoint, speed));
    if (interval == 0)
        return 0;
    if (kindOf(speed) == Kind::Super)
        return bytesPerInterval(endpoint, speed) / superSpeedBytes(speed) * kMicroframe / interval;
    return timePerInterval(endpoint, speed) / interval;
}

double PeriodicLoad::share(Direction direction) const
{
    double sum = 0;
    for (const Reservation& reservation : reservations)
        if (reservation.endpoint.direction() == direction)
            sum += reservation.share;
    return sum;
}

double PeriodicLoad::used() const
{
    const double in = share(Direction::In);
    const double out = share(Direction::Out);
    return isDuplex ? std::max(in, out) : in + out;
}

PeriodicLoad periodicLoad(const DeviceInfo& subject, std::span<const BusMember> members)
{
    const Kind kind = kindOf(subject.speed);
    PeriodicLoad load;
    load.limit = limitOf(kind);
    load.isDuplex = kind == Kind::Super;
    if (kind == Kind::Unknown)
        return load;
    std::vector<const BusMember*> neighbours;
    for (const BusMember& member : members) {
        const DeviceInfo& device = *member.device;
        if (device.backend == subject.backend && device.origin == subject.origin && device.path.bus == subject.path.bus)
            neighbours.push_back(&member);
    }
    for (const BusMember* member : neighbours) {
        const bool isBeside = kind != Kind::Classic
            || beginOfClassicBus(*member->device, neighbours) == beginOfClassicBus(subject, neighbours);
        if (kindOf(member->device->speed) == kind && isBeside)
            addReservations(*member, load);
    }
    return load;
}

} // namespace wb::usb
