// SPDX-License-Identifier: GPL-3.0-or-later
// A rule that descriptors must obey, and the catalogue of those that the decoders hold bytes against while they read
// them (the others are in core/lint). A Diagnostic names the rule that was broken; its message has the numbers.
// Source of truth: the section each rule names. Ids are stable: scripts and reports use them.
// Thread: any; constants. Errors: none.
#pragma once

#include "core/descriptors/node.h"

namespace wb::descriptors {

struct Rule {
    std::string_view id; // "endpoint.bulk-size": what it is about, then what is wrong; lower case, no spaces
    Severity severity = Severity::Warning;
    std::string_view spec; // "USB 2.0 §5.8.3"
    std::string_view summary; // what a device should say, one sentence
};

// `spec` when the rule is everybody's and the section the descriptor's own.
[[nodiscard]] Diagnostic diagnosticOf(
    const Rule& rule, ByteRange range, std::string message, std::string_view spec = {});

// Ascending by id.
[[nodiscard]] std::span<const Rule> decoderRules();

namespace rules {

inline constexpr Rule kTruncated { "length.truncated", Severity::Error, "USB 2.0 §9.5",
    "All bytes that bLength counts must be there." };
inline constexpr Rule kTooShort { "length.short", Severity::Error, "USB 2.0 §9.5",
    "bLength must be enough for every field of the descriptor." };
inline constexpr Rule kTrailing { "length.trailing", Severity::Warning, "USB 2.0 §9.5",
    "A descriptor ends behind its last field." };
inline constexpr Rule kUnreadable { "length.unreadable", Severity::Error, "USB 2.0 §9.5",
    "bLength is at least 2, and every byte belongs to a descriptor." };
inline constexpr Rule kCountBeyondEnd { "count.beyond-end", Severity::Error, "USB 2.0 §9.5",
    "A count must not name more elements than its descriptor has room for." };
inline constexpr Rule kWidthBeyondEnd { "width.beyond-end", Severity::Error, "USB 2.0 §9.5",
    "A size must not name more bytes than its descriptor has left." };

inline constexpr Rule kDeviceMissing { "device.missing", Severity::Error, "USB 2.0 §9.6.1",
    "A device descriptor stands in front of the configurations." };
inline constexpr Rule kControlPacketSize { "device.packet-size-0", Severity::Error, "USB 2.0 §9.6.1",
    "bMaxPacketSize0 is 8, 16, 32 or 64, and 9 (for 512) at SuperSpeed." };
inline constexpr Rule kNoConfiguration { "device.no-configuration", Severity::Error, "USB 2.0 §9.6.1",
    "bNumConfigurations is at least 1." };
inline constexpr Rule kConfigurationCount { "device.configuration-count", Severity::Error, "USB 2.0 §9.6.1",
    "bNumConfigurations says how many configurations there are." };

inline constexpr Rule kTotalLength { "total-length.wrong", Severity::Error, "USB 2.0 §9.6.3",
    "wTotalLength counts every byte up to the end of the last descriptor." };
inline constexpr Rule kConfigurationValue { "configuration.value-zero", Severity::Warning, "USB 2.0 §9.4.7",
    "bConfigurationValue is not 0, which means unconfigured." };
inline constexpr Rule kAttributesBit7 { "configuration.bit-7", Severity::Note, "USB 2.0 Table 9-10",
    "Bit 7 of bmAttributes is one." };
inline constexpr Rule kAttributesReserved { "configuration.reserved-bits", Severity::Note, "USB 2.0 Table 9-10",
    "Bits 4 to 0 of bmAttributes are zero." };
inline constexpr Rule kInterfaceCount { "configuration.interface-count", Severity::Error, "USB 2.0 §9.6.3",
    "bNumInterfaces says how many interfaces the configuration has." };

inline constexpr Rule kTooManyEndpoints { "interface.too-many-endpoints", Severity::Error, "USB 2.0 §9.6.5",
    "An interface has at most 30 endpoints besides endpoint 0." };
inline constexpr Rule kAlternateRepeated { "interface.repeated", Severity::Error, "USB 2.0 §9.6.5",
    "Every alternate setting of an interface is described once." };
inline constexpr Rule kNoAlternateZero { "interface.no-alternate-0", Severity::Error, "USB 2.0 §9.6.5",
    "Every interface has an alternate setting 0, which is the default." };
inline constexpr Rule kEndpointCount { "interface.endpoint-count", Severity::Error, "USB 2.0 §9.6.5",
    "bNumEndpoints says how many endpoint descriptors follow." };

inline constexpr Rule kAssociationEmpty { "association.empty", Severity::Error, "USB 3.2 §9.6.4",
    "bInterfaceCount is at least 1." };
inline constexpr Rule kAssociationBeyond { "association.beyond-255", Severity::Error, "USB 3.2 §9.6.4",
    "The last interface of a function is at most 255." };

inline constexpr Rule kEndpointZero { "endpoint.zero", Severity::Error, "USB 2.0 §9.6.6",
    "Endpoint 0 has no endpoint descriptor." };
inline constexpr Rule kEndpointAddressBits { "endpoint.address-bits", Severity::Error, "USB 2.0 §9.6.6",
    "Bits 6 to 4 of bEndpointAddress are zero." };
inline constexpr Rule kEndpointRepeated { "endpoint.repeated", Severity::Error, "USB 2.0 §9.6.6",
    "An alternate setting describes an endpoint once." };
inline constexpr Rule kEndpointLost { "endpoint.before-interface", Severity::Error, "USB 2.0 §9.4.3",
    "Endpoints follow the interface they belong to." };
inline constexpr Rule kEndpointType { "endpoint.type-at-speed", Severity::Error, "USB 2.0 §5.4",
    "Low Speed devices have control and interrupt endpoints only." };
inline constexpr Rule kPacketTooLarge { "endpoint.packet-too-large", Severity::Error, "USB 2.0 §5",
    "wMaxPacketSize is at most what the speed allows for the transfer type." };
inline constexpr Rule kBulkSize { "endpoint.bulk-size", Severity::Error, "USB 2.0 §5.8.3",
    "A bulk endpoint's packets have 512 bytes at High Speed and 1024 at SuperSpeed." };
inline constexpr Rule kPacketSizeBits { "endpoint.packet-size-bits", Severity::Warning, "USB 2.0 §9.6.6",
    "Bits 15 to 13 of wMaxPacketSize are zero." };
inline constexpr Rule kMultiplierReserved { "endpoint.multiplier-3", Severity::Error, "USB 2.0 §9.6.6",
    "At most 2 additional transactions in a microframe exist." };
inline constexpr Rule kMultiplierMisplaced { "endpoint.multiplier-misplaced", Severity::Warning, "USB 2.0 §9.6.6",
    "Only High Speed isochronous and interrupt endpoints have additional transactions." };
inline constexpr Rule kInterval { "endpoint.interval", Severity::Error, "USB 2.0 §9.6.6",
    "bInterval is 1 to 255 for Low and Full Speed interrupt endpoints and 1 to 16 for other periodic ones." };
inline constexpr Rule kBurst { "companion.burst", Severity::Error, "USB 3.2 §9.6.7", "bMaxBurst is 0 to 15." };

inline constexpr Rule kCapabilityCount { "bos.capability-count", Severity::Error, "USB 3.2 §9.6.2",
    "bNumDeviceCaps says how many capabilities follow." };
inline constexpr Rule kSublinkCount { "bos.sublink-count", Severity::Error, "USB 3.2 §9.6.2.5",
    "As many sublink speed attributes follow as bmAttributes says." };
inline constexpr Rule kStringOdd { "string.odd-length", Severity::Warning, "USB 2.0 §9.6.7",
    "A string descriptor has an even length, being made of 16-bit characters." };

inline constexpr Rule kWebUsbScheme { "webusb.scheme", Severity::Error, "WebUSB §4.3.1",
    "bScheme of a URL is 0 (http), 1 (https) or 255 (none)." };

inline constexpr Rule kMsCompatibleId { "ms-os.compatible-id", Severity::Warning, "Microsoft OS 2.0 Table 13",
    "Compatible IDs are capital letters, digits and underscores, filled up with zeros." };
inline constexpr Rule kMsPropertyType { "ms-os.property-type", Severity::Error, "Microsoft OS 2.0 Table 15",
    "A registry property has a data type of 1 to 7." };
inline constexpr Rule kMsPropertyText { "ms-os.property-text", Severity::Warning, "Microsoft OS 2.0 Table 15",
    "Names and texts of registry properties end with a zero character, lists of them with two." };
inline constexpr Rule kMsPropertyNumber { "ms-os.property-number", Severity::Error, "Microsoft OS 2.0 Table 15",
    "A number in a registry property has 4 bytes." };
inline constexpr Rule kMsPropertyGuid { "ms-os.property-guid", Severity::Warning, "Microsoft OS 2.0 Table 14",
    "The properties DeviceInterfaceGUID and DeviceInterfaceGUIDs hold GUIDs in braces." };

inline constexpr Rule kMs10Length { "ms-os-10.length", Severity::Error, "Microsoft OS Descriptors 1.0",
    "dwLength counts all bytes of the descriptor." };
inline constexpr Rule kMs10Index { "ms-os-10.index", Severity::Error, "Microsoft OS Descriptors 1.0",
    "wIndex is 4 for extended compat IDs and 5 for extended properties." };
inline constexpr Rule kMs10Count { "ms-os-10.count", Severity::Error, "Microsoft OS Descriptors 1.0",
    "The header says how many sections follow." };
inline constexpr Rule kMs10Section { "ms-os-10.section", Severity::Error, "Microsoft OS Descriptors 1.0",
    "Every section is whole, and dwSize counts its fields." };

inline constexpr Rule kMs20Header { "ms-os-20.header", Severity::Error, "Microsoft OS 2.0 Table 10",
    "A descriptor set begins with its header." };
inline constexpr Rule kMs20TotalLength { "ms-os-20.total-length", Severity::Error, "Microsoft OS 2.0 Table 10",
    "wTotalLength counts all bytes of the set." };
inline constexpr Rule kMs20SubsetLength { "ms-os-20.subset-length", Severity::Error, "Microsoft OS 2.0 Table 11",
    "The length of a subset counts its header and ends within what the subset is in." };
inline constexpr Rule kMs20Unreadable { "ms-os-20.unreadable", Severity::Error, "Microsoft OS 2.0 Table 9",
    "wLength is at least 4, and every byte belongs to a descriptor." };
inline constexpr Rule kMs20Cut { "ms-os-20.cut", Severity::Error, "Microsoft OS 2.0 Table 9",
    "All bytes that wLength counts are there." };
inline constexpr Rule kMs20Length { "ms-os-20.length", Severity::Error, "Microsoft OS 2.0 Table 9",
    "wLength counts the fields of its descriptor, no more and no less." };
inline constexpr Rule kMs20Type { "ms-os-20.type", Severity::Note, "Microsoft OS 2.0 Table 9",
    "wDescriptorType is one of those that are defined." };
inline constexpr Rule kMs20Nesting { "ms-os-20.nesting", Severity::Warning, "Microsoft OS 2.0 Table 11",
    "Function subsets are in configuration subsets, those in the set, and features of the device are in no subset." };
inline constexpr Rule kMs20ResumeTime { "ms-os-20.resume-time", Severity::Error, "Microsoft OS 2.0 Table 16",
    "bResumeRecoveryTime is 0 to 10 ms, bResumeSignalingTime 1 to 20 ms." };

inline constexpr Rule kHidPhysicalSets { "hid-physical.sets", Severity::Error, "HID 1.11 §6.2.3",
    "As many sets follow as set 0 says, each as long as it says." };
inline constexpr Rule kHidCount { "hid.descriptor-count", Severity::Error, "HID 1.11 §6.2.1",
    "bNumDescriptors is at least 1 and agrees with bLength." };
inline constexpr Rule kHidItemCut { "hid-report.item-cut", Severity::Error, "HID 1.11 §6.2.2.2",
    "Every item is there with all of its data." };
inline constexpr Rule kHidReservedItem { "hid-report.reserved-item", Severity::Note, "HID 1.11 §6.2.2.3",
    "No long or reserved items are defined." };
inline constexpr Rule kHidMainItem { "hid-report.main-item", Severity::Warning, "HID 1.11 §6.2.2.4",
    "Main items are Input, Output, Feature, Collection and End Collection." };
inline constexpr Rule kHidCollectionOpen { "hid-report.collection-open", Severity::Error, "HID 1.11 §6.2.2.6",
    "Every Collection has its End Collection." };
inline constexpr Rule kHidCollectionEnd { "hid-report.collection-end", Severity::Error, "HID 1.11 §6.2.2.6",
    "Every End Collection ends a Collection." };
inline constexpr Rule kHidGlobalItem { "hid-report.global-item", Severity::Warning, "HID 1.11 §6.2.2.7",
    "Global item tags 0xc to 0xf are reserved." };
inline constexpr Rule kHidReportLong { "hid-report.too-long", Severity::Error, "HID 1.11 §6.2.2.7",
    "A report is short enough to be transferred." };
inline constexpr Rule kHidReportId { "hid-report.id", Severity::Error, "HID 1.11 §6.2.2.7",
    "Report IDs are 1 to 255." };
inline constexpr Rule kHidPushDepth { "hid-report.push-depth", Severity::Warning, "HID 1.11 §6.2.2.7",
    "No more states are pushed than a host keeps." };
inline constexpr Rule kHidPop { "hid-report.pop", Severity::Error, "HID 1.11 §6.2.2.7",
    "Every Pop takes back what a Push has kept." };
inline constexpr Rule kHidUsageMaximum { "hid-report.usage-maximum", Severity::Error, "HID 1.11 §6.2.2.8",
    "Usage Maximum follows its Usage Minimum and is not below it." };

} // namespace rules
} // namespace wb::descriptors
