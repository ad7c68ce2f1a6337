// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of test and measurement devices: USBTMC 1.0 §4.2.1, USB488 1.0 §4.3.
#include "core/requests/tables.h"

namespace wb::requests {
namespace {

using descriptors::kNoYes;
using usb::Recipient;

constexpr auto kInstrument = std::to_array<ClassMatch>({ { 0xfe, 0x03 } });
constexpr auto kUsb488 = std::to_array<ClassMatch>({ { 0xfe, 0x03, 0x01 } });

constexpr auto kStatus = std::to_array<ValueName>({
    { 0x01, "STATUS_SUCCESS" },
    { 0x02, "STATUS_PENDING" },
    { 0x20, "STATUS_INTERRUPT_IN_BUSY" },
    { 0x80, "STATUS_FAILED" },
    { 0x81, "STATUS_TRANSFER_NOT_IN_PROGRESS" },
    { 0x82, "STATUS_SPLIT_NOT_IN_PROGRESS" },
    { 0x83, "STATUS_SPLIT_IN_PROGRESS" },
});
constexpr auto kAbortIn = std::to_array<BitSpec>({ { 7, 1, "reserved" }, { 0, 0, "Bulk-IN FIFO not empty", kNoYes } });
constexpr auto kInterfaceCapabilities = std::to_array<BitSpec>({
    { 7, 3, "reserved" },
    { 2, 2, "INDICATOR_PULSE", kNoYes },
    { 1, 1, "talk-only", kNoYes },
    { 0, 0, "listen-only", kNoYes },
});
constexpr auto kDeviceCapabilities = std::to_array<BitSpec>({ { 7, 1, "reserved" }, { 0, 0, "TermChar", kNoYes } });
constexpr auto kStatusByte = std::to_array<BitSpec>({ { 7, 7, "D7" }, { 6, 6, "RQS/MSS", kNoYes },
    { 5, 5, "ESB", kNoYes }, { 4, 4, "MAV", kNoYes }, { 3, 0, "D3..0" } });
constexpr auto kRemoteEnable = std::to_array<ValueName>({ { 0, "deassert REN" }, { 1, "assert REN" } });

Parameter status() { return choiceField("USBTMC_status", 1, kStatus); }
Parameter tag(std::int64_t min, std::int64_t max) { return within(min, max, number("bTag", Place::Value)); }

std::vector<Parameter> capabilities()
{
    Parameter version = hexField("bcdUSBTMC", 2);
    return { status(), hexField("Reserved", 1), version,
        flagField("USBTMCInterfaceCapabilities", 1, kInterfaceCapabilities),
        flagField("USBTMCDeviceCapabilities", 1, kDeviceCapabilities), bytesField("Reserved", 6),
        bytesField("SubclassCapabilities", 12) };
}

} // namespace

std::vector<Request> instrumentRequests()
{
    std::vector<Request> all = ofGroup("USBTMC", kInstrument,
        {
            reads({ "GET_CAPABILITIES", "USBTMC 1.0 §4.2.1.8", Recipient::Interface, 7 }, { interfaceAt() },
                capabilities()),
            reads({ "INDICATOR_PULSE", "USBTMC 1.0 §4.2.1.9", Recipient::Interface, 64 }, { interfaceAt() },
                { status() }),
            reads(
                { "INITIATE_CLEAR", "USBTMC 1.0 §4.2.1.6", Recipient::Interface, 5 }, { interfaceAt() }, { status() }),
            reads({ "CHECK_CLEAR_STATUS", "USBTMC 1.0 §4.2.1.7", Recipient::Interface, 6 }, { interfaceAt() },
                { status(), flagField("bmClear", 1, kAbortIn) }),
            reads({ "INITIATE_ABORT_BULK_OUT", "USBTMC 1.0 §4.2.1.2", Recipient::Endpoint, 1 },
                { tag(1, 255), endpointAt() }, { status(), field("bTag", 1) }),
            reads({ "CHECK_ABORT_BULK_OUT_STATUS", "USBTMC 1.0 §4.2.1.3", Recipient::Endpoint, 2 }, { endpointAt() },
                { status(), bytesField("Reserved", 3), field("NBYTES_RXD", 4, { "bytes" }) }),
            reads({ "INITIATE_ABORT_BULK_IN", "USBTMC 1.0 §4.2.1.4", Recipient::Endpoint, 3 },
                { tag(1, 255), endpointAt() }, { status(), field("bTag", 1) }),
            reads({ "CHECK_ABORT_BULK_IN_STATUS", "USBTMC 1.0 §4.2.1.5", Recipient::Endpoint, 4 }, { endpointAt() },
                { status(), flagField("bmAbortBulkIn", 1, kAbortIn), bytesField("Reserved", 2),
                    field("NBYTES_TXD", 4, { "bytes" }) }),
        });
    append(all,
        ofGroup("USB488", kUsb488,
            {
                reads({ "READ_STATUS_BYTE", "USB488 1.0 §4.3.1", Recipient::Interface, 128 },
                    { tag(2, 127), interfaceAt() },
                    { status(), field("bTag", 1), flagField("IEEE488_status_byte", 1, kStatusByte) }),
                reads({ "REN_CONTROL", "USB488 1.0 §4.3.2", Recipient::Interface, 160 },
                    { choice("REN", Place::Value, kRemoteEnable), interfaceAt() }, { status() }),
                reads(
                    { "GO_TO_LOCAL", "USB488 1.0 §4.3.3", Recipient::Interface, 161 }, { interfaceAt() }, { status() }),
                reads({ "LOCAL_LOCKOUT", "USB488 1.0 §4.3.4", Recipient::Interface, 162 }, { interfaceAt() },
                    { status() }),
            }));
    return all;
}

} // namespace wb::requests
