// SPDX-License-Identifier: GPL-3.0-or-later
// One URB of a client: from USBIP_CMD_SUBMIT to its one answer.
// The client's isochronous packets lie in its buffer where it says, perhaps with gaps; here they lie one behind the
// other, which is also how they are answered (usbip_pad_iso() puts the gaps back).
// Source of truth: protocol.h; Linux drivers/usb/usbip/stub_rx.c, stub_tx.c (what a server does with an URB).
// Thread: one. Ownership: borrows the device, which must outlive it; must be idle when destroyed.
// Errors: negative errno numbers of Linux, for the wire.
#pragma once

#include "core/backend/virtualbus/bare_device.h"
#include "core/usbip/protocol.h"

namespace wb::usbip {

class RemoteTransfer {
public:
    // `data`: what follows an OUT command, of exactly command.length bytes; empty for IN.
    RemoteTransfer(
        backend::virtualbus::BareDevice& device, const Submit& command, ByteView data, std::vector<Packet> packets);

    // 0, or why it was not submitted: its answer is appendRefusal() then.
    [[nodiscard]] std::int32_t submit(std::function<void()> completed);
    void unlink(std::uint32_t sequence); // REQUIRES: !isUnlinked()
    void abandon(); // completes without telling anybody

    [[nodiscard]] bool isUnlinked() const { return m_unlinkSequence.has_value(); }
    [[nodiscard]] std::size_t bytes() const { return m_bytes; } // of memory it accounts for
    // REQUIRES: completed. The answer to the submit, or to the unlink in its place.
    void appendAnswer(Bytes& out) const;
    [[nodiscard]] std::span<const Packet> packets() const { return m_packets; }

    // What a command would account for.
    [[nodiscard]] static std::size_t bytesOf(const Submit& command, std::size_t packets);

private:
    [[nodiscard]] std::int32_t prepare(usb::TransferType type, ByteView data);
    [[nodiscard]] std::int32_t prepareControl(ByteView data);
    [[nodiscard]] std::int32_t prepareIsochronous(ByteView data);
    [[nodiscard]] std::int32_t status() const;
    void appendData(Bytes& out) const;

    const Submit m_command;
    std::vector<Packet> m_packets; // as the client laid them out
    const std::size_t m_bytes;
    backend::virtualbus::BareTransfer m_transfer;
    const bool m_countsFrames; // start_frame in frames, not microframes
    std::int32_t m_fault = 0; // found before the bus was asked
    std::optional<std::uint32_t> m_unlinkSequence;
};

// The answer to a command that never became a transfer on the bus.
void appendRefusal(Bytes& out, const Submit& command, std::span<const Packet> packets, std::int32_t status);

} // namespace wb::usbip
