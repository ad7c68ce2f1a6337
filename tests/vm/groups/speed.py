# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.speed: streams with the log on, and control requests through the engine, beside plain C, python-libusb1 and PyUSB,
measured by turns in one run by what a person runs, too: tests/bench/compare, which has the bars. The guest's clock counts
instructions (usbvm -i): one slow processor does everything, and figures repeat to a few parts in a thousand. Absolute
figures are the emulator's; only the ratios count. The log goes to a disk, which the emulator fills by itself as a disk
that reads memory does."""

import os
import subprocess
import sys

from cases import case, check, note, run
from evidence import fast, keep, said
from gadget import UDCS, Gadget, source_sink
from program import OK
from program import run as program
from served import insert

DISK, DISK_NODE = "/run/disk", "/dev/vda"
COMPARE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../bench/compare")

# As much as says something within a few minutes of emulation. The Python loops run where the bus is full and where the
# processor is what there is too little of.
AMOUNT = ("--rounds", "2", "--seconds", "0.9", "--python-sizes", "65536,4096,64", "--calls", "500")


def mount_disk():
    insert("virtio_blk", "ext4")
    os.mkdir(DISK)
    subprocess.run(["mkfs.ext4", "-q", DISK_NODE], stdin=subprocess.DEVNULL, check=True)
    subprocess.run(["mount", DISK_NODE, DISK], check=True)


@case
def bars_of_the_comparison_are_what_they_are_said_to_be():
    done = subprocess.run([sys.executable, COMPARE, GADGET.id, "--short-device", SHORT.id, "--logs", DISK, *AMOUNT],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    for line in lines:
        note(line)
    wrong = [line for line in lines if line.startswith("MISSED")]
    check(done.returncode == 0, "\n".join([*wrong, done.stderr]))


@case
def log_at_full_speed_is_whole():
    done = program("stream", GADGET.id, "0x81", "--seconds", "1", "--size", "65536", "--depth", "8", "--json",
                   "--payload-limit", "512", "--log", fast("speed.pcapng")).expect(OK)
    keep("speed.pcapng")
    log = done.document()["log"]
    said("speed.pcapng", log["transfers"], log["completed"])


# Pattern 2: neither gadget looks at each byte it gets, which would be most of what is measured.
GADGET = source_sink(pattern=2)
# A transfer of 64 bytes ends with a packet of 64 bytes: longer ones would overflow it.
SHORT = Gadget("short", 0x1209, 0x0014, [["SourceSink.0"]], UDCS[1],
               {"SourceSink.0": {"pattern": "2", "bulk_buflen": "64", "bulk_qlen": "32"}}, "0005")
mount_disk()
with GADGET, SHORT:
    run()
