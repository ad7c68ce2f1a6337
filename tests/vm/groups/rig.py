# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.rig: the rig itself, with peers alone. When this fails, nothing the other vm groups say counts."""

import json
import os
import subprocess

import captures
import usb1
from cases import case, check, equal, note, run
from gadget import composite, driver_of, read, source_sink, usb_devices, wait_until
from usbmon import Recorder

PEER = os.environ["WB_PEER"]
PYTHON_PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../bench/peers")


@case
def gadgets_are_real_devices():
    with source_sink() as gadget, composite() as other:
        equal(read(gadget.host_path() / "speed"), "480", "speed")
        equal(read(other.host_path() / "bNumInterfaces").strip(), "4", "interfaces of the composite gadget")
        check(len(usb_devices()) >= 6, "devices")
    wait_until(lambda: gadget.host_path() is None, 5, "the gadget to go")


@case
def drivers_bind():
    keyboard = next(d for d in usb_devices() if read(d / "idVendor") == "0627")
    equal(driver_of(f"{keyboard.name}:1.0"), None, "driver before")
    subprocess.run(["insmod", "/run/drivers/usbhid.ko"], check=True)
    wait_until(lambda: driver_of(f"{keyboard.name}:1.0") == "usbhid", 5, "usbhid to bind")
    subprocess.run(["rmmod", "usbhid"], check=True)


def figures_of(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    equal(done.returncode, 0, f"exit of {' '.join(command)} ({done.stderr})")
    return json.loads(done.stdout)


@case
def peers_stream():
    loops = {"plain C": ([PEER, "stream"], ["65536", "8", "0.5"]),
             "python-libusb1": (["/usr/bin/python3", f"{PYTHON_PEERS}/python_libusb1_stream.py"], ["65536", "8", "0.5"]),
             "PyUSB": (["/usr/bin/python3", f"{PYTHON_PEERS}/pyusb_stream.py"], ["65536", "0.5"])}
    with source_sink() as gadget:
        for name, (program, amount) in loops.items():
            for endpoint in ("0x81", "0x02"):
                figures = figures_of(*program, gadget.id, endpoint, *amount)
                check(figures["bytes"] == figures["transfers"] * 65536 > 0, f"{name}: {figures}")
                check(figures["cpuSeconds"] > 0 and not figures["errors"], f"{name}: {figures}")
                note(f"{name}, {endpoint}: {figures['bytesPerSecond'] / 1e6:.0f} MB/s")


@case
def plain_libusb_asks():
    with source_sink() as gadget:
        figures = figures_of(PEER, "control", gadget.id, "100")
        equal((figures["calls"], figures["errors"]), (100, 0), "calls and errors")
        note(f"plain C: {figures['callsPerSecond']:.0f} control requests a second")


@case
def usbmon_records_every_transfer():
    sent = bytes(range(256)) * 8
    with source_sink() as gadget, usb1.USBContext() as context:
        bus = int(read(gadget.host_path() / "busnum"))
        handle = context.openByVendorIDAndProductID(gadget.vendor, gadget.product)
        handle.claimInterface(0)
        with Recorder(bus, "/mnt/fast/rig.pcap") as recorder:
            for _ in range(20):
                handle.bulkWrite(0x02, sent, 1000)
                equal(bytes(handle.bulkRead(0x81, 4096, 1000)), bytes(4096), "what the source sends")
            handle.controlWrite(0x40, 0x5B, 0, 0, sent[:64], 1000)
            equal(bytes(handle.controlRead(0xC0, 0x5C, 0, 0, 64, 1000)), sent[:64], "what the gadget kept")
            equal(recorder.lost(), 0, "events lost")
        handle.close()
    transfers = captures.pair(captures.read_pcap("/mnt/fast/rig.pcap"))
    bulk = [t for t in transfers if t.submit.type == captures.BULK]
    equal([(t.submit.endpoint, t.end.status, len(t.data)) for t in bulk], [(0x02, 0, 2048), (0x81, 0, 4096)] * 20, "bulk")
    equal(bulk[0].data, sent, "data sent")
    control = [t for t in transfers if t.submit.setup[1:2] in (b"\x5b", b"\x5c")]
    equal([t.data for t in control], [sent[:64]] * 2, "control data")


run()
