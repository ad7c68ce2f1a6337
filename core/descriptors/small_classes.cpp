// SPDX-License-Identifier: GPL-3.0-or-later
// Classes with a single small descriptor: DFU 1.1 §4.1.3, UAS §5.2.3.3, IPP over USB 1.0 §4.3.
// Still image (PTP), USBTMC, wireless controllers and bulk-only mass storage have none.
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
    { { 0x24, 0x08 }, "Pipe usage descriptor", kPlainHeader, lengthOf(kPipeUsage, 2), "UAS §5.2.3.3", summarizePipe,
        kPipeUsage },
    openEnded({ { 0x21, 0x07 }, "IPP printer descriptor", kPlainHeader, lengthOf(kPrinterHead, 2), kPrinterSpec,
        addCapabilities, kPrinterHead }),
});

} // namespace

std::span<const Entry> smallClassEntries() { return kEntries; }

} // namespace wb::descriptors
