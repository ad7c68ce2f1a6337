// SPDX-License-Identifier: GPL-3.0-or-later
// The gamepad of described_model.h: HID 1.11 §6.2, HID Usage Tables 1.4 (Generic Desktop, Button, Simulation).
#include "core/backend/virtualbus/models/class_bytes.h"
#include "core/backend/virtualbus/models/described_model.h"

#include <algorithm>

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kHidClass = 0x03, kHidDescriptor = 0x21, kReportDescriptor = 0x22;
constexpr Byte kReportsIn = 0x81, kReportsOut = 0x02;
constexpr Byte kGetDescriptor = 6;
constexpr Byte kGetReport = 1, kSetReport = 9; // HID 1.11 §7.2

// clang-format off
constexpr auto kReports = std::to_array<Byte>({
    0x05, 0x01, //       Usage Page (Generic Desktop)
    0x09, 0x05, //       Usage (Gamepad)
    0xa1, 0x01, //       Collection (Application)
    0x85, 0x01, //         Report ID (1)
    0x09, 0x30, 0x09, 0x31, 0x09, 0x32, 0x09, 0x35, // X, Y, Z, Rz
    0x15, 0x00, 0x26, 0xff, 0x00, //  0 to 255
    0x75, 0x08, 0x95, 0x04, 0x81, 0x02,
    0x09, 0x39, //         Usage (Hat switch)
    0x15, 0x00, 0x25, 0x07, 0x35, 0x00, 0x46, 0x3b, 0x01, 0x65, 0x14, // 0 to 7: 0 to 315 degrees
    0x75, 0x04, 0x95, 0x01, 0x81, 0x42,
    0x65, 0x00, 0x45, 0x00,
    0x05, 0x09, 0x19, 0x01, 0x29, 0x0e, 0x15, 0x00, 0x25, 0x01, // Buttons 1 to 14
    0x75, 0x01, 0x95, 0x0e, 0x81, 0x02,
    0x75, 0x06, 0x95, 0x01, 0x81, 0x03, // padding
    0x05, 0x02, 0x09, 0xc5, 0x09, 0xc4, // Brake, Accelerator
    0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x02, 0x81, 0x02,
    0x85, 0x02, //         Report ID (2)
    0x06, 0x00, 0xff, 0x09, 0x20, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x04, 0x91, 0x02,
    0x85, 0x03, //         Report ID (3)
    0x09, 0x21, 0x95, 0x1f, 0xb1, 0x02, 0x09, 0x22, 0x95, 0x01, 0xb1, 0x02,
    0xc0,
});
// clang-format on

DescriptorSet descriptors()
{
    constexpr Byte kReportLength = kReports.size();
    DeviceSpec device;
    device.productId = 0x0022;
    InterfaceSpec interface;
    interface.interfaceClass = kHidClass;
    interface.classDescriptors = withLength({ kHidDescriptor, 0x11, 0x01, 0, 1, kReportDescriptor, kReportLength, 0 });
    interface.endpoints
        = { { kReportsIn, usb::TransferType::Interrupt, 16, 4 }, { kReportsOut, usb::TransferType::Interrupt, 16, 4 } };
    ConfigurationSpec configuration;
    configuration.interfaces = { interface };
    DescriptorSet set;
    set.speed = usb::Speed::Full;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration) };
    set.strings = { u"USB Workbench", u"Demo gamepad" };
    return set;
}

// Type and ID, as in wValue of GET_REPORT and SET_REPORT.
constexpr std::uint16_t kInput = 0x0101, kOutput = 0x0202, kFeature = 0x0303;

const Bytes& untouched()
{
    static const Bytes report { 1, 0x80, 0x80, 0x80, 0x80, 0x08, 0, 0, 0, 0 };
    return report;
}

// Keeps its output and its feature report until it is reset; both may come by SET_REPORT, the output also by its
// endpoint.
class Gamepad : public DescribedModel {
public:
    Gamepad()
        : DescribedModel(descriptors(), untouched(), std::vector<Byte> { kReportsIn },
            std::vector<FixedAnswer> {
                { 0x81, kGetDescriptor, kReportDescriptor << 8, 0, Bytes(kReports.begin(), kReports.end()) } })
    {
    }

private:
    static Bytes firstOutput() { return { 2, 0, 0, 0, 0 }; }
    static Bytes firstFeature()
    {
        Bytes report { 3, 0x10, 0x0a }; // settings from the factory
        report.resize(33);
        return report;
    }

    void onReset(BusTime) override
    {
        m_output = firstOutput();
        m_feature = firstFeature();
    }

    ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime) override
    {
        const bool isOurs = setup.type() == usb::RequestType::Class && setup.recipient() == usb::Recipient::Interface
            && setup.wIndex == 0 && isConfigured();
        Bytes* kept = setup.wValue == kOutput ? &m_output : setup.wValue == kFeature ? &m_feature : nullptr;
        if (isOurs && setup.isIn() && setup.bRequest == kGetReport && (kept != nullptr || setup.wValue == kInput))
            return answer(toBytes(slice(kept != nullptr ? *kept : untouched(), 0, setup.wLength)));
        const bool isSet = isOurs && !setup.isIn() && setup.bRequest == kSetReport && kept != nullptr;
        return isSet && keep(*kept, data) ? accepted() : stalled();
    }

    Handshake onOut(usb::EndpointAddress, ByteView data, BusTime) override
    {
        keep(m_output, data); // what is no report is taken and forgotten
        return Handshake::Ack;
    }

    static bool keep(Bytes& report, ByteView data)
    {
        const bool isIt = data.size() == report.size() && data.front() == report.front();
        if (isIt)
            std::copy(data.begin(), data.end(), report.begin());
        return isIt;
    }

    Bytes m_output = firstOutput();
    Bytes m_feature = firstFeature();
};

} // namespace

std::unique_ptr<DeviceModel> makeDemoGamepad() { return std::make_unique<Gamepad>(); }

} // namespace wb::backend::virtualbus
