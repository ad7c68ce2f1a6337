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
    { std::nullopt, Load::Idle, Fault::Stall, "a device stalls what it is asked, and nothing is asked" },
    { std::nullopt, Load::Idle, Fault::PartialTimeout, "nothing is waited for" },
    { std::nullopt, Load::Idle, Fault::EmptyTimeout, "nothing is waited for" },
    { std::nullopt, Load::Idle, Fault::Short, "a device speaks when it is asked, and nothing is asked" },
    { std::nullopt, Load::Idle, Fault::Babble, "a device speaks when it is asked, and nothing is asked" },
    { TransferType::Isochronous, std::nullopt, Fault::Stall,
        "isochronous endpoints have no handshakes (USB 2.0 §5.6.5); a kernel that says so all the same says it of a "
        "packet" },
});

std::uint32_t lengthOf(TransferType type)
{
    switch (type) {
    case TransferType::Control:
        return 64;
    case TransferType::Bulk:
        return 512;
    case TransferType::Interrupt:
        return 8;
    case TransferType::Isochronous:
        return kPackets * kPacketBytes;
    }
    return 0;
}

// What came before the rest did not.
std::uint32_t partOf(TransferType type)
{
    return type == TransferType::Interrupt ? 5 : type == TransferType::Bulk ? 100 : 25;
}

Answer packets(Answer answer, const IsoAnswer& second, const IsoAnswer& rest)
{
    answer.packets = { { kPacketBytes, 0 }, second, rest, rest };
    return answer;
}

// Of the packets of an isochronous transfer the first is whole.
Answer isochronousAnswer(Fault fault)
{
    const Bytes data = pattern(kPackets * kPacketBytes);
    constexpr IsoAnswer kWhole { kPacketBytes, 0 };
    switch (fault) {
    case Fault::Stall:
        return packets(Answer::in(data), kWhole, { 0, -EPIPE });
    case Fault::Short:
        return packets(Answer::in(data), { 5, 0 }, { 0, 0 });
    case Fault::Babble:
        return packets(Answer::in(data), kWhole, { kPacketBytes, -EOVERFLOW });
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
        return packets(Answer::never(data), { 5, 0 }, { 0, -EXDEV }); // as the kernel lays them out beforehand
    }
    return Answer::in(data);
}

} // namespace

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

bool isMeant(const Senseless& row, TransferType type, Load load, Fault fault)
{
    return row.fault == fault && row.type.value_or(type) == type && row.load.value_or(load) == load;
}

usb::TransferRequest requestFor(TransferType type, Fault fault)
{
    usb::TransferRequest request;
    request.type = type;
    request.length = lengthOf(type);
    const bool timesOut = fault == Fault::PartialTimeout || fault == Fault::EmptyTimeout;
    request.timeoutMs = timesOut ? kTimeoutMs : 0;
    switch (type) {
    case TransferType::Control:
        request.setup = { 0xc0, 0x5c, 0, 0, static_cast<std::uint16_t>(request.length) };
        break;
    case TransferType::Bulk:
        request.endpoint = { 0x81 };
        break;
    case TransferType::Interrupt:
        request.endpoint = { 0x82 };
        break;
    case TransferType::Isochronous:
        request.endpoint = { 0x83 };
        request.isoPacketLengths.assign(kPackets, kPacketBytes);
        break;
    }
    return request;
}

Answer goodAnswer(const Urb& urb)
{
    constexpr std::size_t kSetupBytes = 8;
    if (urb.type == UrbType::Control)
        return Answer::in(pattern(urb.buffer.size() - kSetupBytes));
    Answer answer = Answer::in(pattern(urb.buffer.size()));
    for (const std::uint32_t length : urb.isoLengths)
        answer.packets.push_back({ length, 0 });
    return answer;
}

Answer answerFor(TransferType type, Fault fault)
{
    if (type == TransferType::Isochronous)
        return isochronousAnswer(fault);
    switch (fault) {
    case Fault::Stall:
        return Answer::error(-EPIPE);
    case Fault::Babble:
        return Answer::error(-EOVERFLOW);
    case Fault::Short:
        return Answer::in(pattern(partOf(type)));
    case Fault::EmptyTimeout:
        return Answer::never();
    case Fault::PartialTimeout:
    case Fault::Cancel:
    case Fault::CancelAll:
    case Fault::Unplug:
    case Fault::ForeignReset:
    case Fault::Close:
    case Fault::Exit:
        return Answer::never(pattern(partOf(type)));
    }
    return Answer::never();
}

Expected expectedOf(TransferType type, Fault fault)
{
    const bool isIsochronous = type == TransferType::Isochronous;
    const std::uint32_t part = partOf(type);
    switch (fault) {
    case Fault::Stall: // of isochronous transfers the packets tell (P30)
        return isIsochronous ? Expected { TransferStatus::Completed, 2 * kPacketBytes, TransferStatus::Stall }
                             : Expected { TransferStatus::Stall, 0 };
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
