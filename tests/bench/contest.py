# SPDX-License-Identifier: GPL-3.0-or-later
"""Who takes part in the comparison of speed, and one turn of each: one process, from its start to its end.

Peers tell what their loop did and what CPU time it took. Of the program it is what the process took, without what it
takes to start, to open the device and to leave again: a stream of one second is judged as one that goes on for hours.
"""

import json
import os
import resource
import subprocess
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.path.join(os.path.dirname(os.path.dirname(HERE)), "build/release")
PROGRAM = os.environ.get("WB_PROGRAM", os.path.join(BUILD, "app/usb-workbench"))
PEER = os.environ.get("WB_PEER", os.path.join(BUILD, "tests/bench/plain_libusb"))
ENGINE_CONTROL = os.path.join(os.path.dirname(PEER), "engine_control")
PYTHON = "/usr/bin/python3"  # Debian's own: its packages python3-usb and python3-usb1 are for this one

PLAIN, FULL, CUT = "plain C libusb", "stream --log", "stream --log --payload-limit 64"
USB1, PYUSB, PYUSB_LARGE = "python-libusb1", "PyUSB", "PyUSB, what a queue holds at once"
ENGINE = "engine"

LARGEST = 65536
PACKET = 512  # of bulk endpoints at high speed
SHARE_OF_SMALL = 4  # transfers below the largest run for this part of the time: there are many more of them
STARTS = 3


class Failed(Exception):
    """A turn that did not do what it was to do: nothing can be compared."""


class Row(NamedTuple):
    """What everybody has a turn at: a direction and the bytes of each transfer; no bytes: control requests."""

    direction: str
    size: int = 0

    def __str__(self):
        if not self.size:
            return self.direction
        return f"{self.direction} {self.size // 1024} KiB" if self.size >= 1024 else f"{self.direction} {self.size} B"


CONTROL = Row("control requests")


class Turn(NamedTuple):
    rate: float  # bytes a second, calls a second
    cpu: float = 0.0  # seconds a gigabyte
    without_payload: int = 0  # records that the log kept without their payload, because it could not keep up


def run(name, command):
    """The last line of JSON that a process prints, and the CPU seconds it used."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Failed(f"{name}: {error}") from error
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise Failed(f"{name}: exit {done.returncode}\n{' '.join(command)}\n{done.stderr}{done.stdout[-300:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(done.stdout.splitlines()[-1]), cpu


class Contest:
    """The turns of one comparison; `options` are those of `compare`."""

    def __init__(self, options):
        self.options = options
        self._log = os.path.join(options.logs, "compare.pcapng")
        one = self._program(Row("IN", LARGEST)) + ["--count", "1"]
        self._start = min(run("one transfer", one)[1] for _ in range(STARTS))
        for name, command in self.contestants(CONTROL, with_python=False).items():
            run(name, command)  # uncounted: the pages of a program are read from the disk once

    def rows(self):
        rows = [Row(direction, size) for direction in ("IN", "OUT") for size in self.options.sizes]
        return [row for row in rows if self._device(row)] + [CONTROL]

    def contestants(self, row, with_python):
        """{name: command} of everybody who has a turn at a row."""
        if row == CONTROL:
            calls = str(self.options.calls)
            return {PLAIN: [PEER, "control", self.options.device, calls],
                    ENGINE: [ENGINE_CONTROL, self.options.device, calls]}
        place = [self._device(row), self._endpoint(row)]
        asked, depth, seconds = self._asked(row), str(self.options.depth), self._seconds(row)
        stream = self._program(row) + ["--seconds", seconds]
        commands = {PLAIN: [PEER, "stream", *place, str(asked), depth, seconds], FULL: stream}
        if row.size == LARGEST:
            commands[CUT] = [*stream, "--payload-limit", "64"]
        if with_python and row.size in self.options.python_sizes:
            usb1, pyusb = (os.path.join(HERE, "peers", f"{name}_stream.py") for name in ("python_libusb1", "pyusb"))
            commands[USB1] = [PYTHON, usb1, *place, str(asked), depth, seconds]
            commands[PYUSB] = [PYTHON, pyusb, *place, str(asked), seconds]
            if row.size == LARGEST:
                commands[PYUSB_LARGE] = [PYTHON, pyusb, *place, str(asked * self.options.depth), seconds]
        return commands

    def turn(self, row, name, command):
        end, cpu = run(f"{row}: {name}", command)
        if row == CONTROL:
            return Turn(end["callsPerSecond"])
        if not end["bytes"] or end["errors"]:
            raise Failed(f"{row}: {name}: {end['bytes']} bytes, {end['errors']} errors")
        gigabytes = end["bytes"] / 1e9
        if name not in (FULL, CUT):
            return Turn(end["bytesPerSecond"], end["cpuSeconds"] / gigabytes)
        log = end["log"]
        if log["unlogged"] or log["transfers"] != log["completed"]:
            raise Failed(f"{row}: {name}: the log is not whole: {log}")
        os.remove(self._log)
        if row.size == LARGEST and cpu <= self._start:
            raise Failed(f"{row}: {name}: starting took more CPU time than all of it: the run was too short")
        return Turn(end["bytesPerSecond"], (cpu - self._start) / gigabytes, log["payloadCut"])

    def _program(self, row):
        return [PROGRAM, "stream", self._device(row), self._endpoint(row), "--size", str(self._asked(row)), "--depth",
                str(self.options.depth), "--json", "--log", self._log]

    def _device(self, row):
        """None when a row needs a device that nobody named: one packet of 512 bytes would overflow a smaller buffer."""
        return self.options.short_device if row.direction == "IN" and row.size < PACKET else self.options.device

    def _endpoint(self, row):
        return self.options.endpoint_in if row.direction == "IN" else self.options.endpoint_out

    @staticmethod
    def _asked(row):
        """The program asks IN endpoints for whole packets, so everybody does; the device ends the transfer earlier."""
        return max(row.size, PACKET) if row.direction == "IN" else row.size

    def _seconds(self, row):
        share = 1 if row.size == LARGEST else SHARE_OF_SMALL
        return f"{self.options.seconds / share:.3f}"
