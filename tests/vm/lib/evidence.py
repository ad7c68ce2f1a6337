# SPDX-License-Identifier: GPL-3.0-or-later
"""What a group hands from the guest to verify.py outside: logs, captures of usbmon, and what the program said of them."""

import json
import os
import shutil

OUT = "/mnt/out"
FAST = "/mnt/fast"
_logs = {}


def fast(name):
    """A path in memory, where a log is written while time matters."""
    return os.path.join(FAST, name)


def keep(name, usbmon=None, may_be_cut=False):
    """Keeps the log `name` written at fast(name); `usbmon` is the recording of the same traffic. A log that may be cut
    is one whose program was killed or whose disk was full: its last block may be missing, nothing else."""
    for file in filter(None, (name, usbmon)):
        shutil.move(fast(file), os.path.join(OUT, file))
    _logs[name] = {"said": None, "usbmon": usbmon, "may_be_cut": may_be_cut}
    _write()


def said(name, transfers, completed):
    """How many transfers and ends the program said are in the log `name`."""
    _logs[name]["said"] = {"transfers": transfers, "completed": completed}
    _write()


def _write():
    with open(os.path.join(OUT, "logs.json"), "w", encoding="ascii") as file:
        json.dump(_logs, file)
