// SPDX-License-Identifier: GPL-3.0-or-later
// From log records to a sequence that can be sent again, and the verdict on each answer.
// Source of truth: formats.md §6 (what is never sent raw, what is refused).
// Thread: any; pure functions and plain values. The player that sends lives in core/engine.
// Errors: buildSequence never fails; what cannot be sent becomes a step with a `skipReason`.
#pragma once

#include "core/capture/transfer_source.h"

namespace wb::replay {

enum class StepKind : std::uint8_t {
    Transfer,
    SetConfiguration, // P55: sent through the backend's own calls so that the kernel's state stays right
    SetInterface,
    ClearHalt,
    Skipped
};

struct Step {
    StepKind kind = StepKind::Transfer;
    std::size_t entry = 0; // in the source it came from
    Nanoseconds offset { 0 }; // since the first step was submitted
    usb::TransferRequest request; // kind Transfer
    std::uint8_t value = 0; // configuration value, or alternate setting
    std::uint8_t interfaceNumber = 0; // SetInterface
    usb::EndpointAddress endpoint; // ClearHalt
    std::string skipReason; // kind Skipped: one sentence

    usb::TransferStatus expectedStatus = usb::TransferStatus::Completed;
    std::uint32_t expectedLength = 0;
    Bytes expectedData; // IN payload as recorded
    bool expectedDataIsCut = false; // compare only what was kept
    std::vector<usb::IsoPacket> expectedPackets;
};

struct SequenceOptions {
    bool skipEnumeration = true; // GET_DESCRIPTOR traffic of the operating system in foreign captures
    bool isForeign = false; // not written by this program
    std::uint32_t timeoutMs = 1000;
};

[[nodiscard]] std::vector<Step> buildSequence(
    const capture::TransferSource& source, std::span<const std::size_t> entries, const SequenceOptions& options = {});

enum class Verdict : std::uint8_t { Same, Differs, Failed, Skipped };
[[nodiscard]] std::string_view toString(Verdict verdict); // "same", "differs", "error", "skipped"

struct Comparison {
    Verdict verdict = Verdict::Same;
    std::optional<std::size_t> firstDifference; // byte offset in the data
    std::string explanation; // "byte 3: expected 0x12, got 0x13", "status stall instead of completed"
};

[[nodiscard]] Comparison compare(const Step& step, const usb::TransferResult& result);

// Entries of a source that belong to one device of it, in submit order.
[[nodiscard]] std::vector<std::size_t> entriesOfDevice(const capture::TransferSource& source, std::size_t deviceIndex);

} // namespace wb::replay
