// SPDX-License-Identifier: GPL-3.0-or-later
// Classes with a single small descriptor: DFU 1.1 §4.1.3, IrDA Bridge 1.0 §7.2, UAS §5.2.3.3, IPP over USB 1.0 §4.3.
// Still image (PTP), USBTMC, Bluetooth and bulk-only mass storage have none.
#include "core/descriptors/registry.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

constexpr auto kDfuBits = std::to_array<BitSpec>({
    { 7, 4, "reserved" },
    { 3, 3, "detaches by itself", kNoYes },
    { 2, 2, "manifestation tolerant", kNoYes },
    { 1, 1, "upload", kNoYes },
    { 0, 0, "download", kNoYes },
});
constexpr auto kDfu
    = std::to_array<Step>({ bitsOf("bmAttributes", 1, kDfuBits), { "wDetachTimeout", 2, Format::Milliseconds },
        { "wTransferSize", 2, Format::Bytes }, optional({ "bcdDFUVersion", 2, Format::Bcd }) });

constexpr auto kDataSizeBits = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 5, "2048 bytes", kNoYes },
    { 4, 4, "1024 bytes", kNoYes },
    { 3, 3, "512 bytes", kNoYes },
    { 2, 2, "256 bytes", kNoYes },
    { 1, 1, "128 bytes", kNoYes },
    { 0, 0, "64 bytes", kNoYes },
});
constexpr auto kWindowBits = std::to_array<BitSpec>({
    { 7, 7, "reserved" },
    { 6, 6, "7 frames", kNoYes },
    { 5, 5, "6 frames", kNoYes },
    { 4, 4, "5 frames", kNoYes },
    { 3, 3, "4 frames", kNoYes },
    { 2, 2, "3 frames", kNoYes },
    { 1, 1, "2 frames", kNoYes },
    { 0, 0, "1 frame", kNoYes },
});
constexpr auto kTurnaroundBits = std::to_array<BitSpec>({
    { 7, 7, "0 ms", kNoYes },
    { 6, 6, "0.01 ms", kNoYes },
    { 5, 5, "0.05 ms", kNoYes },
    { 4, 4, "0.1 ms", kNoYes },
    { 3, 3, "0.5 ms", kNoYes },
    { 2, 2, "1 ms", kNoYes },
    { 1, 1, "5 ms", kNoYes },
    { 0, 0, "10 ms", kNoYes },
});
constexpr auto kBaudBits = std::to_array<BitSpec>({
    { 15, 9, "reserved" },
    { 8, 8, "4 Mbit/s", kNoYes },
    { 7, 7, "1.152 Mbit/s", kNoYes },
    { 6, 6, "576 kbit/s", kNoYes },
    { 5, 5, "115.2 kbit/s", kNoYes },
    { 4, 4, "57.6 kbit/s", kNoYes },
    { 3, 3, "38.4 kbit/s", kNoYes },
    { 2, 2, "19.2 kbit/s", kNoYes },
    { 1, 1, "9.6 kbit/s", kNoYes },
    { 0, 0, "2.4 kbit/s", kNoYes },
});
constexpr auto kBeginBits = std::to_array<BitSpec>({
    { 7, 7, "0 BOFs", kNoYes },
    { 6, 6, "1 BOF", kNoYes },
    { 5, 5, "2 BOFs", kNoYes },
    { 4, 4, "3 BOFs", kNoYes },
    { 3, 3, "6 BOFs", kNoYes },
    { 2, 2, "12 BOFs", kNoYes },
    { 1, 1, "24 BOFs", kNoYes },
    { 0, 0, "48 BOFs", kNoYes },
});
constexpr auto kSniffing = std::to_array<ValueName>({ { 0, "fixed rate" }, { 1, "receives at any rate" } });
constexpr auto kIrda = std::to_array<Step>({ { "bcdSpecRevision", 2, Format::Bcd },
    bitsOf("bmDataSize", 1, kDataSizeBits), bitsOf("bmWindowSize", 1, kWindowBits),
    bitsOf("bmMinTurnaroundTime", 1, kTurnaroundBits), bitsOf("wBaudRate", 2, kBaudBits),
    bitsOf("bmAdditionalBOFs", 1, kBeginBits), oneOf("bIrdaRateSniff", 1, kSniffing), { "bMaxUnicastList" } });

constexpr auto kPipes = std::to_array<ValueName>(
    { { 1, "command pipe" }, { 2, "status pipe" }, { 3, "data-in pipe" }, { 4, "data-out pipe" } });
constexpr auto kPipeUsage = std::to_array<Step>({ oneOf("bPipeID", 1, kPipes), { "bReserved" } });

void summarizePipe(NodeBuilder& builder)
{
    if (const Field* pipe = builder.findField("bPipeID"))
        builder.setSummary(pipe->meaning);
}

constexpr auto kAuthentications = std::to_array<std::string_view>({ "none", "user name", "reserved", "negotiable" });
constexpr auto kPrinterBits = std::to_array<BitSpec>({
    { 15, 7, "reserved" },
    { 6, 5, "authentication", kAuthentications },
    { 4, 4, "HTTP over USB", kNoYes },
    { 3, 3, "other", kNoYes },
    { 2, 2, "fax", kNoYes },
    { 1, 1, "scan", kNoYes },
    { 0, 0, "print", kNoYes },
});
constexpr auto kPrinterHead = std::to_array<Step>({ { "bcdReleaseNumber", 1, Format::Hex }, { "bcdNumDescriptors" } });
constexpr auto kBasicCapabilities = std::to_array<Step>({ bitsOf("wBasicCapabilities", 2, kPrinterBits),
    { "iIPPVersionsSupported", 1, Format::StringIndex }, { "iIPPPrinterUUID", 1, Format::StringIndex } });
constexpr std::string_view kPrinterSpec = "IPP over USB 1.0 §4.3";

// Each of them says its own type and how many bytes follow.
void addCapabilities(NodeBuilder& builder)
{
    const std::uint64_t count = builder.value(3, 1).value_or(0);
    for (std::uint64_t i = 0; i < count && builder.cursor() < builder.bytes().size(); ++i) {
        const std::uint64_t type = builder.value(builder.cursor(), 1).value_or(0);
        const std::string index = "[" + std::to_string(i) + "]";
        builder.add(builder.cursor(), 1, "bCapabilityType" + index, Format::Hex, kPrinterSpec);
        const auto length = builder.value(builder.cursor(), 1);
        if (!length)
            return;
        builder.add(builder.cursor(), 1, "bCapabilityLength" + index, Format::Number, kPrinterSpec);
        const std::size_t left = builder.bytes().size() - builder.cursor();
        if (type == 0 && *length >= 4 && left >= 4)
            builder.addSteps(kBasicCapabilities, kPrinterSpec);
        else if (*length > 0 && left > 0)
            builder.add(builder.cursor(), std::min<std::size_t>(*length, left), "CapabilityData" + index,
                Format::HexBytes, kPrinterSpec);
    }
}

constexpr auto kEntries = std::to_array<Entry>({
    { { 0x21, 0xfe, 1 }, "DFU functional descriptor", kPlainHeader, lengthOf(kDfu, 2), "DFU 1.1 Table 4.2", nullptr,
        kDfu },
    { { 0x21, 0xfe, 2 }, "IrDA bridge descriptor", kPlainHeader, lengthOf(kIrda, 2), "IrDA Bridge 1.0 §7.2", nullptr,
        kIrda },
    { { 0x24, 0x08 }, "Pipe usage descriptor", kPlainHeader, lengthOf(kPipeUsage, 2), "UAS §5.2.3.3", summarizePipe,
        kPipeUsage },
    openEnded({ { 0x21, 0x07 }, "IPP printer descriptor", kPlainHeader, lengthOf(kPrinterHead, 2), kPrinterSpec,
        addCapabilities, kPrinterHead }),
});

} // namespace

std::span<const Entry> smallClassEntries() { return kEntries; }

} // namespace wb::descriptors
