// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/declaration.h"

namespace wb::cli {
namespace {

constexpr auto kLimits = "When it ends";
constexpr auto kQueue = "Transfers";
constexpr auto kSending = "What OUT endpoints send";
constexpr auto kReceiving = "What IN endpoints receive";

constexpr auto kSources = R"(SOURCE is one of
  hex:BYTES  text:TEXT  file:PATH   once, with --repeat over and over
  pattern:BYTES                     over and over, anew with each transfer
  constant:BYTE                     one byte
  counter[:WIDTH[:START]]           numbers of 1 (default), 2, 4 or 8 bytes, little-endian
  prbs[:ORDER]                      ITU-T O.150: 7, 9, 11, 15 (default), 20, 23, 29, 31
  random[:SEED]                     the same for the same seed (default 1)

)";

void addLimits(CLI::App& command, RawArguments& raw)
{
    addOption(command, "--seconds", "N", raw.seconds, "Stop after this time (default: at Ctrl+C)")->group(kLimits);
    addOption(command, "--bytes", "N", raw.bytes, "Stop after this many bytes")->group(kLimits);
    addOption(command, "--count", "N", raw.count, "Stop after this many transfers")->group(kLimits);
    addOption(command, "--until", "PATTERN", raw.until, "Stop where these bytes have arrived: hex:0d0a or text:OK")
        ->group(kLimits);
    command.add_flag("--until-difference", raw.untilDifference, "Stop at the first byte that is not the expected one")
        ->group(kLimits);
    command
        .add_option("--on", raw.policies,
            "What to do after a transfer that was completed, timed-out, cancelled or ended in stall, error or "
            "overflow: stop, resubmit or recover (take all back, clear the halt, go on); may be given for each")
        ->type_name("EVENT=ACTION")
        ->allow_extra_args(false)
        ->group(kLimits);
    addOption(command, "--max-errors", "N", raw.maxErrors, "Stop after this many errors in a row (default 8)")
        ->group(kLimits);
}

void addQueue(CLI::App& command, RawArguments& raw)
{
    addOption(command, "--size", "BYTES", raw.size,
        "Bytes of each transfer (default: bulk 65536, else what one service interval moves)")
        ->group(kQueue);
    addOption(command, "--depth", "N", raw.depth, "Transfers kept in flight (default 8)")->group(kQueue);
    addOption(command, "--packets", "N", raw.packets,
        "Packets in each transfer, isochronous only (default: what covers 8 ms)")
        ->group(kQueue);
    addOption(command, "--packet-lengths", "LIST", raw.packetLengths,
        "Bytes of each packet of a transfer, isochronous only: 180,176,176")
        ->group(kQueue);
    addOption(command, "--rate", "N", raw.rate, "Transfers a second, which may be a fraction (default: no limit)")
        ->group(kQueue);
    addOption(command, "--stream-id", "K", raw.streamId,
        "Bulk stream that the transfers go through, SuperSpeed only; for those endpoints that offer some")
        ->group(kQueue);
    addOption(command, "--streams", "N", raw.streams, "Bulk streams to allocate (default: as many as K needs)")
        ->group(kQueue);
    command.add_flag("--zero-copy", raw.zeroCopy, "Buffers that the kernel shares with the program, where it has such")
        ->group(kQueue);
    addTimeout(command, raw, "0")->group(kQueue);
}

void addSending(CLI::App& command, RawArguments& raw)
{
    addOption(command, "--source", "SOURCE", raw.source, "What to send, see below (default: zeros)")->group(kSending);
    addOption(command, "--data", "HEX", raw.data, "As --source pattern:HEX")->group(kSending);
    addOption(command, "--file", "FILE", raw.dataFile, "As --source pattern: with the bytes of a file")
        ->group(kSending);
    command.add_flag("--repeat", raw.repeat, "Send or expect hex:, text: and file: over and over")->group(kSending);
    command.add_flag("--zero-packet", raw.zeroPacket, "Bulk: a zero-length packet after a transfer of whole packets")
        ->group(kSending);
    command.add_flag("--yes", raw.yes, "Stream although the endpoint belongs to a disk")->group(kSending);
}

void addReceiving(CLI::App& command, RawArguments& raw)
{
    addOption(command, "--expect", "SOURCE", raw.expect, "Compare what arrives with this; exit code 10: it differs")
        ->group(kReceiving);
    addOption(command, "--loopback", "EP", raw.loopback,
        "Receive on this endpoint what EP sends, and compare (default source: random)")
        ->group(kReceiving);
    addOption(command, "--out", "FILE", raw.out, "Write what arrives to a file")->group(kReceiving);
    command.add_flag("--hex", raw.hex, "Print the beginning of the latest transfer with each line of progress")
        ->group(kReceiving);
    command.add_flag("--discard", raw.discard, "Keep no data, in the log either")->group(kReceiving);
    command.add_flag("--short-is-error", raw.shortIsError, "A transfer that brings less than asked for is an error")
        ->group(kReceiving);
}

} // namespace

void declareStream(CLI::App& app, RawArguments& raw)
{
    CLI::App& command = addCommand(app, "stream",
        "stream DEVICE EP... [OPTIONS]\n"
        "       usb-workbench stream DEVICE EP --loopback EP [OPTIONS]",
        "Keep transfers in flight on endpoints, measure them, compare what arrives");
    addDevice(command, raw);
    command.add_option("EP", raw.endpoints, "Endpoint addresses: 0x81 is endpoint 1 IN")->type_name("");
    addLimits(command, raw);
    addQueue(command, raw);
    addSending(command, raw);
    addReceiving(command, raw);
    addAlternate(command, raw);
    addTarget(command, raw);
    addJson(command, raw);
    command.footer(kSources + command.get_footer());
}

} // namespace wb::cli
