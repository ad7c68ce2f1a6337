// SPDX-License-Identifier: GPL-3.0-or-later
// Every payload kind against bytes worked out by hand or by a slower way, cut anywhere; the check that finds
// differences.
#include "core/stream/payload.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace wb;
using namespace wb::stream;

namespace {

PayloadSpec make(PayloadKind kind)
{
    PayloadSpec spec;
    spec.kind = kind;
    return spec;
}

Bytes take(PayloadGenerator& generator, std::size_t count)
{
    Bytes bytes(count);
    bytes.resize(generator.fill(bytes));
    return bytes;
}

Bytes take(const PayloadSpec& spec, std::size_t count)
{
    PayloadGenerator generator(spec);
    return take(generator, count);
}

QByteArray shown(const Bytes& bytes) { return QByteArray::fromStdString(formatHex(bytes)); }

PayloadSpec fileSpec(Bytes contents, bool repeats = false)
{
    PayloadSpec spec = make(PayloadKind::File);
    spec.file = std::make_shared<const Bytes>(std::move(contents));
    spec.repeatsFile = repeats;
    return spec;
}

std::vector<PayloadSpec> allKinds()
{
    std::vector<PayloadSpec> all;
    PayloadSpec spec = make(PayloadKind::Sequence);
    spec.bytes = { 1, 2, 3, 4, 5, 6, 7 };
    all.push_back(spec);
    for (const std::uint8_t width : std::initializer_list<std::uint8_t> { 1, 2, 4, 8 }) {
        spec = make(PayloadKind::Counter);
        spec.counterBytes = width;
        spec.counterStart = 0xfe;
        all.push_back(spec);
    }
    for (const std::uint8_t order : std::initializer_list<std::uint8_t> { 7, 9, 11, 15, 20, 23, 29, 31 }) {
        spec = make(PayloadKind::Prbs);
        spec.prbsOrder = order;
        all.push_back(spec);
    }
    all.push_back(make(PayloadKind::Random));
    all.push_back(fileSpec({ 9, 8, 7, 6, 5 }, true));
    return all;
}

// The stages of a shift register, one bit at a time: the definition of ITU-T O.150.
std::vector<bool> shiftRegister(unsigned order, unsigned tap, std::size_t count)
{
    std::vector<bool> stages(order, true); // [0]: the first stage
    std::vector<bool> bits;
    while (bits.size() < count) {
        const bool next = stages[order - 1] != stages[tap - 1];
        stages.insert(stages.begin(), next);
        stages.pop_back();
        bits.push_back(next);
    }
    return bits;
}

} // namespace

class TestPayload : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void kinds_data();
    void kinds();
    void goesOnWhereverItIsCut();
    void patternStartsAnewWithEachTransfer();
    void fileEnds();
    void prbsIsItsShiftRegister_data();
    void prbsIsItsShiftRegister();
    void prbsHasItsPeriod();
    void randomDependsOnTheSeed();
    void wrongSpecsAreRefused_data();
    void wrongSpecsAreRefused();
    void equalStreamsHaveNoDifference();
    void firstDifferenceIsTold();
    void bytesAfterTheEndDiffer();
};

void TestPayload::kinds_data()
{
    QTest::addColumn<PayloadSpec>("spec");
    QTest::addColumn<QByteArray>("bytes");
    PayloadSpec spec = make(PayloadKind::Pattern);
    QTest::newRow("zeros") << spec << QByteArray("00 00 00 00 00 00 00 00 00 00");
    spec.bytes = { 0xaa, 0x55, 0x01 };
    QTest::newRow("pattern") << spec << QByteArray("aa 55 01 aa 55 01 aa 55 01 aa");
    spec = make(PayloadKind::Counter);
    spec.counterStart = 0xfc;
    QTest::newRow("counter of one byte") << spec << QByteArray("fc fd fe ff 00 01 02 03 04 05");
    spec.counterBytes = 2;
    QTest::newRow("counter of two bytes") << spec << QByteArray("fc 00 fd 00 fe 00 ff 00 00 01");
    spec.counterBytes = 4;
    QTest::newRow("counter of four bytes") << spec << QByteArray("fc 00 00 00 fd 00 00 00 fe 00");
    spec.counterBytes = 8;
    spec.counterStart = ~std::uint64_t { 0 };
    QTest::newRow("counter of eight bytes") << spec << QByteArray("ff ff ff ff ff ff ff ff 00 00");
    QTest::newRow("file") << fileSpec({ 1, 2, 3 }) << QByteArray("01 02 03");
    QTest::newRow("file, repeated") << fileSpec({ 1, 2, 3 }, true) << QByteArray("01 02 03 01 02 03 01 02 03 01");
    // x^7 + x^6 + 1 from seven ones, worked out by hand: 00000010 00001100 00101000
    spec = make(PayloadKind::Prbs);
    spec.prbsOrder = 7;
    QTest::newRow("PRBS 7") << spec << QByteArray("02 0c 28");
    // splitmix64 of seed 0 begins with e220a8397b1dcdaf, a published value.
    spec = make(PayloadKind::Random);
    spec.seed = 0;
    QTest::newRow("random") << spec << QByteArray("af cd 1d 7b 39 a8 20 e2");
}

void TestPayload::kinds()
{
    QFETCH(PayloadSpec, spec);
    QFETCH(QByteArray, bytes);
    QVERIFY(check(spec));
    const auto known = static_cast<std::size_t>((bytes.size() + 1) / 3);
    const bool isWhole = spec.kind == PayloadKind::File && !spec.repeatsFile;
    QCOMPARE(shown(take(spec, isWhole ? 10 : known)), bytes);
}

void TestPayload::goesOnWhereverItIsCut()
{
    constexpr std::size_t kBytes = 3000;
    for (const PayloadSpec& spec : allKinds()) {
        const Bytes whole = take(spec, kBytes);
        PayloadGenerator generator(spec);
        Bytes pieces;
        for (std::size_t size = 1; pieces.size() < kBytes; size = size % 97 + 1) {
            generator.startTransfer();
            const Bytes piece = take(generator, std::min(size, kBytes - pieces.size()));
            pieces.insert(pieces.end(), piece.begin(), piece.end());
        }
        QCOMPARE(shown(pieces), shown(whole));
    }
}

void TestPayload::patternStartsAnewWithEachTransfer()
{
    PayloadSpec spec = make(PayloadKind::Pattern);
    spec.bytes = { 1, 2, 3 };
    PayloadGenerator generator(spec);
    QCOMPARE(shown(take(generator, 4)), QByteArray("01 02 03 01"));
    generator.startTransfer();
    QCOMPARE(shown(take(generator, 2)), QByteArray("01 02"));
}

void TestPayload::fileEnds()
{
    PayloadGenerator generator(fileSpec({ 1, 2, 3, 4, 5 }));
    QCOMPARE(shown(take(generator, 3)), QByteArray("01 02 03"));
    QVERIFY(!generator.isAtEnd());
    QCOMPARE(shown(take(generator, 3)), QByteArray("04 05"));
    QVERIFY(generator.isAtEnd());
    QVERIFY(take(generator, 3).empty());
    PayloadGenerator repeated(fileSpec({ 1 }, true));
    (void)take(repeated, 100);
    QVERIFY(!repeated.isAtEnd());
}

void TestPayload::prbsIsItsShiftRegister_data()
{
    QTest::addColumn<unsigned>("order");
    QTest::addColumn<unsigned>("tap");
    for (const auto& [order, tap] : std::initializer_list<std::pair<unsigned, unsigned>> {
             { 7, 6 }, { 9, 5 }, { 11, 9 }, { 15, 14 }, { 20, 3 }, { 23, 18 }, { 29, 27 }, { 31, 28 } })
        QTest::addRow("%u", order) << order << tap;
}

void TestPayload::prbsIsItsShiftRegister()
{
    QFETCH(unsigned, order);
    QFETCH(unsigned, tap);
    PayloadSpec spec = make(PayloadKind::Prbs);
    spec.prbsOrder = static_cast<std::uint8_t>(order);
    constexpr std::size_t kBytes = 2000;
    const std::vector<bool> bits = shiftRegister(order, tap, kBytes * 8);
    Bytes expected(kBytes, 0);
    for (std::size_t i = 0; i < bits.size(); ++i)
        if (bits[i])
            expected[i / 8] = static_cast<Byte>(expected[i / 8] | (0x80U >> (i % 8)));
    QCOMPARE(shown(take(spec, kBytes)), shown(expected));
}

void TestPayload::prbsHasItsPeriod()
{
    for (const std::uint8_t order : std::initializer_list<std::uint8_t> { 7, 9, 11, 15 }) {
        PayloadSpec spec = make(PayloadKind::Prbs);
        spec.prbsOrder = order;
        const std::size_t period = (std::size_t { 1 } << order) - 1; // in bits, and so (being odd) in bytes
        const Bytes bytes = take(spec, 2 * period);
        const auto half = bytes.begin() + static_cast<std::ptrdiff_t>(period);
        QVERIFY(std::equal(bytes.begin(), half, half));
        QVERIFY(!std::equal(bytes.begin(), bytes.begin() + 16, bytes.begin() + 16));
    }
}

void TestPayload::randomDependsOnTheSeed()
{
    std::set<Bytes> seen;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        PayloadSpec spec = make(PayloadKind::Random);
        spec.seed = seed;
        seen.insert(take(spec, 16));
        QCOMPARE(take(spec, 16), take(spec, 16));
    }
    QCOMPARE(seen.size(), std::size_t { 100 });
}

void TestPayload::wrongSpecsAreRefused_data()
{
    QTest::addColumn<PayloadSpec>("spec");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("empty sequence") << make(PayloadKind::Sequence) << QByteArray("at least one byte");
    PayloadSpec spec = make(PayloadKind::Counter);
    spec.counterBytes = 3;
    QTest::newRow("counter of three bytes") << spec << QByteArray("1, 2, 4 or 8");
    spec.counterBytes = 0;
    QTest::newRow("counter of no bytes") << spec << QByteArray("1, 2, 4 or 8");
    spec = make(PayloadKind::Prbs);
    spec.prbsOrder = 16;
    QTest::newRow("PRBS 16") << spec << QByteArray("PRBS 16");
    QTest::newRow("no file") << make(PayloadKind::File) << QByteArray("no bytes");
    QTest::newRow("empty file") << fileSpec({}) << QByteArray("no bytes");
}

void TestPayload::wrongSpecsAreRefused()
{
    QFETCH(PayloadSpec, spec);
    QFETCH(QByteArray, words);
    const Status outcome = check(spec);
    QVERIFY(!outcome);
    QVERIFY2(QByteArray::fromStdString(outcome.error().detail).contains(words), outcome.error().detail.c_str());
}

void TestPayload::equalStreamsHaveNoDifference()
{
    for (const PayloadSpec& spec : allKinds()) {
        PayloadGenerator generator(spec);
        PayloadCheck check(spec);
        for (const std::size_t size : std::initializer_list<std::size_t> { 1, 511, 512, 40'000, 3 })
            check.feed(take(generator, size));
        QCOMPARE(check.compared(), std::uint64_t { 1 + 511 + 512 + 40'000 + 3 });
        QCOMPARE(check.differing(), std::uint64_t { 0 });
        QVERIFY(!check.first());
    }
}

void TestPayload::firstDifferenceIsTold()
{
    for (const PayloadSpec& spec : allKinds()) {
        Bytes bytes = take(spec, 50'000);
        bytes[20'001] ^= 0x10;
        bytes[40'000] ^= 0xff;
        PayloadCheck check(spec);
        check.feed(bytes);
        QCOMPARE(check.differing(), std::uint64_t { 2 });
        QVERIFY(check.first()
            == (PayloadCheck::Difference { 20'001, static_cast<Byte>(bytes[20'001] ^ 0x10), bytes[20'001] }));
    }
}

void TestPayload::bytesAfterTheEndDiffer()
{
    PayloadCheck check(fileSpec({ 1, 2, 3 }));
    check.feed(Bytes { 1, 2, 3, 4, 5 });
    QCOMPARE(check.differing(), std::uint64_t { 2 });
    QVERIFY(check.first() == (PayloadCheck::Difference { 3, 0, 4 }));
}

QTEST_GUILESS_MAIN(TestPayload)
#include "tst_payload.moc"
