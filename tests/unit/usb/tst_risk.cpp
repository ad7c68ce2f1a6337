// SPDX-License-Identifier: GPL-3.0-or-later
// The policy written out in risk.h (P74), line by line.
#include "core/usb/risk.h"
#include "tests/unit/base/printers.h"

#include <QTest>

using namespace wb;
using namespace wb::usb;

Q_DECLARE_METATYPE(wb::usb::Risk)

class TestRisk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void follows_data();
    void follows();
    void readingIsNeverRisky();
    void addressIsNeverSet();
    void writingToADiskAsks();
    void readingIsWhatSetsNothing();
    void takingWhatOthersUseAsks_data();
    void takingWhatOthersUseAsks();
    void oneInterfaceIsJudgedByItself();
};

void TestRisk::follows_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<Bytes>("classes");
    QTest::addColumn<Risk>("risk");
    const auto row = [](const char* name, const char* bytes, const Bytes& classes, Risk risk) {
        QTest::newRow(name) << std::string(bytes) << classes << risk;
    };
    const Bytes vendor { 0xff };
    const Bytes keyboard { 0x03 };
    const Bytes hub { 0x09 };
    const Bytes disk { 0x08 };
    const Bytes composite { 0xef, 0x03, 0x08 };
    row("read the device descriptor", "80 06 00 01 00 00 12 00", disk, Risk::None);
    row("read from a vendor request", "c0 01 00 00 00 00 40 00", hub, Risk::None);
    row("set address", "00 05 07 00 00 00 00 00", vendor, Risk::Forbidden);
    row("set address of a hub", "00 05 07 00 00 00 00 00", hub, Risk::Forbidden);
    row("set address in disguise", "80 05 07 00 00 00 00 00", vendor, Risk::Forbidden);
    row("set descriptor", "00 07 00 01 00 00 12 00", vendor, Risk::Confirm);
    row("set configuration", "00 09 01 00 00 00 00 00", vendor, Risk::Confirm);
    row("set interface", "01 0b 01 00 00 00 00 00", vendor, Risk::None);
    row("clear halt", "02 01 00 00 81 00 00 00", vendor, Risk::None);
    row("halt", "02 03 00 00 81 00 00 00", vendor, Risk::None);
    row("remote wakeup", "00 03 01 00 00 00 00 00", keyboard, Risk::None);
    row("U1 enable", "00 03 30 00 00 00 00 00", vendor, Risk::None);
    row("function suspend", "01 03 00 00 00 01 00 00", vendor, Risk::None);
    row("test mode", "00 03 02 00 00 04 00 00", vendor, Risk::Confirm);
    row("host negotiation", "00 03 03 00 00 00 00 00", vendor, Risk::Confirm);
    row("unknown feature", "00 03 63 00 00 00 00 00", vendor, Risk::Confirm);
    row("feature of another recipient", "03 03 01 00 00 00 00 00", vendor, Risk::Confirm);
    row("firmware status", "00 1b 01 00 00 00 00 00", vendor, Risk::Confirm);
    row("exit latencies", "00 30 00 00 00 00 06 00", vendor, Risk::Confirm);
    row("unknown standard write", "00 77 00 00 00 00 00 00", vendor, Risk::Confirm);
    row("unknown standard read", "80 77 00 00 00 00 01 00", vendor, Risk::None);
    row("keyboard lamps", "21 09 00 02 00 00 01 00", keyboard, Risk::None);
    row("keyboard lamps beside a vendor interface", "21 09 00 02 00 00 01 00", { 0x03, 0xff }, Risk::None);
    row("feature report", "21 09 00 03 00 00 01 00", keyboard, Risk::Confirm);
    row("class write to firmware upgrade", "21 01 00 00 00 00 40 00", { 0xfe }, Risk::Confirm);
    row("class write to a vendor device", "21 01 00 00 00 00 40 00", vendor, Risk::Confirm);
    row("class write to a serial port", "21 20 00 00 00 00 07 00", { 0x02, 0x0a }, Risk::None);
    row("hub port power", "23 03 08 00 01 00 00 00", hub, Risk::Confirm);
    row("disk reset", "21 ff 00 00 00 00 00 00", disk, Risk::Confirm);
    row("clear halt of a disk", "02 01 00 00 81 00 00 00", disk, Risk::Confirm);
    row("any write beside a disk", "01 0b 00 00 00 00 00 00", composite, Risk::Confirm);
    row("vendor write", "40 01 00 00 00 00 40 00", vendor, Risk::Confirm);
    row("vendor write without data", "40 01 00 00 00 00 00 00", {}, Risk::Confirm);
    row("reserved write", "60 01 00 00 00 00 00 00", {}, Risk::Confirm);
}

void TestRisk::follows()
{
    QFETCH(const std::string, bytes);
    QFETCH(const Bytes, classes);
    QFETCH(const Risk, risk);
    const RiskAssessment assessment = assessRisk(SetupPacket::fromBytes(parseHex(bytes).value()).value(), classes);
    QCOMPARE(static_cast<int>(assessment.risk), static_cast<int>(risk));
    QCOMPARE(assessment.reason.empty(), risk == Risk::None);
}

void TestRisk::readingIsNeverRisky()
{
    const Bytes everything { 0x03, 0x08, 0x09, 0xfe, 0xff };
    for (const RequestType type : { RequestType::Class, RequestType::Vendor, RequestType::Reserved }) {
        for (unsigned request = 0; request < 256; ++request) {
            const SetupPacket setup { makeRequestType(Direction::In, type, Recipient::Device),
                static_cast<std::uint8_t>(request), 0, 0, 64 };
            QVERIFY(assessRisk(setup, everything).risk == Risk::None);
        }
    }
}

void TestRisk::addressIsNeverSet()
{
    for (unsigned recipient = 0; recipient < 32; ++recipient) {
        const SetupPacket setup { static_cast<std::uint8_t>(recipient), 5, 1, 0, 0 };
        QVERIFY(assessRisk(setup, {}).risk == Risk::Forbidden);
    }
}

// A probe with a disk and a vendor interface: only the disk's endpoint is one that asks.
void TestRisk::writingToADiskAsks()
{
    const Bytes configuration = parseHex("09 02 37 00 02 01 00 80 32"
                                         "09 04 00 00 02 08 06 50 00 07 05 81 02 40 00 00 07 05 02 02 40 00 00"
                                         "09 04 01 00 02 ff 00 00 00 07 05 83 02 40 00 00 07 05 04 02 40 00 00")
                                    .value();
    DeviceInfo device;
    device.configurations.push_back(parseConfiguration(configuration, device.problems));
    device.activeConfiguration = std::uint8_t { 1 };
    TransferRequest request;
    request.type = TransferType::Bulk;
    const auto riskOf = [&](std::uint8_t endpoint) {
        request.endpoint = EndpointAddress { endpoint };
        return assessRisk(request, device).risk;
    };
    QVERIFY(riskOf(0x02) == Risk::Confirm);
    QVERIFY(riskOf(0x81) == Risk::None);
    QVERIFY(riskOf(0x83) == Risk::None);
    QVERIFY(riskOf(0x04) == Risk::None);
    request.endpoint = EndpointAddress { 2 };
    QVERIFY(!assessRisk(request, device).reason.empty());
    request.type = TransferType::Control; // judged by its setup packet, whatever the endpoint says
    request.setup = SetupPacket { 0x80, 6, 0x0100, 0, 18 };
    QVERIFY(assessRisk(request, device).risk == Risk::None);
    request.setup = SetupPacket { 0x21, 0xff, 0, 0, 0 };
    QVERIFY(assessRisk(request, device).risk == Risk::Confirm);
}

void TestRisk::readingIsWhatSetsNothing()
{
    const auto control = [](const SetupPacket& setup) {
        TransferRequest request;
        request.setup = setup;
        return isReading(request);
    };
    QVERIFY(control({ 0x80, 6, 0x0100, 0, 18 }));
    QVERIFY(control({ 0xc0, 0x51, 0, 0, 8 })); // a vendor's
    QVERIFY(control({ 0xa1, 1, 0x0100, 0, 8 })); // GET_REPORT
    QVERIFY(!control({ 0x21, 9, 0x0200, 0, 1 })); // harmless, but it sets the lamps
    QVERIFY(!control({ 0x01, 0x0b, 1, 0, 0 }));
    QVERIFY(!control({ 0x80, 9, 1, 0, 0 })); // SET_CONFIGURATION in disguise
    QVERIFY(!control({ 0x40, 0x51, 0, 0, 0 }));
    TransferRequest bulk;
    bulk.type = TransferType::Bulk;
    bulk.endpoint = { 0x81 };
    QVERIFY(isReading(bulk));
    bulk.endpoint = { 0x01 };
    QVERIFY(!isReading(bulk));
}

void TestRisk::takingWhatOthersUseAsks_data()
{
    QTest::addColumn<Byte>("classCode");
    QTest::addColumn<std::string>("stops"); // empty: nothing that is known of
    const auto row = [](const char* name, Byte classCode, const char* stops) {
        QTest::newRow(name) << classCode << std::string(stops);
    };
    row("keyboard", 0x03, "keyboards and mice");
    row("disk", 0x08, "disks (unmount them first)");
    row("hub", 0x09, "everything behind this hub");
    row("modem", 0x02, "network and serial connections");
    row("its data", 0x0a, "network and serial connections");
    row("radio", 0xe0, "network and serial connections");
    row("vendor's", 0xff, "");
    row("camera", 0x0e, "");
}

void TestRisk::takingWhatOthersUseAsks()
{
    QFETCH(const Byte, classCode);
    QFETCH(const std::string, stops);
    DeviceInfo device;
    device.descriptor.deviceClass = classCode;
    const auto assess = [&device](Intervention intervention) { return assessRisk(intervention, device); };
    const RiskAssessment detach = assess(Intervention::DetachDriver);
    QVERIFY(detach.risk == (stops.empty() ? Risk::None : Risk::Confirm));
    QCOMPARE(detach.reason, stops.empty() ? std::string() : "Stops working meanwhile: " + stops + ".");
    QVERIFY(assess(Intervention::Reset).risk == Risk::Confirm); // whatever it is
    QVERIFY(!assess(Intervention::Reset).reason.empty());
    const RiskAssessment configure = assess(Intervention::Configure);
    QVERIFY(configure.risk == Risk::Confirm);
    QVERIFY(configure.reason.find(stops) != std::string::npos);
}

// A probe with a keyboard beside it.
void TestRisk::oneInterfaceIsJudgedByItself()
{
    const Bytes configuration = parseHex("09 02 22 00 02 01 00 80 32"
                                         "09 04 00 00 00 ff 00 00 00"
                                         "09 04 01 00 01 03 01 01 00 07 05 81 03 08 00 0a")
                                    .value();
    DeviceInfo device;
    device.configurations.push_back(parseConfiguration(configuration, device.problems));
    device.activeConfiguration = std::uint8_t { 1 };
    const auto riskOf = [&device](std::optional<std::uint8_t> interface) {
        return assessRisk(Intervention::DetachDriver, device, interface).risk;
    };
    QVERIFY(riskOf(std::nullopt) == Risk::Confirm);
    QVERIFY(riskOf(std::uint8_t { 0 }) == Risk::None);
    QVERIFY(riskOf(std::uint8_t { 1 }) == Risk::Confirm);
    QVERIFY(riskOf(std::uint8_t { 7 }) == Risk::None); // there is none
}

QTEST_APPLESS_MAIN(TestRisk)
#include "tst_risk.moc"
