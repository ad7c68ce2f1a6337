// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/buffer.h"
#include "tests/unit/base/printers.h"

#include <QTest>

#include <thread>

using namespace wb;

class TestBuffer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsACopy();
    void moves();
    void shrinksWithinItsCapacity();
    void recycles();
    void keepsNoMoreThanItsLimit();
    void doesNotWasteALargeBufferOnASmallRequest();
    void outlivesItsPool();
    void comesBackFromAnotherThread();
    void beginsOnAPageWhenItIsLarge();
};

void TestBuffer::holdsACopy()
{
    Bytes source { 1, 2, 3 };
    const Buffer buffer { ByteView(source) };
    source[0] = 9;
    QCOMPARE(toBytes(buffer.view()), (Bytes { 1, 2, 3 }));
    QCOMPARE(toBytes(buffer.first(2)), (Bytes { 1, 2 }));
    QCOMPARE(toBytes(buffer.first(99)), (Bytes { 1, 2, 3 }));
    QVERIFY(Buffer().isEmpty());
}

void TestBuffer::moves()
{
    Buffer first { ByteView(Bytes { 1, 2 }) };
    const Byte* storage = first.data();
    Buffer second = std::move(first);
    QCOMPARE(second.data(), storage);
    Buffer third(8);
    third = std::move(second);
    QCOMPARE(third.data(), storage);
    QCOMPARE(third.size(), std::size_t { 2 });
}

void TestBuffer::shrinksWithinItsCapacity()
{
    Buffer buffer(16);
    buffer.shrink(4);
    QCOMPARE(buffer.size(), std::size_t { 4 });
    buffer.shrink(16);
    QCOMPARE(buffer.view().size(), std::size_t { 16 });
}

void TestBuffer::recycles()
{
    BufferPool pool;
    const Byte* storage = nullptr;
    {
        const Buffer buffer = pool.take(4096);
        storage = buffer.data();
        QCOMPARE(pool.idleBytes(), std::size_t { 0 });
    }
    QCOMPARE(pool.idleBytes(), std::size_t { 4096 });
    Buffer again = pool.take(4000);
    QCOMPARE(static_cast<const Byte*>(again.data()), storage);
    QCOMPARE(again.size(), std::size_t { 4000 });
    QCOMPARE(pool.idleBytes(), std::size_t { 0 });
}

void TestBuffer::keepsNoMoreThanItsLimit()
{
    BufferPool pool(5000);
    {
        const Buffer first = pool.take(4096);
        const Buffer second = pool.take(4096);
    }
    QCOMPARE(pool.idleBytes(), std::size_t { 4096 });
}

void TestBuffer::doesNotWasteALargeBufferOnASmallRequest()
{
    BufferPool pool;
    {
        const Buffer large = pool.take(1 << 20);
    }
    const Buffer small = pool.take(16);
    QCOMPARE(small.capacity(), std::size_t { 16 });
    QCOMPARE(pool.idleBytes(), std::size_t { 1 << 20 });
}

void TestBuffer::outlivesItsPool()
{
    Buffer buffer;
    {
        BufferPool pool;
        buffer = pool.take(64);
    }
    buffer.mutableView()[63] = 7;
    QCOMPARE(buffer.view()[63], Byte { 7 });
}

void TestBuffer::comesBackFromAnotherThread()
{
    BufferPool pool;
    for (int round = 0; round < 100; ++round) {
        std::thread consumer([buffer = pool.take(256)]() mutable { buffer.mutableView()[0] = 1; });
        const Buffer mine = pool.take(256);
        consumer.join();
    }
    QVERIFY(pool.idleBytes() >= 256);
    QVERIFY(pool.idleBytes() <= 512);
}

void TestBuffer::beginsOnAPageWhenItIsLarge()
{
    BufferPool pool;
    for (const std::size_t size : { 4096U, 5000U, 65'536U, 4097U }) {
        const Buffer own(size);
        QCOMPARE(reinterpret_cast<std::uintptr_t>(own.data()) % 4096, std::uintptr_t { 0 });
        const Buffer pooled = pool.take(size);
        QCOMPARE(reinterpret_cast<std::uintptr_t>(pooled.data()) % 4096, std::uintptr_t { 0 });
    }
}

QTEST_APPLESS_MAIN(TestBuffer)
#include "tst_buffer.moc"
