// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes are refused with a place, or read as a snapshot that is written and read again as the same; it can be
// masked, and it is equal to itself.
#include "core/snapshot/compare_snapshots.h"
#include "core/snapshot/import.h"
#include "core/snapshot/mask.h"
#include "core/snapshot/snapshot_file.h"

#include <cstdlib>

using namespace wb;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void checkSnapshot(const snapshot::Snapshot& read)
{
    const auto again = snapshot::fromJsonText(asBytes(snapshot::toJsonText(read)));
    require(again.has_value() && *again == read);
    for (const auto& difference : snapshot::compareSnapshots(read, read, nullptr))
        require(difference.change == snapshot::Change::Equal);
    snapshot::Snapshot masked = read;
    snapshot::maskSerialNumbers(masked);
    require(masked.devices.size() == read.devices.size());
    for (const auto& difference : snapshot::compareSnapshots(read, masked, nullptr))
        static_cast<void>(snapshot::differenceText(difference.details, true));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes(data, size);
    if (const auto read = snapshot::fromJsonText(bytes))
        checkSnapshot(*read);
    else
        require(!read.error().detail.empty());
    if (const auto imported = snapshot::importBytes(bytes, snapshot::ImportKind::Guessed))
        checkSnapshot(*imported);
    return 0;
}
