// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers, sizes, rates and times as people read them; every panel formats through here.
// Units: bytes, bytes per second, nanoseconds (since the epoch for times of day).
// Thread: any. Errors: none.
#pragma once

#include "core/base/time.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <span>
#include <string_view>

namespace wb::ui::text {

[[nodiscard]] QString fromStd(std::string_view utf8); // for text that is already safe to show
[[nodiscard]] QString safe(std::string_view hostileUtf8); // for anything a device or a file said
[[nodiscard]] std::string toStd(const QString& text);

[[nodiscard]] QString count(std::uint64_t value); // "12,345"
// `one` for exactly one, else `many` with %1 replaced by the number.
[[nodiscard]] QString counted(std::uint64_t value, const QString& one, const QString& many);
[[nodiscard]] QString bytes(std::uint64_t value); // "1 byte", "512 bytes", "64.0 KiB"
[[nodiscard]] QString rate(double bytesPerSecond); // "93.1 MB/s": decimal, as bus speeds are
[[nodiscard]] QString perSecond(double perSecond); // "1,420 /s"
[[nodiscard]] QString duration(Nanoseconds value); // "850 ns", "125 µs", "3.20 ms", "1.50 s"
[[nodiscard]] QString timeOfDay(Nanoseconds sinceEpoch); // "12:31:05"
[[nodiscard]] QString preciseTimeOfDay(Nanoseconds sinceEpoch); // "12:31:05.123456"

[[nodiscard]] QString hexNumber(std::uint64_t value, int digits); // "0x0200"
[[nodiscard]] QString bothWays(std::uint64_t value, int digits); // "0x0200 (512)"; for tooltips
[[nodiscard]] QString hexBytes(const QByteArray& data); // "12 01 00"

} // namespace wb::ui::text
