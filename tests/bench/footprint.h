// SPDX-License-Identifier: GPL-3.0-or-later
// What a program holds of the system, looked at again and again: file descriptors and memory must not grow.
// Source of truth: proc(5), /proc/self/fd and statm. The first rounds warm up and set the measure.
// Thread: one.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace wb::bench {

class Footprint {
public:
    // What has grown too much since the warm-up; empty: nothing.
    [[nodiscard]] std::string takeRound()
    {
        m_descriptors = openDescriptors();
        m_bytes = residentBytes();
        if (++m_rounds <= kWarmUpRounds) {
            m_usualDescriptors = std::max(m_usualDescriptors, m_descriptors);
            m_usualBytes = std::max(m_usualBytes, m_bytes);
            return {};
        }
        const bool isGrown
            = m_descriptors > m_usualDescriptors + kMoreDescriptors || m_bytes > m_usualBytes + kMoreBytes;
        return isGrown ? text() : std::string();
    }

    [[nodiscard]] std::string text() const
    {
        return std::to_string(m_descriptors) + " file descriptors, " + std::to_string(m_bytes >> 20) + " MiB";
    }

private:
    static constexpr int kWarmUpRounds = 2;
    static constexpr std::size_t kMoreDescriptors = 4;
    static constexpr std::size_t kMoreBytes = std::size_t { 64 } << 20; // what the allocator keeps differs

    static std::size_t openDescriptors()
    {
        std::error_code error;
        std::size_t count = 0;
        for (std::filesystem::directory_iterator file("/proc/self/fd", error), end; !error && file != end;
             file.increment(error))
            ++count;
        return count;
    }

    static std::size_t residentBytes()
    {
        std::ifstream file("/proc/self/statm");
        std::size_t all = 0;
        std::size_t resident = 0;
        file >> all >> resident;
        return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    }

    int m_rounds = 0;
    std::size_t m_descriptors = 0;
    std::size_t m_bytes = 0;
    std::size_t m_usualDescriptors = 0;
    std::size_t m_usualBytes = 0;
};

} // namespace wb::bench
