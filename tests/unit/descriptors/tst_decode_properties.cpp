// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every input: coverage, agreement with the snapshot parser, and a bound on time.
#include "core/descriptors/decode.h"
#include "core/descriptors/usb_ids.h"
#include "core/usb/device_info.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <random>

using namespace wb;
using namespace wb::descriptors;

namespace {

const QString kDescriptors = QStringLiteral("tests/data/descriptors");
constexpr auto kSpeeds = std::to_array<usb::Speed>({ usb::Speed::Unknown, usb::Speed::Low, usb::Speed::Full,
    usb::Speed::High, usb::Speed::Super, usb::Speed::SuperPlus });

bool isWholeConfiguration(const Node& node)
{
    const bool isTruncated = std::any_of(node.diagnostics.begin(), node.diagnostics.end(),
        [](const Diagnostic& diagnostic) { return diagnostic.message.starts_with("Truncated"); });
    const bool isTitled
        = node.title == "Configuration descriptor" || node.title == "Other-speed configuration descriptor";
    return isTitled && !isTruncated && node.fields.size() >= 8;
}

// Both readings cut the bytes in the same places.
bool agreesWithTheParser(const Bytes& bytes, const std::vector<Node>& nodes)
{
    const usb::DescriptorBlob blob = usb::parseDescriptorBlob(bytes);
    std::vector<std::size_t> sizes;
    for (const Node& node : nodes) {
        if (node.range.begin >= blob.device.raw.size() && isWholeConfiguration(node))
            sizes.push_back(node.range.size());
    }
    std::vector<std::size_t> parsedSizes;
    for (const usb::ConfigurationInfo& configuration : blob.configurations)
        parsedSizes.push_back(configuration.raw.size());
    return sizes == parsedSizes;
}

Bytes mutated(const Bytes& seed, std::mt19937& random)
{
    Bytes bytes = seed;
    for (auto change = random() % 8; change > 0; --change)
        bytes[random() % bytes.size()] = static_cast<Byte>(random() % 3 == 0 ? random() % 256 : random() % 50);
    if (random() % 2 == 0)
        bytes.resize(random() % (bytes.size() + 1));
    return bytes;
}

} // namespace

class TestDecodeProperties : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void coversRandomBytes();
    void coversMutatedDevices_data();
    void coversMutatedDevices();
    void coversEveryTruncation();
    void replaysTheCorpus_data();
    void replaysTheCorpus();
    void isLinearInTime_data();
    void isLinearInTime();
};

void TestDecodeProperties::coversRandomBytes()
{
    std::mt19937 random(1);
    for (int round = 0; round < 4000; ++round) {
        Bytes bytes(random() % 300);
        for (Byte& byte : bytes)
            byte = static_cast<Byte>(random() % 2 == 0 ? random() % 256 : random() % 0x32);
        DecodeOptions options;
        options.speed = kSpeeds[random() % kSpeeds.size()];
        const std::vector<Node> sequence = decodeSequence(bytes, options);
        QVERIFY2(coversExactly(sequence, bytes.size()), formatHex(bytes).c_str());
        const std::vector<Node> blob = decodeBlob(bytes, options);
        QVERIFY2(coversExactly(blob, bytes.size()), formatHex(bytes).c_str());
        QVERIFY2(agreesWithTheParser(bytes, blob), formatHex(bytes).c_str());
    }
}

void TestDecodeProperties::coversMutatedDevices_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : test::filesIn(kDescriptors, QStringLiteral(".bin")))
        QTest::newRow(qPrintable(name)) << name;
}

void TestDecodeProperties::coversMutatedDevices()
{
    QFETCH(const QString, name);
    const Bytes seed = test::readBytes(kDescriptors, name);
    QVERIFY(!seed.empty());
    std::mt19937 random(2);
    const int rounds = seed.size() > 1000 ? 60 : 500;
    for (int round = 0; round < rounds; ++round) {
        const Bytes bytes = mutated(seed, random);
        DecodeOptions options;
        options.speed = kSpeeds[random() % kSpeeds.size()];
        const std::vector<Node> nodes = decodeBlob(bytes, options);
        QVERIFY2(coversExactly(nodes, bytes.size()), formatHex(bytes).c_str());
        QVERIFY2(agreesWithTheParser(bytes, nodes), formatHex(bytes).c_str());
        for (std::size_t offset = 0; offset < bytes.size(); offset += 1 + random() % 64)
            QVERIFY(findByte(nodes, offset).field != nullptr);
    }
}

void TestDecodeProperties::coversEveryTruncation()
{
    const Bytes seed = test::readBytes(kDescriptors, QStringLiteral("phone-high.bin"));
    for (std::size_t length = 0; length <= seed.size(); ++length) {
        const Bytes bytes(seed.begin(), seed.begin() + static_cast<std::ptrdiff_t>(length));
        const std::vector<Node> nodes = decodeBlob(bytes);
        QVERIFY(coversExactly(nodes, length));
        QVERIFY(agreesWithTheParser(bytes, nodes));
    }
}

void TestDecodeProperties::replaysTheCorpus_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("name");
    int count = 0;
    for (const char* fuzzer : { "fuzz_descriptors", "fuzz_config_parser", "fuzz_hid_report", "fuzz_usb_ids" }) {
        const QString folder = QStringLiteral("tests/fuzz/corpus/") + QString::fromLatin1(fuzzer);
        for (const QString& name : test::filesIn(folder)) {
            QTest::addRow("%s/%s", fuzzer, qPrintable(name)) << folder << name;
            ++count;
        }
    }
    QVERIFY(count >= 10);
}

void TestDecodeProperties::replaysTheCorpus()
{
    QFETCH(const QString, folder);
    QFETCH(const QString, name);
    const Bytes bytes = test::readBytes(folder, name);
    QVERIFY(!bytes.empty());
    const std::vector<Node> sequence = decodeSequence(bytes);
    QVERIFY(coversExactly(sequence, bytes.size()));
    const std::vector<Node> blob = decodeBlob(bytes);
    QVERIFY(coversExactly(blob, bytes.size()));
    QVERIFY(agreesWithTheParser(bytes, blob));
    const auto ids = UsbIds::parse(std::string(bytes.begin(), bytes.end()));
    QVERIFY(ids->product(0xfffe, 0x0001).size() <= 4096);
}

// 64 KiB of the worst descriptors we can think of stay far below a second even under sanitizers.
void TestDecodeProperties::isLinearInTime_data()
{
    QTest::addColumn<Bytes>("unit");
    QTest::newRow("smallest descriptors") << Bytes { 2, 0x7f };
    QTest::newRow("interfaces") << Bytes { 9, 0x04, 0, 0, 1, 0xff, 0, 0, 0 };
    QTest::newRow("endpoints") << Bytes { 7, 0x05, 0x81, 0x02, 0x00, 0x02, 0 };
    QTest::newRow("configurations") << Bytes { 9, 0x02, 0xff, 0xff, 1, 1, 0, 0x80, 50 };
    QTest::newRow("lies about the end") << Bytes { 255, 0x02, 9 };
    QTest::newRow("zeros") << Bytes { 0 };
    QTest::newRow("almost configurations") << Bytes { 9, 0x02, 0xff };
}

void TestDecodeProperties::isLinearInTime()
{
    QFETCH(const Bytes, unit);
    Bytes bytes { 9, 0x02, 0xff, 0xff, 1, 1, 0, 0x80, 50 };
    while (bytes.size() < 0xffff)
        bytes.insert(bytes.end(), unit.begin(), unit.end());
    QElapsedTimer timer;
    timer.start();
    const std::vector<Node> nodes = decodeSequence(bytes);
    QVERIFY(coversExactly(nodes, bytes.size()));
    std::vector<std::string> problems;
    const usb::ConfigurationInfo configuration = usb::parseConfiguration(bytes, problems);
    QVERIFY(configuration.raw.size() <= bytes.size());
    QVERIFY2(timer.elapsed() < 10000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_APPLESS_MAIN(TestDecodeProperties)
#include "tst_decode_properties.moc"
