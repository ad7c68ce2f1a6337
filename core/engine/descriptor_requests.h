// SPDX-License-Identifier: GPL-3.0-or-later
// Which requests bring a device's remaining descriptors: what can be asked at once, and what an answer allows to ask.
// Source of truth: USB 2.0 §9.4.3 and §11.24.2.5, USB 3.2 §9.6.2, HID 1.11 §6.2.3 and §7.1.1, WebUSB §4.3, Microsoft
// OS 2.0 Descriptors §"Retrieving", Microsoft OS 1.0 Descriptors. Answers are hostile; what makes no sense leads to no
// request. Nothing is asked for twice: a length is read first where the descriptor has one. Lengths end at 4096, as
// Linux allows no longer control transfer without a claim for more (P24). Thread: any; pure functions. Errors: none.
#pragma once

#include "core/usb/device_info.h"
#include "core/usb/setup_packet.h"

namespace wb::engine {

struct DescriptorRequest {
    usb::DescriptorSection section; // without bytes: what the answer will be
    usb::SetupPacket setup;
    bool isHead = false; // of a descriptor that says how long it is: the answer is not kept
    bool isContinuation = false; // the answer goes behind the bytes that the section has
    std::uint8_t continuations = 0; // how many more follow this one when it is answered in full
};

struct DescriptorWishes {
    // String 0xee can confuse devices that have never heard of it, so nobody asks for it unbidden.
    bool wantsMsOs10 = false;
};

// Strings are not among them: StringReader reads those.
[[nodiscard]] std::vector<DescriptorRequest> firstRequests(
    const usb::DeviceInfo& device, const DescriptorWishes& wishes);
[[nodiscard]] std::vector<DescriptorRequest> followingRequests(
    const usb::DeviceInfo& device, const DescriptorRequest& request, ByteView answer);

// True when the bytes are what was asked for as far as their type tells; a section is made of nothing else.
[[nodiscard]] bool isAnswerTo(const DescriptorRequest& request, ByteView answer);

} // namespace wb::engine
