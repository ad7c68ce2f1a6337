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

// Interface 3 of class HID, whose HID descriptor announces what `announced` says: type and length, `count` times.
usb::DeviceInfo hidDevice(const char* announced, std::uint8_t count)
{
    const Bytes types = fromHex(announced);
    Bytes bytes = fromHex("09 02 00 00 01 01 00 80 32 09 04 03 00 00 03 00 00 00");
    bytes.insert(bytes.end(), { static_cast<Byte>(6 + types.size()), 0x21, 0x11, 0x01, 0, count });
    bytes.insert(bytes.end(), types.begin(), types.end());
    bytes[2] = static_cast<Byte>(bytes.size());
    usb::DeviceInfo device = highSpeedDevice(0x0110);
    device.configurations.push_back(usb::parseConfiguration(bytes, device.problems));
    device.activeConfiguration = 1;
    return device;
}

DescriptorRequest setZero() { return { { SectionKind::HidPhysical, 3, 0, {} }, { 0x81, 6, 0x2300, 3, 3 } }; }

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
    void findsHidDescriptorsInAnyOrder();
    void followsPhysicalSets();
    void believesNoSetZero_data();
    void believesNoSetZero();
    void putsPhysicalSetsTogether_data();
    void putsPhysicalSetsTogether();
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

void TestDescriptorReader::findsHidDescriptorsInAnyOrder()
{
    const usb::SetupPacket report { 0x81, 6, 0x2200, 3, 0x1f };
    const usb::SetupPacket physical { 0x81, 6, 0x2300, 3, 3 };
    for (const char* announced : { "22 1f 00 23 05 00", "23 05 00 22 1f 00" }) {
        const auto requests = firstRequests(hidDevice(announced, 2), {});
        QCOMPARE(requests.size(), std::size_t { 2 });
        QVERIFY(find(requests, SectionKind::HidReport)->setup == report);
        QVERIFY(find(requests, SectionKind::HidPhysical)->setup == physical);
        QCOMPARE(int(find(requests, SectionKind::HidPhysical)->section.number), 3);
    }
    QVERIFY(find(firstRequests(hidDevice("22 1f 00", 1), {}), SectionKind::HidPhysical) == nullptr);
    QVERIFY(find(firstRequests(hidDevice("22 1f 00 23 05 00", 1), {}), SectionKind::HidPhysical) == nullptr);
    QVERIFY(find(firstRequests(hidDevice("22 1f 00 23 00 00", 2), {}), SectionKind::HidPhysical) == nullptr);
    QVERIFY(find(firstRequests(hidDevice("22 1f 00 23 05", 255), {}), SectionKind::HidPhysical) == nullptr);
    QVERIFY(firstRequests(hidDevice("", 255), {}).empty());
    usb::DeviceInfo known = hidDevice("22 1f 00 23 05 00", 2);
    known.sections.push_back({ SectionKind::HidPhysical, 3, 0, fromHex("00 00 00") });
    QVERIFY(find(firstRequests(known, {}), SectionKind::HidPhysical) == nullptr);
}

void TestDescriptorReader::followsPhysicalSets()
{
    const usb::DeviceInfo device = hidDevice("22 1f 00 23 05 00", 2);
    const auto first = followingRequests(device, setZero(), fromHex("02 05 00"));
    QCOMPARE(first.size(), std::size_t { 1 });
    const usb::SetupPacket setOne { 0x81, 6, 0x2301, 3, 5 };
    QVERIFY(first[0].setup == setOne);
    QVERIFY(first[0].isContinuation);
    const auto second = followingRequests(device, first[0], fromHex("20 11 21 12 2a"));
    QCOMPARE(second.size(), std::size_t { 1 });
    const usb::SetupPacket setTwo { 0x81, 6, 0x2302, 3, 5 };
    QVERIFY(second[0].setup == setTwo);
    QVERIFY(followingRequests(device, second[0], fromHex("41 11 41 12 4a")).empty());
    QVERIFY(followingRequests(device, first[0], fromHex("20 11 21")).empty()); // the next would not be in its place
}

void TestDescriptorReader::believesNoSetZero_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("requests");
    QTest::addColumn<int>("bytes");
    QTest::newRow("no sets") << QByteArray("00 05 00") << 0 << 0;
    QTest::newRow("empty sets") << QByteArray("ff 00 00") << 0 << 0;
    QTest::newRow("too long to ask for") << QByteArray("01 01 10") << 0 << 0;
    QTest::newRow("longest") << QByteArray("01 ff ff") << 0 << 0;
    QTest::newRow("short") << QByteArray("02 05") << 0 << 0;
    QTest::newRow("with its sets already") << QByteArray("01 01 00 20") << 0 << 0;
    QTest::newRow("as long as can be asked for") << QByteArray("ff 00 10") << 16 << 65536;
    QTest::newRow("as many as can be counted") << QByteArray("ff 01 00") << 255 << 255;
}

void TestDescriptorReader::believesNoSetZero()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, requests);
    QFETCH(int, bytes);
    const usb::DeviceInfo device = hidDevice("22 1f 00 23 05 00", 2);
    int asked = 0;
    int wanted = 0;
    auto next = followingRequests(device, setZero(), fromHex(answer.constData()));
    for (; !next.empty() && asked <= requests; ++asked) {
        const std::uint16_t length = next[0].setup.wLength;
        wanted += length;
        QCOMPARE(int(next[0].setup.wValue), 0x2301 + asked);
        next = followingRequests(device, next[0], Bytes(length));
    }
    QCOMPARE(asked, requests);
    QCOMPARE(wanted, bytes);
}

void TestDescriptorReader::putsPhysicalSetsTogether_data()
{
    QTest::addColumn<QStringList>("answers"); // empty: a stall
    QTest::addColumn<QByteArray>("section");
    QTest::addColumn<QByteArray>("problem");
    const QByteArray stall("HID physical descriptors of interface 3: stall");
    const auto row = [](const char* name, const QStringList& answers, const char* section, const QByteArray& problem) {
        QTest::newRow(name) << answers << QByteArray(section) << problem;
    };
    const QString zero = QStringLiteral("02 05 00");
    const QString one = QStringLiteral("20 11 21 12 2a");
    const QString two = QStringLiteral("41 11 41 12 4a");
    row("whole", { zero, one, two }, "02 05 00 20 11 21 12 2a 41 11 41 12 4a", {});
    row("none", { QString() }, "", stall);
    row("second refused", { zero, one, QString() }, "02 05 00 20 11 21 12 2a", stall);
    row("first refused", { zero, QString() }, "02 05 00", stall);
    row("first cut", { zero, QStringLiteral("20 11") }, "02 05 00 20 11", {});
    row("short set 0", { QStringLiteral("02 05") }, "02 05", {});
    row("sets that are too long", { QStringLiteral("02 ff ff") }, "02 ff ff", {});
}

// Everything else stalls, as the reader asks one thing after the other.
void TestDescriptorReader::putsPhysicalSetsTogether()
{
    QFETCH(QStringList, answers);
    QFETCH(QByteArray, section);
    QFETCH(QByteArray, problem);
    auto world = std::make_shared<test::FakeWorld>();
    auto device = std::make_shared<usb::DeviceInfo>(hidDevice("22 1f 00 23 05 00", 2));
    device->id = world->plug(1, 1)->id;
    device->sections.push_back({ SectionKind::HidReport, 3, 0, fromHex("c0") });
    UsbService service(nullptr);
    test::ServiceWatcher watch(service);
    service.addBackend(test::makeFakeBackend(world));
    QTRY_VERIFY(watch.isInitialSeen);
    DescriptorReader reader(service, device);
    QSignalSpy finished(&reader, &DescriptorReader::finished);
    reader.start();
    while (finished.isEmpty()) {
        QTRY_VERIFY(world->pendingTransfers() == 1 || !finished.isEmpty());
        const QString answer = answers.isEmpty() ? QString() : answers.takeFirst();
        if (answer.isEmpty())
            world->completeAll(usb::TransferStatus::Stall, 0);
        else
            world->answerAll(fromHex(qPrintable(answer)));
    }
    QVERIFY(answers.isEmpty());
    QCOMPARE(countOf(reader, SectionKind::HidPhysical), std::size_t { section.isEmpty() ? 0U : 1U });
    for (const usb::DescriptorSection& read : reader.sections())
        if (read.kind == SectionKind::HidPhysical)
            QCOMPARE(QByteArray::fromStdString(formatHex(read.bytes)), section);
    QByteArray said;
    for (const std::string& one : reader.problems())
        if (one.find("physical") != std::string::npos)
            said += one.c_str();
    QCOMPARE(said, problem);
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
