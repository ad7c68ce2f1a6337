# SPDX-License-Identifier: GPL-3.0-or-later
"""Device models that the program serves by USB/IP, brought into this kernel by the distribution's own usbip."""

import contextlib
import subprocess

from cases import check, equal, wait_until
from gadget import read, usb_devices
from program import OK, Running

PATIENCE = 30


def insert(*drivers):
    """Loads drivers of the kernel that usbvm left aside: insert("vhci-hcd")."""
    for driver in drivers:
        subprocess.run(["insmod", f"/run/drivers/{driver}.ko"], check=True)


def usbip(*arguments, status=0):
    done = subprocess.run(["usbip", *arguments], capture_output=True, text=True, timeout=60, check=False)
    equal(done.returncode, status, f"usbip {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def attached(device_id):
    """The configured device with this vid:pid; None while there is none."""
    vendor, product = device_id.split(":")
    for device in usb_devices():
        if (read(device / "idVendor"), read(device / "idProduct")) == (vendor, product):
            return device if (device / "bConfigurationValue").exists() and read(device / "bConfigurationValue") else None
    return None


def attach(device_id, bus_id="1-1"):
    usbip("attach", "-r", "127.0.0.1", "-b", bus_id)
    return wait_until(lambda: attached(device_id), PATIENCE, f"the kernel to enumerate {device_id}")


def detach(device_id):
    usbip("detach", "-p", "0")
    wait_until(lambda: attached(device_id) is None, PATIENCE, f"{device_id} to go")


def event(server, name):
    return server.document_where(lambda document: document["event"] == name, PATIENCE, name)[1]


@contextlib.contextmanager
def serving(*models):
    with Running("export", *models, "--json") as server:
        event(server, "ready")
        yield server


@contextlib.contextmanager
def plugged(model, device_id):
    """The model served and attached; the server and the device. Both are gone afterwards."""
    with serving(model) as server:
        device = attach(device_id)
        event(server, "attached")
        yield server, device
        server.interrupt()
        server.finish(PATIENCE).expect(OK)
    wait_until(lambda: attached(device_id) is None, PATIENCE, "the device to go with its server")


def insert_host_controller():
    insert("vhci-hcd")
    check(any(read(device / "product") == "USB/IP Virtual Host Controller" for device in usb_devices()), "no vhci hub")
