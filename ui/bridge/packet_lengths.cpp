// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/packet_lengths.h"

#include "core/base/bytes.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <limits>

namespace wb::ui {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wb::ui::PacketLengths)
};

tl::unexpected<Error> wrong(const QString& why)
{
    return fail(ErrorKind::InvalidArgument, "packet lengths", text::toStd(why));
}

std::optional<std::uint64_t> number(const QString& digits)
{
    const auto parsed = parseUnsigned(digits.toStdString(), std::numeric_limits<std::uint32_t>::max());
    return parsed ? std::optional(*parsed) : std::nullopt;
}

struct Run {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
};

// "3x176" or "176"; the x of a hexadecimal number stands behind a lone 0.
std::optional<Run> parseRun(const QString& word)
{
    static const QRegularExpression kRun(
        QStringLiteral("^(?:(0x[0-9a-f]+|[0-9]*[1-9][0-9]*)[x*×])?(0x[0-9a-f]+|[0-9]+)$"),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = kRun.match(word);
    if (!match.hasMatch())
        return std::nullopt;
    const auto packets = match.captured(1).isEmpty() ? std::optional<std::uint64_t>(1) : number(match.captured(1));
    const auto bytes = number(match.captured(2));
    return packets && bytes ? std::optional(Run { *packets, *bytes }) : std::nullopt;
}

} // namespace

Result<std::vector<std::uint32_t>> parsePacketLengths(
    const QString& words, std::uint64_t mostBytes, std::size_t mostPackets)
{
    static const QRegularExpression kBetween(QStringLiteral("[\\s,;]+"));
    std::vector<std::uint32_t> lengths;
    for (const QString& word : words.split(kBetween, Qt::SkipEmptyParts)) {
        const auto run = parseRun(word);
        if (!run)
            return wrong(Words::tr("Packet lengths: \"%1\" is no length, such as 176 or 3x176.").arg(word));
        if (run->bytes == 0 || run->bytes > mostBytes)
            return wrong(Words::tr("Packet lengths: a packet of this endpoint holds 1 to %1 bytes, not %2.")
                             .arg(text::count(mostBytes), text::count(run->bytes)));
        if (run->packets > mostPackets - lengths.size())
            return wrong(Words::tr("Packet lengths: a transfer has at most %1 packets.").arg(mostPackets));
        lengths.insert(lengths.end(), run->packets, static_cast<std::uint32_t>(run->bytes));
    }
    return lengths;
}

} // namespace wb::ui
