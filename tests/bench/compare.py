#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Streams from one endpoint with plain libusb and with the program by turns, and prints how they compare.

    tests/bench/compare.py VID:PID ENDPOINT [--rounds N] [--seconds S] [--size BYTES] [--depth N] [--logs DIRECTORY]

Each round runs every contestant once, in an order that turns; the first round warms up and is not counted. The ratio is
the median over rounds of (contestant / plain loop of the same round): what the machine does meanwhile touches both.
Needs a device that always has data, such as the kernel's SourceSink gadget. Exit: 0, 1 when a run failed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PEER = os.environ.get("WB_PEER", os.path.join(ROOT, "build/release/tests/bench/plain_libusb_stream"))
PROGRAM = os.environ.get("WB_PROGRAM", os.path.join(ROOT, "build/release/app/usb-workbench"))
PLAIN, FULL, CUT = "plain libusb loop", "stream --log", "stream --log --payload-limit 64"


def commands(options):
    log = os.path.join(options.logs, "compare.pcapng")
    stream = [PROGRAM, "stream", options.device, options.endpoint, "--seconds", str(options.seconds), "--size",
              str(options.size), "--depth", str(options.depth), "--json", "--log", log]
    return {PLAIN: [PEER, options.device, options.endpoint, str(options.seconds), str(options.size), str(options.depth)],
            FULL: stream, CUT: [*stream, "--payload-limit", "64"]}, log


def measure(name, command):
    """One run: bytes a second, and CPU seconds used per gigabyte."""
    before = os.times()
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    after = os.times()
    if done.returncode != 0:
        sys.exit(f"compare: {name}: exit {done.returncode}\n{done.stderr}{done.stdout[-300:]}")
    end = json.loads(done.stdout.splitlines()[-1])
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return end["bytesPerSecond"], cpu / (end["bytes"] / 1e9), end


def play_round(options, number):
    """Every contestant once: {contestant: (bytes/s, CPU s/GB)}."""
    contestants, log = commands(options)
    names = list(contestants)
    result = {}
    for name in names[number % len(names):] + names[:number % len(names)]:
        rate, cpu, end = measure(name, contestants[name])
        result[name] = (rate, cpu)
        kept = end.get("log")
        if kept and (kept["unlogged"] or kept["transfers"] != kept["completed"]):
            sys.exit(f"compare: {name}: the log is not whole: {kept}")
        if os.path.exists(log):
            os.remove(log)
    return result


def summary(rounds):
    """{contestant: (median bytes/s, median ratio, median CPU s/GB)}."""
    return {name: (statistics.median(r[name][0] for r in rounds),
                   statistics.median(r[name][0] / r[PLAIN][0] for r in rounds),
                   statistics.median(r[name][1] for r in rounds)) for name in rounds[0]}


def compare(options):
    return summary([play_round(options, number) for number in range(options.rounds + 1)][1:])


def table(figures):
    lines = [f"{'':34} {'MB/s':>8} {'ratio':>7} {'CPU s/GB':>9}"]
    lines += [f"{name:34} {rate / 1e6:8.1f} {ratio:7.3f} {cpu:9.2f}" for name, (rate, ratio, cpu) in figures.items()]
    return "\n".join(lines)


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("device")
    parser.add_argument("endpoint")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--size", type=int, default=65536)
    parser.add_argument("--depth", type=int, default=8)
    parser.add_argument("--logs", default="/tmp", help="where the log is written; memory, to leave the disk out of it")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    print(table(compare(parse(None))))
