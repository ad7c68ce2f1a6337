// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/snapshot/import.h"

#include "core/usb/names.h"

namespace wb::snapshot {
namespace {

using usb::DescriptorType;
using usb::SectionKind;

tl::unexpected<Error> malformed(std::string detail)
{
    return fail(ErrorKind::Malformed, "read raw descriptors", std::move(detail));
}

// A header that fits: bLength of the type's descriptors and the type.
bool beginsWith(ByteView bytes, DescriptorType type, std::uint8_t length)
{
    return bytes.size() >= 2 && bytes[0] >= length && bytes[1] == static_cast<std::uint8_t>(type);
}

bool beginsWithDescriptors(ByteView bytes)
{
    return beginsWith(bytes, DescriptorType::Device, 18) || beginsWith(bytes, DescriptorType::Configuration, 9);
}

Result<SectionKind> sectionKind(ByteView bytes, ImportKind kind)
{
    const bool isBos = beginsWith(bytes, DescriptorType::Bos, 5);
    const std::string seen = "the first bytes are " + formatHex(slice(bytes, 0, 4));
    switch (kind) {
    case ImportKind::HidReport:
        return SectionKind::HidReport;
    case ImportKind::Bos:
        if (!isBos)
            return malformed("no BOS descriptor: " + seen);
        return SectionKind::Bos;
    case ImportKind::Descriptors:
    case ImportKind::Guessed:
        break;
    }
    if (beginsWithDescriptors(bytes))
        return SectionKind::Device;
    if (isBos && kind == ImportKind::Guessed)
        return SectionKind::Bos;
    return malformed("neither a device nor a configuration descriptor: " + seen);
}

} // namespace

bool looksLikeDescriptors(ByteView start) { return sectionKind(start, ImportKind::Guessed).has_value(); }

Result<Snapshot> importBytes(ByteView bytes, ImportKind kind)
{
    if (bytes.empty())
        return malformed("there are no bytes");
    if (bytes.size() > kMaxImportBytes)
        return malformed("more than " + std::to_string(kMaxImportBytes) + " bytes");
    const auto section = sectionKind(bytes, kind);
    if (!section)
        return tl::unexpected(section.error());
    Device device;
    device.backend = kImported;
    device.path = { 0, { 1 } };
    device.sections.push_back({ *section, 0, 0, toBytes(bytes) });
    if (beginsWith(bytes, DescriptorType::Device, 18))
        device.problems = usb::parseDescriptorBlob(bytes).problems;
    const usb::DeviceInfo info = toDeviceInfo(device);
    if (!info.configurations.empty())
        device.activeConfiguration = info.configurations.front().value;
    Snapshot snapshot;
    snapshot.devices.push_back(std::move(device));
    return snapshot;
}

} // namespace wb::snapshot
