# SPDX-License-Identifier: GPL-3.0-or-later
"""vm.speed: streaming with the log on keeps up with a plain C libusb loop with the same queue, measured by turns in one
run. Absolute figures are the emulator's; only the ratios count."""

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


# One run differs from the next by some six per cent whatever runs: while a bar is missed, more rounds narrow the median.
ROUNDS, MOST_ROUNDS = 11, 33


@case
def streaming_keeps_up_with_plain_libusb():
    options = compare.parse([GADGET.id, "0x81", "--logs", FAST])
    compare.play_round(options, 0)  # warms up, and is not counted
    bars = {compare.FULL: WITH_ALL_PAYLOAD, compare.CUT: WITH_64_BYTES}
    rounds = []
    while len(rounds) < MOST_ROUNDS:
        rounds += [compare.play_round(options, len(rounds) + n) for n in range(ROUNDS)]
        figures = compare.summary(rounds)
        if all(figures[name][1] >= bar for name, bar in bars.items()):
            break
    note(f"{len(rounds)} rounds")
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
