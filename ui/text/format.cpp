// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/format.h"

#include "core/base/bytes.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>
#include <cmath>

namespace wb::ui::text {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wb::ui::text)
};

QString scaled(double value, double step, std::span<const char* const> units)
{
    std::size_t unit = 0;
    while (value >= step && unit + 1 < units.size()) {
        value /= step;
        ++unit;
    }
    const int decimals = unit == 0 ? 0 : value < 10 ? 2 : 1;
    return QLocale().toString(value, 'f', decimals) + QChar(QChar::Nbsp) + QString::fromUtf8(units[unit]);
}

} // namespace

QString fromStd(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

QString safe(std::string_view hostileUtf8) { return fromStd(escapeForDisplay(hostileUtf8)); }

std::string toStd(const QString& text) { return text.toStdString(); }

QString count(std::uint64_t value) { return QLocale().toString(static_cast<qulonglong>(value)); }

QString counted(std::uint64_t value, const QString& one, const QString& many)
{
    return value == 1 ? one : many.arg(count(value));
}

QString bytes(std::uint64_t value)
{
    if (value == 1)
        return Words::tr("1 byte");
    if (value < 1024)
        return Words::tr("%1 bytes").arg(value);
    constexpr std::array kUnits { "B", "KiB", "MiB", "GiB", "TiB" };
    return scaled(static_cast<double>(value), 1024.0, kUnits);
}

QString rate(double bytesPerSecond)
{
    constexpr std::array kUnits { "B/s", "kB/s", "MB/s", "GB/s" };
    return scaled(std::isfinite(bytesPerSecond) ? std::max(0.0, bytesPerSecond) : 0.0, 1000.0, kUnits);
}

QString perSecond(double perSecond)
{
    const double shown = std::isfinite(perSecond) ? std::max(0.0, perSecond) : 0.0;
    return Words::tr("%1 /s").arg(QLocale().toString(shown, 'f', shown < 10 ? 1 : 0));
}

QString duration(Nanoseconds value)
{
    constexpr std::array kUnits { "ns", "µs", "ms", "s" };
    return scaled(static_cast<double>(value.count()), 1000.0, kUnits);
}

QString timeOfDay(Nanoseconds sinceEpoch) { return preciseTimeOfDay(sinceEpoch).left(8); }

QString preciseTimeOfDay(Nanoseconds sinceEpoch) { return fromStd(formatTimeOfDay(sinceEpoch)); }

QString hexNumber(std::uint64_t value, int digits) { return QStringLiteral("0x") + fromStd(hex(value, digits)); }

QString bothWays(std::uint64_t value, int digits)
{
    return QStringLiteral("%1 (%2)").arg(hexNumber(value, digits)).arg(value);
}

QString hexBytes(const QByteArray& data) { return QString::fromLatin1(data.toHex(' ')); }

} // namespace wb::ui::text
