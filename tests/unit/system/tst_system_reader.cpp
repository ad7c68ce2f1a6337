// SPDX-License-Identifier: GPL-3.0-or-later
// The way to the system's files, the names and numbers in them, and the table of mounts.
#include "core/system/mount_table.h"
#include "core/system/sysfs_names.h"
#include "core/system/system_reader.h"
#include "tests/support/sysfs_tree.h"
#include "tests/unit/base/printers.h"

#include <filesystem>
#include <sys/stat.h>

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::system;

class TestSystemReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsFiles();
    void refusesWhatIsNoFile();
    void listsDirectories();
    void isBounded();
    void interfaceNames();
    void portLinks();
    void numbers();
    void mounts();
    void damagedMounts();

private:
    test::SysfsTree m_tree;
    std::shared_ptr<const SystemReader> m_reader = makeSystemReader(m_tree.root());
};

void TestSystemReader::readsFiles()
{
    m_tree.write("/sys/a/text", "480\n");
    m_tree.write("/sys/a/junk", "\0\xff\n\n"s);
    m_tree.write("/sys/a/empty", "");
    m_tree.link("/sys/a/link", "text");
    QVERIFY(m_reader->isAvailable());
    QCOMPARE(m_reader->text("/sys/a/text").value_or("absent"), "480"s);
    QCOMPARE(m_reader->text("/sys/a/link").value_or("absent"), "480"s);
    QCOMPARE(m_reader->text("/sys/a/junk").value_or("absent"), "\0\xff\n"s);
    QCOMPARE(m_reader->text("/sys/a/empty").value_or("absent"), ""s);
    QVERIFY(!m_reader->text("/sys/a/missing"));
    QCOMPARE(m_reader->linkTarget("/sys/a/link"), "text"s);
    QCOMPARE(m_reader->linkTarget("/sys/a/text"), ""s);
    m_tree.link("/sys/a/driver", "../../bus/usb/drivers/usbhid");
    QCOMPARE(m_reader->linkName("/sys/a/driver"), "usbhid"s);
    QCOMPARE(m_reader->linkName("/sys/a/missing"), ""s);
}

// Opening a pipe that nobody writes to would hold the caller for ever.
void TestSystemReader::refusesWhatIsNoFile()
{
    m_tree.makeDirectory("/sys/b");
    QCOMPARE(::mkfifo(m_tree.onDisk("/sys/b/pipe").c_str(), 0600), 0);
    m_tree.link("/sys/b/self", "self");
    QVERIFY(!m_reader->text("/sys/b/pipe"));
    QVERIFY(!m_reader->text("/sys/b"));
    QVERIFY(!m_reader->text("/sys/b/self"));
    QVERIFY(m_reader->entries("/sys/b/self").empty());
    QVERIFY(m_reader->entries("/sys/b/pipe").empty());
}

void TestSystemReader::listsDirectories()
{
    m_tree.write("/sys/c/file", "");
    m_tree.makeDirectory("/sys/c/folder");
    m_tree.link("/sys/c/up", "..");
    const std::vector<DirectoryEntry> expected { { "file", false, false }, { "folder", false, true },
        { "up", true, false } };
    QVERIFY(m_reader->entries("/sys/c") == expected);
    QVERIFY(m_reader->entries("/sys/missing").empty());
}

void TestSystemReader::isBounded()
{
    m_tree.write("/sys/d/huge", std::string(3'000'000, 'x'));
    QCOMPARE(m_reader->text("/sys/d/huge").value_or("").size(), kMaxTextBytes);
    QCOMPARE(m_reader->bytes("/sys/d/huge", 100).value_or(Bytes {}).size(), std::size_t { 100 });
    for (std::size_t i = 0; i < kMaxEntries + 10; ++i)
        std::filesystem::create_symlink("x", m_tree.onDisk("/sys/d/" + std::to_string(i)));
    QCOMPARE(m_reader->entries("/sys/d").size(), kMaxEntries);
}

void TestSystemReader::interfaceNames()
{
    QVERIFY((parseInterfaceName("1-1.2:1.0") == InterfaceName { "1-1.2", 1, 0 }));
    QVERIFY((parseInterfaceName("3-0:2.13") == InterfaceName { "3-0", 2, 13 }));
    for (const char* wrong : { "", "1-1", "1-1:", "1-1:1", "1-1:.", "1-1:1.256", "1-1:x.0", "1-1:1.-1" })
        QVERIFY2(!parseInterfaceName(wrong), wrong);
    QCOMPARE(interfacePrefix({ 3, {} }), "3-0"s);
    QCOMPARE(interfacePrefix({ 3, { 1, 2 } }), "3-1.2"s);
}

void TestSystemReader::portLinks()
{
    QVERIFY((parsePortLink("../3-1:1.0/3-1-port4") == PortLink { "3-1:1.0", "3-1-port4" }));
    QVERIFY((parsePortLink("../../usb4/4-0:1.0/usb4-port2") == PortLink { "4-0:1.0", "usb4-port2" }));
    QVERIFY((parsePortLink("../1-1.5:1.0/port4") == PortLink { "1-1.5:1.0", "port4" })); // before Linux 3.17
    for (const char* wrong : { "", "3-1-port4", "../3-1/3-1-port4", "../3-1:1.0/port0", "../3-1:1.0/port", "../../..",
             "../3-1:1.0/..", "../:1.0/port1", "../3-1:1.0/airport3", "../3-1:1.0/port1x", "../3-1:1.0/port999" })
        QVERIFY2(!parsePortLink(wrong), wrong);
    QVERIFY((hubOf({ "4-0:1.0", "usb4-port2" }) == usb::PortPath { 4, {} }));
    QVERIFY((hubOf({ "3-1.2:1.0", "3-1.2-port2" }) == usb::PortPath { 3, { 1, 2 } }));
}

void TestSystemReader::numbers()
{
    QCOMPARE(parseDecimal(" 1", 9).value_or(99), 1U);
    QCOMPARE(parseDecimal("1.5", 9).value_or(99), 1U);
    QCOMPARE(parseDecimal("480\n", 1000).value_or(99), 480U);
    for (const char* wrong : { "", " ", "-1", "10", "4294967296", "99999999999999999999", "1x" })
        QVERIFY2(!parseDecimal(wrong, 9), wrong);
    QCOMPARE(parseHexadecimal("0x8086").value_or(0), 0x8086U);
    QCOMPARE(parseHexadecimal("046d").value_or(0), 0x046dU);
    for (const char* wrong : { "", "0x", "0x0x1", "12g", "100000000" })
        QVERIFY2(!parseHexadecimal(wrong), wrong);
}

void TestSystemReader::mounts()
{
    const MountTable table("36 35 8:1 / /media/a\\040stick\\134 rw,noatime shared:1 master:2 - vfat /dev/sda1 rw\n"
                           "37 35 8:1 / /mnt rw - vfat /dev/sda1 rw\n"
                           "38 35 0:31 /sub /data rw - btrfs /dev/sdb2 rw\n"
                           "39 35 0:4 / /proc rw - proc proc rw\n");
    QCOMPARE(table.pointsOf("8:1", "/dev/sda1"), (std::vector { "/media/a stick\\"s, "/mnt"s }));
    QCOMPARE(table.pointsOf("8:18", "/dev/sdb2"), (std::vector { "/data"s })); // btrfs has a number of its own
    QVERIFY(table.pointsOf("8:2", "/dev/sda2").empty());
    QVERIFY(table.pointsOf("8", "").empty());
}

void TestSystemReader::damagedMounts()
{
    QVERIFY(MountTable("").pointsOf("8:1", "/dev/sda1").empty());
    const MountTable table(
        "36 35 8:1\n\n   \n36 35 8:1 / /a rw\n36 35 8:1 / /b\\04 rw - \n36 35 8:1 / /c\\999 rw x y z");
    QCOMPARE(table.pointsOf("8:1", ""), (std::vector { "/b\\04"s, "/c\\999"s }));
}

QTEST_APPLESS_MAIN(TestSystemReader)
#include "tst_system_reader.moc"
