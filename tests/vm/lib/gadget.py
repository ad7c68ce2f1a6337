# SPDX-License-Identifier: GPL-3.0-or-later
"""USB devices made by the kernel itself: configfs gadgets on dummy_hcd's controllers.

plug() and unplug() are real: the host side of the same kernel enumerates and loses the device.
"""

import os
import pathlib
import re
import time

from cases import check, wait_until

ROOT = pathlib.Path("/sys/kernel/config/usb_gadget")
DEVICES = pathlib.Path("/sys/bus/usb/devices")
UDCS = ("dummy_udc.0", "dummy_udc.1")

# What a HID keyboard of the boot protocol reports (HID 1.11, appendix B.1).
BOOT_KEYBOARD_REPORT = bytes.fromhex(
    "05010906a101050719e029e71500250175019508810295017508810395057501050819012905910295017503910395067508"
    "1500256505071900296581 00c0".replace(" ", ""))


class Gadget:
    """One gadget: `configurations` is a list of lists of function names such as "SourceSink.0"."""

    def __init__(self, name, vendor, product, configurations, udc=UDCS[0], attributes=None, serial="0001"):
        self.name, self.udc = name, udc
        self.vendor, self.product, self.serial = vendor, product, serial
        self.configurations, self.attributes = configurations, attributes or {}
        self.path = ROOT / name

    @property
    def id(self):
        return f"{self.vendor:04x}:{self.product:04x}"

    def __enter__(self):
        self.create()
        self.plug()
        return self

    def __exit__(self, *_):
        self.remove()

    def create(self):
        self._write("idVendor", f"{self.vendor:#06x}")
        self._write("idProduct", f"{self.product:#06x}")
        self._write("bcdDevice", "0x0123")
        self._write("strings/0x409/manufacturer", "Workbench tests")
        self._write("strings/0x409/product", self.name)
        self._write("strings/0x409/serialnumber", self.serial)
        for number, functions in enumerate(self.configurations, 1):
            configuration = self.path / "configs" / f"c.{number}"
            configuration.mkdir(parents=True)
            self._write(f"configs/c.{number}/MaxPower", "120")
            self._write(f"configs/c.{number}/strings/0x409/configuration", f"configuration {number}")
            for function in functions:
                (self.path / "functions" / function).mkdir(exist_ok=True)
                for key, value in self.attributes.get(function, {}).items():
                    self._write(f"functions/{function}/{key}", value)
                os.symlink(self.path / "functions" / function, configuration / function)

    def _write(self, key, value):
        file = self.path / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(value if isinstance(value, bytes) else value.encode())

    def change(self, key, value):
        """What the device says of itself from now on, though it is plugged in: the host sees it when it asks again."""
        self._write(key, value)

    def plug(self):
        """Binds to the controller and waits until the host has configured the device; returns its sysfs path."""
        self._write("UDC", self.udc)
        return self.plug_wait()

    def plug_wait(self):
        return wait_until(self.host_path, 10, f"{self.id} to be enumerated")

    def bind(self):
        """Binds to the controller and returns at once: the moment to measure hotplug from."""
        now = time.monotonic()
        self._write("UDC", self.udc)
        return now

    def unplug(self):
        now = time.monotonic()
        self._write("UDC", "\n")
        return now

    def remove(self):
        if (self.path / "UDC").read_text().strip():
            self.unplug()
        for link in self.path.glob("configs/*/*"):
            if link.is_symlink():
                link.unlink()
        for folders in ("configs/*/strings/*", "configs/*", "functions/*", "strings/*"):
            for folder in self.path.glob(folders):
                folder.rmdir()
        self.path.rmdir()

    def host_path(self):
        """Where the host sees it ("/sys/bus/usb/devices/3-1"), once it is configured and its node exists."""
        for device in usb_devices():
            if (read(device / "idVendor"), read(device / "idProduct"), read(device / "serial")) == (
                    f"{self.vendor:04x}", f"{self.product:04x}", self.serial) and read(device / "bConfigurationValue"):
                return device if os.access(device_node(device), os.R_OK | os.W_OK) else None
        return None


def source_sink(udc=UDCS[0], pattern=0, product=0x0010):
    """A gadget whose first configuration sends zeros (or the mod-63 pattern) for ever and swallows what comes,
    and whose second sends back what it gets."""
    return Gadget("sourcesink", 0x1209, product, [["SourceSink.0"], ["Loopback.0"]], udc,
                  {"SourceSink.0": {"pattern": str(pattern), "bulk_buflen": "65536", "bulk_qlen": "16"},
                   "Loopback.0": {"bulk_buflen": "65536", "qlen": "16"}})


def loopback(udc=UDCS[1]):
    return Gadget("loopback", 0x1209, 0x0011, [["Loopback.0"]], udc,
                  {"Loopback.0": {"bulk_buflen": "65536", "qlen": "16"}}, "0002")


def composite(udc=UDCS[1]):
    """A keyboard, a serial port with its interface association and a disk in one device."""
    keyboard = {"protocol": "1", "subclass": "1", "report_length": "8", "report_desc": BOOT_KEYBOARD_REPORT}
    return Gadget("composite", 0x1209, 0x0012, [["hid.usb0", "acm.usb0", "mass_storage.0"]], udc,
                  {"hid.usb0": keyboard}, "0003")


def usb_devices():
    """Every device of the host side, hubs and root hubs too, by sysfs path."""
    return sorted(d for d in DEVICES.iterdir() if re.fullmatch(r"usb\d+|\d+-[\d.]+", d.name))


def device_node(device):
    return f"/dev/bus/usb/{int(read(device / 'busnum')):03d}/{int(read(device / 'devnum')):03d}"


def read(file):
    """A sysfs attribute, or None when it is not there (any more)."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
    except OSError:
        return None


def driver_of(interface):
    """The kernel driver of an interface such as "1-1:1.0", or None."""
    try:
        return os.path.basename(os.readlink(DEVICES / interface / "driver"))
    except OSError:
        return None


def find(vendor, product):
    """The sysfs path of the one device with these ids."""
    found = [d for d in usb_devices() if (read(d / "idVendor"), read(d / "idProduct")) == (vendor, product)]
    check(len(found) == 1, f"{len(found)} devices {vendor}:{product} in the guest, expected one")
    return found[0]
