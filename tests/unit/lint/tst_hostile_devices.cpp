// SPDX-License-Identifier: GPL-3.0-or-later
// Devices that mean harm: decoding and rules together take little time for each byte and give a result that is readable
// and of bounded size. The seeds of the fuzzers of sections are replayed here, too.
#include "core/descriptors/hid_report_text.h"
#include "core/descriptors/usb_ids.h"
#include "core/lint/lint.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <ctime>
#include <limits>

using namespace wb;
using namespace wb::descriptors;
using usb::SectionKind;

namespace {

// What a release build may take for a KiB; other builds are slower by a factor.
constexpr double kMillisecondsPerKib = 1.0;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kBuildFactor = 40;
#elif defined(NDEBUG)
constexpr double kBuildFactor = 1;
#else
constexpr double kBuildFactor = 15;
#endif
constexpr double kSmallestBudget = 5; // milliseconds; less cannot be measured
constexpr std::size_t kMostTextPerByte = 700; // the smallest descriptors have fields and a diagnostic
constexpr std::size_t kConfigurationBytes = 0xffff;

Bytes repeated(const Bytes& unit, std::size_t length)
{
    Bytes bytes;
    while (bytes.size() + unit.size() <= length)
        bytes.insert(bytes.end(), unit.begin(), unit.end());
    return bytes;
}

Bytes operator+(Bytes a, const Bytes& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

const Bytes kDevice { 18, 1, 0, 2, 0, 0, 0, 64, 0xfe, 0xff, 1, 0, 0, 1, 0, 0, 0, 1 };

Bytes configuration(const Bytes& content, std::size_t total)
{
    return Bytes { 9, 2, static_cast<Byte>(total & 0xff), static_cast<Byte>(total >> 8), 1, 1, 0, 0x80, 50 } + content;
}

Bytes fullConfiguration(const Bytes& unit)
{
    return configuration(repeated(unit, kConfigurationBytes - 9), kConfigurationBytes);
}

DescriptorSet deviceOf(const Bytes& bytes, SectionKind kind = SectionKind::Device)
{
    DescriptorSet set;
    set.speed = usb::Speed::High;
    set.sections.push_back({ SectionKind::Device, 0, 0, kDevice });
    if (kind == SectionKind::Device)
        set.sections.front().bytes = kDevice + bytes;
    else
        set.sections.push_back({ kind, 0, 0, bytes });
    return set;
}

std::size_t sizeOf(const DescriptorSet& set)
{
    std::size_t size = 0;
    for (const usb::DescriptorSection& section : set.sections)
        size += section.bytes.size();
    return size;
}

// Processor time of decoding and rules, tried again when it is above the budget: what others do on the machine does not
// count.
double millisecondsFor(const DescriptorSet& set, double budget)
{
    double least = std::numeric_limits<double>::max();
    for (int round = 0; round < 20 && least > budget; ++round) {
        const std::clock_t start = std::clock();
        std::vector<DecodedSection> decoded = decodeSet(set, &UsbIds::system());
        lint::attach(lint::lint(set, decoded), decoded);
        least = std::min(least, 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    }
    return least;
}

DescriptorSet deviceFromSeed(const QByteArray& seed)
{
    const ByteView bytes = asBytes({ seed.data(), static_cast<std::size_t>(seed.size()) });
    constexpr unsigned kKinds = static_cast<unsigned>(SectionKind::HidPhysical) + 1;
    DescriptorSet set;
    set.speed = static_cast<usb::Speed>(bytes[0] % 7);
    for (std::size_t offset = 1; offset + 4 <= bytes.size();) {
        const ByteView own = slice(bytes, offset + 4, static_cast<std::size_t>(*readLe(bytes, offset + 2, 2)));
        set.sections.push_back(
            { static_cast<SectionKind>(bytes[offset] % kKinds), bytes[offset + 1], 0x0409, toBytes(own) });
        offset += 4 + own.size();
    }
    return set;
}

struct Corpus {
    const char* folder;
    std::vector<SectionKind> kinds;
};

} // namespace

class TestHostileDevices : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void costsLittle_data();
    void costsLittle();
    void replaysSections_data();
    void replaysSections();
    void replaysDevices();
};

void TestHostileDevices::costsLittle_data()
{
    QTest::addColumn<DescriptorSet>("set");
    const Bytes interface {
        9, 4, 0, 0, 1, 0xff, 0, 0, 0
    };
    const Bytes endpoint { 7, 5, 0x81, 2, 0, 2, 0 };
    QTest::newRow("bLength 0") << deviceOf(fullConfiguration({ 0, 5 }));
    QTest::newRow("bLength 1") << deviceOf(fullConfiguration({ 1, 5 }));
    QTest::newRow("bLength 2") << deviceOf(fullConfiguration({ 2, 5 }));
    QTest::newRow("bLength 2, unknown type") << deviceOf(fullConfiguration({ 2, 0x7f }));
    QTest::newRow("bLength 255") << deviceOf(fullConfiguration({ 255, 5, 0x81 }));
    QTest::newRow("wTotalLength 0") << deviceOf(repeated(configuration(endpoint, 0), 0xffff));
    QTest::newRow("wTotalLength 65535") << deviceOf(repeated(configuration(endpoint, 0xffff), 0xffff));
    QTest::newRow("headers without an end") << deviceOf(repeated({ 9, 2, 0xff }, 0xffff));
    QTest::newRow("10000 endpoints") << deviceOf(configuration(interface + repeated(endpoint, 70000), 0xffff));
    Bytes alternates;
    for (int i = 0; i < 9; ++i) {
        Bytes part = fullConfiguration(interface);
        for (std::size_t at = 9; at + 9 <= part.size(); at += 9) { // every number and setting there is
            part[at + 2] = static_cast<Byte>(at / 9);
            part[at + 3] = static_cast<Byte>(at / 9 / 256);
        }
        alternates = alternates + part;
    }
    QTest::newRow("65535 alternates") << deviceOf(alternates);
    QTest::newRow("associations") << deviceOf(fullConfiguration({ 8, 0x0b, 0, 0xff, 1, 1, 0, 0 }));
    QTest::newRow("audio units") << deviceOf(
        configuration(Bytes { 9, 4, 0, 0, 0, 1, 1, 0, 0 } + repeated({ 6, 0x24, 6, 1, 1, 0 }, 65000), 65018));
    QTest::newRow("capabilities") << deviceOf(
        Bytes { 5, 0x0f, 0xff, 0xff, 0xff } + repeated({ 3, 0x10, 0x0d }, 65000), SectionKind::Bos);
    const Bytes set { 10, 0, 0, 0, 0, 0, 3, 6, 0xff, 0xff };
    QTest::newRow("nested subsets") << deviceOf(
        set + repeated({ 8, 0, 1, 0, 0, 0, 0xff, 0xff, 8, 0, 2, 0, 0, 0, 0xff, 0xff }, 65000), SectionKind::MsOs20Set);
    QTest::newRow("smallest features") << deviceOf(set + repeated({ 4, 0, 7, 0 }, 65000), SectionKind::MsOs20Set);
    QTest::newRow("properties of nothing")
        << deviceOf(set + repeated({ 10, 0, 4, 0, 7, 0, 0, 0, 0, 0 }, 65000), SectionKind::MsOs20Set);
    QTest::newRow("sections of nothing") << deviceOf(
        Bytes { 0, 0, 0, 0, 0, 1, 5, 0, 1, 0 } + repeated({ 4, 0, 0, 0 }, 65000), SectionKind::MsOs10Properties);
    QTest::newRow("one physical set") << deviceOf(
        Bytes { 1, 0xff, 0xff } + repeated({ 0x12 }, 65535), SectionKind::HidPhysical);
    QTest::newRow("2^31 elements") << deviceOf(
        repeated({ 0x77, 0xff, 0xff, 0xff, 0x7f, 0x97, 0xff, 0xff, 0xff, 0x7f, 0x81, 0x02 }, 65000),
        SectionKind::HidReport);
    QTest::newRow("nested collections") << deviceOf(
        repeated({ 0xa1, 0 }, 32000) + repeated({ 0x81, 2 }, 32000), SectionKind::HidReport);
}

void TestHostileDevices::costsLittle()
{
    QFETCH(const DescriptorSet, set);
    const double kib = static_cast<double>(sizeOf(set)) / 1024;
    const double budget = std::max(kSmallestBudget, kib * kMillisecondsPerKib) * kBuildFactor;
    const double taken = millisecondsFor(set, budget);
    QVERIFY2(taken <= budget, qPrintable(QStringLiteral("%1 ms for %2 KiB").arg(taken).arg(kib)));

    const std::vector<DecodedSection> decoded = decodeSet(set, nullptr);
    std::size_t text = 0;
    for (const DecodedSection& section : decoded) {
        QVERIFY(coversExactly(section.nodes, section.section->bytes.size()));
        text += toText(section.nodes).size();
    }
    QVERIFY2(text > 100 && text <= kMostTextPerByte * sizeOf(set), qPrintable(QString::number(text)));
    const lint::Result result = lint::lint(set, decoded);
    QVERIFY(!result.findings.empty()); // somebody is told
    QVERIFY(result.findings.size() <= lint::kMostPerRule * lint::allRules().size());
}

void TestHostileDevices::replaysSections_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<SectionKind>("kind");
    const std::vector<Corpus> corpora { { "fuzz_ms_os_20", { SectionKind::MsOs20Set } },
        { "fuzz_ms_os_10", { SectionKind::MsOs10CompatibleIds, SectionKind::MsOs10Properties } },
        { "fuzz_url", { SectionKind::WebUsbUrl, SectionKind::HidPhysical } }, { "fuzz_bos", { SectionKind::Bos } },
        { "fuzz_string", { SectionKind::String } }, { "fuzz_hid_text", { SectionKind::HidReport } } };
    for (const Corpus& corpus : corpora) {
        const QDir folder(QStringLiteral(WB_SOURCE_DIR "/tests/fuzz/corpus/") + QLatin1String(corpus.folder));
        const QStringList names = folder.entryList(QDir::Files, QDir::Name);
        QVERIFY2(!names.isEmpty(), corpus.folder);
        for (const QString& name : names)
            for (const SectionKind kind : corpus.kinds)
                QTest::addRow("%s/%s as %d", corpus.folder, qPrintable(name), static_cast<int>(kind))
                    << folder.filePath(name) << kind;
    }
}

void TestHostileDevices::replaysSections()
{
    QFETCH(const QString, path);
    QFETCH(const SectionKind, kind);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray seed = file.readAll();
    DescriptorSet set;
    set.sections.push_back({ kind, 0xee, 0, Bytes(seed.begin(), seed.end()) });
    const std::vector<DecodedSection> decoded = decodeSet(set, nullptr);
    QVERIFY(coversExactly(decoded.at(0).nodes, set.sections[0].bytes.size()));
    QVERIFY(!toText(decoded.at(0).nodes).empty());
    QVERIFY(!hidReportText(parseHidReport(set.sections[0].bytes), nullptr).empty());
}

void TestHostileDevices::replaysDevices()
{
    const QDir folder(QStringLiteral(WB_SOURCE_DIR "/tests/fuzz/corpus/fuzz_device"));
    const QStringList names = folder.entryList(QDir::Files, QDir::Name);
    QVERIFY(names.size() >= 6);
    for (const QString& name : names) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const DescriptorSet set = deviceFromSeed(file.readAll());
        QVERIFY2(!set.sections.empty(), qPrintable(name));
        const std::vector<DecodedSection> decoded = decodeSet(set, nullptr);
        for (const lint::Finding& finding : lint::lint(set, decoded).findings) {
            QVERIFY(finding.section < set.sections.size());
            QVERIFY(finding.diagnostic.range.end <= set.sections[finding.section].bytes.size());
        }
    }
}

QTEST_APPLESS_MAIN(TestHostileDevices)
#include "tst_hostile_devices.moc"
