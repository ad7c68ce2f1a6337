// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/fat_volume.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace wb::backend::virtualbus {

namespace {

// One sector a cluster: 16,223 clusters, which makes it a FAT16 (4085 to 65,524 of them, §3.5).
constexpr std::uint16_t kReservedSectors = 1, kFatCount = 2, kFatSectors = 64, kRootEntries = 512;
constexpr std::size_t kEntrySize = 32;
constexpr std::size_t kFirstFat = std::size_t { kReservedSectors } * kSectorSize;
constexpr std::size_t kRoot = kFirstFat + std::size_t { kFatCount } * kFatSectors * kSectorSize;
constexpr std::size_t kFirstCluster = kRoot + kRootEntries * kEntrySize; // which is number 2
static_assert((kVolumeSectors - kFirstCluster / kSectorSize + 2) * 2 <= kFatSectors * kSectorSize);

constexpr Byte kFixedDisk = 0xf8, kHardDrive = 0x80, kHasVolumeFields = 0x29;
constexpr std::uint32_t kSerial = 0x5742'0001;
constexpr Byte kLabelAttribute = 0x08, kArchiveAttribute = 0x20;
constexpr std::uint16_t kDate = (2026 - 1980) << 9 | 1 << 5 | 1, kNoon = 12 << 11;
constexpr std::uint16_t kReadmeCluster = 2;

void appendText(Bytes& out, std::string_view text, std::size_t width)
{
    const std::string_view kept = text.substr(0, width);
    out.insert(out.end(), kept.begin(), kept.end());
    out.resize(out.size() + width - kept.size(), ' ');
}

Bytes bootSector(std::string_view label)
{
    Bytes out { 0xeb, 0x3c, 0x90 }; // over the fields to the code
    appendText(out, "MSDOS5.0", 8); // the name most systems accept
    appendLe16(out, kSectorSize);
    out.push_back(1); // sector a cluster
    appendLe16(out, kReservedSectors);
    out.push_back(kFatCount);
    appendLe16(out, kRootEntries);
    appendLe16(out, kVolumeSectors);
    out.push_back(kFixedDisk);
    appendLe16(out, kFatSectors);
    appendLe16(out, 32); // sectors a track, heads: for systems that still count so
    appendLe16(out, 64);
    appendLe32(out, 0); // hidden sectors: there is no partition table
    appendLe32(out, 0); // sectors, when they do not fit into the 16 bits above
    out.insert(out.end(), { kHardDrive, 0, kHasVolumeFields });
    appendLe32(out, kSerial);
    appendText(out, label, 11);
    appendText(out, "FAT16", 8);
    out.insert(out.end(), { 0xcd, 0x18, 0xeb, 0xfe }); // not bootable: INT 18h goes on to the next device
    out.resize(kSectorSize - 2);
    out.insert(out.end(), { 0x55, 0xaa });
    return out;
}

Bytes fatStart()
{
    Bytes out;
    appendLe16(out, 0xff00 | kFixedDisk);
    appendLe16(out, 0xffff);
    appendLe16(out, 0xffff); // the one cluster of README.TXT is its last
    return out;
}

Bytes directoryEntry(std::string_view name, Byte attribute, std::uint16_t cluster, std::uint32_t size)
{
    Bytes out;
    appendText(out, name, 11);
    out.insert(out.end(), { attribute, 0, 0 });
    for (const std::uint16_t word : { kNoon, kDate, kDate, std::uint16_t { 0 }, kNoon, kDate, cluster })
        appendLe16(out, word);
    appendLe32(out, size);
    return out;
}

void put(Bytes& volume, std::size_t at, ByteView bytes)
{
    std::copy(bytes.begin(), bytes.end(), std::next(volume.begin(), static_cast<std::ptrdiff_t>(at)));
}

} // namespace

Bytes makeFatVolume(std::string_view label, std::string_view readme)
{
    assert(readme.size() <= kSectorSize);
    Bytes volume(kVolumeSectors * kSectorSize);
    put(volume, 0, bootSector(label));
    for (std::size_t copy = 0; copy < kFatCount; ++copy)
        put(volume, kFirstFat + copy * kFatSectors * kSectorSize, fatStart());
    put(volume, kRoot, directoryEntry(label, kLabelAttribute, 0, 0));
    put(volume, kRoot + kEntrySize,
        directoryEntry("README  TXT", kArchiveAttribute, kReadmeCluster, static_cast<std::uint32_t>(readme.size())));
    put(volume, kFirstCluster, asBytes(readme));
    return volume;
}

} // namespace wb::backend::virtualbus
