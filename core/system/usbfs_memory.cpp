// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/system/usbfs_memory.h"

namespace wb::system {

std::optional<std::uint64_t> usbfsMemoryLimit(const SystemReader& reader)
{
    constexpr unsigned kMebibyteShift = 20;
    const auto text = reader.text("/sys/module/usbcore/parameters/usbfs_memory_mb");
    const auto mebibytes = parseUnsigned(text.value_or(std::string()), 0xffffffff);
    if (!mebibytes || *mebibytes == 0)
        return std::nullopt;
    return *mebibytes << kMebibyteShift;
}

} // namespace wb::system
