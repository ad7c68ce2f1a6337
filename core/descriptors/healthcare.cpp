// SPDX-License-Identifier: GPL-3.0-or-later
// Personal healthcare devices: PHDC 1.0 §5.2 and §8. Their function extension has the number of the SuperSpeed endpoint
// companion; it stands before the endpoints.
#include "core/descriptors/registry.h"

namespace wb::descriptors {
namespace {

constexpr std::string_view kSpec = "PHDC 1.0 §5.2";
constexpr std::string_view kExtensionSpec = "PHDC 1.0 §8";
constexpr std::uint8_t kHealthcare = 0x0f;

constexpr auto kDataCodes = std::to_array<ValueName>({ { 1, "PHDC_VENDOR" }, { 2, "PHDC_11073_20601" } });
constexpr auto kFunctionBits
    = std::to_array<BitSpec>({ { 7, 1, "reserved" }, { 0, 0, "meta-data message preamble", kNoYes } });
constexpr auto kFunction
    = std::to_array<Step>({ oneOf("bPHDCDataCode", 1, kDataCodes), bitsOf("bmCapability", 1, kFunctionBits) });

constexpr auto kQualityBits = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 5, "very high latency, best reliability", kNoYes },
    { 4, 4, "high latency, best reliability", kNoYes },
    { 3, 3, "medium latency, best reliability", kNoYes },
    { 2, 2, "medium latency, better reliability", kNoYes },
    { 1, 1, "medium latency, good reliability", kNoYes },
    { 0, 0, "low latency, good reliability", kNoYes },
});
constexpr auto kQuality
    = std::to_array<Step>({ { "bQoSEncodingVersion" }, bitsOf("bmLatencyReliability", 1, kQualityBits) });
constexpr auto kMetaData = std::to_array<Step>({ rest("bOpaqueData") });

// ISO/IEEE 11073-10101.
constexpr auto kSpecializations = std::to_array<ValueName>({ { 0x1004, "pulse oximeter" },
    { 0x1006, "basic electrocardiograph" }, { 0x1007, "blood pressure monitor" }, { 0x1008, "thermometer" },
    { 0x100f, "weighing scale" }, { 0x1011, "glucose meter" }, { 0x1015, "peak flow monitor" },
    { 0x1029, "cardiovascular fitness monitor" }, { 0x102a, "strength fitness equipment" },
    { 0x1047, "independent living activity hub" }, { 0x1048, "medication monitor" } });
constexpr auto kExtension = std::to_array<Step>({ { "bReserved" }, { "bNumDevSpecs" },
    times("bNumDevSpecs", oneOf("wDevSpecializations", 2, kSpecializations, Format::Hex)) });
static_assert(areUsable(kExtension));

constexpr auto kEntries = std::to_array<Entry>({
    { { 0x20, kHealthcare }, "PHDC class function descriptor", kPlainHeader, lengthOf(kFunction, 2), kSpec, nullptr,
        kFunction },
    { { 0x21, kHealthcare }, "PHDC QoS descriptor", kPlainHeader, lengthOf(kQuality, 2), kSpec, nullptr, kQuality },
    { { 0x22, kHealthcare }, "PHDC meta-data descriptor", kPlainHeader, lengthOf(kMetaData, 2), kSpec, nullptr,
        kMetaData },
    { { 0x30, kHealthcare }, "PHDC 11073 function extension descriptor", kPlainHeader, lengthOf(kExtension, 2),
        kExtensionSpec, nullptr, kExtension },
});

} // namespace

std::span<const Entry> healthcareEntries() { return kEntries; }

} // namespace wb::descriptors
