# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.hotplug: watch sees a real device come and go, every time and soon; a device that a reset has made another one is
found again."""

import statistics

from cases import case, check, equal, note, run
from gadget import read, source_sink, usb_devices
from program import OK, Running
from program import run as program

ROUNDS = 8
SOON = 3.0  # seconds from the write to UDC to the printed line, under emulation
gadget = source_sink()


def of_gadget(event):
    return lambda d: d["event"] == event and f"{d['device']['vendorId']}:{d['device']['productId']}" == gadget.id


@case
def every_plug_and_unplug_is_told():
    arrivals, departures = [], []
    with Running("watch", "--json", "--seconds", "120") as watch:
        _, first = watch.next_document(20, "the ready line")
        equal((first["event"], first["devices"]), ("ready", len(usb_devices())), "first line")
        for _ in range(ROUNDS):
            start = gadget.bind()
            moment, event = watch.document_where(of_gadget("arrived"), 10, "the arrival")
            arrivals.append(moment - start)
            path = gadget.plug_wait().name
            equal((event["device"]["path"], event["device"]["product"]), (path, gadget.name), "what arrived")
            start = gadget.unplug()
            moment, event = watch.document_where(of_gadget("departed"), 10, "the departure")
            departures.append(moment - start)
            equal(event["device"]["path"], path, "what departed")
        watch.interrupt()
        watch.finish(5).expect(OK)
    note(f"{ROUNDS} plugs: seen after {statistics.median(arrivals):.3f} s (median), {max(arrivals):.3f} s (longest)")
    note(f"{ROUNDS} unplugs: seen after {statistics.median(departures):.3f} s (median), {max(departures):.3f} s (longest)")
    check(max(arrivals + departures) < SOON, f"an event took {max(arrivals + departures):.1f} s")


@case
def count_ends_the_watch():
    with Running("watch", "--json", "--count", "2") as watch:
        watch.next_document(20, "the ready line")
        gadget.plug()
        watch.next_document(20, "the arrival")
        gadget.unplug()
        documents = watch.finish(20).expect(OK).documents()
    equal([d["event"] for d in documents[:2]], ["ready", "arrived"], "events")
    equal(len(documents), 3, "lines")


@case
def a_watch_for_a_device_tells_of_it_alone():
    vendor, product = gadget.id.split(":")
    with Running("watch", "--json", "--count", "1", "--event", "departed", "--vendor", vendor,
                 "--product", product) as watch, Running("watch", "--json", "--seconds", "60") as other:
        watch.next_document(20, "the ready line")
        other.next_document(20, "the ready line of the other")
        gadget.plug()
        other.document_where(of_gadget("arrived"), 10, "the arrival")
        gadget.unplug()
        documents = watch.finish(20).expect(OK).documents()
        other.interrupt()
        other.finish(5).expect(OK)
    equal([d["event"] for d in documents], ["ready", "departed"], "events")


def reset():
    return program("reset", gadget.id, "--yes", "--json").expect(OK).document()


@case
def what_comes_back_from_a_reset_is_found_again():
    """The kernel enumerates a device that has changed anew, at another address; who had opened it holds nothing."""
    path = gadget.plug()
    before = int(read(path / "devnum"))
    same = reset()
    equal((same["isAnother"], same["device"]["address"]), (False, before), "a device that stays as it is")
    gadget.change("bcdDevice", "0x0124")
    with Running("watch", "--json", "--seconds", "60") as watch:
        watch.next_document(20, "the ready line")
        other = reset()
        for event in ("departed", "arrived"):
            watch.document_where(of_gadget(event), 10, f"{event}, which the reset has caused")
        watch.interrupt()
        watch.finish(5).expect(OK)
    device = other["device"]
    equal((other["isAnother"], other["addressBefore"], device["path"]), (True, before, path.name), "what came back")
    equal((device["address"], device["bcdDevice"]), (int(read(path / "devnum")), "0124"), "its address and release")
    check(device["address"] != before, "it has the address of the one before")
    gadget.unplug()


gadget.create()
run()
