// SPDX-License-Identifier: GPL-3.0-or-later
// Raw bytes become a snapshot of one device, whichever of the usual layouts they have.
#include "core/descriptors/descriptor_set.h"
#include "core/snapshot/import.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/snapshot/samples.h"

#include <QTest>

using namespace wb;
using snapshot::importBytes;
using snapshot::ImportKind;

class TestSnapshotImport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sysfsLayout();
    void configurationAlone();
    void otherKinds();
    void refusals_data();
    void refusals();
};

void TestSnapshotImport::sysfsLayout()
{
    const Bytes blob = test::readTestData(QStringLiteral("descriptors/webcam-high.bin"));
    const auto imported = importBytes(blob, ImportKind::Guessed);
    QVERIFY(imported.has_value());
    QCOMPARE(imported->devices.size(), std::size_t { 1 });
    const snapshot::Device& device = imported->devices[0];
    QVERIFY(device.isImported());
    QCOMPARE(device.sections.size(), std::size_t { 1 });
    QCOMPARE(device.sections[0].bytes, blob);
    const usb::DeviceInfo info = snapshot::toDeviceInfo(device);
    QVERIFY(info.descriptor.vendorId != 0);
    QCOMPARE(info.configurations.size(), std::size_t { 1 });
    QVERIFY(info.active() != nullptr);
}

void TestSnapshotImport::configurationAlone()
{
    const Bytes alone = test::configuration({ test::interface(0, 0, 1), test::endpoint(0x81) }, 3);
    const auto imported = importBytes(alone, ImportKind::Guessed);
    QVERIFY(imported.has_value());
    const usb::DeviceInfo info = snapshot::toDeviceInfo(imported->devices[0]);
    QCOMPARE(info.configurations.size(), std::size_t { 1 });
    QCOMPARE(info.configurations[0].raw, alone);
    QCOMPARE(info.configurations[0].interfaces.size(), std::size_t { 1 });
    QCOMPARE(info.activeConfiguration, std::optional<std::uint8_t>(std::uint8_t { 3 }));
    QVERIFY(info.descriptor.raw.empty());
    const auto set = descriptors::descriptorSetOf(info);
    const auto decoded = descriptors::decodeSet(set, nullptr);
    QCOMPARE(decoded.size(), std::size_t { 1 });
    QCOMPARE(decoded[0].nodes.size(), std::size_t { 1 });
    QCOMPARE(decoded[0].nodes[0].title, std::string("Configuration descriptor"));
    QVERIFY(decoded[0].nodes[0].diagnostics.empty()); // no device descriptor is missing where none is kept
    QVERIFY(snapshot::toDevice(info, {}).sections == imported->devices[0].sections);
}

void TestSnapshotImport::otherKinds()
{
    const Bytes bos { 5, 0x0f, 5, 0, 0 };
    const auto guessed = importBytes(bos, ImportKind::Guessed);
    QVERIFY(guessed.has_value());
    QCOMPARE(guessed->devices[0].sections[0].kind, usb::SectionKind::Bos);
    const auto told = importBytes(bos, ImportKind::Bos);
    QVERIFY(told.has_value() && *told == *guessed);
    const Bytes report = test::readTestData(QStringLiteral("hid/mouse.bin"));
    const auto hid = importBytes(report, ImportKind::HidReport);
    QVERIFY(hid.has_value());
    QVERIFY((hid->devices[0].sections[0] == usb::DescriptorSection { usb::SectionKind::HidReport, 0, 0, report }));
    QVERIFY(snapshot::toDeviceInfo(hid->devices[0]).configurations.empty());
}

void TestSnapshotImport::refusals_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("complaint");
    const auto row = [](const char* name, const QByteArray& bytes, ImportKind kind, const char* complaint) {
        QTest::newRow(name) << bytes << static_cast<int>(kind) << QByteArray(complaint);
    };
    row("nothing", {}, ImportKind::HidReport, "there are no bytes");
    row("words", "hello", ImportKind::Guessed,
        "neither a device nor a configuration descriptor: the first bytes are 68 65 6c 6c");
    row("one byte", QByteArray(1, 18), ImportKind::Descriptors,
        "neither a device nor a configuration descriptor: the first bytes are 12");
    row("a device as BOS", QByteArray::fromHex("12010002"), ImportKind::Bos,
        "no BOS descriptor: the first bytes are 12 01 00 02");
    row("a BOS as a device", QByteArray::fromHex("050f050000"), ImportKind::Descriptors,
        "neither a device nor a configuration descriptor: the first bytes are 05 0f 05 00");
}

void TestSnapshotImport::refusals()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, kind);
    QFETCH(QByteArray, complaint);
    const std::string text = bytes.toStdString();
    const auto imported = importBytes(asBytes(text), static_cast<ImportKind>(kind));
    QVERIFY(!imported);
    QVERIFY(imported.error().kind == ErrorKind::Malformed);
    QCOMPARE(QByteArray::fromStdString(imported.error().detail), complaint);
}

QTEST_GUILESS_MAIN(TestSnapshotImport)
#include "tst_snapshot_import.moc"
