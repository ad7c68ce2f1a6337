# SPDX-License-Identifier: GPL-3.0-or-later
"""Records what the kernel really sent and received on one bus, through usbmon's binary interface, as a pcap file.

Source of truth: linux drivers/usb/mon/mon_bin.c. The ring holds 1200 KiB and at most a fifth of it per event: lost()
must be zero after a recording, and transfers must stay under 240 KiB.
"""

import ctypes
import fcntl
import os
import select
import struct
import threading
import time

MON_IOCT_RING_SIZE = 0x9204
MON_IOCG_STATS = 0x80089203
MON_IOCX_GETX = 0x4018920A
RING_BYTES = 1200 * 1024
MAX_EVENT = RING_BYTES


class Recorder:
    """`with Recorder(bus, path):` the events between entry and exit are in the file."""

    def __init__(self, bus, path):
        self._path, self._device = path, f"/dev/usbmon{bus}"

    def __enter__(self):
        self._fd = os.open(self._device, os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self._fd, MON_IOCT_RING_SIZE, RING_BYTES)
        self._file = open(self._path, "wb")
        self._file.write(struct.pack("=IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 0x7FFFFFFF, 220))
        self._stop_read, self._stop_write = os.pipe()
        self._thread = threading.Thread(target=self._record)
        self._thread.start()
        return self

    def __exit__(self, *_):
        os.write(self._stop_write, b"x")
        self._thread.join()
        self._file.close()
        for fd in (self._fd, self._stop_read, self._stop_write):
            os.close(fd)

    def lost(self):
        """Events the kernel dropped since the last call: the recorder was too slow."""
        stats = bytearray(8)
        fcntl.ioctl(self._fd, MON_IOCG_STATS, stats)
        return struct.unpack("=II", stats)[1]

    def _record(self):
        header = ctypes.create_string_buffer(64)
        data = ctypes.create_string_buffer(MAX_EVENT)
        request = struct.pack("=QQQ", ctypes.addressof(header), ctypes.addressof(data), MAX_EVENT)
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        poll.register(self._stop_read, select.POLLIN)
        while True:
            ready = [fd for fd, _ in poll.poll()]
            while self._take(request, header, data):
                pass
            if self._stop_read in ready:
                return

    def _take(self, request, header, data):
        try:
            fcntl.ioctl(self._fd, MON_IOCX_GETX, request)
        except BlockingIOError:
            return False
        captured = struct.unpack_from("=I", header, 36)[0]
        now = time.time_ns()
        self._file.write(struct.pack("=IIII", now // 10**9, now % 10**9 // 1000, 64 + captured, 64 + captured))
        self._file.write(header.raw)
        self._file.write(data[:captured])
        return True
