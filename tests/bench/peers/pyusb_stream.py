#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyUSB's best loop: one synchronous transfer after the other, with one array that is made once.

    pyusb_stream.py VID:PID ENDPOINT SIZE SECONDS

Prints the line that `plain_libusb stream` prints. PyUSB has no transfers that wait in a queue; what it can do instead
is ask for more at once, which is up to SIZE. Exit: 0, 1 when a transfer failed.
"""

import array
import json
import sys
import time

import usb.core

TIMEOUT_MS = 5000


def stream(device, endpoint, size, seconds):
    now = time.monotonic
    move = device.read if endpoint & 0x80 else device.write
    buffer = array.array("B", bytes(size))
    move(endpoint, buffer, TIMEOUT_MS)  # the first one claims the interface
    transfers = moved = 0
    cpu, start = time.process_time(), now()
    deadline = start + seconds
    while now() < deadline:
        moved += move(endpoint, buffer, TIMEOUT_MS)
        transfers += 1
    elapsed, cpu = now() - start, time.process_time() - cpu
    return {"seconds": elapsed, "transfers": transfers, "bytes": moved, "bytesPerSecond": moved / elapsed,
            "cpuSeconds": cpu, "errors": 0}


def main(device, endpoint, size, seconds):
    vendor, product = (int(word, 16) for word in device.split(":"))
    found = usb.core.find(idVendor=vendor, idProduct=product)
    if found is None:
        sys.exit(f"no device {device}")
    figures = stream(found, int(endpoint, 0), int(size), float(seconds))
    print(json.dumps(figures))
    return 0 if figures["transfers"] else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
