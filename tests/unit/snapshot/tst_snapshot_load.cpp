// SPDX-License-Identifier: GPL-3.0-or-later
// One way to open whatever holds devices: the first bytes decide, and what holds none is told with its name.
#include "core/snapshot/load.h"
#include "core/snapshot/snapshot_file.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/snapshot/samples.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wb;
using snapshot::FileKind;

class TestSnapshotLoad : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void kinds();
    void loadsBoth();
    void refusals_data();
    void refusals();

private:
    [[nodiscard]] std::string write(const QByteArray& content) const;

    QTemporaryDir m_directory;
};

std::string TestSnapshotLoad::write(const QByteArray& content) const
{
    QFile file(m_directory.filePath(QStringLiteral("file")));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName().toStdString();
}

void TestSnapshotLoad::kinds()
{
    const auto kindOf
        = [](const char* name) { return snapshot::fileKindOf(WB_SOURCE_DIR "/tests/data/" + std::string(name)); };
    QVERIFY(kindOf("snapshot/golden.json") == FileKind::Snapshot);
    QVERIFY(kindOf("descriptors/hid-full.bin") == FileKind::Descriptors);
    QVERIFY(snapshot::fileKindOf(write(QByteArray::fromHex("09020900000101"))) == FileKind::Descriptors);
    QVERIFY(snapshot::fileKindOf(write(QByteArray::fromHex("050f050000"))) == FileKind::Descriptors);
    QVERIFY(kindOf("captures/usbmon_tools_test1.pcap") == FileKind::Other);
    QVERIFY(kindOf("captures/pcapng_generator_be_101.pcapng") == FileKind::Other);
    QVERIFY(kindOf("captures/pcapng_generator_le_201.pcapng") == FileKind::Other);
    QVERIFY(kindOf("descriptors/hid-full.txt") == FileKind::Other);
    QVERIFY(kindOf("descriptors") == FileKind::Other);
    QVERIFY(snapshot::fileKindOf("/nonexistent") == FileKind::Other);
    QVERIFY(snapshot::fileKindOf("/dev/zero") == FileKind::Other);
    QVERIFY(snapshot::fileKindOf(write({})) == FileKind::Other);
}

void TestSnapshotLoad::loadsBoth()
{
    const auto kept = snapshot::loadFile(WB_SOURCE_DIR "/tests/data/snapshot/golden.json");
    QVERIFY(kept.has_value());
    QVERIFY(*kept == test::fullSnapshot());
    const auto raw = snapshot::loadFile(WB_SOURCE_DIR "/tests/data/descriptors/webcam-high.bin");
    QVERIFY(raw.has_value());
    QCOMPARE(raw->devices.size(), std::size_t { 1 });
    QVERIFY(raw->devices[0].isImported());
    QCOMPARE(raw->devices[0].sections[0].bytes, test::readTestData(QStringLiteral("descriptors/webcam-high.bin")));
}

void TestSnapshotLoad::refusals_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("complaint");
    QTest::newRow("empty") << QByteArray() << QByteArray("the file is empty");
    QTest::newRow("words") << QByteArray("hello")
                           << QByteArray("this is neither a snapshot nor a file of raw "
                                         "descriptors; the first bytes are 68 65 6c 6c");
    QTest::newRow("one byte") << QByteArray(1, '\x12')
                              << QByteArray("this is neither a snapshot nor a file of raw "
                                            "descriptors; the first bytes are 12");
    QTest::newRow("noise") << QByteArray(20 << 20, '\xa5') << QByteArray("the file has more than 16777216 bytes");
    QTest::newRow("a snapshot that breaks off")
        << QByteArray("{ \"format\": ") << QByteArray("this is not JSON from line 1, column 13 on");
}

void TestSnapshotLoad::refusals()
{
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, complaint);
    const std::string path = write(content);
    const auto loaded = snapshot::loadFile(path);
    QVERIFY(!loaded);
    QVERIFY(loaded.error().kind == ErrorKind::Malformed);
    QCOMPARE(QByteArray::fromStdString(loaded.error().detail), QByteArray::fromStdString(path) + ": " + complaint);
    const auto directory = snapshot::loadFile(m_directory.path().toStdString());
    QVERIFY(!directory);
    QVERIFY2(directory.error().detail.starts_with(m_directory.path().toStdString()), directory.error().detail.c_str());
}

QTEST_GUILESS_MAIN(TestSnapshotLoad)
#include "tst_snapshot_load.moc"
