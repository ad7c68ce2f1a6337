// SPDX-License-Identifier: GPL-3.0-or-later
// The SCSI side of a removable disk with one logical unit: command blocks in, what they want moved out.
// Source of truth: SPC-4 (INQUIRY, REQUEST SENSE, MODE SENSE, REPORT LUNS, sense data), SBC-3 (the disk commands).
// Other commands than the table in scsi_disk.cpp end with ILLEGAL REQUEST, as do fields that are out of range.
// Units: bytes; blocks of kSectorSize. Thread: that of the model. Ownership: shares the medium, whose bytes outlive
// the protocol: reset() forgets sense data, ejection and locks, never a block.
// Errors: a command that fails says so in its plan, and keeps sense data for REQUEST SENSE. Input is hostile.
#pragma once

#include "core/backend/virtualbus/models/fat_volume.h"

#include <memory>

namespace wb::backend::virtualbus {

enum class DataPhase : std::uint8_t { None, In, Out };

// What a command is about to move, whatever its transport thinks of that.
struct ScsiPlan {
    bool isGood = true; // false: CHECK CONDITION, and nothing is moved
    DataPhase phase = DataPhase::None;
    std::uint32_t length = 0;
    ByteView data; // In: exactly `length` bytes, valid until the next execute() or store()
    std::size_t position = 0; // Out: where on the medium they go, see store()
};

class ScsiDisk {
public:
    // REQUIRES: a whole number of blocks, at least one.
    explicit ScsiDisk(std::shared_ptr<Bytes> medium);

    void reset(); // as after power-on: the next command but those that ask who is there is told of it
    [[nodiscard]] ScsiPlan execute(ByteView commandBlock, std::uint8_t logicalUnit);
    void store(std::size_t position, ByteView data); // REQUIRES: inside what a plan said

private:
    struct Sense {
        Byte key = 0, code = 0, qualifier = 0;
    };
    enum class Loading : std::uint8_t { Ready, Stopped, Ejected };
    using Run = ScsiPlan (ScsiDisk::*)(ByteView block);
    struct Command {
        Byte code;
        std::uint8_t size; // of the command block
        bool needsMedium;
        Run run;
    };
    [[nodiscard]] static const Command* find(Byte code);

    [[nodiscard]] ScsiPlan fail(const Sense& sense);
    [[nodiscard]] ScsiPlan answer(Bytes data, std::size_t allocation);
    [[nodiscard]] std::uint64_t blockCount() const { return m_medium->size() / kSectorSize; }
    [[nodiscard]] bool isOnMedium(std::uint64_t first, std::uint64_t count) const;

    [[nodiscard]] ScsiPlan testUnitReady(ByteView block);
    [[nodiscard]] ScsiPlan requestSense(ByteView block);
    [[nodiscard]] ScsiPlan inquiry(ByteView block);
    [[nodiscard]] ScsiPlan vitalProductData(Byte page, std::size_t allocation);
    [[nodiscard]] ScsiPlan modeSense6(ByteView block);
    [[nodiscard]] ScsiPlan modeSense10(ByteView block);
    [[nodiscard]] ScsiPlan modeSense(ByteView block, bool isLong, std::size_t allocation);
    [[nodiscard]] ScsiPlan startStopUnit(ByteView block);
    [[nodiscard]] ScsiPlan preventAllow(ByteView block);
    [[nodiscard]] ScsiPlan readCapacity10(ByteView block);
    [[nodiscard]] ScsiPlan serviceActionIn(ByteView block);
    [[nodiscard]] ScsiPlan read10(ByteView block);
    [[nodiscard]] ScsiPlan read16(ByteView block);
    [[nodiscard]] ScsiPlan write10(ByteView block);
    [[nodiscard]] ScsiPlan write16(ByteView block);
    [[nodiscard]] ScsiPlan access(DataPhase phase, std::uint64_t first, std::uint64_t count);
    [[nodiscard]] ScsiPlan synchronize10(ByteView block);
    [[nodiscard]] ScsiPlan synchronize16(ByteView block);
    [[nodiscard]] ScsiPlan synchronize(std::uint64_t first, std::uint64_t count);
    [[nodiscard]] ScsiPlan reportLuns(ByteView block);

    const std::shared_ptr<Bytes> m_medium;
    Bytes m_answer;
    Sense m_sense;
    bool m_hasAttention = true; // UNIT ATTENTION is to be told
    bool m_isLocked = false; // PREVENT ALLOW MEDIUM REMOVAL
    Loading m_loading = Loading::Ready;
};

} // namespace wb::backend::virtualbus
