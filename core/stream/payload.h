// SPDX-License-Identifier: GPL-3.0-or-later
// What a stream sends, and what it expects to receive: byte sequences that go on from one transfer to the next.
// Source of truth: ITU-T O.150 §5 (pseudo-random bit sequences, not inverted, first bit highest; order 7: x^7 + x^6 +
// 1, which O.150 does not have), register all ones at the start. The random sequence is splitmix64 over the byte's
// position divided by eight, little-endian, so a seed gives the same bytes everywhere. Units: bytes. Thread: one at a
// time. Ownership: a file's contents are shared, never copied. Errors: check() says in one sentence what is wrong with
// a PayloadSpec; PayloadGenerator REQUIRES a checked one.
#pragma once

#include "core/base/bytes.h"

#include <memory>

namespace wb::stream {

enum class PayloadKind : std::uint8_t {
    Pattern, // repeated; starts anew with each transfer. Empty: zeros
    Sequence, // repeated without regard to transfers
    Counter,
    Prbs,
    Random,
    File // once, then the stream ends; or repeated
};

struct PayloadSpec {
    PayloadKind kind = PayloadKind::Pattern;
    Bytes bytes; // Pattern, Sequence
    std::uint8_t counterBytes = 1; // Counter: width of each number, 1, 2, 4 or 8; little-endian
    std::uint64_t counterStart = 0;
    std::uint8_t prbsOrder = 15; // Prbs: 7, 9, 11, 15, 20, 23, 29 or 31
    std::uint64_t seed = 1; // Random
    std::shared_ptr<const Bytes> file; // File: its contents
    bool repeatsFile = false;

    bool operator==(const PayloadSpec&) const = default;
};

[[nodiscard]] Status check(const PayloadSpec& spec);

class PayloadGenerator {
public:
    explicit PayloadGenerator(PayloadSpec spec);

    // Fills from the front and returns how much: less than asked only at the end of a file.
    std::size_t fill(MutableByteView out);
    // Pattern: the next byte is the first again. Anything else: goes on.
    void startTransfer();
    [[nodiscard]] bool isAtEnd() const; // nothing more will come
    // Every fill of a whole transfer is the same, so a buffer may be kept.
    [[nodiscard]] bool isSameForAll() const { return m_spec.kind == PayloadKind::Pattern; }

private:
    void fillRepeating(MutableByteView out, ByteView source);
    void fillCounter(MutableByteView out);
    void fillPrbs(MutableByteView out);
    void fillRandom(MutableByteView out);

    PayloadSpec m_spec;
    std::uint64_t m_position = 0; // of the next byte
    std::uint32_t m_register = ~std::uint32_t { 0 }; // Prbs: the last bits, newest lowest; all ones at the start
};

// Compares what arrives with what a generator would send, byte by byte.
class PayloadCheck {
public:
    struct Difference {
        std::uint64_t offset = 0; // in the whole stream
        Byte expected = 0;
        Byte actual = 0;

        bool operator==(const Difference&) const = default;
    };

    explicit PayloadCheck(PayloadSpec spec);

    void feed(ByteView received);
    void startTransfer() { m_expected.startTransfer(); }
    [[nodiscard]] std::uint64_t compared() const { return m_compared; }
    [[nodiscard]] std::uint64_t differing() const { return m_differing; } // bytes, also those after the file's end
    [[nodiscard]] const std::optional<Difference>& first() const { return m_first; }

private:
    void compare(ByteView received, ByteView expected);

    PayloadGenerator m_expected;
    Bytes m_scratch;
    std::uint64_t m_compared = 0;
    std::uint64_t m_differing = 0;
    std::optional<Difference> m_first;
};

} // namespace wb::stream
