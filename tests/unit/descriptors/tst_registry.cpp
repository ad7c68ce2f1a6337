// SPDX-License-Identifier: GPL-3.0-or-later
// Properties every decoder table has to have, those to come included.
#include "core/descriptors/registry.h"
#include "tests/unit/base/printers.h"

#include <QTest>

#include <algorithm>

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::descriptors;

namespace {

Context inInterface(std::uint8_t classCode)
{
    Context context;
    context.enclosing = EnclosingInterface { 0, 0, classCode, 0, 0 };
    return context;
}

} // namespace

class TestRegistry : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void matchesAreUnique();
    void tablesAreWellFormed();
    void theMostSpecificEntryWins();
    void detectsBadTables();
};

void TestRegistry::matchesAreUnique()
{
    std::vector<Match> seen;
    for (const auto& table : allEntries()) {
        for (const Entry& entry : table) {
            QVERIFY2(std::find(seen.begin(), seen.end(), entry.match) == seen.end(), std::string(entry.title).c_str());
            seen.push_back(entry.match);
        }
    }
    QVERIFY(seen.size() >= 220);
}

void TestRegistry::tablesAreWellFormed()
{
    for (const auto& table : allEntries()) {
        for (const Entry& entry : table) {
            const std::string title(entry.title);
            QVERIFY2(!title.empty() && !entry.spec.empty(), title.c_str());
            QVERIFY2(isAscendingAndDisjoint(entry.fields), title.c_str());
            QVERIFY2(areUsable(entry.steps), title.c_str());
            QVERIFY2(entry.fields.size() >= 2, title.c_str());
            QVERIFY2(entry.fields[0].name == "bLength" && entry.fields[1].name == "bDescriptorType", title.c_str());
            QVERIFY2(entry.length.shortest <= entry.length.longest, title.c_str());
            const unsigned end = unsigned { entry.fields.back().offset } + entry.fields.back().width;
            QVERIFY2(end <= entry.length.longest, title.c_str());
            unsigned position = 0;
            for (const FieldSpec& field : entry.fields) {
                QVERIFY2(field.offset == position, title.c_str());
                position += field.width;
            }
        }
    }
}

void TestRegistry::theMostSpecificEntryWins()
{
    const Bytes endpoint { 7, 0x05, 0x81, 2, 0, 2, 0 };
    const Entry* generic = findEntry(endpoint, inInterface(0x08));
    const Entry* audio = findEntry(endpoint, inInterface(0x01));
    QCOMPARE(generic->fields.size(), std::size_t { 6 });
    QCOMPARE(audio->fields.size(), std::size_t { 8 });
    const Bytes capability { 4, 0x10, 0x0c, 0 };
    const Bytes container { 20, 0x10, 0x04 };
    QCOMPARE(std::string(findEntry(capability, {})->title), "Device capability descriptor"s);
    QCOMPARE(std::string(findEntry(container, {})->title), "Container ID capability"s);
    QVERIFY(findEntry(Bytes { 4, 0x21, 0, 0 }, inInterface(0xfe)) == nullptr);
    QVERIFY(findEntry(Bytes { 1 }, {}) == nullptr);
    QVERIFY(findEntry({}, {}) == nullptr);
}

void TestRegistry::detectsBadTables()
{
    constexpr auto kOverlap
        = std::to_array<FieldSpec>({ { 0, 2, "a", Format::Number, "" }, { 1, 1, "b", Format::Number, "" } });
    static_assert(!isAscendingAndDisjoint(kOverlap));
    constexpr auto kEmpty = std::to_array<FieldSpec>({ { 0, 0, "a", Format::Number, "" } });
    static_assert(!isAscendingAndDisjoint(kEmpty));
    static constexpr auto kWideBits = std::to_array<BitSpec>({ { 8, 0, "too high" } });
    constexpr auto kBadBits = std::to_array<FieldSpec>({ { 0, 1, "a", Format::Hex, "", kWideBits } });
    static_assert(!isAscendingAndDisjoint(kBadBits));
    QVERIFY(true);
}

QTEST_APPLESS_MAIN(TestRegistry)
#include "tst_registry.moc"
