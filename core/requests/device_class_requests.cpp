// SPDX-License-Identifier: GPL-3.0-or-later
// Requests of classes that have only a few: HID 1.11 §7.2, Bulk-Only Transport 1.0 §3, CBI Transport 1.1 §2.1, DFU 1.1,
// CCID 1.1 §5.3, Printer 1.1 §4.2.
#include "core/requests/tables.h"

namespace wb::requests {
namespace {

using descriptors::kNoYes;
using usb::Recipient;

constexpr auto kHid = std::to_array<ClassMatch>({ { 0x03 } });
constexpr auto kReportTypes = std::to_array<ValueName>({ { 1, "Input" }, { 2, "Output" }, { 3, "Feature" } });
constexpr auto kProtocols = std::to_array<ValueName>({ { 0, "Boot Protocol" }, { 1, "Report Protocol" } });
constexpr Unit kIdleUnit { "ms", 4 };

constexpr auto kBulkOnly = std::to_array<ClassMatch>({ { 0x08, {}, 0x50 } });
constexpr auto kControlBulk = std::to_array<ClassMatch>({ { 0x08, {}, 0x00 }, { 0x08, {}, 0x01 } });

constexpr auto kFirmware = std::to_array<ClassMatch>({ { 0xfe, 0x01 } });
constexpr auto kFirmwareStatus = std::to_array<ValueName>({
    { 0x00, "OK" },
    { 0x01, "errTARGET" },
    { 0x02, "errFILE" },
    { 0x03, "errWRITE" },
    { 0x04, "errERASE" },
    { 0x05, "errCHECK_ERASED" },
    { 0x06, "errPROG" },
    { 0x07, "errVERIFY" },
    { 0x08, "errADDRESS" },
    { 0x09, "errNOTDONE" },
    { 0x0a, "errFIRMWARE" },
    { 0x0b, "errVENDOR" },
    { 0x0c, "errUSBR" },
    { 0x0d, "errPOR" },
    { 0x0e, "errUNKNOWN" },
    { 0x0f, "errSTALLEDPKT" },
});
constexpr auto kFirmwareStates = std::to_array<ValueName>({
    { 0, "appIDLE" },
    { 1, "appDETACH" },
    { 2, "dfuIDLE" },
    { 3, "dfuDNLOAD-SYNC" },
    { 4, "dfuDNBUSY" },
    { 5, "dfuDNLOAD-IDLE" },
    { 6, "dfuMANIFEST-SYNC" },
    { 7, "dfuMANIFEST" },
    { 8, "dfuMANIFEST-WAIT-RESET" },
    { 9, "dfuUPLOAD-IDLE" },
    { 10, "dfuERROR" },
});

constexpr auto kSmartCard = std::to_array<ClassMatch>({ { 0x0b } });

constexpr auto kPrinter = std::to_array<ClassMatch>({ { 0x07 } });
constexpr auto kPortStatus = std::to_array<BitSpec>({
    { 7, 6, "reserved" },
    { 5, 5, "Paper Empty", kNoYes },
    { 4, 4, "Select", kNoYes },
    { 3, 3, "Not Error", kNoYes },
    { 2, 0, "reserved" },
});

} // namespace

std::vector<Request> hidRequests()
{
    const Parameter type = choice("ReportType", Place::ValueHigh, kReportTypes);
    const Parameter report = number("ReportID", Place::ValueLow);
    return ofGroup("HID", kHid,
        {
            reads({ "GET_REPORT", "HID 1.11 §7.2.1", Recipient::Interface, 0x01 },
                { type, report, interfaceAt(), lengthOf(64) }),
            sends({ "SET_REPORT", "HID 1.11 §7.2.2", Recipient::Interface, 0x09 }, { type, report, interfaceAt() }),
            reads({ "GET_IDLE", "HID 1.11 §7.2.3", Recipient::Interface, 0x02 }, { report, interfaceAt() },
                { field("Duration", 1, kIdleUnit) }),
            writes({ "SET_IDLE", "HID 1.11 §7.2.4", Recipient::Interface, 0x0a },
                { number("Duration", Place::ValueHigh, kIdleUnit), report, interfaceAt() }),
            reads({ "GET_PROTOCOL", "HID 1.11 §7.2.5", Recipient::Interface, 0x03 }, { interfaceAt() },
                { choiceField("Protocol", 1, kProtocols) }),
            writes({ "SET_PROTOCOL", "HID 1.11 §7.2.6", Recipient::Interface, 0x0b },
                { choice("Protocol", Place::Value, kProtocols), interfaceAt() }),
        });
}

std::vector<Request> storageRequests()
{
    std::vector<Request> all = ofGroup("Mass storage", kBulkOnly,
        {
            reads({ "GetMaxLUN", "Bulk-Only Transport 1.0 §3.2", Recipient::Interface, 0xfe }, { interfaceAt() },
                { field("MaxLUN", 1) }),
            writes({ "BulkOnlyMassStorageReset", "Bulk-Only Transport 1.0 §3.1", Recipient::Interface, 0xff },
                { interfaceAt() }),
        });
    append(all,
        ofGroup("Mass storage", kControlBulk,
            { sends({ "AcceptDeviceSpecificCommand", "CBI Transport 1.1 §2.1", Recipient::Interface, 0x00 },
                { interfaceAt() }) }));
    return all;
}

std::vector<Request> firmwareRequests()
{
    const Parameter block = number("wBlockNum", Place::Value);
    return ofGroup("DFU", kFirmware,
        {
            reads({ "DFU_GETSTATUS", "DFU 1.1 §6.1.2", Recipient::Interface, 3 }, { interfaceAt() },
                { choiceField("bStatus", 1, kFirmwareStatus), field("bwPollTimeout", 3, { "ms" }),
                    choiceField("bState", 1, kFirmwareStates), field("iString", 1) }),
            reads({ "DFU_GETSTATE", "DFU 1.1 §6.1.5", Recipient::Interface, 5 }, { interfaceAt() },
                { choiceField("bState", 1, kFirmwareStates) }),
            writes({ "DFU_CLRSTATUS", "DFU 1.1 §6.1.3", Recipient::Interface, 4 }, { interfaceAt() }),
            writes({ "DFU_ABORT", "DFU 1.1 §6.1.4", Recipient::Interface, 6 }, { interfaceAt() }),
            writes({ "DFU_DETACH", "DFU 1.1 §5.1", Recipient::Interface, 0 },
                { number("wTimeout", Place::Value, { "ms" }, 1000), interfaceAt() }),
            reads({ "DFU_UPLOAD", "DFU 1.1 §6.2.1", Recipient::Interface, 2 }, { block, interfaceAt(), lengthOf(64) }),
            sends({ "DFU_DNLOAD", "DFU 1.1 §6.1.1", Recipient::Interface, 1 }, { block, interfaceAt() }),
        });
}

std::vector<Request> smartCardRequests()
{
    return ofGroup("CCID", kSmartCard,
        {
            writes({ "ABORT", "CCID 1.1 §5.3.1", Recipient::Interface, 0x01 },
                { number("bSlot", Place::ValueLow), number("bSeq", Place::ValueHigh), interfaceAt() }),
            reads({ "GET_CLOCK_FREQUENCIES", "CCID 1.1 §5.3.2", Recipient::Interface, 0x02 },
                { interfaceAt(), lengthOf(256) }, { repeated(field("dwClock", 4, { "kHz" })) }),
            reads({ "GET_DATA_RATES", "CCID 1.1 §5.3.3", Recipient::Interface, 0x03 },
                { interfaceAt(), lengthOf(1024) }, { repeated(field("dwDataRate", 4, { "bit/s" })) }),
        });
}

std::vector<Request> printerRequests()
{
    return ofGroup("Printer", kPrinter,
        {
            // wIndex holds the interface in its high byte, the alternate setting in the low one.
            reads({ "GET_DEVICE_ID", "Printer 1.1 §4.2.1", Recipient::Interface, 0x00 },
                { number("ConfigIndex", Place::Value), interfaceAt(Place::IndexHigh),
                    number("AlternateSetting", Place::IndexLow), lengthOf(1024) },
                {}, Answer::DeviceId),
            reads({ "GET_PORT_STATUS", "Printer 1.1 §4.2.2", Recipient::Interface, 0x01 }, { interfaceAt() },
                { flagField("PortStatus", 1, kPortStatus) }),
            writes({ "SOFT_RESET", "Printer 1.1 §4.2.3", Recipient::Interface, 0x02 }, { interfaceAt() }),
        });
}

} // namespace wb::requests
