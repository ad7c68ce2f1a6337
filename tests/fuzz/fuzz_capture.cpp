// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a capture file: opening ends, and every row of what was opened can be asked for.
// The index must keep its promises: a row is Pending without an answer, devices exist, offsets lie inside the file.
#include "core/capture/capture_layout.h"
#include "core/replay/replay.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <numeric>

using namespace wb;
using namespace wb::capture;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const ByteView bytes(data, size);
    const auto capture = openCaptureBytes(std::make_unique<MemorySource>(bytes), "fuzz");
    if (!capture)
        return 0;
    const std::size_t count = (*capture)->count();
    const std::size_t devices = (*capture)->devices().size();
    if (count > size || (*capture)->fileBytes() > size)
        std::abort();
    for (std::size_t i = 0; i < count; ++i) {
        IndexEntry entry {};
        if ((*capture)->entries(i, { &entry, 1 }) != 1 || entry.deviceIndex >= devices)
            std::abort();
        const auto record = (*capture)->record(i);
        if (!record) // the scan has accepted both packets
            std::abort();
        if (record->status != entry.transferStatus() || record->actualLength != entry.actualLength
            || record->data.size() > record->fullDataLength || record->endpoint != entry.endpointAddress())
            std::abort();
    }
    std::vector<std::size_t> entries(count);
    std::iota(entries.begin(), entries.end(), std::size_t { 0 });
    for (const replay::Step& step : replay::buildSequence(**capture, entries, { true, true, 1000 })) {
        usb::TransferResult answer;
        answer.status = step.expectedStatus;
        answer.actualLength = step.expectedLength;
        answer.data = step.expectedData;
        answer.isoPackets = step.expectedPackets;
        if (step.kind == replay::StepKind::Transfer
            && replay::compare(step, answer).verdict == replay::Verdict::Differs)
            std::abort(); // an answer differs from itself
    }
    return 0;
}
