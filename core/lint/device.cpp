// SPDX-License-Identifier: GPL-3.0-or-later
// The device descriptor: USB 2.0 §9.6.1, USB 3.2 §9.6.1, the class codes' descriptor usage (USB-IF Defined Class
// Codes) and the device class of the interface association ECN.
#include "core/lint/checks.h"
#include "core/lint/wording.h"

#include <algorithm>
#include <array>

namespace wb::lint {
namespace {

using descriptors::Rule;
using descriptors::Severity;
using usb::Speed;

constexpr Rule kVersion { "device.usb-version", Severity::Warning, "USB 3.2 §9.6.1",
    "bcdUSB is a version of the specification that was released." };
constexpr Rule kVersionSuper { "device.version-at-super-speed", Severity::Error, "USB 3.2 §9.6.1",
    "At SuperSpeed bcdUSB is at least 3.00." };
constexpr Rule kVersionHigh { "device.version-at-high-speed", Severity::Warning, "USB 2.0 §9.6.1",
    "At High Speed bcdUSB is at least 2.00." };
constexpr Rule kVersionBelow { "device.version-below-super-speed", Severity::Warning, "USB 3.2 §9.6.1",
    "A SuperSpeed device that runs at a USB 2.0 speed says 2.10 in bcdUSB." };
constexpr Rule kPacketSize { "device.packet-size-at-speed", Severity::Error, "USB 2.0 §5.5.3",
    "bMaxPacketSize0 is 8 at Low Speed, 64 at High Speed and 9 (for 512) at SuperSpeed only." };
constexpr Rule kSubClass { "device.subclass-without-class", Severity::Warning, "USB 2.0 §9.6.1",
    "bDeviceSubClass is 0 when bDeviceClass is 0." };
constexpr Rule kProtocol { "device.protocol-without-class", Severity::Warning, "USB-IF Class Codes 00h",
    "bDeviceProtocol is 0 when bDeviceClass is 0." };
constexpr Rule kInterfaceClass { "device.interface-class", Severity::Warning, "USB-IF Class Codes",
    "A class that interfaces have stands in their descriptors and not in bDeviceClass." };
constexpr Rule kAssociationClass { "device.association-class", Severity::Note, "USB 3.2 §9.6.4",
    "A device with interface associations has the class triple 0xef/0x02/0x01." };
constexpr Rule kAssociationMissing { "device.association-missing", Severity::Note, "USB-IF Class Codes EFh",
    "A device with the class triple 0xef/0x02/0x01 has interface associations." };
constexpr Rule kVendor { "device.vendor-id", Severity::Warning, "USB 2.0 §9.6.1",
    "idVendor is a number that the USB-IF has assigned." };
constexpr Rule kSerialShared { "device.serial-shared", Severity::Warning, "USB 2.0 §9.6.1",
    "iSerialNumber names a string of its own." };
constexpr Rule kNameShared { "device.name-shared", Severity::Note, "USB 2.0 §9.6.1",
    "iManufacturer and iProduct name different strings." };
constexpr Rule kRelease { "device.release-digits", Severity::Note, "USB 2.0 §9.6.1",
    "bcdDevice is made of decimal digits." };

constexpr std::array kRules { kVersion, kVersionSuper, kVersionHigh, kVersionBelow, kPacketSize, kSubClass, kProtocol,
    kInterfaceClass, kAssociationClass, kAssociationMissing, kVendor, kSerialShared, kNameShared, kRelease };

// 2.01 is that of the link power management ECN, 2.50 that of Wireless USB.
constexpr std::array kReleased { 0x0100U, 0x0110U, 0x0200U, 0x0201U, 0x0210U, 0x0250U, 0x0300U, 0x0310U, 0x0320U };

// Classes whose usage is "Interface" only. Wireless Controller (0xe0) is one, but Bluetooth asks for it in the device
// descriptor.
constexpr std::array kInterfaceClasses { 0x01U, 0x03U, 0x05U, 0x06U, 0x07U, 0x08U, 0x0aU, 0x0bU, 0x0dU, 0x0eU, 0x0fU,
    0x10U, 0x12U, 0x13U, 0x14U, 0x3cU, 0xfeU };

template <class Table> bool contains(const Table& table, unsigned value)
{
    return std::find(table.begin(), table.end(), value) != table.end();
}

std::string versionText(unsigned bcd)
{
    return usb::formatBcd(static_cast<std::uint16_t>(bcd)) + " (0x" + hex(bcd, 4) + ")";
}

void checkVersion(const Item& item, Speed speed, Report& report)
{
    const auto value = item.value(2, 2);
    if (!value)
        return;
    const auto version = static_cast<unsigned>(*value);
    const std::string is = "bcdUSB is " + versionText(version) + "; ";
    if (!contains(kReleased, version))
        report.add(kVersion, item, 2, 2, is + "no such version of the specification was released.");
    if (speed >= Speed::Super && version < 0x0300)
        report.add(kVersionSuper, item, 2, 2, is + "a device at SuperSpeed must say 3.00 or more.");
    else if (speed == Speed::High && version < 0x0200)
        report.add(kVersionHigh, item, 2, 2, is + "a device at High Speed must say 2.00 or more.");
    else if (speed != Speed::Unknown && speed < Speed::Super && version >= 0x0300)
        report.add(kVersionBelow, item, 2, 2, is + "below SuperSpeed it must be 2.10.");
}

// What no device may say is told by the decoder.
bool isPossiblePacketSize(unsigned size, unsigned version)
{
    return size == 8 || size == 16 || size == 32 || size == 64 || (size == 9 && version >= 0x0300);
}

// 0: several are allowed.
unsigned packetSizeAt(Speed speed)
{
    if (speed == Speed::Low)
        return 8;
    if (speed == Speed::High)
        return 64;
    return speed >= Speed::Super ? 9 : 0;
}

void checkPacketSize(const Item& item, Speed speed, Report& report)
{
    const unsigned size = item.u8(7);
    if (speed == Speed::Unknown || !isPossiblePacketSize(size, item.u16(2)))
        return;
    const unsigned wanted = packetSizeAt(speed);
    const bool isRight = wanted != 0 ? size == wanted : size != 9;
    if (!isRight)
        report.add(kPacketSize, item, 7, 1,
            "bMaxPacketSize0 is " + std::to_string(size) + "; at " + std::string(usb::toString(speed)) + " it must be "
                + (wanted == 0 ? "8, 16, 32 or 64." : std::to_string(wanted) + "."));
}

bool hasAssociations(const DeviceView& device)
{
    return std::any_of(device.configurations.begin(), device.configurations.end(),
        [](const ConfigurationView& configuration) { return !configuration.associations.empty(); });
}

void checkClass(const DeviceView& device, const Item& item, Report& report)
{
    const unsigned code = item.u8(4);
    if (code == 0 && item.u8(5) != 0)
        report.add(kSubClass, item, 5, 1,
            "bDeviceSubClass is 0x" + hex(item.u8(5), 2) + " though bDeviceClass is 0; it must be 0, too.");
    if (code == 0 && item.u8(6) != 0)
        report.add(kProtocol, item, 6, 1,
            "bDeviceProtocol is 0x" + hex(item.u8(6), 2) + " though bDeviceClass is 0; it must be 0, too.");
    if (contains(kInterfaceClasses, code))
        report.add(kInterfaceClass, item, 4, 1,
            "bDeviceClass is 0x" + hex(code, 2) + ", a class of interfaces; it should be 0 here.");
    const bool isMultiFunction = tripleOf(item, 4) == "0xef/0x02/0x01";
    if (hasAssociations(device) && !isMultiFunction)
        report.add(kAssociationClass, item, 4, 3,
            "The device has interface associations and its class triple is " + tripleOf(item, 4)
                + "; 0xef/0x02/0x01 tells hosts to look for them.");
    else if (isMultiFunction && !device.configurations.empty() && !hasAssociations(device))
        report.add(kAssociationMissing, item, 4, 3,
            "The class triple 0xef/0x02/0x01 announces interface associations and there is none.");
}

void checkNumbers(const Item& item, Report& report)
{
    const unsigned vendor = item.u16(8);
    if (item.size() >= 10 && (vendor == 0 || vendor == 0xffff))
        report.add(kVendor, item, 8, 2,
            "idVendor is 0x" + hex(vendor, 4) + ", which nobody has been assigned; it must be the maker's own number.");
    const unsigned release = item.u16(12);
    const auto isDecimal = [release](unsigned shift) { return ((release >> shift) & 0xf) <= 9; };
    if (!isDecimal(0) || !isDecimal(4) || !isDecimal(8) || !isDecimal(12))
        report.add(kRelease, item, 12, 2,
            "bcdDevice is 0x" + hex(release, 4) + "; as binary-coded decimal it should have the digits 0 to 9 only.");
}

void checkStringIndexes(const Item& item, Report& report)
{
    const unsigned manufacturer = item.u8(14);
    const unsigned product = item.u8(15);
    const unsigned serial = item.u8(16);
    if (serial != 0 && (serial == manufacturer || serial == product))
        report.add(kSerialShared, item, 16, 1,
            "iSerialNumber is " + std::to_string(serial) + ", as is "
                + (serial == product ? "iProduct" : "iManufacturer")
                + "; a serial number that all devices share must be left out (index 0).");
    if (manufacturer != 0 && manufacturer == product)
        report.add(kNameShared, item, 14, 2,
            "iManufacturer and iProduct are both " + std::to_string(product) + "; each should name its own string.");
}

void check(const DeviceView& device, Report& report)
{
    if (!device.device)
        return;
    const Item& item = *device.device;
    checkVersion(item, device.speed, report);
    checkPacketSize(item, device.speed, report);
    checkClass(device, item, report);
    checkNumbers(item, report);
    checkStringIndexes(item, report);
}

} // namespace

Group deviceGroup() { return { kRules, check }; }

} // namespace wb::lint
