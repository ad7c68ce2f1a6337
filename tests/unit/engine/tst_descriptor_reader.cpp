// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/virtual_bus.h"
#include "core/descriptors/descriptor_set.h"
#include "core/engine/descriptor_reader.h"
#include "tests/unit/engine/fake_backend.h"
#include "tests/unit/engine/service_watcher.h"

#include <QtTest>

#include <algorithm>

using namespace wb;
using namespace wb::engine;
using usb::SectionKind;

namespace {

usb::DeviceInfo highSpeedDevice(std::uint16_t bcdUsb)
{
    usb::DeviceInfo device;
    device.speed = usb::Speed::High;
    device.descriptor.bcdUsb = bcdUsb;
    return device;
}

Bytes fromHex(const char* text) { return parseHex(text).value_or(Bytes {}); }

const DescriptorRequest* find(const std::vector<DescriptorRequest>& requests, SectionKind kind)
{
    const auto found = std::find_if(requests.begin(), requests.end(),
        [kind](const DescriptorRequest& request) { return request.section.kind == kind; });
    return found == requests.end() ? nullptr : &*found;
}

usb::DevicePtr deviceOf(const UsbService& service, std::uint16_t product)
{
    for (const usb::DevicePtr& device : service.devices())
        if (device->descriptor.vendorId == 0xfffe && device->descriptor.productId == product)
            return device;
    return nullptr;
}

std::size_t countOf(const DescriptorReader& reader, SectionKind kind)
{
    return static_cast<std::size_t>(std::count_if(reader.sections().begin(), reader.sections().end(),
        [kind](const usb::DescriptorSection& section) { return section.kind == kind; }));
}

} // namespace

class TestDescriptorReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksForWhatTheDeviceMayHave();
    void followsTheBos();
    void followsMicrosoftOs10();
    void believesNoLength();
    void readsADemoDevice();
    void tellsWhatCouldNotBeRead();
    void endsWhenTheDeviceGoes();
};

void TestDescriptorReader::asksForWhatTheDeviceMayHave()
{
    const auto old = firstRequests(highSpeedDevice(0x0110), {});
    QVERIFY(old.empty());
    const auto usb2 = firstRequests(highSpeedDevice(0x0200), {});
    QVERIFY(find(usb2, SectionKind::DeviceQualifier) != nullptr);
    QVERIFY(find(usb2, SectionKind::Bos) == nullptr);
    QVERIFY(find(usb2, SectionKind::String) == nullptr);
    const auto usb21 = firstRequests(highSpeedDevice(0x0201), { true });
    QVERIFY(find(usb21, SectionKind::Bos) != nullptr);
    QCOMPARE(find(usb21, SectionKind::String)->setup.wValue, std::uint16_t { 0x03ee });

    usb::DeviceInfo hub = highSpeedDevice(0x0300);
    hub.descriptor.deviceClass = 9;
    hub.speed = usb::Speed::Super;
    const auto super = firstRequests(hub, {});
    QVERIFY(find(super, SectionKind::DeviceQualifier) == nullptr);
    QCOMPARE(find(super, SectionKind::Hub)->setup.wValue, std::uint16_t { 0x2a00 });
    hub.sections.push_back({ SectionKind::Hub, 0, 0, fromHex("0c 2a") });
    QVERIFY(find(firstRequests(hub, {}), SectionKind::Hub) == nullptr);
}

void TestDescriptorReader::followsTheBos()
{
    const usb::DeviceInfo device = highSpeedDevice(0x0210);
    const auto first = firstRequests(device, {});
    const DescriptorRequest* head = find(first, SectionKind::Bos);
    const auto whole = followingRequests(device, *head, fromHex("05 0f 39 00 02"));
    QCOMPARE(whole.size(), std::size_t { 1 });
    QCOMPARE(whole[0].setup.wLength, std::uint16_t { 0x39 });
    QVERIFY(!whole[0].isHead);

    const Bytes bos = fromHex("05 0f 39 00 02"
                              "18 10 05 00 38 b6 08 34 a9 09 a0 47 8b fd a0 76 88 15 b6 65 00 01 21 01"
                              "1c 10 05 00 df 60 dd d8 89 45 c7 4c 9c d2 65 9d 9e 64 8a 9f 00 00 03 06 b2 00 22 00");
    QVERIFY(isAnswerTo(whole[0], bos));
    const auto next = followingRequests(device, whole[0], bos);
    QCOMPARE(next.size(), std::size_t { 2 });
    const usb::SetupPacket url { 0xc0, 0x21, 1, 2, 255 };
    const usb::SetupPacket set { 0xc0, 0x22, 0, 7, 0xb2 };
    QVERIFY(find(next, SectionKind::WebUsbUrl)->setup == url);
    QVERIFY(find(next, SectionKind::MsOs20Set)->setup == set);
}

void TestDescriptorReader::followsMicrosoftOs10()
{
    const usb::DeviceInfo device = highSpeedDevice(0x0200);
    const DescriptorRequest string { { SectionKind::String, 0xee, 0, {} }, { 0x80, 6, 0x03ee, 0, 18 }, false };
    const auto ids
        = followingRequests(device, string, fromHex("12 03 4d 00 53 00 46 00 54 00 31 00 30 00 30 00 20 00"));
    QCOMPARE(ids.size(), std::size_t { 1 });
    const usb::SetupPacket head { 0xc0, 0x20, 0, 4, 16 };
    QVERIFY(ids[0].setup == head);
    const auto whole = followingRequests(device, ids[0], fromHex("28 00 00 00 00 01 04 00 01 00 00 00 00 00 00 00"));
    QCOMPARE(whole.at(0).setup.wLength, std::uint16_t { 0x28 });
    QVERIFY(
        followingRequests(device, string, fromHex("12 03 4d 00 53 00 46 00 54 00 31 00 30 00 31 00 20 00")).empty());
}

void TestDescriptorReader::believesNoLength()
{
    const usb::DeviceInfo device = highSpeedDevice(0x0210);
    const DescriptorRequest head { { SectionKind::Bos, 0, 0, {} }, { 0x80, 6, 0x0f00, 0, 5 }, true };
    QVERIFY(followingRequests(device, head, fromHex("05 0f 02 00 02")).empty());
    QCOMPARE(followingRequests(device, head, fromHex("05 0f ff ff 02")).at(0).setup.wLength, std::uint16_t { 4096 });
    QVERIFY(followingRequests(device, head, fromHex("05")).empty());
    QVERIFY(!isAnswerTo(head, fromHex("05 10 39 00 02")));
    QVERIFY(!isAnswerTo(head, {}));
}

void TestDescriptorReader::readsADemoDevice()
{
    UsbService service(nullptr);
    test::ServiceWatcher watch(service);
    service.addBackend(backend::VirtualBus::create());
    QTRY_VERIFY(watch.isInitialSeen);
    for (const usb::DevicePtr& device : service.devices()) {
        if (!device->activeConfiguration || device->product.find("isbehav") != std::string::npos)
            continue;
        DescriptorReader reader(service, device);
        QSignalSpy finished(&reader, &DescriptorReader::finished);
        reader.start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
        const std::string problems
            = std::accumulate(reader.problems().begin(), reader.problems().end(), device->displayName());
        QVERIFY2(reader.problems().empty(), problems.c_str());
        QVERIFY2(countOf(reader, SectionKind::String) >= 2, device->displayName().c_str());
        if (device->descriptor.productId == 3)
            QCOMPARE(countOf(reader, SectionKind::HidReport), std::size_t { 2 });
        if (device->isHub())
            QCOMPARE(countOf(reader, SectionKind::Hub), std::size_t { 1 });
    }
    const usb::DevicePtr loopback = deviceOf(service, 1);
    DescriptorReader reader(service, loopback);
    QSignalSpy finished(&reader, &DescriptorReader::finished);
    reader.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
    QCOMPARE(countOf(reader, SectionKind::DeviceQualifier), std::size_t { 1 });
    QCOMPARE(countOf(reader, SectionKind::OtherSpeedConfiguration), std::size_t { 1 });
}

void TestDescriptorReader::tellsWhatCouldNotBeRead()
{
    auto world = std::make_shared<test::FakeWorld>();
    auto device = std::make_shared<usb::DeviceInfo>(*world->plug(1, 1));
    device->descriptor.bcdUsb = 0x0210;
    UsbService service(nullptr);
    test::ServiceWatcher watch(service);
    service.addBackend(test::makeFakeBackend(world));
    QTRY_VERIFY(watch.isInitialSeen);
    DescriptorReader reader(service, device);
    QSignalSpy finished(&reader, &DescriptorReader::finished);
    reader.start();
    while (finished.isEmpty()) {
        QTRY_VERIFY(world->pendingTransfers() == 1 || !finished.isEmpty());
        world->completeAll(usb::TransferStatus::Stall, 0);
    }
    QVERIFY(reader.sections().empty());
    QVERIFY(std::find(reader.problems().begin(), reader.problems().end(), "Binary device object store: stall")
        != reader.problems().end());
    for (const std::string& problem : reader.problems())
        QVERIFY2(problem.find("qualifier") == std::string::npos, problem.c_str());
}

void TestDescriptorReader::endsWhenTheDeviceGoes()
{
    auto world = std::make_shared<test::FakeWorld>();
    auto device = std::make_shared<usb::DeviceInfo>(*world->plug(1, 1));
    device->descriptor.bcdUsb = 0x0210;
    UsbService service(nullptr);
    test::ServiceWatcher watch(service);
    service.addBackend(test::makeFakeBackend(world));
    QTRY_VERIFY(watch.isInitialSeen);
    DescriptorReader reader(service, device);
    QSignalSpy finished(&reader, &DescriptorReader::finished);
    reader.start();
    QTRY_COMPARE(world->pendingTransfers(), std::size_t { 1 });
    world->unplug(device->id);
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(reader.problems().size(), std::size_t { 1 });
}

QTEST_GUILESS_MAIN(TestDescriptorReader)
#include "tst_descriptor_reader.moc"
