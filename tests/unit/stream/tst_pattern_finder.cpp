// SPDX-License-Identifier: GPL-3.0-or-later
// Every pattern in every stream of a small alphabet, cut at every place, against std::search.
#include "core/stream/pattern_finder.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::stream;

class TestPatternFinder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsWhatSearchFinds();
    void goesOnAfterAMatch();
    void emptyPatternIsNeverFound();
};

void TestPatternFinder::findsWhatSearchFinds()
{
    std::mt19937 random(7);
    int found = 0;
    for (int round = 0; round < 4000; ++round) {
        Bytes pattern(1 + random() % 6);
        Bytes text(random() % 40);
        for (Bytes* bytes : { &pattern, &text })
            std::generate(bytes->begin(), bytes->end(), [&] { return static_cast<Byte>(random() % 2); });
        const auto match = std::search(text.begin(), text.end(), pattern.begin(), pattern.end());
        PatternFinder finder(pattern);
        std::optional<std::uint64_t> first;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t size = std::min<std::size_t>(1 + random() % 7, text.size() - at);
            if (const auto here = finder.feed(ByteView(text).subspan(at, size)); here && !first)
                first = here;
            at += size;
        }
        QCOMPARE(first.has_value(), match != text.end());
        if (first) {
            QCOMPARE(*first, static_cast<std::uint64_t>(match - text.begin()));
            ++found;
        }
    }
    QVERIFY(found > 500);
}

void TestPatternFinder::goesOnAfterAMatch()
{
    PatternFinder finder({ 1, 2, 1 });
    QCOMPARE(finder.feed(Bytes { 0, 1, 2, 1 }).value_or(99), std::uint64_t { 1 });
    QCOMPARE(finder.feed(Bytes { 2, 1 }).value_or(99), std::uint64_t { 3 }); // the last byte is the next one's first
    QVERIFY(!finder.feed(Bytes { 3 }));
}

void TestPatternFinder::emptyPatternIsNeverFound()
{
    PatternFinder finder({});
    QVERIFY(!finder.feed(Bytes { 1, 2, 3 }));
}

QTEST_GUILESS_MAIN(TestPatternFinder)
#include "tst_pattern_finder.moc"
