// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mailbox.h"

#include <QTest>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <thread>

using namespace wb;

class TestMailbox : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsOrder();
    void refusesWhenFull();
    void alwaysTakesWhatMustNotBeLost();
    void notifiesOncePerFilling();
    void carriesMoveOnlyMessages();
    void losesNothingBetweenThreads();
};

void TestMailbox::keepsOrder()
{
    Mailbox<int> box(10);
    for (int i = 0; i < 5; ++i)
        QVERIFY(box.push(i));
    QCOMPARE(box.drain(), (std::vector<int> { 0, 1, 2, 3, 4 }));
    QVERIFY(box.drain().empty());
}

void TestMailbox::refusesWhenFull()
{
    Mailbox<int> box(2);
    QVERIFY(box.push(1));
    QVERIFY(box.push(2));
    QVERIFY(!box.push(3));
    QCOMPARE(box.size(), std::size_t { 2 });
    QCOMPARE(box.drain(), (std::vector<int> { 1, 2 }));
    QVERIFY(box.push(4));
}

void TestMailbox::alwaysTakesWhatMustNotBeLost()
{
    Mailbox<int> box(1);
    QVERIFY(box.push(1));
    box.pushAlways(2);
    QCOMPARE(box.drain(), (std::vector<int> { 1, 2 }));
}

void TestMailbox::notifiesOncePerFilling()
{
    int calls = 0;
    Mailbox<int> box(10, [&calls] { ++calls; });
    QVERIFY(box.push(1));
    box.pushAlways(2);
    QCOMPARE(calls, 1);
    QCOMPARE(box.drain().size(), std::size_t { 2 });
    QVERIFY(box.push(3));
    QCOMPARE(calls, 2);
}

void TestMailbox::carriesMoveOnlyMessages()
{
    Mailbox<std::unique_ptr<int>> box(1);
    QVERIFY(box.push(std::make_unique<int>(7)));
    const auto messages = box.drain();
    QCOMPARE(*messages.front(), 7);
}

void TestMailbox::losesNothingBetweenThreads()
{
    constexpr int kProducers = 4;
    constexpr int kPerProducer = 5000;
    std::mutex mutex;
    std::condition_variable filled;
    bool isFilled = false;
    Mailbox<int> box(64, [&] {
        const std::lock_guard lock(mutex);
        isFilled = true;
        filled.notify_one();
    });
    std::atomic<int> refused { 0 };
    std::vector<std::thread> producers;
    for (int p = 0; p < kProducers; ++p) {
        producers.emplace_back([&box, &refused] {
            for (int i = 0; i < kPerProducer; ++i) {
                if (!box.push(i)) {
                    ++refused;
                    box.pushAlways(i);
                }
            }
        });
    }
    // Waking only on notifications proves that none is missing.
    std::size_t received = 0;
    while (received < std::size_t { kProducers } * kPerProducer) {
        std::unique_lock lock(mutex);
        QVERIFY(filled.wait_for(lock, std::chrono::seconds(30), [&isFilled] { return isFilled; }));
        isFilled = false;
        lock.unlock();
        received += box.drain().size();
    }
    for (std::thread& producer : producers)
        producer.join();
    QCOMPARE(received, std::size_t { kProducers } * kPerProducer);
    QVERIFY(box.drain().empty());
}

QTEST_APPLESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"
