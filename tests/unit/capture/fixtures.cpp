// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/capture/fixtures.h"

#include <QDir>
#include <QProcess>

namespace wb::capture::test {
namespace {

using usb::TransferStatus;
using usb::TransferType;

// clang-format off
const Bytes kDeviceDescriptor {
    18, 0x01, 0x00, 0x02, 0x00, 0x00, 0x00, 64, 0xfe, 0xff, 0x01, 0x00, 0x00, 0x01, 1, 2, 3, 1 };
const Bytes kConfiguration {
    9, 0x02, 73, 0, 2, 1, 0, 0x80, 50, // configuration 1, two interfaces
    9, 0x04, 0, 0, 4, 0xff, 0, 0, 0, // vendor interface
    7, 0x05, 0x01, 2, 0x00, 0x02, 0,
    7, 0x05, 0x82, 2, 0x00, 0x02, 0,
    7, 0x05, 0x03, 3, 0x40, 0x00, 4,
    7, 0x05, 0x83, 3, 0x40, 0x00, 4,
    9, 0x04, 1, 0, 2, 0xff, 0, 0, 0, // isochronous interface
    7, 0x05, 0x04, 1, 0x00, 0x04, 1,
    7, 0x05, 0x84, 1, 0x00, 0x04, 1,
    4, 0x99, 1, 2, // unknown: must survive
};
// clang-format on

std::vector<usb::IsoPacket> isoPackets(std::initializer_list<std::pair<std::uint32_t, TransferStatus>> packets)
{
    constexpr std::uint32_t kRequested = 192;
    std::vector<usb::IsoPacket> result;
    for (const auto& [actual, status] : packets)
        result.push_back({ static_cast<std::uint32_t>(result.size()) * kRequested, kRequested, actual, status });
    return result;
}

std::uint32_t sum(const std::vector<usb::IsoPacket>& packets)
{
    std::uint32_t total = 0;
    for (const usb::IsoPacket& packet : packets)
        total += packet.actual;
    return total;
}

Sample controlIn(const char* name, usb::SetupPacket setup, Bytes received, TransferStatus status)
{
    Sample sample { name, {}, TransferType::Control, setup, setup.wLength, {}, status };
    sample.actual = static_cast<std::uint32_t>(received.size());
    sample.received = std::move(received);
    return sample;
}

Sample out(const char* name, Byte endpoint, TransferType type, Bytes sent, std::uint32_t actual, TransferStatus status)
{
    Sample sample { name, { endpoint }, type, {}, static_cast<std::uint32_t>(sent.size()), sent, status, actual };
    return sample;
}

Sample in(
    const char* name, Byte endpoint, TransferType type, std::uint32_t requested, Bytes received, TransferStatus status)
{
    Sample sample { name, { endpoint }, type, {}, requested, {}, status };
    sample.actual = static_cast<std::uint32_t>(received.size());
    sample.received = std::move(received);
    return sample;
}

Sample iso(const char* name, Byte endpoint, std::vector<usb::IsoPacket> packets, std::size_t dataEnd)
{
    Sample sample { name, { endpoint }, TransferType::Isochronous };
    sample.requested = static_cast<std::uint32_t>(packets.size()) * 192;
    sample.actual = sum(packets);
    (sample.isIn() ? sample.received : sample.sent) = pattern(dataEnd, 7);
    sample.packets = std::move(packets);
    return sample;
}

QString text(std::string_view view) { return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size())); }

QString packetDifference(const TransferRecord& record, const Sample& sample)
{
    if (record.isoPackets.size() != sample.packets.size())
        return QStringLiteral("%1 packets instead of %2").arg(record.isoPackets.size()).arg(sample.packets.size());
    for (std::size_t i = 0; i < sample.packets.size(); ++i) {
        if (!(record.isoPackets[i] == sample.packets[i]))
            return QStringLiteral("packet %1 differs").arg(i);
    }
    return {};
}

} // namespace

Bytes pattern(std::size_t size, Byte seed)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<Byte>(seed + i * 31 + (i >> 8));
    return bytes;
}

usb::DeviceInfo loopbackDevice()
{
    Bytes blob = kDeviceDescriptor;
    blob.insert(blob.end(), kConfiguration.begin(), kConfiguration.end());
    usb::DescriptorBlob parsed = usb::parseDescriptorBlob(blob);
    usb::DeviceInfo device;
    device.id = usb::nextDeviceId();
    device.path = { 1, { 1, 2 } };
    device.address = 5;
    device.speed = usb::Speed::High;
    device.descriptor = std::move(parsed.device);
    device.configurations = std::move(parsed.configurations);
    device.activeConfiguration = 1;
    device.product = "Loop\"back\\ \xe2\x80\xae\xf0\x9f\x94\x8c\n";
    device.serial = "\x01S/N";
    return device;
}

std::vector<Sample> everyKind()
{
    using Status = TransferStatus;
    const Error refused { ErrorKind::NoSpace, -28, "submit to EP4 OUT", "no bandwidth left" };
    std::vector<Sample> samples;
    samples.push_back(controlIn("control in", { 0xc0, 1, 0x1234, 2, 64 }, pattern(64), Status::Completed));
    samples.push_back(controlIn("control in, short", { 0xc1, 2, 0, 0, 255 }, pattern(3), Status::Completed));
    samples.push_back(controlIn("control in, stall", { 0xc0, 99, 0, 0, 8 }, {}, Status::Stall));
    samples.push_back({ "control out", {}, TransferType::Control, usb::SetupPacket { 0x40, 3, 0, 0, 5 }, 5, pattern(5),
        Status::Completed, 5 });
    samples.push_back({ "control, no data", {}, TransferType::Control, usb::SetupPacket { 0x40, 4, 7, 0, 0 } });
    samples.push_back(out("bulk out", 0x01, TransferType::Bulk, pattern(1000), 1000, Status::Completed));
    samples.push_back(out("bulk out, nothing", 0x01, TransferType::Bulk, {}, 0, Status::Completed));
    samples.push_back(out("bulk out, timeout", 0x01, TransferType::Bulk, pattern(512), 128, Status::TimedOut));
    samples.push_back(in("bulk in", 0x82, TransferType::Bulk, 65536, pattern(65536), Status::Completed));
    samples.push_back(in("bulk in, odd", 0x82, TransferType::Bulk, 512, pattern(33), Status::Completed));
    samples.push_back(in("bulk in, timeout with data", 0x82, TransferType::Bulk, 512, pattern(17), Status::TimedOut));
    samples.push_back(in("bulk in, cancelled", 0x82, TransferType::Bulk, 512, {}, Status::Cancelled));
    samples.push_back(in("bulk in, overflow", 0x82, TransferType::Bulk, 64, pattern(64), Status::Overflow));
    samples.push_back(in("bulk in, error", 0x82, TransferType::Bulk, 64, {}, Status::Error));
    samples.push_back(in("bulk in, unplugged", 0x82, TransferType::Bulk, 64, {}, Status::NoDevice));
    samples.push_back(in("interrupt in", 0x83, TransferType::Interrupt, 8, pattern(8), Status::Completed));
    samples.push_back(out("interrupt out", 0x03, TransferType::Interrupt, pattern(2), 2, Status::Completed));
    samples.push_back(iso("iso in with errors and gaps", 0x84,
        isoPackets({ { 192, Status::Completed }, { 0, Status::Error }, { 7, Status::Completed },
            { 0, Status::Completed }, { 100, Status::Overflow }, { 0, Status::Completed } }),
        4 * 192 + 100));
    samples.push_back(iso("iso out", 0x04,
        isoPackets({ { 192, Status::Completed }, { 192, Status::Completed }, { 0, Status::Error } }), 3 * 192));
    samples.push_back(iso("iso in, nothing came", 0x84, isoPackets({ { 0, Status::Error }, { 0, Status::Error } }), 0));
    samples.push_back({ "submit refused", { 0x04 }, TransferType::Isochronous, {}, 192, pattern(192),
        Status::SubmitFailed, 0, {}, { { 0, 192, 0, Status::Pending } }, refused });
    return samples;
}

LogTicket begin(LiveLog& log, LogDevice device, const Sample& sample, Nanoseconds time)
{
    static IdSource<usb::TransferId> ids;
    LiveLog::Submit submit;
    submit.device = device;
    submit.id = ids.next();
    submit.endpoint = sample.endpoint;
    submit.type = sample.type;
    submit.setup = sample.setup ? &*sample.setup : nullptr;
    submit.requestedLength = sample.requested;
    submit.interval = 4;
    submit.time = time;
    submit.data = sample.sent;
    submit.isoPackets = sample.packets;
    return log.submitted(submit);
}

void finish(LiveLog& log, const LogTicket& ticket, const Sample& sample, Nanoseconds time)
{
    if (sample.refusal) {
        log.submitFailed(ticket, time, *sample.refusal);
        return;
    }
    LiveLog::Complete complete;
    complete.ticket = ticket;
    complete.status = sample.status;
    complete.actualLength = sample.actual;
    complete.time = time;
    complete.data = sample.received;
    complete.isoPackets = sample.packets;
    log.completed(complete);
}

void play(LiveLog& log, LogDevice device, const Sample& sample)
{
    const Nanoseconds start = now();
    const LogTicket ticket = begin(log, device, sample, start);
    finish(log, ticket, sample, start + std::chrono::microseconds(125));
}

QString difference(const TransferRecord& record, const Sample& sample)
{
    if (record.type != sample.type)
        return QStringLiteral("type is ") + text(usb::toString(record.type));
    if (record.isIn() != sample.isIn() || record.endpoint.number() != sample.endpoint.number())
        return QStringLiteral("endpoint is 0x%1").arg(record.endpoint.value, 2, 16, QLatin1Char('0'));
    if (record.setup != sample.setup)
        return QStringLiteral("setup differs");
    if (record.status != sample.status)
        return QStringLiteral("status is ") + text(usb::toString(record.status));
    if (record.requestedLength != sample.requested || record.actualLength != sample.actual)
        return QStringLiteral("lengths are %1, %2").arg(record.requestedLength).arg(record.actualLength);
    const Bytes& expected = sample.isIn() ? sample.received : sample.sent;
    if (record.data != expected || record.fullDataLength != expected.size() || record.isCut())
        return QStringLiteral("data has %1 of %2 bytes, expected %3, or differs")
            .arg(record.data.size())
            .arg(record.fullDataLength)
            .arg(expected.size());
    if (record.completed - record.submitted != std::chrono::microseconds(125))
        return QStringLiteral("took %1 ns").arg((record.completed - record.submitted).count());
    return packetDifference(record, sample);
}

QString path(const QTemporaryDir& directory, const char* name) { return directory.filePath(QString::fromLatin1(name)); }

TsharkAnswer tshark(const QString& file, const QStringList& fields, const QStringList& extra)
{
    QStringList arguments { QStringLiteral("-r"), file, QStringLiteral("-T"), QStringLiteral("fields"),
        QStringLiteral("-E"), QStringLiteral("occurrence=f") };
    for (const QString& field : fields)
        arguments << QStringLiteral("-e") << field;
    QProcess process;
    process.start(QStringLiteral("tshark"), arguments + extra);
    TsharkAnswer answer;
    if (!process.waitForStarted() || !process.waitForFinished(60'000)) {
        answer.complaint = QStringLiteral("tshark does not run: ") + process.errorString();
        return answer;
    }
    const QString errors = QString::fromUtf8(process.readAllStandardError());
    for (const QString& line : errors.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        if (!line.startsWith(QStringLiteral("Running as user")))
            answer.complaint += line + QLatin1Char('\n');
    }
    for (const QString& line : QString::fromUtf8(process.readAllStandardOutput()).split(QLatin1Char('\n'))) {
        if (!line.isEmpty())
            answer.rows << line.split(QLatin1Char('\t'));
    }
    answer.isOk = process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0 && answer.complaint.isEmpty();
    return answer;
}

} // namespace wb::capture::test
