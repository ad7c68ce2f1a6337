#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes descriptor sets of made-up devices, one for each class that no recorded sample has.

    made_devices.py DIR

Layouts follow the class specifications; ids are those of a test vendor.
"""

import os
import sys

INTERFACE = 0x24
ENDPOINT = 0x25


def descriptor(kind, *fields):
    body = b"".join(bytes([field]) if isinstance(field, int) else field for field in fields)
    return bytes([len(body) + 2, kind]) + body


def w(value):
    return value.to_bytes(2, "little")


def t(value):
    return value.to_bytes(3, "little")


def d(value):
    return value.to_bytes(4, "little")


def interface(number, code, subclass, protocol, endpoints=0, alternate=0):
    return descriptor(4, number, alternate, endpoints, code, subclass, protocol, 0)


def endpoint(address, attributes, size, interval, *more):
    return descriptor(5, address, attributes, w(size), interval, *more)


def device(configurations, bcd_usb=0x0200, code=0, subclass=0, protocol=0, ep0=64):
    head = descriptor(1, w(bcd_usb), code, subclass, protocol, ep0, w(0xFFFE), w(0x0001), w(0x0102), 0, 0, 0,
                      len(configurations))
    return head + b"".join(configurations)


def configuration(parts, interfaces, attributes=0x80, power=50, value=1):
    body = b"".join(parts)
    return descriptor(2, w(len(body) + 9), interfaces, value, 0, attributes, power) + body


def audio1():
    control = [
        interface(0, 1, 1, 0),
        descriptor(INTERFACE, 1, w(0x0100), w(100), 2, 1, 2),
        descriptor(INTERFACE, 2, 1, w(0x0201), 0, 2, w(0x0FFF), 0, 0),
        descriptor(INTERFACE, 4, 3, 2, 1, 2, 2, w(3), 0, 0xC0, 0),
        descriptor(INTERFACE, 5, 4, 2, 1, 3, 0),
        descriptor(INTERFACE, 6, 5, 4, 1, 0xFF, 0x03, 0),
        descriptor(INTERFACE, 6, 6, 4, 2, w(0x03FF), w(0x0001), 0),
        descriptor(INTERFACE, 8, 7, w(0x1234), 1, 5, 2, w(3), 0, 1, 1, 0),
        descriptor(INTERFACE, 3, 8, w(0x0101), 0, 7, 0),
    ]
    streams = [
        interface(1, 1, 2, 0),
        interface(1, 1, 2, 0, 2, 1),
        descriptor(INTERFACE, 1, 8, 1, w(1)),
        descriptor(INTERFACE, 2, 1, 2, 2, 16, 0, t(8000), t(48000)),
        endpoint(0x81, 0x0D, 192, 1, 0, 0x82),
        descriptor(ENDPOINT, 1, 0x83, 1, w(5)),
        endpoint(0x82, 0x11, 3, 1, 2, 0),
        interface(2, 1, 2, 0),
        interface(2, 1, 2, 0, 1, 1),
        descriptor(INTERFACE, 1, 8, 1, w(0x2001)),
        descriptor(INTERFACE, 2, 3, 2, 2, 16, 2, t(44100), t(48000)),
        endpoint(0x02, 0x09, 192, 1, 0, 0),
        descriptor(ENDPOINT, 1, 0x00, 2, w(7)),
        interface(2, 1, 2, 0, 1, 2),
        descriptor(INTERFACE, 1, 8, 1, w(0x1001)),
        descriptor(INTERFACE, 2, 2, w(384), w(1152), 1, t(48000)),
        endpoint(0x02, 0x09, 192, 1, 0, 0),
        descriptor(ENDPOINT, 1, 0x00, 0, w(0)),
    ]
    return device([configuration(control + streams, 3)])


def audio2():
    control = [
        descriptor(11, 0, 2, 1, 0, 0x20, 0),
        interface(0, 1, 1, 0x20),
        descriptor(INTERFACE, 1, w(0x0200), 8, w(150), 1),
        descriptor(INTERFACE, 0x0A, 41, 7, 7, 0, 0),
        descriptor(INTERFACE, 0x0A, 42, 1, 0, 0, 0),
        descriptor(INTERFACE, 0x0B, 40, 2, 41, 42, 3, 0),
        descriptor(INTERFACE, 0x0C, 43, 40, 0x0F, 0),
        descriptor(INTERFACE, 2, 2, w(0x0101), 0, 40, 2, d(0x07FFFFFF), 0, w(0x0555), 0),
        descriptor(INTERFACE, 6, 10, 2, d(0xFFFFFFFF), d(0x0000000F), d(0x00000005), 0),
        descriptor(INTERFACE, 4, 11, 2, 2, 10, 2, d(3), 0, 0x80, 0x15, 0),
        descriptor(INTERFACE, 5, 12, 2, 2, 10, 1, 0),
        descriptor(INTERFACE, 7, 13, w(2), 12, d(0x00000003), d(0), 0),
        descriptor(INTERFACE, 9, 14, w(0x1234), 1, 13, 2, d(3), 0, 0x1D, 0),
        descriptor(INTERFACE, 0x0D, 15, 14, 41, 42, 0),
        descriptor(INTERFACE, 3, 20, w(0x0301), 0, 15, 40, w(0x0155), 0),
    ]
    streams = [
        interface(1, 1, 2, 0x20),
        interface(1, 1, 2, 0x20, 1, 1),
        descriptor(INTERFACE, 1, 2, 0x0D, 1, d(0x0000001F), 2, d(3), 0),
        descriptor(INTERFACE, 2, 1, 4, 24),
        endpoint(0x01, 0x05, 200, 1),
        descriptor(ENDPOINT, 1, 0x80, 0x1D, 1, w(3)),
        interface(1, 1, 2, 0x20, 1, 2),
        descriptor(INTERFACE, 1, 2, 0x00, 3, d(1), 2, d(3), 0),
        descriptor(INTERFACE, 2, 3, 2, 16),
        endpoint(0x01, 0x05, 200, 1),
        descriptor(ENDPOINT, 1, 0x00, 0x00, 0, w(0)),
    ]
    return device([configuration(control + streams, 2)], code=0xEF, subclass=2, protocol=1)


def midi():
    parts = [
        interface(0, 1, 3, 0, 2),
        descriptor(INTERFACE, 1, w(0x0100), w(60)),
        descriptor(INTERFACE, 2, 1, 1, 0),
        descriptor(INTERFACE, 2, 2, 2, 0),
        descriptor(INTERFACE, 3, 1, 3, 2, 2, 1, 1, 1, 0),
        descriptor(INTERFACE, 4, 5, 1, 1, 1, 1, 0, 0, 2, w(0x0FFF), 0),
        endpoint(0x01, 2, 64, 0, 0, 0),
        descriptor(ENDPOINT, 1, 2, 1, 3),
        endpoint(0x81, 2, 64, 0, 0, 0),
        descriptor(ENDPOINT, 1, 1, 3),
    ]
    return device([configuration(parts, 1)])


FRAME_GUID = bytes.fromhex("4d4a504700001000800000aa00389b71")


def video():
    control = [
        interface(0, 0x0E, 1, 0, 1),
        descriptor(INTERFACE, 1, w(0x0150), w(120), d(48000000), 2, 1, 2),
        descriptor(INTERFACE, 2, 1, w(0x0201), 0, 0, w(10), w(20), w(30), 3, t(0x07FFFF)),
        descriptor(INTERFACE, 2, 2, w(0x0401), 0, 0),
        descriptor(INTERFACE, 4, 3, 2, 1, 2, 0),
        descriptor(INTERFACE, 5, 4, 3, w(0x4000), 3, t(0x03FFFF), 0, 0x3F),
        descriptor(INTERFACE, 6, 5, FRAME_GUID, 3, 1, 4, 2, w(0x0305), 0),
        descriptor(INTERFACE, 3, 6, w(0x0101), 0, 5, 0),
        endpoint(0x83, 3, 16, 8),
        descriptor(ENDPOINT, 3, w(16)),
    ]
    streaming = [
        interface(1, 0x0E, 2, 0),
        descriptor(INTERFACE, 1, 3, w(200), 0x81, 0, 6, 1, 1, 0, 1, 0, 4, 0x3F),
        descriptor(INTERFACE, 4, 1, 1, FRAME_GUID, 16, 1, 4, 3, 0x37, 1),
        descriptor(INTERFACE, 5, 1, 3, w(640), w(480), d(1000), d(2000), d(614400), d(333333), 0, d(333333), d(666666),
                   d(111111)),
        descriptor(INTERFACE, 3, 0x82, 1, w(640), w(480), 1, 5),
        descriptor(INTERFACE, 0x10, 2, 1, FRAME_GUID, 16, 1, 0, 0, 0, 0, 1),
        descriptor(INTERFACE, 0x11, 1, 0, w(1920), w(1080), d(1000), d(2000), d(333333), 1, d(0), d(333333)),
        descriptor(INTERFACE, 6, 3, 1, 1, 1, 0, 0, 0x12, 0),
        descriptor(INTERFACE, 7, 1, 2, w(320), w(240), d(1000), d(2000), d(5000), d(333333), 2, d(333333), d(666666)),
        descriptor(INTERFACE, 0x0D, 1, 6, 4),
        interface(1, 0x0E, 2, 0, 1, 1),
        endpoint(0x81, 5, 0x1400, 1),
        interface(2, 0x0E, 2, 0),
        descriptor(INTERFACE, 2, 1, w(40), 0x02, 6, 1, 0x3F),
        descriptor(INTERFACE, 0x0A, 1, 0, 188, 188),
    ]
    return device([configuration(control + streaming, 3)], code=0xEF, subclass=2, protocol=1)


def communications():
    guid = bytes(range(16))
    parts = [
        interface(0, 2, 2, 1, 1),
        descriptor(INTERFACE, 0, w(0x0120)),
        descriptor(INTERFACE, 1, 3, 1),
        descriptor(INTERFACE, 2, 0x0F),
        descriptor(INTERFACE, 6, 0, 1, 2),
        descriptor(INTERFACE, 7, 0, w(0x0031), w(0x0044)),
        descriptor(INTERFACE, 8, 7),
        descriptor(INTERFACE, 0x0A, 1, 0, 2, 1),
        descriptor(INTERFACE, 0x0F, 0, d(0x0FFFFFFF), w(1514), w(0x8001), 2),
        descriptor(INTERFACE, 0x11, w(0x0100)),
        descriptor(INTERFACE, 0x12, w(0x0100), guid),
        descriptor(INTERFACE, 0x13, 0, 1, 2, 3),
        descriptor(INTERFACE, 0x14, w(0x0100), w(256)),
        descriptor(INTERFACE, 0x15, w(0x0100)),
        descriptor(INTERFACE, 0x16, w(0x0100), 0, guid),
        descriptor(INTERFACE, 0x1A, w(0x0100), 0x3F),
        descriptor(INTERFACE, 0x1B, w(0x0100), w(4096), 16, 128, w(1500), 0x28),
        descriptor(INTERFACE, 0x1C, w(0x0100), 16, w(1500)),
        endpoint(0x81, 3, 16, 9),
    ]
    return device([configuration(parts, 1)], code=2)


def small_classes():
    reader = [
        interface(0, 0x0B, 0, 0, 2),
        descriptor(0x21, w(0x0110), 0, 7, d(3), d(4000), d(8000), 0, d(10752), d(344105), 0, d(254), d(7), d(15),
                   d(0x000207BE), d(271), 0xFF, 0xFF, w(0x0210), 3, 1),
        endpoint(0x01, 2, 64, 0),
        endpoint(0x82, 2, 64, 0),
    ]
    update = [interface(1, 0xFE, 1, 2), descriptor(0x21, 0x0B, w(1000), w(1024), w(0x0110))]
    printer = [
        interface(2, 7, 1, 4, 1),
        descriptor(0x21, 1, 2, 0, 4, w(0x007F), 0, 0, 9, 2, 1, 2),
        endpoint(0x03, 2, 64, 0),
    ]
    keyboard = [interface(3, 3, 1, 1, 1), descriptor(0x21, w(0x0111), 33, 2, 0x22, w(65), 0x23, w(9)),
                endpoint(0x84, 3, 8, 10)]
    parts = [descriptor(9, 3)] + reader + update + printer + keyboard
    return device([configuration(parts, 4, attributes=0xF0), configuration([interface(0, 0xFF, 0, 0)], 1, value=2)])


def superspeed():
    storage = [
        interface(0, 8, 6, 0x62, 2),
        endpoint(0x81, 2, 1024, 0),
        descriptor(0x30, 15, 4, w(0)),
        descriptor(INTERFACE, 1, 0),
        endpoint(0x02, 2, 1024, 0),
        descriptor(0x30, 15, 0, w(0)),
        descriptor(INTERFACE, 3, 0),
        interface(1, 0xFF, 0, 0, 2),
        endpoint(0x83, 0x25, 1024, 1),
        descriptor(0x30, 3, 2, w(12288)),
        endpoint(0x84, 3, 64, 8),
        descriptor(0x30, 0, 0, w(64)),
    ]
    return device([configuration(storage, 2, power=112)], bcd_usb=0x0320, ep0=9)


DEVICES = {
    "audio1": audio1,
    "audio2": audio2,
    "communications": communications,
    "midi": midi,
    "small_classes": small_classes,
    "superspeed": superspeed,
    "video": video,
}


def write_all(folder):
    for name, make in DEVICES.items():
        with open(os.path.join(folder, name + ".bin"), "wb") as file:
            file.write(make())


def main():
    os.makedirs(sys.argv[1], exist_ok=True)
    write_all(sys.argv[1])


if __name__ == "__main__":
    main()
