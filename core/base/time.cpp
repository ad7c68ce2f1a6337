// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/time.h"

#include <array>
#include <cstdio>
#include <ctime>

namespace wb {
namespace {

std::tm localTime(std::time_t seconds)
{
    std::tm parts {};
#ifdef _WIN32
    localtime_s(&parts, &seconds);
#else
    localtime_r(&seconds, &parts);
#endif
    return parts;
}

struct Split {
    std::time_t seconds;
    long long nanoseconds;
};

Split split(Nanoseconds time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return { static_cast<std::time_t>(seconds.count()), (time - seconds).count() };
}

} // namespace

Nanoseconds now()
{
    using std::chrono::steady_clock;
    using std::chrono::system_clock;
    static const Nanoseconds offset = std::chrono::duration_cast<Nanoseconds>(system_clock::now().time_since_epoch())
        - std::chrono::duration_cast<Nanoseconds>(steady_clock::now().time_since_epoch());
    return offset + std::chrono::duration_cast<Nanoseconds>(steady_clock::now().time_since_epoch());
}

std::string formatTimestamp(Nanoseconds sinceEpoch)
{
    const Split parts = split(sinceEpoch);
    const std::tm local = localTime(parts.seconds);
    std::array<char, 64> text {};
    const std::size_t used = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local);
    std::snprintf(text.data() + used, text.size() - used, ".%09lld", parts.nanoseconds);
    return text.data();
}

std::string formatTimeOfDay(Nanoseconds sinceEpoch)
{
    const Split parts = split(sinceEpoch);
    const std::tm local = localTime(parts.seconds);
    std::array<char, 64> text {};
    const std::size_t used = std::strftime(text.data(), text.size(), "%H:%M:%S", &local);
    std::snprintf(text.data() + used, text.size() - used, ".%06lld", parts.nanoseconds / 1000);
    return text.data();
}

} // namespace wb
