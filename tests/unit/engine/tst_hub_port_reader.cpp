// SPDX-License-Identifier: GPL-3.0-or-later
// Port status asked of the demo bus' hub, and of hubs that refuse, fall silent, lie or go.
#include "core/backend/virtualbus/virtual_bus.h"
#include "core/engine/hub_port_reader.h"
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;

namespace {

Bytes fromHex(const char* text) { return parseHex(text).value_or(Bytes {}); }

// A demo bus with its devices there.
struct Demo {
    UsbService service { nullptr };
    test::ServiceWatcher watch { service };
    backend::VirtualBus* bus = nullptr;
    usb::DevicePtr hub;

    [[nodiscard]] bool start()
    {
        auto made = backend::VirtualBus::create();
        bus = made.get();
        service.addBackend(std::move(made));
        return QTest::qWaitFor([this] {
            for (const usb::DevicePtr& device : service.devices())
                if (device->descriptor.vendorId == 0xfffe && device->descriptor.productId == 9)
                    hub = device;
            return hub != nullptr;
        });
    }
};

// A hub whose every answer the test gives.
struct Fake {
    std::shared_ptr<test::FakeWorld> world = std::make_shared<test::FakeWorld>();
    UsbService service { nullptr };
    test::ServiceWatcher watch { service };
    std::shared_ptr<usb::DeviceInfo> hub;

    [[nodiscard]] bool start(usb::Speed speed, const char* hubDescriptor)
    {
        hub = std::make_shared<usb::DeviceInfo>(*world->plug(1, 1));
        hub->speed = speed;
        hub->descriptor.deviceClass = 9;
        if (hubDescriptor != nullptr)
            hub->sections.push_back({ usb::SectionKind::Hub, 0, 0, fromHex(hubDescriptor) });
        service.addBackend(test::makeFakeBackend(world));
        return QTest::qWaitFor([this] { return watch.isInitialSeen; });
    }
    // The next request is there; it ends as said.
    [[nodiscard]] bool answer(usb::TransferStatus status, std::uint32_t length) const
    {
        if (!QTest::qWaitFor([this] { return world->pendingTransfers() == 1; }))
            return false;
        world->completeAll(status, length);
        return true;
    }
};

constexpr auto kTwoPorts = "09 29 02 00 00 32 64 00 ff";
constexpr auto kTwoSuperPorts = "0c 2a 02 00 00 32 64 00 00 00 00 00";
constexpr auto kDone = usb::TransferStatus::Completed;

[[nodiscard]] bool read(HubPortReader& reader)
{
    QSignalSpy finished(&reader, &HubPortReader::finished);
    reader.start();
    return finished.count() == 1 || finished.wait(20'000);
}

} // namespace

class TestHubPortReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksTheHub();
    void followsWhatIsPlugged();
    void aPortThatStalls();
    void theHubIsUnplugged();
    void noAccess();
    void aCutAnswer();
    void silenceEndsIt();
    void cancellingEndsIt();
    void extendedStatusWhereThereIs();
    void descriptorsThatLie_data();
    void descriptorsThatLie();
    void manyPorts();
};

void TestHubPortReader::asksTheHub()
{
    Demo demo;
    QVERIFY(demo.start());
    HubPortReader reader(demo.service, demo.hub);
    QVERIFY(read(reader));
    const HubPorts& result = reader.result();
    QVERIFY2(!result.error, result.error ? describe(*result.error).c_str() : "");
    QVERIFY(result.hub == (StatusAnswer { fromHex("00 00 00 00"), {} }));
    QCOMPARE(result.ports.size(), std::size_t { 4 });
    QVERIFY(result.ports[0] == (StatusAnswer { fromHex("03 05 00 00"), {} })); // high speed loopback
    QVERIFY(result.ports[3] == (StatusAnswer { fromHex("00 01 00 00"), {} })); // nothing there
    QVERIFY(result.time > Nanoseconds { 0 });
    QVERIFY(!reader.isReading());
    QCOMPARE(demo.watch.transfers.size(), std::size_t { 6 }); // descriptor, hub, four ports
    QVERIFY(read(reader)); // the number of ports is known now
    QCOMPARE(demo.watch.transfers.size(), std::size_t { 11 });
}

void TestHubPortReader::followsWhatIsPlugged()
{
    Demo demo;
    QVERIFY(demo.start());
    HubPortReader reader(demo.service, demo.hub);
    QVERIFY(read(reader));
    QVERIFY(demo.bus->unplug("loopback"));
    QVERIFY(read(reader));
    QVERIFY(reader.result().ports[0] == (StatusAnswer { fromHex("00 01 00 00"), {} }));
    QVERIFY(demo.bus->plug("loopback"));
    QVERIFY(read(reader));
    QVERIFY(reader.result().ports[0] == (StatusAnswer { fromHex("03 05 00 00"), {} }));
}

// The section claims two ports more than the hub answers for.
void TestHubPortReader::aPortThatStalls()
{
    Demo demo;
    QVERIFY(demo.start());
    auto lying = std::make_shared<usb::DeviceInfo>(*demo.hub);
    lying->sections.push_back({ usb::SectionKind::Hub, 0, 0, fromHex("09 29 06 00 00 32 64 00 ff") });
    HubPortReader reader(demo.service, lying);
    QVERIFY(read(reader));
    const HubPorts& result = reader.result();
    QVERIFY(!result.error);
    QCOMPARE(result.ports.size(), std::size_t { 6 });
    QVERIFY(result.ports[3].problem.empty());
    QVERIFY(result.ports[4] == (StatusAnswer { {}, "stall" }));
    QVERIFY(result.ports[5] == (StatusAnswer { {}, "stall" }));
}

void TestHubPortReader::theHubIsUnplugged()
{
    Demo demo;
    QVERIFY(demo.start());
    HubPortReader reader(demo.service, demo.hub);
    connect(&demo.service, &UsbService::transfersFinished, &reader, [&demo] {
        if (demo.watch.transfers.size() >= 3)
            QVERIFY(demo.bus->unplug("hub"));
    });
    QVERIFY(read(reader));
    QVERIFY(reader.result().error);
    QVERIFY2(
        reader.result().error->kind == ErrorKind::Disconnected || reader.result().error->kind == ErrorKind::NotFound,
        describe(*reader.result().error).c_str());
    QVERIFY(reader.result().ports.size() < 4);
    QVERIFY(!reader.result().ports.empty()); // what was answered stays
}

// Nothing is asked a second time of what cannot be opened.
void TestHubPortReader::noAccess()
{
    Fake fake;
    QVERIFY(fake.start(usb::Speed::High, kTwoPorts));
    fake.world->failNext("open", { ErrorKind::AccessDenied, 0, "open", "1-1" });
    HubPortReader reader(fake.service, fake.hub);
    QVERIFY(read(reader));
    QVERIFY(reader.result().error && reader.result().error->kind == ErrorKind::AccessDenied);
    QVERIFY(reader.result().ports.empty());
    QCOMPARE(fake.watch.transfers.size(), std::size_t { 1 });
}

void TestHubPortReader::aCutAnswer()
{
    Fake fake;
    QVERIFY(fake.start(usb::Speed::High, kTwoPorts));
    HubPortReader reader(fake.service, fake.hub);
    QSignalSpy finished(&reader, &HubPortReader::finished);
    reader.start();
    QVERIFY(fake.answer(usb::TransferStatus::Stall, 0));
    QVERIFY(fake.answer(kDone, 3));
    QVERIFY(fake.answer(kDone, 4));
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(!reader.result().error);
    QCOMPARE(reader.result().hub.problem, std::string("stall"));
    QCOMPARE(reader.result().ports[0].problem, std::string("the answer is cut short: 3 of 4 bytes"));
    QCOMPARE(reader.result().ports[0].raw.size(), std::size_t { 3 });
    QCOMPARE(reader.result().ports[1].problem, std::string());
}

void TestHubPortReader::silenceEndsIt()
{
    Fake fake;
    QVERIFY(fake.start(usb::Speed::High, "09 29 ff 00 00 32 64 00 ff"));
    HubPortReader reader(fake.service, fake.hub);
    QSignalSpy finished(&reader, &HubPortReader::finished);
    reader.start();
    for (int i = 0; i < 3; ++i)
        QVERIFY(fake.answer(usb::TransferStatus::TimedOut, 0));
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(reader.result().error && reader.result().error->kind == ErrorKind::Timeout);
    QCOMPARE(reader.result().ports.size(), std::size_t { 1 });
    QCOMPARE(reader.result().ports[0].problem, std::string("timed-out"));
}

void TestHubPortReader::cancellingEndsIt()
{
    Fake fake;
    QVERIFY(fake.start(usb::Speed::High, kTwoPorts));
    HubPortReader reader(fake.service, fake.hub);
    QSignalSpy finished(&reader, &HubPortReader::finished);
    reader.start();
    QTRY_COMPARE(fake.world->pendingTransfers(), std::size_t { 1 });
    fake.service.cancelAll(fake.hub->id);
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(reader.result().error && reader.result().error->kind == ErrorKind::Cancelled);
}

// Asked for above SuperSpeed only, and once a port has refused it no more.
void TestHubPortReader::extendedStatusWhereThereIs()
{
    for (const bool isRefused : { false, true }) {
        Fake fake;
        QVERIFY(fake.start(usb::Speed::SuperPlus, kTwoSuperPorts));
        HubPortReader reader(fake.service, fake.hub);
        QSignalSpy finished(&reader, &HubPortReader::finished);
        reader.start();
        QVERIFY(fake.answer(kDone, 4));
        if (isRefused)
            QVERIFY(fake.answer(usb::TransferStatus::Stall, 0));
        fake.world->autoComplete = true; // the next request waits for this thread
        QTRY_COMPARE(finished.count(), 1);
        QVERIFY(!reader.result().error);
        QCOMPARE(reader.result().ports.size(), std::size_t { 2 });
        for (const StatusAnswer& port : reader.result().ports)
            QCOMPARE(port.raw.size(), std::size_t { isRefused ? 4U : 8U });
    }
    Fake fake;
    QVERIFY(fake.start(usb::Speed::Super, kTwoSuperPorts));
    fake.world->autoComplete = true;
    HubPortReader reader(fake.service, fake.hub);
    QVERIFY(read(reader));
    QCOMPARE(reader.result().ports.at(1).raw.size(), std::size_t { 4 });
}

void TestHubPortReader::descriptorsThatLie_data()
{
    QTest::addColumn<int>("speed");
    QTest::addColumn<QByteArray>("section");
    QTest::newRow("too short") << static_cast<int>(usb::Speed::High) << QByteArray("02 29");
    QTest::newRow("empty") << static_cast<int>(usb::Speed::High) << QByteArray("");
    QTest::newRow("of the other speed") << static_cast<int>(usb::Speed::High) << QByteArray(kTwoSuperPorts);
    QTest::newRow("of the other speed too") << static_cast<int>(usb::Speed::Super) << QByteArray(kTwoPorts);
}

// What is no hub descriptor of this hub is as good as none: the hub is asked, and its two bytes are refused, too.
void TestHubPortReader::descriptorsThatLie()
{
    QFETCH(int, speed);
    QFETCH(QByteArray, section);
    Fake fake;
    QVERIFY(fake.start(static_cast<usb::Speed>(speed), section.constData()));
    HubPortReader reader(fake.service, fake.hub);
    QSignalSpy finished(&reader, &HubPortReader::finished);
    reader.start();
    QVERIFY(fake.answer(kDone, 2));
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(reader.result().error && reader.result().error->kind == ErrorKind::Malformed);
    QVERIFY(reader.result().error->detail.find("the answer is no hub descriptor") != std::string::npos);
    QCOMPARE(fake.watch.transfers.size(), std::size_t { 1 });
}

void TestHubPortReader::manyPorts()
{
    Fake fake;
    QVERIFY(fake.start(usb::Speed::High, "09 29 ff 00 00 32 64 00 ff"));
    fake.world->autoComplete = true;
    HubPortReader reader(fake.service, fake.hub);
    QVERIFY(read(reader));
    QVERIFY(!reader.result().error);
    QCOMPARE(reader.result().ports.size(), std::size_t { 255 });
    Fake none;
    QVERIFY(none.start(usb::Speed::High, "09 29 00 00 00 32 64 00 ff"));
    none.world->autoComplete = true;
    HubPortReader other(none.service, none.hub);
    QVERIFY(read(other));
    QVERIFY(!other.result().error && other.result().ports.empty());
    QCOMPARE(none.watch.transfers.size(), std::size_t { 1 });
}

QTEST_GUILESS_MAIN(TestHubPortReader)
#include "tst_hub_port_reader.moc"
