#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds for the fuzz targets, from the devices laid out in tests/data/lint: every class starts with whole descriptors.

    tests/fuzz/seeds.py FOLDER      writes FOLDER/fuzz_NAME/DEVICE-SECTION

The layout of the texts is told in tests/unit/lint/device_text.h.
"""
import pathlib
import sys

LINT = pathlib.Path(__file__).resolve().parents[1] / "data" / "lint"
SPEEDS = ("unknown", "low", "full", "high", "super", "super-plus", "super-plus-x2")
KINDS = ("device", "bos", "qualifier", "other-speed", "string", "hid-report", "hub", "url", "msos20", "msos10-ids",
         "msos10-properties", "hid-physical")
TARGETS = {"device": ("fuzz_descriptors", "fuzz_config_parser"), "other-speed": ("fuzz_descriptors",),
           "hub": ("fuzz_descriptors",), "qualifier": ("fuzz_descriptors",), "bos": ("fuzz_bos", "fuzz_descriptors"),
           "string": ("fuzz_string",), "hid-report": ("fuzz_hid_report",), "url": ("fuzz_url",),
           "msos20": ("fuzz_ms_os_20",), "msos10-ids": ("fuzz_ms_os_10",), "msos10-properties": ("fuzz_ms_os_10",),
           "hid-physical": ("fuzz_url",)}


def fill_totals(tokens):
    """Bytes of one section; TT TT is the length up to the next descriptor that has a total of its own, or the end."""
    places = [i for i in range(len(tokens) - 1) if tokens[i] == tokens[i + 1] == "TT"]
    for place, after in zip(places, places[1:] + [None]):
        begin = 0 if place < 4 else place - 2
        end = len(tokens) if after is None else after - 2
        total = (end - begin).to_bytes(2, "little")
        tokens[place], tokens[place + 1] = f"{total[0]:02x}", f"{total[1]:02x}"
    return bytes(int(token, 16) for token in tokens)


def read_device(path):
    speed, sections = "unknown", []
    for line in path.read_text().splitlines():
        words = line.split("#")[0].split()
        if not words:
            continue
        if words[0] == "speed":
            speed = words[1]
        elif words[0] == "section":
            sections.append((words[1], int(words[2], 0) if len(words) > 2 else 0, []))
        else:
            sections[-1][2].extend(words)
    return speed, [(kind, number, fill_totals(tokens)) for kind, number, tokens in sections]


def as_device_input(speed, sections):
    """The input of fuzz_device: speed, then kind, number, length and bytes of each section."""
    out = bytearray([SPEEDS.index(speed)])
    for kind, number, data in sections:
        out += bytes([KINDS.index(kind), number]) + len(data).to_bytes(2, "little") + data
    return bytes(out)


def write_seeds(folder):
    def put(target, name, data):
        place = folder / target
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)

    for path in sorted(LINT.glob("*.txt")):
        speed, sections = read_device(path)
        put("fuzz_device", path.stem, as_device_input(speed, sections))
        for index, (kind, _, data) in enumerate(sections):
            for target in TARGETS.get(kind, ()):
                put(target, f"{path.stem}-{index}", data)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_seeds(pathlib.Path(sys.argv[1]))
