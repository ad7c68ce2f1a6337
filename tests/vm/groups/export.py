# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.export: the distribution's usbip brings models that the program serves into this very kernel, where they are
devices like any other: found, read, written, streamed, unplugged; and one that never answers holds up nobody."""

import os
import time

import captures
from cases import case, check, equal, note, run, wait_until
from evidence import fast
from gadget import read
from program import BUSY, FAILED, INTERRUPTED, OK, Running
from program import run as program
from served import PATIENCE, attach, attached, event, insert_host_controller, plugged, serving, usbip

LOOPBACK, AUDIO, MISBEHAVER = "fffe:0001", "fffe:0021", "fffe:0bad"
SILENCE, AT_ONCE, ROUNDS = 3, 1.0, 3  # a request of the misbehaver, seconds, and of how many one must be as fast as that
# What waits without a timeout: the endpoint, its type, the command.
ENDLESS = {
    "control": (0, captures.CONTROL, ("control", MISBEHAVER, "0xc0", "0x13", 0, 0, 8, "--timeout", 0)),
    "bulk IN": (0x81, captures.BULK, ("read", MISBEHAVER, "0x81", "--timeout", 0)),
    "bulk OUT": (0x01, captures.BULK, ("write", MISBEHAVER, "0x01", "--data", "00" * 512, "--timeout", 0)),
    "interrupt IN": (0x83, captures.INTERRUPT, ("stream", MISBEHAVER, "0x83", "--alt", 1, "--seconds", 60)),
    "interrupt OUT": (0x03, captures.INTERRUPT, ("stream", MISBEHAVER, "0x03", "--alt", 1, "--seconds", 60)),
    "isochronous IN": (0x84, captures.ISO, ("stream", MISBEHAVER, "0x84", "--alt", 1, "--seconds", 60)),
}


def loopback():
    return plugged("loopback", LOOPBACK)


@case
def the_kernel_takes_part():
    insert_host_controller()


@case
def usbip_lists_what_is_served():
    with serving("loopback", "audio") as server:
        text = usbip("list", "-r", "127.0.0.1")
        for words in ("1-1:", "1-2:", LOOPBACK, AUDIO):
            check(words in text, f"{words} is not in\n{text}")
        event(server, "listed")


@case
def an_attached_model_is_a_device():
    with loopback() as (_, device):
        equal(read(device / "speed"), "480", "speed")
        equal(read(device / "serial"), "LOOP0001", "serial number")
        listed = program("list", "--json").expect(OK).document()["devices"]
        equal([one["path"] for one in listed if one["product"] == "Loopback device"], [device.name], "path")
        shown = program("show", device.name, "--json").expect(OK).document()
        equal(shown["descriptors"], (device / "descriptors").read_bytes().hex(), "descriptors")


@case
def bulk_data_comes_back():
    sent = bytes(range(256)) * 20 + b"end"
    with loopback() as (_, device):
        program("write", device.name, "0x01", "--data", sent.hex(), "--json").expect(OK)
        answer = program("read", device.name, "0x81", "--size", 8192, "--json").expect(OK).document()
        equal(bytes.fromhex(answer["data"]), sent, "what came back")
        program("control", device.name, "0x40", "0x5b", 0, 0, "--data", sent[:4096].hex(), "--yes").expect(OK)
        kept = program("control", device.name, "0xc0", "0x5c", 0, 0, 4096, "--json").expect(OK).document()
        equal(bytes.fromhex(kept["data"]), sent[:4096], "what the buffer kept")


@case
def a_transfer_that_waits_is_unlinked():
    with loopback() as (_, device):
        waited = program("read", device.name, "0x81", "--size", 512, "--timeout", 300, "--json").expect(FAILED)
        equal(waited.document()["status"], "timed-out", "status")
        program("write", device.name, "0x01", "--data", "c0ffee").expect(OK)
        answer = program("read", device.name, "0x81", "--size", 512, "--json").expect(OK).document()
        equal(answer["data"], "c0ffee", "what came back afterwards")


@case
def a_stall_is_a_stall():
    with loopback() as (_, device):
        stalled = program("control", device.name, "0xc0", "0x77", 0, 0, 4, "--json").expect(FAILED).document()
        equal(stalled["status"], "stall", "status")


@case
def isochronous_packets_are_in_their_places():
    with loopback() as (_, device):
        answer = program("read", device.name, "0x84", "--alt", 1, "--packets", 64, "--json").expect(OK).document()
        data = bytes.fromhex(answer["data"])
        equal(len(data), 64 * 512, "bytes")
        first = int.from_bytes(data[:4], "little")
        numbers = [int.from_bytes(data[i:i + 4], "little") for i in range(0, len(data), 512)]
        equal(numbers, list(range(first, first + 64)), "numbers of the packets")
        end = program("stream", device.name, "0x84", "--alt", 1, "--seconds", 2, "--json").expect(OK).documents()[-1]
        equal((end["errors"], end["packetErrors"]), (0, 0), "errors of the stream")
        note(f"isochronous: {end['packets'] / end['seconds']:.0f} packets/s")


@case
def bulk_streams():
    with loopback() as (_, device):
        end = program("stream", device.name, "0x82", "--seconds", 2, "--json").expect(OK).documents()[-1]
        equal((end["errors"], end["shortTransfers"]), (0, 0), "errors of the stream")
        note(f"bulk: {end['bytesPerSecond'] / 1e6:.1f} MB/s")


@case
def the_audio_model_is_read_through_usbfs():
    with serving("audio") as server:
        usbip("attach", "-r", "127.0.0.1", "-b", "1-1")
        device = wait_until(lambda: attached(AUDIO), PATIENCE, "the kernel to enumerate it")
        answer = program("read", device.name, "0x82", "--alt", 1, "--packets", 16, "--json").expect(OK).document()
        equal([packet["actual"] for packet in answer["packets"]], [48] * 16, "bytes of each packet")
        server.interrupt()
        server.finish(PATIENCE).expect(OK)
    wait_until(lambda: attached(AUDIO) is None, PATIENCE, "the device to go")


@case
def a_taken_device_is_refused_and_free_after_detach():
    with loopback() as (server, device):
        usbip("attach", "-r", "127.0.0.1", "-b", "1-1", status=1)
        equal(event(server, "refused")["reason"], "1-1 is taken", "reason")
        program("write", device.name, "0x01", "--data", "01").expect(OK)
        usbip("detach", "-p", "0")
        event(server, "detached")
        wait_until(lambda: attached(LOOPBACK) is None, PATIENCE, "the device to go")
        usbip("attach", "-r", "127.0.0.1", "-b", "1-1")
        device = wait_until(lambda: attached(LOOPBACK), PATIENCE, "the device to come back")
        program("read", device.name, "0x81", "--size", 512, "--timeout", 300).expect(FAILED)  # its byte is gone


def others_go_on(other):
    program("write", other.name, "0x01", "--data", "c0ffee").expect(OK)
    answer = program("read", other.name, "0x81", "--size", 512, "--json").expect(OK).document()
    equal(answer["data"], "c0ffee", "what came back from the other device")


def seconds_to_end(command, kind, log, other=None):
    """From Ctrl+C, while it waits, to the end of the command; its log is whole all the same."""
    with Running(*command, "--log", log) as waiting:
        wait_until(lambda: any(one.type == kind for one in captures.read_so_far(log)), 20, "a transfer in flight")
        if other:
            others_go_on(other)
        start = time.monotonic()
        waiting.interrupt()
        done = waiting.finish(20)
        seconds = time.monotonic() - start
    check(done.status in (OK, FAILED, INTERRUPTED), f"{done}: exit {done.status}\n{done.err}")
    captures.pair(captures.read_so_far(log))
    os.unlink(log)
    return seconds


@case
def a_device_that_never_answers_holds_up_nobody():
    with serving("misbehaver", "loopback") as server:
        silent, other = attach(MISBEHAVER), attach(LOOPBACK, "1-2")
        for name, (endpoint, kind, command) in ENDLESS.items():
            if endpoint:
                program("control", silent.name, "0x40", SILENCE, 0, endpoint, 0, "--yes").expect(OK)
            taken = [seconds_to_end(command, kind, fast("silent.pcapng"), other)]
            while min(taken) >= AT_ONCE and len(taken) < ROUNDS:
                taken.append(seconds_to_end(command, kind, fast("silent.pcapng")))
            note(f"{name}: over {min(taken):.2f} s after Ctrl+C")
            check(min(taken) < AT_ONCE, f"{name}: the end took {taken} s")
            program("control", silent.name, "0x40", 0, 0, 0, 0, "--yes").expect(OK)
        server.interrupt()
        server.finish(PATIENCE).expect(OK)
    wait_until(lambda: not attached(MISBEHAVER) and not attached(LOOPBACK), PATIENCE, "the devices to go with their server")


@case
def an_address_in_use_is_told():
    with serving("loopback"):
        told = program("export", "loopback").expect(BUSY)
        check("Address already in use" in told.err, told.err)


run()
