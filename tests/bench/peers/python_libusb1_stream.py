#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""python-libusb1's best loop: asynchronous transfers that their own callback submits again.

    python_libusb1_stream.py VID:PID ENDPOINT SIZE DEPTH SECONDS

Does what `plain_libusb stream` does and prints the same line. Its USBTransferHelper would put two more calls into every
transfer; here the callback submits by itself, and the data stay in the buffers they arrived in. Exit: 0, 1 when a
transfer failed.
"""

import json
import sys
import time

import usb1


def interface_of(handle, endpoint):
    active = handle.getConfiguration()
    for configuration in handle.getDevice().iterConfigurations():
        if configuration.getConfigurationValue() != active:
            continue
        for interface in configuration:
            for setting in interface:
                if any(one.getAddress() == endpoint for one in setting):
                    return setting.getNumber()
    sys.exit(f"no endpoint {endpoint:#04x}")


def stream(context, handle, endpoint, size, depth, seconds):
    now, completed = time.monotonic, usb1.TRANSFER_COMPLETED
    in_flight = depth
    transfers = moved = errors = 0

    def on_end(transfer):
        nonlocal in_flight, transfers, moved, errors
        in_flight -= 1
        if transfer.getStatus() != completed:
            errors += 1
            return
        transfers += 1
        moved += transfer.getActualLength()
        if now() < deadline:
            try:
                transfer.submit()
                in_flight += 1
            except usb1.USBError:
                errors += 1

    queue = [handle.getTransfer() for _ in range(depth)]
    for transfer in queue:
        transfer.setBulk(endpoint, bytearray(size), callback=on_end)
    cpu, start = time.process_time(), now()
    deadline = start + seconds
    for transfer in queue:
        transfer.submit()
    while in_flight:
        context.handleEvents()
    elapsed, cpu = now() - start, time.process_time() - cpu
    return {"seconds": elapsed, "transfers": transfers, "bytes": moved, "bytesPerSecond": moved / elapsed,
            "cpuSeconds": cpu, "errors": errors}


def main(device, endpoint, size, depth, seconds):
    vendor, product = (int(word, 16) for word in device.split(":"))
    with usb1.USBContext() as context:
        handle = context.openByVendorIDAndProductID(vendor, product)
        if handle is None:
            sys.exit(f"no device {device}")
        endpoint = int(endpoint, 0)
        with handle.claimInterface(interface_of(handle, endpoint)):
            figures = stream(context, handle, endpoint, int(size), int(depth), float(seconds))
    print(json.dumps(figures))
    return 0 if figures["transfers"] and not figures["errors"] else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
