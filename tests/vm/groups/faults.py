# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.faults: what goes wrong in real life and must not hurt: unplug in the middle of a stream, a killed program, a full
disk, a reader that goes away."""

import os
import subprocess

import captures
from cases import case, check, equal, note, run, wait_until
from evidence import fast, keep, said
from gadget import driver_of, source_sink
from program import DISCONNECTED, FAILED, OK, Running
from program import run as program

ROUNDS = 50
STREAM = ("--size", "16384", "--depth", "8", "--json")
MOUSE = "1-2"  # QEMU's, under xhci_hcd
gadget = source_sink()


def has_driver():
    return driver_of(f"{MOUSE}:1.0") == "usbhid"


def size_of(path):
    return os.path.getsize(path) if os.path.exists(path) else 0


def unplug_in_stream(name, number):
    """One round: a stream begins, the device goes, the program ends by itself and its log is whole."""
    log = fast(name)
    gadget.plug()
    # Every other round keeps all payload; the rest keep 64 bytes, so that record counts are large.
    limit = ("--payload-limit", "64") if number % 2 else ()
    with Running("stream", gadget.id, "0x81", "--seconds", "60", *STREAM, "--log", log, *limit) as stream:
        wait_until(lambda: size_of(log) > 20000, 15, f"round {number}: the log to grow")
        gadget.unplug()
        done = stream.finish(10).expect(DISCONNECTED)
    end = done.document()
    equal(end["event"], "end", f"round {number}: last line")
    check(end["error"], f"round {number}: the end names no error: {end}")
    equal(end["log"]["transfers"], end["log"]["completed"], f"round {number}: records begun and ended")
    equal(end["log"]["unlogged"], 0, f"round {number}: unlogged")
    logged = [t for t in captures.pair([e for e in captures.read_pcapng(log) if not captures.is_preamble(e)])
              if t.submit.type == captures.BULK]
    equal(len(logged), end["transfers"], f"round {number}: transfers in the log and counted")
    equal(sum(t.actual for t in logged), end["bytes"], f"round {number}: bytes in the log and counted")
    keep(name)
    said(name, end["log"]["transfers"], end["log"]["completed"])
    return end["transfers"]


@case
def unplug_in_the_middle_of_a_stream():
    """A watch that lives through all rounds shows what they cost a long-lived program."""
    transfers = 0
    with Running("watch", "--json", "--seconds", "600") as watch:
        watch.next_document(20, "the ready line")
        early = None
        for number in range(ROUNDS):
            transfers += unplug_in_stream(f"unplug-{number:02}.pcapng", number)
            for event in ("arrived", "departed"):
                watch.document_where(lambda d, e=event: d["event"] == e, 10, f"round {number}: {event}")
            if number == 9:
                early = watch.resources()
        late = watch.resources()
        watch.interrupt()
        watch.finish(10).expect(OK)
    note(f"{ROUNDS} rounds, {transfers} transfers; watch: {early[0]} -> {late[0]} KiB, {early[1]} -> {late[1]} files")
    check(late[0] - early[0] < 1024, f"resident memory grew from {early[0]} to {late[0]} KiB in {ROUNDS - 10} rounds")
    equal(late[1:], early[1:], "open files and threads")


@case
def unplug_while_a_read_waits():
    gadget.plug()
    with Running("stream", gadget.id, "0x02", "--seconds", "60", "--data", "00" * 512, *STREAM) as stream:
        stream.next_document(15, "the first progress line")
        gadget.unplug()
        stream.finish(10).expect(DISCONNECTED)


@case
def reset_by_another_program_is_told():
    subprocess.run(["insmod", "/run/drivers/usbhid.ko"], check=True)
    wait_until(has_driver, 10, "usbhid to bind")
    for words in (("read", MOUSE, "0x81", "--size", "8", "--timeout", "0"),
                  ("stream", MOUSE, "0x81", "--seconds", "60", "--size", "8", "--depth", "4")):
        log = fast(f"reset-{words[0]}.pcapng")
        with Running(*words, "--detach-driver", "--yes", "--json", "--log", log) as waiting:
            wait_until(lambda: captures.read_so_far(log), 15, f"{waiting} to begin")
            program("reset", MOUSE, "--yes").expect(OK)
            done = waiting.finish(10).expect(FAILED)
        check("has reset it" in done.err, f"{done}: the reset is not told: {done.err}")
        check("unplugged" not in done.err and "plug the device" not in done.err, f"{done}: nothing was unplugged: {done.err}")
        wait_until(has_driver, 10, "the mouse to have its driver again")
        note(done.err.strip().splitlines()[0])


@case
def killed_program_leaves_a_log():
    gadget.plug()
    name = "killed.pcapng"
    with Running("stream", gadget.id, "0x81", "--seconds", "60", *STREAM, "--payload-limit", "256", "--log", fast(name)) as stream:
        progress = [stream.next_document(15, f"progress {n}") for n in range(4)]
        stream.kill()
        stream.finish(10)
    gadget.unplug()
    events = [e for e in captures.read_pcapng(fast(name), may_be_cut=True) if not captures.is_preamble(e)]
    logged = sum(e.kind == "C" and e.type == captures.BULK for e in events)
    # The kill came after the fourth line: what the third line counted is more than a second old.
    moment, last = progress[-1]
    old = max(document["transfers"] for at, document in progress[:-1] if moment - at >= 0.9)
    note(f"{logged} ends in the log; {old} counted a second before the kill, {last['transfers']} just before")
    check(logged >= old, f"the log holds {logged} ends, {old} were counted a second before the kill")
    keep(name, may_be_cut=True)


@case
def full_disk_is_told_and_the_stream_goes_on():
    gadget.plug()
    small = "/run/small"
    os.makedirs(small, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small], check=True)
    log = os.path.join(small, "full.pcapng")
    done = program("stream", gadget.id, "0x81", "--seconds", "3", *STREAM, "--log", log, timeout=40)
    end = done.document()
    check("space" in done.err.lower() and "full.pcapng" in done.err, f"{done}: the full disk is not told: {done.err}")
    equal(done.status, 7, f"{done}: exit")
    check(end["seconds"] > 2.5 and end["error"] is None, f"the stream ended with the disk: {end}")
    check(end["log"]["unlogged"] > 0, f"nothing is counted as unlogged: {end['log']}")
    events = [e for e in captures.read_pcapng(log) if not captures.is_preamble(e)]
    check(sum(e.kind == "S" for e in events) >= 8 * 1024 * 1024 // 16384 // 2, f"only {len(events)} records before the disk was full")
    subprocess.run(["cp", log, fast("full.pcapng")], check=True)
    keep("full.pcapng", may_be_cut=True)
    gadget.unplug()
    note(f"{end['log']['transfers']} logged, {end['log']['unlogged']} not; exit {done.status}")


@case
def full_disk_ends_the_stream_when_asked():
    gadget.plug()
    small = "/run/smaller"
    os.makedirs(small, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", small], check=True)
    done = program("stream", gadget.id, "0x81", "--seconds", "60", *STREAM, "--stop-without-log", "--log",
                   os.path.join(small, "full.pcapng"), timeout=40)
    equal(done.status, 7, f"{done}: exit")
    check(done.document()["seconds"] < 50, f"{done}: it went on")
    gadget.unplug()


@case
def log_that_cannot_be_made_is_told_first():
    gadget.plug()
    for path in ("/nonexistent/a.pcapng", "/proc/a.pcapng"):
        done = program("stream", gadget.id, "0x81", "--seconds", "1", *STREAM, "--log", path)
        equal(done.status, 7, f"{done}: exit")
        check(path in done.err, f"{done}: the file is not named: {done.err}")
    gadget.unplug()


gadget.create()
run()
