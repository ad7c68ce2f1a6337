// SPDX-License-Identifier: GPL-3.0-or-later
// What a device answered to a request of the catalogue, field by field.
// Source of truth: the layouts in the catalogue and core/descriptors. The answer is hostile: what is too short is shown
// as far as it goes with a Diagnostic, what is too long as "unparsed"; every byte belongs to a field.
// Thread: any; pure. Errors: never fails.
#pragma once

#include "core/descriptors/decode.h"
#include "core/requests/identify.h"

namespace wb::requests {

struct AnswerContext {
    usb::Speed speed = usb::Speed::Unknown; // of the device
    const descriptors::UsbIds* names = nullptr; // must outlive the call only
    std::optional<descriptors::EnclosingInterface> enclosing = {}; // that was asked
};

// None for OUT requests, and for an answer without bytes to a request that need not have any. REQUIRES: `setup` is the
// packet that `identity` was found for.
[[nodiscard]] std::vector<descriptors::Node> decodeAnswer(
    const Identity& identity, const usb::SetupPacket& setup, ByteView answer, const AnswerContext& context);

// identify() and decodeAnswer() for a device; none when the request is in no specification.
[[nodiscard]] std::vector<descriptors::Node> decodeAnswer(
    const usb::SetupPacket& setup, ByteView answer, const Targets& targets, const descriptors::UsbIds* names = nullptr);

} // namespace wb::requests
