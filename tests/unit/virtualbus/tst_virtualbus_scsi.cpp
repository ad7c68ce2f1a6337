// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the disk, and the volume it comes with.
#include "core/backend/virtualbus/models/scsi_disk.h"
#include "tests/unit/base/printers.h"

#include <QtTest>

#include <algorithm>

using namespace wb;
using namespace wb::backend::virtualbus;

namespace {

constexpr std::uint64_t kBlocks = 128;

std::uint64_t be(ByteView bytes, std::size_t offset, std::size_t width)
{
    std::uint64_t value = 0;
    for (const Byte byte : slice(bytes, offset, width))
        value = value << 8 | byte;
    return value;
}

std::string text(ByteView bytes, std::size_t offset, std::size_t width)
{
    const ByteView part = slice(bytes, offset, width);
    return { part.begin(), part.end() };
}

// A disk that is ready: its unit attention has been told.
class Rig {
public:
    explicit Rig(bool isReady = true)
    {
        if (isReady)
            (void)disk.execute(Bytes(6, 0), 0);
    }

    Bytes read(const Bytes& block, std::uint8_t unit = 0)
    {
        const ScsiPlan plan = disk.execute(block, unit);
        return plan.isGood && plan.phase == DataPhase::In ? toBytes(plan.data) : Bytes {};
    }
    bool passes(const Bytes& block) { return disk.execute(block, 0).isGood; }
    // Key, code and qualifier of what went wrong last: 0x52400.
    std::uint64_t sense()
    {
        const Bytes data = read({ 0x03, 0, 0, 0, 18, 0 });
        return data.size() == 18 ? (std::uint64_t { data[2] } << 16 | be(data, 12, 2)) : ~0ULL;
    }
    std::uint64_t senseAfter(const Bytes& block)
    {
        (void)disk.execute(block, 0);
        return sense();
    }

    std::shared_ptr<Bytes> medium = std::make_shared<Bytes>(kBlocks * kSectorSize);
    ScsiDisk disk { medium };
};

const Bytes kTestUnitReady(6, 0);

Bytes startStop(Byte bits) { return { 0x1b, 0, 0, 0, bits, 0 }; }
Bytes prevent(Byte bits) { return { 0x1e, 0, 0, 0, bits, 0 }; }

} // namespace

class TestVirtualBusScsi : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatItIs()
    {
        Rig rig;
        const Bytes standard = rig.read({ 0x12, 0, 0, 0, 96, 0 });
        QCOMPARE(standard.size(), std::size_t { 36 });
        QCOMPARE(int { standard[0] }, 0); // a direct access block device
        QCOMPARE(int { standard[1] }, 0x80); // removable
        QCOMPARE(standard.size(), std::size_t { 5U + standard[4] });
        QCOMPARE(text(standard, 8, 28), std::string("USB-WB  RAM disk        1.00"));
        QCOMPARE(rig.read({ 0x12, 0, 0, 0, 5, 0 }), (Bytes { 0, 0x80, 6, 2, 31 }));
        QVERIFY(rig.passes({ 0x12, 0, 0, 0, 0, 0 })); // no room for an answer is no error
        QCOMPARE(rig.senseAfter({ 0x12, 0, 0x80, 0, 96, 0 }), 0x52400ULL); // a page without EVPD
    }

    void hasVitalProductData()
    {
        Rig rig;
        const Bytes pages = rig.read({ 0x12, 1, 0, 0, 255, 0 });
        QCOMPARE(pages, (Bytes { 0, 0, 0, 3, 0x00, 0x80, 0x83 }));
        const Bytes serial = rig.read({ 0x12, 1, 0x80, 0, 255, 0 });
        QCOMPARE(be(serial, 2, 2) + 4, std::uint64_t { serial.size() });
        QCOMPARE(text(serial, 4, 16), std::string("5742000000000001"));
        const Bytes identification = rig.read({ 0x12, 1, 0x83, 0, 255, 0 });
        QCOMPARE(be(identification, 2, 2) + 4, std::uint64_t { identification.size() });
        QCOMPARE(int { identification[7] } + 8, int(identification.size())); // one designator
        QCOMPARE(text(identification, 8, 8), std::string("USB-WB  "));
        QCOMPARE(rig.senseAfter({ 0x12, 1, 0xb0, 0, 255, 0 }), 0x52400ULL);
    }

    void tellsItsSize()
    {
        Rig rig;
        const Bytes ten = rig.read({ 0x25, 0, 0, 0, 0, 0, 0, 0, 0, 0 });
        QCOMPARE(ten.size(), std::size_t { 8 });
        QCOMPARE(be(ten, 0, 4), kBlocks - 1);
        QCOMPARE(be(ten, 4, 4), std::uint64_t { 512 });
        Bytes block { 0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0 };
        const Bytes sixteen = rig.read(block);
        QCOMPARE(sixteen.size(), std::size_t { 32 });
        QCOMPARE(be(sixteen, 0, 8), kBlocks - 1);
        QCOMPARE(be(sixteen, 8, 4), std::uint64_t { 512 });
        block[1] = 0x11;
        QCOMPARE(rig.senseAfter(block), 0x52400ULL);
    }

    void readsAndWritesBlocks()
    {
        Rig rig;
        const ScsiPlan write = rig.disk.execute(Bytes { 0x2a, 0, 0, 0, 0, 5, 0, 0, 2, 0 }, 0);
        QVERIFY(write.isGood && write.phase == DataPhase::Out);
        QCOMPARE(write.length, std::uint32_t { 1024 });
        QCOMPARE(write.position, std::size_t { 5 * 512 });
        rig.disk.store(write.position, Bytes(1024, 0x11));
        const Bytes back = rig.read({ 0x28, 0, 0, 0, 0, 4, 0, 0, 3, 0 });
        QCOMPARE(back.size(), std::size_t { 3 * 512 });
        QCOMPARE(std::count(back.begin(), back.begin() + 512, Byte { 0 }), std::ptrdiff_t { 512 });
        QCOMPARE(std::count(back.begin() + 512, back.end(), Byte { 0x11 }), std::ptrdiff_t { 1024 });
        QCOMPARE(rig.read({ 0x88, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 2, 0, 0 }), Bytes(1024, 0x11));
        const ScsiPlan longWrite = rig.disk.execute(Bytes { 0x8a, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 0, 1, 0, 0 }, 0);
        QCOMPARE(longWrite.position, std::size_t { 127 * 512 });
        QVERIFY(rig.passes({ 0x28, 0, 0, 0, 0, 0, 0, 0, 0, 0 })); // no blocks are no error
    }

    void staysOnTheMedium_data()
    {
        QTest::addColumn<Bytes>("block");
        const auto row = [](const char* name, const Bytes& block) { QTest::newRow(name) << block; };
        row("read 10, behind", { 0x28, 0, 0, 0, 0, 128, 0, 0, 1, 0 });
        row("read 10, across", { 0x28, 0, 0, 0, 0, 127, 0, 0, 2, 0 });
        row("write 10, far", { 0x2a, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 1, 0 });
        row("read 16, wraps", { 0x88, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 2, 0, 0 });
        row("write 16, many", { 0x8a, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0 });
        row("synchronize 10", { 0x35, 0, 0, 0, 0, 129, 0, 0, 0, 0 });
        row("synchronize 16", { 0x91, 0, 0, 0, 0, 0, 0, 0, 0, 127, 0, 0, 0, 2, 0, 0 });
    }
    void staysOnTheMedium()
    {
        QFETCH(Bytes, block);
        Rig rig;
        QCOMPARE(rig.senseAfter(block), 0x52100ULL);
    }

    void acceptsWhatNeedsNothing()
    {
        Rig rig;
        QVERIFY(rig.passes(kTestUnitReady));
        QVERIFY(rig.passes({ 0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0 }));
        QVERIFY(rig.passes({ 0x91, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }));
        QCOMPARE(rig.sense(), 0ULL);
    }

    void refusesWhatItDoesNotKnow()
    {
        Rig rig;
        QCOMPARE(rig.senseAfter({ 0x04, 0, 0, 0, 0, 0 }), 0x52000ULL); // FORMAT UNIT
        QCOMPARE(rig.sense(), 0ULL); // told once
        QCOMPARE(rig.senseAfter({ 0x28, 0, 0 }), 0x52400ULL); // half a command block
        QCOMPARE(rig.senseAfter({ 0x03, 1, 0, 0, 18, 0 }), 0x52400ULL); // descriptor sense
        QVERIFY(!rig.passes({ 0x04, 0, 0, 0, 0, 0 }));
        QVERIFY(rig.passes(kTestUnitReady));
        QCOMPARE(rig.sense(), 0ULL); // the next command forgot it
        QCOMPARE(rig.senseAfter({}), 0x52400ULL);
    }

    void hasOneUnit()
    {
        Rig rig;
        const Bytes units = rig.read({ 0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0 });
        QCOMPARE(units.size(), std::size_t { 16 });
        QCOMPARE(be(units, 0, 4), std::uint64_t { 8 });
        QCOMPARE(be(units, 8, 8), std::uint64_t { 0 });
        QCOMPARE(rig.senseAfter({ 0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0 }), 0x52400ULL);
        QCOMPARE(int { rig.read({ 0x12, 0, 0, 0, 36, 0 }, 1).front() }, 0x7f);
        QVERIFY(!rig.disk.execute(kTestUnitReady, 1).isGood);
        QCOMPARE(rig.sense(), 0x52500ULL);
    }

    void tellsOfAReset()
    {
        Rig rig(false);
        QVERIFY(rig.passes({ 0x12, 0, 0, 0, 36, 0 })); // who is there may always be asked
        QVERIFY(!rig.passes(kTestUnitReady));
        QCOMPARE(rig.sense(), 0x62900ULL);
        QVERIFY(rig.passes(kTestUnitReady));
        rig.disk.reset();
        QCOMPARE(rig.sense(), 0x62900ULL); // asked before any command
        QVERIFY(rig.passes(kTestUnitReady));
    }

    void modePagesAreTold()
    {
        Rig rig;
        const Bytes six = rig.read({ 0x1a, 0, 0x3f, 0, 192, 0 });
        QCOMPARE(six.size(), std::size_t { 24 });
        QCOMPARE(int { six[0] }, 23);
        QCOMPARE(int { six[2] }, 0); // may be written
        QCOMPARE(int { six[4] }, 0x08); // the caching page,
        QCOMPARE(int { six[6] } & 0x04, 0); // without a write cache
        const Bytes ten = rig.read({ 0x5a, 0, 0x08, 0, 0, 0, 0, 0, 255, 0 });
        QCOMPARE(ten.size(), std::size_t { 28 });
        QCOMPARE(be(ten, 0, 2), std::uint64_t { 26 });
        QCOMPARE(Bytes(ten.begin() + 8, ten.end()), Bytes(six.begin() + 4, six.end()));
        QCOMPARE(rig.read({ 0x1a, 0, 0x3f, 0, 4, 0 }), (Bytes { 23, 0, 0, 0 }));
        const Bytes changeable = rig.read({ 0x1a, 0, 0x48, 0, 192, 0 });
        QCOMPARE(std::count(changeable.begin() + 6, changeable.end(), Byte { 0 }), std::ptrdiff_t { 18 });
        QCOMPARE(rig.senseAfter({ 0x1a, 0, 0x01, 0, 192, 0 }), 0x52400ULL);
        QCOMPARE(rig.senseAfter({ 0x1a, 0, 0xc8, 0, 192, 0 }), 0x53900ULL); // saved values
    }

    void stopsAndEjects()
    {
        Rig rig;
        QVERIFY(rig.passes(startStop(0))); // stop
        QCOMPARE(rig.senseAfter(kTestUnitReady), 0x20402ULL);
        QVERIFY(rig.passes(startStop(1)));
        QVERIFY(rig.passes(kTestUnitReady));
        QVERIFY(rig.passes(prevent(1)));
        QCOMPARE(rig.senseAfter(startStop(2)), 0x55302ULL);
        QVERIFY(rig.passes(prevent(0)));
        QVERIFY(rig.passes(startStop(2))); // eject
        QCOMPARE(rig.senseAfter({ 0x28, 0, 0, 0, 0, 0, 0, 0, 1, 0 }), 0x23a00ULL);
        QCOMPARE(rig.senseAfter(startStop(1)), 0x23a00ULL); // there is nothing to start
        QVERIFY(rig.passes(startStop(3))); // load
        QVERIFY(rig.passes(kTestUnitReady));
        QCOMPARE(rig.senseAfter(startStop(0x10)), 0x52400ULL);
        QVERIFY(rig.passes(startStop(2)));
        rig.disk.reset();
        (void)rig.sense();
        QVERIFY(rig.passes(kTestUnitReady));
    }

    // --- the volume ---

    void isAVolumeWithAReadme()
    {
        const Bytes volume = makeFatVolume("LABEL", "Hello");
        QCOMPARE(volume.size(), kVolumeSectors * kSectorSize);
        QCOMPARE(readLe(volume, 510, 2), std::optional<std::uint64_t>(0xaa55));
        const auto field = [&volume](std::size_t at, std::size_t width) {
            return static_cast<std::size_t>(readLe(volume, at, width).value_or(0));
        };
        const std::size_t reserved = field(14, 2), fats = field(16, 1), entries = field(17, 2), fatSize = field(22, 2);
        QCOMPARE(field(11, 2), kSectorSize);
        QCOMPARE(field(19, 2), kVolumeSectors);
        const std::size_t root = reserved + fats * fatSize;
        const std::size_t first = root + entries * 32 / kSectorSize;
        const std::size_t clusters = (kVolumeSectors - first) / field(13, 1);
        QVERIFY(clusters >= 4085 && clusters < 65'525); // which is what makes it a FAT16
        QVERIFY((clusters + 2) * 2 <= fatSize * kSectorSize);
        for (std::size_t fat = 0; fat < fats; ++fat)
            QCOMPARE(readLe(volume, (reserved + fat * fatSize) * kSectorSize, 6),
                std::optional<std::uint64_t>(0xffff'ffff'fff8));
        const std::size_t label = root * kSectorSize, readme = label + 32;
        QCOMPARE(text(volume, label, 12), std::string("LABEL      \x08"));
        QCOMPARE(text(volume, readme, 11), std::string("README  TXT"));
        const std::size_t cluster = field(readme + 26, 2);
        QCOMPARE(field(readme + 28, 4), std::size_t { 5 });
        QCOMPARE(text(volume, (first + (cluster - 2) * field(13, 1)) * kSectorSize, 5), std::string("Hello"));
        QCOMPARE(int { volume[readme + 32] }, 0); // and nothing else
        QCOMPARE(volume[21], volume[reserved * kSectorSize]); // the medium's kind, twice
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusScsi)
#include "tst_virtualbus_scsi.moc"
