// SPDX-License-Identifier: GPL-3.0-or-later
// The snapshot parser on good and on hostile bytes (P31, P68, P69, P71).
#include "core/usb/device_info.h"
#include "tests/unit/base/printers.h"

#include <QTest>

#include <random>

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::usb;

namespace {

// clang-format off
const Bytes kDevice {
    18, 0x01, 0x00, 0x02, 0xef, 0x02, 0x01, 64, 0xfe, 0xff, 0x01, 0x00, 0x34, 0x12, 1, 2, 3, 1,
};

const Bytes kStreaming {
    9, 0x02, 66, 0, 2, 1, 4, 0xa0, 50,              // configuration 1, remote wakeup, 100 mA
    8, 0x0b, 0, 2, 0xff, 0, 0, 0,                   // association of interfaces 0 and 1
    9, 0x04, 0, 0, 1, 0x03, 0, 0, 5,                // interface 0, HID
    9, 0x21, 0x11, 0x01, 0, 1, 0x22, 63, 0,         // HID descriptor
    7, 0x05, 0x81, 0x03, 8, 0, 10,                  // EP1 IN interrupt
    8, 0x0b, 1, 1, 0xff, 0, 0, 0,                   // a second association, late
    9, 0x04, 1, 1, 1, 0x01, 2, 0, 0,                // interface 1 alternate 1 comes before 0
    7, 0x05, 0x84, 0x05, 0x00, 0x14, 1,             // EP4 IN isochronous, 3 x 1024
};
// clang-format on

Bytes concatenated(std::initializer_list<Bytes> parts)
{
    Bytes all;
    for (const Bytes& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

// A configuration around `body` whose total is right.
Bytes configuration(std::uint8_t value, std::uint8_t interfaces, const Bytes& body)
{
    const auto total = static_cast<std::uint16_t>(9 + body.size());
    const Bytes header { 9, 0x02, static_cast<Byte>(total & 0xff), static_cast<Byte>(total >> 8), interfaces, value, 0,
        0x80, 50 };
    return concatenated({ header, body });
}

const Bytes kInterface { 9, 0x04, 0, 0, 1, 0xff, 0, 0, 0 };
const Bytes kEndpoint { 7, 0x05, 0x81, 0x02, 0x00, 0x02, 0 };

ConfigurationInfo parsed(const Bytes& bytes, std::vector<std::string>& problems)
{
    return parseConfiguration(bytes, problems);
}

} // namespace

class TestDescriptorParser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsTheDeviceDescriptor();
    void readsWhatExistsOfAShortDeviceDescriptor();
    void readsAConfiguration();
    void readsCompanions();
    void keepsAudioEndpoints();
    void survives_data();
    void survives();
    void repeatedSettingsAndEndpointsAreSkipped();
    void splitsABlob();
    void splitsABlobThatLies();
    void limitsItsComplaints();
    void neverClaimsMoreThanTheBytesHold();
    void findsEndpointsOfTheSelectedSetting();
    void namesDevicesSafely();
};

void TestDescriptorParser::readsTheDeviceDescriptor()
{
    std::vector<std::string> problems;
    const DeviceDescriptorInfo info = parseDeviceDescriptor(kDevice, problems);
    QVERIFY(problems.empty());
    QCOMPARE(info.bcdUsb, std::uint16_t { 0x0200 });
    QCOMPARE(info.deviceClass, std::uint8_t { 0xef });
    QCOMPARE(info.maxPacketSize0, std::uint8_t { 64 });
    QCOMPARE(info.vendorId, std::uint16_t { 0xfffe });
    QCOMPARE(info.productId, std::uint16_t { 0x0001 });
    QCOMPARE(info.bcdDevice, std::uint16_t { 0x1234 });
    QCOMPARE(info.serialIndex, std::uint8_t { 3 });
    QCOMPARE(info.configurationCount, std::uint8_t { 1 });
    QCOMPARE(info.raw, kDevice);
}

void TestDescriptorParser::readsWhatExistsOfAShortDeviceDescriptor()
{
    std::vector<std::string> problems;
    const DeviceDescriptorInfo info = parseDeviceDescriptor(Bytes(kDevice.begin(), kDevice.begin() + 11), problems);
    QCOMPARE(info.vendorId, std::uint16_t { 0xfffe });
    QCOMPARE(info.productId, std::uint16_t { 0x0001 });
    QCOMPARE(info.configurationCount, std::uint8_t { 0 });
    QCOMPARE(problems, std::vector { "The device descriptor has 11 of its 18 bytes."s });
}

void TestDescriptorParser::readsAConfiguration()
{
    std::vector<std::string> problems;
    const ConfigurationInfo info = parsed(kStreaming, problems);
    QCOMPARE(problems, std::vector<std::string> {});
    QCOMPARE(info.value, std::uint8_t { 1 });
    QCOMPARE(info.stringIndex, std::uint8_t { 4 });
    QCOMPARE(info.attributes, std::uint8_t { 0xa0 });
    QCOMPARE(info.maxPowerRaw, std::uint8_t { 50 });
    QCOMPARE(info.raw, kStreaming);
    QCOMPARE(info.interfaces.size(), std::size_t { 2 });
    const AlternateSetting& hid = info.interfaces[0].alternates.at(0);
    QCOMPARE(hid.interfaceClass, std::uint8_t { 0x03 });
    QCOMPARE(hid.stringIndex, std::uint8_t { 5 });
    QCOMPARE(hid.offset, std::size_t { 17 });
    QCOMPARE(hid.endpoints.at(0).address.value, std::uint8_t { 0x81 });
    const AlternateSetting& stream = info.interfaces[1].alternates.at(0);
    QCOMPARE(stream.number, std::uint8_t { 1 });
    QCOMPARE(stream.endpoints.at(0).maxPacketSize, std::uint16_t { 0x1400 });
    QVERIFY(stream.endpoints.at(0).type() == TransferType::Isochronous);
    QVERIFY(info.findInterface(1) == &info.interfaces[1]);
    QVERIFY(info.findInterface(2) == nullptr);
}

void TestDescriptorParser::readsCompanions()
{
    const Bytes companion { 6, 0x30, 15, 0x82, 0x00, 0xc0 };
    const Bytes isoCompanion { 8, 0x31, 0, 0, 0x00, 0x00, 0x02, 0x00 };
    std::vector<std::string> problems;
    const ConfigurationInfo info
        = parsed(configuration(1, 1, concatenated({ kInterface, kEndpoint, companion, isoCompanion })), problems);
    QCOMPARE(problems, std::vector<std::string> {});
    const EndpointInfo& endpoint = info.interfaces.at(0).alternates.at(0).endpoints.at(0);
    QCOMPARE(endpoint.companionMaxBurst, std::optional<std::uint8_t>(15));
    QCOMPARE(endpoint.companionAttributes, std::optional<std::uint8_t>(0x82));
    QCOMPARE(endpoint.companionBytesPerInterval, std::optional<std::uint16_t>(0xc000));
    QCOMPARE(endpoint.isoBytesPerInterval, std::optional<std::uint32_t>(0x20000));
}

void TestDescriptorParser::keepsAudioEndpoints()
{
    const Bytes audioEndpoint { 9, 0x05, 0x01, 0x09, 0xc8, 0x00, 1, 0, 0x81 };
    const Bytes classEndpoint { 7, 0x25, 1, 1, 0, 0, 0 };
    std::vector<std::string> problems;
    const ConfigurationInfo info
        = parsed(configuration(1, 1, concatenated({ kInterface, audioEndpoint, classEndpoint })), problems);
    QCOMPARE(problems, std::vector<std::string> {});
    QCOMPARE(info.interfaces.at(0).alternates.at(0).endpoints.at(0).maxPacketSize, std::uint16_t { 200 });
}

void TestDescriptorParser::survives_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<int>("endpoints");
    QTest::addColumn<std::string>("problem");
    const auto row = [](const char* name, const Bytes& bytes, int endpoints, const char* problem) {
        QTest::newRow(name) << bytes << endpoints << std::string(problem);
    };
    const Bytes good = configuration(1, 1, concatenated({ kInterface, kEndpoint }));
    row("nothing", {}, 0, "does not start with a whole configuration descriptor");
    row("header cut", Bytes(good.begin(), good.begin() + 8), 0, "does not start with a whole");
    row("foreign type", kDevice, 0, "does not start with a whole");
    row("cut endpoint", Bytes(good.begin(), good.end() - 1), 0, "claims a length of 7 with 6 bytes left");
    row("zero length", configuration(1, 1, concatenated({ kInterface, kEndpoint, { 0, 0x05, 0x82 } })), 1,
        "claims a length of 0 with 3 bytes left");
    row("length one", configuration(1, 1, concatenated({ kInterface, kEndpoint, { 1, 1, 1 } })), 1,
        "claims a length of 1");
    row("claims 30 endpoints and has none (CVE-2026-23679)", configuration(1, 1, { 9, 0x04, 0, 0, 30, 0xff, 0, 0, 0 }),
        0, "claims 30 endpoints and has 0");
    row("association cut at the end (CVE-2026-47104)",
        configuration(1, 1, concatenated({ kInterface, kEndpoint, { 8, 0x0b, 0 } })), 1, "claims a length of 8");
    row("endpoint before any interface", configuration(1, 1, concatenated({ kEndpoint, kInterface, kEndpoint })), 1,
        "comes before any interface");
    row("short interface", configuration(1, 1, concatenated({ { 8, 0x04, 0, 0, 1, 0xff, 0, 0 }, kEndpoint })), 0,
        "interface descriptor at byte 9 is too short");
    row("short endpoint", configuration(1, 1, concatenated({ kInterface, { 6, 0x05, 0x81, 2, 0, 2 } })), 0,
        "endpoint descriptor at byte 18 is too short");
    row("endpoint zero", configuration(1, 1, concatenated({ kInterface, { 7, 0x05, 0x80, 2, 0, 2, 0 } })), 0,
        "impossible address 0x80");
    row("reserved address bits", configuration(1, 1, concatenated({ kInterface, { 7, 0x05, 0x91, 2, 0, 2, 0 } })), 0,
        "impossible address 0x91");
    row("companion without an endpoint", configuration(1, 1, concatenated({ kInterface, { 6, 0x30, 0, 0, 0, 0 } })), 0,
        "companion at byte 18 is too short or follows no endpoint");
    row("short companion", configuration(1, 1, concatenated({ kInterface, kEndpoint, { 5, 0x30, 0, 0, 0 } })), 1,
        "companion at byte 25 is too short");
    row("claims more interfaces", configuration(1, 2, concatenated({ kInterface, kEndpoint })), 1,
        "claims 2 interfaces and has 1");
    Bytes longTotal = good;
    longTotal[2] = 200;
    row("total beyond the bytes", longTotal, 1, "claims 200 bytes in all and has 25");
    Bytes shortTotal = good;
    shortTotal[2] = 18;
    row("total too short", shortTotal, 0, "claims 1 endpoints and has 0");
    Bytes zeroTotal = good;
    zeroTotal[2] = 0;
    row("total zero", zeroTotal, 1, "claims 0 bytes in all and has 25");
    row("another configuration inside", concatenated({ longTotal, good }), 1, "claims 200 bytes in all and has 25");
}

void TestDescriptorParser::survives()
{
    QFETCH(const Bytes, bytes);
    QFETCH(const int, endpoints);
    QFETCH(const std::string, problem);
    std::vector<std::string> problems;
    const ConfigurationInfo info = parsed(bytes, problems);
    int found = 0;
    for (const InterfaceInfo& interface : info.interfaces) {
        QVERIFY(!interface.alternates.empty());
        for (const AlternateSetting& alternate : interface.alternates)
            found += static_cast<int>(alternate.endpoints.size());
    }
    QCOMPARE(found, endpoints);
    const bool isReported = std::any_of(problems.begin(), problems.end(),
        [&problem](const std::string& sentence) { return sentence.find(problem) != std::string::npos; });
    QVERIFY2(isReported, problems.empty() ? "no problem" : problems.front().c_str());
}

void TestDescriptorParser::repeatedSettingsAndEndpointsAreSkipped()
{
    const Bytes other { 7, 0x05, 0x02, 0x02, 0x00, 0x02, 0 };
    std::vector<std::string> problems;
    const ConfigurationInfo info
        = parsed(configuration(1, 1, concatenated({ kInterface, kEndpoint, kEndpoint, kInterface, other })), problems);
    QCOMPARE(info.interfaces.size(), std::size_t { 1 });
    QCOMPARE(info.interfaces[0].alternates.size(), std::size_t { 1 });
    QCOMPARE(info.interfaces[0].alternates[0].endpoints.size(), std::size_t { 1 });
    QCOMPARE(problems,
        (std::vector { "EP1 IN (0x81) is described twice; the one at byte 25 is not used."s,
            "Interface 0 has alternate setting 0 twice; the one at byte 32 is not used."s }));
}

void TestDescriptorParser::splitsABlob()
{
    Bytes device = kDevice;
    device[17] = 2;
    const Bytes second = configuration(2, 1, concatenated({ kInterface, kEndpoint }));
    const DescriptorBlob blob = parseDescriptorBlob(concatenated({ device, kStreaming, second }));
    QCOMPARE(blob.problems, std::vector<std::string> {});
    QCOMPARE(blob.configurations.size(), std::size_t { 2 });
    QCOMPARE(blob.configurations[0].raw, kStreaming);
    QCOMPARE(blob.configurations[1].raw, second);
}

// P69: a zero length between two configurations hangs Debian's libusb.
void TestDescriptorParser::splitsABlobThatLies()
{
    const Bytes good = configuration(1, 1, concatenated({ kInterface, kEndpoint }));
    const DescriptorBlob blob = parseDescriptorBlob(concatenated({ kDevice, good, { 0, 0, 0, 7 }, good }));
    QCOMPARE(blob.configurations.size(), std::size_t { 2 });
    QCOMPARE(blob.problems,
        (std::vector {
            "4 bytes at byte 43 belong to no configuration."s, "The device claims 1 configurations and shows 2."s }));
    const DescriptorBlob none = parseDescriptorBlob(kDevice);
    QCOMPARE(none.problems, std::vector { "The device claims 1 configurations and shows 0."s });
    QCOMPARE(parseDescriptorBlob({}).configurations.size(), std::size_t { 0 });
}

void TestDescriptorParser::limitsItsComplaints()
{
    Bytes body;
    for (int i = 0; i < 5000; ++i)
        body.insert(body.end(), kEndpoint.begin(), kEndpoint.end());
    std::vector<std::string> problems;
    const ConfigurationInfo info = parsed(configuration(1, 0, body), problems);
    QVERIFY(info.interfaces.empty());
    QVERIFY(problems.size() <= 33);
    QCOMPARE(problems.back(), "There are more problems than are listed here."s);
}

void TestDescriptorParser::neverClaimsMoreThanTheBytesHold()
{
    std::mt19937 random(20260301);
    const Bytes seed
        = concatenated({ kDevice, kStreaming, configuration(2, 1, concatenated({ kInterface, kEndpoint })) });
    for (int round = 0; round < 20000; ++round) {
        Bytes bytes = seed;
        for (auto change = random() % 6; change > 0; --change)
            bytes[random() % bytes.size()] = static_cast<Byte>(random() % 4 == 0 ? random() % 256 : random() % 12);
        bytes.resize(random() % (bytes.size() + 1));
        const DescriptorBlob blob = parseDescriptorBlob(bytes);
        std::size_t used = blob.device.raw.size();
        for (const ConfigurationInfo& info : blob.configurations) {
            used += info.raw.size();
            std::size_t described = 9;
            for (const InterfaceInfo& interface : info.interfaces) {
                for (const AlternateSetting& alternate : interface.alternates) {
                    QVERIFY(alternate.offset + 9 <= info.raw.size());
                    described += 9 + 7 * alternate.endpoints.size();
                }
            }
            QVERIFY(described <= info.raw.size());
        }
        QVERIFY(used <= bytes.size());
    }
}

void TestDescriptorParser::findsEndpointsOfTheSelectedSetting()
{
    std::vector<std::string> problems;
    DeviceInfo device;
    device.configurations.push_back(parsed(kStreaming, problems));
    QVERIFY(!findEndpoint(device, { 0x81 }, {}));
    device.activeConfiguration = 1;
    const auto hid = findEndpoint(device, { 0x81 }, {});
    QVERIFY(hid.has_value());
    QCOMPARE(hid->alternate->interfaceNumber, std::uint8_t { 0 });
    QCOMPARE(hid->endpoint->interval, std::uint8_t { 10 });
    QVERIFY(!findEndpoint(device, { 0x84 }, {}));
    const std::vector<std::pair<std::uint8_t, std::uint8_t>> selected { { 1, 1 } };
    QVERIFY(findEndpoint(device, { 0x84 }, selected).has_value());
    QVERIFY(!findEndpoint(device, { 0x04 }, selected));
    QCOMPARE(device.classCodes(), (std::vector<std::uint8_t> { 0x03, 0x01 }));
}

void TestDescriptorParser::namesDevicesSafely()
{
    DeviceInfo device;
    device.descriptor.vendorId = 0xfffe;
    device.descriptor.productId = 1;
    device.drivers = { { 1, "usbhid" } };
    QCOMPARE(device.displayName(), "fffe:0001"s);
    device.product = "  ";
    QCOMPARE(device.displayName(), "fffe:0001"s);
    device.product = "Evil\n\x1b[2J";
    QCOMPARE(device.displayName(), "Evil\\x0a\\x1b[2J"s);
    QCOMPARE(device.driverOf(1), "usbhid"s);
    QCOMPARE(device.driverOf(0), ""s);
    QVERIFY(device.active() == nullptr);
}

QTEST_APPLESS_MAIN(TestDescriptorParser)
#include "tst_descriptor_parser.moc"
