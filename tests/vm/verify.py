#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifies outside the guest what a group of the vm ring left: verify.py GROUP DIRECTORY

Every log kept opens in tshark without a malformed packet; every request has its response; the count is the program's;
where usbmon recorded the same traffic, both agree transfer by transfer.
"""

import json
import os
import pathlib
import subprocess
import sys

import captures
from cases import case, check, equal, note, run
from agreement import compare

GROUP, OUT = sys.argv[1], pathlib.Path(sys.argv[2])
WITH_LOGS = ("transfers", "drivers", "isochronous", "faults", "models", "speed")


def logs():
    if GROUP not in WITH_LOGS:
        return {}
    check((OUT / "logs.json").exists(), "the group kept no log")
    with open(OUT / "logs.json", encoding="ascii") as file:
        return json.load(file)


def tshark(path, *arguments):
    done = subprocess.run(["tshark", "-n", "-2", "-r", path, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def verify_with_tshark(name, kept):
    path = OUT / name
    status, out, err = tshark(path, "-T", "fields", "-e", "usb.urb_type", "-e", "usb.request_in", "-e", "usb.response_in",
                              "-e", "_ws.malformed")
    cut = kept["may_be_cut"] and "cut short" in err
    check(status == 0 or cut, f"{name}: tshark: {err}")
    rows = [line.split("\t") for line in out.splitlines()]
    malformed = [number for number, row in enumerate(rows, 1) if row[3]]
    equal(malformed, [], f"{name}: malformed packets")
    submits = sum(row[0].strip("'") == "S" for row in rows)
    unanswered = sum(row[0].strip("'") == "S" and not row[2] for row in rows)
    unasked = sum(row[0].strip("'") != "S" and not row[1] for row in rows)
    if not kept["may_be_cut"]:
        equal((unanswered, unasked), (0, 0), f"{name}: requests without response, responses without request")
    return submits


def verify_count(name, kept, submits):
    events = captures.read_pcapng(OUT / name, kept["may_be_cut"])
    equal(submits, sum(e.kind == "S" for e in events), f"{name}: submits tshark and the reader see")
    if kept["said"]:
        own = [event for event in events if not captures.is_preamble(event)]
        equal(sum(e.kind == "S" for e in own), kept["said"]["transfers"], f"{name}: transfers in the log and said")
        equal(sum(e.kind != "S" for e in own), kept["said"]["completed"], f"{name}: ends in the log and said")


@case
def every_log_opens_in_tshark():
    kept_logs = logs()
    for name, kept in kept_logs.items():
        verify_count(name, kept, verify_with_tshark(name, kept))
    note(f"{len(kept_logs)} logs")


@case
def usbmon_agrees_with_every_log():
    transfers = 0
    for name, kept in logs().items():
        if kept["usbmon"]:
            transfers += compare(captures.read_pcapng(OUT / name), captures.read_pcap(OUT / kept["usbmon"]))
    check(transfers > 0 or GROUP != "transfers", "nothing was compared")
    note(f"{transfers} transfers agree")


if GROUP == "isochronous":
    from heard import sent_bytes_were_heard

    @case
    def sent_bytes_reach_the_device():
        sent_bytes_were_heard(OUT)

os.environ["WIRESHARK_CONFIG_DIR"] = str(OUT)
run()
