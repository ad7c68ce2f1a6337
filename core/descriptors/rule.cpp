// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/descriptors/rule.h"

#include <algorithm>

namespace wb::descriptors {
namespace {

using namespace rules;

constexpr auto sortedById()
{
    std::array all { kTruncated, kTooShort, kTrailing, kUnreadable, kCountBeyondEnd, kWidthBeyondEnd, kDeviceMissing,
        kControlPacketSize, kNoConfiguration, kConfigurationCount, kTotalLength, kConfigurationValue, kAttributesBit7,
        kAttributesReserved, kInterfaceCount, kTooManyEndpoints, kAlternateRepeated, kNoAlternateZero, kEndpointCount,
        kAssociationEmpty, kAssociationBeyond, kEndpointZero, kEndpointAddressBits, kEndpointRepeated, kEndpointLost,
        kEndpointType, kPacketTooLarge, kBulkSize, kPacketSizeBits, kMultiplierReserved, kMultiplierMisplaced,
        kInterval, kBurst, kCapabilityCount, kSublinkCount, kStringOdd, kHidCount, kHidItemCut, kHidReservedItem,
        kHidMainItem, kHidCollectionOpen, kHidCollectionEnd, kHidGlobalItem, kHidReportLong, kHidReportId,
        kHidPushDepth, kHidPop, kHidUsageMaximum, kWebUsbScheme, kMsCompatibleId, kMsPropertyType, kMsPropertyText,
        kMsPropertyNumber, kMsPropertyGuid, kMs10Length, kMs10Index, kMs10Count, kMs10Section, kMs20Header,
        kMs20TotalLength, kMs20SubsetLength, kMs20Unreadable, kMs20Cut, kMs20Length, kMs20Type, kMs20Nesting,
        kMs20ResumeTime, kHidPhysicalSets };
    std::sort(all.begin(), all.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
    return all;
}

constexpr auto kRules = sortedById();

} // namespace

Diagnostic diagnosticOf(const Rule& rule, ByteRange range, std::string message, std::string_view spec)
{
    return { rule.severity, range, std::move(message), std::string(spec.empty() ? rule.spec : spec), rule.id };
}

std::span<const Rule> decoderRules() { return kRules; }

} // namespace wb::descriptors
