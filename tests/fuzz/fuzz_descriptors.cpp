// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes decode to nodes that cover them exactly, and to text.
#include "core/descriptors/decode.h"

#include <cstdlib>

using namespace wb;
using namespace wb::descriptors;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes(data, size);
    DecodeOptions options;
    options.speed = static_cast<usb::Speed>(size % 7);
    for (const auto& nodes : { decodeSequence(bytes, options), decodeBlob(bytes, options) }) {
        if (!coversExactly(nodes, size) || (size > 0 && findByte(nodes, size / 2).field == nullptr)
            || (size > 0 && toText(nodes).empty()))
            std::abort();
    }
    return 0;
}
