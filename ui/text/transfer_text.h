// SPDX-License-Identifier: GPL-3.0-or-later
// How transfers, their states and their bytes are put into words; numbers are in text/format.h.
// Source of truth: the vocabulary of core/usb. Thread: any. Errors: none. Hostile bytes are escaped here.
#pragma once

#include "core/capture/record.h"
#include "core/engine/types.h"

#include <QString>

namespace wb::ui::text {

// usb::describe() with the languages of usb.ids: "Reads string descriptor 2 in English (US)."
[[nodiscard]] QString sentence(const usb::SetupPacket& setup);

// Says how good or bad something is; views pair it with a colour, always beside the words.
enum class Tone : std::uint8_t { Neutral, Good, Warning, Bad, Muted };

[[nodiscard]] QByteArray toByteArray(ByteView bytes);
[[nodiscard]] Bytes toBytes(const QByteArray& bytes);

[[nodiscard]] QString statusWord(usb::TransferStatus status); // "completed", "stalled", "timed out"...
[[nodiscard]] Tone statusTone(usb::TransferStatus status);
// What to do about a status; empty when there is nothing to do.
[[nodiscard]] QString statusAdvice(usb::TransferStatus status, usb::TransferType type);
// The same of what came of a request, with its details: a reset is told from a departure, ...
[[nodiscard]] QString resultAdvice(const usb::TransferResult& result, usb::TransferType type);
// ... and a short answer that was to count as an error is told from other errors.
[[nodiscard]] QString resultAdvice(const usb::TransferRequest& request, const usb::TransferResult& result);
[[nodiscard]] QString typeWord(usb::TransferType type); // "control", "isochronous", "bulk", "interrupt"
[[nodiscard]] QString directionWord(bool isIn); // "IN", "OUT"

[[nodiscard]] QString exactBytes(std::uint64_t bytes); // "1,024 bytes": where the count matters, not the size
[[nodiscard]] QString hexPreview(ByteView bytes, std::size_t most); // "12 01 00 …"
[[nodiscard]] QString printable(ByteView bytes); // control characters and bytes that are not UTF-8 escaped

// "GET_DESCRIPTOR device", "vendor 0x01": short, for one table cell.
[[nodiscard]] QString setupSummary(const usb::SetupPacket& setup);
// "Loopback demo (100-1.2)"; what a log knows of a device.
[[nodiscard]] QString loggedDevice(const capture::LoggedDevice& device);

// What stops working while the kernel drivers of this device, or of one interface, are detached (P56), as the risk
// policy has it; empty when nothing is at risk.
[[nodiscard]] QString detachWarning(const usb::DeviceInfo& device, std::optional<std::uint8_t> interfaceNumber = {});

[[nodiscard]] QString streamPhaseWord(const engine::StreamStatus& status);
[[nodiscard]] Tone streamTone(const engine::StreamStatus& status);
// "differs at byte 1,234: 0x3f instead of 0x00", "64.0 KiB as expected", "pattern at byte 7", "1.20 MiB in the file";
// empty when nothing was looked for. Bad when there is a difference.
[[nodiscard]] QString streamFindings(const engine::StreamStatus& status);
// Its bulk stream and whether its buffers are the system's; empty when neither was asked for.
[[nodiscard]] QString streamTransport(const engine::StreamStatus& status);

} // namespace wb::ui::text
