// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the sections of a device, held against every rule: decoding and rules end, nodes cover their section
// exactly, and findings point inside of the section they name.
// Input: the speed, then sections: kind, number, length of two bytes, that many bytes (fewer at the end).
#include "core/lint/lint.h"

#include <cstdlib>

using namespace wb;
using namespace wb::descriptors;

namespace {

DescriptorSet deviceFrom(ByteView bytes)
{
    constexpr std::size_t kHeadLength = 4;
    constexpr unsigned kKinds = static_cast<unsigned>(usb::SectionKind::HidPhysical) + 1;
    DescriptorSet set;
    if (bytes.empty())
        return set;
    set.speed = static_cast<usb::Speed>(bytes[0] % 7);
    for (std::size_t offset = 1; offset + kHeadLength <= bytes.size();) {
        const auto length = static_cast<std::size_t>(*readLe(bytes, offset + 2, 2));
        const ByteView own = slice(bytes, offset + kHeadLength, length);
        set.sections.push_back(
            { static_cast<usb::SectionKind>(bytes[offset] % kKinds), bytes[offset + 1], 0x0409, toBytes(own) });
        offset += kHeadLength + own.size();
    }
    return set;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const DescriptorSet set = deviceFrom({ data, size });
    std::vector<DecodedSection> decoded = decodeSet(set, nullptr);
    for (const DecodedSection& section : decoded)
        if (!coversExactly(section.nodes, section.section->bytes.size()))
            std::abort();
    const lint::Result result = lint::lint(set, decoded);
    for (const lint::Finding& finding : result.findings) {
        const ByteRange range = finding.diagnostic.range;
        if (finding.section >= set.sections.size() || range.begin > range.end
            || range.end > set.sections[finding.section].bytes.size())
            std::abort();
    }
    lint::attach(result, decoded);
    return 0;
}
