// SPDX-License-Identifier: GPL-3.0-or-later
// What an opened capture file consists of: its sections, their interfaces, the index and the devices.
// Thread: plain values, immutable once the scan is over.
#pragma once

#include "core/capture/entry_index.h"
#include "core/capture/packet_event.h"
#include "core/capture/transfer_source.h"

namespace wb::capture {

struct CaptureInterface {
    std::uint16_t linkType = 0;
    PacketFormat format; // headerSize 0: a link type that holds no usbmon packets
    std::optional<std::size_t> device; // our own files: the device this interface stands for

    [[nodiscard]] bool isUsb() const { return format.headerSize != 0; }
};

struct CaptureSection {
    std::uint64_t offset = 0;
    ByteOrder order = ByteOrder::Little;
    bool isClassicPcap = false;
    std::vector<CaptureInterface> interfaces;
};

struct CaptureContents {
    std::vector<CaptureSection> sections; // ascending offsets
    EntryIndex index;
    std::vector<LoggedDevice> devices;
    std::vector<std::string> problems;
    std::uint64_t wholeBytes = 0; // where the last whole block ends
};

// 64 for link type 220, 48 for 189, 0 for anything else.
[[nodiscard]] std::size_t usbHeaderSize(std::uint32_t linkType);
[[nodiscard]] std::string linkTypeName(std::uint32_t linkType); // "249 (USBPcap)"

// Reads the whole file once, front to back, in a window of bounded size.
// Errors: Malformed or Unsupported for what is not a USB capture, Io, Cancelled when `progress` says so.
[[nodiscard]] Status scanCapture(
    const ByteSource& source, const std::string& name, const Progress& progress, CaptureContents& contents);

// What openCapture returns, on any bytes; `path` is what the capture calls itself.
[[nodiscard]] Result<std::shared_ptr<TransferSource>> openCaptureBytes(
    std::unique_ptr<ByteSource> source, const std::string& path, const Progress& progress = {});

} // namespace wb::capture
