# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.isochronous: what is written to QEMU's audio device arrives: QEMU writes what the device heard to heard.wav, and
verify.py looks for the sent bytes in it."""

import os

from cases import case, check, equal, note, run
from evidence import OUT, fast, keep, said
from gadget import find, read
from program import OK
from program import run as program
from usbmon import Recorder

AUDIO = "46f4:0002"
PACKET, PACKETS = 192, 500
SILENCE = 100  # packets: what QEMU has not played yet when the interface is let go, it throws away


@case
def packets_are_written_and_heard():
    sent = b"".join(bytes([1 + n % 100, (n >> 8) + 1]) * (PACKET // 2) for n in range(PACKETS))
    with open(os.path.join(OUT, "sent.raw"), "wb") as file:
        file.write(sent)
    with open(os.path.join(OUT, "played.raw"), "wb") as file:
        file.write(sent + bytes(PACKET * SILENCE))
    with Recorder(int(read(find("46f4", "0002") / "busnum")), fast("iso-out.pcap")) as recorder:
        done = program("write", AUDIO, "0x01", "--alt", "1", "--packets", "32", "--file", f"{OUT}/played.raw", "--json",
                       "--log", fast("iso-out.pcapng")).expect(OK)
        equal(recorder.lost(), 0, "events usbmon lost")
    keep("iso-out.pcapng", usbmon="iso-out.pcap")
    documents = done.documents()
    packets = [packet for document in documents for packet in document["packets"]]
    equal(len(packets), PACKETS + SILENCE, "packets")
    bad = [p for p in packets if (p["status"], p["actual"]) != ("completed", PACKET)]
    equal(bad, [], "packets not completed")
    equal(sum(document["actual"] for document in documents), len(sent) + PACKET * SILENCE, "bytes")


@case
def stream_keeps_time():
    done = program("stream", AUDIO, "0x01", "--alt", "1", "--seconds", "2", "--size", str(16 * PACKET), "--packets", "16",
                   "--depth", "6", "--json", "--log", fast("iso-stream.pcapng")).expect(OK)
    keep("iso-stream.pcapng")
    end = done.document()
    said("iso-stream.pcapng", end["log"]["transfers"], end["log"]["completed"])
    equal((end["errors"], end["packetErrors"]), (0, 0), "errors")
    check(0 <= end["transfers"] * 16 - end["packets"] <= 6 * 16, f"packets: {end}")  # the stop found some in flight
    note(f"{end['packets']} packets in {end['seconds']:.2f} s")
    rate = end["packets"] / end["seconds"]
    check(400 < rate < 1100, f"{rate:.0f} packets a second; full speed has 1000, less when the emulator is late: {end}")


@case
def alternate_setting_without_the_endpoint_is_refused():
    done = program("write", AUDIO, "0x01", "--alt", "0", "--packets", "1", "--data", "00" * PACKET)
    check(done.status not in (OK,), f"{done}: wrote to an endpoint that alternate setting 0 lacks")
    check("alt" in done.err.lower(), f"{done}: the alternate setting is not named: {done.err}")
    done = program("write", AUDIO, "0x01", "--alt", "7", "--packets", "1", "--data", "00" * PACKET)
    check(done.status != OK and "7" in done.err, f"{done}: {done.err}")


run()
