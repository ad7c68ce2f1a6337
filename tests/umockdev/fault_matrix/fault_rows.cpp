// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/umockdev/fault_matrix/fault_rows.h"

#include "tests/umockdev/support/transfer_bench.h"

#include <cerrno>

namespace wb::mock {

using usb::TransferStatus;
using usb::TransferType;

namespace {

constexpr std::size_t kQueue = 8;
constexpr std::uint32_t kPackets = 4, kPacketBytes = 20;
constexpr std::uint32_t kTimeoutMs = 80;

constexpr auto kSenseless = std::to_array<Senseless>({
    { std::nullopt, std::nullopt, Load::Idle, Fault::Stall, "a device stalls what it is asked, and nothing is asked" },
    { std::nullopt, std::nullopt, Load::Idle, Fault::PartialTimeout, "nothing is waited for" },
    { std::nullopt, std::nullopt, Load::Idle, Fault::EmptyTimeout, "nothing is waited for" },
    { std::nullopt, std::nullopt, Load::Idle, Fault::Short, "a device speaks when it is asked, and nothing is asked" },
    { std::nullopt, std::nullopt, Load::Idle, Fault::Babble, "a device speaks when it is asked, and nothing is asked" },
    { std::nullopt, usb::Direction::Out, std::nullopt, Fault::Short,
        "the host decides how much it sends; a controller that says less was sent is believed" },
    { std::nullopt, usb::Direction::Out, std::nullopt, Fault::Babble,
        "a device answers what it is sent with a handshake; a controller that says so all the same is believed" },
    { TransferType::Isochronous, std::nullopt, std::nullopt, Fault::Stall,
        "isochronous endpoints have no handshakes (USB 2.0 §5.6.5); a kernel that says so all the same says it of a "
        "packet" },
});

std::uint32_t packetOf(TransferType type)
{
    switch (type) {
    case TransferType::Control:
        return 64;
    case TransferType::Bulk:
        return 512;
    case TransferType::Interrupt:
        return 8;
    case TransferType::Isochronous:
        return kPacketBytes;
    }
    return 0;
}

// A device takes whole packets, so more than one is sent.
std::uint32_t lengthOf(const Pipe& pipe)
{
    const std::uint32_t packets = pipe.type == TransferType::Isochronous ? kPackets : pipe.isIn() ? 1U : 2U;
    return packets * packetOf(pipe.type);
}

// What went well before the rest did not.
std::uint32_t partOf(const Pipe& pipe)
{
    if (!pipe.isIn())
        return packetOf(pipe.type);
    return pipe.type == TransferType::Interrupt ? 5 : pipe.type == TransferType::Bulk ? 100 : 25;
}

Answer moved(const Pipe& pipe, std::uint32_t bytes)
{
    return pipe.isIn() ? Answer::in(pattern(bytes)) : Answer::success(bytes);
}

Answer failed(Answer answer, int status)
{
    answer.status = status;
    return answer;
}

Answer waiting(Answer answer)
{
    answer.isPending = true;
    return answer;
}

Answer packets(Answer answer, const IsoAnswer& second, const IsoAnswer& rest)
{
    answer.packets = { { kPacketBytes, 0 }, second, rest, rest };
    return answer;
}

// Of the packets of an isochronous transfer the first is whole.
Answer isochronousAnswer(const Pipe& pipe, Fault fault)
{
    const Answer whole = moved(pipe, lengthOf(pipe));
    constexpr IsoAnswer kWhole { kPacketBytes, 0 };
    const IsoAnswer begun { partOf(pipe) - kPacketBytes, 0 };
    switch (fault) {
    case Fault::Stall:
        return packets(whole, kWhole, { 0, -EPIPE });
    case Fault::Short:
        return packets(whole, begun, { 0, 0 });
    case Fault::Babble:
        return packets(whole, kWhole, { kPacketBytes, -EOVERFLOW });
    case Fault::EmptyTimeout: {
        Answer answer = packets(Answer::never(), { 0, -EXDEV }, { 0, -EXDEV });
        answer.packets.front() = { 0, -EXDEV };
        return answer;
    }
    case Fault::PartialTimeout:
    case Fault::Cancel:
    case Fault::CancelAll:
    case Fault::Unplug:
    case Fault::ForeignReset:
    case Fault::Close:
    case Fault::Exit:
        return packets(waiting(whole), begun, { 0, -EXDEV }); // as the kernel lays them out beforehand
    }
    return whole;
}

constexpr std::size_t kSetupBytes = 8;

bool isSent(const Urb& urb)
{
    const std::uint8_t direction = urb.type == UrbType::Control ? urb.buffer.front() : urb.endpoint;
    return (direction & 0x80U) == 0;
}

ByteView dataOf(const Urb& urb) { return ByteView(urb.buffer).subspan(urb.type == UrbType::Control ? kSetupBytes : 0); }

} // namespace

std::string nameOf(const Pipe& pipe)
{
    return std::string(usb::toString(pipe.type)) + " " + std::string(usb::toString(pipe.direction));
}

const char* nameOf(Load load)
{
    switch (load) {
    case Load::Idle:
        return "idle";
    case Load::One:
        return "one in flight";
    case Load::Full:
        return "full queue";
    }
    return "";
}

const char* nameOf(Fault fault)
{
    switch (fault) {
    case Fault::Stall:
        return "stall";
    case Fault::PartialTimeout:
        return "timeout with partial data";
    case Fault::EmptyTimeout:
        return "timeout without data";
    case Fault::Short:
        return "short";
    case Fault::Babble:
        return "babble";
    case Fault::Cancel:
        return "cancel";
    case Fault::CancelAll:
        return "cancel all";
    case Fault::Unplug:
        return "unplug";
    case Fault::ForeignReset:
        return "reset by another program";
    case Fault::Close:
        return "close";
    case Fault::Exit:
        return "program exit";
    }
    return "";
}

std::size_t countOf(Load load) { return load == Load::Idle ? 0 : load == Load::One ? 1 : kQueue; }

bool endsByItself(Fault fault)
{
    return fault == Fault::Stall || fault == Fault::PartialTimeout || fault == Fault::EmptyTimeout
        || fault == Fault::Short || fault == Fault::Babble;
}

std::span<const Senseless> senselessRows() { return kSenseless; }

bool isMeant(const Senseless& row, const Pipe& pipe, Load load, Fault fault)
{
    return row.fault == fault && row.type.value_or(pipe.type) == pipe.type
        && row.direction.value_or(pipe.direction) == pipe.direction && row.load.value_or(load) == load;
}

usb::TransferRequest requestFor(const Pipe& pipe, Fault fault)
{
    usb::TransferRequest request;
    request.type = pipe.type;
    if (pipe.isIn())
        request.length = lengthOf(pipe);
    else
        request.data = pattern(lengthOf(pipe));
    const bool timesOut = fault == Fault::PartialTimeout || fault == Fault::EmptyTimeout;
    request.timeoutMs = timesOut ? kTimeoutMs : 0;
    const auto directed
        = [&pipe](std::uint8_t number) { return static_cast<std::uint8_t>(number | (pipe.isIn() ? 0x80U : 0U)); };
    switch (pipe.type) {
    case TransferType::Control:
        request.setup = { directed(0x40), 0x5c, 0, 0, static_cast<std::uint16_t>(lengthOf(pipe)) };
        break;
    case TransferType::Bulk:
        request.endpoint = { directed(1) };
        break;
    case TransferType::Interrupt:
        request.endpoint = { directed(2) };
        break;
    case TransferType::Isochronous:
        request.endpoint = { directed(3) };
        request.isoPacketLengths.assign(kPackets, kPacketBytes);
        break;
    }
    return request;
}

bool isGarbled(const Urb& urb)
{
    const ByteView data = dataOf(urb);
    return isSent(urb) && toBytes(data) != pattern(data.size());
}

Answer goodAnswer(const Urb& urb)
{
    const std::size_t size = dataOf(urb).size();
    Answer answer = isSent(urb) ? Answer::success(static_cast<std::uint32_t>(size)) : Answer::in(pattern(size));
    for (const std::uint32_t length : urb.isoLengths)
        answer.packets.push_back({ length, 0 });
    return answer;
}

Answer answerFor(const Pipe& pipe, Fault fault)
{
    if (pipe.type == TransferType::Isochronous)
        return isochronousAnswer(pipe, fault);
    const Answer part = moved(pipe, partOf(pipe));
    switch (fault) {
    case Fault::Stall: // what it took before the kernel tells, too
        return pipe.isIn() ? Answer::error(-EPIPE) : failed(part, -EPIPE);
    case Fault::Babble:
        return Answer::error(-EOVERFLOW);
    case Fault::Short:
        return part;
    case Fault::EmptyTimeout:
        return Answer::never();
    case Fault::PartialTimeout:
    case Fault::Cancel:
    case Fault::CancelAll:
    case Fault::Unplug:
    case Fault::ForeignReset:
    case Fault::Close:
    case Fault::Exit:
        return waiting(part);
    }
    return Answer::never();
}

Expected expectedOf(const Pipe& pipe, Fault fault)
{
    const bool isIsochronous = pipe.type == TransferType::Isochronous;
    const std::uint32_t part = partOf(pipe);
    switch (fault) {
    case Fault::Stall: // of isochronous transfers the packets tell (P30)
        return isIsochronous ? Expected { TransferStatus::Completed, 2 * kPacketBytes, TransferStatus::Stall }
                             : Expected { TransferStatus::Stall, pipe.isIn() ? 0U : part };
    case Fault::Babble:
        return isIsochronous ? Expected { TransferStatus::Completed, 4 * kPacketBytes, TransferStatus::Overflow }
                             : Expected { TransferStatus::Overflow, 0 };
    case Fault::Short:
        return { TransferStatus::Completed, part };
    case Fault::PartialTimeout: // P13
        return { TransferStatus::TimedOut, part, TransferStatus::Error };
    case Fault::EmptyTimeout:
        return { TransferStatus::TimedOut, 0, TransferStatus::Error };
    case Fault::ForeignReset:
    case Fault::Unplug:
        return { TransferStatus::NoDevice, part, TransferStatus::Error };
    case Fault::Cancel: // P12
    case Fault::CancelAll:
    case Fault::Close:
    case Fault::Exit:
        return { TransferStatus::Cancelled, part, TransferStatus::Error };
    }
    return { TransferStatus::Pending, 0 };
}

} // namespace wb::mock
