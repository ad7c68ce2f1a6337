// SPDX-License-Identifier: GPL-3.0-or-later
// Structure, meanings and diagnostics of the standard descriptors.
#include "core/descriptors/decode.h"
#include "tests/unit/base/printers.h"

#include <QTest>

#include <algorithm>

using std::string_literals::operator""s;
using namespace wb;
using namespace wb::descriptors;

namespace {

Bytes concatenated(std::initializer_list<Bytes> parts)
{
    Bytes all;
    for (const Bytes& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

Bytes configuration(std::uint8_t interfaces, const Bytes& body)
{
    const auto total = static_cast<std::uint16_t>(9 + body.size());
    const Bytes header { 9, 0x02, static_cast<Byte>(total & 0xff), static_cast<Byte>(total >> 8), interfaces, 1, 0,
        0x80, 50 };
    return concatenated({ header, body });
}

// clang-format off
const Bytes kDevice { 18, 0x01, 0x00, 0x02, 0, 0, 0, 64, 0xfe, 0xff, 0x01, 0x00, 0x34, 0x12, 1, 0, 3, 1 };
const Bytes kInterface { 9, 0x04, 0, 0, 1, 0xff, 0, 0, 0 };
const Bytes kHidInterface { 9, 0x04, 1, 0, 1, 0x03, 1, 1, 0 };
const Bytes kHid { 9, 0x21, 0x11, 0x01, 33, 1, 0x22, 63, 0 };
const Bytes kBulkIn { 7, 0x05, 0x81, 0x02, 0x00, 0x02, 0 };
const Bytes kIsoIn { 7, 0x05, 0x84, 0x05, 0x00, 0x14, 4 };
const Bytes kCompanion { 6, 0x30, 3, 0x80, 0x00, 0x10 };
const Bytes kIsoCompanion { 8, 0x31, 0, 0, 0x00, 0x00, 0x02, 0x00 };
// clang-format on

const Field* fieldOf(const Node& node, std::string_view name)
{
    const auto found = std::find_if(
        node.fields.begin(), node.fields.end(), [name](const Field& field) { return field.name == name; });
    return found == node.fields.end() ? nullptr : &*found;
}

std::string meaningOf(const Node& node, std::string_view name)
{
    const Field* field = fieldOf(node, name);
    return field == nullptr ? "no field " + std::string(name) : field->meaning;
}

// "Configuration descriptor(Interface descriptor(Endpoint descriptor))"
std::string outline(const std::vector<Node>& nodes)
{
    std::string text;
    for (const Node& node : nodes) {
        text += (text.empty() ? "" : " ") + node.title;
        if (!node.children.empty())
            text += "(" + outline(node.children) + ")";
    }
    return text;
}

std::vector<std::string> messages(const std::vector<Node>& nodes)
{
    std::vector<std::string> all;
    for (const Node& node : nodes) {
        for (const Diagnostic& diagnostic : node.diagnostics)
            all.push_back(diagnostic.message);
        const std::vector<std::string> below = messages(node.children);
        all.insert(all.end(), below.begin(), below.end());
    }
    return all;
}

DecodeOptions at(usb::Speed speed)
{
    DecodeOptions options;
    options.speed = speed;
    return options;
}

} // namespace

class TestDecode : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nestsByMeaning();
    void keepsTheRangeOfContainers();
    void readsTheDeviceDescriptor();
    void explainsEndpointsBySpeed_data();
    void explainsEndpointsBySpeed();
    void splitsBitFields();
    void explainsPowerBySpeed();
    void readsStrings_data();
    void readsStrings();
    void readsABos();
    void readsClassDescriptorsOfTheirInterface();
    void keepsWhatItDoesNotKnow();
    void diagnoses_data();
    void diagnoses();
    void complainsAboutNothingThatIsRight();
    void findsBytes();
    void resynchronizesBetweenConfigurations();
};

void TestDecode::nestsByMeaning()
{
    const Bytes association { 8, 0x0b, 0, 2, 0xff, 0, 0, 0 };
    const Bytes classInterface { 5, 0x24, 0x01, 0, 0 };
    const Bytes classEndpoint { 4, 0x25, 0x01, 0 };
    const Bytes bytes = concatenated({ kDevice,
        configuration(2,
            concatenated({ association, kInterface, classInterface, kIsoIn, kCompanion, kIsoCompanion, classEndpoint,
                kHidInterface, kHid, kBulkIn, kHid })) });
    QCOMPARE(outline(decodeBlob(bytes)),
        "Device descriptor Configuration descriptor(Interface association descriptor Interface descriptor("
        "Class-specific interface descriptor (type 0x24, Vendor Specific) Endpoint descriptor("
        "SuperSpeed endpoint companion descriptor SuperSpeedPlus isochronous endpoint companion descriptor "
        "Class-specific endpoint descriptor (type 0x25, Vendor Specific))) Interface descriptor(HID descriptor "
        "Endpoint descriptor HID descriptor))"s);
}

void TestDecode::keepsTheRangeOfContainers()
{
    const Bytes bytes = configuration(1, concatenated({ kInterface, kIsoIn, kCompanion }));
    const std::vector<Node> nodes = decodeSequence(bytes);
    QVERIFY(nodes.at(0).range == (ByteRange { 0, 31 }));
    const Node& interface = nodes[0].children.at(0);
    QVERIFY(interface.range == (ByteRange { 9, 31 }));
    QVERIFY(interface.children.at(0).range == (ByteRange { 18, 31 }));
    QVERIFY(interface.children[0].children.at(0).range == (ByteRange { 25, 31 }));
    QVERIFY(coversExactly(nodes, bytes.size()));
    QVERIFY(!coversExactly(nodes, bytes.size() + 1));
}

void TestDecode::readsTheDeviceDescriptor()
{
    const std::vector<Node> nodes = decodeSequence(kDevice);
    QCOMPARE(nodes.size(), std::size_t { 1 });
    const Node& device = nodes[0];
    QCOMPARE(device.summary, "fffe:0001"s);
    QCOMPARE(meaningOf(device, "bcdUSB"), "2.00"s);
    QCOMPARE(meaningOf(device, "bDeviceClass"), "Defined at interface level"s);
    QCOMPARE(meaningOf(device, "bMaxPacketSize0"), "64 bytes"s);
    QCOMPARE(fieldOf(device, "idVendor")->value, "0xfffe"s);
    QCOMPARE(fieldOf(device, "idVendor")->raw, std::uint64_t { 0xfffe });
    QVERIFY(fieldOf(device, "idVendor")->range == (ByteRange { 8, 10 }));
    QCOMPARE(fieldOf(device, "iManufacturer")->stringIndex, std::optional<std::uint8_t>(1));
    QCOMPARE(fieldOf(device, "iProduct")->stringIndex, std::nullopt);
    QCOMPARE(meaningOf(device, "iProduct"), "no string"s);
}

void TestDecode::explainsEndpointsBySpeed_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<int>("speed");
    QTest::addColumn<std::string>("packet");
    QTest::addColumn<std::string>("interval");
    const auto row
        = [](const char* name, const Bytes& bytes, usb::Speed speed, const char* packet, const char* interval) {
              QTest::newRow(name) << bytes << static_cast<int>(speed) << std::string(packet) << std::string(interval);
          };
    const Bytes interrupt { 7, 0x05, 0x81, 0x03, 8, 0, 10 };
    const Bytes bulkOut { 7, 0x05, 0x01, 0x02, 0x00, 0x02, 1 };
    row("high speed iso", kIsoIn, usb::Speed::High, "3 × 1024 bytes in a microframe", "every 1 ms");
    row("unknown speed iso", kIsoIn, usb::Speed::Unknown, "3 × 1024 bytes in a microframe", "");
    row("low speed interrupt", interrupt, usb::Speed::Low, "8 bytes", "every 10 ms");
    row("high speed interrupt", interrupt, usb::Speed::High, "8 bytes", "every 64 ms");
    row("super speed interrupt", interrupt, usb::Speed::Super, "8 bytes", "every 64 ms");
    row("bulk in", kBulkIn, usb::Speed::High, "512 bytes", "");
    row("bulk out that NAKs", bulkOut, usb::Speed::High, "512 bytes", "at most one NAK in 1 microframes");
}

void TestDecode::explainsEndpointsBySpeed()
{
    QFETCH(const Bytes, bytes);
    QFETCH(const int, speed);
    QFETCH(const std::string, packet);
    QFETCH(const std::string, interval);
    const std::vector<Node> nodes = decodeSequence(bytes, at(static_cast<usb::Speed>(speed)));
    QCOMPARE(meaningOf(nodes.at(0), "wMaxPacketSize"), packet);
    QCOMPARE(meaningOf(nodes[0], "bInterval"), interval);
}

void TestDecode::splitsBitFields()
{
    const std::vector<Node> nodes = decodeSequence(kIsoIn, at(usb::Speed::High));
    const Field* attributes = fieldOf(nodes.at(0), "bmAttributes");
    QCOMPARE(attributes->meaning, "isochronous"s);
    const std::vector<Field::Bits> expected { { "D5..4 usage type", "0", "data endpoint" },
        { "D3..2 synchronization type", "1", "asynchronous" }, { "D1..0 transfer type", "1", "isochronous" } };
    QVERIFY(attributes->bits == expected);
    const Field* packet = fieldOf(nodes[0], "wMaxPacketSize");
    const std::vector<Field::Bits> packetBits { { "D15..13 reserved", "0", "" },
        { "D12..11 transactions", "2", "3 in a microframe" }, { "D10..0 packet size", "1024", "" } };
    QVERIFY(packet->bits == packetBits);
    QCOMPARE(nodes[0].summary, "EP4 IN (0x84), isochronous"s);
}

void TestDecode::explainsPowerBySpeed()
{
    const Bytes bytes = configuration(0, {});
    QCOMPARE(meaningOf(decodeSequence(bytes, at(usb::Speed::High)).at(0), "bMaxPower"), "100 mA"s);
    QCOMPARE(meaningOf(decodeSequence(bytes, at(usb::Speed::Super)).at(0), "bMaxPower"), "400 mA"s);
    QCOMPARE(meaningOf(decodeSequence(bytes).at(0), "bMaxPower"), "100 mA"s);
    Bytes device = kDevice;
    device[3] = 3;
    device[7] = 9;
    const std::vector<Node> nodes = decodeBlob(concatenated({ device, bytes }));
    QCOMPARE(meaningOf(nodes.at(1), "bMaxPower"), "100 mA (400 mA at SuperSpeed)"s);
    QCOMPARE(meaningOf(nodes[0], "bMaxPacketSize0"), "512 bytes"s);
}

void TestDecode::readsStrings_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<int>("index");
    QTest::addColumn<std::string>("name");
    QTest::addColumn<std::string>("meaning");
    QTest::newRow("text") << Bytes { 6, 3, 'A', 0, 'b', 0 } << 2 << "bString"s
                          << "\"Ab\""s;
    QTest::newRow("hostile text") << Bytes { 6, 3, 0x1b, 0, 0x2e, 0x20 } << 2 << "bString"s
                                  << "\"\\x1b\\u{202e}\""s;
    QTest::newRow("languages") << Bytes { 6, 3, 0x09, 0x04, 0x07, 0x04 } << 0 << "wLANGID[1]"s
                               << "German"s;
    QTest::newRow("unknown language") << Bytes { 4, 3, 0x34, 0x12 } << 0 << "wLANGID[0]"s
                                      << ""s;
    QTest::newRow("guessed languages") << Bytes { 4, 3, 0x09, 0x04 } << -1 << "wLANGID[0]"s
                                       << "English (United States)"s;
    QTest::newRow("guessed text") << Bytes { 4, 3, 'A', 0 } << -1 << "bString"s
                                  << "\"A\""s;
    QTest::newRow("text of language numbers") << Bytes { 4, 3, 0x09, 0x04 } << 1 << "bString"s
                                              << "\"\xd0\x89\""s;
}

void TestDecode::readsStrings()
{
    QFETCH(const Bytes, bytes);
    QFETCH(const int, index);
    QFETCH(const std::string, name);
    QFETCH(const std::string, meaning);
    DecodeOptions options;
    if (index >= 0)
        options.stringIndex = static_cast<std::uint8_t>(index);
    const std::vector<Node> nodes = decodeSequence(bytes, options);
    QCOMPARE(nodes.size(), std::size_t { 1 });
    QCOMPARE(meaningOf(nodes[0], name), meaning);
    QVERIFY(coversExactly(nodes, bytes.size()));
}

void TestDecode::readsABos()
{
    // clang-format off
    const Bytes bytes = concatenated({
        { 5, 0x0f, 73, 0, 6 },
        { 7, 0x10, 0x02, 0x02, 0, 0, 0 },                                               // USB 2.0 extension
        { 10, 0x10, 0x03, 0x00, 0x0e, 0x00, 1, 10, 0xff, 0x07 },                        // SuperSpeed
        { 24, 0x10, 0x05, 0, 0x38, 0xb6, 0x08, 0x34, 0xa9, 0x09, 0xa0, 0x47, 0x8b, 0xfd,
          0xa0, 0x76, 0x88, 0x15, 0xb6, 0x65, 0x00, 0x01, 0x01, 0x00 },                 // WebUSB
        { 20, 0x10, 0x0a, 0, 0x01, 0, 0, 0, 0x00, 0x11, 0, 0,
          0x30, 0x40, 0x0a, 0x00, 0xb0, 0x40, 0x0a, 0x00 },                             // SuperSpeedPlus
        { 3, 0x10, 0x0b },                                                              // precision time
        { 4, 0x10, 0x0c, 7 },                                                           // Wireless USB extension
    });
    // clang-format on
    const std::vector<Node> nodes = decodeSequence(bytes);
    QCOMPARE(messages(nodes), std::vector<std::string> {});
    QCOMPARE(outline(nodes),
        "Binary device object store (BOS) descriptor(USB 2.0 extension capability SuperSpeed USB capability "
        "Platform capability SuperSpeedPlus USB capability Precision time measurement capability "
        "Device capability descriptor)"s);
    const std::vector<Node>& capabilities = nodes.at(0).children;
    QCOMPARE(fieldOf(capabilities[0], "bmAttributes")->bits.back().meaning, "yes"s);
    QCOMPARE(meaningOf(capabilities[1], "wU2DevExitLat"), "2047 µs"s);
    QCOMPARE(meaningOf(capabilities[2], "PlatformCapabilityUUID"), "WebUSB"s);
    QCOMPARE(meaningOf(capabilities[2], "bcdVersion"), "1.00"s);
    QCOMPARE(fieldOf(capabilities[2], "bVendorCode")->value, "0x01"s);
    QCOMPARE(meaningOf(capabilities[3], "bmSublinkSpeedAttr[1]"), "10 Gbit/s"s);
    QCOMPARE(capabilities[5].summary, "Wireless USB extension"s);
    QVERIFY(coversExactly(nodes, bytes.size()));
}

void TestDecode::readsClassDescriptorsOfTheirInterface()
{
    const std::vector<Node> nodes = decodeSequence(configuration(1, concatenated({ kHidInterface, kHid, kBulkIn })));
    const Node& hid = nodes.at(0).children.at(0).children.at(0);
    QCOMPARE(hid.title, "HID descriptor"s);
    QCOMPARE(meaningOf(hid, "bDescriptorType[0]"), "HID report"s);
    QCOMPARE(fieldOf(hid, "wDescriptorLength[0]")->value, "63"s);
    // On its own the same type could be anything: the caller may say where it came from.
    QCOMPARE(decodeSequence(kHid).at(0).title, "Class-specific descriptor (type 0x21)"s);
    DecodeOptions options;
    options.enclosing = EnclosingInterface { 0, 0, 0x03, 0, 0 };
    QCOMPARE(decodeSequence(kHid, options).at(0).title, "HID descriptor"s);
}

void TestDecode::keepsWhatItDoesNotKnow()
{
    const Bytes vendor { 5, 0x41, 0xaa, 0xbb, 0xcc };
    const std::vector<Node> nodes = decodeSequence(concatenated({ vendor, { 2, 0x7f }, { 3, 0x24, 9 } }));
    QCOMPARE(outline(nodes),
        "Vendor-specific descriptor (type 0x41) Unknown descriptor (type 0x7f) "
        "Class-specific interface descriptor (type 0x24)"s);
    QCOMPARE(fieldOf(nodes.at(0), "unparsed")->value, "aa bb cc"s);
    QCOMPARE(fieldOf(nodes.at(2), "bDescriptorSubtype")->value, "0x09"s);
    QCOMPARE(messages(nodes), std::vector<std::string> {});
}

void TestDecode::diagnoses_data()
{
    QTest::addColumn<Bytes>("bytes");
    QTest::addColumn<int>("speed");
    QTest::addColumn<std::string>("message");
    const auto row
        = [](const char* name, const Bytes& bytes, const char* message, usb::Speed speed = usb::Speed::High) {
              QTest::newRow(name) << bytes << static_cast<int>(speed) << std::string(message);
          };
    const auto changed = [](Bytes bytes, std::size_t offset, Byte value) {
        bytes.at(offset) = value;
        return bytes;
    };
    const Bytes good = configuration(1, concatenated({ kInterface, kBulkIn }));
    row("cut", Bytes(kDevice.begin(), kDevice.begin() + 10), "Truncated: 10 of 18 bytes are there.");
    row("one byte", { 18 }, "One byte is left, which is too short for a descriptor.");
    row("zero length", { 0, 1, 2 }, "bLength is 0; every descriptor has at least 2 bytes");
    row("too short", { 6, 0x05, 0x81, 2, 0, 2 }, "bLength is 6; this descriptor needs 7 bytes.");
    row("too long", { 9, 0x05, 0x81, 2, 0, 2, 0, 0, 0 }, "the 2 trailing bytes have no meaning");
    row("control packet size", changed(kDevice, 7, 65), "bMaxPacketSize0 is 65");
    row("no configurations", changed(kDevice, 17, 0), "bNumConfigurations is 0");
    row("total too large", changed(good, 2, 99), "wTotalLength is 99; only 25 bytes are there.");
    row("total too small for its header", changed(good, 2, 3), "wTotalLength is 3; that is too short");
    row("next configuration too early", concatenated({ changed(good, 2, 30), good }),
        "wTotalLength is 30; the next configuration begins after 25 bytes.");
    row("interface count", changed(good, 4, 7), "bNumInterfaces is 7 and 1 interfaces are described.");
    row("configuration value", changed(good, 5, 0), "bConfigurationValue is 0");
    row("reserved attribute", changed(good, 7, 0x00), "Bit 7 of bmAttributes is reserved and must be one.");
    row("endpoint count", changed(good, 13, 2), "bNumEndpoints is 2 and 1 endpoint descriptors follow.");
    row("impossible endpoint count", changed(good, 13, 31), "bNumEndpoints is 31; an interface has at most 30");
    row("no alternate setting 0", changed(good, 12, 1), "Interface 0 has no alternate setting 0");
    row("repeated setting", configuration(1, concatenated({ kInterface, kBulkIn, kInterface, kBulkIn })),
        "Interface 0 alternate setting 0 was described before");
    row("repeated endpoint", configuration(1, concatenated({ kInterface, kBulkIn, kBulkIn })),
        "Endpoint 0x81 was described before");
    row("endpoint outside", configuration(1, concatenated({ kBulkIn, kInterface, kBulkIn })),
        "This endpoint comes before any interface");
    row("endpoint zero", changed(kBulkIn, 2, 0x80), "bEndpointAddress names endpoint 0");
    row("address bits", changed(kBulkIn, 2, 0x91), "Bits 6 to 4 of bEndpointAddress");
    row("reserved multiplier", changed(kIsoIn, 5, 0x1c), "hold the reserved value 3");
    row("multiplier on bulk", changed(kBulkIn, 5, 0x0a), "only High Speed isochronous and interrupt endpoints have");
    row("high speed bulk size", changed(kBulkIn, 5, 0x01), "at High Speed bulk it must be 512");
    row("full speed bulk size", kBulkIn, "at Full Speed bulk it is at most 64", usb::Speed::Full);
    row("low speed bulk", kBulkIn, "A Low Speed bulk endpoint does not exist.", usb::Speed::Low);
    row("interval zero", changed(kIsoIn, 6, 0), "bInterval is 0; it must be 1 to 16.");
    row("interval too large", changed(kIsoIn, 6, 17), "bInterval is 17; it must be 1 to 16.");
    row("burst", changed(kCompanion, 2, 16), "bMaxBurst is 16; it must be 0 to 15.", usb::Speed::Super);
    row("empty function", { 8, 0x0b, 0, 0, 1, 0, 0, 0 }, "bInterfaceCount is 0");
    row("function beyond the numbers", { 8, 0x0b, 250, 7, 1, 0, 0, 0 }, "would end with interface 256");
    row("odd string", { 3, 0x03, 'A' }, "The length is odd");
    row("hid count", configuration(1, concatenated({ kHidInterface, changed(kHid, 5, 2), kBulkIn })),
        "bNumDescriptors is 2 and the length has room for 1");
    row("bos count", concatenated({ { 5, 0x0f, 12, 0, 2 }, { 7, 0x10, 2, 2, 0, 0, 0 } }),
        "bNumDeviceCaps is 2 and 1 capabilities follow.");
    row("bos total", { 5, 0x0f, 44, 0, 0 }, "wTotalLength is 44; only 5 bytes are there.");
}

void TestDecode::diagnoses()
{
    QFETCH(const Bytes, bytes);
    QFETCH(const int, speed);
    QFETCH(const std::string, message);
    const std::vector<Node> nodes = decodeSequence(bytes, at(static_cast<usb::Speed>(speed)));
    QVERIFY(coversExactly(nodes, bytes.size()));
    const std::vector<std::string> all = messages(nodes);
    const bool isFound = std::any_of(all.begin(), all.end(),
        [&message](const std::string& text) { return text.find(message) != std::string::npos; });
    QVERIFY2(isFound, all.empty() ? "no diagnostic" : all.front().c_str());
}

void TestDecode::complainsAboutNothingThatIsRight()
{
    const Bytes bytes = concatenated({ kDevice,
        configuration(
            2, concatenated({ kInterface, kBulkIn, kHidInterface, kHid, { 7, 0x05, 0x83, 0x03, 8, 0, 7 } })) });
    QCOMPARE(messages(decodeBlob(bytes, at(usb::Speed::High))), std::vector<std::string> {});
    const Bytes superSpeed = configuration(
        1, concatenated({ kInterface, { 7, 0x05, 0x84, 0x05, 0x00, 0x04, 1 }, kCompanion, kIsoCompanion }));
    QCOMPARE(messages(decodeSequence(superSpeed, at(usb::Speed::SuperPlus))), std::vector<std::string> {});
}

void TestDecode::findsBytes()
{
    const Bytes bytes = concatenated({ kDevice, configuration(1, concatenated({ kInterface, kBulkIn })) });
    const std::vector<Node> nodes = decodeBlob(bytes);
    const Hit vendor = findByte(nodes, 9);
    QCOMPARE(vendor.node->title, "Device descriptor"s);
    QCOMPARE(vendor.field->name, "idVendor"s);
    const Hit address = findByte(nodes, 18 + 9 + 9 + 2);
    QCOMPARE(address.node->title, "Endpoint descriptor"s);
    QCOMPARE(address.field->name, "bEndpointAddress"s);
    QVERIFY(findByte(nodes, bytes.size()).node == nullptr);
    QVERIFY(findByte({}, 0).node == nullptr);
}

void TestDecode::resynchronizesBetweenConfigurations()
{
    const Bytes good = configuration(1, concatenated({ kInterface, kBulkIn }));
    const Bytes bytes = concatenated({ kDevice, good, { 0, 0, 0, 7 }, good });
    QCOMPARE(outline(decodeBlob(bytes)),
        "Device descriptor Configuration descriptor(Interface descriptor(Endpoint descriptor)) Unreadable bytes "
        "Configuration descriptor(Interface descriptor(Endpoint descriptor))"s);
}

QTEST_APPLESS_MAIN(TestDecode)
#include "tst_decode.moc"
