// SPDX-License-Identifier: GPL-3.0-or-later
// The rules over descriptors of real devices: an error is said of a device only when it is true.
#include "core/descriptors/usb_ids.h"
#include "core/lint/lint.h"
#include "tests/lint-corpus/sample_file.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace wb;
using descriptors::Severity;

namespace {

struct Justified {
    const char* file; // below tests/data
    const char* rule;
    const char* why; // the device is really wrong
};

constexpr auto kJustified = std::to_array<Justified>({
    { "descriptors/webcam-cut-high.bin", "total-length.wrong",
        "The source lost the last byte of the configuration, which wTotalLength counts." },
    { "descriptors/webcam-cut-high.bin", "length.truncated",
        "The lost byte is bInterval of the last endpoint descriptor." },
    { "descriptors/webcam-high.bin", "video-streaming.format-count",
        "bNumFormats is 3; the bytes hold the formats 0x04 and 0x06 only." },
});

struct Folder {
    const char* name;
    int samples; // at least
};
constexpr auto kFolders = std::to_array<Folder>({ { "descriptors", 5 }, { "umockdev", 13 }, { "hid", 4 } });

const std::filesystem::path kData(WB_SOURCE_DIR "/tests/data");

using Key = std::pair<std::string, std::string>;

std::set<Key> justifiedBelow(const std::string& folder)
{
    std::set<Key> keys;
    for (const Justified& row : kJustified)
        if (std::string(row.file).rfind(folder + "/", 0) == 0)
            keys.insert({ row.file, row.rule });
    return keys;
}

QString textOf(const std::set<Key>& keys)
{
    QStringList lines;
    for (const auto& [file, rule] : keys)
        lines.push_back(QString::fromStdString(file + ": " + rule));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

class TestLintReal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void errorsAreJustified_data();
    void errorsAreJustified();
    void findingsAreInsideTheirSection_data();
    void findingsAreInsideTheirSection();
    void speedIsGuessedFromPacketSizes();
};

namespace {

void addFolders()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<int>("samples");
    for (const Folder& folder : kFolders)
        QTest::newRow(folder.name) << QString::fromUtf8(folder.name) << folder.samples;
}

} // namespace

void TestLintReal::errorsAreJustified_data() { addFolders(); }

void TestLintReal::errorsAreJustified()
{
    QFETCH(QString, folder);
    QFETCH(int, samples);
    std::set<Key> errors;
    int seen = 0;
    for (const std::filesystem::path& path : test::filesBelow(kData / folder.toStdString())) {
        const auto set = test::sampleFromFile(path);
        if (!set)
            continue;
        ++seen;
        const auto decoded = descriptors::decodeSet(*set, &descriptors::UsbIds::system());
        for (const lint::Finding& finding : lint::lint(*set, decoded).findings)
            if (finding.diagnostic.severity == Severity::Error)
                errors.insert({ path.lexically_relative(kData).string(), std::string(finding.diagnostic.rule) });
    }
    QVERIFY2(seen >= samples, qPrintable(QString::number(seen)));
    QCOMPARE(textOf(errors), textOf(justifiedBelow(folder.toStdString())));
}

void TestLintReal::findingsAreInsideTheirSection_data() { addFolders(); }

void TestLintReal::findingsAreInsideTheirSection()
{
    QFETCH(QString, folder);
    for (const std::filesystem::path& path : test::filesBelow(kData / folder.toStdString())) {
        const auto set = test::sampleFromFile(path);
        if (!set)
            continue;
        const auto decoded = descriptors::decodeSet(*set, &descriptors::UsbIds::system());
        for (const lint::Finding& finding : lint::lint(*set, decoded).findings) {
            const auto& range = finding.diagnostic.range;
            QVERIFY2(finding.section < set->sections.size(), path.c_str());
            QVERIFY2(range.begin < range.end && range.end <= set->sections[finding.section].bytes.size(), path.c_str());
        }
    }
}

void TestLintReal::speedIsGuessedFromPacketSizes()
{
    const auto speedOf = [](const char* file) {
        const auto set = test::sampleFromFile(kData / "descriptors" / file);
        return set ? usb::shortName(set->speed) : std::string_view("not a sample");
    };
    QVERIFY(speedOf("ethernet-high.bin") == "high");
    QVERIFY(speedOf("phone-high.bin") == "high");
    QVERIFY(speedOf("hid-full.bin") == "unknown"); // interrupt endpoints alone leave it open
}

QTEST_GUILESS_MAIN(TestLintReal)
#include "tst_lint_real.moc"
