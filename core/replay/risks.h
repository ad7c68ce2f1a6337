// SPDX-License-Identifier: GPL-3.0-or-later
// What a sequence could do to the device it is sent to (P74): one judgement for the window and the command line.
// What may never be sent is no part of it: buildSequence has already turned it into skipped steps.
// Source of truth: core/usb/risk.h. Thread: any; pure functions. Errors: none.
#pragma once

#include "core/replay/replay.h"
#include "core/usb/risk.h"

namespace wb::replay {

struct SequenceRisks {
    std::size_t toConfirm = 0; // steps that need the person's consent
    std::string firstReason; // why the first of them does; one sentence
};
[[nodiscard]] SequenceRisks assessRisks(std::span<const Step> steps, const usb::DeviceInfo& device);

// Recorded from a device with other ids than this one; false when the log does not say which it had.
[[nodiscard]] bool isAnotherKind(const capture::LoggedDevice& recorded, const usb::DeviceInfo& device);

} // namespace wb::replay
