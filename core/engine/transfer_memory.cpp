// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer_memory.h"

#include <bit>

namespace wb::engine {
namespace {

constexpr std::uint64_t kBookkeeping = 256; // struct urb and struct async of a 64-bit kernel are a little more
constexpr std::uint64_t kMebibyte = std::uint64_t { 1 } << 20;

std::string plural(std::uint64_t count, const char* what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

} // namespace

std::uint64_t transferMemory(const StreamConfig& config)
{
    return std::uint64_t { config.depth } * (config.transferBytes + kBookkeeping);
}

Status checkTransferMemory(const StreamConfig& config, const TransferMemory& memory)
{
    const std::uint64_t needed = transferMemory(config);
    if (!memory.limit || memory.inUse + needed <= *memory.limit)
        return {};
    const std::string enough = std::to_string(std::bit_ceil((memory.inUse + needed + kMebibyte - 1) / kMebibyte));
    return fail(ErrorKind::OutOfMemory, "start stream",
        plural(config.depth, "transfer") + " of " + plural(config.transferBytes, "byte") + " need "
            + std::to_string(needed) + " bytes, running streams hold " + std::to_string(memory.inUse)
            + ", and Linux allows the transfers of all programs " + std::to_string(*memory.limit / kMebibyte)
            + " MiB: take fewer or smaller ones, or write " + enough
            + " (0: no limit) to /sys/module/usbcore/parameters/usbfs_memory_mb, or boot with usbcore.usbfs_memory_mb="
            + enough);
}

} // namespace wb::engine
