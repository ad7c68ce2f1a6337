// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/hid_model.h"

#include <algorithm>

namespace wb::backend::virtualbus {

namespace {

constexpr std::uint8_t kKeyboard = 0, kMouse = 1;
constexpr Byte kKeyboardIn = 0x81, kMouseIn = 0x82;
constexpr Byte kHidClass = 0x03, kBootSubClass = 0x01;
constexpr Byte kHidDescriptor = 0x21, kReportDescriptor = 0x22;
constexpr Byte kIdleDefault = 125; // 500 ms, HID 1.11 §7.2.4
constexpr Byte kLedMask = 0x1f;

constexpr std::uint8_t kGetReport = 1, kGetIdle = 2, kGetProtocol = 3;
constexpr std::uint8_t kSetReport = 9, kSetIdle = 10, kSetProtocol = 11;
constexpr std::uint8_t kInputReport = 1, kOutputReport = 2;

constexpr BusTime kKeyTime = std::chrono::milliseconds(100);
constexpr std::string_view kTyped = "usb workbench ";

// clang-format off
    constexpr auto kKeyboardReports = std::to_array<Byte>({
        0x05, 0x01, // Usage Page (Generic Desktop)
        0x09, 0x06, // Usage (Keyboard)
        0xa1, 0x01, // Collection (Application)
        0x05, 0x07, //   Usage Page (Keyboard)
        0x19, 0xe0, //   Usage Minimum (Left Control)
        0x29, 0xe7, //   Usage Maximum (Right GUI)
        0x15, 0x00, //   Logical Minimum (0)
        0x25, 0x01, //   Logical Maximum (1)
        0x75, 0x01, //   Report Size (1)
        0x95, 0x08, //   Report Count (8)
        0x81, 0x02, //   Input (Data, Variable, Absolute): modifiers
        0x95, 0x01, //   Report Count (1)
        0x75, 0x08, //   Report Size (8)
        0x81, 0x01, //   Input (Constant): reserved
        0x95, 0x05, //   Report Count (5)
        0x75, 0x01, //   Report Size (1)
        0x05, 0x08, //   Usage Page (LEDs)
        0x19, 0x01, //   Usage Minimum (Num Lock)
        0x29, 0x05, //   Usage Maximum (Kana)
        0x91, 0x02, //   Output (Data, Variable, Absolute): LEDs
        0x95, 0x01, //   Report Count (1)
        0x75, 0x03, //   Report Size (3)
        0x91, 0x01, //   Output (Constant): padding
        0x95, 0x06, //   Report Count (6)
        0x75, 0x08, //   Report Size (8)
        0x15, 0x00, //   Logical Minimum (0)
        0x25, 0x65, //   Logical Maximum (101)
        0x05, 0x07, //   Usage Page (Keyboard)
        0x19, 0x00, //   Usage Minimum (none)
        0x29, 0x65, //   Usage Maximum (Application)
        0x81, 0x00, //   Input (Data, Array): keys
        0xc0,       // End Collection
    });

    constexpr auto kMouseReports = std::to_array<Byte>({
        0x05, 0x01, // Usage Page (Generic Desktop)
        0x09, 0x02, // Usage (Mouse)
        0xa1, 0x01, // Collection (Application)
        0x09, 0x01, //   Usage (Pointer)
        0xa1, 0x00, //   Collection (Physical)
        0x05, 0x09, //     Usage Page (Button)
        0x19, 0x01, //     Usage Minimum (1)
        0x29, 0x03, //     Usage Maximum (3)
        0x15, 0x00, //     Logical Minimum (0)
        0x25, 0x01, //     Logical Maximum (1)
        0x95, 0x03, //     Report Count (3)
        0x75, 0x01, //     Report Size (1)
        0x81, 0x02, //     Input (Data, Variable, Absolute): buttons
        0x95, 0x01, //     Report Count (1)
        0x75, 0x05, //     Report Size (5)
        0x81, 0x01, //     Input (Constant): padding
        0x05, 0x01, //     Usage Page (Generic Desktop)
        0x09, 0x30, //     Usage (X)
        0x09, 0x31, //     Usage (Y)
        0x09, 0x38, //     Usage (Wheel)
        0x15, 0x81, //     Logical Minimum (-127)
        0x25, 0x7f, //     Logical Maximum (127)
        0x75, 0x08, //     Report Size (8)
        0x95, 0x03, //     Report Count (3)
        0x81, 0x06, //     Input (Data, Variable, Relative): motion
        0xc0,       //   End Collection
        0xc0,       // End Collection
    });
// clang-format on

struct Motion {
    std::int8_t x, y;
};
// Sixteen steps that sum to zero: once around.
constexpr std::array<Motion, 16> kCircle { {
    { 8, 0 }, { 7, 3 }, { 6, 6 }, { 3, 7 }, { 0, 8 }, { -3, 7 }, { -6, 6 }, { -7, 3 }, //
    { -8, 0 }, { -7, -3 }, { -6, -6 }, { -3, -7 }, { 0, -8 }, { 3, -7 }, { 6, -6 }, { 7, -3 }, //
} };

// HID usage tables, keyboard page: 'a' is 0x04, space 0x2c.
Byte keyCode(char letter) { return letter == ' ' ? Byte { 0x2c } : static_cast<Byte>(letter - 'a' + 0x04); }

Bytes hidDescriptor(ByteView reports)
{
    Bytes out { 9, kHidDescriptor, 0x11, 0x01, 0, 1, kReportDescriptor };
    appendLe16(out, static_cast<std::uint16_t>(reports.size()));
    return out;
}

ByteView reportsOf(std::uint16_t interface)
{
    return interface == kKeyboard ? ByteView(kKeyboardReports) : ByteView(kMouseReports);
}

InterfaceSpec hidInterface(std::uint8_t number, Byte bootProtocol, EndpointSpec endpoint)
{
    InterfaceSpec spec;
    spec.number = number;
    spec.interfaceClass = kHidClass;
    spec.interfaceSubClass = kBootSubClass;
    spec.interfaceProtocol = bootProtocol;
    spec.stringIndex = static_cast<Byte>(4 + number);
    spec.classDescriptors = hidDescriptor(reportsOf(number));
    spec.endpoints.push_back(std::move(endpoint));
    return spec;
}

DescriptorSet descriptors()
{
    DeviceSpec device;
    device.productId = 0x0003;
    device.serialIndex = 3;
    ConfigurationSpec configuration;
    configuration.hasRemoteWakeup = true;
    configuration.interfaces = {
        hidInterface(kKeyboard, 1, { kKeyboardIn, usb::TransferType::Interrupt, 8, 8 }),
        hidInterface(kMouse, 2, { kMouseIn, usb::TransferType::Interrupt, 4, 8 }),
    };
    DescriptorSet set;
    set.speed = usb::Speed::Full; // full speed only: no qualifier
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration) };
    set.strings = { u"USB Workbench", u"Keyboard and mouse", u"HID0001", u"Keyboard", u"Mouse" };
    return set;
}

ControlReply cut(Bytes data, std::uint16_t length)
{
    data.resize(std::min<std::size_t>(data.size(), length));
    return { Handshake::Ack, std::move(data) };
}

} // namespace

HidModel::HidModel()
    : StandardDevice(descriptors())
{
}

void HidModel::onReset(BusTime now)
{
    m_interfaces = {};
    m_interfaces[kKeyboard].idle = kIdleDefault;
    m_leds = 0;
    m_mouseStep = 0;
    onEndpointsChanged(now);
}

void HidModel::onEndpointsChanged(BusTime now)
{
    m_started = m_lastSent = now;
    m_lastStep.reset();
}

std::uint64_t HidModel::stepAt(BusTime now) const { return static_cast<std::uint64_t>((now - m_started) / kKeyTime); }

// Even steps press the next key, odd ones let go.
Bytes HidModel::keyboardReport(std::uint64_t step) const
{
    Bytes report(8);
    if (step % 2 == 0)
        report[2] = keyCode(kTyped[step / 2 % kTyped.size()]);
    return report;
}

// The wheel is not part of the boot report (HID 1.11 appendix B.2).
Bytes HidModel::mouseReport() const
{
    const Motion motion = kCircle[m_mouseStep % kCircle.size()];
    Bytes report { 0, static_cast<Byte>(motion.x), static_cast<Byte>(motion.y), 0 };
    if (m_interfaces[kMouse].protocol == 0)
        report.pop_back();
    return report;
}

InReply HidModel::onIn(usb::EndpointAddress endpoint, BusTime now)
{
    return endpoint.value == kKeyboardIn ? keyboardIn(now) : mouseIn();
}

InReply HidModel::keyboardIn(BusTime now)
{
    const std::uint64_t step = stepAt(now);
    const BusTime idle = std::chrono::milliseconds(4 * m_interfaces[kKeyboard].idle);
    const BusTime repeat = idle.count() == 0 ? BusTime::max() : m_lastSent + idle;
    if (step == m_lastStep && now < repeat) {
        const BusTime nextKey = m_started + kKeyTime * static_cast<std::int64_t>(step + 1);
        return { Handshake::Nak, {}, std::min(nextKey, repeat) };
    }
    m_lastStep = step;
    m_lastSent = now;
    m_report = keyboardReport(step);
    return { Handshake::Ack, m_report };
}

InReply HidModel::mouseIn()
{
    m_report = mouseReport();
    ++m_mouseStep;
    return { Handshake::Ack, m_report };
}

Handshake HidModel::onOut(usb::EndpointAddress, ByteView, BusTime) { return Handshake::None; }

ControlReply HidModel::onInterfaceDescriptor(const usb::SetupPacket& setup)
{
    const auto type = static_cast<Byte>(setup.wValue >> 8);
    if (static_cast<Byte>(setup.wValue) != 0)
        return stalled();
    if (type == kReportDescriptor)
        return answer(toBytes(reportsOf(setup.wIndex)));
    return type == kHidDescriptor ? answer(hidDescriptor(reportsOf(setup.wIndex))) : stalled();
}

ControlReply HidModel::onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now)
{
    const bool isOurs = setup.type() == usb::RequestType::Class && setup.recipient() == usb::Recipient::Interface
        && setup.wIndex <= kMouse && isConfigured();
    if (!isOurs)
        return stalled();
    return setup.isIn() ? getRequest(setup, now) : setRequest(setup, data);
}

// Reports have no ids: the low byte of wValue is 0 (HID 1.11 §7.2.1).
ControlReply HidModel::getRequest(const usb::SetupPacket& setup, BusTime now) const
{
    const HidInterface& state = m_interfaces[setup.wIndex];
    const bool isKeyboard = setup.wIndex == kKeyboard;
    switch (setup.bRequest) {
    case kGetReport:
        if (setup.wValue == kInputReport << 8)
            return cut(isKeyboard ? keyboardReport(stepAt(now)) : mouseReport(), setup.wLength);
        if (setup.wValue == kOutputReport << 8 && isKeyboard)
            return cut({ m_leds }, setup.wLength);
        return stalled();
    case kGetIdle:
        return setup.wValue == 0 ? cut({ state.idle }, setup.wLength) : stalled();
    case kGetProtocol:
        return cut({ state.protocol }, setup.wLength);
    default:
        return stalled();
    }
}

ControlReply HidModel::setRequest(const usb::SetupPacket& setup, ByteView data)
{
    HidInterface& state = m_interfaces[setup.wIndex];
    switch (setup.bRequest) {
    case kSetReport:
        if (setup.wValue != kOutputReport << 8 || setup.wIndex != kKeyboard || data.size() != 1)
            return stalled();
        m_leds = data[0] & kLedMask;
        return accepted();
    case kSetIdle:
        if ((setup.wValue & 0xff) != 0)
            return stalled();
        state.idle = static_cast<Byte>(setup.wValue >> 8);
        return accepted();
    case kSetProtocol:
        if (setup.wValue > 1)
            return stalled();
        state.protocol = static_cast<Byte>(setup.wValue);
        return accepted();
    default:
        return stalled();
    }
}

} // namespace wb::backend::virtualbus
