# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.uas: bulk streams on a real host controller driver: QEMU's UAS disk at SuperSpeed answers an INQUIRY on the stream
that the command's tag names (UAS, T10/2095-D, 4 and 6.2)."""

from cases import case, check, equal, run
from program import OK
from program import run as program

UAS = "46f4:0003"
COMMAND, STATUS, DATA_IN = "0x01", "0x82", "0x83"
COMMAND_IU, SENSE_IU = 0x01, 0x03
INQUIRY_BYTES = 36


def inquiry(tag):
    """The command IU: tag, no additional CDB bytes, LUN 0, a CDB of 16 bytes."""
    cdb = bytes([0x12, 0, 0, 0, INQUIRY_BYTES, 0]).ljust(16, b"\0")
    return bytes([COMMAND_IU, 0]) + tag.to_bytes(2, "big") + bytes(4) + bytes(8) + cdb


def ask(tag, *arguments):
    done = program("stream", UAS, STATUS, DATA_IN, COMMAND, "--stream-id", tag, *arguments, "--count", "1", "--depth", "1",
                   "--size", "1024", "--source", f"hex:{inquiry(tag).hex()}", "--hex", "--seconds", "20", "--yes", "--json")
    ends = {d["endpoint"]: d for d in done.expect(OK).documents() if d["event"] == "end"}
    equal(sorted(ends), ["01", "82", "83"], "endpoints that told their end")
    return done, ends


def verify_answer(ends, tag):
    data = bytes.fromhex(ends["83"]["preview"])
    equal(len(data), INQUIRY_BYTES, "bytes of the answer")
    check(data[8:12] == b"QEMU", f"vendor in {data!r}")
    status = bytes.fromhex(ends["82"]["preview"])
    equal((status[0], int.from_bytes(status[2:4], "big")), (SENSE_IU, tag), "sense IU and its tag")
    equal(status[6], 0, "status of the command")


@case
def inquiry_is_answered_on_its_stream():
    done, ends = ask(1, "--streams", "4")
    verify_answer(ends, 1)
    for endpoint in ("82", "83"):
        equal(ends[endpoint]["bulkStream"], {"id": 1, "allocated": 4}, f"bulk stream of {endpoint}")
    equal(ends["01"]["bulkStream"], None, "bulk stream of the command pipe")
    check("4 bulk streams of interface 0 allocated" in done.err, f"no notice of the allocation: {done.err}")


@case
def another_tag_goes_through_another_stream():
    done, ends = ask(3)  # allocated anew: the first ones were freed
    verify_answer(ends, 3)
    equal(ends["83"]["bulkStream"]["id"], 3, "bulk stream")
    check("bulk streams of interface 0 allocated" in done.err, f"no notice of the allocation: {done.err}")


@case
def more_than_there_are_is_refused():
    done = program("stream", UAS, DATA_IN, "--stream-id", "17", "--count", "1", "--yes")
    check(done.status != OK and "offers 16 bulk streams" in done.err, f"{done}: {done.err}")
    done = program("stream", UAS, COMMAND, "--stream-id", "1", "--count", "1", "--yes")
    check(done.status != OK and "has no bulk streams" in done.err, f"{done}: {done.err}")


@case
def zero_copy_says_what_it_got():
    done = program("stream", UAS, STATUS, DATA_IN, COMMAND, "--stream-id", "1", "--count", "1", "--depth", "1", "--size",
                   "1024", "--source", f"hex:{inquiry(1).hex()}", "--hex", "--seconds", "20", "--yes", "--zero-copy", "--json")
    ends = {d["endpoint"]: d for d in done.expect(OK).documents() if d["event"] == "end"}
    verify_answer(ends, 1)
    equal(ends["83"]["zeroCopy"], True, "usbfs has memory to map")


run()
