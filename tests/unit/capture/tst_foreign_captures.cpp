// SPDX-License-Identifier: GPL-3.0-or-later
// Captures that other programs wrote, in every container and byte order we read, against what tshark says about them.
// Real files come from tests/data/captures (sources and licences beside them); the byte orders that are hard to find
// are our own log, rewritten.
#include "core/capture/capture_layout.h"
#include "tests/unit/capture/fixtures.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace wb;
using namespace wb::capture;

namespace {

// Everything tshark says that we compare.
const QStringList kFields { QStringLiteral("usb.urb_type"), QStringLiteral("usb.request_in"),
    QStringLiteral("usb.urb_id"), QStringLiteral("usb.transfer_type"), QStringLiteral("usb.endpoint_address"),
    QStringLiteral("usb.bus_id"), QStringLiteral("usb.device_address"), QStringLiteral("usb.urb_status"),
    QStringLiteral("usb.urb_len"), QStringLiteral("usb.data_len"), QStringLiteral("usb.iso.numdesc"),
    QStringLiteral("frame.time_epoch"), QStringLiteral("usb.idVendor"), QStringLiteral("usb.idProduct") };
enum Field {
    UrbType,
    RequestIn,
    UrbId,
    Type,
    Endpoint,
    Bus,
    Address,
    Status,
    Length,
    DataLength,
    IsoPackets,
    Time,
    Vendor,
    Product
};

struct Frame {
    QStringList row;
    [[nodiscard]] bool isSubmit() const { return row[UrbType] == QStringLiteral("'S'"); }
    [[nodiscard]] qlonglong number(Field field) const { return row[field].toLongLong(nullptr, 0); }
    [[nodiscard]] Nanoseconds time() const
    {
        const QStringList parts = row[Time].split(QLatin1Char('.'));
        return std::chrono::seconds(parts[0].toLongLong())
            + Nanoseconds(parts.value(1).leftJustified(9, QLatin1Char('0')).toLongLong());
    }
};

// A transfer as tshark sees it: frame numbers from 1, 0 = none.
struct Pair {
    qsizetype submit = 0;
    qsizetype complete = 0;
};

std::vector<Pair> pairsOf(const QList<QStringList>& rows)
{
    std::vector<Pair> pairs;
    std::map<qsizetype, std::size_t> bySubmit;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const Frame frame { rows[i] };
        const qsizetype request = rows[i][RequestIn].toLongLong();
        if (rows[i][UrbType].isEmpty())
            continue; // a simple packet
        if (frame.isSubmit()) {
            bySubmit[i + 1] = pairs.size();
            pairs.push_back({ i + 1, 0 });
        } else if (request != 0) {
            pairs[bySubmit.at(request)].complete = i + 1;
        } else {
            pairs.push_back({ 0, i + 1 });
        }
    }
    return pairs;
}

// Empty when the record is what tshark says of its one or two frames.
QString difference(
    const TransferRecord& record, const LoggedDevice& device, const Pair& pair, const QList<QStringList>& rows)
{
    const Frame any { rows[(pair.submit != 0 ? pair.submit : pair.complete) - 1] };
    if (record.urbId != any.row[UrbId].toULongLong(nullptr, 0))
        return QStringLiteral("urb id");
    // The direction bit of control transfers is not to be trusted (sigrok): the setup packet decides.
    const std::uint8_t mask = record.type == usb::TransferType::Control && record.setup ? 0x0f : 0xff;
    if (toUsbmonType(record.type) != any.number(Type)
        || (record.endpoint.value & mask) != (any.number(Endpoint) & mask))
        return QStringLiteral("type or endpoint");
    if (device.bus != any.number(Bus) || device.address != any.number(Address))
        return QStringLiteral("bus or address");
    if (record.submitted != any.time())
        return QStringLiteral("submit time");
    if (pair.submit != 0 && record.requestedLength != any.number(Length))
        return QStringLiteral("requested length");
    if (pair.complete == 0)
        return record.status == usb::TransferStatus::Pending ? QString() : QStringLiteral("not pending");
    const Frame complete { rows[pair.complete - 1] };
    const auto status = static_cast<std::int32_t>(complete.number(Status));
    const bool isRefused = complete.row[UrbType] == QStringLiteral("'E'");
    if (record.status != (isRefused ? usb::TransferStatus::SubmitFailed : usb::fromUsbmonStatus(status)))
        return QStringLiteral("status");
    const qlonglong actual = complete.number(Length) != 0 ? complete.number(Length) : complete.number(DataLength);
    const bool isIso = record.type == usb::TransferType::Isochronous;
    if (record.completed != complete.time())
        return QStringLiteral("completion time");
    if (!isRefused && record.actualLength != (isIso ? complete.number(Length) : actual))
        return QStringLiteral("actual length");
    const bool isInAnswer = record.isIn() || (!isIso && complete.number(DataLength) != 0);
    const Frame& carrier = isInAnswer ? complete : any;
    const qlonglong packets = isIso ? carrier.number(IsoPackets) : 0;
    if (!isRefused && static_cast<qlonglong>(record.isoPackets.size()) != packets)
        return QStringLiteral("packet count");
    if (!isRefused && static_cast<qlonglong>(record.data.size()) != carrier.number(DataLength) - 16 * packets)
        return QStringLiteral("data length");
    return {};
}

// Writes the packets of a little-endian pcapng file of ours in another container or byte order.
class Rewriter {
public:
    explicit Rewriter(ByteOrder order)
        : m_order(order)
    {
    }
    void u16(std::uint32_t value) { put(value, 2); }
    void u32(std::uint32_t value) { put(value, 4); }
    void u64(std::uint64_t value) { put(value, 8); }
    void raw(ByteView bytes)
    {
        for (const Byte byte : bytes)
            m_out.append(static_cast<char>(byte));
    }
    void header(ByteView bytes, std::size_t size);
    [[nodiscard]] QByteArray take() { return std::move(m_out); }

private:
    void put(std::uint64_t value, std::size_t width)
    {
        for (std::size_t i = 0; i < width; ++i)
            m_out.append(static_cast<char>(value >> (8 * (m_order == ByteOrder::Little ? i : width - 1 - i))));
    }

    ByteOrder m_order;
    QByteArray m_out;
};

void Rewriter::header(ByteView bytes, std::size_t size)
{
    const FieldReader in(bytes, ByteOrder::Little);
    const bool isIso = in.u8(9) == 0;
    const std::size_t descriptors = isIso ? in.u32(60) : 0;
    u64(in.u64(0));
    raw(bytes.subspan(8, 4));
    u16(in.u16(12));
    raw(bytes.subspan(14, 2));
    u64(in.u64(16));
    for (const std::size_t at : { 24U, 28U, 32U })
        u32(in.u32(at));
    const bool isShort = size == UsbmonHeader::kShortSize;
    u32(in.u32(36) - static_cast<std::uint32_t>(isShort ? descriptors * IsoDescriptor::kSize : 0));
    if (isIso) {
        u32(in.u32(40));
        u32(in.u32(44));
    } else {
        raw(bytes.subspan(40, 8));
    }
    for (std::size_t at = 48; at < size; at += 4)
        u32(in.u32(at));
    for (std::size_t i = 0; !isShort && i < 4 * descriptors; ++i)
        u32(in.u32(64 + 4 * i));
    raw(bytes.subspan(64 + descriptors * IsoDescriptor::kSize));
}

struct Packet {
    std::uint64_t stamp; // nanoseconds
    ByteView data;
};

std::vector<Packet> packetsOf(ByteView file)
{
    std::vector<Packet> packets;
    for (std::size_t at = 0; at < file.size();) {
        const ByteView block = file.subspan(at);
        const FieldReader in(block, ByteOrder::Little);
        if (in.u32(0) == pcapng::kEnhancedPacket) {
            const auto head = pcapng::parsePacketHead(block, ByteOrder::Little);
            packets.push_back({ head->stamp, block.subspan(pcapng::kPacketDataOffset, head->captured) });
        }
        at += in.u32(4);
    }
    return packets;
}

QByteArray toPcap(ByteView file, ByteOrder order, bool isNanoseconds, std::size_t headerSize)
{
    Rewriter out(order);
    out.u32(isNanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
    out.u16(2);
    out.u16(4);
    out.u64(0);
    out.u32(262144);
    out.u32(headerSize == UsbmonHeader::kSize ? 220 : 189);
    for (const Packet& packet : packetsOf(file)) {
        Rewriter body(order);
        body.header(packet.data, headerSize);
        const QByteArray bytes = body.take();
        out.u32(static_cast<std::uint32_t>(packet.stamp / 1'000'000'000));
        const auto fraction = static_cast<std::uint32_t>(packet.stamp % 1'000'000'000);
        out.u32(isNanoseconds ? fraction : fraction / 1000);
        out.u32(static_cast<std::uint32_t>(bytes.size()));
        out.u32(static_cast<std::uint32_t>(bytes.size()));
        out.raw(asBytes({ bytes.constData(), static_cast<std::size_t>(bytes.size()) }));
    }
    return out.take();
}

// Big-endian, two sections, binary timestamps (2^-20 s) with an offset, a block type nobody knows and a simple packet.
QByteArray toOddPcapng(ByteView file)
{
    constexpr std::uint64_t kOffsetSeconds = 1'000'000'000;
    Rewriter out(ByteOrder::Big);
    const std::vector<Packet> packets = packetsOf(file);
    for (std::size_t i = 0; i < packets.size(); ++i) {
        if (i == 0 || i == packets.size() / 2) {
            for (const std::uint32_t word :
                { 0x0a0d0d0aU, 28U, 0x1a2b3c4dU, 0x00010000U, 0xffffffffU, 0xffffffffU, 28U })
                out.u32(word);
            for (const std::uint32_t word : { 0x80001234U, 16U, 0xdeadbeefU, 16U })
                out.u32(word);
            for (const std::uint32_t word : { 1U, 44U, 220U << 16, 0U, 0x00090001U, 0x94000000U, 0x000e0008U, 0U,
                     static_cast<std::uint32_t>(kOffsetSeconds), 0U, 44U })
                out.u32(word);
            for (const std::uint32_t word : { 3U, 20U, 4U, 0x01020304U, 20U })
                out.u32(word);
        }
        Rewriter body(ByteOrder::Big);
        body.header(packets[i].data, UsbmonHeader::kSize);
        const QByteArray bytes = body.take();
        const auto size = static_cast<std::uint32_t>(bytes.size());
        const std::uint32_t padding = (4 - size % 4) % 4;
        const std::uint64_t seconds = packets[i].stamp / 1'000'000'000 - kOffsetSeconds;
        const std::uint64_t stamp = (seconds << 20) + (((packets[i].stamp % 1'000'000'000) << 20) / 1'000'000'000);
        for (const std::uint32_t word : { 6U, 32 + size + padding, 0U, static_cast<std::uint32_t>(stamp >> 32),
                 static_cast<std::uint32_t>(stamp), size, size })
            out.u32(word);
        out.raw(asBytes({ bytes.constData(), static_cast<std::size_t>(bytes.size()) }));
        out.raw(Bytes(padding));
        out.u32(32 + size + padding);
    }
    return out.take();
}

} // namespace

class TestForeignCaptures : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;

    void compareWithTshark(const QString& file);

private Q_SLOTS:
    void realFiles_data();
    void realFiles();
    void notUsb_data();
    void notUsb();
    void rewritten_data();
    void rewritten();
    void reenumeratedDevice();
};

void TestForeignCaptures::compareWithTshark(const QString& file)
{
    const auto answer = test::tshark(file, kFields);
    QVERIFY2(answer.isOk, qPrintable(answer.complaint));
    const QList<QStringList>& rows = answer.rows;
    const std::vector<Pair> pairs = pairsOf(rows);
    const auto capture = openCapture(file.toStdString());
    QVERIFY2(capture, capture ? "" : describe(capture.error()).c_str());
    QCOMPARE((*capture)->count(), pairs.size());
    const std::vector<LoggedDevice> devices = (*capture)->devices();
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto record = (*capture)->record(i);
        QVERIFY2(record, record ? "" : describe(record.error()).c_str());
        const QString problem = difference(*record, devices[record->deviceIndex], pairs[i], rows);
        QVERIFY2(problem.isEmpty(),
            qPrintable(
                QStringLiteral("transfer %1 (frames %2, %3): ").arg(i).arg(pairs[i].submit).arg(pairs[i].complete)
                + problem));
        IndexEntry entry {};
        QCOMPARE((*capture)->entries(i, { &entry, 1 }), std::size_t { 1 });
        QCOMPARE(test::word(entry.transferStatus()), test::word(record->status));
        QCOMPARE(entry.actualLength, record->actualLength);
        QCOMPARE(entry.endpoint, std::uint64_t { record->endpoint.value });
    }
    std::set<std::pair<qlonglong, qlonglong>> known;
    for (const LoggedDevice& device : devices)
        known.insert({ device.descriptor.vendorId, device.descriptor.productId });
    for (const QStringList& row : rows) {
        const Frame frame { row };
        if (!row[Vendor].isEmpty() && !row[Product].isEmpty())
            QVERIFY2(known.count({ frame.number(Vendor), frame.number(Product) }) == 1, qPrintable(row[Vendor]));
    }
}

void TestForeignCaptures::realFiles_data()
{
    QTest::addColumn<int>("transfers");
    QTest::newRow("cp2102_setup_with_outdata_nak.pcap") << 21;
    QTest::newRow("stm32_dfu_install.pcap") << 152;
    QTest::newRow("usb_reset_and_setup_lowspeed.pcap") << 9;
    QTest::newRow("usbmon_tools_test1.pcap") << 9;
    QTest::newRow("libfprint_fpcmoc.pcapng") << 114;
    QTest::newRow("libfprint_uru4000.pcapng") << 21;
    QTest::newRow("usbrevue_handset_part.pcap") << 138;
}

void TestForeignCaptures::realFiles()
{
    QFETCH(int, transfers);
    const QString file
        = QStringLiteral(WB_SOURCE_DIR "/tests/data/captures/") + QString::fromLatin1(QTest::currentDataTag());
    compareWithTshark(file);
    const auto capture = openCapture(file.toStdString());
    QVERIFY(capture);
    QCOMPARE((*capture)->count(), static_cast<std::size_t>(transfers));
}

void TestForeignCaptures::notUsb_data()
{
    QTest::addColumn<QString>("found");
    QTest::newRow("pcapng_generator_be_101.pcapng") << QStringLiteral("1 (Ethernet)");
    QTest::newRow("pcapng_generator_le_201.pcapng") << QStringLiteral("1 (Ethernet)");
}

void TestForeignCaptures::notUsb()
{
    QFETCH(QString, found);
    const auto capture = openCapture(std::string(WB_SOURCE_DIR "/tests/data/captures/") + QTest::currentDataTag());
    QVERIFY(!capture);
    QCOMPARE(test::word(capture.error().kind), QByteArray("not supported"));
    QVERIFY2(QString::fromStdString(capture.error().detail).contains(found), capture.error().detail.c_str());
}

void TestForeignCaptures::rewritten_data()
{
    QTest::addColumn<int>("form");
    QTest::newRow("pcap, big-endian, us") << 0;
    QTest::newRow("pcap, big-endian, ns") << 1;
    QTest::newRow("pcap, little-endian, us") << 2;
    QTest::newRow("pcap, little-endian, ns") << 3;
    QTest::newRow("pcapng, big-endian, two sections") << 4;
    QTest::newRow("pcap, short headers") << 5;
}

void TestForeignCaptures::rewritten()
{
    QFETCH(int, form);
    const QString own = m_directory.filePath(QStringLiteral("own.pcapng"));
    std::vector<test::Sample> samples = test::everyKind();
    {
        const auto log = LiveLog::create(own.toStdString());
        QVERIFY(log);
        const LogDevice device = (*log)->addDevice(test::loopbackDevice());
        for (const test::Sample& sample : samples)
            test::play(**log, device, sample);
    }
    QFile in(own);
    QVERIFY(in.open(QIODevice::ReadOnly));
    const QByteArray bytes = in.readAll();
    const ByteView view = asBytes({ bytes.constData(), static_cast<std::size_t>(bytes.size()) });
    const ByteOrder order = form < 2 ? ByteOrder::Big : ByteOrder::Little;
    const std::size_t headerSize = form == 5 ? UsbmonHeader::kShortSize : UsbmonHeader::kSize;
    const QString file = m_directory.filePath(QStringLiteral("form%1").arg(form));
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    QVERIFY(out.write(form == 4 ? toOddPcapng(view) : toPcap(view, order, form % 2 == 1, headerSize)) > 0);
    out.close();

    const auto capture = openCapture(file.toStdString());
    QVERIFY2(capture, capture ? "" : describe(capture.error()).c_str());
    constexpr std::size_t kPreamble = 2; // without our comments the descriptor pairs are transfers like any other
    QCOMPARE((*capture)->count(), kPreamble + samples.size());
    QCOMPARE((*capture)->problems().size(), std::size_t { form == 4 ? 1U : 0U }); // the simple packets
    for (std::size_t i = 0; i < samples.size(); ++i) {
        auto record = (*capture)->record(kPreamble + i);
        QVERIFY(record);
        if (form == 4) // 2^-20 s are coarser than the 125 us to a microsecond
            record->completed = record->submitted + std::chrono::microseconds(125);
        if (form == 5 && !samples[i].packets.empty())
            continue; // has no packet descriptors to come back
        const QString problem = test::difference(*record, samples[i]);
        QVERIFY2(problem.isEmpty(), qPrintable(QLatin1String(samples[i].name) + QStringLiteral(": ") + problem));
    }
    const std::vector<LoggedDevice> devices = (*capture)->devices();
    QCOMPARE(devices.size(), std::size_t { 1 });
    QCOMPARE(devices.front().descriptor.vendorId, std::uint16_t { 0xfffe });
    QCOMPARE(devices.front().configurations.size(), std::size_t { 1 });
    if (form != 5) // its isochronous data length is not that of the file any more
        compareWithTshark(file);
}

void TestForeignCaptures::reenumeratedDevice()
{
    const auto log = LiveLog::create(test::path(m_directory, "twice.pcapng").toStdString());
    QVERIFY(log);
    usb::DeviceInfo first = test::loopbackDevice();
    usb::DeviceInfo second = first;
    second.descriptor.raw[10] = 0x77; // another product at the same address
    static_cast<void>((*log)->addDevice(first));
    static_cast<void>((*log)->addDevice(second));
    static_cast<void>((*log)->addDevice(first));
    QVERIFY((*log)->flush());
    QFile file(QString::fromStdString((*log)->path()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    const QByteArray pcap
        = toPcap(asBytes({ bytes.constData(), static_cast<std::size_t>(bytes.size()) }), ByteOrder::Little, true, 64);
    const auto capture = openCaptureBytes(
        std::make_unique<MemorySource>(asBytes({ pcap.constData(), static_cast<std::size_t>(pcap.size()) })), "memory");
    QVERIFY(capture);
    const std::vector<LoggedDevice> devices = (*capture)->devices();
    QCOMPARE(devices.size(), std::size_t { 3 });
    QCOMPARE(devices[0].descriptor.productId, std::uint16_t { 1 });
    QCOMPARE(devices[1].descriptor.productId, std::uint16_t { 0x77 });
    QCOMPARE(devices[2].descriptor.productId, std::uint16_t { 1 });
}

QTEST_GUILESS_MAIN(TestForeignCaptures)
#include "tst_foreign_captures.moc"
