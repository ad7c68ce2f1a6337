#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares our text with the real lsusb's for every set of descriptors below a folder.

    run_all.py DATA_DIR PROGRAM
    run_all.py --made PROGRAM      for the made-up devices of made_devices.py

Sets are `*.bin` files in sysfs layout, `*.bin` files that hold one configuration (a placeholder device descriptor is
put before it), and the devices of umockdev descriptions (`*.umockdev`, and `device` as libfprint
names them). lsusb runs inside umockdev-run on each of them; so does PROGRAM, which is usb-workbench, on the devices of
descriptions, and it reads the files as they are.
"""

import os
import re
import subprocess
import sys
import tempfile

import made_devices
from compare_lsusb import compare, parse

DEVICE = re.compile(r"^P: (\S+)\nN: bus/usb/\d+/\d+=")


PLACEHOLDER = bytes.fromhex("12010002000000 40 feff0100 0001 000000 01")


def in_sysfs_layout(blob):
    """The bytes as sysfs would show them, or None when they are something else."""
    if len(blob) > 27 and blob[:2] == b"\x12\x01" and blob[18:20] == b"\x09\x02":
        return blob
    if len(blob) >= 9 and blob[:2] == b"\x09\x02" and int.from_bytes(blob[2:4], "little") == len(blob):
        return PLACEHOLDER + blob
    return None


def description(blob):
    """A umockdev description of one device with these descriptors."""
    text = blob.hex().upper()
    vendor, product = (int.from_bytes(blob[i:i + 2], "little") for i in (8, 10))
    return (f"P: /devices/usb1/1-1\nN: bus/usb/001/002={text}\nE: DEVNAME=/dev/bus/usb/001/002\n"
            "E: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\nE: BUSNUM=001\nE: DEVNUM=002\nA: busnum=1\\n\nA: devnum=2\\n\n"
            f"A: speed=480\\n\nA: bConfigurationValue=1\\n\nA: idVendor={vendor:04x}\\n\nA: idProduct={product:04x}\\n\n"
            f"H: descriptors={text}\n\n")


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False,
                          env=dict(os.environ, LC_ALL="C.UTF-8"))
    return done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def lsusb_text(description_path, bus, address):
    out, errors = run(["umockdev-run", "--device", description_path, "--", "lsusb", "-v", "-s", f"{bus}:{address}"])
    if not out:
        sys.exit(f"lsusb printed nothing for {description_path}: {errors}")
    return out


def our_text(command):
    out, errors = run(command)
    if not out:
        sys.exit(f"{' '.join(command)} printed nothing: {errors}")
    return out


def file_sets(path, program, folder):
    with open(path, "rb") as file:
        blob = in_sysfs_layout(file.read())
    if blob is None:
        return
    made = os.path.join(folder, "made.umockdev")
    with open(made, "w", encoding="ascii") as file:
        file.write(description(blob))
    shown = os.path.join(folder, "descriptors")
    with open(shown, "wb") as file:
        file.write(blob)
    yield (os.path.basename(path), lsusb_text(made, 1, 2),
           our_text([program, "show", "--file", shown, "--format", "lsusb"]))


def described_sets(path, program):
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    for block in text.split("\n\n"):
        found = DEVICE.match(block)
        if not found:
            continue
        sysfs = found.group(1)
        bus, address = (re.search(rf"^A: {name}=(\d+)", block, re.M).group(1) for name in ("busnum", "devnum"))
        yield (f"{path} {bus}-{address}", lsusb_text(path, int(bus), int(address)),
               our_text(["umockdev-run", "--device", path, "--", program, "show", os.path.basename(sysfs), "--format",
                         "lsusb"]))


def all_sets(data_dir, program, folder):
    """Name, lsusb's text and ours."""
    for place, _, names in sorted(os.walk(data_dir)):
        for name in sorted(names):
            path = os.path.join(place, name)
            if name.endswith(".umockdev") or name == "device":
                yield from described_sets(path, program)
            elif name.endswith(".bin"):
                yield from file_sets(path, program, folder)


class Totals:
    def __init__(self):
        self.sets = 0
        self.lines = 0
        self.failed = 0
        self.used = {}

    def add(self, name, comparison):
        self.sets += 1
        self.lines += comparison.lines
        self.failed += bool(comparison.missing)
        for allowance, count in comparison.used.items():
            self.used[allowance] = self.used.get(allowance, 0) + count
        for path in comparison.missing:
            print(f"{name}: missing: {path}")


def main():
    data_dir, program = sys.argv[1:3]
    totals = Totals()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as made:
        if data_dir == "--made":
            made_devices.write_all(made)
            data_dir = made
        for name, their_text, text in all_sets(data_dir, program, folder):
            theirs = parse(their_text)
            ours = parse(text)
            if len(theirs) != 1 or len(ours) != 1:
                sys.exit(f"{name}: {len(theirs)} devices from lsusb, {len(ours)} from us")
            totals.add(name, compare(theirs[0], ours[0]))
    print(f"{totals.sets} sets, {totals.lines} lines of lsusb found in ours, {totals.failed} sets with missing lines")
    for allowance, count in sorted(totals.used.items()):
        print(f"  allowed: {allowance}: {count}")
    if totals.sets == 0:
        sys.exit("no set of descriptors in " + data_dir)
    sys.exit(1 if totals.failed else 0)


if __name__ == "__main__":
    main()
