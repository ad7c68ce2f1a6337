// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where libusb's numbers become ours: errors, transfer statuses, speeds.
// Source of truth: <libusb.h> of 1.0.26. Numbers a newer library may add map to Internal, Error and Unknown. The
// numbers of the system are those of PyUSB's backend for libusb 1, which scripts compare with; it has none for OTHER.
// Thread: any; makeError() also takes this thread's last libusb log line (log_lines.h).
#pragma once

#include "core/usb/device_info.h"
#include "core/usb/library_facts.h"
#include "core/usb/transfer.h"

namespace wb::backend {

[[nodiscard]] ErrorKind errorKind(int libusbCode);
[[nodiscard]] usb::TransferStatus transferStatus(int libusbStatus);
[[nodiscard]] usb::SystemError systemErrorOf(int libusbCode);
[[nodiscard]] usb::SystemError systemErrorOfStatus(int libusbStatus);
[[nodiscard]] usb::Speed speedOf(int libusbSpeed);

// `subject` is what it happened to ("1-1.2 fffe:0001"); the name of the code and what libusb logged follow it.
[[nodiscard]] Error makeError(int libusbCode, std::string operation, std::string subject);

[[nodiscard]] std::string deviceLabel(const usb::DeviceInfo& device); // "1-1.2 fffe:0001"

} // namespace wb::backend
