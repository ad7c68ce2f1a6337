// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/usbip/usbip_bytes.h"

namespace wb::test {

void put16(Bytes& out, std::uint32_t value)
{
    out.push_back(static_cast<Byte>(value >> 8));
    out.push_back(static_cast<Byte>(value));
}

void put32(Bytes& out, std::uint32_t value)
{
    put16(out, value >> 16);
    put16(out, value);
}

std::uint32_t get16(ByteView bytes, std::size_t offset)
{
    return static_cast<std::uint32_t>(bytes[offset] << 8 | bytes[offset + 1]);
}

std::uint32_t get32(ByteView bytes, std::size_t offset)
{
    return get16(bytes, offset) << 16 | get16(bytes, offset + 2);
}

Bytes joined(std::initializer_list<Bytes> parts)
{
    Bytes all;
    for (const Bytes& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

Bytes operation(std::uint16_t code, std::uint16_t version, std::uint32_t status)
{
    Bytes out;
    put16(out, version);
    put16(out, code);
    put32(out, status);
    return out;
}

Bytes importRequest(std::string_view busId)
{
    Bytes out = operation(kImportRequest);
    out.insert(out.end(), busId.begin(), busId.end());
    out.resize(40);
    return out;
}

Bytes submitCommand(const SubmitBytes& submit)
{
    Bytes out;
    const auto count = static_cast<std::uint32_t>(submit.packets.size());
    for (const std::uint32_t word :
        { submit.command, submit.sequence, submit.device, static_cast<std::uint32_t>(submit.endpoint >> 7),
            static_cast<std::uint32_t>(submit.endpoint & 0x7f), submit.flags, submit.length, std::uint32_t { 0 },
            count != 0 ? count : submit.packetCount, std::uint32_t { 0 } })
        put32(out, word);
    out.insert(out.end(), submit.setup.begin(), submit.setup.end());
    out.insert(out.end(), submit.data.begin(), submit.data.end());
    for (const PacketBytes& packet : submit.packets)
        for (const std::uint32_t word : { packet.offset, packet.length, packet.actual, packet.status })
            put32(out, word);
    return out;
}

Bytes unlinkCommand(std::uint32_t sequence, std::uint32_t victim, std::uint32_t device)
{
    Bytes out;
    for (const std::uint32_t word :
        { std::uint32_t { 2 }, sequence, device, std::uint32_t { 0 }, std::uint32_t { 0 }, victim })
        put32(out, word);
    out.resize(48);
    return out;
}

SubmitBytes controlIn(std::uint32_t sequence, std::array<Byte, 8> setup)
{
    SubmitBytes submit;
    submit.sequence = sequence;
    submit.setup = setup;
    submit.length = static_cast<std::uint32_t>(setup[6] | setup[7] << 8);
    return submit;
}

SubmitBytes controlOut(std::uint32_t sequence, std::array<Byte, 8> setup, Bytes data)
{
    SubmitBytes submit = controlIn(sequence, setup);
    submit.endpoint = 0;
    submit.data = std::move(data);
    return submit;
}

SubmitBytes dataIn(std::uint32_t sequence, std::uint8_t endpoint, std::uint32_t length)
{
    SubmitBytes submit;
    submit.sequence = sequence;
    submit.endpoint = endpoint;
    submit.length = length;
    return submit;
}

SubmitBytes dataOut(std::uint32_t sequence, std::uint8_t endpoint, Bytes data)
{
    SubmitBytes submit = dataIn(sequence, endpoint, static_cast<std::uint32_t>(data.size()));
    submit.data = std::move(data);
    return submit;
}

SubmitBytes packetsIn(std::uint32_t sequence, std::uint8_t endpoint, std::uint32_t count, std::uint32_t length)
{
    SubmitBytes submit = dataIn(sequence, endpoint, count * length);
    for (std::uint32_t i = 0; i < count; ++i)
        submit.packets.push_back({ i * length, length, 0, 0 });
    return submit;
}

std::array<Byte, 8> setInterface(Byte number, Byte alternate) { return { 0x01, 11, alternate, 0, number, 0, 0, 0 }; }

Answer answerHead(ByteView bytes)
{
    Answer answer;
    answer.command = get32(bytes, 0);
    answer.sequence = get32(bytes, 4);
    answer.status = static_cast<std::int32_t>(get32(bytes, 20));
    answer.actual = get32(bytes, 24);
    answer.startFrame = get32(bytes, 28);
    answer.packetCount = get32(bytes, 32);
    answer.errorCount = get32(bytes, 36);
    return answer;
}

PacketBytes packetAt(ByteView bytes, std::size_t offset)
{
    return { get32(bytes, offset), get32(bytes, offset + 4), get32(bytes, offset + 8), get32(bytes, offset + 12) };
}

} // namespace wb::test
