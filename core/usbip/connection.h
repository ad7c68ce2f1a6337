// SPDX-License-Identifier: GPL-3.0-or-later
// One client, apart from its socket: bytes in, bytes out, and the device it has taken in between.
// States: Handshake (one operation) -> Attached (commands) -> Ended; a list and a refusal end at once. In Ended nothing
// more is taken from the client, and what it was answered may still be sent.
// An URB is answered exactly once: by its own answer, or by that of its unlink.
// Source of truth: protocol.h; Linux drivers/usb/usbip/stub_rx.c and stub_tx.c, tools/usb/usbip/src/usbipd.c.
// Thread: that of the devices; answers to URBs appear while a device is advanced. Ownership: borrows the table, whose
// device it gives back when it ends. Errors: input is hostile; what is malformed ends the connection.
#pragma once

#include "core/usbip/export_table.h"
#include "core/usbip/limits.h"
#include "core/usbip/remote_transfer.h"

#include <functional>
#include <map>

namespace wb::usbip {

enum class ClientEvent : std::uint8_t {
    Listed, // the devices
    Attached,
    Detached,
    Refused // before it had a device
};

class Connection {
public:
    // `device` is nullptr when none is concerned; `detail` says why, is empty for Listed and Attached, safe to show.
    using Tell = std::function<void(ClientEvent event, const Export* device, const std::string& detail)>;

    Connection(ExportTable& exports, const Limits& limits, Tell tell);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void receive(ByteView bytes); // any piece of the stream; ignored when ended
    void endOfInput(); // the client sends nothing more
    void end(const std::string& why); // for reasons of the server; no-op when ended
    void lookAfterDevice(); // ends when the device has left the bus

    [[nodiscard]] ByteView output() const { return ByteView(m_output).subspan(m_sent); }
    void sent(std::size_t count); // of output()

    // False while the client is to read first, so that its answers do not pile up.
    [[nodiscard]] bool wantsInput() const;
    [[nodiscard]] bool hasDevice() const { return m_export != nullptr; }
    [[nodiscard]] bool isEnded() const { return m_hasEnded; }
    [[nodiscard]] bool isInRequest() const { return !m_hasEnded && (!m_input.empty() || m_submit); }
    [[nodiscard]] std::size_t memory() const; // bytes held for this client, as limits.h counts them

private:
    [[nodiscard]] std::optional<ByteView> take(std::size_t size); // nullopt: not all here yet
    [[nodiscard]] bool step(); // false: more bytes are needed
    [[nodiscard]] bool operate();
    [[nodiscard]] bool import();
    [[nodiscard]] bool command();
    [[nodiscard]] bool submit();
    void begin(const Submit& command);
    void unlink(const Unlink& command);
    void finish(std::uint32_t sequence);
    void giveBack();

    ExportTable& m_exports;
    const Limits& m_limits;
    const Tell m_tell;
    Export* m_export = nullptr;
    bool m_hasEnded = false;
    bool m_isImporting = false;

    Bytes m_input;
    std::size_t m_taken = 0; // of m_input
    std::optional<Submit> m_submit; // the command whose data is awaited
    std::size_t m_submitData = 0; // bytes of it
    std::size_t m_submitPackets = 0; // descriptors behind it

    std::map<std::uint32_t, std::unique_ptr<RemoteTransfer>> m_inFlight; // by sequence number
    std::size_t m_inFlightBytes = 0;
    std::unique_ptr<RemoteTransfer> m_last; // it may not die inside its own completion

    Bytes m_output;
    std::size_t m_sent = 0; // of m_output
};

} // namespace wb::usbip
