// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/snapshot/samples.h"

#include <QFile>

namespace wb::test {

using snapshot::Device;
using usb::DescriptorSection;
using usb::SectionKind;

Bytes readTestData(const QString& name)
{
    QFile file(QStringLiteral(WB_SOURCE_DIR "/tests/data/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(file.fileName()));
    const QByteArray content = file.readAll();
    return toBytes(asBytes({ content.constData(), static_cast<std::size_t>(content.size()) }));
}

Bytes descriptor(const Bytes& withoutLength)
{
    Bytes bytes { static_cast<Byte>(withoutLength.size() + 1) };
    bytes.insert(bytes.end(), withoutLength.begin(), withoutLength.end());
    return bytes;
}

Bytes joined(const std::vector<Bytes>& parts)
{
    Bytes all;
    for (const Bytes& part : parts)
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

Bytes configuration(const std::vector<Bytes>& parts, std::uint8_t value)
{
    const Bytes body = joined(parts);
    const std::size_t total = body.size() + 9;
    const Bytes header { 9, 2, static_cast<Byte>(total), static_cast<Byte>(total >> 8), 1, value, 0, 0x80, 50 };
    return joined({ header, body });
}

Bytes interface(std::uint8_t number, std::uint8_t alternate, std::uint8_t endpoints)
{
    return { 9, 4, number, alternate, endpoints, 0xff, 0, 0, 0 };
}

Bytes endpoint(std::uint8_t address, std::uint16_t packet, std::uint8_t interval)
{
    return { 7, 5, address, 3, static_cast<Byte>(packet), static_cast<Byte>(packet >> 8), interval };
}

Bytes deviceDescriptor(std::uint16_t vendor, std::uint16_t product)
{
    Bytes bytes { 18, 1, 0x00, 0x02, 0, 0, 0, 64 };
    appendLe16(bytes, vendor);
    appendLe16(bytes, product);
    return joined({ bytes, { 0x00, 0x01, 1, 2, 3, 1 } });
}

DescriptorSection stringSection(std::uint8_t index, std::uint16_t language, std::u16string_view text)
{
    Bytes units { 3 };
    for (const char16_t unit : text)
        appendLe16(units, unit);
    return { SectionKind::String, index, language, descriptor(units) };
}

DescriptorSection ownSection(const std::vector<Bytes>& parts) { return { SectionKind::Device, 0, 0, joined(parts) }; }

Device plainDevice()
{
    Device device;
    device.backend = "libusb1";
    device.path = { 1, { 1, 2 } };
    device.address = 7;
    device.speed = usb::Speed::High;
    device.activeConfiguration = 1;
    device.manufacturer = "Maker";
    device.product = "Thing";
    device.serial = "SN-0042";
    device.drivers = { { 0, "usbhid" } };
    device.systemPath = "/sys/devices/pci0000:00/usb1/1-1/1-1.2";
    device.deviceNode = "/dev/bus/usb/001/007";
    device.problems = { "The device is slow." };
    device.sections.push_back(ownSection({ deviceDescriptor(0xfffe, 0x0001),
        configuration({ interface(0, 0, 2), endpoint(0x81), endpoint(0x02), interface(1, 0, 1), endpoint(0x83) }) }));
    return device;
}

Device networkDevice()
{
    Device device = plainDevice();
    device.serial = "Xy7-93Q";
    device.product = "Adapter Xy7-93Q";
    const Bytes ethernet = descriptor({ 0x24, 0x0f, 4, 0, 0, 0, 0, 0xea, 0x05, 0, 0, 0 });
    device.sections
        = { ownSection({ deviceDescriptor(0xfffe, 0x0002), configuration({ interface(0, 0, 0), ethernet }) }),
              stringSection(2, 0x0409, u"Adapter Xy7-93Q"), stringSection(3, 0x0409, u"Xy7-93Q"),
              stringSection(3, 0x0407, u"Xy7-93Q"), stringSection(4, 0x0409, u"02B7C4D5E6F7") };
    Bytes container { 20, 0x10, 0x04, 0x00 };
    for (Byte byte = 0xa1; byte < 0xb1; ++byte)
        container.push_back(byte);
    const Bytes bos = joined({ { 5, 0x0f, 32, 0, 2 }, { 7, 0x10, 0x02, 0x02, 0, 0, 0 }, container });
    device.sections.push_back({ SectionKind::Bos, 0, 0, bos });
    return device;
}

snapshot::Snapshot fullSnapshot()
{
    snapshot::Snapshot snapshot;
    snapshot.program = "0.1.0";
    snapshot.time = std::chrono::seconds(1772366400);
    snapshot.system = "Some System 12";
    snapshot.devices = { plainDevice(), networkDevice() };
    Device& device = snapshot.devices.front();
    device.sections.push_back({ SectionKind::DeviceQualifier, 0, 0, { 10, 6, 0, 2, 0, 0, 0, 64, 1, 0 } });
    device.sections.push_back({ SectionKind::OtherSpeedConfiguration, 0, 0, { 9, 7, 9, 0, 0, 1, 0, 0x80, 50 } });
    device.sections.push_back({ SectionKind::HidReport, 1, 0, { 0x05, 0x01, 0x09, 0x02, 0xa1, 0x01, 0xc0 } });
    device.sections.push_back({ SectionKind::Hub, 0, 0, { 9, 0x29, 4, 0xe9, 0, 50, 100, 0, 0xff } });
    device.sections.push_back({ SectionKind::WebUsbUrl, 1, 0, { 6, 3, 1, 'a', '.', 'b' } });
    device.sections.push_back({ SectionKind::MsOs20Set, 0, 0, { 10, 0, 0, 0, 0, 0, 3, 6, 10, 0 } });
    device.sections.push_back({ SectionKind::MsOs10CompatibleIds, 0, 0, { 16, 0, 0, 0, 0, 1, 4, 0, 0 } });
    device.sections.push_back({ SectionKind::MsOs10Properties, 1, 0, { 10, 0, 0, 0, 0, 1, 5, 0, 0, 0 } });
    device.sections.push_back({ SectionKind::HidPhysical, 1, 0, { 1, 3, 0, 0x41, 0x11, 0x2a } });
    snapshot.devices.back().activeConfiguration.reset();
    return snapshot;
}

} // namespace wb::test
