// SPDX-License-Identifier: GPL-3.0-or-later
// Devices of a file are listed as attached ones are, and none can be opened.
#include "core/backend/offline/offline_backend.h"

#include <QTest>

using namespace wb;

namespace {

class NoListener : public backend::Listener {
public:
    void deviceListChanged() override { }
    void eventLoopDegraded(const Error&) override { }
};

} // namespace

class TestOfflineBackend : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsItsDevices();
    void opensNothing();
    void wakeIsLatched();
};

void TestOfflineBackend::listsItsDevices()
{
    std::vector<usb::DeviceInfo> infos(2);
    infos[1].product = "Second";
    const auto backend = backend::makeOfflineBackend("snapshot 1", "desk.json", infos);
    QCOMPARE(backend->name(), std::string("snapshot 1"));
    NoListener listener;
    QVERIFY(backend->start(listener).has_value());
    const auto devices = backend->devices();
    QVERIFY(devices.has_value());
    QCOMPARE(devices->size(), std::size_t { 2 });
    QVERIFY((*devices)[0]->id.isValid());
    QVERIFY((*devices)[0]->id != (*devices)[1]->id);
    QCOMPARE((*devices)[1]->product, std::string("Second"));
    QVERIFY((*devices)[1]->isOffline());
    QCOMPARE((*devices)[1]->origin, std::string("desk.json"));
    QVERIFY(*backend->devices() == *devices); // the very same ones
    backend->stop();
}

void TestOfflineBackend::opensNothing()
{
    const auto backend = backend::makeOfflineBackend("snapshot 1", "a\x1b.json", std::vector<usb::DeviceInfo>(1));
    const auto opened = backend->open(backend->devices()->front()->id);
    QVERIFY(!opened);
    QVERIFY(opened.error().kind == ErrorKind::Unsupported);
    QCOMPARE(
        opened.error().detail, std::string("This device comes from the file a\\x1b.json; nothing can be sent to it."));
}

void TestOfflineBackend::wakeIsLatched()
{
    const auto backend = backend::makeOfflineBackend("snapshot 1", "desk.json", {});
    backend->wake();
    backend->runOnce(std::chrono::hours(24)); // returns at once, or the test times out
}

QTEST_GUILESS_MAIN(TestOfflineBackend)
#include "tst_offline_backend.moc"
