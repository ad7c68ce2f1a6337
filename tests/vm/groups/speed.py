# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.speed: streaming with the log on keeps up with a plain C libusb loop with the same queue, measured by turns in one
run. The guest's clock counts instructions (usbvm -i): one slow processor does everything, and figures repeat to a few
parts in a thousand. Absolute figures are the emulator's; only the ratios count."""

import os
import sys

from cases import case, check, note, run
from evidence import FAST, fast, keep, said
from gadget import source_sink
from program import OK
from program import run as program

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../bench"))
import compare  # noqa: E402  the same harness a person runs by hand

WITH_ALL_PAYLOAD, WITH_64_BYTES = 0.90, 0.97

ROUNDS = 3


@case
def streaming_keeps_up_with_plain_libusb():
    options = compare.parse([GADGET.id, "0x81", "--logs", FAST, "--rounds", str(ROUNDS)])
    bars = {compare.FULL: WITH_ALL_PAYLOAD, compare.CUT: WITH_64_BYTES}
    figures = compare.compare(options)
    for line in compare.table(figures).splitlines():
        note(line)
    for name, bar in bars.items():
        check(figures[name][1] >= bar, f"{name}: ratio {figures[name][1]:.3f}, the bar is {bar}")


@case
def log_at_full_speed_is_whole():
    done = program("stream", GADGET.id, "0x81", "--seconds", "1", "--size", "65536", "--depth", "8", "--json",
                   "--payload-limit", "512", "--log", fast("speed.pcapng")).expect(OK)
    keep("speed.pcapng")
    log = done.document()["log"]
    said("speed.pcapng", log["transfers"], log["completed"])


GADGET = source_sink()
with GADGET:
    run()
