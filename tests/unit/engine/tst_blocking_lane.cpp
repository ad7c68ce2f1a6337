// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/blocking_lane.h"

#include <QtTest>

#include <atomic>
#include <future>

using wb::engine::BlockingLane;

class TestBlockingLane : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsTasksInOrder()
    {
        BlockingLane lane;
        std::vector<int> order;
        std::promise<void> done;
        for (int i = 0; i < 5; ++i)
            lane.post("step", [&order, i] { order.push_back(i); });
        lane.post("end", [&done] { done.set_value(); });
        done.get_future().wait();
        QCOMPARE(order, (std::vector<int> { 0, 1, 2, 3, 4 }));
    }

    void tellsWhatRuns()
    {
        BlockingLane lane;
        QVERIFY(lane.isIdle());
        std::promise<void> go;
        lane.post("claim interface 1", [future = go.get_future().share()] { future.wait(); });
        QTRY_VERIFY(lane.running().has_value());
        QCOMPARE(lane.running()->name, std::string("claim interface 1"));
        QVERIFY(!lane.isIdle());
        go.set_value();
        QTRY_VERIFY(lane.isIdle());
    }

    void leavesAHangingTaskBehind()
    {
        auto go = std::make_shared<std::promise<void>>();
        auto ended = std::make_shared<std::atomic<bool>>(false);
        QElapsedTimer timer;
        {
            auto lane = std::make_unique<BlockingLane>();
            lane->post("hang", [future = go->get_future().share(), ended] {
                future.wait();
                *ended = true;
            });
            QTRY_VERIFY(lane->running().has_value());
            timer.start();
        }
        QVERIFY2(timer.elapsed() < 2000, "destroying a lane must not wait for a task that hangs");
        QVERIFY(!*ended);
        go->set_value();
        QTRY_VERIFY(*ended);
    }

    void dropsWhatHasNotBegun()
    {
        auto go = std::make_shared<std::promise<void>>();
        auto began = std::make_shared<std::atomic<bool>>(false);
        {
            BlockingLane lane;
            lane.post("hang", [future = go->get_future().share()] { future.wait(); });
            lane.post("never", [began] { *began = true; });
            QTRY_VERIFY(lane.running().has_value());
        }
        go->set_value();
        BlockingLane other;
        std::promise<void> done;
        other.post("end", [&done] { done.set_value(); });
        done.get_future().wait();
        QVERIFY(!*began);
    }
};

QTEST_GUILESS_MAIN(TestBlockingLane)
#include "tst_blocking_lane.moc"
