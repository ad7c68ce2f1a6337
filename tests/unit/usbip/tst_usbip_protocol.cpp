// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of USB/IP, laid out by hand or taken from the example of Linux Documentation/usb/usbip_protocol.rst.
#include "core/usbip/export_table.h"
#include "core/usbip/listen_address.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/usbip/usbip_bytes.h"

#include <QTest>

using namespace wb;
using namespace wb::usbip;
using namespace wb::test;

namespace {

Bytes words(std::initializer_list<std::uint32_t> values)
{
    Bytes out;
    for (const std::uint32_t value : values)
        put32(out, value);
    return out;
}

std::string textAt(ByteView bytes, std::size_t offset, std::size_t size)
{
    std::string text;
    for (std::size_t i = 0; i < size && bytes[offset + i] != 0; ++i)
        text.push_back(static_cast<char>(bytes[offset + i]));
    return text;
}

} // namespace

class TstUsbipProtocol : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsRequests();
    void readsBusIds();
    void readsTheExampleOfTheDocumentation();
    void readsUnlink();
    void refusesWhatIsNoCommand_data();
    void refusesWhatIsNoCommand();
    void readsPackets();
    void writesTheExampleOfTheDocumentation();
    void writesUnlinked();
    void writesPackets();
    void writesTheDeviceList();
    void writesTheImportedDevice();
    void writesWhyAnImportFailed();
    void longTextsAreCutAndClosed();
    void numbersSpeedsAsLinuxDoes();
    void readsAddresses_data();
    void readsAddresses();
    void refusesAddresses_data();
    void refusesAddresses();
};

void TstUsbipProtocol::readsRequests()
{
    QVERIFY(decodeRequest(words({ 0x01118005, 0 })) == Operation::DeviceList);
    QVERIFY(decodeRequest(words({ 0x01118003, 0 })) == Operation::Import);
    QVERIFY(!decodeRequest(words({ 0x01108005, 0 }))); // another version
    QVERIFY(!decodeRequest(words({ 0x01110005, 0 }))); // a reply
    QVERIFY(!decodeRequest(words({ 0x01118004, 0 })));
    QVERIFY(!decodeRequest(words({ 0x01118005, 1 }))); // a status
}

void TstUsbipProtocol::readsBusIds()
{
    Bytes bytes(kBusIdSize);
    std::copy_n("1-1.2", 5, bytes.begin());
    QVERIFY(decodeBusId(bytes) == "1-1.2");
    bytes.assign(kBusIdSize, 'x');
    QVERIFY(!decodeBusId(bytes));
    bytes.back() = 0;
    QVERIFY(decodeBusId(bytes) == std::string(kBusIdSize - 1, 'x'));
}

void TstUsbipProtocol::readsTheExampleOfTheDocumentation()
{
    const auto in = decodeCommand(words({ 1, 0xd05, 0x0001000f, 1, 1, 0x200, 0x40, 0xffffffff, 0, 4, 0, 0 }));
    QVERIFY(in && std::holds_alternative<Submit>(*in));
    const Submit& submit = std::get<Submit>(*in);
    QCOMPARE(submit.sequence, 0xd05U);
    QCOMPARE(submit.device, 0x0001000fU);
    QCOMPARE(submit.endpoint.value, std::uint8_t { 0x81 });
    QCOMPARE(submit.flags, 0x200U);
    QCOMPARE(submit.length, 0x40U);
    QCOMPARE(submit.packetCount, 0U);
    const auto out
        = decodeCommand(words({ 1, 0xd06, 0x0001000f, 0, 1, 0, 0x40, 7, 0xffffffff, 4, 0x80060001, 0x00001200 }));
    QVERIFY(out);
    QCOMPARE(std::get<Submit>(*out).endpoint.value, std::uint8_t { 0x01 });
    QCOMPARE(std::get<Submit>(*out).packetCount, 0xffffffffU);
    QVERIFY((std::get<Submit>(*out).setup == std::array<Byte, 8> { 0x80, 6, 0, 1, 0, 0, 0x12, 0 }));
}

void TstUsbipProtocol::readsUnlink()
{
    const auto command = decodeCommand(words({ 2, 10, 0x00010001, 0, 0, 9, 0, 0, 0, 0, 0, 0 }));
    QVERIFY(command && std::holds_alternative<Unlink>(*command));
    QCOMPARE(std::get<Unlink>(*command).sequence, 10U);
    QCOMPARE(std::get<Unlink>(*command).device, 0x00010001U);
    QCOMPARE(std::get<Unlink>(*command).victim, 9U);
}

void TstUsbipProtocol::refusesWhatIsNoCommand_data()
{
    QTest::addColumn<int>("word");
    QTest::addColumn<quint32>("value");
    QTest::newRow("command 0") << 0 << 0U;
    QTest::newRow("an answer") << 0 << 3U;
    QTest::newRow("command 0x80000001") << 0 << 0x80000001U;
    QTest::newRow("direction 2") << 3 << 2U;
    QTest::newRow("endpoint 16") << 4 << 16U;
    QTest::newRow("endpoint with a direction") << 4 << 0x81U;
}

void TstUsbipProtocol::refusesWhatIsNoCommand()
{
    QFETCH(const int, word);
    QFETCH(const quint32, value);
    Bytes bytes = words({ 1, 1, kFirstDevice, 1, 1, 0, 64, 0, 0, 0, 0, 0 });
    QVERIFY(decodeCommand(bytes));
    const Bytes wrong = words({ value });
    std::copy(wrong.begin(), wrong.end(), bytes.begin() + word * 4);
    QVERIFY(!decodeCommand(bytes));
}

void TstUsbipProtocol::readsPackets()
{
    const auto packets = decodePackets(words({ 0, 192, 0, 0, 192, 188, 180, 0xffffffb9 }));
    QCOMPARE(packets.size(), std::size_t { 2 });
    QVERIFY((packets[0] == Packet { 0, 192, 0, 0 }));
    QVERIFY((packets[1] == Packet { 192, 188, 180, -71 }));
}

void TstUsbipProtocol::writesTheExampleOfTheDocumentation()
{
    Bytes out;
    appendSubmitted(out, { 0xd05, 0, 0x40, 0, 0xffffffff, 0 });
    QCOMPARE(out, words({ 3, 0xd05, 0, 0, 0, 0, 0x40, 0, 0xffffffff, 0, 0, 0 }));
    out.clear();
    appendSubmitted(out, { 0xd06, -32, 1, 2, 3, 4 });
    QCOMPARE(out, words({ 3, 0xd06, 0, 0, 0, 0xffffffe0, 1, 2, 3, 4, 0, 0 }));
}

void TstUsbipProtocol::writesUnlinked()
{
    Bytes out;
    appendUnlinked(out, 10, -104);
    QCOMPARE(out, words({ 4, 10, 0, 0, 0, 0xffffff98, 0, 0, 0, 0, 0, 0 }));
}

void TstUsbipProtocol::writesPackets()
{
    Bytes out;
    appendPacket(out, { 192, 188, 180, -71 });
    QCOMPARE(out, words({ 192, 188, 180, 0xffffffb9 }));
}

void TstUsbipProtocol::writesTheDeviceList()
{
    const std::vector<std::string> keys { "hid", "loopback" };
    auto table = ExportTable::create(keys);
    QVERIFY(table);
    Bytes out;
    appendDeviceList(out, table->facts());
    constexpr std::size_t kFirst = 12;
    const std::size_t interfaces = table->all()[0].device->info()->active()->interfaces.size();
    QVERIFY(interfaces > 1);
    const std::size_t second = kFirst + 312 + 4 * interfaces;
    QCOMPARE(out.size(), second + 312 + 4);
    QCOMPARE(get32(out, 0), 0x01110005U);
    QCOMPARE(get32(out, 4), 0U);
    QCOMPARE(get32(out, 8), 2U);
    QCOMPARE(textAt(out, kFirst, 256), std::string("/usb-workbench/hid"));
    QCOMPARE(textAt(out, kFirst + 256, 32), std::string("1-1"));
    QCOMPARE(textAt(out, second + 256, 32), std::string("1-2"));
    QCOMPARE(get32(out, second + 288), 1U); // busnum
    QCOMPARE(get32(out, second + 292), 2U); // devnum
    QCOMPARE(get32(out, second + 296), 3U); // high speed
    QCOMPARE(get16(out, second + 300), 0xfffeU);
    QCOMPARE(get16(out, second + 302), 0x0001U);
    QCOMPARE(get16(out, second + 304), 0x0100U);
    const Bytes tail(out.begin() + static_cast<std::ptrdiff_t>(second) + 306, out.end());
    QCOMPARE(tail, (Bytes { 0xff, 0, 0, 1, 1, 1, 0xff, 0, 0, 0 }));
    QCOMPARE(out[kFirst + 311], static_cast<Byte>(interfaces));
    QCOMPARE(out[kFirst + 312], Byte { 0x03 }); // HID
}

void TstUsbipProtocol::writesTheImportedDevice()
{
    const std::vector<std::string> keys { "loopback" };
    auto table = ExportTable::create(keys);
    QVERIFY(table);
    Bytes out;
    appendImported(out, table->all()[0].facts());
    QCOMPARE(out.size(), kImportedSize);
    QCOMPARE(get32(out, 0), 0x01110003U);
    QCOMPARE(get32(out, 4), 0U);
    QCOMPARE(textAt(out, 8 + 256, 32), std::string("1-1"));
    QCOMPARE(out[0x13f], Byte { 1 }); // bNumInterfaces ends it
}

void TstUsbipProtocol::writesWhyAnImportFailed()
{
    Bytes out;
    appendImportFailed(out, OperationStatus::DeviceBusy);
    appendImportFailed(out, OperationStatus::NoDevice);
    QCOMPARE(out, words({ 0x01110003, 2, 0x01110003, 4 }));
}

void TstUsbipProtocol::longTextsAreCutAndClosed()
{
    const std::vector<std::string> keys { "loopback" };
    auto table = ExportTable::create(keys);
    QVERIFY(table);
    Device device = table->all()[0].facts();
    device.path.assign(1000, 'p');
    device.busId.assign(1000, 'b');
    Bytes out;
    appendImported(out, device);
    QCOMPARE(out.size(), kImportedSize);
    QCOMPARE(textAt(out, 8, 256), std::string(255, 'p'));
    QCOMPARE(textAt(out, 8 + 256, 32), std::string(31, 'b'));
}

void TstUsbipProtocol::numbersSpeedsAsLinuxDoes()
{
    using usb::Speed;
    const std::vector<std::pair<Speed, std::uint32_t>> numbers { { Speed::Unknown, 0 }, { Speed::Low, 1 },
        { Speed::Full, 2 }, { Speed::High, 3 }, { Speed::Super, 5 }, { Speed::SuperPlus, 6 },
        { Speed::SuperPlusX2, 6 } };
    for (const auto& [speed, number] : numbers)
        QCOMPARE(speedNumber(speed), number);
}

void TstUsbipProtocol::readsAddresses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    QTest::addColumn<bool>("isLoopback");
    QTest::newRow("address and port") << "127.0.0.1:3240"
                                      << "127.0.0.1:3240" << true;
    QTest::newRow("any port") << "127.1.2.3:0"
                              << "127.1.2.3:0" << true;
    QTest::newRow("no port") << "127.0.0.1"
                             << "127.0.0.1:3240" << true;
    QTest::newRow("everybody") << "0.0.0.0:80"
                               << "0.0.0.0:80" << false;
    QTest::newRow("IPv6") << "[::1]:3241"
                          << "[::1]:3241" << true;
    QTest::newRow("IPv6 written long") << "[0:0:0:0:0:0:0:1]:3241"
                                       << "[::1]:3241" << true;
    QTest::newRow("IPv6 without port") << "::1"
                                       << "[::1]:3240" << true;
    QTest::newRow("IPv6 everybody") << "[::]"
                                    << "[::]:3240" << false;
    QTest::newRow("not quite loopback") << "128.0.0.1:1"
                                        << "128.0.0.1:1" << false;
}

void TstUsbipProtocol::readsAddresses()
{
    QFETCH(const QString, text);
    QFETCH(const QString, written);
    QFETCH(const bool, isLoopback);
    const auto address = parseListenAddress(text.toStdString(), kDefaultPort);
    QVERIFY(address);
    QCOMPARE(toString(*address), written.toStdString());
    QCOMPARE(address->isLoopback(), isLoopback);
}

void TstUsbipProtocol::refusesAddresses_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text : { "", "localhost:3240", ":3240", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:port",
             "127.0.0.1:1:2", "1.2.3:80", "[::1", "[::1]3240", "[127.0.0.1", "[]:1" })
        QTest::newRow(text) << QString::fromLatin1(text);
}

void TstUsbipProtocol::refusesAddresses()
{
    QFETCH(const QString, text);
    const auto address = parseListenAddress(text.toStdString(), kDefaultPort);
    QVERIFY(!address);
    QVERIFY(address.error().kind == ErrorKind::InvalidArgument);
    QVERIFY(!address.error().detail.empty());
}

QTEST_GUILESS_MAIN(TstUsbipProtocol)
#include "tst_usbip_protocol.moc"
