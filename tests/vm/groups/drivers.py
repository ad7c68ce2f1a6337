# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.drivers: a kernel driver in the way is told, detached when asked, and put back whatever ends the command; another
configuration is set when nobody uses the one before."""

import subprocess

import captures
from cases import case, check, equal, run, wait_until
from evidence import fast, keep
from gadget import driver_of, find, read, source_sink
from program import BUSY, INTERRUPTED, FAILED, OK, USAGE, Running
from program import run as program
from usbmon import Recorder

KEYBOARD = find("0627", "0001")
INTERFACE = f"{KEYBOARD.name}:1.0"
ID = "0627:0001"


def bound():
    return driver_of(INTERFACE) == "usbhid"


def detached():
    return driver_of(INTERFACE) == "usbfs"


def check_notices(done):
    notes = [line for line in done.err.splitlines() if "note:" in line]
    check(any("detach" in line and "usbhid" in line for line in notes), f"{done}: no notice of the detach: {done.err}")
    check(any("attach" in line.replace("detach", "") or "put back" in line for line in notes),
          f"{done}: no notice that the driver was put back: {done.err}")


@case
def without_the_switch_the_driver_stays():
    done = program("read", ID, "0x81", "--size", "8", "--timeout", "300").expect(BUSY)
    check("usbhid" in done.err, f"{done}: the driver is not named: {done.err}")
    check(bound(), f"driver after: {driver_of(INTERFACE)}")


@case
def who_types_on_it_is_asked_first():
    done = program("read", ID, "0x81", "--size", "8", "--timeout", "300", "--detach-driver").expect(USAGE)
    check("keyboards and mice" in done.err and "--yes" in done.err, f"{done}: what stops is not said: {done.err}")
    check(bound(), f"driver after: {driver_of(INTERFACE)}")


@case
def detached_for_the_command_and_put_back():
    with Running("read", ID, "0x81", "--size", "8", "--timeout", "1500", "--detach-driver", "--yes", "--json",
                 "--log", fast("detached.pcapng")) as reading:
        wait_until(detached, 10, "usbhid to be detached")
        done = reading.finish(20).expect(FAILED)
    equal(done.document()["status"], "timed-out", "status of a read nobody answers")
    wait_until(bound, 5, "usbhid to be put back")
    check_notices(done)
    keep("detached.pcapng")


@case
def put_back_after_ctrl_c():
    with Running("read", ID, "0x81", "--size", "8", "--timeout", "60000", "--detach-driver", "--yes", "--json") as reading:
        wait_until(detached, 10, "usbhid to be detached")
        reading.interrupt()
        done = reading.finish(10)
    check(done.status in (INTERRUPTED, FAILED), f"{done}: exit {done.status} after Ctrl+C")
    wait_until(bound, 5, "usbhid to be put back")
    check_notices(done)


@case
def put_back_after_ctrl_c_in_a_stream():
    with Running("stream", ID, "0x81", "--seconds", "60", "--size", "8", "--depth", "4", "--detach-driver", "--yes",
                 "--json") as stream:
        wait_until(detached, 10, "usbhid to be detached")
        stream.next_document(10, "the first progress line")
        stream.interrupt()
        done = stream.finish(10)
    check(done.status in (OK, INTERRUPTED), f"{done}: exit {done.status} after Ctrl+C")
    equal(done.document()["event"], "end", "last line")
    wait_until(bound, 5, "usbhid to be put back")
    check_notices(done)


@case
def offered_again_after_a_crash():
    with Running("stream", ID, "0x81", "--seconds", "60", "--size", "8", "--depth", "4", "--detach-driver", "--yes",
                 "--json") as stream:
        wait_until(detached, 10, "usbhid to be detached")
        stream.next_document(10, "the first progress line")
        equal(program("drivers", "--json").expect(OK).document()["drivers"], [], "what a run that lives owes")
        stream.kill()
    wait_until(lambda: driver_of(INTERFACE) is None, 5, "the interface to be left without a driver")
    equal([d["driver"] for d in program("drivers", "--json").expect(OK).document()["drivers"]], ["usbhid"], "what is owed")
    done = program("control", ID, "0x80", "GET_DESCRIPTOR", "0x0100", "0", "18").expect(OK)
    check("drivers --give-back" in done.err, f"{done}: nothing said of the missing driver: {done.err}")
    program("drivers", "--give-back").expect(OK)
    wait_until(bound, 5, "usbhid to be put back")
    equal(program("drivers", "--json").expect(OK).document()["drivers"], [], "what is owed at the end")


@case
def the_program_that_holds_it_is_named():
    with SOURCE, Running("stream", SOURCE.id, "0x81", "--seconds", "60", "--json") as stream:
        stream.next_document(15, "the first progress line")
        done = program("read", SOURCE.id, "0x81", "--size", "512").expect(BUSY)
        check("usb-workbench" in done.err and "process" in done.err, f"{done}: the holder is not named: {done.err}")
        check("usbfs" not in done.err, f"{done}: a program is taken for a driver: {done.err}")
        stream.interrupt()
        stream.finish(10)


def set_configuration(value):
    return program("control", SOURCE.id, "0x00", "SET_CONFIGURATION", value, 0, "--yes")


def configurations_sent(value, name):
    """wValue of each SET_CONFIGURATION on the bus while the program sets this one."""
    with Recorder(int(read(SOURCE.host_path() / "busnum")), fast(name)) as recorder:
        set_configuration(value).expect(OK)
        equal(recorder.lost(), 0, "events usbmon lost")
    return [event.setup[2] for event in captures.read_pcap(fast(name)) if event.kind == "S" and event.setup[:2] == b"\0\x09"]


@case
def a_configuration_is_sent_only_when_it_is_another():
    with SOURCE as source:
        equal(configurations_sent(1, "same.pcap"), [], "sent for the configuration that is active")
        equal(configurations_sent(2, "other.pcap"), [2], "sent for another one")
        equal(read(source.host_path() / "bConfigurationValue"), "2", "the active one")
        program("write", SOURCE.id, "0x02", "--data", "c0ffee").expect(OK)  # the second is a loopback
        answer = program("read", SOURCE.id, "0x81", "--size", "512", "--json").expect(OK).document()
        equal(answer["data"], "c0ffee", "what came back")


@case
def a_configuration_is_not_changed_under_a_program():
    with SOURCE, Running("stream", SOURCE.id, "0x81", "--seconds", "60", "--json") as stream:
        stream.next_document(15, "the first progress line")
        done = set_configuration(2).expect(BUSY)
        check("usb-workbench" in done.err and "process" in done.err, f"{done}: the holder is not named: {done.err}")
        equal(read(SOURCE.host_path() / "bConfigurationValue"), "1", "the active one")
        first = stream.next_document(15, "progress")[1]["transfers"]
        stream.document_where(lambda document: document["transfers"] > first, 15, "the stream to go on")
        stream.interrupt()
        stream.finish(10)


SOURCE = source_sink()
subprocess.run(["insmod", "/run/drivers/usbhid.ko"], check=True)
wait_until(bound, 5, "usbhid to bind")
run()
