# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads captures of link type 220 with nothing of the program's own code: pcapng as the program writes it, and the
classic pcap that usbmon.py writes. Both become lists of Event; pair() makes Transfer of them.

Source of truth: linux Documentation/usb/usbmon.rst; the pcapng specification.
"""

import dataclasses
import pathlib
import struct

from cases import Failure, check

LINKTYPE_USB_LINUX_MMAPPED = 220
HEADER = struct.Struct("=QBBBBHbbqiiII8siiII")
ISO, INTERRUPT, CONTROL, BULK = range(4)
EINPROGRESS = -115


@dataclasses.dataclass
class Event:
    id: int
    kind: str  # S, C or E
    type: int
    endpoint: int
    device: int
    bus: int
    status: int
    length: int
    setup: bytes
    packets: list  # of (status, offset, length), isochronous only
    data: bytes
    comment: str


@dataclasses.dataclass
class Transfer:
    submit: Event
    end: Event

    @property
    def data(self):
        return self.end.data if self.submit.endpoint & 0x80 else self.submit.data

    @property
    def actual(self):
        return self.end.length


def parse_event(record, comment=""):
    check(len(record) >= 64, f"a record of {len(record)} bytes is shorter than the usbmon header")
    (identity, kind, transfer, endpoint, device, bus, setup_flag, _, _, _, status, length, captured, special, _, _, _,
     descriptors) = HEADER.unpack_from(record)
    check(captured == len(record) - 64, f"len_cap {captured}, but {len(record) - 64} bytes follow the header")
    packets = []
    if transfer == ISO:
        numdesc = struct.unpack_from("=ii", special)[1]
        check(numdesc == descriptors, f"isochronous record with numdesc {numdesc} and ndesc {descriptors}")
        packets = [struct.unpack_from("=iII", record, 64 + 16 * i) for i in range(descriptors)]
    return Event(identity, chr(kind), transfer, endpoint, device, bus, status, length,
                 special if transfer == CONTROL and setup_flag == 0 else b"", packets,
                 bytes(record[64 + 16 * descriptors:]), comment)


def _options(blob):
    options, at = {}, 0
    while at + 4 <= len(blob):
        code, length = struct.unpack_from("=HH", blob, at)
        if code == 0:
            break
        options.setdefault(code, []).append(blob[at + 4:at + 4 + length])
        at += 4 + (length + 3) // 4 * 4
    return options


def read_pcapng(path, may_be_cut=False):
    """Every event of a log. A file cut in its last block is malformed unless `may_be_cut`."""
    blob, at, events, links = pathlib.Path(path).read_bytes(), 0, [], []
    check(blob[:4] == b"\x0a\x0d\x0d\x0a", f"{path} does not start with a pcapng section header")
    while at < len(blob):
        if at + 12 > len(blob) or at + struct.unpack_from("=I", blob, at + 4)[0] > len(blob):
            check(may_be_cut, f"{path}: the block at offset {at} is cut")
            break
        kind, size = struct.unpack_from("=II", blob, at)
        check(size >= 12 and size % 4 == 0, f"{path}: block of {size} bytes at offset {at}")
        check(struct.unpack_from("=I", blob, at + size - 4)[0] == size, f"{path}: the lengths of the block at {at} differ")
        body = blob[at + 8:at + size - 4]
        if kind == 1:
            links.append(struct.unpack_from("=H", body)[0])
        elif kind == 6:
            interface, _, _, captured, original = struct.unpack_from("=IIIII", body)
            check(links[interface] == LINKTYPE_USB_LINUX_MMAPPED, f"{path}: link type {links[interface]}")
            check(captured <= original, f"{path}: record at {at} captured {captured} of {original} bytes")
            options = _options(body[20 + (captured + 3) // 4 * 4:])
            comment = b" ".join(options.get(1, [])).decode("utf-8", "replace")
            events.append(parse_event(body[20:20 + captured], comment))
        at += size
    return events


def read_so_far(path):
    """What a program that is still running has logged; nothing while there is no log."""
    file = pathlib.Path(path)
    if not file.exists() or file.stat().st_size == 0:
        return []
    return [event for event in read_pcapng(file, may_be_cut=True) if not is_preamble(event)]


def read_pcap(path):
    """Every event of a classic pcap file."""
    blob, at, events = pathlib.Path(path).read_bytes(), 24, []
    magic, link = struct.unpack_from("=I", blob)[0], struct.unpack_from("=I", blob, 20)[0]
    check(magic in (0xA1B2C3D4, 0xA1B23C4D) and link == LINKTYPE_USB_LINUX_MMAPPED, f"{path}: magic {magic:#x} link {link}")
    while at < len(blob):
        captured = struct.unpack_from("=I", blob, at + 8)[0]
        events.append(parse_event(blob[at + 16:at + 16 + captured]))
        at += 16 + captured
    return events


def is_preamble(event):
    """The synthetic descriptor pairs that let Wireshark know the device; a comment marks them."""
    return event.type == CONTROL and "synthetic" in event.comment.lower()


def pair(events):
    """Transfers in order of submission. Each completion belongs to the latest submit with its id; a submit without
    an end and an end without a submit are failures."""
    open_submits, transfers = {}, []
    for event in events:
        key = (event.bus, event.device, event.endpoint & 0x0F, event.id)
        if event.kind == "S":
            check(key not in open_submits, f"two submits in flight with id {event.id}")
            open_submits[key] = len(transfers)
            transfers.append(Transfer(event, None))
        else:
            check(key in open_submits, f"an end without a submit: id {event.id} endpoint {event.endpoint:#04x}")
            transfers[open_submits.pop(key)].end = event
    if open_submits:
        raise Failure(f"{len(open_submits)} submits never ended")
    return transfers
