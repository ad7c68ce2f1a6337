// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a device could run: from bcdUSB, BOS and device qualifier, whole and damaged.
#include "core/system/speed_capability.h"
#include "tests/unit/base/printers.h"

using namespace wb;
using namespace wb::system;
using usb::Speed;

namespace {

// clang-format off
const Bytes kSuperBos {
    0x05, 0x0f, 0x16, 0x00, 0x02,                               // BOS: 22 bytes, 2 capabilities
    0x07, 0x10, 0x02, 0x02, 0x00, 0x00, 0x00,                   // USB 2.0 extension: LPM
    0x0a, 0x10, 0x03, 0x00, 0x0e, 0x00, 0x01, 0x0a, 0xff, 0x07, // SuperSpeed: full, high and 5 Gbit/s
};
const Bytes kPlusBos {
    0x05, 0x0f, 0x23, 0x00, 0x02,
    0x0a, 0x10, 0x03, 0x00, 0x0e, 0x00, 0x01, 0x0a, 0xff, 0x07,
    0x14, 0x10, 0x0a, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x11, 0x00, 0x00, // SuperSpeedPlus: 2 sublinks
    0x30, 0x40, 0x0a, 0x00, 0xb0, 0x40, 0x0a, 0x00,             // 10 Gbit/s receive and transmit
};
const Bytes kExtensionOnly { 0x05, 0x0f, 0x0c, 0x00, 0x01, 0x07, 0x10, 0x02, 0x02, 0x00, 0x00, 0x00 };
const Bytes kQualifier { 0x0a, 0x06, 0x00, 0x02, 0x00, 0x00, 0x00, 0x40, 0x01, 0x00 };
// clang-format on

} // namespace

class TestSpeedCapability : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void evidence_data()
    {
        QTest::addColumn<int>("running");
        QTest::addColumn<int>("bcd");
        QTest::addColumn<QByteArray>("bos");
        QTest::addColumn<QByteArray>("qualifier");
        QTest::addColumn<int>("atLeast");
        QTest::addColumn<QByteArray>("evidence");
        QTest::addColumn<bool>("isOpen");
        const auto row = [](const char* name, Speed running, int bcd, const Bytes& bos, const Bytes& qualifier,
                             Speed atLeast, const char* evidence, bool isOpen) {
            const auto bytes = [](const Bytes& view) {
                return QByteArray(static_cast<const char*>(static_cast<const void*>(view.data())),
                    static_cast<qsizetype>(view.size()));
            };
            QTest::newRow(name) << static_cast<int>(running) << bcd << bytes(bos) << bytes(qualifier)
                                << static_cast<int>(atLeast) << QByteArray(evidence) << isOpen;
        };
        row("low speed", Speed::Low, 0x0110, {}, {}, Speed::Low, "", false);
        row("full speed, USB 1.1", Speed::Full, 0x0110, {}, {}, Speed::Full, "", false);
        row("full speed, USB 2.0", Speed::Full, 0x0200, {}, {}, Speed::Full, "", true);
        row("full speed with a qualifier", Speed::Full, 0x0200, {}, kQualifier, Speed::High, "device qualifier", false);
        row("high speed, USB 2.0", Speed::High, 0x0200, {}, {}, Speed::High, "", false);
        row("high speed with its qualifier", Speed::High, 0x0200, {}, kQualifier, Speed::High, "", false);
        row("high speed, BOS not known", Speed::High, 0x0210, {}, {}, Speed::High, "", true);
        row("high speed, BOS without SuperSpeed", Speed::High, 0x0201, kExtensionOnly, {}, Speed::High, "", false);
        row("high speed, BOS with SuperSpeed", Speed::High, 0x0210, kSuperBos, {}, Speed::Super, "0x000e", false);
        row("high speed, BOS with SuperSpeedPlus", Speed::High, 0x0210, kPlusBos, {}, Speed::SuperPlus, "10 Gbit/s",
            false);
        row("high speed, bcdUSB 3.20", Speed::High, 0x0320, {}, {}, Speed::Super, "3.20", false);
        row("SuperSpeed", Speed::Super, 0x0300, kSuperBos, {}, Speed::Super, "", false);
        row("SuperSpeed, could do more", Speed::Super, 0x0320, kPlusBos, {}, Speed::SuperPlus, "10 Gbit/s", false);
        row("SuperSpeedPlus", Speed::SuperPlus, 0x0320, kPlusBos, {}, Speed::SuperPlus, "", false);
    }

    void evidence()
    {
        QFETCH(int, running);
        QFETCH(int, bcd);
        QFETCH(QByteArray, bos);
        QFETCH(QByteArray, qualifier);
        QFETCH(int, atLeast);
        QFETCH(QByteArray, evidence);
        QFETCH(bool, isOpen);
        const SpeedCapability found = speedCapability(static_cast<Speed>(running), static_cast<std::uint16_t>(bcd),
            asBytes(bos.toStdString()), asBytes(qualifier.toStdString()));
        QCOMPARE(static_cast<int>(found.atLeast), atLeast);
        QVERIFY2(found.evidence.find(evidence.toStdString()) != std::string::npos, found.evidence.c_str());
        QCOMPARE(found.evidence.empty(), evidence.isEmpty());
        QCOMPARE(found.unknown.empty(), !isOpen);
    }

    // Every cut, and every byte made wrong: never more than the whole proves, and always an end.
    void damage()
    {
        for (std::size_t length = 0; length <= kPlusBos.size(); ++length) {
            const auto cut = speedCapability(Speed::High, 0x0210, slice(kPlusBos, 0, length), {});
            QVERIFY(cut.atLeast <= Speed::SuperPlus);
        }
        for (std::size_t place = 0; place < kPlusBos.size(); ++place)
            for (int value = 0; value < 256; ++value) {
                Bytes wrong = kPlusBos;
                wrong[place] = static_cast<Byte>(value);
                const auto found = speedCapability(Speed::High, 0x0210, wrong, wrong);
                QVERIFY(found.atLeast >= Speed::High && found.atLeast <= Speed::SuperPlus);
            }
        QCOMPARE(static_cast<int>(speedCapability(Speed::High, 0x0210, Bytes(70000, 0), {}).atLeast),
            static_cast<int>(Speed::High));
    }
};

QTEST_APPLESS_MAIN(TestSpeedCapability)
#include "tst_speed_capability.moc"
