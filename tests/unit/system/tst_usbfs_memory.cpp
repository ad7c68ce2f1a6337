// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/usbfs_memory.h"
#include "tests/support/sysfs_tree.h"

#include <QtTest>

using namespace wb;

class TestUsbfsMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void limits_data();
    void limits();
    void noSuchParameter();
};

void TestUsbfsMemory::limits_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<quint64>("bytes"); // 0: no limit that is known
    QTest::newRow("standard") << QByteArray("16\n") << quint64 { 16U << 20 };
    QTest::newRow("raised") << QByteArray("1000\n") << quint64 { 1000U << 20 };
    QTest::newRow("largest") << QByteArray("4294967295\n") << (quint64 { 0xffffffff } << 20);
    QTest::newRow("unlimited") << QByteArray("0\n") << quint64 { 0 };
    QTest::newRow("empty") << QByteArray() << quint64 { 0 };
    QTest::newRow("no number") << QByteArray("many\n") << quint64 { 0 };
    QTest::newRow("too large") << QByteArray("4294967296\n") << quint64 { 0 };
}

void TestUsbfsMemory::limits()
{
    QFETCH(QByteArray, text);
    QFETCH(quint64, bytes);
    test::SysfsTree tree;
    tree.write("/sys/module/usbcore/parameters/usbfs_memory_mb", text.toStdString());
    const auto limit = system::usbfsMemoryLimit(*system::makeSystemReader(tree.root()));
    QCOMPARE(limit.has_value(), bytes > 0);
    QCOMPARE(limit.value_or(0), std::uint64_t { bytes });
}

void TestUsbfsMemory::noSuchParameter()
{
    const test::SysfsTree tree;
    QVERIFY(!system::usbfsMemoryLimit(*system::makeSystemReader(tree.root())));
}

QTEST_APPLESS_MAIN(TestUsbfsMemory)
#include "tst_usbfs_memory.moc"
