# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rounds of a comparison say: the table, and the bars.

A round is {row: {contestant: turn}}. Every ratio is the median over the rounds in which both had a turn of the ratio
within the round: what the machine does meanwhile touches both.
"""

import statistics
from typing import NamedTuple

from contest import CONTROL, CUT, ENGINE, FULL, LARGEST, PLAIN, PYUSB, PYUSB_LARGE, USB1

RATE_AT_LARGEST, RATE_AT_ANY_SIZE = {FULL: 0.95, CUT: 0.97}, 0.85  # of plain C
CPU_AT_MOST = {CUT: 1.15, FULL: 1.6}  # of plain C
TIMES = {(USB1,): 1.3, (PYUSB, PYUSB_LARGE): 2.5}  # of the best loop a Python library has
CALLS = 0.8  # of plain C


class Bar(NamedTuple):
    text: str
    holds: bool

    def __str__(self):
        return f"{'held  ' if self.holds else 'MISSED'} {self.text}"


def median(rounds, row, name, figure="rate"):
    return statistics.median(getattr(r[row][name], figure) for r in rounds if name in r[row])


def ratio(rounds, row, name, other, figure="rate"):
    return statistics.median(getattr(r[row][name], figure) / getattr(r[row][other], figure)
                             for r in rounds if name in r[row] and other in r[row])


def floor(what, value, bar):
    return Bar(f"{what}: {value:.3f}, at least {bar}", value >= bar)


def ceiling(what, value, bar):
    return Bar(f"{what}: {value:.3f}, at most {bar}", value <= bar)


def rate_floor(row, name=FULL):
    return RATE_AT_LARGEST[name] if row.size == LARGEST else RATE_AT_ANY_SIZE


def bars_of_row(rounds, row):
    if row == CONTROL:
        yield floor(f"{row}: calls of the {ENGINE}, of {PLAIN}", ratio(rounds, row, ENGINE, PLAIN), CALLS)
        return
    for name in (FULL, CUT):
        if name not in rounds[0][row]:
            continue
        yield floor(f"{row}: rate of {name}, of {PLAIN}", ratio(rounds, row, name, PLAIN), rate_floor(row, name))
        lost = max(r[row][name].without_payload for r in rounds)
        if lost:
            yield Bar(f"{row}: {name}: {lost} records are in the log without their payload", False)
        if row.size == LARGEST:
            yield ceiling(f"{row}: CPU per MB of {name}, of {PLAIN}", ratio(rounds, row, name, PLAIN, "cpu"),
                          CPU_AT_MOST[name])


def bars_of_peer(rounds, rows, direction, loops, times):
    """At the size at which a peer's best loop is furthest behind plain C. Where the bus is full nothing can be faster than
    anything else: there, being level with plain C is all there is, and has a bar of its own."""
    leads = {}
    for row in rows:
        there = [loop for loop in loops if loop in rounds[0][row]]
        if row.direction == direction and there:
            best = max(there, key=lambda loop, row=row: median(rounds, row, loop))
            leads[row, best] = ratio(rounds, row, PLAIN, best)
    if leads:
        row, best = max(leads, key=leads.get)
        yield floor(f"{row}: rate of {FULL}, of {best}", ratio(rounds, row, FULL, best), times)


def bars(rounds):
    rows = list(rounds[0])
    result = [bar for row in rows for bar in bars_of_row(rounds, row)]
    for direction in ("IN", "OUT"):
        for loops, times in TIMES.items():
            result += bars_of_peer(rounds, rows, direction, loops, times)
    return result


def line(rounds, row, name):
    rate, of_plain = median(rounds, row, name), ratio(rounds, row, name, PLAIN)
    if row == CONTROL:
        return f"  {name:34} {rate:8.0f} /s   {of_plain:7.3f}"
    return (f"  {name:34} {rate / 1e6:8.2f} MB/s {of_plain:7.3f} {median(rounds, row, name, 'cpu'):10.2f} "
            f"{ratio(rounds, row, name, PLAIN, 'cpu'):8.3f}")


def table(rounds):
    lines = [f"{'':36} {'':13} {'of C':>7} {'CPU s/GB':>10} {'of C':>8}"]
    for row in rounds[0]:
        lines += [str(row), *(line(rounds, row, name) for name in rounds[0][row])]
    return lines
