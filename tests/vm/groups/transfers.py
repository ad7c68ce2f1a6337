# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.transfers: control and bulk transfers both ways against the kernel's own gadgets. usbmon records each command from
the other side; verify.py holds it against the program's log."""

import os

from cases import case, check, equal, note, run
from evidence import fast, keep, said
from gadget import find, loopback, read, source_sink
from program import FAILED, OK
from program import run as program
from usbmon import Recorder

SOURCE, LOOP = source_sink(pattern=1), loopback()
PACKET = 512


def pattern(size):
    """What SourceSink sends and wants to get with pattern 1 (linux f_sourcesink.c)."""
    return bytes(i % PACKET % 63 for i in range(size))


def recorded(name, gadget, *arguments, timeout=30):
    """Runs a command with its log, while usbmon records; both are kept for verify.py."""
    log, monitor = f"{name}.pcapng", f"{name}.pcap"
    with Recorder(int(read(gadget.host_path() / "busnum")), fast(monitor)) as recorder:
        done = program(*arguments, "--log", fast(log), timeout=timeout)
        equal(recorder.lost(), 0, "events usbmon lost")
    keep(log, usbmon=monitor)
    return done


def transfer_of(done, status, requested, actual):
    document = done.document()
    equal(document["schema"], "usb-workbench.transfer/1", "schema")
    equal((document["status"], document["requested"], document["actual"]), (status, requested, actual), f"{done}")
    check(0 < document["submitted"] < document["completed"], f"{done}: times {document}")
    equal(document["latency"], document["completed"] - document["submitted"], "latency")
    return document


@case
def control_out_then_in():
    data = bytes(range(1, 201))
    done = recorded("control-out", SOURCE, "control", SOURCE.id, "0x40", "0x5b", "0", "0", "--data", data.hex(), "--yes", "--json")
    transfer_of(done.expect(OK), "completed", 200, 200)
    done = recorded("control-in", SOURCE, "control", SOURCE.id, "0xc0", "0x5c", "0", "0", "200", "--json")
    equal(transfer_of(done.expect(OK), "completed", 200, 200)["data"], data.hex(), "data read back")


@case
def control_standard_request_by_name():
    done = recorded("control-standard", SOURCE, "control", SOURCE.id, "0x80", "GET_DESCRIPTOR", "0x0100", "0", "18", "--json")
    device = find("1209", "0010")
    equal(transfer_of(done.expect(OK), "completed", 18, 18)["data"], (device / "descriptors").read_bytes()[:18].hex(), "data")
    done = recorded("control-short", SOURCE, "control", SOURCE.id, "0x80", "GET_DESCRIPTOR", "0x0100", "0", "255", "--json")
    transfer_of(done.expect(OK), "completed", 255, 18)


@case
def control_stall_is_told():
    done = recorded("control-stall", SOURCE, "control", SOURCE.id, "0xc0", "0x5c", "1", "0", "4", "--json")
    transfer_of(done.expect(FAILED), "stall", 4, 0)


@case
def bulk_in_brings_the_pattern():
    done = recorded("bulk-in", SOURCE, "read", SOURCE.id, "0x81", "--size", "4096", "--count", "25", "--json")
    documents = done.expect(OK).documents()
    equal(len(documents), 25, "lines")
    for document in documents:
        equal((document["status"], document["data"]), ("completed", pattern(4096).hex()), "transfer")
    done = program("read", SOURCE.id, "0x81", "--size", "65536", "--count", "3", "--out", fast("raw")).expect(OK)
    with open(fast("raw"), "rb") as file:
        equal(file.read(), pattern(65536) * 3, "raw bytes")
    done = program("read", SOURCE.id, "0x81", "--size", "1024", "--out", "-").expect(OK)
    equal(done.out, pattern(1024), "raw bytes on stdout")


@case
def bulk_out_is_accepted():
    """SourceSink halts the endpoint when a byte is not the pattern's."""
    with open(fast("pattern"), "wb") as file:
        file.write(pattern(200000))
    done = recorded("bulk-out", SOURCE, "write", SOURCE.id, "0x02", "--file", fast("pattern"), "--json")
    transfer_of(done.expect(OK), "completed", 200000, 200000)
    done = recorded("bulk-out-again", SOURCE, "write", SOURCE.id, "0x02", "--data", pattern(100).hex(), "--json")
    transfer_of(done.expect(OK), "completed", 100, 100)


@case
def large_file_is_sent_in_pieces():
    size = 1536 * 1024
    with open(fast("large"), "wb") as file:
        file.write(pattern(size))
    done = program("write", SOURCE.id, "0x02", "--file", fast("large"), "--json", "--log", fast("large.pcapng")).expect(OK)
    equal(sum(d["actual"] for d in done.documents()), size, "bytes sent")
    keep("large.pcapng")


@case
def bulk_stall_is_told_and_cleared():
    program("write", SOURCE.id, "0x02", "--data", "ff", "--json").expect(OK)
    done = recorded("bulk-stall", SOURCE, "write", SOURCE.id, "0x02", "--data", "00", "--timeout", "2000", "--json")
    transfer_of(done.expect(FAILED), "stall", 1, 0)
    program("control", SOURCE.id, "0x02", "CLEAR_FEATURE", "0", "0x02", "--yes", "--json").expect(OK)
    done = program("write", SOURCE.id, "0x02", "--data", "00", "--timeout", "2000", "--json")
    transfer_of(done.expect(OK), "completed", 1, 1)


@case
def loopback_returns_what_was_written():
    for size in (1, 511, 513, 20000):
        data = os.urandom(size)
        done = recorded(f"loop-{size}-out", LOOP, "write", LOOP.id, "0x02", "--data", data.hex(), "--json")
        transfer_of(done.expect(OK), "completed", size, size)
        done = recorded(f"loop-{size}-in", LOOP, "read", LOOP.id, "0x81", "--size", "65536", "--timeout", "3000", "--json")
        equal(transfer_of(done.expect(OK), "completed", 65536, size)["data"], data.hex(), "data returned")


@case
def timeout_is_told():
    done = recorded("timeout", LOOP, "read", LOOP.id, "0x81", "--size", "512", "--timeout", "300", "--json")
    document = transfer_of(done.expect(FAILED), "timed-out", 512, 0)
    check(250e6 < document["latency"] < 2e9, f"latency {document['latency'] / 1e6:.0f} ms of a 300 ms timeout")


@case
def stream_counts_what_it_logs():
    # Not as fast as it can be: usbmon loses what its reader is late for.
    done = recorded("stream", SOURCE, "stream", SOURCE.id, "0x81", "--seconds", "1", "--size", "4096", "--depth", "2",
                    "--rate", "1000", "--json")
    end = done.expect(OK).document()
    equal((end["schema"], end["event"]), ("usb-workbench.stream/1", "end"), "last line")
    cancelled = end["transfers"] - end["bytes"] // 4096  # what the stop found in flight
    check(0 <= cancelled <= 2 and end["bytes"] % 4096 == 0, f"bytes: {end}")
    equal((end["errors"], end["shortTransfers"], end["error"]), (0, 0, None), "errors")
    check(end["transfers"] > 100 and 0.9 < end["seconds"] < 3, f"figures: {end}")
    log = end["log"]
    equal((log["transfers"], log["payloadCut"], log["unlogged"]), (log["completed"], 0, 0), "log")
    said("stream.pcapng", log["transfers"], log["completed"])
    note(f"{end['transfers']} transfers of 4096 bytes in {end['seconds']:.2f} s")


@case
def notices_say_what_was_done():
    done = program("read", SOURCE.id, "0x81", "--size", "512").expect(OK)
    check("note:" in done.err and "claim" in done.err.lower(), f"no notice of the claim: {done.err}")
    done = program("read", SOURCE.id, "0x81", "--size", "512", "--no-auto")
    check(done.status != OK, "a read without a claim succeeded")


with SOURCE, LOOP:
    run()
