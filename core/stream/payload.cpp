// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/payload.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace wb::stream {
namespace {

struct Polynomial {
    std::uint8_t order;
    std::uint8_t tap; // x^order + x^tap + 1
};

constexpr auto kPolynomials = std::to_array<Polynomial>(
    { { 7, 6 }, { 9, 5 }, { 11, 9 }, { 15, 14 }, { 20, 3 }, { 23, 18 }, { 29, 27 }, { 31, 28 } });

const Polynomial* polynomialOf(std::uint8_t order)
{
    const auto found = std::find_if(kPolynomials.begin(), kPolynomials.end(),
        [order](const Polynomial& polynomial) { return polynomial.order == order; });
    return found == kPolynomials.end() ? nullptr : &*found;
}

constexpr unsigned kByteBits = 8;

std::uint64_t splitMix(std::uint64_t seed, std::uint64_t index)
{
    std::uint64_t z = seed + (index + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

} // namespace

Status check(const PayloadSpec& spec)
{
    constexpr auto kOperation = "payload";
    if (spec.kind == PayloadKind::Sequence && spec.bytes.empty())
        return fail(ErrorKind::InvalidArgument, kOperation, "a sequence needs at least one byte");
    if (spec.kind == PayloadKind::Counter && (spec.counterBytes > 8 || !std::has_single_bit(spec.counterBytes)))
        return fail(ErrorKind::InvalidArgument, kOperation,
            "a counter is 1, 2, 4 or 8 bytes wide, not " + std::to_string(spec.counterBytes));
    if (spec.kind == PayloadKind::Prbs && !polynomialOf(spec.prbsOrder))
        return fail(ErrorKind::InvalidArgument, kOperation,
            "PRBS " + std::to_string(spec.prbsOrder) + " is none of ITU-T O.150: 7, 9, 11, 15, 20, 23, 29, 31");
    if (spec.kind == PayloadKind::File && (!spec.file || spec.file->empty()))
        return fail(ErrorKind::InvalidArgument, kOperation, "the file has no bytes");
    return {};
}

PayloadGenerator::PayloadGenerator(PayloadSpec spec)
    : m_spec(std::move(spec))
{
}

void PayloadGenerator::startTransfer()
{
    if (m_spec.kind == PayloadKind::Pattern)
        m_position = 0;
}

bool PayloadGenerator::isAtEnd() const
{
    return m_spec.kind == PayloadKind::File && !m_spec.repeatsFile && m_position >= m_spec.file->size();
}

std::size_t PayloadGenerator::fill(MutableByteView out)
{
    switch (m_spec.kind) {
    case PayloadKind::Pattern:
    case PayloadKind::Sequence:
        fillRepeating(out, m_spec.bytes);
        break;
    case PayloadKind::Counter:
        fillCounter(out);
        break;
    case PayloadKind::Prbs:
        fillPrbs(out);
        break;
    case PayloadKind::Random:
        fillRandom(out);
        break;
    case PayloadKind::File:
        if (!m_spec.repeatsFile)
            out = out.first(std::min<std::size_t>(out.size(), isAtEnd() ? 0 : m_spec.file->size() - m_position));
        fillRepeating(out, *m_spec.file);
        break;
    }
    m_position += out.size();
    return out.size();
}

void PayloadGenerator::fillRepeating(MutableByteView out, ByteView source)
{
    if (source.empty()) {
        std::fill(out.begin(), out.end(), Byte { 0 });
        return;
    }
    std::size_t from = m_position % source.size();
    while (!out.empty()) {
        const std::size_t count = std::min(out.size(), source.size() - from);
        std::copy_n(source.begin() + static_cast<std::ptrdiff_t>(from), count, out.begin());
        out = out.subspan(count);
        from = 0;
    }
}

void PayloadGenerator::fillCounter(MutableByteView out)
{
    const std::uint64_t width = m_spec.counterBytes;
    std::uint64_t position = m_position;
    for (Byte& byte : out) {
        const std::uint64_t number = m_spec.counterStart + position / width;
        byte = static_cast<Byte>(number >> (kByteBits * (position % width)));
        ++position;
    }
}

// Eight bits at a time where no new bit depends on another of the same eight, else one by one.
void PayloadGenerator::fillPrbs(MutableByteView out)
{
    const Polynomial polynomial = *polynomialOf(m_spec.prbsOrder);
    const unsigned step = polynomial.tap >= kByteBits ? kByteBits : 1;
    for (Byte& byte : out) {
        for (unsigned done = 0; done < kByteBits; done += step) {
            const std::uint32_t bits
                = (m_register >> (polynomial.order - step)) ^ (m_register >> (polynomial.tap - step));
            m_register = (m_register << step) | (bits & ((1U << step) - 1));
        }
        byte = static_cast<Byte>(m_register);
    }
}

void PayloadGenerator::fillRandom(MutableByteView out)
{
    std::uint64_t position = m_position;
    std::size_t i = 0;
    while (i < out.size()) {
        const std::uint64_t word = splitMix(m_spec.seed, position / sizeof(std::uint64_t));
        if (position % sizeof(word) == 0 && out.size() - i >= sizeof(word)
            && std::endian::native == std::endian::little) {
            std::memcpy(&out[i], &word, sizeof(word));
            i += sizeof(word);
            position += sizeof(word);
            continue;
        }
        out[i++] = static_cast<Byte>(word >> (kByteBits * (position % sizeof(word))));
        ++position;
    }
}

PayloadCheck::PayloadCheck(PayloadSpec spec)
    : m_expected(std::move(spec))
{
}

void PayloadCheck::feed(ByteView received)
{
    constexpr std::size_t kChunk = 16384;
    m_scratch.resize(std::min(received.size(), kChunk));
    while (!received.empty()) {
        const ByteView part = received.first(std::min(received.size(), kChunk));
        const std::size_t known = m_expected.fill(MutableByteView(m_scratch).first(part.size()));
        compare(part, ByteView(m_scratch).first(known));
        received = received.subspan(part.size());
    }
}

void PayloadCheck::compare(ByteView received, ByteView expected)
{
    const bool isEqual
        = received.size() == expected.size() && std::memcmp(received.data(), expected.data(), received.size()) == 0;
    if (!isEqual) {
        for (std::size_t i = 0; i < received.size(); ++i) {
            const bool isKnown = i < expected.size();
            if (isKnown && received[i] == expected[i])
                continue;
            ++m_differing;
            if (!m_first)
                m_first = { m_compared + i, isKnown ? expected[i] : Byte { 0 }, received[i] };
        }
    }
    m_compared += received.size();
}

} // namespace wb::stream
