// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/lint-corpus/sample_file.h"

#include "core/usb/descriptor_walk.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace wb::test {
namespace {

using descriptors::DescriptorSet;
using usb::DescriptorType;
using usb::SectionKind;

// What Linux' host controllers say of themselves.
constexpr unsigned kLinuxRootHubs = 0x1d6b;

Bytes readBytes(const std::filesystem::path& file)
{
    std::error_code error;
    if (std::filesystem::file_size(file, error) > kLargestSample || error)
        return {};
    std::ifstream in(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>() };
}

bool isWholeBos(ByteView bytes)
{
    return bytes.size() >= 5 && bytes[0] == 5 && bytes[1] == static_cast<Byte>(DescriptorType::Bos)
        && readLe(bytes, 2, 2) == bytes.size();
}

// Report descriptors begin with a usage page, or with what their writer liked when the name says what they are.
bool isHidReport(const std::filesystem::path& file, ByteView bytes)
{
    const std::string name = file.filename().string();
    const std::string extension = file.extension().string();
    const bool isNamed = extension == ".rdesc" || name.find("hid_report") != std::string::npos
        || name.find(".hid.") != std::string::npos || file.parent_path().filename() == "hid";
    const bool isPage = bytes.size() >= 3 && (bytes[0] == 0x05 || bytes[0] == 0x06);
    return (extension == ".bin" || extension == ".rdesc") && (isNamed || isPage);
}

Bytes plainDevice()
{
    return { 18, 1, 0x00, 0x02, 0xef, 0x02, 0x01, 64, 0xfe, 0xff, 0x01, 0x00, 0x00, 0x01, 0, 0, 0, 1 };
}

DescriptorSet setOf(SectionKind kind, Bytes bytes)
{
    DescriptorSet set;
    set.sections.push_back({ kind, 0, 0, std::move(bytes) });
    return set;
}

DescriptorSet deviceOf(Bytes bytes)
{
    DescriptorSet set = setOf(SectionKind::Device, std::move(bytes));
    set.speed = guessSpeed(set.sections.front().bytes);
    return set;
}

} // namespace

usb::Speed guessSpeed(ByteView bytes)
{
    constexpr std::array<usb::Speed, 4> kRootHubs { usb::Speed::Unknown, usb::Speed::Full, usb::Speed::High,
        usb::Speed::Super };
    const auto product = readLe(bytes, 10, 2).value_or(0);
    if (readLe(bytes, 8, 2) == kLinuxRootHubs && product < kRootHubs.size())
        return kRootHubs[product];
    if (readLe(bytes, 2, 2).value_or(0) >= 0x0300 && readLe(bytes, 7, 1) == 9)
        return usb::Speed::Super;
    for (std::size_t offset = usb::kDeviceDescriptorLength; offset < bytes.size();) {
        const ByteView own = usb::descriptorAt(bytes, offset);
        if (own.empty())
            break;
        offset += own.size();
        const bool isBulk = usb::isType(own, DescriptorType::Endpoint) && own.size() >= 7 && (own[3] & 3) == 2;
        const auto packet = isBulk ? readLe(own, 4, 2).value_or(0) : 0;
        if (packet == 512)
            return usb::Speed::High;
        if (packet == 8 || packet == 16 || packet == 32 || packet == 64)
            return usb::Speed::Full;
    }
    return usb::Speed::Unknown;
}

std::optional<DescriptorSet> sampleFromFile(const std::filesystem::path& file)
{
    Bytes bytes = readBytes(file);
    if (bytes.size() < 2)
        return std::nullopt;
    if (isWholeBos(bytes))
        return setOf(SectionKind::Bos, std::move(bytes));
    if (usb::isConfigurationHeader(bytes)) {
        Bytes whole = plainDevice();
        whole.insert(whole.end(), bytes.begin(), bytes.end());
        return deviceOf(std::move(whole));
    }
    const bool hasDevice = bytes[0] == usb::kDeviceDescriptorLength && bytes[1] == 1;
    if (hasDevice && bytes.size() > usb::kDeviceDescriptorLength)
        return deviceOf(std::move(bytes));
    if (!hasDevice && isHidReport(file, bytes))
        return setOf(SectionKind::HidReport, std::move(bytes));
    return std::nullopt;
}

std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error))
        if (entry->is_regular_file(error))
            files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace wb::test
