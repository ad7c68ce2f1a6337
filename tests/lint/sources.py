# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files the lint ring reads, and how it reports: one line a finding, `path:line: message`."""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOMS = (".ci", "app", "cmake", "core", "packaging", "resources", "tests", "ui")


def files(*suffixes):
    """Paths relative to the root, sorted, of every file of ours with one of the suffixes."""
    found = []
    for room in ROOMS:
        for folder, folders, names in os.walk(os.path.join(ROOT, room)):
            folders[:] = sorted(f for f in folders if not f.startswith((".", "__")))
            found += [os.path.relpath(os.path.join(folder, n), ROOT) for n in names if n.endswith(suffixes)]
    return sorted(found)


def lines(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read().splitlines()


def finish(findings, what):
    """Prints the findings and exits: 0 when there are none."""
    for finding in findings:
        print(finding)
    print(f"{what}: {len(findings)} finding(s)")
    sys.exit(1 if findings else 0)
