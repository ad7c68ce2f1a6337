// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes from a client, in pieces, on devices of every class and endpoints of every type: the connection ends or
// goes on, its memory stays bounded, and afterwards the devices are free, idle and as they were. Input: the stream as
// it comes from the socket; how it is cut into pieces follows from its length.
#include "core/usbip/connection.h"

#include <algorithm>
#include <cstdlib>

using namespace wb;
using namespace wb::usbip;

namespace {

Limits smallLimits()
{
    Limits limits;
    limits.maxTransferBytes = std::size_t { 64 } << 10;
    limits.maxInFlightBytes = std::size_t { 256 } << 10;
    limits.maxInFlightCount = 32;
    limits.maxQueuedBytes = std::size_t { 16 } << 10;
    return limits;
}

const Limits kLimits = smallLimits();
// A request being received, transfers, and their answers; queues grow by doubling.
constexpr std::size_t kMostMemory = std::size_t { 2 } << 20;

void check(bool holds)
{
    if (!holds)
        std::abort();
}

// Reads a client's answers, or lets them pile up.
void readAnswers(Connection& connection, std::size_t count)
{
    connection.sent(std::min(count, connection.output().size()));
}

void advance(ExportTable& table, Nanoseconds time)
{
    for (const Export& device : table.all())
        device.device->advance(time);
}

void run(ExportTable& table, ByteView bytes, std::size_t piece, bool isReader)
{
    Connection connection(table, kLimits, [](ClientEvent, const Export*, const std::string&) {});
    static Nanoseconds time = now(); // runs ahead of the clock, never back
    while (!bytes.empty() && connection.wantsInput()) {
        connection.receive(bytes.first(std::min(piece, bytes.size())));
        bytes = bytes.subspan(std::min(piece, bytes.size()));
        time += std::chrono::microseconds(250);
        advance(table, time);
        connection.lookAfterDevice();
        check(connection.memory() <= kMostMemory);
        if (isReader)
            readAnswers(connection, 1000);
    }
    time += std::chrono::milliseconds(5);
    advance(table, time);
    connection.endOfInput();
    check(connection.isEnded() && !connection.hasDevice());
    readAnswers(connection, connection.output().size());
    check(connection.output().empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static auto table = *ExportTable::create(std::vector<std::string> {
        "loopback", "disk", "cdc-acm", "microphone", "speaker", "superspeed", "dfu", "lossy", "power-hub" });
    const std::size_t piece = size % 3 == 0 ? size : size % 3 == 1 ? 1 + size % 61 : 7;
    run(table, { data, size }, std::max<std::size_t>(piece, 1), size % 2 == 0);
    for (const Export& device : table.all()) {
        check(!device.isTaken && device.device->nextDue() == Nanoseconds::max());
        check(device.device->info()->activeConfiguration == 1);
    }
    return 0;
}
