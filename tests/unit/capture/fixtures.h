// SPDX-License-Identifier: GPL-3.0-or-later
// A device and one transfer of every kind, for the tests of log, reader and replay; and tshark's view of a file.
#pragma once

#include "core/capture/live_log.h"

#include <QByteArray>
#include <QStringList>
#include <QTemporaryDir>

namespace wb::capture::test {

// fffe:0001 on 1-1.2 with bulk, interrupt and isochronous endpoints; the strings are hostile.
[[nodiscard]] usb::DeviceInfo loopbackDevice();

// One transfer as a test states it; `play` logs it and `matches` compares what is read back.
struct Sample {
    const char* name = "";
    usb::EndpointAddress endpoint {};
    usb::TransferType type = usb::TransferType::Control;
    std::optional<usb::SetupPacket> setup {};
    std::uint32_t requested = 0;
    Bytes sent {};
    usb::TransferStatus status = usb::TransferStatus::Completed;
    std::uint32_t actual = 0;
    Bytes received {};
    std::vector<usb::IsoPacket> packets {}; // as completed
    std::optional<Error> refusal {}; // the submit fails with this

    [[nodiscard]] bool isIn() const { return setup ? setup->isIn() : endpoint.isIn(); }
};
[[nodiscard]] std::vector<Sample> everyKind();
[[nodiscard]] Bytes pattern(std::size_t size, Byte seed = 0);

LogTicket begin(LiveLog& log, LogDevice device, const Sample& sample, Nanoseconds time);
void finish(LiveLog& log, const LogTicket& ticket, const Sample& sample, Nanoseconds time);
void play(LiveLog& log, LogDevice device, const Sample& sample);

// Empty when the record is what the sample says, else the first difference in words.
[[nodiscard]] QString difference(const TransferRecord& record, const Sample& sample);

// The word of an enum value, for QCOMPARE: the toString of our enums is not the one Qt Test looks for.
template <class Enum> [[nodiscard]] QByteArray word(Enum value)
{
    const std::string_view name = toString(value);
    return { name.data(), static_cast<qsizetype>(name.size()) };
}

[[nodiscard]] QString path(const QTemporaryDir& directory, const char* name);

// Lines of `tshark -r file -T fields -E occurrence=f`, tab-separated; fails the test when tshark does not run or
// complains.
struct TsharkAnswer {
    bool isOk = false;
    QString complaint;
    QList<QStringList> rows;
};
[[nodiscard]] TsharkAnswer tshark(const QString& file, const QStringList& fields, const QStringList& extra = {});

} // namespace wb::capture::test
