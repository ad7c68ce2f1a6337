// SPDX-License-Identifier: GPL-3.0-or-later
// CPU time of the calling thread, and what is said of several measurements of it. CPU time, not seconds: a bar then
// holds on a busy machine too. Units: milliseconds. Thread: any. Errors: none.
#pragma once

#include <algorithm>
#include <ctime>
#include <vector>

namespace wb::bench {

[[nodiscard]] inline double threadCpuMs()
{
    timespec used {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

template <class Work> [[nodiscard]] double cpuMsOf(Work work)
{
    const double before = threadCpuMs();
    work();
    return threadCpuMs() - before;
}

// REQUIRES: not empty.
[[nodiscard]] inline double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace wb::bench
